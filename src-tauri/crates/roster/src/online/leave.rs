//! Letting go: of a grant that nobody saves, and of a connection.

use crate::attempt::{PendingConnection, UnnamedConnection};
use crate::client::{Client, ClientId};
use crate::grants::{Grant, GrantError, other_relay};
use crate::observation::{FailureKind, OnlineFacts};
use crate::problem::RosterError;
use crate::roster::Roster;
use crate::view::{AttemptView, ClientRow, Ending, EventKind};

impl Roster {
    /// Says that the company found is not this client's, or that it is not wanted. Its grant is let go.
    pub async fn reject_connection(&self, id: ClientId) -> Result<AttemptView, RosterError> {
        self.may_change()?;
        let _turn = self.turn(id).await;
        let pending = self.take_pending(id, |_| true)?;
        // A sheet that ended by itself (another company) keeps its ending.
        if self.has_open_attempt(id) {
            self.end_sign_in(id, Ending::Rejected, None).await;
        }
        self.let_go(pending).await;
        self.attempt(id).ok_or(RosterError::NothingPending)
    }

    /// Disconnects at Intuit, then here. The history stays. When Intuit cannot be told, nothing changes.
    pub async fn disconnect_client(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.may_change()?;
        let _turn = self.turn(id).await;
        self.online_client(id)?;
        let saved = self.observation(id)?.online.connection;
        let shared = saved
            .as_ref()
            .map_or(Ok(None), |saved| self.active_holder(&saved.realm_hash, id))?;
        if let Ok(pending) = self.take_pending(id, |_| true) {
            let same = saved
                .as_ref()
                .is_some_and(|saved| saved.realm_hash == pending.realm_hash);
            // A sign-in that waits to be saved may have replaced the saved grant, so it ends first.
            if same && shared.is_none() {
                if let Err(error) = self.withdraw(id, &pending.granted.grant).await {
                    self.put_back(id, pending);
                    return Err(error);
                }
            } else {
                self.let_go(pending).await;
            }
        }
        let logged_as = match &saved {
            Some(saved) if shared.is_none() => self.log_company(id, saved).await,
            _ => None,
        };
        let company = self.company(id);
        // No renewal may run between Intuit's answer and the vault's.
        let mut held = company.held.lock().await;
        if let Some(grant) = self.grant(id, &held).await?
            && shared.is_none()
        {
            self.withdraw(id, &grant).await?;
        }
        self.delete_grant(id, &company, &mut held).await?;
        drop(held);
        self.discard(id, Ending::Cancelled).await;
        let events = match &saved {
            Some(_) => vec![self.entry(id, EventKind::Disconnected)],
            None => Vec::new(),
        };
        let row = self.observe(id, events, |observation| {
            observation.online = OnlineFacts::default();
        })?;
        if let Some(saved) = &saved {
            self.log_disconnected(id, saved, logged_as);
        }
        Ok(row)
    }

    /// Lets a grant go that will not be saved where it was asked for.
    ///
    /// Nobody lives in that company: it is withdrawn at Intuit. A client does: withdrawing would cut
    /// that client off. If its own person signed in, this grant has replaced the client's at Intuit,
    /// so the client takes it over; another person's is dropped. So is one for a company that lives at
    /// another of the firm's computers.
    pub(crate) async fn let_go(&self, pending: PendingConnection) {
        match self.other_holder(&pending.realm_hash, None) {
            Ok(None) if self.is_held_elsewhere(&pending.granted.grant.realm()) => {
                tracing::info!("a grant for a company of another computer was dropped");
            }
            Ok(None) => self.withdraw_unwanted(&pending.granted.grant).await,
            Ok(Some(holder)) => self.hand_to(&holder, &pending).await,
            Err(error) => {
                tracing::warn!(
                    error = error.loggable(),
                    "it is not known whose company a grant is for, so it was dropped"
                );
            }
        }
    }

    /// The same for a grant of which nobody said what company it is for. It may have replaced the grant of
    /// any client, and withdrawing it would cut that client off: so it is withdrawn only while no client
    /// is connected.
    pub(super) async fn let_go_unnamed(&self, unnamed: UnnamedConnection) {
        match self.database().observations() {
            Ok(seen) if seen.values().all(|seen| seen.online.connection.is_none()) => {
                self.withdraw_unwanted(&unnamed.unplaced.granted().grant)
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
            .keep(holder.id, &pending.granted, pending.granted_at)
            .await
        {
            Ok(()) => self.record_renewal(holder.id, &pending.granted, pending.granted_at),
            Err(error) => tracing::warn!(%error, "a client's newer grant could not be kept"),
        }
    }

    async fn withdraw_unwanted(&self, grant: &Grant) {
        let Ok(side) = self.intuit() else {
            return;
        };
        if let Err(error) = side.grants.revoke(grant).await {
            tracing::warn!(
                error = error.loggable(),
                "an unwanted grant could not be withdrawn"
            );
        }
    }

    /// Withdraws a grant that was in use. `Ok` when nothing is left to withdraw.
    async fn withdraw(&self, id: ClientId, grant: &Grant) -> Result<(), RosterError> {
        let grants = &self.intuit()?.grants;
        match grants.revoke(grant).await {
            Ok(()) | Err(GrantError::Refused { .. } | GrantError::HandOffRefused) => {
                self.sign_in_answered(grants.source());
                Ok(())
            }
            // Only its own relay can withdraw it, so nothing is done and nothing is changed.
            Err(GrantError::OtherRelay) => Err(self.placed(other_relay()).into()),
            Err(GrantError::Failed(failure)) => {
                let failure = self.placed(failure);
                self.note(id, &failure);
                // 400 after a disconnect at Intuit's side, or a grant that no key here opens any more.
                if failure.kind == FailureKind::Answered {
                    return Ok(());
                }
                Err(failure.into())
            }
        }
    }
}
