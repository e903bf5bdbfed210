//! One test's desktop.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;
use tokio::sync::Mutex;

use super::processes::{self, MARK, bound, output};
use super::wait::{LONG, SHORT, eventually};

/// The identifier in `tauri.conf.json`: the name of the app's folders.
const IDENTIFIER: &str = "app.counterfoil.desktop";

const SCREEN: &str = "1280x900x24";

/// Openbox without the boxes it would show over our windows, and with the one key we press.
const WINDOW_MANAGER: &str = r#"<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <resize><popupShow>Never</popupShow></resize>
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
</openbox_config>
"#;

/// A desktop with its own home, folders, display, session bus, unlocked keyring, window manager and
/// default browser. Dropping it ends every process that ever belonged to it.
pub(crate) struct World {
    name: String,
    mark: String,
    /// Where pictures and logs go that should outlive the test.
    evidence: PathBuf,
    environment: Vec<(&'static str, String)>,
    children: Vec<Child>,
    folder: TempDir,
}

impl World {
    /// Builds the desktop. `name` labels what is kept when the test fails.
    pub(crate) async fn start(name: &str) -> Self {
        processes::require_programs();
        let mut world = Self::unfurnished(name);
        world.write_defaults();
        world.start_display().await;
        world.start_bus().await;
        world.start_keyring().await;
        world.start_window_manager().await;
        world
    }

    /// A command inside this desktop: its variables and nothing of the caller's.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        self.furnish(Command::new(program.as_ref()))
    }

    /// Starts a program of this desktop that lives until the world ends.
    pub(crate) fn spawn(&mut self, program: &str, arguments: &[&str]) {
        self.spawn_with(program, arguments, &[]);
    }

    /// The same, with more variables.
    pub(crate) fn spawn_with(
        &mut self,
        program: &str,
        arguments: &[&str],
        variables: &[(&str, String)],
    ) {
        let mut command = self.furnish(bound(program));
        command
            .args(arguments)
            .envs(variables.iter().map(|(key, value)| (key, value)))
            .stdin(Stdio::null())
            .stdout(self.log(program))
            .stderr(self.log(program));
        self.keep(program, &mut command);
    }

    /// Opens `url` as a click in any other program would, and waits until the desktop has handed it over.
    pub(crate) fn xdg_open(&self, url: &str) {
        self.xdg_open_with(url, &[]);
    }

    /// The same, with more variables; what the desktop starts inherits them.
    pub(crate) fn xdg_open_with(&self, url: &str, variables: &[(&str, String)]) {
        let status = self
            .command("xdg-open")
            .arg(url)
            .envs(variables.iter().map(|(key, value)| (key, value)))
            .stdin(Stdio::null())
            .stdout(self.log("xdg-open"))
            .stderr(self.log("xdg-open"))
            .status()
            .expect("xdg-open starts");
        assert!(status.success(), "xdg-open refuses {url}: {status}");
    }

    /// Opens `link` while the app runs, and waits until the second process has passed it on and is gone.
    pub(crate) async fn deliver(&self, link: &str) {
        self.xdg_open(link);
        eventually(
            "the link is passed on to the running app",
            SHORT,
            async || (self.running_apps().len() == 1).then_some(()),
        )
        .await;
    }

    /// The addresses the app has asked the desktop to open so far, oldest first.
    pub(crate) fn opened(&self) -> Vec<String> {
        fs::read_to_string(self.path("opened.log"))
            .unwrap_or_default()
            .lines()
            .map(str::to_owned)
            .collect()
    }

    /// The address the app opens after the first `seen` ones.
    pub(crate) async fn next_opened(&self, seen: usize) -> String {
        eventually("the app opens a page in the browser", SHORT, async || {
            self.opened().get(seen).cloned()
        })
        .await
    }

    /// The app's own folder: settings and, below `practice/`, the practice firm.
    pub(crate) fn app_folder(&self) -> PathBuf {
        self.path("home/.local/share").join(IDENTIFIER)
    }

    /// A path inside the world's folder.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// The `.desktop` file by which the app registered `counterfoil://`, once it is there.
    pub(crate) async fn registered_handler(&self) -> String {
        let folder = self.path("home/.local/share/applications");
        eventually("the app registers counterfoil://", LONG, async || {
            fs::read_dir(&folder)
                .ok()?
                .filter_map(|entry| fs::read_to_string(entry.ok()?.path()).ok())
                .find(|text| text.contains("x-scheme-handler/counterfoil"))
        })
        .await
    }

    /// Brings the window of the program `class` to the front.
    pub(crate) fn raise(&self, class: &str) -> String {
        let mut search = self.command("xdotool");
        search.args(["search", "--onlyvisible", "--class", class]);
        let window = output(&mut search)
            .and_then(|found| found.lines().next().map(str::to_owned))
            .unwrap_or_else(|| panic!("no window belongs to {class}"));
        let mut raise = self.command("xdotool");
        raise.args(["windowactivate", "--sync", &window]);
        assert!(
            output(&mut raise).is_some(),
            "the window of {class} cannot be raised"
        );
        window
    }

    /// Takes a picture of a window (see [`World::raise`]).
    pub(crate) fn picture(&self, window: &str, to: &Path) {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).expect("the folder for pictures can be made");
        }
        let taken = self
            .command("import")
            .args(["-window", window])
            .arg(to)
            .status()
            .is_ok_and(|status| status.success());
        assert!(taken, "no picture could be taken to {}", to.display());
    }

    /// Ids of this world's running Counterfoil processes.
    pub(crate) fn running_apps(&self) -> Vec<u32> {
        let program = super::app::program();
        processes::living(&self.mark, |line| {
            line.starts_with(&*program.to_string_lossy())
        })
    }

    /// Ends this world's Counterfoil processes at once, as a crash or a power cut would.
    pub(crate) async fn kill_apps(&self) {
        let program = super::app::program();
        processes::end(&self.mark, |line| {
            line.starts_with(&*program.to_string_lossy())
        });
        self.apps_are_gone().await;
    }

    /// Waits until no Counterfoil process is left and the session bus has noticed: until then a new one
    /// would try to pass its link on to the old.
    pub(crate) async fn apps_are_gone(&self) {
        eventually("Counterfoil has ended", SHORT, async || {
            let names = output(&mut self.ask_bus("ListNames"))?;
            (self.running_apps().is_empty() && !names.contains(IDENTIFIER)).then_some(())
        })
        .await;
    }

    /// A file for the output of `program`; several writers append.
    pub(crate) fn log(&self, program: &str) -> Stdio {
        let path = self.log_path(program);
        fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_or_else(
                |error| panic!("{} cannot be written: {error}", path.display()),
                Stdio::from,
            )
    }

    /// Where [`World::log`] writes.
    pub(crate) fn log_path(&self, program: &str) -> PathBuf {
        self.path(&format!("logs/{program}.log"))
    }

    fn unfurnished(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let folder = tempfile::Builder::new()
            .prefix("counterfoil-")
            .tempdir()
            .expect("a temporary folder can be made");
        let at = |relative: &str| folder.path().join(relative).display().to_string();
        let mark = format!(
            "{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let environment = vec![
            (MARK, mark.clone()),
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("HOME", at("home")),
            ("USER", "maria".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TZ", "UTC".to_owned()),
            ("TMPDIR", at("tmp")),
            ("XDG_DATA_HOME", at("home/.local/share")),
            ("XDG_CONFIG_HOME", at("home/.config")),
            ("XDG_CACHE_HOME", at("home/.cache")),
            ("XDG_STATE_HOME", at("home/.local/state")),
            ("XDG_RUNTIME_DIR", at("run")),
            ("XDG_DATA_DIRS", "/usr/local/share:/usr/share".to_owned()),
            // Any other desktop and Debian's xdg-open fails on the quoted path in the handler the app registers.
            ("XDG_CURRENT_DESKTOP", "GNOME".to_owned()),
            ("XDG_SESSION_TYPE", "x11".to_owned()),
            ("GDK_BACKEND", "x11".to_owned()),
            ("NO_AT_BRIDGE", "1".to_owned()),
            (
                "DBUS_SESSION_BUS_ADDRESS",
                format!("unix:path={}", at("run/bus")),
            ),
        ];
        for (key, value) in &environment {
            if key.starts_with("XDG_") && key.ends_with("_HOME")
                || *key == "HOME"
                || *key == "TMPDIR"
            {
                fs::create_dir_all(value).expect("the world's folders can be made");
            }
        }
        for private in ["run", "logs"] {
            let path = folder.path().join(private);
            fs::create_dir_all(&path).expect("the world's folders can be made");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o700))
                .expect("mode 700 can be set");
        }
        Self {
            name: name.to_owned(),
            mark,
            evidence: Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("target/e2e")
                .join(name),
            environment,
            children: Vec::new(),
            folder,
        }
    }

    /// Names our own "browser" and "mail program": they write down the address they were given. The
    /// harness then goes there in a real Chromium.
    fn write_defaults(&self) {
        let script = self.path("home/open");
        let log = self.path("opened.log");
        fs::write(
            &script,
            format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", log.display()),
        )
        .expect("the browser script can be written");
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755))
            .expect("mode 755 can be set");
        let applications = self.path("home/.local/share/applications");
        fs::create_dir_all(&applications).expect("the applications folder can be made");
        fs::write(
            applications.join("e2e-browser.desktop"),
            format!(
                "[Desktop Entry]\nType=Application\nName=Test browser\nExec={} %u\n\
                 MimeType=x-scheme-handler/http;x-scheme-handler/https;x-scheme-handler/mailto;\n",
                script.display()
            ),
        )
        .expect("the browser entry can be written");
        fs::write(
            self.path("home/.config/mimeapps.list"),
            "[Default Applications]\nx-scheme-handler/http=e2e-browser.desktop\n\
             x-scheme-handler/https=e2e-browser.desktop\nx-scheme-handler/mailto=e2e-browser.desktop\n",
        )
        .expect("the default browser can be set");
    }

    async fn start_display(&mut self) {
        // Two X servers that look for a free number at once can take each other's for an abandoned one.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
        let _turn = ONE_AT_A_TIME.lock().await;
        let mut command = self.furnish(bound("Xvfb"));
        command
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                SCREEN,
                "-nolisten",
                "tcp",
                // Otherwise it starts over when its first client leaves, and turns the next one away meanwhile.
                "-noreset",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(self.log("Xvfb"));
        let number = self
            .keep("Xvfb", &mut command)
            .map(first_line)
            .unwrap_or_default();
        assert!(!number.is_empty(), "Xvfb found no free display");
        self.environment.push(("DISPLAY", format!(":{number}")));
        eventually("the display can be opened", SHORT, async || {
            output(self.command("xdotool").arg("getdisplaygeometry"))
        })
        .await;
    }

    async fn start_bus(&mut self) {
        let address = format!("--address=unix:path={}", self.path("run/bus").display());
        self.spawn(
            "dbus-daemon",
            &["--session", "--nofork", "--nopidfile", &address],
        );
        eventually("the session bus answers", SHORT, async || {
            output(&mut self.ask_bus("ListNames"))
        })
        .await;
    }

    async fn start_keyring(&mut self) {
        let mut command = self.furnish(bound("gnome-keyring-daemon"));
        command
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(self.log("gnome-keyring"))
            .stderr(self.log("gnome-keyring"));
        let mut daemon = command.spawn().expect("gnome-keyring-daemon starts");
        // Its password: without one no keyring is made.
        daemon
            .stdin
            .take()
            .expect("its standard input was asked for")
            .write_all(b"test")
            .expect("gnome-keyring-daemon reads its password");
        self.children.push(daemon);
        // The name first: asking for secrets too early would make the bus start a second, locked daemon.
        eventually(
            "the keyring takes its place on the bus",
            SHORT,
            async || {
                output(
                    self.ask_bus("NameHasOwner")
                        .arg("string:org.freedesktop.secrets"),
                )
                .filter(|answer| answer.contains("true"))
            },
        )
        .await;
        eventually("the keyring is unlocked", SHORT, async || {
            let mut store = self
                .command("secret-tool")
                .args(["store", "--label=probe", "probe", "probe"])
                .stdin(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .ok()?;
            store.stdin.take()?.write_all(b"probe").ok()?;
            store.wait().ok()?.success().then_some(())
        })
        .await;
        output(
            self.command("secret-tool")
                .args(["clear", "probe", "probe"]),
        );
    }

    async fn start_window_manager(&mut self) {
        let settings = self.path("home/.config/openbox.xml");
        fs::write(&settings, WINDOW_MANAGER).expect("the window manager's settings can be written");
        let settings = settings.display().to_string();
        self.spawn("openbox", &["--config-file", &settings]);
        eventually("the window manager is there", SHORT, async || {
            output(self.command("xdotool").arg("get_num_desktops"))
        })
        .await;
        // The pointer begins in the middle, where it would open tooltips over the rows.
        let mut aside = self.command("xdotool");
        aside.args(["mousemove", "1279", "899"]);
        assert!(output(&mut aside).is_some(), "the pointer cannot be moved");
    }

    fn ask_bus(&self, method: &str) -> Command {
        let mut command = self.command("dbus-send");
        command.args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            &format!("org.freedesktop.DBus.{method}"),
        ]);
        command
    }

    fn furnish(&self, mut command: Command) -> Command {
        command
            .env_clear()
            .envs(self.environment.iter().map(|(key, value)| (key, value)))
            .current_dir(self.folder.path());
        command
    }

    fn keep(&mut self, program: &str, command: &mut Command) -> Option<ChildStdout> {
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("{program} does not start: {error}"));
        let stdout = child.stdout.take();
        self.children.push(child);
        stdout
    }

    fn keep_evidence(&self) {
        let _ = fs::create_dir_all(&self.evidence);
        let _ = self
            .command("import")
            .args(["-window", "root"])
            .arg(self.evidence.join("screen.png"))
            .status();
        if let Ok(logs) = fs::read_dir(self.path("logs")) {
            for log in logs.flatten() {
                let _ = fs::copy(log.path(), self.evidence.join(log.file_name()));
            }
        }
        eprintln!(
            "{}: the screen and the logs are in {}",
            self.name,
            self.evidence.display()
        );
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.keep_evidence();
        }
        processes::end(&self.mark, |line| !line.starts_with("Xvfb"));
        // Asked to go, it takes its lock file along; a killed one leaves it for the next to trip over.
        processes::ask_to_end(&self.mark, |line| line.starts_with("Xvfb"));
        processes::end(&self.mark, |_| true);
        for child in &mut self.children {
            let _ = child.wait();
        }
    }
}

/// A loopback port nobody uses now.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .expect("a loopback port is free")
        .port()
}

fn first_line(from: ChildStdout) -> String {
    let mut line = String::new();
    let _ = BufReader::new(from).read_line(&mut line);
    line.trim().to_owned()
}
