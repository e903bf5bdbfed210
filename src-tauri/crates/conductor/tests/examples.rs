//! The examples as a person runs them. `cargo test` builds them beside the tests.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;
use std::process::Output;

use serde_json::{Value, json};
use support::{KEY, end_user, envelope};
use tokio::process::Command;
use wiremock::matchers::{body_json, header, method, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

mod support;

const ACME: &[&str] = &[
    "--company-name",
    "Acme Inc.",
    "--email",
    "alice@acme.com",
    "--source-id",
    "12345678",
];

fn example(name: &str) -> Command {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.ancestors().nth(2).unwrap().join("examples");
    let program: PathBuf = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "the example is not built; run the whole of `cargo test -p conductor`"
    );
    let mut command = Command::new(program);
    command
        .env_remove("CONDUCTOR_SECRET_KEY")
        .env_remove("CONDUCTOR_PUBLISHABLE_KEY")
        .env_remove("CONDUCTOR_BASE_URL");
    command
}

async fn run(server: &MockServer, name: &str, arguments: &[&str]) -> Output {
    example(name)
        .args(arguments)
        .env("CONDUCTOR_SECRET_KEY", KEY)
        .env("CONDUCTOR_BASE_URL", format!("{}/v1", server.uri()))
        .output()
        .await
        .unwrap()
}

async fn server(verb: &str, at: &str, answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method(verb))
        .and(path(at))
        .and(header("authorization", format!("Bearer {KEY}").as_str()))
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

fn json_of(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

fn assert_one_sentence(output: &Output, mentions: &str) {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty());
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains(mentions), "{text}");
}

#[tokio::test]
async fn create_end_user_prints_the_object() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/end-users"))
        .and(body_json(json!({
            "companyName": "Acme Inc.", "email": "alice@acme.com", "sourceId": "12345678",
        })))
        .respond_with(ResponseTemplate::new(200).set_body_json(end_user()))
        .expect(1)
        .mount(&server)
        .await;
    let output = run(&server, "create_end_user", ACME).await;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(json_of(&output.stdout), end_user());
    assert!(output.stderr.is_empty());
}

#[tokio::test]
async fn list_end_users_prints_the_list() {
    let list = json!({"objectType": "list", "url": "/v1/end-users", "data": [end_user()]});
    let answer = ResponseTemplate::new(200).set_body_json(&list);
    let server = server("GET", "/v1/end-users", answer).await;
    let output = run(&server, "list_end_users", &[]).await;
    assert_eq!(json_of(&output.stdout), list);
}

#[tokio::test]
async fn create_auth_session_prints_the_link() {
    let session = json!({
        "id": "auth_sess_1", "objectType": "auth_session", "createdAt": "2024-01-01T00:00:00.000Z",
        "endUserId": "end_usr_1", "clientSecret": "auth_sess_client_secret_x",
        "authFlowUrl": "https://connect.example/qbd/auth_sess_client_secret_x?key=pk",
        "expiresAt": "2024-01-01T00:30:00.000Z", "redirectUrl": null,
    });
    let answer = ResponseTemplate::new(200).set_body_json(&session);
    let server = server("POST", "/v1/auth-sessions", answer).await;
    let arguments = [
        "--publishable-key=pk_conductor_test",
        "--end-user-id=end_usr_1",
        "--link-expiry-mins=60",
        "--redirect-url=https://a.example/done?a=b",
    ];
    let output = run(&server, "create_auth_session", &arguments).await;
    assert_eq!(json_of(&output.stdout), session, "{output:?}");
    let sent = &server.received_requests().await.unwrap()[0];
    assert_eq!(
        sent.body_json::<Value>().unwrap(),
        json!({
            "publishableKey": "pk_conductor_test", "endUserId": "end_usr_1",
            "linkExpiryMins": 60, "redirectUrl": "https://a.example/done?a=b",
        })
    );
}

#[tokio::test]
async fn health_check_prints_the_answer() {
    let at = "/v1/quickbooks-desktop/health-check";
    let health = json!({"duration": 1234.0, "status": "ok"});
    let answer = ResponseTemplate::new(200).set_body_json(&health);
    let server = server("GET", at, answer).await;
    let output = run(&server, "health_check", &["--end-user-id", "end_usr_1"]).await;
    assert_eq!(json_of(&output.stdout), health);
}

#[tokio::test]
async fn an_api_error_is_the_envelope_on_standard_error() {
    let wire = envelope(409, "INVALID_REQUEST_ERROR", "A_CODE");
    let answer = ResponseTemplate::new(409).set_body_json(&wire);
    let server = server("POST", "/v1/end-users", answer).await;
    let output = run(&server, "create_end_user", ACME).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert_eq!(json_of(&output.stderr), wire);
}

#[tokio::test]
async fn an_unreachable_server_is_json_on_standard_error() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let output = example("create_end_user")
        .args(ACME)
        .env("CONDUCTOR_SECRET_KEY", KEY)
        .env("CONDUCTOR_BASE_URL", format!("http://{address}/v1"))
        // A computer without certificates can still talk to itself.
        .env("SSL_CERT_FILE", "/nonexistent")
        .env("SSL_CERT_DIR", "/nonexistent")
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json_of(&output.stderr)["error"]["kind"], "connect");
}

#[tokio::test]
async fn what_is_missing_is_named_in_one_sentence() {
    let keyless = example("create_end_user")
        .args(ACME)
        .output()
        .await
        .unwrap();
    assert_one_sentence(&keyless, "CONDUCTOR_SECRET_KEY");
    let server = MockServer::start().await;
    let cases: &[(&str, &[&str], &str)] = &[
        ("create_end_user", &ACME[..4], "--source-id"),
        ("create_end_user", &ACME[..1], "--company-name"),
        (
            "create_end_user",
            &["--email", "--source-id", "1"],
            "--email",
        ),
        ("create_end_user", &["--colour", "red"], "--colour"),
        ("list_end_users", &["all"], "all"),
        ("health_check", &[], "--end-user-id"),
        ("health_check", &["--end-user-id", ""], "--end-user-id"),
        ("health_check", &["--end-user-id", ".."], "id"),
        (
            "create_auth_session",
            &["--end-user-id", "end_usr_1"],
            "CONDUCTOR_PUBLISHABLE_KEY",
        ),
        (
            "create_auth_session",
            &[
                "--publishable-key=pk",
                "--end-user-id=e",
                "--link-expiry-mins=soon",
            ],
            "--link-expiry-mins",
        ),
    ];
    for (name, arguments, mentions) in cases {
        assert_one_sentence(&run(&server, name, arguments).await, mentions);
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_bad_address_is_named_in_one_sentence() {
    for (address, mentions) in [
        ("nonsense", "CONDUCTOR_BASE_URL"),
        ("http://api.example/v1", "https"),
    ] {
        let output = example("list_end_users")
            .env("CONDUCTOR_SECRET_KEY", KEY)
            .env("CONDUCTOR_BASE_URL", address)
            .output()
            .await
            .unwrap();
        assert_one_sentence(&output, mentions);
    }
}

#[tokio::test]
async fn list_prints_the_table_or_every_field() {
    let server = MockServer::start().await;
    let row = |number: &str, amount: &str| {
        json!({"id": number, "refNumber": number, "transactionDate": "2026-10-01",
               "customer": {"id": "1-2", "fullName": "=Acme"}, "subtotal": amount, "isPaid": false})
    };
    let page = |rows: &[Value], cursor: Option<&str>| json!({"data": rows, "nextCursor": cursor, "hasMore": cursor.is_some()});
    let invoices = || {
        Mock::given(method("GET"))
            .and(path("/v1/quickbooks-desktop/invoices"))
            .and(header("conductor-end-user-id", "end_usr_1"))
            .and(query_param("transactionDateFrom", "2026-10-01"))
    };
    invoices()
        .and(query_param_is_missing("cursor"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(page(&[row("1", "-5.00")], Some("c"))),
        )
        .mount(&server)
        .await;
    invoices()
        .and(query_param("cursor", "c"))
        .respond_with(ResponseTemplate::new(200).set_body_json(page(&[row("2", "7.50")], None)))
        .mount(&server)
        .await;
    let mut arguments = vec![
        "invoices",
        "--end-user-id",
        "end_usr_1",
        "--transaction-date-from",
        "2026-10-01",
    ];
    let output = run(&server, "list", &arguments).await;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(
        json_of(&output.stdout),
        json!([row("1", "-5.00"), row("2", "7.50")])
    );
    arguments.push("--csv");
    let output = run(&server, "list", &arguments).await;
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    assert_eq!(
        lines.next(),
        Some(
            "refNumber,transactionDate,customer.fullName,subtotal,balanceRemaining,dueDate,isPaid"
        )
    );
    assert_eq!(lines.next(), Some("1,2026-10-01,'=Acme,-5.00,,,false"));
    assert_eq!(lines.count(), 1);
}

#[tokio::test]
async fn a_list_that_breaks_off_prints_what_came_and_says_so() {
    let server = MockServer::start().await;
    let at = || path("/v1/quickbooks-desktop/vendors");
    let first = json!({"data": [{"id": "1"}], "nextCursor": "c", "hasMore": true});
    Mock::given(at())
        .and(query_param_is_missing("cursor"))
        .respond_with(ResponseTemplate::new(200).set_body_json(first))
        .mount(&server)
        .await;
    let wire = envelope(502, "INTEGRATION_CONNECTION_ERROR", "QBD_CONNECTION_ERROR");
    Mock::given(at())
        .respond_with(ResponseTemplate::new(502).set_body_json(&wire))
        .mount(&server)
        .await;
    let output = run(&server, "list", &["vendors", "--end-user-id=end_usr_1"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json_of(&output.stdout), json!([{"id": "1"}]));
    assert_eq!(json_of(&output.stderr), wire);
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
}

#[tokio::test]
async fn report_prints_the_table() {
    let at = "/v1/quickbooks-desktop/reports/general-summary";
    let report = json!({
        "reportType": "trial_balance",
        "columns": [{"columnId": "1", "titles": []}, {"columnId": "2", "titles": [{"value": "Oct"}, {"value": "31"}]}],
        "rows": [
            {"kind": "text", "text": "Assets"},
            {"kind": "data", "cells": [{"columnId": "1", "value": "Loan"}, {"columnId": "2", "value": "-5.00"}]},
        ],
    });
    let server = server("GET", at, ResponseTemplate::new(200).set_body_json(report)).await;
    let arguments = [
        "general-summary",
        "--end-user-id=end_usr_1",
        "--report-type=trial_balance",
        "--report-date-macro=last_month",
        "--csv",
    ];
    let output = run(&server, "report", &arguments).await;
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(
        text, "\u{feff},Oct 31\r\nAssets\r\nLoan,-5.00\r\n",
        "{output:?}"
    );
}

#[tokio::test]
async fn what_the_books_do_not_have_is_named_in_one_sentence() {
    let server = MockServer::start().await;
    let cases: &[(&str, &[&str], &str)] = &[
        ("list", &[], "--help"),
        ("list", &["invoices"], "--end-user-id"),
        ("list", &["recipes", "--end-user-id=e"], "invoices"),
        (
            "list",
            &["invoices", "--end-user-id=e", "--colour=red"],
            "--transaction-date-from",
        ),
        (
            "list",
            &["invoices", "--end-user-id=e", "--limit", "151"],
            "limit",
        ),
        ("list", &["invoices", "--end-user-id=.."], "id"),
        ("list", &["invoices", "bills", "--end-user-id=e"], "bills"),
        ("report", &["aging", "--end-user-id=e"], "reportType"),
        ("report", &["gossip", "--end-user-id=e"], "reports/aging"),
    ];
    for (name, arguments, mentions) in cases {
        assert_one_sentence(&run(&server, name, arguments).await, mentions);
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}
