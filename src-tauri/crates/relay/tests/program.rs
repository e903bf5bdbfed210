//! The relay as a program.

#![expect(
    clippy::disallowed_methods,
    reason = "the test's own browser, on loopback"
)]
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use relay::KeyRing;
use serde_json::{Value, json};
use signing::SigningKey;
use signing::relay::{COMPUTER, COMPUTER_HEADER, NONCE_HEADER, PROOF_HEADER, SIGN_IN};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::mpsc;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const NONCE: &str = "AAAAAAAAAAAAAAAAAAAAAA";
const CODE: &str = "not-a-real-code";
const REALM: &str = "9130349878530396";
const SECRET: &str = "not-a-real-secret";
const TID: &str = "1-5f1a2b3c-0123456789abcdef01234567";

fn relay() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relay"));
    command.env_clear().kill_on_drop(true);
    command
}

fn settings(command: &mut Command, discovery: &str) {
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
struct Intuit {
    server: MockServer,
}

impl Intuit {
    async fn start() -> Self {
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

    async fn answers(&self, at: &str, answer: impl Respond + 'static) {
        Mock::given(method("POST"))
            .and(path(at))
            .respond_with(answer)
            .mount(&self.server)
            .await;
    }
}

struct Running {
    child: Child,
    output: Lines<BufReader<ChildStdout>>,
    first: String,
    origin: String,
    http: reqwest::Client,
}

impl Running {
    async fn start(intuit: &Intuit, keys: &KeyRing) -> Self {
        Self::start_with(intuit, keys, |_| {}).await
    }

    async fn start_with(
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

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(self.at(path)).send().await.unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.http.post(self.at(path)).json(body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn handoff(&self) -> String {
        let query = format!("/callback?code={CODE}&state={}&realmId={REALM}", state());
        let answer = self.get(&query).await;
        let location = answer.headers()["location"].to_str().unwrap();
        let location = url::Url::parse(location).unwrap();
        let mut pairs = location.query_pairs();
        pairs.find(|(name, _)| name == "handoff").unwrap().1.into()
    }

    /// Asks it to stop, as systemd and container runtimes do.
    fn terminate(&self) {
        let id = self.child.id().unwrap().to_string();
        let mut kill = std::process::Command::new("kill");
        assert!(kill.args(["-TERM", &id]).status().unwrap().success());
    }

    /// Everything it wrote, once it has ended well.
    async fn ended(mut self) -> (Vec<String>, String) {
        let mut lines = vec![self.first];
        while let Some(line) = self.output.next_line().await.unwrap() {
            lines.push(line);
        }
        let output = self.child.wait_with_output().await.unwrap();
        assert_eq!(output.status.code(), Some(0));
        (lines, String::from_utf8(output.stderr).unwrap())
    }
}

fn state() -> String {
    format!("v1.{NONCE}.{CHALLENGE}")
}

fn tokens() -> ResponseTemplate {
    tokens_with(&Value::Null)
}

fn tokens_with(id_token: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200)
        .insert_header("intuit_tid", TID)
        .set_body_json(json!({
            "token_type": "bearer", "access_token": "access.one", "expires_in": 3600,
            "refresh_token": "refresh.one", "id_token": id_token,
        }))
}

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
async fn it_makes_keys_it_can_read() {
    let output = relay().arg("--generate-key").output().await.unwrap();
    let key = String::from_utf8(output.stdout).unwrap();
    assert!(KeyRing::from_base64(&[key.trim()]).is_ok());
    let output = relay().arg("--unknown").output().await.unwrap();
    assert_eq!(output.status.code(), Some(2));
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn a_key_is_written_into_a_new_file_that_nobody_else_reads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    // With a umask that keeps nothing back.
    let write = format!(
        "umask 000; exec '{}' --generate-key '{}'",
        env!("CARGO_BIN_EXE_relay"),
        path.display()
    );
    let run = async || {
        Command::new("sh")
            .args(["-c", &write])
            .output()
            .await
            .unwrap()
    };
    let output = run().await;
    assert!(output.status.success(), "{output:?}");
    assert!(output.stdout.is_empty());
    assert_eq!(mode(&path), 0o600);
    let key = std::fs::read_to_string(&path).unwrap();
    assert!(KeyRing::from_base64(&[key.trim()]).is_ok());
    // A second time the first key stays.
    let output = run().await;
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("is there already"), "{said}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), key);
    // And nothing is written through a link.
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(folder.path().join("elsewhere"), &link).unwrap();
    let output = relay()
        .arg("--generate-key")
        .arg(&link)
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.path().join("elsewhere").exists());
    // Only what is there is said to be there.
    let output = relay()
        .arg("--generate-key")
        .arg(folder.path().join("no such folder/keys"))
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("could not be written"), "{said}");
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
async fn a_key_file_that_others_can_read_is_said_and_one_they_can_write_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    relay()
        .arg("--generate-key")
        .arg(&path)
        .output()
        .await
        .unwrap();
    for (bits, code, sentence) in [
        (0o600, 0, ""),
        (
            0o644,
            0,
            "Everybody on this computer can read the file that RELAY_KEYS_FILE names.",
        ),
        (
            0o666,
            2,
            "RELAY_KEYS_FILE is not usable: others on this computer can write",
        ),
        (
            0o620,
            2,
            "RELAY_KEYS_FILE is not usable: others on this computer can write",
        ),
    ] {
        std::fs::set_permissions(&path, Permissions::from_mode(bits)).unwrap();
        let output = relay()
            .arg("--key-ids")
            .env("RELAY_KEYS_FILE", &path)
            .output()
            .await
            .unwrap();
        assert_eq!(output.status.code(), Some(code), "{bits:o}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with(sentence), "{bits:o}: {said}");
        assert_eq!(said.is_empty(), sentence.is_empty(), "{bits:o}: {said}");
    }
}

#[tokio::test]
async fn it_refuses_a_weak_or_missing_key_and_names_the_variable() {
    let weak = STANDARD.encode("correct horse battery staple now");
    for (keys, sentence) in [
        (None, "RELAY_KEYS is not set. "),
        (
            Some(weak.as_str()),
            "RELAY_KEYS is not usable: key 1 of the key ring is weak",
        ),
        (
            Some("c2hvcnQ="),
            "RELAY_KEYS is not usable: key 1 of the key ring is not 32 bytes",
        ),
    ] {
        let mut command = relay();
        settings(&mut command, "https://intuit.example/discovery");
        command.env_remove("RELAY_KEYS");
        keys.map(|keys| command.env("RELAY_KEYS", keys));
        let output = command.output().await.unwrap();
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with(sentence), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(output.stdout.is_empty());
        assert!(keys.is_none_or(|keys| !said.contains(keys)), "{said}");
    }
}

#[tokio::test]
async fn it_names_its_keys_without_showing_them() {
    let ring = KeyRing::generate();
    let output = relay()
        .arg("--key-ids")
        .env("RELAY_KEYS", ring.to_base64().join(","))
        .output()
        .await
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said, format!("{}\n", ring.ids()[0]));
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
