//! Authorize address, and token answers in undocumented shapes. The documented ones are in `fixtures.rs`.

mod support;

use std::time::Duration;

use intuit::{
    AuthorizationCode, ClientId, Error, RefreshToken, Scope, TransportKind, authorize_url,
};
use serde_json::json;
use support::{CODE, REFRESH, TID, oauth, raw_server};
use url::Url;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(answer.insert_header("intuit_tid", TID))
        .mount(&server)
        .await;
    server
}

fn code() -> AuthorizationCode {
    AuthorizationCode::new(CODE)
}

fn refresh() -> RefreshToken {
    RefreshToken::new(REFRESH)
}

fn form(request: &Request) -> Vec<(String, String)> {
    url::form_urlencoded::parse(&request.body)
        .into_owned()
        .collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn the_authorize_address_carries_what_intuit_asks_for() {
    let url = authorize_url(
        &support::production(),
        &ClientId::new("an id"),
        &Url::parse("https://relay.example/callback").unwrap(),
        &Scope::sign_in(true, false),
        "v2.nonce.challenge.computer",
        "challenge",
    );
    assert!(
        url.as_str()
            .starts_with("https://appcenter.intuit.com/connect/oauth2?")
    );
    let mut query: Vec<_> = url.query_pairs().into_owned().collect();
    query.sort();
    assert_eq!(
        query,
        [
            pair("claims", r#"{"id_token":{"realmId":null}}"#),
            pair("client_id", "an id"),
            pair("code_challenge", "challenge"),
            pair("code_challenge_method", "S256"),
            pair("nonce", "challenge"),
            pair("redirect_uri", "https://relay.example/callback"),
            pair("response_type", "code"),
            pair(
                "scope",
                "openid profile email com.intuit.identity.user.roles.read"
            ),
            pair("state", "v2.nonce.challenge.computer"),
        ]
    );
}

#[test]
fn the_roles_and_accounting_scopes_are_asked_for_only_when_wanted() {
    let text = |roles, accounting| {
        Scope::sign_in(roles, accounting)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let roles = "com.intuit.identity.user.roles.read";
    let accounting = "com.intuit.quickbooks.accounting";
    assert_eq!(text(false, false), ["openid", "profile", "email"]);
    assert_eq!(text(true, false)[3..], [roles]);
    assert_eq!(text(false, true)[3..], [accounting]);
    assert_eq!(text(true, true)[3..], [roles, accounting]);
}

#[tokio::test]
async fn a_refresh_takes_what_it_gets() {
    let server = answering(ResponseTemplate::new(200).set_body_json(json!({
        "access_token": "access.two", "token_type": "Bearer", "refresh_token": "refresh.two",
        "x_refresh_token_expires_in": null, "id_token": "", "scope": null, "new_field": {},
    })))
    .await;
    let tokens = oauth(&server.uri()).refresh(&refresh()).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    assert_eq!(
        form(&requests[0]),
        [
            pair("grant_type", "refresh_token"),
            pair("refresh_token", REFRESH)
        ]
    );
    assert_eq!(tokens.refresh_token.expose(), "refresh.two");
    assert_eq!(tokens.expires_in, Duration::from_secs(3600));
    assert_eq!(tokens.refresh_expires_in, None);
    assert_eq!(tokens.refresh_hard_expires_in, None);
    assert!(tokens.id_token.is_none());
}

#[tokio::test]
async fn a_missing_refresh_token_keeps_the_old_one_but_never_starts_a_grant() {
    let server = answering(ResponseTemplate::new(200).set_body_json(
        json!({ "access_token": "access.three", "token_type": "bearer", "expires_in": 60 }),
    ))
    .await;
    let client = oauth(&server.uri());
    let tokens = client.refresh(&refresh()).await.unwrap();
    assert_eq!(tokens.refresh_token.expose(), REFRESH);
    let error = client.exchange_code(&code(), None).await.unwrap_err();
    assert!(
        matches!(error, Error::Decode { status: 200, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn other_refusals_of_the_token_endpoint_are_not_taken_for_oauth() {
    for (status, body) in [
        (502, "<html>Bad Gateway</html>"),
        (400, ""),
        (400, "<error>invalid_grant</error>"),
        (500, r#"{"error":{"code":"invalid_grant"}}"#),
        (405, "[]"),
    ] {
        let server = answering(ResponseTemplate::new(status).set_body_string(body)).await;
        let error = oauth(&server.uri()).refresh(&refresh()).await.unwrap_err();
        assert!(
            matches!(&error, Error::UnexpectedStatus { status: seen, .. } if *seen == status),
            "{body}: {error:?}"
        );
    }
    let flat = json!({ "code": "ThrottleExceeded", "detail": "slow down" });
    let server = answering(ResponseTemplate::new(429).set_body_json(flat)).await;
    let error = oauth(&server.uri()).refresh(&refresh()).await.unwrap_err();
    assert!(
        matches!(error, Error::Gateway { status: 429, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_success_that_cannot_be_read_is_a_decode_error_with_its_tid() {
    for body in [
        "",
        "<html></html>",
        r#"{"access_token":"hush"#,
        r#"{"token_type":"bearer"}"#,
        r#"{"access_token":["hush"],"token_type":"bearer"}"#,
        r#"{"error":"invalid_grant"}"#,
    ] {
        let server = answering(ResponseTemplate::new(200).set_body_string(body)).await;
        let error = oauth(&server.uri())
            .exchange_code(&code(), None)
            .await
            .unwrap_err();
        assert!(
            matches!(error, Error::Decode { status: 200, .. }),
            "{body}: {error:?}"
        );
        assert_eq!(error.intuit_tid(), Some(TID), "{body}");
        assert!(!format!("{error:?}{error}").contains("hush"), "{error:?}");
    }
}

#[tokio::test]
async fn writes_are_sent_once_whatever_happens() {
    for status in [400, 408, 429, 500, 503] {
        let server =
            answering(ResponseTemplate::new(status).insert_header("retry-after", "0")).await;
        let client = oauth(&server.uri());
        client.exchange_code(&code(), None).await.unwrap_err();
        client.refresh(&refresh()).await.unwrap_err();
        client.revoke(&refresh()).await.unwrap_err();
        let requests = server.received_requests().await.unwrap();
        assert_eq!(requests.len(), 3, "status {status}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_not_asked_for_again() {
    let origin = raw_server("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{\"access").await;
    let error = oauth(&origin).refresh(&refresh()).await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(failed) if failed.kind() == TransportKind::Cut),
        "{error:?}"
    );
}
