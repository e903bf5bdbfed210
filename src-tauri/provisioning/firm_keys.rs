//! The firm's own keys: those of its shared change log and the one that signs its firm files. Each is made once, on
//! the computer where a person set the firm up; every other computer gets them with its firm file.

use provisioning::FirmKeys;
use roster::vault::{Secret, Vault, VaultError};
use signing::{PublicKey, SigningKey};

/// Vault entry of the keys of the firm's shared change log ([`FirmKeys::to_text`]), the same on all of the firm's
/// computers.
pub(crate) const FIRM_KEY: &str = "firm-key";
/// Vault entry of the private half of the key that signs the firm's files. Only computers that may make firm files
/// have it.
pub(crate) const SIGNING_KEY: &str = "firm-signing-key";

/// Why a key of the firm cannot be used. The texts are for logs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FirmKeyError {
    /// The vault.
    #[error(transparent)]
    Vault(VaultError),
    /// What is in the vault is no such key.
    #[error("the key in the keychain is damaged")]
    Damaged,
    /// This computer joined with a file that did not bring it.
    #[error("the firm file did not bring the key")]
    KeyNotBrought,
    /// The same of the key that signs.
    #[error("the firm file did not bring the signing key")]
    SignerNotBrought,
    /// The private half in the vault is not that of the firm.
    #[error("the signing key in the keychain is another firm's")]
    OtherSigner,
}

/// The keys of the firm's change log. `joined`: a firm file made this computer part of the firm, so it makes none.
pub(crate) async fn firm_keys(vault: &dyn Vault, joined: bool) -> Result<FirmKeys, FirmKeyError> {
    if let Some(kept) = read(vault, FIRM_KEY).await? {
        // EXPOSE: decoded into the type that hides it.
        return FirmKeys::from_text(kept.expose()).ok_or(FirmKeyError::Damaged);
    }
    if joined {
        return Err(FirmKeyError::KeyNotBrought);
    }
    let keys = FirmKeys::generate();
    write(vault, FIRM_KEY, Secret::new(keys.to_text().as_str())).await?;
    Ok(keys)
}

/// The key that signs the firm's files. `pinned`: its public half, where this computer knows it. Made only on a
/// computer that was set up by hand and has none; the caller pins it then.
pub(crate) async fn signing_key(
    vault: &dyn Vault,
    joined: bool,
    pinned: Option<&PublicKey>,
) -> Result<SigningKey, FirmKeyError> {
    if let Some(kept) = read(vault, SIGNING_KEY).await? {
        // EXPOSE: decoded into the type that hides it.
        let key = SigningKey::from_text(kept.expose()).ok_or(FirmKeyError::Damaged)?;
        return match pinned {
            Some(pinned) if *pinned != key.public() => Err(FirmKeyError::OtherSigner),
            _ => Ok(key),
        };
    }
    if joined || pinned.is_some() {
        return Err(FirmKeyError::SignerNotBrought);
    }
    let key = SigningKey::generate();
    write(vault, SIGNING_KEY, Secret::new(key.to_text().as_str())).await?;
    Ok(key)
}

// A vault that does not last says that an entry is missing by an error, not by `None`: a key made there would differ
// at every start, and the firm's computers could not read each other.
async fn read(vault: &dyn Vault, entry: &str) -> Result<Option<Secret>, FirmKeyError> {
    vault.get(entry).await.map_err(FirmKeyError::Vault)
}

async fn write(vault: &dyn Vault, entry: &str, secret: Secret) -> Result<(), FirmKeyError> {
    vault.set(entry, secret).await.map_err(FirmKeyError::Vault)
}

#[cfg(test)]
mod tests {
    use roster::vault::MemoryVault;

    use super::*;

    #[tokio::test]
    async fn only_a_computer_that_was_set_up_by_hand_makes_the_keys_and_makes_them_once() {
        let vault = MemoryVault::new();
        let problem = firm_keys(&vault, true).await.unwrap_err();
        assert_eq!(problem, FirmKeyError::KeyNotBrought);
        let problem = signing_key(&vault, true, None).await.unwrap_err();
        assert_eq!(problem, FirmKeyError::SignerNotBrought);
        assert!(vault.get(FIRM_KEY).await.unwrap().is_none());
        assert!(vault.get(SIGNING_KEY).await.unwrap().is_none());

        let made = firm_keys(&vault, false).await.unwrap();
        for joined in [true, false] {
            let kept = firm_keys(&vault, joined).await.unwrap();
            assert_eq!(kept.to_text(), made.to_text());
        }
        let signer = signing_key(&vault, false, None).await.unwrap().public();
        let again = signing_key(&vault, true, Some(&signer)).await.unwrap();
        assert_eq!(again.public(), signer);

        for entry in [FIRM_KEY, SIGNING_KEY] {
            vault.set(entry, Secret::new("torn")).await.unwrap();
        }
        assert_eq!(
            firm_keys(&vault, false).await.unwrap_err(),
            FirmKeyError::Damaged
        );
        assert_eq!(
            signing_key(&vault, false, None).await.unwrap_err(),
            FirmKeyError::Damaged
        );
    }

    #[tokio::test]
    async fn a_firm_whose_signer_is_known_is_never_signed_for_by_another_key() {
        let vault = MemoryVault::new();
        let pinned = SigningKey::generate().public();
        assert!(signing_key(&vault, false, Some(&pinned)).await.is_err());
        assert!(
            vault.get(SIGNING_KEY).await.unwrap().is_none(),
            "none made over it"
        );
        signing_key(&vault, false, None).await.unwrap();
        assert_eq!(
            signing_key(&vault, false, Some(&pinned)).await.unwrap_err(),
            FirmKeyError::OtherSigner
        );
    }
}
