//! Who is asked when. The clock is the practice firm's, and `wake` replaces the tick.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use roster::client::Lifecycle;
use roster::view::{AttemptStage, LinkDelivery, RosterEvent, State};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::harness::{CEDAR, LANTERN, MARIA, SUES, Seat, TOM, WREN, World};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const ROLE: &str = "/2020-04/graphql";

fn start(seat: &Seat) -> JoinHandle<()> {
    let roster = seat.roster.clone();
    tokio::spawn(async move { roster.scheduler().keep_checking().await })
}

#[tokio::test]
async fn a_person_sets_how_often_clients_are_looked_at() {
    let world = World::new().await;
    let seat = world.seat().await;
    seat.scheduler()
        .set_interval(jiff::SignedDuration::from_mins(60));
    let running = start(&seat);
    let first = seat.until_round(None).await;
    let (last, next) = seat.scheduler().rounds();
    assert_eq!(next.unwrap().duration_since(last.unwrap()).as_mins(), 60);

    world.advance(10 * MINUTE).await;
    seat.scheduler()
        .set_interval(jiff::SignedDuration::from_mins(5));
    seat.until_round(Some(first)).await;
    let (last, next) = seat.scheduler().rounds();
    assert_eq!(next.unwrap().duration_since(last.unwrap()).as_mins(), 5);
    running.abort();
}

#[tokio::test]
async fn a_round_asks_three_companies_at_once_or_as_many_as_it_may() {
    let world = World::new().await;
    let seat = world.seat().await;
    for (name, person, realm) in [
        ("Sue's Bakery", MARIA, SUES),
        ("Cedar Loft", TOM, CEDAR),
        ("Lantern Hill Farm", MARIA, LANTERN),
        ("Wren & Daughters", TOM, WREN),
    ] {
        seat.connected(&world, name, person, realm).await;
    }
    // Long enough that the next company would begin if it could.
    world
        .fault(json!({ "path": ROLE, "kind": "delay", "delayMs": 200, "count": 100 }))
        .await;
    assert_eq!(most_at_once(&seat).await, 3);
    for (may, does) in [(0, 1), (2, 2), (32, 4)] {
        seat.scheduler().set_concurrency(may);
        assert_eq!(most_at_once(&seat).await, does, "{may}");
    }
}

/// Runs a round and gives how many clients were being checked at the same time, at most.
async fn most_at_once(seat: &Seat) -> usize {
    seat.forget_events().await;
    let before = seat
        .scheduler()
        .rounds()
        .0
        .map(jiff::Timestamp::as_millisecond);
    seat.scheduler().check_all().await;
    let checking = RefCell::new(BTreeSet::new());
    let most = Cell::new(0);
    seat.until(|event| match event {
        RosterEvent::Rows { rows } => {
            for row in rows {
                let mut checking = checking.borrow_mut();
                if row.state == State::Checking {
                    checking.insert(row.id.clone());
                } else {
                    checking.remove(&row.id);
                }
                most.set(most.get().max(checking.len()));
            }
            None
        }
        RosterEvent::Checked { last, .. } if *last > before => Some(()),
        _ => None,
    })
    .await;
    most.get()
}

#[tokio::test]
async fn a_company_is_asked_every_six_hours_and_the_list_every_quarter() {
    let world = World::new().await;
    let seat = world.seat().await;
    let sues = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let paused = seat.connected(&world, "Cedar Loft", TOM, CEDAR).await;
    seat.set_lifecycle(paused, Lifecycle::Paused).unwrap();
    let acme = seat.add_desktop("Acme Plumbing");
    seat.desktop().create_end_user(acme).await.unwrap();
    let role = world.count("POST", ROLE).await;
    let lists = world.count("GET", "/v1/end-users").await;
    let running = start(&seat);

    let first = seat.until_round(None).await;
    assert_eq!(
        world.count("POST", ROLE).await,
        role,
        "asked at the sign-in"
    );
    assert_eq!(world.count("GET", "/v1/end-users").await, lists + 1);
    let (last, next) = seat.scheduler().rounds();
    assert_eq!(last.unwrap().as_millisecond(), first);
    assert_eq!(next.unwrap().duration_since(last.unwrap()).as_mins(), 15);

    world.advance(16 * MINUTE).await;
    seat.scheduler().wake();
    let second = seat.until_round(Some(first)).await;
    assert_eq!(world.count("GET", "/v1/end-users").await, lists + 2);
    assert_eq!(world.count("POST", ROLE).await, role);

    world.advance(6 * HOUR).await;
    seat.scheduler().wake();
    seat.until_round(Some(second)).await;
    assert_eq!(
        world.count("POST", ROLE).await,
        role + 1,
        "not the paused one"
    );
    assert_eq!(seat.state(sues), State::Connected);
    running.abort();
}

#[tokio::test]
async fn a_refusal_is_confirmed_by_the_next_round() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    world.apply_scenario(SUES, "revoked").await;
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Checking
    );
    let running = start(&seat);
    let first = seat.until_round(None).await;
    assert_eq!(seat.state(id), State::Checking, "too early");
    world.advance(16 * MINUTE).await;
    seat.scheduler().wake();
    let second = seat.until_round(Some(first)).await;
    assert_eq!(seat.state(id), State::Revoked);
    let refreshes = world.refreshes().await;
    world.advance(16 * MINUTE).await;
    seat.scheduler().wake();
    seat.until_round(Some(second)).await;
    assert_eq!(
        world.refreshes().await,
        refreshes,
        "a confirmed one is let rest"
    );
    running.abort();
}

#[tokio::test]
async fn an_open_link_is_watched_until_it_is_finished() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_desktop("Acme Plumbing");
    let running = start(&seat);
    let first = seat.until_round(None).await;
    seat.desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    world.apply_scenario("Acme Plumbing", "start_flow").await;
    world.advance(6).await;
    seat.scheduler().wake();
    seat.until(|event| match event {
        roster::view::RosterEvent::Attempt { attempt } => attempt.started_at_service.then_some(()),
        _ => None,
    })
    .await;
    world.apply_scenario("Acme Plumbing", "complete_flow").await;
    world.advance(6).await;
    seat.scheduler().wake();
    let sheet = seat.until_stage(id, AttemptStage::Done).await;
    assert!(sheet.started_at_service);
    assert_eq!(seat.state(id), State::Connected);
    assert_eq!(
        seat.scheduler().rounds().0.unwrap().as_millisecond(),
        first,
        "no round was needed"
    );
    running.abort();
}

#[tokio::test]
async fn a_link_that_lives_for_days_is_left_to_the_rounds() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_desktop("Acme Plumbing");
    seat.desktop()
        .connect_desktop(id, 10_080, LinkDelivery::Mailed)
        .await
        .unwrap();
    let path = format!("/v1/end-users/{}", seat.row(id).end_user_id.unwrap());
    world.advance(31 * MINUTE).await;
    let running = start(&seat);
    seat.until_round(None).await;
    assert_eq!(world.count("GET", &path).await, 0);
    world.apply_scenario("Acme Plumbing", "complete_flow").await;
    world.advance(16 * MINUTE).await;
    seat.scheduler().wake();
    seat.until_stage(id, AttemptStage::Done).await;
    assert_eq!(world.count("GET", &path).await, 0);
    assert_eq!(seat.state(id), State::Connected);
    running.abort();
}

#[tokio::test]
async fn a_check_of_everything_asks_every_company_at_once_and_once() {
    let world = World::new().await;
    let seat = world.seat().await;
    seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    seat.connected(&world, "Cedar Loft", TOM, CEDAR).await;
    seat.add_online("Wren & Daughters");
    let role = world.count("POST", ROLE).await;
    seat.scheduler().check_all().await;
    assert_eq!(world.count("POST", ROLE).await, role + 2);
    assert!(seat.scheduler().rounds().0.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_is_asked_ten_times_a_second_at_most() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    // The sign-in asked once; whatever comes a second later does not count it.
    let asked = world.count("POST", ROLE).await;
    let began = world.practice.now();
    let mut questions = tokio::task::JoinSet::new();
    for _ in 0..30 {
        let roster = seat.roster.clone();
        questions.spawn(async move {
            roster
                .online()
                .query_user_role(id)
                .await
                .map(|row| row.state)
        });
    }
    for answer in questions.join_all().await {
        assert_eq!(answer.unwrap(), State::Connected);
    }
    let log = world.log().await;
    let times: Vec<_> = log.iter().filter(|it| it.path == ROLE).collect();
    assert_eq!(times.len(), asked + 30, "none is left out");
    // Requests may be late, never early: the eleventh, the twenty-first and every one after them.
    for (second, expected) in [(1, 11), (2, 21)] {
        let until = began + jiff::SignedDuration::from_secs(second);
        let before = times[asked..].iter().filter(|it| it.at < until).count();
        assert!(before < expected, "{before} in the first {second} s");
    }
}
