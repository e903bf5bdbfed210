//! Connecting a QuickBooks Online client, from *Connect* to the saved row.

use roster::view::{Action, AttemptStage, Ending, EventKind, RoleAvailability, RoleKind, State};
use serde_json::json;

use crate::harness::{MARIA, SUES, TOM, TestEnv, WREN};

#[tokio::test]
async fn the_first_sign_in_is_shown_before_anything_is_saved() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");

    let page = app.begin(id).await;
    let sheet = app.sheet(id);
    assert_eq!(sheet.stage(), AttemptStage::Waiting);
    assert!(sheet.opened_at().is_some());
    let row = app.row(id);
    assert_eq!((row.state, row.primary), (State::Waiting, Action::ShowLink));
    assert_eq!(row.until, Some(sheet.expires_at));

    let link = env.approve(page, MARIA, WREN).await;
    app.online().arrive(link.as_str()).await.unwrap();
    let sheet = app.sheet(id);
    assert_eq!(sheet.stage(), AttemptStage::Confirm);
    let found = sheet.found().unwrap();
    assert_eq!(found.person.name, "Maria Ortiz");
    assert_eq!(found.person.email.as_deref(), Some(MARIA));
    assert_eq!(found.company_tail, WREN[WREN.len() - 4..]);
    assert_eq!((found.expected_tail, found.other_client), (None, None));
    assert_eq!(found.role.kind, RoleKind::Admin);
    assert_eq!(found.role.payroll, Some(true));
    assert!(!found.not_member);

    let row = app.row(id);
    assert_eq!(row.connected_as, None);
    assert_eq!(row.company_tail, None);
    assert_eq!(row.role.availability, RoleAvailability::NotAsked);
    assert_eq!(env.vault.entry("company/"), None);

    let row = app.online().save_connection(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    assert_eq!(row.connected_as.unwrap().name, "Maria Ortiz");
    assert_eq!(row.company_tail.as_deref(), Some(&WREN[WREN.len() - 4..]));
    assert_eq!(row.role.availability, RoleAvailability::Reported);
    assert_eq!((row.role.kind, row.role.active), (RoleKind::Admin, true));
    assert_eq!(row.role.payroll, Some(true));
    assert!(row.idle_expires_at > row.connected_at);
    assert!(row.hard_expires_at > row.idle_expires_at);
    assert_eq!(app.stage(id), AttemptStage::Done);
    assert!(env.vault.entry("company/").is_some());
    assert_eq!(env.vault.entry("sign-in/"), None);
    let kinds: Vec<EventKind> = app
        .timeline(id)
        .unwrap()
        .into_iter()
        .map(|e| e.event)
        .collect();
    assert!(kinds.contains(&EventKind::Connected), "{kinds:?}");
    let confirmed = |kind: &EventKind| matches!(kind, EventKind::RoleConfirmed { .. });
    assert!(kinds.iter().any(confirmed), "{kinds:?}");
}

#[tokio::test]
async fn the_same_person_and_company_reconnect_without_a_question() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let first = app.row(id);
    env.advance(3600).await;

    app.sign_in(&env, id, MARIA, SUES).await;
    assert_eq!(app.stage(id), AttemptStage::Done);
    let again = app.row(id);
    assert_eq!(again.state, State::Connected);
    assert!(again.connected_at > first.connected_at);
    app.online().query_user_role(id).await.unwrap();
    assert_eq!(app.state(id), State::Connected);
}

#[tokio::test]
async fn another_person_is_asked_about_and_named() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;

    app.sign_in(&env, id, TOM, SUES).await;
    let sheet = app.sheet(id);
    assert_eq!(sheet.stage(), AttemptStage::Confirm);
    let found = sheet.found().unwrap();
    assert_eq!(found.person.name, "Tom Becker");
    assert_eq!(found.previous_person.unwrap().name, "Maria Ortiz");
    assert_eq!(app.row(id).connected_as.unwrap().name, "Maria Ortiz");

    let row = app.online().save_connection(id).await.unwrap();
    assert_eq!(row.connected_as.unwrap().name, "Tom Becker");
    app.online().query_user_role(id).await.unwrap();
    assert_eq!(app.state(id), State::Connected);
}

#[tokio::test]
async fn a_person_declines_and_everything_is_as_before() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.decline(&page).await;
    app.online().arrive(link.as_str()).await.unwrap();
    assert_eq!(app.ending(id), Some(Ending::Declined));
    assert_eq!(app.state(id), State::Never);
    assert_eq!(env.vault.of_clients().len(), 0, "no secret stays behind");
    assert_eq!(env.count("POST", "/relay/token").await, 0);
}

/// A code works once, and a second use of it ends what the first one gave.
#[tokio::test]
async fn a_sign_in_whose_answer_got_lost_is_finished() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    env.fault(json!({ "path": "/relay/token", "kind": "drop" }))
        .await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    assert_eq!(env.count("POST", "/oauth2/v1/tokens/bearer").await, 1);
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}
