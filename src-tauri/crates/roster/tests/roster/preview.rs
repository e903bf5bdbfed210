//! What is shown before the keychain has answered.

use roster::client::QuickBooks;
use roster::database::Database;
use roster::preview_rows;
use roster::view::{Place, State};

use crate::harness::{MARIA, SUES, TestEnv, test_pc};

#[tokio::test]
async fn the_disk_alone_tells_what_the_open_roster_tells_and_asks_nobody() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let connected = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let waiting = app.add_online("Wren & Daughters");
    app.begin(waiting).await;
    let books = QuickBooks::Desktop {
        place: Place::OtherComputer,
        computer: Some("PC-3".to_owned()),
    };
    app.add("Northwind Tools", None, books);
    let rows = app.rows().unwrap();
    let at = env.practice.clock().now();
    drop(app);

    env.vault.lock(true);
    let asked = env.log().await.len();
    let database = Database::open(&env.file()).unwrap();
    let known = preview_rows(&database, at, test_pc(), true).unwrap();
    assert_eq!(known, rows);
    let of = |id: roster::client::ClientId| {
        let row = known.iter().find(|row| row.id == id.to_string());
        row.unwrap().state
    };
    assert_eq!(of(connected), State::Connected);
    assert_eq!(of(waiting), State::Waiting);
    assert_eq!(env.log().await.len(), asked, "no service was asked");
}
