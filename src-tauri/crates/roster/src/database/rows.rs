//! Between columns and domain types. What cannot be read is skipped with a warning, never deleted.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::client::{Client, ClientId, Lifecycle, QuickBooks, SourceId};
use crate::database::{AsJson, DatabaseError, Known, Stored};
use crate::observation::Observation;

/// A row of `clients` as SQLite holds it.
pub(super) struct ClientColumns {
    id: String,
    name: String,
    number: Option<String>,
    email: Option<String>,
    books: String,
    upkeep: String,
    added_at: i64,
    source_id: String,
}

impl ClientColumns {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            number: row.get(2)?,
            email: row.get(3)?,
            books: row.get(4)?,
            upkeep: row.get(5)?,
            added_at: row.get(6)?,
            source_id: row.get(7)?,
        })
    }

    pub(super) fn into_client(self) -> Option<Client> {
        let id = client_id(&self.id)?;
        let books = QuickBooks::from_json(&self.books).ok();
        let (Some(books), Some(lifecycle), Some(added_at)) = (
            books,
            Lifecycle::from_word(&self.upkeep),
            time(self.added_at),
        ) else {
            tracing::warn!(client = %id, "a client's row cannot be read");
            return None;
        };
        Some(Client {
            id,
            name: self.name,
            number: self.number,
            email: self.email,
            books,
            lifecycle,
            added_at,
            source_id: SourceId::parse(&self.source_id).unwrap_or_else(|| SourceId::of(id)),
        })
    }
}

pub(super) fn insert(connection: &Connection, client: &Client) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO clients (id, name, number, email, books, upkeep, added_at, source_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            client.id.to_string(),
            client.name,
            client.number,
            client.email,
            client.books.to_json()?,
            client.lifecycle.word(),
            client.added_at.as_millisecond(),
            client.source_id.as_str(),
        ])?;
    Ok(())
}

pub(super) fn update(connection: &Connection, client: &Client) -> Result<(), DatabaseError> {
    let changed = connection
        .prepare_cached(
            "UPDATE clients SET name = ?2, number = ?3, email = ?4, books = ?5, upkeep = ?6,
                 source_id = ?7
             WHERE id = ?1",
        )?
        .execute(params![
            client.id.to_string(),
            client.name,
            client.number,
            client.email,
            client.books.to_json()?,
            client.lifecycle.word(),
            client.source_id.as_str(),
        ])?;
    if changed == 0 {
        return Err(DatabaseError::UnknownClient);
    }
    Ok(())
}

pub(super) fn known(client: ClientColumns, json: Option<String>) -> Option<Known> {
    let client = client.into_client()?;
    let (observation, unreadable) = match json {
        None => (None, None),
        Some(json) => match observation(&client.id.to_string(), &json) {
            None => (None, Some(json)),
            read => (read, None),
        },
    };
    Some(Known {
        client,
        observation: observation.unwrap_or_default(),
        unreadable,
    })
}

pub(super) fn client_id(text: &str) -> Option<ClientId> {
    let id = ClientId::parse(text);
    if id.is_none() {
        tracing::warn!("a row of the roster has an id that is not one");
    }
    id
}

pub(super) fn observation(client: &str, json: &str) -> Option<Observation> {
    Observation::from_json(json)
        .inspect_err(|error| {
            let place = crate::log_safe::json_position(error);
            tracing::warn!(client, place, "an observation cannot be read");
        })
        .ok()
}

pub(super) fn time(milliseconds: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(milliseconds).ok()
}
