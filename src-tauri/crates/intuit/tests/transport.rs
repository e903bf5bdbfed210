//! Answers that do not arrive, arrive in part, or had better be asked for again.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::time::Duration;

use intuit::{Error, Intuit, TransportKind};
use serde_json::json;
use support::{access, endpoints, intuit, quick, raw_server, realm};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn error_of(answer: ResponseTemplate) -> Error {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(answer)
        .mount(&server)
        .await;
    intuit(&server.uri(), 0)
        .query_user_role(&access(), &realm())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_token() {
    let elsewhere = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200))
        .expect(0)
        .mount(&elsewhere)
        .await;
    let error =
        error_of(ResponseTemplate::new(302).insert_header("location", elsewhere.uri())).await;
    assert_eq!(error.status(), Some(302));
}

#[tokio::test]
async fn a_cut_body_and_a_closed_connection_are_distinguished() {
    let cut = raw_server(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"data\"",
    )
    .await;
    let closed = raw_server("").await;
    for (origin, expected) in [(cut, TransportKind::Cut), (closed, TransportKind::Other)] {
        let error = intuit(&origin, 0)
            .query_user_role(&access(), &realm())
            .await
            .unwrap_err();
        let Error::Transport(failed) = &error else {
            panic!("{error:?}")
        };
        let reason = failed.cause();
        assert_eq!(failed.kind(), expected, "{reason}");
        assert!(
            !reason.is_empty() && !reason.contains("127.0.0.1"),
            "{reason}"
        );
    }
}

#[tokio::test]
async fn nobody_listening_is_a_failed_connection() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = intuit(&origin, 1)
        .query_user_role(&access(), &realm())
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Transport(failed) if failed.kind() == TransportKind::Connect),
        "{error:?}"
    );
    let mut innermost = std::error::Error::source(&error);
    while let Some(cause) = innermost.and_then(std::error::Error::source) {
        innermost = Some(cause);
    }
    assert!(
        innermost.is_some_and(<dyn std::error::Error>::is::<std::io::Error>),
        "{innermost:?}"
    );
}

#[tokio::test]
async fn an_endless_body_is_not_read() {
    let huge = "x".repeat(2 * 1024 * 1024);
    let error = error_of(ResponseTemplate::new(200).set_body_string(huge)).await;
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
}

#[tokio::test]
async fn reads_are_tried_again_when_it_may_help() {
    for (status, tries) in [(429, 3), (503, 3), (408, 3), (400, 1), (401, 1), (403, 1)] {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .respond_with(ResponseTemplate::new(status))
            .expect(tries)
            .mount(&server)
            .await;
        let error = intuit(&server.uri(), 2)
            .query_user_role(&access(), &realm())
            .await
            .unwrap_err();
        assert_eq!(error.status(), Some(status));
        server.verify().await;
    }
}

#[tokio::test]
async fn a_retry_that_succeeds_is_the_answer() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(503).insert_header("retry-after", "0"))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "data": { "user": null } })))
        .expect(1)
        .mount(&server)
        .await;
    let answer = intuit(&server.uri(), 1)
        .query_user_role(&access(), &realm())
        .await
        .unwrap();
    assert_eq!(answer.role, None);
}

#[tokio::test]
async fn a_server_that_asks_for_too_much_patience_is_not_waited_for() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(429).insert_header("retry-after", "3600"))
        .expect(1)
        .mount(&server)
        .await;
    let error = intuit(&server.uri(), 2)
        .query_user_role(&access(), &realm())
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(429));
}

#[tokio::test]
async fn a_slow_answer_is_a_time_out_and_not_asked_for_again() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200).set_delay(Duration::from_secs(30)))
        .expect(1)
        .mount(&server)
        .await;
    let client = Intuit::builder(endpoints(&server.uri()))
        .timeout(Duration::from_millis(200))
        .retry(quick(2))
        .build()
        .unwrap();
    let error = client
        .query_user_role(&access(), &realm())
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Transport(failed) if failed.kind() == TransportKind::Timeout),
        "{error:?}"
    );
}
