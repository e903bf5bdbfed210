//! The services of a test desktop: default programs, display, session bus, keyring, window manager.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{ChildStdout, Command, Stdio};

use tokio::sync::Mutex;

use super::processes::{bound, output};
use super::test_env::TestEnv;
use super::wait::{SHORT, eventually};

const SCREEN: &str = "1280x900x24";

/// Openbox without the boxes it would show over our windows, and with the one key we press.
const WINDOW_MANAGER: &str = r#"<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <resize><popupShow>Never</popupShow></resize>
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
</openbox_config>
"#;

impl TestEnv {
    /// Names our own "browser" and "mail program": they write down the address they were given. The
    /// harness then goes there in a real Chromium.
    pub(super) fn write_defaults(&self) {
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

    pub(super) async fn start_display(&mut self) {
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

    pub(super) async fn start_bus(&mut self) {
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

    pub(super) async fn start_keyring(&mut self) {
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

    pub(super) async fn start_window_manager(&mut self) {
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

    pub(super) fn ask_bus(&self, method: &str) -> Command {
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
}

fn first_line(from: ChildStdout) -> String {
    let mut line = String::new();
    let _ = BufReader::new(from).read_line(&mut line);
    line.trim().to_owned()
}
