//! One test's desktop.
//!
//! Long because all that a test does to it goes through this one type.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use super::identity::OWN;
use super::processes::{self, MARK, bound, output};
use super::wait::{LONG, SHORT, eventually};

/// A desktop with its own home, folders, display, session bus, unlocked keyring, window manager and
/// default browser. Dropping it ends every process that ever belonged to it.
pub(crate) struct TestEnv {
    name: String,
    mark: String,
    /// Where pictures and logs go that should outlive the test.
    evidence: PathBuf,
    pub(super) environment: Vec<(&'static str, String)>,
    pub(super) children: Vec<Child>,
    folder: TempDir,
}

impl TestEnv {
    /// Builds the desktop. `name` labels what is kept when the test fails.
    pub(crate) async fn start(name: &str) -> Self {
        let mut env = Self::without_keyring(name).await;
        env.start_keyring().await;
        env
    }

    /// The same desktop without a keyring: nobody ever made one.
    pub(crate) async fn without_keyring(name: &str) -> Self {
        processes::require_programs();
        let mut env = Self::unfurnished(name);
        env.write_defaults();
        env.start_display().await;
        env.start_bus().await;
        env.start_window_manager().await;
        env
    }

    /// The name of this desktop's display, for a program that is not started in it.
    pub(crate) fn display(&self) -> Option<&str> {
        let mut variables = self.environment.iter();
        variables
            .find(|(name, _)| *name == "DISPLAY")
            .map(|(_, value)| value.as_str())
    }

    /// Takes a variable out of what every program of this desktop starts with from now on.
    pub(crate) fn forget(&mut self, variable: &str) {
        self.environment.retain(|(key, _)| *key != variable);
    }

    /// A command inside this desktop: its variables and nothing of the caller's.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        self.furnish(Command::new(program.as_ref()))
    }

    /// Starts a program of this desktop that lives until the environment ends.
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
        self.path("home/.local/share").join(OWN.identifier)
    }

    /// A path inside the environment's folder.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// The `.desktop` file by which the app registered its scheme, once it is there.
    pub(crate) async fn registered_handler(&self) -> String {
        let folder = self.path("home/.local/share/applications");
        let wanted = format!("x-scheme-handler/{};", OWN.scheme);
        eventually("the app registers its scheme", LONG, async || {
            fs::read_dir(&folder)
                .ok()?
                .filter_map(|entry| fs::read_to_string(entry.ok()?.path()).ok())
                .find(|text| text.contains(&wanted))
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

    /// Presses keys on the real keyboard, one after another: `ctrl+f`, `Return`, `Tab`. The app's window
    /// must be in front (see [`TestEnv::raise`]).
    pub(crate) fn press(&self, keys: &[&str]) {
        self.keyboard("key", keys);
    }

    /// Types a text on the real keyboard.
    pub(crate) fn type_text(&self, text: &str) {
        self.keyboard("type", &[text]);
    }

    fn keyboard(&self, how: &str, what: &[&str]) {
        let typed = self
            .command("xdotool")
            .args([how, "--clearmodifiers", "--delay", "30"])
            .args(what)
            .status();
        assert!(
            typed.is_ok_and(|status| status.success()),
            "xdotool cannot {how} {what:?}"
        );
    }

    /// Gives the window of the program `class` this size, in pixels of the screen.
    pub(crate) fn resize(&self, class: &str, width: u32, height: u32) {
        let window = self.raise(class);
        let mut resize = self.command("xdotool");
        resize.args(["windowsize", "--sync", &window]);
        resize.args([width.to_string(), height.to_string()]);
        assert!(
            output(&mut resize).is_some(),
            "the window of {class} cannot be resized"
        );
    }

    /// Takes a picture of a window (see [`TestEnv::raise`]).
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

    /// Ids of this environment's running Counterfoil processes.
    pub(crate) fn running_apps(&self) -> Vec<u32> {
        let program = super::app::program();
        processes::living(&self.mark, |line| {
            line.starts_with(&*program.to_string_lossy())
        })
    }

    /// Ends this environment's Counterfoil processes at once, as a crash or a power cut would.
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
            (self.running_apps().is_empty() && !names.contains(OWN.identifier)).then_some(())
        })
        .await;
    }

    /// The list in the person's folder, once it is there.
    pub(crate) async fn exported(&self) -> PathBuf {
        eventually("a file is written", SHORT, async || {
            self.downloaded(|path| path.extension().is_some_and(|end| end == "csv"))
        })
        .await
    }

    /// A file that the app wrote for the person.
    pub(crate) fn downloaded(&self, wanted: impl Fn(&Path) -> bool) -> Option<PathBuf> {
        ["home", "home/Downloads"]
            .iter()
            .filter_map(|folder| fs::read_dir(self.path(folder)).ok())
            .flatten()
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .find(|path| wanted(path))
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

    /// Where [`TestEnv::log`] writes.
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
                fs::create_dir_all(value).expect("the environment's folders can be made");
            }
        }
        for private in ["run", "logs"] {
            let path = folder.path().join(private);
            fs::create_dir_all(&path).expect("the environment's folders can be made");
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

    pub(super) fn furnish(&self, mut command: Command) -> Command {
        command
            .env_clear()
            .envs(self.environment.iter().map(|(key, value)| (key, value)))
            .current_dir(self.folder.path());
        command
    }

    pub(super) fn keep(&mut self, program: &str, command: &mut Command) -> Option<ChildStdout> {
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

impl Drop for TestEnv {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.keep_evidence();
        }
        processes::end(&self.mark, |line| !line.starts_with("Xvfb"));
        // Asked to go, it takes its lock file along; a killed one leaves it for the next to trip over.
        processes::ask_to_end(&self.mark, |line| line.starts_with("Xvfb"));
        processes::end(&self.mark, |_| true);
        processes::end_groups(&self.children);
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
