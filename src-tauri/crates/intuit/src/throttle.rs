//! The words in which Intuit, or a gateway in front of it, says that too much was asked.

/// Codes of a throttle in lower case, without signs and leading zeros.
///
/// Sources: Intuit's limits page (429), recorded REST answers (`3001`, `ThrottleExceeded`); the others are
/// the usual words of gateways and of OAuth (RFC 8628 §3.5 `slow_down`).
const CODES: [&str; 14] = [
    "3001",
    "429",
    "http429",
    "throttled",
    "throttling",
    "throttlingexception",
    "throttleexceeded",
    "throttlingerror",
    "requestthrottled",
    "toomanyrequests",
    "ratelimited",
    "ratelimitexceeded",
    "limitexceeded",
    "slowdown",
];

/// What a sentence about a throttle has in it, in lower case.
const WORDS: [&str; 8] = [
    "throttle",
    "throttling",
    "errorcode=003001",
    "errorcode=3001",
    "statuscode=429",
    "too many requests",
    "rate limit",
    "rate_limit",
];

/// Whether a code of Intuit's says that too much was asked.
#[must_use]
pub fn is_throttle_code(code: &str) -> bool {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    CODES.contains(&plain.trim_start_matches('0'))
}

/// Whether a sentence of Intuit's says so.
#[must_use]
pub fn says_throttle(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    WORDS.iter().any(|words| text.contains(words))
}
