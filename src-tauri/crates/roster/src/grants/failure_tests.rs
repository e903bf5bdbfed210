use super::*;
use FailureKind::{Answered, KeyRefused, Unreachable};

fn oauth(status: u16, error: intuit::OAuthErrorCode) -> intuit::Error {
    intuit::Error::OAuth(intuit::OAuthError::new(status, error))
}

fn page(status: u16) -> intuit::Error {
    intuit::Error::UnexpectedStatus {
        status,
        intuit_tid: None,
        excerpt: "<html>".to_owned(),
    }
}

fn transport(kind: intuit::TransportKind) -> intuit::Error {
    intuit::Error::Transport(intuit::TransportError::new(kind, "it broke"))
}

#[test]
fn what_an_error_of_intuits_says_about_whom() {
    use intuit::OAuthErrorCode::{InvalidClient, InvalidGrant, InvalidRequest};
    for (error, kind, code) in [
        (oauth(401, InvalidClient), KeyRefused, "invalid_client"),
        (oauth(400, InvalidRequest), Unreachable, "invalid_request"),
        // Well worded, and about the service all the same.
        (oauth(503, InvalidGrant), Unreachable, "invalid_grant"),
        (oauth(429, InvalidGrant), Unreachable, "throttled"),
        (page(502), Unreachable, "http_502"),
        (page(404), Unreachable, "http_404"),
        (
            intuit::Error::Decode {
                status: 200,
                intuit_tid: None,
                reason: "it is not JSON".to_owned(),
                source: None,
            },
            Unreachable,
            "unreadable_answer",
        ),
        (intuit::IdTokenError::Signature.into(), Answered, "id_token"),
        (
            transport(intuit::TransportKind::Connect),
            Unreachable,
            NO_CONNECTION,
        ),
        (
            transport(intuit::TransportKind::Cut),
            Unreachable,
            NO_ANSWER,
        ),
    ] {
        let failure = intuit_failure(&error);
        assert_eq!(
            (failure.kind, failure.code.as_str()),
            (kind, code),
            "{error}"
        );
    }
}
