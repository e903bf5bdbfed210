//! When to ask again, and how long to wait first. Decisions only.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::HeaderMap;

use crate::exchange::header_text;

/// How often and how patiently a **read** is asked again after a failure that may pass. A write never is: where a
/// service has no idempotency keys, a write whose answer was lost may still have happened.
///
/// The wait is the server's [`RetryHint`] when it names one; otherwise [`initial`](Self::initial), doubled with each
/// attempt, at most [`max`](Self::max), less up to a quarter by chance, so that many clients do not come back together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Attempts after the first one; 0 = never.
    pub max_retries: u32,
    /// The first wait.
    pub initial: Duration,
    /// The longest wait that this policy chooses by itself.
    pub max: Duration,
    /// The longest wait that a server may ask for. One that asks for more is not asked again at all: asking earlier
    /// would be refused once more, and the caller is not held for so long.
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

    /// With this many attempts after the first one.
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// With this first and this longest wait of its own.
    #[must_use]
    pub fn waits(mut self, initial: Duration, max: Duration) -> Self {
        (self.initial, self.max) = (initial, max);
        self
    }

    /// With this longest wait that a server may ask for.
    #[must_use]
    pub fn server_wait_cap(mut self, cap: Duration) -> Self {
        self.server_wait_cap = cap;
        self
    }

    /// How long to wait before retry number `retry` (from 0), or `None` to give up.
    #[must_use]
    pub fn wait(&self, retry: u32, hint: RetryHint) -> Option<Duration> {
        self.wait_by_chance(retry, hint, rand::random())
    }

    /// `chance` is in `0.0..1.0`.
    fn wait_by_chance(&self, retry: u32, hint: RetryHint, chance: f64) -> Option<Duration> {
        if retry >= self.max_retries || hint.forbidden {
            return None;
        }
        if let Some(wait) = hint.wait {
            return (wait <= self.server_wait_cap).then_some(wait);
        }
        let doubled = self
            .initial
            .saturating_mul(2_u32.saturating_pow(retry))
            .min(self.max);
        Some(doubled.mul_f64(1.0 - 0.25 * chance.clamp(0.0, 1.0)))
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

/// What a server says about asking again: `retry-after-ms`, `retry-after` in seconds or as an HTTP date
/// (RFC 9110 §10.2.3), and `x-should-retry`, which may forbid it but cannot demand it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetryHint {
    wait: Option<Duration>,
    forbidden: bool,
}

impl RetryHint {
    /// Reads it from the headers of an answer that came at `now`.
    #[must_use]
    pub fn from_headers(headers: &HeaderMap, now: Timestamp) -> Self {
        const LONGEST: usize = 100;
        let text = |name| header_text(headers, name, LONGEST);
        let milliseconds = text("retry-after-ms")
            .and_then(|text| text.parse::<f64>().ok())
            .map(|number| number / 1000.0);
        let seconds = || {
            let text = text("retry-after")?;
            text.parse::<f64>()
                .ok()
                .or_else(|| seconds_until(&text, now))
        };
        Self {
            wait: milliseconds
                .or_else(seconds)
                .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
                // `Retry-After: 0` is no wait; our own backoff still protects the server.
                .filter(|wait| !wait.is_zero()),
            forbidden: text("x-should-retry").as_deref() == Some("false"),
        }
    }
}

/// Whether the same request may be answered otherwise a little later: 408, 429 and 5xx.
#[must_use]
pub fn may_pass(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}

fn seconds_until(http_date: &str, now: Timestamp) -> Option<f64> {
    let then = jiff::fmt::rfc2822::parse(http_date).ok()?.timestamp();
    Some(then.duration_since(now).as_secs_f64())
}

#[cfg(test)]
#[path = "retry_tests.rs"]
mod tests;
