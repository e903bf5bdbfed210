//! Two firms on one computer: each has its own clients, folder and settings, and the sidebar goes from one to the
//! other.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::harness::{App, LONG, TestEnv};

const SUES: &str = "Sue's Bakery LLC";
const WREN: &str = "Wren & Daughters";

#[tokio::test]
async fn two_firms_on_one_computer_share_nothing() {
    let mut env = TestEnv::start("firms").await;
    let app = App::first_start(&mut env).await;
    app.find("start-practice").await;
    let first = set_up(&app, "Hale & Ortiz LLP", false).await;
    assert_eq!(first["firmId"], "firm", "{first}");
    add(&app, SUES).await;
    let second = set_up(&app, "Book & Partners", true).await;
    let other = second["firmId"].as_str().expect("an id").to_owned();
    assert!(other.starts_with("firm-"), "{second}");
    assert_eq!(invoke(&app, "list_clients", &json!({})).await, json!([]));
    add(&app, WREN).await;
    app.quit(&env).await;

    let app = App::first_start(&mut env).await;
    shows(&app, WREN, SUES).await;
    let shown = named(&app).await;
    assert!(shown.contains("Book & Partners"), "{shown}");
    app.click("firm-menu").await;
    app.click("firm-firm").await;
    shows(&app, SUES, WREN).await;
    let shown = named(&app).await;
    assert!(shown.contains("Hale & Ortiz LLP"), "{shown}");
    app.click("firm-menu").await;
    app.click(&format!("firm-{other}")).await;
    shows(&app, WREN, SUES).await;
    app.quit(&env).await;

    let folder = env.app_folder();
    assert!(holds(&folder.join("firm"), SUES) && !holds(&folder.join("firm"), WREN));
    assert!(holds(&folder.join(&other), WREN) && !holds(&folder.join(&other), SUES));

    // Another program names another client ID for one of them.
    let file = folder.join("settings.json");
    let text = fs::read_to_string(&file).expect("the settings");
    let mut settings: Value = serde_json::from_str(&text).expect("JSON");
    let firms = settings["firms"].as_array_mut().expect("firms");
    let mine = firms.iter_mut().find(|firm| firm["id"] == json!(other));
    mine.expect("the firm")["intuit"]["clientId"] = json!("ABsomebody0elses0id0");
    fs::write(&file, settings.to_string()).expect("the settings can be written");
    let app = App::first_start(&mut env).await;
    shows(&app, WREN, SUES).await;
    let said = app.text("banner-settingsChanged").await;
    assert!(said.contains("client ID"), "{said}");
    let overview = invoke(&app, "app_overview", &json!({})).await;
    assert_eq!(overview["intuitReady"], false, "no service is built");
    app.click("firm-menu").await;
    app.click("firm-firm").await;
    shows(&app, SUES, WREN).await;
    assert!(
        !app.has("banner-settingsChanged").await,
        "the other is as it was"
    );
    app.quit(&env).await;
}

pub(super) async fn set_up(app: &App, name: &str, another: bool) -> Value {
    let form = json!({
        "firmName": name, "conductorSecretKey": "", "conductorPublishableKey": "",
        "intuitClientId": "ABtest0not0a0real0id", "intuitEnvironment": "sandbox", "relayUrl": "",
        "intuitClientSecret": "not-a-real-secret", "accountingScope": false, "askRoles": true,
    });
    let arguments = json!({ "form": form, "another": another });
    invoke(app, "set_up_firm", &arguments).await
}

pub(super) async fn add(app: &App, name: &str) {
    let form = json!({
        "name": name, "number": "", "email": "", "books": "online", "place": null, "computer": "",
    });
    invoke(app, "add_client", &json!({ "form": form })).await;
}

/// The firm's name over the menu. Not `App::text`: the driver leaves out what is cut short by an ellipsis.
async fn named(app: &App) -> String {
    let script = "return document.querySelector('[data-testid=firm-menu]').textContent";
    app.script(script)
        .await
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// Waits until the window shows the one client, and not the other.
pub(super) async fn shows(app: &App, client: &str, not: &str) {
    let script = format!(
        "const names = [...document.querySelectorAll('[data-client-name]')].map(it => it.dataset.clientName);
        return names.includes({}) && !names.includes({})",
        json!(client),
        json!(not)
    );
    app.wait_until(client, LONG, &script).await;
}

pub(super) async fn invoke(app: &App, command: &str, arguments: &Value) -> Value {
    let script = format!(
        "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke({}, {arguments}).then(done, it => done({{ problem: it }}));",
        json!(command)
    );
    app.script_async(&script).await
}

/// Whether any file of the folder has this text in it.
fn holds(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder)
        .expect("the firm's folder")
        .filter_map(Result::ok)
        .any(|file| {
            let bytes = fs::read(file.path()).unwrap_or_default();
            bytes.windows(text.len()).any(|it| it == text.as_bytes())
        })
}
