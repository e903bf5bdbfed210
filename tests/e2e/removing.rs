//! Removing this computer from a firm through the window, also after a crash in the middle, and all of Counterfoil's data
//! by `counterfoil --remove`.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use super::firms::{add, invoke, set_up, shows};
use super::harness::{App, LONG, OWN, World, app};

const SUES: &str = "Sue's Bakery LLC";
const WREN: &str = "Wren & Daughters";
const HALE: &str = "Hale & Ortiz LLP";
const BOOK: &str = "Book & Partners";

#[tokio::test]
async fn a_firm_is_removed_also_after_a_crash_and_the_other_one_stays() {
    let mut world = World::start("removing").await;
    let app = App::first_start(&mut world).await;
    app.find("start-practice").await;
    set_up(&app, HALE, false).await;
    add(&app, SUES).await;
    let second = set_up(&app, BOOK, true).await;
    let other = second["firmId"].as_str().expect("an id").to_owned();
    add(&app, WREN).await;
    app.quit(&world).await;
    assert!(!kept(&world, "firm").is_empty() && !kept(&world, &other).is_empty());

    let app = App::first_start(&mut world).await;
    shows(&app, WREN, SUES).await;
    open_keys(&world, &app).await;
    app.click("remove-firm-open").await;
    app.fill("[data-testid=remove-name]", BOOK).await;
    app.click("remove-go").await;
    wait_for(&app, "removed-lines").await;
    app.click("remove-done").await;
    shows(&app, SUES, WREN).await;
    assert!(!world.app_folder().join(&other).exists());
    assert_eq!(kept(&world, &other), Vec::<String>::new());
    assert!(!settings(&world).to_string().contains(BOOK));
    let refused = remove(&world);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(said(&refused).contains("Close it"), "{refused:?}");
    app.quit(&world).await;

    // As a crash leaves it: the keys are gone, the settings are not.
    let mut cut_off = settings(&world);
    cut_off["removal"] =
        json!({ "firm": "firm", "name": HALE, "choice": "disconnect", "wiping": true });
    let file = world.app_folder().join("settings.json");
    fs::write(file, cut_off.to_string()).expect("the settings can be written");
    clear(&world);
    let app = App::first_start(&mut world).await;
    wait_for(&app, "remove-continue").await;
    let overview = invoke(&app, "app_overview", &json!({})).await;
    assert_eq!(
        (&overview["profile"], &overview["firms"]),
        (&json!("none"), &json!([]))
    );
    let refused = invoke(&app, "open_firm", &json!({})).await;
    assert_eq!(refused["problem"]["code"], "invalid", "{refused}");
    app.click("remove-continue").await;
    wait_for(&app, "removed-lines").await;
    app.click("remove-done").await;
    app.find("start-practice").await;
    assert!(!world.app_folder().join("firm").exists());
    assert_eq!(kept(&world, "firm"), Vec::<String>::new());
    app.quit(&world).await;
}

#[tokio::test]
async fn the_command_line_deletes_everything_without_a_window() {
    let mut world = World::start("removing-all").await;
    let app = App::first_start(&mut world).await;
    app.find("start-practice").await;
    set_up(&app, HALE, false).await;
    add(&app, SUES).await;
    app.quit(&world).await;
    let unasked = without_yes(&world);
    assert_eq!(unasked.status.code(), Some(2), "{unasked:?}");
    assert!(!kept(&world, "firm").is_empty());

    let removed = remove(&world);
    assert_eq!(removed.status.code(), Some(0), "{removed:?}");
    assert!(
        said(&removed).contains("Hale & Ortiz LLP: removed"),
        "{removed:?}"
    );
    assert!(!world.app_folder().exists());
    assert_eq!(kept(&world, "firm"), Vec::<String>::new());
    assert_eq!(kept(&world, "practice"), Vec::<String>::new());
    assert_eq!(remove(&world).status.code(), Some(0), "again");
}

fn remove(world: &World) -> Output {
    program(world, &["--remove", "--yes"])
}

fn without_yes(world: &World) -> Output {
    program(world, &["--remove"])
}

/// No display: an uninstaller may have none.
fn program(world: &World, arguments: &[&str]) -> Output {
    world
        .command(app::program())
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
fn kept(world: &World, namespace: &str) -> Vec<String> {
    let found = world
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
fn clear(world: &World) {
    let cleared = world
        .command(Path::new("secret-tool"))
        .args(["clear", "service", OWN.keychain])
        .status()
        .expect("secret-tool runs");
    assert!(cleared.success());
}

fn settings(world: &World) -> Value {
    let text = fs::read_to_string(world.app_folder().join("settings.json")).expect("settings");
    serde_json::from_str(&text).expect("JSON")
}

async fn open_keys(world: &World, app: &App) {
    world.raise(app::CLASS);
    world.press(&["ctrl+comma"]);
    app.click("settings-keys").await;
}

async fn wait_for(app: &App, test_id: &str) {
    let script = format!("return document.querySelector('[data-testid={test_id}]') !== null");
    app.wait_until(test_id, LONG, &script).await;
}
