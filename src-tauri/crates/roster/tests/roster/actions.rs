//! What a person does to many clients at once, and taking it back.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use roster::Listed;
use roster::client::{ClientDraft, ClientId, Lifecycle, QuickBooks};
use roster::database::Database;
use roster::view::{ActionKind, EventKind, Product, RosterEvent, State};
use rusqlite::Connection;

use crate::harness::{AppUnderTest, MARIA, SUES, TOM, TestEnv};

const MANY: usize = 2_000;

fn go_on(_: usize, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn listed(name: &str) -> Listed {
    Listed {
        name: name.to_owned(),
        number: None,
        email: None,
        books: Some(Product::Online),
        place: None,
        computer: None,
        source_id: None,
    }
}

/// Imports so many clients.
fn fill(app: &AppUnderTest, count: usize) -> Vec<ClientId> {
    let list = (0..count).map(|at| listed(&format!("Client {at:04}")));
    app.import(list.collect()).unwrap();
    let rows = app.rows().unwrap();
    rows.iter()
        .map(|row| ClientId::parse(&row.id).unwrap())
        .collect()
}

fn states(app: &AppUnderTest) -> HashSet<State> {
    app.rows().unwrap().iter().map(|row| row.state).collect()
}

/// How many rows each event had that came since the last call.
async fn rows_in_events(app: &AppUnderTest) -> Vec<usize> {
    let mut rows = Vec::new();
    app.each_event(|event| match event {
        RosterEvent::Rows { rows: changed } => rows.push(changed.len()),
        RosterEvent::Removed { ids } => rows.push(ids.len()),
        _ => {}
    })
    .await;
    rows
}

#[tokio::test]
async fn two_thousand_are_archived_in_under_a_second_and_put_back() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = fill(&app, MANY);
    app.forget_events().await;

    let begun = Instant::now();
    let done = app.archive_clients(&ids, false, go_on).await.unwrap();
    let took = begun.elapsed();
    assert_eq!((done.kind, done.clients), (ActionKind::Archived, 2_000));
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(states(&app), HashSet::from([State::Archived]));
    assert_eq!(rows_in_events(&app).await, [MANY], "one event for all");

    let begun = Instant::now();
    let undone = app.undo().unwrap().unwrap();
    let took = begun.elapsed();
    assert_eq!((undone.kind, undone.clients), (ActionKind::Archived, 2_000));
    assert_eq!((undone.kept, undone.archived), (0, 0));
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(states(&app), HashSet::from([State::Never]));
    assert_eq!(rows_in_events(&app).await, [MANY]);
}

/// A fault at the last of them leaves the first as it was.
#[tokio::test]
async fn archiving_many_is_one_transaction() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = fill(&app, 50);
    Connection::open(env.file())
        .unwrap()
        .execute_batch(&format!(
            "CREATE TRIGGER full BEFORE UPDATE ON clients WHEN OLD.id = '{}'
             BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
            ids[49]
        ))
        .unwrap();
    assert!(app.archive_clients(&ids, false, go_on).await.is_err());
    assert_eq!(states(&app), HashSet::from([State::Never]));
    assert_eq!(app.activity(None, 500).unwrap().len(), 1, "the import");
    assert_eq!(app.undo().unwrap().unwrap().kind, ActionKind::Imported);
}

#[tokio::test]
async fn stop_leaves_all_as_they_were() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = fill(&app, 50);
    let stop_at_forty = |done: usize, total: usize| {
        assert_eq!(total, 50);
        if done == 40 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let done = app
        .archive_clients(&ids, false, stop_at_forty)
        .await
        .unwrap();
    assert!(done.stopped);
    assert_eq!(done.clients, 0);
    assert_eq!(states(&app), HashSet::from([State::Never]));
}

#[tokio::test]
async fn one_action_is_one_line_of_the_activity() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = fill(&app, 300);
    app.archive_clients(&ids[..299], false, go_on)
        .await
        .unwrap();
    app.restore_clients(&ids[..3], go_on).unwrap();
    app.set_lifecycle(ids[299], Lifecycle::Paused).unwrap();

    let lines = app.activity(None, 100).unwrap();
    let said: Vec<_> = lines
        .iter()
        .map(|line| {
            let clients = line.group.as_ref().map_or(1, |group| group.clients);
            (line.event.event.clone(), clients)
        })
        .collect();
    assert_eq!(
        said,
        [
            (EventKind::Paused, 1),
            (EventKind::Restored, 3),
            (EventKind::Archived, 299),
            (EventKind::Added, 300),
        ]
    );
    // Page by page it is the same.
    let mut pages = Vec::new();
    let mut before = None;
    while let Some(line) = app.activity(before, 1).unwrap().pop() {
        before = Some(line.event.id);
        pages.push(line);
    }
    assert_eq!(pages, lines);

    let group = lines[1].group.as_ref().unwrap();
    let action = roster::event::ActionId::parse(&group.action).unwrap();
    let members = app.activity_of(action, lines[1].event.id).unwrap();
    let names: Vec<&str> = members.iter().map(|line| line.client.as_str()).collect();
    assert_eq!(names, ["Client 0000", "Client 0001", "Client 0002"]);
    assert!(members.iter().all(|line| line.group.is_none()));
    assert_eq!(
        app.timeline(ids[0]).unwrap().len(),
        3,
        "a client's own history has each line"
    );
}

#[tokio::test]
async fn only_what_is_in_another_state_is_changed_and_counted() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = fill(&app, 4);
    app.archive_clients(&ids[..1], false, go_on).await.unwrap();
    assert_eq!(app.pause_clients(&ids, go_on).unwrap().clients, 3);
    assert_eq!(app.state(ids[0]), State::Archived, "not on the list");
    assert_eq!(app.resume_clients(&ids, go_on).unwrap().clients, 3);
    let restored = app.restore_clients(&ids, go_on).unwrap();
    assert_eq!(restored.clients, 1);
    assert_eq!(restored.client.as_deref(), Some("Client 0000"));
    assert_eq!(states(&app), HashSet::from([State::Never]));
}

#[tokio::test]
async fn the_last_twenty_actions_are_undone_one_after_the_other() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Acme");
    for number in 1..=20 {
        app.edit_client(id, numbered("Acme", &number.to_string()))
            .unwrap();
    }
    for number in (1..20).rev() {
        assert_eq!(app.undo().unwrap().unwrap().kind, ActionKind::Edited);
        assert_eq!(app.row(id).number, Some(number.to_string()));
    }
    app.undo().unwrap();
    assert_eq!(app.row(id).number, None);
    assert_eq!(app.undo().unwrap().unwrap().kind, ActionKind::Added);
    assert!(app.rows().unwrap().is_empty());
    assert_eq!(app.undo().unwrap(), None);
}

fn numbered(name: &str, number: &str) -> ClientDraft {
    ClientDraft {
        number: Some(number.to_owned()),
        ..ClientDraft::new(name, QuickBooks::Online)
    }
}

#[tokio::test]
async fn each_kind_of_action_is_taken_back() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = fill(&app, 3);
    app.pause_clients(&ids[..1], go_on).unwrap();
    // A client that was paused is paused again.
    app.archive_clients(&ids, false, go_on).await.unwrap();
    app.restore_clients(&ids, go_on).unwrap();
    app.undo().unwrap();
    assert_eq!(states(&app), HashSet::from([State::Archived]));
    app.undo().unwrap();
    assert_eq!(app.state(ids[0]), State::Paused);
    assert_eq!(app.state(ids[1]), State::Never);
    app.resume_clients(&ids, go_on).unwrap();
    app.undo().unwrap();
    assert_eq!(app.state(ids[0]), State::Paused);
    app.undo().unwrap();
    assert_eq!(states(&app), HashSet::from([State::Never]));
    assert_eq!(app.undo().unwrap().unwrap().kind, ActionKind::Imported);
    assert!(app.rows().unwrap().is_empty());
    assert!(app.activity(None, 10).unwrap().is_empty());
}

/// *Undo import* keeps what happened since: it archives those clients and says so.
#[tokio::test]
async fn undoing_an_import_removes_what_it_added_and_nothing_happened_to() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let was_here = app.add_online("Was Here");
    let list = ["Was Here", "Sue's Bakery", "Acme", "Cedar"].map(|name| Listed {
        number: Some(name.len().to_string()),
        ..listed(name)
    });
    app.import(list.to_vec()).unwrap();
    let id = |name: &str| {
        let rows = app.rows().unwrap();
        let row = rows.iter().find(|row| row.name == name).unwrap();
        ClientId::parse(&row.id).unwrap()
    };
    let (sues, acme, cedar) = (id("Sue's Bakery"), id("Acme"), id("Cedar"));
    app.sign_in(&env, sues, MARIA, SUES).await;
    app.online().save_connection(sues).await.unwrap();
    app.set_lifecycle(acme, Lifecycle::Paused).unwrap();
    app.undo().unwrap();
    app.forget_events().await;

    let undone = app.undo().unwrap().unwrap();
    assert_eq!(undone.kind, ActionKind::Imported);
    // Put back: *Was Here*. Gone: Cedar, and Acme, whose pause was taken back.
    assert_eq!((undone.clients, undone.archived, undone.kept), (3, 1, 0));
    assert_eq!(app.row(was_here).number, None);
    assert!(app.client_row(cedar).is_err());
    assert_eq!(app.state(sues), State::Archived);
    assert!(app.client_row(acme).is_err());
    assert!(app.row(sues).company_tail.is_some(), "and still connected");
    let removed = app
        .until(|event| match event {
            RosterEvent::Removed { ids } => Some(ids.clone()),
            _ => None,
        })
        .await;
    assert_eq!(removed, [acme, cedar].map(|id| id.to_string()));
}

#[tokio::test]
async fn only_clients_that_were_never_connected_are_removed_and_come_back_whole() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let connected = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let mistake = app.add_online("Mistake");
    app.edit_client(mistake, numbered("A Mistake", "7"))
        .unwrap();
    let waiting = app.add_online("Signing in");
    app.begin(waiting).await;
    let before = (app.row(mistake), app.timeline(mistake).unwrap().len());

    let done = app.remove_clients(&[connected, mistake, waiting]).unwrap();
    assert_eq!(
        (done.clients, done.client.as_deref()),
        (1, Some("A Mistake"))
    );
    assert!(app.client_row(mistake).is_err());
    assert_eq!(app.state(connected), State::Connected);
    assert_eq!(app.state(waiting), State::Waiting);

    assert_eq!(app.undo().unwrap().unwrap().kind, ActionKind::Removed);
    let after = (app.row(mistake), app.timeline(mistake).unwrap().len());
    assert_eq!(after, before);
}

#[tokio::test]
async fn undoing_says_who_has_to_be_connected_again() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let connected = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let other = app.add_online("Acme");
    let done = app
        .archive_clients(&[connected, other], true, go_on)
        .await
        .unwrap();
    assert_eq!((done.clients, done.stopped), (2, false));
    let undone = app.undo().unwrap().unwrap();
    assert_eq!((undone.clients, undone.disconnected), (2, 1));
    assert_eq!(app.state(connected), State::Never);
}

/// Stopped while connections end: what is disconnected is archived, the rest is as it was.
#[tokio::test]
async fn stop_while_connections_end_leaves_the_rest_connected() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let first = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let second = app
        .connected(&env, "Wren & Daughters", TOM, crate::harness::WREN)
        .await;
    let stop_at_second = |done: usize, _: usize| {
        if done == 1 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let done = app
        .archive_clients(&[first, second], true, stop_at_second)
        .await
        .unwrap();
    assert_eq!((done.clients, done.stopped), (1, true));
    assert_eq!(app.state(first), State::Archived);
    assert_eq!(app.state(second), State::Connected);
}

/// An older version knows no actions: its lines are single ones, as they were.
#[tokio::test]
async fn a_line_without_an_action_stands_for_itself() {
    let env = TestEnv::new().await;
    {
        let app = env.app().await;
        fill(&app, 2);
    }
    Connection::open(env.file())
        .unwrap()
        .execute("UPDATE journal SET action = NULL", [])
        .unwrap();
    let app = env
        .app_over(Database::open(&env.file()).unwrap(), |_| {})
        .await;
    let lines = app.activity(None, 10).unwrap();
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| line.group.is_none()));
    assert_eq!(app.undo().unwrap(), None, "a firm that was opened anew");
}
