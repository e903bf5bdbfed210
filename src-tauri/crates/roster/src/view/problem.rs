//! What can go wrong, as the window gets it: a code with the values of its sentence. The sentence is the window's
//! (`words.problem` in `ui/src`), which has exactly one for each code; svelte-check finds one that is missing.

mod backups;
mod books;
mod clients;
mod connect;
mod files;
mod firm;
mod firm_files;
mod services;
mod set_up;
mod storage;

use serde::{Deserialize, Serialize};

use crate::untrusted_text;

pub use backups::BackupProblem;
pub use books::BooksProblem;
pub use clients::ClientProblem;
pub use connect::{BadCodeReason, ConnectProblem, PortReason, PortTrouble};
pub use files::{DiskReason, FileProblem, ListProblem, OtherFile};
pub use firm::{FirmProblem, LogFolderReason, Right};
pub use firm_files::{FileText, FirmFileProblem, FirmKeyReason, SetFileReason, WeakReason};
pub use services::{Service, ServiceProblem};
pub use set_up::{FormField, SetUpProblem};
pub use storage::{KeychainReason, RosterReason, StorageProblem};

view! {
    /// Something that was not done, and why.
    #[derive(Eq)]
    pub struct ProblemView {
        /// Its code, and the values of its sentence. Never a secret.
        #[serde(flatten)]
        pub problem: Problem,
        /// The field of a form that is at fault.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub field: Option<FormField>,
        /// What the system or a library said, for *Details* and the log. It is in no sentence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub detail: Option<String>,
    }

    /// All problems, by the part of the window that has their sentences.
    #[derive(Eq)]
    #[serde(untagged)]
    pub enum Problem {
        /// A client.
        Client(ClientProblem),
        /// A sign-in, an auth link, or a connection.
        Connect(ConnectProblem),
        /// A client's books.
        Books(BooksProblem),
        /// Conductor, Intuit or the relay.
        Service(ServiceProblem),
        /// Keychain, database, disk, and faults of ours.
        Storage(StorageProblem),
        /// A firm on this computer; only the app says so.
        Firm(FirmProblem),
        /// A firm's keys and addresses; only the app says so.
        SetUp(SetUpProblem),
        /// Firm files; only the app says so.
        FirmFile(FirmFileProblem),
        /// Backups and copies; only the app says so.
        Backup(BackupProblem),
        /// Lists that are imported; only the app says so.
        List(ListProblem),
        /// Files and what the system is asked for; only the app says so.
        File(FileProblem),
    }
}

/// Lets a family of problems become a [`ProblemView`].
macro_rules! families {
    ($($variant:ident: $family:ident,)*) => {
        $(
            impl From<$family> for Problem {
                fn from(problem: $family) -> Self {
                    Self::$variant(problem)
                }
            }

            impl From<$family> for ProblemView {
                fn from(problem: $family) -> Self {
                    Problem::from(problem).into()
                }
            }
        )*
    };
}

families! {
    Client: ClientProblem,
    Connect: ConnectProblem,
    Books: BooksProblem,
    Service: ServiceProblem,
    Storage: StorageProblem,
    Firm: FirmProblem,
    SetUp: SetUpProblem,
    FirmFile: FirmFileProblem,
    Backup: BackupProblem,
    List: ListProblem,
    File: FileProblem,
}

impl From<Problem> for ProblemView {
    fn from(problem: Problem) -> Self {
        let field = match &problem {
            Problem::SetUp(problem) => problem.field(),
            Problem::FirmFile(problem) => problem.field(),
            _ => None,
        };
        Self {
            problem,
            field,
            detail: None,
        }
    }
}

impl ProblemView {
    /// The problem with what the system or a library said. An empty text is none.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "errors and texts, owned or not, are given alike"
    )]
    pub fn with_detail(self, detail: impl ToString) -> Self {
        let detail = untrusted_text::sanitize(&detail.to_string(), untrusted_text::MESSAGE);
        Self {
            detail: (!detail.is_empty()).then_some(detail),
            ..self
        }
    }

    /// The code alone, as the window gets it; unlike the problem it names nobody, so a log can have it.
    #[must_use]
    pub fn code(&self) -> String {
        let written = serde_json::to_value(&self.problem).unwrap_or_default();
        written["code"].as_str().unwrap_or_default().to_owned()
    }
}
