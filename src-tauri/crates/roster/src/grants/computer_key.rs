//! The key of this computer in this firm. The relay seals its public half into what it gives out, so that the firm can
//! turn one computer off there.

use signing::SigningKey;

use crate::tokens::Tokens;
use crate::vault::Secret;

/// Vault entry: the private half, as [`SigningKey::to_text`] writes it.
const ENTRY: &str = "computer-key";

impl Tokens {
    /// The fingerprint by which the relay's list names this computer.
    pub(crate) async fn computer_fingerprint(&self) -> String {
        self.computer_key().await.public().fingerprint()
    }

    /// This computer's key, made when it is first wanted. While the keychain cannot be read it is one for this run.
    pub(crate) async fn computer_key(&self) -> &SigningKey {
        self.computer_key
            .get_or_init(|| async {
                match self.ctx.vault().get(ENTRY).await {
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
        if let Err(error) = self.ctx.vault().set(ENTRY, entry).await {
            tracing::warn!(%error, "this computer's key could not be kept");
        }
        key
    }
}
