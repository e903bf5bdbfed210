//! Problems of firm files. Their sentences are in `ui/src/features/firm/words/file-problems.ts`.

use serde::{Deserialize, Serialize};

use super::{DiskReason, FormField, KeychainReason, Right};

view! {
    /// Problems of making, opening and taking a firm file, and of the firm's keys and folder.
    #[derive(Eq)]
    #[serde(tag = "code", rename_all_fields = "camelCase")]
    pub enum FirmFileProblem {
        /// The file was to allow more than this computer may itself.
        MoreThanAllowed {
            /// What.
            right: Right,
        },
        /// The days to take the file in are too few or too many.
        DaysOutOfRange,
        /// The passphrase has too few characters.
        PassphraseShort,
        /// The passphrase could be guessed.
        PassphraseWeak {
            /// How.
            why: WeakReason,
        },
        /// The file has no key of Conductor's, and the firm has no Intuit.
        FileNeedsKey,
        /// The file has no key of Conductor's, and development keys cannot be put into a file.
        FileNeedsKeyOnly,
        /// The file would bring no service.
        FileNeedsService,
        /// Conductor is not set up on this computer, and its publishable key goes into the file.
        ConductorNotSetUpHere,
        /// The key is this computer's own.
        OwnKey,
        /// A text of the file is empty, too long, or not on one line.
        FileText {
            /// Which.
            what: FileText,
        },
        /// The file would have expired already.
        FileSpent,
        /// The file would be larger than one may be.
        FileTooLarge,
        /// The firm's signing key would go to a computer that may not have it.
        SigningKeyTravels,
        /// The file would bring another signing key than it is signed with.
        OtherSigningKey,
        /// The encryption failed.
        NotEncrypted,
        /// A key of the firm cannot be used, so the file was not made.
        FileNotMade {
            /// Why.
            why: FirmKeyReason,
        },
        /// The firm's key was not changed.
        KeyNotChanged {
            /// Why.
            why: FirmKeyReason,
        },
        /// The firm's key was changed as often as it can be.
        KeyChangedTooOften {
            /// How often.
            times: u32,
        },
        /// It is no firm file.
        NotAFirmFile,
        /// It is locked to a key instead of a passphrase.
        LockedToAKey,
        /// The passphrase does not fit.
        WrongPassphrase,
        /// It was cut short, or changed after it was made.
        FileDamaged,
        /// It is larger than any firm file.
        LargerThanFirmFile,
        /// It is larger than any backup.
        LargerThanBackup,
        /// Another program made it.
        OtherContents,
        /// A newer Counterfoil made it.
        FileNewer,
        /// It is from before files were signed.
        FileUnsigned,
        /// Its signature does not fit.
        FileForged,
        /// It is a backup, and a firm file was expected.
        BackupNotFirmFile,
        /// It is a firm file, and a backup was expected.
        FirmFileNotBackup,
        /// Its layout is no longer read.
        FileOlder,
        /// Its time is over.
        FileExpired {
            /// Until when it could be used.
            until: i64,
        },
        /// It asks for more work than such a file needs.
        TooMuchWork,
        /// Opening it was stopped.
        OpeningStopped,
        /// No firm file is open.
        NoFirmFile,
        /// No firm file is set for this computer.
        NoFileSet,
        /// The firm file that is set for this computer cannot be taken.
        SetFileUnusable {
            /// Its path.
            path: String,
            /// Why.
            why: SetFileReason,
        },
        /// The managed settings allow only the firm file that they name.
        OnlyTheSetFile,
        /// The managed settings allow no firm files.
        NoFirmFilesHere,
        /// It was signed with another key than the managed settings name.
        NotTheFirmsSigner,
        /// It has characters that cannot be seen.
        HiddenCharacters,
        /// Nobody agreed to the server of its shared folder.
        AgreeToServer {
            /// The server.
            server: String,
        },
        /// This computer joined with a newer file.
        OlderThanJoined,
        /// It could not be read.
        FirmFileNotRead {
            /// Why.
            why: DiskReason,
        },
        /// The path of the shared folder is not whole.
        FolderNotWhole {
            /// As typed.
            folder: String,
        },
        /// The shared folder is not there.
        FolderNotThere {
            /// Its path.
            folder: String,
        },
        /// The shared folder cannot be written.
        FolderNotWritable {
            /// Its path.
            folder: String,
        },
        /// The shared folder did not answer.
        FolderSilent {
            /// Its path.
            folder: String,
        },
    }
    /// Why the firm file that is set for a computer cannot be taken.
    #[derive(Copy, Eq)]
    pub enum SetFileReason {
        /// It cannot be read.
        Unread,
        /// It is larger than any firm file.
        TooLarge,
        /// It is another file than the settings name.
        Another,
        /// Its disk or share does not answer.
        Silent,
    }

    /// How a passphrase could be guessed.
    #[derive(Copy, Eq)]
    pub enum WeakReason {
        /// It repeats itself or follows the keyboard.
        Pattern,
        /// It is mostly the firm's name or a year.
        Expected,
        /// It is mostly words that many people choose.
        Common,
        /// It says too little.
        Little,
    }
    /// A text of a firm file.
    #[derive(Copy, Eq)]
    pub enum FileText {
        /// Name of the computer it is for.
        Computer,
        /// Name of the computer that made it.
        MadeBy,
        /// Name of the firm.
        FirmName,
        /// Conductor's keys.
        ConductorKeys,
        /// Client ID of the firm's app at Intuit.
        ClientId,
        /// Who runs the relay.
        Operator,
        /// Path of the shared folder.
        Folder,
    }
    /// Why a key of the firm cannot be used.
    #[derive(Copy, Eq)]
    #[serde(tag = "kind")]
    pub enum FirmKeyReason {
        /// The keychain did not give or keep it.
        Keychain {
            /// Why.
            why: KeychainReason,
        },
        /// What is in the keychain is no such key.
        Damaged,
        /// The firm file of this computer did not bring it.
        KeyNotBrought,
        /// The firm file of this computer did not bring the signing key.
        SignerNotBrought,
        /// The signing key in the keychain is another firm's.
        OtherSigner,
    }
}

impl FirmFileProblem {
    /// The field that is at fault, if one is.
    pub(super) fn field(&self) -> Option<FormField> {
        match self {
            Self::PassphraseShort | Self::PassphraseWeak { .. } => Some(FormField::Passphrase),
            Self::FileNeedsKey
            | Self::FileNeedsKeyOnly
            | Self::FileNeedsService
            | Self::ConductorNotSetUpHere
            | Self::OwnKey
            | Self::FileText {
                what: FileText::ConductorKeys,
            } => Some(FormField::ConductorSecretKey),
            Self::FileText {
                what: FileText::Computer,
            } => Some(FormField::Computer),
            _ => None,
        }
    }
}
