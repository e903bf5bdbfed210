//! Vault and database while a sign-in is saved: nothing that Intuit gave is lost.

use roster::RosterError;
use roster::vault::MemoryVault;
use roster::view::{AttemptStage, Ending, State};
use std::sync::Arc;

use crate::harness::{MARIA, SUES, TestEnv, WREN};

#[tokio::test]
async fn a_locked_vault_at_save_keeps_the_question_open() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    app.sign_in(&env, id, MARIA, WREN).await;
    env.vault.lock(true);
    for _ in 0..2 {
        let locked = app.online().save_connection(id).await.unwrap_err();
        assert!(matches!(locked, RosterError::Vault(_)), "{locked}");
        assert_eq!(locked.view().code(), "signInNotKept");
        assert_eq!(app.stage(id), AttemptStage::Confirm);
        assert_eq!(app.row(id).connected_as, None);
    }
    env.vault.lock(false);
    assert_eq!(
        app.online().save_connection(id).await.unwrap().state,
        State::Connected
    );
    app.online().renew_now(id).await;
    assert_eq!(
        app.online().query_user_role(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_reconnect_that_cannot_be_kept_waits_to_be_saved_by_hand() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, SUES).await;
    env.vault.refuse_writes(true);
    app.online().arrive(link.as_str()).await.unwrap();
    let sheet = app.sheet(id);
    assert_eq!(sheet.stage(), AttemptStage::Confirm);
    assert_eq!(sheet.error().unwrap().code(), "signInNotKept");
    env.vault.refuse_writes(false);
    app.online().save_connection(id).await.unwrap();
    drop(app);
    let app = env.app().await;
    assert_eq!(
        app.online().query_user_role(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_locked_vault_at_the_link_spends_nothing_at_intuit() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    drop(app);
    let app = env.app().await;
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, SUES).await;
    let tokens = env.count("POST", "/relay/token").await;
    env.vault.lock(true);
    app.online().arrive(link.as_str()).await.unwrap();
    let sheet = app.sheet(id);
    assert_eq!(sheet.ending(), Some(Ending::Failed));
    assert_eq!(sheet.error().unwrap().code(), "signInNotKept");
    assert_eq!(env.count("POST", "/relay/token").await, tokens);
    env.vault.lock(false);
    assert_eq!(
        app.online().query_user_role(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_restart_keeps_the_connection_and_needs_no_browser() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let before = app.row(id);
    drop(app);
    let app = env.app().await;
    assert_eq!(app.row(id), before);
    let row = app.scheduler().check_client(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    assert!(row.last_ok_at > before.last_ok_at);
    assert_eq!(env.refreshes().await, 1);
    assert!(app.shell.opened().is_empty());
}

#[tokio::test]
async fn a_vault_that_lost_everything_asks_for_a_sign_in_and_takes_it() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    drop(app);
    let app = env
        .app_with(|parts| parts.vault = Arc::new(MemoryVault::new()))
        .await;
    let row = app.scheduler().check_client(id).await.unwrap();
    assert_eq!(row.state, State::Attention);
    assert_eq!(row.details.unwrap().code, "grant_missing");
    // The key of the saved hash is gone too; by its last digits the company may be the one that was saved.
    app.sign_in(&env, id, MARIA, SUES).await;
    assert_eq!(app.stage(id), AttemptStage::Confirm);
    assert!(app.sheet(id).found().unwrap().by_digits);
    app.online().save_connection(id).await.unwrap();
    assert_eq!(app.state(id), State::Connected);
    app.sign_in(&env, id, MARIA, WREN).await;
    assert_eq!(app.ending(id), Some(Ending::WrongCompany));
}
