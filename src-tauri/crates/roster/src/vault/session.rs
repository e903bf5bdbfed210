//! What is used in place of a keychain that is missing or stays locked.

use super::{BoxFuture, MemoryVault, Secret, Vault, VaultError, VaultStatus};

/// Keeps secrets until the app closes. What it does not hold may exist in a keychain it cannot see, so
/// it says "missing" and never "there is none": no grant is taken for lost because of it.
#[derive(Debug, Default)]
pub struct SessionVault(MemoryVault);

impl SessionVault {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether it was given nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.entries().is_empty()
    }

    /// Puts what it was given into `vault`, in place of what is there: a person entered it later. What is kept there is
    /// kept here no more.
    pub async fn hand_over(&self, vault: &dyn Vault) -> Result<(), VaultError> {
        let held: Vec<(String, Secret)> = self.0.entries().clone().into_iter().collect();
        for (name, secret) in held {
            vault.set(&name, secret).await?;
            self.0.delete(&name).await?;
        }
        Ok(())
    }
}

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

    /// What it holds goes; what is in the keychain it cannot see stays, so this never says that nothing is left.
    fn wipe(&self) -> BoxFuture<'_, Result<(), VaultError>> {
        Box::pin(async move {
            self.0.wipe().await?;
            Err(VaultError::Missing)
        })
    }

    fn status(&self) -> BoxFuture<'_, VaultStatus> {
        Box::pin(async { VaultStatus::Missing })
    }

    fn lasts(&self) -> bool {
        false
    }
}
