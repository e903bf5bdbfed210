use std::fs;

use roster::vault::{BoxFuture, MemoryVault, Secret};
use roster::view::FirmProblem;

use super::*;
use crate::settings::managed::Managed;
use crate::settings::{FirmSettings, Settings};

fn firm(id: &str) -> FirmSettings {
    FirmSettings {
        id: FirmId::parse(id).expect("an id"),
        name: id.to_owned(),
        ..FirmSettings::default()
    }
}

fn removal(wiping: bool) -> Removal {
    Removal {
        firm: FirmId::first(),
        name: "Hale & Ortiz LLP".to_owned(),
        choice: RemovalChoice::Disconnect,
        wiping,
    }
}

/// A computer with two firms, one of which it is being removed from.
fn two_firms() -> (tempfile::TempDir, Settings) {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings::of_folder(folder.path(), Managed::default());
    settings.change(|values| {
        values.put_firm(firm("firm-00000001"));
        values.put_firm(firm("firm"));
        values.profile = Some(Profile::Live);
    });
    settings.set_removal(Some(removal(true)));
    (folder, settings)
}

#[test]
fn a_removal_that_was_cut_off_is_known_at_the_next_start_and_the_firm_is_not_offered() {
    let (folder, _) = two_firms();
    let again = Settings::of_folder(folder.path(), Managed::default());
    assert_eq!(again.removal(), Some(removal(true)));
    let values = again.get();
    let offered: Vec<&str> = values.firms_to_open().map(|it| it.id.as_str()).collect();
    assert_eq!(offered, ["firm-00000001"]);
    assert!(again.own_firm().is_some(), "its settings are still needed");
    let refused = again.can_keep_firms().expect_err("no firm takes its place");
    let firm = "Hale & Ortiz LLP".to_owned();
    assert_eq!(refused.problem, FirmProblem::RemovalOfOpen { firm }.into());
}

#[test]
fn the_firm_and_its_removal_leave_the_settings_together_and_the_other_firm_stays() {
    let (folder, settings) = two_firms();
    settings.finish_removal();
    let again = Settings::of_folder(folder.path(), Managed::default());
    assert_eq!(again.removal(), None);
    let values = again.get();
    let left: Vec<&str> = values.firms().map(|it| it.id.as_str()).collect();
    assert_eq!((left, values.profile), (vec!["firm-00000001"], None));
    again.can_keep_firms().expect("a firm can be set up again");
}

#[tokio::test]
async fn secrets_go_before_the_folder_and_a_second_try_ends_what_the_first_did_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let of_firm = folder.path().join("firm");
    fs::create_dir_all(of_firm.join("copies")).expect("writable");
    fs::write(of_firm.join("roster.sqlite"), b"clients").expect("writable");
    fs::write(folder.path().join("settings.json"), b"{}").expect("writable");
    let vault = Closed(MemoryVault::new());
    vault
        .set("company/1", Secret::new("grant"))
        .await
        .expect("kept");
    let refused = wipe(&vault, false, &of_firm).await;
    assert!(matches!(
        refused,
        Err(WipeError::Keychain(VaultError::Locked))
    ));
    assert!(
        of_firm.join("roster.sqlite").exists(),
        "the list is still there to go by"
    );

    let vault = vault.0;
    wipe(&vault, false, &of_firm).await.expect("wiped");
    assert!(vault.get("company/1").await.expect("open").is_none());
    assert!(!of_firm.exists() && folder.path().join("settings.json").exists());
    wipe(&vault, false, &of_firm)
        .await
        .expect("nothing left is fine");
}

#[tokio::test]
async fn a_keychain_that_is_not_there_is_no_reason_to_keep_the_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let of_firm = folder.path().join("firm");
    fs::create_dir_all(&of_firm).expect("writable");
    let session = roster::vault::SessionVault::new();
    let refused = wipe(&session, false, &of_firm).await;
    assert!(matches!(refused, Err(WipeError::Keychain(_))));
    wipe(&session, true, &of_firm).await.expect("wiped");
    assert!(!of_firm.exists());
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_in_the_place_of_the_folder_does_not_lead_elsewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::write(elsewhere.path().join("theirs"), b"theirs").expect("writable");
    let of_firm = folder.path().join("firm");
    std::os::unix::fs::symlink(elsewhere.path(), &of_firm).expect("a link");
    let _ = wipe(&MemoryVault::new(), false, &of_firm).await;
    assert!(elsewhere.path().join("theirs").exists());
}

/// Keeps what it has.
struct Closed(MemoryVault);

impl Vault for Closed {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Secret>, VaultError>> {
        self.0.get(name)
    }

    fn set<'a>(&'a self, name: &'a str, secret: Secret) -> BoxFuture<'a, Result<(), VaultError>> {
        self.0.set(name, secret)
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), VaultError>> {
        self.0.delete(name)
    }

    fn wipe(&self) -> BoxFuture<'_, Result<(), VaultError>> {
        Box::pin(async { Err(VaultError::Locked) })
    }

    fn status(&self) -> BoxFuture<'_, VaultStatus> {
        self.0.status()
    }
}
