//! The firms' vaults, and the banners about the keychain behind them.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use roster::platform::Listener as _;
use roster::vault::{BoxFuture, Vault, VaultStatus};
use roster::view::{BannerKind, FirmProblem, ProblemView, RosterEvent};
use tauri::Manager as _;

use super::Session;
use crate::platform::data_folder::{PRACTICE, PRACTICE_WITHOUT_KEYCHAIN};
use crate::platform::keychain::Keychain;
use crate::settings::FirmSettings;
use crate::settings::firm_id::FirmId;

impl Session {
    /// The vault of the current firm; puts up a banner when it does not last.
    pub(crate) async fn firm_vault(&self) -> Arc<dyn Vault> {
        let firm = self.settings.own_firm().map(|firm| firm.id);
        self.vault_of(&firm.unwrap_or_else(FirmId::first)).await
    }

    /// The vault of this firm; puts up a banner when it does not last.
    pub(crate) async fn vault_of(&self, firm: &FirmId) -> Arc<dyn Vault> {
        let (vault, status) = self.keychain().await.firm_vault(firm).await;
        self.note_keychain(vault.as_ref(), status).await;
        if status.is_readable() && !self.settings.is_compared(firm) {
            self.settings.authenticate(firm, vault.as_ref()).await;
        }
        vault
    }

    /// The same for a firm of the settings.
    pub(crate) async fn genuine(
        &self,
        firm: Option<FirmSettings>,
    ) -> Result<FirmSettings, ProblemView> {
        let id = firm.ok_or(FirmProblem::SetUpFirst)?.id;
        // Compares its settings with the keychain, and may change them.
        self.vault_of(&id).await;
        let values = self.settings.get();
        let firm = values
            .firm_of(&id)
            .cloned()
            .ok_or(FirmProblem::SetUpFirst)?;
        if self.settings.is_genuine(&firm.id) {
            return Ok(firm);
        }
        if self.settings.changed_outside(&firm.id).is_some() {
            return Err(FirmProblem::SettingsChangedOutside.into());
        }
        Err(FirmProblem::SettingsNotCompared.into())
    }

    /// The same for the practice firm, and the name of its folder: without a keychain it has another one, and what
    /// is beside the secrets in the keychain waits for them.
    pub(crate) async fn practice_vault(&self) -> (Arc<dyn Vault>, &'static str) {
        let (vault, status) = self.keychain().await.practice_vault().await;
        self.note_keychain(vault.as_ref(), status).await;
        let folder = match status {
            VaultStatus::Ready | VaultStatus::Full => PRACTICE,
            VaultStatus::Missing | VaultStatus::Locked => PRACTICE_WITHOUT_KEYCHAIN,
        };
        (vault, folder)
    }

    async fn note_keychain(&self, vault: &dyn Vault, status: VaultStatus) {
        let unreadable = vault.unreadable().await;
        for kind in [
            BannerKind::KeychainMissing,
            BannerKind::KeychainLocked,
            BannerKind::KeychainFull,
            BannerKind::SignInsUnreadable,
        ] {
            self.listener.clear(kind);
        }
        if unreadable > 0 {
            self.raise(BannerKind::SignInsUnreadable, Some(unreadable.to_string()));
        }
        match status {
            VaultStatus::Ready => {}
            VaultStatus::Full => self.raise(BannerKind::KeychainFull, None),
            VaultStatus::Missing => self.raise(BannerKind::KeychainMissing, None),
            VaultStatus::Locked => self.raise(BannerKind::KeychainLocked, None),
        }
        if !status.is_readable() && !self.awaits_keychain.swap(true, Ordering::AcqRel) {
            let app = self.app.clone();
            tauri::async_runtime::spawn(async move {
                let session = app.state::<Session>();
                session.await_keychain().await;
                session.awaits_keychain.store(false, Ordering::Release);
            });
        }
    }

    /// Checks whether the keychain opens, and opens the firm anew over it then. Repeated because not
    /// every keyring says when it opens, and there may be no bus yet that could say it.
    fn await_keychain(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            const BETWEEN_LOOKS: Duration = Duration::from_secs(2);
            loop {
                tokio::time::sleep(BETWEEN_LOOKS).await;
                // What came back from a sign-in is in the memory of the firm that is open.
                if !self.keychain().await.is_open().await || self.nothing_unsaved().await.is_err() {
                    continue;
                }
                match self.keychain().await.take_up().await {
                    Ok(()) => break,
                    Err(error) => {
                        tracing::warn!(%error, "the keychain has opened and cannot be used");
                    }
                }
            }
            tracing::info!("the keychain has opened");
            if self.open_id().await.is_some() {
                if let Err(problem) = Box::pin(self.open_firm()).await {
                    tracing::error!(
                        code = problem.code(),
                        "the firm did not open over its keychain"
                    );
                }
                self.listener.notify(RosterEvent::Reopened);
            } else {
                // The practice firm goes on as it is until it is opened again.
                for kind in [BannerKind::KeychainMissing, BannerKind::KeychainLocked] {
                    self.listener.clear(kind);
                }
                self.send_banners().await;
            }
        })
    }

    /// The keychain, looked for once per start.
    pub(crate) async fn keychain(&self) -> &Keychain {
        self.keychain
            .get_or_init(|| Keychain::find(&self.folder))
            .await
    }

    /// How the keychain was found when the open firm was opened: `ready`, `missing`, `locked` or `full`.
    pub(crate) fn keychain_word(&self) -> &'static str {
        if self.listener.is_raised(BannerKind::KeychainMissing) {
            "missing"
        } else if self.listener.is_raised(BannerKind::KeychainLocked) {
            "locked"
        } else if self.listener.is_raised(BannerKind::KeychainFull) {
            "full"
        } else {
            "ready"
        }
    }
}
