//! One question at a time for each computer, and its end.

use std::sync::Arc;
use std::time::Duration;

use conductor::{Conductor, Filters, SecretKey};
use roster::RosterError;
use roster::view::{BooksEvent, BooksWait, ComputerBusy, State};
use serde_json::json;

use super::{
    ALL, CHECK, CUSTOMERS, Ended, INVOICES, REPORTS, ask, connected, hanging_check, lines, october,
    read, unheard,
};
use crate::harness::TestEnv;

#[tokio::test]
async fn readings_and_checks_of_one_computer_wait_for_each_other_and_say_for_whom() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let acme = connected(&env, &app, "Acme Plumbing").await;
    let umbra = connected(&env, &app, "Umbra Lighting").await;
    let check = hanging_check(&env, &app, acme).await;
    let mut heard = read(&app, umbra, "invoices", october(), ALL);
    assert!(matches!(heard.next().await, Some(BooksEvent::Waiting(_))));
    let of = |client: &str, what| (client.to_owned(), Some("FRONT-DESK".to_owned()), what);
    assert_eq!(heard.waits, [of("Acme Plumbing", BooksWait::Check)]);
    assert_eq!(env.count("GET", INVOICES).await, 0, "not asked yet");
    assert_eq!(lines(&app, umbra), [], "and so nothing was read");
    app.scheduler().stop_waiting(acme);
    assert!(check.await.unwrap().is_err());
    assert_eq!(heard.ended().await, Ended::Complete);

    env.fault(json!({ "path": INVOICES, "kind": "delay", "delayMs": 60_000 }))
        .await;
    let slow = read(&app, acme, "invoices", october(), ALL);
    env.until_faults_are_spent().await;
    let mut second = read(&app, umbra, "customers", Filters::new(), ALL);
    assert!(matches!(second.next().await, Some(BooksEvent::Waiting(_))));
    assert_eq!(second.waits, [of("Acme Plumbing", BooksWait::Books)]);
    let checks = env.count("GET", CHECK).await;
    let roster = app.roster.clone();
    let check = tokio::spawn(async move { roster.scheduler().check_client(umbra).await });
    let row = app.until_state(umbra, State::Checking).await;
    let row = if row.waits_for.is_some() {
        row
    } else {
        app.until_state(umbra, State::Checking).await
    };
    let busy = ComputerBusy {
        r#for: "Acme Plumbing".to_owned(),
        computer: Some("FRONT-DESK".to_owned()),
        what: BooksWait::Books,
    };
    assert_eq!(
        row.waits_for,
        Some(busy),
        "the check says what it waits for"
    );
    assert_eq!(env.count("GET", CHECK).await, checks, "the check waits too");
    app.books().books_stop(slow.number);
    assert_eq!(second.ended().await, Ended::Complete);
    let row = check.await.unwrap().unwrap();
    assert_eq!((row.state, row.waits_for), (State::Connected, None));
}

#[tokio::test]
async fn a_record_and_a_report_wait_for_their_turn_say_for_whom_and_can_be_stopped() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let acme = connected(&env, &app, "Acme Plumbing").await;
    let umbra = connected(&env, &app, "Umbra Lighting").await;
    for is_report in [false, true] {
        env.fault(json!({ "path": INVOICES, "kind": "delay", "delayMs": 60_000 }))
            .await;
        let slow = read(&app, acme, "invoices", october(), ALL);
        env.until_faults_are_spent().await;
        let asked = env.log().await.len();
        let (asking, mut events) = ask(&app, umbra, is_report);
        let Some(BooksEvent::Begun { reading }) = events.recv().await else {
            panic!("it has a number");
        };
        let Some(BooksEvent::Waiting(busy)) = events.recv().await else {
            panic!("it says what it waits for");
        };
        assert_eq!(
            (busy.r#for.as_str(), busy.what),
            ("Acme Plumbing", BooksWait::Books)
        );
        app.books().books_stop(reading);
        let stopped = asking.await.unwrap();
        assert!(
            matches!(stopped, Err(RosterError::Cancelled)),
            "{stopped:?}"
        );
        assert_eq!(env.log().await.len(), asked, "nothing was sent");
        assert_eq!(lines(&app, umbra), [], "and so nothing was read");
        app.books().books_stop(slow.number);
    }
}

/// However a reading ends, the next question of its computer is asked at once.
#[tokio::test]
async fn the_computer_is_free_as_soon_as_a_reading_is_stopped_closed_late_or_given_up() {
    let env = TestEnv::new().await;
    let app = env
        .app_with(|parts| {
            let endpoints = &env.practice.endpoints().conductor;
            let impatient = Conductor::builder(SecretKey::new(&endpoints.secret_key))
                .base_url(endpoints.base_url.parse().unwrap())
                .timeout(Duration::from_secs(4))
                .retry(conductor::RetryPolicy::none())
                .build();
            let side = parts.conductor.as_mut().unwrap();
            side.api = impatient.unwrap();
        })
        .await;
    let acme = connected(&env, &app, "Acme Plumbing").await;
    let umbra = connected(&env, &app, "Umbra Lighting").await;
    // The books are made when they are first asked for, which takes a while.
    let mut first = read(&app, umbra, "classes", Filters::new(), ALL);
    assert_eq!(first.ended().await, Ended::Complete);
    let hang = async |path: &str| {
        let fault = json!({ "path": path, "kind": "delay", "delayMs": 600_000 });
        env.fault(fault).await;
    };
    let is_free = async |why: &str| {
        let mut next = read(&app, umbra, "classes", Filters::new(), ALL);
        let ended = tokio::time::timeout(Duration::from_secs(3), next.ended());
        assert_eq!(ended.await.expect(why), Ended::Complete, "{why}");
    };
    for why in ["stopped", "closed", "the page is gone", "late"] {
        hang(INVOICES).await;
        let mut slow = read(&app, acme, "invoices", october(), ALL);
        env.until_faults_are_spent().await;
        match why {
            "stopped" => app.books().books_stop(slow.number),
            "closed" => app.books().books_close(acme),
            "the page is gone" => app.books().books_close_all(),
            _ => {
                let unreachable = Ended::Incomplete("notAnswering".to_owned());
                assert_eq!(slow.ended().await, unreachable);
            }
        }
        is_free(why).await;
    }
    for is_report in [false, true] {
        for why in ["stopped", "closed", "given up"] {
            hang(if is_report { REPORTS } else { CUSTOMERS }).await;
            let (asking, mut events) = ask(&app, acme, is_report);
            let Some(BooksEvent::Begun { reading }) = events.recv().await else {
                panic!("it has a number");
            };
            env.until_faults_are_spent().await;
            match why {
                "stopped" => app.books().books_stop(reading),
                "closed" => app.books().books_close(acme),
                _ => asking.abort(),
            }
            is_free(why).await;
        }
    }
    let check = hanging_check(&env, &app, acme).await;
    app.scheduler().stop_waiting(acme);
    is_free("a check is stopped").await;
    assert!(check.await.unwrap().is_err());
}

/// Two windows on one client: each has its rows, and its computer is asked one thing at a time.
#[tokio::test]
async fn two_readings_of_one_client_take_turns_and_each_is_whole() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 400).await;
    let mut one = read(&app, id, "customers", Filters::new(), ALL);
    let mut other = read(&app, id, "customers", Filters::new(), ALL);
    let (asking, _events) = ask(&app, id, true);
    assert_eq!(one.ended().await, Ended::Complete);
    assert_eq!(other.ended().await, Ended::Complete);
    asking.await.unwrap().unwrap();
    assert_eq!(one.once(), other.once());
    assert_eq!(env.most_at_once().await, 1);
}

#[tokio::test]
async fn stop_works_at_once_and_nothing_comes_after_close() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 400).await;
    let hang = json!({ "path": CUSTOMERS, "skip": 1, "kind": "delay", "delayMs": 600_000 });
    env.fault(hang.clone()).await;
    let mut heard = read(&app, id, "customers", Filters::new(), ALL);
    env.until_faults_are_spent().await;
    app.books().books_stop(heard.number);
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete("cancelled".to_owned())
    );
    assert_eq!(heard.fetched, 150);
    assert_eq!(app.state(id), State::Connected, "nothing is wrong");
    heard.more(&app, ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    heard.once();

    env.fault(hang).await;
    let mut closed = read(&app, id, "customers", Filters::new(), ALL);
    env.until_faults_are_spent().await;
    app.books().books_close(id);
    while let Some(event) = closed.next().await {
        assert!(matches!(event, BooksEvent::Page { .. }), "{event:?}");
    }
    let never = Arc::new(|_| panic!("nothing is told"));
    let forgotten = app.books().books_more(closed.number, ALL, never);
    assert!(matches!(forgotten, Err(RosterError::NothingPending)));
}

#[tokio::test]
async fn when_the_firm_closes_each_reading_says_so_and_none_begins() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 400).await;
    env.fault(json!({ "path": CUSTOMERS, "skip": 1, "kind": "delay", "delayMs": 600_000 }))
        .await;
    let mut heard = read(&app, id, "customers", Filters::new(), ALL);
    env.until_faults_are_spent().await;
    // It waits for the list, which has the computer.
    let (asking, _events) = ask(&app, id, true);
    app.books().books_end();
    let nothing_pending = Ended::Incomplete("firmClosed".to_owned());
    assert_eq!(heard.ended().await, nothing_pending);
    assert_eq!(heard.fetched, 150, "what came is kept");
    let report = asking.await.unwrap();
    assert!(matches!(report, Err(RosterError::FirmClosed)), "{report:?}");
    let asked = env.count("GET", CUSTOMERS).await;
    let again = app
        .books()
        .books_list(id, "customers", Filters::new(), ALL, unheard());
    assert!(matches!(again, Err(RosterError::FirmClosed)), "{again:?}");
    let more = app.books().books_more(heard.number, ALL, unheard());
    assert!(matches!(more, Err(RosterError::NothingPending)), "{more:?}");
    let record = app
        .books()
        .books_record(id, "customers", &heard.ids[0], unheard())
        .await;
    assert!(matches!(record, Err(RosterError::FirmClosed)), "{record:?}");
    assert_eq!(env.count("GET", CUSTOMERS).await, asked);
}
