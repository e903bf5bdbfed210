//! A client as the roster shows it.

use serde::{Deserialize, Serialize};

use super::{Action, ComputerBusy, ExpiryClock, State, Urgency};

view! {
    /// Which QuickBooks product holds the client's books.
    #[derive(Copy, Eq, Hash)]
    #[cfg_attr(test, ts(rename = "BooksKind"))]
    pub enum Product {
        /// QuickBooks Online, reached through Intuit.
        Online,
        /// QuickBooks Desktop, reached through Conductor.
        Desktop,
    }

    /// Where a QuickBooks Desktop company is opened; it decides who has to click the auth link.
    #[derive(Copy, Eq, Hash)]
    pub enum Place {
        /// On the computer Counterfoil runs on.
        ThisComputer,
        /// On another computer in the firm's office.
        OtherComputer,
        /// On a hosting provider's machine.
        Hosted,
        /// At the client's own office.
        ClientOffice,
    }

    /// How the auth link left the app.
    #[derive(Copy, Eq, Hash)]
    pub enum LinkDelivery {
        /// Opened in this computer's browser.
        Opened,
        /// Copied to the clipboard.
        Copied,
        /// Put into a mail.
        Mailed,
    }

    /// What Intuit said the person is in the company.
    #[derive(Copy, Eq, Hash)]
    pub enum RoleKind {
        /// `ADMIN`.
        Admin,
        /// `EMPLOYEE`.
        Employee,
        /// Any other text, or none.
        Unknown,
    }

    /// Whether Intuit gave the role.
    #[derive(Copy, Eq, Hash)]
    pub enum RoleAvailability {
        /// Not asked yet, or not a QuickBooks Online client.
        NotAsked,
        /// Intuit answered with type and status.
        Reported,
        /// The scope is not granted or the answer was empty: a normal state.
        NotAvailable,
    }

    /// The role badges of one client.
    pub struct RoleView {
        /// Whether Intuit said at all.
        pub availability: RoleAvailability,
        /// Type of the role.
        pub kind: RoleKind,
        /// `false` only when Intuit said `INACTIVE`.
        pub active: bool,
        /// Payroll on, off, or (`null`) not reported.
        pub payroll: Option<bool>,
        /// When Intuit last answered.
        pub at: Option<i64>,
    }

    /// Whose Intuit sign-in a connection uses.
    pub struct PersonView {
        /// Given and family name, or the e-mail address.
        pub name: String,
        /// E-mail address, when Intuit gave one.
        pub email: Option<String>,
    }

    /// The last auth link of a QuickBooks Desktop client, without the link.
    pub struct LinkView {
        /// When it was made.
        pub created_at: i64,
        /// When it stops working.
        pub expires_at: i64,
        /// How it left the app.
        #[serde(rename = "handed")]
        pub delivery: LinkDelivery,
    }

    /// What is under *Details*: the service's own words.
    pub struct DetailsView {
        /// `conductor` or `intuit` or `relay`.
        pub service: String,
        /// The service's code, such as `QBD_CONNECTION_ERROR` or `VAL-1002`.
        pub code: String,
        /// The code of QuickBooks behind it, such as `0x80040408`.
        pub integration_code: Option<String>,
        /// The service's sentence for people (or its reason, where that sentence is generic).
        pub message: String,
        /// Conductor's request id or Intuit's `intuit_tid`.
        pub request_id: Option<String>,
        /// When it was answered.
        pub at: i64,
    }

    /// A company or person that a sentence names besides the client.
    #[derive(Eq)]
    pub enum Counterparty {
        /// By its name.
        Named(String),
        /// A company whose name Intuit did not tell, by the last four digits of its realm id.
        Tail(String),
    }

    /// One client as the roster shows it.
    pub struct ClientRow {
        /// Our id of the client (a UUID).
        pub id: String,
        /// The firm's id of the client, the same on all of its computers.
        pub source_id: String,
        /// Name as typed.
        pub name: String,
        /// The firm's client number.
        pub number: Option<String>,
        /// The client's e-mail address.
        pub email: Option<String>,
        /// Online or Desktop.
        pub books: Product,
        /// Where QuickBooks Desktop runs.
        pub place: Option<Place>,
        /// The label of that computer.
        pub computer: Option<String>,
        /// The one status.
        pub state: State,
        /// How urgent it is.
        #[serde(rename = "tier")]
        pub urgency: Urgency,
        /// The facts behind it are older than 24 hours, or a firm-wide cause hides newer ones.
        pub stale: bool,
        /// When the service last confirmed that the connection works.
        pub last_ok_at: Option<i64>,
        /// When we last asked.
        pub checked_at: Option<i64>,
        /// The moment the sentence names: end of a link, an expiry, the next try.
        pub until: Option<i64>,
        /// Which clock `until` is, for `expiring` and `expired`.
        pub clock: Option<ExpiryClock>,
        /// The company or person a sentence names besides the client (`wrongCompany`, `takenOver`).
        pub other: Option<Counterparty>,
        /// The next click.
        pub primary: Action,
        /// The second one.
        pub secondary: Option<Action>,
        /// Role badges.
        pub role: RoleView,
        /// Whose sign-in it is.
        pub connected_as: Option<PersonView>,
        /// When the connection was made.
        pub connected_at: Option<i64>,
        /// Last four digits of the realm id.
        pub company_tail: Option<String>,
        /// End of the 100 idle days.
        pub idle_expires_at: Option<i64>,
        /// End of the five years.
        pub hard_expires_at: Option<i64>,
        /// Conductor's id of the end-user.
        pub end_user_id: Option<String>,
        /// The last auth link.
        pub link: Option<LinkView>,
        /// A company where Intuit's permission still exists and nothing here can revoke it any more, until somebody says that
        /// it is dealt with.
        pub left_at_intuit: Option<LeftAtIntuitView>,
        /// Codes of the last failure, while it explains the state.
        pub details: Option<DetailsView>,
        /// Who connected this company from another of the firm's computers, after us or in our place.
        pub elsewhere: Option<ElsewhereView>,
        /// What its computer is asked while the check of this client waits for its turn.
        pub waits_for: Option<ComputerBusy>,
    }

    /// A connection that another of the firm's computers made, by the firm's change log.
    pub struct ElsewhereView {
        /// Whose sign-in it is.
        pub person: String,
        /// The computer.
        pub computer: String,
        /// When it was made.
        pub at: i64,
        /// Nothing was read of it for so long that it may have ended.
        pub last_known: bool,
    }

    /// A company where Intuit's permission still exists.
    pub struct LeftAtIntuitView {
        /// Last four digits of its id; empty where nobody said which company it is.
        pub realm_tail: String,
        /// Whether it was connected through another relay than the one set up; else no relay opens the sign-in any more.
        pub other_relay: bool,
    }
}
