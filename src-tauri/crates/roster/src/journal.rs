//! What changed, when, and which computer saw it.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::client::ClientId;
use crate::computer::{ComputerId, WriterId};
use crate::database::{AsJson, Database, DatabaseError, Known};
use crate::event::{
    ActionId, ActionLines, ActivityEntry, CompanyTail, Event, JournalEntry, TimelineLine,
};
use crate::observation::Observation;

mod stored;

pub(crate) use stored::{CONNECTED, DISCONNECTED, HANDED_OVER, NEVER_CONNECTED, NEVER_USED, word};

/// Entry of the `meta` table: the computer that writes this roster.
const COMPUTER: &str = "computer";

impl Database {
    /// Adds one line to the history.
    pub fn record(&self, entry: &JournalEntry) -> Result<(), DatabaseError> {
        append(&*self.writing()?, entry)
    }

    /// The same, with the number of the line, for a line that grows.
    pub(crate) fn record_line(&self, entry: &JournalEntry) -> Result<i64, DatabaseError> {
        let connection = self.writing()?;
        append(&connection, entry)?;
        Ok(connection.last_insert_rowid())
    }

    /// Whether a client's history says since a time that the grant for this company cannot be revoked from here.
    pub(crate) fn is_noted_as_not_revoked(
        &self,
        client: ClientId,
        tail: &CompanyTail,
        since: Timestamp,
    ) -> Result<bool, DatabaseError> {
        Ok(self.lock().query_row(
            "SELECT EXISTS (SELECT 1 FROM journal WHERE client_id = ?1 AND at >= ?2 AND event = ?3
             AND payload ->> '$.detail' = ?4)",
            params![
                client.to_string(),
                since.as_millisecond(),
                stored::NOT_REVOKED,
                tail.0
            ],
            |row| row.get(0),
        )?)
    }

    /// Puts another event of the same kind in the place of a line's.
    pub(crate) fn amend_line(&self, line: i64, event: &Event) -> Result<(), DatabaseError> {
        let payload = serde_json::to_string(&stored::payload(event)?)?;
        self.writing()?
            .prepare_cached("UPDATE journal SET payload = ?2 WHERE id = ?1 AND event = ?3")?
            .execute(params![line, payload, word(event)])?;
        Ok(())
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
                known.observation.to_json()?,
                known.unreadable
            ])?;
        for entry in entries {
            append(&transaction, entry)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// The newest `limit` lines of a client's history, newest first. Lines that this version cannot read are left out.
    pub fn timeline(&self, id: ClientId, limit: usize) -> Result<Vec<TimelineLine>, DatabaseError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id, at, event, payload, person, computer, computer_id, client_id FROM journal
             WHERE client_id = ?1 ORDER BY at DESC, id DESC LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![id.to_string(), limit], line)?;
        let mut events = Vec::new();
        for row in rows {
            events.extend(row?);
        }
        Ok(events)
    }

    /// The newest `limit` lines of every client's history, newest first; after the line `before`, if
    /// one is named. What one action wrote of one kind is one line, its last. Lines that this version cannot read are
    /// left out.
    pub fn activity(
        &self,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<ActivityEntry>, DatabaseError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT j.id, j.at, j.event, j.payload, j.person, j.computer, j.computer_id,
                 j.client_id, c.name, j.action,
                 CASE WHEN j.action IS NULL THEN 1 ELSE
                     (SELECT count(*) FROM journal m WHERE m.action = j.action AND m.event = j.event) END
             FROM journal j JOIN clients c ON c.id = j.client_id
             WHERE (?1 IS NULL OR (j.at, j.id) < (SELECT at, id FROM journal WHERE id = ?1))
                 AND (j.action IS NULL OR j.id =
                     (SELECT max(m.id) FROM journal m WHERE m.action = j.action AND m.event = j.event))
             ORDER BY j.at DESC, j.id DESC LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![before, limit], activity_entry)?;
        let mut lines = Vec::new();
        for row in rows {
            lines.extend(row?);
        }
        Ok(lines)
    }

    /// The lines that one action wrote of the kind of the line `like`, by the clients' names.
    pub fn activity_of(
        &self,
        action: ActionId,
        like: i64,
    ) -> Result<Vec<ActivityEntry>, DatabaseError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT j.id, j.at, j.event, j.payload, j.person, j.computer, j.computer_id,
                 j.client_id, c.name, NULL, 1
             FROM journal j JOIN clients c ON c.id = j.client_id
             WHERE j.action = ?1 AND j.event = (SELECT event FROM journal WHERE id = ?2)
             ORDER BY c.name COLLATE NOCASE, j.id",
        )?;
        let rows = statement.query_map(params![action.to_string(), like], activity_entry)?;
        let mut lines = Vec::new();
        for row in rows {
            lines.extend(row?);
        }
        Ok(lines)
    }

    /// Makes this computer the one whose history the lines written here are. Those of a build that knew no ids get
    /// this one; so do those that were written on the computer this roster was copied from. Only this computer's own
    /// actions make other lines than connects and disconnects, so its former names are known by those.
    pub fn adopt_computer(&self, id: ComputerId) -> Result<(), DatabaseError> {
        let id = id.to_string();
        let former = self.meta(COMPUTER)?;
        if former.as_ref() == Some(&id) || self.read_only().is_some() {
            return Ok(());
        }
        let mut connection = self.writing()?;
        let transaction = connection.transaction()?;
        match former {
            Some(former) => transaction.execute(
                "UPDATE journal SET computer_id = ?1 WHERE computer_id = ?2",
                [&id, &former],
            )?,
            None => transaction.execute(
                "UPDATE journal SET computer_id = ?1 WHERE computer_id IS NULL AND computer IN
                     (SELECT computer FROM journal WHERE event NOT IN (?2, ?3))",
                [id.as_str(), CONNECTED, DISCONNECTED],
            )?,
        };
        transaction.execute(
            "INSERT INTO meta (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [COMPUTER, &id],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Who connected this client's company from another computer after `after` (when our own
    /// connection was made): the newest such person, or the computer's name where no person is known.
    /// `None` when nobody did.
    pub fn takeover(
        &self,
        id: ClientId,
        after: Timestamp,
        this_computer: ComputerId,
    ) -> Result<Option<String>, DatabaseError> {
        Ok(self
            .lock()
            .prepare_cached(
                "SELECT COALESCE(person, computer) FROM journal
                 WHERE client_id = ?1 AND event = ?2 AND at > ?3 AND computer_id IS NOT ?4
                 ORDER BY at DESC, id DESC LIMIT 1",
            )?
            .query_row(
                params![
                    id.to_string(),
                    CONNECTED,
                    after.as_millisecond(),
                    this_computer.to_string()
                ],
                |row| row.get(0),
            )
            .optional()?)
    }
}

/// One line, from the columns id, at, event, payload, person, computer, `computer_id` and `client_id`.
fn line(row: &Row<'_>) -> rusqlite::Result<Option<TimelineLine>> {
    let word: String = row.get(2)?;
    let payload: String = row.get(3)?;
    let payload = serde_json::from_str(&payload)
        .inspect_err(|error| {
            let place = crate::log_safe::json_position(error);
            tracing::warn!(place, "a line of the history is torn");
        })
        .unwrap_or_default();
    let client = ClientId::parse(&row.get::<_, String>(7)?);
    let at = Timestamp::from_millisecond(row.get(1)?).ok();
    let (Some(event), Some(client), Some(at)) = (stored::read(&word, payload), client, at) else {
        tracing::warn!(event = word, "a line of the history cannot be read");
        return Ok(None);
    };
    let computer_id: Option<String> = row.get(6)?;
    Ok(Some(TimelineLine {
        id: row.get(0)?,
        entry: JournalEntry {
            client,
            at,
            event,
            person: row.get(4)?,
            computer: row.get(5)?,
            computer_id: computer_id.map(WriterId::from_text),
        },
    }))
}

/// The columns of [`line`], the client's name, the action and how many lines of this kind it wrote.
fn activity_entry(row: &Row<'_>) -> rusqlite::Result<Option<ActivityEntry>> {
    let client = row.get(8)?;
    let action: Option<String> = row.get(9)?;
    let lines = row.get(10)?;
    let group = action
        .and_then(|id| ActionId::parse(&id))
        .filter(|_| lines > 1)
        .map(|action| ActionLines { action, lines });
    Ok(line(row)?.map(|line| ActivityEntry {
        client,
        line,
        group,
    }))
}

pub(crate) fn append(connection: &Connection, entry: &JournalEntry) -> Result<(), DatabaseError> {
    append_in(connection, entry, None)
}

/// The same for a line that belongs to an action.
pub(crate) fn append_in(
    connection: &Connection,
    entry: &JournalEntry,
    action: Option<ActionId>,
) -> Result<(), DatabaseError> {
    let payload = stored::payload(&entry.event)?;
    connection
        .prepare_cached(
            "INSERT INTO journal (client_id, at, event, payload, person, computer, computer_id, action)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            entry.client.to_string(),
            entry.at.as_millisecond(),
            word(&entry.event),
            serde_json::to_string(&payload)?,
            entry.person,
            entry.computer,
            entry.computer_id.as_ref().map(WriterId::as_str),
            action.map(|action| action.to_string()),
        ])?;
    Ok(())
}
