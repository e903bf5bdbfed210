use http_client::TransportError;

use super::*;
use crate::error::{ApiError, ErrorType};

fn status(status: u16) -> Error {
    Error::UnexpectedStatus {
        status,
        request_id: None,
        excerpt: String::new(),
    }
}

fn api(status: u16, code: &str) -> Error {
    let error = ApiError::new(status, ErrorType::IntegrationError, code);
    Error::Api(Box::new(error))
}

fn transport(kind: TransportKind) -> Error {
    Error::Transport(TransportError::new(kind, "it ended"))
}

fn is_retried(error: &Error) -> bool {
    let policy = RetryPolicy::default();
    next_wait(&policy, 0, error, RetryHint::default()).is_some()
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
