//! The roster on disk: one SQLite file with clients, observations and the journal. No secret is kept
//! here; those live in the [`crate::vault`].
//!
//! Calls are synchronous and take microseconds; they may be made from async code. Times are stored as
//! milliseconds since 1970-01-01 UTC, finer parts are dropped.
//!
//! Long because clients and observations are read and written here, with the errors of both.

pub(crate) mod batch;
pub mod copies;
mod json;
mod open;
mod rows;
#[cfg(test)]
mod tests;
pub mod volume;
mod words;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use parking_lot::{Mutex, MutexGuard};
use rusqlite::{Connection, ErrorCode, OptionalExtension};

use crate::client::{Client, ClientId, SourceId};
use crate::event::JournalEntry;
use crate::observation::Observation;

pub use json::AsJson;
use volume::{Journal, Volume};
pub(crate) use words::Stored;
use words::as_word;

/// The expression is the index's, letter for letter, or SQLite would read every row.
const FIND_BY_REALM_HASH: &str = "SELECT client_id FROM observations
     WHERE CASE WHEN json_valid(json) THEN json_extract(json, '$.online.connection.realm_hash') END = ?1";

/// The open roster. Share it behind an `Arc`.
#[derive(Debug)]
pub struct Database {
    connection: Mutex<Connection>,
    /// Where it is on the disk; none for a roster in memory.
    file: Option<PathBuf>,
    journal: Journal,
    read_only: Option<ReadOnly>,
}

/// Why nothing can be changed in a roster that can be looked at: whatever was changed would be lost, and a
/// sign-in with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadOnly {
    /// A newer Counterfoil wrote the file.
    #[error(
        "This roster was written by a newer Counterfoil (format {found}). It can be read here; to change it, update \
         Counterfoil."
    )]
    Newer {
        /// Format of the file.
        found: i64,
    },
    /// The file is damaged, and an empty roster is shown in its place.
    #[error(
        "The file of this roster is damaged, so nothing can be changed. Restore a copy of it first; the damaged file \
         is kept."
    )]
    Damaged,
    /// There is no file, and the folder cannot be written.
    #[error(
        "The folder of this roster can't be written, so nothing can be changed. Give your account the right to write \
         there, then open Counterfoil again."
    )]
    Folder,
    /// Another program has the file to itself.
    #[error(
        "This roster is open in Counterfoil on another computer or for another account, and its folder is on a \
         network drive. Close it there, then open Counterfoil again."
    )]
    InUse,
}

/// A client and what is known about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The client.
    pub client: Client,
    /// [`Observation::default`] when nothing is known.
    pub observation: Observation,
    /// What the file holds instead of an observation, where nobody can read it.
    pub(crate) unreadable: Option<String>,
}

/// Why the roster could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The file is not a roster, or parts of it are destroyed. It was left as it is.
    #[error("the roster's file is damaged: {0}")]
    Damaged(String),
    /// A newer Counterfoil wrote the file. It was left as it is.
    #[error(
        "the roster was written by a newer version of Counterfoil (format {found}, this version knows {known})"
    )]
    Newer {
        /// Format of the file.
        found: i64,
        /// Highest format this version can read.
        known: usize,
    },
    /// The file or its folder cannot be written; [`Database::open_read_only`] may still read it.
    #[error("the roster's folder cannot be written")]
    ReadOnly,
    /// Another program has the file, which is on a network volume, to itself.
    #[error("another program has the roster's file open")]
    InUse,
    /// The roster can be looked at only.
    #[error(transparent)]
    Closed(ReadOnly),
    /// The client is not in the roster.
    #[error("no such client in the roster")]
    UnknownClient,
    /// A value could not be turned into JSON.
    #[error("a row of the roster could not be written: {0}")]
    Json(#[from] serde_json::Error),
    /// The format could not be brought up to date; the file is as it was.
    #[error("the roster could not be brought to this version's format: {0}")]
    Migration(#[source] Box<rusqlite_migration::Error>),
    /// Anything else SQLite said.
    #[error("the roster could not be read or written: {0}")]
    Sqlite(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            _ if open::is_foreign_key_failure(&error) => Self::UnknownClient,
            _ => Self::Sqlite(error),
        }
    }
}

impl Database {
    /// Opens the roster at `path`, creates it when there is none, and brings it to the newest format, after a copy
    /// of it was made ([`copies`]). The folder must exist. A file that is damaged or newer is refused and left as
    /// it is.
    pub fn open(path: &Path) -> Result<Self, DatabaseError> {
        Self::open_on(path, volume::of(path))
    }

    /// The same, with another word on where `path` is.
    pub fn open_on(path: &Path, volume: Volume) -> Result<Self, DatabaseError> {
        let journal = volume::journal(volume);
        Ok(Self {
            connection: Mutex::new(open::file(path, journal)?),
            file: Some(path.to_owned()),
            journal,
            read_only: None,
        })
    }

    /// An empty roster that is forgotten when it is dropped.
    pub fn in_memory() -> Result<Self, DatabaseError> {
        Ok(Self::over(open::memory()?, None))
    }

    /// Reads the roster at `path` into memory without writing anything beside it. Changes work as
    /// usual and are forgotten when the roster is dropped. No file gives an empty roster.
    pub fn open_read_only(path: &Path) -> Result<Self, DatabaseError> {
        open::copy_into_memory(path).map(|connection| Self::over(connection, None))
    }

    /// Reads what this version understands of a roster that a newer one wrote. Nothing can be changed in it.
    pub fn open_newer(path: &Path) -> Result<Self, DatabaseError> {
        let (connection, found) = open::newer_into_memory(path)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(Self::over(connection, Some(ReadOnly::Newer { found })))
    }

    /// An empty roster in which nothing can be changed, shown in place of one that cannot be opened.
    pub fn placeholder(why: ReadOnly) -> Result<Self, DatabaseError> {
        let connection = open::memory()?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(Self::over(connection, Some(why)))
    }

    /// Why nothing can be changed, if so.
    #[must_use]
    pub fn read_only(&self) -> Option<ReadOnly> {
        self.read_only
    }

    /// All clients, by name. A row nobody can read is left out with a warning and stays in the file.
    pub fn clients(&self) -> Result<Vec<Client>, DatabaseError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id, name, number, email, books, upkeep, added_at, source_id FROM clients
             ORDER BY name COLLATE NOCASE, id",
        )?;
        let rows = statement.query_map([], rows::ClientColumns::read)?;
        let mut clients = Vec::new();
        for columns in rows {
            clients.extend(columns?.into_client());
        }
        Ok(clients)
    }

    /// One client.
    pub fn client(&self, id: ClientId) -> Result<Option<Client>, DatabaseError> {
        let columns = self
            .lock()
            .prepare_cached(
                "SELECT id, name, number, email, books, upkeep, added_at, source_id FROM clients WHERE id = ?1",
            )?
            .query_row([id.to_string()], rows::ClientColumns::read)
            .optional()?;
        Ok(columns.and_then(rows::ClientColumns::into_client))
    }

    /// One client with what is known about it.
    pub fn known(&self, id: ClientId) -> Result<Option<Known>, DatabaseError> {
        Ok(self
            .lock()
            .prepare_cached(
                "SELECT c.id, c.name, c.number, c.email, c.books, c.upkeep, c.added_at, c.source_id, o.json
                 FROM clients c LEFT JOIN observations o ON o.client_id = c.id WHERE c.id = ?1",
            )?
            .query_row([id.to_string()], |row| {
                Ok((rows::ClientColumns::read(row)?, row.get(8)?))
            })
            .optional()?
            .and_then(|(client, json)| rows::known(client, json)))
    }

    /// Whether there are no clients at all.
    pub fn is_empty(&self) -> Result<bool, DatabaseError> {
        let any: bool =
            self.lock()
                .query_row("SELECT EXISTS (SELECT 1 FROM clients)", [], |row| {
                    row.get(0)
                })?;
        Ok(!any)
    }

    /// Adds a client. An id that is taken is an error.
    pub fn insert_client(&self, client: &Client) -> Result<(), DatabaseError> {
        rows::insert(&*self.writing()?, client)
    }

    /// Replaces everything of a client but its id and the day it was added.
    pub fn update_client(&self, client: &Client) -> Result<(), DatabaseError> {
        rows::update(&*self.writing()?, client)
    }

    /// Gives a client another firm's id. One that another client has is an error.
    pub fn set_source_id(&self, id: ClientId, source_id: &SourceId) -> Result<(), DatabaseError> {
        let changed = self
            .writing()?
            .prepare_cached("UPDATE clients SET source_id = ?2 WHERE id = ?1")?
            .execute([id.to_string(), source_id.to_string()])?;
        if changed == 0 {
            return Err(DatabaseError::UnknownClient);
        }
        Ok(())
    }

    /// Adds and changes many clients together with the history that makes: all or nothing.
    pub fn save_clients(
        &self,
        added: &[Client],
        changed: &[Client],
        entries: &[JournalEntry],
    ) -> Result<(), DatabaseError> {
        let saved = self.in_one_batch(None, |batch| {
            for client in added {
                batch.insert(client)?;
            }
            for client in changed {
                batch.update(client)?;
            }
            for entry in entries {
                batch.append(entry)?;
            }
            Ok(Some(()))
        })?;
        debug_assert!(saved.is_some(), "nothing stops it");
        Ok(())
    }

    /// What is known about one client: [`Observation::default`] when nothing is. A row nobody can read
    /// counts as nothing known; it stays in the file, also when it is saved over.
    pub fn observation(&self, id: ClientId) -> Result<Observation, DatabaseError> {
        let json: Option<String> = self
            .lock()
            .prepare_cached("SELECT json FROM observations WHERE client_id = ?1")?
            .query_row([id.to_string()], |row| row.get(0))
            .optional()?;
        Ok(json
            .and_then(|json| rows::observation(&id.to_string(), &json))
            .unwrap_or_default())
    }

    /// What is known about all clients, by client.
    pub fn observations(&self) -> Result<HashMap<ClientId, Observation>, DatabaseError> {
        let connection = self.lock();
        let count: usize =
            connection.query_row("SELECT count(*) FROM observations", [], |row| row.get(0))?;
        let mut statement =
            connection.prepare_cached("SELECT client_id, json FROM observations")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        // Growing would move every observation, each of a kilobyte, again and again.
        let mut known = HashMap::with_capacity(count);
        for row in rows {
            let (id, json) = row?;
            if let (Some(client), Some(observation)) =
                (rows::client_id(&id), rows::observation(&id, &json))
            {
                known.insert(client, observation);
            }
        }
        Ok(known)
    }

    /// What is known about the clients whose books are in QuickBooks Desktop.
    pub fn desktop_observations(&self) -> Result<Vec<(ClientId, Observation)>, DatabaseError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT o.client_id, o.json FROM observations o JOIN clients c ON c.id = o.client_id
             WHERE CASE WHEN json_valid(c.books) THEN json_extract(c.books, '$.kind') END = 'desktop'",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut known = Vec::new();
        for row in rows {
            let (id, json) = row?;
            known.extend(rows::client_id(&id).zip(rows::observation(&id, &json)));
        }
        Ok(known)
    }

    /// Saves what is known about a client.
    pub fn save_observation(
        &self,
        id: ClientId,
        observation: &Observation,
    ) -> Result<(), DatabaseError> {
        self.save_with_entries(id, observation, &[])
    }

    /// The clients whose connection carries this keyed hash of a realm id.
    pub fn find_by_realm_hash(&self, hash: &str) -> Result<Vec<ClientId>, DatabaseError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(FIND_BY_REALM_HASH)?;
        let ids = statement.query_map([hash], |row| row.get::<_, String>(0))?;
        let mut found = Vec::new();
        for id in ids {
            found.extend(rows::client_id(&id?));
        }
        Ok(found)
    }

    /// A small value the app keeps beside the roster.
    pub fn meta(&self, key: &str) -> Result<Option<String>, DatabaseError> {
        Ok(self
            .lock()
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?)
    }

    /// Sets a value read by [`Self::meta`]. Never a secret.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<(), DatabaseError> {
        self.writing()?
            .prepare_cached(
                "INSERT INTO meta (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            )?
            .execute([key, value])?;
        Ok(())
    }

    /// The connection, for the queries of [`crate::journal`].
    pub(crate) fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere leaves no half transaction behind: dropping one rolls it back.
        self.connection.lock()
    }

    /// The connection, for a change. Every change passes here; SQLite itself refuses the others (`query_only`).
    pub(crate) fn writing(&self) -> Result<MutexGuard<'_, Connection>, DatabaseError> {
        match self.read_only {
            Some(why) => Err(DatabaseError::Closed(why)),
            None => Ok(self.lock()),
        }
    }

    fn over(connection: Connection, read_only: Option<ReadOnly>) -> Self {
        Self {
            connection: Mutex::new(connection),
            file: None,
            journal: Journal::WriteAhead,
            read_only,
        }
    }
}
