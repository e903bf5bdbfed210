//! One slot for each client: whose turn it is to change its connection, its open attempt, its tokens and its running
//! check. A slot's locks are held for one step each and never with another slot's; whoever holds one may use the
//! database and the vault, never the other way round. The window is told after a lock is let go.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{Mutex as AsyncMutex, MutexGuard as AsyncMutexGuard, OwnedMutexGuard, watch};

use crate::attempt::{Attempt, AttemptNumber};
use crate::client::ClientId;
use crate::context::Context;
use crate::scheduler::RunningCheck;
use crate::tokens::CompanyTokens;
use crate::view::{AttemptStage, AttemptView, ComputerBusy, RosterEvent};

/// What goes on with one client.
#[derive(Default)]
struct ClientSlot {
    /// See [`ClientSlots::turn`].
    turn: Arc<AsyncMutex<()>>,
    attempt: Mutex<Option<Attempt>>,
    tokens: Arc<CompanyTokens>,
    check: Mutex<Option<RunningCheck>>,
}

/// The slots of all clients. Cheap to clone.
#[derive(Clone)]
pub(crate) struct ClientSlots {
    ctx: Context,
    slots: Arc<Mutex<HashMap<ClientId, Arc<ClientSlot>>>>,
    /// Two clients must not be saved over the same company at once.
    saving: Arc<AsyncMutex<()>>,
    /// Turns with every change of an attempt.
    changes: watch::Sender<()>,
}

impl ClientSlots {
    pub(crate) fn new(ctx: &Context) -> Self {
        Self {
            ctx: ctx.clone(),
            slots: Arc::default(),
            saving: Arc::default(),
            changes: watch::Sender::new(()),
        }
    }

    /// Waits for the turn to change how a client is connected. Beginning, cancelling, confirming and
    /// disconnecting each take several steps (vault, database, attempt), and two of them interleaved
    /// would leave one's secret beside the other's facts. Never held while a person or Intuit's sign-in
    /// is waited for, so *Cancel* always gets through.
    pub(crate) async fn turn(&self, id: ClientId) -> OwnedMutexGuard<()> {
        let turn = self.slot(id).turn.clone();
        turn.lock_owned().await
    }

    /// The turn, if nobody has it.
    pub(crate) fn turn_if_free(&self, id: ClientId) -> Option<OwnedMutexGuard<()>> {
        let turn = self.slot(id).turn.clone();
        turn.try_lock_owned().ok()
    }

    /// Waits for the right to give a client a company or an end-user.
    pub(crate) async fn saving(&self) -> AsyncMutexGuard<'_, ()> {
        self.saving.lock().await
    }

    /// The tokens of a client's company.
    pub(crate) fn tokens(&self, id: ClientId) -> Arc<CompanyTokens> {
        self.slot(id).tokens.clone()
    }

    /// The tokens of every client that was asked about.
    pub(crate) fn all_tokens(&self) -> Vec<(ClientId, Arc<CompanyTokens>)> {
        let slots = self.slots.lock();
        slots
            .iter()
            .map(|(id, slot)| (*id, slot.tokens.clone()))
            .collect()
    }

    /// Notes that a check of a client begins; `false` while another one runs.
    pub(crate) fn begin_check(&self, id: ClientId, check: RunningCheck) -> bool {
        let slot = self.slot(id);
        let mut running = slot.check.lock();
        let begins = running.is_none();
        if begins {
            *running = Some(check);
        }
        begins
    }

    /// The running check of a client.
    pub(crate) fn check(&self, id: ClientId) -> Option<RunningCheck> {
        self.known_slot(id)?.check.lock().clone()
    }

    /// Notes what the running check waits for. Returns whether that is news.
    pub(crate) fn check_waits_for(&self, id: ClientId, busy: Option<&ComputerBusy>) -> bool {
        let slot = self.slot(id);
        slot.check.lock().as_mut().is_some_and(|check| {
            let before = std::mem::replace(&mut check.waits_for, busy.cloned());
            before.as_ref() != busy
        })
    }

    pub(crate) fn end_check(&self, id: ClientId) {
        *self.slot(id).check.lock() = None;
    }

    /// The connect sheet of a client.
    pub(crate) fn attempt(&self, id: ClientId) -> Option<AttemptView> {
        let slot = self.known_slot(id)?;
        slot.attempt.lock().as_ref().map(Attempt::view)
    }

    /// Puts an attempt in the place of whatever the client had.
    pub(crate) fn begin(&self, attempt: Attempt) {
        let slot = self.slot(attempt.client);
        *slot.attempt.lock() = Some(attempt);
        self.changes.send_replace(());
    }

    /// Changes an attempt and tells the window.
    pub(crate) fn update(&self, id: ClientId, change: impl FnOnce(&mut Attempt)) {
        self.update_if(id, |attempt| {
            change(attempt);
            true
        });
    }

    /// The same, when `change` says that it changed something.
    pub(crate) fn update_if(&self, id: ClientId, change: impl FnOnce(&mut Attempt) -> bool) {
        if self.with_attempt(id, change) == Some(true) {
            self.notify_attempt(id);
        }
    }

    /// Does something with a client's attempt, and tells nobody.
    pub(crate) fn with_attempt<T>(
        &self,
        id: ClientId,
        with: impl FnOnce(&mut Attempt) -> T,
    ) -> Option<T> {
        self.known_slot(id)?.attempt.lock().as_mut().map(with)
    }

    /// The first that `of` finds in any attempt.
    pub(crate) fn find_attempt<T>(&self, of: impl Fn(&mut Attempt) -> Option<T>) -> Option<T> {
        let slots: Vec<_> = self.slots.lock().values().cloned().collect();
        slots
            .iter()
            .find_map(|slot| slot.attempt.lock().as_mut().and_then(&of))
    }

    /// What `of` finds in all attempts.
    pub(crate) fn attempts<T>(&self, of: impl Fn(&mut Attempt) -> Option<T>) -> Vec<T> {
        let slots: Vec<_> = self.slots.lock().values().cloned().collect();
        slots
            .iter()
            .filter_map(|slot| slot.attempt.lock().as_mut().and_then(&of))
            .collect()
    }

    /// Takes a client's attempt away; nobody is told.
    pub(crate) fn take_attempt(&self, id: ClientId) -> Option<Attempt> {
        self.known_slot(id)?.attempt.lock().take()
    }

    /// Whether this very attempt is still in that stage: not cancelled, not replaced.
    pub(crate) fn is_at(&self, id: ClientId, number: AttemptNumber, stage: AttemptStage) -> bool {
        self.with_attempt(id, |attempt| {
            attempt.number == number && attempt.stage == stage
        }) == Some(true)
    }

    /// Whether somebody may still finish what the client has open.
    pub(crate) fn has_open_attempt(&self, id: ClientId) -> bool {
        self.with_attempt(id, |attempt| attempt.is_open()) == Some(true)
    }

    /// Tells the window how a client's attempt stands.
    pub(crate) fn notify_attempt(&self, id: ClientId) {
        self.changes.send_replace(());
        self.ctx.notify_newest(|| {
            let attempt = Box::new(self.attempt(id)?);
            Some(RosterEvent::Attempt { attempt })
        });
    }

    /// Tells the window of an attempt that was taken away.
    pub(crate) fn notify_taken_attempt(&self, attempt: &Attempt) {
        self.changes.send_replace(());
        let attempt = Box::new(attempt.view());
        self.ctx
            .notify_newest(|| Some(RosterEvent::Attempt { attempt }));
    }

    /// Says when any attempt changed.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    fn slot(&self, id: ClientId) -> Arc<ClientSlot> {
        self.slots.lock().entry(id).or_default().clone()
    }

    fn known_slot(&self, id: ClientId) -> Option<Arc<ClientSlot>> {
        self.slots.lock().get(&id).cloned()
    }
}
