//! Opening the file: look first, write only when it is surely ours and readable.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, ffi};
use rusqlite_migration::{M, Migrations};

use super::DatabaseError;

const STEPS: &[M<'static>] = &[
    M::up(include_str!("migrations/0001_roster.sql")),
    M::up(include_str!("migrations/0002_find_by_company.sql")),
    M::up(include_str!("migrations/0003_activity.sql")),
    M::up(include_str!("migrations/0004_firm_log.sql")),
];

static MIGRATIONS: LazyLock<Migrations<'static>> = LazyLock::new(|| Migrations::from_slice(STEPS));

/// Set by the first migration: "CFOL".
const APPLICATION_ID: i64 = 0x4346_4F4C;

/// Another instance may be writing.
const BUSY: Duration = Duration::from_secs(5);

/// Folding the write-ahead log into the file waits for the disk three times, and everybody for that. A round
/// over a thousand companies writes some 8,000 pages; at SQLite's own 1,000 it would wait nine times.
const CHECKPOINT_PAGES: u32 = 4_000;

pub(super) fn file(path: &Path) -> Result<Connection, DatabaseError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let refused = |error| cannot_write(path, error);
    make_private(path);
    let mut connection = Connection::open_with_flags(path, flags).map_err(refused)?;
    // SQLite silently falls back to reading when the file cannot be written.
    if connection.is_readonly("main")? {
        return Err(DatabaseError::ReadOnly);
    }
    connection.busy_timeout(BUSY)?;
    // Until the file is known to be good, closing it must not fold the write-ahead log into it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    verify(&connection).map_err(|error| match error {
        DatabaseError::Sqlite(error) => cannot_write(path, error),
        other => other,
    })?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    connection
        .pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))
        .map_err(refused)?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    prepare(&mut connection)?;
    migrate(&mut connection)?;
    Ok(connection)
}

/// Makes the file, empty and its owner's alone, where there is none: SQLite would leave its mode to the umask. The
/// files beside it get their modes from it.
fn make_private(path: &Path) {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // It is there, or SQLite says in its own words why it cannot be made.
    let _ = options.open(path);
}

pub(super) fn memory() -> Result<Connection, DatabaseError> {
    let mut connection = Connection::open_in_memory()?;
    prepare(&mut connection)?;
    migrate(&mut connection)?;
    Ok(connection)
}

pub(super) fn copy_into_memory(path: &Path) -> Result<Connection, DatabaseError> {
    if fs::metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        return memory();
    }
    let (uri, version) = readable(path)?;
    let mut connection = Connection::open_in_memory()?;
    if version > 0 {
        // The same steps up to the file's version give the same columns in the same order.
        MIGRATIONS
            .to_version(&mut connection, version)
            .map_err(migration)?;
        connection.execute("ATTACH ?1 AS disk", [uri])?;
        let copies: String = connection
            .prepare(
                "SELECT format('INSERT INTO main.\"%w\" SELECT * FROM disk.\"%w\";', name, name)
                 FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
            )?
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<Result<_, _>>()?;
        connection.pragma_update(None, "foreign_keys", false)?;
        connection.execute_batch(&copies)?;
        connection.execute_batch("DETACH disk")?;
    }
    prepare(&mut connection)?;
    migrate(&mut connection)?;
    Ok(connection)
}

/// A row names a client that is not there: the only foreign keys of the roster.
pub(super) fn is_foreign_key_failure(error: &rusqlite::Error) -> bool {
    error
        .sqlite_error()
        .is_some_and(|failure| failure.extended_code == ffi::SQLITE_CONSTRAINT_FOREIGNKEY)
}

fn prepare(connection: &mut Connection) -> Result<(), DatabaseError> {
    connection.pragma_update(None, "foreign_keys", true)?;
    // Taking the write lock at once makes the busy timeout work for transactions that read first.
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    Ok(())
}

fn migrate(connection: &mut Connection) -> Result<(), DatabaseError> {
    MIGRATIONS.to_latest(connection).map_err(migration)
}

fn migration(error: rusqlite_migration::Error) -> DatabaseError {
    DatabaseError::Migration(Box::new(error))
}

/// Only reads. Returns the file's version: 0 for a new file, else how many steps it has seen.
fn verify(connection: &Connection) -> Result<usize, DatabaseError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let version = usize::try_from(found)
        .map_err(|_| DatabaseError::Damaged(format!("its version is {found}")))?;
    if version > STEPS.len() {
        return Err(DatabaseError::Newer {
            found,
            known: STEPS.len(),
        });
    }
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(DatabaseError::Damaged(verdict));
    }
    let application: i64 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let in_use: bool =
        connection.query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| {
            row.get(0)
        })?;
    if in_use && (application != APPLICATION_ID || version == 0) {
        return Err(DatabaseError::Damaged(
            "it belongs to another program".to_owned(),
        ));
    }
    Ok(version)
}

/// The address under which the file can be read without leaving a trace, and its version.
fn readable(path: &Path) -> Result<(String, usize), DatabaseError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let look = |uri: String| -> Result<(String, usize), DatabaseError> {
        let connection = Connection::open_with_flags(&uri, flags)?;
        connection.busy_timeout(BUSY)?;
        Ok((uri, verify(&connection)?))
    };
    // A log left by a crash holds the newest changes, but reading it needs its shared-memory file,
    // which a read-only folder may refuse: then the state before those changes is shown.
    if fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0) {
        match look(uri(path, "mode=ro")?) {
            Ok(found) => return Ok(found),
            Err(DatabaseError::ReadOnly | DatabaseError::Sqlite(_)) => {
                tracing::warn!("the roster's newest changes cannot be read in this folder");
            }
            Err(error) => return Err(error),
        }
    }
    // `immutable` is how SQLite opens a write-ahead database in a folder it may not write.
    // Source: https://www.sqlite.org/wal.html#read_only_databases
    look(uri(path, "mode=ro&immutable=1")?)
}

fn uri(path: &Path, query: &str) -> Result<String, DatabaseError> {
    let unusable = || DatabaseError::Sqlite(rusqlite::Error::InvalidPath(path.to_owned()));
    let absolute = std::path::absolute(path).map_err(|_| unusable())?;
    let text = absolute.to_str().ok_or_else(unusable)?;
    let text = if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.to_owned()
    };
    let text = text
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let root = if text.starts_with('/') { "" } else { "/" };
    Ok(format!("file://{root}{text}?{query}"))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// SQLite says only "unable to open" when it may not create a file in the folder.
fn cannot_write(path: &Path, error: rusqlite::Error) -> DatabaseError {
    let in_a_folder = std::path::absolute(path)
        .ok()
        .and_then(|path| path.parent().map(Path::is_dir))
        .unwrap_or(false);
    if error.sqlite_error_code() == Some(ErrorCode::CannotOpen) && in_a_folder && !path.is_dir() {
        return DatabaseError::ReadOnly;
    }
    error.into()
}
