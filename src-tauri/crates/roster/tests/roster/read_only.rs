//! A roster that can be looked at and not changed: of a newer version, or standing in for a damaged one.

use roster::RosterError;
use roster::client::{ClientDraft, ClientId, Lifecycle, QuickBooks};
use roster::database::{Database, ReadOnly};
use roster::event::Event;
use roster::event::JournalEntry;
use roster::view::{LinkDelivery, StorageProblem};
use roster::{Listed, Roster};
use rusqlite::Connection;

use crate::harness::{CEDAR, MARIA, SUES, TestEnv};

/// What every function that changes something answers.
async fn tried(roster: &Roster, id: ClientId) -> Vec<(&'static str, Option<RosterError>)> {
    let draft = || ClientDraft::new("Calder Plumbing", QuickBooks::Online);
    let entry = JournalEntry {
        client: id,
        at: jiff::Timestamp::UNIX_EPOCH,
        event: Event::Added,
        person: None,
        computer: "X".to_owned(),
        computer_id: None,
    };
    let listed = Listed {
        name: "Calder Plumbing".to_owned(),
        number: None,
        email: None,
        books: None,
        place: None,
        computer: None,
        source_id: None,
    };
    vec![
        ("add", roster.add_client(draft()).err()),
        ("edit", roster.edit_client(id, draft()).err()),
        (
            "archive",
            roster.set_lifecycle(id, Lifecycle::Archived).err(),
        ),
        ("import a line", roster.import_entry(&entry).err()),
        ("import", roster.import(vec![listed]).err()),
        ("remove", roster.remove_clients(&[id]).err()),
        ("undo", roster.undo().err()),
        ("connect", roster.online().connect_online(id).await.err()),
        (
            "connect Desktop",
            roster
                .desktop()
                .connect_desktop(id, 30, LinkDelivery::Copied)
                .await
                .err(),
        ),
        ("create", roster.desktop().create_end_user(id).await.err()),
        (
            "delete",
            roster.desktop().delete_end_user(id, "x").await.err(),
        ),
        (
            "disconnect",
            roster.online().disconnect_client(id).await.err(),
        ),
        ("dismiss", roster.online().dismiss_left(id).err()),
        ("check", roster.scheduler().check_client(id).await.err()),
        ("role", roster.online().query_user_role(id).await.err()),
        ("save", roster.online().save_connection(id).await.err()),
        (
            "save as new",
            roster
                .online()
                .save_as_new_client(id, "New".to_owned())
                .await
                .err(),
        ),
        ("reject", roster.online().reject_connection(id).await.err()),
        ("cancel", roster.cancel_connect(id).await.err()),
        (
            "company id",
            roster
                .online()
                .provide_company_id(id, "9341452000000396")
                .await
                .err(),
        ),
        ("code", roster.online().answer_pasted(id, "x").await.err()),
        (
            "hand over",
            roster.deliver_link(id, LinkDelivery::Copied).await.err(),
        ),
        (
            "note",
            roster
                .desktop()
                .note_delivery(id, LinkDelivery::Copied)
                .err(),
        ),
    ]
}

#[tokio::test]
async fn in_a_newer_roster_nothing_is_written_kept_or_asked() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let _desktop = app.add_desktop("Cedar Dental");
    // An open sign-in, too: a roster that may be changed takes it up.
    let open = app.add_online("Juniper Florist");
    let page = app.begin(open).await;
    drop(app);
    let connection = Connection::open(env.file()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    connection
        .pragma_update_and_check(None, "wal_checkpoint", "truncate", |_| Ok(()))
        .unwrap();
    drop(connection);
    let before = env.everything();
    let (file, renewed) = (std::fs::read(env.file()).unwrap(), env.refreshes().await);

    let newer = Database::open_newer(&env.file()).unwrap();
    let app = env.app_over(newer, |_| {}).await;
    assert_eq!(app.read_only(), Some(ReadOnly::Newer { found: 99 }));
    assert_eq!(app.rows().unwrap().len(), 3);
    for id in [id, open] {
        for (what, answer) in tried(&app, id).await {
            let answer = answer.unwrap_or_else(|| panic!("{what} was done")).view();
            let problem = StorageProblem::RosterNewer { format: 99 };
            assert_eq!(answer.problem, problem.into(), "{what}");
        }
        app.online().renew_now(id).await;
        assert!(app.online().open_company(id).await.is_err());
    }
    app.scheduler().check_all().await;
    app.scheduler().keep_checking().await;
    let back = env.approve(page, MARIA, CEDAR).await;
    // The hand-off is not redeemed: the sign-in stays for the version that can save it.
    let _ = app.online().arrive(back.as_str()).await;
    drop(app);
    assert_eq!(env.refreshes().await, renewed);
    assert_eq!(env.revokes().await, 0);
    assert_eq!(env.everything(), before);
    assert_eq!(std::fs::read(env.file()).unwrap(), file);
}

#[tokio::test]
async fn in_place_of_a_damaged_roster_nobody_can_connect() {
    let env = TestEnv::new().await;
    let empty = Database::placeholder(ReadOnly::Damaged).unwrap();
    let app = env.app_over(empty, |_| {}).await;
    assert!(app.rows().unwrap().is_empty());
    for (what, answer) in tried(&app, ClientId::random()).await {
        let answer = answer.unwrap_or_else(|| panic!("{what} was done")).view();
        let problem = StorageProblem::RosterDamaged;
        assert_eq!(answer.problem, problem.into(), "{what}");
    }
    assert!(env.vault.entries().is_empty() && app.shell.opened().is_empty());
}
