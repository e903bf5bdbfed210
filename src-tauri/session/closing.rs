//! How the open firm is closed: for good, or for as long as something works on its file.

use std::path::Path;
use std::time::Duration;

use roster::view::{BannerKind, FirmProblem, ProblemView};
use tokio::sync::MutexGuard as AsyncGuard;

use super::Session;
use super::open_firm::OpenFirm;
use crate::platform::shell;
use crate::settings::Profile;

impl Session {
    /// Closes the open firm; nothing is deleted.
    pub(crate) async fn close_firm(&self) {
        let mut open = self.open.lock().await;
        self.close_open(&mut open).await;
        self.settings.change(|values| values.profile = None);
        shell::set_title(&self.app, None, Profile::None);
    }

    /// Refuses to leave a firm while a sign-in has come back to it that nobody has saved or rejected.
    pub(super) async fn nothing_unsaved(&self) -> Result<(), ProblemView> {
        let open = self.open.lock().await;
        if open
            .as_ref()
            .is_some_and(|firm| firm.roster.online().has_unsaved_sign_in())
        {
            return Err(FirmProblem::SignInUnsaved.into());
        }
        Ok(())
    }

    /// Closes the current firm's roster for as long as `change` works on its file, and opens the firm again, whatever
    /// came of it.
    pub(super) async fn with_file_closed<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Path) -> T + Send + 'static,
    ) -> Result<T, ProblemView> {
        let file = self.current_roster();
        let mut open = self.open.lock().await;
        self.close_open(&mut open).await;
        let changed = tokio::task::spawn_blocking(move || change(&file)).await;
        drop(open);
        let opened = self.open_firm().await;
        let changed = changed
            .map_err(|error| ProblemView::from(FirmProblem::NotFinished).with_detail(error))?;
        opened.map(|()| changed)
    }

    /// Closes the open firm. Its renewals are finished first; a sign-in in the browser waits in its keychain.
    pub(super) async fn close_open(&self, open: &mut AsyncGuard<'_, Option<OpenFirm>>) {
        const PATIENCE: Duration = Duration::from_secs(5);
        if let Some(firm) = open.take() {
            for task in &firm.tasks {
                task.abort();
            }
            self.listener.end_turn();
            firm.roster.books().books_end();
            for kind in [
                BannerKind::SettingsChanged,
                BannerKind::DatabaseDamaged,
                BannerKind::DatabaseNewer,
                BannerKind::DatabaseInUse,
            ] {
                self.listener.clear(kind);
            }
            firm.roster.finish_renewals(PATIENCE).await;
            if let Some(loopback) = firm.loopback {
                loopback.close().await;
            }
            if let Some(practice) = firm.practice {
                practice.stop().await;
            }
        }
    }
}
