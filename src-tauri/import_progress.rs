//! The import or the bulk action that runs: how far it is, and whether the person has cancelled it.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::api::ImportProgress;
use parking_lot::Mutex;

/// An import shorter than this is done before anybody could read how far it is.
const FIRST: Duration = Duration::from_millis(300);
const BETWEEN: Duration = Duration::from_millis(100);

/// What is being done to many clients at once; one action at a time, beside an import.
#[derive(Default)]
pub(crate) struct BulkAction(pub(crate) Importing);

/// At most one import runs at a time.
#[derive(Default)]
pub(crate) struct Importing(Arc<Mutex<Option<Arc<AtomicBool>>>>);

impl Importing {
    /// Begins an import; `None` while another one runs.
    pub(crate) fn begin(&self) -> Option<Running> {
        let mut running = self.0.lock();
        if running.is_some() {
            return None;
        }
        let cancelled = Arc::new(AtomicBool::new(false));
        *running = Some(cancelled.clone());
        Some(Running {
            of: self.0.clone(),
            cancelled,
            next: Instant::now() + FIRST,
        })
    }

    /// Asks the import that runs to stop. Whether it still could is in its own answer.
    pub(crate) fn cancel(&self) {
        let running = self.0.lock();
        if let Some(cancelled) = running.as_ref() {
            cancelled.store(true, Ordering::Relaxed);
        }
    }
}

/// An import that runs until this is dropped.
pub(crate) struct Running {
    of: Arc<Mutex<Option<Arc<AtomicBool>>>>,
    cancelled: Arc<AtomicBool>,
    next: Instant,
}

impl Running {
    /// Called at every row; `notify` gets a few of them.
    pub(crate) fn at(
        &mut self,
        done: usize,
        total: usize,
        notify: impl FnOnce(ImportProgress),
    ) -> ControlFlow<()> {
        if self.cancelled.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        let now = Instant::now();
        if now >= self.next {
            self.next = now + BETWEEN;
            let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
            notify(ImportProgress {
                done: number(done),
                total: number(total),
            });
        }
        ControlFlow::Continue(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        *self.of.lock() = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_import_runs_at_a_time_and_cancel_stops_that_one_only() {
        let importing = Importing::default();
        importing.cancel();
        let mut first = importing.begin().expect("none runs");
        assert!(
            importing.begin().is_none(),
            "a second one waits for nothing"
        );
        assert!(
            first.at(1, 2, drop).is_continue(),
            "an earlier Cancel is over"
        );
        importing.cancel();
        assert!(first.at(2, 2, drop).is_break());
        drop(first);
        let mut second = importing.begin().expect("the first has ended");
        assert!(second.at(1, 2, drop).is_continue());
    }

    #[test]
    fn a_short_import_tells_nothing_and_a_long_one_a_few_times_a_second() {
        let importing = Importing::default();
        let mut running = importing.begin().expect("none runs");
        let mut told = Vec::new();
        let _ = running.at(1, 10, |it| told.push(it.done));
        assert!(told.is_empty());
        running.next = Instant::now();
        for done in 2..5 {
            let _ = running.at(done, 10, |it| told.push(it.done));
        }
        assert_eq!(told, [2]);
    }
}
