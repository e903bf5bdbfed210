//! Banners: one cause for many rows.

use serde::{Deserialize, Serialize};

view! {
    /// One banner above the roster: one cause for many rows.
    pub struct Banner {
        /// What it is about.
        pub kind: BannerKind,
        /// `intuit`, `conductor`, `relay` or empty.
        pub service: String,
        /// Host of the relay, or text from the operating system; never a secret. Of a service that is left alone although
        /// it answered: `throttled` or `refused`.
        pub name: Option<String>,
        /// Since when, or until when we wait.
        pub at: i64,
    }

    /// The app banners.
    #[derive(Copy, Eq, Hash)]
    pub enum BannerKind {
        /// No network.
        Offline,
        /// A service fails for several clients.
        ServiceDown,
        /// A key was refused.
        KeyBad,
        /// Intuit refused `name` companies together, and none since was renewed: the keys are in doubt. `service` has
        /// them.
        RefusedTogether,
        /// Intuit refused `name` companies since the keys were changed, and renewed none from before; `at` is when.
        RefusedSinceKeys,
        /// The firm turned this computer off at its relay.
        ComputerDenied,
        /// Clients' connections are in another Conductor project than the keys'.
        OtherProject,
        /// The firm changed the key of its change log, and this computer has the former ones only: `name` entries
        /// cannot be read.
        FirmKeyChanged,
        /// The operating system has no keychain: sign-ins last until the app closes.
        KeychainMissing,
        /// The keychain is locked.
        KeychainLocked,
        /// The keychain takes no further entry.
        KeychainFull,
        /// The key of `name` saved sign-ins is not in the keychain: it was emptied or replaced, or the firm's folder is
        /// another computer's.
        SignInsUnreadable,
        /// Intuit renewed `name` sign-ins and this computer could not store them: they are in memory until the app closes.
        RenewalsUnsaved,
        /// The roster's database is damaged; nothing was overwritten, and nothing can be changed.
        DatabaseDamaged,
        /// A newer version wrote the roster, whose format is `name`: it can be looked at only.
        DatabaseNewer,
        /// Another program has the roster, which is on a network volume, to itself.
        DatabaseInUse,
        /// The settings file was damaged; the last good copy is in use.
        SettingsDamaged,
        /// Settings that name this firm's services were changed outside the app; `name` has which, between commas.
        SettingsChanged,
        /// A sign-in came back that began in another firm of this computer: `service` is that firm's id, `name` its
        /// name.
        SignInElsewhere,
        /// A newer version of the app wrote the settings; none of them is used or changed.
        SettingsNewer,
        /// The folder cannot be written; what is changed in the settings lasts until the app closes.
        ReadOnlyFolder,
        /// The data is still in the roaming profile of Windows; `name` says why it could not be moved.
        DataRoams,
        /// A file of ours, `name`, belongs to another account of this computer, who can read it.
        FilesForeign,
        /// A file of ours, `name`, is a link to another place, where others may be able to read it.
        FilesLinked,
        /// Others can read a file of ours, `name`, and that could not be changed.
        FilesWide,
        /// No D-Bus session: links open a second window instead of coming back here.
        NoSessionBus,
        /// Another program, `name`, owns the name by which a second start finds this one: links open a second window.
        NameTaken,
        /// A part of the program failed and was caught; `at` is when.
        Panicked,
        /// The program failed altogether the last time it ran; `at` is when.
        Crashed,
    }
}
