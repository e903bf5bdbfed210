//! The program itself fails: the failure is recorded, the window says what was not lost, and the rest goes on.

use std::fs;
use std::path::PathBuf;

use super::harness::{App, SUES, World, eventually};
use super::harness::{LONG, SHORT};

/// Calls the command as the window does, and hands back how it was refused.
const CHECK_ALL: &str = "const done = arguments[arguments.length - 1];
window.__TAURI_INTERNALS__.invoke('check_all').then(() => done('answered'), done);";

/// Makes one command fail, in debug builds.
const FAIL: &str = "COUNTERFOIL_PANIC";

#[tokio::test]
async fn a_command_that_fails_is_answered_told_and_written_and_the_rest_goes_on() {
    let mut world = World::start("panics-caught").await;
    let app = failing(&mut world, "check_all").await;
    let answer = app.script_async(CHECK_ALL).await;
    assert_eq!(answer["code"], "internal", "{answer}");
    let said = answer["message"].as_str().unwrap_or_default();
    assert!(
        said.contains("What was saved before is still there"),
        "{said}"
    );
    let bar = app.text("bar-panicked").await;
    assert!(bar.contains("Something in Counterfoil failed at"), "{bar}");
    assert!(bar.contains("are as they were saved"), "{bar}");
    assert_eq!(app.rows().await.len(), 24);
    app.select(SUES.name).await;

    app.click_css("[data-testid=bar-panicked] [data-action=whatHappened]")
        .await;
    let shown = app.text("support-text").await;
    assert!(shown.contains("asked to fail at check_all"), "{shown}");
    assert!(!shown.contains(SUES.name), "{shown}");
    app.click("support-save").await;
    let saved = eventually("the support file is in the downloads", SHORT, async || {
        world
            .downloaded(|path| path.extension().is_some_and(|it| it == "txt"))
            // It is there before its text is.
            .and_then(|path| fs::read_to_string(path).ok())
            .filter(|text| !text.is_empty())
    })
    .await;
    assert!(saved.contains("asked to fail at check_all"), "{saved}");
    assert!(!saved.contains(SUES.name));
    assert!(
        logs(&world).contains("ERROR counterfoil_lib::diagnostics::crash_reports: Counterfoil")
    );

    app.quit(&world).await;
    assert!(!mark(&world).exists(), "the person was told already");
    let app = App::practice(&mut world).await;
    assert!(!app.has("bar-crashed").await);
}

#[tokio::test]
async fn a_failure_that_ends_the_app_is_told_at_the_next_start_and_nothing_is_lost() {
    let mut world = World::start("panics-ended").await;
    let app = failing(&mut world, "main:check_all").await;
    let rows = app.rows().await;
    click_last(&app, "[data-testid=check-all]").await;
    world.apps_are_gone().await;
    drop(app);

    let app = App::practice(&mut world).await;
    let bar = app.text("bar-crashed").await;
    assert!(
        bar.contains("failed at") && bar.contains("and closed"),
        "{bar}"
    );
    assert_eq!(app.rows().await, rows);
    app.click_css("[data-testid=bar-crashed] [data-action=whatHappened]")
        .await;
    let shown = app.text("support-text").await;
    assert!(shown.contains("asked to fail altogether"), "{shown}");
    eventually("what was looked at is no bar any more", SHORT, async || {
        (!app.has("bar-crashed").await).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_restart_is_one_click() {
    let mut world = World::start("panics-restart").await;
    let app = failing(&mut world, "check_all").await;
    app.click("check-all").await;
    app.find("bar-panicked").await;
    let before = world.running_apps();
    click_last(&app, "[data-testid=bar-panicked] [data-action=restart]").await;
    eventually("another process has taken its place", LONG, async || {
        let now = world.running_apps();
        (now.len() == 1 && now != before).then_some(())
    })
    .await;
    assert!(!mark(&world).exists());
    app.crash(&world).await;
}

async fn failing(world: &mut World, command: &str) -> App {
    let variables = [("COUNTERFOIL_OPEN", "practice"), (FAIL, command)];
    let app = App::start(world, &variables, &[]).await;
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

fn mark(world: &World) -> PathBuf {
    world.app_folder().join("logs/failed.json")
}

fn logs(world: &World) -> String {
    fs::read_dir(world.app_folder().join("logs"))
        .expect("there are logs")
        .flatten()
        .filter(|file| file.path().extension().is_some_and(|it| it == "log"))
        .map(|file| fs::read_to_string(file.path()).expect("a log can be read"))
        .collect()
}
