//! Files that only their owner reads, from their first byte on.

use std::fs;
use std::io;
use std::path::Path;

/// Makes an empty file, its owner's alone; one that is there stays. SQLite would leave its mode to the umask. The files
/// beside it get their modes from it.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
