//! When rounds of checks are, and how many companies one asks at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::context::Context;
use crate::view::RosterEvent;

/// Time between two passive rounds.
const ROUND: SignedDuration = SignedDuration::from_mins(15);
/// How many companies are asked at once, unless [`Rounds::set_concurrency`] says otherwise. At a quarter of a
/// second an answer they make six renewals a second. The relay allows one address ten, over time, and the
/// firm's other computers may share it.
const CONCURRENCY: usize = 3;
/// The schedule's clock and the roster's are two.
pub(crate) const SLACK: SignedDuration = SignedDuration::from_secs(1);

/// When the rounds of checks are, and how many companies one asks at once. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Rounds {
    ctx: Context,
    round: Arc<Mutex<Round>>,
    concurrency: Arc<AtomicUsize>,
    /// Wakes the schedule when there is something new to watch.
    wake: Arc<Notify>,
}

/// When the last round of checks ended and the next one starts.
#[derive(Debug, Clone, Copy, Default)]
struct Round {
    last: Option<Timestamp>,
    next: Option<Timestamp>,
    /// Time between two rounds, if it is not the usual one.
    every: Option<SignedDuration>,
}

impl Rounds {
    pub(crate) fn new(ctx: &Context) -> Self {
        Self {
            ctx: ctx.clone(),
            round: Arc::default(),
            concurrency: Arc::new(AtomicUsize::new(CONCURRENCY)),
            wake: Arc::default(),
        }
    }

    /// Has the schedule look at the clock now.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Returns when there is something new to watch.
    pub(crate) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Sets the time between two rounds. The next one begins that long after the last one ended, at once
    /// if that is over.
    pub(crate) fn set_interval(&self, every: SignedDuration) {
        let last = {
            let mut round = self.round.lock();
            round.every = Some(every);
            round.last
        };
        if let Some(last) = last {
            self.plan(last + every);
        }
        self.wake();
    }

    /// Sets how many companies a round asks at once; at least one. More shorten the round of a firm with
    /// hundreds of companies, where Intuit's limits and the relay's allow it.
    pub(crate) fn set_concurrency(&self, companies: usize) {
        // No limit at all would be 0 (`for_each_concurrent`).
        self.concurrency.store(companies.max(1), Ordering::Relaxed);
    }

    /// End of the last round and start of the next one.
    #[must_use]
    pub(crate) fn rounds(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        let round = *self.round.lock();
        (round.last, round.next)
    }

    /// Plans the next round, and tells the window.
    pub(crate) fn plan(&self, next: Timestamp) {
        self.round.lock().next = Some(next);
        self.ctx.notify_newest(|| {
            let (last, next) = self.rounds();
            Some(RosterEvent::Checked {
                last: last.map(Timestamp::as_millisecond),
                next: next.map(Timestamp::as_millisecond),
            })
        });
    }

    /// Start of the next round.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.round.lock().next
    }

    /// Whether the next round begins now.
    pub(crate) fn is_due(&self) -> bool {
        self.round.lock().is_due(self.ctx.now())
    }

    /// Notes that a round ended. Returns the time to the next one.
    pub(crate) fn ended(&self, now: Timestamp) -> SignedDuration {
        let mut round = self.round.lock();
        round.last = Some(now);
        round.every.unwrap_or(ROUND)
    }

    /// How many companies a round asks at once.
    pub(crate) fn concurrency(&self) -> usize {
        self.concurrency.load(Ordering::Relaxed)
    }
}

impl Round {
    /// Whether the next round begins now. One that is further away than a whole round was planned by a
    /// clock that has been set back since.
    fn is_due(&self, now: Timestamp) -> bool {
        let every = self.every.unwrap_or(ROUND);
        self.next
            .is_none_or(|next| next <= now || next.duration_since(now) > every + SLACK)
    }
}
