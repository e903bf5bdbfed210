//! The two keys of this computer in this firm: the one under which companies are recognised without keeping their realm
//! ids in the database, and the computer's own. The relay seals the public half of that into what it gives out, so that
//! the firm can turn one computer off there.

use hmac::{Hmac, Mac};
use intuit::RealmId;
use sha2::{Digest, Sha256};
use signing::SigningKey;

use super::Tokens;
use crate::callback::Verifier;
use crate::client::ClientId;
use crate::observation::OnlineConnection;
use crate::problem::RosterError;
use crate::vault::{Secret, VaultError};

/// Vault entry of the key of all realm hashes.
const REALM_KEY: &str = "realm-hash-key";
/// Entry of the database's `meta` table: the id of that key.
const REALM_KEY_ID: &str = "realm-hash-key-id";
/// Vault entry of the computer's key: the private half, as [`SigningKey::to_text`] writes it.
const COMPUTER_KEY: &str = "computer-key";

impl Tokens {
    /// Hash of a realm id under a key that only the vault has: the database alone cannot tell which
    /// companies the firm works for. `<id of the key>.<hash>`, both in hex.
    pub(crate) async fn realm_hash(&self, realm: &RealmId) -> Result<String, RosterError> {
        hash_under(self.realm_key().await?, realm)
    }

    /// The key, made when there surely is none. Sign-ins need the vault in the end, so they ask for this
    /// first, while nothing has been spent at Intuit.
    pub(crate) async fn realm_key(&self) -> Result<&Secret, RosterError> {
        self.realm_key
            .get_or_try_init(|| self.find_realm_key())
            .await
    }

    /// Whether the key can be had and the vault can still be read: it may have been locked since the key was found.
    pub(crate) async fn realm_key_now(&self) -> Result<(), RosterError> {
        self.realm_key().await?;
        self.ctx.vault().get(REALM_KEY).await?;
        Ok(())
    }

    async fn find_realm_key(&self) -> Result<Secret, RosterError> {
        if !self.ctx.vault().lasts() {
            return Err(RosterError::NothingLasts);
        }
        let kept = self.ctx.vault().get(REALM_KEY).await?;
        if let Some(key) = &kept
            && !self.is_our_key(key)?
            && self.has_any_grant().await?
        {
            return Err(RosterError::OtherCompanyKey);
        }
        let is_new = kept.is_none();
        // EXPOSE: a fresh random key on its way into the vault.
        let key = kept.unwrap_or_else(|| Secret::new(Verifier::random().expose().to_owned()));
        // First: a crash between the two leaves an id without its key, and then another key is made.
        self.ctx.database().set_meta(REALM_KEY_ID, &key_id(&key))?;
        if is_new {
            self.ctx.vault().set(REALM_KEY, key.clone()).await?;
        }
        self.hash_anew(&key).await?;
        Ok(key)
    }

    /// Whether the database's hashes were made with this key. Versions before its id was kept beside them
    /// could make some with another one.
    fn is_our_key(&self, key: &Secret) -> Result<bool, RosterError> {
        let id = key_id(key);
        if let Some(known) = self.ctx.database().meta(REALM_KEY_ID)? {
            return Ok(known == id);
        }
        let hashes = self.saved_connections()?;
        Ok(hashes.is_empty() || hashes.iter().any(|(_, saved)| is_under(saved, &id)))
    }

    /// Whether this vault holds the grant of any connection of the database: then the two belong together.
    async fn has_any_grant(&self) -> Result<bool, RosterError> {
        for (id, _) in self.saved_connections()? {
            if self.kept_grant(id).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Connections that were hashed with a lost key and whose grants are still here get their hash under this one:
    /// a grant names its company. The others are recognised by four digits until they are connected again.
    async fn hash_anew(&self, key: &Secret) -> Result<(), RosterError> {
        let id = key_id(key);
        for (client, saved) in self.saved_connections()? {
            if is_under(&saved, &id) {
                continue;
            }
            if let Some(grant) = self.kept_grant(client).await? {
                let hash = hash_under(key, &grant.realm())?;
                self.ctx.database().change_log().rename_company(
                    client,
                    &saved.realm_hash,
                    &hash,
                )?;
                self.records.observe(client, Vec::new(), |observation| {
                    if let Some(connection) = &mut observation.online.connection
                        && connection.realm_hash == saved.realm_hash
                    {
                        connection.realm_hash = hash;
                    }
                })?;
            }
        }
        Ok(())
    }

    pub(crate) fn saved_connections(
        &self,
    ) -> Result<Vec<(ClientId, OnlineConnection)>, RosterError> {
        let seen = self.ctx.database().observations()?.into_iter();
        Ok(seen
            .filter_map(|(id, seen)| Some((id, seen.online.connection?)))
            .collect())
    }

    /// The fingerprint by which the relay's list names this computer.
    pub(crate) async fn computer_fingerprint(&self) -> String {
        self.computer_key().await.public().fingerprint()
    }

    /// This computer's key, made when it is first wanted. While the keychain cannot be read it is one for this run.
    pub(crate) async fn computer_key(&self) -> &SigningKey {
        self.computer_key
            .get_or_init(|| async {
                match self.ctx.vault().get(COMPUTER_KEY).await {
                    // EXPOSE: read into a key.
                    Ok(Some(entry)) => match SigningKey::from_text(entry.expose()) {
                        Some(key) => key,
                        None => self.new_computer_key().await,
                    },
                    Ok(None) => self.new_computer_key().await,
                    Err(error) => {
                        tracing::warn!(%error, "this computer's key could not be read");
                        SigningKey::generate()
                    }
                }
            })
            .await
    }

    async fn new_computer_key(&self) -> SigningKey {
        let key = SigningKey::generate();
        let entry = Secret::new(key.to_text().to_string());
        if let Err(error) = self.ctx.vault().set(COMPUTER_KEY, entry).await {
            tracing::warn!(%error, "this computer's key could not be kept");
        }
        key
    }
}

/// Whether a connection's hash was made with the key of this id.
pub(crate) fn is_under(saved: &OnlineConnection, key_id: &str) -> bool {
    let made_with = saved.realm_hash.split_once('.');
    made_with.is_some_and(|(made_with, _)| made_with == key_id)
}

fn key_id(key: &Secret) -> String {
    // EXPOSE: four bytes of its digest name it and tell nothing.
    hex::encode(&Sha256::digest(key.expose().as_bytes())[..4])
}

fn hash_under(key: &Secret, realm: &RealmId) -> Result<String, RosterError> {
    // EXPOSE: the key is used here and nowhere else.
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose().as_bytes())
        .map_err(|error| VaultError::Other(error.to_string()))?;
    // EXPOSE: hashed at once.
    mac.update(realm.expose().as_bytes());
    Ok(format!(
        "{}.{}",
        key_id(key),
        hex::encode(mac.finalize().into_bytes())
    ))
}
