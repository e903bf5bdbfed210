//! The relay as a program.

#![expect(
    clippy::disallowed_methods,
    reason = "the test's own browser, on loopback"
)]
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "program/harness.rs"]
mod harness;
#[path = "program/keys.rs"]
mod keys;

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use relay::KeyRing;
use serde_json::{Value, json};
use signing::SigningKey;
use signing::relay::{COMPUTER, COMPUTER_HEADER, NONCE_HEADER, PROOF_HEADER, SIGN_IN};
use tokio::process::Command;
use tokio::sync::mpsc;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use harness::*;

#[tokio::test]
async fn its_log_tells_what_happened_and_no_secret() {
    let intuit = Intuit::start().await;
    let ring = KeyRing::generate();
    let relay = Running::start(&intuit, &ring).await;
    let handoff = relay.handoff().await;
    let state = state();
    for query in [
        format!("/callback?error=access_denied&error_description={CODE}&state={state}"),
        format!("/callback?code={CODE}&state=v1.else.where"),
        format!("/elsewhere/{CODE}?code={CODE}"),
    ] {
        relay.get(&query).await;
    }
    for method in ["HEAD", "OPTIONS", "PROPFIND"] {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = relay.http.request(method, relay.at("/elsewhere"));
        assert_eq!(request.send().await.unwrap().status(), 404);
    }
    let request = json!({ "handoff": handoff, "verifier": VERIFIER });
    Mock::given(path("/t"))
        .respond_with(tokens_with(&json!("id.one.token")))
        .up_to_n_times(1)
        .mount(&intuit.server)
        .await;
    assert_eq!(relay.post("/token", &request).await.0, 400);
    intuit.answers("/t", tokens()).await;
    let (status, answer) = relay.post("/token", &request).await;
    assert_eq!(status, 200);
    let grant = answer["grant"].as_str().unwrap().to_owned();
    let request = json!({ "grant": grant, "verifier": VERIFIER });
    assert_eq!(relay.post("/refresh", &request).await.0, 200);
    let foreign = json!({ "grant": grant, "verifier": CHALLENGE });
    assert_eq!(relay.post("/refresh", &foreign).await.0, 400);
    let refusal = json!({
        "error": "invalid_grant", "error_description": "refresh.one of not-a-real-secret is old"
    });
    let refusal = ResponseTemplate::new(400)
        .insert_header("intuit_tid", TID)
        .set_body_json(refusal);
    intuit.answers("/r", refusal).await;
    assert_eq!(relay.post("/revoke", &request).await.0, 400);
    relay.terminate();

    let (lines, errors) = relay.ended().await;
    let spoken: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let requests: Vec<_> = spoken
        .iter()
        .filter(|line| line["message"] == "answered")
        .map(|line| {
            let text = |name: &str| line[name].as_str().unwrap_or("-").to_owned();
            assert!(line["ms"].is_u64() && line["timestamp"].is_string());
            let said = ["method", "route", "error", "source", "intuit_tid", "key"].map(text);
            format!("{} {}", line["status"], said.join(" "))
        })
        .collect();
    let id = ring.ids()[0];
    assert_eq!(
        requests,
        [
            "302 GET /callback - - - -".to_owned(),
            "302 GET /callback access_denied intuit - -".to_owned(),
            "400 GET /callback not_ours relay - -".to_owned(),
            "404 GET other - - - -".to_owned(),
            "404 HEAD other - - - -".to_owned(),
            "404 OPTIONS other - - - -".to_owned(),
            "404 other other - - - -".to_owned(),
            "400 POST /token invalid_id_token relay - -".to_owned(),
            format!("200 POST /token - - {TID} {id}"),
            format!("200 POST /refresh - - {TID} {id}"),
            "400 POST /refresh invalid_grant_seal relay - -".to_owned(),
            format!("400 POST /revoke invalid_grant intuit {TID} -"),
        ]
    );
    let everything = lines.join("\n") + &errors;
    let key = ring.to_base64().remove(0);
    for secret in [
        CODE,
        REALM,
        SECRET,
        VERIFIER,
        CHALLENGE,
        NONCE,
        "access.one",
        "refresh.one",
        "id.one.token",
        &STANDARD.encode(format!("an-id:{SECRET}")),
        &handoff,
        &grant,
        &key,
    ] {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
}

#[tokio::test]
async fn a_stop_waits_for_the_exchange_in_work() {
    let intuit = Intuit::start().await;
    let relay = Running::start(&intuit, &KeyRing::generate()).await;
    let handoff = relay.handoff().await;
    let (asked, mut is_asked) = mpsc::unbounded_channel();
    let slow = move |_: &wiremock::Request| {
        asked.send(()).unwrap();
        // Long enough for the signal to come first; nothing waits for it to pass.
        tokens().set_delay(Duration::from_secs(1))
    };
    intuit.answers("/t", slow).await;
    let request = json!({ "handoff": handoff, "verifier": VERIFIER });
    let sent = relay.http.post(relay.at("/token")).json(&request).send();
    let sent = tokio::spawn(sent);
    is_asked.recv().await.unwrap();
    relay.terminate();
    let (lines, _) = relay.ended().await;
    assert_eq!(sent.await.unwrap().unwrap().status(), 200);
    let last: Vec<Value> = lines[lines.len() - 3..]
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        last.iter().map(|line| &line["message"]).collect::<Vec<_>>(),
        ["stopping", "answered", "stopped"]
    );
}

#[tokio::test]
async fn it_says_which_setting_is_missing() {
    let output = relay().output().await.unwrap();
    assert_eq!(output.status.code(), Some(2));
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert!(
        sentence.starts_with("INTUIT_ENVIRONMENT is not set."),
        "{sentence}"
    );
}

#[tokio::test]
async fn it_tells_how_it_is_used_when_asked_and_when_it_was_called_wrongly() {
    for (argument, status) in [("--help", 0), ("-h", 0), ("--hlep", 2)] {
        let output = relay().arg(argument).output().await.unwrap();
        assert_eq!(output.status.code(), Some(status), "{argument}");
        let (said, silent) = if status == 0 {
            (output.stdout, output.stderr)
        } else {
            (output.stderr, output.stdout)
        };
        assert!(silent.is_empty(), "{argument}");
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("--generate-key"), "{argument}: {said}");
    }
}

#[tokio::test]
async fn it_reads_the_discovery_document_and_serves() {
    let intuit = Intuit::start().await;
    let relay = Running::start(&intuit, &KeyRing::generate()).await;
    let health = relay.http.get(relay.at("/healthz")).send().await.unwrap();
    let health: Value = health.json().await.unwrap();
    assert_eq!(health["operator"], "Hale & Ortiz LLP");
    let seen = intuit.server.received_requests().await.unwrap();
    assert_eq!(seen.len(), 1, "the discovery document, once");
}

/// By the beginning of its fingerprint an operator finds the computer of a line, to turn it off.
#[tokio::test]
async fn a_line_of_the_log_names_the_computer_that_asked() {
    let intuit = Intuit::start().await;
    let relay = Running::start(&intuit, &KeyRing::generate()).await;
    let (key, computer) = (SigningKey::generate(), SigningKey::generate());
    let state = format!("{}.{}", state().replacen("v1", "v2", 1), computer.public());
    let answer = relay
        .get(&format!("/callback?code={CODE}&state={state}"))
        .await;
    let location = answer.headers()["location"].to_str().unwrap();
    let location = url::Url::parse(location).unwrap();
    let (_, handoff) = location.query_pairs().find(|it| it.0 == "handoff").unwrap();
    intuit.answers("/t", tokens()).await;
    let ask = async |path: &str, body: Value| {
        let nonce = relay.get("/nonce").await.headers()[NONCE_HEADER].clone();
        let (nonce, body) = (nonce.to_str().unwrap(), body.to_string());
        let url = format!("https://relay.example{path}");
        let request = signing::Request {
            method: "POST",
            url: &url,
            body: body.as_bytes(),
        };
        let asked = relay
            .http
            .post(relay.at(path))
            .header("content-type", "application/json")
            .header(PROOF_HEADER, key.prove(SIGN_IN, request, nonce))
            .header(COMPUTER_HEADER, computer.prove(COMPUTER, request, nonce));
        let answer = asked.body(body.clone()).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.json::<Value>().await.unwrap()
    };
    let sent = json!({ "handoff": handoff, "verifier": VERIFIER });
    let grant = ask("/token", sent.clone()).await["grant"].take();
    ask("/token", sent).await;
    ask("/refresh", json!({ "grant": grant })).await;
    relay.terminate();

    let (lines, _) = relay.ended().await;
    let said: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &Value| line["method"] == "POST")
        .collect();
    assert_eq!(said.len(), 3);
    let fingerprint = computer.public().fingerprint();
    for line in &said {
        assert_eq!(line["computer"], fingerprint[..12], "{line}");
    }
    let nonces = said.iter().map(|line| line["nonce"].as_str());
    assert_eq!(
        nonces.collect::<Vec<_>>(),
        [Some("missing"), Some("missing"), None]
    );
    let again = said.iter().map(|line| line["again"].as_bool());
    assert_eq!(again.collect::<Vec<_>>(), [None, Some(true), None]);
}

#[tokio::test]
async fn a_named_discovery_document_has_no_substitute() {
    let intuit = MockServer::start().await;
    let mut command = relay();
    settings(&mut command, &format!("{}/gone", intuit.uri()));
    let output = command.output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert!(sentence.contains("HTTP 404"), "{sentence}");
}

#[tokio::test]
async fn a_list_of_computers_is_read_again_on_a_signal_and_a_wrong_one_is_not_taken() {
    let intuit = Intuit::start().await;
    let folder = std::env::temp_dir().join(format!("relay-denied-{}", std::process::id()));
    let computer = SigningKey::generate().public().fingerprint();
    std::fs::write(&folder, format!("{computer} # LAPTOP-7\n")).unwrap();
    let keys = KeyRing::generate();
    let list = folder.clone();
    let mut relay = Running::start_with(&intuit, &keys, |command| {
        command.env("RELAY_DENIED_COMPUTERS_FILE", list);
    })
    .await;
    for (list, level, message) in [
        (
            format!("{computer}\n"),
            "INFO",
            "read which computers are turned off",
        ),
        (
            "LAPTOP-7\n".to_owned(),
            "ERROR",
            "the list from before stays",
        ),
        (String::new(), "INFO", "read which computers are turned off"),
    ] {
        std::fs::write(&folder, list).unwrap();
        let pid = relay.child.id().unwrap().to_string();
        let told = Command::new("kill").args(["-HUP", &pid]).status().await;
        assert!(told.unwrap().success());
        let line = relay.output.next_line().await.unwrap().unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(
            (&line["level"], &line["message"]),
            (&json!(level), &json!(message))
        );
    }

    std::fs::write(&folder, "LAPTOP-7\n").unwrap();
    let mut command = self::relay();
    settings(&mut command, &format!("{}/discovery", intuit.server.uri()));
    command.env("RELAY_DENIED_COMPUTERS_FILE", &folder);
    let refused = command.output().await.unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        said.contains("line 1 is not a computer's fingerprint"),
        "{said}"
    );
    std::fs::remove_file(&folder).unwrap();
}
