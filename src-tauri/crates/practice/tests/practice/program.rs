#![expect(
    clippy::disallowed_methods,
    reason = "the test's own browser, on loopback"
)]

use std::process::Stdio;

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

async fn start(arguments: &[&str]) -> (Child, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_practice"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

#[tokio::test]
async fn prints_one_line_answers_and_stops_when_input_closes() {
    let (mut child, endpoints) = start(&["--port", "0"]).await;
    let origin = endpoints["origin"].as_str().unwrap();
    assert_eq!(endpoints["conductor"]["baseUrl"], format!("{origin}/v1"));
    let at = |path: &str| format!("{origin}{path}");
    assert_eq!(
        endpoints["intuit"]["discoveryUrl"],
        at("/.well-known/openid_configuration")
    );
    assert_eq!(endpoints["intuit"]["graphqlUrl"], at("/2020-04/graphql"));
    assert_eq!(endpoints["intuit"]["redirectUri"], at("/relay/callback"));
    assert_eq!(endpoints["relay"]["baseUrl"], at("/relay"));
    for (service, key, prefix) in [
        ("conductor", "secretKey", "sk_conductor_practice_"),
        ("conductor", "publishableKey", "pk_conductor_practice_"),
        ("intuit", "clientId", "ABpractice"),
        ("intuit", "clientSecret", "practice"),
    ] {
        let value = endpoints[service][key].as_str().unwrap();
        assert!(value.starts_with(prefix), "{key}");
    }
    let sample = &endpoints["sampleFirm"];
    assert_eq!(sample["name"], "Hale & Ortiz LLP");
    let in_place = sample["endUsers"].as_array().unwrap();
    assert!(in_place.len() >= 10, "{in_place:?}");
    assert_eq!(in_place[0]["companyName"], "Northfield Vets");
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let answer = reqwest::get(at("/practice")).await.unwrap();
    assert_eq!(answer.status(), 200);

    let answer = reqwest::Client::new()
        .get(at("/v1/end-users"))
        .bearer_auth(endpoints["conductor"]["secretKey"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    let listed: Value = answer.json().await.unwrap();
    let listed = listed["data"].as_array().unwrap();
    assert_eq!(listed.len(), in_place.len());
    for user in in_place {
        assert!(listed.iter().any(|it| it["id"] == user["id"]));
    }

    drop(child.stdin.take());
    assert!(child.wait().await.unwrap().success());
    assert!(reqwest::get(at("/practice")).await.is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn stops_on_ctrl_c() {
    let (mut child, _) = start(&[]).await;
    let id = child.id().unwrap().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status().await;
    assert!(sent.unwrap().success());
    assert!(child.wait().await.unwrap().success());
}

#[tokio::test]
async fn begins_empty_on_request() {
    let (_child, endpoints) = start(&["--empty"]).await;
    assert_eq!(endpoints["sampleFirm"]["endUsers"], serde_json::json!([]));
}

#[tokio::test]
async fn says_how_it_is_used_when_asked_wrongly() {
    let output = Command::new(env!("CARGO_BIN_EXE_practice"))
        .args(["--port", "many"])
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("many"));
    assert!(output.stdout.is_empty());
}
