#![expect(
    clippy::disallowed_methods,
    reason = "the test's own browser, on loopback"
)]

use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::{Value, json};

use super::server::{MARIA, ROLES, SUE, TestServer, text};

const USERS: &str = "/v1/end-users";

impl TestServer {
    async fn fail(&self, fault: Value) {
        let reply = self.post("/practice/faults", &fault).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    }

    fn users(&self) -> reqwest::RequestBuilder {
        let key = &self.practice.endpoints().conductor.secret_key;
        self.http.get(self.at(USERS)).bearer_auth(key)
    }
}

#[tokio::test]
async fn a_status_fails_so_many_times_and_then_no_more() {
    let server = TestServer::new().await;
    server
        .fail(
            json!({ "path": USERS, "count": 2, "kind": "status", "status": 429,
                      "headers": { "retry-after": "7" } }),
        )
        .await;
    for _ in 0..2 {
        let reply = server.send(server.users()).await;
        assert_eq!(reply.status, 429);
        assert_eq!(reply.header("retry-after"), "7");
        assert_eq!(reply.json()["error"]["httpStatusCode"], 429);
    }
    assert_eq!(server.send(server.users()).await.status, 200);
}

#[tokio::test]
async fn each_service_fails_in_its_own_words_or_in_given_ones() {
    let server = TestServer::new().await;
    let fault =
        |path: &str, status: u16| json!({ "path": path, "kind": "status", "status": status });
    server.fail(fault("/oauth2/", 400)).await;
    let reply = server.refresh("anything").await;
    assert_eq!(reply.json()["error"], "invalid_grant");
    server.fail(fault("/2020-04/graphql", 429)).await;
    let reply = server.role("anything", SUE).await;
    assert_eq!(reply.status, 429);
    assert_eq!(reply.json()["code"], "ThrottleExceeded");
    assert!(reply.headers.contains_key("intuit_tid"));
    server.fail(fault("/relay/refresh", 503)).await;
    let reply = server.post("/relay/refresh", &json!({})).await;
    assert_eq!(reply.json()["source"], "relay");
    server
        .fail(json!({ "path": USERS, "kind": "status", "status": 502, "body": "<html>bad</html>" }))
        .await;
    let reply = server.send(server.users()).await;
    assert_eq!(
        (reply.status, reply.text.as_str()),
        (502, "<html>bad</html>")
    );
}

#[tokio::test]
async fn a_method_and_a_longer_path_are_distinguished() {
    let server = TestServer::new().await;
    server
        .fail(json!({ "path": USERS, "method": "DELETE", "kind": "status" }))
        .await;
    server
        .fail(json!({ "path": "/v1/end-users/end_usr_x", "kind": "status" }))
        .await;
    assert_eq!(server.send(server.users()).await.status, 200);
}

#[tokio::test]
async fn a_dropped_connection_has_done_its_work() {
    let server = TestServer::new().await;
    server
        .fail(json!({ "path": USERS, "method": "POST", "kind": "drop" }))
        .await;
    let endpoints = server.practice.endpoints();
    let create = server
        .http
        .post(server.at(USERS))
        .bearer_auth(&endpoints.conductor.secret_key)
        .json(&json!({ "companyName": "Acme", "sourceId": "1", "email": "a@acme.example" }));
    let error = create.send().await.unwrap_err();
    assert!(error.is_request(), "{error:?}");
    let list = server.send(server.users()).await.json();
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_connection_has_not() {
    let server = TestServer::new().await;
    server
        .fail(json!({ "path": "/oauth2/", "kind": "refused" }))
        .await;
    let tokens = server.code(MARIA, SUE, ROLES).await;
    let error = server
        .http
        .post(server.at("/oauth2/v1/tokens/bearer"))
        .form(&[("code", &tokens)])
        .send()
        .await
        .unwrap_err();
    assert!(error.is_request(), "{error:?}");
    assert_eq!(server.exchange(&tokens).await.status, 200);
}

#[tokio::test]
async fn a_cut_body_promises_more_than_it_brings() {
    let server = TestServer::new().await;
    server
        .fail(json!({ "path": USERS, "kind": "cut_body" }))
        .await;
    let response = server.users().send().await.unwrap();
    assert_eq!(response.status(), 200);
    let promised = response.content_length().unwrap();
    assert!(promised > 10);
    let error = response.bytes().await.unwrap_err();
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    assert_eq!(server.send(server.users()).await.status, 200);
}

#[tokio::test]
async fn wrong_json_keeps_the_status() {
    let server = TestServer::new().await;
    server
        .fail(json!({ "path": USERS, "kind": "wrong_json" }))
        .await;
    let reply = server.send(server.users()).await;
    assert_eq!(reply.status, 200);
    assert!(reply.json().get("data").is_none());
}

#[tokio::test]
async fn a_delay_is_long_enough_for_a_caller_to_give_up() {
    let server = TestServer::new().await;
    server
        .fail(json!({ "path": USERS, "count": 2, "kind": "delay", "delayMs": 300 }))
        .await;
    let began = Instant::now();
    assert_eq!(server.send(server.users()).await.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(300));

    let hasty = Client::builder()
        .timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let error = hasty.get(server.at(USERS)).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn faults_can_be_called_off_and_never_touch_the_controls() {
    let server = TestServer::new().await;
    server
        .fail(json!({ "path": "/", "count": 9, "kind": "status" }))
        .await;
    assert_eq!(server.get("/practice").await.status, 200);
    assert_eq!(server.get("/op/v1/jwks").await.status, 503);
    let off = server.http.delete(server.at("/practice/faults"));
    assert_eq!(server.send(off).await.status, 200);
    let tokens = server.connect(MARIA, SUE, ROLES).await;
    assert!(!text(&tokens, "access_token").is_empty());
    let typo = json!({ "path": "/", "kind": "explode" });
    assert_eq!(server.post("/practice/faults", &typo).await.status, 422);
}
