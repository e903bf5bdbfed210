//! The sealed file of a firm: secrets of which there are as many as clients, each a row under one key.
//!
//! The key is one entry of the keychain. A row is `1`, a random nonce of 24 bytes, and XChaCha20-Poly1305 over the text;
//! its name is authenticated with it, so that a row opens under its own name only. Beside the name is the id of the
//! key: rows under another key are left as they are, whatever is written beside them. What nobody here can tell apart
//! from the newest state is an older whole file, or an older row, that somebody put back.
//!
//! With `synchronous=FULL` a change is on the disk when it returns; through the write-ahead log that takes one wait for
//! the disk; only then is a renewal safe. With `secure_delete` SQLite overwrites what a deleted
//! row took, and the log is emptied after a deletion.
//!
//! Long because the key, a row and the file that may be damaged or another's are one format.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use rand::RngCore as _;
use rand::rngs::OsRng;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, params};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretBox};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{Secret, VaultError};
use crate::database::volume::{self, Journal};
use crate::private_file;

const KEY_LENGTH: usize = 32;
const NONCE_LENGTH: usize = 24;
/// First byte of a row, and what its name is authenticated with.
const SEAL: u8 = 1;
const SEALED_FOR: &str = "counterfoil vault 1\0";
/// "CFVA".
const APPLICATION_ID: i64 = 0x4346_5641;
/// The uninstaller may be looking.
const BUSY: Duration = Duration::from_secs(5);

const TABLES: &str = "
    CREATE TABLE sealed (
        name TEXT NOT NULL,
        key_id TEXT NOT NULL,
        seal BLOB NOT NULL,
        PRIMARY KEY (name, key_id)
    ) STRICT, WITHOUT ROWID;
    -- Under which keys everything was moved here that builds before this file kept in the keychain.
    CREATE TABLE moved (key_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    PRAGMA application_id = 0x43465641;
    PRAGMA user_version = 1;";

/// The key of a sealed file.
pub(super) struct Key {
    bytes: SecretBox<[u8; KEY_LENGTH]>,
    /// Tells it from others; not a secret.
    pub(super) id: String,
}

impl Key {
    pub(super) fn generate() -> Self {
        let mut bytes = Zeroizing::new([0; KEY_LENGTH]);
        OsRng.fill_bytes(bytes.as_mut());
        Self::new(&bytes)
    }

    fn new(bytes: &[u8; KEY_LENGTH]) -> Self {
        let digest = Sha256::new()
            .chain_update(b"counterfoil vault key id\0")
            .chain_update(bytes)
            .finalize();
        Self {
            bytes: SecretBox::new(Box::new(*bytes)),
            id: hex::encode(&digest[..8]),
        }
    }

    /// As [`Key::to_text`] wrote it.
    pub(super) fn from_text(text: &Secret) -> Option<Self> {
        // EXPOSE: decoded into the type that hides it.
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text.expose()).ok()?);
        Some(Self::new(bytes.as_slice().try_into().ok()?))
    }

    /// The entry of the keychain.
    pub(super) fn to_text(&self) -> Secret {
        // EXPOSE: the keychain is where it is kept.
        Secret::new(URL_SAFE_NO_PAD.encode(self.bytes.expose_secret()))
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        // EXPOSE: compared in constant time.
        let same = self
            .bytes
            .expose_secret()
            .ct_eq(other.bytes.expose_secret());
        same.into()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        // EXPOSE: the cipher is made of it.
        XChaCha20Poly1305::new(self.bytes.expose_secret().into())
    }

    fn seal(&self, name: &str, text: &Secret) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE_LENGTH];
        OsRng.fill_bytes(&mut nonce);
        let aad = format!("{SEALED_FOR}{name}");
        let payload = Payload {
            // EXPOSE: this is where it is sealed.
            msg: text.expose().as_bytes(),
            aad: aad.as_bytes(),
        };
        let sealed = self
            .cipher()
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| VaultError::Other("it could not be sealed".to_owned()))?;
        Ok([&[SEAL], nonce.as_slice(), &sealed].concat())
    }

    fn open(&self, name: &str, seal: &[u8]) -> Option<Secret> {
        let (version, rest) = seal.split_first()?;
        let (nonce, sealed) = rest.split_at_checked(NONCE_LENGTH)?;
        if *version != SEAL {
            return None;
        }
        let aad = format!("{SEALED_FOR}{name}");
        let payload = Payload {
            msg: sealed,
            aad: aad.as_bytes(),
        };
        let text = self
            .cipher()
            .decrypt(XNonce::from_slice(nonce), payload)
            .ok()?;
        String::from_utf8(text).ok().map(Secret::new)
    }
}

/// What is under a name.
#[derive(Debug)]
pub(super) enum Row {
    /// Nothing.
    None,
    /// This.
    Text(Secret),
    /// A row that does not open: it is damaged, or was another name's.
    Damaged,
    /// Rows under other keys only.
    OtherKey,
}

/// The file. It is opened when it is first needed, and made with the first row.
#[derive(Debug)]
pub(super) struct SealedFile {
    path: PathBuf,
    connection: Option<Connection>,
}

impl SealedFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            connection: None,
        }
    }

    /// Whether there is one to read.
    pub(super) fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Whether there is a place for one.
    pub(super) fn has_folder(&self) -> bool {
        self.path.parent().is_some_and(Path::is_dir)
    }

    /// What is under `name`; without a key, whether anything is.
    pub(super) fn read(&mut self, key: Option<&Key>, name: &str) -> Result<Row, VaultError> {
        self.with_existing(Row::None, |connection| {
            let id = key.map(|key| key.id.as_str()).unwrap_or_default();
            let seal: Option<Vec<u8>> = connection
                .prepare_cached("SELECT seal FROM sealed WHERE name = ?1 AND key_id = ?2")?
                .query_row([name, id], |row| row.get(0))
                .optional()?;
            if let (Some(key), Some(seal)) = (key, seal) {
                return Ok(key.open(name, &seal).map_or(Row::Damaged, Row::Text));
            }
            let is_there = connection
                .prepare_cached("SELECT 1 FROM sealed WHERE name = ?1")?
                .exists([name])?;
            Ok(if is_there { Row::OtherKey } else { Row::None })
        })
    }

    /// Puts these under `key`, all or none.
    pub(super) fn write(
        &mut self,
        key: &Key,
        secrets: &[(&str, &Secret)],
    ) -> Result<(), VaultError> {
        let sealed = secrets
            .iter()
            .map(|(name, text)| Ok((*name, key.seal(name, text)?)))
            .collect::<Result<Vec<_>, VaultError>>()?;
        self.make()?;
        self.with(|connection| {
            let all = connection.transaction()?;
            for (name, seal) in &sealed {
                all.prepare_cached(
                    "INSERT OR REPLACE INTO sealed (name, key_id, seal) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![name, key.id, seal])?;
            }
            all.commit()
        })
    }

    /// Removes what is under `name`, under every key.
    pub(super) fn remove(&mut self, name: &str) -> Result<(), VaultError> {
        self.with_existing((), |connection| {
            let removed = connection
                .prepare_cached("DELETE FROM sealed WHERE name = ?1")?
                .execute([name])?;
            if removed > 0 {
                // While somebody else reads it stays until the next time.
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            }
            Ok(())
        })
    }

    /// Whether everything that was in the keychain has come here, under this key.
    pub(super) fn is_moved(&mut self, key: &Key) -> Result<bool, VaultError> {
        self.with_existing(false, |connection| {
            connection
                .prepare_cached("SELECT 1 FROM moved WHERE key_id = ?1")?
                .exists([&key.id])
        })
    }

    /// Notes that it has; nothing is noted where there is no file.
    pub(super) fn note_moved(&mut self, key: &Key) -> Result<(), VaultError> {
        self.with_existing((), |connection| {
            connection
                .execute("INSERT OR IGNORE INTO moved VALUES (?1)", [&key.id])
                .map(drop)
        })
    }

    /// How many names have rows under other keys only.
    pub(super) fn under_other_keys(&mut self, key: Option<&Key>) -> Result<u32, VaultError> {
        let id = key.map(|key| key.id.clone()).unwrap_or_default();
        self.with_existing(0, |connection| {
            connection.query_row(
                "SELECT count(DISTINCT name) FROM sealed
                 WHERE name NOT IN (SELECT name FROM sealed WHERE key_id = ?1)",
                [&id],
                |row| row.get(0),
            )
        })
    }

    /// Releases the file: Windows deletes and renames none that is open.
    pub(super) fn close(&mut self) {
        self.connection = None;
    }

    /// Deletes the file, and what was set aside of damaged ones.
    pub(super) fn delete(&mut self) -> Result<(), VaultError> {
        self.close();
        let aside = (1..=MOST_ASIDE).map(|number| self.aside(number));
        for file in ENDINGS
            .map(|ending| self.beside(ending))
            .into_iter()
            .chain(aside)
        {
            match fs::remove_file(&file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk(&error)),
                _ => {}
            }
        }
        Ok(())
    }

    /// `otherwise` where there is no file.
    fn with_existing<T>(
        &mut self,
        otherwise: T,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, VaultError> {
        if self.exists() {
            self.with(work)
        } else {
            // Somebody deleted it under us: what is written must not go where nobody finds it.
            self.close();
            Ok(otherwise)
        }
    }

    fn with<T>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, VaultError> {
        let mut connection = match self.connection.take() {
            Some(open) => open,
            None => self.open()?,
        };
        let done = work(&mut connection).map_err(|error| sqlite(&error));
        // After an error it is opened, and looked at, anew.
        self.connection = done.is_ok().then_some(connection);
        done
    }

    fn make(&mut self) -> Result<(), VaultError> {
        if self.exists() {
            return Ok(());
        }
        self.close();
        private_file::make(&self.path).map_err(|error| disk(&error))
    }

    /// Opens the file. What can be read of a damaged one goes into a new one, and the damaged one is kept.
    fn open(&self) -> Result<Connection, VaultError> {
        match connect(&self.path) {
            Err(error) if is_damage(&error) => {
                tracing::error!(%error, "the vault's file is damaged");
                self.set_aside()?;
                connect(&self.path).map_err(|error| sqlite(&error))
            }
            opened => opened.map_err(|error| sqlite(&error)),
        }
    }

    fn set_aside(&self) -> Result<(), VaultError> {
        let rows = rows_left(&self.path).unwrap_or_default();
        let free = (1..=MOST_ASIDE).map(|number| self.aside(number));
        let Some(aside) = free.into_iter().find(|it| !it.exists()) else {
            return Err(VaultError::Other(
                "its file is damaged once more".to_owned(),
            ));
        };
        let new = self.beside(".new");
        let _ = fs::remove_file(&new);
        private_file::make(&new).map_err(|error| disk(&error))?;
        let put = |new: &Path| -> rusqlite::Result<()> {
            let mut connection = connect(new)?;
            let all = connection.transaction()?;
            for (name, key_id, seal) in &rows {
                all.execute(
                    "INSERT OR IGNORE INTO sealed (name, key_id, seal) VALUES (?1, ?2, ?3)",
                    params![name, key_id, seal],
                )?;
            }
            all.commit()
        };
        put(&new).map_err(|error| sqlite(&error))?;
        fs::copy(&self.path, &aside).map_err(|error| disk(&error))?;
        // They belong to the file they were written for, and opening that has used them.
        for ending in ["-journal", "-wal", "-shm"] {
            let _ = fs::remove_file(self.beside(ending));
        }
        // In one step: whatever interrupts it, there is a file to open.
        fs::rename(&new, &self.path).map_err(|error| disk(&error))?;
        for ending in [".new-journal", ".new-wal", ".new-shm"] {
            let _ = fs::remove_file(self.beside(ending));
        }
        tracing::warn!(
            rows = rows.len(),
            "what could be read of it is in a new one; the damaged one is kept beside it"
        );
        Ok(())
    }

    fn aside(&self, number: u32) -> PathBuf {
        self.path.with_extension(format!("damaged-{number}.sqlite"))
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(ending);
        name.into()
    }
}

/// Of everything that may lie there, after the file's name.
const ENDINGS: [&str; 8] = [
    "",
    "-journal",
    "-wal",
    "-shm",
    ".new",
    ".new-journal",
    ".new-wal",
    ".new-shm",
];
/// More damaged files than this are a disk that is breaking.
const MOST_ASIDE: u32 = 9;

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    // SQLite silently falls back to reading. Who could read a grant here and not write would renew it and lose it.
    if connection.is_readonly("main")? {
        return Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY),
            None,
        ));
    }
    connection.busy_timeout(BUSY)?;
    let set =
        |name: &str, value: &str| connection.pragma_update_and_check(None, name, value, |_| Ok(()));
    match volume::journal(volume::of(path)) {
        Journal::WriteAhead => set("journal_mode", "wal")?,
        Journal::Rollback => set("journal_mode", "truncate")?,
    }
    set("secure_delete", "on")?;
    connection.pragma_update(None, "synchronous", "full")?;
    // macOS' own fsync leaves changes in the disk's memory.
    connection.pragma_update(None, "fullfsync", true)?;
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    let tables: u32 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let application: i64 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if verdict != "ok" || (tables > 0 && application != APPLICATION_ID) {
        return Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT),
            Some(verdict),
        ));
    }
    if tables == 0 {
        let made = connection.transaction()?;
        made.execute_batch(TABLES)?;
        made.commit()?;
    }
    Ok(connection)
}

/// The rows before the first that cannot be read.
fn rows_left(path: &Path) -> rusqlite::Result<Vec<(String, String, Vec<u8>)>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    let mut statement = connection.prepare("SELECT name, key_id, seal FROM sealed")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.map_while(Result::ok).collect())
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

fn sqlite(error: &rusqlite::Error) -> VaultError {
    VaultError::File(error.to_string())
}

fn disk(error: &io::Error) -> VaultError {
    VaultError::File(error.to_string())
}

#[cfg(all(test, unix))]
impl SealedFile {
    /// `journal_mode`, `synchronous` (2 is `FULL`) and `secure_delete` of the open file.
    pub(super) fn pragmas(&mut self) -> (String, i64, i64) {
        self.with(|connection| {
            let number = |name| connection.pragma_query_value(None, name, |row| row.get(0));
            Ok((
                connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?,
                number("synchronous")?,
                number("secure_delete")?,
            ))
        })
        .unwrap_or_default()
    }
}
