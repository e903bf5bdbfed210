//! The secrets to look for, gathered from those who may know them.

use std::collections::BTreeMap;
use std::process::Stdio;

use keyring_core::api::CredentialStoreApi as _;
use roster::vault::{KeychainVault, Vault as _};
use serde_json::Value;
use url::Url;

use super::super::harness::{OWN, TestEnv};

/// Shorter texts are words, not secrets.
const SHORTEST: usize = 16;

/// Each secret with where it was learnt, so that a failing test can name it without printing it.
#[derive(Default)]
pub(crate) struct Hoard(BTreeMap<String, String>);

impl Hoard {
    /// Everything random in the practice firm's file: keys, codes, tokens, link secrets.
    pub(crate) fn add_practice(&mut self, env: &TestEnv) {
        let file = env.app_folder().join("practice/state.json");
        let text = std::fs::read(file).expect("the practice firm keeps its state");
        let state = serde_json::from_slice(&text).expect("the practice firm's state is JSON");
        self.add_leaves("practice", &state);
    }

    /// The companies' numbers: only their last four digits may be seen.
    pub(crate) fn add_realms(&mut self, clients: &[Value]) {
        for client in clients {
            if let Some(realm) = client["connect"]["realm"].as_str() {
                self.add(&format!("realm id of {}", client["name"]), realm);
            }
        }
    }

    /// An address that is a credential: the whole of it and each of its secret parts.
    pub(crate) fn add_address(&mut self, address: &str) {
        self.add("an address", address);
        let address = Url::parse(address).expect("an address is a URL");
        for (key, value) in address.query_pairs() {
            if ["state", "handoff", "code"].contains(&&*key) {
                self.add(&format!("{key} of an address"), &value);
            }
        }
    }

    /// What the app itself put into the keychain.
    pub(crate) fn add_keychain(&mut self, env: &TestEnv) {
        let found = env
            .command("secret-tool")
            .args(["search", "--all", "service", OWN.keychain])
            .stderr(Stdio::null())
            .output()
            .expect("secret-tool starts");
        let found = String::from_utf8_lossy(&found.stdout).into_owned();
        let entries: Vec<&str> = found
            .lines()
            .filter_map(|line| line.strip_prefix("secret = "))
            .collect();
        assert!(!entries.is_empty(), "the app keeps nothing in the keychain");
        for entry in entries {
            match serde_json::from_str(entry) {
                Ok(parts @ (Value::Object(_) | Value::Array(_))) => {
                    self.add_leaves("keychain", &parts);
                }
                _ => self.add("keychain", entry),
            }
        }
    }

    /// What the app sealed beside the keychain: the same vault, with the key that the keyring has.
    pub(crate) async fn add_vault(&mut self, env: &TestEnv) {
        let found = env
            .command("secret-tool")
            .args(["lookup", "service", OWN.keychain])
            .args(["username", "practice/vault-key"])
            .output()
            .expect("secret-tool starts");
        let store = keyring_core::mock::Store::new().expect("a store");
        let entry = store.build(OWN.keychain, "practice/vault-key", None);
        let entry = entry.expect("an entry");
        entry.set_secret(&found.stdout).expect("a key");
        let file = env.app_folder().join("practice/vault.sqlite");
        let rows = rusqlite::Connection::open(&file).expect("the file can be opened");
        let mut names = rows.prepare("SELECT name FROM sealed").expect("its table");
        let names = names.query_map([], |row| row.get(0)).expect("its rows");
        let names: Vec<String> = names.map(|name| name.expect("a name")).collect();
        let vault = KeychainVault::new(store, "practice")
            .with_service(OWN.keychain)
            .with_file(file);
        for name in names {
            let secret = vault.get(&name).await.expect("it can be read");
            // EXPOSE: to look for it where it must not be.
            let text = secret.expect("it is there").expose().to_owned();
            match serde_json::from_str(&text) {
                Ok(parts @ (Value::Object(_) | Value::Array(_))) => {
                    self.add_leaves("vault's file", &parts);
                }
                _ => self.add("vault's file", &text),
            }
        }
    }

    /// Panics unless every kind of secret is there to be looked for.
    pub(crate) fn assert_filled(&self) {
        for kind in [
            "conductor_secret",
            "[].clientSecret",
            "intuit.access",
            "refresh",
            "keychain",
            "vault's file",
            "realm id",
            "handoff of an address",
        ] {
            assert!(
                self.0.values().any(|origin| origin.contains(kind)),
                "no secret of this kind was found to look for: {kind}; there are {:?}",
                self.0.values().collect::<std::collections::BTreeSet<_>>()
            );
        }
    }

    /// Panics naming the origin of a secret that is in `bytes`, as UTF-8 or UTF-16.
    pub(crate) fn assert_absent(&self, place: &str, bytes: &[u8]) {
        let readings = [
            String::from_utf8_lossy(bytes).into_owned(),
            utf16(bytes),
            utf16(bytes.get(1..).unwrap_or_default()),
        ];
        for (secret, origin) in &self.0 {
            assert!(
                !readings.iter().any(|text| text.contains(secret.as_str())),
                "{place} holds a secret: {origin}"
            );
        }
    }

    fn add(&mut self, origin: &str, secret: &str) {
        if secret.len() >= SHORTEST {
            self.0.insert(secret.to_owned(), origin.to_owned());
        }
    }

    /// Adds every leaf, and every key of a map that is keyed by secrets, that looks random.
    fn add_leaves(&mut self, origin: &str, value: &Value) {
        match value {
            Value::String(text) if is_random(text) => self.add(origin, text),
            Value::Array(items) => {
                for item in items {
                    self.add_leaves(&format!("{origin}[]"), item);
                }
            }
            Value::Object(parts) => {
                for (key, part) in parts {
                    if is_random(key) {
                        self.add(origin, key);
                        self.add_leaves(origin, part);
                    } else {
                        self.add_leaves(&format!("{origin}.{key}"), part);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether `text` is something a machine drew: long, without spaces, with digits and letters; and not
/// one of the ids, names, addresses and times that are no secrets.
fn is_random(text: &str) -> bool {
    let known = [
        "end_usr_",
        "int_conn_",
        "pk_conductor_",
        "ABpractice",
        "http://",
    ];
    // One random text in two hundred has no digit.
    if text.starts_with("sk_conductor_") {
        return true;
    }
    let is_session_id =
        text.starts_with("auth_sess_") && !text.starts_with("auth_sess_client_secret_");
    text.len() >= SHORTEST
        && text.chars().any(|c| c.is_ascii_digit())
        && text.chars().any(|c| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_graphic() && c != '@')
        && !is_session_id
        && !known.iter().any(|prefix| text.starts_with(prefix))
        && !is_time(text)
        && !is_uuid(text)
}

fn is_time(text: &str) -> bool {
    text.as_bytes().get(4) == Some(&b'-')
        && text.ends_with('Z')
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "-:.TZ".contains(c))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}
