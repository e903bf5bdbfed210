//! What a service's code means. Each of these is a decision of ours about words that are not, or
//! not completely, documented, so each is here once; `docs/assumptions.md` lists them.

use conductor::codes;

use crate::observation::{Failure, Source};

/// The Web Connector of a client does not answer.
pub(crate) fn is_not_active(code: &str) -> bool {
    code == codes::INTEGRATION_CONNECTION_NOT_ACTIVE
}

/// Nobody finished the auth flow. The second code is the name the first had in older clients.
pub(crate) fn is_not_set_up(code: &str) -> bool {
    code == codes::INTEGRATION_CONNECTION_NOT_SET_UP || code == "INTEGRATION_CONNECTION_MISSING"
}

/// The answer comes from behind the Web Connector: it is there.
pub(crate) fn is_from_behind_the_connector(code: &str) -> bool {
    code.starts_with("QBD_")
}

/// What a request was about is not there: the end-user, or a record of its books.
pub(crate) fn is_missing(code: &str) -> bool {
    code == codes::RESOURCE_MISSING
}

/// QuickBooks has no record with this id, name or number. GUESS for an id: the documentation names `RESOURCE_MISSING`
/// for end-users and says of lists by number or name that they end as QuickBooks' own error 500.
pub(crate) fn is_not_in_the_books(code: &str, integration_code: Option<&str>) -> bool {
    is_missing(code) || (code == codes::QBD_REQUEST_ERROR && integration_code == Some("500"))
}

/// The answer took QuickBooks longer than Conductor waits. GUESS: after a health check that is a window in the way;
/// after a long list it may be the list.
pub(crate) fn is_too_slow(code: &str) -> bool {
    code == codes::QBD_REQUEST_TIMEOUT
}

/// A service refused the firm's own key: says nothing about any client. `unauthorized_client` is an app that may not
/// renew (RFC 6749 §5.2).
pub(crate) fn is_key_refused(code: &str) -> bool {
    code == codes::API_KEY_INVALID
        || code == intuit::OAuthErrorCode::InvalidClient.as_str()
        || code == intuit::OAuthErrorCode::UnauthorizedClient.as_str()
}

/// The relay's word for an answer of Intuit's that did not arrive, or not whole: Intuit may have done what it was
/// asked.
pub(crate) const ANSWER_LOST: &str = "answer_lost";

/// Words of ours and of OAuth for a service that is not there or cannot answer now.
const NOT_THERE: [&str; 8] = [
    "no_answer",
    "no_connection",
    "unreadable_answer",
    "interrupted",
    "unexpected_answer",
    "temporarily_unavailable",
    "server_error",
    ANSWER_LOST,
];

/// Whether a failure that says nothing about the client was an answer of Intuit's all the same: an OAuth word other than
/// those for a service in trouble.
pub(crate) fn is_refused_request(failure: &Failure) -> bool {
    let code = failure.code.as_str();
    let is_word = !code.is_empty()
        && code
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    failure.source == Source::Intuit
        && is_word
        && !NOT_THERE.contains(&code)
        && !intuit::is_throttle_code(code)
}

/// Whether a renewal that failed so may have been done: its answer got lost on the way, or broke off.
pub(crate) fn may_have_been_done(code: &str) -> bool {
    matches!(
        code,
        "no_answer" | "unreadable_answer" | "interrupted" | ANSWER_LOST | "server_error"
    ) || code.starts_with("http_5")
}

/// Reads an HRESULT as programs print it: `0x8004040a` in any letter case, `&H8004040A`, the eight digits alone, or a
/// decimal number with or without its sign (`-2147220470`, `2147746826`).
pub(crate) fn hresult(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    let digits = ["0x", "&h"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .unwrap_or(&text);
    if digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return u32::from_str_radix(digits, 16).ok();
    }
    // A failure has its highest bit set, so in decimals it is negative or has ten digits. `parse` takes a plus.
    if text.starts_with('-') {
        return text.parse::<i32>().ok().map(i32::cast_unsigned);
    }
    let is_decimal = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_decimal.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hresult_is_read_in_every_form_that_programs_print() {
        for text in [
            "0x8004040A",
            "0x8004040a",
            "0X8004040a",
            " 8004040A ",
            "&H8004040A",
            "&h8004040a",
            "-2147220470",
            "2147746826",
        ] {
            assert_eq!(hresult(text), Some(0x8004_040A), "{text}");
        }
        assert_eq!(hresult("-2147024891"), Some(0x8007_0005));
        for text in [
            "",
            "0x",
            "-",
            "3200",
            "-3200x",
            "+2147746826",
            "0x180040408",
            "9999999999",
            "-9999999999",
            "é8004040",
            "QBWC1039",
        ] {
            assert_eq!(hresult(text), None, "{text}");
        }
    }

    #[test]
    fn the_codes_are_the_services_own() {
        assert!(is_not_active("INTEGRATION_CONNECTION_NOT_ACTIVE"));
        assert!(is_not_set_up("INTEGRATION_CONNECTION_NOT_SET_UP"));
        assert!(is_not_set_up("INTEGRATION_CONNECTION_MISSING"));
        assert!(is_from_behind_the_connector("QBD_REQUEST_TIMEOUT"));
        assert!(is_key_refused("API_KEY_INVALID") && is_key_refused("invalid_client"));
        assert!(is_key_refused("unauthorized_client"));
        for code in ["invalid_grant", "VAL-1002", "RESOURCE_MISSING", ""] {
            assert!(!is_key_refused(code) && !is_not_active(code), "{code}");
            assert!(!is_not_set_up(code) && !is_from_behind_the_connector(code));
        }
    }
}
