//! Where secrets live: the operating system's keychain, or memory until the app closes.

mod keychain;
mod session;
pub mod split;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use secrecy::{ExposeSecret, SecretString};

pub use keychain::KeychainVault;
pub use session::SessionVault;
use split::Entries;

/// The largest entry every keychain takes, in bytes. A longer secret is kept in several: see [`split`].
/// Source: `CRED_MAX_CREDENTIAL_BLOB_SIZE`,
/// <https://learn.microsoft.com/en-us/windows/win32/api/wincred/ns-wincred-credentialw>.
pub const MAX_BYTES: usize = 2560;

/// A future that can be stored; it makes [`Vault`] usable as `dyn Vault`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

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
        // EXPOSE: the one door; its callers give their reasons.
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
    /// The secret is larger than 16 entries of [`MAX_BYTES`].
    #[error("a secret of {bytes} bytes is too large for the keychain")]
    TooLarge {
        /// Size of the refused secret.
        bytes: usize,
    },
    /// The keychain did not answer in time; it may be waiting for somebody to unlock it. A change that
    /// was asked for may still be made later, in order.
    #[error("the keychain did not answer in time")]
    TimedOut,
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
        keychain::classify(error)
    }
}

/// Whether a vault can keep secrets now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultStatus {
    /// It was seen to keep one.
    Ready,
    /// There is no keychain, or it does not work.
    Missing,
    /// It waits to be unlocked.
    Locked,
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
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The keychain's limit holds here too, or a grant that fits nowhere would pass unnoticed.
impl Entries for MemoryVault {
    fn read(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        Ok(self.entries().get(name).cloned())
    }

    fn write(&self, name: &str, text: &Secret) -> Result<(), VaultError> {
        refuse_if_too_large(text)?;
        self.entries().insert(name.to_owned(), text.clone());
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), VaultError> {
        self.entries().remove(name);
        Ok(())
    }
}

impl Vault for MemoryVault {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Secret>, VaultError>> {
        Box::pin(async move { split::get(self, name) })
    }

    fn set<'a>(&'a self, name: &'a str, secret: Secret) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(async move { split::set(self, name, &secret) })
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(async move { split::delete(self, name) })
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

fn refuse_if_too_large(secret: &Secret) -> Result<(), VaultError> {
    // EXPOSE: only its length is read.
    let bytes = secret.expose().len();
    if bytes > MAX_BYTES {
        return Err(VaultError::TooLarge { bytes });
    }
    Ok(())
}
