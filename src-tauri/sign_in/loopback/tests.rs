//! The listener, asked over real sockets, with the practice firm as Intuit.
//!
//! Long because each thing a page or a program could send is tried over the same listener.

#![expect(
    clippy::disallowed_methods,
    reason = "the test's own browser, on loopback"
)]

use std::sync::Arc;

use intuit::{ClientId as IntuitClientId, ClientSecret, Endpoints};
use practice::Practice;
use roster::client::{ClientDraft, ClientId, QuickBooks};
use roster::database::Database;
use roster::mail::Mail;
use roster::platform::{Browser, BrowserError, Clipboard, ClipboardError, Listener};
use roster::vault::MemoryVault;
use roster::view::{AttemptStage, ConnectProblem, Ending, PortReason, PortTrouble, RosterEvent};
use roster::{Dependencies, Roster};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

use super::*;
use crate::session::practice_firm::PracticeClock;
use crate::session::services::{IntuitParts, LOCAL_REDIRECTS, Return, intuit_side};

const MARIA: &str = "maria@haleortiz.example";
const WREN: &str = "9130349878530744";
const SUES: &str = "9130349878530396";

struct Nobody;

impl Clipboard for Nobody {
    fn copy(&self, _text: &str) -> Result<(), ClipboardError> {
        Ok(())
    }
}

impl Listener for Nobody {
    fn notify(&self, _event: RosterEvent) {}
}

impl Browser for Nobody {
    fn permits(&self, _url: &Url) -> bool {
        true
    }

    fn open(&self, _url: &Url) -> Result<(), BrowserError> {
        Ok(())
    }

    fn write(&self, _mail: &Mail) -> Result<(), BrowserError> {
        Ok(())
    }
}

struct SignInUnderTest {
    practice: Practice,
    roster: Roster,
    listener: LoopbackListener,
    port: u16,
}

impl SignInUnderTest {
    async fn new() -> Self {
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let practice = Practice::start(practice::Config::default()).await.unwrap();
        let services = practice.endpoints();
        let url = |text: &str| Url::parse(text).unwrap();
        let mut built_in = Endpoints::built_in(intuit::Environment::Sandbox);
        built_in.graphql = url(&services.intuit.graphql_url);
        built_in.rest = url(&services.origin);
        let discovery = url(&services.intuit.discovery_url);
        let endpoints = Endpoints::discover(&discovery, &built_in, Duration::from_secs(20))
            .await
            .unwrap();
        let intuit = intuit_side(IntuitParts {
            endpoints,
            client_id: IntuitClientId::new(services.intuit.client_id.clone()),
            back: Return::Local(ClientSecret::new(services.intuit.client_secret.as_str())),
            accounting_scope: false,
            ask_roles: true,
            app_url: url(&services.origin),
        })
        .unwrap();
        let roster = Roster::open(Dependencies {
            database: Database::in_memory().unwrap(),
            vault: Arc::new(MemoryVault::default()),
            clock: Arc::new(PracticeClock(practice.clock())),
            browser: Arc::new(Nobody),
            clipboard: Arc::new(Nobody),
            listener: Arc::new(Nobody),
            conductor: None,
            intuit: Some(intuit),
            computer: roster::computer::Computer {
                id: roster::computer::ComputerId::random(),
                name: "FRONT-DESK".to_owned(),
            },
            scheme: crate::platform::identity::OWN.scheme,
        })
        .await
        .unwrap();
        let port = free_port();
        let mut listener = LoopbackListener::new(roster.clone(), vec![port]);
        listener.second_visit = Duration::from_millis(50);
        Self {
            practice,
            roster,
            listener,
            port,
        }
    }

    fn client(&self, name: &str) -> ClientId {
        let row = self
            .roster
            .add_client(ClientDraft::new(name, QuickBooks::Online))
            .unwrap();
        ClientId::parse(&row.id).unwrap()
    }

    /// Begins a sign-in as the command does, and approves it: where Intuit sends the browser.
    async fn approved(&self, id: ClientId, realm: &str) -> Url {
        let _guard = self.listener.open().unwrap();
        self.roster.online().connect_online(id).await.unwrap();
        self.approve(id, realm).await
    }

    async fn approve(&self, id: ClientId, realm: &str) -> Url {
        let mut page = self.roster.online().sign_in_url(id).unwrap();
        page.query_pairs_mut()
            .append_pair("practice_as", MARIA)
            .append_pair("practice_realm", realm);
        let answer = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap()
            .get(page)
            .send()
            .await
            .unwrap();
        let location = answer.headers()["location"].to_str().unwrap();
        Url::parse(location).unwrap()
    }

    fn stage(&self, id: ClientId) -> AttemptStage {
        self.roster.attempt(id).unwrap().stage()
    }

    /// What the listener answers to these bytes: nothing where it is closed.
    async fn says(&self, request: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.ok()?;
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok()?;
        Some(String::from_utf8(answer).unwrap())
    }

    async fn get(&self, target: &str) -> Option<String> {
        self.says(&format!(
            "GET {target} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
            self.port
        ))
        .await
    }

    async fn is_closed(&self) {
        let closing = async {
            while TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let closed = tokio::time::timeout(Duration::from_secs(20), closing).await;
        assert!(closed.is_ok(), "the listener closes");
    }

    async fn reaches(&self, id: ClientId, wanted: AttemptStage) {
        let reaching = async {
            while self.stage(id) != wanted {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let reached = tokio::time::timeout(Duration::from_secs(20), reaching).await;
        assert!(reached.is_ok(), "it is at {:?}", self.stage(id));
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .unwrap()
        .port()
}

fn target(redirected: &Url) -> String {
    format!("{}?{}", redirected.path(), redirected.query().unwrap())
}

fn with(redirected: &Url, name: &str, value: &str) -> String {
    let mut changed = redirected.clone();
    changed.query_pairs_mut().clear().extend_pairs(
        redirected
            .query_pairs()
            .map(|(key, old)| (key.clone(), if key == name { value.into() } else { old })),
    );
    target(&changed)
}

#[tokio::test]
async fn the_listener_is_open_for_one_answer_and_closed_before_and_after() {
    let under_test = SignInUnderTest::new().await;
    let id = under_test.client("Wren & Daughters");
    under_test.is_closed().await;
    let redirected = under_test.approved(id, WREN).await;
    let page = under_test
        .get(&target(&redirected))
        .await
        .expect("it is open");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
    for header in [
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "X-Content-Type-Options: nosniff",
        "Content-Security-Policy: default-src 'none'; script-src 'sha256-",
        "Connection: close",
    ] {
        assert!(page.contains(&format!("\r\n{header}")), "{header}\n{page}");
    }
    for (_, value) in redirected.query_pairs() {
        assert!(!page.contains(&*value), "nothing comes back");
    }
    under_test.is_closed().await;
    under_test.reaches(id, AttemptStage::Confirm).await;
    assert_eq!(under_test.get(&target(&redirected)).await, None, "closed");
    under_test.practice.stop().await;
}

#[tokio::test]
async fn a_browser_that_looks_ahead_takes_nothing_and_gets_the_same_page() {
    let under_test = SignInUnderTest::new().await;
    let id = under_test.client("Wren & Daughters");
    let redirected = under_test.approved(id, WREN).await;
    let mut pages = Vec::new();
    for header in [
        "Sec-Purpose: prefetch",
        "Sec-Purpose: prefetch;prerender",
        "sec-purpose: PREFETCH; anonymous-client-ip",
        "Purpose: prefetch",
        "Purpose: preview",
        "X-Purpose: preview",
        "X-Moz: prefetch",
    ] {
        let request = format!(
            "GET {} HTTP/1.1\r\nHost: localhost:{}\r\n{header}\r\n\r\n",
            target(&redirected),
            under_test.port
        );
        pages.push(under_test.says(&request).await.expect("it is open"));
        assert_eq!(under_test.stage(id), AttemptStage::Waiting, "{header}");
    }
    let page = under_test
        .get(&target(&redirected))
        .await
        .expect("it is open");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"));
    assert!(pages.iter().all(|ahead| *ahead == page));
    under_test.reaches(id, AttemptStage::Confirm).await;
    under_test.practice.stop().await;
}

#[tokio::test]
async fn a_second_visit_takes_nothing_and_gets_the_same_page_for_a_little_while() {
    let mut under_test = SignInUnderTest::new().await;
    under_test.listener.second_visit = Duration::from_secs(4);
    let id = under_test.client("Wren & Daughters");
    let redirected = under_test.approved(id, WREN).await;
    let state = redirected.query_pairs().find(|(name, _)| name == "state");
    let refusal = format!("/callback?error=access_denied&state={}", state.unwrap().1);
    let first = under_test
        .get(&target(&redirected))
        .await
        .expect("it is open");
    assert!(first.starts_with("HTTP/1.1 200 OK\r\n"));
    under_test.reaches(id, AttemptStage::Confirm).await;
    for again in [
        target(&redirected),
        with(&redirected, "code", "another"),
        refusal,
    ] {
        assert_eq!(
            under_test.get(&again).await.as_ref(),
            Some(&first),
            "{again}"
        );
        assert_eq!(under_test.stage(id), AttemptStage::Confirm, "{again}");
    }
    let forged = with(&redirected, "state", "v1.forged.state");
    let other = under_test.get(&forged).await.expect("it is open");
    assert!(other.contains(" 404 "), "{other}");
    under_test.is_closed().await;
    drop(under_test.listener.open().unwrap());
    under_test.is_closed().await;
    under_test.practice.stop().await;
}

#[tokio::test]
async fn a_refusal_ends_the_sign_in_however_it_is_written() {
    for (query, ending) in [
        ("error=access_denied&error=access_denied", Ending::Declined),
        ("Error=Access_Denied", Ending::Declined),
        ("error=access-denied", Ending::Declined),
        ("error=user_cancelled", Ending::Declined),
        (
            "error=invalid_scope&error=invalid_scope",
            Ending::ScopeRefused,
        ),
        ("error=%3Cscript%3E", Ending::Failed),
    ] {
        let under_test = SignInUnderTest::new().await;
        let id = under_test.client("Wren & Daughters");
        let redirected = under_test.approved(id, WREN).await;
        let state = redirected.query_pairs().find(|(name, _)| name == "state");
        let state = state.unwrap().1.into_owned();
        under_test
            .get(&format!("/callback?{query}&state={state}"))
            .await;
        under_test.reaches(id, AttemptStage::Ended).await;
        assert_eq!(
            under_test.roster.attempt(id).unwrap().ending(),
            Some(ending),
            "{query}"
        );
        under_test.practice.stop().await;
    }
}

#[test]
fn a_port_that_windows_reserves_is_said_as_that() {
    let of = |port, why| PortTrouble { port, why };
    for (failed, ports) in [
        (
            vec![(8765, io::Error::from_raw_os_error(10013))],
            vec![of(8765, PortReason::Reserved)],
        ),
        (
            vec![
                (8765, io::Error::from_raw_os_error(10013)),
                (18765, io::ErrorKind::AddrInUse.into()),
            ],
            vec![of(8765, PortReason::Reserved), of(18765, PortReason::Taken)],
        ),
        (
            vec![(8765, io::ErrorKind::AddrInUse.into())],
            vec![of(8765, PortReason::Taken)],
        ),
    ] {
        let problem = taken(&failed).problem;
        assert_eq!(problem, ConnectProblem::PortsTaken { ports }.into());
    }
}

/// What is not an answer of Intuit's, with the status that each gets.
fn hostile(redirected: &Url, port: u16) -> Vec<(&'static str, String)> {
    let good = target(redirected);
    let ours = format!("Host: localhost:{port}\r\n");
    let long = format!("{good}&x={}", "A".repeat(4096));
    let state = redirected.query_pairs().find(|(name, _)| name == "state");
    let state = state.unwrap().1.into_owned();
    vec![
        // Another state, none, or a damaged answer.
        (
            "404",
            format!(
                "GET {} HTTP/1.1\r\n{ours}\r\n",
                with(redirected, "state", "v1.forged.state")
            ),
        ),
        (
            "400",
            format!(
                "GET {} HTTP/1.1\r\n{ours}\r\n",
                with(redirected, "state", "")
            ),
        ),
        (
            "400",
            format!(
                "GET {} HTTP/1.1\r\n{ours}\r\n",
                with(redirected, "code", "")
            ),
        ),
        (
            "400",
            format!("GET {good}&state={state} HTTP/1.1\r\n{ours}\r\n"),
        ),
        (
            "400",
            format!("GET {good}&error=access_denied HTTP/1.1\r\n{ours}\r\n"),
        ),
        (
            "400",
            format!("GET /callback?state={state} HTTP/1.1\r\n{ours}\r\n"),
        ),
        (
            "400",
            format!("GET /callback?state={state}&code=%0d%0aSet-Cookie:x HTTP/1.1\r\n{ours}\r\n"),
        ),
        ("404", format!("GET / HTTP/1.1\r\n{ours}\r\n")),
        (
            "404",
            format!(
                "GET {} HTTP/1.1\r\n{ours}\r\n",
                good.replace("/callback", "/callback/../callback")
            ),
        ),
        (
            "404",
            format!("GET http://localhost:{port}{good} HTTP/1.1\r\n{ours}\r\n"),
        ),
        // A page elsewhere whose name was given our address.
        (
            "421",
            format!("GET {good} HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n"),
        ),
        (
            "421",
            format!("GET {good} HTTP/1.1\r\nHost: evil.example\r\n{ours}\r\n"),
        ),
        (
            "421",
            format!("GET {good} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
        ),
        (
            "421",
            format!("GET {good} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        ),
        ("421", format!("GET {good} HTTP/1.0\r\n\r\n")),
        // Other methods, and too much.
        (
            "405",
            format!("POST {good} HTTP/1.1\r\n{ours}Content-Length: 2\r\n\r\nhi"),
        ),
        ("405", format!("OPTIONS {good} HTTP/1.1\r\n{ours}\r\n")),
        ("405", format!("HEAD {good} HTTP/1.1\r\n{ours}\r\n")),
        ("414", format!("GET {long} HTTP/1.1\r\n{ours}\r\n")),
        (
            "414",
            format!(
                "GET {good} HTTP/1.1\r\n{ours}X: {}\r\n\r\n",
                "A".repeat(40_000)
            ),
        ),
        ("400", "\u{16}\u{3}\u{1}not HTTP at all\r\n\r\n".to_owned()),
        (
            "400",
            format!(
                "GET {good} HTTP/1.1\r\n{}{ours}\r\n",
                "X: 1\r\n".repeat(100)
            ),
        ),
    ]
}

#[tokio::test]
async fn any_other_request_changes_nothing_and_closes_nothing() {
    let under_test = SignInUnderTest::new().await;
    let id = under_test.client("Wren & Daughters");
    let redirected = under_test.approved(id, WREN).await;
    let good = target(&redirected);
    let state = redirected.query_pairs().find(|(name, _)| name == "state");
    let state = state.unwrap().1.into_owned();
    for (status, request) in hostile(&redirected, under_test.port) {
        let page = under_test
            .says(&request)
            .await
            .expect("the listener stays open");
        let shown: String = request.chars().take(120).collect();
        assert!(
            page.starts_with(&format!("HTTP/1.1 {status} ")),
            "{shown}\n{page}"
        );
        assert!(page.contains("\r\nCache-Control: no-store\r\n"), "{shown}");
        assert!(!page.contains("forged") && !page.contains(&state) && !page.contains("Set-Cookie"));
        assert_eq!(under_test.stage(id), AttemptStage::Waiting, "{shown}");
    }
    assert_eq!(under_test.roster.rows().unwrap().len(), 1);
    assert!(under_test.get(&good).await.unwrap().contains(" 200 OK"));
    under_test.reaches(id, AttemptStage::Confirm).await;
    under_test.is_closed().await;
    under_test.practice.stop().await;
}

#[tokio::test]
async fn many_that_say_nothing_do_not_keep_the_browser_out_for_long() {
    let under_test = SignInUnderTest::new().await;
    let id = under_test.client("Wren & Daughters");
    let redirected = under_test.approved(id, WREN).await;
    let mut silent = Vec::new();
    for _ in 0..MOST_CONNECTIONS * 3 {
        silent.push(
            TcpStream::connect(("127.0.0.1", under_test.port))
                .await
                .unwrap(),
        );
    }
    let begun = std::time::Instant::now();
    let good = target(&redirected);
    while !under_test
        .get(&good)
        .await
        .is_some_and(|page| page.contains(" 200 OK"))
    {
        assert!(begun.elapsed() < PATIENCE * 3, "the browser gets in");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    under_test.reaches(id, AttemptStage::Confirm).await;
    under_test.practice.stop().await;
}

#[tokio::test]
async fn two_sign_ins_have_their_own_answers_and_the_listener_stays_for_the_second() {
    let under_test = SignInUnderTest::new().await;
    let (one, two) = (
        under_test.client("Wren & Daughters"),
        under_test.client("Sue's Bakery"),
    );
    let first = under_test.approved(one, WREN).await;
    let second = under_test.approved(two, SUES).await;
    assert!(
        under_test
            .get(&target(&first))
            .await
            .unwrap()
            .contains(" 200 OK")
    );
    under_test.reaches(one, AttemptStage::Confirm).await;
    assert_eq!(under_test.stage(two), AttemptStage::Waiting);
    let again = under_test.get(&target(&first)).await.expect("still open");
    assert!(again.contains(" 200 OK"), "a second visit: {again}");
    assert_eq!(under_test.stage(one), AttemptStage::Confirm);
    assert_eq!(under_test.stage(two), AttemptStage::Waiting);
    assert!(
        under_test
            .get(&target(&second))
            .await
            .unwrap()
            .contains(" 200 OK")
    );
    under_test.reaches(two, AttemptStage::Confirm).await;
    under_test.is_closed().await;
    under_test.practice.stop().await;
}

#[tokio::test]
async fn a_sign_in_that_is_cancelled_or_refused_closes_the_listener_too() {
    let under_test = SignInUnderTest::new().await;
    let id = under_test.client("Wren & Daughters");
    under_test.approved(id, WREN).await;
    under_test.roster.cancel_connect(id).await.unwrap();
    under_test.is_closed().await;

    let redirected = under_test.approved(id, WREN).await;
    let state = redirected.query_pairs().find(|(name, _)| name == "state");
    let refusal = format!("/callback?error=access_denied&state={}", state.unwrap().1);
    assert!(under_test.get(&refusal).await.unwrap().contains(" 200 OK"));
    under_test.reaches(id, AttemptStage::Ended).await;
    under_test.is_closed().await;

    drop(under_test.listener.open().unwrap());
    under_test.is_closed().await;
    under_test.practice.stop().await;
}

#[tokio::test]
async fn no_free_port_stops_the_sign_in_before_the_browser_opens() {
    let under_test = SignInUnderTest::new().await;
    let id = under_test.client("Wren & Daughters");
    for taken in [
        SocketAddr::from((Ipv4Addr::LOCALHOST, under_test.port)),
        SocketAddr::from((Ipv6Addr::LOCALHOST, under_test.port)),
    ] {
        let Ok(other) = std::net::TcpListener::bind(taken) else {
            assert!(taken.is_ipv6(), "only ::1 may be missing");
            continue;
        };
        let problem = under_test.listener.open().err().expect("the port is taken");
        let ports = vec![PortTrouble {
            port: under_test.port,
            why: PortReason::Taken,
        }];
        assert_eq!(problem.problem, ConnectProblem::PortsTaken { ports }.into());
        assert!(under_test.roster.attempt(id).is_none());
        drop(other);
    }
    let redirected = under_test.approved(id, WREN).await;
    assert!(
        under_test
            .get(&target(&redirected))
            .await
            .unwrap()
            .contains(" 200 OK")
    );
    under_test.listener.close().await;
    under_test.is_closed().await;
    under_test.practice.stop().await;
}

#[tokio::test]
async fn a_port_that_is_taken_makes_way_for_the_next_registered_one() {
    let mut under_test = SignInUnderTest::new().await;
    let other = std::net::TcpListener::bind(("127.0.0.1", under_test.port)).unwrap();
    // Registered at the practice firm's Intuit, which answers nobody at another address.
    under_test.listener.ports = vec![under_test.port, 18765];
    let id = under_test.client("Wren & Daughters");
    let guard = under_test.listener.open().unwrap();
    let redirect = guard.redirect().unwrap();
    assert_eq!(redirect.as_str(), LOCAL_REDIRECTS[1]);
    let begun = under_test
        .roster
        .online()
        .connect_online_at(id, Some(redirect));
    begun.await.unwrap();
    drop(guard);
    drop(other);
    // Also when the first is free again: the answer comes back to the second.
    under_test.listener.close().await;
    for guard in [
        under_test.listener.open_again(Some(id)),
        under_test.listener.open(),
    ] {
        assert_eq!(guard.unwrap().port, 18765);
    }
    let redirected = under_test.approve(id, WREN).await;
    assert!(redirected.as_str().starts_with(LOCAL_REDIRECTS[1]));
    under_test.port = 18765;
    let page = under_test
        .get(&target(&redirected))
        .await
        .expect("it is open");
    assert!(page.contains(" 200 OK"), "{page}");
    // The code is exchanged with the address it was sent to, or Intuit would refuse it.
    under_test.reaches(id, AttemptStage::Confirm).await;
    under_test.is_closed().await;
    under_test.practice.stop().await;
}
