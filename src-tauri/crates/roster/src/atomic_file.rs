//! Small files that are written completely or not at all, with a copy of their last good state beside them.
//!
//! Used for the settings. A process that is killed, or a disk that is full, leaves the text before or
//! the text after, and never a part of one.

use std::ffi::OsString;
use std::fs;
#[cfg(unix)]
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What was found where a file should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loaded<T> {
    /// No file: it was never written.
    Missing,
    /// The file as it was last written.
    Current(T),
    /// The file was torn and was put aside, or cannot be read; this is its copy.
    Backup(T),
    /// The file was torn and was put aside, or cannot be read; so it is with its copy.
    Corrupt,
}

/// Writes `text` to `file` and to the copy beside it. Whatever interrupts it, one of the two is complete.
pub fn save(file: &Path, text: &[u8]) -> io::Result<()> {
    write(&copy_of(file), text)?;
    write(file, text)
}

/// Reads `file`, or its copy. A torn file is kept under another name and its copy takes its place.
pub fn read<T>(file: &Path, parse: impl Fn(&[u8]) -> Option<T>) -> Loaded<T> {
    sweep(file);
    let torn = match fs::read(file) {
        Ok(text) => match parse(&text) {
            Some(value) => return Loaded::Current(value),
            None => Some(text),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Loaded::Missing,
        Err(error) => {
            tracing::warn!(%error, "a file cannot be read, so its copy is used");
            None
        }
    };
    let copy = fs::read(copy_of(file)).ok();
    let value = copy.as_deref().and_then(&parse);
    if let Some(torn) = torn {
        tracing::warn!(file = %file.display(), "a file is damaged");
        // Copied instead of renamed, so that the file is never missing: without it the app would start as new.
        let aside = beside(
            file,
            &format!(".corrupt-{}", jiff::Timestamp::now().as_second()),
        );
        let kept = write(&aside, &torn).and_then(|()| match (&value, &copy) {
            (Some(_), Some(copy)) => write(file, copy),
            _ => fs::remove_file(file),
        });
        if let Err(error) = kept {
            tracing::warn!(%error, "a damaged file could not be put aside");
        }
    }
    value.map_or(Loaded::Corrupt, Loaded::Backup)
}

/// The copy of a file's last good state.
#[must_use]
pub fn copy_of(file: &Path) -> PathBuf {
    beside(file, ".bak")
}

/// Beside the file first, then in its place in one step. Only the owner may read it.
fn write(file: &Path, text: &[u8]) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = file.file_name().unwrap_or_default();
    let mut new = tempfile::Builder::new()
        .prefix(name)
        .suffix(NEW)
        .tempfile_in(folder)?;
    new.write_all(text)?;
    new.as_file().sync_all()?;
    // Where it fails, the new file is removed; what cannot be removed now is swept at the next start.
    new.persist(file)?;
    // A name is kept when its folder is; Windows has no such call, and needs none.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Ending of a file that is being written.
const NEW: &str = ".new";

/// Removes what processes that were killed were writing.
fn sweep(file: &Path) {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else {
        return;
    };
    let name = name.to_string_lossy();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let other = entry.file_name();
        let other = other.to_string_lossy();
        if other.starts_with(&*name) && other.ends_with(NEW) {
            // Where another account wrote it, this fails, and that account removes it.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(found: &[u8]) -> Option<String> {
        let found = String::from_utf8(found.to_vec()).ok()?;
        found.ends_with('.').then_some(found)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn reads_what_was_saved_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s.json");
        assert_eq!(read(&file, text), Loaded::Missing);
        save(&file, b"One.").unwrap();
        save(&file, b"Two.").unwrap();
        assert_eq!(read(&file, text), Loaded::Current("Two.".to_owned()));
        assert_eq!(names(folder.path()), ["s.json", "s.json.bak"]);
    }

    #[test]
    fn a_torn_file_is_kept_and_its_copy_takes_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s.json");
        save(&file, b"One.").unwrap();
        for torn in ["", "On"] {
            fs::write(&file, torn).unwrap();
            assert_eq!(read(&file, text), Loaded::Backup("One.".to_owned()));
            assert_eq!(read(&file, text), Loaded::Current("One.".to_owned()));
        }
        let aside = &names(folder.path())[2];
        assert!(aside.starts_with("s.json.corrupt-"), "{aside}");
    }

    #[test]
    fn a_torn_file_with_a_torn_copy_is_kept_and_is_a_loss() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s.json");
        fs::write(&file, "On").unwrap();
        fs::write(copy_of(&file), "O").unwrap();
        assert_eq!(read(&file, text), Loaded::Corrupt);
        assert_eq!(read(&file, text), Loaded::Missing, "it was put aside");
        assert_eq!(names(folder.path()).len(), 2);
    }

    #[test]
    fn what_a_killed_process_was_writing_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s.json");
        save(&file, b"One.").unwrap();
        fs::write(beside(&file, ".4711.new"), "Tw").unwrap();
        fs::write(beside(&copy_of(&file), ".4711.new"), "T").unwrap();
        assert_eq!(read(&file, text), Loaded::Current("One.".to_owned()));
        assert_eq!(names(folder.path()), ["s.json", "s.json.bak"]);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_no_first_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s.json");
        save(&file, b"One.").unwrap();
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
        assert_eq!(read(&file, text), Loaded::Backup("One.".to_owned()));
        assert!(file.is_dir(), "nothing was put in its place");
    }

    #[test]
    fn a_save_that_fails_leaves_the_old_text() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s.json");
        save(&file, b"One.").unwrap();
        // A folder is in the place of the copy.
        fs::remove_file(copy_of(&file)).unwrap();
        fs::create_dir(copy_of(&file)).unwrap();
        assert!(save(&file, b"Two.").is_err());
        assert_eq!(fs::read(&file).unwrap(), b"One.");
        assert_eq!(names(folder.path()), ["s.json", "s.json.bak"]);
    }
}
