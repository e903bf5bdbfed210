//! Why there is no grant, and what an error of Intuit's is as a fact.

use crate::codes::is_key_refused;
use crate::observation::{Failure, FailureKind, Source};
use crate::untrusted_text;

/// Code of a failure where not even a connection was made.
pub(crate) const NO_CONNECTION: &str = "no_connection";
/// Code of a failure without an answer, after the connection was made.
pub(crate) const NO_ANSWER: &str = "no_answer";
/// Code of a grant that was not sent anywhere, because it is another relay's or another app's.
pub(crate) const OTHER_RELAY: &str = "other_relay";
/// Code of a failure because too much was asked, where the service's own code does not say so.
const THROTTLED: &str = "throttled";
/// The firm has turned this computer off at its relay.
pub(crate) const COMPUTER_DENIED: &str = "computer_denied";
/// Code of a failure over a grant that was made with other keys.
pub(crate) const OTHER_MODE: &str = "other_sign_in_mode";

/// Code of a statement of who signed in that could not be verified.
pub(crate) const ID_TOKEN: &str = "id_token";

/// Why there is no grant.
#[derive(Debug, Clone, thiserror::Error)]
pub enum GrantError {
    /// `invalid_grant`: the code, or the refresh token, no longer works.
    #[error("Intuit refused the grant")]
    Refused(GrantRefusal),
    /// The relay could not open the hand-off: another sign-in's, or too old.
    #[error("the sign-in answer does not belong to this sign-in, or is too old")]
    HandOffRefused,
    /// The grant belongs to another relay, or to another app at Intuit, than the one configured. Nothing
    /// was sent, and nothing is known about the grant.
    #[error("it was connected through another relay, so nothing was sent")]
    OtherRelay,
    /// Anything else, as a fact to record.
    #[error("{}", .0.message)]
    Failed(Failure),
}

/// What Intuit adds to `invalid_grant`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GrantRefusal {
    /// Its trace id.
    pub intuit_tid: Option<String>,
    /// Its words, cleaned.
    pub description: Option<String>,
}

/// An error of Intuit's as a fact. The caller stamps the time.
#[must_use]
pub fn intuit_failure(error: &intuit::Error) -> Failure {
    let kind = match error {
        intuit::Error::OAuth(oauth) if is_key_refused(oauth.error.as_str()) => {
            FailureKind::KeyRefused
        }
        // Whatever the body says: these statuses are not about the client.
        _ if error.status().is_some_and(is_their_trouble) || error.is_throttle() => {
            FailureKind::Unreachable
        }
        intuit::Error::GraphQl(errors) if is_system_error(errors) => FailureKind::Unreachable,
        intuit::Error::GraphQl(_)
        | intuit::Error::IdToken(_)
        | intuit::Error::Config { .. }
        | intuit::Error::Gateway { status: 403, .. } => FailureKind::Answered,
        // Of all OAuth errors only `invalid_grant` is about the client, and that is a refusal, not a failure.
        _ => FailureKind::Unreachable,
    };
    let code = match error {
        intuit::Error::Transport(error) if error.kind() == intuit::TransportKind::Connect => {
            NO_CONNECTION.to_owned()
        }
        intuit::Error::IdToken(_) => ID_TOKEN.to_owned(),
        intuit::Error::UnexpectedStatus { status, .. } => format!("http_{status}"),
        intuit::Error::Decode { .. } => "unreadable_answer".to_owned(),
        intuit::Error::OAuth(oauth) => oauth.error.as_str().to_lowercase(),
        _ => error.code().unwrap_or_else(|| NO_ANSWER.to_owned()),
    };
    let code = if error.is_throttle() && !intuit::is_throttle_code(&code) {
        THROTTLED.to_owned()
    } else {
        code
    };
    Failure {
        at: jiff::Timestamp::UNIX_EPOCH,
        source: Source::Intuit,
        kind,
        code: untrusted_text::sanitize(&code, untrusted_text::CODE),
        integration_code: None,
        message: untrusted_text::sanitize(&error.to_string(), untrusted_text::MESSAGE),
        request_id: error
            .intuit_tid()
            .map(|tid| untrusted_text::sanitize(tid, untrusted_text::CODE)),
    }
}

/// Whether a status is about the service (or the way to it) and not about what was asked.
pub(crate) fn is_their_trouble(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}

/// A grant of another relay as a fact. The caller stamps the time.
pub(crate) fn other_relay() -> Failure {
    Failure {
        at: jiff::Timestamp::UNIX_EPOCH,
        source: Source::Relay,
        kind: FailureKind::Answered,
        code: OTHER_RELAY.to_owned(),
        integration_code: None,
        message: "Connected through another relay. Connect it again.".to_owned(),
        request_id: None,
    }
}

pub(super) fn from_intuit(error: &intuit::Error) -> GrantError {
    if let intuit::Error::OAuth(oauth) = error
        && oauth.error == intuit::OAuthErrorCode::InvalidGrant
        && !is_their_trouble(oauth.status)
        && !error.is_throttle()
    {
        return GrantError::Refused(GrantRefusal {
            intuit_tid: oauth.intuit_tid.clone(),
            description: oauth
                .description
                .as_deref()
                .map(|text| untrusted_text::sanitize(text, untrusted_text::MESSAGE)),
        });
    }
    GrantError::Failed(intuit_failure(error))
}

/// A 400 is Intuit's own no here, also without a word: its page promises a status and no body. From the
/// relay the same answer comes as a word. Any other refusal, or a page, is not about this grant, and to take it for
/// one would forget a connection that Intuit goes on allowing.
pub(super) fn not_revoked(error: &intuit::Error) -> GrantError {
    let mut failed = from_intuit(error);
    if let GrantError::Failed(failure) = &mut failed
        && failure.kind != FailureKind::KeyRefused
    {
        failure.kind = match error {
            intuit::Error::UnexpectedStatus { excerpt, .. } if excerpt.starts_with('<') => {
                FailureKind::Unreachable
            }
            _ if error.status() == Some(400) => FailureKind::Answered,
            _ => FailureKind::Unreachable,
        };
    }
    failed
}

pub(super) fn other_mode() -> GrantError {
    GrantError::Failed(Failure {
        at: jiff::Timestamp::UNIX_EPOCH,
        source: Source::Intuit,
        kind: FailureKind::Answered,
        code: OTHER_MODE.to_owned(),
        integration_code: None,
        message: "This company was connected with other keys. Connect it again.".to_owned(),
        request_id: None,
    })
}

/// Codes of GraphQL refusals that begin so are about Intuit's own systems, the ones behind the one that answered
/// included.
///
/// Source: error-handling page of Intuit's API documentation (`intuit-api-docs`).
fn is_system_error(errors: &intuit::GraphQlErrors) -> bool {
    let codes = errors
        .errors
        .iter()
        .filter_map(|error| error.code.as_deref());
    codes.into_iter().any(|code| code.starts_with("SYS-"))
}

#[cfg(test)]
#[path = "failure_tests.rs"]
mod tests;
