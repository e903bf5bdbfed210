//! The `user_role` example, as a person runs it. `cargo test` builds it beside the tests.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::path::PathBuf;
use std::process::Output;

use serde_json::{Value, json};
use support::{ACCESS, REALM, TID};
use tokio::process::Command;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn example() -> PathBuf {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    folder.pop();
    folder
        .join("examples")
        .join(format!("user_role{}", std::env::consts::EXE_SUFFIX))
}

async fn run(arguments: &[&str], token: Option<&str>, graphql: Option<&str>) -> Output {
    let mut command = Command::new(example());
    command
        .args(arguments)
        .env_remove("INTUIT_ACCESS_TOKEN")
        .env_remove("INTUIT_GRAPHQL_URL");
    if let Some(token) = token {
        command.env("INTUIT_ACCESS_TOKEN", token);
    }
    if let Some(graphql) = graphql {
        command.env("INTUIT_GRAPHQL_URL", graphql);
    }
    command.output().await.unwrap()
}

async fn answering(status: u16, body: Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/2020-04/graphql"))
        .and(header("authorization", format!("Bearer {ACCESS}")))
        .respond_with(
            ResponseTemplate::new(status)
                .set_body_json(body)
                .insert_header("intuit_tid", TID),
        )
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn it_prints_the_role_on_one_line() {
    let server = answering(
        200,
        json!({ "data": { "user": { "role":
            { "type": "ADMIN", "status": "ACTIVE", "hasPayroll": true } } } }),
    )
    .await;
    let graphql = format!("{}/2020-04/graphql", server.uri());
    let output = run(&[REALM], Some(ACCESS), Some(&graphql)).await;
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "{\"type\":\"ADMIN\",\"status\":\"ACTIVE\",\"hasPayroll\":true}\n"
    );
    assert!(output.stderr.is_empty());
}

#[tokio::test]
async fn it_prints_a_refusal_as_json_and_fails() {
    let server = answering(
        200,
        json!({ "errors": [{ "message": "User id not part of the realm!",
            "extensions": { "code": "VAL-1002" } }] }),
    )
    .await;
    let graphql = format!("{}/2020-04/graphql", server.uri());
    let output = run(&[REALM], Some(ACCESS), Some(&graphql)).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["code"], "VAL-1002");
    assert_eq!(error["intuit_tid"], TID);
}

#[tokio::test]
async fn whatever_is_missing_is_said_in_one_sentence() {
    for (arguments, token, graphql) in [
        (&[][..], Some(ACCESS), None),
        (&[REALM, "more"][..], Some(ACCESS), None),
        (&[REALM][..], None, None),
        (&[REALM][..], Some(ACCESS), Some("nowhere")),
    ] {
        let output = run(arguments, token, graphql).await;
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        let sentence = String::from_utf8(output.stderr).unwrap();
        assert_eq!(sentence.trim_end().lines().count(), 1, "{sentence}");
        assert!(sentence.trim_end().ends_with('.'), "{sentence}");
    }
}
