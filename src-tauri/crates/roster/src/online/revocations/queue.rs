//! The table of grants that wait to be revoked.

use jiff::Timestamp;
use rusqlite::params;

use super::{BATCH, FIRST_WAIT, LONGEST_WAIT, MOST, Waiting};
use crate::client::ClientId;
use crate::database::{Database, DatabaseError};
use crate::event::CompanyTail;

/// The grants that wait, of an open roster. Their secrets are in the vault.
#[derive(Clone, Copy)]
pub(crate) struct RevocationQueue<'a> {
    database: &'a Database,
}

impl Database {
    /// The grants that wait to be revoked.
    pub(crate) fn revocations(&self) -> RevocationQueue<'_> {
        RevocationQueue { database: self }
    }
}

impl RevocationQueue<'_> {
    /// Adds a grant, first tried at `next`.
    pub(super) fn add(self, waiting: &Waiting, next: Timestamp) -> Result<(), DatabaseError> {
        let added = self.database.lock().execute(
            "INSERT INTO revocations (id, client_id, realm_tail, person, asked_at, attempts, next_try)
             SELECT ?1, ?2, ?3, ?4, ?5, 0, ?6 WHERE (SELECT count(*) FROM revocations) < ?7",
            params![
                waiting.id,
                waiting.client.to_string(),
                waiting.tail,
                waiting.person,
                waiting.asked_at.as_millisecond(),
                next.as_millisecond(),
                MOST
            ],
        )?;
        if added == 0 {
            return Err(DatabaseError::Sqlite(
                rusqlite::Error::StatementChangedRows(0),
            ));
        }
        Ok(())
    }

    /// What is due, oldest first. A time further away than any wait was planned by a clock that has been set back.
    pub(super) fn due(self, now: Timestamp) -> Result<Vec<Waiting>, DatabaseError> {
        let furthest = now + LONGEST_WAIT + FIRST_WAIT;
        self.between(now.as_millisecond(), furthest.as_millisecond(), BATCH)
    }

    /// Everything that waits, whenever it is due.
    pub(in crate::online) fn all(self) -> Result<Vec<Waiting>, DatabaseError> {
        self.between(i64::MAX, i64::MAX, MOST)
    }

    fn between(self, until: i64, after: i64, most: i64) -> Result<Vec<Waiting>, DatabaseError> {
        let connection = self.database.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id, client_id, realm_tail, person, asked_at, attempts FROM revocations
             WHERE next_try <= ?1 OR next_try > ?2 ORDER BY next_try LIMIT ?3",
        )?;
        let rows = statement.query_map(params![until, after, most], |row| {
            Ok((
                row.get::<_, String>(1)?,
                row.get::<_, i64>(4)?,
                row.get(0)?,
                row.get(2)?,
                row.get(3)?,
                row.get(5)?,
            ))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (client, asked_at, id, tail, person, attempts) = row?;
            if let (Some(client), Ok(asked_at)) = (
                ClientId::parse(&client),
                Timestamp::from_millisecond(asked_at),
            ) {
                found.push(Waiting {
                    id,
                    client,
                    tail,
                    person,
                    asked_at,
                    attempts,
                });
            }
        }
        Ok(found)
    }

    /// Plans the next try after one that failed.
    pub(super) fn put_off(self, id: &str, next: Timestamp) -> Result<(), DatabaseError> {
        self.database.lock().execute(
            "UPDATE revocations SET attempts = attempts + 1, next_try = ?2 WHERE id = ?1",
            params![id, next.as_millisecond()],
        )?;
        Ok(())
    }

    /// Plans the next try without counting one.
    pub(super) fn leave(self, id: &str, next: Timestamp) -> Result<(), DatabaseError> {
        self.database.lock().execute(
            "UPDATE revocations SET next_try = ?2 WHERE id = ?1",
            params![id, next.as_millisecond()],
        )?;
        Ok(())
    }

    /// Whether the client's timeline says that this permission is left at Intuit.
    pub(in crate::online) fn is_noted(self, waiting: &Waiting) -> Result<bool, DatabaseError> {
        let tail = CompanyTail(waiting.tail.clone());
        self.database
            .is_noted_as_not_revoked(waiting.client, &tail, waiting.asked_at)
    }

    /// Takes a grant out of the queue.
    pub(super) fn remove(self, id: &str) -> Result<(), DatabaseError> {
        self.database
            .lock()
            .execute("DELETE FROM revocations WHERE id = ?1", [id])?;
        Ok(())
    }
}
