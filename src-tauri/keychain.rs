//! The operating system's keychain, or what stands in for it when there is none.

use std::sync::Arc;
use std::time::Duration;

use keyring_core::CredentialStore;
use roster::vault::{
    BoxFuture, KeychainVault, MemoryVault, Secret, Vault, VaultError, VaultStatus,
};

/// How long opening the keychain may take before the app goes on without it.
const OPENING: Duration = Duration::from_secs(10);

/// The keychain as it was found when the app started. Whether there is one is decided once per start.
#[derive(Clone)]
pub(crate) struct Keychain(Option<Arc<CredentialStore>>);

impl Keychain {
    /// Looks for the keychain, on a thread of its own: a session bus that hangs must not hang the app.
    pub(crate) async fn find() -> Self {
        let (tell, found) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let _ = tell.send(open_store());
        });
        match tokio::time::timeout(OPENING, found).await {
            Ok(Ok(Ok(store))) => Self(Some(store)),
            Ok(Ok(Err(error))) => {
                tracing::warn!(%error, "there is no keychain");
                Self(None)
            }
            _ => {
                tracing::warn!("the keychain did not answer");
                Self(None)
            }
        }
    }

    /// The vault of one firm. `namespace` keeps practice and live apart.
    pub(crate) fn vault(&self, namespace: &str) -> Arc<dyn Vault> {
        match &self.0 {
            Some(store) => {
                let vault = KeychainVault::new(store.clone(), namespace);
                // Windows would otherwise roam the entries to the person's other computers.
                #[cfg(target_os = "windows")]
                let vault = vault.with_modifiers([("persistence", "Local")]);
                Arc::new(vault)
            }
            None => Arc::new(SessionVault::default()),
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

/// Keeps secrets until the app closes. What it does not hold may exist in a keychain it cannot see, so
/// it says "missing" and never "there is none": no grant is taken for lost because of it.
#[derive(Default)]
struct SessionVault(MemoryVault);

impl Vault for SessionVault {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Secret>, VaultError>> {
        Box::pin(async move {
            match self.0.get(name).await? {
                Some(held) => Ok(Some(held)),
                None => Err(VaultError::Missing),
            }
        })
    }

    fn set<'a>(&'a self, name: &'a str, secret: Secret) -> BoxFuture<'a, Result<(), VaultError>> {
        self.0.set(name, secret)
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), VaultError>> {
        self.0.delete(name)
    }

    fn status(&self) -> BoxFuture<'_, VaultStatus> {
        Box::pin(async { VaultStatus::Missing })
    }
}
