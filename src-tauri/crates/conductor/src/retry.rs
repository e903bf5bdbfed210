//! Which failures of a read are worth a retry.

use std::time::Duration;

use http_client::{RetryHint, RetryPolicy, TransportKind, may_pass};

use crate::error::{Error, codes};

/// How long to wait before asking again, or `None` to give up. `retry` counts from 0.
///
/// Asked again: connections that fail or break off, and the statuses 408, 429 and 5xx. Not asked
/// again: every other 4xx, among them 409 (the client has not connected QuickBooks yet), an answer
/// from QuickBooks itself (`QBD_REQUEST_ERROR`, although its status is 502), and a call that used up its whole
/// timeout, which is the caller's patience.
///
/// Source of headers, numbers and jitter: the official clients `conductor-node` 12.43 and `conductor-py` 1.92, which
/// also retry writes and 409; that part is left out on purpose.
pub(crate) fn next_wait(
    policy: &RetryPolicy,
    retry: u32,
    error: &Error,
    hint: RetryHint,
) -> Option<Duration> {
    let again = match error {
        Error::Transport(error) => {
            matches!(error.kind(), TransportKind::Connect | TransportKind::Cut)
        }
        Error::Api(error) => may_pass(error.status) && error.code != codes::QBD_REQUEST_ERROR,
        Error::UnexpectedStatus { status, .. } => may_pass(*status),
        _ => false,
    };
    again.then(|| policy.wait(retry, hint)).flatten()
}

#[cfg(test)]
#[path = "retry_tests.rs"]
mod tests;
