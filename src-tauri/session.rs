//! Which firm is open, and everything that outlives it.

pub(crate) mod backup;
pub(crate) mod change_log;
mod closing;
pub(crate) mod copies;
pub(crate) mod links;
pub(crate) mod new_firm;
pub(crate) mod open_firm;
mod opening;
pub(crate) mod overview;
pub(crate) mod practice_firm;
pub(crate) mod preview;
pub(crate) mod removal;
mod roster_parts;
pub(crate) mod services;
mod vaults;
mod wake;
mod window_updates;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use parking_lot::Mutex;
use roster::computer::ComputerId;
use roster::view::{ClientRow, ProblemView};
use tauri::AppHandle;
use tokio::sync::{Mutex as AsyncMutex, watch};

use self::change_log::Sharing;
use self::links::Links;
use self::open_firm::OpenFirm;
use self::preview::RosterPreview;
use crate::api::FirmFileSeen;
use crate::platform::computer;
use crate::platform::data_folder::ROSTER;
use crate::platform::keychain::Keychain;
use crate::platform::shell::{SystemClipboard, WindowListener};
use crate::provisioning::pending_firm_file::PendingFirmFile;
use crate::settings::firm_id::FirmId;
use crate::settings::permissions::{Permission, allowed, require};
use crate::settings::{FirmSettings, Profile, Settings};

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
    /// A task checks whether the keychain opens.
    awaits_keychain: AtomicBool,
    /// Whether the firm file that the managed settings name was found, or why not.
    managed_file: tokio::sync::OnceCell<Result<Option<FirmFileSeen>, ProblemView>>,
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

    /// The id of the open firm; none for the practice firm.
    async fn open_id(&self) -> Option<FirmId> {
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

    /// File of the current firm's roster.
    fn current_roster(&self) -> PathBuf {
        let firm = self.settings.own_firm().map(|firm| firm.id);
        let firm = firm.unwrap_or_else(FirmId::first);
        self.folder.join(firm.as_str()).join(ROSTER)
    }
}
