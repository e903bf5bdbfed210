//! How many sign-ins come back in a second, beside a bare axum 302, and in how much memory.
//!
//! `cargo run --profile relay -p relay --example load [callbacks]`; 100000 by default, 1000000 for the
//! long form; docs/reports/performance-2026-11-22.md has what was seen. Both servers are processes of their own on
//! loopback, asked in turns over the same number of connections. Linux only: memory is what `/proc` calls `VmRSS`.
#![expect(clippy::unwrap_used, reason = "a measurement that fails has no result")]
#![expect(clippy::cast_precision_loss, reason = "the figures are rounded anyway")]

use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::header::LOCATION;
use axum::http::{HeaderName, StatusCode};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use intuit::{ClientId, ClientSecret, Endpoints, Environment, OAuth};
use jiff::Timestamp;
use relay::{Config, KeyRing, Limits};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use url::Url;

const CONNECTIONS: u64 = 32;
/// The servers are asked in turns this many times, so that what else the computer does meets both.
const TURNS: u64 = 10;

fn main() {
    let argument = std::env::args().nth(1);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    match argument.as_deref() {
        Some("serve-relay") => runtime.block_on(serve_relay()),
        Some("serve-bare") => runtime.block_on(serve_bare()),
        count => {
            let count = count.map_or(100_000, |count| count.parse().unwrap());
            runtime.block_on(measure(count));
        }
    }
}

async fn measure(count: u64) {
    let mut relay = Server::start("serve-relay").await;
    let mut bare = Server::start("serve-bare").await;
    for server in [&mut relay, &mut bare] {
        server.ask(2_000, u64::MAX / 2).await;
        server.latencies.clear();
        server.busy = Duration::ZERO;
    }
    let share = count.div_ceil(TURNS);
    let mut memory = vec![relay.resident_kib()];
    for turn in 0..TURNS {
        relay.ask(share, turn * share).await;
        bare.ask(share, turn * share).await;
        if turn + 1 == TURNS / 2 || turn + 1 == TURNS {
            memory.push(relay.resident_kib());
        }
    }
    let asked = share * TURNS;
    println!("{asked} callbacks to each, {CONNECTIONS} connections, {TURNS} turns, loopback\n");
    println!("| server | requests a second | p50 | p99 |");
    println!("|---|---|---|---|");
    let fast = relay.row("relay `/callback`");
    let bare = bare.row("bare axum 302");
    println!("\nrelay to bare: {:.2}", fast / bare);
    println!(
        "relay's memory (VmRSS): start {} KiB, half {} KiB, end {} KiB",
        memory[0], memory[1], memory[2]
    );
}

struct Server {
    child: Child,
    address: SocketAddr,
    latencies: Vec<u32>,
    busy: Duration,
}

impl Server {
    /// The relay writes its log as it always does, here to nowhere.
    async fn start(which: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg(which)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines.next_line().await.unwrap().unwrap().parse().unwrap();
        Self {
            child,
            address,
            latencies: Vec::new(),
            busy: Duration::ZERO,
        }
    }

    async fn ask(&mut self, count: u64, first: u64) {
        let started = Instant::now();
        let share = count.div_ceil(CONNECTIONS);
        let askers: Vec<_> = (0..CONNECTIONS)
            .map(|asker| {
                let begin = first + asker * share;
                let end = (begin + share).min(first + count);
                tokio::spawn(ask(self.address, begin..end))
            })
            .collect();
        for asker in askers {
            self.latencies.extend(asker.await.unwrap());
        }
        self.busy += started.elapsed();
    }

    fn row(&mut self, name: &str) -> f64 {
        self.latencies.sort_unstable();
        let at = |percent: usize| {
            let place = self.latencies.len() * percent / 100;
            f64::from(self.latencies[place]) / 1000.0
        };
        let rate = self.latencies.len() as f64 / self.busy.as_secs_f64();
        println!(
            "| {name} | {rate:.0} | {:.2} ms | {:.2} ms |",
            at(50),
            at(99)
        );
        rate
    }

    fn resident_kib(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id().unwrap());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        line.unwrap()
            .split_whitespace()
            .nth(1)
            .unwrap()
            .parse()
            .unwrap()
    }
}

/// One connection, one request after the other; microseconds of each.
async fn ask(address: SocketAddr, numbers: std::ops::Range<u64>) -> Vec<u32> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut buffer = vec![0; 4096];
    let mut latencies = Vec::new();
    for number in numbers {
        let request = request(number);
        let started = Instant::now();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut length = 0;
        while !buffer[..length].ends_with(b"\r\n\r\n") {
            let read = stream.read(&mut buffer[length..]).await.unwrap();
            assert!(read > 0, "closed");
            length += read;
        }
        let micros = started.elapsed().as_micros();
        latencies.push(u32::try_from(micros).unwrap_or(u32::MAX));
        assert!(buffer.starts_with(b"HTTP/1.1 302"), "not a redirect");
    }
    latencies
}

/// Every sign-in is another one, and every one comes from another address.
fn request(number: u64) -> String {
    let mut nonce = [0; 16];
    let mut challenge = [0; 32];
    nonce[..8].copy_from_slice(&number.to_be_bytes());
    challenge[..8].copy_from_slice(&number.to_le_bytes());
    let nonce = URL_SAFE_NO_PAD.encode(nonce);
    let challenge = URL_SAFE_NO_PAD.encode(challenge);
    let [.., a, b, c] = number.to_be_bytes();
    format!(
        "GET /callback?code=XAB1{number:046}&state=v1.{nonce}.{challenge}\
         &realmId=9130349878530396 HTTP/1.1\r\nhost: relay.example\r\n\
         user-agent: Mozilla/5.0\r\naccept: text/html\r\nx-forwarded-for: 10.{a}.{b}.{c}\r\n\r\n"
    )
}

async fn serve_relay() {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_max_level(tracing::Level::INFO)
        .init();
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
    // Each address is counted; none asks often enough to be refused.
    let limits = Limits {
        address_header: Some(HeaderName::from_static("x-forwarded-for")),
        ..Limits::default()
    };
    let forever = std::future::pending();
    relay::serve(listen().await, config, limits, forever)
        .await
        .unwrap();
}

/// The least that could be called a redirect: as long as the relay's, and always the same.
async fn serve_bare() {
    let location = format!("counterfoil://oauth/callback?handoff={}", "x".repeat(390));
    let redirect = get(async move || (StatusCode::FOUND, [(LOCATION, location)]));
    let router = Router::new().route("/callback", redirect);
    axum::serve(listen().await, router).await.unwrap();
}

async fn listen() -> TcpListener {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    eprintln!("{}", listener.local_addr().unwrap());
    listener
}
