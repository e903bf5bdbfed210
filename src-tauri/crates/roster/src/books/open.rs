//! The readings that run or can be gone on with. They live in memory only.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use parking_lot::Mutex;
use tokio::sync::watch;

use super::billing::Month;
use super::reading::Reading;
use crate::client::ClientId;
use crate::problem::RosterError;

/// All of a firm's.
#[derive(Default)]
pub(crate) struct OpenBooks(Mutex<Open>);

#[derive(Default)]
struct Open {
    /// The firm is: nothing is read any more.
    is_closed: bool,
    last: u32,
    all: HashMap<u32, One>,
    /// The clients and months whose bill a person agreed to.
    agreed: HashSet<(ClientId, Month)>,
}

struct One {
    client: ClientId,
    used_at: Timestamp,
    end: watch::Sender<Ending>,
    /// While it does not run.
    paused: Option<Reading>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    None,
    Stop,
    Close,
    FirmCloses,
}

/// Says when a reading is to end.
#[derive(Clone)]
pub(super) struct End(watch::Receiver<Ending>);

impl End {
    /// Waits until it is stopped or closed, and says why.
    pub(super) async fn came(&mut self) -> RosterError {
        // Without its sender it is closed.
        match self.0.wait_for(|end| *end != Ending::None).await {
            Ok(end) if *end == Ending::FirmCloses => RosterError::FirmClosed,
            _ => RosterError::Cancelled,
        }
    }

    /// Whether its listener is gone.
    pub(super) fn is_closed(&self) -> bool {
        *self.0.borrow() == Ending::Close
    }
}

/// A question that is forgotten with it.
pub(super) struct UntilDropped<'a> {
    books: &'a OpenBooks,
    number: u32,
}

impl Drop for UntilDropped<'_> {
    fn drop(&mut self) {
        self.books.done(self.number);
    }
}

impl OpenBooks {
    /// A new one.
    ///
    /// # Errors
    /// [`RosterError::FirmClosed`].
    pub(super) fn open(&self, client: ClientId, now: Timestamp) -> Result<(u32, End), RosterError> {
        let mut open = self.0.lock();
        if open.is_closed {
            return Err(RosterError::FirmClosed);
        }
        open.last = open.last.wrapping_add(1);
        let number = open.last;
        let (end, heard) = watch::channel(Ending::None);
        let one = One {
            client,
            used_at: now,
            end,
            paused: None,
        };
        open.all.insert(number, one);
        Ok((number, End(heard)))
    }

    /// One that paused, to go on with it.
    pub(super) fn resume(&self, number: u32, now: Timestamp) -> Option<(Reading, End)> {
        let mut open = self.0.lock();
        let one = open.all.get_mut(&number)?;
        let reading = one.paused.take()?;
        one.used_at = now;
        one.end.send_replace(Ending::None);
        Some((reading, End(one.end.subscribe())))
    }

    /// It does not run any more. One that was closed or is done is forgotten.
    pub(super) fn pause(&self, number: u32, reading: Reading, now: Timestamp) {
        if let Some(one) = self.0.lock().all.get_mut(&number) {
            one.used_at = now;
            one.paused = Some(reading);
        }
    }

    /// Forgets it when what is returned is dropped, whatever becomes of the question.
    pub(super) fn until_dropped(&self, number: u32) -> UntilDropped<'_> {
        UntilDropped {
            books: self,
            number,
        }
    }

    /// There is nothing to go on with.
    pub(super) fn done(&self, number: u32) {
        self.0.lock().all.remove(&number);
    }

    pub(super) fn stop(&self, number: u32) {
        if let Some(one) = self.0.lock().all.get(&number) {
            one.end.send_replace(Ending::Stop);
        }
    }

    pub(super) fn close(&self, which: impl Fn(ClientId) -> bool) {
        self.0.lock().all.retain(|_, one| {
            let closes = which(one.client);
            if closes {
                one.end.send_replace(Ending::Close);
            }
            !closes
        });
    }

    /// Ends all of them, and lets none begin.
    pub(super) fn firm_closes(&self) {
        let mut open = self.0.lock();
        open.is_closed = true;
        for (_, one) in open.all.drain() {
            one.end.send_replace(Ending::FirmCloses);
        }
    }

    pub(super) fn agree(&self, client: ClientId, month: Month) {
        self.0.lock().agreed.insert((client, month));
    }

    pub(super) fn is_agreed(&self, client: ClientId, month: Month) -> bool {
        self.0.lock().agreed.contains(&(client, month))
    }

    /// Forgets those that paused before `since`. A clock that was set back forgets them all.
    pub(super) fn forget_since(&self, since: Timestamp, now: Timestamp) {
        self.0
            .lock()
            .all
            .retain(|_, one| one.paused.is_none() || (since < one.used_at && one.used_at <= now));
    }
}
