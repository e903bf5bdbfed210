//! Problems of a firm on this computer. Their sentences are in `ui/src/features/firm/words/problems.ts`.

use serde::{Deserialize, Serialize};

use super::{FirmKeyReason, KeychainReason, RosterReason};

view! {
    /// Problems of opening, changing and removing a firm.
    #[derive(Eq)]
    #[serde(tag = "code", rename_all_fields = "camelCase")]
    pub enum FirmProblem {
        /// The firm does not allow this computer to do that.
        NotAllowed {
            /// What.
            right: Right,
        },
        /// No firm is open.
        NoFirmOpen,
        /// No firm is set up on this computer.
        NoFirmSetUp,
        /// The firm has to be set up first.
        SetUpFirst,
        /// The firm is no longer on this computer.
        FirmGone,
        /// The firm's settings were changed outside Counterfoil.
        SettingsChangedOutside,
        /// The firm's settings cannot be compared with the keychain.
        SettingsNotCompared,
        /// A newer Counterfoil wrote the settings.
        SettingsNewer,
        /// A sign-in came back that nobody saved or rejected.
        SignInUnsaved,
        /// The roster did not open.
        RosterNotOpened {
            /// Why.
            why: RosterReason,
        },
        /// Work on the roster's file broke off.
        NotFinished,
        /// The practice firm did not open.
        PracticeNotOpened,
        /// The practice firm could not be reset.
        PracticeNotReset,
        /// Removing this computer from the firm is not finished.
        RemovalOpen,
        /// Removing this computer from another firm is not finished.
        RemovalOfOpen {
            /// Its name.
            firm: String,
        },
        /// The firm that this computer is removed from is not open.
        OpenFirmToRemove,
        /// The firm was closed before it could be removed.
        FirmClosedMeanwhile,
        /// The keychain with the firm's keys is locked.
        LockedForRemoval,
        /// The settings cannot be written, so nothing was removed.
        SettingsNotWritten {
            /// Their folder.
            folder: String,
        },
        /// Keys or files of the firm are deleted already.
        CannotBeKept,
        /// The keychain still has the firm's keys.
        KeysNotWiped {
            /// Why.
            why: KeychainReason,
        },
        /// The firm's change log is not shared.
        LogNotShared {
            /// Why.
            why: FirmKeyReason,
        },
        /// The folder of the change log is of no use now.
        LogFolder {
            /// Its path.
            folder: String,
            /// Why.
            why: LogFolderReason,
        },
        /// The folder of the change log has files of something else.
        LogFolderJunk {
            /// Its path.
            folder: String,
            /// The first few of their names.
            names: Vec<String>,
            /// How many more there are.
            more: u32,
        },
        /// The firm's folder is still there.
        FolderNotWiped {
            /// Its path.
            folder: String,
        },
    }
    /// Why the folder of the change log is of no use now.
    #[derive(Copy, Eq)]
    pub enum LogFolderReason {
        /// It is not there.
        Missing,
        /// It is no folder.
        NotAFolder,
        /// It cannot be read.
        Unreadable,
        /// It cannot be written.
        Unwritable,
        /// It does not answer.
        Silent,
        /// This computer's key does not open the other computers' files in it.
        Foreign,
    }

    /// What a firm can allow a computer to do.
    #[derive(Copy, Eq)]
    pub enum Right {
        /// Connect clients.
        Connect,
        /// Disconnect clients.
        Disconnect,
        /// Delete end-users at Conductor.
        DeleteConnections,
        /// Save lists to files.
        Export,
        /// Change the firm's keys and folder.
        ChangeKeys,
        /// Make firm files.
        MakeFirmFiles,
        /// Read the clients' books.
        ReadBooks,
    }
}
