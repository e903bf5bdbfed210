//! Vault and database while a sign-in is saved: nothing that Intuit gave is lost.

use roster::RosterError;
use roster::vault::MemoryVault;
use roster::view::{AttemptStage, Ending, ProblemCode, State};
use std::sync::Arc;

use crate::harness::{MARIA, SUES, WREN, World};

#[tokio::test]
async fn a_locked_vault_at_save_keeps_the_question_open() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    seat.sign_in(&world, id, MARIA, WREN).await;
    world.vault.lock(true);
    for _ in 0..2 {
        let locked = seat.online().save_connection(id).await.unwrap_err();
        assert!(matches!(locked, RosterError::Vault(_)), "{locked}");
        assert_eq!(locked.view().code, ProblemCode::Keychain);
        assert_eq!(seat.stage(id), AttemptStage::Confirm);
        assert_eq!(seat.row(id).connected_as, None);
    }
    world.vault.lock(false);
    assert_eq!(
        seat.online().save_connection(id).await.unwrap().state,
        State::Connected
    );
    seat.online().renew_now(id).await;
    assert_eq!(
        seat.online().query_user_role(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_reconnect_that_cannot_be_kept_waits_to_be_saved_by_hand() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, SUES).await;
    world.vault.refuse_writes(true);
    seat.online().arrive(link.as_str()).await.unwrap();
    let sheet = seat.sheet(id);
    assert_eq!(sheet.stage, AttemptStage::Confirm);
    assert_eq!(sheet.error.unwrap().code, ProblemCode::Keychain);
    world.vault.refuse_writes(false);
    seat.online().save_connection(id).await.unwrap();
    drop(seat);
    let seat = world.seat().await;
    assert_eq!(
        seat.online().query_user_role(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_locked_vault_at_the_link_spends_nothing_at_intuit() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    drop(seat);
    let seat = world.seat().await;
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, SUES).await;
    let tokens = world.count("POST", "/relay/token").await;
    world.vault.lock(true);
    seat.online().arrive(link.as_str()).await.unwrap();
    let sheet = seat.sheet(id);
    assert_eq!(sheet.ending, Some(Ending::Failed));
    assert_eq!(sheet.error.unwrap().code, ProblemCode::Keychain);
    assert_eq!(world.count("POST", "/relay/token").await, tokens);
    world.vault.lock(false);
    assert_eq!(
        seat.online().query_user_role(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_restart_keeps_the_connection_and_needs_no_browser() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let before = seat.row(id);
    drop(seat);
    let seat = world.seat().await;
    assert_eq!(seat.row(id), before);
    let row = seat.scheduler().check_client(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    assert!(row.last_ok_at > before.last_ok_at);
    assert_eq!(world.refreshes().await, 1);
    assert!(seat.shell.opened().is_empty());
}

#[tokio::test]
async fn a_vault_that_lost_everything_asks_for_a_sign_in_and_takes_it() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    drop(seat);
    let seat = world
        .seat_with(|parts| parts.vault = Arc::new(MemoryVault::new()))
        .await;
    let row = seat.scheduler().check_client(id).await.unwrap();
    assert_eq!(row.state, State::Attention);
    assert_eq!(row.details.unwrap().code, "grant_missing");
    // The key of the saved hash is gone too; by its last digits the company may be the one that was saved.
    seat.sign_in(&world, id, MARIA, SUES).await;
    assert_eq!(seat.stage(id), AttemptStage::Confirm);
    assert!(seat.sheet(id).found.unwrap().by_digits);
    seat.online().save_connection(id).await.unwrap();
    assert_eq!(seat.state(id), State::Connected);
    seat.sign_in(&world, id, MARIA, WREN).await;
    assert_eq!(seat.ending(id), Some(Ending::WrongCompany));
}
