//! A damaged roster and its copies, and a firm's move to another computer, in a real window.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Zoned;
use roster::database::{Database, copies};
use serde_json::{Value, json};

use super::firm_files::downloaded;
use super::firms::{add, invoke, set_up};
use super::harness::{App, LONG, TestEnv};

const FIRM: &str = "Hale & Ortiz LLP";
const PASSPHRASE: &str = "marble lantern copper thistle";
const SUES: &str = "Sue's Bakery";

#[tokio::test]
async fn a_damaged_roster_offers_its_copies_and_the_one_chosen_takes_its_place() {
    let mut env = TestEnv::start("backups-copy").await;
    let app = App::first_start(&mut env).await;
    app.find("start-practice").await;
    set_up(&app, FIRM, false).await;
    add(&app, SUES).await;
    app.quit(&env).await;

    let file = env.app_folder().join("firm/roster.sqlite");
    let database = Database::open(&file).expect("the roster");
    let made = database.copies().keep_daily(Zoned::now().date());
    assert!(
        made.expect("a copy"),
        "the app keeps its first after a minute"
    );
    drop(database);
    let damaged = b"this was a roster once ".repeat(300);
    for beside in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{beside}", file.display()));
    }
    fs::write(&file, &damaged).expect("the roster can be damaged");

    let app = App::first_start(&mut env).await;
    app.find("banner-databaseDamaged").await;
    app.click_css("[data-testid=banner-databaseDamaged] [data-action=restoreCopy]")
        .await;
    app.click("restore-this-copy").await;
    app.wait_for_state(SUES, "never").await;
    app.wait_until(
        "the banner is gone",
        LONG,
        "return document.querySelector('[data-testid=banner-databaseDamaged]') === null",
    )
    .await;
    // It can be worked with, and the damaged file is beside it.
    add(&app, "Wren & Daughters").await;
    app.wait_for_state("Wren & Daughters", "never").await;
    let folder = file.parent().expect("the firm's folder");
    assert!(
        files(folder)
            .iter()
            .any(|it| fs::read(it).is_ok_and(|bytes| bytes == damaged))
    );
    assert_eq!(copies::list(&file).len(), 1);
    let again = invoke(&app, "roster_copies", &json!({})).await;
    let name = again[0]["name"].clone();
    let refused = invoke(&app, "restore_copy", &json!({ "name": name })).await;
    assert_eq!(refused["problem"]["code"], "rosterNotDamaged", "{refused}");
}

/// The profile that 0.1.0 left has connected companies, and serves as the firm's former computer.
#[tokio::test]
async fn a_firm_moves_to_another_computer_and_its_companies_wait_to_be_connected_again() {
    let mut former = TestEnv::start("backups-former").await;
    let app = App::first_start(&mut former).await;
    app.find("start-practice").await;
    set_up(&app, FIRM, false).await;
    app.quit(&former).await;
    let kept = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kept = kept.join("tests/fixtures/profile-0.1.0/firm/roster.sqlite");
    let file = former.app_folder().join("firm/roster.sqlite");
    for beside in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{beside}", file.display()));
    }
    fs::copy(kept, &file).expect("the roster of 0.1.0");
    let app = App::first_start(&mut former).await;
    app.wait_for_roster().await;
    let before = clients(&app).await;
    let made = invoke(&app, "make_backup", &json!({ "passphrase": PASSPHRASE })).await;
    let name = made["name"].as_str().unwrap_or_else(|| panic!("{made}"));
    let bytes = fs::read(downloaded(&former, name)).expect("the backup");
    app.quit(&former).await;

    let mut new = TestEnv::start("backups-new").await;
    let app = App::first_start(&mut new).await;
    app.find("start-practice").await;
    invoke(&app, "read_backup", &json!({ "bytes": bytes })).await;
    let wrong = invoke(
        &app,
        "open_backup",
        &json!({ "passphrase": "not this one at all" }),
    )
    .await;
    assert!(wrong["problem"].is_object(), "{wrong}");
    let early = invoke(&app, "restore_backup", &json!({ "typedName": "" })).await;
    assert!(early["problem"].is_object(), "{early}");
    let seen = invoke(&app, "open_backup", &json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!(seen["firmName"], FIRM, "{seen}");
    assert_eq!(seen["clients"], 8, "{seen}");
    assert_eq!(seen["replaces"], Value::Null, "{seen}");
    let restored = invoke(&app, "restore_backup", &json!({ "typedName": "" })).await;
    assert_eq!(restored["firmName"], FIRM, "{restored}");
    let there = clients(&app).await;
    assert_eq!(names(&there), names(&before));
    for name in ["Silver Birch Framing", SUES] {
        let row = row(&there, name);
        assert_eq!(row["state"], "attention", "{row}");
        assert_eq!(row["primary"], "reconnect", "{row}");
    }
    app.quit(&new).await;

    // The window of the next start shows the same.
    let app = App::first_start(&mut new).await;
    app.wait_for_state(SUES, "attention").await;
    assert_eq!(app.rows().await.len(), before.len() - 1, "one is archived");

    // Over clients that are here already, the firm's name has to be typed.
    invoke(&app, "read_backup", &json!({ "bytes": bytes })).await;
    let seen = invoke(&app, "open_backup", &json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!(seen["replaces"], 8, "{seen}");
    let refused = invoke(&app, "restore_backup", &json!({ "typedName": "Hale" })).await;
    assert!(refused["problem"].is_object(), "{refused}");
    let again = invoke(&app, "restore_backup", &json!({ "typedName": FIRM })).await;
    assert_eq!(again["firmName"], FIRM, "{again}");
    assert_eq!(names(&clients(&app).await), names(&before));
}

async fn clients(app: &App) -> Vec<Value> {
    let listed = invoke(app, "list_clients", &json!({})).await;
    listed.as_array().expect("a list").clone()
}

fn names(rows: &[Value]) -> Vec<&str> {
    let mut names: Vec<&str> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    names.sort_unstable();
    names
}

fn row<'a>(rows: &'a [Value], name: &str) -> &'a Value {
    let found = rows.iter().find(|row| row["name"] == name);
    found.unwrap_or_else(|| panic!("{name} is not listed"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .expect("a folder")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect()
}
