//! One file a day. Written by hand because the files must be private from their first byte on, which no appender at
//! hand can do, and because a day of endless trouble must not fill the disk.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::platform::private_files;

/// Days that are kept.
const KEPT: usize = 14;
/// Most bytes of one day.
const LARGEST: u64 = 10_000_000;
/// What the files are called before and after their day, in UTC as the lines in them.
const STEM: &str = "counterfoil-";
const EXTENSION: &str = ".log";

/// The folder of the logs, with today's file.
pub(super) struct Daily {
    folder: PathBuf,
    open: Option<Open>,
}

struct Open {
    day: Date,
    file: File,
    written: u64,
}

impl Daily {
    /// Logs in `folder`, which is made, for its owner only.
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        private_files::make_folder(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            open: None,
        })
    }

    /// Appends a line, which ends with its new line, to the file of `day`.
    pub(super) fn write(&mut self, day: Date, line: &str) -> io::Result<()> {
        if self.open.as_ref().is_none_or(|open| open.day != day) {
            self.open = Some(self.turn_to(day)?);
        }
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        let size = line.len() as u64;
        if open.written >= LARGEST {
            return Ok(());
        }
        open.written += size;
        open.file.write_all(line.as_bytes())?;
        if open.written >= LARGEST {
            open.file
                .write_all(b"this day's log is full; nothing more of today is kept\n")?;
        }
        Ok(())
    }

    fn turn_to(&self, day: Date) -> io::Result<Open> {
        let path = self.folder.join(format!("{STEM}{day}{EXTENSION}"));
        // Lines go into no file of somebody's choosing. The folder is ours alone, so a link is an old one.
        if fs::symlink_metadata(&path).is_ok_and(|seen| seen.is_symlink()) {
            fs::remove_file(&path)?;
        }
        let file = private_files::options()
            .append(true)
            .create(true)
            .open(path)?;
        let written = file.metadata()?.len();
        let days = days_in(&self.folder);
        for (_, old) in days.iter().rev().skip(KEPT) {
            // One that cannot be removed today is removed tomorrow.
            let _ = fs::remove_file(old);
        }
        Ok(Open { day, file, written })
    }
}

/// The logs in `folder`, oldest first.
pub(super) fn days_in(folder: &Path) -> Vec<(Date, PathBuf)> {
    let mut days: Vec<(Date, PathBuf)> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let day = name
                .to_str()?
                .strip_prefix(STEM)?
                .strip_suffix(EXTENSION)?
                .parse()
                .ok()?;
            Some((day, entry.path()))
        })
        .collect();
    days.sort();
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        days_in(folder)
            .into_iter()
            .map(|(_, path)| {
                path.file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned()
            })
            .collect()
    }

    #[test]
    fn fourteen_days_are_kept_and_nothing_else_is_touched() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path().join("logs");
        let mut daily = Daily::in_folder(&at).expect("a folder for logs");
        fs::write(at.join("counterfoil-notes.log"), "mine").expect("a writable folder");
        let first = jiff::civil::date(2026, 11, 1);
        let mut day = first;
        for number in 1..=20 {
            daily
                .write(day, &format!("line {number}\n"))
                .expect("a line");
            day = day.tomorrow().expect("another day");
        }
        let names = names(&at);
        assert_eq!(names.len(), KEPT);
        assert_eq!(names[0], "counterfoil-2026-11-07.log");
        assert_eq!(names[13], "counterfoil-2026-11-20.log");
        assert!(at.join("counterfoil-notes.log").exists());
        let last = fs::read_to_string(at.join(&names[13])).expect("the last day");
        assert_eq!(last, "line 20\n");
    }

    #[test]
    fn a_second_start_of_the_day_goes_on_in_the_same_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let day = jiff::civil::date(2026, 11, 22);
        for text in ["one\n", "two\n"] {
            let mut daily = Daily::in_folder(folder.path()).expect("a folder for logs");
            daily.write(day, text).expect("a line");
        }
        let (_, path) = days_in(folder.path()).remove(0);
        assert_eq!(fs::read_to_string(path).expect("the day"), "one\ntwo\n");
    }

    #[test]
    fn a_day_of_endless_trouble_does_not_fill_the_disk() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut daily = Daily::in_folder(folder.path()).expect("a folder for logs");
        let day = jiff::civil::date(2026, 11, 22);
        let line = format!("{}\n", "x".repeat(99_999));
        for _ in 0..200 {
            daily.write(day, &line).expect("a line");
        }
        let (_, path) = days_in(folder.path()).remove(0);
        let size = fs::metadata(path).expect("the day").len();
        assert!((LARGEST..LARGEST + 200).contains(&size), "{size}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_place_of_a_day_is_taken_away_and_what_it_leads_to_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let elsewhere = folder.path().join("elsewhere");
        fs::write(&elsewhere, "theirs").expect("a writable folder");
        let at = folder.path().join("logs");
        let mut daily = Daily::in_folder(&at).expect("a folder for logs");
        let path = at.join("counterfoil-2026-11-22.log");
        std::os::unix::fs::symlink(&elsewhere, &path).expect("links can be made");
        daily
            .write(jiff::civil::date(2026, 11, 22), "line\n")
            .expect("a line");
        assert_eq!(fs::read_to_string(&elsewhere).expect("it"), "theirs");
        assert_eq!(fs::read_to_string(&path).expect("the day"), "line\n");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path().join("logs");
        let mut daily = Daily::in_folder(&at).expect("a folder for logs");
        daily
            .write(jiff::civil::date(2026, 11, 22), "line\n")
            .expect("a line");
        let mode = |path: &Path| {
            fs::metadata(path)
                .expect("it is there")
                .permissions()
                .mode()
                & 0o777
        };
        assert_eq!(mode(&at), 0o700);
        assert_eq!(mode(&days_in(&at)[0].1), 0o600);
    }
}
