//! What happens to a client, with what belongs to it.

use jiff::Timestamp;

use crate::client::ClientId;
use crate::computer::WriterId;
use crate::diagnosis::RoleDiagnosis;
use crate::view::{Ending, RoleAvailability, RoleKind, State};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The client was added.
    Added,
    /// A connection was saved.
    Connected,
    /// The user disconnected it.
    Disconnected,
    /// Another computer left the firm and asks that the client be connected elsewhere.
    HandedOver,
    /// The state changed.
    StateChanged {
        /// Before.
        from: State,
        /// After.
        to: State,
    },
    /// Intuit reports another role than before.
    RoleChanged {
        /// Before.
        from: Role,
        /// After.
        to: Role,
    },
    /// Intuit reported the role for the first time.
    RoleConfirmed(Role),
    /// A grant was renewed.
    Renewed,
    /// An end-user was created at Conductor.
    EndUserCreated,
    /// An end-user that Conductor had already became this client's.
    EndUserAdopted,
    /// The end-user was deleted at Conductor.
    EndUserDeleted,
    /// An auth link was made.
    LinkCreated,
    /// A sign-in ended without a connection.
    SignInEnded(Ending),
    /// A grant waits to be revoked at Intuit.
    RevokeWaits(CompanyTail),
    /// A grant that waited was revoked.
    Revoked(CompanyTail),
    /// A grant cannot be revoked from here.
    NotRevoked(CompanyTail),
    /// Client details were changed.
    Edited,
    /// Archived.
    Archived,
    /// Checks were paused.
    Paused,
    /// Checked again; in lines of versions before 0.2 also put back on the list.
    Resumed,
    /// Put back on the list after it was archived.
    Restored,
    /// Its books were read.
    BooksRead(BooksReading),
}

/// The last four digits of a company's realm id; empty where nobody said which company it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompanyTail(pub String);

impl From<&str> for CompanyTail {
    fn from(digits: &str) -> Self {
        Self(digits.to_owned())
    }
}

/// A role that Intuit reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// Its type.
    pub kind: RoleKind,
    /// `false` only when Intuit said `INACTIVE`.
    pub active: bool,
    /// Whether payroll is on; what is not reported counts as off.
    pub payroll: bool,
}

impl Role {
    /// The role that was reported, if one was.
    #[must_use]
    pub fn reported(role: &RoleDiagnosis) -> Option<Self> {
        (role.availability == RoleAvailability::Reported).then(|| Self {
            kind: role.kind,
            active: role.active,
            payroll: role.payroll == Some(true),
        })
    }
}

/// One reading of a client's books: what was asked and how much came, never a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BooksReading {
    /// The resource or report: `invoices`, `reports/aging`.
    pub resource: String,
    /// Which report the call made: `ar_aging_summary`.
    pub report: Option<String>,
    /// The first day that was asked for.
    pub from: Option<String>,
    /// The last one.
    pub to: Option<String>,
    /// The names of the filters, without what was asked for: `refNumbers`. `id` for one record.
    pub by: Vec<String>,
    /// How many rows came.
    pub rows: u32,
    /// Whether that was all.
    pub complete: bool,
}

/// What one line of a client's history says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Whose history.
    pub client: ClientId,
    /// When it happened; kept to the millisecond.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
    /// Who did it: a person's name, a service, or nobody.
    pub person: Option<String>,
    /// Name of the computer that saw it.
    pub computer: String,
    /// That computer; none where only its name is known.
    pub computer_id: Option<WriterId>,
}

/// One line of a client's history, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineLine {
    /// Its number in the database.
    pub id: i64,
    /// What it says.
    pub entry: JournalEntry,
}

/// One line of the firm's change log: a line of a client's history, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityEntry {
    /// The client's name now.
    pub client: String,
    /// What happened.
    pub line: TimelineLine,
    /// The action that wrote it together with others of its kind.
    pub group: Option<ActionLines>,
}

random_id! {
    /// One action of a person, which may write lines for many clients.
    ActionId
}

/// The lines of one kind that an action wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionLines {
    /// The action.
    pub action: ActionId,
    /// How many there are; more than one.
    pub lines: u32,
}
