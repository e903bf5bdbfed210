//! Connections that break, on a listener that writes raw bytes.

use conductor::{EndUserCreate, Error, TransportKind};
use error_json::error_json;
use support::{RawServer, an_id, builder};
use tokio::net::TcpListener;

#[path = "../examples/shared/error_json.rs"]
mod error_json;
mod support;

const CUT_BODY: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\
    content-length: 500\r\n\r\n{\"id\":\"end_usr_1\",";
const CUT_CHUNK: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\
    transfer-encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n";
const CUT_ERROR: &str = "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 500\r\n\r\n{\"error\":{";
const CUT_HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-ty";
const DROPPED: &str = "";
const NONSENSE: &str = "SSH-2.0-OpenSSH_9.6\r\n\r\n";

fn kind_of(error: &Error) -> TransportKind {
    match error {
        Error::Transport(failed) => {
            let reason = failed.reason();
            assert!(!reason.is_empty());
            assert!(!reason.contains("127.0.0.1"), "{reason}");
            let kept = std::error::Error::source(failed);
            assert!(
                kept.is_some_and(|source| reason.contains(&source.to_string())),
                "{kept:?}"
            );
            failed.kind()
        }
        other => panic!("{other:?}"),
    }
}

fn acme() -> EndUserCreate {
    EndUserCreate::new("Acme Inc.", "1", "")
}

#[tokio::test]
async fn a_broken_read_is_made_again_and_then_reported() {
    for bytes in [CUT_BODY, CUT_CHUNK, CUT_ERROR, CUT_HEAD, DROPPED] {
        let server = RawServer::answering(bytes).await;
        let client = builder(&server.origin).build().unwrap();
        let error = client.retrieve_end_user(&an_id()).await.unwrap_err();
        assert_eq!(kind_of(&error), TransportKind::Cut, "{bytes:?}: {error}");
        assert_eq!(server.connections(), 3, "{bytes:?}");
    }
}

#[tokio::test]
async fn a_broken_write_is_made_once() {
    for bytes in [CUT_BODY, CUT_ERROR, CUT_HEAD, DROPPED] {
        let server = RawServer::answering(bytes).await;
        let client = builder(&server.origin).build().unwrap();
        let error = client.create_end_user(&acme()).await.unwrap_err();
        assert_eq!(kind_of(&error), TransportKind::Cut, "{bytes:?}: {error}");
        assert_eq!(server.connections(), 1, "{bytes:?}");
        let error = client.delete_end_user(&an_id()).await.unwrap_err();
        assert_eq!(kind_of(&error), TransportKind::Cut, "{bytes:?}: {error}");
        assert_eq!(server.connections(), 2, "{bytes:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_not_asked_for_again() {
    let server = RawServer::answering(NONSENSE).await;
    let client = builder(&server.origin).build().unwrap();
    let error = client.list_end_users().await.unwrap_err();
    assert_eq!(kind_of(&error), TransportKind::Other, "{error}");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_closed_port_is_a_failure_to_connect() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = builder(&origin).build().unwrap();
    for error in [
        client.list_end_users().await.unwrap_err(),
        client.create_end_user(&acme()).await.unwrap_err(),
    ] {
        assert_eq!(kind_of(&error), TransportKind::Connect, "{error}");
        assert_eq!(error_json(&error)["error"]["kind"], "connect");
    }
}
