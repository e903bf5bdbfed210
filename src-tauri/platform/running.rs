//! Whether a Counterfoil works on a data folder now: it keeps a file there locked. The operating system lets it
//! go when the program ends, however it ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use crate::platform::private_files;

const FILE: &str = "running.lock";

/// The app's own, until the program ends.
static HELD: OnceLock<File> = OnceLock::new();

/// Held for as long as a program works on the folder.
pub(crate) struct Running(#[expect(dead_code, reason = "it is held, not read")] File);

/// Why a program may not work on the folder.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotAlone {
    /// Another one does.
    #[error("Counterfoil is running")]
    Another,
    /// The disk.
    #[error("{0}")]
    Disk(#[from] io::Error),
}

impl Running {
    /// Says that this program works on `folder`, which has to exist.
    pub(crate) fn begin(folder: &Path) -> Result<Self, NotAlone> {
        let file = open(folder)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(NotAlone::Another),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

/// Says that the app works on `folder` until the program ends. After a restart the former program may not have ended
/// yet; then the file is held as soon as it has.
pub(crate) fn hold(folder: &Path) -> io::Result<()> {
    let file = open(folder)?;
    std::thread::spawn(move || match file.lock() {
        Ok(()) => {
            let _ = HELD.set(file);
        }
        Err(error) => tracing::warn!(%error, "the data folder could not be marked as in use"),
    });
    Ok(())
}

fn open(folder: &Path) -> io::Result<File> {
    private_files::options()
        .create(true)
        .truncate(false)
        .open(folder.join(FILE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_program_is_refused_until_the_first_has_ended() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Running::begin(folder.path()).expect("alone");
        let second = Running::begin(folder.path());
        assert!(matches!(second, Err(NotAlone::Another)));
        drop(first);
        Running::begin(folder.path()).expect("alone again");
    }
}
