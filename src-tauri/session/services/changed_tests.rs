//! Settings that another program changed, and what is built from them.

use parking_lot::Mutex;
use roster::vault::{MemoryVault, Secret};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::*;
use crate::settings::ServiceValue;
use crate::settings::managed::Managed;

/// A firm of a computer, closed and opened with something between.
struct Kept {
    folder: tempfile::TempDir,
    vault: Arc<dyn Vault>,
    asked: Arc<Mutex<u32>>,
    /// Another program's server, which counts who comes.
    elsewhere: String,
}

impl Kept {
    async fn firm() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let elsewhere = format!("http://{}/", listener.local_addr().expect("bound"));
        let asked = Arc::new(Mutex::new(0));
        let count = asked.clone();
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                *count.lock() += 1;
            }
        });
        let vault = Arc::new(MemoryVault::new());
        let kept = Self {
            folder: tempfile::tempdir().expect("a folder"),
            vault,
            asked,
            elsewhere,
        };
        let key = Secret::new("sk_conductor_fake");
        kept.vault.set(CONDUCTOR_KEY, key).await.expect("kept");
        kept.write(&json!({ "version": 1, "firm": {
            "name": "Hale & Ortiz LLP",
            "conductorPublishableKey": "pk_conductor_fake",
            "firmFolder": "/srv/firm",
        }}));
        kept
    }

    fn write(&self, settings: &Value) {
        let file = self.folder.path().join("settings.json");
        std::fs::write(file, settings.to_string()).expect("written");
    }

    fn read(&self) -> Value {
        let file = self.folder.path().join("settings.json");
        serde_json::from_slice(&std::fs::read(file).expect("read")).expect("JSON")
    }

    /// Opens the firm; whether it has Conductor, and what was changed.
    async fn open(&self) -> (Settings, bool, Option<Vec<ServiceValue>>) {
        let settings = Settings::of_folder(self.folder.path(), Managed::default());
        let id = settings.own_firm().expect("a firm").id;
        let (conductor, intuit) = genuine_sides(&settings, &id, &self.vault).await;
        assert!(intuit.is_none());
        let changed = settings.changed_outside(&id);
        (settings, conductor.is_some(), changed)
    }
}

#[tokio::test]
async fn settings_changed_by_another_program_reach_no_service() {
    let kept = Kept::firm().await;
    let (_, open, changed) = kept.open().await;
    assert!(
        open && changed.is_none(),
        "a firm of version 1 gets its codes"
    );
    let (_, open, changed) = kept.open().await;
    assert!(open && changed.is_none(), "and keeps them");
    let whole = kept.read();
    let relay = json!({ "clientId": "AB", "environment": "production", "accountingScope": false,
        "relay": { "url": kept.elsewhere, "operator": "Hale & Ortiz LLP" } });
    let edits = [
        (
            "conductorBaseUrl",
            json!(kept.elsewhere),
            ServiceValue::ConductorBaseUrl,
        ),
        (
            "conductorPublishableKey",
            json!("pk_other"),
            ServiceValue::ConductorPublishableKey,
        ),
        (
            "firmFolder",
            json!("//elsewhere/share"),
            ServiceValue::FirmFolder,
        ),
        ("askRoles", json!(false), ServiceValue::IntuitScopes),
        ("intuit", relay, ServiceValue::RelayUrl),
        ("signer", json!("A".repeat(43)), ServiceValue::Signer),
        (
            "seat",
            json!({ "policy": { "export": false } }),
            ServiceValue::Permissions,
        ),
    ];
    for (name, value, expected) in edits {
        let mut settings = whole.clone();
        settings["firms"][0][name] = value;
        kept.write(&settings);
        let (settings, open, changed) = kept.open().await;
        let changed = changed.unwrap_or_default();
        assert!(!open && changed.contains(&expected), "{name}: {changed:?}");
        let firm = settings.get().firm.expect("the firm");
        assert!(
            firm.conductor_publishable_key.is_none() && firm.intuit.is_none(),
            "{name}"
        );
        assert!(
            firm.conductor_base_url.is_none() && firm.firm_folder.is_none(),
            "{name}"
        );
        settings.change(|values| values.appearance.zoom = 1.5);
        let (_, open, _) = kept.open().await;
        assert!(!open, "{name}: a change of ours doesn't confirm theirs");
    }
    kept.write(&whole);
    assert!(kept.open().await.1, "put back, they are ours again");
    assert_eq!(*kept.asked.lock(), 0, "nothing was sent");
}

#[tokio::test]
async fn settings_without_their_codes_or_their_key_are_not_believed() {
    let kept = Kept::firm().await;
    kept.open().await;
    let mut stripped = kept.read();
    stripped["firms"][0]
        .as_object_mut()
        .expect("a firm")
        .remove("codes");
    kept.write(&stripped);
    let (settings, open, changed) = kept.open().await;
    let changed = changed.expect("changed");
    assert!(!open && changed.contains(&ServiceValue::ConductorPublishableKey));
    assert!(
        !changed.contains(&ServiceValue::RelayUrl),
        "no relay was ever set"
    );

    // The next click: a person confirms them.
    let mut firm = settings.former_firm().expect("a firm");
    assert!(firm.firm_folder.is_none() && firm.conductor_publishable_key.is_none());
    firm.conductor_publishable_key = Some("pk_conductor_fake".to_owned());
    settings.take_typed_firm(firm, kept.vault.as_ref()).await;
    let (_, open, changed) = kept.open().await;
    assert!(open && changed.is_none());

    // The profile on another computer, whose keychain it does not bring.
    kept.vault.delete("settings-key").await.expect("deleted");
    let (_, open, changed) = kept.open().await;
    assert!(!open && changed.is_some());
}

#[tokio::test]
async fn an_address_without_tls_in_the_settings_is_never_used() {
    let kept = Kept::firm().await;
    let mut settings = kept.read();
    settings["firm"]["conductorBaseUrl"] = json!("http://conductor.example/v1");
    kept.write(&settings);
    let (_, open, changed) = kept.open().await;
    assert_eq!(
        (open, changed),
        (false, Some(vec![ServiceValue::ConductorBaseUrl]))
    );
}

#[tokio::test]
async fn memory_in_the_keychains_place_opens_no_service_of_the_settings() {
    let kept = Kept::firm().await;
    let keychain = crate::platform::keychain::Keychain::missing();
    let settings = Settings::of_folder(kept.folder.path(), Managed::default());
    let (vault, _) = keychain.firm_vault(&FirmId::first()).await;
    vault
        .set(CONDUCTOR_KEY, Secret::new("sk_conductor_fake"))
        .await
        .expect("kept");
    let sides = genuine_sides(&settings, &FirmId::first(), &vault).await;
    assert!(sides.0.is_none() && sides.1.is_none());
    let firm = settings.former_firm().expect("a firm");
    settings.take_typed_firm(firm, vault.as_ref()).await;
    let sides = genuine_sides(&settings, &FirmId::first(), &vault).await;
    assert!(
        sides.0.is_some(),
        "what was typed now lasts until the app closes"
    );
    let (_, open, _) = kept.open().await;
    assert!(open, "and no code of it is in the file");
}
