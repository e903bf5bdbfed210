//! The operating system's keychain, or memory when there is none.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use keyring_core::CredentialStore;
use parking_lot::Mutex;
use roster::vault::{KeychainVault, MemoryVault, SessionVault, Vault, VaultError, VaultStatus};

use crate::platform::data_folder::PRACTICE;
use crate::platform::identity::OWN;
use crate::settings::firm_id::FirmId;

#[cfg(target_os = "linux")]
mod secret_service;

/// How long opening the keychain may take before the app goes on without it. The tests' machine may be a slow one.
const OPENING: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 10 });

/// How long a person has to unlock the keychain before the app goes on without it.
const UNLOCKING: Duration = Duration::from_secs(20);
/// The practice firm's secrets protect nothing, so nobody is kept waiting for them.
const PRACTICE_UNLOCKING: Duration = Duration::from_secs(5);

/// File of a firm's sealed secrets in its folder.
const VAULT: &str = "vault.sqlite";

/// The keychain as it was found when the app started, or when it opened later.
pub(crate) struct Keychain {
    store: Mutex<Option<Arc<CredentialStore>>>,
    /// The app's data folder: each firm's sealed file is in the firm's own.
    folder: PathBuf,
    /// One for each namespace that was asked for: it knows its file's key.
    vaults: Mutex<HashMap<String, Arc<KeychainVault>>>,
    /// Memory in its place, by namespace; kept so that a firm opened again finds what it had.
    session: Mutex<HashMap<String, Arc<SessionVault>>>,
    /// The practice firm's secrets, where no keychain keeps them.
    practice: Arc<MemoryVault>,
}

impl Keychain {
    /// Looks for the keychain.
    pub(crate) async fn find(folder: &Path) -> Self {
        Self::over(opened_store().await, folder)
    }

    /// Whether a keychain that was missing or locked is open now. Nobody is asked for its password. Only Linux' can
    /// tell; elsewhere it is looked for at the next start.
    pub(crate) async fn is_open(&self) -> bool {
        #[cfg(target_os = "linux")]
        let open = tokio::task::spawn_blocking(secret_service::is_open)
            .await
            .unwrap_or(false);
        #[cfg(not(target_os = "linux"))]
        let open = false;
        open
    }

    /// Takes up a keychain that has opened, and keeps in it what memory was given meanwhile. Vaults that were handed
    /// out before stay what they are. What could not be kept stays in memory, to be tried again.
    pub(crate) async fn take_up(&self) -> Result<(), VaultError> {
        let store = opened_store().await.ok_or(VaultError::Missing)?;
        *self.store.lock() = Some(store);
        // They know a service that may have ended since.
        self.vaults.lock().clear();
        let session: Vec<_> = self.session.lock().clone().into_iter().collect();
        for (namespace, memory) in session {
            if memory.is_empty() {
                continue;
            }
            match self.opened(&namespace, UNLOCKING).await {
                (vault, status) if status.is_readable() => {
                    memory.hand_over(vault.as_ref()).await?;
                }
                _ => return Err(VaultError::Locked),
            }
        }
        Ok(())
    }

    /// The vault of a firm, and whether it keeps anything. Where the keychain is missing or stays
    /// locked, the vault lasts until the app closes and takes nothing in the keychain for lost.
    pub(crate) async fn firm_vault(&self, firm: &FirmId) -> (Arc<dyn Vault>, VaultStatus) {
        self.opened(firm.as_str(), UNLOCKING).await
    }

    /// The same for the practice firm. Without a keychain that firm begins anew with every start, so its vault in
    /// memory lasts as long as its folder does.
    pub(crate) async fn practice_vault(&self) -> (Arc<dyn Vault>, VaultStatus) {
        match self.opened(PRACTICE, PRACTICE_UNLOCKING).await {
            ready @ (_, VaultStatus::Ready | VaultStatus::Full) => ready,
            (_, status) => (self.practice.clone(), status),
        }
    }

    async fn opened(&self, namespace: &str, patience: Duration) -> (Arc<dyn Vault>, VaultStatus) {
        let vault = self.vault(namespace);
        // No answer in time: it waits for somebody to type a password.
        let status = tokio::time::timeout(patience, vault.status())
            .await
            .unwrap_or(VaultStatus::Locked);
        match status {
            VaultStatus::Ready | VaultStatus::Full => (vault, status),
            VaultStatus::Missing | VaultStatus::Locked => (self.session(namespace), status),
        }
    }

    /// Where there is none.
    #[cfg(test)]
    pub(crate) fn missing() -> Self {
        Self::over(None, Path::new(""))
    }

    fn over(store: Option<Arc<CredentialStore>>, folder: &Path) -> Self {
        Self {
            store: Mutex::new(store),
            folder: folder.to_owned(),
            vaults: Mutex::default(),
            session: Mutex::default(),
            practice: Arc::default(),
        }
    }

    fn vault(&self, namespace: &str) -> Arc<dyn Vault> {
        let Some(store) = self.store.lock().clone() else {
            return self.session(namespace);
        };
        let mut vaults = self.vaults.lock();
        let made = vaults.entry(namespace.to_owned()).or_insert_with(|| {
            let vault = KeychainVault::new(store, namespace)
                .with_service(OWN.keychain)
                .with_file(self.folder.join(namespace).join(VAULT));
            // Windows would otherwise roam the entries to the person's other computers.
            #[cfg(target_os = "windows")]
            let vault = vault.with_modifiers([("persistence", "Local")]);
            Arc::new(vault)
        });
        made.clone()
    }

    fn session(&self, namespace: &str) -> Arc<SessionVault> {
        let mut session = self.session.lock();
        session.entry(namespace.to_owned()).or_default().clone()
    }
}

/// On a thread of its own: a session bus that hangs must not hang the app.
async fn opened_store() -> Option<Arc<CredentialStore>> {
    let (sender, found) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let _ = sender.send(open_store());
    });
    match tokio::time::timeout(OPENING, found).await {
        Ok(Ok(Ok(store))) => Some(store),
        Ok(Ok(Err(error))) => {
            tracing::warn!(%error, "there is no keychain");
            None
        }
        _ => {
            tracing::warn!("the keychain did not answer");
            None
        }
    }
}

#[cfg(target_os = "linux")]
fn open_store() -> Result<Arc<CredentialStore>, keyring_core::Error> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "windows")]
fn open_store() -> Result<Arc<CredentialStore>, keyring_core::Error> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn open_store() -> Result<Arc<CredentialStore>, keyring_core::Error> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(test)]
mod tests {
    use roster::vault::Secret;

    use super::*;

    #[tokio::test]
    async fn without_a_keychain_a_firm_opened_again_finds_what_it_had() {
        let keychain = Keychain::missing();
        let firm = FirmId::first();
        let (vault, status) = keychain.firm_vault(&firm).await;
        assert_eq!(status, VaultStatus::Missing);
        vault.set("key", Secret::new("kept")).await.unwrap();
        let (again, _) = keychain.firm_vault(&firm).await;
        let kept = again.get("key").await.unwrap();
        assert_eq!(kept.as_ref().map(Secret::expose), Some("kept"));
        let (other, _) = keychain.firm_vault(&FirmId::random()).await;
        assert!(other.get("key").await.is_err(), "firms stay apart");
        let (practice, _) = keychain.practice_vault().await;
        let theirs = practice.get("key").await.unwrap();
        assert!(theirs.is_none(), "namespaces stay apart");
        assert!(!again.lasts(), "and nothing is connected over it");
        assert!(practice.lasts());
    }

    /// Through the operating system's own credential store where the tests' machine has one, as Windows does.
    #[cfg(target_os = "windows")]
    #[tokio::test]
    async fn secrets_are_kept_beside_the_credential_manager_and_wiped_with_it() {
        use roster::vault::MAX_BYTES;

        let data = tempfile::tempdir().unwrap();
        // A firm of its own: the person's real entries are in the same place.
        let firm = format!("test-{}", uuid::Uuid::new_v4());
        std::fs::create_dir(data.path().join(&firm)).unwrap();
        let keychain = || Keychain::over(Some(open_store().unwrap()), data.path());
        let first = keychain();
        let vault = first.vault(&firm);
        assert_eq!(vault.status().await, VaultStatus::Ready);
        // Two bytes a letter: the limit is in bytes.
        let longest = "é".repeat(MAX_BYTES / 2);
        for (name, text) in [
            ("firm-key", longest.clone()),
            ("company/1", format!("{longest}x")),
        ] {
            vault.set(name, Secret::new(text.as_str())).await.unwrap();
            let kept = keychain().vault(&firm).get(name).await.unwrap();
            assert_eq!(kept.as_ref().map(Secret::expose), Some(text.as_str()));
        }
        vault.wipe().await.unwrap();
        assert!(vault.get("company/1").await.unwrap().is_none());
        // Looking brought back what proves that the keychain keeps things.
        vault.wipe().await.unwrap();
    }
}
