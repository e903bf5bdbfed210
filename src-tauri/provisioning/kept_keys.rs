//! Putting the keys of a firm file into the keychain so that a failure, and also a crash, leaves either all of the
//! former keys or all of the new ones.
//!
//! The former keys are copied first, then a note says that a file is being taken. The note goes when the settings
//! name that file. Opening the firm finishes what a crash left: by the settings, which are written whole.

use provisioning::{FirmFile, FirmKeys};
use roster::vault::{Secret, Vault, VaultError};
use roster::view::{ProblemView, SetUpProblem};
use serde::{Deserialize, Serialize};

use crate::problems;
use crate::provisioning::firm_keys::{FIRM_KEY, SIGNING_KEY};
use crate::session::services::{CONDUCTOR_KEY, INTUIT_SECRET};

/// Vault entry of the [`Note`].
const NOTE: &str = "joining";
/// What a firm file may replace.
const ENTRIES: [&str; 4] = [CONDUCTOR_KEY, INTUIT_SECRET, FIRM_KEY, SIGNING_KEY];

/// A file is being taken.
#[derive(Serialize, Deserialize)]
struct Note {
    /// SHA-256 of the file, as the settings name it.
    file: String,
    /// Which entries were there before.
    had: Vec<String>,
}

/// Replaces the keys by those of `file`, whose SHA-256 is `sha256`: all of them or none. What it does not bring
/// belonged to what this computer was before. Follow with [`keep`] or [`put_back`].
pub(crate) async fn replace(
    vault: &dyn Vault,
    file: &FirmFile,
    sha256: &str,
) -> Result<(), ProblemView> {
    let replaced = async {
        let new = secrets(vault, file).await?;
        note(vault, sha256).await?;
        for (entry, secret) in new {
            match secret {
                Some(secret) => vault.set(entry, secret).await?,
                None => vault.delete(entry).await?,
            }
        }
        Ok::<(), VaultError>(())
    };
    match replaced.await {
        Ok(()) => Ok(()),
        Err(error) => {
            put_back(vault).await;
            Err(problems::keychain(&error, |why| {
                SetUpProblem::KeysNotKept { why }
            }))
        }
    }
}

/// The new keys hold: the settings name their file.
pub(crate) async fn keep(vault: &dyn Vault) {
    let done = async {
        for entry in ENTRIES {
            vault.delete(&former(entry)).await?;
        }
        vault.delete(NOTE).await
    };
    if let Err(error) = done.await {
        tracing::warn!(%error, "copies of the former keys are still in the keychain");
    }
}

/// Puts the former keys back, if a file is being taken.
pub(super) async fn put_back(vault: &dyn Vault) {
    let done = async {
        let Some(note) = noted(vault).await? else {
            return Ok(());
        };
        for entry in ENTRIES {
            if note.had.iter().any(|had| had == entry) {
                // A copy that is gone was put back before a crash.
                if let Some(secret) = get(vault, &former(entry)).await? {
                    vault.set(entry, secret).await?;
                }
            } else {
                vault.delete(entry).await?;
            }
        }
        vault.delete(NOTE).await?;
        for entry in ENTRIES {
            vault.delete(&former(entry)).await?;
        }
        Ok::<(), VaultError>(())
    };
    if let Err(error) = done.await {
        tracing::warn!(%error, "the former keys could not be put back");
    }
}

/// The entries that taking a file makes beside the keys themselves.
pub(crate) fn leftovers() -> impl Iterator<Item = String> {
    let copies = ENTRIES.into_iter().map(former);
    copies.chain([NOTE.to_owned()])
}

/// Finishes what a crash left. `joined`: SHA-256 of the file that the settings name.
pub(super) async fn recover(vault: &dyn Vault, joined: Option<&str>) {
    match noted(vault).await {
        Ok(Some(note)) if joined == Some(note.file.as_str()) => keep(vault).await,
        Ok(Some(_)) => {
            tracing::warn!("taking a firm file was interrupted; the former keys are put back");
            put_back(vault).await;
        }
        Ok(None) => {}
        // The keys cannot be read either.
        Err(error) => tracing::debug!(%error, "the keychain was not looked into"),
    }
}

async fn note(vault: &dyn Vault, sha256: &str) -> Result<(), VaultError> {
    let mut had = Vec::new();
    for entry in ENTRIES {
        match get(vault, entry).await? {
            Some(secret) => {
                vault.set(&former(entry), secret).await?;
                had.push(entry.to_owned());
            }
            None => vault.delete(&former(entry)).await?,
        }
    }
    let note = Note {
        file: sha256.to_owned(),
        had,
    };
    let text =
        serde_json::to_string(&note).map_err(|error| VaultError::Other(error.to_string()))?;
    vault.set(NOTE, Secret::new(text)).await
}

async fn noted(vault: &dyn Vault) -> Result<Option<Note>, VaultError> {
    let note = get(vault, NOTE).await?;
    // EXPOSE: it names a file and entries, and is in the keychain because they are.
    Ok(note.and_then(|note| serde_json::from_str(note.expose()).ok()))
}

/// What the file brings for each entry it names; `None` is to be deleted.
async fn secrets(
    vault: &dyn Vault,
    file: &FirmFile,
) -> Result<Vec<(&'static str, Option<Secret>)>, VaultError> {
    let conductor = file.conductor.as_ref();
    // EXPOSE: from the file into the keychain.
    let conductor = conductor.map(|part| Secret::new(part.secret_key.expose()));
    let signing = file.signing_key.as_ref();
    let signing = signing.map(|key| Secret::new(key.to_text().as_str()));
    let mut secrets = vec![
        (CONDUCTOR_KEY, conductor),
        (INTUIT_SECRET, None),
        (SIGNING_KEY, signing),
    ];
    if let Some(keys) = newer_keys(vault, file).await? {
        secrets.push((FIRM_KEY, Some(Secret::new(keys.to_text().as_str()))));
    }
    Ok(secrets)
}

/// The keys of the change log with those of the file, where that is more than this computer has: an older file takes
/// nothing back to a key that somebody may have left with.
async fn newer_keys(vault: &dyn Vault, file: &FirmFile) -> Result<Option<FirmKeys>, VaultError> {
    let Some(brought) = &file.firm_keys else {
        return Ok(None);
    };
    let kept = get(vault, FIRM_KEY).await?;
    // EXPOSE: decoded into the type that hides it.
    let kept = kept.and_then(|kept| FirmKeys::from_text(kept.expose()));
    Ok(match kept {
        Some(kept) if kept.holds_all_of(brought) => None,
        Some(kept) => Some(kept.joined_with(brought)),
        None => Some(brought.clone()),
    })
}

async fn get(vault: &dyn Vault, entry: &str) -> Result<Option<Secret>, VaultError> {
    match vault.get(entry).await {
        // Nothing lasts here, so nothing was here.
        Err(VaultError::Missing) => Ok(None),
        other => other,
    }
}

fn former(entry: &str) -> String {
    format!("former/{entry}")
}
