//! What a sign-in asks for.

use serde::Deserialize;

/// The request, and what the person has answered so far.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct SignInRequest {
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) response_type: String,
    pub(super) scope: String,
    pub(super) state: String,
    pub(super) claims: String,
    pub(super) nonce: String,
    pub(super) code_challenge: String,
    pub(super) code_challenge_method: String,
    /// Scripts may answer at once: who signs in, …
    pub(super) practice_as: Option<String>,
    /// … and to which company.
    pub(super) practice_realm: Option<String>,
    pub(super) person: Option<String>,
    pub(super) realm: Option<String>,
    pub(super) decision: Option<String>,
}

/// Why there is no way back to the app: the answer is a page, never a redirect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    Client,
    Redirect,
    State,
    ResponseType,
    Scope,
}
