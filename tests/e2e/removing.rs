//! Removing this computer from a firm through the window, also after a crash in the middle, and all of Counterfoil's data
//! by `counterfoil --remove`.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use super::firms::{add, invoke, set_up, shows};
use super::harness::{App, LONG, OWN, TestEnv, app};

const SUES: &str = "Sue's Bakery LLC";
const WREN: &str = "Wren & Daughters";
const HALE: &str = "Hale & Ortiz LLP";
const BOOK: &str = "Book & Partners";

#[tokio::test]
async fn a_firm_is_removed_also_after_a_crash_and_the_other_one_stays() {
    let mut env = TestEnv::start("removing").await;
    let app = App::first_start(&mut env).await;
    app.find("start-practice").await;
    set_up(&app, HALE, false).await;
    add(&app, SUES).await;
    let second = set_up(&app, BOOK, true).await;
    let other = second["firmId"].as_str().expect("an id").to_owned();
    add(&app, WREN).await;
    app.quit(&env).await;
    assert!(!kept(&env, "firm").is_empty() && !kept(&env, &other).is_empty());

    let app = App::first_start(&mut env).await;
    shows(&app, WREN, SUES).await;
    open_firm(&app).await;
    app.click("remove-firm-open").await;
    app.fill("[data-testid=remove-name]", BOOK).await;
    app.click("remove-go").await;
    wait_for(&app, "removed-lines").await;
    app.click("remove-done").await;
    shows(&app, SUES, WREN).await;
    assert!(!env.app_folder().join(&other).exists());
    assert_eq!(kept(&env, &other), Vec::<String>::new());
    assert!(!settings(&env).to_string().contains(BOOK));
    let refused = remove(&env);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(said(&refused).contains("Close it"), "{refused:?}");
    app.quit(&env).await;

    // As a crash leaves it: the keys are gone, the settings are not.
    let mut cut_off = settings(&env);
    cut_off["removal"] =
        json!({ "firm": "firm", "name": HALE, "choice": "disconnect", "wiping": true });
    let file = env.app_folder().join("settings.json");
    fs::write(file, cut_off.to_string()).expect("the settings can be written");
    clear(&env);
    let app = App::first_start(&mut env).await;
    wait_for(&app, "remove-continue").await;
    let overview = invoke(&app, "app_overview", &json!({})).await;
    assert_eq!(
        (&overview["profile"], &overview["firms"]),
        (&json!("none"), &json!([]))
    );
    let refused = invoke(&app, "open_firm", &json!({})).await;
    assert_eq!(refused["problem"]["code"], "removalOpen", "{refused}");
    app.click("remove-continue").await;
    wait_for(&app, "removed-lines").await;
    app.click("remove-done").await;
    app.find("start-practice").await;
    assert!(!env.app_folder().join("firm").exists());
    assert_eq!(kept(&env, "firm"), Vec::<String>::new());
    app.quit(&env).await;
}

#[tokio::test]
async fn the_command_line_deletes_everything_without_a_window() {
    let mut env = TestEnv::start("removing-all").await;
    let app = App::first_start(&mut env).await;
    app.find("start-practice").await;
    set_up(&app, HALE, false).await;
    add(&app, SUES).await;
    app.quit(&env).await;
    let unasked = without_yes(&env);
    assert_eq!(unasked.status.code(), Some(2), "{unasked:?}");
    assert!(!kept(&env, "firm").is_empty());

    let removed = remove(&env);
    assert_eq!(removed.status.code(), Some(0), "{removed:?}");
    assert!(
        said(&removed).contains("Hale & Ortiz LLP: removed"),
        "{removed:?}"
    );
    assert!(!env.app_folder().exists());
    assert_eq!(kept(&env, "firm"), Vec::<String>::new());
    assert_eq!(kept(&env, "practice"), Vec::<String>::new());
    assert_eq!(remove(&env).status.code(), Some(0), "again");
}

fn remove(env: &TestEnv) -> Output {
    program(env, &["--remove", "--yes"])
}

fn without_yes(env: &TestEnv) -> Output {
    program(env, &["--remove"])
}

/// No display: an uninstaller may have none.
fn program(env: &TestEnv, arguments: &[&str]) -> Output {
    env.command(app::program())
        .args(arguments)
        .env_remove("DISPLAY")
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What the keyring has under a firm's namespace, by name.
fn kept(env: &TestEnv, namespace: &str) -> Vec<String> {
    let found = env
        .command(Path::new("secret-tool"))
        .args(["search", "--all", "service", OWN.keychain])
        .output()
        .expect("secret-tool runs");
    // Attributes are on the standard error, secrets on the standard output.
    let listed = String::from_utf8_lossy(&found.stderr).into_owned()
        + &String::from_utf8_lossy(&found.stdout);
    let prefix = format!("attribute.username = {namespace}/");
    listed
        .lines()
        .filter_map(|line| line.strip_prefix(&prefix))
        .map(str::to_owned)
        .collect()
}

/// Takes everything out of the keyring.
fn clear(env: &TestEnv) {
    let cleared = env
        .command(Path::new("secret-tool"))
        .args(["clear", "service", OWN.keychain])
        .status()
        .expect("secret-tool runs");
    assert!(cleared.success());
}

fn settings(env: &TestEnv) -> Value {
    let text = fs::read_to_string(env.app_folder().join("settings.json")).expect("settings");
    serde_json::from_str(&text).expect("JSON")
}

async fn open_firm(app: &App) {
    app.click("nav-firm").await;
}

async fn wait_for(app: &App, test_id: &str) {
    let script = format!("return document.querySelector('[data-testid={test_id}]') !== null");
    app.wait_until(test_id, LONG, &script).await;
}
