//! The sign-ins that are open: found again when something comes back for them, and ended.

use std::sync::Arc;

use tokio::sync::OwnedMutexGuard;
use url::Url;

use super::revocations::Revocations;
use super::sign_in_entry;
use crate::attempt::{
    ClientSignIn, Discarded, Held, OnlineAttempt, OnlineSignIn, SignIn, SignInEnd,
};
use crate::callback::SignInState;
use crate::client::ClientId;
use crate::context::Context;
use crate::event::Event;
use crate::observation::Observation;
use crate::problem::RosterError;
use crate::records::Records;
use crate::slots::ClientSlots;

/// The sign-ins that are open. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Attempts {
    ctx: Context,
    slots: ClientSlots,
    records: Records,
    revocations: Revocations,
}

/// A sign-in that came back: from now on nobody else finds it.
#[derive(Clone)]
pub(super) struct Returned {
    pub(super) attempt: Arc<OnlineAttempt>,
    pub(super) sign_in: SignIn,
}

impl Attempts {
    pub(crate) fn new(
        ctx: &Context,
        slots: &ClientSlots,
        records: &Records,
        revocations: &Revocations,
    ) -> Self {
        Self {
            ctx: ctx.clone(),
            slots: slots.clone(),
            records: records.clone(),
            revocations: revocations.clone(),
        }
    }

    /// Whether a sign-in has come back and is not saved yet: closing the firm now would lose it.
    pub(super) fn has_unsaved_sign_in(&self) -> bool {
        self.slots
            .all_online()
            .any(|attempt| attempt.read(OnlineSignIn::is_unsaved))
    }

    /// Whether a sign-in waits in the browser that this `state` belongs to.
    pub(super) fn expects(&self, state: &SignInState) -> bool {
        self.some_sign_in_waits(|open| open.state.matches(state))
    }

    /// The redirect addresses of the sign-ins that wait in the browser; of one client's alone where it is named.
    pub(super) fn awaited_at(&self, of: Option<ClientId>) -> Vec<Url> {
        let Ok(side) = self.ctx.intuit() else {
            return Vec::new();
        };
        self.slots
            .all_online()
            .filter(|attempt| of.is_none_or(|of| of == attempt.client))
            .filter_map(|attempt| {
                attempt.read(|state| {
                    let redirect_uri = state.awaited()?.redirect_uri.as_ref();
                    Some(redirect_uri.unwrap_or(&side.redirect_uri).clone())
                })
            })
            .collect()
    }

    /// Whether any sign-in waits in the browser.
    pub(super) fn waits_for_answer(&self) -> bool {
        self.some_sign_in_waits(|_| true)
    }

    /// Returns when no sign-in waits in the browser any more: each has its answer, or is over.
    pub(super) async fn no_sign_in_waits(&self) {
        let mut changes = self.slots.changes();
        // The sender is part of this roster, so it is never gone.
        while self.waits_for_answer() && changes.changed().await.is_ok() {}
    }

    /// The turn to go on with a sign-in that came back. `None` when it was cancelled or replaced meanwhile.
    pub(super) async fn turn_to_go_on(
        &self,
        attempt: &OnlineAttempt,
    ) -> Option<OwnedMutexGuard<()>> {
        let turn = self.slots.turn(attempt.client).await;
        attempt.read(OnlineSignIn::is_in_work).then_some(turn)
    }

    /// Ends a sign-in and everything kept for it, and lets the grant go that it holds. The caller has the client's turn.
    pub(crate) async fn end_sign_in(&self, id: ClientId, how: SignInEnd) {
        self.forget_sign_in(id).await;
        let entry = self.ctx.entry(id, Event::SignInEnded(how.view().ending()));
        let recorded = self
            .records
            .observe(id, vec![entry], |observation: &mut Observation| {
                observation.online.sign_in = None;
            });
        if let Err(error) = recorded {
            tracing::warn!(
                error = error.log_safe(),
                "the end of a sign-in could not be recorded"
            );
        }
        if let Some(attempt) = self.slots.online(id) {
            let held = self.slots.advance_with(&attempt, |state| state.end(how));
            self.revocations.release(id, held).await;
        }
    }

    /// Drops a client's attempt, and lets the grant go that it holds. The caller has the client's turn and
    /// changes the row.
    pub(crate) async fn discard(&self, id: ClientId, why: Discarded) {
        let held = self.take(id, why).await;
        self.revocations.release(id, held).await;
    }

    /// Drops a client's attempt and gives what it held. The caller has the client's turn and changes the row.
    pub(super) async fn take(&self, id: ClientId, why: Discarded) -> Held {
        match self.slots.take(id) {
            Some(ClientSignIn::Online(attempt)) => {
                self.forget_sign_in(id).await;
                self.slots
                    .advance_with(&attempt, |state| state.discard(why))
            }
            Some(ClientSignIn::Desktop(attempt)) => {
                self.slots.advance(&attempt, |state| state.discard(why));
                Held::Nothing
            }
            None => Held::Nothing,
        }
    }

    /// Keeps a sign-in in the vault while its other half is in the browser.
    pub(super) async fn remember_sign_in(&self, id: ClientId, sign_in: &SignIn) {
        if let Err(error) = self
            .ctx
            .vault()
            .set(&sign_in_entry(id), sign_in.write())
            .await
        {
            tracing::warn!(%error, "this sign-in will not survive a restart");
        }
    }

    pub(super) async fn forget_sign_in(&self, id: ClientId) {
        if let Err(error) = self.ctx.vault().delete(&sign_in_entry(id)).await {
            tracing::warn!(%error, "a sign-in could not be removed from the keychain");
        }
    }

    pub(super) fn take_pasted(
        &self,
        id: ClientId,
        state: &SignInState,
    ) -> Result<Returned, RosterError> {
        self.take_sign_in(|of, open| of == id && open.state.matches(state))
            .ok_or(RosterError::OtherCode)
    }

    /// Finds an open sign-in that something came back for, so that a second link finds nothing.
    pub(super) fn take_sign_in(
        &self,
        wanted: impl Fn(ClientId, &SignIn) -> bool,
    ) -> Option<Returned> {
        let now = self.ctx.now();
        self.slots
            .all_online()
            .filter(|attempt| attempt.expires_at > now)
            .find_map(|attempt| {
                let sign_in = self.slots.advance_with(&attempt, |state| {
                    state.answer(|open| wanted(attempt.client, open))
                })?;
                Some(Returned { attempt, sign_in })
            })
    }

    fn some_sign_in_waits(&self, wanted: impl Fn(&SignIn) -> bool) -> bool {
        let now = self.ctx.now();
        self.slots.all_online().any(|attempt| {
            attempt.expires_at > now && attempt.read(|state| state.awaited().is_some_and(&wanted))
        })
    }
}
