//! What comes back from the browser for a sign-in, a link, a pasted code or a local redirect, until it is redeemed.

use jiff::Timestamp;

use super::attempts::{Returned, kept_sign_in};
use super::sign_in::SignIns;
use super::verify::{Verification, failed};
use crate::attempt::SignInEnd;
use crate::callback::{
    Callback, CallbackError, HandOff, Pasted, Redirected, RefusedReason, Said, SignInState,
    parse_of, parse_pasted_of,
};
use crate::client::ClientId;
use crate::database::Database;
use crate::grants::{Answer, GrantError, Redeemed};
use crate::preview::map_clients;
use crate::problem::RosterError;
use crate::vault::Vault;
use crate::view::{AttemptView, ConnectProblem};

/// What became of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It belongs to the open sign-in of this client.
    Taken(ClientId),
    /// It belongs to no open sign-in: used before, too old, or not ours.
    Unknown,
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
        let kept = kept_sign_in(vault, id).await.ok().flatten();
        if kept.is_some_and(|open| open.expires_at > now && open.state.matches(&state)) {
            return true;
        }
    }
    false
}

impl SignIns {
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

    async fn end_refused(&self, returned: &Returned, reason: &RefusedReason) -> Arrival {
        let how = if reason.is_declined() {
            SignInEnd::Declined
        } else if reason.is_scope_refused() {
            SignInEnd::ScopeRefused
        } else {
            let reason = reason.to_string();
            SignInEnd::Failed(ConnectProblem::SignInEnded { reason }.into())
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

impl Verification {
    /// Redeems an answer and shows or saves what it leads to.
    pub(super) async fn finish(&self, returned: Returned, answer: Answer) -> Arrival {
        let id = returned.attempt.client;
        let redeemed = match self.can_redeem().await {
            Ok(()) => {
                // The link is spent first, so that it works once also across a restart.
                if !self.spend(&returned).await {
                    return Arrival::Taken(id);
                }
                match self.redeem(&returned, answer).await {
                    Err(GrantError::HandOffRefused) => {
                        self.wait_again(&returned).await;
                        return Arrival::Taken(id);
                    }
                    redeemed => redeemed.map_err(|error| self.redemption_ended(id, error)),
                }
            }
            Err(ended) => Err(ended),
        };
        self.conclude(&returned, redeemed).await;
        Arrival::Taken(id)
    }

    /// The relay could not open the hand-off, so nothing was spent at Intuit: such a link does
    /// not end the sign-in with it. A genuine link that came too late gets the same words.
    async fn wait_again(&self, returned: &Returned) {
        let Some(_turn) = self.attempts.turn_to_go_on(&returned.attempt).await else {
            return;
        };
        self.attempts
            .remember_sign_in(returned.attempt.client, &returned.sign_in)
            .await;
        let problem = ConnectProblem::OtherAnswer.into();
        self.slots
            .advance(&returned.attempt, |state| state.await_again(Some(problem)));
    }

    /// The same for a hand-off that may belong to another sign-in: `false` when the relay said so, and
    /// then nothing has changed.
    pub(super) async fn finish_unless_refused(&self, returned: Returned, handoff: HandOff) -> bool {
        let id = returned.attempt.client;
        let redeemed = match self.can_redeem().await {
            Ok(()) => match self.redeem(&returned, Answer::HandOff(handoff)).await {
                Err(GrantError::HandOffRefused) => return false,
                redeemed => {
                    self.spend(&returned).await;
                    redeemed.map_err(|error| self.redemption_ended(id, error))
                }
            },
            Err(ended) => Err(ended),
        };
        self.conclude(&returned, redeemed).await;
        true
    }

    /// Nothing is redeemed that could not be compared and kept: what is not redeemed leaves the grant
    /// before it alive at Intuit.
    async fn can_redeem(&self) -> Result<(), SignInEnd> {
        self.tokens.realm_key_now().await.map_err(failed)
    }

    /// Removes what would let the link work again. `false` when the sign-in was cancelled or replaced.
    async fn spend(&self, returned: &Returned) -> bool {
        let Some(_turn) = self.attempts.turn_to_go_on(&returned.attempt).await else {
            return false;
        };
        self.attempts.forget_sign_in(returned.attempt.client).await;
        true
    }

    async fn redeem(&self, returned: &Returned, answer: Answer) -> Result<Redeemed, GrantError> {
        let side = self.ctx.intuit().map_err(|_| GrantError::HandOffRefused)?;
        side.grants
            .redeem(answer, &returned.sign_in, self.tokens.computer_key().await)
            .await
    }
}
