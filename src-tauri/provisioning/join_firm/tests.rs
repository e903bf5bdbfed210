//! Waiting, opening, and putting secrets where they were.
//!
//! Long because each step of joining is made to fail over the same vault.

use std::sync::atomic::{AtomicUsize, Ordering};

use provisioning::{
    ConductorPart, Environment, FirmKey, FirmKeys, IntuitPart, Key, Lock, Policy, Relay,
};
use roster::vault::{BoxFuture, MemoryVault, Secret, Vault, VaultError, VaultStatus};
use signing::SigningKey;

use super::*;
use crate::api::ManagedField;
use crate::provisioning::firm_keys::{FIRM_KEY, SIGNING_KEY};
use crate::provisioning::pending_firm_file::PendingFirmFile;
use crate::session::services::{CONDUCTOR_KEY, INTUIT_SECRET};
use crate::settings::{IntuitEnvironment, RelaySettings};

#[test]
fn a_second_file_takes_the_firsts_place_and_a_late_passphrase_opens_nothing() {
    let pending_firm_file = PendingFirmFile::default();
    assert_eq!(pending_firm_file.seen(), None);
    pending_firm_file.keep("one.counterfoil", Ok(sealed()));
    let first = pending_firm_file.sealed().expect("it waits");
    pending_firm_file.keep("../two\n.counterfoil", Ok(sealed()));
    assert_eq!(
        pending_firm_file.seen().expect("it waits").name,
        "two .counterfoil",
        "no folder, one line"
    );
    pending_firm_file.keep_opened(&first, signed());
    assert!(
        pending_firm_file.opened().is_err(),
        "that was the first file's passphrase"
    );
    let second = pending_firm_file.sealed().expect("it waits");
    pending_firm_file.keep_opened(&second, signed());
    assert_eq!(
        pending_firm_file.opened().expect("open").file.firm_name,
        "Hale & Ortiz LLP"
    );
    pending_firm_file.forget();
    assert!(pending_firm_file.opened().is_err() && pending_firm_file.seen().is_none());
}

#[test]
fn a_file_that_cannot_be_used_says_why_again_when_a_passphrase_is_tried() {
    let pending_firm_file = PendingFirmFile::default();
    let seen = pending_firm_file.keep("x.counterfoil", Err(FirmFileProblem::FileDamaged.into()));
    assert_eq!(seen.problem, Some(FirmFileProblem::FileDamaged.into()));
    let problem = pending_firm_file.sealed().expect_err("unusable");
    assert_eq!(problem.problem, FirmFileProblem::FileDamaged.into());
}

#[tokio::test]
async fn when_the_second_secret_is_not_kept_the_first_is_as_it_was() {
    for former in [None, Some("sk_former_fake")] {
        let vault = Full(MemoryVault::new());
        if let Some(former) = former {
            put(&vault.0, CONDUCTOR_KEY, former).await;
        }
        let problem = kept_keys::replace(&vault, &file(), "aa").await;
        assert_eq!(problem.expect_err("full").code(), "keysNotKept");
        assert_eq!(kept(&vault.0, CONDUCTOR_KEY).await.as_deref(), former);
        assert_nothing_is_left_over(&vault.0).await;
    }
}

#[tokio::test]
async fn a_files_secrets_are_kept_and_what_it_does_not_bring_is_dropped() {
    let vault = MemoryVault::new();
    for entry in [INTUIT_SECRET, SIGNING_KEY, FIRM_KEY, CONDUCTOR_KEY] {
        put(&vault, entry, "former").await;
    }
    kept_keys::replace(&vault, &file(), "aa")
        .await
        .expect("kept");
    kept_keys::keep(&vault).await;
    assert_eq!(
        kept(&vault, CONDUCTOR_KEY).await.as_deref(),
        Some("sk_conductor_test_not_a_real_key")
    );
    let keys = kept(&vault, FIRM_KEY).await.expect("kept");
    let keys = FirmKeys::from_text(&keys).expect("keys");
    assert_eq!(keys.newest().key, FirmKey::new([7; 32]));
    assert_eq!(kept(&vault, INTUIT_SECRET).await, None);
    assert_eq!(
        kept(&vault, SIGNING_KEY).await,
        None,
        "this file may make none"
    );
    assert_nothing_is_left_over(&vault).await;
}

/// The computer loses its power at any moment of taking a file: at the next start, what the settings name and what
/// the keychain holds belong together.
#[tokio::test]
async fn a_crash_while_a_file_is_taken_leaves_keys_that_fit_the_settings() {
    for writes in 0..40 {
        let vault = Dying::after(writes);
        for (entry, text) in [(CONDUCTOR_KEY, "sk_former"), (FIRM_KEY, "former")] {
            put(&vault.kept, entry, text).await;
        }
        let replaced = kept_keys::replace(&vault, &file(), "new").await.is_ok();
        let settings = if replaced { "new" } else { "old" };
        if replaced {
            kept_keys::keep(&vault).await;
        }
        // The next start, with a keychain that works; a second crash there changes nothing.
        kept_keys::recover(&vault.kept, Some(settings)).await;
        kept_keys::recover(&vault.kept, Some(settings)).await;
        let conductor = kept(&vault.kept, CONDUCTOR_KEY).await;
        let expected = if replaced {
            "sk_conductor_test_not_a_real_key"
        } else {
            "sk_former"
        };
        assert_eq!(conductor.as_deref(), Some(expected), "{writes}");
        let firm_key = kept(&vault.kept, FIRM_KEY).await.expect("kept");
        assert_eq!(firm_key == "former", !replaced, "{writes}");
    }
    // The same where the settings were not written any more although all keys were.
    let vault = MemoryVault::new();
    put(&vault, CONDUCTOR_KEY, "sk_former").await;
    kept_keys::replace(&vault, &file(), "new")
        .await
        .expect("kept");
    kept_keys::recover(&vault, None).await;
    assert_eq!(
        kept(&vault, CONDUCTOR_KEY).await.as_deref(),
        Some("sk_former")
    );
    assert_eq!(kept(&vault, FIRM_KEY).await, None, "there was none");
    assert_nothing_is_left_over(&vault).await;
}

#[tokio::test]
async fn an_older_file_does_not_take_the_change_log_back_to_a_former_key() {
    let vault = MemoryVault::new();
    let first = FirmKeys::first(FirmKey::new([7; 32]));
    let changed = first.changed(Timestamp::now()).expect("a new key");
    put(&vault, FIRM_KEY, &changed.to_text()).await;
    kept_keys::replace(&vault, &file(), "aa")
        .await
        .expect("kept");
    assert_eq!(
        kept(&vault, FIRM_KEY).await.as_deref(),
        Some(changed.to_text().as_str())
    );
    put(&vault, FIRM_KEY, &first.to_text()).await;
    let newer = FirmFile {
        firm_keys: Some(changed.clone()),
        ..file()
    };
    kept_keys::replace(&vault, &newer, "bb")
        .await
        .expect("kept");
    assert_eq!(
        kept(&vault, FIRM_KEY).await.as_deref(),
        Some(changed.to_text().as_str())
    );
}

#[test]
fn texts_of_a_file_are_shown_without_what_cannot_be_seen() {
    let odd = FirmFile {
        firm_name: "Hale\u{202e} & \u{200b}Ortiz".to_owned(),
        made_by: "FRONT\u{2066}-DESK".to_owned(),
        ..with_relay("https://relay.example", "Hale\u{202e}\u{200b} IT")
    };
    let clean = summary::cleaned(odd.clone()).expect("a name is cleaned");
    assert_eq!(clean.firm_name, "Hale & Ortiz");
    assert_eq!(clean.made_by, "FRONT-DESK");
    assert_eq!(clean.intuit.expect("kept").relay.operator, "Hale IT");
    for refused in [
        FirmFile {
            firm_folder: Some("/srv/\u{202e}x".to_owned()),
            ..odd.clone()
        },
        FirmFile {
            firm_name: "\u{200b}".to_owned(),
            ..odd
        },
    ] {
        let problem = summary::cleaned(refused).expect_err("odd");
        assert_eq!(problem, FirmFileProblem::HiddenCharacters);
    }
}

#[test]
fn every_host_of_a_file_is_shown_and_what_changes_field_by_field() {
    let mut file = with_relay("https://signin.thief.example:8443/x", "Hale & Ortiz LLP");
    file.conductor.as_mut().expect("there").base_url =
        "https://conductor.thief.example/v1".parse().ok();
    file.firm_folder = Some("\\\\thief@SSL\\share".to_owned());
    let today = FirmSettings {
        name: "Hale & Ortiz LLP".to_owned(),
        intuit: Some(IntuitSettings {
            client_id: "AB".to_owned(),
            environment: IntuitEnvironment::Production,
            relay: Some(RelaySettings {
                url: "https://signin.haleortiz.example".parse().expect("a URL"),
                operator: "Hale & Ortiz LLP".to_owned(),
            }),
            accounting_scope: false,
        }),
        firm_folder: Some("/srv/firm".to_owned()),
        ..FirmSettings::default()
    };
    let view = summary::view(
        &file,
        &Context {
            signer: SigningKey::generate().public(),
            known: FirmFileSigner::Unknown,
            today: Some(&today),
            beside: None,
            folder_is_managed: false,
        },
    );
    let hosts: Vec<_> = view.hosts.iter().map(|it| it.host.as_str()).collect();
    assert_eq!(
        hosts,
        [
            "signin.thief.example:8443",
            "conductor.thief.example",
            "thief"
        ]
    );
    let change = |field| {
        let found = view.changes.iter().find(|it| it.field == field)?;
        Some((found.was.as_deref(), found.will.as_deref()))
    };
    assert_eq!(
        change(ManagedField::RelayUrl),
        Some((
            Some("signin.haleortiz.example"),
            Some("signin.thief.example:8443")
        ))
    );
    assert_eq!(change(ManagedField::FirmName), None, "as it was");
    assert_eq!(
        change(ManagedField::ChangeKeys),
        Some((Some("yes"), Some("no")))
    );
    assert_eq!(view.folder_server.as_deref(), Some("thief"));
    assert_eq!(view.signer_words.split(' ').count(), 6);
}

#[test]
fn a_folder_on_another_server_than_before_is_asked_about() {
    let at = |folder: &str| Some(folder.to_owned());
    let asked = |today: Option<&str>, folder: Option<String>, folder_is_managed| {
        let today = today.map(|folder| FirmSettings {
            firm_folder: Some(folder.to_owned()),
            ..FirmSettings::default()
        });
        let context = Context {
            signer: SigningKey::generate().public(),
            known: FirmFileSigner::Pinned,
            today: today.as_ref(),
            beside: None,
            folder_is_managed,
        };
        let file = FirmFile {
            firm_folder: folder,
            ..file()
        };
        summary::new_server(&file, &context)
    };
    assert_eq!(asked(None, at("\\\\files\\x"), false), at("files"));
    assert_eq!(asked(Some("//files/y"), at("\\\\FILES\\x"), false), None);
    assert_eq!(
        asked(Some("//files/y"), at("\\\\thief\\x"), false),
        at("thief")
    );
    assert_eq!(
        asked(None, at("\\\\thief\\x"), true),
        None,
        "it does not count"
    );
    assert_eq!(asked(None, at("/home/maria/Dropbox"), false), None);
    assert_eq!(asked(Some("//files/y"), None, false), None);
}

fn with_relay(url: &str, operator: &str) -> FirmFile {
    FirmFile {
        intuit: Some(IntuitPart {
            client_id: "AB".to_owned(),
            environment: Environment::Production,
            relay: Relay {
                url: url.parse().expect("a URL"),
                operator: operator.to_owned(),
            },
            accounting_scope: false,
            ask_roles: true,
        }),
        ..file()
    }
}

async fn put(vault: &MemoryVault, entry: &str, text: &str) {
    let secret = Secret::new(text);
    vault.set(entry, secret).await.expect("memory keeps it");
}

async fn kept(vault: &MemoryVault, entry: &str) -> Option<String> {
    let kept = vault.get(entry).await.expect("memory is open");
    // EXPOSE: a test compares made-up keys.
    kept.map(|kept| kept.expose().to_owned())
}

async fn assert_nothing_is_left_over(vault: &MemoryVault) {
    for entry in ["joining", "former/firm-key", "former/firm-signing-key"] {
        assert_eq!(kept(vault, entry).await, None, "{entry}");
    }
    let copy = format!("former/{CONDUCTOR_KEY}");
    assert_eq!(kept(vault, &copy).await, None);
}

/// Takes so many changes and none after that, as when the computer loses its power.
struct Dying {
    kept: MemoryVault,
    left: AtomicUsize,
}

impl Dying {
    fn after(writes: usize) -> Self {
        Self {
            kept: MemoryVault::new(),
            left: AtomicUsize::new(writes),
        }
    }

    fn lives(&self) -> bool {
        let left = |left: usize| left.checked_sub(1);
        self.left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, left)
            .is_ok()
    }
}

impl Vault for Dying {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Secret>, VaultError>> {
        self.kept.get(name)
    }

    fn set<'a>(&'a self, name: &'a str, secret: Secret) -> BoxFuture<'a, Result<(), VaultError>> {
        if self.lives() {
            self.kept.set(name, secret)
        } else {
            Box::pin(async { Err(VaultError::TimedOut) })
        }
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), VaultError>> {
        if self.lives() {
            self.kept.delete(name)
        } else {
            Box::pin(async { Err(VaultError::TimedOut) })
        }
    }

    fn wipe(&self) -> BoxFuture<'_, Result<(), VaultError>> {
        self.kept.wipe()
    }

    fn status(&self) -> BoxFuture<'_, VaultStatus> {
        self.kept.status()
    }
}

/// Has room for one kind of secret only.
struct Full(MemoryVault);

impl Vault for Full {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Secret>, VaultError>> {
        self.0.get(name)
    }

    fn set<'a>(&'a self, name: &'a str, secret: Secret) -> BoxFuture<'a, Result<(), VaultError>> {
        if name == FIRM_KEY {
            Box::pin(async { Err(VaultError::Locked) })
        } else {
            self.0.set(name, secret)
        }
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), VaultError>> {
        self.0.delete(name)
    }

    fn wipe(&self) -> BoxFuture<'_, Result<(), VaultError>> {
        self.0.wipe()
    }

    fn status(&self) -> BoxFuture<'_, VaultStatus> {
        self.0.status()
    }
}

fn sealed() -> Sealed {
    let passphrase = Passphrase::new("correct horse battery staple");
    let lock = Lock {
        work: 1,
        armored: true,
    };
    let key = SigningKey::generate();
    let bytes = provisioning::seal_with(&file(), &key, &passphrase, lock).expect("a file");
    Sealed::read(&bytes).expect("a file")
}

fn signed() -> SignedFile {
    SignedFile {
        signer: SigningKey::generate().public(),
        file: file(),
    }
}

fn file() -> FirmFile {
    FirmFile {
        id: uuid::Uuid::nil(),
        made_at: Timestamp::UNIX_EPOCH,
        made_by: "FRONT-DESK".to_owned(),
        usable_until: Timestamp::MAX,
        computer: "LAPTOP-7".to_owned(),
        firm_name: "Hale & Ortiz LLP".to_owned(),
        conductor: Some(ConductorPart {
            secret_key: Key::new("sk_conductor_test_not_a_real_key"),
            publishable_key: "pk_conductor_test_not_a_real_key".to_owned(),
            base_url: None,
        }),
        intuit: None,
        firm_folder: None,
        firm_keys: Some(FirmKeys::first(FirmKey::new([7; 32]))),
        signing_key: None,
        policy: Policy::default(),
    }
}
