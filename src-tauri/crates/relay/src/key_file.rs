//! Files with secrets on the disk.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// What others on this computer may do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(unix),
    allow(dead_code, reason = "there are no permission bits elsewhere")
)]
pub(crate) enum Reach {
    /// Nothing. A group may read: systemd hands credentials over that way.
    Own,
    /// Everybody may read it.
    Read,
    /// A group or everybody may write into it.
    Write,
}

impl Reach {
    /// What the permission bits of a file say.
    #[cfg_attr(
        not(unix),
        allow(dead_code, reason = "there are no permission bits elsewhere")
    )]
    pub(crate) fn of_mode(mode: u32) -> Self {
        if mode & 0o022 != 0 {
            Self::Write
        } else if mode & 0o004 != 0 {
            Self::Read
        } else {
            Self::Own
        }
    }
}

/// Writes `text` into a new file that only its owner can read, from its first byte on. A file that is there, or a
/// link, is left as it is: it may be the only copy of a key that grants are sealed with.
pub(crate) fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = new_file(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(unix)]
fn new_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_judged_by_what_others_may_do() {
        for (mode, reach) in [
            (0o100_600, Reach::Own),
            (0o100_400, Reach::Own),
            (0o100_440, Reach::Own),
            (0o100_640, Reach::Own),
            (0o100_644, Reach::Read),
            (0o100_444, Reach::Read),
            (0o100_604, Reach::Read),
            (0o100_660, Reach::Write),
            (0o100_602, Reach::Write),
            (0o100_666, Reach::Write),
        ] {
            assert_eq!(Reach::of_mode(mode), reach, "{mode:o}");
        }
    }
}
