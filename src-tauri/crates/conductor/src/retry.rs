//! When to ask again, and how long to wait first. Decisions only; the clock and chance come in.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::error::{Error, TransportKind, codes};

/// How often a **read** is asked again after a failure that may pass. Writes never are: the
/// service has no idempotency keys, and a create whose answer was lost may still have happened.
///
/// Asked again: connections that fail or break off, and the statuses 408, 429 and 5xx. Not asked
/// again: every other 4xx, among them 409 (the client has not connected QuickBooks yet), an answer
/// from QuickBooks itself (`QBD_REQUEST_ERROR`, although its status is 502), anything for which
/// the server says `x-should-retry: false`, and a call that used up its whole
/// [`timeout`](crate::Config::timeout), which is the caller's patience.
///
/// The wait is the server's `retry-after-ms` or `retry-after` (seconds or an HTTP date) when it
/// names one, at most [`server_wait_cap`](Self::server_wait_cap); otherwise
/// [`initial`](Self::initial) doubled with each attempt, at most [`max`](Self::max), less up to a
/// quarter by chance. Source of headers, numbers and jitter: the official clients
/// `conductor-node` 12.43 and `conductor-py` 1.92, which also retry writes and 409; that part is
/// left out on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How many times a read is asked again; 0 = never.
    pub max_retries: u32,
    /// The first wait.
    pub initial: Duration,
    /// The longest wait of our own choosing.
    pub max: Duration,
    /// The longest wait the server may impose.
    pub server_wait_cap: Duration,
}

impl RetryPolicy {
    /// Every call is made once.
    #[must_use]
    pub fn none() -> Self {
        Self {
            max_retries: 0,
            ..Self::default()
        }
    }
}

impl Default for RetryPolicy {
    /// 2 retries; 0.5 s, doubled, up to 8 s; a server's hint is followed up to 60 s.
    fn default() -> Self {
        Self {
            max_retries: 2,
            initial: Duration::from_millis(500),
            max: Duration::from_secs(8),
            server_wait_cap: Duration::from_secs(60),
        }
    }
}

/// What the server says about trying again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RetryHint {
    wait: Option<Duration>,
    forbidden: bool,
}

impl RetryHint {
    pub(crate) fn from_headers(headers: &HeaderMap, now: jiff::Timestamp) -> Self {
        let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
        let milliseconds = text("retry-after-ms")
            .and_then(|text| text.parse::<f64>().ok())
            .map(|number| number / 1000.0);
        let seconds = || {
            let text = text(RETRY_AFTER.as_str())?;
            text.parse::<f64>()
                .ok()
                .or_else(|| seconds_until(text, now))
        };
        Self {
            wait: milliseconds
                .or_else(seconds)
                .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
                // "Now" is no wait; our own backoff keeps a confused server from being hammered.
                .filter(|wait| !wait.is_zero()),
            forbidden: text("x-should-retry") == Some("false"),
        }
    }
}

/// How long to wait before asking again, or `None` to give up. `attempt` counts from 0, `chance`
/// is in `0.0..1.0`.
pub(crate) fn next_wait(
    policy: &RetryPolicy,
    attempt: u32,
    error: &Error,
    hint: RetryHint,
    chance: f64,
) -> Option<Duration> {
    if attempt >= policy.max_retries || hint.forbidden || !may_pass(error) {
        return None;
    }
    if let Some(wait) = hint.wait {
        return Some(wait.min(policy.server_wait_cap));
    }
    let doubled = policy
        .initial
        .saturating_mul(2_u32.saturating_pow(attempt))
        .min(policy.max);
    Some(doubled.mul_f64(1.0 - 0.25 * chance.clamp(0.0, 1.0)))
}

fn may_pass(error: &Error) -> bool {
    let passing = |status: u16| matches!(status, 408 | 429 | 500..=599);
    match error {
        Error::Transport { kind, .. } => {
            matches!(kind, TransportKind::Connect | TransportKind::Cut)
        }
        Error::Api(error) => passing(error.status) && error.code != codes::QBD_REQUEST_ERROR,
        Error::UnexpectedStatus { status, .. } => passing(*status),
        _ => false,
    }
}

fn seconds_until(http_date: &str, now: jiff::Timestamp) -> Option<f64> {
    let then = jiff::fmt::rfc2822::parse(http_date).ok()?.timestamp();
    Some(then.duration_since(now).as_secs_f64())
}

#[cfg(test)]
#[path = "retry_tests.rs"]
mod tests;
