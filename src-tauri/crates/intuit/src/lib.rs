//! A typed async client for Intuit: OAuth 2.0, OpenID, and the *user role*.
//!
//! # A first call
//!
//! ```no_run
//! use intuit::{AccessToken, Endpoints, Environment, Intuit, RealmId};
//!
//! # async fn first_call() -> Result<(), Box<dyn std::error::Error>> {
//! let intuit = Intuit::builder(Endpoints::built_in(Environment::Production)).build()?;
//! let token = AccessToken::new(std::env::var("INTUIT_ACCESS_TOKEN")?);
//! let answer = intuit
//!     .query_user_role(&token, &RealmId::new("9130349878530396"))
//!     .await?;
//! println!("{:?}", answer.role);
//! # Ok(())
//! # }
//! ```
//!
//! # Signing in
//!
//! ```no_run
//! use intuit::{
//!     AuthorizationCode, ClientId, ClientSecret, Endpoints, Environment, OAuth, Scope, authorize_url,
//! };
//! use url::Url;
//!
//! # async fn sign_in() -> Result<(), Box<dyn std::error::Error>> {
//! let endpoints = Endpoints::built_in(Environment::Sandbox);
//! let id = ClientId::new(std::env::var("INTUIT_CLIENT_ID")?);
//! let secret = ClientSecret::new(std::env::var("INTUIT_CLIENT_SECRET")?);
//! let back: Url = "http://localhost:8765/callback".parse()?;
//! // `state` is random; `challenge` is the base64url SHA-256 of a random verifier.
//! let (state, challenge, verifier) = ("…", "…", "…");
//! let page = authorize_url(&endpoints, &id, &back, &Scope::sign_in(true, false), state, challenge);
//! println!("Open {page}. The browser comes back with a code.");
//! let oauth = OAuth::builder(endpoints, id, secret, back).build()?;
//! let tokens = oauth
//!     .exchange_code(&AuthorizationCode::new("…"), Some(verifier))
//!     .await?;
//! // Before anything else: store `tokens.refresh_token`.
//! # Ok(())
//! # }
//! ```
//!
//! # What is here
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

mod answer;
mod client;
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

pub use client::{Builder, Intuit};
pub use endpoints::{Endpoints, Environment};
pub use error::{Error, GraphQlError, GraphQlErrors, OAuthError, OAuthErrorCode, codes};
pub use http_client::{Cause, RetryPolicy, TransportError, TransportKind};
pub use id_token::{
    IdClaims, IdTokenError, Jwk, Jwks, claimed_realm, claimed_sub, verify_id_token,
};
pub use oauth::{ACCESS_TOKEN_LIFE, OAuth, OAuthBuilder, Scope, Tokens, authorize_url, keys_mark};
pub use redact::cleaned;
pub use refusal_word::refusal_word;
pub use role::{RoleAnswer, RoleStatus, RoleType, UserRole};
pub use secrets::{
    AccessToken, AuthorizationCode, ClientId, ClientSecret, IdToken, RealmId, RefreshToken,
};
pub use throttle::{is_throttle_code, says_throttle};
pub use userinfo::UserInfo;
