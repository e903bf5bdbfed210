//! The open firm's change log, shared with the firm's other computers through the folder that is set.

use std::path::PathBuf;

use parking_lot::Mutex;
use roster::change_log::FirmFolder;
use roster::vault::Vault;
use roster::view::{FirmProblem, ProblemView};
use signing::SigningKey;

use crate::problems;
use crate::provisioning::firm_keys::firm_keys;
use crate::session::Session;
use crate::settings::{FirmSettings, Profile};

/// What is known of the sharing.
#[derive(Default)]
pub(crate) struct Sharing {
    /// Why the folder that is set is not shared, none where nothing is wrong.
    problem: Mutex<Option<ProblemView>>,
    /// Of this computer's key in the open firm.
    fingerprint: Mutex<Option<String>>,
}

impl Sharing {
    fn set(&self, problem: Option<ProblemView>, fingerprint: Option<String>) {
        *self.problem.lock() = problem;
        *self.fingerprint.lock() = fingerprint;
    }

    /// The fingerprint of this computer's key in the open firm.
    pub(crate) fn fingerprint(&self) -> Option<String> {
        self.fingerprint.lock().clone()
    }

    /// Why the folder is not shared.
    pub(crate) fn problem(&self) -> Option<ProblemView> {
        self.problem.lock().clone()
    }
}

/// Has the open firm share its change log through the folder that is set, or no longer. What goes wrong
/// blocks nothing and is in [`crate::api::ComputerView::folder_problem`]. The practice firm has a folder
/// of its own.
pub(crate) async fn share_firm_log(session: &Session) {
    if session.profile().await == Profile::Practice {
        return;
    }
    let firm = session.settings.get().firm;
    let vault = session.firm_vault().await;
    let (folder, problem) = folder_of(firm.as_ref(), vault.as_ref()).await;
    let fingerprint = fingerprint(vault.as_ref()).await;
    session.sharing.set(problem, fingerprint);
    if let Ok(roster) = session.roster().await {
        roster.change_log().share_change_log(folder);
    }
}

/// The folder that a firm shares its change log in, and what keeps it from being shared.
pub(crate) async fn folder_of(
    firm: Option<&FirmSettings>,
    vault: &dyn Vault,
) -> (Option<FirmFolder>, Option<ProblemView>) {
    let joined = firm.is_some_and(|firm| firm.computer.joined.is_some());
    let Some(folder) = firm.and_then(|firm| firm.firm_folder.clone()) else {
        return (None, None);
    };
    match firm_keys(vault, joined).await {
        Ok(keys) => {
            let shared = FirmFolder {
                folder: PathBuf::from(folder),
                keys,
                fingerprint: fingerprint(vault).await,
            };
            (Some(shared), None)
        }
        Err(error) => {
            let problem = problems::firm_key(&error, |why| FirmProblem::LogNotShared { why });
            (None, Some(problem))
        }
    }
}

/// Vault entry of this computer's own key in the firm, an Ed25519 seed.
const COMPUTER_KEY: &str = "computer-key";

/// The fingerprint of this computer's key in the firm, by which the relay's list of refused computers names it.
async fn fingerprint(vault: &dyn Vault) -> Option<String> {
    let entry = vault.get(COMPUTER_KEY).await.ok()??;
    // EXPOSE: only what is derived from its public half is shown.
    let key = SigningKey::from_text(entry.expose())?;
    Some(key.public().fingerprint())
}
