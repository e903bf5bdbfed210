//! Readings that go on or end early: whole, nothing missing, nothing twice.

use std::sync::Arc;

use conductor::Filters;
use roster::RosterError;
use roster::view::{BooksEvent, State};
use serde_json::json;
use tokio::sync::mpsc::unbounded_channel;

use super::{ALL, CUSTOMERS, Ended, Heard, ask, connected, lines, read, unheard};
use crate::harness::TestEnv;

#[tokio::test]
async fn an_answer_that_is_lost_keeps_what_came_and_its_page_is_asked_for_once() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 400).await;
    env.fault(json!({ "path": CUSTOMERS, "skip": 1, "kind": "drop" }))
        .await;
    let mut heard = read(&app, id, "customers", Filters::new(), ALL);
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete("notAnswering".to_owned())
    );
    assert_eq!(heard.fetched, 150, "the first page");
    assert_eq!(env.count("GET", CUSTOMERS).await, 2, "each page once");
    heard.more(&app, ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    let mut whole = read(&app, id, "customers", Filters::new(), ALL);
    assert_eq!(whole.ended().await, Ended::Complete);
    assert_eq!(heard.once(), whole.once());
    let complete: Vec<_> = lines(&app, id)
        .iter()
        .map(|it| (it.rows, it.complete))
        .collect();
    let all = u32::try_from(whole.ids.len()).unwrap();
    assert_eq!(complete, [(150, false), (all - 150, true), (all, true)]);
}

#[tokio::test]
async fn names_go_on_after_any_pause_with_none_missing_and_none_twice() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 1001).await;
    let mut whole = read(&app, id, "customers", Filters::new(), ALL);
    assert_eq!(whole.ended().await, Ended::Complete);
    assert!(whole.once().len() >= 1001);

    let mut heard = read(&app, id, "customers", Filters::new(), 300);
    let mut most = 300;
    loop {
        match heard.ended().await {
            Ended::Complete => break,
            Ended::Capped => assert!(heard.fetched >= most && heard.fetched < most + 150),
            other @ Ended::Incomplete(_) => panic!("{other:?}"),
        }
        // The cursor is gone by now.
        env.advance(11).await;
        most += 300;
        heard.more(&app, most);
    }
    assert_eq!(heard.once(), whole.once());
}

#[tokio::test]
async fn months_that_reached_the_cap_go_on_with_none_missing_and_none_twice() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 2000, 0).await;
    let year = || {
        Filters::new()
            .with("transactionDateFrom", "2025-12-01")
            .with("transactionDateTo", "2026-11-30")
    };
    let mut whole = read(&app, id, "transactions", year(), ALL);
    assert_eq!(whole.ended().await, Ended::Complete);
    let mut heard = read(&app, id, "transactions", year(), 500);
    assert_eq!(heard.ended().await, Ended::Capped);
    assert!(heard.fetched >= 500);
    env.advance(11).await;
    heard.more(&app, ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    assert_eq!(heard.fetched, whole.fetched);
}

#[tokio::test]
async fn what_is_not_gone_on_with_for_fifteen_minutes_is_forgotten() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 400).await;
    let mut heard = read(&app, id, "customers", Filters::new(), 150);
    assert_eq!(heard.ended().await, Ended::Capped);
    env.advance(15 * 60 - 30).await;
    heard.more(&app, 300);
    assert_eq!(heard.ended().await, Ended::Capped, "it is used again");
    let asked = env.count("GET", CUSTOMERS).await;
    env.advance(15 * 60).await;
    let forgotten = app.books().books_more(heard.number, ALL, unheard());
    assert!(matches!(forgotten, Err(RosterError::NothingPending)));
    assert_eq!(env.count("GET", CUSTOMERS).await, asked);
}

#[tokio::test]
async fn an_end_user_that_is_deleted_in_the_middle_is_gone_and_no_record_is() {
    for way in ["a page", "a record", "a report"] {
        let env = TestEnv::new().await;
        let app = env.app().await;
        let id = connected(&env, &app, "Acme Plumbing").await;
        env.larger_books("Acme Plumbing", 0, 400).await;
        let end_user = app.row(id).end_user_id.unwrap();
        let failed = if way == "a page" {
            // The work is done before it is late.
            env.fault(json!({ "path": CUSTOMERS, "kind": "delay", "delayMs": 1_500 }))
                .await;
            let mut heard = read(&app, id, "customers", Filters::new(), ALL);
            env.until_faults_are_spent().await;
            env.delete_end_user(&end_user).await;
            let ended = heard.ended().await;
            assert_eq!(heard.fetched, 150, "what came is kept");
            let forgotten = app.books().books_more(heard.number, ALL, unheard());
            assert!(matches!(forgotten, Err(RosterError::NotConnected)));
            ended
        } else {
            env.delete_end_user(&end_user).await;
            let (asking, _events) = ask(&app, id, way == "a report");
            Ended::Incomplete(asking.await.unwrap().unwrap_err().view().code())
        };
        assert_eq!(
            failed,
            Ended::Incomplete("notConnected".to_owned()),
            "{way}"
        );
        assert_eq!(app.row(id).end_user_id, None, "{way}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_that_is_over_keeps_what_came_and_says_nothing_about_the_client() {
    let env = Arc::new(TestEnv::new().await);
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 400).await;
    let (sender, events) = unbounded_channel();
    let late = Arc::clone(&env);
    // The listener of the first page blocks the reading for longer than its cursor lives.
    let listener = Arc::new(move |event| {
        if matches!(event, BooksEvent::Page { .. }) {
            let runtime = tokio::runtime::Handle::current();
            tokio::task::block_in_place(|| runtime.block_on(late.advance(11)));
        }
        drop(sender.send(event));
    });
    let number = app
        .books()
        .books_list(id, "customers", Filters::new(), ALL, listener)
        .unwrap();
    let mut heard = Heard {
        number,
        events,
        waits: Vec::new(),
        ids: Vec::new(),
        fetched: 0,
    };
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete("answered".to_owned())
    );
    assert_eq!(heard.fetched, 150);
    assert_eq!(env.count("GET", CUSTOMERS).await, 2, "each page once");
    assert_eq!(app.state(id), State::Connected);
    heard.more(&app, ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    heard.once();
}
