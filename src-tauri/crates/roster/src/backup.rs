//! What a backup of a firm holds: its clients with what is known about them and their history, and a header that says
//! whose it is. No secret, and nothing that belongs to one computer: not its place in the shared change log, not its
//! keys' ids.
//!
//! The layout is the header's length (4 bytes, little-endian), the header as JSON, and a roster as SQLite writes it.
//! Encryption and signature are the caller's.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::database::copies::{self, CopyError};
use crate::database::volume::Volume;
use crate::database::{Database, DatabaseError};
use crate::observation::Observation;
use crate::online::grant_missing;

/// The layout that is written, and the newest that is read.
pub const FORMAT: u32 = 1;
/// A header is never longer, in bytes.
const LONGEST_HEADER: usize = 256 * 1024;

/// Whose backup it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// [`FORMAT`] of the version that wrote it.
    #[serde(rename = "format")]
    pub format: u32,
    /// The firm.
    #[serde(rename = "firmName")]
    pub firm_name: String,
    /// The computer it was made on.
    #[serde(rename = "computer")]
    pub computer: String,
    /// When.
    #[serde(rename = "madeAt")]
    pub made_at: Timestamp,
    /// How many clients are in it.
    #[serde(rename = "clients")]
    pub clients: usize,
    /// How many of them were connected to a company of QuickBooks Online.
    #[serde(rename = "connected")]
    pub connected: usize,
    /// The firm's settings, as the app keeps them. Never a secret.
    #[serde(rename = "settings")]
    pub settings: serde_json::Value,
}

#[derive(Deserialize)]
struct Label {
    #[serde(rename = "format")]
    format: u32,
}

/// Why a backup was not made, read or restored. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The bytes are no backup, or not whole.
    #[error("this is not a backup of Counterfoil, or it is damaged")]
    Damaged,
    /// A newer version wrote it.
    #[error(
        "this backup was made by a newer Counterfoil. Update Counterfoil on this computer and try again"
    )]
    Newer,
    /// The disk or the database.
    #[error("{0}")]
    Copy(#[from] CopyError),
}

impl From<DatabaseError> for BackupError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Newer { .. } => Self::Newer,
            DatabaseError::Damaged(_) => Self::Damaged,
            other => Self::Copy(other.into()),
        }
    }
}

impl From<std::io::Error> for BackupError {
    fn from(error: std::io::Error) -> Self {
        Self::Copy(error.into())
    }
}

/// A backup of this roster. `header` says whose it is; its numbers are filled in here. Waits for the disk.
pub fn write(database: &Database, header: Header) -> Result<Vec<u8>, BackupError> {
    let known = database.observations()?;
    let connected = known.values().filter(|it| is_connected(it)).count();
    let header = Header {
        format: FORMAT,
        clients: database.clients()?.len(),
        connected,
        ..header
    };
    let header = serde_json::to_vec(&header).map_err(DatabaseError::from)?;
    let length = u32::try_from(header.len()).map_err(|_| BackupError::Damaged)?;
    let folder = tempfile::tempdir()?;
    let rows = fs::read(
        database
            .copies()
            .for_another_computer(&folder.path().join("roster.sqlite"))?,
    )?;
    let mut body = Vec::with_capacity(4 + header.len() + rows.len());
    body.extend(length.to_le_bytes());
    body.extend(header);
    body.extend(rows);
    Ok(body)
}

/// The header of a backup, and its roster for [`restore`].
pub fn read(body: &[u8]) -> Result<(Header, &[u8]), BackupError> {
    let (length, rest) = body.split_first_chunk::<4>().ok_or(BackupError::Damaged)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| BackupError::Damaged)?;
    if length > LONGEST_HEADER {
        return Err(BackupError::Damaged);
    }
    let (header, rows) = rest.split_at_checked(length).ok_or(BackupError::Damaged)?;
    // The format first: a newer header may have another shape.
    let label: Label = serde_json::from_slice(header).map_err(|_| BackupError::Damaged)?;
    if label.format > FORMAT {
        return Err(BackupError::Newer);
    }
    let header = serde_json::from_slice(header).map_err(|_| BackupError::Damaged)?;
    Ok((header, rows))
}

/// Puts the roster of a backup in the place of `file`, which nobody may have open; its folder must exist. Clients who
/// were connected to QuickBooks Online are to be connected again: a sign-in never travels. What was there is kept
/// beside it. All of it or nothing.
///
/// Answers how many clients there are now.
pub fn restore(rows: &[u8], file: &Path, now: Timestamp) -> Result<usize, BackupError> {
    if !has_all_pages(rows) {
        return Err(BackupError::Damaged);
    }
    let folder = tempfile::tempdir()?;
    let source = folder.path().join("backup.sqlite");
    fs::write(&source, rows)?;
    let fresh = folder.path().join("roster.sqlite");
    let database = Database::open_on(&fresh, Volume::Local)?;
    database.copies().take_rows_of(&source)?;
    for (client, mut known) in database.observations()? {
        if leave_behind(&mut known, now) {
            database.save_observation(client, &known)?;
        }
    }
    let clients = database.clients()?.len();
    drop(database);
    copies::count(&fresh)?;
    copies::put_in_place(file, &fresh)?;
    Ok(clients)
}

/// Whether the file is as long as its header says. SQLite takes a last page that was cut off for one of zeros.
/// Source: <https://www.sqlite.org/fileformat2.html#the_database_header>.
fn has_all_pages(rows: &[u8]) -> bool {
    let (Some(size), Some(pages)) = (rows.get(16..18), rows.get(28..32)) else {
        return false;
    };
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0_u64, |all, byte| all << 8 | u64::from(*byte))
    };
    // 1 means 65,536.
    let size = if number(size) == 1 {
        65_536
    } else {
        number(size)
    };
    u64::try_from(rows.len()).is_ok_and(|length| length == size * number(pages))
}

fn is_connected(known: &Observation) -> bool {
    known.online.connection.is_some()
}

/// Forgets what only the former computer could finish. Answers whether there was anything.
fn leave_behind(known: &mut Observation, now: Timestamp) -> bool {
    let before = known.clone();
    known.online.sign_in = None;
    known.desktop.link = None;
    if is_connected(known) {
        known.online.failure = Some(grant_missing(now));
    }
    *known != before
}

#[cfg(test)]
mod tests;
