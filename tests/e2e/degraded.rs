//! Starts on a computer where something is missing or broken: one clear banner each, nothing overwritten,
//! and the rest works.

use std::fs;

use super::harness::{App, LONG, OWN, Stranger, TestEnv, WREN};
use super::secrets::places::logs;

#[tokio::test]
async fn without_a_keyring_the_firm_works_until_the_app_closes() {
    let mut env = TestEnv::without_keyring("degraded-keyring").await;
    let app = App::practice(&mut env).await;
    app.find("banner-keychainMissing").await;
    assert_eq!(app.rows().await.len(), 24);
    assert_eq!(app.status("Sue's Bakery LLC").await, "Connected");
}

#[tokio::test]
async fn damaged_files_are_kept_and_said_and_the_window_opens() {
    let mut env = TestEnv::start("degraded-files").await;
    let app = App::practice(&mut env).await;
    app.quit(&env).await;
    let roster = env.app_folder().join("practice/roster.sqlite");
    let settings = env.app_folder().join("settings.json");
    let torn = b"this was a roster once ".repeat(300);
    for leftover in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{leftover}", roster.display()));
    }
    fs::write(&roster, &torn).expect("the roster can be damaged");
    fs::write(&settings, b"{\"profile\":\"prac").expect("the settings can be damaged");

    let app = App::first_start(&mut env).await;
    app.find("banner-databaseDamaged").await;
    app.find("banner-settingsDamaged").await;
    // The last good settings named the practice firm, so that is what opened.
    app.find("practice-banner").await;
    assert_eq!(fs::read(&roster).expect("the roster is there"), torn);
    let kept = fs::read_dir(env.app_folder())
        .expect("the app's folder")
        .filter_map(Result::ok)
        .filter(|file| file.file_name().to_string_lossy().contains(".corrupt-"))
        .count();
    assert_eq!(kept, 1, "the torn settings are kept under another name");

    app.click("start-over").await;
    app.click("confirm-go").await;
    // Not the first row: the first checks may tell of some before the list is read.
    app.wait_until(
        "all clients are there again",
        LONG,
        "return document.querySelectorAll('[data-client-name]').length === 24",
    )
    .await;
    assert_eq!(app.status(WREN.name).await, "Not connected");
    assert!(!app.has("banner-databaseDamaged").await);
}

#[tokio::test]
async fn another_program_under_our_bus_name_is_reported_and_gets_nothing() {
    let mut env = TestEnv::start("degraded-stranger").await;
    let stranger = Stranger::of(&env).await;
    let link = format!("{}://oauth/callback?handoff=a&state=b", OWN.scheme);
    let app = App::from_link(&mut env, &link).await;
    app.find("banner-nameTaken").await;
    let this = std::env::current_exe().expect("a running program knows its path");
    let said = app.text("banner-nameTaken").await;
    assert!(said.contains(&*this.to_string_lossy()), "{said}");
    app.wait_for_roster().await;
    assert_eq!(app.status("Sue's Bakery LLC").await, "Connected");
    assert_eq!(stranger.heard(), Vec::<String>::new());
    let log: String = logs(&env)
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok())
        .collect();
    assert!(
        log.contains("another program has Counterfoil's name"),
        "{log}"
    );
}
