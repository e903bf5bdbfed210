//! Many sign-ins at once: every browser gets its own answer, and the relay keeps nothing of them.
//!
//! The short form; `make soak` asks a million times, with `examples/load.rs`.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderName;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use intuit::{ClientId, ClientSecret, Endpoints, Environment, OAuth};
use jiff::Timestamp;
use relay::{Config, KeyRing, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

const CALLBACKS: u64 = 20_000;
const CONNECTIONS: u64 = 32;

#[tokio::test(flavor = "multi_thread")]
async fn every_browser_gets_its_own_answer_and_nothing_is_kept() {
    let relay = start().await;
    ask_all(relay, 0..CALLBACKS / 2).await;
    let half_way = resident_kib();
    ask_all(relay, CALLBACKS / 2..CALLBACKS).await;
    let grown = resident_kib().saturating_sub(half_way);
    println!(
        "{CALLBACKS} callbacks over {CONNECTIONS} connections; memory grew by {grown} KiB in the second half"
    );
    // A kept hand-off would be half a kilobyte: 5,000 KiB in the second half.
    assert!(grown < 4_000, "{grown} KiB more after the second half");
}

async fn start() -> SocketAddr {
    let config = Config {
        intuit: OAuth::builder(
            Endpoints::built_in(Environment::Sandbox),
            ClientId::new("an-id"),
            ClientSecret::new("not-a-real-secret"),
            Url::parse("https://relay.example/callback").unwrap(),
        )
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap(),
        app_callback: Url::parse("counterfoil://oauth/callback").unwrap(),
        keys: KeyRing::generate(),
        operator: "Load".to_owned(),
        now: Arc::new(Timestamp::now),
        rules: relay::Rules::default(),
    };
    let limits = Limits {
        address_header: Some(HeaderName::from_static("x-forwarded-for")),
        ..Limits::default()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(relay::serve(
        listener,
        config,
        limits,
        std::future::pending(),
    ));
    address
}

async fn ask_all(relay: SocketAddr, numbers: std::ops::Range<u64>) {
    let share = (numbers.end - numbers.start).div_ceil(CONNECTIONS);
    let askers: Vec<_> = (0..CONNECTIONS)
        .map(|asker| {
            let begin = numbers.start + asker * share;
            let end = (begin + share).min(numbers.end);
            tokio::spawn(ask(relay, begin..end))
        })
        .collect();
    for asker in askers {
        asker.await.unwrap();
    }
}

/// One browser after the other on one connection, each with a state of its own, from its own address.
async fn ask(relay: SocketAddr, numbers: std::ops::Range<u64>) {
    let mut stream = TcpStream::connect(relay).await.unwrap();
    let mut buffer = vec![0; 4096];
    for number in numbers {
        let state = state(number);
        let [.., a, b, c] = number.to_be_bytes();
        let request = format!(
            "GET /callback?code=not-a-real-code&state={state}&realmId=9130349878530396 HTTP/1.1\r\n\
             host: relay.example\r\nx-forwarded-for: 10.{a}.{b}.{c}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut length = 0;
        while !buffer[..length].ends_with(b"\r\n\r\n") {
            let read = stream.read(&mut buffer[length..]).await.unwrap();
            assert!(read > 0, "the relay closed after {number} callbacks");
            length += read;
        }
        let answer = str::from_utf8(&buffer[..length]).unwrap();
        assert!(answer.starts_with("HTTP/1.1 302"), "{answer}");
        assert_eq!(sent_back(answer), state);
    }
}

fn state(number: u64) -> String {
    let mut nonce = [0; 16];
    let mut challenge = [0; 32];
    nonce[..8].copy_from_slice(&number.to_be_bytes());
    challenge[..8].copy_from_slice(&number.to_le_bytes());
    let [nonce, challenge] = [&nonce[..], &challenge[..]].map(|part| URL_SAFE_NO_PAD.encode(part));
    format!("v1.{nonce}.{challenge}")
}

/// The state in the link that the browser is sent to.
fn sent_back(answer: &str) -> String {
    let mut lines = answer.lines();
    let link = lines
        .find_map(|line| line.strip_prefix("location: "))
        .unwrap();
    let link = Url::parse(link).unwrap();
    let mut pairs = link.query_pairs();
    pairs.find(|(name, _)| name == "state").unwrap().1.into()
}

/// This process's memory; the relay runs in it. 0 where there is no `/proc`.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let figure = line.and_then(|line| line.split_whitespace().next());
    figure.map_or(0, |figure| figure.parse().unwrap())
}
