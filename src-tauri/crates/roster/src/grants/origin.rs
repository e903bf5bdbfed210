//! Whose grant it is: the relay that sealed it, and the app at Intuit it was given to.
//!
//! The relay is a line in the settings, and settings can be changed. A grant belongs to the relay of its sign-in
//! for good, and is not sent to the relay that the settings name today.

use intuit::ClientId;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::tokens::Tokens;
use crate::vault::{Secret, VaultError};

/// Vault entry: whose the grants are that do not say it themselves. Written once.
const LEGACY: &str = "legacy-relay";
/// Entry of the database's `meta` table: [`LEGACY`] was decided.
const DECIDED: &str = "legacy-relay-decided";

/// A relay and an app at Intuit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    /// The relay's address, with a slash at its end.
    #[serde(rename = "relay")]
    relay: Url,
    /// The app's client id at Intuit.
    #[serde(rename = "clientId")]
    client_id: String,
}

/// The entry [`LEGACY`]. Without an origin no relay was configured when it was decided.
#[derive(Serialize, Deserialize)]
struct Legacy {
    #[serde(rename = "origin")]
    origin: Option<Origin>,
}

impl Origin {
    /// `relay` ends with a slash.
    pub(super) fn new(relay: &Url, client_id: &ClientId) -> Self {
        Self {
            relay: relay.clone(),
            client_id: client_id.to_string(),
        }
    }
}

impl Tokens {
    /// Binds the grants of versions before 0.2 to the relay that is configured now: once, at the upgrade. A
    /// later change of the settings finds it decided.
    pub(crate) async fn bind_legacy_grants(&self) {
        let decided = self.ctx.database().meta(DECIDED);
        if decided.is_ok_and(|decided| decided.is_some()) {
            return;
        }
        // The grants are in the same vault: while it cannot be read, nothing can be sent either.
        if let Err(error) = self.legacy_origin().await {
            tracing::warn!(%error, "it waits which relay older sign-ins belong to");
        }
    }

    /// Whose the grants are that do not say it themselves.
    pub(crate) async fn legacy_origin(&self) -> Result<Option<Origin>, VaultError> {
        if let Some(entry) = self.ctx.vault().get(LEGACY).await? {
            // EXPOSE: an address and a client id, kept here because settings can be changed by others.
            let legacy = serde_json::from_str::<Legacy>(entry.expose());
            return Ok(legacy.ok().and_then(|legacy| legacy.origin));
        }
        if self
            .ctx
            .database()
            .meta(DECIDED)
            .is_ok_and(|it| it.is_some())
        {
            return Ok(None);
        }
        let origin = self.ctx.intuit().ok().and_then(|side| side.grants.origin());
        let legacy = Legacy {
            origin: origin.cloned(),
        };
        let entry = Secret::new(serde_json::json!(legacy).to_string());
        self.ctx.vault().set(LEGACY, entry).await?;
        if let Err(error) = self.ctx.database().set_meta(DECIDED, "1") {
            tracing::warn!(%error, "it could not be noted that older sign-ins have their relay");
        }
        Ok(legacy.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_older_grants_are_is_kept_in_these_words() {
        for stored in [
            r#"{"origin":{"relay":"https://relay.example/","clientId":"c"}}"#,
            r#"{"origin":null}"#,
        ] {
            let read: Legacy = serde_json::from_str(stored).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), stored);
        }
    }
}
