//! What this computer may do, who says so, and the firm files that set up a computer.

use roster::view::ProblemView;
use serde::{Deserialize, Serialize};

use super::{IntuitEnvironment, SavedFile};
use crate::settings;

/// What a computer may do. What is off is refused by the app, whatever the window asks for. Permissions prevent
/// mistakes; they do not stop a program that runs as the same person.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one permission, granted or refused by itself"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Permissions {
    /// Start connections: sign in with Intuit, make end-users and auth links at Conductor.
    pub(crate) connect: bool,
    /// Disconnect a company from QuickBooks Online.
    pub(crate) disconnect: bool,
    /// Delete an end-user at Conductor, for the whole firm and for good.
    pub(crate) delete_connections: bool,
    /// Write lists of clients and of the change log to files.
    pub(crate) export: bool,
    /// Set the firm up by hand: its name, keys, relay and folder.
    pub(crate) change_keys: bool,
    /// Make firm files for other computers.
    pub(crate) make_firm_files: bool,
    /// Read the clients' books in QuickBooks Desktop.
    pub(crate) read_books: bool,
}

/// This computer's place in the firm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ComputerView {
    /// The firm file this computer joined with; none where a person set the firm up.
    pub(crate) joined: Option<JoinedView>,
    /// What the file and the managed settings both allow.
    pub(crate) policy: Permissions,
    /// Folder in which the firm's computers share their change log.
    pub(crate) firm_folder: Option<String>,
    /// The key that signs the firm's files, as words that two people compare; none where no file was made yet.
    pub(crate) signer_words: Option<String>,
    /// The same whole, as the managed settings name it.
    pub(crate) signer_fingerprint: Option<String>,
    /// Why that folder is of no use now.
    #[cfg_attr(test, ts(type = "import('./ProblemView').ProblemView | null"))]
    pub(crate) folder_problem: Option<ProblemView>,
}

/// How a computer came into the firm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct JoinedView {
    /// Name of the computer the file was made for.
    pub(crate) computer: String,
    /// Computer it was made on.
    pub(crate) made_by: String,
    /// When it was made, in milliseconds.
    pub(crate) made_at: i64,
}

/// A firm file that is waiting for its passphrase. Its content stays in the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirmFileSeen {
    /// Name of the file.
    pub(crate) name: String,
    /// Why it cannot be used; without a reason it waits for its passphrase. Only a file that was
    /// opened from outside has one: what a person chooses in the window is refused at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional, type = "import('./ProblemView').ProblemView"))]
    pub(crate) problem: Option<ProblemView>,
}

/// What an opened firm file would do, to be shown before it is taken. No key is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirmFileView {
    /// Name of the firm.
    pub(crate) firm_name: String,
    /// Name of the computer it was made for.
    pub(crate) computer: String,
    /// Computer it was made on.
    pub(crate) made_by: String,
    /// When it was made, in milliseconds.
    pub(crate) made_at: i64,
    /// When it can no longer be taken, in milliseconds.
    pub(crate) usable_until: i64,
    /// It brings a Conductor key made for that computer.
    pub(crate) conductor: bool,
    /// It brings the way to sign in with Intuit.
    pub(crate) intuit: Option<FirmFileIntuit>,
    /// What the computer may do.
    pub(crate) policy: Permissions,
    /// Folder in which the firm's computers share their change log.
    pub(crate) firm_folder: Option<String>,
    /// Hosts that this computer would connect to and that are not the services' own.
    pub(crate) hosts: Vec<FirmFileHost>,
    /// What would be otherwise than today, where the firm is on this computer.
    pub(crate) changes: Vec<FirmFileChange>,
    /// The key that signed it, as words that two people compare.
    pub(crate) signer_words: String,
    /// How it is known whose key that is.
    pub(crate) signer: FirmFileSigner,
    /// Server of the shared folder, where this computer does not use it for this firm already: it needs a person's
    /// word of its own.
    pub(crate) folder_server: Option<String>,
    /// Name of the firm on this computer whose file it is: its keys would be replaced, its clients stay.
    pub(crate) replaces: Option<String>,
    /// Name of the firm that is on this computer, where the file is of another one: both stay, each with its own.
    pub(crate) beside: Option<String>,
}

/// How it is known who signed a firm file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) enum FirmFileSigner {
    /// The firm on this computer is signed for by this key.
    Pinned,
    /// The managed settings name it.
    Managed,
    /// The firm on this computer has no key yet, and the file brings the key of its change log.
    FirmKey,
    /// Not at all: people have to compare the words.
    Unknown,
}

/// A host that a firm file names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirmFileHost {
    /// What it is for.
    pub(crate) service: FirmFileService,
    /// Host, with its port where that is not the usual one; for a folder also a drive or what is mounted.
    pub(crate) host: String,
}

/// What a host of a firm file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) enum FirmFileService {
    /// Sign-ins with Intuit.
    Relay,
    /// Conductor's, in a build for tests.
    Conductor,
    /// The shared change log.
    Folder,
}

/// One field that a firm file would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirmFileChange {
    /// Which.
    pub(crate) field: ManagedField,
    /// What it is today: a text, `yes` or `no`; none where it is not set.
    pub(crate) was: Option<String>,
    /// What it would be.
    pub(crate) will: Option<String>,
}

/// A firm file that was made and saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirmFileMade {
    /// Where it is.
    pub(crate) file: SavedFile,
    /// The key that signed it, as words that two people compare.
    pub(crate) signer_words: String,
}

/// How a firm file has people sign in with Intuit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirmFileIntuit {
    /// Production or sandbox.
    pub(crate) environment: IntuitEnvironment,
    /// Host of the relay.
    pub(crate) relay_host: String,
    /// Who runs the relay.
    pub(crate) relay_operator: String,
}

/// The form from which a firm file is made. Key and passphrase go in and never come back.
#[derive(Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirmFileForm {
    /// Name of the computer it is made for.
    pub(crate) computer: String,
    /// Conductor secret key made for that computer; empty leaves Conductor out.
    pub(crate) conductor_secret_key: String,
    /// Encrypts the file; reaches the person by another way than the file.
    pub(crate) passphrase: String,
    /// Days for which the file can be taken, 1 to 90.
    pub(crate) days: u16,
    /// What the computer may do.
    pub(crate) policy: Permissions,
}

/// What the firm's administrators set for this computer, outside the app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ManagedView {
    /// Where it is: a path or a key of the registry. None where nothing is set.
    pub(crate) source: Option<String>,
    /// Which settings it fixes.
    pub(crate) fields: Vec<ManagedField>,
    /// What was wrong with it, a sentence each; the rest holds.
    pub(crate) problems: Vec<String>,
    /// A firm file waits at the place it names.
    pub(crate) firm_file: Option<FirmFileSeen>,
    /// Why the firm file at that place cannot be taken.
    #[cfg_attr(test, ts(type = "import('./ProblemView').ProblemView | null"))]
    pub(crate) firm_file_problem: Option<ProblemView>,
}

/// A setting that the firm's administrators may fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) enum ManagedField {
    /// The firm's name.
    FirmName,
    /// Conductor's publishable key.
    ConductorPublishableKey,
    /// The firm's app at Intuit.
    IntuitClientId,
    /// Production or sandbox.
    IntuitEnvironment,
    /// Address of the relay.
    RelayUrl,
    /// Company names are read from Intuit.
    AccountingScope,
    /// Intuit is asked for roles.
    AskRoles,
    /// Folder of the shared change log.
    FirmFolder,
    /// Minutes between two rounds of checks.
    CheckEveryMinutes,
    /// Notices are shown.
    Notices,
    /// Notices name clients.
    NoticeNames,
    /// [`Permissions::connect`].
    Connect,
    /// [`Permissions::disconnect`].
    Disconnect,
    /// [`Permissions::delete_connections`].
    DeleteConnections,
    /// [`Permissions::export`].
    Export,
    /// [`Permissions::change_keys`].
    ChangeKeys,
    /// [`Permissions::make_firm_files`].
    MakeFirmFiles,
    /// [`Permissions::read_books`].
    ReadBooks,
    /// The key that has to have signed firm files.
    FirmSigner,
    /// Firm files other than the firm's own can be taken.
    FirmFiles,
}

mirror! {
    struct Permissions = settings::Permissions {
        connect, disconnect, delete_connections, export, change_keys, make_firm_files, read_books
    };
    struct JoinedView = settings::Joined { computer, made_by, made_at };
}
