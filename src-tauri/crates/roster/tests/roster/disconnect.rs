//! Ending a connection: at Intuit first, then here.

use roster::client::{ClientDraft, QuickBooks};
use roster::view::{Ending, EventKind, RoleAvailability, State};
use serde_json::json;

use crate::harness::{MARIA, SUES, TOM, TestEnv, WREN};
use crate::revocations::{no_relay, revoking_is_refused};

#[tokio::test]
async fn disconnecting_withdraws_the_grant_and_clears_what_was_kept() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let row = app.online().disconnect_client(id).await.unwrap();
    assert_eq!(row.state, State::Never);
    assert_eq!((row.connected_as, row.company_tail), (None, None));
    assert_eq!(row.role.availability, RoleAvailability::NotAsked);
    assert_eq!(env.count("POST", "/v2/oauth2/tokens/revoke").await, 1);
    assert_eq!(env.vault.entry("company/"), None);
    let kinds: Vec<EventKind> = app
        .timeline(id)
        .unwrap()
        .into_iter()
        .map(|e| e.event)
        .collect();
    assert!(kinds.contains(&EventKind::Disconnected) && kinds.contains(&EventKind::Connected));

    let lines = app.timeline(id).unwrap().len();
    let again = app.online().disconnect_client(id).await.unwrap();
    assert_eq!(again.state, State::Never);
    assert_eq!(env.revokes().await, 1);
    assert_eq!(app.timeline(id).unwrap().len(), lines);

    app.sign_in(&env, id, MARIA, SUES).await;
    assert!(app.sheet(id).found().unwrap().expected_tail.is_none());
    app.online().save_connection(id).await.unwrap();
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn while_intuit_cannot_be_reached_nothing_changes() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let before = env.everything();
    for (fault, code) in [
        (json!({ "kind": "status", "status": 503 }), "notAnswering"),
        (json!({ "kind": "refused" }), "notAnswering"),
        (
            json!({ "kind": "status", "status": 502, "body": { "error": "invalid_client", "source": "intuit" } }),
            "keyRefused",
        ),
        (
            json!({ "kind": "status", "status": 502, "body": { "error": "temporarily_unavailable", "source": "intuit" } }),
            "notAnswering",
        ),
    ] {
        let mut full = fault.clone();
        full["path"] = json!("/relay/revoke");
        env.fault(full).await;
        let failed = app.online().disconnect_client(id).await.unwrap_err();
        assert_eq!(failed.view().code(), code, "{fault}");
        assert_eq!(env.everything(), before, "{fault}");
    }
    env.vault.lock(true);
    app.online().disconnect_client(id).await.unwrap_err();
    env.vault.lock(false);
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    app.online().disconnect_client(id).await.unwrap();
    assert_eq!(app.state(id), State::Never);
}

#[tokio::test]
async fn a_connection_that_was_ended_at_intuit_can_be_disconnected() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    revoking_is_refused(&env, "invalid_request", "intuit").await;
    let row = app.online().disconnect_client(id).await.unwrap();
    assert_eq!((row.state, row.left_at_intuit), (State::Never, None));
    assert_eq!(env.vault.entry("company/"), None);
}

#[tokio::test]
async fn a_sign_in_that_waits_to_be_saved_is_withdrawn_with_the_connection() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    app.sign_in(&env, id, TOM, SUES).await;
    no_relay(&env).await;
    app.online().disconnect_client(id).await.unwrap_err();
    assert!(app.sheet(id).found().is_some(), "it still waits");
    app.online().disconnect_client(id).await.unwrap();
    assert_eq!(env.revokes().await, 3, "one refused, Tom's, Maria's");
    assert_eq!(env.vault.entry("company/"), None);
    app.online().save_connection(id).await.unwrap_err();
}

#[tokio::test]
async fn a_sign_in_to_another_clients_company_is_that_clients_when_this_one_is_disconnected() {
    let env = TestEnv::new().await;
    env.rotate_always().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let other = app.connected(&env, "Wren & Daughters", MARIA, WREN).await;
    app.sign_in(&env, id, MARIA, WREN).await;
    app.online().disconnect_client(id).await.unwrap();
    assert_eq!(env.revokes().await, 1, "its own, and not the other's");
    env.advance(2 * 3600).await;
    let row = app.scheduler().check_client(other).await.unwrap();
    assert_eq!(row.state, State::Connected);
}

#[tokio::test]
async fn disconnecting_ends_an_open_sign_in_too() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, SUES).await;
    app.forget_events().await;
    app.online().disconnect_client(id).await.unwrap();
    let ended = app
        .until(|event| match event {
            roster::view::RosterEvent::Attempt { attempt } => attempt.ending(),
            _ => None,
        })
        .await;
    assert_eq!(ended, Ending::Cancelled);
    assert_eq!(
        app.online().arrive(link.as_str()).await,
        Ok(roster::Arrival::Unknown)
    );
    assert_eq!(app.state(id), State::Never);
    assert_eq!(env.vault.entry("sign-in/"), None);
}

#[tokio::test]
async fn a_client_that_is_being_connected_stays_in_its_product() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Sue's Bakery");
    let draft = || {
        ClientDraft::new(
            "Sue's Bakery",
            QuickBooks::Desktop {
                place: roster::view::Place::ThisComputer,
                computer: None,
            },
        )
    };
    app.begin(id).await;
    assert_eq!(
        app.edit_client(id, draft()).unwrap_err().view().code(),
        "productConnecting"
    );
    app.cancel_connect(id).await.unwrap();
    app.edit_client(id, draft()).unwrap();
}
