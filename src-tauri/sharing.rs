//! The open firm's change log, shared with the firm's other computers through the folder that is set.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use roster::firm_log::{FirmFolder, FirmKey};
use roster::vault::Vault;
use roster::view::Profile;

use crate::desk::Desk;
use crate::firm::FIRM_KEY;

/// Why the folder that is set is not shared, as a sentence; none where nothing is wrong.
#[derive(Default)]
pub(crate) struct Sharing(Mutex<Option<String>>);

impl Sharing {
    fn set(&self, problem: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = problem;
    }

    /// The sentence.
    pub(crate) fn problem(&self) -> Option<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Desk {
    /// Has the open firm share its change log through the folder that is set, or no longer. What goes wrong
    /// holds up nothing and is told by [`crate::view::SeatView::folder_problem`]. The practice firm has a folder
    /// of its own.
    pub(crate) async fn share_firm_log(&self) {
        if self.profile().await == Profile::Practice {
            return;
        }
        let firm = self.settings.get().firm;
        let joined = firm.as_ref().is_some_and(|firm| firm.seat.joined.is_some());
        let wanted = firm.and_then(|firm| firm.firm_folder).map(PathBuf::from);
        let (folder, problem) = match wanted {
            None => (None, None),
            Some(folder) => match firm_key(self.firm_vault().await.as_ref(), joined).await {
                Ok(key) => (Some(FirmFolder { folder, key }), None),
                Err(problem) => (None, Some(problem)),
            },
        };
        self.sharing.set(problem);
        if let Ok(roster) = self.roster().await {
            roster.share_log(folder);
        }
    }
}

/// The firm's key. The computer that was set up by hand makes one; the others get it with their firm file.
async fn firm_key(vault: &dyn Vault, joined: bool) -> Result<FirmKey, String> {
    let failed = |reason: &dyn std::fmt::Display| {
        format!(
            "The change log isn't shared: {reason}. Unlock this computer's keychain and start Counterfoil again."
        )
    };
    let kept = vault.get(FIRM_KEY).await.map_err(|error| failed(&error))?;
    if let Some(kept) = kept {
        return FirmKey::read(&kept).ok_or_else(|| {
            "The change log isn't shared: its key in this computer's keychain is damaged. Join the firm again with a new firm file.".to_owned()
        });
    }
    if joined {
        return Err(
            "The change log isn't shared: its key didn't come with this computer's firm file. Ask for a new firm file and join again.".to_owned(),
        );
    }
    let key = FirmKey::random();
    vault
        .set(FIRM_KEY, key.write())
        .await
        .map_err(|error| failed(&error))?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use roster::vault::{MemoryVault, Secret};

    use super::*;

    #[tokio::test]
    async fn only_a_computer_that_was_set_up_by_hand_makes_the_key() {
        let vault = MemoryVault::new();
        let problem = firm_key(&vault, true).await.expect_err("no key came");
        assert!(problem.contains("new firm file"), "{problem}");
        assert!(vault.get(FIRM_KEY).await.expect("open").is_none());

        let made = firm_key(&vault, false).await.expect("made");
        let kept = firm_key(&vault, true).await.expect("kept");
        // EXPOSE: a test compares two made-up keys.
        assert_eq!(made.write().expose(), kept.write().expose());

        let torn = Secret::new("torn");
        vault.set(FIRM_KEY, torn).await.expect("kept");
        assert!(firm_key(&vault, false).await.is_err(), "never made anew");
    }
}
