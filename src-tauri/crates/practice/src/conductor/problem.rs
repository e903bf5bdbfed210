//! Conductor's error envelope.

use std::borrow::Cow;

use axum::Json;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::decisions::{self, Kind};
use super::ids::{REQUEST_ID_HEADER, RequestId};

/// What Conductor shows in place of the reason when the cause is the developer's.
const MASKED: &str = "An internal server error occurred. Please try again.";

/// One failed call, ready to be answered.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    pub(super) kind: Kind,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) user_facing: Cow<'static, str>,
    pub(super) integration_code: Option<String>,
}

impl Problem {
    /// A cause on the developer's side: the reason is in `message` only.
    pub(super) fn masked(
        (status, kind, code): (StatusCode, Kind, &'static str),
        message: String,
    ) -> Self {
        Self {
            status,
            kind,
            code,
            message,
            user_facing: Cow::Borrowed(MASKED),
            integration_code: None,
        }
    }

    /// A body, header or path that breaks the rules.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        let (status, code) = decisions::VALIDATION;
        Self::masked((status, Kind::InvalidRequest, code), message.into())
    }

    /// No key, or one that is not this project's secret key.
    pub(super) fn bad_key(key: Option<&str>) -> Self {
        let message = match key {
            Some(key) => format!("Invalid API key provided: '{}'", mask(key)),
            None => "No API key provided. Send your secret key in the Authorization header, as \
                     'Bearer <secret key>'."
                .to_owned(),
        };
        Self::masked(
            (
                StatusCode::UNAUTHORIZED,
                Kind::Authentication,
                "API_KEY_INVALID",
            ),
            message,
        )
    }

    pub(super) fn no_such_end_user(id: &str) -> Self {
        Self::masked(decisions::MISSING, format!("No such end-user: '{id}'"))
    }

    pub(super) fn unknown_path(method: &Method, path: &str) -> Self {
        Self::masked(
            decisions::MISSING,
            format!("Unrecognized request URL ({method}: {path})"),
        )
    }

    /// The most ordinary envelope with this status.
    pub(super) fn for_status(status: StatusCode) -> Self {
        let said = status.canonical_reason().unwrap_or("Unknown status");
        let message = format!("Practice failure: {said}");
        match status.as_u16() {
            401 => Self::bad_key(Some("sk_conductor_practice_failure")),
            403 => Self::masked((status, Kind::Permission, "PERMISSION_DENIED"), message),
            404 => Self::masked(decisions::MISSING, message),
            429 => Self::masked((status, Kind::InvalidRequest, "RATE_LIMITED"), message),
            400..=499 => Self {
                status,
                ..Self::invalid(message)
            },
            _ => Self::masked((status, Kind::Internal, "INTERNAL_ERROR"), message),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let id = RequestId::new();
        let mut error = json!({
            "message": self.message,
            "userFacingMessage": self.user_facing,
            "type": self.kind.wire(),
            "code": self.code,
            "httpStatusCode": self.status.as_u16(),
            "requestId": id.to_string(),
        });
        // Conductor leaves the key out where it has nothing to say; it is never null.
        if let Some(code) = self.integration_code {
            error["integrationCode"] = code.into();
        }
        let body = Json(json!({ "error": error }));
        (self.status, [(REQUEST_ID_HEADER, id.to_string())], body).into_response()
    }
}

/// `sk_conductor_eyJhbGciOi…1234` as `sk_conductor_...1234`. A key's own text may contain
/// underscores, so the prefix ends at the second one; a short key keeps nothing.
fn mask(key: &str) -> String {
    let prefix = key
        .match_indices('_')
        .nth(1)
        .map_or("", |(at, _)| &key[..=at]);
    let letters: Vec<char> = key.chars().collect();
    if letters.len() < prefix.chars().count() + 12 {
        return format!("{prefix}...");
    }
    let tail: String = letters[letters.len() - 4..].iter().collect();
    format!("{prefix}...{tail}")
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn a_masked_key_keeps_its_prefix_and_last_four() {
        for (key, masked) in [
            ("sk_conductor_test_not_a_real_key", "sk_conductor_..._key"),
            ("sk_live_abcdefgh_ijkl1234", "sk_live_...1234"),
            ("sk_conductor_short", "sk_conductor_..."),
            ("nonsense", "..."),
            ("a-longer-key-of-another-make", "...make"),
            ("", "..."),
            ("ключ_от_квартиры_и_машины", "ключ_от_...шины"),
        ] {
            assert_eq!(mask(key), masked, "{key}");
        }
    }
}
