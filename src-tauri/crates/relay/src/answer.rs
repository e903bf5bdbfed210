//! The relay's answers: redirects, JSON, and errors that say whether they are the relay's or Intuit's.

use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use intuit::{IdTokenError, OAuthError, OAuthErrorCode, TransportKind};
use serde::Serialize;

use crate::log::Note;

/// An error as the app sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Refusal {
    #[serde(skip)]
    status: StatusCode,
    error: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<String>,
    source: Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    intuit_tid: Option<String>,
    #[serde(skip)]
    computer: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Source {
    Relay,
    Intuit,
}

impl Refusal {
    /// The request is not one of the relay's.
    pub(crate) fn invalid_request(description: &str) -> Self {
        Self::own(StatusCode::BAD_REQUEST, "invalid_request", description)
    }

    /// The hand-off is not ours, is too old, or belongs to another verifier. Which of them is
    /// not said: it would help only somebody who is guessing.
    pub(crate) fn invalid_handoff() -> Self {
        Self::own(
            StatusCode::BAD_REQUEST,
            "invalid_handoff",
            "The hand-off is not valid any more. Start the sign-in again.",
        )
    }

    /// The grant is not ours (any more), or belongs to another verifier.
    pub(crate) fn invalid_grant_seal() -> Self {
        Self::own(
            StatusCode::BAD_REQUEST,
            "invalid_grant_seal",
            "This relay cannot open the grant. Sign in again.",
        )
    }

    /// A proof does not hold for this request, or there is none where one is needed.
    pub(crate) fn invalid_proof() -> Self {
        Self::own(
            StatusCode::BAD_REQUEST,
            "invalid_proof",
            "The request does not prove that it comes from where the sign-in was made.",
        )
    }

    /// A proof was made with a nonce that is too old or not ours (RFC 9449 §8). Nothing was done.
    pub(crate) fn use_nonce() -> Self {
        Self::own(
            StatusCode::BAD_REQUEST,
            "use_nonce",
            "Prove it again, with the nonce of this answer.",
        )
    }

    /// The firm has turned this computer off.
    pub(crate) fn computer_denied() -> Self {
        Self::own(
            StatusCode::FORBIDDEN,
            "computer_denied",
            "This computer was turned off by your firm. Ask whoever looks after the keys.",
        )
    }

    /// Intuit's statement of who signed in is not valid, or is about another sign-in.
    pub(crate) fn invalid_id_token(why: IdTokenError) -> Self {
        let description = format!("Intuit's answer was not taken: {why}.");
        Self::own(StatusCode::BAD_REQUEST, "invalid_id_token", &description)
    }

    /// The operator requires the nonce, and Intuit did not send it.
    pub(crate) fn nonce_missing() -> Self {
        Self::own(
            StatusCode::BAD_REQUEST,
            "nonce_missing",
            "Intuit's answer does not say which sign-in it is for, and this relay takes no such answer.",
        )
    }

    /// An app before 0.2, where the operator refuses these.
    pub(crate) fn update_required() -> Self {
        Self::own(
            StatusCode::FORBIDDEN,
            "update_required",
            "This relay serves newer versions of Counterfoil only. Update it on this computer.",
        )
    }

    /// The relay itself failed.
    pub(crate) fn server_error() -> Self {
        Self::own(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server_error",
            "The relay could not seal its answer.",
        )
    }

    /// The body is larger than any of ours.
    pub(crate) fn too_large() -> Self {
        Self::own(
            StatusCode::PAYLOAD_TOO_LARGE,
            "invalid_request",
            "The body is larger than this address takes.",
        )
    }

    /// The request did not arrive in time, or was not done in time.
    pub(crate) fn too_slow() -> Self {
        Self::own(
            StatusCode::REQUEST_TIMEOUT,
            "temporarily_unavailable",
            "The request took too long.",
        )
    }

    /// This address asks more often than the relay answers.
    pub(crate) fn too_many() -> Self {
        Self::own(
            StatusCode::TOO_MANY_REQUESTS,
            "temporarily_unavailable",
            "Too many requests from this address. Try again later.",
        )
    }

    /// As many exchanges are under way as the relay takes. Intuit was not asked.
    pub(crate) fn busy() -> Self {
        Self::own(
            StatusCode::SERVICE_UNAVAILABLE,
            "temporarily_unavailable",
            "Too many exchanges are under way. Try again later.",
        )
    }

    /// The computer it is about, for the log.
    pub(crate) fn of(mut self, computer: String) -> Self {
        self.computer = Some(computer);
        self
    }

    fn own(status: StatusCode, error: &str, description: &str) -> Self {
        Self {
            status,
            error: error.to_owned(),
            error_description: Some(description.to_owned()),
            source: Source::Relay,
            intuit_tid: None,
            computer: None,
        }
    }
}

impl From<intuit::Error> for Refusal {
    /// Only a refusal that Intuit spelt out becomes a 400: the app may take `invalid_grant` for
    /// the end of a connection, so nothing doubtful is ever passed on as one.
    fn from(error: intuit::Error) -> Self {
        let intuit_tid = error.intuit_tid().map(ToOwned::to_owned);
        let is_throttle = error.is_throttle();
        let (status, code, description) = match error {
            intuit::Error::OAuth(error) if is_definite(&error) && !is_throttle => (
                if is_about_the_relay(&error.error) {
                    StatusCode::BAD_GATEWAY
                } else {
                    StatusCode::BAD_REQUEST
                },
                error.error.as_str().to_owned(),
                error.description,
            ),
            // An unexplained 400 is how a revocation of a dead token may be answered. A page is no
            // answer of Intuit's.
            intuit::Error::UnexpectedStatus {
                status: 400,
                excerpt,
                ..
            } if !excerpt.starts_with('<') && !is_throttle => {
                (StatusCode::BAD_REQUEST, "invalid_request".to_owned(), None)
            }
            other => (
                StatusCode::BAD_GATEWAY,
                word(&other).to_owned(),
                Some(other.to_string()),
            ),
        };
        Self {
            status,
            error: code,
            error_description: description,
            source: Source::Intuit,
            intuit_tid,
            computer: None,
        }
    }
}

/// Our code for what is no definite refusal. The app takes every one for trouble of Intuit's, and remembers a renewal
/// whose answer got lost: Intuit may have done it.
fn word(error: &intuit::Error) -> &'static str {
    match error {
        error if error.is_throttle() => "too_many_requests",
        intuit::Error::Transport(error) if error.kind() != TransportKind::Connect => "answer_lost",
        intuit::Error::Decode { .. }
        | intuit::Error::UnexpectedStatus {
            status: 500..=599, ..
        } => "answer_lost",
        _ => "temporarily_unavailable",
    }
}

/// A code of RFC 6749 §5.2, sent as a client error: it will not change by waiting.
fn is_definite(error: &OAuthError) -> bool {
    matches!(error.status, 400..=407) && !matches!(error.error, OAuthErrorCode::Other(_))
}

/// Refusals of the relay's own credentials, about which the app can do nothing.
fn is_about_the_relay(code: &OAuthErrorCode) -> bool {
    matches!(
        code,
        OAuthErrorCode::InvalidClient | OAuthErrorCode::UnauthorizedClient
    )
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let note = Note {
            error: Some(self.error.clone()),
            source: Some(match self.source {
                Source::Relay => "relay",
                Source::Intuit => "intuit",
            }),
            intuit_tid: self.intuit_tid.clone(),
            key: None,
            computer: self.computer.clone(),
            again: false,
            nonce: None,
        };
        (self.status, Extension(note), Json(self)).into_response()
    }
}

/// 302 with an empty body. Intuit's security requirements forbid HTML at an address that codes
/// are sent to.
pub(crate) fn redirect(to: String) -> Response {
    match HeaderValue::try_from(to) {
        Ok(location) => (StatusCode::FOUND, [(LOCATION, location)]).into_response(),
        Err(_) => Refusal::server_error().into_response(),
    }
}

/// A sentence for a person whose browser came here without a sign-in of ours.
pub(crate) fn sentence(text: &'static str) -> Response {
    let note = Note::refused("not_ours", "relay");
    (StatusCode::BAD_REQUEST, Extension(note), text).into_response()
}
