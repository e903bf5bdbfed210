//! What is shown before the keychain has answered.

use roster::client::QuickBooks;
use roster::database::Database;
use roster::preview_rows;
use roster::view::{Place, State};

use crate::harness::{MARIA, SUES, World, test_pc};

#[tokio::test]
async fn the_disk_alone_tells_what_the_open_roster_tells_and_asks_nobody() {
    let world = World::new().await;
    let seat = world.seat().await;
    let connected = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let waiting = seat.add_online("Wren & Daughters");
    seat.begin(waiting).await;
    let books = QuickBooks::Desktop {
        place: Place::OtherComputer,
        computer: Some("PC-3".to_owned()),
    };
    seat.add("Northwind Tools", None, books);
    let rows = seat.rows().unwrap();
    let at = world.practice.clock().now();
    drop(seat);

    world.vault.lock(true);
    let asked = world.log().await.len();
    let database = Database::open(&world.file()).unwrap();
    let known = preview_rows(&database, at, test_pc(), true).unwrap();
    assert_eq!(known, rows);
    let of = |id: roster::client::ClientId| {
        let row = known.iter().find(|row| row.id == id.to_string());
        row.unwrap().state
    };
    assert_eq!(of(connected), State::Connected);
    assert_eq!(of(waiting), State::Waiting);
    assert_eq!(world.log().await.len(), asked, "no service was asked");
}
