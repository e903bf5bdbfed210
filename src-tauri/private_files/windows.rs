//! Windows: access lists that name nobody but the person, the system and administrators.
//!
//! A person's own folders are like that from the start, so there is mostly nothing to do; a folder that was moved, or
//! shared with somebody, is not. What is made in a folder inherits its list.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use windows_permissions::constants::{SeObjectType, SecurityInformation};
use windows_permissions::utilities::current_process_sid;
use windows_permissions::wrappers::{
    ConvertSecurityDescriptorToStringSecurityDescriptor, GetNamedSecurityInfo, SetNamedSecurityInfo,
};
use windows_permissions::{LocalBox, SecurityDescriptor};

use super::Narrowed;
use super::sddl::{Judged, judge, private};

/// Makes a folder; it inherits who may do what with it.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Looks at one folder or file and takes away what others may do with it.
pub(super) fn narrow(path: &Path) -> io::Result<Narrowed> {
    let seen = fs::symlink_metadata(path)?;
    // Junctions are among them.
    if seen.is_symlink() {
        return Ok(Narrowed::Link);
    }
    let person = current_process_sid()?.to_string();
    let was = match judge(&read(path)?, &person) {
        Judged::Private => return Ok(Narrowed::Private),
        Judged::Foreign => return Ok(Narrowed::Foreign),
        Judged::Wide(was) => was,
    };
    write(path, &private(&person, seen.is_dir()))?;
    match judge(&read(path)?, &person) {
        Judged::Private => Ok(Narrowed::Now(was)),
        // A disk of another world, such as a USB stick's, takes the call and changes nothing.
        Judged::Foreign | Judged::Wide(_) => {
            Err(io::Error::other("this disk keeps no permissions"))
        }
    }
}

/// Nothing: a file inherits who may do what with it.
pub(super) fn only_owner(_options: &mut OpenOptions) {}

/// Owner and access list of a file or folder, as Windows writes them.
fn read(path: &Path) -> io::Result<String> {
    let wanted = SecurityInformation::Owner | SecurityInformation::Dacl;
    let found = GetNamedSecurityInfo(path, SeObjectType::SE_FILE_OBJECT, wanted)?;
    let text = ConvertSecurityDescriptorToStringSecurityDescriptor(&found, wanted)?;
    text.into_string()
        .map_err(|_| io::Error::other("its access list is not text"))
}

/// Gives a file or folder the access list `list`, and nothing from the folder above.
fn write(path: &Path, list: &str) -> io::Result<()> {
    let descriptor: LocalBox<SecurityDescriptor> = list.parse()?;
    // To Windows no list at all means that everybody may do everything.
    let entries = descriptor
        .dacl()
        .ok_or_else(|| io::Error::other("an access list without entries"))?;
    SetNamedSecurityInfo(
        path,
        SeObjectType::SE_FILE_OBJECT,
        SecurityInformation::Dacl | SecurityInformation::ProtectedDacl,
        None,
        None,
        Some(entries),
        None,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets everybody read what is at `path`.
    fn widen(path: &Path) {
        let person = current_process_sid().unwrap().to_string();
        let list = format!("{}(A;OICI;FR;;;WD)", private(&person, path.is_dir()));
        write(path, &list).unwrap();
        assert!(
            matches!(judge(&read(path).unwrap(), &person), Judged::Wide(_)),
            "{}",
            read(path).unwrap()
        );
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

    #[test]
    fn what_is_made_in_a_narrowed_folder_is_private() {
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
