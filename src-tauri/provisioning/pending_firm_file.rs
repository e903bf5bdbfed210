//! The firm file that waits for its passphrase or for a person's word, and what is in it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::{Mutex, MutexGuard};
use provisioning::{Sealed, SignedFile};
use roster::untrusted_text;
use roster::vault::Vault;
use roster::view::{FirmFileProblem, ProblemView};

use crate::api::FirmFileSeen;
use crate::provisioning::kept_keys;
use crate::settings::FirmSettings;

/// The one firm file that waits. A second one takes its place.
#[derive(Default)]
pub(crate) struct PendingFirmFile {
    held: Mutex<Option<Pending>>,
    /// A file is being taken, and its firm opens to see whether it does.
    taking: AtomicBool,
}

struct Pending {
    seen: FirmFileSeen,
    /// None for a file that cannot be used.
    sealed: Option<Arc<Sealed>>,
    /// What is in it, once the passphrase was right.
    opened: Option<SignedFile>,
}

impl PendingFirmFile {
    /// The file that waits.
    pub(crate) fn seen(&self) -> Option<FirmFileSeen> {
        self.held().as_ref().map(|held| held.seen.clone())
    }

    /// Says that a file is being taken, or no longer.
    pub(super) fn set_taking(&self, taking: bool) {
        self.taking.store(taking, Ordering::SeqCst);
    }

    /// Lets it go, and what is in it.
    pub(crate) fn forget(&self) {
        *self.held() = None;
    }

    /// Finishes what a crash left of taking a firm file. Before the keys of `firm` are read.
    pub(crate) async fn recover(&self, firm: &FirmSettings, vault: &dyn Vault) {
        if !self.taking.load(Ordering::SeqCst) {
            kept_keys::recover(vault, firm.computer.file.as_deref()).await;
        }
    }

    pub(super) fn keep(&self, name: &str, read: Result<Sealed, ProblemView>) -> FirmFileSeen {
        let (sealed, problem) = match read {
            Ok(sealed) => (Some(Arc::new(sealed)), None),
            Err(problem) => (None, Some(problem)),
        };
        let seen = FirmFileSeen {
            name: shown(name),
            problem,
        };
        *self.held() = Some(Pending {
            seen: seen.clone(),
            sealed,
            opened: None,
        });
        seen
    }

    pub(super) fn sealed(&self) -> Result<Arc<Sealed>, ProblemView> {
        match self.held().as_ref() {
            Some(Pending {
                sealed: Some(sealed),
                ..
            }) => Ok(sealed.clone()),
            Some(Pending {
                seen:
                    FirmFileSeen {
                        problem: Some(problem),
                        ..
                    },
                ..
            }) => Err(problem.clone()),
            _ => Err(nothing_waits()),
        }
    }

    /// Keeps what was in `sealed`, if that is still the file that waits.
    pub(super) fn keep_opened(&self, sealed: &Arc<Sealed>, file: SignedFile) {
        if let Some(held) = self.held().as_mut()
            && held
                .sealed
                .as_ref()
                .is_some_and(|waiting| Arc::ptr_eq(waiting, sealed))
        {
            held.opened = Some(file);
        }
    }

    pub(super) fn opened(&self) -> Result<SignedFile, ProblemView> {
        self.held()
            .as_ref()
            .and_then(|held| held.opened.clone())
            .ok_or_else(nothing_waits)
    }

    fn held(&self) -> MutexGuard<'_, Option<Pending>> {
        self.held.lock()
    }
}

/// A file's name as it can be shown: no folders, one line.
fn shown(name: &str) -> String {
    let name = Path::new(name).file_name().unwrap_or_default();
    untrusted_text::sanitize(&name.to_string_lossy(), untrusted_text::NAME)
}

fn nothing_waits() -> ProblemView {
    FirmFileProblem::NoFirmFile.into()
}
