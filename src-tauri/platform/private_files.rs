//! Files of ours that other users of this computer must not read or write.
//!
//! Everything is made private from its first byte on, and checked again at every start: a backup that was played
//! back, or a person who meant well, may have made something readable. What is too wide is narrowed and logged; what
//! cannot be narrowed is reported in a banner.
//!
//! What "private" means is the system's own, in one file each with the same functions. `unix`: folders 0700, files
//! 0600, and both ours. `windows`: an access list that names nobody but the person, the system and administrators. A
//! system's file has:
//!
//! * `fn make_folder(path: &Path) -> io::Result<()>`: makes a folder, and those above it that are missing, for its
//!   owner alone from the first moment. A folder that is there is left as it is.
//! * `fn narrow(path: &Path) -> io::Result<Narrowed>`: checks one folder or file and takes away what others may do
//!   with it. Never follows a link. An error means that it could not be checked, or is too wide and could not be
//!   narrowed.
//! * `fn only_owner(options: &mut OpenOptions)`: has a file that is made with these options be private from its first
//!   byte on. Nothing where files inherit that from their folder.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use roster::view::BannerKind;

#[cfg(unix)]
#[path = "private_files/unix.rs"]
mod system;
#[cfg(windows)]
#[path = "private_files/windows.rs"]
mod system;

/// What was found at a path, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Narrowed {
    /// It is private.
    Private,
    /// It was too wide and is private now. The text says what it was, for the log: no path and no name.
    Now(String),
    /// It belongs to somebody else, so it is theirs to narrow and theirs to read.
    Foreign,
    /// It is a link to another place: who may read there is not ours to say.
    Link,
}

/// Something that is not as private as it should be, or was not.
#[derive(Debug)]
pub(crate) struct Finding {
    path: PathBuf,
    found: io::Result<Narrowed>,
}

/// Makes a folder for its owner alone, and those above it that are missing.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    system::make_folder(path)
}

/// Options that open a file for writing and make it private where they make it.
pub(crate) fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    system::only_owner(&mut options);
    options
}

/// Writes a whole file that is private from its first byte on.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = options().create(true).truncate(true).open(path)?;
    file.write_all(bytes)
}

/// Makes the first of `folders`, and checks all that are there and every file and folder right in them.
///
/// A folder that is a link counts as its target: people move their data to another disk. In the folders
/// below it, and for files, a link is a finding.
pub(crate) fn look(folders: &[PathBuf]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, folder) in folders.iter().enumerate() {
        if number == 0
            && let Err(error) = make_folder(folder)
        {
            // Reported by the banner of a folder that cannot be written.
            tracing::warn!(%error, "the app's folder could not be made");
        }
        // Only the first may be a link: what is right in it is a finding where it is one.
        let itself = fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
        let is_link = fs::symlink_metadata(folder).is_ok_and(|seen| seen.is_symlink());
        if !itself.is_dir() || (number > 0 && is_link) {
            continue;
        }
        note(&mut findings, &itself);
        for entry in fs::read_dir(&itself).into_iter().flatten().flatten() {
            note(&mut findings, &entry.path());
        }
    }
    findings
}

fn note(findings: &mut Vec<Finding>, path: &Path) {
    let found = system::narrow(path);
    let is_known = findings.iter().any(|finding| finding.path == path);
    let is_fine = match &found {
        Ok(Narrowed::Private) => true,
        // Gone between the list and the look: a file that was being replaced.
        Err(error) => error.kind() == io::ErrorKind::NotFound,
        Ok(_) => false,
    };
    if !is_known && !is_fine {
        findings.push(Finding {
            path: path.to_owned(),
            found,
        });
    }
}

/// Logs what was found, and answers with the banners to put up: each kind once, with the first path it is about.
pub(crate) fn report(findings: &[Finding]) -> Vec<(BannerKind, String)> {
    let mut banners: Vec<(BannerKind, String)> = Vec::new();
    for finding in findings {
        let path = finding.path.display();
        let kind = match &finding.found {
            Ok(Narrowed::Now(was)) => {
                tracing::warn!(%path, was, "others could read this and cannot any more");
                continue;
            }
            Ok(Narrowed::Private) => continue,
            Ok(Narrowed::Foreign) => {
                tracing::warn!(%path, "this belongs to another account");
                BannerKind::FilesForeign
            }
            Ok(Narrowed::Link) => {
                tracing::warn!(%path, "this is a link to another place");
                BannerKind::FilesLinked
            }
            Err(error) => {
                tracing::warn!(%path, %error, "others may be able to read this");
                BannerKind::FilesWide
            }
        };
        if !banners.iter().any(|(known, _)| *known == kind) {
            banners.push((kind, path.to_string()));
        }
    }
    banners
}

#[cfg(all(test, unix))]
#[path = "private_files/unix_tests.rs"]
mod tests;
