//! Many clients in one transaction: all of a change or nothing.

use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::{Database, DatabaseError, rows};
use crate::client::{Client, ClientId};
use crate::event::{ActionId, JournalEntry};
use crate::journal;

/// A transaction over clients. What it writes into histories belongs to one action.
pub(crate) struct Batch<'a> {
    transaction: &'a Transaction<'a>,
    action: Option<ActionId>,
}

/// A client that was removed, with all that was kept of it.
#[derive(Debug, Clone)]
pub(crate) struct RemovedClient {
    pub(crate) client: Client,
    observation: Option<(String, i64, Option<String>)>,
    lines: Vec<Line>,
}

/// A line of a client's history as SQLite holds it: at, event, payload, person, computer, its id, action.
type Line = (
    i64,
    String,
    String,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
);

impl Database {
    /// Runs `act` in one transaction. Where it fails, or answers `None`, nothing was written.
    pub(crate) fn in_one_batch<T>(
        &self,
        action: Option<ActionId>,
        act: impl FnOnce(&Batch<'_>) -> Result<Option<T>, DatabaseError>,
    ) -> Result<Option<T>, DatabaseError> {
        let mut connection = self.writing()?;
        // What is read must still be so when it is written.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = act(&Batch {
            transaction: &transaction,
            action,
        })?;
        if done.is_some() {
            transaction.commit()?;
        }
        Ok(done)
    }
}

impl Batch<'_> {
    /// One client.
    pub(crate) fn client(&self, id: ClientId) -> Result<Option<Client>, DatabaseError> {
        let columns = self
            .transaction
            .prepare_cached(
                "SELECT id, name, number, email, books, upkeep, added_at, source_id FROM clients WHERE id = ?1",
            )?
            .query_row([id.to_string()], rows::ClientColumns::read)
            .optional()?;
        Ok(columns.and_then(rows::ClientColumns::into_client))
    }

    pub(crate) fn insert(&self, client: &Client) -> Result<(), DatabaseError> {
        rows::insert(self.transaction, client)
    }

    pub(crate) fn update(&self, client: &Client) -> Result<(), DatabaseError> {
        rows::update(self.transaction, client)
    }

    pub(crate) fn append(&self, entry: &JournalEntry) -> Result<(), DatabaseError> {
        journal::append_in(self.transaction, entry, self.action)
    }

    /// Whether another client has this firm's id.
    pub(crate) fn is_source_id_taken(&self, client: &Client) -> Result<bool, DatabaseError> {
        Ok(self
            .transaction
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM clients WHERE source_id = ?1 AND id <> ?2)",
            )?
            .query_row([client.source_id.as_str(), &client.id.to_string()], |row| {
                row.get(0)
            })?)
    }

    /// Whether a client was never connected, is not being connected, and has nothing waiting at a service: removing it
    /// loses what was typed and nothing else.
    /// `only`: the words of what may be in its history.
    pub(crate) fn is_removable(&self, id: ClientId, only: &str) -> Result<bool, DatabaseError> {
        let id = id.to_string();
        let others: bool = self
            .transaction
            .prepare_cached(&format!(
                "SELECT EXISTS (SELECT 1 FROM revocations WHERE client_id = ?1)
                     OR EXISTS (SELECT 1 FROM firm_log_companies WHERE client_id = ?1)
                     OR EXISTS (SELECT 1 FROM journal WHERE client_id = ?1
                         AND event NOT IN ({only}))",
            ))?
            .query_row([&id], |row| row.get(0))?;
        if others {
            return Ok(false);
        }
        let json: Option<String> = self
            .transaction
            .prepare_cached("SELECT json FROM observations WHERE client_id = ?1")?
            .query_row([&id], |row| row.get(0))
            .optional()?;
        Ok(json.is_none_or(|json| {
            rows::observation(&id, &json).is_some_and(|seen| {
                seen.online.connection.is_none()
                    && seen.online.sign_in.is_none()
                    && seen.online.left_at_intuit.is_none()
                    && seen.desktop.end_user_id.is_none()
                    && seen.desktop.link.is_none()
            })
        }))
    }

    /// Removes a client with its history, and hands back all of it.
    pub(crate) fn remove(&self, client: Client) -> Result<RemovedClient, DatabaseError> {
        let id = client.id.to_string();
        let observation = self
            .transaction
            .prepare_cached(
                "SELECT json, updated_at, set_aside FROM observations WHERE client_id = ?1",
            )?
            .query_row([&id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let lines = self
            .transaction
            .prepare_cached(
                "SELECT at, event, payload, person, computer, computer_id, action FROM journal
                 WHERE client_id = ?1 ORDER BY id",
            )?
            .query_map([&id], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                    row.get(6)?,
                ))
            })?
            .collect::<Result<_, _>>()?;
        self.transaction
            .prepare_cached("DELETE FROM clients WHERE id = ?1")?
            .execute([&id])?;
        Ok(RemovedClient {
            client,
            observation,
            lines,
        })
    }

    /// Puts a client back as it was removed.
    pub(crate) fn put_back(&self, removed: &RemovedClient) -> Result<(), DatabaseError> {
        let id = removed.client.id.to_string();
        self.insert(&removed.client)?;
        if let Some((json, updated_at, set_aside)) = &removed.observation {
            self.transaction
                .prepare_cached(
                    "INSERT INTO observations (client_id, json, updated_at, set_aside)
                     VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![id, json, updated_at, set_aside])?;
        }
        for (at, event, payload, person, computer, computer_id, action) in &removed.lines {
            self.transaction
                .prepare_cached(
                    "INSERT INTO journal
                         (client_id, at, event, payload, person, computer, computer_id, action)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute(params![
                    id,
                    at,
                    event,
                    payload,
                    person,
                    computer,
                    computer_id,
                    action
                ])?;
        }
        Ok(())
    }
}
