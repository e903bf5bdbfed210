//! Attempts to connect a client: a sign-in at Intuit, or an auth link of Conductor that somebody has to open.
//!
//! Each product has its state machine, [`OnlineSignIn`] and [`DesktopLink`]: enums of states with what each holds, and
//! transitions that take the state and give the next one. An [`Attempt`] is one run of one of them. The code that works
//! for an attempt keeps hold of that very one: where it was replaced meanwhile it has ended, and its transitions lead
//! nowhere.

mod desktop;
mod online;

use std::sync::Arc;

use jiff::Timestamp;
use parking_lot::Mutex;

pub(crate) use desktop::{DesktopLink, LinkEnd};
pub(crate) use online::{
    Confirmation, ConnectionWithoutCompany, Held, OnlineSignIn, PendingConnection, SIGN_IN_LIFE,
    SignIn, SignInEnd,
};

use crate::client::ClientId;
use crate::view::{AttemptView, Progress};

/// A sign-in of a client at Intuit.
pub(crate) type OnlineAttempt = Attempt<OnlineSignIn>;
/// An auth link of a client, and the waiting for it.
pub(crate) type LinkAttempt = Attempt<DesktopLink>;

/// What a client has open, or had last.
#[derive(Clone)]
pub(crate) enum ClientSignIn {
    Online(Arc<OnlineAttempt>),
    Desktop(Arc<LinkAttempt>),
}

/// One attempt to connect one client.
pub(crate) struct Attempt<S> {
    pub(crate) client: ClientId,
    pub(crate) started_at: Timestamp,
    /// When the sign-in or the link stops working.
    pub(crate) expires_at: Timestamp,
    state: Mutex<S>,
}

/// The states of an attempt.
pub(crate) trait State: Sized {
    /// Over and holding nothing: what a transition that panics leaves behind.
    const OVER: Self;

    /// Whether somebody may still finish it.
    fn is_open(&self) -> bool;

    /// What the window may see of it.
    fn progress(&self) -> Progress;
}

/// Why an attempt ends although it could go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Discarded {
    Cancelled,
    /// A newer one takes its place.
    Replaced,
}

impl<S: State> Attempt<S> {
    pub(crate) fn new(
        client: ClientId,
        started_at: Timestamp,
        expires_at: Timestamp,
        state: S,
    ) -> Arc<Self> {
        Arc::new(Self {
            client,
            started_at,
            expires_at,
            state: Mutex::new(state),
        })
    }

    pub(crate) fn read<T>(&self, read: impl FnOnce(&S) -> T) -> T {
        read(&self.state.lock())
    }

    pub(crate) fn is_open(&self) -> bool {
        self.read(S::is_open)
    }

    pub(crate) fn view(&self) -> AttemptView {
        AttemptView {
            client_id: self.client.to_string(),
            started_at: self.started_at.as_millisecond(),
            expires_at: self.expires_at.as_millisecond(),
            progress: self.read(S::progress),
        }
    }

    /// Makes a transition. Returns what it gave, and whether the window sees something else by it.
    /// [`ClientSlots::advance`](crate::slots::ClientSlots::advance) tells the window of that.
    pub(crate) fn advance<T>(&self, transition: impl FnOnce(S) -> (S, T)) -> (T, bool) {
        let mut state = self.state.lock();
        let before = state.progress();
        let (next, given) = transition(std::mem::replace(&mut *state, S::OVER));
        let is_news = next.progress() != before;
        *state = next;
        (given, is_news)
    }
}

impl ClientSignIn {
    pub(crate) fn client(&self) -> ClientId {
        match self {
            Self::Online(attempt) => attempt.client,
            Self::Desktop(attempt) => attempt.client,
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        match self {
            Self::Online(attempt) => attempt.is_open(),
            Self::Desktop(attempt) => attempt.is_open(),
        }
    }

    pub(crate) fn view(&self) -> AttemptView {
        match self {
            Self::Online(attempt) => attempt.view(),
            Self::Desktop(attempt) => attempt.view(),
        }
    }

    /// Whether it has run out: nobody came in time, or it is over and its sheet could have closed. A company that waits
    /// to be confirmed may wait longer than the sign-in could.
    pub(crate) fn has_run_out(&self, now: Timestamp) -> bool {
        match self {
            Self::Online(attempt) => {
                attempt.expires_at <= now
                    && attempt.read(|state| state.awaits_browser() || !state.is_open())
            }
            Self::Desktop(attempt) => attempt.expires_at <= now,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn link() -> Arc<LinkAttempt> {
        let now = Timestamp::UNIX_EPOCH;
        let life = SignedDuration::from_mins(30);
        Attempt::new(ClientId::random(), now, now + life, DesktopLink::begin())
    }

    #[test]
    fn a_transition_is_news_when_the_window_sees_something_else_by_it() {
        let attempt = link();
        let at = Timestamp::UNIX_EPOCH;
        let is_news = |to: fn(DesktopLink) -> DesktopLink| attempt.advance(|it| (to(it), ())).1;
        assert!(!attempt.advance(|it| (it.looked_at(at), ())).1);
        assert!(is_news(DesktopLink::start));
        assert!(!is_news(DesktopLink::start));
        assert!(is_news(DesktopLink::connected));
    }

    #[test]
    fn a_transition_that_panics_ends_the_attempt() {
        let attempt = link();
        let broken = std::panic::AssertUnwindSafe(|| {
            attempt.advance(|_| -> (DesktopLink, ()) { panic!("a fault of ours") });
        });
        assert!(std::panic::catch_unwind(broken).is_err());
        assert!(!attempt.is_open());
    }
}
