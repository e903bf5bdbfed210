//! What becomes of bodies that are not what they should be. The documented errors are in `fixtures.rs`.
#![expect(clippy::unwrap_used, reason = "tests")]

use conductor::{Error, TransportError, TransportKind};
use error_json::error_json;
use serde_json::json;
use support::{KEY, an_id, builder, client_of, end_user, envelope};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

#[path = "../examples/shared/error_json.rs"]
mod error_json;
mod support;

async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

async fn error_of(answer: ResponseTemplate) -> Error {
    let server = server(answer).await;
    client_of(&server)
        .retrieve_end_user(&an_id())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn the_request_id_comes_from_the_header_when_the_body_has_none() {
    let answer = ResponseTemplate::new(404)
        .insert_header("Conductor-Request-Id", "req_header")
        .set_body_json(json!({"error": {"type": "INVALID_REQUEST_ERROR", "code": "X"}}));
    assert_eq!(error_of(answer).await.request_id(), Some("req_header"));
}

#[tokio::test]
async fn an_envelope_sent_as_plain_text_is_still_read() {
    let body = envelope(404, "INVALID_REQUEST_ERROR", "RESOURCE_MISSING").to_string();
    let answer = ResponseTemplate::new(404).set_body_raw(body, "text/plain");
    let error = error_of(answer).await;
    assert_eq!(error.code(), Some("RESOURCE_MISSING"));
}

#[tokio::test]
async fn statuses_without_the_envelope_keep_the_beginning_of_the_body() {
    let long = "x".repeat(10_000);
    let cases = [
        (
            502,
            "<html>\n<h1>Bad gateway</h1>",
            "<html> <h1>Bad gateway</h1>",
        ),
        (500, "", ""),
        (403, "Forbidden", "Forbidden"),
        (404, r#"{"detail":"not here"}"#, r#"{"detail":"not here"}"#),
        (503, r#"{"error":{"mess"#, r#"{"error":{"mess"#),
        (302, "", ""),
        (429, &long, &format!("{}…", &long[..200])),
    ];
    for (status, body, expected) in cases {
        let answer = ResponseTemplate::new(status)
            .insert_header("conductor-request-id", "req_7")
            .insert_header("location", "/v1/elsewhere")
            .set_body_raw(body, "text/html");
        assert_eq!(
            error_of(answer).await,
            Error::UnexpectedStatus {
                status,
                request_id: Some("req_7".to_owned()),
                excerpt: expected.to_owned(),
            }
        );
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_an_error_and_no_panic() {
    let bytes = vec![0xFF, 0xFE, 0x00, 0x80];
    let answer = ResponseTemplate::new(500).set_body_raw(bytes.clone(), "application/json");
    assert_eq!(error_of(answer).await.status(), Some(500));
    let answer = ResponseTemplate::new(200).set_body_raw(bytes, "application/json");
    assert!(matches!(error_of(answer).await, Error::Decode { .. }));
}

#[tokio::test]
async fn a_success_with_another_body_is_a_decode_error() {
    let whole = end_user().to_string();
    let cut = &whole[..whole.len() / 2];
    let null_name = whole.replace("\"Acme Inc.\"", "null");
    let cases = [
        (200, "", "the body is empty"),
        (204, "", "the body is empty"),
        (200, "<html>Sign in</html>", "not JSON"),
        (200, cut, "stops in the middle"),
        (200, "[]", "wrong type"),
        (200, "null", "wrong type"),
        (200, r#"{"hello":1}"#, "missing field `id`"),
        (200, &null_name, "wrong type"),
        (200, &format!("{whole} and more"), "not JSON"),
    ];
    for (status, body, expected) in cases {
        let answer = ResponseTemplate::new(status)
            .insert_header("conductor-request-id", "req_8")
            .set_body_raw(body, "application/json");
        let error = error_of(answer).await;
        assert_eq!(error.request_id(), Some("req_8"));
        let Error::Decode { reason, .. } = error else {
            panic!("{body}: {error:?}");
        };
        assert!(reason.starts_with("retrieve end-user: "), "{reason}");
        assert!(reason.contains(expected), "{body} => {reason}");
    }
}

#[tokio::test]
async fn json_sent_as_plain_text_is_read() {
    let answer = ResponseTemplate::new(200).set_body_raw(end_user().to_string(), "text/plain");
    let server = server(answer).await;
    let found = client_of(&server).retrieve_end_user(&an_id()).await;
    assert_eq!(found.unwrap().id, an_id());
}

#[tokio::test]
async fn a_key_repeated_by_the_server_reaches_no_error() {
    let mut wire = envelope(401, "AUTHENTICATION_ERROR", "API_KEY_INVALID");
    wire["error"]["message"] = json!(format!("Invalid API key provided: '{KEY}'"));
    for answer in [
        ResponseTemplate::new(401).set_body_json(&wire),
        ResponseTemplate::new(400).set_body_string(format!("authorization: Bearer {KEY}")),
    ] {
        let error = error_of(answer).await;
        let shown = format!("{error} {error:?} {}", error_json(&error));
        assert!(shown.contains("[redacted]"), "{shown}");
        assert!(!shown.contains(KEY), "{shown}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = server(ResponseTemplate::new(200).set_body_json(end_user())).await;
    let answer = ResponseTemplate::new(307).insert_header("location", elsewhere.uri().as_str());
    let here = server(answer).await;
    let client = builder(&here.uri()).build().unwrap();
    let error = client.retrieve_end_user(&an_id()).await.unwrap_err();
    assert_eq!(error.status(), Some(307));
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_answer_is_read_up_to_its_limit_and_the_list_may_be_long() {
    let mut one = end_user();
    one["companyName"] = json!("x".repeat(2 << 20));
    let answer = |status: u16| ResponseTemplate::new(status).set_body_json(&one);
    let Error::Decode { reason, .. } = error_of(answer(200)).await else {
        panic!("two megabytes about one end-user were read");
    };
    assert!(reason.contains("longer than 1048576 bytes"), "{reason}");
    let Error::UnexpectedStatus { excerpt, .. } = error_of(answer(404)).await else {
        panic!("two megabytes of a refusal were read");
    };
    assert!(excerpt.contains("longer than 1048576 bytes"), "{excerpt}");

    // More than a large firm has.
    let many = vec![end_user(); 25_000];
    let list = json!({ "objectType": "list", "url": "/v1/end-users", "data": many });
    let length = list.to_string().len();
    assert!(length > 4 << 20, "{length}");
    let server = server(ResponseTemplate::new(200).set_body_json(list)).await;
    let found = client_of(&server).list_end_users().await.unwrap();
    assert_eq!(found.data.len(), 25_000);
}

#[test]
fn errors_found_here_are_json_of_the_same_shape() {
    let cases = [
        (
            Error::Transport(TransportError::new(TransportKind::Cut, "end of file")),
            "CLIENT_TRANSPORT",
        ),
        (
            Error::UnexpectedStatus {
                status: 502,
                request_id: None,
                excerpt: "<html>".to_owned(),
            },
            "CLIENT_UNEXPECTED_STATUS",
        ),
        (
            Error::Decode {
                status: 200,
                request_id: None,
                reason: "the body is empty".to_owned(),
                source: None,
            },
            "CLIENT_DECODE",
        ),
        (
            Error::InvalidRequest("The id is empty.".to_owned()),
            "CLIENT_INVALID_REQUEST",
        ),
        (
            Error::Config {
                reason: "No.".to_owned(),
                source: None,
            },
            "CLIENT_CONFIG",
        ),
    ];
    for (error, expected) in cases {
        let json = error_json(&error);
        assert_eq!(json["error"]["type"], expected);
        assert_eq!(json["error"]["message"], error.to_string());
    }
}
