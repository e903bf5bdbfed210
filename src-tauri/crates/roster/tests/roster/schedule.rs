//! Who is asked when. The clock is the practice firm's, and `wake` replaces the tick.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use roster::client::Lifecycle;
use roster::view::{AttemptStage, LinkDelivery, RosterEvent, State};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::harness::{AppUnderTest, CEDAR, LANTERN, MARIA, SUES, TOM, TestEnv, WREN};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const ROLE: &str = "/2020-04/graphql";

fn start(app: &AppUnderTest) -> JoinHandle<()> {
    let roster = app.roster.clone();
    tokio::spawn(async move { roster.scheduler().keep_checking().await })
}

#[tokio::test]
async fn a_person_sets_how_often_clients_are_looked_at() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    app.scheduler()
        .set_interval(jiff::SignedDuration::from_mins(60));
    let running = start(&app);
    let first = app.until_round(None).await;
    let (last, next) = app.scheduler().rounds();
    assert_eq!(next.unwrap().duration_since(last.unwrap()).as_mins(), 60);

    env.advance(10 * MINUTE).await;
    app.scheduler()
        .set_interval(jiff::SignedDuration::from_mins(5));
    app.until_round(Some(first)).await;
    let (last, next) = app.scheduler().rounds();
    assert_eq!(next.unwrap().duration_since(last.unwrap()).as_mins(), 5);
    running.abort();
}

#[tokio::test]
async fn a_round_asks_three_companies_at_once_or_as_many_as_it_may() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    for (name, person, realm) in [
        ("Sue's Bakery", MARIA, SUES),
        ("Cedar Loft", TOM, CEDAR),
        ("Lantern Hill Farm", MARIA, LANTERN),
        ("Wren & Daughters", TOM, WREN),
    ] {
        app.connected(&env, name, person, realm).await;
    }
    // Long enough that the next company would begin if it could.
    env.fault(json!({ "path": ROLE, "kind": "delay", "delayMs": 200, "count": 100 }))
        .await;
    assert_eq!(most_at_once(&app).await, 3);
    for (may, does) in [(0, 1), (2, 2), (32, 4)] {
        app.scheduler().set_concurrency(may);
        assert_eq!(most_at_once(&app).await, does, "{may}");
    }
}

/// Runs a round and gives how many clients were being checked at the same time, at most.
async fn most_at_once(app: &AppUnderTest) -> usize {
    app.forget_events().await;
    let before = app
        .scheduler()
        .rounds()
        .0
        .map(jiff::Timestamp::as_millisecond);
    app.scheduler().check_all().await;
    let checking = RefCell::new(BTreeSet::new());
    let most = Cell::new(0);
    app.until(|event| match event {
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
    let env = TestEnv::new().await;
    let app = env.app().await;
    let sues = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let paused = app.connected(&env, "Cedar Loft", TOM, CEDAR).await;
    app.set_lifecycle(paused, Lifecycle::Paused).unwrap();
    let acme = app.add_desktop("Acme Plumbing");
    app.desktop().create_end_user(acme).await.unwrap();
    let role = env.count("POST", ROLE).await;
    let lists = env.count("GET", "/v1/end-users").await;
    let running = start(&app);

    let first = app.until_round(None).await;
    assert_eq!(env.count("POST", ROLE).await, role, "asked at the sign-in");
    assert_eq!(env.count("GET", "/v1/end-users").await, lists + 1);
    let (last, next) = app.scheduler().rounds();
    assert_eq!(last.unwrap().as_millisecond(), first);
    assert_eq!(next.unwrap().duration_since(last.unwrap()).as_mins(), 15);

    env.advance(16 * MINUTE).await;
    app.scheduler().wake();
    let second = app.until_round(Some(first)).await;
    assert_eq!(env.count("GET", "/v1/end-users").await, lists + 2);
    assert_eq!(env.count("POST", ROLE).await, role);

    env.advance(6 * HOUR).await;
    app.scheduler().wake();
    app.until_round(Some(second)).await;
    assert_eq!(
        env.count("POST", ROLE).await,
        role + 1,
        "not the paused one"
    );
    assert_eq!(app.state(sues), State::Connected);
    running.abort();
}

#[tokio::test]
async fn a_refusal_is_confirmed_by_the_next_round() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.apply_scenario(SUES, "revoked").await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Checking
    );
    let running = start(&app);
    let first = app.until_round(None).await;
    assert_eq!(app.state(id), State::Checking, "too early");
    env.advance(16 * MINUTE).await;
    app.scheduler().wake();
    let second = app.until_round(Some(first)).await;
    assert_eq!(app.state(id), State::Revoked);
    let refreshes = env.refreshes().await;
    env.advance(16 * MINUTE).await;
    app.scheduler().wake();
    app.until_round(Some(second)).await;
    assert_eq!(
        env.refreshes().await,
        refreshes,
        "a confirmed one is let rest"
    );
    running.abort();
}

#[tokio::test]
async fn an_open_link_is_watched_until_it_is_finished() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    let running = start(&app);
    let first = app.until_round(None).await;
    app.desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    env.apply_scenario("Acme Plumbing", "start_flow").await;
    env.advance(6).await;
    app.scheduler().wake();
    app.until(|event| match event {
        roster::view::RosterEvent::Attempt { attempt } => {
            attempt.started_at_service().then_some(())
        }
        _ => None,
    })
    .await;
    env.apply_scenario("Acme Plumbing", "complete_flow").await;
    env.advance(6).await;
    app.scheduler().wake();
    let sheet = app.until_stage(id, AttemptStage::Done).await;
    assert!(sheet.started_at_service());
    assert_eq!(app.state(id), State::Connected);
    assert_eq!(
        app.scheduler().rounds().0.unwrap().as_millisecond(),
        first,
        "no round was needed"
    );
    running.abort();
}

#[tokio::test]
async fn a_link_that_lives_for_days_is_left_to_the_rounds() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    app.desktop()
        .connect_desktop(id, 10_080, LinkDelivery::Mailed)
        .await
        .unwrap();
    let path = format!("/v1/end-users/{}", app.row(id).end_user_id.unwrap());
    env.advance(31 * MINUTE).await;
    let running = start(&app);
    app.until_round(None).await;
    assert_eq!(env.count("GET", &path).await, 0);
    env.apply_scenario("Acme Plumbing", "complete_flow").await;
    env.advance(16 * MINUTE).await;
    app.scheduler().wake();
    app.until_stage(id, AttemptStage::Done).await;
    assert_eq!(env.count("GET", &path).await, 0);
    assert_eq!(app.state(id), State::Connected);
    running.abort();
}

#[tokio::test]
async fn a_check_of_everything_asks_every_company_at_once_and_once() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    app.connected(&env, "Cedar Loft", TOM, CEDAR).await;
    app.add_online("Wren & Daughters");
    let role = env.count("POST", ROLE).await;
    app.scheduler().check_all().await;
    assert_eq!(env.count("POST", ROLE).await, role + 2);
    assert!(app.scheduler().rounds().0.is_some());
}

#[tokio::test]
async fn a_check_of_everything_says_whom_it_asked_and_what_came_of_it() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let sues = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    app.connected(&env, "Cedar Loft", TOM, CEDAR).await;
    app.add_online("Wren & Daughters");
    let acme = app.add_desktop("Acme Plumbing");
    app.desktop().create_end_user(acme).await.unwrap();
    app.add_desktop("Umbra Lighting");
    app.forget_events().await;
    let round = app.scheduler().check_all().await;
    assert_eq!((round.online, round.desktop), (2, 1));
    assert!(round.changed.is_empty(), "nothing changed");
    let steps = RefCell::new(Vec::new());
    app.until(|event| match event {
        RosterEvent::Checking { done, of } => {
            steps.borrow_mut().push((*done, *of));
            None
        }
        RosterEvent::Checked { .. } => Some(()),
        _ => None,
    })
    .await;
    assert_eq!(steps.into_inner(), [(0, 2), (1, 2), (2, 2)]);

    env.fault(json!({ "path": "/v1/end-users", "kind": "status", "status": 503, "count": 3 }))
        .await;
    env.apply_scenario(SUES, "inactive").await;
    let round = app.scheduler().check_all().await;
    assert_eq!((round.online, round.desktop), (2, 0));
    assert_eq!(round.changed, [sues.to_string()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_is_asked_ten_times_a_second_at_most() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    // The sign-in asked once; whatever comes a second later does not count it.
    let asked = env.count("POST", ROLE).await;
    let began = env.practice.now();
    let mut questions = tokio::task::JoinSet::new();
    for _ in 0..30 {
        let roster = app.roster.clone();
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
    let log = env.log().await;
    let times: Vec<_> = log.iter().filter(|it| it.path == ROLE).collect();
    assert_eq!(times.len(), asked + 30, "none is left out");
    // Requests may be late, never early: the eleventh, the twenty-first and every one after them.
    for (second, expected) in [(1, 11), (2, 21)] {
        let until = began + jiff::SignedDuration::from_secs(second);
        let before = times[asked..].iter().filter(|it| it.at < until).count();
        assert!(before < expected, "{before} in the first {second} s");
    }
}
