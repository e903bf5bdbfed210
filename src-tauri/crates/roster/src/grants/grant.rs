//! A grant: what is kept of it, and what a sign-in or a renewal gives.

use std::time::Duration;

use intuit::{AccessToken, IdToken, RealmId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use signing::SigningKey;

use super::Origin;
use crate::callback::Verifier;
use crate::vault::Secret;

/// What is kept in the vault for one company: the realm id, and what renews the access.
///
/// About 400 bytes behind the relay; with development keys as long as Intuit's refresh token.
#[derive(Clone, Serialize, Deserialize)]
pub struct Grant {
    #[serde(rename = "realm")]
    pub(super) realm: String,
    #[serde(flatten)]
    pub(super) renewal: Renewal,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Renewal {
    #[serde(rename = "relay")]
    Relay {
        #[serde(rename = "grant")]
        grant: String,
        /// Private half of the key it is bound to. Missing in grants of versions before 0.2, until their next
        /// renewal.
        #[serde(rename = "key", default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
        /// What a grant without a key opens for.
        #[serde(rename = "verifier", default, skip_serializing_if = "Option::is_none")]
        verifier: Option<String>,
        /// The relay that sealed it, and the only one it is ever sent to. Missing in entries of versions
        /// before 0.2; see [`Grant::bound_to`].
        #[serde(rename = "origin", default, skip_serializing_if = "Option::is_none")]
        origin: Option<Origin>,
    },
    #[serde(rename = "direct")]
    Direct {
        #[serde(rename = "refresh_token")]
        refresh_token: String,
    },
}

impl Grant {
    /// Reads a vault entry.
    #[must_use]
    pub fn read(entry: &Secret) -> Option<Self> {
        // EXPOSE: the entry is JSON written by `write`.
        serde_json::from_str(entry.expose()).ok()
    }

    /// The vault entry.
    #[must_use]
    pub fn write(&self) -> Secret {
        Secret::new(json!(self).to_string())
    }

    /// The company.
    #[must_use]
    pub fn realm(&self) -> RealmId {
        RealmId::new(self.realm.clone())
    }

    /// Whether the entry was made by a version that did not write down whose grant it is.
    pub(crate) fn lacks_origin(&self) -> bool {
        matches!(self.renewal, Renewal::Relay { origin: None, .. })
    }

    /// The same grant, belonging to `relay` if it belongs to none yet.
    pub(crate) fn bound_to(mut self, relay: Option<&Origin>) -> Self {
        if let Renewal::Relay { origin, .. } = &mut self.renewal {
            *origin = origin.take().or_else(|| relay.cloned());
        }
        self
    }

    /// The key that a renewal is proven with.
    pub(super) fn key(&self) -> Option<SigningKey> {
        match &self.renewal {
            Renewal::Relay { key, .. } => SigningKey::from_text(key.as_deref()?),
            Renewal::Direct { .. } => None,
        }
    }

    pub(super) fn verifier(&self) -> Option<Verifier> {
        match &self.renewal {
            Renewal::Relay { verifier, .. } => verifier.clone().map(Verifier::from_text),
            Renewal::Direct { .. } => None,
        }
    }

    /// What the relay is sent of it. The verifier goes along only where nothing else opens it.
    pub(super) fn sent(&self) -> serde_json::Value {
        match &self.renewal {
            Renewal::Relay {
                grant,
                key: None,
                verifier: Some(verifier),
                ..
            } => json!({ "grant": grant, "verifier": verifier }),
            Renewal::Relay { grant, .. } => json!({ "grant": grant }),
            Renewal::Direct { .. } => json!({}),
        }
    }

    /// Whether two entries renew with the same token; another process may have renewed in between.
    #[must_use]
    pub fn same_renewal(&self, other: &Self) -> bool {
        match (&self.renewal, &other.renewal) {
            (Renewal::Relay { grant: a, .. }, Renewal::Relay { grant: b, .. })
            | (Renewal::Direct { refresh_token: a }, Renewal::Direct { refresh_token: b }) => {
                a == b
            }
            _ => false,
        }
    }
}

/// A fresh set of tokens with the grant to keep.
pub struct Granted {
    /// To be kept in the vault before the access token is used.
    pub grant: Grant,
    /// For calls, in memory only.
    pub access_token: AccessToken,
    /// Life of the access token.
    pub expires_in: Duration,
    /// What is left of the rolling 100 days.
    pub refresh_expires_in: Option<Duration>,
    /// What is left of the five years.
    pub refresh_hard_expires_in: Option<Duration>,
    /// Only after a sign-in.
    pub id_token: Option<IdToken>,
    /// What was sent as `nonce`: an `id_token` with another one is about somebody else's sign-in.
    pub(crate) nonce: Option<String>,
}

/// A grant of which Intuit did not say what company it is for. It opens nothing yet.
pub struct GrantWithoutCompany(pub(super) Granted);

impl GrantWithoutCompany {
    /// The tokens, to ask who signed in.
    pub(crate) fn granted(&self) -> &Granted {
        &self.0
    }

    /// The same grant after a renewal.
    pub(crate) fn renewed(granted: Granted) -> Self {
        Self(granted)
    }

    /// The grant of a company that the person named.
    pub(crate) fn for_company(mut self, realm: &RealmId) -> Granted {
        // EXPOSE: the realm id is kept in the vault beside the grant.
        realm.expose().clone_into(&mut self.0.grant.realm);
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_is_kept_in_these_words() {
        for stored in [
            r#"{"realm":"9130","relay":{"grant":"g","key":"k","origin":{"clientId":"c","relay":"https://relay.example/"},"verifier":"v"}}"#,
            r#"{"realm":"9130","relay":{"grant":"g"}}"#,
            r#"{"direct":{"refresh_token":"t"},"realm":"9130"}"#,
        ] {
            let read = Grant::read(&Secret::new(stored)).unwrap();
            assert_eq!(read.write().expose(), stored);
        }
    }
}
