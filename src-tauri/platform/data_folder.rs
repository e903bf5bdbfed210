//! Where the app's data is. On Windows versions before this one kept it in the roaming profile (`%APPDATA%`), which
//! firms put on a file server; the keychain's entries never roam, so the two came apart. It is now in
//! `%LOCALAPPDATA%`, in a folder of its own beside the logs.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::platform::private_files;

/// File of a firm's roster in its folder.
pub(crate) const ROSTER: &str = "roster.sqlite";
/// The vault's namespace and the folder of the practice firm.
pub(crate) const PRACTICE: &str = "practice";
/// Where the practice firm is kept while there is no keychain.
pub(crate) const PRACTICE_WITHOUT_KEYCHAIN: &str = "practice-without-keychain";

/// Folder of the data in the app's local folder.
pub(crate) const FOLDER: &str = "data";
/// What is left in the former folder.
const NOTE: &str = "MOVED.txt";
/// Ending of a folder that is being filled.
const MOVING: &str = "moving";

/// Why the data stays where it was.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MoveError {
    /// The disk.
    #[error("it could not be copied: {0}")]
    Disk(#[from] io::Error),
    /// Something in it is a link, or neither file nor folder.
    #[error("{0} is a link to another place")]
    Link(PathBuf),
    /// A copied file is not what was copied.
    #[error("{0} changed while it was copied")]
    Differs(PathBuf),
}

/// A step of [`move_data`]; tests end the move after each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// What a move that was cut off had left is gone.
    Swept,
    /// Everything is copied and compared.
    Copied,
    /// The new folder has its name: from here on it is the one that is used.
    Placed,
    /// The former folder says so.
    Noted,
}

/// The folder to use: `new`, after what is in `former` was brought there. Where that fails it is `former`, and the
/// error says why.
pub(crate) fn settle(former: &Path, new: &Path) -> (PathBuf, Option<MoveError>) {
    match move_data(former, new, |_| Ok(())) {
        Ok(()) => (new.to_owned(), None),
        // It is whole already: only the note is missing.
        Err(error) if is_used(new) => {
            tracing::warn!(%error, "the former data folder could not be marked");
            (new.to_owned(), None)
        }
        Err(error) => (former.to_owned(), Some(error)),
    }
}

/// Copies everything of `from` to `to`, compares it, and gives it its name in one step; `from` stays as it is, with a
/// note. Nothing is done where `to` is in use already, or `from` holds nothing. `after` is called after each step and
/// may end the move.
pub(crate) fn move_data(
    from: &Path,
    to: &Path,
    mut after: impl FnMut(Step) -> io::Result<()>,
) -> Result<(), MoveError> {
    if is_used(to) || !is_used(from) {
        return Ok(());
    }
    let moving = to.with_extension(MOVING);
    match fs::remove_dir_all(&moving) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    after(Step::Swept)?;
    // The folder itself may be a link: people move their data to another disk.
    copy_folder(&fs::canonicalize(from)?, &moving)?;
    after(Step::Copied)?;
    // Only an empty folder can be there.
    match fs::remove_dir(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    fs::rename(&moving, to)?;
    #[cfg(unix)]
    if let Some(above) = to.parent() {
        File::open(above)?.sync_all()?;
    }
    after(Step::Placed)?;
    private_files::write(&from.join(NOTE), note(to).as_bytes())?;
    after(Step::Noted)?;
    Ok(())
}

/// Whether a folder holds data. A folder that was never used is empty or not there.
fn is_used(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), MoveError> {
    private_files::make_folder(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_folder(&source, &target)?;
        } else if kind.is_file() {
            copy_file(&source, &target)?;
        } else {
            return Err(MoveError::Link(source));
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Result<(), MoveError> {
    let mut target = private_files::options().create_new(true).open(to)?;
    io::copy(&mut File::open(from)?, &mut target)?;
    target.sync_all()?;
    drop(target);
    // From the disk, not from what was passed on: a share may have given half a file.
    if digest(from)? == digest(to)? {
        Ok(())
    } else {
        Err(MoveError::Differs(from.to_owned()))
    }
}

fn digest(path: &Path) -> io::Result<[u8; 32]> {
    Ok(Sha256::digest(fs::read(path)?).into())
}

fn note(to: &Path) -> String {
    format!(
        "Counterfoil's data is now in {}.\r\nThis folder is as it was before the move. Counterfoil no longer reads it; \
         you can delete it once everything is there.\r\n",
        to.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Step; 4] = [Step::Swept, Step::Copied, Step::Placed, Step::Noted];

    struct Places {
        _root: tempfile::TempDir,
        from: PathBuf,
        to: PathBuf,
    }

    fn places() -> Places {
        let root = tempfile::tempdir().expect("a folder");
        let from = root.path().join("Roaming").join("app");
        let to = root.path().join("Local").join("app").join(FOLDER);
        fs::create_dir_all(from.join("firm")).expect("a folder");
        fs::create_dir_all(to.parent().expect("a folder above")).expect("a folder");
        fs::write(from.join("settings.json"), b"{}").expect("a file");
        fs::write(from.join("firm/roster.sqlite"), vec![7; 70_000]).expect("a file");
        fs::write(from.join("firm/roster.sqlite-wal"), b"wal").expect("a file");
        Places {
            _root: root,
            from,
            to,
        }
    }

    fn is_whole(folder: &Path) -> bool {
        let read = |name: &str| fs::read(folder.join(name)).unwrap_or_default();
        read("settings.json") == b"{}"
            && read("firm/roster.sqlite") == vec![7; 70_000]
            && read("firm/roster.sqlite-wal") == b"wal"
    }

    #[test]
    fn everything_is_in_the_new_place_and_the_former_one_says_so() {
        let it = places();
        let (used, problem) = settle(&it.from, &it.to);
        assert!(problem.is_none() && used == it.to);
        assert!(is_whole(&it.to) && is_whole(&it.from));
        assert!(!it.to.join(NOTE).exists() && it.from.join(NOTE).exists());
        // From now on the new place is used, whatever an older version writes in the former one.
        fs::write(it.from.join("settings.json"), b"{\"old\":1}").expect("a file");
        let (used, problem) = settle(&it.from, &it.to);
        assert!(problem.is_none() && used == it.to && is_whole(&it.to));
    }

    #[test]
    fn a_move_that_ends_after_any_step_loses_nothing_and_is_finished_at_the_next_start() {
        for last in STEPS {
            let it = places();
            let ended = move_data(&it.from, &it.to, |step| {
                if step == last {
                    Err(io::Error::other("the computer is off"))
                } else {
                    Ok(())
                }
            });
            assert!(ended.is_err(), "{last:?}");
            assert!(is_whole(&it.from), "{last:?}");
            assert!(!is_used(&it.to) || is_whole(&it.to), "{last:?}");
            let (used, problem) = settle(&it.from, &it.to);
            assert!(problem.is_none() && used == it.to, "{last:?}");
            assert!(is_whole(&it.to) && is_whole(&it.from), "{last:?}");
            assert!(!it.to.with_extension(MOVING).exists(), "{last:?}");
        }
    }

    #[test]
    fn half_a_copy_is_never_taken_for_the_data() {
        let it = places();
        let moving = it.to.with_extension(MOVING);
        fs::create_dir_all(&moving).expect("a folder");
        fs::write(moving.join("settings.json"), b"half").expect("a file");
        let (used, _) = settle(&it.from, &it.to);
        assert!(used == it.to && is_whole(&it.to));
    }

    #[test]
    fn a_new_computer_begins_in_the_new_place() {
        let root = tempfile::tempdir().expect("a folder");
        let (from, to) = (root.path().join("Roaming"), root.path().join("Local"));
        let (used, problem) = settle(&from, &to);
        assert!(problem.is_none() && used == to && !from.exists());
    }

    #[test]
    fn what_cannot_be_moved_is_used_where_it_is() {
        let it = places();
        // Where the copy would be made there is no place for it.
        fs::write(it.to.with_extension(MOVING), b"").expect("a file");
        let (used, problem) = settle(&it.from, &it.to);
        assert!(problem.is_some() && used == it.from && is_whole(&it.from));
        assert!(!is_used(&it.to));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_data_is_not_followed_and_a_link_to_all_of_it_is() {
        let it = places();
        std::os::unix::fs::symlink("/etc/hostname", it.from.join("firm/link")).expect("a link");
        let (used, problem) = settle(&it.from, &it.to);
        assert!(matches!(problem, Some(MoveError::Link(_))) && used == it.from);
        fs::remove_file(it.from.join("firm/link")).expect("the link");
        let linked = it.from.with_file_name("linked");
        std::os::unix::fs::symlink(&it.from, &linked).expect("a link");
        let (used, problem) = settle(&linked, &it.to);
        assert!(problem.is_none() && used == it.to && is_whole(&it.to));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_moved_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let it = places();
        settle(&it.from, &it.to);
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&it.to), 0o700);
        assert_eq!(mode(&it.to.join("firm/roster.sqlite")), 0o600);
    }
}
