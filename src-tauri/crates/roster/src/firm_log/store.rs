//! What this computer keeps of the firm's change log.

use std::collections::HashMap;

use rusqlite::{OptionalExtension as _, params};

use super::folder::{Heard, Mark};
use super::seal::{Entry, Event};
use crate::client::ClientId;
use crate::database::{Database, DatabaseError, word};
use crate::journal::{JournalEntry, append};
use crate::view::EventKind;

/// Written in one visit.
const AT_ONCE: i64 = 400;

/// A client's company, as the firm's computers know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KnownCompany {
    pub(super) company: String,
    /// Keyed hash of the connection it was made from.
    pub(super) realm_hash: String,
    /// The connection that the other seats were told of.
    pub(super) announced: Option<String>,
}

/// A line of another seat, as far as it is needed to say who holds a company.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) at: i64,
    pub(super) connected: bool,
    pub(super) company: String,
    pub(super) client_name: String,
    pub(super) client_number: Option<String>,
    pub(super) person: String,
    pub(super) computer: String,
}

/// An imported line, and whose it is.
struct Match {
    client: String,
    seat: String,
    line: i64,
    entry: Told,
}

impl Database {
    /// Has a line wait for the folder.
    pub(super) fn queue_line(&self, entry: &Entry) -> Result<(), DatabaseError> {
        let json = serde_json::to_string(entry)?;
        self.writing()?
            .prepare_cached("INSERT INTO firm_log_waiting (json) VALUES (?1)")?
            .execute([json])?;
        Ok(())
    }

    /// The oldest lines that wait, with their ids. One nobody can read is skipped.
    pub(super) fn waiting_lines(&self) -> Result<Vec<(i64, Entry)>, DatabaseError> {
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached("SELECT id, json FROM firm_log_waiting ORDER BY id LIMIT ?1")?;
        let rows = statement.query_map([AT_ONCE], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut lines = Vec::new();
        for row in rows {
            let (id, json) = row?;
            lines.extend(serde_json::from_str(&json).ok().map(|entry| (id, entry)));
        }
        Ok(lines)
    }

    /// Forgets the lines up to `id`: they stand in the folder.
    pub(super) fn drop_waiting_lines(&self, id: i64) -> Result<(), DatabaseError> {
        self.writing()?
            .prepare_cached("DELETE FROM firm_log_waiting WHERE id <= ?1")?
            .execute([id])?;
        Ok(())
    }

    /// Forgets everything that was made with another key of the firm.
    pub(super) fn forget_firm_log(&self) -> Result<(), DatabaseError> {
        self.writing()?.execute_batch(
            "BEGIN IMMEDIATE;
             DELETE FROM firm_log_waiting;
             DELETE FROM firm_log_files;
             DELETE FROM firm_log_heard;
             DELETE FROM firm_log_companies;
             COMMIT;",
        )?;
        Ok(())
    }

    /// Has every file be read again from its beginning.
    pub(super) fn forget_marks(&self) -> Result<(), DatabaseError> {
        self.writing()?.execute("DELETE FROM firm_log_files", [])?;
        Ok(())
    }

    /// How far each file was read.
    pub(super) fn marks(&self) -> Result<HashMap<String, Mark>, DatabaseError> {
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached("SELECT name, bytes, lines, changed, good FROM firm_log_files")?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get(0)?,
                Mark {
                    bytes: row.get(1)?,
                    lines: row.get(2)?,
                    changed: row.get(3)?,
                    good: row.get(4)?,
                },
            ))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps what was heard and how far each file was read. Returns how much of it was new.
    pub(super) fn keep_heard(
        &self,
        heard: &[Heard],
        marks: &HashMap<String, Mark>,
        now: i64,
    ) -> Result<usize, DatabaseError> {
        let mut connection = self.writing()?;
        let transaction = connection.transaction()?;
        let mut new = 0;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO firm_log_heard
                     (seat, line, at, event, company, client_name, client_number, person, computer)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
            )?;
            for Heard { seat, line, entry } in heard {
                new += insert.execute(params![
                    seat,
                    line,
                    // A seat whose clock runs ahead is not the newest for ever.
                    entry.at.min(now),
                    event_word(entry.event)?,
                    entry.company,
                    entry.client_name,
                    entry.client_number,
                    entry.person.name,
                    entry.seat,
                ])?;
            }
            // Files that are gone are forgotten, or names made up by somebody would pile up here.
            transaction.execute("DELETE FROM firm_log_files", [])?;
            let mut keep = transaction.prepare_cached(
                "INSERT INTO firm_log_files (name, bytes, lines, changed, good)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for (name, mark) in marks {
                keep.execute(params![
                    name,
                    mark.bytes,
                    mark.lines,
                    mark.changed,
                    mark.good
                ])?;
            }
        }
        transaction.commit()?;
        Ok(new)
    }

    /// Writes every line about a company of ours into the journal of its client, once. Returns those
    /// clients.
    pub(super) fn import_heard(&self, computer: &str) -> Result<Vec<ClientId>, DatabaseError> {
        let mut connection = self.writing()?;
        let transaction = connection.transaction()?;
        let found = {
            let mut statement = transaction.prepare_cached(
                "SELECT c.client_id, h.seat, h.line, h.at, h.event, h.person, h.computer
                 FROM firm_log_heard h JOIN firm_log_companies c ON c.company = h.company
                 WHERE h.imported = 0 ORDER BY h.at, h.seat, h.line",
            )?;
            let connected = word(&EventKind::Connected)?;
            let rows = statement.query_map([], |row| {
                Ok(Match {
                    client: row.get(0)?,
                    seat: row.get(1)?,
                    line: row.get(2)?,
                    entry: Told {
                        at: row.get(3)?,
                        connected: row.get::<_, String>(4)? == connected,
                        company: String::new(),
                        client_name: String::new(),
                        client_number: None,
                        person: row.get(5)?,
                        computer: row.get(6)?,
                    },
                })
            })?;
            rows.collect::<Result<Vec<_>, _>>()?
        };
        let mut clients = Vec::new();
        for found in found {
            transaction
                .prepare_cached(
                    "UPDATE firm_log_heard SET imported = 1 WHERE seat = ?1 AND line = ?2",
                )?
                .execute(params![found.seat, found.line])?;
            let Some(entry) = found.journal_entry(computer) else {
                continue;
            };
            if !stands_already(&transaction, &entry)? {
                append(&transaction, &entry)?;
                clients.push(entry.client);
            }
        }
        transaction.commit()?;
        clients.dedup();
        Ok(clients)
    }

    /// Everything the other seats said, oldest first.
    pub(super) fn told(&self) -> Result<Vec<Told>, DatabaseError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT at, event, company, client_name, client_number, person, computer
             FROM firm_log_heard ORDER BY at, seat, line",
        )?;
        let connected = word(&EventKind::Connected)?;
        let rows = statement.query_map([], |row| {
            Ok(Told {
                at: row.get(0)?,
                connected: row.get::<_, String>(1)? == connected,
                company: row.get(2)?,
                client_name: row.get(3)?,
                client_number: row.get(4)?,
                person: row.get(5)?,
                computer: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The companies of our clients.
    pub(super) fn known_companies(&self) -> Result<HashMap<ClientId, KnownCompany>, DatabaseError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT client_id, company, realm_hash, announced FROM firm_log_companies",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                KnownCompany {
                    company: row.get(1)?,
                    realm_hash: row.get(2)?,
                    announced: row.get(3)?,
                },
            ))
        })?;
        let mut known = HashMap::new();
        for row in rows {
            let (id, company) = row?;
            known.extend(ClientId::parse(&id).map(|id| (id, company)));
        }
        Ok(known)
    }

    /// Keeps a client's company.
    pub(super) fn know_company(
        &self,
        id: ClientId,
        known: &KnownCompany,
    ) -> Result<(), DatabaseError> {
        self.writing()?
            .prepare_cached(
                "INSERT INTO firm_log_companies (client_id, company, realm_hash, announced)
                 VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (client_id) DO UPDATE SET company = excluded.company,
                     realm_hash = excluded.realm_hash, announced = excluded.announced",
            )?
            .execute(params![
                id.to_string(),
                known.company,
                known.realm_hash,
                known.announced
            ])?;
        Ok(())
    }

    /// When this computer last connected a client, by the client's history.
    pub(super) fn last_connected_here(
        &self,
        id: ClientId,
        computer: &str,
    ) -> Result<Option<i64>, DatabaseError> {
        Ok(self
            .lock()
            .prepare_cached(
                "SELECT max(at) FROM journal WHERE client_id = ?1 AND event = ?2 AND computer = ?3",
            )?
            .query_row(
                params![id.to_string(), word(&EventKind::Connected)?, computer],
                |row| row.get(0),
            )
            .optional()?
            .flatten())
    }
}

impl Match {
    fn journal_entry(&self, computer: &str) -> Option<JournalEntry> {
        Some(JournalEntry {
            client: ClientId::parse(&self.client)?,
            at: jiff::Timestamp::from_millisecond(self.entry.at).ok()?,
            event: if self.entry.connected {
                EventKind::Connected
            } else {
                EventKind::Disconnected
            },
            from: None,
            to: None,
            detail: None,
            person: Some(self.entry.person.clone()),
            // What stands under our own name is ours, and this is not.
            computer: if self.entry.computer == computer {
                format!("{computer} ({})", self.seat)
            } else {
                self.entry.computer.clone()
            },
        })
    }
}

/// A line that was written twice, because nobody heard that the first time worked.
fn stands_already(
    connection: &rusqlite::Connection,
    entry: &JournalEntry,
) -> Result<bool, DatabaseError> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM journal WHERE client_id = ?1 AND at = ?2 AND event = ?3
                 AND computer = ?4 AND person IS ?5)",
        )?
        .query_row(
            params![
                entry.client.to_string(),
                entry.at.as_millisecond(),
                word(&entry.event)?,
                entry.computer,
                entry.person
            ],
            |row| row.get(0),
        )?)
}

fn event_word(event: Event) -> Result<String, DatabaseError> {
    Ok(word(&match event {
        Event::Connected => EventKind::Connected,
        Event::Disconnected => EventKind::Disconnected,
    })?)
}
