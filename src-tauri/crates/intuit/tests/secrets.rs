//! No token, secret, code or whole realm id in anything that may be printed.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../examples/shared/error_json.rs"]
mod error_json;
mod support;

use error_json::error_json;
use intuit::{AuthorizationCode, Error, IdToken, RealmId, RefreshToken};
use serde_json::json;
use support::{
    ACCESS, CLIENT_SECRET, CODE, REALM, REFRESH, access, intuit, oauth, raw_server, realm,
};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

const SECRETS: [&str; 5] = [ACCESS, REFRESH, CODE, CLIENT_SECRET, REALM];

#[track_caller]
fn assert_clean(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret:?} is in {text}");
    }
}

/// What Intuit's own tokens, codes and realm ids look like: out of every error, known or not.
const LOOK_REAL: [&str; 4] = [
    "RT1-12-Ab-1790000000not0a0real0token00000",
    "AB11790000000not0a0real0refresh0token000000000000",
    "XAB11790000000Not0a0real0authorization0code0000000",
    "9341000000000001",
];

#[track_caller]
fn assert_error_clean(error: &Error, known: &[&str]) {
    let text = format!("{error} {error:?} {error:#?} {}", error_json(error));
    for secret in known.iter().chain(&LOOK_REAL) {
        assert!(!text.contains(secret), "{secret:?} is in {text}");
    }
}

/// A text with every secret in it.
fn echo() -> String {
    [&SECRETS[..], &LOOK_REAL[..]].concat().join(" and ")
}

/// Every call of both clients against one server: its error, and the secrets it was given.
async fn all_errors(origin: &str) -> Vec<(Error, Vec<&'static str>)> {
    let intuit = intuit(origin, 0);
    let oauth = oauth(origin);
    let (token, realm) = (access(), realm());
    let (code, refresh) = (AuthorizationCode::new(CODE), RefreshToken::new(REFRESH));
    vec![
        (
            intuit.query_user_role(&token, &realm).await.unwrap_err(),
            vec![ACCESS, REALM],
        ),
        (
            intuit.company_name(&token, &realm).await.unwrap_err(),
            vec![ACCESS, REALM],
        ),
        (intuit.userinfo(&token).await.unwrap_err(), vec![ACCESS]),
        (
            oauth.exchange_code(&code, None).await.unwrap_err(),
            vec![CODE, CLIENT_SECRET],
        ),
        (
            oauth.refresh(&refresh).await.unwrap_err(),
            vec![REFRESH, CLIENT_SECRET],
        ),
        (
            oauth.revoke(&refresh).await.unwrap_err(),
            vec![REFRESH, CLIENT_SECRET],
        ),
    ]
}

#[tokio::test]
async fn a_server_that_echoes_everything_does_not_get_it_printed() {
    let echo = echo();
    let bodies = [
        json!({ "code": echo, "detail": echo, "message": echo }).to_string(),
        json!({ "error": echo, "error_description": echo }).to_string(),
        json!({ "errors": [{ "message": echo, "path": [echo, { "x": echo }], "extensions":
            { "code": echo, "innerCode": echo, "innerMessage": echo, "classification": echo } }] })
        .to_string(),
        json!({ "fault": { "error": [{ "code": echo, "detail": echo, "message": echo }],
            "type": echo } })
        .to_string(),
        json!({ "Fault": { "Error": [{ "code": echo, "Message": echo }], "type": echo } })
            .to_string(),
        json!({ "access_token": [echo], "data": { "user": echo }, "sub": [echo] }).to_string(),
        format!("<html>{echo}</html>"),
        format!("\"{echo}"),
    ];
    for body in bodies {
        for status in [400, 401, 500] {
            let server = MockServer::start().await;
            Mock::given(any())
                .respond_with(ResponseTemplate::new(status).set_body_string(&body))
                .mount(&server)
                .await;
            for (error, known) in all_errors(&server.uri()).await {
                assert_error_clean(&error, &known);
            }
        }
    }
}

#[tokio::test]
async fn a_success_that_cannot_be_read_is_not_quoted() {
    let echo = echo();
    for body in [
        json!({ "access_token": { "x": echo }, "token_type": echo, "sub": [echo],
            "data": { "user": echo }, "CompanyInfo": echo })
        .to_string(),
        json!(echo).to_string(),
        format!("<html>{echo}</html>"),
    ] {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(200).set_body_string(&body))
            .mount(&server)
            .await;
        let intuit = intuit(&server.uri(), 0);
        let oauth = oauth(&server.uri());
        for error in [
            intuit
                .query_user_role(&access(), &realm())
                .await
                .unwrap_err(),
            intuit.company_name(&access(), &realm()).await.unwrap_err(),
            intuit.userinfo(&access()).await.unwrap_err(),
            oauth
                .refresh(&RefreshToken::new(REFRESH))
                .await
                .unwrap_err(),
        ] {
            assert_error_clean(&error, &SECRETS);
        }
    }
}

#[tokio::test]
async fn a_failed_connection_names_no_address_with_a_realm_in_it() {
    let closed = raw_server("").await;
    for (error, _) in all_errors(&closed).await {
        assert!(matches!(error, Error::Transport { .. }), "{error:?}");
        assert_error_clean(&error, &SECRETS);
    }
}

#[tokio::test]
async fn debug_output_is_redacted() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({
            "access_token": ACCESS, "refresh_token": REFRESH, "token_type": "bearer",
            "id_token": CODE,
        })))
        .mount(&server)
        .await;
    let oauth = oauth(&server.uri());
    let tokens = oauth.refresh(&RefreshToken::new("another")).await.unwrap();
    assert_eq!(tokens.access_token.expose(), ACCESS);
    assert_clean(&format!(
        "{tokens:#?} {oauth:#?} {:#?}",
        support::oauth_builder("http://localhost")
    ));
    assert_clean(&format!("{:#?}", intuit(&server.uri(), 0)));
    assert_eq!(format!("{:?}", IdToken::new("a.b.c")), "[redacted]");
    assert_eq!(format!("{:?}", AuthorizationCode::new(CODE)), "[redacted]");
}

#[test]
fn a_realm_shows_four_digits_at_most() {
    let realm = realm();
    assert_eq!(realm.tail(), "0396");
    assert_eq!(realm.to_string(), "…0396");
    assert_eq!(format!("{realm:?}"), "RealmId(…0396)");
    for short in ["", "1", "1234"] {
        assert_eq!(RealmId::new(short).tail(), "", "{short}");
    }
    assert_eq!(RealmId::new("ü12345").tail(), "2345");
}
