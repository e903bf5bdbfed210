//! Codes and tokens: how they look, and what is kept of them.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::random::random_alphanumeric;

/// 50 characters like Intuit's.
pub(super) fn authorization_code(now: Timestamp) -> String {
    format!(
        "XAB1{:010}{}",
        now.as_second().clamp(0, 9_999_999_999),
        random_alphanumeric(36)
    )
}

/// What is kept of a code or token.
pub(super) fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

/// Five parts like Intuit's encrypted token: opaque, and long enough to find short columns.
pub(super) fn access_token() -> String {
    let part = random_alphanumeric;
    format!(
        "eyJpractice{}..{}.{}.{}",
        part(40),
        part(22),
        part(600),
        part(22)
    )
}

/// The shape seen today: `RT1-<n>-<2 chars>-<10 digits><22 lower-case>`.
pub(super) fn refresh_token(now: Timestamp, idle_until: Timestamp) -> String {
    format!(
        "RT1-{}-P0-{:010}{}",
        now.as_second() % 900 + 100,
        idle_until.as_second().clamp(0, 9_999_999_999),
        random_alphanumeric(22).to_lowercase()
    )
}
