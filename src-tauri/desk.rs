//! The desk: which firm is open, and everything that outlives it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use practice::Practice;
use roster::client::ClientId;
use roster::outside::{Listener as _, Network, SystemClock, SystemNetwork};
use roster::vault::{Vault, VaultStatus};
use roster::view::{
    AttemptStage, AttemptView, BarKind, ProblemCode, ProblemView, Profile, RosterEvent,
};
use roster::{Arrival, Parts, Roster, RosterError};
use tauri::AppHandle;
use tokio::sync::{Mutex as AsyncMutex, MutexGuard as AsyncGuard, watch};
use tokio::task::JoinHandle;

use crate::firm::{open_database, real_sides};
use crate::identity::OWN;
use crate::joining::Joining;
use crate::keychain::Keychain;
use crate::links::Links;
use crate::managed::Managed;
use crate::outside::{Allowed, SystemBrowser, SystemClipboard, WindowListener};
use crate::practice_firm;
use crate::settings::{Settings, Trouble, Values};
use crate::sharing::Sharing;
use crate::sign_in_listener::{self, Door, Hold};
use crate::view::{AppOverview, FirmFileSeen, IntuitEnvironment, ManagedView, RelayOverview};

/// File of a firm's roster in its folder.
const ROSTER: &str = "roster.sqlite";
/// The vault's namespace and the folder of the real firm.
pub(crate) const FIRM: &str = "firm";
/// The vault's namespace and the folder of the practice firm.
pub(crate) const PRACTICE: &str = "practice";

/// Everything the commands work on.
pub(crate) struct Desk {
    pub(crate) app: AppHandle,
    /// The app's data folder.
    pub(crate) folder: PathBuf,
    pub(crate) settings: Settings,
    /// One for the whole app: under X11 its text lives as long as it does.
    pub(crate) clipboard: Arc<SystemClipboard>,
    pub(crate) listener: Arc<WindowListener>,
    pub(crate) links: Links,
    /// The firm file that waits for its passphrase or for a person's word.
    pub(crate) joining: Joining,
    /// Why the change log is not shared.
    pub(crate) sharing: Sharing,
    keychain: tokio::sync::OnceCell<Keychain>,
    /// Whether the firm file that the managed settings name was found, or why not.
    managed_file: tokio::sync::OnceCell<Result<Option<FirmFileSeen>, String>>,
    /// Held while a firm opens or closes, so that commands wait for it.
    open: AsyncMutex<Option<OpenFirm>>,
    /// Turns true when the firm of the last time is open, or there is none: the window's first
    /// question waits for it, or it would see the doors for a moment.
    started: watch::Sender<bool>,
}

/// A firm that is open.
pub(crate) struct OpenFirm {
    pub(crate) profile: Profile,
    pub(crate) name: String,
    pub(crate) roster: Roster,
    pub(crate) relay: Option<RelayOverview>,
    accounting_scope: bool,
    conductor_ready: bool,
    intuit_ready: bool,
    practice: Option<Practice>,
    /// Where Intuit's answers come back, when that is this computer.
    door: Option<Door>,
    tasks: Vec<JoinHandle<()>>,
}

impl Desk {
    /// A desk with no firm open.
    pub(crate) fn new(app: AppHandle, folder: PathBuf, settings: Settings) -> Self {
        Self {
            app,
            folder,
            settings,
            listener: Arc::default(),
            clipboard: Arc::default(),
            links: Links::default(),
            joining: Joining::default(),
            sharing: Sharing::default(),
            keychain: tokio::sync::OnceCell::new(),
            managed_file: tokio::sync::OnceCell::new(),
            open: AsyncMutex::new(None),
            started: watch::Sender::new(false),
        }
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
    pub(crate) async fn open_door(&self) -> Result<Option<Hold>, ProblemView> {
        let open = self.open.lock().await;
        let door = open.as_ref().and_then(|firm| firm.door.as_ref());
        door.map(Door::open).transpose()
    }

    /// Opens the firm that was open when the app was closed.
    pub(crate) async fn open_remembered(&self) {
        let wanted = if std::env::var("COUNTERFOIL_OPEN").as_deref() == Ok(PRACTICE) {
            Some(Profile::Practice)
        } else {
            self.settings.get().profile
        };
        let opening = async {
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
            .is_some_and(|firm| firm.profile == Profile::Practice)
        {
            return Ok(());
        }
        Self::close_open(&mut open).await;
        // On the heap: filling the firm is a long story, and its state a large one.
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
            Self::close_open(&mut open).await;
            let vault = self.practice_vault().await;
            practice_firm::forget(&self.folder.join(PRACTICE), &vault)
                .await
                .map_err(|error| ProblemView {
                    code: ProblemCode::Storage,
                    message: format!("The practice firm couldn't be reset: {error}."),
                    retryable: true,
                })?;
        }
        self.open_practice().await
    }

    /// Opens the real firm.
    pub(crate) async fn open_firm(&self) -> Result<(), ProblemView> {
        let Some(firm) = self.settings.get().firm else {
            return Err(ProblemView {
                code: ProblemCode::Invalid,
                message: "No firm is set up on this computer yet. Set it up with its keys."
                    .to_owned(),
                retryable: false,
            });
        };
        let mut open = self.open.lock().await;
        Self::close_open(&mut open).await;
        let vault = self.firm_vault().await;
        let (conductor, intuit) = Box::pin(real_sides(&firm, &vault)).await;
        let sandbox = firm
            .intuit
            .as_ref()
            .is_some_and(|intuit| intuit.environment == IntuitEnvironment::Sandbox);
        let relay = firm
            .intuit
            .as_ref()
            .and_then(|intuit| intuit.relay.as_ref());
        let listens = intuit.is_some() && relay.is_none();
        let made = Made {
            profile: if sandbox {
                Profile::Sandbox
            } else {
                Profile::Live
            },
            name: firm.name.clone(),
            namespace: FIRM,
            relay: relay.map(|relay| RelayOverview {
                host: relay.url.host_str().unwrap_or_default().to_owned(),
                operator: relay.operator.clone(),
            }),
            parts: self.parts(
                vault,
                FIRM,
                Allowed::default(),
                Arc::new(SystemClock),
                conductor,
                intuit,
            )?,
            network: Arc::new(SystemNetwork),
            practice: None,
        };
        let mut opened = Box::pin(OpenFirm::open(made))
            .await
            .map_err(|error| error.view())?;
        if listens {
            let door = Door::new(opened.roster.clone(), sign_in_listener::PORT);
            if opened.roster.waits_for_answer() {
                // One that was open when the app was closed. Where its answer cannot come back, whoever opens its
                // page again is told why.
                let _ = door.open();
            }
            opened.door = Some(door);
        }
        self.settle(&mut open, opened);
        drop(open);
        self.share_firm_log().await;
        Ok(())
    }

    /// Closes the open firm; nothing is deleted.
    pub(crate) async fn close_firm(&self) {
        let mut open = self.open.lock().await;
        Self::close_open(&mut open).await;
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
                    crate::app::raise(&self.app);
                }
                Ok(Arrival::Unknown) => self.link_came_to_nothing(&link, "no sign-in waits for it"),
                Err(error) => self.link_came_to_nothing(&link, &error.to_string()),
            }
        }
    }

    /// Keeps a link for the open firm, or the one that is being opened.
    pub(crate) fn keep_link(&self, link: String) {
        match roster::callback::parse(&link) {
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
            let link = roster::callback::loggable(link);
            tracing::warn!(reason, link, "a link came to nothing");
        }
        if notice.raise {
            crate::app::raise(&self.app);
        }
    }

    /// The app at a glance. Waits while a firm opens.
    pub(crate) async fn overview(&self) -> AppOverview {
        // An error means that the sender is gone, and with it this desk.
        let _ = self.started.subscribe().wait_for(|started| *started).await;
        let managed = self.managed_view().await;
        let open = self.open.lock().await;
        let values = self.settings.get();
        let firm = open.as_ref();
        let (last, next) = firm.map_or((None, None), |firm| firm.roster.rounds());
        self.note_settings_trouble();
        let of_services = firm.map(|firm| firm.roster.bars()).unwrap_or_default();
        let ask_roles = asks_roles(firm, &values, self.settings.managed());
        let mut seat = self.seat(firm.map_or(Profile::None, |firm| firm.profile), &values);
        seat.folder_problem = firm
            .filter(|firm| firm.profile != Profile::Practice)
            .and_then(|firm| firm.roster.log_problem().or_else(|| self.sharing.problem()));
        AppOverview {
            profile: firm.map_or(Profile::None, |firm| firm.profile),
            firm_name: firm.map_or_else(
                || self.settings.managed().firm_name().map(str::to_owned),
                |firm| Some(firm.name.clone()),
            ),
            seat_name: computer_name(),
            version: self.app.package_info().version.to_string(),
            platform: std::env::consts::OS.to_owned(),
            memory: firm
                .and_then(|firm| values.memory.get(&firm.profile).cloned())
                .unwrap_or_default(),
            notices: values.notices,
            checks: values.checks,
            appearance: values.appearance,
            bars: self.listener.all_bars(of_services),
            last_check_at: last.map(jiff::Timestamp::as_millisecond),
            next_check_at: next.map(jiff::Timestamp::as_millisecond),
            firm_ready: values.firm.is_some(),
            relay: firm.and_then(|firm| firm.relay.clone()),
            accounting_scope: firm.map_or(
                self.settings.managed().accounting_scope() == Some(true),
                |firm| firm.accounting_scope,
            ),
            conductor_ready: firm.is_some_and(|firm| firm.conductor_ready),
            intuit_ready: firm.is_some_and(|firm| firm.intuit_ready),
            ask_roles,
            seat,
            managed,
            firm_file: self.joining.seen(),
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

    /// The vault of the real firm; puts up a bar when it does not last.
    pub(crate) async fn firm_vault(&self) -> Arc<dyn Vault> {
        let (vault, status) = self.keychain().await.firm_vault().await;
        self.note_keychain(status);
        vault
    }

    /// The same for the practice firm.
    pub(crate) async fn practice_vault(&self) -> Arc<dyn Vault> {
        let (vault, status) = self.keychain().await.practice_vault().await;
        self.note_keychain(status);
        vault
    }

    fn note_keychain(&self, status: VaultStatus) {
        for kind in [BarKind::KeychainMissing, BarKind::KeychainLocked] {
            self.listener.stand_down(kind);
        }
        match status {
            VaultStatus::Ready => {}
            VaultStatus::Missing => self.stand(BarKind::KeychainMissing, None),
            VaultStatus::Locked => self.stand(BarKind::KeychainLocked, None),
        }
    }

    /// The keychain, looked for once per start.
    async fn keychain(&self) -> &Keychain {
        self.keychain.get_or_init(Keychain::find).await
    }

    /// Which firm is open.
    pub(crate) async fn profile(&self) -> Profile {
        self.open
            .lock()
            .await
            .as_ref()
            .map_or(Profile::None, |firm| firm.profile)
    }

    /// How the keychain was found when the open firm was opened: `ready`, `missing` or `locked`.
    pub(crate) fn keychain_word(&self) -> &'static str {
        if self.listener.stands(BarKind::KeychainMissing) {
            "missing"
        } else if self.listener.stands(BarKind::KeychainLocked) {
            "locked"
        } else {
            "ready"
        }
    }

    /// What every roster is made of.
    pub(crate) fn parts(
        &self,
        vault: Arc<dyn Vault>,
        namespace: &str,
        allowed: Allowed,
        clock: Arc<dyn roster::outside::Clock>,
        conductor: Option<roster::ConductorSide>,
        intuit: Option<roster::IntuitSide>,
    ) -> Result<Parts, ProblemView> {
        let file = self.folder.join(namespace).join(ROSTER);
        self.listener.stand_down(BarKind::DatabaseDamaged);
        let (database, trouble) = open_database(&file).map_err(|error| ProblemView {
            code: ProblemCode::Storage,
            message: format!("The roster couldn't be opened: {error}. Nothing was overwritten."),
            retryable: true,
        })?;
        if let Some(kind) = trouble {
            self.stand(kind, Some(file.display().to_string()));
        }
        Ok(Parts {
            database,
            vault,
            clock,
            browser: Arc::new(SystemBrowser::new(self.app.clone(), allowed)),
            clipboard: self.clipboard.clone(),
            listener: self.listener.clone(),
            conductor,
            intuit,
            scheme: OWN.scheme,
            computer: computer_name(),
        })
    }

    /// Puts up a bar that stays until the app closes.
    pub(crate) fn stand(&self, kind: BarKind, name: Option<String>) {
        self.listener.stand(kind, name);
    }

    /// Tells a window that just began to listen what it may have missed.
    pub(crate) async fn catch_up(&self) {
        let Ok(roster) = self.roster().await else {
            return;
        };
        if let Ok(rows) = roster.rows() {
            // A link may have started this program and have been answered before there was a window.
            let attempts: Vec<AttemptView> = rows
                .iter()
                .filter_map(|row| roster.attempt(ClientId::parse(&row.id)?))
                .filter(|attempt| {
                    !matches!(attempt.stage, AttemptStage::Done | AttemptStage::Ended)
                })
                .collect();
            self.listener.notify(RosterEvent::Rows { rows });
            for attempt in attempts.into_iter().map(Box::new) {
                self.listener.notify(RosterEvent::Attempt { attempt });
            }
        }
        self.listener.notify(RosterEvent::Bars {
            bars: roster.bars(),
        });
        let (last, next) = roster.rounds();
        self.listener.notify(RosterEvent::Checked {
            last: last.map(jiff::Timestamp::as_millisecond),
            next: next.map(jiff::Timestamp::as_millisecond),
        });
    }

    /// Tells the window of all bars: one that stands has come or gone.
    pub(crate) async fn tell_bars(&self) {
        let bars = match self.roster().await {
            Ok(roster) => roster.bars(),
            Err(_) => Vec::new(),
        };
        self.listener.notify(RosterEvent::Bars { bars });
    }

    fn note_settings_trouble(&self) {
        match self.settings.trouble() {
            Some(Trouble::Damaged) => self.stand(BarKind::SettingsDamaged, None),
            Some(Trouble::ReadOnly) => {
                self.stand(
                    BarKind::ReadOnlyFolder,
                    Some(self.folder.display().to_string()),
                );
            }
            None => {}
        }
    }

    /// Makes an opened firm the current one.
    fn settle(&self, open: &mut AsyncGuard<'_, Option<OpenFirm>>, firm: OpenFirm) {
        crate::app::name_window(&self.app, Some(&firm.name), firm.profile);
        self.settings
            .change(|values| values.profile = Some(firm.profile));
        self.note_settings_trouble();
        firm.roster
            .look_every(self.settings.get().checks.between_rounds());
        self.listener.notify(RosterEvent::Bars {
            bars: firm.roster.bars(),
        });
        **open = Some(firm);
    }

    async fn close_open(open: &mut AsyncGuard<'_, Option<OpenFirm>>) {
        if let Some(firm) = open.take() {
            for task in &firm.tasks {
                task.abort();
            }
            if let Some(door) = firm.door {
                door.close().await;
            }
            if let Some(practice) = firm.practice {
                practice.stop().await;
            }
        }
    }
}

/// What a firm is opened from.
pub(crate) struct Made {
    pub(crate) profile: Profile,
    pub(crate) name: String,
    pub(crate) namespace: &'static str,
    pub(crate) relay: Option<RelayOverview>,
    pub(crate) parts: Parts,
    pub(crate) network: Arc<dyn Network>,
    pub(crate) practice: Option<Practice>,
}

impl OpenFirm {
    /// Opens the roster and starts its schedule.
    pub(crate) async fn open(made: Made) -> Result<Self, RosterError> {
        let conductor_ready = made.parts.conductor.is_some();
        let intuit_ready = made.parts.intuit.is_some();
        let side = made.parts.intuit.as_ref();
        let accounting_scope = side.is_some_and(|side| side.accounting_scope);
        let roster = Roster::open_on(made.parts, made.network).await?;
        let schedule = roster.clone();
        tracing::info!(firm = made.namespace, "a firm is open");
        Ok(Self {
            profile: made.profile,
            name: made.name,
            relay: made.relay,
            accounting_scope,
            conductor_ready,
            intuit_ready,
            practice: made.practice,
            door: None,
            tasks: vec![tokio::spawn(async move { schedule.keep_checking().await })],
            roster,
        })
    }
}

/// Whether the open firm's sign-ins ask for roles; the practice firm's always do.
fn asks_roles(firm: Option<&OpenFirm>, values: &Values, managed: &Managed) -> bool {
    let real = firm.is_none_or(|firm| firm.profile != Profile::Practice);
    let settings = values.firm.as_ref().map(|settings| settings.ask_roles);
    !real || settings.or(managed.ask_roles()).unwrap_or(true)
}

/// The name people gave this computer.
pub(crate) fn computer_name() -> String {
    let from_environment = ["COUNTERFOIL_SEAT", "COMPUTERNAME", "HOSTNAME"]
        .into_iter()
        .find_map(|name| {
            std::env::var(name)
                .ok()
                .filter(|value| !value.trim().is_empty())
        });
    from_environment
        .or_else(|| {
            std::fs::read_to_string("/etc/hostname")
                .ok()
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
        })
        .unwrap_or_else(|| "This computer".to_owned())
}
