//! Which lines a computer writes into the firm's change log, and what it makes of those of the others.

use std::sync::Arc;

use roster::computer::ComputerId;
use roster::view::RosterEvent;
use roster::{Parting, Roster};
use std::time::Duration;

use crate::change_log::{
    Firm, KEY, computer, computer_over, connected_laptop, files, holder, lines, ring, share,
    share_under, share_with, tom,
};
use crate::harness::{MARIA, SUES, TOM, TestEnv, TestVault, WREN};

/// Not a key of the firm.
const OTHER: [u8; 32] = [0x77; 32];

#[tokio::test]
async fn a_row_that_a_line_changes_is_sent_to_the_window_also_where_only_the_name_fits() {
    let firm = Firm::new().await;
    let by_name = firm.front.add_online("Sue's Bakery").to_string();
    firm.tom_connects("Sue's Bakery", SUES).await;
    firm.front.forget_events().await;
    firm.front.change_log().sync_change_log().await;
    let rows = firm
        .front
        .until(|event| match event {
            RosterEvent::Rows { rows } => Some(rows.clone()),
            _ => None,
        })
        .await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].id, by_name);
    assert!(rows[0].elsewhere.is_some());
}

#[tokio::test]
async fn a_connection_that_works_is_confirmed_once_a_month_and_takes_no_room_at_the_others() {
    let env = TestEnv::new().await;
    let (folder, disk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = disk.path().join("front.sqlite");
    let back = computer(&env, "BACK-OFFICE").await;
    share(&back, folder.path());
    back.connected(&env, "Sue's Bakery", TOM, SUES).await;
    let vault: Arc<TestVault> = Arc::default();
    let front = computer_over(&env, ComputerId::random(), &file, &vault).await;
    share(&front, folder.path());
    let work = async |days: i64, look: &Roster| {
        for _ in 0..days / 10 {
            env.advance(10 * 24 * 3600).await;
            back.scheduler().check_all().await;
        }
        back.change_log().sync_change_log().await;
        look.change_log().sync_change_log().await;
        let written = files(folder.path());
        let told: usize = written.iter().map(|it| lines(it).len()).sum();
        let heard = rusqlite::Connection::open(&file).unwrap();
        let heard: usize = heard
            .query_row("SELECT count(*) FROM firm_log_heard", [], |row| row.get(0))
            .unwrap();
        (told, heard)
    };
    assert_eq!(work(0, &front).await, (1, 1));
    assert_eq!(work(20, &front).await, (1, 1), "too early");
    assert_eq!(work(20, &front).await, (2, 1));
    assert_eq!(work(40, &front).await, (3, 1));
}

#[tokio::test]
async fn a_disconnect_is_written_also_when_the_keychain_has_lost_the_grant() {
    let firm = Firm::new().await;
    let vault: Arc<TestVault> = Arc::default();
    let disk = tempfile::tempdir().unwrap();
    let app = computer_over(
        &firm.env,
        ComputerId::random(),
        &disk.path().join("x.sqlite"),
        &vault,
    )
    .await;
    share(&app, firm.folder.path());
    let id = app.connected(&firm.env, "Sue's", MARIA, SUES).await;
    app.change_log().sync_change_log().await;
    let theirs = firm.back.add_online("Sue's");
    firm.back.change_log().sync_change_log().await;
    assert!(holder(&firm.back, theirs).is_some());
    vault.take(&format!("company/{id}"));
    firm.env.advance(60).await;
    app.online().disconnect_client(id).await.unwrap();
    app.change_log().sync_change_log().await;
    firm.back.change_log().sync_change_log().await;
    assert!(holder(&firm.back, theirs).is_none());
}

/// The companies get other hashes here; the firm's other computers know them by the firm's key.
#[tokio::test]
async fn a_company_that_is_hashed_anew_is_not_written_again() {
    let env = TestEnv::new().await;
    let (folder, disk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = disk.path().join("front.sqlite");
    let vault: Arc<TestVault> = Arc::default();
    let this = ComputerId::random();
    let app = computer_over(&env, this, &file, &vault).await;
    share(&app, folder.path());
    app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    app.change_log().sync_change_log().await;
    drop(app);
    vault.take("realm-hash-key");

    let app = computer_over(&env, this, &file, &vault).await;
    share(&app, folder.path());
    let wren = app.add_online("Wren & Daughters");
    app.sign_in(&env, wren, MARIA, SUES).await;
    let other = app.sheet(wren).found().unwrap().other_client;
    assert_eq!(other.as_deref(), Some("Sue's Bakery"), "it was hashed anew");
    app.change_log().sync_change_log().await;
    let written = files(folder.path());
    assert_eq!(written.len(), 1);
    assert_eq!(lines(&written[0]).len(), 1);
}

/// Its newest key is ours, and it is another firm by its first one.
#[tokio::test]
async fn a_firm_whose_newest_key_is_ours_is_another_firm() {
    let env = TestEnv::new().await;
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let laptop = connected_laptop(&env, first.path()).await;
    share_with(&laptop, second.path(), &ring(&[OTHER, KEY]));
    laptop.change_log().sync_change_log().await;
    assert!(files(second.path()).is_empty(), "not a line");
}

/// Versions before the firm's id was kept beside the key's.
#[tokio::test]
async fn another_firms_key_after_an_older_version_learns_nothing_from_before() {
    let env = TestEnv::new().await;
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let disk = tempfile::tempdir().unwrap();
    let file = disk.path().join("laptop.sqlite");
    let (this, vault) = (ComputerId::random(), Arc::<TestVault>::default());
    let laptop = computer_over(&env, this, &file, &vault).await;
    share(&laptop, first.path());
    laptop.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    // The second one comes after every look that was begun before: none writes any more.
    laptop.change_log().sync_change_log().await;
    laptop.change_log().sync_change_log().await;
    drop(laptop);
    let database = rusqlite::Connection::open(&file).unwrap();
    let changed = database
        .execute(
            "UPDATE meta SET value = json_set(value, '$.firm', '') WHERE key = 'firm-log'",
            [],
        )
        .unwrap();
    assert_eq!(changed, 1);
    drop(database);

    let laptop = computer_over(&env, this, &file, &vault).await;
    share_under(&laptop, second.path(), OTHER);
    laptop.change_log().sync_change_log().await;
    assert!(files(second.path()).is_empty(), "not a line");
}

/// What a colleague hands over is still to be connected where somebody here connected it before, and not after.
#[tokio::test]
async fn what_was_handed_over_is_to_be_connected_until_it_was_connected_later_than_that() {
    let firm = Firm::new().await;
    let (front, back, env) = (&firm.front, &firm.back, &firm.env);
    let sues = front.connected(env, "Sue's Bakery", MARIA, SUES).await;
    front.change_log().sync_change_log().await;
    firm.tom_connects("Sue's Bakery", SUES).await;
    front.change_log().sync_change_log().await;
    env.advance(60).await;
    let parted = back
        .online()
        .part(Parting::HandOver, Duration::from_secs(60), |_, _| ());
    assert_eq!(parted.await.unwrap().handed_over, 1);
    front.change_log().sync_change_log().await;
    let to_connect = || {
        let computers = front.change_log().firm_computers().unwrap();
        assert_eq!(computers.len(), 1);
        computers[0].to_connect.clone()
    };
    assert_eq!(to_connect(), ["Sue's Bakery"]);
    env.advance(60).await;
    front.sign_in(env, sues, MARIA, SUES).await;
    front.change_log().sync_change_log().await;
    assert!(to_connect().is_empty());
}

#[tokio::test]
async fn a_wrong_company_names_the_colleague_who_has_it_however_old_their_connection_is() {
    let firm = Firm::new().await;
    let front = &firm.front;
    firm.tom_connects("Wren & Daughters", WREN).await;
    front.change_log().sync_change_log().await;
    firm.env.advance(60).await;
    let sues = front
        .connected(&firm.env, "Sue's Bakery", MARIA, SUES)
        .await;
    front.sign_in(&firm.env, sues, MARIA, WREN).await;
    let found = front.sheet(sues).found().unwrap();
    let elsewhere = found.elsewhere.map(|it| (it.person, it.computer));
    assert_eq!(elsewhere, tom());
}
