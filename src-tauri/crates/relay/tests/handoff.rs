//! The relay over HTTP, with a made-up Intuit behind it.
//!
//! Long because each address is asked rightly, and in each wrong way.

#![expect(
    clippy::disallowed_methods,
    reason = "the test's own browser, on loopback"
)]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "handoff/id_token.rs"]
mod id_token;
#[path = "handoff/proof.rs"]
mod proof;
#[path = "handoff/repeated.rs"]
mod repeated;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use intuit::{ClientId, ClientSecret, Endpoints, Environment, OAuth};
use jiff::Timestamp;
use relay::{Config, KeyRing, Rules};
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use url::Url;
use wiremock::matchers::{any, body_json, header, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const TID: &str = "1-5f1a2b3c-0123456789abcdef01234567";
const REALM: &str = "9130349878530396";
const CODE: &str = "not-a-real-code";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const OTHER_VERIFIER: &str = "eBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const START: i64 = 1_800_000_000;

struct Running {
    origin: String,
    intuit: MockServer,
    clock: Arc<AtomicI64>,
    http: reqwest::Client,
    rules: Rules,
}

impl Running {
    async fn start() -> Self {
        Self::with_keys(KeyRing::generate()).await
    }

    async fn with_keys(keys: KeyRing) -> Self {
        let intuit = MockServer::start().await;
        let origin = intuit.uri();
        Self::in_front_of(keys, intuit, &origin).await
    }

    async fn in_front_of(keys: KeyRing, intuit: MockServer, intuit_origin: &str) -> Self {
        Self::over(keys, intuit, intuit_origin, Rules::default()).await
    }

    async fn with_rules(keys: KeyRing, rules: Rules) -> Self {
        let intuit = MockServer::start().await;
        let origin = intuit.uri();
        Self::over(keys, intuit, &origin, rules).await
    }

    async fn over(keys: KeyRing, intuit: MockServer, intuit_origin: &str, rules: Rules) -> Self {
        let clock = Arc::new(AtomicI64::new(START));
        let time = clock.clone();
        let router = relay::router(Config {
            intuit: oauth(intuit_origin),
            app_callback: Url::parse("counterfoil://oauth/callback").unwrap(),
            keys,
            operator: "Hale & Ortiz LLP".to_owned(),
            now: Arc::new(move || Timestamp::from_second(time.load(Ordering::Relaxed)).unwrap()),
            rules: rules.clone(),
        })
        .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}/relay", listener.local_addr().unwrap());
        // Nested, as the practice firm mounts it.
        let router = axum::Router::new().nest("/relay", router);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            origin,
            intuit,
            clock,
            http,
            rules,
        }
    }

    async fn get(&self, path: &str) -> (u16, HeaderMap, String) {
        let url = format!("{}{path}", self.origin);
        let response = self.http.get(url).send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        (status, headers, response.text().await.unwrap())
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.http.post(format!("{}{path}", self.origin)).json(body);
        let response = request.send().await.unwrap();
        assert_eq!(
            response.headers()["cache-control"],
            "no-cache, no-store",
            "{path}"
        );
        (response.status().as_u16(), response.json().await.unwrap())
    }

    async fn answers(&self, answer: ResponseTemplate) {
        self.intuit.reset().await;
        Mock::given(path("/jwks"))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "keys": [] })))
            .mount(&self.intuit)
            .await;
        Mock::given(any())
            .respond_with(answer.insert_header("intuit_tid", TID))
            .mount(&self.intuit)
            .await;
    }

    async fn handoff(&self, more: &str) -> String {
        let query = format!("/callback?code={CODE}&state={}{more}", state());
        let (status, headers, _) = self.get(&query).await;
        assert_eq!(status, 302);
        target(&headers, "handoff").unwrap()
    }

    async fn grant(&self) -> String {
        self.answers(tokens("refresh.one")).await;
        let handoff = self.handoff("").await;
        let request = json!({ "handoff": handoff, "verifier": VERIFIER });
        let (status, answer) = self.post("/token", &request).await;
        assert_eq!(status, 200, "{answer}");
        answer["grant"].as_str().unwrap().to_owned()
    }

    async fn forms(&self) -> Vec<String> {
        let requests = self.intuit.received_requests().await.unwrap();
        let posted = requests.iter().filter(|it| it.method == "POST");
        posted.map(body).collect()
    }
}

fn oauth(origin: &str) -> OAuth {
    let at = |path: &str| Url::parse(&format!("{origin}{path}")).unwrap();
    let mut endpoints = Endpoints::built_in(Environment::Sandbox);
    endpoints.token = at("/token");
    endpoints.revocation = at("/revoke");
    endpoints.jwks = at("/jwks");
    OAuth::builder(
        endpoints,
        ClientId::new("an-id"),
        ClientSecret::new("not a real secret"),
        Url::parse("https://relay.example/callback").unwrap(),
    )
    .timeout(Duration::from_secs(5))
    .build()
    .unwrap()
}

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

fn state() -> String {
    format!("v1.AAAAAAAAAAAAAAAAAAAAAA.{}", challenge())
}

fn tokens(refresh: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({
        "token_type": "bearer", "access_token": "access.one", "expires_in": 3600,
        "refresh_token": refresh, "x_refresh_token_expires_in": 8_726_400,
        "x_refresh_token_hard_expires_in": 157_680_000,
    }))
}

fn body(request: &Request) -> String {
    String::from_utf8(request.body.clone()).unwrap()
}

fn target(headers: &HeaderMap, key: &str) -> Option<String> {
    let url = Url::parse(headers["location"].to_str().unwrap()).unwrap();
    assert_eq!((url.scheme(), url.path()), ("counterfoil", "/callback"));
    assert_eq!(url.host_str(), Some("oauth"));
    url.query_pairs()
        .find(|(name, _)| name == key)
        .map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn a_sign_in_comes_back_as_an_empty_redirect_that_nobody_may_keep() {
    let relay = Running::start().await;
    let query = format!("/callback?code={CODE}&state={}&realmId={REALM}", state());
    let (status, headers, body) = relay.get(&query).await;
    assert_eq!((status, body.as_str()), (302, ""));
    assert_eq!(headers["cache-control"], "no-cache, no-store");
    assert_eq!(headers["referrer-policy"], "no-referrer");
    assert!(!headers.contains_key("content-type"));
    let location = headers["location"].to_str().unwrap();
    assert!(location.starts_with("counterfoil://oauth/callback?handoff="));
    assert!(!location.contains(CODE) && !location.contains(REALM));
    assert_eq!(target(&headers, "state"), Some(state()));
    assert_eq!(target(&headers, "error"), None);
}

#[tokio::test]
async fn a_handoff_and_its_verifier_become_tokens_and_a_sealed_grant() {
    let relay = Running::start().await;
    let handoff = relay.handoff(&format!("&realmId={REALM}")).await;
    relay.answers(tokens("refresh.one")).await;
    let request = json!({ "handoff": handoff, "verifier": VERIFIER });
    let (status, mut answer) = relay.post("/token", &request).await;
    assert_eq!(status, 200, "{answer}");
    let grant = answer["grant"].take();
    assert!(!grant.as_str().unwrap().contains("refresh.one"));
    assert_eq!(
        answer,
        json!({
            "token_type": "bearer", "access_token": "access.one", "expires_in": 3600,
            "x_refresh_token_expires_in": 8_726_400,
            "x_refresh_token_hard_expires_in": 157_680_000,
            "realm_id": REALM, "grant": null,
        })
    );
    assert_eq!(
        relay.forms().await,
        [format!(
            "grant_type=authorization_code&code={CODE}\
             &redirect_uri=https%3A%2F%2Frelay.example%2Fcallback"
        )]
    );
}

#[tokio::test]
async fn a_sign_in_without_a_company_has_no_realm() {
    let relay = Running::start().await;
    relay.answers(tokens("refresh.one")).await;
    for more in ["", "&realmId="] {
        let handoff = relay.handoff(more).await;
        let request = json!({ "handoff": handoff, "verifier": VERIFIER });
        let (_, answer) = relay.post("/token", &request).await;
        assert_eq!(answer.get("realm_id"), None);
    }
}

#[tokio::test]
async fn a_refusal_is_passed_on_to_the_app() {
    let relay = Running::start().await;
    for (query, code) in [
        ("error=access_denied", "access_denied"),
        ("error=invalid_scope&error_description=x", "invalid_scope"),
        ("error=access_denied&code=x", "access_denied"),
        ("error=%3Cscript%3E", "script"),
        ("error=access_denied&error=access_denied", "access_denied"),
        ("error=server_error&error=access_denied", "access_denied"),
        ("Error=Access_Denied", "access_denied"),
        ("error=access-denied", "access_denied"),
        ("error=user_cancelled", "access_denied"),
        ("ERROR=Invalid-Scope", "invalid_scope"),
        ("code=", "invalid_request"),
        ("realmId=1", "invalid_request"),
    ] {
        let (status, headers, body) = relay
            .get(&format!("/callback?{query}&state={}", state()))
            .await;
        assert_eq!((status, body.as_str()), (302, ""), "{query}");
        assert_eq!(target(&headers, "error").as_deref(), Some(code), "{query}");
        assert_eq!(target(&headers, "state"), Some(state()));
        assert_eq!(target(&headers, "handoff"), None, "{query}");
    }
}

#[tokio::test]
async fn a_visit_without_a_state_of_ours_goes_nowhere() {
    let relay = Running::start().await;
    let state = state();
    for query in [
        String::new(),
        "?".to_owned(),
        format!("?code={CODE}"),
        format!("?code={CODE}&state="),
        format!("?code={CODE}&state=v1.x.y"),
        format!("?code={CODE}&state={state}x"),
        format!("?code={CODE}&state={state}&state={state}"),
        format!("?code={CODE}&code={CODE}&state={state}"),
        format!("?code={CODE}&realmId=1&realmId=2&state={state}"),
        format!("?code={CODE}&realmId=..%2F1&state={state}"),
        format!("?code={}&state={state}", "x".repeat(3000)),
        "?error=access_denied".to_owned(),
    ] {
        let (status, headers, body) = relay.get(&format!("/callback{query}")).await;
        assert_eq!(status, 400, "{query}");
        assert!(!headers.contains_key("location"), "{query}");
        assert_eq!(headers["content-type"], "text/plain; charset=utf-8");
        assert_eq!(headers["cache-control"], "no-cache, no-store");
        assert!(!body.contains(CODE));
        assert!(body.ends_with("choose Connect again.\n"), "{body}");
    }
}

#[tokio::test]
async fn a_handoff_ends_after_ten_minutes() {
    let relay = Running::start().await;
    relay.answers(tokens("refresh.one")).await;
    let handoff = relay.handoff("").await;
    let request = json!({ "handoff": handoff, "verifier": VERIFIER });
    relay.clock.store(START + 600, Ordering::Relaxed);
    let (status, answer) = relay.post("/token", &request).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_handoff")));
    relay.clock.store(START + 599, Ordering::Relaxed);
    let (status, _) = relay.post("/token", &request).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_stolen_or_changed_handoff_never_reaches_intuit() {
    let relay = Running::start().await;
    relay.answers(tokens("refresh.one")).await;
    let handoff = relay.handoff("").await;
    let mut changed = URL_SAFE_NO_PAD.decode(&handoff).unwrap();
    *changed.last_mut().unwrap() ^= 1;
    let foreign = Running::start().await.handoff("").await;
    for (handoff, verifier) in [
        (handoff.clone(), OTHER_VERIFIER.to_owned()),
        (handoff.clone(), String::new()),
        (handoff.clone(), challenge()),
        (URL_SAFE_NO_PAD.encode(changed), VERIFIER.to_owned()),
        (foreign, VERIFIER.to_owned()),
        (String::new(), VERIFIER.to_owned()),
    ] {
        let request = json!({ "handoff": handoff, "verifier": verifier });
        let (status, answer) = relay.post("/token", &request).await;
        assert_eq!(status, 400);
        assert_eq!(answer["error"], "invalid_handoff");
        assert_eq!(answer["source"], "relay");
    }
    assert!(relay.forms().await.is_empty());
}

#[tokio::test]
async fn a_grant_is_refreshed_into_a_new_grant() {
    let relay = Running::start().await;
    let first = relay.grant().await;
    relay.answers(tokens("refresh.two")).await;
    let request = json!({ "grant": first, "verifier": VERIFIER });
    let (status, answer) = relay.post("/refresh", &request).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["access_token"], "access.one");
    assert_eq!(answer["x_refresh_token_expires_in"], 8_726_400);
    assert_eq!(answer.get("id_token"), None);
    assert_eq!(answer.get("realm_id"), None);
    assert_ne!(answer["grant"], json!(first));

    relay.answers(tokens("refresh.three")).await;
    let request = json!({ "grant": answer["grant"], "verifier": VERIFIER });
    relay.post("/refresh", &request).await;
    assert_eq!(
        relay.forms().await,
        ["grant_type=refresh_token&refresh_token=refresh.two"]
    );
}

#[tokio::test]
async fn a_grant_is_revoked_with_the_secret_the_app_never_sees() {
    let relay = Running::start().await;
    let grant = relay.grant().await;
    relay.intuit.reset().await;
    let basic = format!("Basic {}", STANDARD.encode("an-id:not a real secret"));
    Mock::given(path("/revoke"))
        .and(header("authorization", basic))
        .and(body_json(json!({ "token": "refresh.one" })))
        .respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&relay.intuit)
        .await;
    let request = json!({ "grant": grant, "verifier": VERIFIER });
    let (status, answer) = relay.post("/revoke", &request).await;
    assert_eq!((status, answer), (200, json!({})));
}

#[tokio::test]
async fn a_stolen_or_changed_grant_never_reaches_intuit() {
    let relay = Running::start().await;
    let grant = relay.grant().await;
    let handoff = relay.handoff("").await;
    relay.answers(tokens("refresh.two")).await;
    for path in ["/refresh", "/revoke"] {
        for (grant, verifier) in [
            (grant.as_str(), OTHER_VERIFIER),
            (&grant[1..], VERIFIER),
            (handoff.as_str(), VERIFIER),
            ("", VERIFIER),
        ] {
            let request = json!({ "grant": grant, "verifier": verifier });
            let (status, answer) = relay.post(path, &request).await;
            assert_eq!(status, 400);
            assert_eq!(answer["error"], "invalid_grant_seal");
            assert_eq!(answer["source"], "relay");
        }
    }
    let request = json!({ "handoff": grant, "verifier": VERIFIER });
    let (_, answer) = relay.post("/token", &request).await;
    assert_eq!(answer["error"], "invalid_handoff");
    assert!(relay.forms().await.is_empty());
}

#[tokio::test]
async fn a_rotated_key_ring_still_opens_old_grants() {
    let old = KeyRing::generate();
    let grant = Running::with_keys(old.clone()).await.grant().await;
    let new = KeyRing::generate();
    let both = KeyRing::from_base64(&[new.to_base64(), old.to_base64()].concat()).unwrap();

    let rotated = Running::with_keys(both).await;
    rotated.answers(tokens("refresh.two")).await;
    let request = json!({ "grant": grant, "verifier": VERIFIER });
    let (status, answer) = rotated.post("/refresh", &request).await;
    assert_eq!(status, 200, "{answer}");

    let after = Running::with_keys(new).await;
    after.answers(tokens("refresh.three")).await;
    let renewed = json!({ "grant": answer["grant"], "verifier": VERIFIER });
    assert_eq!(after.post("/refresh", &renewed).await.0, 200);
    let (status, answer) = after.post("/refresh", &request).await;
    assert_eq!(
        (status, &answer["error"]),
        (400, &json!("invalid_grant_seal"))
    );
}

#[tokio::test]
async fn intuits_refusals_keep_their_meaning_and_their_tid() {
    let relay = Running::start().await;
    let grant = relay.grant().await;
    let refused = |status: u16, error: &str| {
        ResponseTemplate::new(status).set_body_json(json!({ "error": error }))
    };
    let cases = [
        (refused(400, "invalid_grant"), 400, "invalid_grant"),
        (refused(400, "invalid_request"), 400, "invalid_request"),
        (refused(401, "invalid_client"), 502, "invalid_client"),
        (
            refused(400, "unauthorized_client"),
            502,
            "unauthorized_client",
        ),
        (
            refused(400, "something_new"),
            502,
            "temporarily_unavailable",
        ),
        (
            refused(503, "invalid_grant"),
            502,
            "temporarily_unavailable",
        ),
        (refused(429, "invalid_grant"), 502, "too_many_requests"),
        (ResponseTemplate::new(500), 502, "answer_lost"),
        (ResponseTemplate::new(400), 400, "invalid_request"),
        (
            ResponseTemplate::new(400).set_body_string("<html>Bad request</html>"),
            502,
            "temporarily_unavailable",
        ),
        (
            ResponseTemplate::new(200).set_body_string("<html>invalid_grant</html>"),
            502,
            "answer_lost",
        ),
        (
            ResponseTemplate::new(429).set_body_json(json!({ "code": "ThrottleExceeded" })),
            502,
            "too_many_requests",
        ),
        (
            ResponseTemplate::new(403)
                .set_body_json(json!({ "fault": { "error": [{ "code": "3001" }] } })),
            502,
            "too_many_requests",
        ),
        (
            ResponseTemplate::new(400).set_body_string(
                r#"<IntuitResponse><Fault><Error code="003001"/></Fault></IntuitResponse>"#,
            ),
            502,
            "too_many_requests",
        ),
        (
            ResponseTemplate::new(400).set_body_json(json!({
                "error": "invalid_grant", "error_description": "ThrottleExceeded",
            })),
            502,
            "too_many_requests",
        ),
    ];
    for (answer, status, error) in cases {
        relay.answers(answer).await;
        let request = json!({ "grant": grant, "verifier": VERIFIER });
        let (seen, answer) = relay.post("/refresh", &request).await;
        assert_eq!(
            (seen, &answer["error"]),
            (status, &json!(error)),
            "{answer}"
        );
        assert_eq!(answer["source"], "intuit");
        assert_eq!(answer["intuit_tid"], TID);
        assert_eq!(relay.forms().await.len(), 1, "never tried again");
    }
}

#[tokio::test]
async fn an_intuit_that_cannot_be_reached_is_temporary() {
    let keys = KeyRing::generate();
    let grant = Running::with_keys(keys.clone()).await.grant().await;
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let relay = Running::in_front_of(keys, MockServer::start().await, &origin).await;
    let request = json!({ "grant": grant, "verifier": VERIFIER });
    for path in ["/refresh", "/revoke"] {
        let (status, answer) = relay.post(path, &request).await;
        assert_eq!(status, 502);
        assert_eq!(answer["error"], "temporarily_unavailable");
        assert_eq!(answer["source"], "intuit");
        let text = answer.to_string();
        assert!(!text.contains("refresh.one") && !text.contains("not a real secret"));
    }
}

#[tokio::test]
async fn requests_in_another_shape_are_invalid_requests() {
    let relay = Running::start().await;
    for path in ["/token", "/refresh", "/revoke"] {
        for body in [json!({}), json!([]), json!({ "verifier": VERIFIER })] {
            let (status, answer) = relay.post(path, &body).await;
            assert_eq!((status, &answer["error"]), (400, &json!("invalid_request")));
            assert_eq!(answer["source"], "relay");
        }
        let url = format!("{}{path}", relay.origin);
        for (status, kind, body) in [
            (400, "text/plain", "{}".to_owned()),
            (
                400,
                "application/x-www-form-urlencoded",
                "grant=x".to_owned(),
            ),
            (400, "application/json", String::new()),
            (400, "application/json", "{\"grant".to_owned()),
            (
                413,
                "application/json",
                format!("{{\"grant\":\"{}\"}}", "x".repeat(100_000)),
            ),
        ] {
            let request = relay
                .http
                .post(&url)
                .header("content-type", kind)
                .body(body);
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), status, "{path} {kind}");
            let answer: Value = response.json().await.unwrap();
            assert_eq!(answer["error"], "invalid_request");
        }
        let (status, ..) = relay.get(path).await;
        assert_eq!(status, 405);
    }
}

/// What a web page can send across origins without asking: everything is right but the content type.
#[tokio::test]
async fn a_whole_request_that_any_web_page_could_send_is_refused() {
    let relay = Running::start().await;
    let grant = relay.grant().await;
    let handoff = relay.handoff("").await;
    relay.answers(tokens("refresh.two")).await;
    for (path, body) in [
        (
            "/token",
            json!({ "handoff": handoff, "verifier": VERIFIER }),
        ),
        ("/refresh", json!({ "grant": grant, "verifier": VERIFIER })),
        ("/revoke", json!({ "grant": grant, "verifier": VERIFIER })),
    ] {
        for kind in [
            "text/plain",
            "text/plain;charset=UTF-8",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/plain; application/json",
            "",
        ] {
            let mut request = relay
                .http
                .post(format!("{}{path}", relay.origin))
                .body(body.to_string());
            if !kind.is_empty() {
                request = request.header("content-type", kind);
            }
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), 400, "{path} {kind}");
            let answer: Value = response.json().await.unwrap();
            assert_eq!(answer["error"], "invalid_request", "{path} {kind}");
        }
        assert!(relay.forms().await.is_empty(), "{path} reached Intuit");
        let (status, answer) = relay.post(path, &body).await;
        assert_eq!(
            status, 200,
            "the same with its type is taken: {path} {answer}"
        );
        relay.answers(tokens("refresh.two")).await;
    }
}

#[tokio::test]
async fn the_health_page_says_who_runs_it() {
    let relay = Running::start().await;
    let (status, headers, body) = relay.get("/healthz").await;
    assert_eq!(status, 200);
    assert_eq!(headers["cache-control"], "no-cache, no-store");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        body,
        json!({ "status": "ok", "operator": "Hale & Ortiz LLP" })
    );
}

#[tokio::test]
async fn a_code_that_the_apps_link_has_no_room_for_is_refused() {
    let relay = Running::start().await;
    let longest = "x".repeat(1024);
    let (status, headers, _) = relay
        .get(&format!("/callback?code={longest}&state={}", state()))
        .await;
    assert_eq!(status, 302);
    assert!(headers["location"].len() <= 4096, "the app reads no more");
    for code in [format!("{longest}x"), "%01".repeat(600), "%20".to_owned()] {
        let (status, headers, _) = relay
            .get(&format!("/callback?code={code}&state={}", state()))
            .await;
        assert_eq!(status, 400, "{code}");
        assert!(!headers.contains_key("location"));
    }
}
