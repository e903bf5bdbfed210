//! The id of a firm that is new to this computer, and what is left of one whose taking was interrupted.
//!
//! An id names a folder and a namespace of the keychain. A firm whose settings were lost still has both, so its id is
//! given to no other one.

use std::fs;
use std::path::{Path, PathBuf};

use roster::vault::{Vault, VaultStatus};

use crate::platform::private_files;
use crate::provisioning::firm_keys::{FIRM_KEY, SIGNING_KEY};
use crate::provisioning::kept_keys;
use crate::session::Session;
use crate::session::services::{CONDUCTOR_KEY, INTUIT_SECRET};
use crate::settings::firm_id::FirmId;
use crate::settings::{SETTINGS_KEY, Values};

/// File of the ids that were given to firms which are not known to have opened.
const BEGUN: &str = "firms-begun.json";
/// Each is in the keychain of any firm that was ever set up or joined.
const SIGNS_OF_USE: [&str; 5] = [
    SETTINGS_KEY,
    CONDUCTOR_KEY,
    INTUIT_SECRET,
    FIRM_KEY,
    SIGNING_KEY,
];

/// An id that no firm of this computer has or had. It is noted until that firm opens.
pub(crate) async fn new_firm_id(session: &Session) -> FirmId {
    let first = FirmId::first();
    let (vault, status) = session.keychain().await.firm_vault(&first).await;
    let is_used = match status {
        VaultStatus::Ready | VaultStatus::Full => has_keys(vault.as_ref()).await,
        VaultStatus::Missing => false,
        // Nobody can say.
        VaultStatus::Locked => true,
    };
    let id = unused(&session.settings.get(), &session.folder, is_used);
    let mut begun = begun(&session.folder);
    if !begun.contains(&id) {
        begun.push(id.clone());
    }
    note(&session.folder, &begun);
    id
}

/// The firm of this id has opened: it is one of this computer's now.
pub(crate) fn firm_has_opened(session: &Session, id: &FirmId) {
    let mut begun = begun(&session.folder);
    if begun.contains(id) {
        begun.retain(|it| it != id);
        note(&session.folder, &begun);
    }
}

/// Deletes the keys of firms that were begun and never came into the settings, as after a crash.
pub(crate) async fn forget_begun_firms(session: &Session) {
    // Settings that could not be read name no firm at all.
    if session.settings.error().is_some() {
        return;
    }
    let values = session.settings.get();
    let mut left = Vec::new();
    for id in begun(&session.folder) {
        if values.firm_of(&id).is_some() {
            continue;
        }
        let (vault, status) = session.keychain().await.firm_vault(&id).await;
        if status.is_readable() && forget(vault.as_ref()).await {
            tracing::info!(firm = %id, "keys of a firm that was never opened were deleted");
        } else {
            left.push(id);
        }
    }
    note(&session.folder, &left);
}

/// The first firm's id, unless its folder is there or its namespace `is_used`; else a further one.
fn unused(values: &Values, data: &Path, is_used: bool) -> FirmId {
    let is_free = |id: &FirmId| values.firm_of(id).is_none() && !data.join(id.as_str()).exists();
    let first = FirmId::first();
    if !is_used && is_free(&first) {
        return first;
    }
    loop {
        let id = FirmId::random();
        if is_free(&id) {
            return id;
        }
    }
}

/// Whether a firm left anything in this namespace. An entry that cannot be read is one.
async fn has_keys(vault: &dyn Vault) -> bool {
    for entry in SIGNS_OF_USE {
        if !matches!(vault.get(entry).await, Ok(None)) {
            return true;
        }
    }
    false
}

/// Deletes what setting up or joining puts there; whether all of it is gone.
async fn forget(vault: &dyn Vault) -> bool {
    let copies = kept_keys::leftovers();
    let entries = SIGNS_OF_USE.into_iter().map(str::to_owned).chain(copies);
    for entry in entries {
        if let Err(error) = vault.delete(&entry).await {
            tracing::warn!(%error, "keys of a firm that was never opened are still in the keychain");
            return false;
        }
    }
    true
}

fn begun(data: &Path) -> Vec<FirmId> {
    let text = fs::read(file(data)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

fn note(data: &Path, ids: &[FirmId]) {
    let written = if ids.is_empty() {
        match fs::remove_file(file(data)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    } else {
        serde_json::to_vec(ids)
            .map_err(std::io::Error::from)
            .and_then(|text| private_files::write(&file(data), &text))
    };
    if let Err(error) = written {
        tracing::warn!(%error, "which firms were begun could not be noted");
    }
}

fn file(data: &Path) -> PathBuf {
    data.join(BEGUN)
}

#[cfg(test)]
mod tests {
    use roster::vault::{MemoryVault, Secret};

    use super::*;
    use crate::settings::FirmSettings;

    #[tokio::test]
    async fn a_firm_whose_settings_were_lost_keeps_its_id_for_itself() {
        let data = tempfile::tempdir().unwrap();
        let nothing = Values::default();
        assert_eq!(unused(&nothing, data.path(), false), FirmId::first());

        // Its folder is left, or its keys are.
        assert_ne!(unused(&nothing, data.path(), true), FirmId::first());
        fs::create_dir(data.path().join("firm")).unwrap();
        assert_ne!(unused(&nothing, data.path(), false), FirmId::first());

        let other = tempfile::tempdir().unwrap();
        let here = Values {
            firm: Some(FirmSettings::default()),
            ..Values::default()
        };
        assert_ne!(unused(&here, other.path(), false), FirmId::first());

        for entry in SIGNS_OF_USE {
            let vault = MemoryVault::new();
            assert!(!has_keys(&vault).await);
            vault.set(entry, Secret::new("kept")).await.unwrap();
            assert!(has_keys(&vault).await, "{entry}");
        }
    }

    #[tokio::test]
    async fn what_an_interrupted_joining_left_in_the_keychain_is_deleted() {
        let vault = MemoryVault::new();
        for entry in [
            "conductor-secret-key",
            "firm-key",
            "firm-signing-key",
            "settings-key",
            "joining",
            "former/firm-key",
        ] {
            vault.set(entry, Secret::new("kept")).await.unwrap();
        }
        vault
            .set("company/1", Secret::new("a grant"))
            .await
            .unwrap();
        assert!(forget(&vault).await && !has_keys(&vault).await);
        for gone in ["joining", "former/firm-key"] {
            assert!(vault.get(gone).await.unwrap().is_none(), "{gone}");
        }
        assert!(vault.get("company/1").await.unwrap().is_some());
    }

    #[test]
    fn ids_are_noted_until_their_firm_opens() {
        let data = tempfile::tempdir().unwrap();
        assert!(begun(data.path()).is_empty());
        let ids = [FirmId::first(), FirmId::random()];
        note(data.path(), &ids);
        assert_eq!(begun(data.path()), ids);
        note(data.path(), &[]);
        assert!(begun(data.path()).is_empty() && !file(data.path()).exists());
    }
}
