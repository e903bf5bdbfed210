//! The relay's process, with a made-up Intuit and a browser in front of it.

use std::process::Stdio;

use relay::KeyRing;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(super) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(super) const NONCE: &str = "AAAAAAAAAAAAAAAAAAAAAA";
pub(super) const CODE: &str = "not-a-real-code";
pub(super) const REALM: &str = "9130349878530396";
pub(super) const SECRET: &str = "not-a-real-secret";
pub(super) const TID: &str = "1-5f1a2b3c-0123456789abcdef01234567";

pub(super) fn relay() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relay"));
    command.env_clear().kill_on_drop(true);
    command
}

pub(super) fn settings(command: &mut Command, discovery: &str) {
    command
        .env("INTUIT_CLIENT_ID", "an-id")
        .env("INTUIT_CLIENT_SECRET", SECRET)
        .env("INTUIT_ENVIRONMENT", "sandbox")
        .env("INTUIT_DISCOVERY_URL", discovery)
        .env("RELAY_PUBLIC_URL", "https://relay.example")
        .env("RELAY_KEYS", KeyRing::generate().to_base64().join(","))
        .env("RELAY_OPERATOR", "Hale & Ortiz LLP")
        .env("RELAY_LISTEN", "127.0.0.1:0")
        // It must not listen to this: below INFO the HTTP crates print addresses.
        .env("RUST_LOG", "trace");
}

/// A made-up Intuit that publishes its addresses.
pub(super) struct Intuit {
    pub(super) server: MockServer,
}

impl Intuit {
    pub(super) async fn start() -> Self {
        let server = MockServer::start().await;
        let at = |path: &str| format!("{}{path}", server.uri());
        let document = json!({
            "issuer": "https://issuer.example", "authorization_endpoint": at("/a"),
            "token_endpoint": at("/t"), "userinfo_endpoint": at("/u"),
            "revocation_endpoint": at("/r"), "jwks_uri": at("/j"),
        });
        Mock::given(method("GET"))
            .and(path("/discovery"))
            .respond_with(ResponseTemplate::new(200).set_body_json(document))
            .mount(&server)
            .await;
        Mock::given(method("GET"))
            .and(path("/j"))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "keys": [] })))
            .mount(&server)
            .await;
        Self { server }
    }

    pub(super) async fn answers(&self, at: &str, answer: impl Respond + 'static) {
        Mock::given(method("POST"))
            .and(path(at))
            .respond_with(answer)
            .mount(&self.server)
            .await;
    }
}

pub(super) struct Running {
    pub(super) child: Child,
    pub(super) output: Lines<BufReader<ChildStdout>>,
    pub(super) first: String,
    pub(super) origin: String,
    pub(super) http: reqwest::Client,
}

impl Running {
    pub(super) async fn start(intuit: &Intuit, keys: &KeyRing) -> Self {
        Self::start_with(intuit, keys, |_| {}).await
    }

    pub(super) async fn start_with(
        intuit: &Intuit,
        keys: &KeyRing,
        change: impl FnOnce(&mut Command),
    ) -> Self {
        let mut command = relay();
        settings(&mut command, &format!("{}/discovery", intuit.server.uri()));
        command
            .env("RELAY_KEYS", keys.to_base64().join(","))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        change(&mut command);
        let mut child = command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = output.next_line().await.unwrap().unwrap();
        let line: Value = serde_json::from_str(&first).unwrap();
        assert_eq!(line["message"], "listening");
        let origin = format!("http://{}", line["address"].as_str().unwrap());
        // Nothing here builds an Intuit client, which would install the provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            child,
            output,
            first,
            origin,
            http,
        }
    }

    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    pub(super) async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(self.at(path)).send().await.unwrap()
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.http.post(self.at(path)).json(body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub(super) async fn handoff(&self) -> String {
        let query = format!("/callback?code={CODE}&state={}&realmId={REALM}", state());
        let answer = self.get(&query).await;
        let location = answer.headers()["location"].to_str().unwrap();
        let location = url::Url::parse(location).unwrap();
        let mut pairs = location.query_pairs();
        pairs.find(|(name, _)| name == "handoff").unwrap().1.into()
    }

    /// Asks it to stop, as systemd and container runtimes do.
    pub(super) fn terminate(&self) {
        let id = self.child.id().unwrap().to_string();
        let mut kill = std::process::Command::new("kill");
        assert!(kill.args(["-TERM", &id]).status().unwrap().success());
    }

    /// Everything it wrote, once it has ended well.
    pub(super) async fn ended(mut self) -> (Vec<String>, String) {
        let mut lines = vec![self.first];
        while let Some(line) = self.output.next_line().await.unwrap() {
            lines.push(line);
        }
        let output = self.child.wait_with_output().await.unwrap();
        assert_eq!(output.status.code(), Some(0));
        (lines, String::from_utf8(output.stderr).unwrap())
    }
}

pub(super) fn state() -> String {
    format!("v1.{NONCE}.{CHALLENGE}")
}

pub(super) fn tokens() -> ResponseTemplate {
    tokens_with(&Value::Null)
}

pub(super) fn tokens_with(id_token: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200)
        .insert_header("intuit_tid", TID)
        .set_body_json(json!({
            "token_type": "bearer", "access_token": "access.one", "expires_in": 3600,
            "refresh_token": "refresh.one", "id_token": id_token,
        }))
}
