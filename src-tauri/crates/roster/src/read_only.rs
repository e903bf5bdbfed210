//! A roster that can be looked at and not changed: nothing is written to its file, to the keychain or at a service.
//!
//! One gate: [`close`] takes away what a change could be made with when the roster opens, whatever is asked of it
//! later. The sentences are [`ReadOnly`](crate::database::ReadOnly)'s.

use std::sync::Arc;

use jiff::civil::Date;

use crate::backup;
use crate::database::copies::CopyError;
use crate::roster::{Dependencies, Roster};
use crate::vault::{BoxFuture, Secret, Vault, VaultError, VaultStatus};

/// Takes the services away from a roster whose database is read-only, and writing from its vault. Asking a service
/// renews a grant, which has to be kept.
pub(crate) fn close(parts: Dependencies) -> Dependencies {
    if parts.database.read_only().is_none() {
        return parts;
    }
    Dependencies {
        vault: Arc::new(ReadOnlyVault(parts.vault)),
        conductor: None,
        intuit: None,
        ..parts
    }
}

impl Roster {
    /// Makes the copy of `today`, where there is none yet; see [`Copies::keep_daily`](crate::database::copies::Copies::keep_daily). Waits for the disk.
    pub fn keep_daily_copy(&self, today: Date) -> Result<bool, CopyError> {
        self.inner.ctx.database().copies().keep_daily(today)
    }

    /// A backup of this roster; see [`backup::write`]. Waits for the disk.
    pub fn back_up(&self, header: backup::Header) -> Result<Vec<u8>, backup::BackupError> {
        backup::write(self.inner.ctx.database(), header)
    }
}

struct ReadOnlyVault(Arc<dyn Vault>);

impl Vault for ReadOnlyVault {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Secret>, VaultError>> {
        self.0.get(name)
    }

    fn set<'a>(&'a self, _name: &'a str, _secret: Secret) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(async { Err(VaultError::ReadOnly) })
    }

    fn delete<'a>(&'a self, _name: &'a str) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(async { Err(VaultError::ReadOnly) })
    }

    fn wipe(&self) -> BoxFuture<'_, Result<(), VaultError>> {
        Box::pin(async { Err(VaultError::ReadOnly) })
    }

    fn status(&self) -> BoxFuture<'_, VaultStatus> {
        self.0.status()
    }

    fn unreadable(&self) -> BoxFuture<'_, u32> {
        self.0.unreadable()
    }

    fn lasts(&self) -> bool {
        self.0.lasts()
    }
}
