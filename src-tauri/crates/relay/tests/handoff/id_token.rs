//! Intuit's word on who signed in is checked before anything is given out.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use relay::{KeyRing, Rules};
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};
use wiremock::matchers::{any, path};
use wiremock::{Mock, ResponseTemplate};

use super::proof::App;
use super::{Running, START, VERIFIER, challenge, state, tokens};

const ISSUER: &str = "https://oauth.platform.intuit.com/op/v1";

fn key() -> &'static RsaPrivateKey {
    static KEY: OnceLock<RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| RsaPrivateKey::new(&mut rand::rngs::OsRng, 2048).unwrap())
}

fn published(kid: &str) -> ResponseTemplate {
    let number = |bytes: Vec<u8>| URL_SAFE_NO_PAD.encode(bytes);
    ResponseTemplate::new(200).set_body_json(json!({ "keys": [{
        "kty": "RSA", "kid": kid,
        "n": number(key().n().to_bytes_be()), "e": number(key().e().to_bytes_be()),
    }]}))
}

fn claims() -> Value {
    json!({ "sub": "person-1", "aud": ["an-id"], "iss": ISSUER, "exp": START + 3600 })
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

fn signed(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = part(&json!({ "alg": "RS256", "kid": "current" }));
    let signed = format!("{head}.{}", part(claims));
    let signature = SigningKey::<Sha256>::new(key().clone()).sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

impl Running {
    /// Intuit answers an exchange with this statement.
    async fn states(&self, id_token: Option<&str>) {
        self.intuit.reset().await;
        let mut body = json!({
            "token_type": "bearer", "access_token": "access.one", "expires_in": 3600,
            "refresh_token": "refresh.one",
        });
        if let Some(id_token) = id_token {
            body["id_token"] = json!(id_token);
        }
        for (place, answer) in [
            ("/jwks", published("current")),
            ("/revoke", ResponseTemplate::new(200)),
            ("/token", ResponseTemplate::new(200).set_body_json(body)),
        ] {
            let mock = Mock::given(path(place)).respond_with(answer);
            mock.mount(&self.intuit).await;
        }
    }

    /// What a whole sign-in is answered with.
    async fn signed_in(&self) -> (u16, Value) {
        let handoff = self.handoff("").await;
        let request = json!({ "handoff": handoff, "verifier": VERIFIER });
        self.post("/token", &request).await
    }
}

fn withdrawn() -> String {
    json!({ "token": "refresh.one" }).to_string()
}

#[tokio::test]
async fn a_statement_that_is_not_intuits_about_this_app_gives_nothing_out() {
    let relay = Running::start().await;
    let mut forged = signed(&claims());
    forged.replace_range(forged.len() - 8.., "AAAAAAAA");
    for (what, id_token) in [
        ("no statement", "a.b.c".to_owned()),
        ("another signature", forged),
        ("another app", signed(&with("aud", json!(["another"])))),
        (
            "another issuer",
            signed(&with("iss", json!("https://x.example"))),
        ),
        ("long over", signed(&with("exp", json!(START - 3600)))),
        ("another sign-in", signed(&with("nonce", json!("AAAA")))),
    ] {
        relay.states(Some(&id_token)).await;
        let (status, answer) = relay.signed_in().await;
        let refused = (status, &answer["error"]);
        assert_eq!(refused, (400, &json!("invalid_id_token")), "{what}");
        assert_eq!(answer["source"], "relay");
        assert!(!answer.to_string().contains("access.one"), "{what}");
        let last = relay.forms().await.pop();
        assert_eq!(last, Some(withdrawn()), "{what}: the grant ends");
    }
}

#[tokio::test]
async fn an_echoed_nonce_is_taken_and_none_only_where_the_operator_lets_it() {
    let rules = Rules {
        require_nonce: true,
        ..Rules::default()
    };
    let strict = Running::with_rules(KeyRing::generate(), rules).await;
    let usual = Running::start().await;
    let echoed = signed(&with("nonce", json!(challenge())));
    let silent = signed(&claims());
    for (id_token, at_usual, at_strict) in [
        (Some(&echoed), (200, None), (200, None)),
        (Some(&silent), (200, None), (400, Some("nonce_missing"))),
        (None, (200, None), (400, Some("nonce_missing"))),
    ] {
        for (relay, wanted) in [(&usual, at_usual), (&strict, at_strict)] {
            relay.states(id_token.map(String::as_str)).await;
            let (status, answer) = relay.signed_in().await;
            assert_eq!((status, answer["error"].as_str()), wanted, "{answer}");
            if status == 200 {
                assert_eq!(answer["id_token"].as_str(), id_token.map(String::as_str));
            } else {
                assert_eq!(relay.forms().await.pop(), Some(withdrawn()));
            }
        }
    }
}

#[tokio::test]
async fn keys_that_intuit_changed_are_asked_for_again_and_a_code_waits_for_them() {
    let relay = Running::start().await;
    let id_token = signed(&claims());
    relay.states(Some(&id_token)).await;
    // Intuit's keys cannot be read: the code is not used up.
    relay.intuit.reset().await;
    let silent = Mock::given(path("/jwks")).respond_with(ResponseTemplate::new(503));
    silent.mount(&relay.intuit).await;
    let handoff = relay.handoff("").await;
    let request = json!({ "handoff": handoff, "verifier": VERIFIER });
    let (status, answer) = relay.post("/token", &request).await;
    assert_eq!((status, &answer["source"]), (502, &json!("intuit")));
    assert!(relay.forms().await.is_empty(), "nothing was exchanged");

    relay.intuit.reset().await;
    let before = Mock::given(path("/jwks")).respond_with(published("former"));
    before.up_to_n_times(1).mount(&relay.intuit).await;
    let after = Mock::given(path("/jwks")).respond_with(published("current"));
    after.mount(&relay.intuit).await;
    let body = json!({
        "token_type": "bearer", "access_token": "a", "refresh_token": "r", "id_token": id_token,
    });
    let exchanged = ResponseTemplate::new(200).set_body_json(body);
    let exchange = Mock::given(any()).respond_with(exchanged);
    exchange.mount(&relay.intuit).await;
    let (status, answer) = relay.post("/token", &request).await;
    assert_eq!(status, 200, "{answer}");
}

/// An app before 0.2 sends no challenge, and Intuit may refuse a verifier without one.
#[tokio::test]
async fn the_verifier_goes_to_intuit_where_the_sign_in_sent_its_challenge() {
    let relay = Running::start().await;
    relay.answers(tokens("refresh.one")).await;
    let app = App::new();
    let body = json!({ "handoff": app.handoff(&relay).await, "verifier": VERIFIER });
    assert_eq!(app.ask(&relay, "/token", &body).await.0, 200);
    assert_eq!(relay.signed_in().await.0, 200);
    let sent = format!("&code_verifier={VERIFIER}");
    let forms = relay.forms().await;
    let with: Vec<bool> = forms.iter().map(|form| form.contains(&sent)).collect();
    assert_eq!(with, [true, false]);
}

#[tokio::test]
async fn apps_before_0_2_are_refused_where_the_operator_says_so() {
    let keys = KeyRing::generate();
    let before = Running::with_keys(keys.clone()).await;
    let old_grant = before.grant().await;
    let old_handoff = before.handoff("").await;
    let rules = Rules {
        require_computer: true,
        ..Rules::default()
    };
    let relay = Running::with_rules(keys, rules).await;
    relay.answers(tokens("refresh.two")).await;

    let query = format!("/callback?code=x&state={}", state());
    let (status, headers, _) = relay.get(&query).await;
    let error = super::target(&headers, "error");
    assert_eq!((status, error.as_deref()), (302, Some("update_required")));
    for (path, body) in [
        (
            "/token",
            json!({ "handoff": old_handoff, "verifier": VERIFIER }),
        ),
        (
            "/refresh",
            json!({ "grant": old_grant, "verifier": VERIFIER }),
        ),
    ] {
        let (status, answer) = relay.post(path, &body).await;
        assert_eq!((status, &answer["error"]), (403, &json!("update_required")));
    }
    assert!(relay.forms().await.is_empty());

    // An updated app brings its older grants over, and its sign-ins pass.
    let app = App::new();
    let body = json!({ "grant": old_grant, "verifier": VERIFIER });
    assert_eq!(app.ask(&relay, "/refresh", &body).await.0, 200);
    let body = json!({ "handoff": app.handoff(&relay).await, "verifier": VERIFIER });
    assert_eq!(app.ask(&relay, "/token", &body).await.0, 200);
    // Letting go works from anywhere.
    let body = json!({ "grant": old_grant, "verifier": VERIFIER });
    assert_eq!(relay.post("/revoke", &body).await.0, 200);
}
