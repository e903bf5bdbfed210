use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{RetryHint, RetryPolicy, next_wait};
use crate::error::{ApiError, Error, ErrorType, TransportKind};

const NO_CHANCE: f64 = 0.0;

fn hint(headers: &[(&'static str, &'static str)]) -> RetryHint {
    let now = "2026-11-21T12:00:00Z".parse().unwrap();
    let map: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect();
    RetryHint::from_headers(&map, now)
}

fn status(status: u16) -> Error {
    Error::UnexpectedStatus {
        status,
        request_id: None,
        excerpt: String::new(),
    }
}

fn api(status: u16, code: &str) -> Error {
    Error::Api(Box::new(ApiError {
        status,
        error_type: ErrorType::IntegrationError,
        code: code.to_owned(),
        message: String::new(),
        user_facing_message: String::new(),
        integration_code: None,
        request_id: None,
    }))
}

fn transport(kind: TransportKind) -> Error {
    Error::Transport {
        kind,
        reason: String::new(),
    }
}

fn is_retried(error: &Error) -> bool {
    let policy = RetryPolicy::default();
    next_wait(&policy, 0, error, RetryHint::default(), NO_CHANCE).is_some()
}

#[test]
fn failures_that_may_pass_are_retried_and_others_are_not() {
    for passing in [408, 429, 500, 502, 503, 504, 599] {
        assert!(is_retried(&status(passing)), "{passing}");
    }
    for lasting in [301, 400, 401, 403, 404, 409, 410, 422] {
        assert!(!is_retried(&status(lasting)), "{lasting}");
    }
    assert!(is_retried(&transport(TransportKind::Connect)));
    assert!(is_retried(&transport(TransportKind::Cut)));
    assert!(!is_retried(&transport(TransportKind::Timeout)));
    assert!(!is_retried(&transport(TransportKind::Other)));
    assert!(!is_retried(&Error::InvalidRequest(String::new())));
}

#[test]
fn an_answer_from_quickbooks_is_final_although_its_status_is_502() {
    assert!(!is_retried(&api(502, "QBD_REQUEST_ERROR")));
    assert!(is_retried(&api(502, "QBD_CONNECTION_ERROR")));
    assert!(!is_retried(&api(409, "INTEGRATION_CONNECTION_NOT_SET_UP")));
}

#[test]
fn our_own_wait_doubles_up_to_its_maximum_and_the_tries_end() {
    let policy = RetryPolicy {
        max_retries: 6,
        ..RetryPolicy::default()
    };
    let waits: Vec<Option<u128>> = (0..7)
        .map(|attempt| {
            let hint = RetryHint::default();
            next_wait(&policy, attempt, &status(503), hint, NO_CHANCE).map(|wait| wait.as_millis())
        })
        .collect();
    let expected = [500, 1_000, 2_000, 4_000, 8_000, 8_000].map(Some);
    assert_eq!(waits, [&expected[..], &[None]].concat());
}

#[test]
fn chance_takes_off_at_most_a_quarter() {
    let policy = RetryPolicy::default();
    let wait = next_wait(&policy, 0, &status(503), RetryHint::default(), 1.0);
    assert_eq!(wait, Some(Duration::from_millis(375)));
}

#[test]
fn a_huge_attempt_number_does_not_overflow() {
    let policy = RetryPolicy {
        max_retries: u32::MAX,
        ..RetryPolicy::default()
    };
    let wait = next_wait(&policy, 4_000_000, &status(503), hint(&[]), NO_CHANCE);
    assert_eq!(wait, Some(policy.max));
}

#[test]
fn none_means_none() {
    let policy = RetryPolicy::none();
    assert_eq!(
        next_wait(&policy, 0, &status(503), hint(&[]), NO_CHANCE),
        None
    );
}

#[test]
fn the_servers_wish_is_followed_up_to_the_cap() {
    let policy = RetryPolicy::default();
    let cases: &[(&[(&str, &str)], u64)] = &[
        (&[("retry-after-ms", "300")], 300),
        (&[("retry-after-ms", "12.5")], 12),
        (&[("retry-after", "1")], 1_000),
        (&[("retry-after", "1.5")], 1_500),
        (&[("retry-after-ms", "300"), ("retry-after", "9")], 300),
        (&[("retry-after-ms", "soon"), ("retry-after", "9")], 9_000),
        (&[("retry-after", "Sat, 21 Nov 2026 12:00:02 GMT")], 2_000),
        (&[("retry-after", "75")], 60_000),
        (&[("retry-after", "1e300")], 500),
        (&[("retry-after", "0")], 500),
        (&[("retry-after", "-5")], 500),
        (&[("retry-after", "NaN")], 500),
        (&[("retry-after", "Sat, 21 Nov 2026 11:00:00 GMT")], 500),
        (&[("retry-after", "later")], 500),
        (&[], 500),
    ];
    for (headers, expected) in cases {
        let wait = next_wait(&policy, 0, &status(429), hint(headers), NO_CHANCE);
        assert_eq!(
            wait.map(|wait| wait.as_millis()),
            Some(u128::from(*expected)),
            "{headers:?}"
        );
    }
}

#[test]
fn the_server_may_forbid_a_retry_but_not_demand_one() {
    let policy = RetryPolicy::default();
    let forbidden = hint(&[("x-should-retry", "false")]);
    assert_eq!(
        next_wait(&policy, 0, &status(503), forbidden, NO_CHANCE),
        None
    );
    let demanded = hint(&[("x-should-retry", "true")]);
    assert_eq!(
        next_wait(&policy, 0, &status(400), demanded, NO_CHANCE),
        None
    );
}
