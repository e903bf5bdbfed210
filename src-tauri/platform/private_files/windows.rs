//! Windows: access lists that name nobody but the person, the system and administrators.
//!
//! A person's own folders are like that from the start, so there is mostly nothing to do; a folder that was moved, or
//! shared with somebody, is not. What is made in a folder inherits its list.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use windows_security::{Judgement, current_user, make_private, read};

use super::Narrowed;

/// Makes a folder; it inherits who may do what with it.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Checks one folder or file and takes away what others may do with it.
pub(super) fn narrow(path: &Path) -> io::Result<Narrowed> {
    let seen = fs::symlink_metadata(path)?;
    // Junctions are among them.
    if seen.is_symlink() {
        return Ok(Narrowed::Link);
    }
    let person = current_user()?;
    let was = match read(path)?.judge(&person) {
        Judgement::Private => return Ok(Narrowed::Private),
        Judgement::Foreign => return Ok(Narrowed::Foreign),
        Judgement::Wide(was) => was,
    };
    make_private(path, &person, seen.is_dir())?;
    match read(path)?.judge(&person) {
        Judgement::Private => Ok(Narrowed::Now(was)),
        // A file system without access lists, such as a USB stick's, takes the call and changes nothing.
        Judgement::Foreign => Err(io::Error::other("it was given away")),
        Judgement::Wide(still) => Err(io::Error::other(format!(
            "this disk keeps no permissions: {still}"
        ))),
    }
}

/// Nothing: a file inherits who may do what with it.
pub(super) fn only_owner(_options: &mut OpenOptions) {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets everybody read what is at `path`.
    fn widen(path: &Path) {
        let person = current_user().unwrap();
        windows_security::allow_only(path, &[&person.0, "S-1-1-0"], path.is_dir()).unwrap();
        let judged = read(path).unwrap().judge(&person);
        assert!(matches!(judged, Judgement::Wide(_)), "{judged:?}");
    }

    #[test]
    fn what_everybody_could_read_is_narrowed_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("roster.db");
        fs::write(&file, "names").unwrap();
        for path in [folder.path(), &file] {
            widen(path);
            assert!(matches!(narrow(path).unwrap(), Narrowed::Now(_)));
            assert_eq!(narrow(path).unwrap(), Narrowed::Private);
        }
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            "names",
            "still readable by the person"
        );
        fs::write(&file, "more names").unwrap();
    }

    /// Wine inherits nothing, and leaves a test with `on_ntfs` in its name out (scripts/windows).
    #[test]
    fn what_is_made_in_a_narrowed_folder_is_private_on_ntfs() {
        let folder = tempfile::tempdir().unwrap();
        widen(folder.path());
        narrow(folder.path()).unwrap();
        let below = folder.path().join("below");
        make_folder(&below).unwrap();
        let file = folder.path().join("settings.json");
        fs::write(&file, "{}").unwrap();
        for path in [&below, &file] {
            assert_eq!(narrow(path).unwrap(), Narrowed::Private, "{path:?}");
        }
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = narrow(&folder.path().join("gone")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
