//! How far a round of checks is.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::context::Context;
use crate::problem::RosterError;
use crate::view::{ClientRow, RosterEvent};

/// What a round has done so far. What came of each check is an observation already.
#[derive(Default)]
pub(super) struct Progress<'a> {
    /// Whoever asked for the round is kept informed.
    reports_to: Option<&'a Context>,
    of: AtomicU32,
    done: AtomicU32,
    looked_up: AtomicU32,
}

impl<'a> Progress<'a> {
    pub(super) fn reporting(ctx: &'a Context) -> Self {
        Self {
            reports_to: Some(ctx),
            ..Self::default()
        }
    }

    pub(super) fn begin(&self, companies: usize) {
        self.of.store(small(companies), Ordering::Relaxed);
        self.report();
    }

    pub(super) fn count(&self, asked: &Result<ClientRow, RosterError>) {
        // Somebody gave up waiting, or the client is gone: nobody answered.
        if !matches!(
            asked,
            Err(RosterError::Cancelled | RosterError::UnknownClient)
        ) {
            self.done.fetch_add(1, Ordering::Relaxed);
        }
        self.report();
    }

    pub(super) fn look_up(&self, clients: usize) {
        self.looked_up.store(small(clients), Ordering::Relaxed);
    }

    pub(super) fn asked(&self) -> u32 {
        self.done.load(Ordering::Relaxed)
    }

    pub(super) fn looked_up(&self) -> u32 {
        self.looked_up.load(Ordering::Relaxed)
    }

    fn report(&self) {
        let Some(ctx) = self.reports_to else { return };
        ctx.notify_newest(|| {
            Some(RosterEvent::Checking {
                done: self.asked(),
                of: self.of.load(Ordering::Relaxed),
            })
        });
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
