//! Userinfo, company name, discovery in undocumented shapes; the documented ones are in `fixtures.rs`.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::time::Duration;

use intuit::{Endpoints, Environment, Error, RealmId};
use serde_json::{Value, json};
use support::{REALM, TID, access, intuit, realm};
use url::Url;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn getting(at: &str, answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path(at))
        .respond_with(answer.insert_header("intuit_tid", TID))
        .mount(&server)
        .await;
    server
}

fn company_path() -> String {
    format!("/v3/company/{REALM}/companyinfo/{REALM}")
}

#[tokio::test]
async fn only_a_clear_word_verifies_an_address() {
    for (said, read) in [
        (json!("true"), Some(true)),
        (json!("false"), Some(false)),
        (json!("yes"), None),
        (json!(null), None),
        (json!(1), None),
    ] {
        let body = json!({ "sub": "person-1", "emailVerified": said, "email": null });
        let server = getting("/userinfo", ResponseTemplate::new(200).set_body_json(body)).await;
        let person = intuit(&server.uri(), 0).userinfo(&access()).await.unwrap();
        assert_eq!(person.email_verified, read, "{said}");
    }
}

#[tokio::test]
async fn a_company_without_a_name_has_none() {
    for company in [
        json!({}),
        json!({ "CompanyName": null }),
        json!({ "CompanyName": " " }),
    ] {
        let body = json!({ "CompanyInfo": company });
        let server = getting(
            &company_path(),
            ResponseTemplate::new(200).set_body_json(body),
        )
        .await;
        let name = intuit(&server.uri(), 0)
            .company_name(&access(), &realm())
            .await
            .unwrap();
        assert_eq!(name, None);
    }
}

#[tokio::test]
async fn a_realm_that_would_change_the_address_is_refused_before_sending() {
    let client = intuit("http://127.0.0.1:9", 0);
    for odd in ["", "../1", "1/2", "1?x", "1 2", "%2e"] {
        let error = client
            .company_name(&access(), &RealmId::new(odd))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Config { .. }), "{odd}: {error:?}");
    }
}

#[tokio::test]
async fn faults_that_name_nothing_keep_their_status() {
    for odd in [
        json!({ "Fault": {} }),
        json!({ "fault": { "error": [] } }),
        json!({ "fault": [] }),
    ] {
        let server = getting(
            &company_path(),
            ResponseTemplate::new(500).set_body_json(&odd),
        )
        .await;
        let error = intuit(&server.uri(), 0)
            .company_name(&access(), &realm())
            .await
            .unwrap_err();
        assert!(
            matches!(error, Error::UnexpectedStatus { .. }),
            "{odd}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_a_header_is_refused_before_sending() {
    let client = intuit("http://127.0.0.1:9", 0);
    for odd in ["", "two\nlines", "ein Wort zu viel", "ü"] {
        let token = intuit::AccessToken::new(odd);
        let error = client.userinfo(&token).await.unwrap_err();
        assert!(matches!(error, Error::Config { .. }), "{odd:?}: {error:?}");
    }
}

#[tokio::test]
async fn signing_keys_are_read_with_and_without_extras() {
    let body = json!({ "keys": [
        { "kty": "RSA", "kid": "one", "n": "AQAB", "e": "AQAB", "alg": "RS256", "use": "sig" },
        { "kty": "EC", "kid": "two", "crv": "P-256", "x": "x", "y": "y" },
        { "kty": "RSA" },
    ] });
    let server = getting("/jwks", ResponseTemplate::new(200).set_body_json(body)).await;
    let jwks = intuit(&server.uri(), 0).jwks().await.unwrap();
    assert_eq!(jwks.keys.len(), 3);
    assert_eq!(jwks.keys[0].kid.as_deref(), Some("one"));

    let server = getting("/jwks", ResponseTemplate::new(200).set_body_string("[]")).await;
    let error = intuit(&server.uri(), 0).jwks().await.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
}

fn document(origin: &str) -> Value {
    json!({
        "issuer": "https://issuer.example",
        "authorization_endpoint": format!("{origin}/connect/oauth2"),
        "token_endpoint": format!("{origin}/token"),
        "userinfo_endpoint": format!("{origin}/userinfo"),
        "revocation_endpoint": format!("{origin}/revoke"),
        "jwks_uri": format!("{origin}/jwks"),
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "email", "profile", "address", "phone"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
    })
}

/// What is made of the document that `body` gives for the origin that it is read from.
async fn discovered(body: impl Fn(&str) -> Value) -> (String, Result<Endpoints, Error>) {
    let server = MockServer::start().await;
    let origin = server.uri();
    let answer = ResponseTemplate::new(200).set_body_json(body(&origin));
    Mock::given(path("/discovery"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let url = Url::parse(&format!("{origin}/discovery")).unwrap();
    let found = Endpoints::discover(&url, &support::production(), Duration::from_secs(5)).await;
    (origin, found)
}

#[tokio::test]
async fn discovery_gives_the_addresses_and_the_rest_stays() {
    let (origin, found) = discovered(document).await;
    let found = found.unwrap();
    let mut expected = support::endpoints(&origin);
    expected.graphql = support::production().graphql;
    expected.rest = support::production().rest;
    assert_eq!(found, expected);
}

#[tokio::test]
async fn an_incomplete_or_unsafe_discovery_document_is_refused() {
    for key in [
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "revocation_endpoint",
        "jwks_uri",
    ] {
        let without = |origin: &str| {
            let mut missing = document(origin);
            missing.as_object_mut().unwrap().remove(key);
            missing
        };
        let error = discovered(without).await.1.unwrap_err();
        let Error::Decode { reason, .. } = &error else {
            panic!("{key}: {error:?}")
        };
        assert!(reason.contains(key), "{reason}");
    }
}

#[tokio::test]
async fn a_discovery_document_that_points_elsewhere_is_refused_and_the_place_is_named() {
    for key in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "revocation_endpoint",
        "jwks_uri",
    ] {
        for (elsewhere, host) in [
            ("https://evil.example/token", "evil.example"),
            (
                "https://intuit.com.evil.example/token",
                "intuit.com.evil.example",
            ),
            ("https://evilintuit.com/token", "evilintuit.com"),
            ("https://intuit.com@evil.example/token", "evil.example"),
            (
                "https://user:word@oauth.platform.intuit.com/token",
                "oauth.platform.intuit.com",
            ),
            (
                "https://oauth.platform.intuit.com:8443/token",
                "oauth.platform.intuit.com",
            ),
            (
                "http://oauth.platform.intuit.com/token",
                "oauth.platform.intuit.com",
            ),
            ("http://10.0.0.1/token", "10.0.0.1"),
            ("ftp://127.0.0.1/", "127.0.0.1"),
            ("data:x", "data"),
        ] {
            let changed = |origin: &str| {
                let mut document = document(origin);
                document[key] = json!(elsewhere);
                document
            };
            let error = discovered(changed).await.1.unwrap_err();
            let Error::Decode { reason, .. } = &error else {
                panic!("{key} {elsewhere}: {error:?}")
            };
            assert!(reason.contains(host), "{reason}");
        }
    }
    let own = |origin: &str| {
        let mut document = document(origin);
        document["token_endpoint"] =
            json!("https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer");
        document
    };
    assert!(
        discovered(own).await.1.is_ok(),
        "Intuit may move among its own"
    );
    let beside = |origin: &str| {
        let mut document = document(origin);
        document["token_endpoint"] = json!("http://127.0.0.1:1/token");
        document
    };
    assert!(
        discovered(beside).await.1.is_ok(),
        "a practice server on this computer may be at two origins"
    );
}

#[tokio::test]
async fn addresses_that_are_not_https_are_refused_at_once() {
    let url = Url::parse("http://intuit.example/.well-known").unwrap();
    let error = Endpoints::discover(&url, &support::production(), Duration::from_secs(1))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Config { .. }), "{error:?}");
    let error = support::oauth_builder("http://10.0.0.1")
        .build()
        .unwrap_err();
    assert!(matches!(error, Error::Config { .. }), "{error:?}");
}

#[test]
fn the_two_environments_are_distinguished() {
    let production = Endpoints::built_in(Environment::Production);
    let sandbox = Endpoints::built_in(Environment::Sandbox);
    assert_eq!(production.token, sandbox.token);
    assert_eq!(production.issuer, sandbox.issuer);
    for (a, b) in [
        (&production.userinfo, &sandbox.userinfo),
        (&production.graphql, &sandbox.graphql),
        (&production.rest, &sandbox.rest),
    ] {
        assert_ne!(a, b);
    }
    assert_eq!(
        Endpoints::discovery_url(Environment::Sandbox).path(),
        "/.well-known/openid_sandbox_configuration"
    );
}
