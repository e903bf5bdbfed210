//! The open firm's change log, shared with the firm's other computers through the folder that is set.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use roster::firm_log::FirmFolder;
use roster::view::Profile;

use crate::desk::Desk;
use crate::firm_keys::firm_keys;

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
            Some(folder) => match firm_keys(self.firm_vault().await.as_ref(), joined).await {
                Ok(keys) => (Some(FirmFolder { folder, keys }), None),
                Err(error) => (None, Some(format!("The change log isn't shared: {error}."))),
            },
        };
        self.sharing.set(problem);
        if let Ok(roster) = self.roster().await {
            roster.share_log(folder);
        }
    }
}
