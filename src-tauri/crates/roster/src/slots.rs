//! One slot for each client: whose turn it is to change its connection, its sign-in, its tokens and its running
//! check. A slot's locks are held for one step each and never with another slot's; their holder may use the
//! database and the vault, never the other way round. The window is notified after a lock is released.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{
    Mutex as AsyncMutex, MutexGuard as AsyncMutexGuard, Notify, OwnedMutexGuard, watch,
};

use crate::attempt::{Attempt, ClientSignIn, LinkAttempt, OnlineAttempt, State};
use crate::client::ClientId;
use crate::context::Context;
use crate::tokens::CompanyTokens;
use crate::view::{AttemptView, ComputerBusy, RosterEvent};

/// What goes on with one client.
#[derive(Default)]
struct ClientSlot {
    /// See [`ClientSlots::turn`].
    turn: Arc<AsyncMutex<()>>,
    sign_in: Mutex<Option<ClientSignIn>>,
    tokens: Arc<CompanyTokens>,
    check: Mutex<Option<RunningCheck>>,
}

/// A check that runs.
#[derive(Clone, Default)]
pub(crate) struct RunningCheck {
    /// Ends it.
    pub(crate) stop: Arc<Notify>,
    /// What its computer is asked meanwhile.
    pub(crate) waits_for: Option<ComputerBusy>,
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
        Some(self.sign_in(id)?.view())
    }

    /// What a client has open, or had last.
    pub(crate) fn sign_in(&self, id: ClientId) -> Option<ClientSignIn> {
        self.known_slot(id)?.sign_in.lock().clone()
    }

    /// A client's sign-in at Intuit.
    pub(crate) fn online(&self, id: ClientId) -> Option<Arc<OnlineAttempt>> {
        match self.sign_in(id)? {
            ClientSignIn::Online(attempt) => Some(attempt),
            ClientSignIn::Desktop(_) => None,
        }
    }

    /// A client's auth link.
    pub(crate) fn link(&self, id: ClientId) -> Option<Arc<LinkAttempt>> {
        match self.sign_in(id)? {
            ClientSignIn::Desktop(attempt) => Some(attempt),
            ClientSignIn::Online(_) => None,
        }
    }

    /// What all clients have open, or had last.
    pub(crate) fn sign_ins(&self) -> Vec<ClientSignIn> {
        let slots: Vec<_> = self.slots.lock().values().cloned().collect();
        slots
            .iter()
            .filter_map(|slot| slot.sign_in.lock().clone())
            .collect()
    }

    /// The sign-ins at Intuit of all clients.
    pub(crate) fn all_online(&self) -> impl Iterator<Item = Arc<OnlineAttempt>> {
        self.sign_ins().into_iter().filter_map(|it| match it {
            ClientSignIn::Online(attempt) => Some(attempt),
            ClientSignIn::Desktop(_) => None,
        })
    }

    /// The auth links of all clients.
    pub(crate) fn all_links(&self) -> impl Iterator<Item = Arc<LinkAttempt>> {
        self.sign_ins().into_iter().filter_map(|it| match it {
            ClientSignIn::Desktop(attempt) => Some(attempt),
            ClientSignIn::Online(_) => None,
        })
    }

    /// Puts an attempt in the place of whatever the client had.
    pub(crate) fn begin(&self, sign_in: ClientSignIn) {
        let slot = self.slot(sign_in.client());
        *slot.sign_in.lock() = Some(sign_in);
        self.changes.send_replace(());
    }

    /// Takes a client's attempt away. It can still be ended, with a notification to the window.
    pub(crate) fn take(&self, id: ClientId) -> Option<ClientSignIn> {
        self.known_slot(id)?.sign_in.lock().take()
    }

    /// Moves an attempt on, and tells the window when it sees something else by it. Returns what the transition gave.
    pub(crate) fn advance_with<S: State, T>(
        &self,
        attempt: &Attempt<S>,
        transition: impl FnOnce(S) -> (S, T),
    ) -> T {
        let (given, is_news) = attempt.advance(transition);
        if is_news {
            self.changes.send_replace(());
            self.ctx.notify_newest(|| {
                let attempt = Box::new(attempt.view());
                Some(RosterEvent::Attempt { attempt })
            });
        }
        given
    }

    /// The same for a transition that gives nothing.
    pub(crate) fn advance<S: State>(&self, attempt: &Attempt<S>, transition: impl FnOnce(S) -> S) {
        self.advance_with(attempt, |state| (transition(state), ()));
    }

    /// Whether somebody may still finish what the client has open.
    pub(crate) fn has_open_attempt(&self, id: ClientId) -> bool {
        self.sign_in(id).is_some_and(|it| it.is_open())
    }

    /// Whether nothing goes on with a client.
    pub(crate) fn is_idle(&self, id: ClientId) -> bool {
        self.known_slot(id).is_none_or(|slot| {
            slot.turn.try_lock().is_ok()
                && slot.check.lock().is_none()
                && slot.sign_in.lock().as_ref().is_none_or(|it| !it.is_open())
        })
    }

    /// Forgets clients that are no longer in the roster.
    pub(crate) fn forget(&self, clients: &[ClientId]) {
        let mut slots = self.slots.lock();
        for id in clients {
            slots.remove(id);
        }
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
