//! A vault that can be looked into, locked, and shared by two rosters as a restart or two processes
//! share a keychain.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use roster::vault::{BoxFuture, MAX_BYTES, Secret, Vault, VaultError, VaultStatus, is_in_file};

#[derive(Default)]
pub(crate) struct TestVault {
    entries: Mutex<BTreeMap<String, String>>,
    ever: Mutex<Vec<String>>,
    locked: AtomicBool,
    read_only: AtomicBool,
    /// Served once instead of the entry of that name.
    stale: Mutex<Option<(String, String)>>,
}

impl TestVault {
    pub(crate) fn entries(&self) -> BTreeMap<String, String> {
        self.entries.lock().unwrap().clone()
    }

    /// The entries that are some client's: without those that every firm has.
    pub(crate) fn of_clients(&self) -> BTreeMap<String, String> {
        let mut entries = self.entries();
        for name in ["computer-key", "legacy-relay", "realm-hash-key"] {
            entries.remove(name);
        }
        entries
    }

    /// The entry whose name begins so.
    pub(crate) fn entry(&self, prefix: &str) -> Option<(String, String)> {
        let entries = self.entries.lock().unwrap();
        let found = entries.iter().find(|(name, _)| name.starts_with(prefix));
        found.map(|(name, text)| (name.clone(), text.clone()))
    }

    /// Writes an entry as another version would.
    pub(crate) fn put(&self, name: &str, text: &str) {
        let mut entries = self.entries.lock().unwrap();
        entries.insert(name.to_owned(), text.to_owned());
    }

    /// Takes an entry away.
    pub(crate) fn take(&self, name: &str) {
        self.entries.lock().unwrap().remove(name);
    }

    /// Every text that was ever kept here.
    pub(crate) fn ever_kept(&self) -> Vec<String> {
        self.ever.lock().unwrap().clone()
    }

    /// Nothing is read or written from now on, or everything again.
    pub(crate) fn lock(&self, locked: bool) {
        self.locked.store(locked, Ordering::SeqCst);
    }

    /// Nothing is written from now on, or everything again.
    pub(crate) fn refuse_writes(&self, read_only: bool) {
        self.read_only.store(read_only, Ordering::SeqCst);
    }

    /// The next read of `name` gives `text`, as if another process wrote right after it.
    pub(crate) fn answer_once(&self, name: &str, text: &str) {
        *self.stale.lock().unwrap() = Some((name.to_owned(), text.to_owned()));
    }

    fn may_read(&self) -> Result<(), VaultError> {
        if self.locked.load(Ordering::SeqCst) {
            return Err(VaultError::Locked);
        }
        Ok(())
    }

    fn may_write(&self) -> Result<(), VaultError> {
        self.may_read()?;
        if self.read_only.load(Ordering::SeqCst) {
            return Err(VaultError::Locked);
        }
        Ok(())
    }

    fn read(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        self.may_read()?;
        let mut stale = self.stale.lock().unwrap();
        if stale.as_ref().is_some_and(|(of, _)| of == name) {
            return Ok(stale.take().map(|(_, text)| Secret::new(text)));
        }
        let entries = self.entries.lock().unwrap();
        Ok(entries.get(name).map(|text| Secret::new(text.clone())))
    }

    fn write(&self, name: &str, text: &Secret) -> Result<(), VaultError> {
        self.may_write()?;
        // EXPOSE: a test looks at what is kept.
        let text = text.expose().to_owned();
        let fits = is_in_file(name) || text.len() <= MAX_BYTES;
        assert!(fits, "{name} has {} bytes", text.len());
        self.ever.lock().unwrap().push(text.clone());
        self.entries.lock().unwrap().insert(name.to_owned(), text);
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), VaultError> {
        self.may_write()?;
        self.entries.lock().unwrap().remove(name);
        Ok(())
    }
}

impl Vault for TestVault {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Secret>, VaultError>> {
        Box::pin(async move { self.read(name) })
    }

    fn set<'a>(&'a self, name: &'a str, secret: Secret) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(async move { self.write(name, &secret) })
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(async move { self.remove(name) })
    }

    fn wipe(&self) -> BoxFuture<'_, Result<(), VaultError>> {
        Box::pin(async move {
            self.may_write()?;
            self.entries.lock().unwrap().clear();
            Ok(())
        })
    }

    fn status(&self) -> BoxFuture<'_, VaultStatus> {
        Box::pin(async move {
            if self.may_write().is_ok() {
                VaultStatus::Ready
            } else {
                VaultStatus::Locked
            }
        })
    }
}
