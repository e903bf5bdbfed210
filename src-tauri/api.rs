//! What the window gets about the app itself, beside the roster's own views.
//!
//! Types of the `roster` crate are named by text: that crate derives their TypeScript in its own tests only.
//!
//! Nothing here is stored. What the window shows of the settings has types of its own, so that a word of the window can
//! change and none in a person's files does; [`mirror!`] carries the values over.

/// Conversions between a type of the window and one of the app with the same fields or variants. The second braces name
/// the fields that are lists of such types.
macro_rules! mirror {
    () => {};
    (enum $window:ident = $own:path { $($variant:ident),* $(,)? }; $($rest:tt)*) => {
        impl From<$own> for $window {
            fn from(own: $own) -> Self {
                match own { $(<$own>::$variant => Self::$variant,)* }
            }
        }

        impl From<$window> for $own {
            fn from(window: $window) -> Self {
                match window { $($window::$variant => Self::$variant,)* }
            }
        }

        mirror! { $($rest)* }
    };
    (struct $window:ident = $own:path { $($field:ident),* $(,)? } $({ $($list:ident),* })?; $($rest:tt)*) => {
        impl From<$own> for $window {
            fn from(own: $own) -> Self {
                Self {
                    $($field: own.$field.into(),)*
                    $($($list: own.$list.into_iter().map(Into::into).collect(),)*)?
                }
            }
        }

        impl From<$window> for $own {
            fn from(window: $window) -> Self {
                Self {
                    $($field: window.$field.into(),)*
                    $($($list: window.$list.into_iter().map(Into::into).collect(),)*)?
                }
            }
        }

        mirror! { $($rest)* }
    };
}

mod backups;
mod lists;
mod permissions;
mod remembered;
mod removal;
mod support;

use roster::view::{Banner, Place};
use serde::{Deserialize, Serialize};

use crate::settings;

pub(crate) use backups::{BackupView, CopyView};
pub(crate) use lists::{ImportForm, ImportOutcome, ImportProgress, ListView};
pub(crate) use permissions::{
    ComputerView, FirmFileChange, FirmFileForm, FirmFileHost, FirmFileIntuit, FirmFileMade,
    FirmFileSeen, FirmFileService, FirmFileSigner, FirmFileView, ManagedField, ManagedView,
};
pub(crate) use remembered::{Appearance, CheckSettings, NoticeSettings, RosterMemory};
pub(crate) use removal::{RemovalChoice, RemovalProgress, RemovalView, RemovedView};
pub(crate) use support::{SupportFile, SupportSection};

/// A file that was written for the person, in their downloads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedFile {
    /// Name of the file.
    pub(crate) name: String,
    /// Name of the folder it is in.
    pub(crate) folder: String,
}

/// What support asks for first. Nothing of it is secret and no client is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Diagnostics {
    /// Version of the app.
    pub(crate) version: String,
    /// Operating system and its version.
    pub(crate) system: String,
    /// Engine that draws the window, and its version.
    pub(crate) webview: String,
    /// Folder of the roster and the settings.
    pub(crate) folder: String,
    /// Clients in the open firm.
    pub(crate) clients: u32,
    /// `ready`, `missing` or `locked`.
    pub(crate) keychain: String,
}

/// The app at a glance.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one thing is set up, and the window asks them one by one"
)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct AppOverview {
    /// The keychain has not answered yet: rows are as they were last known, and what needs a key or a sign-in
    /// waits.
    pub(crate) opening: bool,
    /// Which firm is open.
    pub(crate) profile: Profile,
    /// Its name.
    pub(crate) firm_name: Option<String>,
    /// Its id, when it is not the practice firm.
    pub(crate) firm_id: Option<String>,
    /// The firms of this computer, the one that was open last first.
    pub(crate) firms: Vec<FirmView>,
    /// Name of this computer.
    pub(crate) computer_name: String,
    /// Its id, by which the firm's computers tell each other apart.
    pub(crate) computer_id: String,
    /// Fingerprint of its key in the open firm, once it has one.
    pub(crate) computer_fingerprint: Option<String>,
    /// Version of the app.
    pub(crate) version: String,
    /// `linux`, `windows` or `macos`.
    pub(crate) platform: String,
    /// Theme, density, zoom.
    pub(crate) appearance: Appearance,
    /// What was shown last in this firm.
    pub(crate) memory: RosterMemory,
    /// Notices of the operating system.
    pub(crate) notices: NoticeSettings,
    /// How often clients are checked.
    pub(crate) checks: CheckSettings,
    /// Banners that hold for the whole app.
    #[cfg_attr(test, ts(type = "Array<import('./Banner').Banner>"))]
    pub(crate) banners: Vec<Banner>,
    /// End of the last round of checks.
    pub(crate) last_check_at: Option<i64>,
    /// Start of the next one.
    pub(crate) next_check_at: Option<i64>,
    /// A real firm is set up on this computer.
    pub(crate) firm_ready: bool,
    /// The sign-in relay, when sign-ins pass through one.
    pub(crate) relay: Option<RelayOverview>,
    /// Company names are read from Intuit, which needs a wider permission.
    pub(crate) accounting_scope: bool,
    /// Conductor's keys are set up.
    pub(crate) conductor_ready: bool,
    /// Intuit's keys are set up.
    pub(crate) intuit_ready: bool,
    /// Intuit is asked for the person's role, which needs a scope of its own.
    pub(crate) ask_roles: bool,
    /// This computer's place in the firm.
    pub(crate) computer: ComputerView,
    /// What the firm's administrators set for this computer.
    pub(crate) managed: ManagedView,
    /// A firm file that was opened from outside and waits for its passphrase.
    pub(crate) firm_file: Option<FirmFileSeen>,
    /// A removal of this computer from a firm that was begun and is not finished.
    pub(crate) removal: Option<RemovalView>,
}

/// Which firm is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) enum Profile {
    /// None yet: the first screen with its ways to begin.
    None,
    /// The practice firm.
    Practice,
    /// Intuit development keys.
    Sandbox,
    /// The real firm.
    Live,
}

/// A firm of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirmView {
    /// Its id on this computer.
    pub(crate) id: String,
    /// Its name; two may have the same.
    pub(crate) name: String,
    /// Host of its sign-in relay, which tells firms of one name apart.
    pub(crate) host: Option<String>,
    /// When it was opened last, in milliseconds.
    pub(crate) opened_at: Option<i64>,
}

/// Who runs the relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RelayOverview {
    /// Host name.
    pub(crate) host: String,
    /// Operator, as the relay names itself.
    pub(crate) operator: String,
}

/// The set-up form. Keys go in and never come back; an empty field is skipped.
#[derive(Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirmForm {
    /// The firm's name.
    pub(crate) firm_name: String,
    /// Conductor secret key.
    pub(crate) conductor_secret_key: String,
    /// Conductor publishable key.
    pub(crate) conductor_publishable_key: String,
    /// The firm's app at Intuit.
    pub(crate) intuit_client_id: String,
    /// Production or sandbox.
    pub(crate) intuit_environment: IntuitEnvironment,
    /// Address of the sign-in relay (production).
    pub(crate) relay_url: String,
    /// Client secret (development keys only).
    pub(crate) intuit_client_secret: String,
    /// Ask for the accounting scope to read company names.
    pub(crate) accounting_scope: bool,
    /// Ask for the roles scope, which Intuit has to have granted to the firm's app.
    pub(crate) ask_roles: bool,
}

/// Which pair of Intuit keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) enum IntuitEnvironment {
    /// Production keys and real companies.
    Production,
    /// Development keys and sandbox companies.
    Sandbox,
}

/// A value that decides which services learn of a firm's clients, or what is asked of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) enum ServiceValue {
    /// Address of the sign-in relay.
    RelayUrl,
    /// The firm's app at Intuit.
    IntuitClientId,
    /// Production or sandbox.
    IntuitEnvironment,
    /// What Intuit is asked for.
    IntuitScopes,
    /// Conductor's publishable key.
    ConductorPublishableKey,
    /// Where Conductor is.
    ConductorBaseUrl,
    /// Who signs the firm's files.
    Signer,
    /// Folder of the shared change log.
    FirmFolder,
    /// What this computer may do.
    Permissions,
}

mirror! {
    enum Profile = settings::Profile { None, Practice, Sandbox, Live };
    enum IntuitEnvironment = settings::IntuitEnvironment { Production, Sandbox };
    enum ServiceValue = settings::ServiceValue {
        RelayUrl, IntuitClientId, IntuitEnvironment, IntuitScopes, ConductorPublishableKey, ConductorBaseUrl, Signer,
        FirmFolder, Permissions
    };
}

/// What a table is of; it names the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) enum TableKind {
    /// Clients, as the roster shows them.
    Clients,
    /// The firm's change log.
    Activity,
    /// A list or report out of a client's books.
    Books,
    /// Saved views of the screen *Books*.
    BooksViews,
}

/// The add-client form.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClientForm {
    /// Name.
    pub(crate) name: String,
    /// The firm's client number.
    pub(crate) number: String,
    /// E-mail address.
    pub(crate) email: String,
    /// Online or Desktop.
    #[cfg_attr(test, ts(type = "import('./BooksKind').BooksKind"))]
    pub(crate) books: roster::view::Product,
    /// Where QuickBooks Desktop runs.
    #[cfg_attr(test, ts(type = "import('./Place').Place | null"))]
    pub(crate) place: Option<Place>,
    /// Label of that computer.
    pub(crate) computer: String,
}
