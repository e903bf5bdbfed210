//! The relay as a program.

use std::process::Stdio;

use relay::KeyRing;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn relay() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relay"));
    command.env_clear().kill_on_drop(true);
    command
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
async fn it_makes_keys_it_can_read() {
    let output = relay().arg("--generate-key").output().await.unwrap();
    let key = String::from_utf8(output.stdout).unwrap();
    assert!(KeyRing::from_base64(&[key.trim()]).is_ok());
    let output = relay().arg("--unknown").output().await.unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[tokio::test]
async fn it_reads_the_discovery_document_and_serves() {
    let intuit = MockServer::start().await;
    let at = |path: &str| format!("{}{path}", intuit.uri());
    Mock::given(method("GET"))
        .and(path("/discovery"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({
            "issuer": "https://issuer.example", "authorization_endpoint": at("/a"),
            "token_endpoint": at("/t"), "userinfo_endpoint": at("/u"),
            "revocation_endpoint": at("/r"), "jwks_uri": at("/j"),
        })))
        .expect(1)
        .mount(&intuit)
        .await;
    let mut child = relay()
        .env("INTUIT_CLIENT_ID", "an-id")
        .env("INTUIT_CLIENT_SECRET", "not-a-real-secret")
        .env("INTUIT_ENVIRONMENT", "sandbox")
        .env("INTUIT_DISCOVERY_URL", at("/discovery"))
        .env("RELAY_PUBLIC_URL", "https://relay.example")
        .env("RELAY_KEYS", KeyRing::generate().to_base64().join(","))
        .env("RELAY_OPERATOR", "Hale & Ortiz LLP")
        .env("RELAY_LISTEN", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["message"], "listening");
    let origin = format!("http://{}", line["address"].as_str().unwrap());
    // Nothing here builds an Intuit client, which would install the provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let health: Value = reqwest::get(format!("{origin}/healthz"))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(health["operator"], "Hale & Ortiz LLP");
    child.kill().await.unwrap();
}

#[tokio::test]
async fn a_named_discovery_document_has_no_substitute() {
    let intuit = MockServer::start().await;
    let output = relay()
        .env("INTUIT_CLIENT_ID", "an-id")
        .env("INTUIT_CLIENT_SECRET", "not-a-real-secret")
        .env("INTUIT_ENVIRONMENT", "sandbox")
        .env("INTUIT_DISCOVERY_URL", format!("{}/gone", intuit.uri()))
        .env("RELAY_PUBLIC_URL", "https://relay.example")
        .env("RELAY_KEYS", KeyRing::generate().to_base64().join(","))
        .env("RELAY_OPERATOR", "Hale & Ortiz LLP")
        .env("RELAY_LISTEN", "127.0.0.1:0")
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert!(sentence.contains("HTTP 404"), "{sentence}");
}
