//! Saving what the verify step showed.

use std::sync::Arc;

use super::verify::Verification;
use crate::attempt::{Discarded, OnlineAttempt, OnlineSignIn, PendingConnection, SignInEnd};
use crate::client::{Client, ClientDraft, ClientId, QuickBooks};
use crate::event::Event;
use crate::observation::{Observation, OnlineConnection, RoleFact};
use crate::problem::RosterError;
use crate::tokens::after;
use crate::view::{ClientRow, FoundCompany};

impl Verification {
    /// Saves what the verify step showed. What could not be saved stays there to be saved again.
    pub(crate) async fn save_connection(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.ctx.may_change()?;
        let _turn = self.slots.turn(id).await;
        let (attempt, found, pending) = self.to_confirm(id).ok_or(RosterError::NothingPending)?;
        // Two sheets may have found the same company; the first one saved has it.
        let _saving = self.slots.saving().await;
        if let Some(other) = self.revocations.active_holder(&pending.realm_hash, id)? {
            return Err(self.lost_to(id, (*found).clone(), &pending, &other).await);
        }
        let row = self.save(id, &pending).await?;
        self.attempts.forget_sign_in(id).await;
        self.slots.advance(&attempt, OnlineSignIn::saved);
        Ok(row)
    }

    /// What the person is asked to confirm.
    fn to_confirm(
        &self,
        id: ClientId,
    ) -> Option<(
        Arc<OnlineAttempt>,
        Arc<FoundCompany>,
        Arc<PendingConnection>,
    )> {
        let attempt = self.slots.online(id)?;
        let (found, connection) = attempt.read(|state| {
            let it = state.confirmation()?;
            Some((it.found.clone(), it.connection.clone()))
        })?;
        Some((attempt, found, connection))
    }

    /// Keeps the company that was chosen by mistake as a client of its own. Without that, nothing is
    /// added.
    pub(crate) async fn save_as_new_client(
        &self,
        id: ClientId,
        name: String,
    ) -> Result<ClientRow, RosterError> {
        self.ctx.may_change()?;
        let _turn = self.slots.turn(id).await;
        self.ctx.online_client(id)?;
        let draft = ClientDraft::new(name, QuickBooks::Online).checked(None)?;
        let attempt = self.slots.online(id).ok_or(RosterError::NothingPending)?;
        let pending = attempt.read(|state| {
            let is_here = || state.found().is_some_and(|it| it.other_client.is_some());
            match state.connection() {
                Some(connection) => Ok(connection.clone()),
                None if is_here() => Err(RosterError::AlreadySaved),
                None => Err(RosterError::NothingPending),
            }
        })?;
        let _saving = self.slots.saving().await;
        let row = self.save_new(draft, &pending, id).await?;
        // What it held belongs to the new client now.
        let _saved = self.attempts.take(id, Discarded::Cancelled).await;
        self.records.observe(id, Vec::new(), |observation| {
            observation.online.sign_in = None;
            observation.online.wrong_company = None;
        })?;
        Ok(row)
    }

    /// Keeps a sign-in that has replaced the client's own grant at Intuit: the same company, the same
    /// person, both in Intuit's own statement (the redirect alone could name any company). The grant
    /// before it is dead already, so nothing is asked and nobody waited for until this one is in the
    /// vault. What it says is checked, compared and shown as with every sign-in.
    pub(super) async fn keep_replacement(&self, id: ClientId, pending: &PendingConnection) {
        let saved = self
            .ctx
            .observation(id)
            .ok()
            .and_then(|it| it.online.connection);
        let token = pending.granted.id_token.as_ref();
        let signed_in = token.and_then(intuit::claimed_sub);
        let stated = token.and_then(intuit::claimed_realm);
        let is_replacement = saved.is_some_and(|saved| {
            saved.realm_hash == pending.realm_hash && Some(saved.person.sub) == signed_in
        });
        if is_replacement
            && stated == Some(pending.granted.grant.realm())
            && let Err(error) = self
                .tokens
                .keep(id, &pending.granted, pending.granted_at)
                .await
        {
            tracing::warn!(%error, "a replaced sign-in waits to be kept");
        }
    }

    /// Writes a connection: the vault first, so that a saved connection always has a grant behind it.
    pub(super) async fn save(
        &self,
        id: ClientId,
        pending: &PendingConnection,
    ) -> Result<ClientRow, RosterError> {
        self.tokens
            .keep(id, &pending.granted, pending.granted_at)
            .await?;
        self.write(id, pending)
    }

    fn write(&self, id: ClientId, pending: &PendingConnection) -> Result<ClientRow, RosterError> {
        let mut event = self.ctx.entry(id, Event::Connected);
        event.person = Some(pending.person.label().to_owned());
        let row = self
            .records
            .observe(id, vec![event], |observation| take_in(observation, pending))?;
        self.change_log.log_connected(id, pending);
        Ok(row)
    }

    async fn save_new(
        &self,
        draft: ClientDraft,
        pending: &PendingConnection,
        id: ClientId,
    ) -> Result<ClientRow, RosterError> {
        if self
            .revocations
            .active_holder(&pending.realm_hash, id)?
            .is_some()
        {
            return Err(RosterError::AlreadySaved);
        }
        let client = self.ctx.client_of(draft);
        // Before the client: a name without its connection is not what was asked for.
        self.tokens
            .keep(client.id, &pending.granted, pending.granted_at)
            .await?;
        let added = self.ctx.database().insert_client(&client);
        if let Err(error) = added {
            let company = self.tokens.company(client.id);
            let mut held = company.held.lock().await;
            // What cannot be deleted now is unused: its client does not exist.
            let _ = self
                .tokens
                .delete_grant(client.id, &company, &mut held)
                .await;
            return Err(error.into());
        }
        self.ctx
            .database()
            .record(&self.ctx.entry(client.id, Event::Added))?;
        self.write(client.id, pending)
    }

    /// The company became another client's while this sheet waited.
    async fn lost_to(
        &self,
        id: ClientId,
        mut found: FoundCompany,
        pending: &PendingConnection,
        other: &Client,
    ) -> RosterError {
        self.note_wrong_company(id, pending, Some(other));
        found.other_client = Some(other.name.clone());
        let how = SignInEnd::WrongCompany {
            found: Arc::new(found),
            connection: None,
        };
        self.attempts.end_sign_in(id, how).await;
        RosterError::AlreadySavedAs(other.name.clone())
    }
}

fn take_in(observation: &mut Observation, pending: &PendingConnection) {
    let at = pending.granted_at;
    let online = &mut observation.online;
    online.connection = Some(OnlineConnection {
        connected_at: at,
        realm_tail: pending.realm_tail.clone(),
        realm_hash: pending.realm_hash.clone(),
        company_name: pending.company_name.clone(),
        renewed_at: at,
        idle_expires_at: after(at, pending.granted.refresh_expires_in),
        hard_expires_at: after(at, pending.granted.refresh_hard_expires_in),
        person: pending.person.clone(),
    });
    online.role = pending.role.clone().map(|answer| RoleFact { at, answer });
    online.last_ok_at = Some(at);
    online.sign_in = None;
    online.wrong_company = None;
    online.left_at_intuit = None;
    online.refused = None;
    online.renewal_lost_at = None;
    online.failure = None;
    observation.checked_at = Some(at);
}
