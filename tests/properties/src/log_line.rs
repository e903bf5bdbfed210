//! The filter that every line of the log passes.

use redaction::{redact, without_values};

/// A carrier, and what of it must not be read.
const SECRETS: [(&str, &str); 17] = [
    (
        "sk_conductor_test_n0tArealKeyN0tArealKey",
        "n0tArealKeyN0tArealKey",
    ),
    ("Bearer n0tArealToken", "n0tArealToken"),
    ("Authorization: Basic bm90OmFyZWFs", "bm90OmFyZWFs"),
    (
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJub3QtcmVhbCJ9.bm90LWEtcmVhbC1zaWc",
        "eyJzdWIiOiJub3QtcmVhbCJ9",
    ),
    ("9130349878530396", "9130349878530396"),
    ("maria.ortiz@client.example", "maria.ortiz"),
    ("code=AB1159130349n0tArealCode", "AB1159130349n0tArealCode"),
    (
        "counterfoil://oauth/callback?state=v1.n0tArealState&x=1#y",
        "n0tArealState",
    ),
    ("\"client_secret\": \"n0tArealSecret\"", "n0tArealSecret"),
    (
        "{\"refresh_token\":\"AB11n0tArealRefresh\"}",
        "AB11n0tArealRefresh",
    ),
    (
        "AfQ9n0tArealSealedHandOff0123456789abcdefABCDEF",
        "n0tArealSealedHandOff0123456789abcdef",
    ),
    (
        "firm key kJ8/aZ3q+Xw/9bT0mLr4/sV6yQ1nE5cH7uG2dF8oWpI=",
        "aZ3q+Xw/9bT0mLr4",
    ),
    (
        "client secret qwmzpxoncibvuytlakshdjfgqwmzpxoncibvuytl",
        "qwmzpxoncibvuytlakshdjfg",
    ),
    ("company 9130 3498 7853 0396,", "3498 7853"),
    ("maria.ortiz&#64;client.example", "maria.ortiz"),
    (r"path=\\fs01\Wages\Ortiz", "Wages"),
    ("FRONT-DESK-3f2a9c01.counterfoil-log", "FRONT-DESK"),
];

/// A secret in any line is not read again, whatever is before and after it (the byte 1 marks its place).
/// A cleaned line stays as it is, and is not much longer.
pub fn log_line(input: &[u8]) {
    let Some((choice, line)) = input.split_first() else {
        return;
    };
    let line = String::from_utf8_lossy(line);
    let (before, after) = line.split_once('\u{1}').unwrap_or((&line, ""));
    let (carrier, secret) = SECRETS[usize::from(*choice) % SECRETS.len()];
    let whole = format!("{before} {carrier} {after}");
    let clean = redact(&whole);
    let count = |text: &str| text.matches(secret).count();
    assert!(
        count(&clean) <= count(before) + count(after),
        "{secret} is still in {clean}"
    );
    assert_eq!(redact(&clean), clean, "cleaned again it is another");
    assert!(clean.len() <= whole.len() * 12 + 12);
    let panic = without_values(&line);
    assert!(panic.len() <= line.len() * 12 + 12);
    assert_eq!(without_values(&panic), panic, "cleaned again it is another");
}
