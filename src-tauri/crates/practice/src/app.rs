//! What every handler shares: the firm, its clock, and the addresses and keys.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use crate::{Ready, saved, saved::Firm};

/// The firm's clock: the computer's, moved by what `/practice/clock` was told.
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

    pub(crate) fn offset_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    pub(crate) fn set_offset_ms(&self, offset: i64) {
        self.0.store(offset, Ordering::SeqCst);
    }
}

/// Shared by all handlers.
pub(crate) struct App {
    clock: Clock,
    ready: Ready,
    folder: Option<PathBuf>,
    start_before: Duration,
    kept: Mutex<Kept>,
}

struct Kept {
    firm: Firm,
    /// What the file holds now; a read that changes nothing is not written.
    written: Vec<u8>,
}

impl App {
    pub(crate) fn new(
        firm: Firm,
        ready: Ready,
        clock: Clock,
        folder: Option<PathBuf>,
        start_before: Duration,
    ) -> Self {
        Self {
            clock,
            ready,
            folder,
            start_before,
            kept: Mutex::new(Kept {
                firm,
                written: Vec::new(),
            }),
        }
    }

    /// The time in the practice firm.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Addresses and keys.
    pub(crate) fn ready(&self) -> &Ready {
        &self.ready
    }

    /// Runs `f` on the firm, alone, and writes the firm to its file when that changed it.
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut Firm) -> R) -> R {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = f(&mut kept.firm);
        if let Some(folder) = &self.folder {
            kept.keep(folder);
        }
        answer
    }

    /// Moves the clock and remembers how far it is off now.
    pub(crate) fn move_clock(&self, by: SignedDuration) -> Timestamp {
        self.with(|firm| {
            let by = i64::try_from(by.as_millis()).unwrap_or(0);
            firm.clock_offset_ms = firm.clock_offset_ms.saturating_add(by);
            self.clock.set_offset_ms(firm.clock_offset_ms);
        });
        self.now()
    }

    /// How long before the real time a fresh firm's clock starts.
    pub(crate) fn start_before(&self) -> Duration {
        self.start_before
    }
}

impl Kept {
    fn keep(&mut self, folder: &std::path::Path) {
        let text = match serde_json::to_vec(&self.firm) {
            Ok(text) if text == self.written => return,
            Ok(text) => text,
            Err(error) => {
                tracing::warn!(%error, "the practice firm could not be written down");
                return;
            }
        };
        match saved::store(folder, &text) {
            Ok(()) => self.written = text,
            Err(error) => tracing::warn!(%error, "the practice firm could not be saved"),
        }
    }
}
