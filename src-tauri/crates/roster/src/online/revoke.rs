//! Releasing a grant that nobody saves, and ending a connection.

use super::sign_in::SignIns;
use crate::attempt::{ConnectionWithoutCompany, Discarded, Held, PendingConnection, SignInEnd};
use jiff::SignedDuration;

use super::revocations::{LONGEST_WAIT, Revocation, Revocations};
use crate::client::{Client, ClientId};
use crate::event::Event;
use crate::grants::Grant;
use crate::observation::{OnlineConnection, OnlineFacts, Person};
use crate::problem::RosterError;
use crate::view::{AttemptView, ClientRow};

impl Revocations {
    /// Releases what a sign-in held when it ended.
    pub(crate) async fn release(&self, id: ClientId, held: Held) {
        match held {
            Held::Nothing => {}
            Held::Connection(connection) => self.release_grant(id, &connection).await,
            Held::WithoutCompany(granted) => self.release_without_company(id, &granted).await,
        }
    }

    /// Lets a grant go that will not be saved where it was asked for.
    ///
    /// Nobody lives in that company: it is revoked at Intuit. A client does: withdrawing would cut
    /// that client off. If its own person signed in, this grant has replaced the client's at Intuit,
    /// so the client takes it over; another person's is dropped. So is one for a company that lives at
    /// another of the firm's computers.
    pub(crate) async fn release_grant(&self, id: ClientId, pending: &PendingConnection) {
        match self.other_holder(&pending.realm_hash, None) {
            Ok(None)
                if self
                    .holders
                    .is_held_elsewhere(&pending.granted.grant.realm()) =>
            {
                tracing::info!("a grant for a company of another computer was dropped");
            }
            Ok(None) => {
                let person = person_name(&pending.person);
                self.revoke_or_queue(id, &pending.granted.grant, person)
                    .await;
            }
            Ok(Some(holder)) => self.hand_to(&holder, pending).await,
            Err(error) => {
                tracing::warn!(
                    error = error.log_safe(),
                    "it is not known whose company a grant is for, so it was dropped"
                );
            }
        }
    }

    /// The same for a grant of which nobody said what company it is for. It may have replaced the grant of
    /// any client, and withdrawing it would cut that client off: so it is revoked only while no client
    /// is connected.
    pub(crate) async fn release_without_company(
        &self,
        id: ClientId,
        without_company: &ConnectionWithoutCompany,
    ) {
        match self.ctx.database().observations() {
            Ok(seen) if seen.values().all(|seen| seen.online.connection.is_none()) => {
                let person = person_name(&without_company.person);
                self.revoke_or_queue(id, &without_company.grant.granted().grant, person)
                    .await;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "it is not known who is connected, so a grant was dropped");
            }
        }
    }

    async fn hand_to(&self, holder: &Client, pending: &PendingConnection) {
        let theirs = self
            .ctx
            .observation(holder.id)
            .ok()
            .and_then(|seen| seen.online.connection)
            // A sign-in saved since has replaced this one, too.
            .is_some_and(|saved| {
                saved.person.sub == pending.person.sub && saved.connected_at <= pending.granted_at
            });
        if !theirs {
            return;
        }
        match self
            .tokens
            .keep(holder.id, &pending.granted, pending.granted_at)
            .await
        {
            Ok(()) => self
                .tokens
                .record_renewal(holder.id, &pending.granted, pending.granted_at),
            Err(error) => tracing::warn!(%error, "a client's newer grant could not be kept"),
        }
    }

    /// Withdraws a grant that was in use. Where that cannot be done from here, the connection ends here, and what
    /// is left at Intuit is noted: else a relay that is gone would keep the client connected for ever. Until the
    /// grant ends by itself it waits for its own relay.
    pub(crate) async fn revoke(
        &self,
        id: ClientId,
        grant: &Grant,
        person: &str,
    ) -> Result<Revoked, RosterError> {
        match self.request_revocation(grant).await? {
            Revocation::Gone => Ok(Revoked::Gone),
            Revocation::CannotBe => Ok(Revoked::Left),
            Revocation::OtherRelay => {
                let queued = self.queue_revocation(id, grant, person, LONGEST_WAIT).await;
                if let Err(error) = queued {
                    tracing::warn!(error = error.log_safe(), "a grant could not be queued");
                }
                Ok(Revoked::LeftAtOtherRelay)
            }
            Revocation::NotYet(failure) => {
                let failure = self.ctx.placed(failure);
                self.health.note(id, &failure);
                Err(failure.into())
            }
        }
    }
}

impl SignIns {
    /// Says that the company found is not this client's, or that it is not wanted. Its grant is released.
    pub async fn reject_connection(&self, id: ClientId) -> Result<AttemptView, RosterError> {
        self.ctx.may_change()?;
        let _turn = self.slots.turn(id).await;
        let attempt = self
            .slots
            .online(id)
            .filter(|attempt| attempt.read(|state| state.connection().is_some()))
            .ok_or(RosterError::NothingPending)?;
        if attempt.is_open() {
            self.attempts.end_sign_in(id, SignInEnd::Rejected).await;
        } else {
            // A sheet that ended by itself (another company) keeps its ending.
            let held = self
                .slots
                .advance_with(&attempt, |state| state.discard(Discarded::Cancelled));
            self.revocations.release(id, held).await;
        }
        Ok(attempt.view())
    }

    /// Disconnects at Intuit, then here. The history stays. When Intuit cannot be reached, nothing changes.
    pub async fn disconnect_client(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.ctx.may_change()?;
        let _turn = self.slots.turn(id).await;
        self.ctx.online_client(id)?;
        let saved = self.ctx.observation(id)?.online.connection;
        let shared = saved.as_ref().map_or(Ok(None), |saved| {
            self.revocations.active_holder(&saved.realm_hash, id)
        })?;
        let person = saved
            .as_ref()
            .map_or("", |saved| person_name(&saved.person));
        self.end_unsaved(id, saved.as_ref().filter(|_| shared.is_none()), person)
            .await?;
        let logged_as = match &saved {
            Some(saved) if shared.is_none() => self.change_log.log_company(id, saved).await,
            _ => None,
        };
        let company = self.tokens.company(id);
        // No renewal may run between Intuit's answer and the vault's.
        let mut held = company.held.lock().await;
        let mut revoked = Revoked::Gone;
        if let Some(grant) = self.tokens.grant(id, &held).await?
            && shared.is_none()
        {
            revoked = self.revocations.revoke(id, &grant, person).await?;
        }
        self.tokens.delete_grant(id, &company, &mut held).await?;
        drop(held);
        self.attempts.discard(id, Discarded::Cancelled).await;
        let events = match &saved {
            Some(_) => vec![self.ctx.entry(id, Event::Disconnected)],
            None => Vec::new(),
        };
        let row = self.records.observe(id, events, |observation| {
            observation.online = OnlineFacts::default();
        })?;
        if let Some(saved) = &saved {
            self.change_log.log_disconnected(id, saved, logged_as);
            if revoked != Revoked::Gone {
                let other_relay = revoked == Revoked::LeftAtOtherRelay;
                self.revocations
                    .note_left(id, &saved.realm_tail, other_relay);
                return self.records.client_row(id);
            }
        }
        Ok(row)
    }

    /// Ends a sign-in that waits to be saved. It may have replaced the grant of the connection that is to be revoked:
    /// then it is revoked first, and goes on waiting where Intuit cannot be reached.
    async fn end_unsaved(
        &self,
        id: ClientId,
        to_revoke: Option<&OnlineConnection>,
        person: &str,
    ) -> Result<(), RosterError> {
        let Some(attempt) = self.slots.online(id) else {
            return Ok(());
        };
        let Some(pending) = attempt.read(|state| state.connection().cloned()) else {
            return Ok(());
        };
        let is_same = to_revoke.is_some_and(|saved| saved.realm_hash == pending.realm_hash);
        if is_same {
            self.revocations
                .revoke(id, &pending.granted.grant, person)
                .await?;
        }
        let held = self
            .slots
            .advance_with(&attempt, |state| state.discard(Discarded::Cancelled));
        if !is_same {
            self.revocations.release(id, held).await;
        }
        Ok(())
    }

    /// Ends a connection here and has it revoked at Intuit by the schedule.
    pub(crate) async fn disconnect_soon(&self, id: ClientId) -> Result<(), RosterError> {
        let _turn = self.slots.turn(id).await;
        let Some(saved) = self.ctx.observation(id)?.online.connection else {
            self.attempts.discard(id, Discarded::Cancelled).await;
            return Ok(());
        };
        let shared = self
            .revocations
            .active_holder(&saved.realm_hash, id)?
            .is_some();
        let logged_as = if shared {
            None
        } else {
            self.change_log.log_company(id, &saved).await
        };
        let company = self.tokens.company(id);
        // No renewal may run between the queue and the facts.
        let mut held = company.held.lock().await;
        if let Some(grant) = self.tokens.grant(id, &held).await?
            && !shared
        {
            let person = person_name(&saved.person);
            self.revocations
                .queue_revocation(id, &grant, person, SignedDuration::ZERO)
                .await?;
        }
        // Before the grant is deleted: a crash in between leaves an entry that nothing uses. The other way round the
        // queue would find the client connected, and forget a grant that nobody has any more.
        self.records.observe(
            id,
            vec![self.ctx.entry(id, Event::Disconnected)],
            |observation| observation.online = OnlineFacts::default(),
        )?;
        if let Err(error) = self.tokens.delete_grant(id, &company, &mut held).await {
            tracing::warn!(%error, "an unused grant stays in the keychain");
        }
        drop(held);
        self.attempts.discard(id, Discarded::Cancelled).await;
        self.change_log.log_disconnected(id, &saved, logged_as);
        self.rounds.wake();
        Ok(())
    }

    /// Dismisses the note that Intuit's permission is left. The timeline keeps its line.
    pub fn dismiss_left(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.ctx.may_change()?;
        self.records.observe(id, Vec::new(), |observation| {
            observation.online.left_at_intuit = None;
        })
    }
}

/// What became of a grant at Intuit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Revoked {
    Gone,
    /// Intuit's permission is left, and no relay opens the grant any more.
    Left,
    /// Intuit's permission is left, and only the relay of the sign-in could end it. The grant waits for that.
    LeftAtOtherRelay,
}

/// Who signed in; nobody, where Intuit did not get to say.
fn person_name(person: &Person) -> &str {
    if person.sub.is_empty() {
        ""
    } else {
        person.label()
    }
}
