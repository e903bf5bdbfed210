//! Managed settings: they hold while they are there, keep nothing behind, and never carry a secret on.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use practice::Practice;
use provisioning::{ConductorPart, FirmFile, Key, Passphrase, Policy};
use serde_json::{Value, json};

use super::firm_files::signer;
use super::harness::{App, SHORT, TestEnv};
use super::secrets::places::written_by_the_app;

const SECRET: &str = "sk_conductor_test_not_a_real_key";
const OWN: &str = "Ours alone";
const FILE: &str = "Front desk.counterfoil";
const WORDS: &str = "correct horse battery staple";

#[tokio::test]
async fn managed_settings_hold_until_they_are_gone_and_a_persons_own_are_back() {
    let mut env = TestEnv::start("managed").await;
    set_up_by_hand(&env);
    let policy = policy(
        &env,
        &json!({
            "firmName": "Hale & Ortiz LLP",
            "checkEveryMinutes": 30,
            "notices": true,
            "noticesNameClients": false,
            "allowExport": false,
        }),
        0o644,
    );
    let app = managed(&mut env, &policy).await;
    app.click("start-firm").await;
    wait_for_title(&app, "Counterfoil — Hale & Ortiz LLP").await;
    let before = overview(&app).await;
    assert_eq!(before["firmName"], "Hale & Ortiz LLP");
    assert_eq!(before["checks"]["everyMinutes"], 30);
    assert_eq!(
        before["managed"],
        json!({
            "source": policy,
            "fields": ["firmName", "checkEveryMinutes", "notices", "noticeNames", "export"],
            "problems": [],
            "firmFile": null,
            "firmFileProblem": null,
        })
    );

    let mut notices = before["notices"].clone();
    assert_eq!(
        (&notices["on"], &notices["names"]),
        (&json!(true), &json!(false))
    );
    notices["on"] = json!(false);
    notices["names"] = json!(true);
    notices["quietFrom"] = json!(600);
    ask(&app, "save_notices", &json!({ "notices": notices })).await;
    ask(
        &app,
        "save_checks",
        &json!({ "checks": { "everyMinutes": 120 } }),
    )
    .await;
    let after = overview(&app).await;
    assert_eq!(after["checks"], before["checks"]);
    assert_eq!(after["notices"]["on"], true);
    assert_eq!(after["notices"]["names"], false);
    assert_eq!(after["notices"]["quietFrom"], 600, "that is not managed");
    app.quit(&env).await;

    let kept = settings(&env);
    assert_eq!(kept["checks"]["everyMinutes"], 60, "{kept}");
    assert_eq!(kept["notices"]["on"], false, "{kept}");
    assert_eq!(kept["notices"]["quietFrom"], 600, "{kept}");
    assert_eq!(kept["firms"][0]["name"], OWN, "{kept}");

    fs::remove_file(&policy).expect("the policy can be removed");
    let app = managed(&mut env, &policy).await;
    wait_for_title(&app, &format!("Counterfoil — {OWN}")).await;
    let without = overview(&app).await;
    assert_eq!(without["firmName"], OWN);
    assert_eq!(without["checks"]["everyMinutes"], 60);
    assert_eq!(without["managed"]["source"], Value::Null);
    assert_eq!(without["managed"]["fields"], json!([]));
}

#[tokio::test]
async fn a_secret_in_a_policy_goes_nowhere() {
    let mut env = TestEnv::start("managed-secret").await;
    set_up_by_hand(&env);
    let policy = policy(
        &env,
        &json!({ "conductorSecretKey": SECRET, "relayOperator": SECRET, "checkEveryMinutes": 45 }),
        0o644,
    );
    let app = managed(&mut env, &policy).await;
    app.listen().await;
    app.click("start-firm").await;
    wait_for_title(&app, &format!("Counterfoil — {OWN}")).await;
    let seen = overview(&app).await;
    assert_eq!(seen["checks"]["everyMinutes"], 45, "the rest holds");
    assert_eq!(seen["managed"]["fields"], json!(["checkEveryMinutes"]));
    let problems = seen["managed"]["problems"].as_array().expect("a list");
    assert_eq!(problems.len(), 2, "{problems:?}");
    for problem in problems {
        let problem = problem.as_str().expect("a sentence");
        assert!(problem.contains("does not belong there"), "{problem}");
    }
    ask(
        &app,
        "save_checks",
        &json!({ "checks": { "everyMinutes": 15 } }),
    )
    .await;
    for message in app.heard().await {
        assert!(!message.contains(SECRET), "the window was told: {message}");
    }
    assert!(!app.source().await.contains(SECRET));
    app.quit(&env).await;

    let places = written_by_the_app(&env);
    assert!(
        places.iter().any(|path| path.ends_with("settings.json")),
        "{places:?}"
    );
    for place in places {
        let bytes = fs::read(&place).unwrap_or_default();
        let found = bytes
            .windows(SECRET.len())
            .any(|part| part == SECRET.as_bytes());
        assert!(!found, "the secret is in {}", place.display());
    }
}

#[tokio::test]
async fn a_policy_that_anybody_can_write_is_not_taken() {
    let mut env = TestEnv::start("managed-writable").await;
    set_up_by_hand(&env);
    let policy = policy(&env, &json!({ "checkEveryMinutes": 30 }), 0o666);
    let app = managed(&mut env, &policy).await;
    app.find("welcome").await;
    let seen = overview(&app).await;
    assert_eq!(seen["checks"]["everyMinutes"], 60);
    assert_eq!(seen["managed"]["fields"], json!([]));
    let said = seen["managed"]["problems"][0].as_str().expect("a sentence");
    assert!(said.contains("can be written by others"), "{said}");
}

#[tokio::test]
async fn a_managed_firm_file_is_offered_until_the_computer_has_joined_from_it() {
    let mut env = TestEnv::start("managed-firm-file").await;
    let services = Practice::start(practice::Config::default())
        .await
        .expect("practice starts");
    let file = env.path(FILE);
    let bytes = firm_file(&services.endpoints().conductor);
    fs::write(&file, &bytes).expect("the file can be written");
    let values = json!({
        "firmName": "Hale & Ortiz LLP",
        "allowExport": false,
        "firmFile": file,
        "firmFileSha256": sha256sum(&env, &file),
    });
    let policy = policy(&env, &values, 0o644);

    let app = managed(&mut env, &policy).await;
    let seen = overview(&app).await;
    assert_eq!(seen["managed"]["firmFile"], json!({ "name": FILE }));
    assert_eq!(seen["firmFile"], Value::Null, "nobody took it yet");
    assert_eq!(seen["firmName"], "Hale & Ortiz LLP", "for the form");
    assert_eq!(seen["firmReady"], false);

    fs::write(&file, "another").expect("the file can be written");
    let refused = refusal(&app, "read_managed_firm_file", &json!({})).await;
    assert!(
        refused.contains(r#""code":"setFileUnusable""#) && refused.contains(r#""why":"another""#),
        "{refused}"
    );
    fs::write(&file, &bytes).expect("the file can be written");
    let read = ask(&app, "read_managed_firm_file", &json!({})).await;
    assert_eq!(read, json!({ "name": FILE }));
    ask(&app, "open_firm_file", &json!({ "passphrase": WORDS })).await;
    let joined = ask(&app, "join_firm", &json!({})).await;
    assert_eq!(joined["firmName"], "Hale & Ortiz LLP");
    assert_eq!(joined["conductorReady"], true);
    assert_eq!(joined["managed"]["firmFile"], Value::Null, "it was taken");
    assert_eq!(joined["computer"]["policy"]["connect"], true);
    assert_eq!(
        joined["computer"]["policy"]["export"], false,
        "the policy says no"
    );
    let table = json!({ "kind": "clients", "rows": [["Client"]] });
    let refused = refusal(&app, "save_table", &table).await;
    assert!(refused.contains("notAllowed"), "{refused}");
    app.quit(&env).await;
    assert_eq!(
        settings(&env)["firms"][0]["name"],
        OWN,
        "what the file says"
    );

    fs::remove_file(&policy).expect("the policy can be removed");
    let app = managed(&mut env, &policy).await;
    let without = overview(&app).await;
    assert_eq!(without["firmName"], OWN);
    assert_eq!(
        without["conductorReady"], true,
        "the computer is whole without it"
    );
    assert_eq!(without["computer"]["policy"]["export"], true);
}

/// The file is another firm's: no signer is pinned here, and it has no key that this computer knows.
#[tokio::test]
async fn a_computer_that_may_not_change_keys_takes_no_file_of_another_firm() {
    let mut env = TestEnv::start("managed-other-firm").await;
    set_up_by_hand(&env);
    let services = Practice::start(practice::Config::default())
        .await
        .expect("practice starts");
    let bytes = firm_file(&services.endpoints().conductor);
    let read = json!({ "name": FILE, "bytes": bytes });
    let passphrase = json!({ "passphrase": WORDS });

    let policy = policy(&env, &json!({ "allowChangeKeys": false }), 0o644);
    let app = managed(&mut env, &policy).await;
    app.click("start-firm").await;
    wait_for_title(&app, &format!("Counterfoil — {OWN}")).await;
    ask(&app, "read_firm_file", &read).await;
    let refused = refusal(&app, "open_firm_file", &passphrase).await;
    assert!(refused.contains("notAllowed"), "{refused}");
    refusal(&app, "join_firm", &json!({})).await;
    assert_eq!(overview(&app).await["firmName"], OWN);
    app.quit(&env).await;

    fs::remove_file(&policy).expect("the policy can be removed");
    let app = managed(&mut env, &policy).await;
    ask(&app, "read_firm_file", &read).await;
    let seen = ask(&app, "open_firm_file", &passphrase).await;
    assert_eq!(seen["signer"], "unknown", "without the policy it is opened");
}

#[tokio::test]
async fn a_managed_firm_file_that_is_not_there_is_said() {
    let mut env = TestEnv::start("managed-firm-file-gone").await;
    let values = json!({
        "firmFile": env.path(FILE),
        "firmFileSha256": "0".repeat(64),
    });
    let policy = policy(&env, &values, 0o644);
    let app = managed(&mut env, &policy).await;
    let seen = overview(&app).await;
    assert_eq!(seen["managed"]["firmFile"], Value::Null);
    let problem = &seen["managed"]["firmFileProblem"];
    assert_eq!(problem["code"], "setFileUnusable", "{problem}");
    assert_eq!(problem["path"], json!(env.path(FILE)));
}

/// A firm that a person set up, with settings of their own.
fn set_up_by_hand(env: &TestEnv) {
    let settings = json!({
        "version": 1,
        "profile": "none",
        "firm": { "name": OWN },
        "checks": { "everyMinutes": 60 },
    });
    fs::create_dir_all(env.app_folder()).expect("the app's folder can be made");
    let path = env.app_folder().join("settings.json");
    fs::write(path, settings.to_string()).expect("the settings can be written");
}

fn settings(env: &TestEnv) -> Value {
    let text = fs::read(env.app_folder().join("settings.json")).expect("the settings are there");
    serde_json::from_slice(&text).expect("the settings are whole")
}

fn policy(env: &TestEnv, values: &Value, mode: u32) -> PathBuf {
    let path = env.path("policy.json");
    fs::write(&path, values.to_string()).expect("the policy can be written");
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("the file is ours");
    path
}

async fn managed(env: &mut TestEnv, policy: &Path) -> App {
    let policy = policy.to_str().expect("a path of letters");
    App::start(env, &[("COUNTERFOIL_POLICY", policy)], &[]).await
}

async fn overview(app: &App) -> Value {
    ask(app, "app_overview", &json!({})).await
}

/// Calls a command as the window does; it must not be refused.
async fn ask(app: &App, command: &str, arguments: &Value) -> Value {
    let answer = invoke(app, command, arguments).await;
    assert!(answer.is_array(), "{command}: {answer}");
    answer[0].clone()
}

/// The same for a command that must be refused: code and sentence.
async fn refusal(app: &App, command: &str, arguments: &Value) -> String {
    let answer = invoke(app, command, arguments).await;
    let refused = answer.as_str().map(str::to_owned);
    refused.unwrap_or_else(|| panic!("{command} is done: {answer}"))
}

async fn invoke(app: &App, command: &str, arguments: &Value) -> Value {
    let script = format!(
        "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke({command:?}, {arguments})
            .then(answer => done([answer]), problem => done(`refused: ${{JSON.stringify(problem)}}`));"
    );
    app.script_async(&script).await
}

/// A firm file that brings a Conductor key and allows everything.
fn firm_file(conductor: &practice::ConductorEndpoints) -> Vec<u8> {
    let now = Timestamp::now();
    let file = FirmFile {
        id: uuid::Uuid::new_v4(),
        made_at: now,
        made_by: "FRONT-DESK".to_owned(),
        usable_until: now + SignedDuration::from_hours(24),
        computer: "LAPTOP-7".to_owned(),
        firm_name: OWN.to_owned(),
        conductor: Some(ConductorPart {
            secret_key: Key::new(conductor.secret_key.as_str()),
            publishable_key: conductor.publishable_key.clone(),
            base_url: Some(conductor.base_url.parse().expect("an address")),
        }),
        intuit: None,
        firm_folder: None,
        firm_keys: None,
        signing_key: None,
        policy: Policy {
            connect: true,
            export: true,
            ..Policy::default()
        },
    };
    provisioning::seal(&file, &signer(), &Passphrase::new(WORDS)).expect("a file")
}

/// The fingerprint as an administrator takes it.
fn sha256sum(env: &TestEnv, file: &Path) -> String {
    let mut command = env.command("sha256sum");
    let taken = command.arg(file).output().expect("sha256sum starts");
    let line = String::from_utf8(taken.stdout).expect("a line");
    line[..64].to_uppercase()
}

async fn wait_for_title(app: &App, title: &str) {
    let script = format!("return document.title === {}", json!(title));
    app.wait_until(title, SHORT, &script).await;
}
