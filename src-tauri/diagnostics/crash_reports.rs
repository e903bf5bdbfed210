//! Failures of the program itself. A panic is written to the log with its place, the window says what was not
//! lost, and where only one task failed everything else goes on.
//!
//! A mark is left on the disk as well: when the program did not survive, the next start tells what happened.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt::Write as _;
use std::fs;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::Timestamp;
use roster::view::BannerKind;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager};

use crate::diagnostics::log;
use crate::platform::private_files;
use crate::session::Session;

/// The mark, beside the logs.
const MARK: &str = "failed.json";

/// Who is notified, once there is a window.
static REPORTING: OnceLock<Reporting> = OnceLock::new();

struct Reporting {
    app: AppHandle,
    mark: PathBuf,
}

/// What the mark says.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    /// When, in milliseconds.
    at: i64,
    /// Version of the program that failed.
    version: String,
}

/// Writes every panic from now on.
pub(crate) fn begin() {
    std::panic::set_hook(Box::new(note));
}

/// Tells the window as well from now on, and leaves marks in `folder`. Returns when the last run failed, if it did
/// and was not closed properly afterwards.
pub(crate) fn report_to(app: &AppHandle, folder: &Path) -> Option<Timestamp> {
    let mark = folder.join(MARK);
    let before = take_mark(&mark);
    let reporting = Reporting {
        app: app.clone(),
        mark,
    };
    // A second call would be a bug of ours; the first one stays.
    let _ = REPORTING.set(reporting);
    before
}

/// The program is closed by a person who saw every failure: the next start has nothing to add.
pub(crate) fn closed() {
    if let Some(reporting) = REPORTING.get() {
        let _ = fs::remove_file(&reporting.mark);
    }
}

/// The hook. It runs on the thread that failed, which may hold any lock: it waits for none.
fn note(info: &PanicHookInfo<'_>) {
    let at = Timestamp::now();
    log::say_at_once(&line(info, at));
    let Some(reporting) = REPORTING.get() else {
        return;
    };
    leave_mark(&reporting.mark, at);
    let spawned = std::thread::Builder::new()
        .name("failure banner".to_owned())
        .spawn(move || notify_window(&reporting.app, at));
    if spawned.is_err() {
        log::say_at_once("the window could not be told of it");
    }
}

fn line(info: &PanicHookInfo<'_>, at: Timestamp) -> String {
    let payload = info.payload();
    let message = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    let place = info
        .location()
        .map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    let thread = std::thread::current();
    let mut text = format!(
        "{at} ERROR counterfoil_lib::diagnostics::crash_reports: Counterfoil {} failed at {place} on thread {}: {}",
        env!("CARGO_PKG_VERSION"),
        thread.name().unwrap_or("without a name"),
        log::without_values(&message)
    );
    // Only where RUST_BACKTRACE asks for one: without symbols, as in a release, it says little and costs much.
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        let _ = write!(text, "\n{trace}");
    }
    text
}

fn leave_mark(path: &Path, at: Timestamp) {
    let mark = Mark {
        at: at.as_millisecond(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    if let Ok(text) = serde_json::to_vec(&mark) {
        // Without the mark the log still has it.
        let _ = private_files::write(path, &text);
    }
}

/// Reads the mark and takes it away. One that cannot be read says that something failed, not when.
fn take_mark(path: &Path) -> Option<Timestamp> {
    let text = fs::read(path).ok()?;
    let written = fs::metadata(path)
        .and_then(|file| file.modified())
        .ok()
        .and_then(|time| Timestamp::try_from(time).ok());
    let _ = fs::remove_file(path);
    serde_json::from_slice::<Mark>(&text)
        .ok()
        .and_then(|mark| Timestamp::from_millisecond(mark.at).ok())
        .or(written)
}

fn notify_window(app: &AppHandle, at: Timestamp) {
    let Some(session) = app.try_state::<Session>() else {
        return;
    };
    session.listener.raise_since(BannerKind::Panicked, at);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Some(session) = app.try_state::<Session>() {
            session.send_banners().await;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_once_and_a_torn_one_still_says_that_something_failed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(MARK);
        assert_eq!(take_mark(&path), None);
        let at = Timestamp::from_second(1_795_323_900).expect("a time");
        leave_mark(&path, at);
        assert_eq!(take_mark(&path), Some(at));
        assert_eq!(take_mark(&path), None);
        fs::write(&path, b"{\"at\":17").expect("a writable folder");
        assert!(take_mark(&path).is_some());
    }
}
