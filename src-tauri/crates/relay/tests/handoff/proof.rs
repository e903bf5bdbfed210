//! What a request has to prove, and which computers are turned off.

use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use signing::relay::{COMPUTER, COMPUTER_HEADER, NONCE_HEADER, PROOF_HEADER, SIGN_IN};
use signing::{PublicKey, Request, SigningKey};

use super::{CODE, Running, VERIFIER, challenge, target, tokens};

/// The relay's public address, by its redirect address.
const PUBLIC: &str = "https://relay.example";

/// An app: the keys of a sign-in and of its computer.
pub(super) struct App {
    pub(super) key: SigningKey,
    pub(super) computer: SigningKey,
}

impl App {
    pub(super) fn new() -> Self {
        Self {
            key: SigningKey::generate(),
            computer: SigningKey::generate(),
        }
    }

    fn state(&self) -> String {
        let computer = self.computer.public();
        format!("v2.AAAAAAAAAAAAAAAAAAAAAA.{}.{computer}", challenge())
    }

    pub(super) async fn handoff(&self, relay: &Running) -> String {
        let query = format!("/callback?code={CODE}&state={}", self.state());
        target(&relay.get(&query).await.1, "handoff").unwrap()
    }

    /// The headers of an honest request.
    pub(super) async fn proofs(
        &self,
        relay: &Running,
        path: &str,
        body: &str,
    ) -> Vec<(&'static str, String)> {
        let nonce = nonce(relay).await;
        let url = format!("{PUBLIC}{path}");
        let request = request(&url, body);
        vec![
            (PROOF_HEADER, self.key.prove(SIGN_IN, request, &nonce)),
            (
                COMPUTER_HEADER,
                self.computer.prove(COMPUTER, request, &nonce),
            ),
        ]
    }

    pub(super) async fn ask(&self, relay: &Running, path: &str, body: &Value) -> (u16, Value) {
        let body = body.to_string();
        let proofs = self.proofs(relay, path, &body).await;
        let (status, _, answer) = send(relay, path, &body, &proofs).await;
        (status, answer)
    }

    pub(super) async fn grant(&self, relay: &Running) -> String {
        relay.answers(tokens("refresh.one")).await;
        let handoff = self.handoff(relay).await;
        let body = json!({ "handoff": handoff, "verifier": VERIFIER });
        let (status, answer) = self.ask(relay, "/token", &body).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["bound_to"], json!(self.key.public()));
        answer["grant"].as_str().unwrap().to_owned()
    }
}

fn request<'a>(url: &'a str, body: &'a str) -> Request<'a> {
    Request {
        method: "POST",
        url,
        body: body.as_bytes(),
    }
}

async fn nonce(relay: &Running) -> String {
    let (status, headers, _) = relay.get("/nonce").await;
    assert_eq!(status, 204);
    headers[NONCE_HEADER].to_str().unwrap().to_owned()
}

pub(super) async fn send(
    relay: &Running,
    path: &str,
    body: &str,
    proofs: &[(&'static str, String)],
) -> (u16, HeaderMap, Value) {
    let mut request = relay
        .http
        .post(format!("{}{path}", relay.origin))
        .header("content-type", "application/json")
        .body(body.to_owned());
    for (name, proof) in proofs {
        request = request.header(*name, proof);
    }
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, headers, answer.json().await.unwrap())
}

#[tokio::test]
async fn a_grant_is_renewed_and_revoked_by_proof_and_never_by_its_verifier() {
    let relay = Running::start().await;
    let app = App::new();
    let grant = app.grant(&relay).await;
    for body in [
        json!({ "grant": grant }),
        json!({ "grant": grant, "verifier": VERIFIER }),
    ] {
        for path in ["/refresh", "/revoke"] {
            let (status, answer) = relay.post(path, &body).await;
            assert_eq!((status, &answer["error"]), (400, &json!("invalid_proof")));
        }
    }
    relay.answers(tokens("refresh.two")).await;
    let (status, answer) = app
        .ask(&relay, "/refresh", &json!({ "grant": grant }))
        .await;
    assert_eq!(status, 200, "{answer}");
    let (status, _) = app
        .ask(&relay, "/revoke", &json!({ "grant": answer["grant"] }))
        .await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_proof_holds_for_one_request_at_one_relay() {
    let relay = Running::start().await;
    let app = App::new();
    let grant = app.grant(&relay).await;
    relay.answers(tokens("refresh.two")).await;
    let body = json!({ "grant": grant }).to_string();
    let nonce = nonce(&relay).await;
    let foreign = self::nonce(&Running::start().await).await;
    let other = SigningKey::generate();
    let url = format!("{PUBLIC}/refresh");
    let prove = |key: &SigningKey, url: &str, body: &str, nonce: &str| {
        key.prove(SIGN_IN, request(url, body), nonce)
    };
    let mut changed_nonce = prove(&app.key, &url, &body, &nonce);
    changed_nonce.replace_range(..nonce.len(), &self::nonce(&relay).await);
    for (what, proof, error) in [
        (
            "another key",
            prove(&other, &url, &body, &nonce),
            "invalid_proof",
        ),
        (
            "another relay",
            prove(&app.key, "https://thief.example/refresh", &body, &nonce),
            "invalid_proof",
        ),
        (
            "another address",
            prove(&app.key, &format!("{PUBLIC}/revoke"), &body, &nonce),
            "invalid_proof",
        ),
        (
            "another body",
            prove(&app.key, &url, "{}", &nonce),
            "invalid_proof",
        ),
        (
            "another purpose",
            app.key.prove(COMPUTER, request(&url, &body), &nonce),
            "invalid_proof",
        ),
        ("another nonce of the relay", changed_nonce, "invalid_proof"),
        (
            "a nonce of another relay",
            prove(&app.key, &url, &body, &foreign),
            "use_nonce",
        ),
        ("no nonce", prove(&app.key, &url, &body, ""), "use_nonce"),
        ("no proof", "x".to_owned(), "invalid_proof"),
    ] {
        let (status, headers, answer) =
            send(&relay, "/refresh", &body, &[(PROOF_HEADER, proof)]).await;
        assert_eq!((status, &answer["error"]), (400, &json!(error)), "{what}");
        assert!(headers.contains_key(NONCE_HEADER), "{what}");
    }
    assert!(relay.forms().await.is_empty(), "Intuit heard of none of it");
    let proof = prove(&app.key, &url, &body, &nonce);
    let (status, headers, _) = send(&relay, "/refresh", &body, &[(PROOF_HEADER, proof)]).await;
    assert_eq!(status, 200);
    assert!(headers.contains_key(NONCE_HEADER));
}

#[tokio::test]
async fn a_grant_of_an_older_app_takes_on_a_key_and_then_refuses_its_verifier() {
    let relay = Running::start().await;
    let old = relay.grant().await;
    relay.answers(tokens("refresh.two")).await;
    let app = App::new();
    let body = json!({ "grant": old, "verifier": VERIFIER });
    let (status, answer) = app.ask(&relay, "/refresh", &body).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["bound_to"], json!(app.key.public()));
    let new = json!({ "grant": answer["grant"], "verifier": VERIFIER });
    let (status, answer) = relay.post("/refresh", &new).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_proof")));
    assert_eq!(app.ask(&relay, "/refresh", &new).await.0, 200);
    turn_off(&relay, &app.computer.public());
    let (status, answer) = app.ask(&relay, "/refresh", &new).await;
    assert_eq!((status, &answer["error"]), (403, &json!("computer_denied")));
}

#[tokio::test]
async fn a_hand_off_is_redeemed_at_the_computer_it_was_begun_at() {
    let relay = Running::start().await;
    relay.answers(tokens("refresh.one")).await;
    let app = App::new();
    let handoff = app.handoff(&relay).await;
    let body = json!({ "handoff": handoff, "verifier": VERIFIER });
    let elsewhere = App {
        key: app.key.clone(),
        computer: SigningKey::generate(),
    };
    let (status, answer) = elsewhere.ask(&relay, "/token", &body).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_proof")));
    let (status, answer) = relay.post("/token", &body).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_proof")));
    assert!(relay.forms().await.is_empty());
    assert_eq!(app.ask(&relay, "/token", &body).await.0, 200);
}

pub(super) fn turn_off(relay: &Running, computer: &PublicKey) {
    let list = format!("{} # LAPTOP-7\n", computer.fingerprint());
    assert_eq!(relay.rules.denied.replace(&list), Ok(1));
}

#[tokio::test]
async fn a_computer_that_was_turned_off_gets_nothing_and_may_let_go() {
    let relay = Running::start().await;
    let [lost, kept] = [App::new(), App::new()];
    let grants = [lost.grant(&relay).await, kept.grant(&relay).await];
    let handoff = lost.handoff(&relay).await;
    relay.answers(tokens("refresh.two")).await;
    turn_off(&relay, &lost.computer.public());

    let body = json!({ "handoff": handoff, "verifier": VERIFIER });
    let (status, answer) = lost.ask(&relay, "/token", &body).await;
    assert_eq!((status, &answer["error"]), (403, &json!("computer_denied")));
    let body = json!({ "grant": grants[0] });
    let (status, answer) = lost.ask(&relay, "/refresh", &body).await;
    assert_eq!((status, &answer["error"]), (403, &json!("computer_denied")));
    assert_eq!(answer["source"], "relay");
    assert!(relay.forms().await.is_empty(), "Intuit heard of none of it");

    assert_eq!(lost.ask(&relay, "/revoke", &body).await.0, 200);
    let body = json!({ "grant": grants[1] });
    assert_eq!(kept.ask(&relay, "/refresh", &body).await.0, 200);
}
