//! The relay as strangers meet it: slow, greedy and oversized requests, and its end.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderName;
use intuit::{ClientId, ClientSecret, Endpoints, Environment, OAuth};
use jiff::Timestamp;
use relay::{Config, Error, KeyRing, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

const STATE: &str = "v1.AAAAAAAAAAAAAAAAAAAAAA.E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// Short enough for a test, long enough for a busy computer to answer in.
const SOON: Duration = Duration::from_millis(300);

struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<Result<(), Error>>,
}

impl Running {
    async fn start(limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let config = config("counterfoil://oauth/callback");
        let serving = tokio::spawn(relay::serve(listener, config, limits, async {
            let _ = stopped.await;
        }));
        Self {
            address,
            stop: Some(stop),
            serving,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// One request on a connection of its own, and everything that came back.
    async fn send(&self, head: &str, body: &str) -> String {
        let mut stream = self.connect().await;
        let request = format!("{head}\r\nhost: relay\r\nconnection: close\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).await.unwrap();
        everything(&mut stream).await
    }

    async fn callback(&self, more: &str) -> String {
        let head = format!("GET /callback?code=x&state={STATE} HTTP/1.1{more}");
        self.send(&head, "").await
    }
}

fn config(app_callback: &str) -> Config {
    Config {
        intuit: OAuth::builder(
            Endpoints::built_in(Environment::Sandbox),
            ClientId::new("an-id"),
            ClientSecret::new("not a real secret"),
            Url::parse("https://relay.example/callback").unwrap(),
        )
        .timeout(Duration::from_secs(5))
        .build()
        .unwrap(),
        app_callback: Url::parse(app_callback).unwrap(),
        keys: KeyRing::generate(),
        operator: "Hale & Ortiz LLP".to_owned(),
        now: Arc::new(Timestamp::now),
        rules: relay::Rules::default(),
    }
}

/// Until the other side closes; a reset counts as the end.
async fn everything(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8(bytes).unwrap()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("closed")
}

fn number(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap()
}

fn three_each(address_header: Option<&'static str>) -> Limits {
    Limits {
        // One in a minute: none comes back during a test.
        per_minute: number(1),
        burst: number(3),
        address_header: address_header.map(HeaderName::from_static),
        ..Limits::default()
    }
}

#[tokio::test]
async fn only_the_apps_scheme_is_ever_redirected_to() {
    for foreign in [
        "https://evil.example/callback",
        "counterfoil-x://oauth",
        "counterfoil-dev2://oauth/callback",
        "counterfoil://oauth/callback?handoff=x",
    ] {
        let refused = relay::router(config(foreign));
        assert!(matches!(refused, Err(Error::ForeignScheme)), "{foreign}");
    }
}

#[tokio::test]
async fn an_address_that_asks_too_often_waits_while_the_health_page_answers() {
    let relay = Running::start(three_each(None)).await;
    for _ in 0..3 {
        assert_eq!(status(&relay.callback("").await), "302");
    }
    // Without a configured header, saying to be somebody else does not help.
    let refused = relay.callback("\r\nx-forwarded-for: 192.0.2.9").await;
    assert_eq!(status(&refused), "429");
    assert!(refused.contains("\r\nretry-after: "), "{refused}");
    assert!(refused.contains("\r\ncache-control: no-cache, no-store"));
    assert!(
        refused.contains("\"temporarily_unavailable\""),
        "never one of the codes that end a connection: {refused}"
    );
    let head = "POST /token HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 2";
    assert_eq!(status(&relay.send(head, "{}").await), "429");
    let health = relay.send("GET /healthz HTTP/1.1", "").await;
    assert_eq!(status(&health), "200");
}

#[tokio::test]
async fn behind_a_proxy_each_client_has_its_own_allowance() {
    let relay = Running::start(three_each(Some("x-forwarded-for"))).await;
    for (client, expected) in [
        ("192.0.2.1", "302"),
        ("192.0.2.1", "302"),
        ("192.0.2.1", "302"),
        ("192.0.2.1", "429"),
        // What a client wrote itself precedes what the proxy wrote.
        ("192.0.2.2, 192.0.2.1", "429"),
        ("192.0.2.1, 192.0.2.2", "302"),
    ] {
        let more = format!("\r\nx-forwarded-for: {client}");
        assert_eq!(status(&relay.callback(&more).await), expected, "{client}");
    }
}

#[tokio::test]
async fn a_client_that_never_finishes_its_head_is_let_go() {
    let limits = Limits {
        head: SOON,
        ..Limits::default()
    };
    let relay = Running::start(limits).await;
    let silent = relay.connect().await;
    let mut slow = relay.connect().await;
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: re")
        .await
        .unwrap();
    let mut idle = relay.connect().await;
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: relay\r\n\r\n")
        .await
        .unwrap();
    // Soon: hyper itself gives up after 30 seconds, which is not the limit that was set.
    let let_go = async |mut stream: TcpStream| {
        tokio::time::timeout(Duration::from_secs(15), everything(&mut stream))
            .await
            .expect("it is let go by our limit")
    };
    assert_ne!(status(&let_go(silent).await), "200");
    assert_ne!(status(&let_go(slow).await), "200");
    assert_eq!(status(&let_go(idle).await), "200");
}

#[tokio::test]
async fn a_body_that_stops_coming_is_not_waited_for() {
    let head = "POST /token HTTP/1.1\r\nhost: relay\r\ncontent-type: application/json\r\n\
                content-length: 100\r\n\r\n{\"handoff\"";
    let day = Duration::from_secs(86_400);
    for (body_pause, request) in [(SOON, day), (day, SOON)] {
        let limits = Limits {
            body_pause,
            request,
            ..Limits::default()
        };
        let relay = Running::start(limits).await;
        let mut stream = relay.connect().await;
        stream.write_all(head.as_bytes()).await.unwrap();
        let answer = everything(&mut stream).await;
        assert_eq!(status(&answer), "408", "{answer}");
        assert!(answer.contains("\"temporarily_unavailable\""), "{answer}");
        assert!(answer.contains("\r\ncache-control: no-cache, no-store"));
    }
}

#[tokio::test]
async fn oversized_requests_are_refused_before_they_are_read() {
    let relay = Running::start(Limits::default()).await;
    let large = format!("\r\nx-large: {}", "x".repeat(20_000));
    assert_eq!(status(&relay.callback(&large).await), "431");
    let many = "\r\nx-many: x".repeat(100);
    assert_eq!(status(&relay.callback(&many).await), "431");
    let head = "POST /token HTTP/1.1\r\ncontent-type: application/json\r\n\
                content-length: 1000000000";
    assert_eq!(status(&relay.send(head, "{").await), "413");
    let chunk = "x".repeat(40_000);
    let body = format!("{:x}\r\n{chunk}\r\n0\r\n\r\n", chunk.len());
    let head = "POST /token HTTP/1.1\r\ncontent-type: application/json\r\n\
                transfer-encoding: chunked";
    assert_eq!(status(&relay.send(head, &body).await), "413");
    // A body may have 32 KiB, and is then judged by what is in it.
    for (length, wanted) in [(32 * 1024, "400"), (32 * 1024 + 1, "413")] {
        let head = format!(
            "POST /token HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: {length}"
        );
        let answer = relay.send(&head, &" ".repeat(length)).await;
        assert_eq!(status(&answer), wanted, "{length} bytes");
    }
}

#[tokio::test]
async fn what_is_not_an_address_of_ours_is_refused_and_kept_by_nobody() {
    let relay = Running::start(Limits::default()).await;
    for (line, expected) in [
        ("GET /elsewhere?code=x HTTP/1.1", "404"),
        ("GET /callback/?code=x HTTP/1.1", "404"),
        ("GET //evil.example/callback HTTP/1.1", "404"),
        ("TRACE /callback HTTP/1.1", "405"),
        ("POST /callback HTTP/1.1\r\ncontent-length: 0", "405"),
        ("DELETE /token HTTP/1.1", "405"),
    ] {
        let answer = relay.send(line, "").await;
        assert_eq!(status(&answer), expected, "{line}");
        assert!(
            answer.contains("\r\ncache-control: no-cache, no-store"),
            "{line}: {answer}"
        );
        assert!(!answer.contains("\r\nlocation:"), "{line}");
    }
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_their_turn() {
    let limits = Limits {
        connections: 1,
        head: Duration::from_secs(86_400),
        ..Limits::default()
    };
    let relay = Running::start(limits).await;
    let request = b"GET /healthz HTTP/1.1\r\nhost: relay\r\n\r\n";
    let mut first = relay.connect().await;
    first.write_all(request).await.unwrap();
    let mut buffer = [0; 1024];
    assert!(first.read(&mut buffer).await.unwrap() > 0);

    let mut second = relay.connect().await;
    second.write_all(request).await.unwrap();
    let waiting = tokio::time::timeout(SOON, second.read(&mut buffer)).await;
    assert!(waiting.is_err(), "answered beside the first");
    drop(first);
    assert!(second.read(&mut buffer).await.unwrap() > 0);
}

#[tokio::test]
async fn a_stopped_relay_closes_idle_connections_and_takes_no_new_ones() {
    let limits = Limits {
        head: Duration::from_secs(86_400),
        drain: Duration::from_secs(86_400),
        ..Limits::default()
    };
    let mut relay = Running::start(limits).await;
    let mut idle = relay.connect().await;
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: relay\r\n\r\n")
        .await
        .unwrap();
    let mut buffer = [0; 1024];
    assert!(idle.read(&mut buffer).await.unwrap() > 0);
    relay.stop.take().unwrap().send(()).unwrap();
    assert_eq!(idle.read(&mut buffer).await.unwrap(), 0, "closed");
    relay.serving.await.unwrap().unwrap();
    assert!(TcpStream::connect(relay.address).await.is_err());
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_hold_up_the_stop() {
    let limits = Limits {
        body_pause: Duration::from_secs(86_400),
        request: Duration::from_secs(86_400),
        drain: SOON,
        ..Limits::default()
    };
    let mut relay = Running::start(limits).await;
    let mut stuck = relay.connect().await;
    let head = "POST /token HTTP/1.1\r\nhost: relay\r\ncontent-type: application/json\r\n\
                content-length: 100\r\nexpect: 100-continue\r\n\r\n";
    stuck.write_all(head.as_bytes()).await.unwrap();
    let mut buffer = [0; 25];
    stuck.read_exact(&mut buffer).await.unwrap();
    assert!(
        buffer.starts_with(b"HTTP/1.1 100"),
        "the request is in work"
    );
    relay.stop.take().unwrap().send(()).unwrap();
    relay.serving.await.unwrap().unwrap();
}
