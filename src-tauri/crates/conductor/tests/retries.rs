//! How often is asked. The waits are microseconds; what is measured is the number of requests.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use conductor::{
    AuthSessionCreate, Conductor, EndUserCreate, Error, IntegrationSlug, PublishableKey,
    RetryPolicy, TransportKind,
};
use serde_json::{Map, Value, json};
use support::{an_id, client_of, config, end_user, envelope};
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
    let error = client_of(&server).health_check(&an_id()).await.unwrap_err();
    assert_eq!(error.code(), Some("INTEGRATION_CONNECTION_NOT_SET_UP"));
    assert_eq!(count(&server).await, 1);
}

#[tokio::test]
async fn a_bad_body_of_a_success_is_not_retried() {
    assert_eq!(tries(ResponseTemplate::new(200)).await, 1);
}

#[tokio::test]
async fn writes_are_never_retried() {
    let new_user = EndUserCreate {
        company_name: "Acme Inc.".to_owned(),
        source_id: "1".to_owned(),
        email: String::new(),
    };
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
        let mut config = config(&server.uri());
        config.retry.max_retries = max_retries;
        let failed = Conductor::new(config).unwrap().list_end_users().await;
        assert_eq!(failed.unwrap_err().status(), Some(503));
        assert_eq!(count(&server).await, expected);
    }
}

#[tokio::test]
async fn a_wish_of_an_hour_is_cut_to_the_cap() {
    for (name, value) in [("retry-after", "3600"), ("retry-after-ms", "3600000")] {
        let answer = ResponseTemplate::new(429).insert_header(name, value);
        assert_eq!(tries(answer).await, 3, "{name}");
    }
}

/// Our own wait is an hour here, so only following the server's hint ends in time.
#[tokio::test]
async fn the_servers_wish_is_followed_instead_of_our_own_wait() {
    let answer = ResponseTemplate::new(429).insert_header("retry-after-ms", "1");
    let server = server(answer).await;
    let mut config = config(&server.uri());
    config.retry = RetryPolicy {
        max_retries: 2,
        initial: Duration::from_secs(3600),
        max: Duration::from_secs(3600),
        server_wait_cap: Duration::from_secs(60),
    };
    let failed = Conductor::new(config).unwrap().list_end_users().await;
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
    let mut config = config(&server.uri());
    config.timeout = Duration::from_millis(300);
    let failed = Conductor::new(config).unwrap().list_end_users().await;
    let kind = match failed.unwrap_err() {
        Error::Transport { kind, .. } => kind,
        other => panic!("{other:?}"),
    };
    assert_eq!(kind, TransportKind::Timeout);
    assert_eq!(count(&server).await, 1);
}
