//! The app's side of the relay's wire, against relays that answer as the practice relay never does.

use std::time::Duration;

use intuit::ClientId;
use roster::grants::{Grant, GrantError, Grants, RelayClient};
use roster::vault::Secret;
use serde_json::{Value, json};
use signing::SigningKey;
use signing::relay::{COMPUTER_HEADER, NONCE_HEADER, PROOF_HEADER};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::harness::url;

const TIMEOUT: Duration = Duration::from_secs(20);

fn at(relay: &str) -> Grants {
    Grants::Relay(RelayClient::new(&url(relay), &ClientId::new("an-app"), TIMEOUT).unwrap())
}

/// A vault entry that belongs to the relay at that address.
fn grant(relay: &str, more: &Value) -> Grant {
    let mut entry = json!({
        "grant": "a-sealed-grant",
        "origin": { "relay": format!("{relay}/"), "clientId": "an-app" },
    });
    entry
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let entry = json!({ "realm": "9130349878530396", "relay": entry });
    Grant::read(&Secret::new(entry.to_string())).unwrap()
}

fn written(grant: &Grant) -> Value {
    // EXPOSE: a made-up grant is compared.
    serde_json::from_str(grant.write().expose()).unwrap()
}

fn tokens() -> ResponseTemplate {
    ResponseTemplate::new(200)
        .insert_header(NONCE_HEADER, "the-next")
        .set_body_json(json!({ "access_token": "a-token", "grant": "the-next-grant" }))
}

fn refusal(status: u16, source: &str, error: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header(NONCE_HEADER, "another")
        .set_body_json(json!({ "error": error, "source": source }))
}

/// A relay that gives these answers to renewals, the last one for good.
async fn relay(answers: Vec<ResponseTemplate>) -> MockServer {
    let relay = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/nonce"))
        .respond_with(ResponseTemplate::new(204).insert_header(NONCE_HEADER, "the-first"))
        .mount(&relay)
        .await;
    let last = answers.len() - 1;
    for (n, answer) in answers.into_iter().enumerate() {
        let mock = Mock::given(method("POST"))
            .and(path("/refresh"))
            .respond_with(answer);
        let mock = if n < last {
            mock.up_to_n_times(1)
        } else {
            mock
        };
        mock.mount(&relay).await;
    }
    relay
}

async fn renewals(relay: &MockServer) -> Vec<Request> {
    let mut heard = relay.received_requests().await.unwrap();
    heard.retain(|request| request.url.path() == "/refresh");
    heard
}

#[tokio::test]
async fn a_renewal_names_the_computer_only_for_a_grant_that_has_no_key_yet() {
    let relay = relay(vec![tokens()]).await;
    let (key, computer) = (SigningKey::generate(), SigningKey::generate());
    for (more, names_computer) in [
        (json!({ "verifier": "a-verifier" }), true),
        (json!({ "key": key.to_text().to_string() }), false),
    ] {
        let grant = grant(&relay.uri(), &more);
        at(&relay.uri())
            .renew(&grant, &computer)
            .await
            .ok()
            .unwrap();
        let heard = renewals(&relay).await;
        let headers = &heard.last().unwrap().headers;
        assert!(headers.contains_key(PROOF_HEADER), "{more}");
        assert_eq!(
            headers.contains_key(COMPUTER_HEADER),
            names_computer,
            "{more}"
        );
    }
}

#[tokio::test]
async fn a_grant_that_the_relay_did_not_bind_keeps_what_opens_it() {
    let relay = relay(vec![tokens()]).await;
    let grant = grant(&relay.uri(), &json!({ "verifier": "a-verifier" }));
    let renewed = at(&relay.uri())
        .renew(&grant, &SigningKey::generate())
        .await
        .ok()
        .unwrap();
    let entry = &written(&renewed.grant)["relay"];
    assert_eq!(entry["grant"], "the-next-grant");
    assert_eq!(entry["verifier"], "a-verifier");
    assert_eq!(entry["key"], Value::Null);
}

#[tokio::test]
async fn after_a_lost_answer_a_definite_one_is_believed_at_once() {
    let relay = relay(vec![
        ResponseTemplate::new(502),
        refusal(400, "intuit", "invalid_grant"),
        tokens(),
    ])
    .await;
    let grant = grant(&relay.uri(), &json!({ "verifier": "a-verifier" }));
    let renewed = at(&relay.uri())
        .renew(&grant, &SigningKey::generate())
        .await;
    assert!(matches!(renewed, Err(GrantError::Refused { .. })));
    assert_eq!(renewals(&relay).await.len(), 2);
}

#[tokio::test]
async fn a_nonce_that_the_relay_finds_too_old_is_replaced_by_the_one_it_sends_along() {
    let relay = relay(vec![refusal(400, "relay", "use_nonce"), tokens()]).await;
    let grant = grant(&relay.uri(), &json!({ "verifier": "a-verifier" }));
    at(&relay.uri())
        .renew(&grant, &SigningKey::generate())
        .await
        .ok()
        .unwrap();
    let heard = renewals(&relay).await;
    assert_eq!(heard.len(), 2);
    assert_ne!(
        heard[0].headers[PROOF_HEADER],
        heard[1].headers[PROOF_HEADER]
    );
}

/// Reads one request and answers it, or hangs up on it.
async fn serve(listener: TcpListener, answer: Option<&str>) {
    let (mut connection, _) = listener.accept().await.unwrap();
    // The next request is refused.
    drop(listener);
    let mut read = vec![0; 65_536];
    assert_ne!(connection.read(&mut read).await.unwrap(), 0);
    if let Some(answer) = answer {
        let answer = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n{answer}");
        connection.write_all(answer.as_bytes()).await.unwrap();
        connection.shutdown().await.unwrap();
    }
}

/// The second try meets a closed port, and the third the relay's next start.
#[tokio::test]
async fn a_relay_that_restarts_while_an_answer_is_lost_is_asked_once_more() {
    let first = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = first.local_addr().unwrap();
    let relay = format!("http://{address}");
    let grant = grant(&relay, &json!({ "verifier": "a-verifier" }));
    let restarting = tokio::spawn(async move {
        serve(first, Some("counterfoil-nonce: the-first\r\n\r\n")).await;
        serve(TcpListener::bind(address).await.unwrap(), None).await;
        // Between the second try, which follows at once, and the third five seconds later.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let body = json!({ "access_token": "a-token", "grant": "the-next-grant" }).to_string();
        let answer = format!(
            "content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        serve(TcpListener::bind(address).await.unwrap(), Some(&answer)).await;
    });
    let renewed = at(&relay).renew(&grant, &SigningKey::generate()).await;
    let renewed = renewed.ok().unwrap();
    assert_eq!(written(&renewed.grant)["relay"]["grant"], "the-next-grant");
    restarting.await.unwrap();
}

#[tokio::test]
async fn what_a_relay_that_is_not_there_gives_is_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let relay = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let grant = grant(&relay, &json!({ "verifier": "a-verifier" }));
    let renewed = at(&relay).renew(&grant, &SigningKey::generate()).await;
    let Err(GrantError::Failed(failure)) = renewed else {
        panic!("it answered");
    };
    assert_eq!(failure.code, "no_connection");
}
