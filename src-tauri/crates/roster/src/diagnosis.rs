//! What the facts mean: (client, observation, now) → state, urgency, next click. Pure, and the only place
//! that decides it.
//!
//! Several states can fit at once (a grant that expires soon, in a company whose role query failed).
//! `online` and `desktop` list every state that fits, and the most urgent one wins; among equals
//! the one listed first. Three rules come before that:
//!
//! * **An open QuickBooks Online sign-in shows *Waiting*, whatever it is meant to fix.** The click that
//!   the urgent state asks for has been made, and only *Waiting* offers its link and *Cancel*. It lasts
//!   minutes. A Desktop link lasts up to seven days, so it competes like any other state.
//! * **A running check shows *Checking…* only over states nobody has to act on** (rest, ok, none).
//!   Every round of checks would otherwise turn a row that needs a click grey and back again, and hide
//!   its button at the moment a person reaches for it.
//! * **An answer that says nothing about the client** (no network, no answer, our key refused) never
//!   changes its state. The last known one stays and is marked stale.

mod desktop;
mod online;
mod role;
#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};

use crate::client::{Client, Lifecycle, QuickBooks};
use crate::codes;
use crate::observation::{Failure, FailureKind, Observation};
use crate::view::{Action, ExpiryClock, Place, State, Urgency};

pub(crate) use online::IDLE_NEAR;
pub use role::{RoleDiagnosis, role_diagnosis, role_of};

/// How old a fact may be before the state built on it is marked stale. Exactly this old is still fresh.
pub const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// How far apart two `invalid_grant` answers must be to be believed. One alone also appears during
/// outages and when two processes renew the same grant. The length is our guess.
pub const CONFIRM_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// What is known beside the client's own facts.
#[derive(Debug, Clone, Copy)]
pub struct Now<'a> {
    /// The time.
    pub now: Timestamp,
    /// A check of this client runs.
    pub checking: bool,
    /// The person at another computer who, by the firm's change log, connected this company after us.
    pub takeover: Option<&'a str>,
    /// When the next round of checks begins.
    pub next_check: Option<Timestamp>,
    /// The firm asks for roles. If not, what was once said about them is no word on today.
    pub ask_roles: bool,
    /// What this company was refused for is trouble with the firm's keys.
    pub keys_doubted: bool,
}

/// The company or person that a sentence names besides the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counterparty {
    /// By its name.
    Named(String),
    /// A company whose name Intuit did not tell, by the last four digits of its realm id.
    Tail(String),
}

/// What the facts about one client mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The one status.
    pub state: State,
    /// How urgent it is.
    pub urgency: Urgency,
    /// The facts behind it are older than [`FRESH`], or the newest answer said nothing about the client.
    pub stale: bool,
    /// The moment the sentence names: end of a link, an expiry, the next try. An `expiring` clock that
    /// ran out without a refusal has one in the past.
    pub until: Option<Timestamp>,
    /// Which clock `until` is, for `expiring` and `expired`.
    pub clock: Option<ExpiryClock>,
    /// The company (`wrong_company`) or person (`taken_over`) that the sentence names.
    pub other: Option<Counterparty>,
    /// The next click.
    pub primary: Action,
    /// The second one.
    pub secondary: Option<Action>,
    /// The answer that explains the state, or why it is stale.
    pub details: Option<Failure>,
    /// The role badges.
    pub role: RoleDiagnosis,
}

/// Decides what the facts about a client mean.
#[must_use]
pub fn diagnose(client: &Client, observation: &Observation, now: &Now) -> Diagnosis {
    let reading = match (client.lifecycle, &client.books) {
        (Lifecycle::Paused, _) => Reading::of(Finding::new(State::Paused)),
        (Lifecycle::Archived, _) => Reading::of(Finding::new(State::Archived)),
        (Lifecycle::Active, QuickBooks::Online) => online::read(&observation.online, now),
        (Lifecycle::Active, QuickBooks::Desktop { .. }) => desktop::read(&observation.desktop, now),
    };
    let Reading { found, unheard } = reading.while_checking(client.lifecycle, now);
    let old = found
        .as_of
        .is_some_and(|at| now.now.duration_since(at) > FRESH);
    let (primary, secondary) = actions(&found, &client.books, now.checking);
    Diagnosis {
        state: found.state,
        urgency: found.urgency,
        stale: found.state != State::Checking && (old || unheard.is_some()),
        until: found.until,
        clock: found.clock,
        other: found.other,
        primary,
        secondary,
        details: found.details.or(unheard),
        role: match client.books {
            // A role belongs to a connection; without one it is somebody's from before.
            QuickBooks::Online if observation.online.connection.is_some() => {
                role_of(observation.online.role.as_ref(), now.ask_roles)
            }
            _ => role_diagnosis(None),
        },
    }
}

/// How urgent a state is. The one exception is made by [`diagnose`]: `wc_offline` rests, and after
/// three working days without a sign of life it is [`Urgency::Warning`].
#[must_use]
pub fn urgency(state: State) -> Urgency {
    match state {
        State::Expired | State::Revoked | State::TakenOver | State::NotMember | State::Inactive => {
            Urgency::Critical
        }
        State::Attention
        | State::WrongFile
        | State::Dialog
        | State::Permission
        | State::SingleUser
        | State::Expiring
        | State::OtherRelay
        | State::WrongCompany => Urgency::Warning,
        State::Checking | State::Waiting | State::Invited => Urgency::Pending,
        State::QbClosed | State::WcOffline => Urgency::Idle,
        State::Connected => Urgency::Ok,
        State::LinkExpired | State::Never | State::Paused | State::Archived => Urgency::Off,
    }
}

/// The next click and the one after it.
fn actions(found: &Finding, books: &QuickBooks, checking: bool) -> (Action, Option<Action>) {
    let here = matches!(
        books,
        QuickBooks::Desktop {
            place: Place::ThisComputer,
            ..
        }
    );
    // Somebody at another computer needs the steps sent; here they are read from the screen.
    let steps = if here {
        Action::ShowSteps
    } else {
        Action::CopySteps
    };
    match found.state {
        State::Connected => (
            Action::CheckNow,
            (*books == QuickBooks::Online).then_some(Action::OpenInQuickBooks),
        ),
        // A refusal that waits for its confirmation is no running check: there is nothing to stop.
        State::Checking if !checking => (Action::CheckNow, None),
        State::Checking => (Action::StopWaiting, None),
        State::Waiting => (Action::ShowLink, Some(Action::Cancel)),
        State::Invited => (Action::CopyAgain, Some(Action::NewLink)),
        State::LinkExpired => (Action::NewLink, None),
        State::Never => (Action::Connect, None),
        State::Attention if found.reconnect => (Action::Reconnect, Some(Action::CheckAgain)),
        State::Attention => (Action::ShowSteps, Some(Action::CheckAgain)),
        State::QbClosed => (Action::CheckNow, Some(Action::KeepOpen)),
        State::WrongFile => (Action::CheckAgain, Some(steps)),
        State::Dialog => (Action::CheckAgain, Some(Action::ShowSteps)),
        // The Admin who has to allow it may be somebody else even on this computer.
        State::Permission => (Action::ShowSteps, Some(Action::CopySteps)),
        State::SingleUser => (Action::CheckAgain, None),
        // A new auth link is how a connection moves to another computer.
        State::WcOffline => (steps, Some(Action::NewLink)),
        State::Expiring if found.clock == Some(ExpiryClock::Idle) => (Action::RefreshNow, None),
        State::Expiring | State::Expired | State::OtherRelay => (Action::Reconnect, None),
        State::Revoked => (Action::Reconnect, Some(Action::Archive)),
        State::TakenOver => (Action::SeeWho, Some(Action::ReconnectAsMe)),
        State::NotMember => (Action::CopyRequest, Some(Action::ConnectAsOther)),
        State::Inactive => (Action::CopyRequest, None),
        State::WrongCompany => (Action::ChooseAgain, Some(Action::SaveAsNew)),
        State::Paused | State::Archived => (Action::Resume, None),
    }
}

/// One state that fits the facts.
struct Finding {
    state: State,
    urgency: Urgency,
    /// Time of the fact behind it, for states that grow stale.
    as_of: Option<Timestamp>,
    until: Option<Timestamp>,
    clock: Option<ExpiryClock>,
    other: Option<Counterparty>,
    details: Option<Failure>,
    /// Only signing in again fixes it.
    reconnect: bool,
}

impl Finding {
    fn new(state: State) -> Self {
        Self {
            state,
            urgency: urgency(state),
            as_of: None,
            until: None,
            clock: None,
            other: None,
            details: None,
            reconnect: false,
        }
    }

    /// A state that an error answer means.
    fn failed(state: State, failure: &Failure) -> Self {
        Self {
            as_of: Some(failure.at),
            details: Some(failure.clone()),
            ..Self::new(state)
        }
    }

    /// The most urgent one; among equals the first.
    fn most_urgent(found: impl IntoIterator<Item = Option<Self>>, otherwise: Self) -> Self {
        let found = found.into_iter().flatten();
        found
            .chain([otherwise])
            .min_by_key(|finding| finding.urgency)
            .unwrap_or_else(|| Self::new(State::Attention))
    }
}

/// What one side's facts come to.
struct Reading {
    found: Finding,
    /// The newest answer, when it said nothing about the client.
    unheard: Option<Failure>,
}

impl Reading {
    fn of(found: Finding) -> Self {
        Self {
            found,
            unheard: None,
        }
    }

    fn while_checking(self, lifecycle: Lifecycle, now: &Now) -> Self {
        let quiet = matches!(
            self.found.urgency,
            Urgency::Idle | Urgency::Ok | Urgency::Off
        );
        if now.checking && quiet && lifecycle == Lifecycle::Active {
            Self::of(Finding::new(State::Checking))
        } else {
            self
        }
    }
}

/// Splits a failure into (said something about this client, said nothing about it). A failure older
/// than a good answer is neither.
fn sort_failure(
    failure: Option<&Failure>,
    good_at: Option<Timestamp>,
) -> (Option<&Failure>, Option<&Failure>) {
    let Some(failure) = failure.filter(|failure| good_at.is_none_or(|good| failure.at >= good))
    else {
        return (None, None);
    };
    // The codes are checked too: they are about our keys, whatever the kind was taken for.
    if failure.kind == FailureKind::Answered && !codes::is_key_refused(&failure.code) {
        (Some(failure), None)
    } else {
        (None, Some(failure))
    }
}
