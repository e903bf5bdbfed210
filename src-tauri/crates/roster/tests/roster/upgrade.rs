//! A profile that the build of commit 1d123e7 left, opened with today's code. `tests/fixtures/profile-0.1.0/README.md`
//! says what is in it. Each part of the app adds its own assertions here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use keyring_core::api::CredentialStoreApi as _;
use provisioning::{FirmKey, FirmKeys};
use roster::change_log::FirmFolder;
use roster::client::{Client, ClientId, Lifecycle, QuickBooks, SourceId};
use roster::database::Database;
use roster::event::Event;
use roster::grants::Grant;
use roster::vault::{KeychainVault, Secret, Vault as _, VaultStatus, is_in_file};
use tempfile::TempDir;

use crate::harness::{
    AppUnderTest, BLUEBELL, CEDAR, JUNIPER, MARIA, SILVER, SUES, TestEnv, TestVault, WREN, test_pc,
};

/// The clients of the profile, by name: number, lifecycle, and the company where one is connected.
const CLIENTS: [(&str, &str, Lifecycle, Option<&str>); 8] = [
    ("Acme Plumbing", "2001", Lifecycle::Active, None),
    (
        "Cedar Loft Interiors",
        "1107",
        Lifecycle::Paused,
        Some(CEDAR),
    ),
    (
        "Juniper Yoga Studio",
        "1093",
        Lifecycle::Archived,
        Some(JUNIPER),
    ),
    ("Lantern Hill Farm", "1120", Lifecycle::Active, None),
    ("Northwind Tools", "2002", Lifecycle::Active, None),
    (
        "Silver Birch Framing",
        "1066",
        Lifecycle::Active,
        Some(SILVER),
    ),
    ("Sue's Bakery", "1042", Lifecycle::Active, Some(SUES)),
    ("Wren & Daughters", "1051", Lifecycle::Active, Some(WREN)),
];

/// A copy of the profile.
struct Former {
    folder: TempDir,
    vault: Arc<TestVault>,
    /// The vault as it was.
    entries: BTreeMap<String, String>,
}

impl Former {
    async fn copy() -> Self {
        let kept =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/profile-0.1.0");
        let folder = tempfile::tempdir().unwrap();
        for part in ["firm", "share"] {
            fs::create_dir(folder.path().join(part)).unwrap();
            for entry in fs::read_dir(kept.join(part)).unwrap() {
                let file = entry.unwrap();
                let copy = folder.path().join(part).join(file.file_name());
                fs::copy(file.path(), copy).unwrap();
            }
        }
        let text = fs::read_to_string(kept.join("vault.json")).unwrap();
        let entries: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
        let vault = Arc::new(TestVault::default());
        for (name, entry) in &entries {
            vault.set(name, Secret::new(entry.clone())).await.unwrap();
        }
        Self {
            folder,
            vault,
            entries,
        }
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("firm/roster.sqlite")
    }

    fn open(&self) -> Database {
        Database::open(&self.database()).unwrap()
    }

    /// An app of today over it.
    async fn app(&self, env: &TestEnv) -> AppUnderTest {
        env.app_with(|parts| {
            parts.database = self.open();
            parts.vault = self.vault.clone();
        })
        .await
    }
}

fn named(database: &Database, name: &str) -> Client {
    let clients = database.clients().unwrap();
    clients
        .into_iter()
        .find(|client| client.name == name)
        .unwrap()
}

/// That build kept an entry of the keychain for each company.
#[tokio::test]
async fn every_secret_of_the_profile_moves_into_the_file_beside_the_keychain_and_is_used_from_there()
 {
    let former = Former::copy().await;
    let store = keyring_core::mock::Store::new().unwrap();
    let keychain = || KeychainVault::new(store.clone(), "firm");
    let older = keychain();
    for (name, entry) in &former.entries {
        older.set(name, Secret::new(entry.clone())).await.unwrap();
    }
    let file = former.folder.path().join("firm/vault.sqlite");
    let vault = Arc::new(keychain().with_file(file.clone()));
    assert_eq!(vault.status().await, VaultStatus::Ready);
    let in_keychain = || {
        let entries = store.search(&std::collections::HashMap::new()).unwrap();
        let kept = entries.iter().filter(|entry| entry.get_secret().is_ok());
        kept.filter_map(|entry| Some(entry.get_specifiers()?.1))
            .filter(|user| is_in_file(user.trim_start_matches("firm/")))
            .count()
    };
    for _ in 0..2 {
        for (name, entry) in &former.entries {
            let kept = vault.get(name).await.unwrap();
            // EXPOSE: a test compares it.
            let kept = kept.as_ref().map(Secret::expose);
            assert_eq!(kept, Some(entry.as_str()), "{name}");
        }
    }
    assert_eq!(in_keychain(), 0);
    assert!(file.exists());

    let env = TestEnv::new().await;
    let app = env
        .app_with(|parts| {
            parts.database = former.open();
            parts.vault = vault.clone();
        })
        .await;
    for (name, _, lifecycle, company) in CLIENTS {
        let client = named(&former.open(), name);
        let row = app.row(client.id);
        let is_connected = company.is_some() && lifecycle == Lifecycle::Active;
        assert!(!is_connected || row.connected_as.is_some(), "{name}");
    }
}

#[tokio::test]
async fn every_client_is_there_with_what_is_known_of_it() {
    let former = Former::copy().await;
    let database = former.open();
    assert_eq!(database.clients().unwrap().len(), CLIENTS.len());
    for (name, number, lifecycle, company) in CLIENTS {
        let client = named(&database, name);
        assert_eq!(client.number.as_deref(), Some(number));
        assert_eq!(client.lifecycle, lifecycle, "{name}");
        // Conductor knows the end-users of that build by the client's own id.
        assert_eq!(client.source_id, SourceId::of(client.id), "{name}");
        let known = database.observation(client.id).unwrap();
        let saved = known.online.connection.as_ref();
        assert_eq!(
            saved.map(|saved| saved.realm_tail.as_str()),
            company.map(|realm| &realm[realm.len() - 4..]),
            "{name}"
        );
        assert!(saved.is_none_or(|saved| saved.person.label() == "Maria Ortiz"));
        let is_desktop = matches!(client.books, QuickBooks::Desktop { .. });
        assert_eq!(known.desktop.end_user_id.is_some(), is_desktop, "{name}");
    }
}

#[tokio::test]
async fn every_line_of_the_history_is_there() {
    let former = Former::copy().await;
    let database = former.open();
    assert_eq!(database.activity(None, 1_000).unwrap().len(), 40);
    let wren = named(&database, "Wren & Daughters").id;
    let timeline = database.timeline(wren, 100).unwrap();
    let taken = timeline
        .iter()
        .find(|line| line.entry.person.as_deref() == Some("Tom Becker"))
        .unwrap();
    assert_eq!(taken.entry.event, Event::Connected);
    assert_eq!(taken.entry.computer, "BACK-OFFICE");
}

#[tokio::test]
async fn every_grant_and_key_is_there_after_the_firm_was_opened() {
    let former = Former::copy().await;
    let env = TestEnv::new().await;
    let app = former.app(&env).await;
    assert_eq!(app.rows().unwrap().len(), CLIENTS.len());
    for (name, _, _, company) in CLIENTS {
        let id: ClientId = named(&former.open(), name).id;
        let entry = former.vault.entries().remove(&format!("company/{id}"));
        let grant = entry.map(|text| Grant::read(&Secret::new(text)).unwrap());
        // EXPOSE: a made-up company is compared.
        let realm = grant.map(|grant| grant.realm().expose().to_owned());
        assert_eq!(realm.as_deref(), company, "{name}");
    }
    for name in former.entries.keys() {
        assert!(former.vault.entries().contains_key(name), "{name}");
    }
    // The grants of that build do not say whose they are; from now on they are the relay's of this start.
    let (_, bound) = former.vault.entry("legacy-relay").unwrap();
    assert!(
        bound.contains(&env.practice.endpoints().relay.base_url),
        "{bound}"
    );
}

#[tokio::test]
async fn the_history_written_here_is_this_computers() {
    let former = Former::copy().await;
    let env = TestEnv::new().await;
    let app = former.app(&env).await;
    let database = former.open();
    let sue = named(&database, "Sue's Bakery");
    let saved = database.observation(sue.id).unwrap().online.connection;
    let after = saved.unwrap().connected_at;
    let taken = database.takeover(sue.id, after, test_pc()).unwrap();
    assert_eq!(taken, None, "its own line is nobody else's");
    let wren = named(&database, "Wren & Daughters");
    let taken = database.takeover(wren.id, after, test_pc()).unwrap();
    assert_eq!(taken.as_deref(), Some("Tom Becker"));
    drop(app);
}

#[tokio::test]
async fn the_change_log_goes_on_in_the_same_file() {
    let former = Former::copy().await;
    let env = TestEnv::new().await;
    let app = former.app(&env).await;
    let folder = former.folder.path().join("share");
    // As if it were the folder of then: its path is kept with the file.
    let was = Path::new("/tmp/counterfoil-0.1.0/share");
    let meta = former.open().meta("firm-log").unwrap().unwrap();
    let meta = meta.replace(was.to_str().unwrap(), folder.to_str().unwrap());
    former.open().set_meta("firm-log", &meta).unwrap();
    app.change_log().share_change_log(Some(FirmFolder {
        folder: folder.clone(),
        keys: FirmKeys::first(FirmKey::new([0x5a; 32])),
        fingerprint: None,
    }));
    app.change_log().sync_change_log().await;
    assert_eq!(app.change_log().change_log_problem(), None);
    let wren = named(&former.open(), "Wren & Daughters").id;
    assert_eq!(app.row(wren).elsewhere.unwrap().computer, "BACK-OFFICE");
    app.connected(&env, "Bluebell Nursery", MARIA, BLUEBELL)
        .await;
    app.change_log().sync_change_log().await;
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
    let own = folder.join("FRONT-DESK-aaa34406.counterfoil-log");
    let text = fs::read_to_string(own).unwrap();
    // Five of then, the new one, and nothing of the others again.
    assert_eq!(text.lines().count(), 6);
}
