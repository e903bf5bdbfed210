//! The hosted hand-off for Intuit sign-ins.
//!
//! Intuit's production keys accept only `https` redirect addresses and want the client secret at
//! the token endpoint, so a desktop app cannot finish a sign-in alone. A relay can: it owns the
//! redirect address and the secret, and it writes **nothing** down. What it has to remember between
//! two requests it seals with its own key and hands to the app. Answers stay in memory for two minutes, encrypted, in case
//! the same request comes again.
//!
//! | request | answer |
//! |---|---|
//! | `GET /callback?code&state&realmId` | 302 to the app with a sealed `handoff` |
//! | `POST /token {handoff, verifier}` + proofs | tokens, with the refresh token inside a sealed `grant` |
//! | `POST /refresh {grant}` + proof | tokens, with a new `grant` |
//! | `POST /revoke {grant}` + proof | `{}` |
//! | `GET /nonce` | a nonce for the next proof, in [`signing::relay::NONCE_HEADER`] |
//! | `GET /healthz` | `{"status":"ok","operator":…}` |
//!
//! `state` is `v2.<nonce>.<challenge>.<computer's public key>` where the challenge is the base64url SHA-256
//! of a verifier only the app knows (as in RFC 7636). A hand-off opens for that verifier alone. A grant is bound
//! to a key pair made for its sign-in, of which the private half never leaves the computer: every renewal
//! proves possession of it for that one request at this one relay (after RFC 9449), so that not even a relay
//! can replay elsewhere what it was sent. `v1` without the computer's key, and grants that open for their verifier,
//! are of apps before 0.2. The pattern is the
//! *token-mediating backend* of the IETF draft "OAuth 2.0 for Browser-Based Applications".

mod answer;
mod binding;
mod denied;
mod finish;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod grants;
mod id_token;
mod limits;
mod log;
mod proof;
mod redirect;
mod repeated;
mod routes;
mod seal;
mod server;
mod weakness;

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

pub use denied::{Denied, NotADenyList};
pub use limits::Limits;
pub use routes::router;
pub use seal::{KeyId, KeyRing, KeyRingError};
pub use server::serve;

/// What a relay needs.
#[derive(Clone)]
pub struct Config {
    /// Intuit's endpoints, the app's credentials and the relay's own `/callback` address.
    pub intuit: intuit::OAuth,
    /// Where the browser is sent at the end of a sign-in: `counterfoil://oauth/callback`, or the same of
    /// `counterfoil-dev`.
    pub app_callback: Url,
    /// The keys hand-offs and grants are sealed with.
    pub keys: KeyRing,
    /// Who runs this relay, for its health page.
    pub operator: String,
    /// The time; a practice firm moves it.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// What this relay refuses beyond what every relay does.
    pub rules: Rules,
}

/// What an operator may switch on.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Computers that the firm has turned off. Clones share one list.
    pub denied: Denied,
    /// Refuses sign-ins of which Intuit does not echo the nonce. One that it echoes is compared in any case.
    pub require_nonce: bool,
    /// Refuses sign-ins and renewals of apps before 0.2, which do not say at which computer they are.
    pub require_computer: bool,
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
