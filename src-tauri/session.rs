//! Which firm is open, and everything that outlives it.

pub(crate) mod backup;
pub(crate) mod change_log;
pub(crate) mod copies;
pub(crate) mod link_delivery;
pub(crate) mod new_firm;
pub(crate) mod open_firm;
pub(crate) mod overview;
pub(crate) mod practice_firm;
pub(crate) mod preview;
pub(crate) mod removal;
pub(crate) mod services;
mod vaults;
mod wake;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use jiff::Timestamp;
use parking_lot::Mutex;
use roster::client::ClientId;
use roster::computer::{Computer, ComputerId};
use roster::database::{Database, ReadOnly};
use roster::platform::{Listener as _, SystemClock, SystemNetwork};
use roster::vault::Vault;
use roster::view::{
    AttemptStage, AttemptView, BannerKind, ClientRow, ProblemCode, ProblemView, Profile,
    RosterEvent,
};
use roster::{Dependencies, Roster, preview_rows};
use tauri::AppHandle;
use tokio::sync::{Mutex as AsyncMutex, MutexGuard as AsyncGuard, watch};

use self::change_log::Sharing;
use self::open_firm::{Firm, FirmParts, OpenFirm, firm_in};
use self::preview::{FirmSummary, RosterPreview};
use self::services::{LOCAL_PORTS, genuine_sides, open_database};
use crate::api::FirmFileSeen;
use crate::platform::computer;
use crate::platform::data_folder::{PRACTICE, ROSTER};
use crate::platform::identity::OWN;
use crate::platform::keychain::Keychain;
use crate::platform::shell::{Allowed, SystemBrowser, SystemClipboard, WindowListener};
use crate::platform::window;
use crate::provisioning::pending_firm_file::PendingFirmFile;
use crate::provisioning::verify_keys::wrong;
use crate::settings::firm_id::FirmId;
use crate::settings::permissions::{Permission, allowed, require};
use crate::settings::{FirmSettings, ServiceValue, Settings, SettingsError};
use crate::sign_in::deep_links::Links;
use crate::sign_in::loopback::LoopbackListener;

/// Everything the commands work on.
pub(crate) struct Session {
    pub(crate) app: AppHandle,
    /// The app's data folder.
    pub(crate) folder: PathBuf,
    /// Which computer this is.
    pub(crate) computer: ComputerId,
    pub(crate) settings: Settings,
    /// One for the whole app: under X11 its text lives as long as it does.
    pub(crate) clipboard: Arc<SystemClipboard>,
    pub(crate) listener: Arc<WindowListener>,
    pub(crate) links: Links,
    /// The firm file that waits for its passphrase or for a person's word.
    pub(crate) pending_firm_file: PendingFirmFile,
    /// Why the change log is not shared.
    pub(crate) sharing: Sharing,
    keychain: tokio::sync::OnceCell<Keychain>,
    /// A task looks whether the keychain opens.
    awaits_keychain: AtomicBool,
    /// Whether the firm file that the managed settings name was found, or why not.
    managed_file: tokio::sync::OnceCell<Result<Option<FirmFileSeen>, String>>,
    /// Locked while a firm opens or closes, so that commands wait for it.
    pub(crate) open: AsyncMutex<Option<OpenFirm>>,
    /// What can be shown of the firm of the last time until it is open.
    preview: RosterPreview,
    /// The rows a window has read, until it is notified of their changes.
    listed: Mutex<Option<Vec<ClientRow>>>,
    /// Turns true when the firm of the last time can be shown or is open, or there is none: the window's
    /// first question waits for it, or it would see the start screen for a moment.
    started: watch::Sender<bool>,
}

impl Session {
    /// A session with no firm open.
    pub(crate) fn new(app: AppHandle, folder: PathBuf, settings: Settings) -> Self {
        Self {
            app,
            computer: computer::identify(&folder),
            folder,
            settings,
            listener: Arc::default(),
            clipboard: Arc::default(),
            links: Links::default(),
            pending_firm_file: PendingFirmFile::default(),
            sharing: Sharing::default(),
            keychain: tokio::sync::OnceCell::new(),
            awaits_keychain: AtomicBool::new(false),
            managed_file: tokio::sync::OnceCell::new(),
            open: AsyncMutex::new(None),
            preview: RosterPreview::default(),
            listed: Mutex::default(),
            started: watch::Sender::new(false),
        }
    }

    /// What people call this computer.
    pub(crate) fn computer_name(&self) -> String {
        let firm = self.settings.own_firm();
        let joined = firm.as_ref().and_then(|firm| firm.computer.joined.as_ref());
        computer::name(joined.map(|joined| joined.computer.as_str()))
    }

    /// The open firm. A command asks for it once, so that what it may do and what it does are of the same firm.
    pub(crate) async fn firm(&self) -> Result<Firm, ProblemView> {
        firm_in(&self.open, &self.settings).await
    }

    /// The roster of the open firm.
    pub(crate) async fn roster(&self) -> Result<Roster, ProblemView> {
        self.firm().await.map(|firm| firm.roster)
    }

    /// The firm of the settings, open or not, where `permission` allows what is to be done with it.
    pub(crate) fn own_firm_for(
        &self,
        permission: Permission,
    ) -> Result<Option<FirmSettings>, ProblemView> {
        let firm = self.settings.get().firm;
        let allowed = allowed(Profile::None, firm.as_ref(), self.settings.managed());
        require(permission, allowed)?;
        Ok(firm)
    }

    /// Refuses another firm where the managed settings forbid it. What the open firm's file forbids is about that
    /// firm's own keys.
    pub(crate) fn require_another_firm(&self) -> Result<(), ProblemView> {
        require(Permission::ChangeKeys, self.settings.managed().policy())
    }

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
            tracing::error!(code = ?problem.code, "the remembered firm did not open");
            tracing::debug!(problem = problem.message, "in words");
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
        let opened = Box::pin(practice_firm::open(self))
            .await
            .map_err(|error| ProblemView {
                code: ProblemCode::Internal,
                message: format!(
                    "The practice firm didn't open: {error}. Start it over, or restart Counterfoil."
                ),
                retryable: true,
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
                .map_err(|error| ProblemView {
                    code: ProblemCode::Storage,
                    message: format!("The practice firm couldn't be reset: {error}."),
                    retryable: true,
                })?;
        }
        self.open_practice().await
    }

    /// Opens the real firm. One that this computer is being removed from stays closed.
    pub(crate) async fn open_firm(&self) -> Result<(), ProblemView> {
        let firm = self.settings.own_firm();
        let removal = self.settings.removal();
        if removal.is_some_and(|it| firm.is_some_and(|firm| firm.id == it.firm)) {
            return Err(wrong(
                "Removing this computer from that firm isn't finished. Finish it first.",
            ));
        }
        self.open_current().await
    }

    /// Opens the current firm, also one that this computer is being removed from.
    pub(crate) async fn open_current(&self) -> Result<(), ProblemView> {
        let Some(firm) = self.settings.get().firm else {
            return Err(ProblemView {
                code: ProblemCode::Invalid,
                message: "No firm is set up on this computer yet. Set it up with its keys."
                    .to_owned(),
                retryable: false,
            });
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

    /// Opens another of this computer's firms. When it does not open, the former one is opened again.
    pub(crate) async fn open_other_firm(&self, id: &str) -> Result<(), ProblemView> {
        self.nothing_unsaved().await?;
        let former = self.settings.own_firm().map(|firm| firm.id);
        let known = FirmId::parse(id).is_ok_and(|id| self.settings.make_current(&id));
        if !known {
            return Err(ProblemView {
                code: ProblemCode::Invalid,
                message: "That firm is no longer on this computer. Choose another one.".to_owned(),
                retryable: false,
            });
        }
        let opened = self.open_firm().await;
        if opened.is_err()
            && let Some(former) = former
            && self.settings.make_current(&former)
            && let Err(problem) = self.open_firm().await
        {
            tracing::warn!(
                problem = problem.message,
                "the former firm did not open again"
            );
        }
        opened
    }

    /// Refuses to leave a firm while a sign-in has come back to it that nobody has saved or rejected.
    pub(crate) async fn nothing_unsaved(&self) -> Result<(), ProblemView> {
        let open = self.open.lock().await;
        if open
            .as_ref()
            .is_some_and(|firm| firm.roster.online().has_unsaved_sign_in())
        {
            return Err(wrong(
                "A sign-in of this firm has just come back. Save or reject that connection first, then open the other firm.",
            ));
        }
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
        let listens = intuit.is_some() && summary.relay.is_none();
        let made = FirmParts {
            profile: summary.profile,
            name: summary.name,
            namespace: firm.id.to_string(),
            relay: summary.relay,
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
                window::set_title(&self.app, Some(&summary.name), summary.profile);
                self.preview.show(summary.clone(), rows);
                self.started.send_replace(true);
            }
            // Opening it in full says what is wrong.
            Err(error) => tracing::warn!(%error, "the roster cannot be shown before it is open"),
        }
    }

    /// Every client, or what was last known of them while the firm opens.
    pub(crate) async fn rows(&self) -> Result<Vec<ClientRow>, ProblemView> {
        self.until_started().await;
        let rows = match self.preview.rows() {
            Some(rows) => rows,
            None => self.roster().await?.rows().map_err(|error| error.view())?,
        };
        *self.listed.lock() = Some(rows.clone());
        Ok(rows)
    }

    /// Closes the open firm; nothing is deleted.
    pub(crate) async fn close_firm(&self) {
        let mut open = self.open.lock().await;
        self.close_open(&mut open).await;
        self.settings.change(|values| values.profile = None);
        window::set_title(&self.app, None, Profile::None);
    }

    async fn until_started(&self) {
        // An error means that the sender is gone, and with it this session.
        let _ = self.started.subscribe().wait_for(|started| *started).await;
    }

    fn note_changed(&self, firm: &FirmId) {
        self.listener.clear(BannerKind::SettingsChanged);
        if let Some(changed) = self.settings.changed_outside(firm) {
            let names: Vec<&str> = changed.into_iter().map(ServiceValue::name).collect();
            self.raise(BannerKind::SettingsChanged, Some(names.join(",")));
        }
    }

    /// The id of the open firm; none for the practice firm.
    pub(crate) async fn open_id(&self) -> Option<FirmId> {
        let open = self.open.lock().await;
        open.as_ref().and_then(|firm| firm.summary.id.clone())
    }

    /// Which firm is open.
    pub(crate) async fn profile(&self) -> Profile {
        self.open
            .lock()
            .await
            .as_ref()
            .map_or(Profile::None, |firm| firm.summary.profile)
    }

    /// Opens the roster of this firm; raises a banner when another one takes its place.
    pub(crate) fn roster_file(&self, namespace: &str) -> Result<Database, ProblemView> {
        let file = self.folder.join(namespace).join(ROSTER);
        for kind in [
            BannerKind::DatabaseDamaged,
            BannerKind::DatabaseNewer,
            BannerKind::DatabaseInUse,
        ] {
            self.listener.clear(kind);
        }
        let (database, trouble) = open_database(&file).map_err(|error| ProblemView {
            code: ProblemCode::Storage,
            message: format!("The roster couldn't be opened: {error}. Nothing was overwritten."),
            retryable: true,
        })?;
        if let Some(kind) = trouble {
            let name = match database.read_only() {
                Some(ReadOnly::Newer { found }) => found.to_string(),
                _ => file.display().to_string(),
            };
            self.raise(kind, Some(name));
        }
        Ok(database)
    }

    /// What every roster is made of.
    pub(crate) fn parts(
        &self,
        database: Database,
        vault: Arc<dyn Vault>,
        allowed: Allowed,
        clock: Arc<dyn roster::platform::Clock>,
        conductor: Option<roster::ConductorService>,
        intuit: Option<roster::IntuitService>,
    ) -> Dependencies {
        Dependencies {
            database,
            vault,
            clock,
            browser: Arc::new(SystemBrowser::new(self.app.clone(), allowed)),
            clipboard: self.clipboard.clone(),
            listener: Arc::new(self.listener.of_next_firm()),
            conductor,
            intuit,
            scheme: OWN.scheme,
            computer: Computer {
                id: self.computer,
                name: self.computer_name(),
            },
        }
    }

    /// Raises a banner that stays until the app closes.
    pub(crate) fn raise(&self, kind: BannerKind, name: Option<String>) {
        self.listener.raise(kind, name);
    }

    /// Tells a window that just began to listen what it may have missed. Waits while a firm opens.
    pub(crate) async fn catch_up(&self) {
        let Ok(roster) = self.roster().await else {
            return;
        };
        let listed = self.listed.lock().take().unwrap_or_default();
        if let Ok(mut rows) = roster.rows() {
            // A link may have started this program and have been answered before there was a window.
            let attempts: Vec<AttemptView> = rows
                .iter()
                .filter_map(|row| roster.attempt(ClientId::parse(&row.id)?))
                .filter(|attempt| {
                    !matches!(attempt.stage(), AttemptStage::Done | AttemptStage::Ended)
                })
                .collect();
            let listed: HashMap<&str, &ClientRow> =
                listed.iter().map(|row| (row.id.as_str(), row)).collect();
            rows.retain(|row| listed.get(row.id.as_str()) != Some(&row));
            if !rows.is_empty() {
                self.listener.notify(RosterEvent::Rows { rows });
            }
            for attempt in attempts.into_iter().map(Box::new) {
                self.listener.notify(RosterEvent::Attempt { attempt });
            }
        }
        self.listener.notify(RosterEvent::Banners {
            banners: roster.banners(),
        });
        let (last, next) = roster.scheduler().rounds();
        self.listener.notify(RosterEvent::Checked {
            last: last.map(Timestamp::as_millisecond),
            next: next.map(Timestamp::as_millisecond),
        });
    }

    /// Sends all banners to the window: one was raised or cleared.
    pub(crate) async fn send_banners(&self) {
        let banners = match self.roster().await {
            Ok(roster) => roster.banners(),
            Err(_) => Vec::new(),
        };
        self.listener.notify(RosterEvent::Banners { banners });
    }

    fn note_settings_error(&self) {
        match self.settings.error() {
            Some(SettingsError::Damaged) => self.raise(BannerKind::SettingsDamaged, None),
            Some(SettingsError::Newer) => self.raise(BannerKind::SettingsNewer, None),
            Some(SettingsError::ReadOnly) => {
                self.raise(
                    BannerKind::ReadOnlyFolder,
                    Some(self.folder.display().to_string()),
                );
            }
            None => {}
        }
    }

    /// Makes an opened firm the current one.
    fn settle(&self, open: &mut AsyncGuard<'_, Option<OpenFirm>>, firm: OpenFirm) {
        let profile = firm.summary.profile;
        window::set_title(&self.app, Some(&firm.summary.name), profile);
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

    /// File of the current firm's roster.
    pub(crate) fn current_roster(&self) -> PathBuf {
        let firm = self.settings.own_firm().map(|firm| firm.id);
        let firm = firm.unwrap_or_else(FirmId::first);
        self.folder.join(firm.as_str()).join(ROSTER)
    }

    /// Closes the current firm's roster for as long as `change` works on its file, and opens the firm again, whatever
    /// came of it.
    pub(crate) async fn with_file_closed<T: Send + 'static>(
        &self,
        change: impl FnOnce(&std::path::Path) -> T + Send + 'static,
    ) -> Result<T, ProblemView> {
        let file = self.current_roster();
        let mut open = self.open.lock().await;
        self.close_open(&mut open).await;
        let changed = tokio::task::spawn_blocking(move || change(&file)).await;
        drop(open);
        let opened = self.open_firm().await;
        let changed = changed.map_err(|error| ProblemView {
            code: ProblemCode::Internal,
            message: format!("That was not finished: {error}. Nothing was overwritten."),
            retryable: true,
        })?;
        opened.map(|()| changed)
    }

    /// Closes the open firm. Its renewals are finished first; a sign-in in the browser waits in its keychain.
    pub(crate) async fn close_open(&self, open: &mut AsyncGuard<'_, Option<OpenFirm>>) {
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
