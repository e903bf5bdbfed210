//! A request whose answer got lost is sent again, and finds the answer that Intuit gave the first time.

use std::time::Duration;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::proof::{App, send, turn_off};
use super::{CODE, OTHER_VERIFIER, Running, VERIFIER, state, target, tokens};

const SLOW: Duration = Duration::from_millis(600);

fn slowly(refresh: &str) -> ResponseTemplate {
    tokens(refresh).set_delay(SLOW)
}

/// Sends a request and hangs up long before Intuit has answered, but after it was asked.
async fn hang_up(relay: &Running, path: &str, body: &Value, proofs: &[(&'static str, String)]) {
    let mut request = relay
        .http
        .post(format!("{}{path}", relay.origin))
        .json(body);
    for (name, proof) in proofs {
        request = request.header(*name, proof);
    }
    let sent = tokio::spawn(request.send());
    while relay.forms().await.is_empty() {
        tokio::task::yield_now().await;
    }
    sent.abort();
    assert!(sent.await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn a_renewal_whose_client_hung_up_is_answered_when_it_is_sent_again() {
    let relay = Running::start().await;
    let app = App::new();
    let grant = app.grant(&relay).await;
    relay.answers(slowly("refresh.two")).await;
    let body = json!({ "grant": grant });
    let proofs = app.proofs(&relay, "/refresh", &body.to_string()).await;
    hang_up(&relay, "/refresh", &body, &proofs).await;

    let (status, first) = app.ask(&relay, "/refresh", &body).await;
    assert_eq!(status, 200, "{first}");
    let (status, second) = app.ask(&relay, "/refresh", &body).await;
    assert_eq!((status, &second), (200, &first), "as often as it is sent");
    assert_eq!(relay.forms().await.len(), 1, "Intuit was asked once");
    assert_eq!(first["bound_to"], json!(app.key.public()));

    relay.answers(tokens("refresh.three")).await;
    let next = json!({ "grant": first["grant"] });
    assert_eq!(app.ask(&relay, "/refresh", &next).await.0, 200);
    // Its grant was used, so it had arrived.
    app.ask(&relay, "/refresh", &body).await;
    assert_eq!(
        relay.forms().await,
        ["two", "one"].map(|it| format!("grant_type=refresh_token&refresh_token=refresh.{it}"))
    );
}

#[tokio::test]
async fn a_sign_in_whose_client_hung_up_is_finished_when_it_is_sent_again() {
    let relay = Running::start().await;
    let app = App::new();
    let handoff = app.handoff(&relay).await;
    relay.answers(slowly("refresh.one")).await;
    let body = json!({ "handoff": handoff, "verifier": VERIFIER });
    let proofs = app.proofs(&relay, "/token", &body.to_string()).await;
    hang_up(&relay, "/token", &body, &proofs).await;

    let (status, answer) = app.ask(&relay, "/token", &body).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(relay.forms().await.len(), 1, "a code works once");
}

#[tokio::test]
async fn one_request_sent_twice_at_once_asks_intuit_once() {
    let relay = Running::start().await;
    let app = App::new();
    let grant = app.grant(&relay).await;
    relay.answers(slowly("refresh.two")).await;
    let body = json!({ "grant": grant });
    let (one, two) = tokio::join!(
        app.ask(&relay, "/refresh", &body),
        app.ask(&relay, "/refresh", &body)
    );
    assert_eq!(one.0, 200, "{}", one.1);
    assert_eq!(one, two);
    assert_eq!(relay.forms().await.len(), 1);
}

#[tokio::test]
async fn a_kept_answer_is_for_the_same_proof_only() {
    let relay = Running::start().await;
    let app = App::new();
    let grant = app.grant(&relay).await;
    relay.answers(tokens("refresh.two")).await;
    let body = json!({ "grant": grant });
    assert_eq!(app.ask(&relay, "/refresh", &body).await.0, 200);

    let (status, answer) = relay.post("/refresh", &body).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_proof")));
    let (status, answer) = App::new().ask(&relay, "/refresh", &body).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_proof")));
    let text = body.to_string();
    let proofs = app.proofs(&relay, "/revoke", &text).await;
    let (status, _, answer) = send(&relay, "/refresh", &text, &proofs).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_proof")));

    turn_off(&relay, &app.computer.public());
    let (status, answer) = app.ask(&relay, "/refresh", &body).await;
    assert_eq!((status, &answer["error"]), (403, &json!("computer_denied")));
    assert_eq!(relay.forms().await.len(), 1);
}

/// Grants of apps before 0.2 open for their verifier, and take on the key of the request.
#[tokio::test]
async fn a_kept_answer_of_an_older_grant_is_for_its_verifier_and_for_one_key() {
    let relay = Running::start().await;
    let old = relay.grant().await;
    relay.answers(tokens("refresh.two")).await;
    let body = json!({ "grant": old, "verifier": VERIFIER });
    let [one, other] = [App::new(), App::new()];
    let (_, first) = one.ask(&relay, "/refresh", &body).await;
    assert_eq!(
        one.ask(&relay, "/refresh", &body).await,
        (200, first.clone())
    );
    assert_eq!(relay.forms().await.len(), 1);

    let (_, second) = other.ask(&relay, "/refresh", &body).await;
    assert_eq!(second["bound_to"], json!(other.key.public()));
    assert_ne!(first["grant"], second["grant"]);
    assert_eq!(
        relay.forms().await.len(),
        2,
        "another key is another request"
    );
    let guessed = json!({ "grant": old, "verifier": OTHER_VERIFIER });
    let (status, answer) = one.ask(&relay, "/refresh", &guessed).await;
    assert_eq!(
        (status, &answer["error"]),
        (400, &json!("invalid_grant_seal"))
    );
}

#[tokio::test]
async fn a_failure_is_not_kept() {
    let relay = Running::start().await;
    let query = format!("/callback?code={CODE}&state={}", state());
    let handoff = target(&relay.get(&query).await.1, "handoff").unwrap();
    let body = json!({ "handoff": handoff, "verifier": VERIFIER });
    relay.answers(ResponseTemplate::new(503)).await;
    assert_eq!(relay.post("/token", &body).await.0, 502);
    relay.answers(tokens("refresh.one")).await;
    assert_eq!(relay.post("/token", &body).await.0, 200);
}
