use reqwest::header::{HeaderName, HeaderValue};

use super::*;

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

fn milliseconds(policy: &RetryPolicy, retry: u32, hint: RetryHint) -> Option<u128> {
    let wait = policy.wait_by_chance(retry, hint, NO_CHANCE);
    wait.map(|wait| wait.as_millis())
}

#[test]
fn a_refusal_that_may_pass_is_known_by_its_status() {
    for passing in [408, 429, 500, 502, 503, 504, 599] {
        assert!(may_pass(passing), "{passing}");
    }
    for lasting in [301, 400, 401, 403, 404, 409, 410, 422] {
        assert!(!may_pass(lasting), "{lasting}");
    }
}

#[test]
fn our_own_wait_doubles_up_to_its_maximum_and_the_tries_end() {
    let policy = RetryPolicy {
        max_retries: 6,
        ..RetryPolicy::default()
    };
    let waits: Vec<_> = (0..7)
        .map(|retry| milliseconds(&policy, retry, RetryHint::default()))
        .collect();
    let expected = [500, 1_000, 2_000, 4_000, 8_000, 8_000].map(Some);
    assert_eq!(waits, [&expected[..], &[None]].concat());
}

#[test]
fn chance_takes_off_at_most_a_quarter() {
    let policy = RetryPolicy::default();
    let wait = policy.wait_by_chance(0, RetryHint::default(), 1.0);
    assert_eq!(wait, Some(Duration::from_millis(375)));
    for _ in 0..100 {
        let wait = policy.wait(0, RetryHint::default()).unwrap();
        assert!((375..=500).contains(&wait.as_millis()), "{wait:?}");
    }
}

#[test]
fn a_huge_attempt_number_does_not_overflow() {
    let policy = RetryPolicy {
        max_retries: u32::MAX,
        ..RetryPolicy::default()
    };
    let wait = policy.wait_by_chance(4_000_000, hint(&[]), NO_CHANCE);
    assert_eq!(wait, Some(policy.max));
}

#[test]
fn none_means_none() {
    assert_eq!(RetryPolicy::none().wait(0, hint(&[])), None);
}

type Headers = &'static [(&'static str, &'static str)];

#[test]
fn the_servers_hint_is_followed_up_to_the_cap_and_a_longer_one_ends_the_tries() {
    let policy = RetryPolicy::default();
    let cases: &[(Headers, Option<u128>)] = &[
        (&[("retry-after-ms", "300")], Some(300)),
        (&[("retry-after-ms", "1500")], Some(1_500)),
        (&[("retry-after-ms", "12.5")], Some(12)),
        (&[("retry-after", "1")], Some(1_000)),
        (&[("retry-after", "1.5")], Some(1_500)),
        (&[("retry-after", "60")], Some(60_000)),
        (
            &[("retry-after-ms", "300"), ("retry-after", "9")],
            Some(300),
        ),
        (
            &[("retry-after-ms", "soon"), ("retry-after", "9")],
            Some(9_000),
        ),
        (
            &[("retry-after", "Sat, 21 Nov 2026 12:00:02 GMT")],
            Some(2_000),
        ),
        (&[("retry-after", "61")], None),
        (&[("retry-after", "75")], None),
        (&[("retry-after-ms", "3600000")], None),
        (&[("retry-after", "1e300")], Some(500)),
        (&[("retry-after", "0")], Some(500)),
        (&[("retry-after", "-5")], Some(500)),
        (&[("retry-after", "NaN")], Some(500)),
        (
            &[("retry-after", "Sat, 21 Nov 2026 11:00:00 GMT")],
            Some(500),
        ),
        (&[("retry-after", "later")], Some(500)),
        (&[("x-other", "1")], Some(500)),
        (&[], Some(500)),
    ];
    for (headers, expected) in cases {
        let wait = milliseconds(&policy, 0, hint(headers));
        assert_eq!(wait, *expected, "{headers:?}");
    }
}

#[test]
fn the_server_may_forbid_a_retry() {
    let policy = RetryPolicy::default();
    let forbidden = hint(&[("x-should-retry", "false")]);
    assert_eq!(policy.wait(0, forbidden), None);
    let demanded = hint(&[("x-should-retry", "true")]);
    assert_eq!(milliseconds(&policy, 0, demanded), Some(500));
    assert_eq!(policy.wait(2, demanded), None);
}
