//! The settings, and their form in the file. Every word of the file is written out here, in `remembered.rs` and in
//! `permissions.rs`, so that a name in the code can change and no word on a person's disk does.

use std::collections::{BTreeMap, HashMap};

use roster::Parting;
use serde::{Deserialize, Serialize};

use super::firm_id::FirmId;
use super::permissions::Permissions;
use super::remembered::{Appearance, CheckSettings, NoticeSettings, RosterMemory};
use crate::platform::data_folder::PRACTICE;

/// Version of the file's layout. Version 1 had one firm, under `firm`.
pub(super) const VERSION: u32 = 2;

/// The codes of a firm's values, as they lie beside them in the file.
pub(crate) type Codes = BTreeMap<ServiceValue, String>;

/// A value that decides which services learn of a firm's clients, or what is asked of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum ServiceValue {
    /// Address of the sign-in relay.
    #[serde(rename = "relayUrl")]
    RelayUrl,
    /// The firm's app at Intuit.
    #[serde(rename = "intuitClientId")]
    IntuitClientId,
    /// Production or sandbox.
    #[serde(rename = "intuitEnvironment")]
    IntuitEnvironment,
    /// What Intuit is asked for.
    #[serde(rename = "intuitScopes")]
    IntuitScopes,
    /// Conductor's publishable key.
    #[serde(rename = "conductorPublishableKey")]
    ConductorPublishableKey,
    /// Where Conductor is.
    #[serde(rename = "conductorBaseUrl")]
    ConductorBaseUrl,
    /// Who signs the firm's files.
    #[serde(rename = "signer")]
    Signer,
    /// Folder of the shared change log.
    #[serde(rename = "firmFolder")]
    FirmFolder,
    /// What this computer may do.
    #[serde(rename = "seatPolicy")]
    Permissions,
}

/// Everything that is remembered and not secret.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub(crate) struct Values {
    /// Whether the current firm or the practice firm was open last.
    pub(crate) profile: Option<Profile>,
    /// Theme, density, zoom.
    pub(crate) appearance: Appearance,
    /// What was shown last, by [`FirmId`] or [`PRACTICE`].
    pub(crate) memory: HashMap<String, RosterMemory>,
    /// Notices of the operating system.
    pub(crate) notices: NoticeSettings,
    /// How often clients are checked.
    pub(crate) checks: CheckSettings,
    /// The current firm: the one that is open, or was last.
    pub(crate) firm: Option<FirmSettings>,
    /// The other firms of this computer.
    pub(crate) other_firms: Vec<FirmSettings>,
    /// The firm that this computer is being removed from. It is among the firms until that is done.
    pub(crate) removal: Option<Removal>,
}

/// Which firm is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Profile {
    /// None yet: the first screen with its ways to begin.
    #[serde(rename = "none")]
    None,
    /// The practice firm.
    #[serde(rename = "practice")]
    Practice,
    /// Intuit development keys.
    #[serde(rename = "sandbox")]
    Sandbox,
    /// The real firm.
    #[serde(rename = "live")]
    Live,
}

/// How far the removal of this computer from a firm is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Removal {
    /// The firm.
    #[serde(rename = "firm")]
    pub(crate) firm: FirmId,
    /// Its name.
    #[serde(rename = "name")]
    pub(crate) name: String,
    /// What becomes of its connections.
    #[serde(rename = "choice")]
    pub(crate) choice: RemovalChoice,
    /// Its connections are dealt with, and what is left is deleted.
    #[serde(rename = "wiping")]
    pub(crate) wiping: bool,
}

/// What becomes of the QuickBooks Online connections of a computer that is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RemovalChoice {
    /// Each is disconnected at Intuit.
    #[serde(rename = "disconnect")]
    Disconnect,
    /// The change log names the clients that the firm's other computers have to connect.
    #[serde(rename = "handOver")]
    HandOver,
}

impl From<RemovalChoice> for Parting {
    fn from(choice: RemovalChoice) -> Self {
        match choice {
            RemovalChoice::Disconnect => Self::Disconnect,
            RemovalChoice::HandOver => Self::HandOver,
        }
    }
}

impl Values {
    /// What was shown last in the firm of this profile.
    pub(crate) fn memory_of(&self, profile: Profile) -> RosterMemory {
        self.memory_key(profile)
            .and_then(|key| self.memory.get(key).cloned())
            .unwrap_or_default()
    }

    /// Remembers what is shown in the firm of this profile.
    pub(crate) fn remember(&mut self, profile: Profile, memory: RosterMemory) {
        if let Some(key) = self.memory_key(profile).map(str::to_owned) {
            self.memory.insert(key, memory);
        }
    }

    /// Every firm of this computer, the current one first.
    pub(crate) fn firms(&self) -> impl Iterator<Item = &FirmSettings> {
        self.firm.iter().chain(&self.other_firms)
    }

    /// The same without the one that this computer is being removed from.
    pub(crate) fn firms_to_open(&self) -> impl Iterator<Item = &FirmSettings> {
        let removed = self.removal.as_ref().map(|removal| &removal.firm);
        self.firms().filter(move |firm| Some(&firm.id) != removed)
    }

    /// The firm of this id.
    pub(crate) fn firm_of(&self, id: &FirmId) -> Option<&FirmSettings> {
        self.firms().find(|firm| firm.id == *id)
    }

    /// The same, to be changed.
    pub(crate) fn firm_mut(&mut self, id: &FirmId) -> Option<&mut FirmSettings> {
        let mut firms = self.firm.iter_mut().chain(&mut self.other_firms);
        firms.find(|firm| firm.id == *id)
    }

    /// Puts `firm` in the place of the one with its id, or beside the others, and makes it the current one.
    pub(crate) fn put_firm(&mut self, firm: FirmSettings) {
        self.other_firms.retain(|other| other.id != firm.id);
        if let Some(former) = self.firm.replace(firm)
            && self.firm.as_ref().is_some_and(|firm| firm.id != former.id)
        {
            self.other_firms.push(former);
        }
    }

    /// Makes the firm of this id the current one; says whether there is one.
    pub(crate) fn make_current(&mut self, id: &FirmId) -> bool {
        let Some(firm) = self.firm_of(id).cloned() else {
            return false;
        };
        self.put_firm(firm);
        true
    }

    /// Takes a firm out. Another one becomes the current one, where there is one.
    pub(crate) fn remove_firm(&mut self, id: &FirmId) {
        self.memory.remove(id.as_str());
        self.other_firms.retain(|other| other.id != *id);
        if self.firm.as_ref().is_some_and(|firm| firm.id == *id) {
            self.firm = (!self.other_firms.is_empty()).then(|| self.other_firms.remove(0));
        }
    }

    fn memory_key(&self, profile: Profile) -> Option<&str> {
        match profile {
            Profile::Practice => Some(PRACTICE),
            Profile::Live | Profile::Sandbox => self.firm.as_ref().map(|firm| firm.id.as_str()),
            Profile::None => None,
        }
    }
}

/// The layout of the file.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    #[serde(rename = "version")]
    version: u32,
    #[serde(rename = "profile")]
    profile: Option<Profile>,
    #[serde(rename = "appearance")]
    appearance: Appearance,
    #[serde(rename = "memory")]
    memory: HashMap<String, RosterMemory>,
    #[serde(rename = "notices")]
    notices: NoticeSettings,
    #[serde(rename = "checks")]
    checks: CheckSettings,
    #[serde(rename = "firms")]
    firms: Vec<FirmSettings>,
    #[serde(rename = "current")]
    current: Option<FirmId>,
    #[serde(rename = "removal", skip_serializing_if = "Option::is_none")]
    removal: Option<Removal>,
    /// Version 1's one firm.
    #[serde(rename = "firm", skip_serializing)]
    firm: Option<FirmSettings>,
}

/// Two firms cannot have one folder.
#[derive(Debug, thiserror::Error)]
#[error("two firms with the id {0}")]
pub(super) struct SameFirmTwice(FirmId);

impl TryFrom<Stored> for Values {
    type Error = SameFirmTwice;

    fn try_from(mut stored: Stored) -> Result<Self, SameFirmTwice> {
        let mut firms = stored.firms;
        if let Some(firm) = stored.firm {
            for profile in ["live", "sandbox"] {
                if let Some(memory) = stored.memory.remove(profile) {
                    stored.memory.insert(firm.id.to_string(), memory);
                }
            }
            firms.push(firm);
        }
        let mut values = Self {
            profile: stored.profile,
            appearance: stored.appearance,
            memory: stored.memory,
            notices: stored.notices,
            checks: stored.checks,
            firm: None,
            other_firms: Vec::new(),
            removal: stored.removal,
        };
        for firm in firms {
            if values.other_firms.iter().any(|other| other.id == firm.id) {
                return Err(SameFirmTwice(firm.id));
            }
            values.other_firms.push(firm);
        }
        let at = stored
            .current
            .and_then(|id| values.other_firms.iter().position(|firm| firm.id == id));
        if !values.other_firms.is_empty() {
            values.firm = Some(values.other_firms.remove(at.unwrap_or(0)));
        }
        Ok(values)
    }
}

impl From<Values> for Stored {
    fn from(values: Values) -> Self {
        let current = values.firm.as_ref().map(|firm| firm.id.clone());
        Self {
            version: VERSION,
            profile: values.profile,
            appearance: values.appearance,
            memory: values.memory,
            notices: values.notices,
            checks: values.checks,
            firms: values.firm.into_iter().chain(values.other_firms).collect(),
            current,
            removal: values.removal,
            firm: None,
        }
    }
}

/// A firm's settings. Its keys are in the keychain, under the namespace of its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FirmSettings {
    /// Which firm of this computer it is.
    #[serde(rename = "id", default = "FirmId::first")]
    pub(crate) id: FirmId,
    /// Name of the firm.
    #[serde(rename = "name")]
    pub(crate) name: String,
    /// Goes into every auth link; not a secret.
    #[serde(rename = "conductorPublishableKey")]
    pub(crate) conductor_publishable_key: Option<String>,
    /// Where Conductor is, if not at its own address.
    #[serde(rename = "conductorBaseUrl")]
    pub(crate) conductor_base_url: Option<url::Url>,
    /// Intuit, if it is set up.
    #[serde(rename = "intuit")]
    pub(crate) intuit: Option<IntuitSettings>,
    /// Ask Intuit for people's roles, which needs a scope of its own.
    #[serde(rename = "askRoles", default = "yes")]
    pub(crate) ask_roles: bool,
    /// Folder in which the firm's computers share their change log.
    #[serde(rename = "firmFolder", default)]
    pub(crate) firm_folder: Option<String>,
    /// This computer's place in the firm.
    #[serde(default, rename = "seat")]
    pub(crate) computer: ComputerSettings,
    /// Who signs this firm's firm files; none where it was set up before there were signatures.
    #[serde(rename = "signer", default)]
    pub(crate) signer: Option<signing::PublicKey>,
    /// When it was opened last, in milliseconds.
    #[serde(rename = "openedAt", default)]
    pub(crate) opened_at: Option<i64>,
    /// The codes by which [`super::Settings`] knows that its services are those that were set here.
    #[serde(rename = "codes", default, skip_serializing_if = "Codes::is_empty")]
    pub(crate) codes: Codes,
}

impl Default for FirmSettings {
    fn default() -> Self {
        Self {
            id: FirmId::first(),
            name: String::new(),
            conductor_publishable_key: None,
            conductor_base_url: None,
            intuit: None,
            ask_roles: true,
            firm_folder: None,
            computer: ComputerSettings::default(),
            signer: None,
            opened_at: None,
            codes: Codes::new(),
        }
    }
}

/// How this computer joined the firm, and what its firm file allows; without a file it is an administrator's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ComputerSettings {
    /// The firm file it was made from.
    #[serde(rename = "joined")]
    pub(crate) joined: Option<Joined>,
    /// What that file allows.
    #[serde(rename = "policy")]
    pub(crate) policy: Permissions,
    /// SHA-256 of that file in hexadecimal digits, so that it is not offered again.
    #[serde(rename = "file")]
    pub(crate) file: Option<String>,
}

/// How a computer came into the firm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Joined {
    /// Name of the computer the file was made for.
    #[serde(rename = "computer")]
    pub(crate) computer: String,
    /// Computer it was made on.
    #[serde(rename = "madeBy")]
    pub(crate) made_by: String,
    /// When it was made, in milliseconds.
    #[serde(rename = "madeAt")]
    pub(crate) made_at: i64,
}

/// The firm's app at Intuit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct IntuitSettings {
    /// Client id; it is part of every sign-in address.
    #[serde(rename = "clientId")]
    pub(crate) client_id: String,
    /// Production or sandbox.
    #[serde(rename = "environment")]
    pub(crate) environment: IntuitEnvironment,
    /// The relay; without one, sign-ins come back to this computer with development keys.
    #[serde(rename = "relay")]
    pub(crate) relay: Option<RelaySettings>,
    /// Ask for the accounting scope.
    #[serde(rename = "accountingScope")]
    pub(crate) accounting_scope: bool,
}

/// Which pair of Intuit keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum IntuitEnvironment {
    /// Production keys and real companies.
    #[serde(rename = "production")]
    Production,
    /// Development keys and sandbox companies.
    #[serde(rename = "sandbox")]
    Sandbox,
}

/// The sign-in relay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RelaySettings {
    /// Its address.
    #[serde(rename = "url")]
    pub(crate) url: url::Url,
    /// Who runs it, as it said when it was set up.
    #[serde(rename = "operator")]
    pub(crate) operator: String,
}

fn yes() -> bool {
    true
}
