//! The program itself fails: the failure is recorded, the window says what was not lost, and the rest goes on.

use std::fs;
use std::path::PathBuf;

use super::harness::{App, SUES, TestEnv, eventually};
use super::harness::{LONG, SHORT};

/// Calls the command as the window does, and returns how it was refused.
const CHECK_ALL: &str = "const done = arguments[arguments.length - 1];
window.__TAURI_INTERNALS__.invoke('check_all').then(() => done('answered'), done);";

/// Makes one command fail, in debug builds.
const FAIL: &str = "COUNTERFOIL_PANIC";

#[tokio::test]
async fn a_command_that_panics_is_answered_shown_and_logged_and_the_rest_goes_on() {
    let mut env = TestEnv::start("panics-caught").await;
    let app = failing(&mut env, "check_all").await;
    let answer = app.script_async(CHECK_ALL).await;
    assert_eq!(answer["code"], "fault", "{answer}");
    let banner = app.text("banner-panicked").await;
    assert!(
        banner.contains("Something in Counterfoil failed at"),
        "{banner}"
    );
    assert!(banner.contains("are as they were saved"), "{banner}");
    assert_eq!(app.rows().await.len(), 24);
    app.select(SUES.name).await;

    app.click_css("[data-testid=banner-panicked] [data-action=whatHappened]")
        .await;
    let shown = app.text("support-text").await;
    assert!(shown.contains("asked to fail at check_all"), "{shown}");
    assert!(!shown.contains(SUES.name), "{shown}");
    app.click("support-save").await;
    let saved = eventually("the support file is in the downloads", SHORT, async || {
        env.downloaded(|path| path.extension().is_some_and(|it| it == "txt"))
            // It is there before its text is.
            .and_then(|path| fs::read_to_string(path).ok())
            .filter(|text| !text.is_empty())
    })
    .await;
    assert!(saved.contains("asked to fail at check_all"), "{saved}");
    assert!(!saved.contains(SUES.name));
    assert!(logs(&env).contains("ERROR counterfoil_lib::diagnostics::crash_reports: Counterfoil"));

    app.quit(&env).await;
    assert!(!mark(&env).exists(), "the person was told already");
    let app = App::practice(&mut env).await;
    assert!(!app.has("banner-crashed").await);
}

#[tokio::test]
async fn a_failure_that_ends_the_app_is_shown_at_the_next_start_and_nothing_is_lost() {
    let mut env = TestEnv::start("panics-ended").await;
    let app = failing(&mut env, "main:check_all").await;
    let rows = app.rows().await;
    click_last(&app, "[data-testid=check-all]").await;
    env.apps_are_gone().await;
    drop(app);

    let app = App::practice(&mut env).await;
    let banner = app.text("banner-crashed").await;
    assert!(
        banner.contains("failed at") && banner.contains("and closed"),
        "{banner}"
    );
    assert_eq!(app.rows().await, rows);
    app.click_css("[data-testid=banner-crashed] [data-action=whatHappened]")
        .await;
    let shown = app.text("support-text").await;
    assert!(shown.contains("asked to fail altogether"), "{shown}");
    eventually(
        "what was looked at is no banner any more",
        SHORT,
        async || (!app.has("banner-crashed").await).then_some(()),
    )
    .await;
}

#[tokio::test]
async fn a_restart_is_one_click() {
    let mut env = TestEnv::start("panics-restart").await;
    let app = failing(&mut env, "check_all").await;
    app.click("check-all").await;
    app.find("banner-panicked").await;
    let before = env.running_apps();
    click_last(&app, "[data-testid=banner-panicked] [data-action=restart]").await;
    eventually("another process has taken its place", LONG, async || {
        let now = env.running_apps();
        (now.len() == 1 && now != before).then_some(())
    })
    .await;
    assert!(!mark(&env).exists());
    app.crash(&env).await;
}

async fn failing(env: &mut TestEnv, command: &str) -> App {
    let variables = [("COUNTERFOIL_OPEN", "practice"), (FAIL, command)];
    let app = App::start(env, &variables, &[]).await;
    app.wait_for_roster().await;
    app
}

/// Clicks once the driver has its answer: the window goes with the click.
async fn click_last(app: &App, selector: &str) {
    app.find_css(selector).await;
    let click = format!("document.querySelector('{selector}').click()");
    app.script(&format!("setTimeout(() => {click}, 200);"))
        .await;
}

fn mark(env: &TestEnv) -> PathBuf {
    env.app_folder().join("logs/failed.json")
}

fn logs(env: &TestEnv) -> String {
    fs::read_dir(env.app_folder().join("logs"))
        .expect("there are logs")
        .flatten()
        .filter(|file| file.path().extension().is_some_and(|it| it == "log"))
        .map(|file| fs::read_to_string(file.path()).expect("a log can be read"))
        .collect()
}
