//! Ending a connection: at Intuit first, then here.

use roster::client::{ClientDraft, ClientId, QuickBooks};
use roster::view::{Ending, EventKind, ProblemCode, RoleAvailability, State};
use serde_json::json;

use crate::harness::{MARIA, SUES, Seat, TOM, WREN, World};

#[tokio::test]
async fn disconnecting_withdraws_the_grant_and_clears_what_was_kept() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let row = seat.online().disconnect_client(id).await.unwrap();
    assert_eq!(row.state, State::Never);
    assert_eq!((row.connected_as, row.company_tail), (None, None));
    assert_eq!(row.role.availability, RoleAvailability::NotAsked);
    assert_eq!(world.count("POST", "/v2/oauth2/tokens/revoke").await, 1);
    assert_eq!(world.vault.entry("company/"), None);
    let kinds: Vec<EventKind> = seat.timeline(id).unwrap().iter().map(|e| e.event).collect();
    assert!(kinds.contains(&EventKind::Disconnected) && kinds.contains(&EventKind::Connected));

    let lines = seat.timeline(id).unwrap().len();
    let again = seat.online().disconnect_client(id).await.unwrap();
    assert_eq!(again.state, State::Never);
    assert_eq!(world.revokes().await, 1);
    assert_eq!(seat.timeline(id).unwrap().len(), lines);

    seat.sign_in(&world, id, MARIA, SUES).await;
    assert!(seat.sheet(id).found.unwrap().expected_tail.is_none());
    seat.online().save_connection(id).await.unwrap();
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn while_intuit_cannot_be_told_everything_stays() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let before = world.everything();
    for (fault, code) in [
        (
            json!({ "kind": "status", "status": 503 }),
            ProblemCode::Unreachable,
        ),
        (json!({ "kind": "refused" }), ProblemCode::Unreachable),
        (
            json!({ "kind": "status", "status": 502, "body": { "error": "invalid_client", "source": "intuit" } }),
            ProblemCode::KeyRefused,
        ),
        (
            json!({ "kind": "status", "status": 502, "body": { "error": "temporarily_unavailable", "source": "intuit" } }),
            ProblemCode::Unreachable,
        ),
    ] {
        let mut full = fault.clone();
        full["path"] = json!("/relay/revoke");
        world.fault(full).await;
        let failed = seat.online().disconnect_client(id).await.unwrap_err();
        assert_eq!(failed.view().code, code, "{fault}");
        assert_eq!(world.everything(), before, "{fault}");
    }
    world.vault.lock(true);
    seat.online().disconnect_client(id).await.unwrap_err();
    world.vault.lock(false);
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    seat.online().disconnect_client(id).await.unwrap();
    assert_eq!(seat.state(id), State::Never);
}

#[tokio::test]
async fn a_connection_that_was_ended_at_intuit_can_be_disconnected() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    revoking_is_refused(&world, "invalid_request", "intuit").await;
    let row = seat.online().disconnect_client(id).await.unwrap();
    assert_eq!((row.state, row.left_at_intuit), (State::Never, None));
    assert_eq!(world.vault.entry("company/"), None);
}

#[tokio::test]
async fn a_sign_in_that_waits_to_be_saved_is_withdrawn_with_the_connection() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    seat.sign_in(&world, id, TOM, SUES).await;
    no_relay(&world).await;
    seat.online().disconnect_client(id).await.unwrap_err();
    assert!(seat.sheet(id).found.is_some(), "it still waits");
    seat.online().disconnect_client(id).await.unwrap();
    assert_eq!(world.revokes().await, 3, "one refused, Tom's, Maria's");
    assert_eq!(world.vault.entry("company/"), None);
    seat.online().save_connection(id).await.unwrap_err();
}

#[tokio::test]
async fn a_sign_in_to_another_clients_company_is_that_clients_when_this_one_is_disconnected() {
    let world = World::new().await;
    world.rotate_always().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let other = seat
        .connected(&world, "Wren & Daughters", MARIA, WREN)
        .await;
    seat.sign_in(&world, id, MARIA, WREN).await;
    seat.online().disconnect_client(id).await.unwrap();
    assert_eq!(world.revokes().await, 1, "its own, and not the other's");
    world.advance(2 * 3600).await;
    let row = seat.scheduler().check_client(other).await.unwrap();
    assert_eq!(row.state, State::Connected);
}

#[tokio::test]
async fn disconnecting_ends_an_open_sign_in_too() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, SUES).await;
    seat.forget_events().await;
    seat.online().disconnect_client(id).await.unwrap();
    let ended = seat
        .until(|event| match event {
            roster::view::RosterEvent::Attempt { attempt } => attempt.ending,
            _ => None,
        })
        .await;
    assert_eq!(ended, Ending::Cancelled);
    assert_eq!(
        seat.online().arrive(link.as_str()).await,
        Ok(roster::Arrival::Unknown)
    );
    assert_eq!(seat.state(id), State::Never);
    assert_eq!(world.vault.entry("sign-in/"), None);
}

#[tokio::test]
async fn a_client_that_is_being_connected_stays_in_its_product() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Sue's Bakery");
    let draft = || ClientDraft {
        name: "Sue's Bakery".to_owned(),
        number: None,
        email: None,
        books: QuickBooks::Desktop {
            place: roster::view::Place::ThisComputer,
            computer: None,
        },
    };
    seat.begin(id).await;
    assert_eq!(
        seat.edit_client(id, draft()).unwrap_err().view().code,
        ProblemCode::Invalid
    );
    seat.cancel_connect(id).await.unwrap();
    seat.edit_client(id, draft()).unwrap();
}

pub(crate) fn kinds(seat: &Seat, id: ClientId) -> Vec<EventKind> {
    let lines = seat.timeline(id).unwrap();
    lines.iter().map(|line| line.event).collect()
}

/// Lets the schedule look once.
pub(crate) async fn look(seat: &Seat) {
    let before = seat
        .scheduler()
        .rounds()
        .0
        .map(jiff::Timestamp::as_millisecond);
    let schedule = seat.roster.clone();
    let running = tokio::spawn(async move { schedule.scheduler().keep_checking().await });
    seat.until_round(before).await;
    running.abort();
}

async fn revoking_is_refused(world: &World, error: &str, source: &str) {
    let body = json!({ "error": error, "source": source });
    world
        .fault(json!({ "path": "/relay/revoke", "kind": "status", "status": 400, "body": body }))
        .await;
}

async fn no_relay(world: &World) {
    world
        .fault(json!({ "path": "/relay/revoke", "kind": "status", "status": 503 }))
        .await;
}

#[tokio::test]
async fn a_grant_that_was_rejected_without_network_is_revoked_later_also_after_a_restart() {
    let world = World::new().await;
    let seat = world.seat().await;
    let rejected = seat.add_online("Wren & Daughters");
    seat.sign_in(&world, rejected, MARIA, WREN).await;
    no_relay(&world).await;
    seat.online().reject_connection(rejected).await.unwrap();
    let cancelled = seat.add_online("Sue's Bakery");
    seat.sign_in(&world, cancelled, MARIA, SUES).await;
    no_relay(&world).await;
    seat.cancel_connect(cancelled).await.unwrap();
    assert_eq!(world.count("POST", "/v2/oauth2/tokens/revoke").await, 0);
    let lines = seat.timeline(rejected).unwrap();
    let waits = lines.iter().find(|it| it.event == EventKind::RevokeWaits);
    assert_eq!(waits.unwrap().person.as_deref(), Some("Maria Ortiz"));
    drop(seat);

    world.advance(5 * 60).await;
    let seat = world.seat().await;
    look(&seat).await;
    assert_eq!(world.count("POST", "/v2/oauth2/tokens/revoke").await, 2);
    assert_eq!(world.vault.entry("to-revoke/"), None);
    for id in [rejected, cancelled] {
        assert!(kinds(&seat, id).contains(&EventKind::Revoked));
    }
}

#[tokio::test]
async fn a_grant_that_waits_is_left_alone_when_its_company_is_connected_again() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    seat.sign_in(&world, id, MARIA, WREN).await;
    no_relay(&world).await;
    seat.online().reject_connection(id).await.unwrap();
    seat.sign_in(&world, id, MARIA, WREN).await;
    seat.online().save_connection(id).await.unwrap();
    world.advance(5 * 60).await;
    look(&seat).await;
    assert_eq!(world.count("POST", "/v2/oauth2/tokens/revoke").await, 0);
    assert_eq!(world.vault.entry("to-revoke/"), None);
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn archiving_with_disconnect_ends_the_connection_here_at_once_and_at_intuit_later() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let kept = seat.connected(&world, "Wren", MARIA, WREN).await;
    no_relay(&world).await;
    let row = seat.archive_client(id, true).await.unwrap();
    assert_eq!((row.state, row.connected_as), (State::Archived, None));
    assert_eq!(world.vault.entry(&format!("company/{id}")), None);
    let row = seat.archive_client(kept, false).await.unwrap();
    assert_eq!(row.state, State::Archived);
    assert!(row.connected_as.is_some(), "what stays connected says so");
    drop(seat);

    let seat = world.seat().await;
    look(&seat).await;
    assert!(kinds(&seat, id).contains(&EventKind::RevokeWaits));
    world.advance(5 * 60).await;
    look(&seat).await;
    assert_eq!(world.count("POST", "/v2/oauth2/tokens/revoke").await, 1);
    assert!(kinds(&seat, id).contains(&EventKind::Revoked));
    assert!(world.vault.entry(&format!("company/{kept}")).is_some());
}

#[tokio::test]
async fn what_the_relay_cannot_open_any_more_is_not_called_disconnected_at_intuit() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    revoking_is_refused(&world, "invalid_grant_seal", "relay").await;
    let row = seat.online().disconnect_client(id).await.unwrap();
    let left = row.left_at_intuit.unwrap();
    assert_eq!(
        (left.realm_tail.as_str(), left.other_relay),
        (&SUES[SUES.len() - 4..], false)
    );
    assert!(kinds(&seat, id).contains(&EventKind::NotRevoked));
    seat.sign_in(&world, id, MARIA, SUES).await;
    let row = seat.online().save_connection(id).await.unwrap();
    assert_eq!(row.left_at_intuit, None);
}

#[tokio::test]
async fn the_schedule_waits_before_it_tries_to_revoke_again() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    seat.sign_in(&world, id, MARIA, WREN).await;
    no_relay(&world).await;
    seat.online().reject_connection(id).await.unwrap();
    assert_eq!(world.revokes().await, 1);
    look(&seat).await;
    assert_eq!(world.revokes().await, 1, "not before a minute is over");
    world.advance(2 * 60).await;
    look(&seat).await;
    assert_eq!(world.revokes_at_intuit().await, 1);
}

#[tokio::test]
async fn the_schedule_leaves_a_grant_alone_that_is_being_revoked() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    seat.sign_in(&world, id, MARIA, WREN).await;
    world
        .fault(json!({ "path": "/relay/revoke", "kind": "delay", "delayMs": 1_500 }))
        .await;
    let roster = seat.roster.clone();
    let rejecting = tokio::spawn(async move { roster.online().reject_connection(id).await });
    world.until_faults_are_spent().await;
    world.advance(90).await;
    look(&seat).await;
    rejecting.await.unwrap().unwrap();
    assert_eq!(world.revokes().await, 1);
}

#[tokio::test]
async fn a_grant_that_waited_for_ninety_nine_days_is_still_revoked() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    seat.sign_in(&world, id, MARIA, WREN).await;
    no_relay(&world).await;
    seat.online().reject_connection(id).await.unwrap();
    world.advance(99 * 24 * 3600).await;
    look(&seat).await;
    assert_eq!(world.revokes_at_intuit().await, 1);
    assert!(kinds(&seat, id).contains(&EventKind::Revoked));
}

/// Intuit has let it end by itself, and another connection of the company may have been made since.
#[tokio::test]
async fn a_grant_that_waited_for_a_hundred_days_is_forgotten() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    seat.sign_in(&world, id, MARIA, WREN).await;
    no_relay(&world).await;
    seat.online().reject_connection(id).await.unwrap();
    world.advance(101 * 24 * 3600).await;
    look(&seat).await;
    assert_eq!(world.revokes().await, 1, "nobody is asked again");
    assert_eq!(world.vault.entry("to-revoke/"), None);
}

#[tokio::test]
async fn what_is_left_at_intuit_is_dismissed_for_good_and_stays_in_the_timeline() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    revoking_is_refused(&world, "invalid_grant_seal", "relay").await;
    seat.online().disconnect_client(id).await.unwrap();
    assert_eq!(seat.online().dismiss_left(id).unwrap().left_at_intuit, None);
    drop(seat);
    let seat = world.seat().await;
    assert_eq!(seat.row(id).left_at_intuit, None);
    assert!(kinds(&seat, id).contains(&EventKind::NotRevoked));
}

/// The company of nobody here: its grant waits in the sheet for *Save as new client*.
#[tokio::test]
async fn a_grant_of_nobodys_company_that_cannot_be_revoked_keeps_no_client_connected() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    seat.sign_in(&world, id, MARIA, WREN).await;
    assert_eq!(seat.ending(id), Some(Ending::WrongCompany));
    no_relay(&world).await;
    let row = seat.online().disconnect_client(id).await.unwrap();
    assert_eq!(row.state, State::Never);
    assert_eq!(world.revokes_at_intuit().await, 1, "Sue's Bakery");
    assert!(world.vault.entry("to-revoke/").is_some(), "Wren waits");
    world.advance(5 * 60).await;
    look(&seat).await;
    assert_eq!(world.revokes_at_intuit().await, 2);
}

#[tokio::test]
async fn what_cannot_be_queued_is_revoked_at_once_or_said_to_be_left() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    for relay_answers in [true, false] {
        seat.sign_in(&world, id, MARIA, WREN).await;
        world.vault.refuse_writes(true);
        if !relay_answers {
            no_relay(&world).await;
        }
        seat.online().reject_connection(id).await.unwrap();
        world.vault.refuse_writes(false);
        assert_eq!(world.revokes_at_intuit().await, 1);
        assert_eq!(world.vault.entry("to-revoke/"), None);
        let left = seat.row(id).left_at_intuit;
        assert_eq!(left.is_some(), !relay_answers, "{left:?}");
    }
}

#[tokio::test]
async fn a_sign_in_that_fails_at_its_person_is_withdrawn_at_once() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    world
        .fault(json!({
            "path": "/v1/openid_connect/userinfo", "kind": "status", "status": 503, "count": 3,
        }))
        .await;
    seat.sign_in(&world, id, MARIA, WREN).await;
    assert_eq!(seat.ending(id), Some(Ending::Unreachable));
    assert_eq!(world.revokes_at_intuit().await, 1, "nothing stays behind");
    assert!(!kinds(&seat, id).contains(&EventKind::RevokeWaits));
}

/// What the other one will be for is not known yet: it may be the same company.
#[tokio::test]
async fn nothing_is_revoked_while_another_sign_in_is_being_checked() {
    let world = World::new().await;
    let seat = world.seat().await;
    let (one, two) = (seat.add_online("Wren"), seat.add_online("Wren & Sons"));
    seat.sign_in(&world, one, MARIA, WREN).await;
    let page = seat.begin(two).await;
    let link = world.approve(page, MARIA, WREN).await;
    let person = "/v1/openid_connect/userinfo";
    world
        .fault(json!({ "path": person, "kind": "delay", "delayMs": 500 }))
        .await;
    let rejected = async {
        world.until_faults_are_spent().await;
        seat.online().reject_connection(one).await.unwrap();
        assert_eq!(world.revokes().await, 0);
    };
    let (arrived, ()) = tokio::join!(seat.online().arrive(link.as_str()), rejected);
    arrived.unwrap();
    seat.online().save_connection(two).await.unwrap();
    world.advance(5 * 60).await;
    look(&seat).await;
    assert_eq!(world.revokes().await, 0, "it is another client's now");
    assert_eq!(
        seat.scheduler().check_client(two).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn nothing_is_revoked_while_another_sheet_shows_the_same_company() {
    let world = World::new().await;
    let seat = world.seat().await;
    let (one, two) = (seat.add_online("Wren"), seat.add_online("Wren & Sons"));
    seat.sign_in(&world, one, MARIA, WREN).await;
    seat.sign_in(&world, two, MARIA, WREN).await;
    seat.online().reject_connection(one).await.unwrap();
    assert_eq!(world.revokes().await, 0);
    seat.online().save_connection(two).await.unwrap();
    assert_eq!(
        seat.scheduler().check_client(two).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn after_many_tries_the_schedule_waits_for_hours_and_not_from_look_to_look() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    seat.sign_in(&world, id, MARIA, WREN).await;
    no_relay(&world).await;
    seat.online().reject_connection(id).await.unwrap();
    for tries in 2..=11 {
        no_relay(&world).await;
        world.advance(6 * 3600 + 60).await;
        look(&seat).await;
        assert_eq!(world.revokes().await, tries);
    }
    look(&seat).await;
    assert_eq!(world.revokes().await, 11);
    world.advance(6 * 3600 + 60).await;
    look(&seat).await;
    assert_eq!(world.revokes_at_intuit().await, 1);
}
