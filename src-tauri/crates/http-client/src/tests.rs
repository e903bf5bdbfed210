use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;

use super::*;

const PATIENCE: Duration = Duration::from_secs(5);

/// A listener on loopback that answers anything with these bytes, and then with nothing.
async fn answering(bytes: impl Into<Vec<u8>>) -> Url {
    let bytes = bytes.into();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&bytes).await;
        }
    });
    Url::parse(&format!("http://{address}/")).unwrap()
}

fn to(url: &Url) -> RequestBuilder {
    client(url, PATIENCE).get(url.clone())
}

fn client(url: &Url, timeout: Duration) -> Client {
    Settings::new(timeout, PlainHttp::OnThisComputer)
        .client_for([url])
        .unwrap()
}

#[test]
fn only_tls_or_this_computer_and_that_only_where_it_is_allowed() {
    use PlainHttp::{Never, OnThisComputer};
    for (url, never, here) in [
        ("https://api.example/v1", true, true),
        ("https://localhost/v1", true, true),
        ("http://localhost:4010/v1", false, true),
        ("http://127.0.0.1:4010/v1", false, true),
        ("http://127.8.9.1/", false, true),
        ("http://[::1]:4010/v1", false, true),
        ("http://api.example/v1", false, false),
        ("http://localhost.example/", false, false),
        ("http://relay.localhost/", false, false),
        ("http://127.0.0.1.example/", false, false),
        ("http://user@192.0.2.1/", false, false),
        ("ftp://localhost/v1", false, false),
        ("file:///v1", false, false),
        ("mailto:a@b.example", false, false),
    ] {
        let parsed: Url = url.parse().unwrap();
        for (plain_http, expected) in [(Never, never), (OnThisComputer, here)] {
            assert_eq!(require_safe(&parsed, plain_http).is_ok(), expected, "{url}");
            let made = Settings::new(PATIENCE, plain_http).client_for([&parsed]);
            assert_eq!(made.is_ok(), expected, "{url}");
        }
    }
}

#[tokio::test]
async fn a_client_for_tls_sends_nothing_without_it() {
    let plain = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
    let tls: Url = "https://api.example/".parse().unwrap();
    let client = Settings::new(PATIENCE, PlainHttp::OnThisComputer)
        .client_for([&tls])
        .unwrap();
    let refused = send(client.get(plain)).await.unwrap_err();
    let kind = |error: &HttpError| match error {
        HttpError::Transport(failed) => Some(failed.kind()),
        _ => None,
    };
    assert_eq!(kind(&refused), Some(TransportKind::Other), "{refused}");
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let elsewhere = listener.local_addr().unwrap();
    for status in [301, 302, 303, 307, 308] {
        let url = answering(format!(
            "HTTP/1.1 {status} Elsewhere\r\nlocation: http://{elsewhere}/\r\ncontent-length: 0\r\n\r\n"
        ))
        .await;
        let request = client(&url, PATIENCE).post(url).body("a grant");
        let error = ask_json::<serde_json::Value>(request, 100)
            .await
            .unwrap_err();
        assert!(
            matches!(error, HttpError::Status(it) if it == status),
            "{error}"
        );
    }
    let nobody = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
    assert!(nobody.is_err(), "the other address was asked");
}

#[tokio::test]
async fn a_body_ends_at_its_limit_however_it_is_sent() {
    let with_length = |n: usize| {
        format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {n}\r\n\r\n{}",
            "1".repeat(n)
        )
    };
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_owned()
        + &format!("40\r\n{}\r\n", "1".repeat(64)).repeat(1_000);
    let fits = answering(with_length(100)).await;
    let mut response = send(to(&fits)).await.unwrap();
    assert_eq!(body(&mut response, 100).await.unwrap().len(), 100);
    for bytes in [with_length(101), chunked] {
        let url = answering(bytes).await;
        let mut response = send(to(&url)).await.unwrap();
        let error = body(&mut response, 100).await.unwrap_err();
        assert!(matches!(error, HttpError::TooLong { most: 100 }), "{error}");
    }
}

#[tokio::test]
async fn the_time_is_for_the_whole_exchange() {
    let url = answering("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n1").await;
    // Kept open, so that the end is the time's.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent: Url = format!("http://{}/", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    let short = Duration::from_millis(100);
    let error = send(client(&silent, short).get(silent)).await.unwrap_err();
    assert!(
        matches!(
            error,
            HttpError::Transport(ref failed) if failed.kind() == TransportKind::Timeout
        ),
        "{error}"
    );
    let mut response = send(client(&url, PATIENCE).get(url)).await.unwrap();
    let error = body(&mut response, 100).await.unwrap_err();
    assert!(
        matches!(
            error,
            HttpError::Transport(ref failed) if failed.kind() == TransportKind::Cut
        ),
        "{error}"
    );
}

#[tokio::test]
async fn errors_name_no_path_and_quote_no_answer() {
    let port = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let url: Url = format!("http://127.0.0.1:{port}/v3/company/4620816365")
        .parse()
        .unwrap();
    let error = send(to(&url)).await.unwrap_err();
    assert!(
        matches!(
            error,
            HttpError::Transport(ref failed) if failed.kind() == TransportKind::Connect
        ),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("4620816365"), "{error:?}");
    let error = json::<u32>(b"\"hush\"").unwrap_err();
    assert!(!format!("{error:?}").contains("hush"), "{error:?}");
    // Not HTTP at all.
    let url = answering("SSH-2.0-OpenSSH_9.6\r\n\r\n").await;
    let error = send(to(&url)).await.unwrap_err();
    assert!(
        matches!(
            error,
            HttpError::Transport(ref failed) if failed.kind() == TransportKind::Other
        ),
        "{error}"
    );
}
