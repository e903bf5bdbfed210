//! A keyring that is locked, or not there, when the app starts, and open later.

use std::collections::HashMap;

use serde_json::json;
use zbus::Connection;
use zbus::connection::Builder;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use super::firms::{add, invoke, set_up};
use super::harness::{App, LONG, TestEnv};

const SUES: &str = "Sue's Bakery LLC";
const SERVICE: &str = "org.freedesktop.Secret.Service";
const GUILT_RIDDEN: &str = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";
const NAME: &str = "org.freedesktop.secrets";
const PLACE: &str = "/org/freedesktop/secrets";

#[tokio::test]
async fn a_keyring_that_is_unlocked_late_is_taken_up_without_a_restart_and_nothing_was_lost() {
    let mut env = TestEnv::start("keyring-late").await;
    let app = App::first_start(&mut env).await;
    app.find("start-practice").await;
    set_up(&app, "Hale & Ortiz LLP", false).await;
    add(&app, SUES).await;
    app.quit(&env).await;

    let keyring = Keyring::of(&env).await;
    keyring.lock().await;
    let app = App::first_start(&mut env).await;
    // Somebody has 20 seconds to answer its question.
    let locked = "return document.querySelector('[data-testid=banner-keychainLocked]') !== null";
    app.wait_until("that it is locked is said", LONG, locked)
        .await;
    let overview = invoke(&app, "app_overview", &json!({})).await;
    assert_eq!(overview["intuitReady"], false, "{overview}");

    keyring.unlock().await;
    app.wait_until("the banner goes by itself", LONG, &gone("keychainLocked"))
        .await;
    let overview = invoke(&app, "app_overview", &json!({})).await;
    assert_eq!(overview["intuitReady"], true, "{overview}");
    assert!(!app.has("banner-settingsChanged").await);
    // The keyring's own dialog is still open and gets the keystrokes that would close the window.
    app.crash(&env).await;
}

#[tokio::test]
async fn what_was_entered_while_there_was_no_keyring_is_kept_once_there_is_one() {
    let mut env = TestEnv::without_keyring("keyring-made").await;
    let app = App::first_start(&mut env).await;
    app.find("start-practice").await;
    let first = set_up(&app, "Hale & Ortiz LLP", false).await;
    assert!(first.get("problem").is_none(), "{first}");
    add(&app, SUES).await;
    // Set up behind its back, the window looks anew.
    app.script("location.reload()").await;
    app.find("banner-keychainMissing").await;

    Keyring::make(&env).await;
    app.wait_until("the banner goes by itself", LONG, &gone("keychainMissing"))
        .await;
    app.quit(&env).await;
    let app = App::first_start(&mut env).await;
    app.wait_until("the client is there", LONG, &gone("keychainMissing"))
        .await;
    let overview = invoke(&app, "app_overview", &json!({})).await;
    assert_eq!(overview["intuitReady"], true, "{overview}");
    assert!(!app.has("banner-settingsChanged").await);
    app.quit(&env).await;
}

/// Whether this banner is gone, with the roster in the window.
fn gone(banner: &str) -> String {
    format!(
        "return document.querySelector('[data-testid=banner-{banner}]') === null
            && document.querySelector('[data-testid=banner-opening]') === null
            && document.querySelector('[data-client-name]') !== null"
    )
}

/// The keyring of an environment, as its own settings program sees it.
struct Keyring {
    bus: Connection,
    collection: OwnedObjectPath,
}

impl Keyring {
    async fn of(env: &TestEnv) -> Self {
        let bus = bus_of(env).await;
        let answer = call(&bus, SERVICE, "ReadAlias", &("default",)).await;
        let collection = answer.body().deserialize().expect("a collection");
        Self { bus, collection }
    }

    /// Where there was none.
    async fn make(env: &TestEnv) {
        let bus = bus_of(env).await;
        let label = "org.freedesktop.Secret.Collection.Label";
        let attributes = HashMap::from([(label, Value::from("Default"))]);
        let password = password(&bus).await;
        let made = (attributes, password);
        let answer = call(&bus, GUILT_RIDDEN, "CreateWithMasterPassword", &made).await;
        let collection: OwnedObjectPath = answer.body().deserialize().expect("a collection");
        call(&bus, SERVICE, "SetAlias", &("default", collection)).await;
    }

    async fn lock(&self) {
        call(&self.bus, SERVICE, "Lock", &(vec![&self.collection],)).await;
    }

    /// As `pam_gnome_keyring` does at a login.
    async fn unlock(&self) {
        let with = (&self.collection, password(&self.bus).await);
        call(&self.bus, GUILT_RIDDEN, "UnlockWithMasterPassword", &with).await;
    }
}

async fn bus_of(env: &TestEnv) -> Connection {
    let address = format!("unix:path={}", env.path("run/bus").display());
    let bus = Builder::address(address.as_str()).expect("an address");
    bus.build().await.expect("the session bus")
}

/// The environment's password, in the shape of a secret.
async fn password(bus: &Connection) -> (OwnedObjectPath, Vec<u8>, Vec<u8>, &'static str) {
    let plain = ("plain", Value::from(""));
    let opened = call(bus, SERVICE, "OpenSession", &plain).await;
    let (_, session): (OwnedValue, OwnedObjectPath) =
        opened.body().deserialize().expect("a session");
    (session, Vec::new(), b"test".to_vec(), "text/plain")
}

async fn call<B>(bus: &Connection, interface: &str, method: &str, body: &B) -> zbus::Message
where
    B: serde::ser::Serialize + zbus::zvariant::DynamicType,
{
    bus.call_method(Some(NAME), PLACE, Some(interface), method, body)
        .await
        .unwrap_or_else(|error| panic!("{method}: {error}"))
}
