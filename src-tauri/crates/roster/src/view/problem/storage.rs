//! Problems of keeping things, and faults of ours. Their sentences are in `ui/src/lib/words-problems.ts`.

use serde::{Deserialize, Serialize};

use crate::database::{DatabaseError, ReadOnly};
use crate::vault::VaultError;

view! {
    /// Problems of the keychain, the roster and the program itself.
    #[derive(Eq)]
    #[serde(tag = "code", rename_all_fields = "camelCase")]
    pub enum StorageProblem {
        /// The keychain did not keep a sign-in, or cannot give it.
        SignInNotKept {
            /// Why.
            why: KeychainReason,
        },
        /// The roster was not saved.
        RosterNotSaved {
            /// Why.
            why: RosterReason,
        },
        /// A newer Counterfoil wrote the roster.
        RosterNewer {
            /// Format of its file.
            format: i64,
        },
        /// The roster's file is damaged.
        RosterDamaged,
        /// The roster's folder cannot be written.
        RosterFolder,
        /// The roster is open elsewhere.
        RosterInUse,
        /// A fault of ours.
        Fault,
    }

    /// Why a keychain did not do what it was asked.
    #[derive(Copy, Eq)]
    pub enum KeychainReason {
        /// There is none.
        Missing,
        /// It is locked.
        Locked,
        /// A secret is larger than an entry may be.
        TooLarge,
        /// It did not answer in time.
        TimedOut,
        /// It takes no further entry.
        Full,
        /// It does not have the key to what is saved beside it.
        OtherKey,
        /// The file of saved sign-ins beside it cannot be used.
        File,
        /// The roster is read-only, so it is.
        ReadOnly,
        /// The system gave another reason, which is in the detail.
        Other,
    }

    /// Why a roster could not be opened or written.
    #[derive(Copy, Eq)]
    pub enum RosterReason {
        /// The file is damaged.
        Damaged,
        /// A newer Counterfoil wrote it.
        Newer,
        /// Its folder cannot be written.
        Folder,
        /// Another program has it open.
        InUse,
        /// A client is not in it.
        UnknownClient,
        /// Its format could not be brought up to date.
        Format,
        /// The disk is full.
        DiskFull,
        /// It could not be read or written for another reason, which is in the detail.
        Other,
    }
}

impl From<&VaultError> for KeychainReason {
    fn from(error: &VaultError) -> Self {
        match error {
            VaultError::Missing => Self::Missing,
            VaultError::Locked => Self::Locked,
            VaultError::TooLarge { .. } => Self::TooLarge,
            VaultError::TimedOut => Self::TimedOut,
            VaultError::Full => Self::Full,
            VaultError::OtherKey => Self::OtherKey,
            VaultError::File(_) => Self::File,
            VaultError::ReadOnly => Self::ReadOnly,
            VaultError::Other(_) => Self::Other,
        }
    }
}

impl From<&DatabaseError> for RosterReason {
    fn from(error: &DatabaseError) -> Self {
        match error {
            DatabaseError::Damaged(_) => Self::Damaged,
            DatabaseError::Newer { .. } => Self::Newer,
            DatabaseError::ReadOnly => Self::Folder,
            DatabaseError::InUse => Self::InUse,
            DatabaseError::Closed(why) => match why {
                ReadOnly::Newer { .. } => Self::Newer,
                ReadOnly::Damaged => Self::Damaged,
                ReadOnly::Folder => Self::Folder,
                ReadOnly::InUse => Self::InUse,
            },
            DatabaseError::UnknownClient => Self::UnknownClient,
            DatabaseError::Migration(_) => Self::Format,
            DatabaseError::Sqlite(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) =>
            {
                Self::DiskFull
            }
            DatabaseError::Json(_) | DatabaseError::Sqlite(_) => Self::Other,
        }
    }
}

impl From<ReadOnly> for StorageProblem {
    fn from(why: ReadOnly) -> Self {
        match why {
            ReadOnly::Newer { found } => Self::RosterNewer { format: found },
            ReadOnly::Damaged => Self::RosterDamaged,
            ReadOnly::Folder => Self::RosterFolder,
            ReadOnly::InUse => Self::RosterInUse,
        }
    }
}
