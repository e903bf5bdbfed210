//! Which computer wrote a line, and which client a line is about.

use crate::harness::{AppUnderTest, MARIA, SUES, TOM, TestEnv, TestVault};
use provisioning::{FirmKey, FirmKeys};
use roster::change_log::FirmFolder;
use roster::client::{ClientDraft, ClientId, QuickBooks};
use roster::computer::{ComputerId, WriterId};
use roster::view::{EventKind, Place, State};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::{
    Firm, KEY, add_numbered, computer, computer_over, files, holder, lines, name_of, share, tom,
};

#[tokio::test]
async fn two_computers_of_one_name_are_distinguished() {
    let env = TestEnv::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (
        computer(&env, "DESKTOP").await,
        computer(&env, "DESKTOP").await,
    );
    share(&one, folder.path());
    share(&two, folder.path());
    let id = one.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.advance(60).await;
    two.connected(&env, "Sue's Bakery", TOM, SUES).await;
    two.change_log().sync_change_log().await;
    one.change_log().sync_change_log().await;
    assert_eq!(holder(&one, id).unwrap().0, "Tom Becker");
    let computers: Vec<String> = one
        .timeline(id)
        .unwrap()
        .into_iter()
        .filter(|event| event.person.as_deref() == Some("Tom Becker"))
        .map(|event| event.computer)
        .collect();
    assert!(computers[0].starts_with("DESKTOP ("), "{computers:?}");
}

#[tokio::test]
async fn three_computers_of_one_name_are_three() {
    let env = TestEnv::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut apps = Vec::new();
    for _ in 0..3 {
        let app = computer(&env, "This computer").await;
        share(&app, folder.path());
        apps.push(app);
    }
    let [one, two, three] = &apps[..] else {
        panic!("three")
    };
    let id = one.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    one.change_log().sync_change_log().await;
    env.advance(60).await;
    two.connected(&env, "Sue's Bakery", TOM, SUES).await;
    two.change_log().sync_change_log().await;
    env.advance(60).await;
    // The first releases its dead grant; the second holds the company still.
    one.online().disconnect_client(id).await.unwrap();
    one.change_log().sync_change_log().await;
    three.change_log().sync_change_log().await;

    let theirs = three.add_online("Sue's Bakery");
    assert_eq!(holder(three, theirs).unwrap().0, "Tom Becker");
    let before = env.revokes().await;
    three.sign_in(&env, theirs, MARIA, SUES).await;
    three.online().reject_connection(theirs).await.unwrap();
    assert_eq!(env.revokes().await, before, "Tom's connection stays");
}

#[tokio::test]
async fn a_copy_of_a_computer_writes_a_file_of_its_own_and_reads_the_first() {
    let env = TestEnv::new().await;
    let folder = tempfile::tempdir().unwrap();
    let disk = tempfile::tempdir().unwrap();
    let (file, copy) = (disk.path().join("a.sqlite"), disk.path().join("b.sqlite"));
    let vault: Arc<TestVault> = Arc::default();
    let (first, second) = (ComputerId::random(), ComputerId::random());
    let app = computer_over(&env, first, &file, &vault).await;
    share(&app, folder.path());
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    app.change_log().sync_change_log().await;
    app.change_log().share_change_log(None);
    drop(app);
    let whole = rusqlite::Connection::open(&file).unwrap();
    whole
        .execute("VACUUM INTO ?1", [copy.to_str().unwrap()])
        .unwrap();
    drop(whole);

    // The image is played onto another machine.
    let clone = computer_over(&env, second, &copy, &vault).await;
    share(&clone, folder.path());
    clone.change_log().sync_change_log().await;
    let files = files(folder.path());
    assert_eq!(files.len(), 2, "a file of its own");
    assert!(files.iter().all(|file| lines(file).len() == 1));
    assert_eq!(clone.state(id), State::Connected);
    assert_eq!(holder(&clone, id), None, "it is its own connection");
    let connects = |app: &AppUnderTest| {
        let timeline = app.timeline(id).unwrap();
        let connects = timeline
            .into_iter()
            .filter(|it| it.event == EventKind::Connected);
        connects.map(|it| it.computer).collect::<Vec<_>>()
    };
    assert_eq!(
        connects(&clone).len(),
        1,
        "no line of the history stands twice"
    );

    // The first goes on, and the copy learns of it.
    env.advance(60).await;
    let app = computer_over(&env, first, &file, &vault).await;
    share(&app, folder.path());
    app.sign_in(&env, id, TOM, SUES).await;
    app.online().save_connection(id).await.unwrap();
    app.change_log().sync_change_log().await;
    clone.change_log().sync_change_log().await;
    assert_eq!(
        holder(&clone, id),
        Some((
            "Tom Becker".to_owned(),
            WriterId::from(first).beside("FRONT-DESK")
        ))
    );
    let names = connects(&clone);
    assert_eq!(
        names,
        [first, second].map(|id| WriterId::from(id).beside("FRONT-DESK"))
    );
}

#[tokio::test]
async fn lines_from_before_ids_are_read_and_known_by_their_file() {
    // The folder of `tests/fixtures/profile-0.1.0`.
    let kept =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/profile-0.1.0/share");
    let folder = tempfile::tempdir().unwrap();
    for file in files(&kept) {
        fs::copy(&file, folder.path().join(name_of(&file))).unwrap();
    }
    let env = TestEnv::new().await;
    let app = computer(&env, "LAPTOP").await;
    let wren = app.add_online("Wren & Daughters");
    let sue = add_numbered(&app, "Sue's", "1042");
    share(&app, folder.path());
    app.change_log().sync_change_log().await;
    assert_eq!(holder(&app, wren), tom());
    assert_eq!(holder(&app, sue).unwrap().1, "FRONT-DESK");
    let computers = app.change_log().firm_computers().unwrap();
    let ids: Vec<&str> = computers.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["b98561c1", "aaa34406"]);
}

#[tokio::test]
async fn a_line_names_the_computer_and_its_key() {
    let env = TestEnv::new().await;
    let folder = tempfile::tempdir().unwrap();
    let one = computer(&env, "FRONT-DESK").await;
    one.change_log().share_change_log(Some(FirmFolder {
        folder: folder.path().to_owned(),
        keys: FirmKeys::first(FirmKey::new(KEY)),
        fingerprint: Some("made-up-fingerprint".to_owned()),
    }));
    one.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    one.change_log().sync_change_log().await;
    let two = computer(&env, "front-desk").await;
    share(&two, folder.path());
    two.change_log().sync_change_log().await;
    let heard = two.change_log().firm_computers().unwrap();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].fingerprint.as_deref(), Some("made-up-fingerprint"));
    assert!(ComputerId::parse(&heard[0].id).is_some());
    assert!(
        heard[0].name.starts_with("FRONT-DESK ("),
        "{}",
        heard[0].name
    );
}

/// A client of QuickBooks Desktop with a number, as it is typed in.
fn add_desktop_numbered(app: &AppUnderTest, name: &str, number: &str) -> ClientId {
    let row = app
        .add_client(ClientDraft {
            number: Some(number.to_owned()),
            ..ClientDraft::new(
                name,
                QuickBooks::Desktop {
                    place: Place::OtherComputer,
                    computer: None,
                },
            )
        })
        .unwrap();
    ClientId::parse(&row.id).unwrap()
}

/// A client moves from QuickBooks Online to Desktop at the front desk; the back office knows it by its number alone,
/// under another name.
#[tokio::test]
async fn a_client_that_the_log_knows_has_one_id_and_one_end_user_on_every_computer() {
    let firm = Firm::new().await;
    let (front, back, env) = (&firm.front, &firm.back, &firm.env);
    let here = add_numbered(front, "Sue's Bakery", "1042");
    front.sign_in(env, here, MARIA, SUES).await;
    front.online().save_connection(here).await.unwrap();
    front.change_log().sync_change_log().await;
    back.change_log().sync_change_log().await;

    let unnumbered = back.add_desktop("Sue's Bakery");
    for other in [
        unnumbered,
        add_desktop_numbered(back, "Sue's Bakery", "1043"),
    ] {
        assert_ne!(back.row(other).source_id, front.row(here).source_id);
    }
    let there = add_desktop_numbered(back, "SB Holdings", "1042");
    assert_eq!(back.row(there).source_id, front.row(here).source_id);
    front.online().disconnect_client(here).await.unwrap();
    front
        .edit_client(
            here,
            ClientDraft {
                number: Some("1042".to_owned()),
                ..ClientDraft::new(
                    "Sue's Bakery",
                    QuickBooks::Desktop {
                        place: Place::OtherComputer,
                        computer: None,
                    },
                )
            },
        )
        .unwrap();
    front.desktop().create_end_user(here).await.unwrap();
    back.desktop().create_end_user(there).await.unwrap();
    assert_eq!(env.count("POST", "/v1/end-users").await, 1, "never twice");
    assert_eq!(back.row(there).end_user_id, front.row(here).end_user_id);
}

#[tokio::test]
async fn two_computers_that_knew_a_company_before_the_log_come_to_one_id() {
    let firm = Firm::new().await;
    let (front, back, env) = (&firm.front, &firm.back, &firm.env);
    let here = front.connected(env, "Sue's Bakery", MARIA, SUES).await;
    env.advance(60).await;
    let there = back.connected(env, "Sue's", TOM, SUES).await;
    assert_ne!(front.row(here).source_id, back.row(there).source_id);
    for _ in 0..2 {
        front.change_log().sync_change_log().await;
        back.change_log().sync_change_log().await;
    }
    assert_eq!(front.row(here).source_id, back.row(there).source_id);

    // A name alone is a person's to confirm, and an id has one client.
    let other = front.add_desktop("sue's");
    assert_ne!(front.row(other).source_id, back.row(there).source_id);
    let twin = add_numbered(back, "Sue's Bakery", "7");
    assert_ne!(back.row(twin).source_id, back.row(there).source_id);
}

/// What a colleague's computer changed since stays: undoing an edit puts back what was typed, and not the firm's id that
/// the client has got from the change log in the meantime; a client that a colleague works with is not removed.
#[tokio::test]
async fn undo_leaves_what_a_colleague_changed_since() {
    let firm = Firm::new().await;
    let theirs = add_numbered(&firm.back, "Sue's Bakery", "7");
    firm.back.sign_in(&firm.env, theirs, TOM, SUES).await;
    firm.back.online().save_connection(theirs).await.unwrap();
    let edited = firm.front.add_online("Sue's Bakery");
    firm.front
        .edit_client(
            edited,
            ClientDraft {
                number: Some("7".to_owned()),
                ..ClientDraft::new("Sue's Bakery & Sons", QuickBooks::Online)
            },
        )
        .unwrap();

    firm.back.change_log().sync_change_log().await;
    firm.front.change_log().sync_change_log().await;
    let shared = firm.back.row(theirs).source_id;
    assert_eq!(firm.front.row(edited).source_id, shared);

    let undone = firm.front.undo().unwrap().unwrap();
    assert_eq!((undone.clients, undone.kept), (1, 0));
    let row = firm.front.row(edited);
    assert_eq!((row.name.as_str(), row.number), ("Sue's Bakery", None));
    assert_eq!(row.source_id, shared, "the newer change stays");

    // The next step back would remove the client, which is the firm's now.
    let undone = firm.front.undo().unwrap().unwrap();
    assert_eq!((undone.clients, undone.archived), (0, 1));
    assert_eq!(firm.front.state(edited), State::Archived);
}
