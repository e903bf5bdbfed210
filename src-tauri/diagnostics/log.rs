//! Logs: to the standard error and, once the app knows its folder, to one file a day.
//!
//! INFO and above, of every crate. `COUNTERFOIL_LOG=debug` raises our own crates to DEBUG and no other: deeper levels
//! of the HTTP crates print addresses with codes in them. No secret is logged at any level and no client's name above
//! DEBUG; clients go by their id. Every line passes [`redact`] all the same.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use parking_lot::Mutex;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::log_files::{self, Daily};
pub(crate) use redaction::{redact, without_values};

/// The variable that raises our own crates to DEBUG.
const VARIABLE: &str = "COUNTERFOIL_LOG";
/// Our own crates.
const OURS: [&str; 4] = ["counterfoil_lib", "roster", "conductor", "intuit"];

/// Where lines are kept, once that is known.
static KEPT: Mutex<Option<Daily>> = Mutex::new(None);

/// Starts to log, to the standard error only.
pub(crate) fn begin() {
    let wanted = std::env::var(VARIABLE).is_ok_and(|level| level.eq_ignore_ascii_case("debug"));
    tracing_subscriber::registry()
        .with(
            tracing_subscriber::fmt::layer()
                .with_ansi(false)
                .with_writer(Lines),
        )
        .with(levels(wanted))
        .init();
}

/// Keeps what is logged from now on in `folder`.
pub(crate) fn keep_in(folder: &Path) {
    match Daily::in_folder(folder) {
        Ok(daily) => {
            *KEPT.lock() = Some(daily);
        }
        Err(error) => tracing::warn!(%error, "logs cannot be kept on this computer"),
    }
}

/// Writes lines past the tracing crate, which must not be entered twice: for the hook of panics. Never waits: the
/// thread that fails may be the one that holds the file.
pub(crate) fn say_at_once(text: &str) {
    let text = tidy(text);
    // Nobody may be listening.
    let _ = io::stderr().write_all(text.as_bytes());
    if let Some(kept) = KEPT.try_lock() {
        keep(kept, &text);
    }
}

/// The logs in `folder` of the last `days` days, oldest first, at most `most` bytes in all: the newest lines.
pub(crate) fn recent(folder: &Path, days: usize, most: u64) -> Vec<(Date, String)> {
    let all = log_files::days_in(folder);
    let mut left = most;
    let mut found = Vec::new();
    for (day, path) in all.into_iter().rev().take(days) {
        let text = tail(&path, left).unwrap_or_default();
        left = left.saturating_sub(text.len() as u64);
        found.push((day, text));
    }
    found.reverse();
    found
}

fn levels(debug: bool) -> Targets {
    let ours = if debug {
        LevelFilter::DEBUG
    } else {
        LevelFilter::INFO
    };
    Targets::new()
        .with_default(LevelFilter::INFO)
        .with_targets(OURS.map(|name| (name, ours)))
}

/// The end of a file, from the beginning of a line on.
fn tail(path: &Path, most: u64) -> io::Result<String> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let skipped = size.saturating_sub(most);
    file.seek(SeekFrom::Start(skipped))?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    if skipped == 0 {
        return Ok(text.into_owned());
    }
    let whole = text.split_once('\n').map_or("", |(_, whole)| whole);
    Ok(format!("⟨older lines are left out⟩\n{whole}"))
}

/// Lines as they are written: redacted, without control characters, and with everything after the first line
/// indented, so that no text of a service can pass for a line of ours.
fn tidy(text: &str) -> String {
    let clean = redact(text.trim_end_matches('\n'));
    let mut line = String::with_capacity(clean.len() + 1);
    for c in clean.chars() {
        match c {
            '\n' => line.push_str("\n    "),
            c if c.is_control() => line.push(' '),
            c => line.push(c),
        }
    }
    line.push('\n');
    line
}

fn keep(mut kept: parking_lot::MutexGuard<'_, Option<Daily>>, text: &str) {
    let day = Timestamp::now().to_zoned(TimeZone::UTC).date();
    if let Some(daily) = kept.as_mut() {
        // On a full disk the standard error has the line, and the next one may find room again.
        let _ = daily.write(day, text);
    }
}

/// What the tracing crate writes to: it hands over one whole event at a time.
struct Lines;

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        Self
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = tidy(&String::from_utf8_lossy(bytes));
        // Nobody may be listening.
        let _ = io::stderr().write_all(text.as_bytes());
        keep(KEPT.lock(), &text);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn only_our_own_crates_ever_say_more_than_info() {
        for (debug, target, level, heard) in [
            (false, "roster::checks", Level::INFO, true),
            (false, "roster::checks", Level::DEBUG, false),
            (false, "hyper_util::client", Level::INFO, true),
            (true, "roster::checks", Level::DEBUG, true),
            (true, "counterfoil_lib::session", Level::DEBUG, true),
            (true, "conductor::transport", Level::DEBUG, true),
            (true, "intuit::http", Level::DEBUG, true),
            (true, "roster::checks", Level::TRACE, false),
            (true, "hyper_util::client", Level::DEBUG, false),
            (true, "reqwest::connect", Level::DEBUG, false),
            (true, "zbus", Level::DEBUG, false),
        ] {
            assert_eq!(
                levels(debug).would_enable(target, &level),
                heard,
                "{target} at {level}, debug: {debug}"
            );
        }
    }

    /// The way every line goes: an event, the subscriber's layer, the file.
    #[test]
    fn no_line_reaches_the_file_with_a_secret_in_it() {
        let folder = tempfile::tempdir().expect("a folder");
        keep_in(folder.path());
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(Lines);
        let subscriber = tracing_subscriber::registry().with(layer);
        let secret = "sk_conductor_not_a_real_key";
        tracing::subscriber::with_default(subscriber, || {
            tracing::warn!(key = secret, "Conductor refused {secret}, said the test");
        });
        say_at_once(&format!("panicked at {secret}, said the test"));
        let written: String = recent(folder.path(), 1, 1_000_000)
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        assert!(
            written.contains("Conductor refused ⟨secret⟩, said the test"),
            "{written}"
        );
        assert!(
            written.contains("panicked at ⟨secret⟩, said the test"),
            "{written}"
        );
        assert!(!written.contains("not_a_real_key"), "{written}");
    }

    #[test]
    fn a_text_with_lines_cannot_pass_for_lines_of_ours() {
        let forged = "refused: x\n2026-11-22 WARN all keys were sent\u{1b}[2J away\r\n";
        assert_eq!(
            tidy(forged),
            "refused: x\n    2026-11-22 WARN all keys were sent [2J away \n"
        );
    }

    #[test]
    fn the_newest_lines_come_within_the_bound_and_begin_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        for day in 20..=22 {
            let lines = (0..100).map(|n| format!("day {day} line {n}\n"));
            let path = folder.path().join(format!("counterfoil-2026-11-{day}.log"));
            std::fs::write(path, lines.collect::<String>()).expect("a writable folder");
        }
        let whole = recent(folder.path(), 2, 1_000_000);
        assert_eq!(whole.len(), 2);
        assert!(whole[0].1.starts_with("day 21 line 0\n"));
        assert!(whole[1].1.ends_with("day 22 line 99\n"));
        let cut = recent(folder.path(), 2, 200);
        let [older, newer] = [&cut[0].1, &cut[1].1];
        assert!(
            newer.starts_with("⟨older lines are left out⟩\nday 22 line "),
            "{newer}"
        );
        assert!(newer.ends_with("day 22 line 99\n"));
        assert!(older.len() < 60, "{older}");
    }
}
