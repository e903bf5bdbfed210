//! Windows: not looked at yet. Below a person's own folder Windows lets nobody else in.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use super::Narrowed;

/// Makes a folder; it inherits who may do what with it.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Answers that nothing was looked at.
#[expect(clippy::unnecessary_wraps, reason = "other systems can fail here")]
pub(super) fn narrow(_path: &Path) -> io::Result<Narrowed> {
    Ok(Narrowed::Unchecked)
}

/// Nothing: a file inherits who may do what with it.
pub(super) fn only_owner(_options: &mut OpenOptions) {}
