use std::net::{Ipv4Addr, TcpListener};
use std::{fs, path::Path};

use practice::Config;

use super::server::{DAY, MARIA, ROLES, SUE, TestServer, text};

async fn open(folder: &Path) -> TestServer {
    TestServer::with(Config {
        folder: Some(folder.to_owned()),
        ..Config::default()
    })
    .await
}

/// A free port outside the range from which the system serves everybody, so that it is still free after a stop.
fn unassigned_port() -> u16 {
    let first = u16::try_from(std::process::id() % 10_000).unwrap();
    (0..10_000)
        .map(|next| 20_000 + (first + next) % 10_000)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .unwrap()
}

#[tokio::test]
async fn a_restart_keeps_port_keys_clock_grants_and_signing_key() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::with(Config {
        folder: Some(folder.path().to_owned()),
        port: unassigned_port(),
        ..Config::default()
    })
    .await;
    let before = server.practice.endpoints().clone();
    let tokens = server.connect(MARIA, SUE, ROLES).await;
    server
        .apply_scenario(SUE, "role:EMPLOYEE,ACTIVE,false")
        .await;
    server.advance(2 * DAY).await;
    let keys = server.get("/op/v1/jwks").await.json();
    let now = server.practice.now();
    let TestServer { practice, http } = server;
    // Connections kept open for reuse would hold the port's other end.
    drop(http);
    practice.stop().await;

    let server = open(folder.path()).await;
    let after = server.practice.endpoints();
    assert_eq!(after.origin, before.origin);
    assert_eq!(after.conductor.secret_key, before.conductor.secret_key);
    assert_eq!(after.intuit.client_secret, before.intuit.client_secret);
    let later = server.practice.now().as_second() - now.as_second();
    assert!((0..=60).contains(&later), "{later}");
    assert_eq!(server.get("/op/v1/jwks").await.json(), keys);
    let renewed = server.refresh(text(&tokens, "refresh_token")).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text);
    let renewed = renewed.json();
    let role = server.role(text(&renewed, "access_token"), SUE).await;
    assert_eq!(role.json()["data"]["user"]["role"]["type"], "EMPLOYEE");
}

#[tokio::test]
async fn a_taken_port_is_given_up_for_a_free_one() {
    let folder = tempfile::tempdir().unwrap();
    let server = open(folder.path()).await;
    let copy = tempfile::tempdir().unwrap();
    let name = "state.json";
    fs::copy(folder.path().join(name), copy.path().join(name)).unwrap();
    let second = open(copy.path()).await;
    assert_ne!(
        second.practice.endpoints().origin,
        server.practice.endpoints().origin
    );
    assert_eq!(second.get("/practice").await.status, 200);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_reads_the_file_and_it_holds_no_token() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let server = open(folder.path()).await;
    let tokens = server.connect(MARIA, SUE, ROLES).await;
    let file = folder.path().join("state.json");
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let kept = fs::read_to_string(&file).unwrap();
    for secret in ["access_token", "refresh_token", "id_token"] {
        assert!(!kept.contains(text(&tokens, secret)), "{secret}");
    }
}

#[tokio::test]
async fn a_damaged_file_is_set_aside_and_the_firm_starts_fresh() {
    for damaged in [r#"{"port": 1, "keys": {"conductor"#, "", "{}", "[]", "null"] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        fs::write(&file, damaged).unwrap();
        let server = open(folder.path()).await;
        assert_eq!(server.get("/practice").await.status, 200);
        let names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let aside = names.iter().find(|name| name.contains(".corrupt-"));
        let aside = folder.path().join(aside.expect("it is still there"));
        assert_eq!(fs::read_to_string(aside).unwrap(), damaged);
        let kept: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        assert!(kept["port"].as_u64().unwrap() > 1, "{damaged}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    fs::write(&file, "").unwrap();
    let started = practice::Practice::start(Config {
        folder: Some(file.join("below")),
        ..Config::default()
    })
    .await;
    assert!(matches!(started, Err(practice::Error::Folder { .. })));
}
