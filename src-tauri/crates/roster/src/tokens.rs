//! Access to one QuickBooks Online company: the grant in the vault, the access token in memory, and
//! one renewal at a time.
//!
//! Intuit replaces refresh tokens and refuses a second, simultaneous use of the same one. So a renewal
//! runs under the company's lock, in a task of its own (nobody who stops waiting can cut it off between
//! Intuit's answer and the vault), and all that waited for the lock share its outcome.
//!
//! Long because each way in which a renewal can be cut off is handled between Intuit's answer and the vault.

mod keys;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use intuit::{AccessToken, RealmId};
use jiff::{SignedDuration, Timestamp};
use signing::SigningKey;
use tokio::sync::{Mutex, OnceCell};

use crate::client::ClientId;
use crate::codes;
use crate::context::Context;
use crate::event::Event;
use crate::event::JournalEntry;
use crate::grants::{Grant, GrantError, GrantRefusal, Granted, Grants, other_relay};
use crate::observation::{Failure, FailureKind, Refusal, Source};
use crate::problem::RosterError;
use crate::records::Records;
use crate::service_health::ServiceHealth;
use crate::slots::ClientSlots;
use crate::vault::{Secret, VaultError};

pub(crate) use keys::is_under;

/// An access token with less life than this is renewed before it is used.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(60);

/// A renewal this long after the one before it is worth a line in the timeline.
const WORTH_A_LINE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The tokens of one company.
#[derive(Default)]
pub(crate) struct CompanyTokens {
    pub(crate) held: Mutex<Held>,
    /// Counts the changes of `held`: a waiter that sees it move shares the outcome.
    changes: AtomicU64,
}

/// What is in memory of one company.
#[derive(Default)]
pub(crate) struct Held {
    outcome: Option<Result<Access, AccessError>>,
    /// A renewal the vault did not take. Intuit may have replaced the refresh token with it, so it is
    /// the only valid one, and it is stored before anything else is tried.
    unsaved: Option<(Granted, Timestamp)>,
}

/// A usable access token and the company it is for.
#[derive(Clone)]
pub(crate) struct Access {
    pub(crate) token: AccessToken,
    pub(crate) realm: RealmId,
    expires_at: Timestamp,
    /// The change of [`CompanyTokens`] that brought it.
    change: u64,
}

/// Why there is no access token.
#[derive(Debug, Clone)]
pub(crate) enum AccessError {
    /// Intuit said `invalid_grant`.
    Refused(GrantRefusal),
    /// The vault is reachable and holds nothing for this client.
    NoGrant,
    /// The vault cannot be read or written now: says nothing about the grant.
    Vault(VaultError),
    /// Anything else.
    Failed(Failure),
}

/// The grants of QuickBooks Online connections and their access tokens, and the keys they are kept with. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Tokens {
    pub(crate) ctx: Context,
    pub(crate) health: ServiceHealth,
    pub(crate) slots: ClientSlots,
    pub(crate) records: Records,
    /// Read from the vault once.
    realm_key: Arc<OnceCell<Secret>>,
    /// Read from the vault once.
    computer_key: Arc<OnceCell<SigningKey>>,
}

impl Tokens {
    pub(crate) fn new(
        ctx: &Context,
        health: &ServiceHealth,
        slots: &ClientSlots,
        records: &Records,
    ) -> Self {
        Self {
            ctx: ctx.clone(),
            health: health.clone(),
            slots: slots.clone(),
            records: records.clone(),
            realm_key: Arc::default(),
            computer_key: Arc::default(),
        }
    }

    /// A valid access token; renews the grant when it has to.
    pub(crate) async fn access(&self, id: ClientId) -> Result<Access, AccessError> {
        let seen = self.company(id).changes.load(Ordering::Acquire);
        self.access_since(id, seen, false).await
    }

    /// Another access token than the one that Intuit just refused. Of many callers that were refused
    /// with the same one, the first renews and all share what comes of it.
    pub(crate) async fn access_after(
        &self,
        id: ClientId,
        refused: &Access,
    ) -> Result<Access, AccessError> {
        self.access_since(id, refused.change, true).await
    }

    /// Renews the grant although the access token may still be good, to reset the idle clock.
    pub(crate) async fn renewed_access(&self, id: ClientId) -> Result<Access, AccessError> {
        let seen = self.company(id).changes.load(Ordering::Acquire);
        self.access_since(id, seen, true).await
    }

    /// `seen` is the change the caller knows of; what came after it is news and is shared. `renew`: a
    /// token from before is not good enough.
    async fn access_since(
        &self,
        id: ClientId,
        seen: u64,
        renew: bool,
    ) -> Result<Access, AccessError> {
        let company = self.company(id);
        let tokens = self.clone();
        let task = tokio::spawn(async move {
            let mut held = company.held.lock().await;
            let is_news = company.changes.load(Ordering::Acquire) != seen;
            if (is_news || !renew)
                && let Some(access) = held.usable(tokens.ctx.now())
            {
                return Ok(access);
            }
            if is_news && let Some(Err(shared)) = &held.outcome {
                return Err(shared.clone());
            }
            let outcome = tokens.renew(id, &mut held).await;
            company.put(&mut held, outcome)
        });
        task.await.unwrap_or_else(|stopped| {
            Err(AccessError::Failed(Failure {
                at: self.ctx.now(),
                source: Source::Intuit,
                kind: FailureKind::Unreachable,
                code: "interrupted".to_owned(),
                integration_code: None,
                message: format!("The renewal was interrupted: {stopped}"),
                request_id: None,
            }))
        })
    }

    /// Waits until every renewal under way is in the vault, for `patience` at most, and offers the vault once more what
    /// it did not take. To be called before the process ends: Intuit may have answered, and the answer may be nowhere
    /// else.
    pub(crate) async fn finish_renewals(&self, patience: std::time::Duration) {
        let companies = self.slots.all_tokens();
        let finished = async {
            for (id, company) in companies {
                self.store_unsaved(id, &mut *company.held.lock().await)
                    .await;
            }
        };
        if tokio::time::timeout(patience, finished).await.is_err() {
            tracing::warn!("a renewal was still under way at the end");
        }
    }

    /// Keeps a grant that was just given, and its access token.
    pub(crate) async fn keep(
        &self,
        id: ClientId,
        granted: &Granted,
        at: Timestamp,
    ) -> Result<(), VaultError> {
        let company = self.company(id);
        let mut held = company.held.lock().await;
        self.ctx
            .vault()
            .set(&entry_name(id), granted.grant.write())
            .await?;
        self.forget_unsaved(id, &mut held);
        // Nobody waits for the outcome of a sign-in, so what `put` answers is of no use here.
        let _ = company.put(&mut held, Ok(access_of(granted, at)));
        Ok(())
    }

    /// The grant of a client: the vault's, or a newer one that the vault did not take.
    pub(crate) async fn grant(
        &self,
        id: ClientId,
        held: &Held,
    ) -> Result<Option<Grant>, VaultError> {
        if let Some((granted, _)) = &held.unsaved {
            return Ok(Some(granted.grant.clone()));
        }
        self.kept_grant(id).await
    }

    /// The grant of a client, from the vault.
    pub(crate) async fn kept_grant(&self, id: ClientId) -> Result<Option<Grant>, VaultError> {
        let entry = self.ctx.vault().get(&entry_name(id)).await?;
        let Some(grant) = entry.as_ref().and_then(Grant::read) else {
            return Ok(None);
        };
        if grant.lacks_origin() {
            let origin = self.legacy_origin().await?;
            return Ok(Some(grant.bound_to(origin.as_ref())));
        }
        Ok(Some(grant))
    }

    /// Deletes the grant, from the vault and from memory.
    pub(crate) async fn delete_grant(
        &self,
        id: ClientId,
        company: &CompanyTokens,
        held: &mut Held,
    ) -> Result<(), VaultError> {
        self.ctx.vault().delete(&entry_name(id)).await?;
        self.forget_unsaved(id, held);
        // Those that wait for a renewal learn that there is nothing to renew.
        let _ = company.put(held, Err(AccessError::NoGrant));
        Ok(())
    }

    async fn renew(&self, id: ClientId, held: &mut Held) -> Result<Access, AccessError> {
        let grants = match self.ctx.intuit() {
            Ok(side) => &side.grants,
            Err(missing) => return Err(AccessError::Failed(not_set_up(&missing, self.ctx.now()))),
        };
        if let Some((granted, at)) = held.unsaved.take() {
            let access = self.take_renewal(id, held, granted, at).await?;
            if access.is_good_at(self.ctx.now()) {
                return Ok(access);
            }
        }
        let grant = self
            .kept_grant(id)
            .await
            .map_err(AccessError::Vault)?
            .ok_or(AccessError::NoGrant)?;
        match self.ask_for_renewal(id, grants, &grant).await {
            Ok(granted) => {
                // Kept before anything else is done: until then a crash may lose it.
                let taken = self.take_renewal(id, held, granted, self.ctx.now()).await;
                self.health.sign_in_answered(grants.source());
                taken
            }
            Err(GrantError::Refused(refusal)) => {
                self.health.sign_in_answered(grants.source());
                Err(AccessError::Refused(refusal))
            }
            Err(GrantError::Failed(failure)) => {
                let failure = self.ctx.placed(failure);
                self.note_lost_renewal(id, &failure);
                Err(AccessError::Failed(failure))
            }
            Err(GrantError::OtherRelay) => Err(AccessError::Failed(self.ctx.placed(other_relay()))),
            Err(other @ GrantError::HandOffRefused) => Err(AccessError::Failed(Failure {
                at: self.ctx.now(),
                source: grants.source(),
                kind: FailureKind::Unreachable,
                code: "unexpected_answer".to_owned(),
                integration_code: None,
                message: other.to_string(),
                request_id: None,
            })),
        }
    }

    async fn ask_for_renewal(
        &self,
        id: ClientId,
        grants: &Grants,
        grant: &Grant,
    ) -> Result<Granted, GrantError> {
        let computer = self.computer_key().await;
        let renewed = grants.renew(grant, computer).await;
        // Another process may have renewed in between: look once more before believing a refusal.
        if matches!(renewed, Err(GrantError::Refused { .. }))
            && let Ok(Some(newer)) = self.kept_grant(id).await
            && !newer.same_renewal(grant)
        {
            return grants.renew(&newer, computer).await;
        }
        renewed
    }

    /// In the vault before it is used: a crash here leaves the old grant or the new one, never none.
    async fn take_renewal(
        &self,
        id: ClientId,
        held: &mut Held,
        granted: Granted,
        at: Timestamp,
    ) -> Result<Access, AccessError> {
        let stored = self
            .ctx
            .vault()
            .set(&entry_name(id), granted.grant.write())
            .await;
        if let Err(error) = stored {
            tracing::warn!(%error, "a renewal waits to be stored");
            held.unsaved = Some((granted, at));
            self.health.renewal_not_saved(id);
            return Err(AccessError::Vault(error));
        }
        self.health.renewal_saved(id);
        self.record_renewal(id, &granted, at);
        Ok(access_of(&granted, at))
    }

    /// It stays in memory until it is stored: the caller may stop waiting in between.
    async fn store_unsaved(&self, id: ClientId, held: &mut Held) {
        let Some((granted, at)) = &held.unsaved else {
            return;
        };
        let name = entry_name(id);
        match self.ctx.vault().set(&name, granted.grant.write()).await {
            Ok(()) => {
                self.record_renewal(id, granted, *at);
                self.forget_unsaved(id, held);
            }
            Err(error) => tracing::error!(%error, "a renewal could not be stored"),
        }
    }

    fn forget_unsaved(&self, id: ClientId, held: &mut Held) {
        held.unsaved = None;
        self.health.renewal_saved(id);
    }

    /// Notes a renewal. A lifted refusal is one that the renewal disproves.
    pub(crate) fn record_renewal(&self, id: ClientId, granted: &Granted, at: Timestamp) {
        let recorded = self.records.observe_with(id, |observation| {
            let before = observation.online.connection.as_ref();
            let entry = self.renewal_entry(id, at, before.map(|saved| saved.renewed_at));
            if let Some(saved) = &mut observation.online.connection {
                saved.renewed_at = at;
                saved.idle_expires_at = after(at, granted.refresh_expires_in);
                saved.hard_expires_at =
                    after(at, granted.refresh_hard_expires_in).or(saved.hard_expires_at);
            }
            observation.online.refused = None;
            observation.online.renewal_lost_at = None;
            entry
        });
        if let Err(error) = recorded {
            tracing::warn!(error = error.log_safe(), "a renewal could not be recorded");
        }
    }

    /// Remembers that a renewal may have been done whose answer got lost. Intuit may refuse the next one for that.
    fn note_lost_renewal(&self, id: ClientId, failure: &Failure) {
        if !codes::may_have_been_done(&failure.code) {
            return;
        }
        let noted = self.records.observe(id, Vec::new(), |observation| {
            let online = &mut observation.online;
            // After a refusal there was nothing left to lose.
            if online.refused.is_none() {
                online.renewal_lost_at = Some(failure.at);
            }
        });
        if let Err(error) = noted {
            tracing::warn!(error = error.log_safe(), "a lost answer could not be noted");
        }
    }

    /// A timeline line for a renewal that moved the idle clock by a week or more. An access token lives
    /// one hour, so every check renews: as lines of their own those would bury what happened.
    fn renewal_entry(
        &self,
        id: ClientId,
        at: Timestamp,
        before: Option<Timestamp>,
    ) -> Vec<JournalEntry> {
        if before.is_some_and(|before| at.duration_since(before) < WORTH_A_LINE) {
            return Vec::new();
        }
        vec![self.ctx.entry(id, Event::Renewed)]
    }

    pub(crate) fn company(&self, id: ClientId) -> Arc<CompanyTokens> {
        self.slots.tokens(id)
    }
}

impl CompanyTokens {
    /// Makes an outcome the one that waiters share. `held` is this company's, locked.
    fn put(
        &self,
        held: &mut Held,
        outcome: Result<Access, AccessError>,
    ) -> Result<Access, AccessError> {
        let change = self.changes.fetch_add(1, Ordering::AcqRel) + 1;
        let outcome = outcome.map(|access| Access { change, ..access });
        held.outcome = Some(outcome.clone());
        outcome
    }
}

impl Access {
    fn is_good_at(&self, now: Timestamp) -> bool {
        self.expires_at.duration_since(now) > TOLERANCE
    }
}

impl Held {
    fn usable(&self, now: Timestamp) -> Option<Access> {
        let access = self.outcome.as_ref()?.as_ref().ok()?;
        access.is_good_at(now).then(|| access.clone())
    }
}

/// Adds a refusal to the ones before it.
pub(crate) fn refused_again(
    before: Option<&Refusal>,
    at: Timestamp,
    refusal: &GrantRefusal,
) -> Refusal {
    Refusal {
        // A clock that was set back meanwhile begins the probation anew.
        first_at: before.map_or(at, |refusal| refusal.first_at.min(at)),
        last_at: at,
        intuit_tid: refusal.intuit_tid.clone(),
        description: refusal.description.clone(),
    }
}

/// `at` plus a life that the token answer gave.
pub(crate) fn after(at: Timestamp, life: Option<std::time::Duration>) -> Option<Timestamp> {
    at.checked_add(life?).ok()
}

/// A grant whose renewal could not be used because keys are missing says nothing about the client.
fn not_set_up(missing: &RosterError, at: Timestamp) -> Failure {
    Failure {
        at,
        source: Source::Intuit,
        kind: FailureKind::KeyRefused,
        code: "not_set_up".to_owned(),
        integration_code: None,
        message: missing.to_string(),
        request_id: None,
    }
}

fn access_of(granted: &Granted, at: Timestamp) -> Access {
    Access {
        token: granted.access_token.clone(),
        realm: granted.grant.realm(),
        expires_at: after(at, Some(granted.expires_in)).unwrap_or(at),
        change: 0,
    }
}

fn entry_name(id: ClientId) -> String {
    format!("company/{id}")
}
