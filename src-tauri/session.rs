//! Which firm is open, and everything that outlives it.

pub(crate) mod backup;
pub(crate) mod change_log;
pub(crate) mod copies;
pub(crate) mod practice_firm;
pub(crate) mod preview;
pub(crate) mod removal;
pub(crate) mod services;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use practice::Practice;
use roster::client::ClientId;
use roster::computer::{Computer, ComputerId};
use roster::database::{Database, ReadOnly};
use roster::platform::{Listener as _, Network, SystemClock, SystemNetwork};
use roster::vault::{BoxFuture, Vault, VaultStatus};
use roster::view::{
    AttemptStage, AttemptView, BarKind, ClientRow, ProblemCode, ProblemView, Profile, RosterEvent,
};
use roster::{Arrival, Dependencies, Roster, RosterError, preview_rows, waits_for_link};
use tauri::{AppHandle, Manager as _};
use tokio::sync::{Mutex as AsyncMutex, MutexGuard as AsyncGuard, watch};
use tokio::task::JoinHandle;

use self::change_log::Sharing;
use self::preview::{FirmSummary, RosterPreview};
use self::services::{LOCAL_PORTS, genuine_sides, open_database};
use crate::api::{AppOverview, FirmFileSeen, FirmView, ManagedView, RelayOverview};
use crate::platform::computer;
use crate::platform::identity::OWN;
use crate::platform::keychain::Keychain;
use crate::platform::shell::{Allowed, SystemBrowser, SystemClipboard, WindowListener, held};
use crate::provisioning::join_firm::PendingFirmFile;
use crate::provisioning::verify_keys::wrong;
use crate::settings::firm_id::FirmId;
use crate::settings::managed::Managed;
use crate::settings::{FirmSettings, ServiceValue, Settings, SettingsError, Values};
use crate::sign_in::deep_links::Links;
use crate::sign_in::loopback::{ListenGuard, LoopbackListener};

/// File of a firm's roster in its folder.
pub(crate) const ROSTER: &str = "roster.sqlite";
/// The vault's namespace and the folder of the practice firm.
pub(crate) const PRACTICE: &str = "practice";
/// Where the practice firm is kept while there is no keychain.
pub(crate) const PRACTICE_WITHOUT_KEYCHAIN: &str = "practice-without-keychain";

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
    /// The rows a window has read and not yet been told the changes of.
    listed: Mutex<Option<Vec<ClientRow>>>,
    /// Turns true when the firm of the last time can be shown or is open, or there is none: the window's
    /// first question waits for it, or it would see the start screen for a moment.
    started: watch::Sender<bool>,
}

/// A firm that is open.
pub(crate) struct OpenFirm {
    pub(crate) summary: FirmSummary,
    pub(crate) roster: Roster,
    practice: Option<Practice>,
    /// Where Intuit's answers come back, when that is this computer.
    loopback: Option<LoopbackListener>,
    /// Its schedule and its copies.
    pub(crate) tasks: Vec<JoinHandle<()>>,
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
        let joined = firm.as_ref().and_then(|firm| firm.seat.joined.as_ref());
        computer::name(joined.map(|joined| joined.computer.as_str()))
    }

    /// The roster of the open firm.
    pub(crate) async fn roster(&self) -> Result<Roster, ProblemView> {
        self.open
            .lock()
            .await
            .as_ref()
            .map(|firm| firm.roster.clone())
            .ok_or_else(|| ProblemView {
                code: ProblemCode::NothingPending,
                message: "No firm is open. Choose one of the three doors first.".to_owned(),
                retryable: false,
            })
    }

    /// Has Intuit's answer come back to this computer, where the firm's sign-ins do: call it before one begins or is
    /// handed over, and hold on to what it returns until that is done.
    pub(crate) async fn listen(&self) -> Result<Option<ListenGuard>, ProblemView> {
        let open = self.open.lock().await;
        let loopback = open.as_ref().and_then(|firm| firm.loopback.as_ref());
        loopback.map(LoopbackListener::open).transpose()
    }

    /// The same for the sign-in of a client that has begun: its answer comes back to its own address only.
    pub(crate) async fn listen_again(
        &self,
        id: ClientId,
    ) -> Result<Option<ListenGuard>, ProblemView> {
        let open = self.open.lock().await;
        let loopback = open.as_ref().and_then(|firm| firm.loopback.as_ref());
        loopback
            .map(|loopback| loopback.open_again(Some(id)))
            .transpose()
    }

    /// Opens the firm that was open when the app was closed.
    pub(crate) async fn open_remembered(&self) {
        let wanted = if std::env::var("COUNTERFOIL_OPEN").as_deref() == Ok(PRACTICE) {
            Some(Profile::Practice)
        } else {
            self.settings.get().profile
        };
        let opening = async {
            self.forget_begun_firms().await;
            match wanted {
                Some(Profile::Practice) => self.open_practice().await,
                Some(Profile::Live | Profile::Sandbox) => self.open_firm().await,
                Some(Profile::None) | None => Ok(()),
            }
        };
        // Side by side: the firm file that is managed may be on a share that does not answer.
        let (opened, _) = tokio::join!(opening, self.managed_view());
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
        self.share_firm_log().await;
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
            .is_some_and(|firm| firm.roster.has_unsaved_sign_in())
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
        self.recover_join(firm, vault.as_ref()).await;
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
            if opened.roster.waits_for_answer() {
                // One that was open when the app was closed. Where its answer cannot come back, whoever opens its
                // page again is told why.
                let _ = loopback.open_again(None);
            }
            opened.loopback = Some(loopback);
        }
        Ok(opened)
    }

    fn show_last_known(&self, summary: &FirmSummary, database: &Database, firm: &FirmSettings) {
        // Without Intuit nothing was turned off.
        let ask_roles = firm.intuit.is_none() || firm.ask_roles;
        match preview_rows(database, Timestamp::now(), self.computer, ask_roles) {
            Ok(rows) => {
                crate::app::name_window(&self.app, Some(&summary.name), summary.profile);
                self.preview.show(summary.clone(), rows);
                self.started.send_replace(true);
            }
            // Opening it for good says what is wrong.
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
        *held(&self.listed) = Some(rows.clone());
        Ok(rows)
    }

    /// Closes the open firm; nothing is deleted.
    pub(crate) async fn close_firm(&self) {
        let mut open = self.open.lock().await;
        self.close_open(&mut open).await;
        self.settings.change(|values| values.profile = None);
        crate::app::name_window(&self.app, None, Profile::None);
    }

    /// Gives the links that arrived to the open firm.
    pub(crate) async fn deliver_links(&self) {
        let Ok(roster) = self.roster().await else {
            return;
        };
        for link in self.links.take() {
            match roster.arrive(&link).await {
                Ok(Arrival::Taken(client)) => {
                    tracing::info!(%client, "a link arrived");
                    // After a sign-in the browser's tab stays blank.
                    crate::app::bring_to_front(&self.app);
                }
                Ok(Arrival::Unknown) => match self.firm_awaiting(&link).await {
                    Some(firm) => self.keep_for_other_firm(firm, link).await,
                    None => self.link_came_to_nothing(&link, "no sign-in waits for it"),
                },
                Err(error) => self.link_came_to_nothing(&link, &error.to_string()),
            }
        }
    }

    /// The firm of this computer, other than the open one, in which the sign-in of this link began.
    async fn firm_awaiting(&self, link: &str) -> Option<FirmSettings> {
        let open = self.open_id().await;
        for firm in self.settings.get().firms() {
            let file = self.folder.join(firm.id.as_str()).join(ROSTER);
            if Some(&firm.id) == open.as_ref() || !file.exists() {
                continue;
            }
            let (vault, status) = self.keychain().await.firm_vault(&firm.id).await;
            let Ok(database) = Database::open_read_only(&file) else {
                continue;
            };
            let now = Timestamp::now();
            if status.is_readable()
                && waits_for_link(&database, vault.as_ref(), OWN.scheme, link, now).await
            {
                return Some(firm.clone());
            }
        }
        None
    }

    async fn keep_for_other_firm(&self, firm: FirmSettings, link: String) {
        tracing::info!(firm = %firm.id, "a link waits for a firm that is not open");
        let (id, name) = (firm.id, firm.name);
        self.listener
            .raise_for(BarKind::SignInElsewhere, id.as_str(), Some(name));
        self.links.keep_for(id, link);
        self.send_bars().await;
        crate::app::bring_to_front(&self.app);
    }

    /// Keeps a link for the open firm, or the one that is being opened.
    pub(crate) fn keep_link(&self, link: String) {
        match roster::callback::parse_of(OWN.scheme, &link) {
            Ok(_) => self.links.keep(link),
            Err(error) => self.link_came_to_nothing(&link, &error.to_string()),
        }
    }

    fn link_came_to_nothing(&self, link: &str, reason: &str) {
        let notice = self.links.came_to_nothing(Instant::now());
        if notice.unlogged_before > 0 {
            let count = notice.unlogged_before;
            tracing::warn!(count, "more links came to nothing before, too many to log");
        }
        if notice.log {
            let link = roster::callback::log_safe(link);
            tracing::warn!(reason, link, "a link came to nothing");
        }
        if notice.raise {
            crate::app::bring_to_front(&self.app);
        }
    }

    /// The app at a glance. Waits while a firm opens of which nothing can be shown yet.
    pub(crate) async fn overview(&self) -> AppOverview {
        self.until_started().await;
        if let Some(summary) = self.preview.summary() {
            return self.overview_of(Some(&summary), None, self.settings.managed().view());
        }
        let managed = self.managed_view().await;
        let open = self.open.lock().await;
        let firm = open.as_ref();
        let (summary, roster) = (
            firm.map(|firm| &firm.summary),
            firm.map(|firm| &firm.roster),
        );
        self.overview_of(summary, roster, managed)
    }

    async fn until_started(&self) {
        // An error means that the sender is gone, and with it this session.
        let _ = self.started.subscribe().wait_for(|started| *started).await;
    }

    /// `roster`: none while the firm opens.
    fn overview_of(
        &self,
        summary: Option<&FirmSummary>,
        roster: Option<&Roster>,
        managed: ManagedView,
    ) -> AppOverview {
        let values = self.settings.get();
        let profile = summary.map_or(Profile::None, |summary| summary.profile);
        let (last, next) = roster.map_or((None, None), Roster::rounds);
        let firms: Vec<FirmView> = values.firms_to_open().map(firm_view).collect();
        self.note_settings_error();
        let of_services = roster.map(Roster::bars).unwrap_or_default();
        let ask_roles = asks_roles(profile, &values, self.settings.managed());
        let mut seat = self.seat(profile, &values);
        seat.folder_problem = roster
            .filter(|_| profile != Profile::Practice)
            .and_then(|roster| {
                roster
                    .change_log_problem()
                    .or_else(|| self.sharing.problem())
            });
        AppOverview {
            opening: summary.is_some() && roster.is_none(),
            profile,
            firm_name: summary.map_or_else(
                || self.settings.managed().firm_name().map(str::to_owned),
                |summary| Some(summary.name.clone()),
            ),
            firm_id: summary
                .and_then(|summary| summary.id.as_ref())
                .map(FirmId::to_string),
            firm_ready: !firms.is_empty(),
            firms,
            seat_name: self.computer_name(),
            computer_id: self.computer.to_string(),
            computer_fingerprint: self
                .sharing
                .fingerprint()
                .filter(|_| profile != Profile::Practice),
            version: self.app.package_info().version.to_string(),
            platform: std::env::consts::OS.to_owned(),
            memory: values.memory_of(profile),
            notices: values.notices,
            checks: values.checks,
            appearance: values.appearance,
            bars: self.listener.all_bars(of_services),
            last_check_at: last.map(Timestamp::as_millisecond),
            next_check_at: next.map(Timestamp::as_millisecond),
            relay: summary.and_then(|summary| summary.relay.clone()),
            accounting_scope: summary.map_or(
                self.settings.managed().accounting_scope() == Some(true),
                |summary| summary.accounting_scope,
            ),
            conductor_ready: summary.is_some_and(|summary| summary.conductor_ready),
            intuit_ready: summary.is_some_and(|summary| summary.intuit_ready),
            ask_roles,
            seat,
            managed,
            firm_file: self.pending_firm_file.seen(),
            removal: self.removal_view(),
        }
    }

    /// What the firm's administrators set, and whether the firm file they name waits.
    async fn managed_view(&self) -> ManagedView {
        let managed = self.settings.managed();
        let mut view = managed.view();
        let own = self.settings.own_firm();
        if own.is_some_and(|firm| managed.is_joined(&firm.seat)) {
            return view;
        }
        match self
            .managed_file
            .get_or_init(|| managed.look_for_firm_file())
            .await
        {
            Ok(seen) => view.firm_file.clone_from(seen),
            Err(problem) => view.problems.push(problem.clone()),
        }
        view
    }

    /// The vault of the current firm; puts up a bar when it does not last.
    pub(crate) async fn firm_vault(&self) -> Arc<dyn Vault> {
        let firm = self.settings.own_firm().map(|firm| firm.id);
        self.vault_of(&firm.unwrap_or_else(FirmId::first)).await
    }

    /// The vault of this firm; puts up a bar when it does not last.
    pub(crate) async fn vault_of(&self, firm: &FirmId) -> Arc<dyn Vault> {
        let (vault, status) = self.keychain().await.firm_vault(firm).await;
        self.note_keychain(vault.as_ref(), status).await;
        if status.is_readable() && !self.settings.is_compared(firm) {
            self.settings.authenticate(firm, vault.as_ref()).await;
        }
        vault
    }

    /// The current firm, whose services are those that were set here. The error is for whoever wanted to change
    /// them or to hand them on.
    pub(crate) async fn genuine_firm(&self) -> Result<FirmSettings, ProblemView> {
        self.firm_vault().await;
        let firm = self
            .settings
            .get()
            .firm
            .ok_or_else(|| wrong("Set the firm up on this computer first."))?;
        if self.settings.is_genuine(&firm.id) {
            return Ok(firm);
        }
        if self.settings.changed_outside(&firm.id).is_some() {
            return Err(wrong(
                "The settings of this firm were changed outside Counterfoil. Set the firm up again, or join it with a firm file, and try again.",
            ));
        }
        Err(ProblemView {
            code: ProblemCode::Keychain,
            message: "The settings of this firm can't be compared with this computer's keychain. Unlock it and try again.".to_owned(),
            retryable: true,
        })
    }

    fn note_changed(&self, firm: &FirmId) {
        self.listener.clear(BarKind::SettingsChanged);
        if let Some(changed) = self.settings.changed_outside(firm) {
            let names: Vec<&str> = changed.into_iter().map(ServiceValue::name).collect();
            self.raise(BarKind::SettingsChanged, Some(names.join(",")));
        }
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
            BarKind::KeychainMissing,
            BarKind::KeychainLocked,
            BarKind::KeychainFull,
            BarKind::SignInsUnreadable,
        ] {
            self.listener.clear(kind);
        }
        if unreadable > 0 {
            self.raise(BarKind::SignInsUnreadable, Some(unreadable.to_string()));
        }
        match status {
            VaultStatus::Ready => {}
            VaultStatus::Full => self.raise(BarKind::KeychainFull, None),
            VaultStatus::Missing => self.raise(BarKind::KeychainMissing, None),
            VaultStatus::Locked => self.raise(BarKind::KeychainLocked, None),
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

    /// Looks whether the keychain opens, and opens the firm anew over it then. Looked at again and again because not
    /// every keyring says when it opens, and there may be no bus yet to hear it by.
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
                    tracing::error!(code = ?problem.code, "the firm did not open over its keychain");
                }
                self.listener.notify(RosterEvent::Reopened);
            } else {
                // The practice firm goes on as it is until it is opened again.
                for kind in [BarKind::KeychainMissing, BarKind::KeychainLocked] {
                    self.listener.clear(kind);
                }
                self.send_bars().await;
            }
        })
    }

    /// The keychain, looked for once per start.
    pub(crate) async fn keychain(&self) -> &Keychain {
        self.keychain
            .get_or_init(|| Keychain::find(&self.folder))
            .await
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

    /// How the keychain was found when the open firm was opened: `ready`, `missing`, `locked` or `full`.
    pub(crate) fn keychain_word(&self) -> &'static str {
        if self.listener.is_raised(BarKind::KeychainMissing) {
            "missing"
        } else if self.listener.is_raised(BarKind::KeychainLocked) {
            "locked"
        } else if self.listener.is_raised(BarKind::KeychainFull) {
            "full"
        } else {
            "ready"
        }
    }

    /// Opens the roster of this firm; raises a bar when another one takes its place.
    pub(crate) fn roster_file(&self, namespace: &str) -> Result<Database, ProblemView> {
        let file = self.folder.join(namespace).join(ROSTER);
        for kind in [
            BarKind::DatabaseDamaged,
            BarKind::DatabaseNewer,
            BarKind::DatabaseInUse,
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

    /// Raises a bar that stays until the app closes.
    pub(crate) fn raise(&self, kind: BarKind, name: Option<String>) {
        self.listener.raise(kind, name);
    }

    /// Tells a window that just began to listen what it may have missed. Waits while a firm opens.
    pub(crate) async fn catch_up(&self) {
        let Ok(roster) = self.roster().await else {
            return;
        };
        let listed = held(&self.listed).take().unwrap_or_default();
        if let Ok(mut rows) = roster.rows() {
            // A link may have started this program and have been answered before there was a window.
            let attempts: Vec<AttemptView> = rows
                .iter()
                .filter_map(|row| roster.attempt(ClientId::parse(&row.id)?))
                .filter(|attempt| {
                    !matches!(attempt.stage, AttemptStage::Done | AttemptStage::Ended)
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
        self.listener.notify(RosterEvent::Bars {
            bars: roster.bars(),
        });
        let (last, next) = roster.rounds();
        self.listener.notify(RosterEvent::Checked {
            last: last.map(Timestamp::as_millisecond),
            next: next.map(Timestamp::as_millisecond),
        });
    }

    /// Sends all bars to the window: one was raised or cleared.
    pub(crate) async fn send_bars(&self) {
        let bars = match self.roster().await {
            Ok(roster) => roster.bars(),
            Err(_) => Vec::new(),
        };
        self.listener.notify(RosterEvent::Bars { bars });
    }

    fn note_settings_error(&self) {
        match self.settings.error() {
            Some(SettingsError::Damaged) => self.raise(BarKind::SettingsDamaged, None),
            Some(SettingsError::Newer) => self.raise(BarKind::SettingsNewer, None),
            Some(SettingsError::ReadOnly) => {
                self.raise(
                    BarKind::ReadOnlyFolder,
                    Some(self.folder.display().to_string()),
                );
            }
            None => {}
        }
    }

    /// Makes an opened firm the current one.
    fn settle(&self, open: &mut AsyncGuard<'_, Option<OpenFirm>>, firm: OpenFirm) {
        let profile = firm.summary.profile;
        crate::app::name_window(&self.app, Some(&firm.summary.name), profile);
        self.settings.change(|values| {
            values.profile = Some(profile);
            if let Some(open) = values.firm.as_mut().filter(|_| firm.summary.id.is_some()) {
                open.opened_at = Some(Timestamp::now().as_millisecond());
            }
        });
        if let Some(id) = &firm.summary.id {
            self.firm_has_opened(id);
            self.links.firm_is_open(id);
            self.listener
                .clear_for(BarKind::SignInElsewhere, id.as_str());
        }
        self.note_settings_error();
        firm.roster
            .set_interval(self.settings.get().checks.between_rounds());
        self.listener.notify(RosterEvent::Bars {
            bars: firm.roster.bars(),
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
            firm.roster.books_end();
            for kind in [
                BarKind::SettingsChanged,
                BarKind::DatabaseDamaged,
                BarKind::DatabaseNewer,
                BarKind::DatabaseInUse,
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

/// What a firm is opened from.
pub(crate) struct FirmParts {
    pub(crate) profile: Profile,
    pub(crate) name: String,
    /// Of its folder and its secrets; the log names it.
    pub(crate) namespace: String,
    pub(crate) relay: Option<RelayOverview>,
    pub(crate) parts: Dependencies,
    pub(crate) network: Arc<dyn Network>,
    pub(crate) practice: Option<Practice>,
}

impl OpenFirm {
    /// Opens the roster and starts its schedule.
    pub(crate) async fn open(parts: FirmParts) -> Result<Self, RosterError> {
        let side = parts.parts.intuit.as_ref();
        let summary = FirmSummary {
            profile: parts.profile,
            id: FirmId::parse(&parts.namespace).ok(),
            name: parts.name,
            relay: parts.relay,
            accounting_scope: side.is_some_and(|side| side.accounting_scope),
            conductor_ready: parts.parts.conductor.is_some(),
            intuit_ready: side.is_some(),
        };
        let roster = Roster::open_on(parts.parts, parts.network).await?;
        let schedule = roster.clone();
        tracing::info!(firm = parts.namespace, "a firm is open");
        let mut tasks = vec![tokio::spawn(async move { schedule.keep_checking().await })];
        if parts.practice.is_none() {
            tasks.push(tokio::spawn(crate::session::copies::keep(roster.clone())));
        }
        Ok(Self {
            summary,
            practice: parts.practice,
            loopback: None,
            tasks,
            roster,
        })
    }
}

fn firm_view(firm: &FirmSettings) -> FirmView {
    let relay = firm.intuit.as_ref().and_then(|it| it.relay.as_ref());
    FirmView {
        id: firm.id.to_string(),
        name: firm.name.clone(),
        host: relay.and_then(|relay| relay.url.host_str().map(str::to_owned)),
        opened_at: firm.opened_at,
    }
}

/// Whether the open firm's sign-ins ask for roles; the practice firm's always do.
fn asks_roles(profile: Profile, values: &Values, managed: &Managed) -> bool {
    let real = profile != Profile::Practice;
    let settings = values.firm.as_ref().map(|settings| settings.ask_roles);
    !real || settings.or(managed.ask_roles()).unwrap_or(true)
}
