//! What the window gets. Nothing here can hold a secret: no token, no key, no auth link, and of a
//! company's realm id only its last four digits.
//!
//! Times are milliseconds since 1970-01-01 UTC. The window turns states, slots and times into words
//! (`ui/src/words.ts` leads to them), because only the window knows the locale and how old a sentence has become.

use serde::{Deserialize, Serialize};

/// Derives what every type of this file needs.
macro_rules! view {
    ($($(#[$meta:meta])* pub $kind:ident $name:ident { $($body:tt)* })*) => {
        $(
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            #[cfg_attr(test, derive(ts_rs::TS), ts(export))]
            #[serde(rename_all = "camelCase")]
            $(#[$meta])*
            pub $kind $name { $($body)* }
        )*
    };
}

mod actions;
mod attempt;
mod banner;
mod books;
mod change_log;
mod client;
mod end_users;
mod problem;
mod round;
mod state;
mod timeline;

pub use actions::{ActionKind, ActionView, UndoneView};
pub use attempt::{
    AttemptStage, AttemptView, DesktopProgress, Ending, FoundCompany, LinkEnding, OnlineProgress,
    Progress, SignInEnding,
};
pub use banner::{Banner, BannerKind};
pub use books::{
    BooksBefore, BooksEvent, BooksReadView, BooksRecord, BooksReport, BooksRows, BooksWait,
    BooksWindow, ComputerBusy,
};
pub use change_log::FirmComputerView;
pub use client::{
    ClientRow, Counterparty, DetailsView, ElsewhereView, LeftAtIntuitView, LinkDelivery, LinkView,
    PersonView, Place, Product, RoleAvailability, RoleKind, RoleView,
};
pub use end_users::{
    AdoptedView, AdoptionForm, EndUserMatch, EndUserView, EndUsersView, RefusedView,
};
pub use problem::{
    BackupProblem, BadCodeReason, BooksProblem, ClientProblem, ConnectProblem, DiskReason,
    FileProblem, FileText, FirmFileProblem, FirmKeyReason, FirmProblem, FormField, KeychainReason,
    ListProblem, LogFolderReason, OtherFile, PortReason, PortTrouble, Problem, ProblemView, Right,
    RosterReason, Service, ServiceProblem, SetFileReason, SetUpProblem, StorageProblem, WeakReason,
};
pub use round::RoundView;
pub use state::{Action, ExpiryClock, State, Urgency};
pub use timeline::{ActionGroup, ActivityLine, EventKind, RoleSeen, TimelineEvent};

/// The events that the window gets while it is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum RosterEvent {
    /// These rows changed or are new.
    Rows {
        /// The rows.
        rows: Vec<ClientRow>,
    },
    /// These clients are no longer in the roster.
    Removed {
        /// Their ids.
        ids: Vec<String>,
    },
    /// All banners, newest truth.
    Banners {
        /// The banners.
        banners: Vec<Banner>,
    },
    /// A connect sheet moved on.
    Attempt {
        /// The attempt.
        attempt: Box<AttemptView>,
    },
    /// A round of checks ended or the next one was planned.
    Checked {
        /// End of the last round.
        last: Option<i64>,
        /// Start of the next one.
        next: Option<i64>,
    },
    /// A round that somebody asked for goes on: how many companies answered so far, of how many. It began with none,
    /// and is over when [`RosterEvent::Checked`] comes.
    Checking {
        /// Companies at Intuit that were asked.
        done: u32,
        /// Companies at Intuit that are asked.
        of: u32,
    },
    /// The firm was closed and opened again, and everything is to be asked for anew. The app itself says so; a roster
    /// never does.
    Reopened,
    /// A firm file was opened from outside. The app itself says so; a roster never does.
    FirmFile {
        /// Name of the file.
        name: String,
        /// Why it cannot be used; without a reason it waits for its passphrase.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        problem: Option<Box<ProblemView>>,
    },
}
