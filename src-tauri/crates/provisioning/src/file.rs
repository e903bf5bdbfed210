//! What a firm file holds.

use std::fmt;

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use signing::SigningKey;
use url::Url;
use uuid::Uuid;

use crate::{FileText, FirmKeys, SealError};

/// Longest name, in bytes. It is shown on one line.
const LONGEST_NAME: usize = 300;
/// Longest key, address or path, in bytes.
const LONGEST_TEXT: usize = 4096;

/// Everything a firm's next computer needs. Its secrets print as `[redacted]`.
#[derive(Debug, Clone)]
pub struct FirmFile {
    /// Identifies this file.
    pub id: Uuid,
    /// When it was made.
    pub made_at: Timestamp,
    /// Name of the computer it was made on.
    pub made_by: String,
    /// From this moment on it is refused. No protection: with the passphrase it can be read forever.
    pub usable_until: Timestamp,
    /// Name of the computer it was made for.
    pub computer: String,
    /// Name of the firm.
    pub firm_name: String,
    /// Conductor, for QuickBooks Desktop.
    pub conductor: Option<ConductorPart>,
    /// Intuit, for QuickBooks Online.
    pub intuit: Option<IntuitPart>,
    /// Folder in which the firm's computers share their change log.
    pub firm_folder: Option<String>,
    /// Keys of that change log.
    pub firm_keys: Option<FirmKeys>,
    /// Private half of the firm's signing key: exactly where [`Policy::make_firm_files`] is given.
    pub signing_key: Option<SigningKey>,
    /// What the computer may do.
    pub policy: Policy,
}

/// Conductor's keys.
#[derive(Debug, Clone)]
pub struct ConductorPart {
    /// Secret key, made for that computer.
    pub secret_key: Key,
    /// Publishable key of the firm's project.
    pub publishable_key: String,
    /// Where Conductor is, if not at its own address. Only a debug build writes or reads it: a practice server is
    /// joined with in tests.
    pub base_url: Option<Url>,
}

/// The way to sign in with Intuit: always through a relay, which has the client secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntuitPart {
    /// The firm's app at Intuit; not a secret.
    pub client_id: String,
    /// Production or sandbox.
    pub environment: Environment,
    /// The relay.
    pub relay: Relay,
    /// Ask for the accounting scope.
    #[serde(default)]
    pub accounting_scope: bool,
    /// Ask for the roles scope.
    #[serde(default = "yes")]
    pub ask_roles: bool,
}

/// Which pair of Intuit keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// Real companies.
    Production,
    /// Test companies.
    Sandbox,
}

/// The sign-in relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    /// Its address.
    pub url: Url,
    /// Who runs it, as it said when the file was made.
    #[serde(default)]
    pub operator: String,
}

/// What the computer may do. A flag that a file does not name is off; only [`read_books`](Self::read_books) is then an
/// admin's, who had everything before there was that flag.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one permission, granted or refused by itself"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "NamedRights")]
pub struct Policy {
    /// Start connections.
    pub connect: bool,
    /// Disconnect a company from QuickBooks Online.
    pub disconnect: bool,
    /// Delete an end-user at Conductor.
    pub delete_connections: bool,
    /// Write lists to files.
    pub export: bool,
    /// Set the firm up by hand.
    pub change_keys: bool,
    /// Make firm files for other computers.
    pub make_firm_files: bool,
    /// Read the clients' books in QuickBooks Desktop.
    pub read_books: bool,
}

/// A policy as it is written in a file.
#[derive(Default, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one permission, granted or refused by itself"
)]
struct NamedRights {
    connect: bool,
    disconnect: bool,
    delete_connections: bool,
    export: bool,
    change_keys: bool,
    make_firm_files: bool,
    read_books: Option<bool>,
}

impl From<NamedRights> for Policy {
    fn from(named: NamedRights) -> Self {
        Self {
            connect: named.connect,
            disconnect: named.disconnect,
            delete_connections: named.delete_connections,
            export: named.export,
            change_keys: named.change_keys,
            make_firm_files: named.make_firm_files,
            read_books: named.read_books.unwrap_or(named.make_firm_files),
        }
    }
}

/// A key as its service gave it. It prints as `[redacted]` and is wiped from memory when dropped.
#[derive(Clone)]
pub struct Key(SecretString);

impl Key {
    /// Takes the text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text. Say at every call why it is needed, in a comment beginning with `EXPOSE:`.
    #[must_use]
    pub fn expose(&self) -> &str {
        // EXPOSE: the only accessor; its callers give their reasons.
        self.0.expose_secret()
    }
}

impl From<SecretString> for Key {
    fn from(text: SecretString) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl FirmFile {
    /// Whether every text is one a person can be shown, and there is something to take.
    pub(crate) fn check(&self) -> Result<(), SealError> {
        for (name, text) in [
            (FileText::FirmName, &self.firm_name),
            (FileText::Computer, &self.computer),
            (FileText::MadeBy, &self.made_by),
        ] {
            if text.trim().is_empty() || !is_a_line(text, LONGEST_NAME) {
                return Err(SealError::Text(name));
            }
        }
        if let Some(conductor) = &self.conductor {
            // EXPOSE: only its length and characters are checked.
            for text in [conductor.secret_key.expose(), &conductor.publishable_key] {
                if text.is_empty() || !is_a_line(text, LONGEST_TEXT) {
                    return Err(SealError::Text(FileText::ConductorKeys));
                }
            }
        }
        if let Some(intuit) = &self.intuit {
            if intuit.client_id.is_empty() || !is_a_line(&intuit.client_id, LONGEST_TEXT) {
                return Err(SealError::Text(FileText::ClientId));
            }
            if !is_a_line(&intuit.relay.operator, LONGEST_NAME) {
                return Err(SealError::Text(FileText::Operator));
            }
        }
        if self
            .firm_folder
            .as_ref()
            .is_some_and(|folder| folder.is_empty() || !is_a_line(folder, LONGEST_TEXT))
        {
            return Err(SealError::Text(FileText::Folder));
        }
        if self.conductor.is_none() && self.intuit.is_none() {
            return Err(SealError::Empty);
        }
        if self.usable_until <= self.made_at {
            return Err(SealError::Spent);
        }
        if self.signing_key.is_some() != self.policy.make_firm_files {
            return Err(SealError::SigningKey);
        }
        Ok(())
    }
}

fn is_a_line(text: &str, longest: usize) -> bool {
    text.len() <= longest && !text.chars().any(char::is_control)
}

fn yes() -> bool {
    true
}
