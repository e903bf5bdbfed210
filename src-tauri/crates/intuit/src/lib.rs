//! A typed async client for Intuit: OAuth 2.0, OpenID, and the *user role*.
//!
//! * [`authorize_url`] starts a sign-in; it needs no secret.
//! * [`OAuth`] exchanges the code, refreshes and revokes; it needs the client secret.
//! * [`Intuit`] reads, with an access token: who signed in, what their role in a company is,
//!   and what the company is called.
//! * [`verify_id_token`] checks an `id_token` against Intuit's published keys.
//!
//! The crate keeps nothing and decides nothing: storage, refresh timing and what an answer means
//! belong to the caller. Every secret is a newtype whose `Debug` prints `[redacted]`, and text
//! that came from a server is cleaned of the call's secrets before it reaches an error.

mod client;
mod config;
mod endpoints;
mod error;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod http;
mod id_token;
mod oauth;
mod rate_limiter;
mod redact;
mod refusal_word;
mod role;
mod secrets;
mod throttle;
mod userinfo;
mod wire_error;
mod xml_fault;

pub use client::{Config, Intuit};
pub use config::RetryPolicy;
pub use endpoints::{Endpoints, Environment};
pub use error::{
    Error, GraphQlError, GraphQlErrors, OAuthError, OAuthErrorCode, TransportKind, codes,
};
pub use id_token::{
    IdClaims, IdTokenError, Jwk, Jwks, claimed_realm, claimed_sub, verify_id_token,
};
pub use oauth::{ACCESS_TOKEN_LIFE, OAuth, OAuthConfig, Scope, Tokens, authorize_url, keys_mark};
pub use redact::cleaned;
pub use refusal_word::refusal_word;
pub use role::{RoleAnswer, RoleStatus, RoleType, UserRole};
pub use secrets::{
    AccessToken, AuthorizationCode, ClientId, ClientSecret, IdToken, RealmId, RefreshToken,
};
pub use throttle::{is_throttle_code, says_throttle};
pub use userinfo::UserInfo;
