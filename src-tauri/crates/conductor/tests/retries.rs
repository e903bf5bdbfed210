//! How often is asked. The waits are microseconds; what is measured is the number of requests.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use conductor::{
    AuthSessionCreate, EndUserCreate, Error, IntegrationSlug, PublishableKey, RetryPolicy,
    TransportKind,
};
use serde_json::{Map, Value, json};
use support::{an_id, builder, client_of, end_user, envelope};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

mod support;

const PATIENCE: Duration = Duration::from_secs(60);

async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

async fn count(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// How many requests one read makes when every answer is this one.
async fn tries(answer: ResponseTemplate) -> usize {
    let server = server(answer).await;
    let client = client_of(&server);
    let id = an_id();
    // A wait that is not cut would otherwise hold the whole run for hours.
    let asked = tokio::time::timeout(PATIENCE, client.retrieve_end_user(&id)).await;
    assert!(asked.unwrap().is_err());
    count(&server).await
}

#[tokio::test]
async fn reads_are_retried_on_statuses_that_may_pass() {
    for status in [408, 429, 500, 502, 503, 504] {
        assert_eq!(tries(ResponseTemplate::new(status)).await, 3, "{status}");
    }
}

#[tokio::test]
async fn reads_are_not_retried_on_other_statuses() {
    for status in [302, 400, 401, 403, 404, 409, 422] {
        assert_eq!(tries(ResponseTemplate::new(status)).await, 1, "{status}");
    }
}

#[tokio::test]
async fn the_code_decides_for_502() {
    let quickbooks = envelope(502, "INTEGRATION_ERROR", "QBD_REQUEST_ERROR");
    let answer = ResponseTemplate::new(502).set_body_json(quickbooks);
    assert_eq!(tries(answer).await, 1);
    let connection = envelope(502, "INTEGRATION_CONNECTION_ERROR", "QBD_CONNECTION_ERROR");
    let answer = ResponseTemplate::new(502).set_body_json(connection);
    assert_eq!(tries(answer).await, 3);
}

#[tokio::test]
async fn a_client_that_is_not_set_up_is_asked_once() {
    let body = envelope(
        409,
        "INTEGRATION_CONNECTION_ERROR",
        "INTEGRATION_CONNECTION_NOT_SET_UP",
    );
    let server = server(ResponseTemplate::new(409).set_body_json(body)).await;
    let client = client_of(&server);
    let error = client.retrieve_end_user(&an_id()).await.unwrap_err();
    assert_eq!(error.code(), Some("INTEGRATION_CONNECTION_NOT_SET_UP"));
    assert_eq!(count(&server).await, 1);
}

/// Each one may start QuickBooks and hold it for a minute.
#[tokio::test]
async fn a_health_check_is_made_once_whatever_the_policy_says() {
    for status in [408, 409, 429, 500, 502, 503, 504] {
        let server = server(ResponseTemplate::new(status)).await;
        let failed = client_of(&server).health_check(&an_id()).await;
        assert_eq!(failed.unwrap_err().status(), Some(status));
        assert_eq!(count(&server).await, 1, "{status}");
    }
}

#[tokio::test]
async fn books_without_retries_are_asked_once() {
    let invoices = conductor::catalogue::Resource::by_path("invoices").unwrap();
    let server = server(ResponseTemplate::new(503)).await;
    let client = client_of(&server);
    let id = an_id();
    for (books, expected) in [
        (client.books(&id).without_retries(), 1),
        (client.books(&id), 1 + 3),
    ] {
        let failed = books.retrieve(invoices, "1-2").await;
        assert_eq!(failed.unwrap_err().status(), Some(503));
        assert_eq!(count(&server).await, expected);
    }
}

#[tokio::test]
async fn a_bad_body_of_a_success_is_not_retried() {
    assert_eq!(tries(ResponseTemplate::new(200)).await, 1);
}

#[tokio::test]
async fn writes_are_never_retried() {
    let new_user = EndUserCreate::new("Acme Inc.", "1", "");
    let new_session = AuthSessionCreate::new(PublishableKey::new("pk"), an_id());
    let query: Map<String, Value> = Map::from_iter([("HostQueryRq".to_owned(), json!({}))]);
    for status in [408, 429, 500, 503] {
        let server = server(ResponseTemplate::new(status)).await;
        let client = client_of(&server);
        let desktop = IntegrationSlug::QuickbooksDesktop;
        let results = [
            client.create_end_user(&new_user).await.err(),
            client.create_auth_session(&new_session).await.err(),
            client.passthrough(&an_id(), &desktop, &query).await.err(),
            client.delete_end_user(&an_id()).await.err(),
        ];
        for error in results {
            assert_eq!(error.unwrap().status(), Some(status));
        }
        assert_eq!(count(&server).await, 4, "{status}");
    }
}

#[tokio::test]
async fn an_answer_after_a_failure_is_the_result() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(end_user()))
        .mount(&server)
        .await;
    let found = client_of(&server).retrieve_end_user(&an_id()).await;
    assert_eq!(found.unwrap().id, an_id());
    assert_eq!(count(&server).await, 2);
}

#[tokio::test]
async fn the_last_failure_is_the_one_reported() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    let missing = envelope(404, "INVALID_REQUEST_ERROR", "RESOURCE_MISSING");
    Mock::given(any())
        .respond_with(ResponseTemplate::new(404).set_body_json(missing))
        .mount(&server)
        .await;
    let error = client_of(&server)
        .retrieve_end_user(&an_id())
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("RESOURCE_MISSING"));
    assert_eq!(count(&server).await, 2);
}

#[tokio::test]
async fn the_number_of_retries_is_the_policys() {
    for (max_retries, expected) in [(0, 1), (1, 2), (4, 5)] {
        let server = server(ResponseTemplate::new(503)).await;
        let retry = RetryPolicy::default()
            .max_retries(max_retries)
            .waits(Duration::from_micros(10), Duration::from_micros(20));
        let client = builder(&server.uri()).retry(retry).build().unwrap();
        let failed = client.list_end_users().await;
        assert_eq!(failed.unwrap_err().status(), Some(503));
        assert_eq!(count(&server).await, expected);
    }
}

#[tokio::test]
async fn a_hint_of_an_hour_ends_the_tries() {
    for (name, value) in [("retry-after", "3600"), ("retry-after-ms", "3600000")] {
        let answer = ResponseTemplate::new(429).insert_header(name, value);
        assert_eq!(tries(answer).await, 1, "{name}");
    }
}

/// Our own wait is an hour here, so only following the server's hint ends in time.
#[tokio::test]
async fn the_servers_hint_is_followed_instead_of_our_own_wait() {
    let answer = ResponseTemplate::new(429).insert_header("retry-after-ms", "1");
    let server = server(answer).await;
    let hour = Duration::from_secs(3600);
    let retry = RetryPolicy::default().waits(hour, hour);
    let client = builder(&server.uri()).retry(retry).build().unwrap();
    let failed = client.list_end_users().await;
    assert_eq!(failed.unwrap_err().status(), Some(429));
    assert_eq!(count(&server).await, 3);
}

#[tokio::test]
async fn the_server_may_forbid_a_retry() {
    let answer = ResponseTemplate::new(503).insert_header("x-should-retry", "false");
    assert_eq!(tries(answer).await, 1);
}

#[tokio::test]
async fn a_call_that_used_up_its_time_is_not_made_again() {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(3600));
    let server = server(slow).await;
    let client = builder(&server.uri())
        .timeout(Duration::from_millis(300))
        .build()
        .unwrap();
    let failed = client.list_end_users().await;
    let kind = match failed.unwrap_err() {
        Error::Transport(error) => error.kind(),
        other => panic!("{other:?}"),
    };
    assert_eq!(kind, TransportKind::Timeout);
    assert_eq!(count(&server).await, 1);
}
