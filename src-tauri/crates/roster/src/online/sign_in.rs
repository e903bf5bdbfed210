//! A sign-in in the browser: begun, and come back as a link, a pasted code or a local redirect.

use std::sync::Arc;

use jiff::Timestamp;
use signing::SigningKey;
use tokio::sync::OwnedMutexGuard;
use url::Url;

use super::revocations::Revocations;
use super::sign_in_entry;
use super::verify::Verification;
use crate::attempt::{
    Attempt, ClientSignIn, Discarded, Held, OnlineAttempt, OnlineSignIn, SIGN_IN_LIFE, SignIn,
    SignInEnd,
};
use crate::callback::{
    Callback, CallbackError, HandOff, Pasted, Redirected, RefusedReason, Said, SignInState,
    Verifier, parse_of, parse_pasted_of,
};
use crate::change_log::{ChangeLog, HolderIndex};
use crate::client::ClientId;
use crate::context::Context;
use crate::database::Database;
use crate::event::Event;
use crate::grants::Answer;
use crate::observation::{Observation, OpenSignIn, Source};
use crate::preview::map_clients;
use crate::problem::RosterError;
use crate::records::Records;
use crate::roster::Roster;
use crate::scheduler::Rounds;
use crate::service_health::ServiceHealth;
use crate::slots::ClientSlots;
use crate::tokens::Tokens;
use crate::vault::Vault;
use crate::view::{AttemptView, ClientRow, ProblemCode, ProblemView, Product};

/// What became of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It belongs to the open sign-in of this client.
    Taken(ClientId),
    /// It belongs to no open sign-in: used before, too old, or not ours.
    Unknown,
}

/// A sign-in that came back: from now on nobody else finds it.
#[derive(Clone)]
pub(crate) struct Returned {
    pub(super) attempt: Arc<OnlineAttempt>,
    pub(super) sign_in: SignIn,
}

/// The sign-ins that are open. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Attempts {
    pub(crate) ctx: Context,
    pub(crate) slots: ClientSlots,
    pub(crate) records: Records,
    pub(crate) revocations: Revocations,
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
    pub(crate) fn has_unsaved_sign_in(&self) -> bool {
        self.slots
            .all_online()
            .any(|attempt| attempt.read(OnlineSignIn::is_unsaved))
    }

    /// Whether a sign-in waits in the browser that this `state` belongs to.
    pub(crate) fn expects(&self, state: &SignInState) -> bool {
        self.some_sign_in_waits(|open| open.state.matches(state))
    }

    /// The redirect addresses of the sign-ins that wait in the browser; of one client's alone where it is named.
    pub(crate) fn awaited_at(&self, of: Option<ClientId>) -> Vec<Url> {
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
    pub(crate) fn waits_for_answer(&self) -> bool {
        self.some_sign_in_waits(|_| true)
    }

    /// Returns when no sign-in waits in the browser any more: each has its answer, or is over.
    pub(crate) async fn no_sign_in_waits(&self) {
        let mut changes = self.slots.changes();
        // The sender is part of this roster, so it is never gone.
        while self.waits_for_answer() && changes.changed().await.is_ok() {}
    }

    /// The turn to go on with a sign-in that came back. `None` when it was cancelled or replaced meanwhile.
    pub(crate) async fn turn_to_go_on(
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
    pub(crate) async fn take(&self, id: ClientId, why: Discarded) -> Held {
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
    pub(crate) async fn remember_sign_in(&self, id: ClientId, sign_in: &SignIn) {
        if let Err(error) = self
            .ctx
            .vault()
            .set(&sign_in_entry(id), sign_in.write())
            .await
        {
            tracing::warn!(%error, "this sign-in will not survive a restart");
        }
    }

    pub(crate) async fn forget_sign_in(&self, id: ClientId) {
        if let Err(error) = self.ctx.vault().delete(&sign_in_entry(id)).await {
            tracing::warn!(%error, "a sign-in could not be removed from the keychain");
        }
    }

    pub(crate) fn take_pasted(
        &self,
        id: ClientId,
        state: &SignInState,
    ) -> Result<Returned, RosterError> {
        self.take_sign_in(|of, open| of == id && open.state.matches(state))
            .ok_or(RosterError::OtherCode)
    }

    fn some_sign_in_waits(&self, wanted: impl Fn(&SignIn) -> bool) -> bool {
        let now = self.ctx.now();
        self.slots.all_online().any(|attempt| {
            attempt.expires_at > now && attempt.read(|state| state.awaited().is_some_and(&wanted))
        })
    }

    /// Finds an open sign-in that something came back for, so that a second link finds nothing.
    pub(crate) fn take_sign_in(
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
}

impl Roster {
    /// Ends the waiting for one client, at the user's wish. A company that was found and not saved is
    /// let go.
    pub async fn cancel_connect(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.inner.ctx.may_change()?;
        let _turn = self.inner.slots.turn(id).await;
        match self.inner.ctx.client(id)?.books.kind() {
            Product::Online => self.inner.sign_ins.cancel_sign_in(id).await,
            Product::Desktop => self.inner.auth_links.cancel_link(id).await,
        }
    }
}

/// QuickBooks Online: signs clients in at Intuit, asks about their companies, and disconnects them. Cheap to clone.
#[derive(Clone)]
pub struct SignIns {
    pub(crate) ctx: Context,
    pub(crate) health: ServiceHealth,
    pub(crate) rounds: Rounds,
    pub(crate) slots: ClientSlots,
    pub(crate) holders: HolderIndex,
    pub(crate) records: Records,
    pub(crate) tokens: Tokens,
    pub(crate) change_log: ChangeLog,
    pub(crate) revocations: Revocations,
    pub(crate) attempts: Attempts,
    pub(crate) verification: Verification,
}

impl SignIns {
    /// Whether a sign-in has come back and is not saved yet: closing the firm now would lose it.
    #[must_use]
    pub fn has_unsaved_sign_in(&self) -> bool {
        self.attempts.has_unsaved_sign_in()
    }

    /// Whether a sign-in waits in the browser that this `state` belongs to.
    #[must_use]
    pub fn expects(&self, state: &SignInState) -> bool {
        self.attempts.expects(state)
    }

    /// The redirect addresses of the sign-ins that wait in the browser; of one client's alone where it is named.
    #[must_use]
    pub fn awaited_at(&self, of: Option<ClientId>) -> Vec<Url> {
        self.attempts.awaited_at(of)
    }

    /// Whether any sign-in waits in the browser.
    #[must_use]
    pub fn waits_for_answer(&self) -> bool {
        self.attempts.waits_for_answer()
    }

    /// Returns when no sign-in waits in the browser any more: each has its answer, or is over.
    pub async fn no_sign_in_waits(&self) {
        self.attempts.no_sign_in_waits().await;
    }

    /// Takes the company id that the person read in QuickBooks, for a sign-in of which Intuit did not
    /// say what company it is for. An id that Intuit contradicts, and a question it does not answer,
    /// leave the sheet where it was.
    ///
    /// # Errors
    ///
    /// [`RosterError::BadCompanyId`], [`RosterError::NotInCompany`] or [`RosterError::NotForCompany`] for what was typed;
    /// [`RosterError::Service`] when Intuit could not be asked; [`RosterError::NothingPending`] when no sheet asks for a
    /// company.
    pub async fn provide_company_id(
        &self,
        id: ClientId,
        typed: &str,
    ) -> Result<AttemptView, RosterError> {
        self.verification.provide_company_id(id, typed).await
    }

    /// Saves what the verify step showed. What could not be saved stays there to be saved again.
    pub async fn save_connection(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.verification.save_connection(id).await
    }

    /// Keeps the company that was chosen by mistake as a client of its own. Without that, nothing is
    /// added.
    pub async fn save_as_new_client(
        &self,
        id: ClientId,
        name: String,
    ) -> Result<ClientRow, RosterError> {
        self.verification.save_as_new_client(id, name).await
    }

    /// Starts a sign-in: opens Intuit's page in the system browser and waits for the deep link. It
    /// takes the place of a sign-in that is open for this client.
    pub async fn connect_online(&self, id: ClientId) -> Result<AttemptView, RosterError> {
        self.connect_online_at(id, None).await
    }

    /// The same, with Intuit's answer sent to another of the app's registered redirect addresses.
    pub async fn connect_online_at(
        &self,
        id: ClientId,
        redirect_uri: Option<Url>,
    ) -> Result<AttemptView, RosterError> {
        self.ctx.may_change()?;
        let _turn = self.slots.turn(id).await;
        self.ctx.online_client(id)?;
        self.ctx.intuit()?;
        // Before the browser opens: what is granted there could not be compared or kept without it.
        self.tokens.realm_key().await?;
        self.attempts.discard(id, Discarded::Replaced).await;
        let now = self.ctx.now();
        let verifier = Verifier::random();
        let sign_in = SignIn {
            state: SignInState::new(&verifier, self.tokens.computer_key().await.public()),
            verifier,
            key: SigningKey::generate(),
            redirect_uri,
            started_at: now,
            expires_at: now + SIGN_IN_LIFE,
        };
        let expires_at = sign_in.expires_at;
        let attempt = Attempt::new(id, now, expires_at, OnlineSignIn::begin(sign_in.clone()));
        self.slots.begin(ClientSignIn::Online(attempt.clone()));
        self.attempts.remember_sign_in(id, &sign_in).await;
        self.records.observe(id, Vec::new(), |observation| {
            observation.online.wrong_company = None;
            observation.online.sign_in = Some(OpenSignIn {
                started_at: now,
                expires_at,
            });
        })?;
        self.rounds.wake();
        if let Err(error) = self.open_sign_in(id) {
            self.slots
                .advance(&attempt, |state| state.not_opened(error.view()));
        }
        self.slots.attempt(id).ok_or(RosterError::NothingPending)
    }

    /// Opens the page of the running sign-in (again).
    pub fn open_sign_in(&self, id: ClientId) -> Result<(), RosterError> {
        let url = self.sign_in_url(id)?;
        self.ctx.deps.browser.open(&url)?;
        let now = self.ctx.now();
        if let Some(attempt) = self.slots.online(id) {
            self.slots.advance(&attempt, |state| state.opened(now));
        }
        Ok(())
    }

    /// The address of the running sign-in. It carries `state`, so it goes to the browser or the
    /// clipboard and never to the window.
    pub fn sign_in_url(&self, id: ClientId) -> Result<Url, RosterError> {
        let side = self.ctx.intuit()?;
        let sign_in = self
            .slots
            .online(id)
            .and_then(|attempt| attempt.read(|state| state.awaited().cloned()))
            .ok_or(RosterError::NothingPending)?;
        let page = intuit::authorize_url(
            &side.endpoints,
            &side.client_id,
            sign_in.redirect_uri.as_ref().unwrap_or(&side.redirect_uri),
            &intuit::Scope::sign_in(side.ask_roles, side.accounting_scope),
            // EXPOSE: `state` travels to Intuit and back; its other half, the verifier, stays here.
            sign_in.state.expose(),
            &sign_in.verifier.challenge(),
        );
        self.ctx.must_be_theirs(Source::Intuit, &page)?;
        Ok(page)
    }

    /// Takes a deep link. A link that belongs to no open sign-in changes nothing.
    pub async fn arrive(&self, link: &str) -> Result<Arrival, CallbackError> {
        Ok(match parse_of(self.ctx.deps.scheme, link)? {
            Callback::HandOff { state, handoff } => {
                self.answer(&state, Answer::HandOff(handoff)).await
            }
            Callback::Refused { state, error } => self.refused(&state, &error).await,
        })
    }

    /// Takes the person's refusal at Intuit.
    pub async fn refused(&self, state: &SignInState, reason: &RefusedReason) -> Arrival {
        match self
            .attempts
            .take_sign_in(|_, open| open.state.matches(state))
        {
            Some(returned) => self.end_refused(&returned, reason).await,
            None => Arrival::Unknown,
        }
    }

    /// Takes what the browser brought back, for the sign-in that `state` belongs to.
    pub async fn answer(&self, state: &SignInState, answer: Answer) -> Arrival {
        match self
            .attempts
            .take_sign_in(|_, open| open.state.matches(state))
        {
            Some(returned) => self.verification.finish(returned, answer).await,
            None => Arrival::Unknown,
        }
    }

    /// Finishes the open sign-in of a client with what was pasted: a link, or the hand-off alone.
    /// A code of another sign-in changes nothing.
    pub async fn answer_pasted(
        &self,
        id: ClientId,
        pasted: &str,
    ) -> Result<AttemptView, RosterError> {
        self.ctx.may_change()?;
        let pasted = parse_pasted_of(self.ctx.deps.scheme, pasted).map_err(RosterError::BadCode)?;
        match pasted {
            Pasted::Link(Callback::HandOff { state, handoff }) => {
                let returned = self.attempts.take_pasted(id, &state)?;
                self.verification
                    .finish(returned, Answer::HandOff(handoff))
                    .await;
            }
            Pasted::Link(Callback::Refused { state, error }) => {
                let returned = self.attempts.take_pasted(id, &state)?;
                self.end_refused(&returned, &error).await;
            }
            Pasted::Redirect(Redirected { state, said }) => {
                self.answer_redirect(id, &state, said).await?;
            }
            Pasted::HandOff(handoff) => self.answer_bare(id, handoff).await?,
        }
        self.slots.attempt(id).ok_or(RosterError::NothingPending)
    }

    pub(crate) async fn cancel_sign_in(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        // Also without an attempt: a restart may have left the row waiting for one.
        let waits = self.ctx.observation(id)?.online.sign_in.is_some();
        if self.slots.has_open_attempt(id) || waits {
            self.attempts.end_sign_in(id, SignInEnd::Cancelled).await;
        } else if let Some(attempt) = self.slots.online(id) {
            let held = self
                .slots
                .advance_with(&attempt, |state| state.discard(Discarded::Cancelled));
            self.revocations.release(id, held).await;
        }
        self.records.client_row(id)
    }

    /// Takes up the sign-ins that were open when the app was closed, and clears away the ones that
    /// nobody can finish any more.
    pub(crate) async fn resume_sign_ins(&self) -> Result<(), RosterError> {
        let now = self.ctx.now();
        for (id, seen) in self.ctx.database().observations()? {
            if seen.online.sign_in.is_none() {
                continue;
            }
            match self.ctx.vault().get(&sign_in_entry(id)).await {
                Ok(entry) => match entry.as_ref().and_then(SignIn::read) {
                    Some(sign_in) if sign_in.expires_at > now => {
                        let (began, expires_at) = (sign_in.started_at, sign_in.expires_at);
                        let state = OnlineSignIn::resume(sign_in);
                        let attempt = Attempt::new(id, began, expires_at, state);
                        self.slots.begin(ClientSignIn::Online(attempt));
                    }
                    Some(_) => self.attempts.end_sign_in(id, SignInEnd::Expired).await,
                    // It had come back, and the app was closed before anything was saved.
                    None => self.attempts.end_sign_in(id, SignInEnd::Cancelled).await,
                },
                // Also one that has run out: what is kept for it could not be removed now.
                Err(error) => tracing::warn!(%error, "an open sign-in could not be taken up"),
            }
        }
        Ok(())
    }

    async fn end_refused(&self, returned: &Returned, reason: &RefusedReason) -> Arrival {
        let how = if reason.is_declined() {
            SignInEnd::Declined
        } else if reason.is_scope_refused() {
            SignInEnd::ScopeRefused
        } else {
            SignInEnd::Failed(ProblemView {
                code: ProblemCode::ServiceError,
                message: format!("Intuit ended the sign-in: {reason}."),
                retryable: true,
            })
        };
        let id = returned.attempt.client;
        if let Some(_turn) = self.attempts.turn_to_go_on(&returned.attempt).await {
            self.attempts.end_sign_in(id, how).await;
        }
        Arrival::Taken(id)
    }

    /// The address that Intuit sent the browser back to, which only development keys have on this computer.
    async fn answer_redirect(
        &self,
        id: ClientId,
        state: &SignInState,
        said: Said,
    ) -> Result<(), RosterError> {
        let (code, realm) = match said {
            Said::No(reason) => {
                let returned = self.attempts.take_pasted(id, state)?;
                self.end_refused(&returned, &reason).await;
                return Ok(());
            }
            Said::Yes { code, realm } => (code, realm),
        };
        if self.ctx.intuit()?.grants.relay().is_some() {
            return Err(RosterError::DevelopmentCode);
        }
        let returned = self.attempts.take_pasted(id, state)?;
        self.verification
            .finish(returned, Answer::Code { code, realm })
            .await;
        Ok(())
    }

    /// A hand-off without its link. The relay opens it only for the right sign-in, so a wrong one has
    /// spent nothing, and the sign-in goes on waiting.
    async fn answer_bare(&self, id: ClientId, handoff: HandOff) -> Result<(), RosterError> {
        let returned = self
            .attempts
            .take_sign_in(|of, _| of == id)
            .ok_or(RosterError::NothingPending)?;
        if self
            .verification
            .finish_unless_refused(returned.clone(), handoff)
            .await
        {
            return Ok(());
        }
        self.slots
            .advance(&returned.attempt, |state| state.await_again(None));
        Err(RosterError::OldCode)
    }
}

/// Whether a firm that is not open waits for this link: a sign-in that began there is still open at `now`, and the
/// link brings its `state`.
pub async fn waits_for_link(
    database: &Database,
    vault: &dyn Vault,
    scheme: &str,
    link: &str,
    now: Timestamp,
) -> bool {
    let Ok(Callback::HandOff { state, .. } | Callback::Refused { state, .. }) =
        parse_of(scheme, link)
    else {
        return false;
    };
    let open = map_clients(database, |client, seen| {
        seen.online.sign_in.is_some().then_some(client.id)
    });
    for id in open.unwrap_or_default().into_iter().flatten() {
        let entry = vault.get(&sign_in_entry(id)).await.ok().flatten();
        if entry
            .and_then(|entry| SignIn::read(&entry))
            .is_some_and(|open| open.expires_at > now && open.state.matches(&state))
        {
            return true;
        }
    }
    false
}
