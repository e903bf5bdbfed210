//! The app's half of a sign-in, and how the vault keeps it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use signing::SigningKey;
use url::Url;

use crate::callback::{SignInState, Verifier};
use crate::vault::Secret;

/// How long a sign-in may stay open in the browser.
pub(crate) const SIGN_IN_LIFE: SignedDuration = SignedDuration::from_mins(30);

/// The app's half of a sign-in. It is kept in the vault while the browser has the other half, so that
/// a link that arrives after the app was closed still finishes what the person began.
#[derive(Clone)]
pub(crate) struct SignIn {
    /// Sent to Intuit and echoed.
    pub(crate) state: SignInState,
    /// Never leaves this computer before the hand-off is redeemed.
    pub(crate) verifier: Verifier,
    /// Proves at every renewal that the request comes from where this sign-in was made.
    pub(crate) key: SigningKey,
    /// Where Intuit's answer goes, if not to the firm's first redirect address: with development keys there are several.
    pub(crate) redirect_uri: Option<Url>,
    /// When the sign-in began.
    pub(crate) started_at: Timestamp,
    /// When it is no longer accepted.
    pub(crate) expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct SignInEntry {
    state: String,
    verifier: String,
    /// Missing where a version before 0.2 began it.
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    redirect_uri: Option<String>,
    started_at: Timestamp,
    expires_at: Timestamp,
}

impl SignIn {
    /// The vault entry.
    #[must_use]
    pub(crate) fn write(&self) -> Secret {
        let entry = SignInEntry {
            // EXPOSE: both halves are needed to finish the sign-in after a restart.
            state: self.state.expose().to_owned(),
            verifier: self.verifier.expose().to_owned(),
            key: Some(self.key.to_text().to_string()),
            redirect_uri: self.redirect_uri.as_ref().map(Url::to_string),
            started_at: self.started_at,
            expires_at: self.expires_at,
        };
        Secret::new(serde_json::json!(entry).to_string())
    }

    /// Reads a vault entry.
    #[must_use]
    pub(crate) fn read(entry: &Secret) -> Option<Self> {
        // EXPOSE: the entry is JSON written by `write`.
        let entry: SignInEntry = serde_json::from_str(entry.expose()).ok()?;
        Some(Self {
            state: SignInState::from_text(entry.state),
            verifier: Verifier::from_text(entry.verifier),
            key: entry
                .key
                .and_then(|text| SigningKey::from_text(&text))
                .unwrap_or_else(SigningKey::generate),
            redirect_uri: entry.redirect_uri.and_then(|text| Url::parse(&text).ok()),
            started_at: entry.started_at,
            expires_at: entry.expires_at,
        })
    }
}
