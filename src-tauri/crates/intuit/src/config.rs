//! What every client takes from its owner.

use std::time::Duration;

use rand::Rng;

/// How often and how patiently a *read* is tried again. Writes are never repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Tries after the first one.
    pub max_retries: u32,
    /// Wait before the first retry; it doubles each time.
    pub initial: Duration,
    /// The longest wait this policy chooses by itself.
    pub max: Duration,
    /// The longest wait a server may ask for; a longer one ends the retries at once.
    pub server_wait_cap: Duration,
}

impl Default for RetryPolicy {
    /// Two retries, 0.5 s doubling up to 8 s, and up to 60 s when a server asks for it.
    fn default() -> Self {
        Self {
            max_retries: 2,
            initial: Duration::from_millis(500),
            max: Duration::from_secs(8),
            server_wait_cap: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// One try, whatever happens.
    #[must_use]
    pub fn none() -> Self {
        Self {
            max_retries: 0,
            ..Self::default()
        }
    }

    /// How long to wait before retry number `retry` (from 0), or `None` when the policy is used
    /// up or the server asks for more patience than allowed.
    pub(crate) fn wait(&self, retry: u32, server_asks: Option<Duration>) -> Option<Duration> {
        if retry >= self.max_retries {
            return None;
        }
        if let Some(asked) = server_asks {
            return (asked <= self.server_wait_cap).then_some(asked);
        }
        let full = self
            .initial
            .saturating_mul(2_u32.saturating_pow(retry))
            .min(self.max);
        // Between half and all of it, so that many clients do not come back together.
        Some(full.mul_f64(rand::thread_rng().gen_range(0.5..=1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_the_cap_and_then_end() {
        let policy = RetryPolicy {
            max_retries: 3,
            initial: Duration::from_secs(1),
            max: Duration::from_secs(3),
            server_wait_cap: Duration::from_secs(60),
        };
        for (retry, low, high) in [(0, 0.5, 1.0), (1, 1.0, 2.0), (2, 1.5, 3.0)] {
            let wait = policy.wait(retry, None).map(|w| w.as_secs_f64());
            assert!(
                wait.is_some_and(|w| (low..=high).contains(&w)),
                "retry {retry}: {wait:?}"
            );
        }
        assert_eq!(policy.wait(3, None), None);
        assert_eq!(RetryPolicy::none().wait(0, None), None);
    }

    #[test]
    fn a_server_is_obeyed_within_reason() {
        let policy = RetryPolicy::default();
        let asked = Duration::from_secs(60);
        assert_eq!(policy.wait(0, Some(asked)), Some(asked));
        assert_eq!(policy.wait(0, Some(asked + Duration::from_secs(1))), None);
    }
}
