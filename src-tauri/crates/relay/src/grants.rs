//! Hand-offs and grants: what the relay seals, who may have it opened, and what a client gets for it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signing::PublicKey;

use crate::Config;
use crate::answer::Refusal;
use crate::binding::Challenge;
use crate::log::Note;
use crate::proof::Proven;
use crate::repeated::{Answered, Outcome};
use crate::seal::{Opened, Purpose};

/// A hand-off is used within seconds; a person may be slow to let the browser open the app.
pub(crate) const HANDOFF_LIFE_SECONDS: i64 = 600;

/// Inside a hand-off.
#[derive(Deserialize, Serialize)]
pub(crate) struct Handoff {
    pub(crate) code: String,
    pub(crate) realm_id: Option<String>,
    pub(crate) challenge: String,
    /// The computer the sign-in was begun at. Missing where an app before 0.2 began it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) computer: Option<PublicKey>,
    /// Seconds since 1970.
    pub(crate) expires_at: i64,
}

/// Inside a grant.
#[derive(Deserialize, Serialize)]
pub(crate) struct Grant {
    pub(crate) refresh_token: String,
    /// What it opens for.
    #[serde(flatten)]
    pub(crate) holder: Holder,
    /// The computer of the sign-in. Missing where an app before 0.2 made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) computer: Option<PublicKey>,
}

/// Who may use a grant.
#[derive(Clone, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Holder {
    /// A client that proves possession of this key.
    Key(PublicKey),
    /// A client that sends the verifier of this challenge: grants of apps before 0.2.
    Challenge(String),
}

#[derive(Deserialize)]
pub(crate) struct TokenRequest {
    pub(crate) handoff: String,
    pub(crate) verifier: String,
}

#[derive(Deserialize)]
pub(crate) struct GrantRequest {
    pub(crate) grant: String,
    /// For grants of apps before 0.2.
    #[serde(default)]
    pub(crate) verifier: String,
}

/// `token_type`, `access_token`, … with Intuit's own names for the lives.
#[derive(Serialize)]
pub(crate) struct TokenAnswer {
    pub(crate) token_type: &'static str,
    pub(crate) access_token: String,
    pub(crate) expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) x_refresh_token_expires_in: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) x_refresh_token_hard_expires_in: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) realm_id: Option<String>,
    pub(crate) grant: String,
    /// The key that the grant is bound to: a client that kept it may forget the verifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bound_to: Option<PublicKey>,
}

impl TokenAnswer {
    pub(crate) fn with(&self, note: Note) -> Outcome {
        let body = serde_json::to_vec(self).map_err(|_| Refusal::server_error())?;
        Ok(Answered::new(body.into(), note, &self.grant))
    }
}

/// What was sealed, if it is what this request may have.
pub(crate) fn handoff(config: &Config, request: &TokenRequest) -> Result<Opened<Handoff>, Refusal> {
    let now = (config.now)();
    config
        .keys
        .open::<Handoff>(Purpose::Handoff, &request.handoff)
        .filter(|opened| is_bound(&opened.contents.challenge, &request.verifier))
        .filter(|opened| is_fresh(opened.contents.expires_at, now))
        .ok_or_else(Refusal::invalid_handoff)
}

pub(crate) fn grant(
    config: &Config,
    request: &GrantRequest,
    proven: &Proven,
) -> Result<Opened<Grant>, Refusal> {
    let opened = config
        .keys
        .open::<Grant>(Purpose::Grant, &request.grant)
        .ok_or_else(Refusal::invalid_grant_seal)?;
    match &opened.contents.holder {
        Holder::Key(key) if proven.key == Some(*key) => Ok(opened),
        Holder::Key(_) => Err(Refusal::invalid_proof()),
        Holder::Challenge(challenge) if is_bound(challenge, &request.verifier) => Ok(opened),
        Holder::Challenge(_) => Err(Refusal::invalid_grant_seal()),
    }
}

fn is_bound(challenge: &str, verifier: &str) -> bool {
    Challenge::from_text(challenge).is_some_and(|challenge| challenge.matches(verifier))
}

fn is_fresh(expires_at: i64, now: Timestamp) -> bool {
    now.as_second() < expires_at
}
