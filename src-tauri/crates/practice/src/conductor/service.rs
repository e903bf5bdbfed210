//! What the handlers of Conductor's half share.

use jiff::Timestamp;

use super::store::ConductorStore;
use crate::{Clock, Endpoints, part::Part};

/// Conductor's half: its store, its clock, its addresses and keys.
pub(crate) struct Service {
    store: Part<ConductorStore>,
    clock: Clock,
    endpoints: Endpoints,
    books_follow_the_calendar: bool,
}

impl Service {
    pub(crate) fn new(
        store: Part<ConductorStore>,
        clock: Clock,
        endpoints: Endpoints,
        books_follow_the_calendar: bool,
    ) -> Self {
        Self {
            store,
            clock,
            endpoints,
            books_follow_the_calendar,
        }
    }

    /// Runs `f` on what this half remembers, alone, and keeps what it changed.
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut ConductorStore) -> R) -> R {
        self.store.with(f)
    }

    /// The time in the practice firm.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// The books of companies end this month.
    pub(super) fn books_follow_the_calendar(&self) -> bool {
        self.books_follow_the_calendar
    }

    /// Sends the computer of this end-user to sleep: its connection is not active any more.
    pub(crate) fn send_to_sleep(&self, end_user: &str) {
        let now = self.now();
        self.with(|store| store.apply_scenario(end_user, "wc_offline", now));
    }
}
