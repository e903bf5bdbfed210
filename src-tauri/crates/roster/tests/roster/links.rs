//! Links that must change nothing: forged, used before, doubled, or for a sign-in that is over.

use roster::callback::SignInState;
use roster::database::Database;
use roster::view::{AttemptStage, Ending, EventKind, State};
use roster::{Arrival, waits_for_link};
use url::Url;

use crate::harness::{MARIA, SUES, Seat, WREN, World};

/// The link with another value of one parameter.
fn with(link: &Url, name: &str, value: &str) -> String {
    let mut forged = link.clone();
    let pairs: Vec<(String, String)> = link.query_pairs().into_owned().collect();
    forged
        .query_pairs_mut()
        .clear()
        .extend_pairs(pairs.into_iter().map(|(key, old)| {
            if key == name {
                (key, value.to_owned())
            } else {
                (key, old)
            }
        }));
    forged.into()
}

fn state_of(link: &Url) -> String {
    let state = link.query_pairs().find(|(name, _)| name == "state");
    state.unwrap().1.into_owned()
}

#[tokio::test]
async fn a_forged_state_changes_nothing_and_the_real_link_still_works() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, WREN).await;
    let (nonce, challenge) = state_of(&link)[3..]
        .split_once('.')
        .map(|(nonce, challenge)| (nonce.to_owned(), challenge.to_owned()))
        .unwrap();
    let before = world.everything();
    for forged in [
        format!("v1.{}.{challenge}", "A".repeat(nonce.len())),
        format!("v1.{nonce}.{}", "B".repeat(challenge.len())),
        format!("v1.{nonce}"),
        "v1.x.y".to_owned(),
    ] {
        let arrival = seat.online().arrive(&with(&link, "state", &forged)).await;
        assert_eq!(arrival, Ok(Arrival::Unknown), "{forged}");
        let refusal = format!("counterfoil://oauth/callback?error=access_denied&state={forged}");
        assert_eq!(seat.online().arrive(&refusal).await, Ok(Arrival::Unknown));
    }
    for hostile in [
        "counterfoil://evil/callback?state=v1.a.b&handoff=c",
        "https://oauth/callback?state=v1.a.b&handoff=c",
        "counterfoil://oauth/callback?handoff=c",
        "counterfoil://oauth/callback?state=v1.a.b&handoff=c&handoff=d",
    ] {
        assert!(seat.online().arrive(hostile).await.is_err(), "{hostile}");
    }
    assert_eq!(world.everything(), before);
    assert_eq!(seat.stage(id), AttemptStage::Waiting);
    assert_eq!(world.count("POST", "/relay/token").await, 0);

    let arrival = seat.online().arrive(link.as_str()).await;
    assert_eq!(arrival, Ok(Arrival::Taken(id)));
    assert_eq!(seat.stage(id), AttemptStage::Confirm);
}

#[tokio::test]
async fn a_replayed_link_changes_nothing() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, WREN).await;
    seat.online().arrive(link.as_str()).await.unwrap();

    let at_confirm = world.everything();
    assert_eq!(
        seat.online().arrive(link.as_str()).await,
        Ok(Arrival::Unknown)
    );
    assert_eq!(world.everything(), at_confirm);
    assert_eq!(seat.stage(id), AttemptStage::Confirm);

    seat.online().save_connection(id).await.unwrap();
    let saved = world.everything();
    assert_eq!(
        seat.online().arrive(link.as_str()).await,
        Ok(Arrival::Unknown)
    );
    assert_eq!(world.everything(), saved);
    assert_eq!(world.count("POST", "/relay/token").await, 1);
    seat.online().query_user_role(id).await.unwrap();
    assert_eq!(seat.state(id), State::Connected);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_doubled_link_one_is_taken() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, WREN).await;
    let (one, two) = tokio::join!(
        seat.online().arrive(link.as_str()),
        seat.online().arrive(link.as_str())
    );
    let taken = [one.unwrap(), two.unwrap()];
    assert!(taken.contains(&Arrival::Taken(id)) && taken.contains(&Arrival::Unknown));
    assert_eq!(seat.stage(id), AttemptStage::Confirm);
    assert_eq!(world.count("POST", "/relay/token").await, 1);
}

#[tokio::test]
async fn a_link_for_a_cancelled_sign_in_changes_nothing() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, WREN).await;
    seat.cancel_connect(id).await.unwrap();
    assert_eq!(seat.ending(id), Some(Ending::Cancelled));
    let before = world.everything();
    assert_eq!(before.1.len(), 0, "no secret stays behind");
    assert_eq!(
        seat.online().arrive(link.as_str()).await,
        Ok(Arrival::Unknown)
    );
    assert_eq!(world.everything(), before);
    assert_eq!(seat.state(id), State::Never);

    seat.cancel_connect(id).await.unwrap();
    assert_eq!(
        world.everything(),
        before,
        "a second cancel says nothing new"
    );
}

#[tokio::test]
async fn a_link_for_an_expired_sign_in_changes_nothing() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, WREN).await;
    world.advance(30 * 60).await;
    let before = world.everything();
    assert_eq!(
        seat.online().arrive(link.as_str()).await,
        Ok(Arrival::Unknown)
    );
    assert_eq!(world.everything(), before);
    assert_eq!(seat.state(id), State::Never, "the row does not wait for it");

    let schedule = seat.roster.clone();
    let running = tokio::spawn(async move { schedule.scheduler().keep_checking().await });
    let sheet = seat.until_stage(id, AttemptStage::Ended).await;
    assert_eq!(sheet.ending, Some(Ending::Expired));
    running.abort();
    assert_eq!(world.vault.entry("sign-in/"), None);
}

#[tokio::test]
async fn a_link_for_a_replaced_sign_in_changes_nothing() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    let first = seat.begin(id).await;
    let old = world.approve(first, MARIA, WREN).await;
    let second = seat.begin(id).await;
    let before = world.everything();
    assert_eq!(
        seat.online().arrive(old.as_str()).await,
        Ok(Arrival::Unknown)
    );
    assert_eq!(world.everything(), before);
    let new = world.approve(second, MARIA, WREN).await;
    assert_eq!(
        seat.online().arrive(new.as_str()).await,
        Ok(Arrival::Taken(id))
    );
    assert_eq!(seat.stage(id), AttemptStage::Confirm);
}

#[tokio::test]
async fn a_sign_in_survives_a_restart_and_its_link_works_once() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, WREN).await;
    drop(seat);

    let seat = world.seat().await;
    assert_eq!(seat.stage(id), AttemptStage::Waiting);
    assert_eq!(seat.state(id), State::Waiting);
    seat.online().open_sign_in(id).unwrap();
    assert_eq!(
        seat.online().arrive(link.as_str()).await,
        Ok(Arrival::Taken(id))
    );
    assert_eq!(seat.stage(id), AttemptStage::Confirm);
    drop(seat);

    // Closed with the question unanswered: what the link gave is gone, and it gives nothing twice.
    let seat = world.seat().await;
    assert!(seat.attempt(id).is_none());
    assert_eq!(seat.state(id), State::Never);
    assert_eq!(
        seat.online().arrive(link.as_str()).await,
        Ok(Arrival::Unknown)
    );
    assert_eq!(world.count("POST", "/relay/token").await, 1);
}

#[tokio::test]
async fn two_open_sign_ins_survive_a_restart_beside_each_other() {
    let world = World::new().await;
    let seat = world.seat().await;
    let mut open = Vec::new();
    for (name, realm) in [("Sue's Bakery", SUES), ("Wren & Daughters", WREN)] {
        let id = seat.add_online(name);
        let page = seat.begin(id).await;
        open.push((id, world.approve(page, MARIA, realm).await));
    }
    drop(seat);
    let seat = world.seat().await;
    for (id, link) in open {
        assert_eq!(
            seat.online().arrive(link.as_str()).await,
            Ok(Arrival::Taken(id))
        );
        assert_eq!(seat.stage(id), AttemptStage::Confirm);
    }
}

#[tokio::test]
async fn a_link_finds_the_closed_firm_its_sign_in_began_in_and_no_other() {
    let (world, other) = tokio::join!(World::new(), World::new());
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, WREN).await;
    drop(seat);
    let elsewhere = other.seat().await;
    let theirs = elsewhere.add_online("Wren & Daughters");
    elsewhere.begin(theirs).await;
    assert_eq!(
        elsewhere.online().arrive(link.as_str()).await,
        Ok(Arrival::Unknown)
    );
    drop(elsewhere);

    let now = jiff::Timestamp::now();
    let scheme = link.scheme().to_owned();
    let waits = async |world: &World, link: &str, now| {
        let database = Database::open_read_only(&world.file()).unwrap();
        waits_for_link(&database, world.vault.as_ref(), &scheme, link, now).await
    };
    assert!(waits(&world, link.as_str(), now).await);
    assert!(!waits(&other, link.as_str(), now).await);
    let forged = with(&link, "state", &format!("{}x", state_of(&link)));
    assert!(!waits(&world, &forged, now).await);
    let later = now + jiff::SignedDuration::from_hours(1);
    assert!(!waits(&world, link.as_str(), later).await, "it ran out");

    let seat = world.seat().await;
    assert_eq!(
        seat.online().arrive(link.as_str()).await,
        Ok(Arrival::Taken(id))
    );
    assert!(
        seat.online().has_unsaved_sign_in(),
        "the firm isn't left now"
    );
    drop(seat);
    assert!(!waits(&world, link.as_str(), now).await, "it was used");
}

#[tokio::test]
async fn a_sign_in_that_ran_out_while_the_app_was_closed_is_cleared_away() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    seat.begin(id).await;
    drop(seat);
    world.advance(31 * 60).await;
    let seat = world.seat().await;
    assert!(seat.attempt(id).is_none());
    assert_eq!(seat.state(id), State::Never);
    assert_eq!(world.vault.of_clients().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_connects_at_once_leave_one_sign_in_that_also_survives_a_restart() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Sue's Bakery");
    let (one, two) = tokio::join!(
        seat.online().connect_online(id),
        seat.online().connect_online(id)
    );
    one.unwrap();
    two.unwrap();
    assert_eq!(seat.stage(id), AttemptStage::Waiting);
    let page = seat.online().sign_in_url(id).unwrap();
    assert_eq!(seat.shell.last_opened(), page);
    drop(seat);

    let seat = world.seat().await;
    assert_eq!(
        seat.online().sign_in_url(id).unwrap(),
        page,
        "vault and sheet agree"
    );
    let link = world.approve(page, MARIA, SUES).await;
    assert_eq!(
        seat.online().arrive(link.as_str()).await,
        Ok(Arrival::Taken(id))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_while_the_answer_is_checked_lets_the_grant_go() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, WREN).await;
    world
        .fault(serde_json::json!({ "path": "/v1/openid_connect/userinfo", "kind": "delay", "delayMs": 500 }))
        .await;
    let roster = seat.roster.clone();
    let arriving = tokio::spawn(async move { roster.online().arrive(link.as_str()).await });
    world.until_asked("POST", "/relay/token", 1).await;
    seat.cancel_connect(id).await.unwrap();
    assert_eq!(seat.ending(id), Some(Ending::Cancelled));
    arriving.await.unwrap().unwrap();

    assert_eq!(seat.ending(id), Some(Ending::Cancelled), "it stays over");
    assert_eq!(seat.state(id), State::Never);
    assert_eq!(world.vault.entry("company/"), None);
    assert_eq!(world.revokes().await, 1, "nothing is left at Intuit");
}

#[tokio::test]
async fn without_a_browser_the_link_can_be_copied() {
    let world = World::new().await;
    let seat = world.seat().await;
    seat.shell.break_it();
    let id = seat.add_online("Wren & Daughters");
    let sheet = seat.online().connect_online(id).await.unwrap();
    assert_eq!(sheet.stage, AttemptStage::Waiting);
    assert!(sheet.error.unwrap().message.contains("Copy the link"));
    assert!(sheet.opened_at.is_none());
    let page = seat.online().sign_in_url(id).unwrap();
    let link = world.approve(page, MARIA, WREN).await;
    assert_eq!(
        seat.online().arrive(link.as_str()).await,
        Ok(Arrival::Taken(id))
    );
}

#[tokio::test]
async fn a_sign_in_waits_until_it_is_answered_or_has_run_out() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    assert!(!seat.online().waits_for_answer() && !seat.online().has_unsaved_sign_in());
    seat.online().no_sign_in_waits().await;

    let page = seat.begin(id).await;
    assert!(seat.online().waits_for_answer() && !seat.online().has_unsaved_sign_in());
    tokio::select! {
        biased;
        () = seat.online().no_sign_in_waits() => panic!("one waits"),
        () = std::future::ready(()) => {}
    }
    let link = world.approve(page, MARIA, WREN).await;
    let state = SignInState::from_text(state_of(&link));
    assert!(seat.online().expects(&state));
    assert!(
        !seat
            .online()
            .expects(&SignInState::from_text("v1.another.one".to_owned()))
    );
    let answered = async { seat.online().arrive(link.as_str()).await.unwrap() };
    let ((), arrival) = tokio::join!(seat.online().no_sign_in_waits(), answered);
    assert_eq!(arrival, Arrival::Taken(id));
    assert!(!seat.online().waits_for_answer() && !seat.online().expects(&state));
    assert!(seat.online().has_unsaved_sign_in(), "it is not saved yet");

    seat.begin(id).await;
    assert!(seat.online().waits_for_answer());
    world.advance(31 * 60).await;
    assert!(!seat.online().waits_for_answer(), "it ran out");
}

#[tokio::test]
async fn an_open_sign_in_outlasts_a_keychain_that_is_locked_at_the_start_and_can_be_cancelled() {
    let world = World::new().await;
    let seat = world.seat().await;
    let (open, over) = (seat.add_online("Wren"), seat.add_online("Sue's Bakery"));
    seat.begin(over).await;
    world.advance(20 * 60).await;
    let page = seat.begin(open).await;
    drop(seat);

    world.advance(15 * 60).await;
    world.vault.lock(true);
    let seat = world.seat().await;
    assert_eq!(seat.state(open), State::Waiting, "its time is not over");
    assert!(seat.attempt(open).is_none());
    let ended = |seat: &Seat, id| {
        let lines = seat.timeline(id).unwrap();
        let ends = lines
            .into_iter()
            .filter(|it| it.event == EventKind::SignInEnded);
        ends.map(|it| it.detail.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(seat.state(over), State::Never);
    assert!(ended(&seat, open).is_empty());
    drop(seat);

    world.vault.lock(false);
    let seat = world.seat().await;
    assert_eq!(ended(&seat, over), ["expired"]);
    assert!(ended(&seat, open).is_empty());
    assert_eq!(
        seat.online().sign_in_url(open).unwrap(),
        page,
        "taken up again"
    );
    drop(seat);

    world.vault.lock(true);
    let seat = world.seat().await;
    world.vault.lock(false);
    seat.cancel_connect(open).await.unwrap();
    assert_eq!(seat.state(open), State::Never);
    assert_eq!(ended(&seat, open), ["cancelled"]);
    assert_eq!(world.vault.entry("sign-in/"), None);
}
