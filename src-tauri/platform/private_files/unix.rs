//! Unix: folders 0700 and files 0600, both of the person who runs the app.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{
    DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::Path;

use super::Narrowed;

/// What a folder's owner may do, and nobody else.
const FOLDER: u32 = 0o700;
/// What a file's owner may do, and nobody else.
const FILE: u32 = 0o600;
/// The bits of a mode that say what group and others may do, and those that lend the owner's rights.
const OTHERS: u32 = 0o7077;

/// Makes a folder and those above it that are missing; the mode does not depend on the umask of the parent process.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER).create(path)
}

/// Checks one folder or file and takes away what group and others may do with it.
pub(super) fn narrow(path: &Path) -> io::Result<Narrowed> {
    let seen = fs::symlink_metadata(path)?;
    if seen.is_symlink() {
        return Ok(Narrowed::Link);
    }
    if seen.uid() != rustix::process::geteuid().as_raw() {
        return Ok(Narrowed::Foreign);
    }
    let mode = seen.mode() & 0o7777;
    if mode & OTHERS == 0 {
        return Ok(Narrowed::Private);
    }
    // The owner's own bits stay: a folder that was made read-only was meant so.
    fs::set_permissions(path, Permissions::from_mode(mode & !OTHERS))?;
    // A file system of another world takes the call and changes nothing.
    if fs::symlink_metadata(path)?.mode() & OTHERS != 0 {
        return Err(io::Error::other("this disk keeps no permissions"));
    }
    Ok(Narrowed::Now(format!("{mode:04o}")))
}

/// Makes a new file its owner's alone.
pub(super) fn only_owner(options: &mut OpenOptions) {
    options.mode(FILE);
}
