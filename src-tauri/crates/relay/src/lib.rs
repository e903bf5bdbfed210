//! The hosted hand-off for Intuit sign-ins.
//!
//! Intuit's production keys accept only `https` redirect addresses and want the client secret at
//! the token endpoint, so a desktop app cannot finish a sign-in alone. A relay can: it owns the
//! redirect address and the secret, and it keeps **no state**. What it has to remember between
//! two requests it seals with its own key and hands to the app.
//!
//! | request | answer |
//! |---|---|
//! | `GET /callback?code&state&realmId` | 302 to the app with a sealed `handoff` |
//! | `POST /token {handoff, verifier}` | tokens, with the refresh token inside a sealed `grant` |
//! | `POST /refresh {grant, verifier}` | tokens, with a new `grant` |
//! | `POST /revoke {grant, verifier}` | `{}` |
//! | `GET /healthz` | `{"status":"ok","operator":…}` |
//!
//! `state` is `v1.<nonce>.<challenge>` where the challenge is the base64url SHA-256 of a
//! verifier only the app knows (as in RFC 7636). Both seals are bound to it, so neither a stolen
//! deep link nor a stolen grant is of use without the app's verifier. The pattern is the
//! *token-mediating backend* of the IETF draft "OAuth 2.0 for Browser-Based Applications".

mod answer;
mod binding;
mod limits;
mod log;
#[doc(hidden)]
pub mod parts;
mod routes;
mod seal;
mod server;
mod weakness;

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

pub use limits::Limits;
pub use routes::router;
pub use seal::{KeyId, KeyRing, KeyRingError};
pub use server::serve;

/// What a relay needs.
#[derive(Clone)]
pub struct Config {
    /// Intuit's endpoints, the app's credentials and the relay's own `/callback` address.
    pub intuit: intuit::OAuthConfig,
    /// Where the browser is sent at the end of a sign-in: `counterfoil://oauth/callback`, or the same of
    /// `counterfoil-dev`.
    pub app_callback: Url,
    /// The keys hand-offs and grants are sealed with.
    pub keys: KeyRing,
    /// Who runs this relay, for its health page.
    pub operator: String,
    /// The time; a practice firm moves it.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("intuit", &self.intuit)
            .field("app_callback", &self.app_callback.as_str())
            .field("keys", &self.keys)
            .field("operator", &self.operator)
            .finish_non_exhaustive()
    }
}

/// Why a relay cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The Intuit side of the configuration is not usable.
    #[error("the relay cannot use its Intuit configuration: {0}")]
    Intuit(#[from] intuit::Error),
    /// The app's address is not one of the app's scheme alone: the relay would send browsers
    /// somewhere else.
    #[error("the relay sends browsers to counterfoil: addresses only")]
    ForeignScheme,
}
