//! Grants that wait to be revoked at Intuit, because it could not be asked when the connection ended.

use roster::client::ClientId;
use roster::view::{Ending, EventKind, State};
use serde_json::json;

use crate::harness::{AppUnderTest, MARIA, SUES, TestEnv, WREN};

pub(crate) fn kinds(app: &AppUnderTest, id: ClientId) -> Vec<EventKind> {
    let lines = app.timeline(id).unwrap();
    lines.into_iter().map(|line| line.event).collect()
}

/// Whether a line says of a company, whichever it is, what `kind` makes of its last digits.
pub(crate) fn says(lines: &[EventKind], kind: fn(Option<String>) -> EventKind) -> bool {
    lines.iter().any(|line| match line {
        EventKind::RevokeWaits { company_tail }
        | EventKind::Revoked { company_tail }
        | EventKind::NotRevoked { company_tail } => *line == kind(company_tail.clone()),
        _ => false,
    })
}

pub(crate) fn waits(company_tail: Option<String>) -> EventKind {
    EventKind::RevokeWaits { company_tail }
}

pub(crate) fn revoked(company_tail: Option<String>) -> EventKind {
    EventKind::Revoked { company_tail }
}

pub(crate) fn not_revoked(company_tail: Option<String>) -> EventKind {
    EventKind::NotRevoked { company_tail }
}

/// Lets the schedule look once.
pub(crate) async fn look(app: &AppUnderTest) {
    let before = app
        .scheduler()
        .rounds()
        .0
        .map(jiff::Timestamp::as_millisecond);
    let schedule = app.roster.clone();
    let running = tokio::spawn(async move { schedule.scheduler().keep_checking().await });
    app.until_round(before).await;
    running.abort();
}

pub(crate) async fn revoking_is_refused(env: &TestEnv, error: &str, source: &str) {
    let body = json!({ "error": error, "source": source });
    env.fault(json!({ "path": "/relay/revoke", "kind": "status", "status": 400, "body": body }))
        .await;
}

pub(crate) async fn no_relay(env: &TestEnv) {
    env.fault(json!({ "path": "/relay/revoke", "kind": "status", "status": 503 }))
        .await;
}

/// A client whose company was rejected, with a grant that waits to be revoked.
async fn rejected_without_network(env: &TestEnv, app: &AppUnderTest) -> ClientId {
    let id = app.add_online("Wren & Daughters");
    app.sign_in(env, id, MARIA, WREN).await;
    no_relay(env).await;
    app.online().reject_connection(id).await.unwrap();
    id
}

#[tokio::test]
async fn a_grant_that_was_rejected_without_network_is_revoked_later_also_after_a_restart() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let rejected = rejected_without_network(&env, &app).await;
    let cancelled = app.add_online("Sue's Bakery");
    app.sign_in(&env, cancelled, MARIA, SUES).await;
    no_relay(&env).await;
    app.cancel_connect(cancelled).await.unwrap();
    assert_eq!(env.count("POST", "/v2/oauth2/tokens/revoke").await, 0);
    let lines = app.timeline(rejected).unwrap();
    let waits = lines
        .iter()
        .find(|it| matches!(it.event, EventKind::RevokeWaits { .. }));
    assert_eq!(waits.unwrap().person.as_deref(), Some("Maria Ortiz"));
    drop(app);

    env.advance(5 * 60).await;
    let app = env.app().await;
    look(&app).await;
    assert_eq!(env.count("POST", "/v2/oauth2/tokens/revoke").await, 2);
    assert_eq!(env.vault.entry("to-revoke/"), None);
    for id in [rejected, cancelled] {
        assert!(says(&kinds(&app, id), revoked));
    }
}

#[tokio::test]
async fn a_grant_that_waits_is_left_alone_when_its_company_is_connected_again() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = rejected_without_network(&env, &app).await;
    app.sign_in(&env, id, MARIA, WREN).await;
    app.online().save_connection(id).await.unwrap();
    env.advance(5 * 60).await;
    look(&app).await;
    assert_eq!(env.count("POST", "/v2/oauth2/tokens/revoke").await, 0);
    assert_eq!(env.vault.entry("to-revoke/"), None);
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn archiving_with_disconnect_ends_the_connection_here_at_once_and_at_intuit_later() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let kept = app.connected(&env, "Wren", MARIA, WREN).await;
    no_relay(&env).await;
    let row = app.archive_client(id, true).await.unwrap();
    assert_eq!((row.state, row.connected_as), (State::Archived, None));
    assert_eq!(env.vault.entry(&format!("company/{id}")), None);
    let row = app.archive_client(kept, false).await.unwrap();
    assert_eq!(row.state, State::Archived);
    assert!(row.connected_as.is_some(), "what stays connected says so");
    drop(app);

    let app = env.app().await;
    look(&app).await;
    assert!(says(&kinds(&app, id), waits));
    env.advance(5 * 60).await;
    look(&app).await;
    assert_eq!(env.count("POST", "/v2/oauth2/tokens/revoke").await, 1);
    assert!(says(&kinds(&app, id), revoked));
    assert!(env.vault.entry(&format!("company/{kept}")).is_some());
}

#[tokio::test]
async fn what_the_relay_cannot_open_any_more_is_not_called_disconnected_at_intuit() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    revoking_is_refused(&env, "invalid_grant_seal", "relay").await;
    let row = app.online().disconnect_client(id).await.unwrap();
    let left = row.left_at_intuit.unwrap();
    assert_eq!(
        (left.realm_tail.as_str(), left.other_relay),
        (&SUES[SUES.len() - 4..], false)
    );
    assert!(says(&kinds(&app, id), not_revoked));
    app.sign_in(&env, id, MARIA, SUES).await;
    let row = app.online().save_connection(id).await.unwrap();
    assert_eq!(row.left_at_intuit, None);
}

#[tokio::test]
async fn the_schedule_waits_before_it_tries_to_revoke_again() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    rejected_without_network(&env, &app).await;
    assert_eq!(env.revokes().await, 1);
    look(&app).await;
    assert_eq!(env.revokes().await, 1, "not before a minute is over");
    env.advance(2 * 60).await;
    look(&app).await;
    assert_eq!(env.revokes_at_intuit().await, 1);
}

#[tokio::test]
async fn the_schedule_leaves_a_grant_alone_that_is_being_revoked() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    app.sign_in(&env, id, MARIA, WREN).await;
    env.fault(json!({ "path": "/relay/revoke", "kind": "delay", "delayMs": 1_500 }))
        .await;
    let roster = app.roster.clone();
    let rejecting = tokio::spawn(async move { roster.online().reject_connection(id).await });
    env.until_faults_are_spent().await;
    env.advance(90).await;
    look(&app).await;
    rejecting.await.unwrap().unwrap();
    assert_eq!(env.revokes().await, 1);
}

#[tokio::test]
async fn a_grant_that_waited_for_ninety_nine_days_is_still_revoked() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = rejected_without_network(&env, &app).await;
    env.advance(99 * 24 * 3600).await;
    look(&app).await;
    assert_eq!(env.revokes_at_intuit().await, 1);
    assert!(says(&kinds(&app, id), revoked));
}

/// Intuit has let it end by itself, and another connection of the company may have been made since.
#[tokio::test]
async fn a_grant_that_waited_for_a_hundred_days_is_forgotten() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    rejected_without_network(&env, &app).await;
    env.advance(101 * 24 * 3600).await;
    look(&app).await;
    assert_eq!(env.revokes().await, 1, "nobody is asked again");
    assert_eq!(env.vault.entry("to-revoke/"), None);
}

#[tokio::test]
async fn what_is_left_at_intuit_is_dismissed_for_good_and_stays_in_the_timeline() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    revoking_is_refused(&env, "invalid_grant_seal", "relay").await;
    app.online().disconnect_client(id).await.unwrap();
    assert_eq!(app.online().dismiss_left(id).unwrap().left_at_intuit, None);
    drop(app);
    let app = env.app().await;
    assert_eq!(app.row(id).left_at_intuit, None);
    assert!(says(&kinds(&app, id), not_revoked));
}

/// The company of nobody here: its grant waits in the sheet for *Save as new client*.
#[tokio::test]
async fn a_grant_of_nobodys_company_that_cannot_be_revoked_keeps_no_client_connected() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    app.sign_in(&env, id, MARIA, WREN).await;
    assert_eq!(app.ending(id), Some(Ending::WrongCompany));
    no_relay(&env).await;
    let row = app.online().disconnect_client(id).await.unwrap();
    assert_eq!(row.state, State::Never);
    assert_eq!(env.revokes_at_intuit().await, 1, "Sue's Bakery");
    assert!(env.vault.entry("to-revoke/").is_some(), "Wren waits");
    env.advance(5 * 60).await;
    look(&app).await;
    assert_eq!(env.revokes_at_intuit().await, 2);
}

#[tokio::test]
async fn what_cannot_be_queued_is_revoked_at_once_or_said_to_be_left() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    for relay_answers in [true, false] {
        app.sign_in(&env, id, MARIA, WREN).await;
        env.vault.refuse_writes(true);
        if !relay_answers {
            no_relay(&env).await;
        }
        app.online().reject_connection(id).await.unwrap();
        env.vault.refuse_writes(false);
        assert_eq!(env.revokes_at_intuit().await, 1);
        assert_eq!(env.vault.entry("to-revoke/"), None);
        let left = app.row(id).left_at_intuit;
        assert_eq!(left.is_some(), !relay_answers, "{left:?}");
    }
}

#[tokio::test]
async fn a_sign_in_that_fails_at_its_person_is_withdrawn_at_once() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    env.fault(json!({
        "path": "/v1/openid_connect/userinfo", "kind": "status", "status": 503, "count": 3,
    }))
    .await;
    app.sign_in(&env, id, MARIA, WREN).await;
    assert_eq!(app.ending(id), Some(Ending::Unreachable));
    assert_eq!(env.revokes_at_intuit().await, 1, "nothing stays behind");
    assert!(!says(&kinds(&app, id), waits));
}

/// What the other one will be for is not known yet: it may be the same company.
#[tokio::test]
async fn nothing_is_revoked_while_another_sign_in_is_being_checked() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let (one, two) = (app.add_online("Wren"), app.add_online("Wren & Sons"));
    app.sign_in(&env, one, MARIA, WREN).await;
    let page = app.begin(two).await;
    let link = env.approve(page, MARIA, WREN).await;
    let person = "/v1/openid_connect/userinfo";
    env.fault(json!({ "path": person, "kind": "delay", "delayMs": 500 }))
        .await;
    let rejected = async {
        env.until_faults_are_spent().await;
        app.online().reject_connection(one).await.unwrap();
        assert_eq!(env.revokes().await, 0);
    };
    let (arrived, ()) = tokio::join!(app.online().arrive(link.as_str()), rejected);
    arrived.unwrap();
    app.online().save_connection(two).await.unwrap();
    env.advance(5 * 60).await;
    look(&app).await;
    assert_eq!(env.revokes().await, 0, "it is another client's now");
    assert_eq!(
        app.scheduler().check_client(two).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn nothing_is_revoked_while_another_sheet_shows_the_same_company() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let (one, two) = (app.add_online("Wren"), app.add_online("Wren & Sons"));
    app.sign_in(&env, one, MARIA, WREN).await;
    app.sign_in(&env, two, MARIA, WREN).await;
    app.online().reject_connection(one).await.unwrap();
    assert_eq!(env.revokes().await, 0);
    app.online().save_connection(two).await.unwrap();
    assert_eq!(
        app.scheduler().check_client(two).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn after_many_tries_the_schedule_waits_for_hours_and_not_from_look_to_look() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    rejected_without_network(&env, &app).await;
    for tries in 2..=11 {
        no_relay(&env).await;
        env.advance(6 * 3600 + 60).await;
        look(&app).await;
        assert_eq!(env.revokes().await, tries);
    }
    look(&app).await;
    assert_eq!(env.revokes().await, 11);
    env.advance(6 * 3600 + 60).await;
    look(&app).await;
    assert_eq!(env.revokes_at_intuit().await, 1);
}
