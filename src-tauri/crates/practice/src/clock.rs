//! The practice firm's clock and network.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

/// The firm's clock: the computer's, moved by `/practice/clock`.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// The time in the practice firm.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let real = Timestamp::now();
        real.checked_add(SignedDuration::from_millis(self.offset_ms()))
            .unwrap_or(real)
    }

    /// Whether it has reached the computer's: before that the app is still filling its roster with what happened
    /// earlier.
    pub(crate) fn caught_up(&self) -> bool {
        const NEARLY_MS: i64 = -60_000;
        self.offset_ms() >= NEARLY_MS
    }

    fn offset_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    pub(crate) fn set_offset_ms(&self, offset: i64) {
        self.0.store(offset, Ordering::SeqCst);
    }
}

/// The firm's network: up unless `/practice/network` changed that.
#[derive(Clone, Debug, Default)]
pub struct Network(Arc<AtomicBool>);

impl Network {
    /// Whether anything can be reached.
    #[must_use]
    pub fn is_up(&self) -> bool {
        !self.0.load(Ordering::SeqCst)
    }

    pub(crate) fn set_up(&self, up: bool) {
        self.0.store(!up, Ordering::SeqCst);
    }
}
