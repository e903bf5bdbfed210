//! A grant belongs to the relay of its sign-in, and to the app at Intuit it was given to.

use std::time::Duration;

use roster::client::ClientId;
use roster::grants::{Grants, RelayClient};
use roster::view::{Action, EventKind, State};
use roster::{Left, Parting, WhyLeft};
use serde_json::Value;
use wiremock::MockServer;

use crate::harness::{AppUnderTest, MARIA, SUES, TestEnv, WREN, url};
use crate::revocations::{kinds, look, revoked, says, waits};

const HOUR: i64 = 3600;

/// A computer whose relay records every request.
async fn app_at(env: &TestEnv, relay: &MockServer) -> AppUnderTest {
    let mut side = env.intuit_side().await;
    side.grants = Grants::Relay(
        RelayClient::new(&url(&relay.uri()), &side.client_id, Duration::from_secs(5)).unwrap(),
    );
    env.app_with(|parts| parts.intuit = Some(side)).await
}

async fn two_clients(env: &TestEnv) -> [ClientId; 2] {
    let app = env.app().await;
    [
        app.connected(env, "Sue's Bakery", MARIA, SUES).await,
        app.connected(env, "Wren & Daughters", MARIA, WREN).await,
    ]
}

async fn heard(relay: &MockServer) -> Vec<String> {
    let requests = relay.received_requests().await.unwrap();
    requests.iter().map(|it| it.url.path().to_owned()).collect()
}

/// Entries as versions before 0.2 wrote them.
fn make_old(env: &TestEnv) {
    for (name, text) in env.vault.entries() {
        if name == "legacy-relay" {
            env.vault.take(&name);
        } else if name.starts_with("company/") {
            let mut entry: Value = serde_json::from_str(&text).unwrap();
            let relay = entry["relay"].as_object_mut().unwrap();
            relay.remove("origin").expect("a grant knows its relay");
            env.vault.put(&name, &entry.to_string());
        }
    }
    let file = rusqlite::Connection::open(env.file()).unwrap();
    file.execute("DELETE FROM meta WHERE key = 'legacy-relay-decided'", [])
        .unwrap();
}

#[tokio::test]
async fn another_relay_gets_nothing_and_the_grants_still_work_at_their_own() {
    let env = TestEnv::new().await;
    let ids = two_clients(&env).await;
    let other = MockServer::start().await;
    env.advance(2 * HOUR).await;

    let app = app_at(&env, &other).await;
    app.scheduler().check_all().await;
    for id in ids {
        app.scheduler().check_client(id).await.unwrap_err();
        app.online().renew_now(id).await;
        let row = app.row(id);
        assert_eq!(
            (row.state, row.primary),
            (State::OtherRelay, Action::Reconnect)
        );
    }
    // Disconnecting ends it here, and says who could end it at Intuit.
    let [sues, wren] = ids;
    let row = app.online().disconnect_client(wren).await.unwrap();
    assert_eq!(row.state, State::Never);
    let left = row.left_at_intuit.unwrap();
    assert_eq!(
        (left.realm_tail.as_str(), left.other_relay),
        (&WREN[WREN.len() - 4..], true)
    );
    assert_eq!(heard(&other).await, [""; 0]);
    assert_eq!(env.count("POST", "/v2/oauth2/tokens/revoke").await, 0);
    assert!(app.banners().is_empty(), "nobody is accused");
    drop(app);

    let app = env.app().await;
    assert_eq!(
        app.scheduler().check_client(sues).await.unwrap().state,
        State::Connected
    );
}

fn times_noted(app: &AppUnderTest, id: ClientId) -> usize {
    let kinds = kinds(app, id);
    let noted = kinds
        .iter()
        .filter(|kind| matches!(kind, EventKind::NotRevoked { .. }));
    noted.count()
}

#[tokio::test]
async fn what_another_relay_would_have_to_revoke_waits_until_that_relay_is_back() {
    let env = TestEnv::new().await;
    let [sues, wren] = two_clients(&env).await;
    let other = MockServer::start().await;
    let app = app_at(&env, &other).await;
    app.online().disconnect_client(sues).await.unwrap();
    app.archive_client(wren, true).await.unwrap();
    look(&app).await;
    for id in [sues, wren] {
        assert!(app.row(id).left_at_intuit.unwrap().other_relay);
    }
    app.online().dismiss_left(sues).unwrap();
    for _ in 0..3 {
        env.advance(7 * HOUR).await;
        look(&app).await;
    }
    for id in [sues, wren] {
        assert_eq!(times_noted(&app, id), 1);
        assert!(!says(&kinds(&app, id), waits));
    }
    assert_eq!(app.row(sues).left_at_intuit, None);
    assert_eq!(heard(&other).await, [""; 0]);
    drop(app);

    let app = env.app().await;
    env.advance(7 * HOUR).await;
    look(&app).await;
    assert_eq!(env.revokes_at_intuit().await, 2);
    assert_eq!(env.vault.entry("to-revoke/"), None);
    for id in [sues, wren] {
        assert_eq!(app.row(id).left_at_intuit, None);
        assert!(says(&kinds(&app, id), revoked));
    }
}

#[tokio::test]
async fn what_waits_for_another_relay_is_forgotten_after_a_hundred_days() {
    let env = TestEnv::new().await;
    let [id, _] = two_clients(&env).await;
    let other = MockServer::start().await;
    let app = app_at(&env, &other).await;
    app.online().disconnect_client(id).await.unwrap();
    assert!(env.vault.entry("to-revoke/").is_some());
    env.advance(101 * 24 * HOUR).await;
    look(&app).await;
    assert_eq!(env.vault.entry("to-revoke/"), None);
    assert_eq!(heard(&other).await, [""; 0]);
}

#[tokio::test]
async fn a_computer_that_leaves_names_once_what_waits_for_another_relay() {
    let env = TestEnv::new().await;
    let [sues, wren] = two_clients(&env).await;
    let other = MockServer::start().await;
    let app = app_at(&env, &other).await;
    app.online().disconnect_client(sues).await.unwrap();
    app.online().dismiss_left(sues).unwrap();
    app.archive_client(wren, true).await.unwrap();
    let parted = app
        .online()
        .part(Parting::Disconnect, Duration::from_secs(20), |_, _| ())
        .await
        .unwrap();
    let left = |client: &str, realm: &str| Left {
        client: client.to_owned(),
        tail: realm[realm.len() - 4..].to_owned(),
        why: WhyLeft::CannotBe,
    };
    let expected = [left("Sue's Bakery", SUES), left("Wren & Daughters", WREN)];
    assert_eq!(parted.left, expected);
    assert_eq!(heard(&other).await, [""; 0]);
}

#[tokio::test]
async fn another_app_at_intuit_gets_nothing_either() {
    let env = TestEnv::new().await;
    let [id, _] = two_clients(&env).await;
    env.advance(2 * HOUR).await;
    let mut side = env.intuit_side().await;
    side.client_id = intuit::ClientId::new("another-app");
    let relay = url(&env.practice.endpoints().relay.base_url);
    let client = RelayClient::new(&relay, &side.client_id, Duration::from_secs(5));
    side.grants = Grants::Relay(client.unwrap());
    let app = env.app_with(|parts| parts.intuit = Some(side)).await;
    let asked = env.refreshes().await;
    app.scheduler().check_client(id).await.unwrap_err();
    assert_eq!(app.state(id), State::OtherRelay);
    assert_eq!(env.refreshes().await, asked);
}

#[tokio::test]
async fn grants_of_older_versions_are_bound_once_to_the_relay_of_the_upgrade() {
    let env = TestEnv::new().await;
    let ids = two_clients(&env).await;
    make_old(&env);
    drop(env.app().await);

    let other = MockServer::start().await;
    env.advance(2 * HOUR).await;
    let app = app_at(&env, &other).await;
    for id in ids {
        app.scheduler().check_client(id).await.unwrap_err();
        assert_eq!(app.state(id), State::OtherRelay);
    }
    drop(app);
    // Somebody who can write the database cannot have it decided anew.
    let file = rusqlite::Connection::open(env.file()).unwrap();
    file.execute("DELETE FROM meta WHERE key = 'legacy-relay-decided'", [])
        .unwrap();
    let app = app_at(&env, &other).await;
    app.scheduler().check_client(ids[0]).await.unwrap_err();
    assert_eq!(heard(&other).await, [""; 0]);
    drop(app);

    let app = env.app().await;
    for id in ids {
        assert_eq!(
            app.scheduler().check_client(id).await.unwrap().state,
            State::Connected
        );
    }
}

#[tokio::test]
async fn a_locked_keychain_at_the_upgrade_leaves_the_decision_for_later() {
    let env = TestEnv::new().await;
    let [id, _] = two_clients(&env).await;
    make_old(&env);
    env.vault.lock(true);
    let app = env.app().await;
    env.vault.lock(false);
    env.advance(2 * HOUR).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

/// Somebody whom the grants were entrusted to, and who keeps every request to send it on.
#[tokio::test]
async fn a_relay_that_keeps_every_request_can_replay_none_elsewhere() {
    let env = TestEnv::new().await;
    let ids = two_clients(&env).await;
    let genuine = env.practice.endpoints().relay.base_url.clone();
    let genuine = format!("{}/", genuine.trim_end_matches('/'));
    let nonce = env
        .http
        .get(format!("{genuine}nonce"))
        .send()
        .await
        .unwrap();
    let nonce = nonce.headers()["counterfoil-nonce"].clone();
    let keeper = MockServer::start().await;
    wiremock::Mock::given(wiremock::matchers::any())
        .respond_with(
            wiremock::ResponseTemplate::new(503).insert_header("counterfoil-nonce", nonce),
        )
        .mount(&keeper)
        .await;
    for (name, text) in env.vault.entries() {
        if name.starts_with("company/") {
            let theirs = text.replace(&genuine, &format!("{}/", keeper.uri()));
            assert_ne!(theirs, text);
            env.vault.put(&name, &theirs);
        }
    }
    env.advance(2 * HOUR).await;
    let app = app_at(&env, &keeper).await;
    for id in ids {
        app.scheduler().check_client(id).await.unwrap_err();
        app.online().disconnect_client(id).await.unwrap_err();
    }

    let kept = keeper.received_requests().await.unwrap();
    let posts: Vec<_> = kept.iter().filter(|it| it.method == "POST").collect();
    assert_eq!(posts.len(), 4, "two renewals, two revocations");
    let tokens = env.count("POST", "/oauth2/v1/tokens/bearer").await;
    for request in posts {
        let body = String::from_utf8(request.body.clone()).unwrap();
        assert!(!body.contains("verifier"), "{body}");
        for path in ["refresh", "revoke"] {
            let mut again = env.http.post(format!("{genuine}{path}"));
            for name in ["content-type", "counterfoil-proof"] {
                again = again.header(name, request.headers[name].clone());
            }
            let answer = again.body(body.clone()).send().await.unwrap();
            assert_eq!(answer.status(), 400);
            let answer: Value = answer.json().await.unwrap();
            assert_eq!(answer["error"], "invalid_proof");
        }
    }
    assert_eq!(env.count("POST", "/oauth2/v1/tokens/bearer").await, tokens);
}

#[tokio::test]
async fn the_verifier_is_neither_kept_nor_sent_after_the_sign_in() {
    let env = TestEnv::new().await;
    two_clients(&env).await;
    for (name, text) in env.vault.entries() {
        assert!(
            !name.starts_with("company/") || !text.contains("verifier"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_computer_has_one_key_in_a_firm() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let first = app.computer_fingerprint().await;
    drop(app);
    let app = env.app().await;
    assert_eq!(app.computer_fingerprint().await, first);
    let (_, entry) = env.vault.entry("computer-key").unwrap();
    let kept = signing::SigningKey::from_text(&entry).unwrap();
    assert_eq!(kept.public().fingerprint(), first);
}
