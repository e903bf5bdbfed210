//! Opening the file: it is read first, and written only when it is surely ours and intact.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, ffi};
use rusqlite_migration::{M, Migrations};

use super::volume::Journal;
use super::{DatabaseError, copies};
use crate::private_file;

const STEPS: &[M<'static>] = &[
    M::up(include_str!("migrations/0001_roster.sql")),
    M::up(include_str!("migrations/0002_find_by_company.sql")),
    M::up(include_str!("migrations/0003_activity.sql")),
    M::up(include_str!("migrations/0004_firm_log.sql")),
    M::up(include_str!("migrations/0005_revocations.sql")),
    M::up(include_str!("migrations/0006_source_id.sql")),
    M::up(include_str!("migrations/0007_computers.sql")),
    M::up(include_str!("migrations/0008_missing_keys.sql")),
    M::up(include_str!("migrations/0009_vault_file.sql")),
    M::up(include_str!("migrations/0010_actions.sql")),
];

static MIGRATIONS: LazyLock<Migrations<'static>> = LazyLock::new(|| Migrations::from_slice(STEPS));

/// Set by the first migration: "CFOL".
const APPLICATION_ID: i64 = 0x4346_4F4C;

/// Another instance may be writing.
const BUSY: Duration = Duration::from_secs(5);

/// Folding the write-ahead log into the file waits for the disk three times, and everybody for that. A round
/// over a thousand companies writes some 8,000 pages; at SQLite's own 1,000 it would wait nine times.
const CHECKPOINT_PAGES: u32 = 4_000;

pub(super) fn file(path: &Path, journal: Journal) -> Result<Connection, DatabaseError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let refused = |error| cannot_write(path, error);
    let sorted = |error| match error {
        DatabaseError::Sqlite(error) => cannot_write(path, error),
        other => other,
    };
    // SQLite says in its own words why it cannot be made.
    let _ = private_file::make(path);
    let mut connection = Connection::open_with_flags(path, flags).map_err(refused)?;
    // SQLite silently falls back to reading when the file cannot be written.
    if connection.is_readonly("main")? {
        return Err(DatabaseError::ReadOnly);
    }
    connection.busy_timeout(BUSY)?;
    if journal == Journal::Rollback {
        // Before the first look into the file: then a write-ahead log left there is read without shared memory.
        // Source: https://www.sqlite.org/wal.html#use_of_wal_without_shared_memory
        connection.pragma_update(None, "locking_mode", "exclusive")?;
    }
    // Until the file is known to be good, closing it must not fold the write-ahead log into it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let version = verify(&connection).map_err(sorted)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    keep_journal(&connection, journal).map_err(refused)?;
    prepare(&mut connection)?;
    if (1..STEPS.len()).contains(&version)
        && let Err(error) = copies::before_format(&connection, path, STEPS.len())
    {
        // The steps are one transaction: what is lost without the copy is the way back to an older Counterfoil.
        tracing::warn!(%error, "no copy of the roster could be made before its format changes");
    }
    migrate(&mut connection)?;
    Ok(connection)
}

/// Has changes written in the way that `journal` says.
fn keep_journal(connection: &Connection, journal: Journal) -> Result<(), rusqlite::Error> {
    let mode = |name| connection.pragma_update_and_check(None, "journal_mode", name, |_| Ok(()));
    match journal {
        Journal::WriteAhead => {
            mode("wal")?;
            connection.pragma_update(None, "synchronous", "normal")?;
            connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)
        }
        Journal::Rollback => {
            mode("truncate")?;
            // Takes the lock that the exclusive mode then keeps, so that a second program notices it at once.
            connection.execute_batch("BEGIN EXCLUSIVE; COMMIT")
        }
    }
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
    let (uri, version) = readable(path, verify)?;
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

/// What this version understands of a newer file, and that file's format: of each table it knows the columns that
/// are still there. A row that this version could not have written is left out.
pub(super) fn newer_into_memory(path: &Path) -> Result<(Connection, i64), DatabaseError> {
    let (uri, found) = readable(path, |connection| {
        look_over(connection)?;
        Ok(version(connection)?)
    })?;
    let connection = memory()?;
    take_rows(&connection, &uri, |_| true)?;
    Ok((connection, found))
}

/// Takes the rows of the file at `uri` over, of the tables that `wanted` names: the columns that are known here and
/// there. Nothing else of that file is used: no view, no trigger, no table that is computed.
pub(super) fn take_rows(
    connection: &Connection,
    uri: &str,
    wanted: impl Fn(&str) -> bool,
) -> Result<(), DatabaseError> {
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.execute("ATTACH ?1 AS disk", [uri])?;
    let tables: Vec<(String, String)> = connection
        .prepare(
            "SELECT t.name, group_concat(format('\"%w\"', c.name), ', ')
             FROM main.sqlite_schema t, pragma_table_info(t.name, 'main') c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
               AND EXISTS (SELECT 1 FROM disk.sqlite_schema d WHERE d.name = t.name AND d.type = 'table')
               AND c.name IN (SELECT name FROM pragma_table_info(t.name, 'disk'))
             GROUP BY t.name",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (table, columns) in tables.into_iter().filter(|(table, _)| wanted(table)) {
        let copied = connection.execute_batch(&format!(
            "INSERT OR IGNORE INTO main.\"{table}\" ({columns}) SELECT {columns} FROM disk.\"{table}\""
        ));
        if let Err(error) = copied {
            tracing::warn!(%error, table, "a table cannot be read");
        }
    }
    connection.execute_batch("DETACH disk")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(())
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
pub(super) fn verify(connection: &Connection) -> Result<usize, DatabaseError> {
    let found = version(connection)?;
    let version = usize::try_from(found)
        .map_err(|_| DatabaseError::Damaged(format!("its version is {found}")))?;
    if version > STEPS.len() {
        return Err(DatabaseError::Newer {
            found,
            known: STEPS.len(),
        });
    }
    look_over(connection)?;
    Ok(version)
}

fn version(connection: &Connection) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Only reads. Refuses what is damaged or another program's.
fn look_over(connection: &Connection) -> Result<(), DatabaseError> {
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
    if in_use && (application != APPLICATION_ID || version(connection)? == 0) {
        return Err(DatabaseError::Damaged(
            "it belongs to another program".to_owned(),
        ));
    }
    Ok(())
}

/// The address under which the file can be read without leaving a trace, and what `look_at` found there.
pub(super) fn readable<T>(
    path: &Path,
    look_at: impl Fn(&Connection) -> Result<T, DatabaseError>,
) -> Result<(String, T), DatabaseError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let look = |uri: String| -> Result<(String, T), DatabaseError> {
        let connection = Connection::open_with_flags(&uri, flags)?;
        connection.busy_timeout(BUSY)?;
        let found = look_at(&connection)?;
        Ok((uri, found))
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

pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
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
    if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) {
        return DatabaseError::InUse;
    }
    if error.sqlite_error_code() == Some(ErrorCode::CannotOpen) && in_a_folder && !path.is_dir() {
        return DatabaseError::ReadOnly;
    }
    error.into()
}
