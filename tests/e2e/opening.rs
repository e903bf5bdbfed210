//! The roster is in the window before the keychain has answered, and nothing is taken for lost because of it.

#![expect(
    clippy::used_underscore_binding,
    reason = "the interface macro uses what it does not need"
)]

use std::path::Path;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use roster::client::{Client, ClientDraft, ClientId, QuickBooks};
use roster::database::Database;
use roster::observation::{Observation, OnlineConnection, Person};
use serde_json::json;
use tokio::sync::Notify;
use zbus::connection::Builder;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, fdo, interface};

use super::harness::{App, LONG, TestEnv};

const SUES: &str = "Sue's Bakery LLC";

#[tokio::test]
async fn the_roster_is_shown_before_the_keychain_answers_and_stays_when_it_never_does() {
    let mut env = TestEnv::without_keyring("opening").await;
    let keychain = Keychain::silent(&env).await;
    fill(&env.app_folder());
    let app = App::first_start(&mut env).await;
    app.wait_for_roster().await;
    assert_eq!(app.state(SUES).await, "connected");
    assert_eq!(app.script_async(OPENING).await, json!(true));
    app.find("banner-opening").await;

    app.script(
        "window.__checked = null;
        const { invoke } = window.__TAURI_INTERNALS__;
        invoke('list_clients').then(rows => invoke('check_client', { clientId: rows[0].id })).then(
            row => { window.__checked = row.state; },
            problem => { window.__checked = problem.code; });",
    )
    .await;
    app.painted().await;
    assert_eq!(
        app.script("return window.__checked").await,
        json!(null),
        "what needs the keychain waits for it"
    );

    keychain.give_up();
    app.wait_until(
        "the firm is open",
        LONG,
        "return document.querySelector('[data-testid=banner-keychainMissing]') !== null
            && document.querySelector('[data-testid=banner-opening]') === null
            && window.__checked !== null",
    )
    .await;
    assert_eq!(app.script_async(OPENING).await, json!(false));
    // It was looked at without its sign-in, and not taken for lost.
    app.wait_for_state(SUES, "connected").await;
    app.quit(&env).await;
}

const OPENING: &str = "const done = arguments[arguments.length - 1];
window.__TAURI_INTERNALS__.invoke('app_overview').then(it => done(it.opening), done);";

/// A keychain that takes every question and answers none, as one that waits for its password does.
struct Silent(Arc<Notify>);

#[interface(name = "org.freedesktop.Secret.Service")]
impl Silent {
    async fn open_session(
        &self,
        _algorithm: String,
        _input: Value<'_>,
    ) -> fdo::Result<(OwnedValue, OwnedObjectPath)> {
        self.0.notified().await;
        Err(fdo::Error::Failed("nobody typed the password".to_owned()))
    }
}

struct Keychain {
    given_up: Arc<Notify>,
    _bus: Connection,
}

impl Keychain {
    async fn silent(env: &TestEnv) -> Self {
        let given_up = Arc::new(Notify::new());
        let address = format!("unix:path={}", env.path("run/bus").display());
        let bus = Builder::address(address.as_str())
            .and_then(|bus| bus.name("org.freedesktop.secrets"))
            .and_then(|bus| bus.serve_at("/org/freedesktop/secrets", Silent(given_up.clone())))
            .expect("the keychain is described")
            .build()
            .await
            .expect("the keychain takes its place on the bus");
        Self {
            given_up,
            _bus: bus,
        }
    }

    /// Answers that it stays locked.
    fn give_up(&self) {
        self.given_up.notify_one();
    }
}

/// A firm whose one client was connected and answered yesterday, so that it is checked as soon as possible.
fn fill(folder: &Path) {
    std::fs::create_dir_all(folder.join("firm")).expect("the app's folder can be made");
    let settings = json!({
        "version": 1,
        "profile": "live",
        "firm": {
            "name": "Hale & Ortiz LLP",
            "intuit": {
                "clientId": "AB-fake",
                "environment": "production",
                "relay": { "url": "https://relay.invalid/", "operator": "Hale & Ortiz LLP" },
                "accountingScope": false,
            },
        },
        "memory": { "live": { "sort": "urgency", "down": false, "view": "all", "role": "any" } },
    });
    std::fs::write(folder.join("settings.json"), settings.to_string())
        .expect("the settings can be written");
    let yesterday = Timestamp::now() - SignedDuration::from_hours(20);
    let id = ClientId::random();
    let client = Client::new(id, ClientDraft::new(SUES, QuickBooks::Online), yesterday);
    let mut seen = Observation {
        checked_at: Some(yesterday),
        ..Observation::default()
    };
    seen.online.last_ok_at = Some(yesterday);
    seen.online.connection = Some(OnlineConnection {
        connected_at: yesterday,
        person: Person {
            sub: "sub-1".to_owned(),
            name: Some("Maria Ortiz".to_owned()),
            email: None,
        },
        realm_tail: "0396".to_owned(),
        realm_hash: "fake".to_owned(),
        company_name: None,
        renewed_at: yesterday,
        idle_expires_at: Some(yesterday + SignedDuration::from_hours(24 * 100)),
        hard_expires_at: None,
    });
    let database = Database::open(&folder.join("firm/roster.sqlite")).expect("a roster");
    database.insert_client(&client).expect("a client");
    database
        .save_observation(client.id, &seen)
        .expect("what is known of it");
}
