//! Recognising a company without keeping its realm id in the database.

use hmac::{Hmac, Mac};
use intuit::RealmId;
use sha2::{Digest, Sha256};

use crate::callback::Verifier;
use crate::client::{Client, ClientId, Upkeep};
use crate::observation::OnlineConnection;
use crate::problem::RosterError;
use crate::roster::Roster;
use crate::vault::{Secret, VaultError};

/// Vault entry of the key of all realm hashes.
const KEY: &str = "realm-hash-key";

impl Roster {
    /// Hash of a realm id under a key that only the vault has: the database alone cannot tell which
    /// companies the firm works for. `<id of the key>.<hash>`, both in hex.
    pub(super) async fn realm_hash(&self, realm: &RealmId) -> Result<String, RosterError> {
        let key = self.realm_key().await?;
        // EXPOSE: the key is used here and nowhere else.
        let key = key.expose().as_bytes();
        let mut mac = Hmac::<Sha256>::new_from_slice(key)
            .map_err(|error| RosterError::Invalid(error.to_string()))?;
        // EXPOSE: hashed at once.
        mac.update(realm.expose().as_bytes());
        let key_id = &Sha256::digest(key)[..4];
        Ok(format!(
            "{}.{}",
            hex(key_id),
            hex(&mac.finalize().into_bytes())
        ))
    }

    /// The key, made when there is none. Sign-ins need the vault in the end, so they ask for this
    /// first, while nothing has been spent at Intuit.
    pub(super) async fn realm_key(&self) -> Result<&Secret, VaultError> {
        self.inner
            .realm_key
            .get_or_try_init(|| async {
                let kept = match self.vault().get(KEY).await {
                    // Without a keychain the key lasts as long as the grants beside it: until the app
                    // closes.
                    Err(VaultError::Missing) => None,
                    kept => kept?,
                };
                if let Some(key) = kept {
                    return Ok(key);
                }
                // EXPOSE: a fresh random key on its way into the vault.
                let key = Secret::new(Verifier::random().expose().to_owned());
                self.vault().set(KEY, key.clone()).await?;
                Ok(key)
            })
            .await
    }

    /// The client, beside `than`, that lives in a company and is worked with.
    pub(super) fn active_holder(
        &self,
        realm_hash: &str,
        than: ClientId,
    ) -> Result<Option<Client>, RosterError> {
        let holder = self.other_holder(realm_hash, Some(than))?;
        Ok(holder.filter(|holder| holder.upkeep != Upkeep::Archived))
    }

    /// The client that lives in a company, beside `than`. An archived one counts only when no other
    /// does: its grant is Intuit's all the same.
    pub(super) fn other_holder(
        &self,
        realm_hash: &str,
        than: Option<ClientId>,
    ) -> Result<Option<Client>, RosterError> {
        let mut holders = Vec::new();
        for id in self.database().find_by_realm_hash(realm_hash)? {
            if Some(id) != than {
                holders.extend(self.database().client(id)?);
            }
        }
        holders.sort_by_key(|holder| holder.upkeep == Upkeep::Archived);
        Ok(holders.into_iter().next())
    }
}

/// Whether a saved connection is to this company. A vault that lost its key (a new keyring, or none)
/// makes old hashes useless; the last four digits are then all that is left to go by, and every grant
/// was lost with the key, so that turning people away would leave them no way to connect again.
pub(super) fn is_same_company(saved: &OnlineConnection, hash: &str, tail: &str) -> bool {
    let key_id = |hash: &str| hash.split_once('.').map(|(key, _)| key.to_owned());
    if key_id(&saved.realm_hash) == key_id(hash) {
        saved.realm_hash == hash
    } else {
        saved.realm_tail == tail
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
