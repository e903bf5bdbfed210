//! What this computer keeps of the firm's change log.
//!
//! Long because every statement about the log's tables is here, so that one file knows their columns.

use std::collections::HashMap;

use rusqlite::{OptionalExtension as _, Row, params};

use super::entry::{Entry, Event};
use super::folder::{ReadOffset, RemoteEntry};
use super::source_ids::RemoteSourceId;
use crate::client::{ClientId, SourceId};
use crate::computer::{ComputerId, WriterId};
use crate::database::{Database, DatabaseError};
use crate::event::Event as Happened;
use crate::event::JournalEntry;
use crate::journal::{CONNECTED, DISCONNECTED, HANDED_OVER, append, word};

/// [`Event::Removed`] in the table of lines that were read.
const REMOVED: &str = "removed";
/// Written in one visit.
const AT_ONCE: i64 = 400;

/// A client's company, as the firm's computers know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KnownCompany {
    pub(super) company: String,
    /// Keyed hash of the connection it was made from.
    pub(super) realm_hash: String,
    /// The connection that the other computers know of.
    pub(super) announced: Option<String>,
}

/// A line of another computer, as far as it is needed to say who holds a company.
#[derive(Debug, Clone)]
pub(super) struct ConnectionRecord {
    pub(super) file_id: String,
    pub(super) line: i64,
    pub(super) at: i64,
    pub(super) connected: bool,
    pub(super) company: String,
    pub(super) client_name: String,
    pub(super) client_number: Option<String>,
    pub(super) person: String,
    /// Name of the computer.
    pub(super) computer: String,
    /// The computer.
    pub(super) writer: WriterId,
    /// When the connection was last known to work: when it was made, or confirmed since.
    pub(super) known_at: i64,
}

/// A computer of the firm, by its newest line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KnownComputer {
    pub(super) writer: WriterId,
    pub(super) name: String,
    /// Fingerprint of its key.
    pub(super) key: Option<String>,
    pub(super) at: i64,
}

/// The columns that [`HEARD`] selects.
const HEARD_COLUMNS: &str = "h.seat, h.line, h.at, h.event, h.company, h.client_name,
    h.client_number, h.person, h.computer, max(h.at, COALESCE(h.confirmed_at, h.at)),
    COALESCE(h.computer_id, s.computer_id, h.seat) AS writer";
/// Every line of the other computers. One without a computer's id belongs to the computer of its file's other lines.
const HEARD: &str = "firm_log_heard h LEFT JOIN
    (SELECT seat, min(computer_id) AS computer_id FROM firm_log_heard
     WHERE computer_id IS NOT NULL GROUP BY seat) s ON s.seat = h.seat";

/// An imported line, and whose it is.
struct Match {
    client: String,
    event: Happened,
    entry: ConnectionRecord,
}

/// The tables of the change log, in an open roster.
#[derive(Clone, Copy)]
pub(crate) struct ChangeLogStore<'a> {
    database: &'a Database,
}

impl Database {
    /// What is kept of the firm's change log.
    pub(crate) fn change_log(&self) -> ChangeLogStore<'_> {
        ChangeLogStore { database: self }
    }
}

impl ChangeLogStore<'_> {
    /// Has a line wait for the folder.
    pub(super) fn queue_line(self, entry: &Entry) -> Result<(), DatabaseError> {
        let json = serde_json::to_string(entry)?;
        self.database
            .writing()?
            .prepare_cached("INSERT INTO firm_log_waiting (json) VALUES (?1)")?
            .execute([json])?;
        Ok(())
    }

    /// The oldest lines that wait, with their ids. One nobody can read is skipped.
    pub(super) fn waiting_lines(self) -> Result<Vec<(i64, Entry)>, DatabaseError> {
        let connection = self.database.lock();
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

    /// Forgets the lines up to `id`: they are in the folder.
    pub(super) fn drop_waiting_lines(self, id: i64) -> Result<(), DatabaseError> {
        self.database
            .writing()?
            .prepare_cached("DELETE FROM firm_log_waiting WHERE id <= ?1")?
            .execute([id])?;
        Ok(())
    }

    /// Forgets everything that was made with another key of the firm.
    pub(super) fn forget_all(self) -> Result<(), DatabaseError> {
        self.database.writing()?.execute_batch(
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
    pub(super) fn forget_marks(self) -> Result<(), DatabaseError> {
        self.database
            .writing()?
            .execute("DELETE FROM firm_log_files", [])?;
        Ok(())
    }

    /// How far each file was read.
    pub(super) fn marks(self) -> Result<HashMap<String, ReadOffset>, DatabaseError> {
        let connection = self.database.lock();
        let mut statement = connection.prepare_cached(
            "SELECT name, bytes, lines, changed, good, key_missing FROM firm_log_files",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get(0)?,
                ReadOffset {
                    bytes: row.get(1)?,
                    lines: row.get(2)?,
                    changed: row.get(3)?,
                    good: row.get(4)?,
                    key_missing: row.get(5)?,
                },
            ))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps what was read and how far in each file. Returns how much of it was new. The lines of a file up
    /// to its number in `inherited` are in the histories already.
    pub(super) fn keep_heard(
        self,
        heard: &[RemoteEntry],
        marks: &HashMap<String, ReadOffset>,
        inherited: &HashMap<String, u64>,
        now: i64,
    ) -> Result<usize, DatabaseError> {
        let mut connection = self.database.writing()?;
        let transaction = connection.transaction()?;
        let mut new = 0;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO firm_log_heard
                     (seat, line, at, event, company, client_name, client_number, person, computer,
                      computer_id, key, source_id, confirmed_at, imported)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
                 ON CONFLICT DO NOTHING",
            )?;
            // A line that only confirms one we have takes no row of its own: there is no end of them.
            let mut confirm = transaction.prepare_cached(
                "UPDATE firm_log_heard SET confirmed_at = max(COALESCE(confirmed_at, at), ?1)
                 WHERE company = ?2 AND at = ?3 AND event = ?4 AND computer_id = ?5",
            )?;
            for RemoteEntry {
                file_id,
                line,
                entry,
            } in heard
            {
                let computer = entry.computer.map(|id| id.to_string());
                let confirmed_at = entry.confirmed_at.map(|at| at.min(now));
                if let (Some(confirmed_at), Some(computer)) = (confirmed_at, &computer) {
                    let event = event_word(entry.event);
                    let known = confirm.execute(params![
                        confirmed_at,
                        entry.company,
                        entry.at,
                        event,
                        computer
                    ])?;
                    if known > 0 {
                        new += known;
                        continue;
                    }
                }
                let inherited = inherited.get(file_id).is_some_and(|lines| line < lines);
                new += insert.execute(params![
                    file_id,
                    line,
                    // A computer whose clock runs ahead is not the newest for ever.
                    entry.at.min(now),
                    event_word(entry.event),
                    entry.company,
                    entry.client_name,
                    entry.client_number,
                    entry.person.name,
                    entry.computer_name,
                    computer,
                    entry.key,
                    entry.source_id,
                    confirmed_at,
                    inherited,
                ])?;
            }
            // Files that are gone are forgotten, or names made up by somebody would pile up here.
            transaction.execute("DELETE FROM firm_log_files", [])?;
            let mut keep = transaction.prepare_cached(
                "INSERT INTO firm_log_files (name, bytes, lines, changed, good, key_missing)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for (name, mark) in marks {
                keep.execute(params![
                    name,
                    mark.bytes,
                    mark.lines,
                    mark.changed,
                    mark.good,
                    mark.key_missing
                ])?;
            }
        }
        transaction.commit()?;
        Ok(new)
    }

    /// Writes every line about a company of ours into the journal of its client, once. Returns those
    /// clients.
    pub(super) fn import_heard(self, this: ComputerId) -> Result<Vec<ClientId>, DatabaseError> {
        let mut connection = self.database.writing()?;
        let transaction = connection.transaction()?;
        let found = {
            let mut statement = transaction.prepare_cached(&format!(
                "SELECT {HEARD_COLUMNS}, c.client_id
                 FROM {HEARD} JOIN firm_log_companies c ON c.company = h.company
                 WHERE h.imported = 0 ORDER BY h.at, h.seat, h.line",
            ))?;
            let rows = statement.query_map([], |row| {
                let entry = told(row)?;
                let is_handed_over = row.get::<_, String>(3)? == HANDED_OVER;
                Ok(Match {
                    event: match entry.connected {
                        true => Happened::Connected,
                        false if is_handed_over => Happened::HandedOver,
                        false => Happened::Disconnected,
                    },
                    entry,
                    client: row.get(11)?,
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
                .execute(params![found.entry.file_id, found.entry.line])?;
            if found.entry.writer == WriterId::from(this) {
                continue;
            }
            let Some(entry) = found.journal_entry() else {
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

    /// Everything the other computers said, oldest first.
    pub(super) fn told(self, this: ComputerId) -> Result<Vec<ConnectionRecord>, DatabaseError> {
        let connection = self.database.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {HEARD_COLUMNS} FROM {HEARD} WHERE writer <> ?1 ORDER BY h.at, h.seat, h.line",
        ))?;
        let rows = statement.query_map([this.to_string()], told)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The ids of clients that the other computers' lines name.
    pub(super) fn heard_source_ids(self) -> Result<Vec<RemoteSourceId>, DatabaseError> {
        let connection = self.database.lock();
        let mut statement = connection.prepare_cached(
            "SELECT DISTINCT company, client_number, source_id FROM firm_log_heard
             WHERE source_id IS NOT NULL",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?))
        })?;
        let mut heard = Vec::new();
        for row in rows {
            let (company, number, source_id) = row?;
            heard.extend(SourceId::parse(&source_id).map(|source_id| RemoteSourceId {
                company,
                number,
                source_id,
            }));
        }
        Ok(heard)
    }

    /// The other computers of the firm, as far as their lines were read.
    pub(super) fn heard_computers(
        self,
        this: ComputerId,
    ) -> Result<Vec<KnownComputer>, DatabaseError> {
        let connection = self.database.lock();
        // SQLite takes the columns beside max() from the row that has it.
        let mut statement = connection.prepare_cached(&format!(
            "SELECT COALESCE(h.computer_id, s.computer_id, h.seat) AS writer, h.computer, h.key,
                 max(max(h.at, COALESCE(h.confirmed_at, h.at)))
             FROM {HEARD} WHERE writer <> ?1 GROUP BY writer ORDER BY h.computer COLLATE NOCASE, writer",
        ))?;
        let rows = statement.query_map([this.to_string()], |row| {
            Ok(KnownComputer {
                writer: WriterId::from_text(row.get(0)?),
                name: row.get(1)?,
                key: row.get(2)?,
                at: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When each of the other computers was last removed from the firm.
    pub(super) fn removals(self) -> Result<HashMap<WriterId, i64>, DatabaseError> {
        let connection = self.database.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT COALESCE(h.computer_id, s.computer_id, h.seat) AS writer, max(h.at)
             FROM {HEARD} WHERE h.event = ?1 GROUP BY writer",
        ))?;
        let rows = statement.query_map([REMOVED], |row| {
            Ok((WriterId::from_text(row.get(0)?), row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the other computers handed over, oldest first.
    pub(super) fn handed_over(
        self,
        this: ComputerId,
    ) -> Result<Vec<ConnectionRecord>, DatabaseError> {
        let connection = self.database.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {HEARD_COLUMNS} FROM {HEARD} WHERE writer <> ?1 AND h.event = ?2
             ORDER BY h.at, h.seat, h.line",
        ))?;
        let rows = statement.query_map(params![this.to_string(), HANDED_OVER], told)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether a line waits for the folder.
    pub(super) fn has_waiting_lines(self) -> Result<bool, DatabaseError> {
        Ok(self.database.lock().query_row(
            "SELECT EXISTS (SELECT 1 FROM firm_log_waiting)",
            [],
            |row| row.get(0),
        )?)
    }

    /// The companies of our clients.
    pub(super) fn known_companies(self) -> Result<HashMap<ClientId, KnownCompany>, DatabaseError> {
        let connection = self.database.lock();
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
        self,
        id: ClientId,
        known: &KnownCompany,
    ) -> Result<(), DatabaseError> {
        self.database
            .writing()?
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
        self,
        id: ClientId,
        this: ComputerId,
    ) -> Result<Option<i64>, DatabaseError> {
        Ok(self
            .database
            .lock()
            .prepare_cached(
                "SELECT max(at) FROM journal
                 WHERE client_id = ?1 AND event = ?2 AND computer_id = ?3",
            )?
            .query_row(
                params![id.to_string(), CONNECTED, this.to_string()],
                |row| row.get(0),
            )
            .optional()?
            .flatten())
    }

    /// A company's hash was made anew under another key; what the change log says of it stays.
    pub(crate) fn rename_company(
        self,
        id: ClientId,
        from: &str,
        to: &str,
    ) -> Result<(), DatabaseError> {
        self.database.lock().execute(
            "UPDATE firm_log_companies SET realm_hash = ?3 WHERE client_id = ?1 AND realm_hash = ?2",
            [&id.to_string(), from, to],
        )?;
        Ok(())
    }
}

impl Match {
    fn journal_entry(&self) -> Option<JournalEntry> {
        Some(JournalEntry {
            client: ClientId::parse(&self.client)?,
            at: jiff::Timestamp::from_millisecond(self.entry.at).ok()?,
            event: self.event.clone(),
            person: Some(self.entry.person.clone()),
            computer: self.entry.computer.clone(),
            computer_id: Some(self.entry.writer.clone()),
        })
    }
}

/// One line, from [`HEARD_COLUMNS`].
fn told(row: &Row<'_>) -> rusqlite::Result<ConnectionRecord> {
    Ok(ConnectionRecord {
        file_id: row.get(0)?,
        line: row.get(1)?,
        at: row.get(2)?,
        connected: row.get::<_, String>(3)? == CONNECTED,
        company: row.get(4)?,
        client_name: row.get(5)?,
        client_number: row.get(6)?,
        person: row.get(7)?,
        computer: row.get(8)?,
        known_at: row.get(9)?,
        writer: WriterId::from_text(row.get(10)?),
    })
}

/// A line that was written twice, because the first success was not noticed.
fn stands_already(
    connection: &rusqlite::Connection,
    entry: &JournalEntry,
) -> Result<bool, DatabaseError> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM journal WHERE client_id = ?1 AND at = ?2 AND event = ?3
                 AND computer_id IS ?4 AND person IS ?5)",
        )?
        .query_row(
            params![
                entry.client.to_string(),
                entry.at.as_millisecond(),
                word(&entry.event),
                entry.computer_id.as_ref().map(WriterId::as_str),
                entry.person
            ],
            |row| row.get(0),
        )?)
}

fn event_word(event: Event) -> &'static str {
    match event {
        Event::Connected => CONNECTED,
        Event::Disconnected => DISCONNECTED,
        Event::HandedOver => HANDED_OVER,
        // No client's history has one.
        Event::Removed => REMOVED,
    }
}
