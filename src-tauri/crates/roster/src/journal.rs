//! What changed, when, and which computer saw it.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use crate::client::ClientId;
use crate::database::{Database, DatabaseError, Known, from_word, word};
use crate::observation::Observation;
use crate::view::{ActivityLine, EventKind, State, TimelineEvent};

/// One line of a client's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Whose history.
    pub client: ClientId,
    /// When it happened; kept to the millisecond.
    pub at: Timestamp,
    /// What happened.
    pub event: EventKind,
    /// State before, for [`EventKind::StateChanged`].
    pub from: Option<State>,
    /// State after, for [`EventKind::StateChanged`].
    pub to: Option<State>,
    /// What the event needs besides; see [`TimelineEvent::detail`].
    pub detail: Option<String>,
    /// Who did it: a person's name, a service, or nobody.
    pub person: Option<String>,
    /// The computer that saw it.
    pub computer: String,
}

/// The part of an entry no query asks for.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Payload {
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<State>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<State>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl Database {
    /// Adds one line to the history.
    pub fn record(&self, entry: &JournalEntry) -> Result<(), DatabaseError> {
        append(&*self.writing()?, entry)
    }

    /// Saves what is known about a client together with the history it makes: both or nothing.
    pub fn save_with_entries(
        &self,
        id: ClientId,
        observation: &Observation,
        entries: &[JournalEntry],
    ) -> Result<(), DatabaseError> {
        let known = self.known(id)?.ok_or(DatabaseError::UnknownClient)?;
        let observation = observation.clone();
        self.save_known(
            &Known {
                observation,
                ..known
            },
            entries,
        )
    }

    /// The same for a caller who has just read what is known, and holds off all others that would change it.
    pub(crate) fn save_known(
        &self,
        known: &Known,
        entries: &[JournalEntry],
    ) -> Result<(), DatabaseError> {
        let mut connection = self.writing()?;
        let transaction = connection.transaction()?;
        transaction
            .prepare_cached(
                "INSERT INTO observations (client_id, json, updated_at)
                 VALUES (?1, ?2, CAST(unixepoch('subsec') * 1000 AS INTEGER))
                 ON CONFLICT (client_id) DO UPDATE SET
                     json = excluded.json,
                     updated_at = excluded.updated_at,
                     set_aside = COALESCE(?3, set_aside)",
            )?
            .execute(params![
                known.client.id.to_string(),
                serde_json::to_string(&known.observation)?,
                known.unreadable
            ])?;
        for entry in entries {
            append(&transaction, entry)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// The newest `limit` lines of a client's history, newest first. Lines of a kind this version does
    /// not know are left out.
    pub fn timeline(
        &self,
        id: ClientId,
        limit: usize,
    ) -> Result<Vec<TimelineEvent>, DatabaseError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id, at, event, payload, person, computer FROM journal
             WHERE client_id = ?1 ORDER BY at DESC, id DESC LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![id.to_string(), limit], event)?;
        let mut events = Vec::new();
        for row in rows {
            events.extend(row?);
        }
        Ok(events)
    }

    /// The newest `limit` lines of every client's history, newest first; after the line `before`, if
    /// one is named. Lines of a kind this version does not know are left out.
    pub fn activity(
        &self,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<ActivityLine>, DatabaseError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT j.id, j.at, j.event, j.payload, j.person, j.computer, j.client_id, c.name
             FROM journal j JOIN clients c ON c.id = j.client_id
             WHERE ?1 IS NULL OR (j.at, j.id) < (SELECT at, id FROM journal WHERE id = ?1)
             ORDER BY j.at DESC, j.id DESC LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![before, limit], |row| {
            let (client_id, client) = (row.get(6)?, row.get(7)?);
            Ok(event(row)?.map(|event| ActivityLine {
                client_id,
                client,
                event,
            }))
        })?;
        let mut lines = Vec::new();
        for row in rows {
            lines.extend(row?);
        }
        Ok(lines)
    }

    /// Who connected this client's company from another computer after `after` (when our own
    /// connection was made): the newest such person, or the computer's name where no person is known.
    /// `None` when nobody did.
    pub fn takeover(
        &self,
        id: ClientId,
        after: Timestamp,
        this_computer: &str,
    ) -> Result<Option<String>, DatabaseError> {
        Ok(self
            .lock()
            .prepare_cached(
                "SELECT COALESCE(person, computer) FROM journal
                 WHERE client_id = ?1 AND event = ?2 AND at > ?3 AND computer <> ?4
                 ORDER BY at DESC, id DESC LIMIT 1",
            )?
            .query_row(
                params![
                    id.to_string(),
                    word(&EventKind::Connected)?,
                    after.as_millisecond(),
                    this_computer
                ],
                |row| row.get(0),
            )
            .optional()?)
    }
}

/// One line, from the columns id, at, event, payload, person and computer.
fn event(row: &Row<'_>) -> rusqlite::Result<Option<TimelineEvent>> {
    let event: String = row.get(2)?;
    let payload: String = row.get(3)?;
    let Some(event) = from_word(&event) else {
        tracing::warn!(event, "a line of the history is of an unknown kind");
        return Ok(None);
    };
    let payload = serde_json::from_str::<Payload>(&payload)
        .inspect_err(|error| {
            let place = crate::loggable::place(error);
            tracing::warn!(place, "a line of the history is torn");
        })
        .unwrap_or_default();
    Ok(Some(TimelineEvent {
        id: row.get(0)?,
        at: row.get(1)?,
        event,
        from: payload.from,
        to: payload.to,
        detail: payload.detail,
        person: row.get(4)?,
        computer: row.get(5)?,
    }))
}

pub(crate) fn append(connection: &Connection, entry: &JournalEntry) -> Result<(), DatabaseError> {
    let payload = Payload {
        from: entry.from,
        to: entry.to,
        detail: entry.detail.clone(),
    };
    connection
        .prepare_cached(
            "INSERT INTO journal (client_id, at, event, payload, person, computer)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            entry.client.to_string(),
            entry.at.as_millisecond(),
            word(&entry.event)?,
            serde_json::to_string(&payload)?,
            entry.person,
            entry.computer,
        ])?;
    Ok(())
}
