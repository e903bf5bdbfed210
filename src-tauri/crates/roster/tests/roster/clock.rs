//! Clocks that jump, and clocks that are wrong. The practice firm's clock is the true one; a computer's own
//! may be ahead of it or behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use roster::client::{ClientId, Lifecycle};
use roster::platform::Clock;
use roster::view::{ClientRow, RosterEvent, State};
use tokio::task::JoinHandle;

use crate::harness::{AppUnderTest, MARIA, SUES, TestEnv};

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
    fn of(env: &TestEnv) -> Arc<Self> {
        Arc::new(Self {
            truth: env.practice.clock(),
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

async fn app_with(env: &TestEnv, clock: &Arc<Own>) -> AppUnderTest {
    let clock = clock.clone();
    env.app_with(|parts| parts.clock = clock).await
}

async fn connected() -> (TestEnv, Arc<Own>, AppUnderTest, ClientId) {
    let env = TestEnv::new().await;
    let clock = Own::of(&env);
    let app = app_with(&env, &clock).await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    (env, clock, app, id)
}

fn start(app: &AppUnderTest) -> JoinHandle<()> {
    let roster = app.roster.clone();
    tokio::spawn(async move { roster.scheduler().keep_checking().await })
}

/// Waits for the next round to end and gives the row after it.
async fn after_a_round(app: &AppUnderTest, id: ClientId) -> ClientRow {
    let before = app.scheduler().rounds().0.map(Timestamp::as_millisecond);
    app.forget_events().await;
    app.scheduler().wake();
    app.until(|event| match event {
        RosterEvent::Checked { last, .. } => (*last != before).then_some(()),
        _ => None,
    })
    .await;
    app.row(id)
}

#[tokio::test]
async fn a_computer_that_slept_three_days_asks_once_and_goes_on() {
    let (env, _, app, id) = connected().await;
    let running = start(&app);
    let first = app.until_round(None).await;
    env.advance(3 * DAY).await;
    app.scheduler().wake();
    app.until_round(Some(first)).await;
    assert_eq!(app.row(id).state, State::Connected);
    assert_eq!(env.refreshes().await, 1);
    running.abort();
}

#[tokio::test]
async fn a_clock_set_back_an_hour_holds_up_no_round_and_no_question() {
    let (env, clock, app, id) = connected().await;
    clock.set_ahead(HOUR);
    app.scheduler().check_client(id).await.unwrap();
    let running = start(&app);
    app.until_round(None).await;
    clock.set_ahead(0);
    // By this clock the last answer is an hour from now, and the next round more than that.
    let asked = env.count("POST", ROLE).await;
    let row = after_a_round(&app, id).await;
    assert_eq!(row.state, State::Connected);
    assert_eq!(env.count("POST", ROLE).await, asked + 1);
    running.abort();
}

#[tokio::test]
async fn a_token_that_this_clock_takes_for_good_is_replaced_when_intuit_refuses_it() {
    let (env, clock, app, id) = connected().await;
    env.advance(2 * HOUR).await;
    clock.set_ahead(-2 * HOUR);
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    assert_eq!(env.refreshes().await, 1);
}

#[tokio::test]
async fn a_clock_a_year_off_expires_nothing() {
    for ahead in [YEAR, -YEAR] {
        let (env, clock, app, id) = connected().await;
        let grant = env.vault.entry("company/").unwrap().0;
        clock.set_ahead(ahead);
        let unasked = app.row(id).state;
        assert!(
            [State::Connected, State::Expiring].contains(&unasked),
            "{ahead}: {unasked:?}"
        );
        let running = start(&app);
        let row = after_a_round(&app, id).await;
        assert_eq!(row.state, State::Connected, "{ahead}: Intuit was asked");
        clock.set_ahead(0);
        let asked = env.count("POST", ROLE).await;
        let row = after_a_round(&app, id).await;
        assert_eq!(row.state, State::Connected, "{ahead}: right again");
        assert!(env.count("POST", ROLE).await >= asked, "{ahead}");
        assert_eq!(env.vault.entry("company/").unwrap().0, grant);
        running.abort();
    }
}

#[tokio::test]
async fn a_clock_that_ran_a_year_ahead_hides_no_refusal_and_no_question_afterwards() {
    let (env, clock, app, id) = connected().await;
    clock.set_ahead(YEAR);
    app.scheduler().check_client(id).await.unwrap();
    clock.set_ahead(0);
    env.apply_scenario(SUES, "revoked").await;
    let running = start(&app);
    assert_eq!(after_a_round(&app, id).await.state, State::Checking);
    env.advance(11 * MINUTE).await;
    app.scheduler().check_client(id).await.unwrap();
    assert_eq!(app.state(id), State::Revoked, "twice in Intuit's own words");
    running.abort();
}

#[tokio::test]
async fn a_refusal_by_a_clock_that_ran_ahead_is_on_probation_and_not_for_a_year() {
    let (env, clock, app, id) = connected().await;
    env.apply_scenario(SUES, "revoked").await;
    clock.set_ahead(YEAR);
    app.scheduler().check_client(id).await.unwrap();
    clock.set_ahead(0);
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Checking
    );
    env.advance(11 * MINUTE).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Revoked
    );
}

#[tokio::test]
async fn a_sign_in_by_a_wrong_clock_fails_with_a_reason_and_costs_nothing() {
    let (env, clock, app, id) = connected().await;
    clock.set_ahead(YEAR);
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, SUES).await;
    app.online().arrive(link.as_str()).await.unwrap();
    let error = app.sheet(id).error().unwrap();
    assert_eq!(error.code(), "signInNotVerified");
    assert!(error.detail.unwrap().contains("clock"));
    clock.set_ahead(0);
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_token_about_to_end_is_renewed_before_it_is_used() {
    let (env, _, app, id) = connected().await;
    env.advance(HOUR - 2 * MINUTE).await;
    app.scheduler().check_client(id).await.unwrap();
    assert_eq!(env.refreshes().await, 0);
    env.advance(MINUTE + 1).await;
    app.scheduler().check_client(id).await.unwrap();
    assert_eq!(env.refreshes().await, 1, "it had 59 seconds left");
}

#[tokio::test]
async fn a_low_idle_clock_is_wound_up_at_the_start_although_a_check_was_just_tried() {
    let (env, clock, app, id) = connected().await;
    env.advance(90 * DAY).await;
    env.vault.lock(true);
    app.scheduler().check_client(id).await.unwrap_err();
    env.vault.lock(false);
    drop(app);
    env.advance(11 * MINUTE).await;
    let app = app_with(&env, &clock).await;
    let before = app.row(id);
    assert_eq!(before.state, State::Expiring);
    let running = start(&app);
    let row = after_a_round(&app, id).await;
    assert_eq!(env.refreshes().await, 1);
    assert_eq!(row.state, State::Connected);
    assert!(row.idle_expires_at > before.idle_expires_at);
    assert!(row.hard_expires_at.is_some(), "both clocks are shown");
    running.abort();
}

#[tokio::test]
async fn a_pause_does_not_let_the_idle_clock_run_out() {
    let (env, _, app, id) = connected().await;
    app.set_lifecycle(id, Lifecycle::Paused).unwrap();
    let asked = env.count("POST", ROLE).await;
    env.advance(85 * DAY).await;
    let running = start(&app);
    after_a_round(&app, id).await;
    assert_eq!(env.refreshes().await, 0, "there is time");
    env.advance(3 * DAY).await;
    after_a_round(&app, id).await;
    assert_eq!(env.refreshes().await, 1);
    assert_eq!(env.count("POST", ROLE).await, asked, "nothing was asked");
    assert_eq!(app.state(id), State::Paused);
    running.abort();
}
