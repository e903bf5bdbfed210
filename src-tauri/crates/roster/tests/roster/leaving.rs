//! A computer that leaves the firm: what it holds is ended or handed over, and the other computers learn of it.

use std::time::Duration;

use roster::client::ClientId;
use roster::view::{EventKind, State};
use roster::{Holdings, Left, Parted, Parting, RosterError, WhyLeft};
use serde_json::json;
use tempfile::TempDir;

use crate::change_log::{computer, share};
use crate::harness::{AppUnderTest, CEDAR, MARIA, SUES, TOM, TestEnv, WREN};

const LONG: Duration = Duration::from_secs(60);

async fn part(app: &AppUnderTest, how: Parting) -> Parted {
    app.online().part(how, LONG, |_, _| ()).await.unwrap()
}

fn left(client: &str, realm: &str, why: WhyLeft) -> Left {
    Left {
        client: client.to_owned(),
        tail: realm[realm.len() - 4..].to_owned(),
        why,
    }
}

/// Two computers of one firm, with the folder that they share.
async fn two_computers(env: &TestEnv) -> (TempDir, AppUnderTest, AppUnderTest) {
    let folder = tempfile::tempdir().unwrap();
    let front = computer(env, "FRONT-DESK").await;
    let back = computer(env, "BACK-OFFICE").await;
    share(&front, folder.path());
    share(&back, folder.path());
    (folder, front, back)
}

/// Sue's Bakery, connected here a minute ago; the other computer knows it.
async fn connected_and_known(env: &TestEnv, here: &AppUnderTest, other: &AppUnderTest) -> ClientId {
    let sues = here.connected(env, "Sue's Bakery", TOM, SUES).await;
    here.change_log().sync_change_log().await;
    other.change_log().sync_change_log().await;
    env.advance(60).await;
    sues
}

/// Nobody answers a revocation, however often it is asked for.
async fn no_relay(env: &TestEnv, times: usize) {
    for _ in 0..times {
        env.fault(json!({ "path": "/relay/revoke", "kind": "status", "status": 503 }))
            .await;
    }
}

#[tokio::test]
async fn every_connection_is_ended_at_intuit_also_an_archived_clients() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let archived = app.connected(&env, "Wren", MARIA, WREN).await;
    app.archive_client(archived, false).await.unwrap();
    app.add_online("Never connected");
    let holdings = Holdings {
        online: 2,
        desktop: 0,
    };
    assert_eq!(app.online().holdings().unwrap(), holdings);
    let mut heard = Vec::new();
    let parted = app
        .online()
        .part(Parting::Disconnect, LONG, |done, of| heard.push((done, of)))
        .await
        .unwrap();
    let expected = Parted {
        disconnected: 2,
        ..Parted::default()
    };
    assert_eq!(parted, expected);
    assert_eq!(heard, [(0, 2), (1, 2), (2, 2)]);
    assert_eq!(env.count("POST", "/v2/oauth2/tokens/revoke").await, 2);
    assert_eq!(env.vault.entry("company/"), None);
    assert_eq!(app.online().holdings().unwrap(), Holdings::default());
}

#[tokio::test]
async fn what_gets_no_answer_is_named_and_ended_by_the_next_try() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let clients = [("Bill's", CEDAR), ("Sue's Bakery", SUES), ("Wren", WREN)];
    for (name, realm) in clients {
        app.connected(&env, name, MARIA, realm).await;
    }
    no_relay(&env, 2).await;
    let parted = part(&app, Parting::Disconnect).await;
    assert_eq!(parted.disconnected, 0);
    let mut named = parted.left;
    named.sort_by(|a, b| a.client.cmp(&b.client));
    let expected = clients.map(|(name, realm)| left(name, realm, WhyLeft::NoAnswer));
    assert_eq!(named, expected);
    assert_eq!(env.revokes().await, 2, "then nobody else is asked");
    drop(app);

    let app = env.app().await;
    let again = part(&app, Parting::Disconnect).await;
    assert_eq!((again.disconnected, again.left), (3, Vec::new()));
}

#[tokio::test]
async fn a_look_at_the_clock_ends_the_asking() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let parted = app
        .online()
        .part(Parting::Disconnect, Duration::ZERO, |_, _| ())
        .await
        .unwrap();
    let expected = left("Sue's Bakery", SUES, WhyLeft::NoAnswer);
    assert_eq!(parted.left, [expected]);
}

#[tokio::test]
async fn what_waited_to_be_revoked_is_tried_and_what_cannot_be_is_named() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let rejected = app.add_online("Rejected");
    app.sign_in(&env, rejected, MARIA, WREN).await;
    no_relay(&env, 1).await;
    app.online().reject_connection(rejected).await.unwrap();
    assert!(env.vault.entry("to-revoke/").is_some());
    app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let body = json!({ "error": "invalid_grant_seal", "source": "relay" });
    env.fault(json!({ "path": "/relay/revoke", "kind": "status", "status": 400, "body": body }))
        .await;
    let parted = part(&app, Parting::Disconnect).await;
    assert_eq!(parted.left, [left("Sue's Bakery", SUES, WhyLeft::CannotBe)]);
    assert_eq!(parted.disconnected, 0);
    assert_eq!(env.vault.entry("to-revoke/"), None);
    assert_eq!(env.count("POST", "/v2/oauth2/tokens/revoke").await, 1);
}

#[tokio::test]
async fn everything_that_waits_to_be_revoked_is_tried_and_what_goes_on_waiting_is_named() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let rejected = [("Cedar", CEDAR), ("Sue's Bakery", SUES), ("Wren", WREN)];
    for (name, realm) in rejected {
        let id = app.add_online(name);
        app.sign_in(&env, id, MARIA, realm).await;
        no_relay(&env, 1).await;
        app.online().reject_connection(id).await.unwrap();
    }
    no_relay(&env, 1).await;
    let parted = part(&app, Parting::Disconnect).await;
    let mut named = parted.left;
    named.sort_by(|a, b| a.client.cmp(&b.client));
    let expected = rejected.map(|(name, realm)| left(name, realm, WhyLeft::NoAnswer));
    assert_eq!(named, expected, "nobody answered the first");

    let again = part(&app, Parting::Disconnect).await;
    assert_eq!((again.disconnected, again.left), (0, Vec::new()));
    assert_eq!(env.revokes_at_intuit().await, 3);
}

#[tokio::test]
async fn where_two_got_no_answer_what_waits_is_not_tried_either() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let rejected = app.add_online("Rejected");
    app.sign_in(&env, rejected, MARIA, CEDAR).await;
    no_relay(&env, 1).await;
    app.online().reject_connection(rejected).await.unwrap();
    app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    app.connected(&env, "Wren", MARIA, WREN).await;
    let asked = env.revokes().await;
    no_relay(&env, 2).await;
    let parted = part(&app, Parting::Disconnect).await;
    assert_eq!(parted.left.len(), 3);
    assert_eq!(env.revokes().await, asked + 2);
}

#[tokio::test]
async fn a_refused_key_is_no_silence() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let body = json!({ "error": "invalid_client", "source": "intuit" });
    env.fault(json!({ "path": "/relay/revoke", "kind": "status", "status": 502, "body": body }))
        .await;
    let parted = part(&app, Parting::Disconnect).await;
    assert_eq!(parted.left, [left("Sue's Bakery", SUES, WhyLeft::CannotBe)]);
}

#[tokio::test]
async fn a_locked_keychain_ends_it_before_anything_is_wiped() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.vault.lock(true);
    let refused = app
        .online()
        .part(Parting::Disconnect, LONG, |_, _| ())
        .await;
    assert!(matches!(refused, Err(RosterError::Vault(_))), "{refused:?}");
    env.vault.lock(false);
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

/// The state in which [`RosterError::OtherCompanyKey`] sends people here.
#[tokio::test]
async fn another_key_for_recognising_companies_holds_nothing_up() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    drop(app);
    env.vault.put("realm-hash-key", &"5a".repeat(32));
    let app = env.app().await;
    let parted = part(&app, Parting::Disconnect).await;
    assert_eq!((parted.disconnected, parted.left), (1, Vec::new()));
}

#[tokio::test]
async fn the_other_computers_hear_of_the_removal_and_of_what_is_handed_over() {
    let env = TestEnv::new().await;
    let (_folder, front, back) = two_computers(&env).await;
    let sues = connected_and_known(&env, &back, &front).await;
    front.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    front.connected(&env, "Wren", MARIA, WREN).await;
    front.change_log().sync_change_log().await;
    back.change_log().sync_change_log().await;
    assert!(back.row(sues).elsewhere.is_some());
    assert_eq!(
        back.change_log().firm_computers().unwrap()[0].removed_at,
        None
    );

    env.advance(60).await;
    let parted = part(&front, Parting::HandOver).await;
    assert_eq!((parted.handed_over, parted.untold), (2, false));
    assert_eq!(env.revokes().await, 0, "Intuit is asked nothing");
    back.change_log().sync_change_log().await;
    let computers = back.change_log().firm_computers().unwrap();
    assert!(computers[0].removed_at.is_some());
    assert_eq!(computers[0].to_connect, ["Sue's Bakery", "Wren"]);
    assert!(back.row(sues).elsewhere.is_none(), "nobody holds it now");
    let lines = back.timeline(sues).unwrap();
    assert_eq!(lines[0].event, EventKind::HandedOver);
    assert_eq!(lines[0].computer, "FRONT-DESK");

    env.advance(60).await;
    back.sign_in(&env, sues, TOM, SUES).await;
    let computers = back.change_log().firm_computers().unwrap();
    assert_eq!(computers[0].to_connect, ["Wren"]);
}

/// Nobody holds it after this, whatever Intuit thinks.
#[tokio::test]
async fn the_other_computers_hear_of_what_could_not_be_ended() {
    let env = TestEnv::new().await;
    let (_folder, front, back) = two_computers(&env).await;
    let sues = connected_and_known(&env, &back, &front).await;
    front.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    front.change_log().sync_change_log().await;
    back.change_log().sync_change_log().await;
    env.advance(60).await;
    no_relay(&env, 1).await;
    let parted = part(&front, Parting::Disconnect).await;
    let expected = left("Sue's Bakery", SUES, WhyLeft::NoAnswer);
    assert_eq!(parted.left, [expected]);
    back.change_log().sync_change_log().await;
    let lines = back.timeline(sues).unwrap();
    assert_eq!(lines[0].event, EventKind::Disconnected);
    assert_eq!(lines[0].computer, "FRONT-DESK");
}

/// An archived client and an active one share a company; the change log names the company.
#[tokio::test]
async fn ending_an_archived_client_does_not_end_the_company_of_the_active_one() {
    let env = TestEnv::new().await;
    let (_folder, front, back) = two_computers(&env).await;
    let sues = connected_and_known(&env, &back, &front).await;
    let old = front.connected(&env, "Old Sue's", MARIA, SUES).await;
    front.archive_client(old, false).await.unwrap();
    front.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.advance(60).await;
    front.online().disconnect_client(old).await.unwrap();
    assert_eq!(env.revokes().await, 0);
    front.change_log().sync_change_log().await;
    back.change_log().sync_change_log().await;
    assert!(
        back.row(sues).elsewhere.is_some(),
        "the active one holds it"
    );
}

#[tokio::test]
async fn a_colleagues_newer_connection_is_not_cut_off() {
    let env = TestEnv::new().await;
    let (_folder, front, back) = two_computers(&env).await;
    front.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    front.change_log().sync_change_log().await;
    env.advance(60).await;
    let sues = back.connected(&env, "Sue's Bakery", TOM, SUES).await;
    back.change_log().sync_change_log().await;
    front.change_log().sync_change_log().await;
    part(&front, Parting::Disconnect).await;
    assert_eq!(env.revokes().await, 0);
    assert_eq!(
        back.scheduler().check_client(sues).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_folder_that_is_gone_is_said_and_holds_nothing_up() {
    let env = TestEnv::new().await;
    let folder = tempfile::tempdir().unwrap();
    let front = computer(&env, "FRONT-DESK").await;
    front.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    share(&front, &folder.path().join("gone"));
    let parted = part(&front, Parting::Disconnect).await;
    assert_eq!((parted.disconnected, parted.untold), (1, true));
}
