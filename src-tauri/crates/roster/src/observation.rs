//! Facts that the services answered about one client, each with its time. Never an opinion: what they mean
//! is decided by [`crate::diagnosis`] alone.
//!
//! How they are stored is in `database/json.rs`. No secret and no whole realm id is kept here.

use jiff::Timestamp;

use crate::view::LinkDelivery;

/// Everything known about one client's connection.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Observation {
    /// QuickBooks Online facts.
    pub online: OnlineFacts,
    /// QuickBooks Desktop facts.
    pub desktop: DesktopFacts,
    /// When a service was last asked about this client, whatever it said.
    pub checked_at: Option<Timestamp>,
}

/// What Intuit (or the relay in front of it) answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OnlineFacts {
    /// The saved connection; `None` when there never was one or the user disconnected it.
    pub connection: Option<OnlineConnection>,
    /// A sign-in that is open in a browser.
    pub sign_in: Option<OpenSignIn>,
    /// The last sign-in chose a company other than the saved one.
    pub wrong_company: Option<WrongCompany>,
    /// What the role query last said.
    pub role: Option<RoleFact>,
    /// When Intuit last gave a good answer with this connection's token.
    pub last_ok_at: Option<Timestamp>,
    /// A grant that could not be revoked from here: Intuit's permission lasts until somebody ends it there.
    pub left_at_intuit: Option<LeftAtIntuit>,
    /// `invalid_grant` answers since the last good one.
    pub refused: Option<Refusal>,
    /// When a renewal was last sent whose answer got lost, with none since that was answered. Intuit may have replaced
    /// the refresh token with it.
    pub renewal_lost_at: Option<Timestamp>,
    /// The last answer that was neither good nor a refusal. Cleared by a good answer.
    pub failure: Option<Failure>,
}

/// A permission that still exists at Intuit and that nothing here can revoke any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftAtIntuit {
    /// When it was found out.
    pub at: Timestamp,
    /// Last four digits of the company's realm id; empty where nobody said which company it is for.
    pub realm_tail: String,
    /// Whether it belongs to another relay than the one set up, which could revoke it; else nobody can.
    pub other_relay: bool,
}

/// A saved connection to a QuickBooks Online company.
#[derive(Debug, Clone, PartialEq)]
pub struct OnlineConnection {
    /// When it was saved.
    pub connected_at: Timestamp,
    /// Whose sign-in it is.
    pub person: Person,
    /// Last four digits of the realm id.
    pub realm_tail: String,
    /// Keyed hash of the realm id, to recognise the company without keeping its id.
    pub realm_hash: String,
    /// Name from Intuit, when the accounting scope was granted.
    pub company_name: Option<String>,
    /// When the grant was last renewed.
    pub renewed_at: Timestamp,
    /// End of the rolling 100 days.
    pub idle_expires_at: Option<Timestamp>,
    /// End of the five years.
    pub hard_expires_at: Option<Timestamp>,
}

/// An Intuit user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Intuit's stable id of the user (`sub`); the identity key, not the e-mail address.
    pub sub: String,
    /// Given and family name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}

impl Person {
    /// The name to show: full name, else the e-mail address, else a neutral word.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name
            .as_deref()
            .or(self.email.as_deref())
            .unwrap_or("Intuit user")
    }
}

/// A sign-in that was opened and has not come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSignIn {
    /// When the browser opened.
    pub started_at: Timestamp,
    /// When we stop waiting.
    pub expires_at: Timestamp,
}

/// A sign-in that chose another company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongCompany {
    /// When.
    pub at: Timestamp,
    /// Last four digits of the company that was chosen.
    pub realm_tail: String,
    /// Its name from Intuit, or the client that holds it.
    pub name: Option<String>,
}

/// The answer to the role query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleFact {
    /// When it was answered.
    pub at: Timestamp,
    /// What was answered.
    pub answer: RoleAnswerFact,
}

/// What the role query said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleAnswerFact {
    /// A role, with whatever fields Intuit filled in; texts as Intuit wrote them.
    Role {
        /// `ADMIN`, `EMPLOYEE`, or another text.
        role_type: Option<String>,
        /// `ACTIVE`, `INACTIVE`, or another text.
        status: Option<String>,
        /// Payroll on or off.
        has_payroll: Option<bool>,
    },
    /// `role` was null or missing.
    Empty,
    /// `AHZ-0010`: the scope was not granted.
    ScopeMissing,
    /// `VAL-1002`: the person is not a user of the company.
    NotMember,
}

/// `invalid_grant` answers since the last good answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The first one.
    pub first_at: Timestamp,
    /// The latest one.
    pub last_at: Timestamp,
    /// `intuit_tid` of the latest one.
    pub intuit_tid: Option<String>,
    /// Intuit's words with the latest one, cleaned.
    pub description: Option<String>,
}

impl Refusal {
    /// Whether Intuit's words are those it has for a refresh token of another app. They prove nothing alone: they are
    /// seen at real disconnections too.
    #[must_use]
    pub fn speaks_of_keys(&self) -> bool {
        let said = self.description.as_deref().unwrap_or_default();
        let plain: String = said
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        plain.contains("clientid") || plain.contains("incorrecttokentype")
    }
}

impl OnlineFacts {
    /// When a renewal was sent whose answer got lost, if that was before `refusal` began.
    #[must_use]
    pub fn lost_before(&self, refusal: &Refusal) -> Option<Timestamp> {
        self.renewal_lost_at
            .filter(|lost| *lost <= refusal.first_at)
    }
}

/// What Conductor answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DesktopFacts {
    /// The client's end-user at Conductor.
    pub end_user_id: Option<String>,
    /// The fingerprint of the Conductor project that it was seen in; versions before 0.2 did not note it.
    pub project: Option<String>,
    /// What `integrationConnections` says, as far as it was read.
    pub connection: ConnectionFact,
    /// The last auth link we made, without the link.
    pub link: Option<AuthLink>,
    /// The last success we know of: a health check, or `lastSuccessfulRequestAt`.
    pub last_ok_at: Option<Timestamp>,
    /// The last failed check. Cleared by a later success.
    pub failure: Option<Failure>,
    /// When the Web Connector first did not answer, without a success since.
    pub unheard_since: Option<Timestamp>,
}

/// What the end-user's integration connections say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ConnectionFact {
    /// `integrationConnections` is empty, or was never read.
    #[default]
    None,
    /// A connection exists but has never worked: the auth flow was started.
    Started,
    /// It has worked at least once.
    Worked,
}

/// An auth link that was made for a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthLink {
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// How it left the app.
    pub delivery: LinkDelivery,
}

/// An answer that was an error, in the service's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// When.
    pub at: Timestamp,
    /// Who answered.
    pub source: Source,
    /// What kind of answer it was.
    pub kind: FailureKind,
    /// The service's code, or a code of ours where it sent none (`no_answer`, `http_503`).
    pub code: String,
    /// The code of QuickBooks behind it.
    pub integration_code: Option<String>,
    /// The sentence to show under *Details*.
    pub message: String,
    /// Conductor's request id or Intuit's `intuit_tid`.
    pub request_id: Option<String>,
}

impl Failure {
    /// Takes the place of the failure before it, unless this one says nothing about the client and
    /// that one did: trouble of ours or of a service must not hide what QuickBooks last said.
    pub fn replace(&self, known: &mut Option<Self>) {
        let says_nothing = self.kind != FailureKind::Answered;
        let knows_something = known
            .as_ref()
            .is_some_and(|known| known.kind == FailureKind::Answered);
        if !(says_nothing && knows_something) {
            *known = Some(self.clone());
        }
    }
}

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Conductor.
    Conductor,
    /// Intuit.
    Intuit,
    /// The sign-in relay.
    Relay,
}

impl Source {
    /// The word used towards the window.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Conductor => "conductor",
            Self::Intuit => "intuit",
            Self::Relay => "relay",
        }
    }
}

/// What kind of failure it was. It decides whether the failure says anything about this client at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The service answered about this client's connection (a documented error envelope).
    Answered,
    /// Our key or client id was refused: says nothing about the client.
    KeyRefused,
    /// No answer, or a 5xx without the documented envelope: says nothing about the client.
    Unreachable,
    /// This computer has no network.
    Offline,
}
