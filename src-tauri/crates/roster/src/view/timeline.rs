//! What the window gets of a client's history.

use serde::{Deserialize, Serialize};

use super::{BooksReadView, Ending, RoleKind, State};
use crate::event::{ActivityEntry, BooksReading, CompanyTail, Event, Role, TimelineLine};

view! {
    /// One line of a client's timeline, newest first.
    pub struct TimelineEvent {
        /// Row number in the journal.
        pub id: i64,
        /// When it happened.
        pub at: i64,
        /// What happened.
        #[serde(flatten)]
        pub event: EventKind,
        /// Who did it: a person's name, `Intuit`, `Conductor` or empty for this app.
        pub person: Option<String>,
        /// The computer that saw it.
        pub computer: String,
    }

    /// One line of the firm's change log: a client's timeline event, and whose it is.
    pub struct ActivityLine {
        /// The client.
        pub client_id: String,
        /// Its name now.
        pub client: String,
        /// What happened.
        pub event: TimelineEvent,
        /// The same happened to other clients by the same action; this line sums up all of them.
        pub group: Option<ActionGroup>,
    }

    /// The lines of one kind that one action wrote.
    #[derive(Eq)]
    pub struct ActionGroup {
        /// The action.
        pub action: String,
        /// How many clients; more than one.
        pub clients: u32,
    }

    /// A role as a line of the timeline names it.
    #[derive(Copy, Eq)]
    pub struct RoleSeen {
        /// Its type.
        pub kind: RoleKind,
        /// `false` only when Intuit said `INACTIVE`.
        pub active: bool,
        /// Payroll is on.
        pub payroll: bool,
    }
}

/// Kinds of timeline lines, each with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "event",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum EventKind {
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
    /// The role changed.
    RoleChanged {
        /// Before.
        from: RoleSeen,
        /// After.
        to: RoleSeen,
    },
    /// The role was reported for the first time.
    RoleConfirmed {
        /// The role.
        role: RoleSeen,
    },
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
    SignInEnded {
        /// How.
        ending: Ending,
    },
    /// A grant waits to be revoked at Intuit.
    RevokeWaits {
        /// The company's last four digits, where somebody said which it is.
        company_tail: Option<String>,
    },
    /// A grant that waited was revoked.
    Revoked {
        /// The company's last four digits, where somebody said which it is.
        company_tail: Option<String>,
    },
    /// A grant cannot be revoked from here.
    NotRevoked {
        /// The company's last four digits, where somebody said which it is.
        company_tail: Option<String>,
    },
    /// Client details were changed.
    Edited,
    /// Archived.
    Archived,
    /// Checks were paused.
    Paused,
    /// Checked again; in older lines also put back on the list.
    Resumed,
    /// Put back on the list after it was archived.
    Restored,
    /// Its books were read.
    BooksRead {
        /// What was read.
        books: BooksReadView,
    },
}

impl From<ActivityEntry> for ActivityLine {
    fn from(entry: ActivityEntry) -> Self {
        Self {
            client_id: entry.line.entry.client.to_string(),
            client: entry.client,
            event: entry.line.into(),
            group: entry.group.map(|group| ActionGroup {
                action: group.action.to_string(),
                clients: group.lines,
            }),
        }
    }
}

impl From<TimelineLine> for TimelineEvent {
    fn from(TimelineLine { id, entry }: TimelineLine) -> Self {
        Self {
            id,
            at: entry.at.as_millisecond(),
            event: entry.event.into(),
            person: entry.person,
            computer: entry.computer,
        }
    }
}

impl From<Event> for EventKind {
    fn from(event: Event) -> Self {
        let tail = |CompanyTail(digits)| Some(digits).filter(|digits| !digits.is_empty());
        match event {
            Event::Added => Self::Added,
            Event::Connected => Self::Connected,
            Event::Disconnected => Self::Disconnected,
            Event::HandedOver => Self::HandedOver,
            Event::StateChanged { from, to } => Self::StateChanged { from, to },
            Event::RoleChanged { from, to } => Self::RoleChanged {
                from: from.into(),
                to: to.into(),
            },
            Event::RoleConfirmed(role) => Self::RoleConfirmed { role: role.into() },
            Event::Renewed => Self::Renewed,
            Event::EndUserCreated => Self::EndUserCreated,
            Event::EndUserAdopted => Self::EndUserAdopted,
            Event::EndUserDeleted => Self::EndUserDeleted,
            Event::LinkCreated => Self::LinkCreated,
            Event::SignInEnded(ending) => Self::SignInEnded { ending },
            Event::RevokeWaits(it) => Self::RevokeWaits {
                company_tail: tail(it),
            },
            Event::Revoked(it) => Self::Revoked {
                company_tail: tail(it),
            },
            Event::NotRevoked(it) => Self::NotRevoked {
                company_tail: tail(it),
            },
            Event::Edited => Self::Edited,
            Event::Archived => Self::Archived,
            Event::Paused => Self::Paused,
            Event::Resumed => Self::Resumed,
            Event::Restored => Self::Restored,
            Event::BooksRead(reading) => Self::BooksRead {
                books: reading.into(),
            },
        }
    }
}

impl From<Role> for RoleSeen {
    fn from(role: Role) -> Self {
        Self {
            kind: role.kind,
            active: role.active,
            payroll: role.payroll,
        }
    }
}

impl From<BooksReading> for BooksReadView {
    fn from(reading: BooksReading) -> Self {
        Self {
            resource: reading.resource,
            report: reading.report,
            from: reading.from,
            to: reading.to,
            by: reading.by,
            rows: reading.rows,
            complete: reading.complete,
        }
    }
}
