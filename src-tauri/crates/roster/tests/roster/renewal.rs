//! Renewing a grant: once for everybody, stored before it is used, and never believed dead too soon.

use std::sync::Arc;

use jiff::Timestamp;
use roster::RosterError;
use roster::client::ClientId;
use roster::outside::Clock;
use roster::view::{Action, EventKind, ProblemCode, State};
use serde_json::json;

use crate::harness::{MARIA, SUES, Seat, World};

const HOUR: i64 = 3600;
const MINUTE: i64 = 60;

/// A clock that stands still.
struct Stopped(Timestamp);

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A world with one connected client whose access token has run out.
async fn idle_client() -> (World, Seat, ClientId) {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    world.advance(2 * HOUR).await;
    (world, seat, id)
}

async fn twenty_at_once(seat: &Seat, id: ClientId) -> Vec<Result<State, RosterError>> {
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let roster = seat.roster.clone();
        asked.spawn(async move { roster.query_user_role(id).await.map(|row| row.state) });
    }
    asked.join_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_questions_at_once_renew_once() {
    let (world, seat, id) = idle_client().await;
    world.rotate_always().await;
    for answer in twenty_at_once(&seat, id).await {
        assert_eq!(answer.unwrap(), State::Connected);
    }
    assert_eq!(world.refreshes().await, 1);
    assert_eq!(world.count("POST", "/2020-04/graphql").await, 21);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_questions_with_one_dead_token_renew_once() {
    let world = World::new().await;
    // By this computer's clock the token never runs out.
    let seat = world
        .seat_with(|parts| parts.clock = Arc::new(Stopped(world.practice.now())))
        .await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    world.rotate_always().await;
    world.advance(HOUR + MINUTE).await;
    for answer in twenty_at_once(&seat, id).await {
        assert_eq!(answer.unwrap(), State::Connected);
    }
    assert_eq!(world.refreshes().await, 1);
}

#[tokio::test]
async fn a_refusal_that_comes_late_renews_nothing_again() {
    let world = World::new().await;
    let seat = world
        .seat_with(|parts| parts.clock = Arc::new(Stopped(world.practice.now())))
        .await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    world.advance(HOUR + MINUTE).await;
    // Whichever is asked first hears of its dead token when the other has long renewed.
    world
        .fault(json!({ "path": "/2020-04/graphql", "kind": "delay", "delayMs": 600 }))
        .await;
    let (one, two) = tokio::join!(seat.query_user_role(id), seat.query_user_role(id));
    assert_eq!(one.unwrap().state, State::Connected);
    assert_eq!(two.unwrap().state, State::Connected);
    assert_eq!(world.refreshes().await, 1);
}

#[tokio::test]
async fn the_losers_share_a_failure() {
    let (world, seat, id) = idle_client().await;
    // On one thread all twenty ask before the first answer can be read.
    world
        .fault(json!({ "path": "/oauth2/v1/tokens/bearer", "kind": "delay", "delayMs": 700 }))
        .await;
    world.fate(SUES, "revoked").await;
    for answer in twenty_at_once(&seat, id).await {
        assert_eq!(answer.unwrap(), State::Checking);
    }
    assert_eq!(world.refreshes().await, 1);
}

#[tokio::test]
async fn a_dead_access_token_is_renewed_once_and_not_for_ever() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let fault = |count| json!({ "path": "/2020-04/graphql", "kind": "status", "status": 401, "count": count });
    world.fault(fault(1)).await;
    assert_eq!(seat.check_client(id).await.unwrap().state, State::Connected);
    assert_eq!(world.refreshes().await, 1);

    world.fault(fault(2)).await;
    let failed = seat.check_client(id).await.unwrap_err();
    assert_eq!(failed.view().code, ProblemCode::Unreachable);
    assert_eq!(world.refreshes().await, 2);
    let row = seat.row(id);
    assert_eq!((row.state, row.stale), (State::Connected, true));
}

#[tokio::test]
async fn a_rotated_grant_is_stored_before_it_is_used() {
    let (world, seat, id) = idle_client().await;
    world.rotate_always().await;
    let (name, old) = world.vault.entry("company/").unwrap();
    seat.query_user_role(id).await.unwrap();
    let (_, new) = world.vault.entry("company/").unwrap();
    assert_ne!(old, new);
    drop(seat);

    let seat = world.seat().await;
    seat.query_user_role(id).await.unwrap();
    assert_eq!(world.refreshes().await, 2, "the new one renews");
    assert!(name.ends_with(&id.to_string()));
}

#[tokio::test]
async fn a_renewal_the_vault_refuses_is_not_used_and_not_lost() {
    let (world, seat, id) = idle_client().await;
    world.rotate_always().await;
    let asked = world.count("POST", "/2020-04/graphql").await;
    world.vault.refuse_writes(true);
    for _ in 0..2 {
        let locked = seat.query_user_role(id).await.unwrap_err();
        assert_eq!(locked.view().code, ProblemCode::Keychain);
    }
    assert_eq!(
        world.count("POST", "/2020-04/graphql").await,
        asked,
        "not used"
    );
    assert_eq!(world.refreshes().await, 1, "not asked for again");
    let row = seat.row(id);
    assert_eq!((row.state, row.stale), (State::Connected, false));

    world.vault.refuse_writes(false);
    assert_eq!(
        seat.query_user_role(id).await.unwrap().state,
        State::Connected
    );
    assert_eq!(world.refreshes().await, 1, "the one that waited was used");
    drop(seat);
    let seat = world.seat().await;
    assert_eq!(
        seat.query_user_role(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn without_a_rotation_the_old_grant_stays_good_when_the_vault_refuses() {
    let (world, seat, id) = idle_client().await;
    world.vault.refuse_writes(true);
    seat.query_user_role(id).await.unwrap_err();
    drop(seat);
    world.vault.refuse_writes(false);
    let seat = world.seat().await;
    assert_eq!(
        seat.query_user_role(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn what_another_process_renewed_is_looked_for_once_before_a_refusal_is_believed() {
    let (world, seat, id) = idle_client().await;
    world.rotate_always().await;
    let (name, old) = world.vault.entry("company/").unwrap();
    // The other process renews after this one has read the vault.
    let other = world.seat().await;
    other.query_user_role(id).await.unwrap();
    world.vault.answer_once(&name, &old);
    assert_eq!(
        seat.query_user_role(id).await.unwrap().state,
        State::Connected
    );
    assert_eq!(
        world.refreshes().await,
        3,
        "theirs, the refused one and ours"
    );
}

#[tokio::test]
async fn a_first_refusal_is_on_probation_and_a_second_one_ten_minutes_later_counts() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    world.fate(SUES, "revoked").await;
    let row = seat.check_client(id).await.unwrap();
    assert_eq!(
        (row.state, row.primary),
        (State::Checking, Action::CheckNow)
    );
    world.advance(9 * 60).await;
    assert_eq!(seat.check_client(id).await.unwrap().state, State::Checking);
    world.advance(60).await;
    let row = seat.check_client(id).await.unwrap();
    assert_eq!(row.state, State::Revoked);
    assert_eq!(row.details.unwrap().code, "invalid_grant");
    assert!(
        world.vault.entry("company/").is_some(),
        "nothing is thrown away"
    );

    seat.sign_in(&world, id, MARIA, SUES).await;
    assert_eq!(seat.state(id), State::Connected);
}

#[tokio::test]
async fn a_refusal_after_the_end_of_the_hundred_days_is_an_expiry() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let until = seat.row(id).idle_expires_at;
    world.advance(102 * 24 * HOUR).await;
    assert_eq!(seat.check_client(id).await.unwrap().state, State::Checking);
    world.advance(11 * 60).await;
    let row = seat.check_client(id).await.unwrap();
    assert_eq!((row.state, row.until), (State::Expired, until));
}

#[tokio::test]
async fn a_refusal_that_was_a_mistake_is_forgotten() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    world.advance(2 * HOUR).await;
    let body = json!({ "error": "invalid_grant", "source": "intuit" });
    world
        .fault(json!({ "path": "/relay/refresh", "kind": "status", "status": 400, "body": body }))
        .await;
    assert_eq!(seat.check_client(id).await.unwrap().state, State::Checking);
    world.advance(60).await;
    assert_eq!(seat.check_client(id).await.unwrap().state, State::Connected);
    world.advance(2 * HOUR).await;
    world.fate(SUES, "revoked").await;
    assert_eq!(
        seat.check_client(id).await.unwrap().state,
        State::Checking,
        "the clock of the probation begins anew"
    );
}

#[tokio::test]
async fn the_relays_trouble_is_never_read_as_a_revoked_grant() {
    let (world, seat, id) = idle_client().await;
    let relay = |error: &str| json!({ "error": error, "source": "relay" });
    for fault in [
        json!({ "kind": "status", "status": 503 }),
        json!({ "kind": "status", "status": 400, "body": relay("invalid_grant") }),
        json!({ "kind": "status", "status": 400, "body": "invalid_grant" }),
        json!({ "kind": "status", "status": 401, "body": { "error": "invalid_grant" } }),
        json!({ "kind": "drop" }),
        json!({ "kind": "refused" }),
        json!({ "kind": "cut_body" }),
        json!({ "kind": "wrong_json" }),
    ] {
        let mut full = fault.clone();
        full["path"] = json!("/relay/refresh");
        world.fault(full).await;
        let failed = seat.check_client(id).await.unwrap_err();
        assert_eq!(failed.view().code, ProblemCode::Unreachable, "{fault}");
        let row = seat.row(id);
        assert_eq!((row.state, row.stale), (State::Connected, true), "{fault}");
        assert_eq!(row.details.unwrap().service, "relay", "{fault}");
        world.advance(11 * 60).await;
    }
    assert_eq!(seat.check_client(id).await.unwrap().state, State::Connected);
    assert!(seat.bars().is_empty());
}

#[tokio::test]
async fn a_grant_that_the_relay_cannot_open_any_more_asks_for_a_sign_in() {
    let (world, seat, id) = idle_client().await;
    let body =
        json!({ "error": "invalid_grant_seal", "source": "relay", "error_description": "No." });
    let fault = |path| json!({ "path": path, "kind": "status", "status": 400, "body": body });
    world.fault(fault("/relay/refresh")).await;
    seat.check_client(id).await.unwrap_err();
    let row = seat.row(id);
    assert_eq!(
        (row.state, row.primary),
        (State::Attention, Action::Reconnect)
    );
    assert!(seat.bars().is_empty(), "the relay answers");
    world.fault(fault("/relay/revoke")).await;
    let row = seat.disconnect_client(id).await.unwrap();
    assert_eq!(row.state, State::Never, "and it can be disconnected");
}

#[tokio::test]
async fn refresh_now_winds_the_idle_clock_up() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    world.advance(90 * 24 * HOUR).await;
    let row = seat.row(id);
    assert_eq!(
        (row.state, row.primary),
        (State::Expiring, Action::RefreshNow)
    );
    seat.renew_now(id).await;
    seat.renew_now(id).await;
    assert_eq!(world.refreshes().await, 2);
    assert_eq!(seat.state(id), State::Connected);
    assert!(seat.row(id).idle_expires_at > row.idle_expires_at);
    assert!(seat.hand.opened().len() == 1, "no browser");
}

#[tokio::test]
async fn an_answer_about_a_connection_that_was_replaced_is_nobodys() {
    let (world, seat, id) = idle_client().await;
    world
        .fault(json!({ "path": "/2020-04/graphql", "kind": "delay", "delayMs": 500 }))
        .await;
    world.fate(SUES, "not_member").await;
    let checked_at = seat.row(id).checked_at;
    seat.forget_events().await;
    let roster = seat.roster.clone();
    let asking = tokio::spawn(async move { roster.query_user_role(id).await });
    // The renewal is the sign that the question is on its way.
    seat.until(|event| match event {
        roster::view::RosterEvent::Rows { rows } => (rows[0].id == id.to_string()).then_some(()),
        _ => None,
    })
    .await;
    seat.disconnect_client(id).await.unwrap();
    asking.await.unwrap().unwrap();
    assert_eq!(seat.state(id), State::Never);
    assert_eq!(seat.row(id).checked_at, checked_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_names_a_renewal_once_a_week_and_not_every_hour() {
    let (world, seat, id) = idle_client().await;
    let renewals = || {
        let lines = seat.roster.timeline(id).unwrap();
        lines
            .iter()
            .filter(|line| line.event == EventKind::Renewed)
            .count()
    };
    for _ in 0..3 {
        seat.roster.query_user_role(id).await.unwrap();
        world.advance(2 * HOUR).await;
    }
    assert_eq!((world.refreshes().await, renewals()), (3, 0));
    world.advance(7 * 24 * HOUR).await;
    seat.roster.query_user_role(id).await.unwrap();
    assert_eq!((world.refreshes().await, renewals()), (4, 1));
}
