//! Where secrets live: the operating system's keychain with a sealed file beside it, or memory until the app closes.

mod filed;
mod keychain;
mod refusals;
mod sealed;
mod session;
mod split;
#[cfg(test)]
mod tests;

use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;
use std::fmt;

/// What the methods of [`Vault`] return, so that it can be used as `dyn Vault`.
pub use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};

use filed::LONGEST;
pub use filed::is_in_file;
pub use keychain::KeychainVault;
pub use session::SessionVault;

/// The largest entry every keychain takes, in bytes.
/// Source: `CRED_MAX_CREDENTIAL_BLOB_SIZE`,
/// <https://learn.microsoft.com/en-us/windows/win32/api/wincred/ns-wincred-credentialw>.
pub const MAX_BYTES: usize = 2560;

/// A text nobody may see. It prints as `[redacted]` and is wiped from memory when dropped.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
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

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Why a secret could not be read or written. No text here holds one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The operating system offers no keychain.
    #[error("this computer has no keychain")]
    Missing,
    /// The keychain is there and closed.
    #[error("the keychain is locked")]
    Locked,
    /// The secret is larger than an entry, or than a row of the file may be.
    #[error("a secret of {bytes} bytes is too large for the keychain")]
    TooLarge {
        /// Size of the refused secret.
        bytes: usize,
    },
    /// The keychain did not answer in time; it may be waiting for somebody to unlock it. A change that
    /// was asked for may still be made later, in order.
    #[error("the keychain did not answer in time")]
    TimedOut,
    /// The keychain takes no further entry. What is in it can be read.
    #[error("the keychain is full")]
    Full,
    /// The secret is in the file, under a key that is not in the keychain.
    #[error("the keychain doesn't have the key to it")]
    OtherKey,
    /// The sealed file beside the keychain; the text is SQLite's or the operating system's.
    #[error("the file of saved sign-ins failed: {0}")]
    File(String),
    /// The roster is read-only, so its vault is.
    #[error("this roster can only be read")]
    ReadOnly,
    /// Anything else; the text is the operating system's.
    #[error("the keychain failed: {0}")]
    Other(String),
}

impl From<keyring_core::Error> for VaultError {
    /// For the error of opening a keychain store, which the app does before it makes a
    /// [`KeychainVault`].
    fn from(error: keyring_core::Error) -> Self {
        refusals::classify(error)
    }
}

impl VaultError {
    /// What a person does about it, as a sentence that goes on after what went wrong.
    #[must_use]
    pub fn next_click(&self) -> &'static str {
        match self {
            Self::Full => {
                "What is in it goes on working. Delete entries that you no longer need (on Windows in Credential \
                 Manager, under Generic Credentials) and try again."
            }
            Self::OtherKey => {
                "It was emptied or replaced, or this folder comes from another computer. Nothing was deleted: put the \
                 keychain back, or connect the client again."
            }
            Self::File(_) => {
                "Make room on the disk, or ask for the right to write there, and try again."
            }
            Self::TooLarge { .. }
            | Self::Missing
            | Self::Locked
            | Self::TimedOut
            | Self::ReadOnly
            | Self::Other(_) => "Unlock this computer's keychain and try again.",
        }
    }
}

/// Whether a vault can keep secrets now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultStatus {
    /// It was seen to keep one.
    Ready,
    /// It takes no further entry; what is in it can be read.
    Full,
    /// There is no keychain, or it does not work.
    Missing,
    /// It waits to be unlocked.
    Locked,
}

impl VaultStatus {
    /// Whether what is there can be read.
    #[must_use]
    pub fn is_readable(self) -> bool {
        matches!(self, Self::Ready | Self::Full)
    }
}

/// Keeps secrets by name.
pub trait Vault: Send + Sync + 'static {
    /// The secret under `name`. `None` only when there surely is none.
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Secret>, VaultError>>;

    /// Puts `secret` under `name`, in place of what was there. When this returns `Ok` it is kept. The
    /// change is made also when the future is dropped after its first poll.
    fn set<'a>(&'a self, name: &'a str, secret: Secret) -> BoxFuture<'a, Result<(), VaultError>>;

    /// Removes what is under `name`; nothing there is fine too.
    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), VaultError>>;

    /// Removes everything it holds, also what nobody remembers the name of. When this returns `Ok`, nothing is left.
    fn wipe(&self) -> BoxFuture<'_, Result<(), VaultError>>;

    /// Tries the vault out, writing and reading an entry without meaning. It may wait for a person who
    /// unlocks the keychain.
    fn status(&self) -> BoxFuture<'_, VaultStatus>;

    /// How many secrets are there under a key that is not: see [`VaultError::OtherKey`].
    fn unreadable(&self) -> BoxFuture<'_, u32> {
        Box::pin(async { 0 })
    }

    /// Whether entries live as long as the database beside them. A vault that is there for a missing or locked
    /// keychain says no, and then no connection is made over it.
    fn lasts(&self) -> bool {
        true
    }
}

/// Keeps secrets until it is dropped: for tests, and for sign-ins on a computer without a working
/// keychain.
#[derive(Debug, Default)]
pub struct MemoryVault {
    entries: Mutex<HashMap<String, Secret>>,
}

impl MemoryVault {
    /// An empty vault.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<String, Secret>> {
        self.entries.lock()
    }
}

impl Vault for MemoryVault {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Secret>, VaultError>> {
        Box::pin(async move { Ok(self.entries().get(name).cloned()) })
    }

    fn set<'a>(&'a self, name: &'a str, secret: Secret) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(async move {
            // The limit of the others holds here too, or a secret that fits nowhere would pass unnoticed.
            let longest = if is_in_file(name) { LONGEST } else { MAX_BYTES };
            refuse_if_longer(&secret, longest)?;
            self.entries().insert(name.to_owned(), secret);
            Ok(())
        })
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(async move {
            self.entries().remove(name);
            Ok(())
        })
    }

    fn wipe(&self) -> BoxFuture<'_, Result<(), VaultError>> {
        Box::pin(async move {
            self.entries().clear();
            Ok(())
        })
    }

    fn status(&self) -> BoxFuture<'_, VaultStatus> {
        Box::pin(async { VaultStatus::Ready })
    }
}

fn refuse_if_longer(secret: &Secret, most: usize) -> Result<(), VaultError> {
    // EXPOSE: only its length is read.
    let bytes = secret.expose().len();
    if bytes > most {
        return Err(VaultError::TooLarge { bytes });
    }
    Ok(())
}
