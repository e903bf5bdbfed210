//! What the tests share: a client with waits too short to notice, and a server of raw bytes.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "a test's set-up fails the test")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use conductor::{Builder, Conductor, EndUserId, RetryPolicy, SecretKey};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use wiremock::MockServer;

pub(crate) const KEY: &str = "sk_conductor_test_not_a_real_key";

/// Two retries, with waits far below the time of one request unless the server asks for longer.
pub(crate) fn builder(origin: &str) -> Builder {
    let retry = RetryPolicy::default().waits(Duration::from_micros(10), Duration::from_micros(20));
    Conductor::builder(SecretKey::new(KEY))
        .base_url(format!("{origin}/v1").parse().unwrap())
        .retry(retry)
}

pub(crate) fn client_of(server: &MockServer) -> Conductor {
    builder(&server.uri()).build().unwrap()
}

pub(crate) fn an_id() -> EndUserId {
    EndUserId::new("end_usr_1234567abcdefg")
}

/// The end-user of the wire record, so that its shape has one home.
pub(crate) fn end_user() -> Value {
    let record = include_str!("../../../../../tests/fixtures/conductor/create-end-user.json");
    let record: Value = serde_json::from_str(record).unwrap();
    record["response"]["body"].clone()
}

pub(crate) fn envelope(status: u16, error_type: &str, code: &str) -> Value {
    json!({"error": {
        "message": "The real reason.", "userFacingMessage": "What a person may read.",
        "type": error_type, "code": code, "httpStatusCode": status, "requestId": "req_1",
    }})
}

/// Answers every connection with the same bytes and then closes it.
pub(crate) struct RawServer {
    pub(crate) origin: String,
    connections: Arc<AtomicUsize>,
}

impl RawServer {
    pub(crate) async fn answering(bytes: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                read_request(&mut stream).await;
                // The client may be gone already; the count is what the test reads.
                let _ = stream.write_all(bytes.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        Self {
            origin,
            connections,
        }
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Reads one whole request, so that closing afterwards is an end and not a reset.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !is_whole(&request) {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(read) => request.extend_from_slice(&buffer[..read]),
        }
    }
    String::from_utf8_lossy(&request).into_owned()
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let expected = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse::<usize>().ok())
        .unwrap_or(0);
    body.len() >= expected
}

/// Answers requests one after the other with the bytes of its script, on as many connections as they come.
pub(crate) struct ScriptedServer {
    pub(crate) origin: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl ScriptedServer {
    /// An empty text closes the connection without an answer, and so does the end of the script.
    pub(crate) async fn following(script: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            let mut script = script.into_iter();
            while let Ok((mut stream, _)) = listener.accept().await {
                loop {
                    let request = read_request(&mut stream).await;
                    if !is_whole(request.as_bytes()) {
                        break;
                    }
                    let line = request.lines().next().unwrap_or_default();
                    seen.lock().unwrap().push(line.to_owned());
                    let answer = script.next().unwrap_or_default();
                    let is_cut = !answer.contains("\r\nx-whole: yes\r\n");
                    let _ = stream.write_all(answer.as_bytes()).await;
                    if is_cut {
                        break;
                    }
                }
            }
        });
        Self { origin, requests }
    }

    /// The first lines of all requests that came.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// A whole answer with this status and further headers, after which the connection stays open.
pub(crate) fn whole(status: &str, headers: &str, body: &Value) -> String {
    let body = body.to_string();
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nx-whole: yes\r\ncontent-length: {length}\r\n{headers}\r\n{body}")
}
