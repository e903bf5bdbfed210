//! Clocks that jump, and clocks that are wrong. The practice firm's clock is the true one; a computer's own
//! may be ahead of it or behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use roster::client::{ClientId, Lifecycle};
use roster::platform::Clock;
use roster::view::{ClientRow, RosterEvent, State};
use tokio::task::JoinHandle;

use crate::harness::{MARIA, SUES, Seat, World};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;
const ROLE: &str = "/2020-04/graphql";

/// This computer's clock.
struct Own {
    truth: practice::Clock,
    ahead: AtomicI64,
}

impl Own {
    fn of(world: &World) -> Arc<Self> {
        Arc::new(Self {
            truth: world.practice.clock(),
            ahead: AtomicI64::new(0),
        })
    }

    fn set_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::SeqCst);
    }
}

impl Clock for Own {
    fn now(&self) -> Timestamp {
        self.truth.now() + SignedDuration::from_secs(self.ahead.load(Ordering::SeqCst))
    }
}

async fn seat_with(world: &World, clock: &Arc<Own>) -> Seat {
    let clock = clock.clone();
    world.seat_with(|parts| parts.clock = clock).await
}

async fn connected() -> (World, Arc<Own>, Seat, ClientId) {
    let world = World::new().await;
    let clock = Own::of(&world);
    let seat = seat_with(&world, &clock).await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    (world, clock, seat, id)
}

fn start(seat: &Seat) -> JoinHandle<()> {
    let roster = seat.roster.clone();
    tokio::spawn(async move { roster.scheduler().keep_checking().await })
}

/// Waits for the next round to end and gives the row after it.
async fn after_a_round(seat: &Seat, id: ClientId) -> ClientRow {
    let before = seat.scheduler().rounds().0.map(Timestamp::as_millisecond);
    seat.forget_events().await;
    seat.scheduler().wake();
    seat.until(|event| match event {
        RosterEvent::Checked { last, .. } => (*last != before).then_some(()),
        _ => None,
    })
    .await;
    seat.row(id)
}

#[tokio::test]
async fn a_computer_that_slept_three_days_asks_once_and_goes_on() {
    let (world, _, seat, id) = connected().await;
    let running = start(&seat);
    let first = seat.until_round(None).await;
    world.advance(3 * DAY).await;
    seat.scheduler().wake();
    seat.until_round(Some(first)).await;
    assert_eq!(seat.row(id).state, State::Connected);
    assert_eq!(world.refreshes().await, 1);
    running.abort();
}

#[tokio::test]
async fn a_clock_set_back_an_hour_holds_up_no_round_and_no_question() {
    let (world, clock, seat, id) = connected().await;
    clock.set_ahead(HOUR);
    seat.scheduler().check_client(id).await.unwrap();
    let running = start(&seat);
    seat.until_round(None).await;
    clock.set_ahead(0);
    // By this clock the last answer is an hour from now, and the next round more than that.
    let asked = world.count("POST", ROLE).await;
    let row = after_a_round(&seat, id).await;
    assert_eq!(row.state, State::Connected);
    assert_eq!(world.count("POST", ROLE).await, asked + 1);
    running.abort();
}

#[tokio::test]
async fn a_token_that_this_clock_takes_for_good_is_replaced_when_intuit_refuses_it() {
    let (world, clock, seat, id) = connected().await;
    world.advance(2 * HOUR).await;
    clock.set_ahead(-2 * HOUR);
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    assert_eq!(world.refreshes().await, 1);
}

#[tokio::test]
async fn a_clock_a_year_off_expires_nothing() {
    for ahead in [YEAR, -YEAR] {
        let (world, clock, seat, id) = connected().await;
        let grant = world.vault.entry("company/").unwrap().0;
        clock.set_ahead(ahead);
        let unasked = seat.row(id).state;
        assert!(
            [State::Connected, State::Expiring].contains(&unasked),
            "{ahead}: {unasked:?}"
        );
        let running = start(&seat);
        let row = after_a_round(&seat, id).await;
        assert_eq!(row.state, State::Connected, "{ahead}: Intuit was asked");
        clock.set_ahead(0);
        let asked = world.count("POST", ROLE).await;
        let row = after_a_round(&seat, id).await;
        assert_eq!(row.state, State::Connected, "{ahead}: right again");
        assert!(world.count("POST", ROLE).await >= asked, "{ahead}");
        assert_eq!(world.vault.entry("company/").unwrap().0, grant);
        running.abort();
    }
}

#[tokio::test]
async fn a_clock_that_ran_a_year_ahead_hides_no_refusal_and_no_question_afterwards() {
    let (world, clock, seat, id) = connected().await;
    clock.set_ahead(YEAR);
    seat.scheduler().check_client(id).await.unwrap();
    clock.set_ahead(0);
    world.apply_scenario(SUES, "revoked").await;
    let running = start(&seat);
    assert_eq!(after_a_round(&seat, id).await.state, State::Checking);
    world.advance(11 * MINUTE).await;
    seat.scheduler().check_client(id).await.unwrap();
    assert_eq!(
        seat.state(id),
        State::Revoked,
        "twice in Intuit's own words"
    );
    running.abort();
}

#[tokio::test]
async fn a_refusal_by_a_clock_that_ran_ahead_is_on_probation_and_not_for_a_year() {
    let (world, clock, seat, id) = connected().await;
    world.apply_scenario(SUES, "revoked").await;
    clock.set_ahead(YEAR);
    seat.scheduler().check_client(id).await.unwrap();
    clock.set_ahead(0);
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Checking
    );
    world.advance(11 * MINUTE).await;
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Revoked
    );
}

#[tokio::test]
async fn a_sign_in_by_a_wrong_clock_fails_with_a_reason_and_costs_nothing() {
    let (world, clock, seat, id) = connected().await;
    clock.set_ahead(YEAR);
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, SUES).await;
    seat.online().arrive(link.as_str()).await.unwrap();
    let error = seat.sheet(id).error.unwrap();
    assert!(error.message.contains("clock"), "{}", error.message);
    clock.set_ahead(0);
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_token_about_to_end_is_renewed_before_it_is_used() {
    let (world, _, seat, id) = connected().await;
    world.advance(HOUR - 2 * MINUTE).await;
    seat.scheduler().check_client(id).await.unwrap();
    assert_eq!(world.refreshes().await, 0);
    world.advance(MINUTE + 1).await;
    seat.scheduler().check_client(id).await.unwrap();
    assert_eq!(world.refreshes().await, 1, "it had 59 seconds left");
}

#[tokio::test]
async fn a_low_idle_clock_is_wound_up_at_the_start_although_a_check_was_just_tried() {
    let (world, clock, seat, id) = connected().await;
    world.advance(90 * DAY).await;
    world.vault.lock(true);
    seat.scheduler().check_client(id).await.unwrap_err();
    world.vault.lock(false);
    drop(seat);
    world.advance(11 * MINUTE).await;
    let seat = seat_with(&world, &clock).await;
    let before = seat.row(id);
    assert_eq!(before.state, State::Expiring);
    let running = start(&seat);
    let row = after_a_round(&seat, id).await;
    assert_eq!(world.refreshes().await, 1);
    assert_eq!(row.state, State::Connected);
    assert!(row.idle_expires_at > before.idle_expires_at);
    assert!(row.hard_expires_at.is_some(), "both clocks are shown");
    running.abort();
}

#[tokio::test]
async fn a_pause_does_not_let_the_idle_clock_run_out() {
    let (world, _, seat, id) = connected().await;
    seat.set_lifecycle(id, Lifecycle::Paused).unwrap();
    let asked = world.count("POST", ROLE).await;
    world.advance(85 * DAY).await;
    let running = start(&seat);
    after_a_round(&seat, id).await;
    assert_eq!(world.refreshes().await, 0, "there is time");
    world.advance(3 * DAY).await;
    after_a_round(&seat, id).await;
    assert_eq!(world.refreshes().await, 1);
    assert_eq!(world.count("POST", ROLE).await, asked, "nothing was asked");
    assert_eq!(seat.state(id), State::Paused);
    running.abort();
}
