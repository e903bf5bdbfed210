//! Copies of the roster beside it, for the day its file is damaged: one a day for seven days, and one from before
//! each change of the format. Each is complete, checked and private before it has its name.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, OpenFlags};

use super::volume::Journal;
use super::{Database, DatabaseError, open};

/// Folder of the copies, beside the roster.
pub const FOLDER: &str = "copies";
/// How many daily copies are kept.
pub const DAYS: usize = 7;

const DAILY: &str = "roster-";
const BEFORE: &str = "before-format-";
const ENDING: &str = ".sqlite";
/// Ending of a copy that is being made.
const NEW: &str = ".new";

/// Why a copy was not made or not restored. The roster is as it was.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// SQLite refused, or the copy turned out damaged.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The disk.
    #[error("the copy could not be written or read: {0}")]
    Disk(#[from] io::Error),
    /// No copy has this name.
    #[error("there is no such copy any more")]
    Gone,
}

impl From<rusqlite::Error> for CopyError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

/// A copy that can be restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// Its file's name.
    pub name: String,
    /// When it was made.
    pub at: Timestamp,
    /// How many clients are in it.
    pub clients: usize,
    /// Whether it was made before a change of the format.
    pub before_format: bool,
}

/// The copies of an open roster.
#[derive(Clone, Copy)]
pub struct Copies<'a> {
    database: &'a Database,
}

impl Database {
    /// Its copies.
    #[must_use]
    pub fn copies(&self) -> Copies<'_> {
        Copies { database: self }
    }
}

impl Copies<'_> {
    /// Makes the copy of `today` where there is none yet, and deletes the oldest daily ones beyond [`DAYS`]. An empty
    /// roster is not copied: it must not push out the copies of one that had clients. Waits for the disk.
    ///
    /// Answers whether one was made.
    pub fn keep_daily(self, today: Date) -> Result<bool, CopyError> {
        let Some(file) = &self.database.file else {
            return Ok(false);
        };
        let folder = folder_of(file);
        let target = folder.join(format!("{DAILY}{today}{ENDING}"));
        if target.exists() || self.database.is_empty()? {
            return Ok(false);
        }
        match self.database.journal {
            // On a connection of its own: nobody who reads or writes waits.
            Journal::WriteAhead => {
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                make(&Connection::open_with_flags(file, flags)?, &target)?;
            }
            // Nobody else may have the file open there.
            Journal::Rollback => make(&self.database.lock(), &target)?,
        }
        forget_old(&folder);
        Ok(true)
    }

    /// A copy for another computer at `path`, where nothing is yet: without what belongs to this one alone.
    pub(crate) fn for_another_computer(self, path: &Path) -> Result<&Path, CopyError> {
        fill(&self.database.lock(), path)?;
        let copy = Connection::open(path)?;
        let tables: Vec<String> = copy
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for table in tables.iter().filter(|table| is_of_one_computer(table)) {
            copy.execute_batch(&format!("DELETE FROM \"{table}\""))?;
        }
        // What was deleted is gone from the file only after this.
        copy.execute_batch("VACUUM")?;
        Ok(path)
    }

    /// Takes over the rows of the roster at `source`, which somebody else wrote: checked first, and without what
    /// belongs to its computer.
    pub(crate) fn take_rows_of(self, source: &Path) -> Result<(), DatabaseError> {
        let (uri, _) = open::readable(source, |found| match open::verify(found)? {
            0 => Err(DatabaseError::Damaged("it is empty".to_owned())),
            version => Ok(version),
        })?;
        open::take_rows(&*self.database.writing()?, &uri, |table| {
            !is_of_one_computer(table)
        })
    }
}

/// Tables that belong to one computer: its ids, and its place in the firm's shared change log.
fn is_of_one_computer(table: &str) -> bool {
    table == "meta" || table.starts_with("firm_log")
}

/// The copies of the roster `file` that can be restored, the newest first. Damaged and newer ones are left out.
#[must_use]
pub fn list(file: &Path) -> Vec<Copy> {
    let mut copies: Vec<Copy> = names(&folder_of(file))
        .into_iter()
        .filter_map(|name| {
            let path = folder_of(file).join(&name);
            let clients = count(&path)
                .inspect_err(|error| tracing::warn!(name, %error, "a copy cannot be used"))
                .ok()?;
            let at = fs::metadata(&path).ok()?.modified().ok()?;
            Some(Copy {
                before_format: name.starts_with(BEFORE),
                at: Timestamp::try_from(at).ok()?,
                name,
                clients,
            })
        })
        .collect();
    copies.sort_by(|one, other| other.at.cmp(&one.at).then(other.name.cmp(&one.name)));
    copies
}

/// Puts a copy in the place of the roster `file`, which nobody may have open. What was there is kept beside it, and
/// the answer is its path; `None` where nothing was there. Whatever interrupts this, `file` is the old one or the
/// copy, whole.
pub fn restore(file: &Path, name: &str) -> Result<Option<PathBuf>, CopyError> {
    // Only what is listed: the name comes from a window.
    let known = names(&folder_of(file)).into_iter().find(|it| it == name);
    let copy = folder_of(file).join(known.ok_or(CopyError::Gone)?);
    count(&copy)?;
    put_in_place(file, &copy)
}

/// Puts the roster at `source` in the place of `file`, as [`restore`] does.
pub fn put_in_place(file: &Path, source: &Path) -> Result<Option<PathBuf>, CopyError> {
    let new = open::beside(file, NEW);
    let _ = fs::remove_file(&new);
    duplicate(source, &new)?;
    let aside = put_aside(file)?;
    // The log belongs to the old file; folded into the new one it would damage it.
    for ending in ["-wal", "-shm", "-journal"] {
        match fs::remove_file(open::beside(file, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    fs::rename(&new, file)?;
    sync(file);
    Ok(aside)
}

/// Makes a copy before the format becomes `format`.
pub(super) fn before_format(
    connection: &Connection,
    file: &Path,
    format: usize,
) -> Result<(), CopyError> {
    let folder = folder_of(file);
    let mut target = folder.join(format!("{BEFORE}{format}{ENDING}"));
    if target.exists() {
        // After a return to an older version and back: both states are kept.
        let now = Timestamp::now().as_second();
        target = folder.join(format!("{BEFORE}{format}-{now}{ENDING}"));
    }
    make(connection, &target)
}

/// Copies what is behind `connection` to `target`.
fn make(connection: &Connection, target: &Path) -> Result<(), CopyError> {
    let new = open::beside(target, NEW);
    let folder = target.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let _ = fs::remove_file(&new);
    let made = fill(connection, &new).and_then(|()| Ok(fs::rename(&new, target)?));
    if made.is_err() {
        // Frees its space.
        let _ = fs::remove_file(&new);
        return made;
    }
    sync(target);
    Ok(())
}

fn fill(connection: &Connection, new: &Path) -> Result<(), CopyError> {
    // SQLite fills an empty file, which is private already.
    drop(options().create_new(true).open(new)?);
    let path = new
        .to_str()
        .ok_or_else(|| rusqlite::Error::InvalidPath(new.to_owned()))?;
    connection.execute("VACUUM INTO ?1", [path])?;
    // For writing, or Windows refuses.
    options().open(new)?.sync_all()?;
    count(new)?;
    Ok(())
}

/// How many clients are in the roster at `path`, after it was checked.
pub fn count(path: &Path) -> Result<usize, DatabaseError> {
    let (_, clients) = open::readable(path, |connection| {
        if open::verify(connection)? == 0 {
            return Ok(0);
        }
        Ok(connection.query_row("SELECT count(*) FROM clients", [], |row| row.get(0))?)
    })?;
    Ok(clients)
}

fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        // Not through a link: what it leads to is not ours.
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(ENDING))
        .filter(|name| name.starts_with(DAILY) || name.starts_with(BEFORE))
        .collect()
}

fn forget_old(folder: &Path) {
    let mut daily: Vec<String> = names(folder)
        .into_iter()
        .filter(|name| name.starts_with(DAILY))
        .collect();
    daily.sort_unstable_by(|one, other| other.cmp(one));
    for name in daily.into_iter().skip(DAYS) {
        if let Err(error) = fs::remove_file(folder.join(&name)) {
            tracing::warn!(name, %error, "an old copy of the roster could not be deleted");
        }
    }
}

/// Keeps the roster, and a log that belongs to it, under another name.
fn put_aside(file: &Path) -> Result<Option<PathBuf>, CopyError> {
    if !file.exists() {
        return Ok(None);
    }
    let now = Timestamp::now().as_millisecond();
    let aside = open::beside(file, &format!(".aside-{now}"));
    let log = open::beside(file, "-wal");
    if log.exists() {
        duplicate(&log, &open::beside(&aside, "-wal"))?;
    }
    duplicate(file, &aside)?;
    Ok(Some(aside))
}

fn duplicate(from: &Path, to: &Path) -> Result<(), io::Error> {
    let mut target = options().create_new(true).open(to)?;
    io::copy(&mut File::open(from)?, &mut target)?;
    target.sync_all()
}

fn folder_of(file: &Path) -> PathBuf {
    file.with_file_name(FOLDER)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn options() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A name is kept when its folder is; Windows has no such call, and needs none.
fn sync(file: &Path) {
    #[cfg(unix)]
    if let Some(folder) = file.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    #[cfg(not(unix))]
    let _ = file;
}
