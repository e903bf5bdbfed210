//! Firm files: opened from outside, joined with against services on loopback, and made for another computer.
//!
//! Long because the services that a firm file names are made up here.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::http::HeaderMap;
use axum::routing::get;
use jiff::{SignedDuration, Timestamp};
use practice::Practice;
use provisioning::{
    ConductorPart, Environment, FirmFile, FirmKey, FirmKeys, IntuitPart, Key, Passphrase, Policy,
    Relay, Sealed,
};
use serde_json::{Value, json};
use signing::SigningKey;
use url::Url;

use super::harness::{App, LONG, OWN, SHORT, TestEnv, app, eventually};

pub(super) const WORDS: &str = "correct horse battery staple";
pub(super) const NAME: &str = "Hale & Ortiz LLP - LAPTOP 7.counterfoil";

#[tokio::test]
async fn a_double_click_starts_the_app_with_the_file_waiting_and_joining_lasts() {
    let mut env = TestEnv::start("firm-file-cold").await;
    let services = Practice::start(in_memory()).await.expect("practice starts");
    let endpoints = services.endpoints().clone();
    let file = FirmFile {
        intuit: Some(IntuitPart {
            client_id: endpoints.intuit.client_id.clone(),
            environment: Environment::Production,
            relay: Relay {
                url: address(&endpoints.relay.base_url),
                operator: String::new(),
            },
            accounting_scope: true,
            ask_roles: false,
        }),
        ..firm_file(
            &endpoints.conductor.base_url,
            &endpoints.conductor.secret_key,
            &endpoints.conductor.publishable_key,
        )
    };
    let path = write(&env, &file);

    let app = App::start(&mut env, &[], &[&path.display().to_string()]).await;
    app.listen().await;
    let overview = invoke(&app, "app_overview", json!({})).await.unwrap();
    assert_eq!(overview["firmFile"], json!({ "name": NAME }));
    assert_eq!(overview["profile"], "none");

    let problem = open(&app, "not the passphrase").await.unwrap_err();
    assert_eq!(problem["code"], "wrongPassphrase");
    let early = invoke(&app, "join_firm", json!({})).await.unwrap_err();
    assert_eq!(early["code"], "noFirmFile", "not opened yet");

    let seen = open(&app, &format!(" {WORDS} ")).await.unwrap();
    assert_eq!(seen["firmName"], "Hale & Ortiz LLP");
    assert_eq!(seen["conductor"], true);
    assert_eq!(seen["intuit"]["relayHost"], "127.0.0.1");
    assert_eq!(seen["policy"]["deleteConnections"], false);
    assert_eq!(seen["replaces"], Value::Null);

    let joined = invoke(&app, "join_firm", json!({})).await.unwrap();
    assert_eq!(joined["profile"], "live");
    assert_joined(&joined);
    assert_eq!(joined["firmFile"], Value::Null, "it is taken");
    for (command, arguments) in [
        ("disconnect_client", json!({ "clientId": "x" })),
        (
            "delete_end_user",
            json!({ "clientId": "x", "typedName": "x" }),
        ),
        ("save_firm_folder", json!({ "folder": "" })),
        (
            "make_firm_file",
            json!({ "form": form("sk_fake", "LAPTOP-8") }),
        ),
    ] {
        let problem = invoke(&app, command, arguments).await.unwrap_err();
        assert_eq!(problem["code"], "notAllowed", "{command}: {problem}");
    }

    let heard = app.heard().await;
    app.quit(&env).await;
    let secrets = [
        endpoints.conductor.secret_key.clone(),
        WORDS.to_owned(),
        FirmKey::new([7; 32]).to_base64().to_string(),
    ];
    let mut places: Vec<String> = heard;
    places.push(text(&env.app_folder().join("settings.json")));
    places.push(text(&env.log_path("WebKitWebDriver")));
    for place in &places {
        for secret in &secrets {
            assert!(!place.contains(secret), "a secret is in {place:.200}");
        }
    }

    let app = App::first_start(&mut env).await;
    let overview = invoke(&app, "app_overview", json!({})).await.unwrap();
    assert_eq!(overview["profile"], "live", "the firm of last time");
    assert_joined(&overview);
    assert_eq!(overview["firmFile"], Value::Null);
}

/// What issue 13 begins with: a file with the firm's own name, over a firm that is at work, from somebody who has an
/// account of their own at Conductor. Joining it opens another firm.
#[tokio::test]
async fn a_forged_file_takes_nothing_of_an_existing_firm_and_learns_nothing_of_it() {
    let mut env = TestEnv::start("firm-file-forged").await;
    let (conductor, _) = conductor().await;
    let file = firm_file(conductor.as_str(), "sk_conductor_test_own", "pk_fake");
    let path = write(&env, &file);
    let app = App::start(&mut env, &[], &[&path.display().to_string()]).await;
    open(&app, WORDS).await.unwrap();
    invoke(&app, "join_firm", json!({})).await.unwrap();
    let form = json!({ "name": "Sue's Bakery", "number": "1042", "email": "", "books": "desktop", "place": null, "computer": "" });
    invoke(&app, "add_client", json!({ "form": form }))
        .await
        .unwrap();
    let before = firms(&env);

    let (thief, heard) = self::conductor().await;
    let forged = FirmFile {
        firm_keys: Some(FirmKeys::generate()),
        ..firm_file(thief.as_str(), "sk_conductor_test_thief", "pk_thief")
    };
    let bytes = sealed_by(&SigningKey::generate(), &forged);
    let arguments = json!({ "name": NAME, "bytes": bytes });
    invoke(&app, "read_firm_file", arguments).await.unwrap();
    let seen = open(&app, WORDS).await.unwrap();
    assert_eq!(seen["signer"], "unknown", "{seen}");
    assert_eq!(seen["replaces"], Value::Null);
    assert_eq!(seen["beside"], "Hale & Ortiz LLP");
    let host = thief.port().map(|port| format!("127.0.0.1:{port}"));
    assert_eq!(
        seen["hosts"][0]["host"],
        json!(host),
        "a host that was hidden"
    );

    let joined = invoke(&app, "join_firm", json!({})).await.unwrap();
    assert_eq!(joined["firmName"], "Hale & Ortiz LLP");
    let rows = invoke(&app, "list_clients", json!({})).await.unwrap();
    assert_eq!(rows, json!([]), "no client of the first firm is in it");
    let after = firms(&env);
    assert_eq!(after.len(), 2);
    let kept = |firms: &[Value]| firms.iter().find(|it| it["id"] == "firm").cloned().unwrap();
    assert_eq!(kept(&after)["conductorPublishableKey"], "pk_fake");
    assert_eq!(
        kept(&after)["conductorBaseUrl"],
        kept(&before)["conductorBaseUrl"]
    );
    assert_eq!(kept(&after)["signer"], kept(&before)["signer"]);
    for key in heard.lock().unwrap().iter() {
        assert!(
            key.ends_with("sk_conductor_test_thief"),
            "the thief heard {key}"
        );
    }
}

/// The firms in the settings file.
fn firms(env: &TestEnv) -> Vec<Value> {
    let settings = text(&env.app_folder().join("settings.json"));
    let settings: Value = serde_json::from_str(&settings).expect("JSON");
    settings["firms"].as_array().expect("firms").clone()
}

/// A file that somebody else signed.
fn sealed_by(key: &SigningKey, file: &FirmFile) -> Vec<u8> {
    provisioning::seal(file, key, &Passphrase::new(WORDS)).expect("a file")
}

#[tokio::test]
async fn a_second_start_hands_its_file_to_the_running_app_and_a_bad_one_its_sentence() {
    let mut env = TestEnv::start("firm-file-warm").await;
    let app = App::practice(&mut env).await;
    app.listen().await;
    let file = firm_file("https://conductor.example/v1", "sk_fake", "pk_fake");
    write(&env, &file);

    start_again(&env, NAME).await;
    wait_for_file(&app, NAME).await;
    let heard = app.script("return window.__heard.join('\\n')").await;
    assert!(
        heard.as_str().unwrap().contains("firmFile"),
        "the window heard of it"
    );
    assert_eq!(open(&app, WORDS).await.unwrap()["computer"], "LAPTOP 7");

    let other = env.path("letter.counterfoil");
    fs::write(&other, "Dear Maria,").expect("a writable folder");
    let as_address = Url::from_file_path(&other).expect("a whole path");
    start_again(&env, as_address.as_str()).await;
    wait_for_file(&app, "letter.counterfoil").await;
    let overview = invoke(&app, "app_overview", json!({})).await.unwrap();
    let problem = &overview["firmFile"]["problem"];
    assert_eq!(problem["code"], "notAFirmFile", "{problem}");
    let again = open(&app, WORDS).await.unwrap_err();
    assert_eq!(&again, problem);

    invoke(&app, "forget_firm_file", json!({})).await.unwrap();
    start_again(&env, "--practice").await;
    start_again(&env, &env.path("logs").display().to_string()).await;
    let overview = invoke(&app, "app_overview", json!({})).await.unwrap();
    assert_eq!(overview["firmFile"], Value::Null, "nothing else is taken");
    assert_eq!(overview["profile"], "practice", "nothing was joined");
}

#[tokio::test]
async fn a_file_whose_key_was_turned_off_changes_nothing() {
    let mut env = TestEnv::start("firm-file-refused").await;
    let services = Practice::start(in_memory()).await.expect("practice starts");
    let endpoints = services.endpoints().clone();
    let file = firm_file(
        &endpoints.conductor.base_url,
        "sk_conductor_test_turned_off",
        &endpoints.conductor.publishable_key,
    );
    let path = write(&env, &file);
    let app = App::first_start(&mut env).await;

    let bytes = fs::read(&path).expect("the file");
    let arguments = json!({ "name": NAME, "bytes": bytes });
    let seen = invoke(&app, "read_firm_file", arguments).await.unwrap();
    assert_eq!(seen, json!({ "name": NAME }));
    open(&app, WORDS).await.unwrap();
    let problem = invoke(&app, "join_firm", json!({})).await.unwrap_err();
    assert_eq!(problem["code"], "fileKeyRefused", "{problem}");

    let overview = invoke(&app, "app_overview", json!({})).await.unwrap();
    assert_eq!(overview["firmReady"], false);
    assert_eq!(overview["profile"], "none");
    assert_eq!(overview["firmFile"]["name"], NAME, "it can be tried again");

    let letter = json!({ "name": "letter.counterfoil", "bytes": b"Dear Maria," });
    let problem = invoke(&app, "read_firm_file", letter).await.unwrap_err();
    assert_eq!(problem["code"], "notAFirmFile");
    let overview = invoke(&app, "app_overview", json!({})).await.unwrap();
    assert_eq!(
        overview["firmFile"]["name"], NAME,
        "the good one still waits"
    );
}

#[tokio::test]
async fn an_administrators_computer_makes_a_file_for_another() {
    let mut env = TestEnv::start("firm-file-made").await;
    let (conductor, keys) = conductor().await;
    let file = FirmFile {
        policy: Policy {
            connect: true,
            export: true,
            change_keys: true,
            make_firm_files: true,
            ..Policy::default()
        },
        signing_key: Some(signer()),
        ..firm_file(conductor.as_str(), "sk_conductor_test_own", "pk_fake")
    };
    let path = write(&env, &file);
    let app = App::start(&mut env, &[], &[&path.display().to_string()]).await;
    open(&app, WORDS).await.unwrap();
    invoke(&app, "join_firm", json!({})).await.unwrap();
    let folder = env.path("shared");
    fs::create_dir_all(&folder).expect("a writable folder");
    let arguments = json!({ "folder": folder });
    let overview = invoke(&app, "save_firm_folder", arguments).await.unwrap();
    assert_eq!(overview["computer"]["firmFolder"], json!(folder));

    refuse_what_is_wrong(&app).await;

    let mut made = Vec::new();
    for expected in [
        "Hale & Ortiz LLP - LAPTOP-8.counterfoil",
        "Hale & Ortiz LLP - LAPTOP-8 (2).counterfoil",
    ] {
        let form = form("sk_conductor_test_other", "LAPTOP-8");
        let saved = invoke(&app, "make_firm_file", json!({ "form": form }))
            .await
            .unwrap();
        assert_eq!(saved["file"]["name"], expected);
        let bytes = fs::read(downloaded(&env, expected)).expect("the file");
        let opened = Sealed::read(&bytes)
            .unwrap()
            .open(
                &Passphrase::new("a passphrase of our own"),
                Timestamp::now(),
            )
            .unwrap();
        assert_eq!(
            opened.signer,
            signer().public(),
            "signed with the firm's key"
        );
        made.push(opened.file);
    }
    let first = &made[0];
    let part = first.conductor.as_ref().unwrap();
    assert_eq!(part.secret_key.expose(), "sk_conductor_test_other");
    assert_eq!(part.base_url, Some(conductor));
    assert_eq!(first.computer, "LAPTOP-8");
    assert_eq!(first.firm_folder, Some(folder.display().to_string()));
    assert_eq!(
        first.policy,
        Policy {
            connect: true,
            ..Policy::default()
        }
    );
    let days = first.usable_until.duration_since(first.made_at);
    assert_eq!(days, SignedDuration::from_hours(7 * 24));
    assert_ne!(first.id, made[1].id);
    for file in &made {
        assert_eq!(
            file.firm_keys.as_ref().unwrap().newest().key,
            FirmKey::new([7; 32]),
            "the key of the firm's change log is passed on"
        );
    }
    let asked = keys.lock().unwrap().clone();
    assert!(
        asked
            .iter()
            .any(|key| key.ends_with("sk_conductor_test_other"))
    );
}

/// Every field of the form that could be wrong, each with its code.
async fn refuse_what_is_wrong(app: &App) {
    for (changed, code) in [
        (
            json!({ "conductorSecretKey": " sk_conductor_test_own " }),
            "ownKey",
        ),
        (json!({ "conductorSecretKey": "pk_fake" }), "keysSwapped"),
        (json!({ "conductorSecretKey": "" }), "fileNeedsKey"),
        (json!({ "passphrase": "short" }), "passphraseShort"),
        (json!({ "passphrase": "aaaaaaaaaaaa" }), "passphraseWeak"),
        (json!({ "days": 0 }), "daysOutOfRange"),
        (json!({ "computer": " " }), "fileText"),
        (
            json!({ "policy": { "disconnect": true } }),
            "moreThanAllowed",
        ),
    ] {
        let mut form = form("sk_conductor_test_other", "LAPTOP-8");
        merge(&mut form, &changed);
        let problem = invoke(app, "make_firm_file", json!({ "form": form }))
            .await
            .expect_err("a form that is wrong");
        assert_eq!(problem["code"], code, "{changed}");
    }
}

pub(super) fn firm_file(base_url: &str, secret_key: &str, publishable_key: &str) -> FirmFile {
    let now = Timestamp::now();
    FirmFile {
        id: uuid::Uuid::new_v4(),
        made_at: now,
        made_by: "FRONT-DESK".to_owned(),
        usable_until: now + SignedDuration::from_hours(24),
        computer: "LAPTOP 7".to_owned(),
        firm_name: "Hale & Ortiz LLP".to_owned(),
        conductor: Some(ConductorPart {
            secret_key: Key::new(secret_key),
            publishable_key: publishable_key.to_owned(),
            base_url: Some(address(base_url)),
        }),
        intuit: None,
        firm_folder: None,
        firm_keys: Some(FirmKeys::first(FirmKey::new([7; 32]))),
        signing_key: None,
        policy: Policy {
            connect: true,
            export: true,
            ..Policy::default()
        },
    }
}

/// The firm's signing key in these tests.
pub(super) fn signer() -> SigningKey {
    SigningKey::from_text("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").expect("a key")
}

fn form(key: &str, computer: &str) -> Value {
    json!({
        "computer": computer,
        "conductorSecretKey": key,
        "passphrase": "a passphrase of our own",
        "days": 7,
        "policy": policy(&["connect"]),
    })
}

/// Everything off but what is named: to the app, what a policy does not name is allowed.
fn policy(allowed: &[&str]) -> Value {
    let names = [
        "connect",
        "disconnect",
        "deleteConnections",
        "export",
        "changeKeys",
        "makeFirmFiles",
        "readBooks",
    ];
    names
        .iter()
        .map(|name| ((*name).to_owned(), allowed.contains(name).into()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn merge(form: &mut Value, changed: &Value) {
    for (key, value) in changed.as_object().expect("fields") {
        if value.is_object() {
            merge(&mut form[key], value);
        } else {
            form[key] = value.clone();
        }
    }
}

pub(super) fn write(env: &TestEnv, file: &FirmFile) -> PathBuf {
    let path = env.path(NAME);
    let bytes = provisioning::seal(file, &signer(), &Passphrase::new(WORDS)).expect("a file");
    fs::write(&path, bytes).expect("a writable folder");
    path
}

/// A file that the app wrote for the person.
pub(super) fn downloaded(env: &TestEnv, name: &str) -> PathBuf {
    env.downloaded(|path| path.ends_with(name))
        .expect("the file is in the downloads")
}

/// A Conductor that takes every key and has no end-users, and the keys it was asked with.
pub(super) async fn conductor() -> (Url, Arc<Mutex<Vec<String>>>) {
    let keys = Arc::new(Mutex::new(Vec::new()));
    let seen = keys.clone();
    let list = async move |headers: HeaderMap| {
        let key = headers["authorization"].to_str().unwrap_or_default();
        seen.lock()
            .expect("one task at a time")
            .push(key.to_owned());
        Json(json!({ "objectType": "list", "url": "/v1/end-users", "data": [] }))
    };
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let router = axum::Router::new().route("/v1/end-users", get(list));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address(&format!("http://127.0.0.1:{port}/v1")), keys)
}

/// Starts the app a second time, from the environment's folder, and waits until that process is gone.
pub(super) async fn start_again(env: &TestEnv, argument: &str) {
    let mut second = env
        .command(app::program())
        .arg(argument)
        .stdout(env.log("second"))
        .stderr(env.log("second"))
        .spawn()
        .expect("the app starts");
    eventually("the second process ends", SHORT, async || {
        second.try_wait().ok().flatten()
    })
    .await;
}

async fn wait_for_file(app: &App, name: &str) {
    eventually("the file waits in the app", LONG, async || {
        let overview = invoke(app, "app_overview", json!({})).await.ok()?;
        (overview["firmFile"]["name"] == name).then_some(())
    })
    .await;
}

async fn open(app: &App, passphrase: &str) -> Result<Value, Value> {
    invoke(app, "open_firm_file", json!({ "passphrase": passphrase })).await
}

/// Calls a command as the window does.
async fn invoke(app: &App, command: &str, arguments: Value) -> Result<Value, Value> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke({}, {arguments})
            .then(answer => done({{ answer }}), problem => done({{ problem }}));",
        json!(command)
    );
    let mut said = app.script_async(&script).await;
    match said.get_mut("problem") {
        Some(problem) => Err(problem.take()),
        None => Ok(said["answer"].take()),
    }
}

fn assert_joined(overview: &Value) {
    assert_eq!(overview["firmName"], "Hale & Ortiz LLP");
    assert_eq!(overview["conductorReady"], true);
    assert_eq!(overview["intuitReady"], true);
    assert_eq!(overview["askRoles"], false);
    assert_eq!(overview["accountingScope"], true);
    assert_eq!(overview["computer"]["joined"]["computer"], "LAPTOP 7");
    assert_eq!(overview["computer"]["joined"]["madeBy"], "FRONT-DESK");
    assert_eq!(
        overview["computer"]["policy"],
        policy(&["connect", "export"])
    );
}

fn in_memory() -> practice::Config {
    practice::Config {
        app_scheme: OWN.scheme.to_owned(),
        ..practice::Config::default()
    }
}

fn address(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
