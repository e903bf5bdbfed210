//! A sign-in in the browser: begun, opened again, cancelled and taken up after a restart.

use signing::SigningKey;
use url::Url;

use super::attempts::{Attempts, kept_sign_in};
use super::revocations::Revocations;
use super::verify::Verification;
use crate::attempt::{
    Attempt, ClientSignIn, Discarded, OnlineSignIn, SIGN_IN_LIFE, SignIn, SignInEnd,
};
use crate::callback::{SignInState, Verifier};
use crate::change_log::{ChangeLog, HolderIndex};
use crate::client::ClientId;
use crate::context::Context;
use crate::observation::{OpenSignIn, Source};
use crate::problem::RosterError;
use crate::records::Records;
use crate::roster::Roster;
use crate::rounds::Rounds;
use crate::service_health::ServiceHealth;
use crate::slots::ClientSlots;
use crate::tokens::Tokens;
use crate::view::{AttemptView, ClientRow, Product};

impl Roster {
    /// Ends the waiting for one client, at the user's wish. A company that was found and not saved is
    /// released.
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
            match kept_sign_in(self.ctx.vault(), id).await {
                Ok(kept) => match kept {
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
}
