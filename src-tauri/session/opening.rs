//! How a firm becomes the open one: the one of the last time, another one, or the practice firm.

use std::sync::Arc;

use jiff::Timestamp;
use roster::database::Database;
use roster::platform::{Listener as _, SystemClock, SystemNetwork};
use roster::preview_rows;
use roster::view::{BannerKind, FirmProblem, ProblemView, RosterEvent};
use tokio::sync::MutexGuard as AsyncGuard;

use super::open_firm::{FirmParts, OpenFirm};
use super::preview::FirmSummary;
use super::services::{LOCAL_PORTS, genuine_sides};
use super::{Session, change_log, new_firm, overview, practice_firm};
use crate::platform::data_folder::PRACTICE;
use crate::platform::shell;
use crate::platform::shell::Allowed;
use crate::settings::firm_id::FirmId;
use crate::settings::permissions::allowed;
use crate::settings::{FirmSettings, Profile};
use crate::sign_in::loopback::LoopbackListener;

impl Session {
    /// Opens the firm that was open when the app was closed.
    pub(crate) async fn open_remembered(&self) {
        let wanted = if std::env::var("COUNTERFOIL_OPEN").as_deref() == Ok(PRACTICE) {
            Some(Profile::Practice)
        } else {
            self.settings.get().profile
        };
        let opening = async {
            new_firm::forget_begun_firms(self).await;
            match wanted {
                Some(Profile::Practice) => self.open_practice().await,
                Some(Profile::Live | Profile::Sandbox) => self.open_firm().await,
                Some(Profile::None) | None => Ok(()),
            }
        };
        // Side by side: the firm file that is managed may be on a share that does not answer.
        let (opened, _) = tokio::join!(opening, overview::managed_view(self));
        if let Err(problem) = opened {
            tracing::error!(code = problem.code(), "the remembered firm did not open");
            tracing::debug!(detail = problem.detail, "what was said");
        }
        // Not `send`: that changes nothing while nobody listens yet.
        self.started.send_replace(true);
    }

    /// Opens the practice firm, filling it the first time.
    pub(crate) async fn open_practice(&self) -> Result<(), ProblemView> {
        let mut open = self.open.lock().await;
        if open
            .as_ref()
            .is_some_and(|firm| firm.summary.profile == Profile::Practice)
        {
            return Ok(());
        }
        self.close_open(&mut open).await;
        // Boxed: this future is large.
        let opened = Box::pin(practice_firm::open(self)).await.map_err(|error| {
            ProblemView::from(FirmProblem::PracticeNotOpened).with_detail(error)
        })?;
        self.settle(&mut open, opened);
        Ok(())
    }

    /// Throws the practice firm away and fills it anew.
    pub(crate) async fn start_over_practice(&self) -> Result<(), ProblemView> {
        {
            let mut open = self.open.lock().await;
            self.close_open(&mut open).await;
            let (vault, folder) = self.practice_vault().await;
            practice_firm::forget(&self.folder.join(folder), &vault)
                .await
                .map_err(|error| {
                    ProblemView::from(FirmProblem::PracticeNotReset).with_detail(error)
                })?;
        }
        self.open_practice().await
    }

    /// Opens the real firm. One that this computer is being removed from stays closed.
    pub(crate) async fn open_firm(&self) -> Result<(), ProblemView> {
        let firm = self.settings.own_firm();
        let removal = self.settings.removal();
        if removal.is_some_and(|it| firm.is_some_and(|firm| firm.id == it.firm)) {
            return Err(FirmProblem::RemovalOpen.into());
        }
        self.open_current().await
    }

    /// Opens another of this computer's firms. When it does not open, the former one is opened again.
    pub(crate) async fn open_other_firm(&self, id: &str) -> Result<(), ProblemView> {
        self.nothing_unsaved().await?;
        let former = self.settings.own_firm().map(|firm| firm.id);
        let known = FirmId::parse(id).is_ok_and(|id| self.settings.make_current(&id));
        if !known {
            return Err(FirmProblem::FirmGone.into());
        }
        let opened = self.open_firm().await;
        if opened.is_err()
            && let Some(former) = former
            && self.settings.make_current(&former)
            && let Err(problem) = self.open_firm().await
        {
            tracing::warn!(code = problem.code(), "the former firm did not open again");
        }
        opened
    }

    /// Opens the current firm, also one that this computer is being removed from.
    pub(super) async fn open_current(&self) -> Result<(), ProblemView> {
        let Some(firm) = self.settings.get().firm else {
            return Err(FirmProblem::NoFirmSetUp.into());
        };
        let mut open = self.open.lock().await;
        self.close_open(&mut open).await;
        let opened = Box::pin(self.make_firm(&firm)).await;
        self.preview.forget();
        self.settle(&mut open, opened?);
        drop(open);
        change_log::share_firm_log(self).await;
        Ok(())
    }

    /// Opens the roster first and the keychain after it: the window shows what is on the disk meanwhile.
    async fn make_firm(&self, firm: &FirmSettings) -> Result<OpenFirm, ProblemView> {
        let database = self.roster_file(firm.id.as_str())?;
        let summary = FirmSummary::of(firm);
        if !*self.started.borrow() {
            self.show_last_known(&summary, &database, firm);
        }
        let vault = self.vault_of(&firm.id).await;
        self.pending_firm_file.recover(firm, vault.as_ref()).await;
        let sides = genuine_sides(&self.settings, &firm.id, &vault);
        let (conductor, intuit) = Box::pin(sides).await;
        self.note_changed(&firm.id);
        // After the comparison: in a firm that was changed outside the app little may be done.
        let allowed = allowed(
            summary.profile,
            self.settings.get().firm_of(&firm.id),
            self.settings.managed(),
        );
        let listens = intuit.is_some() && summary.relay.is_none();
        let made = FirmParts {
            profile: summary.profile,
            name: summary.name,
            namespace: firm.id.to_string(),
            relay: summary.relay,
            allowed,
            parts: self.parts(
                database,
                vault,
                Allowed::default(),
                Arc::new(SystemClock),
                conductor,
                intuit,
            ),
            network: Arc::new(SystemNetwork),
            practice: None,
        };
        let mut opened = Box::pin(OpenFirm::open(made))
            .await
            .map_err(|error| error.view())?;
        if listens {
            let loopback = LoopbackListener::new(opened.roster.clone(), LOCAL_PORTS.to_vec());
            if opened.roster.online().waits_for_answer() {
                // One that was open when the app was closed. Where its answer cannot come back, opening its
                // page again says why.
                let _ = loopback.open_again(None);
            }
            opened.loopback = Some(Arc::new(loopback));
        }
        Ok(opened)
    }

    fn show_last_known(&self, summary: &FirmSummary, database: &Database, firm: &FirmSettings) {
        // Without Intuit nothing was turned off.
        let ask_roles = firm.intuit.is_none() || firm.ask_roles;
        match preview_rows(database, Timestamp::now(), self.computer, ask_roles) {
            Ok(rows) => {
                shell::set_title(&self.app, Some(&summary.name), summary.profile);
                self.preview.show(summary.clone(), rows);
                self.started.send_replace(true);
            }
            // Opening it in full says what is wrong.
            Err(error) => tracing::warn!(%error, "the roster cannot be shown before it is open"),
        }
    }

    /// Makes an opened firm the current one.
    fn settle(&self, open: &mut AsyncGuard<'_, Option<OpenFirm>>, firm: OpenFirm) {
        let profile = firm.summary.profile;
        shell::set_title(&self.app, Some(&firm.summary.name), profile);
        self.settings.change(|values| {
            values.profile = Some(profile);
            if let Some(open) = values.firm.as_mut().filter(|_| firm.summary.id.is_some()) {
                open.opened_at = Some(Timestamp::now().as_millisecond());
            }
        });
        if let Some(id) = &firm.summary.id {
            new_firm::firm_has_opened(self, id);
            self.links.firm_is_open(id);
            self.listener
                .clear_for(BannerKind::SignInElsewhere, id.as_str());
        }
        self.note_settings_error();
        firm.roster
            .scheduler()
            .set_interval(self.settings.get().checks.between_rounds());
        self.listener.notify(RosterEvent::Banners {
            banners: firm.roster.banners(),
        });
        **open = Some(firm);
    }
}
