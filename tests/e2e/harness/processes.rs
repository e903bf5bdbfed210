//! Finding, starting and ending the programs of one environment.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Every program of an environment inherits this variable, so all are found: also one that the desktop
/// started for us and that has no parent any more.
pub(crate) const MARK: &str = "COUNTERFOIL_E2E_WORLD";

/// What the harness starts, and the Debian package that brings it.
const NEEDED: [(&str, &str); 15] = [
    ("Xvfb", "xvfb"),
    ("openbox", "openbox"),
    ("dbus-daemon", "dbus"),
    ("dbus-send", "dbus"),
    ("gnome-keyring-daemon", "gnome-keyring"),
    ("secret-tool", "libsecret-tools"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("xdg-open", "xdg-utils"),
    ("update-desktop-database", "desktop-file-utils"),
    ("gio", "libglib2.0-bin"),
    ("xdotool", "xdotool"),
    ("import", "imagemagick"),
    ("setpriv", "util-linux"),
];

/// Panics naming every program that is missing: a test that could not run must not look like one that passed.
pub(crate) fn require_programs() {
    let missing: Vec<String> = NEEDED
        .iter()
        .filter(|(program, _)| find(program).is_none())
        .map(|(program, package)| format!("{program} (Debian package {package})"))
        .collect();
    assert!(
        missing.is_empty(),
        "the real-window tests need programs that are not here: {}. `make test` installs them on Debian.",
        missing.join(", ")
    );
}

fn find(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// A command that dies with the thread that started it, so that an interrupted test leaves nothing behind. It leads a
/// process group of its own, for [`end_groups`].
pub(crate) fn bound(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new("setpriv");
    command
        .process_group(0)
        .args(["--pdeathsig", "KILL", "--"])
        .arg(program.as_ref());
    command
}

/// Runs `command` to its end and returns what it printed, or `None` when it failed.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Ids of the running processes of the environment marked `mark` for which `wanted` holds (given its command line).
pub(crate) fn living(mark: &str, wanted: impl Fn(&str) -> bool) -> Vec<u32> {
    let needle = format!("{MARK}={mark}");
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|id: &u32| {
            fs::read(format!("/proc/{id}/environ")).is_ok_and(|variables| {
                variables
                    .split(|byte| *byte == 0)
                    .any(|variable| variable == needle.as_bytes())
            })
        })
        .filter(|id| {
            fs::read(format!("/proc/{id}/cmdline")).is_ok_and(|line| {
                !line.is_empty() && wanted(&String::from_utf8_lossy(&line).replace('\0', " "))
            })
        })
        .collect()
}

/// Asks every process of the environment marked `mark` for which `wanted` holds to end, and waits until it has,
/// but not for long.
pub(crate) fn ask_to_end(mark: &str, wanted: impl Fn(&str) -> bool) {
    signal("-TERM", &living(mark, &wanted));
    let begun = Instant::now();
    while !living(mark, &wanted).is_empty() && begun.elapsed() < Duration::from_secs(2) {
        pause();
    }
}

/// Kills every process of the environment marked `mark` for which `wanted` holds, and waits until none is left.
pub(crate) fn end(mark: &str, wanted: impl Fn(&str) -> bool) {
    let begun = Instant::now();
    loop {
        let ids = living(mark, &wanted);
        if ids.is_empty() || begun.elapsed() > Duration::from_secs(10) {
            return;
        }
        signal("-KILL", &ids);
        pause();
    }
}

/// Kills what [`bound`] commands have started and what has overwritten its [`MARK`], as Chromium's processes do, also
/// when it is stopped. A child that was not waited for still has its id, so no foreign group can have it.
pub(crate) fn end_groups(children: &[Child]) {
    if children.is_empty() {
        return;
    }
    let _ = Command::new("kill")
        .args(["-KILL", "--"])
        .args(children.iter().map(|child| format!("-{}", child.id())))
        .stderr(Stdio::null())
        .status();
}

fn signal(signal: &str, ids: &[u32]) {
    if ids.is_empty() {
        return;
    }
    let _ = Command::new("kill")
        .arg(signal)
        .args(ids.iter().map(u32::to_string))
        .stderr(Stdio::null())
        .status();
}

#[expect(
    clippy::disallowed_methods,
    reason = "runs in Drop, where nothing can be awaited, between two looks at the process table"
)]
fn pause() {
    std::thread::sleep(Duration::from_millis(20));
}

#[test]
fn a_group_ends_with_what_is_stopped_in_it_and_has_lost_its_mark() {
    let script = "env -i sleep 4321 & sleep 0.2; kill -STOP $!; echo $!; exec sleep 4322";
    let mut leader = bound("sh")
        .args(["-c", script])
        .stdout(Stdio::piped())
        .spawn()
        .expect("sh starts");
    let mut said = String::new();
    let output = leader.stdout.take().expect("its output was asked for");
    BufReader::new(output)
        .read_line(&mut said)
        .expect("it says its child");
    let state = || fs::read_to_string(format!("/proc/{}/stat", said.trim()));
    let begun = Instant::now();
    while !state().is_ok_and(|it| it.contains(") T ")) {
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", state());
        pause();
    }
    end_groups(std::slice::from_ref(&leader));
    leader.wait().expect("it was killed");
    // The process that reaps it may take a moment.
    let gone = || state().map_or(true, |it| it.contains(") Z "));
    let begun = Instant::now();
    while !gone() && begun.elapsed() < Duration::from_secs(5) {
        pause();
    }
    assert!(gone(), "{:?}", state());
}
