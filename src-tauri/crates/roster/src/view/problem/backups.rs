//! Problems of backups and copies. Their sentences are in `ui/src/features/firm/words/backup-problems.ts`.

use serde::{Deserialize, Serialize};

use super::{DiskReason, RosterReason};

view! {
    /// Problems of backups and of copies of the roster.
    #[derive(Eq)]
    #[serde(tag = "code", rename_all_fields = "camelCase")]
    pub enum BackupProblem {
        /// No backup waits.
        NoBackup,
        /// The backup has not been opened with its passphrase.
        BackupPassphraseMissing,
        /// It is no backup.
        NotABackup {
            /// How the names of backups end.
            ending: String,
        },
        /// The practice firm needs no backup.
        PracticeBackup,
        /// The backup was not made; the detail says why.
        BackupNotMade,
        /// The roster could not be read for a backup.
        BackupNotMadeRoster {
            /// Why.
            why: RosterReason,
        },
        /// The backup would be larger than one may be.
        BackupTooLarge,
        /// What is in the backup is none, or damaged.
        BackupDamaged,
        /// A newer Counterfoil made the backup.
        BackupNewer,
        /// The backup's roster could not be written or read.
        BackupNotRestoredRoster {
            /// Why.
            why: RosterReason,
        },
        /// The disk did not take the backup's roster.
        BackupNotRestoredDisk {
            /// Why.
            why: DiskReason,
        },
        /// A copy that restoring needs is gone.
        BackupCopyGone,
        /// The firm's name has to be typed before a backup takes its place.
        TypeFirmName {
            /// The name.
            firm: String,
            /// Its clients on this computer.
            clients: u32,
        },
        /// The roster is not damaged, so no copy takes its place.
        RosterNotDamaged,
        /// A copy of the roster could not be read or written.
        CopyNotRestoredRoster {
            /// Why.
            why: RosterReason,
        },
        /// The disk did not give or take a copy.
        CopyNotRestoredDisk {
            /// Why.
            why: DiskReason,
        },
        /// The copy is not there any more.
        CopyGone,
    }
}
