//! Access to one QuickBooks Online company: the grant in the vault, the access token in memory, and
//! one renewal at a time.
//!
//! Intuit replaces refresh tokens and refuses a second, simultaneous use of the same one. So a renewal
//! runs under the company's lock, in a task of its own (nobody who stops waiting can cut it off between
//! Intuit's answer and the vault), and whoever waited for the lock shares its outcome.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use intuit::{AccessToken, RealmId};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::client::ClientId;
use crate::grants::{Grant, GrantError, Granted};
use crate::observation::{Failure, FailureKind, Refusal, Source};
use crate::problem::RosterError;
use crate::roster::{Roster, lock};
use crate::vault::{Secret, VaultError};
use crate::view::EventKind;

/// An access token with less life than this is renewed before it is used.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(60);

/// The token of one company.
#[derive(Default)]
pub(crate) struct Company {
    held: Mutex<Held>,
    /// Counts finished renewals: a waiter that sees it move shares the outcome.
    renewals: AtomicU64,
}

#[derive(Default)]
struct Held {
    access: Option<Access>,
    outcome: Option<Result<Access, AccessError>>,
}

/// A usable access token and the company it is for.
#[derive(Clone)]
pub(crate) struct Access {
    pub(crate) token: AccessToken,
    pub(crate) realm: RealmId,
    expires_at: Timestamp,
}

/// Why there is no access token.
#[derive(Debug, Clone)]
pub(crate) enum AccessError {
    /// Intuit said `invalid_grant`.
    Refused { intuit_tid: Option<String> },
    /// The vault is reachable and holds nothing for this client.
    NoGrant,
    /// The vault cannot be read now: says nothing about the grant.
    Vault(VaultError),
    /// Anything else.
    Failed(Failure),
}

impl Roster {
    /// A valid access token; renews the grant when it has to.
    pub(crate) async fn access(&self, id: ClientId) -> Result<Access, AccessError> {
        let company = self.company(id);
        let seen = company.renewals.load(Ordering::Acquire);
        let roster = self.clone();
        let task = tokio::spawn(async move {
            let mut held = company.held.lock().await;
            if let Some(access) = held.usable(roster.now()) {
                return Ok(access);
            }
            if company.renewals.load(Ordering::Acquire) != seen
                && let Some(outcome) = &held.outcome
            {
                return outcome.clone();
            }
            let outcome = roster.renew(id).await;
            held.access = outcome.as_ref().ok().cloned();
            held.outcome = Some(outcome.clone());
            company.renewals.fetch_add(1, Ordering::Release);
            outcome
        });
        task.await.unwrap_or_else(|stopped| {
            Err(AccessError::Failed(Failure {
                at: self.now(),
                source: Source::Intuit,
                kind: FailureKind::Unreachable,
                code: "interrupted".to_owned(),
                integration_code: None,
                message: format!("The renewal was interrupted: {stopped}"),
                request_id: None,
            }))
        })
    }

    /// Throws the access token away, so that the next call renews (after a 401, or on *Refresh now*).
    pub(crate) async fn drop_access(&self, id: ClientId) {
        self.company(id).held.lock().await.access = None;
    }

    /// Forgets everything in memory about the company.
    pub(crate) fn forget_company(&self, id: ClientId) {
        lock(&self.inner.companies).remove(&id);
    }

    /// Keeps a grant that was just given, and its access token.
    pub(crate) async fn keep(
        &self,
        id: ClientId,
        granted: &Granted,
        at: Timestamp,
    ) -> Result<(), RosterError> {
        let company = self.company(id);
        let mut held = company.held.lock().await;
        self.vault()
            .set(&entry_name(id), granted.grant.write())
            .await?;
        held.access = Some(access_of(granted, at));
        Ok(())
    }

    /// The grant of a client, from the vault.
    pub(crate) async fn grant(&self, id: ClientId) -> Result<Option<Grant>, VaultError> {
        let entry = self.vault().get(&entry_name(id)).await?;
        Ok(entry.as_ref().and_then(Grant::read))
    }

    /// Deletes the grant from the vault.
    pub(crate) async fn delete_grant(&self, id: ClientId) -> Result<(), VaultError> {
        self.vault().delete(&entry_name(id)).await
    }

    async fn renew(&self, id: ClientId) -> Result<Access, AccessError> {
        let grants = match self.intuit() {
            Ok(side) => &side.grants,
            Err(missing) => return Err(AccessError::Failed(not_set_up(&missing, self.now()))),
        };
        let mut grant = self
            .grant(id)
            .await
            .map_err(AccessError::Vault)?
            .ok_or(AccessError::NoGrant)?;
        let mut renewed = grants.renew(&grant).await;
        // Another process may have renewed in between: look once more before believing a refusal.
        if matches!(renewed, Err(GrantError::Refused { .. }))
            && let Ok(Some(newer)) = self.grant(id).await
            && !newer.same_renewal(&grant)
        {
            grant = newer;
            renewed = grants.renew(&grant).await;
        }
        let at = self.now();
        match renewed {
            Ok(granted) => {
                // In the vault before it is used: a crash here leaves the new grant, not none.
                self.store_renewed(id, granted.grant.write()).await?;
                self.record_renewal(id, &granted, at);
                Ok(access_of(&granted, at))
            }
            Err(GrantError::Refused { intuit_tid }) => Err(AccessError::Refused { intuit_tid }),
            Err(GrantError::Failed(failure)) => Err(AccessError::Failed(Failure { at, ..failure })),
            Err(other @ (GrantError::HandOffRefused | GrantError::NoCompany)) => {
                Err(AccessError::Failed(Failure {
                    at,
                    source: grants.source(),
                    kind: FailureKind::Unreachable,
                    code: "unexpected_answer".to_owned(),
                    integration_code: None,
                    message: other.to_string(),
                    request_id: None,
                }))
            }
        }
    }

    async fn store_renewed(&self, id: ClientId, entry: Secret) -> Result<(), AccessError> {
        let mut stored = self.vault().set(&entry_name(id), entry.clone()).await;
        if stored.is_err() {
            stored = self.vault().set(&entry_name(id), entry).await;
        }
        stored.map_err(AccessError::Vault)
    }

    fn record_renewal(&self, id: ClientId, granted: &Granted, at: Timestamp) {
        let events = vec![self.entry(id, EventKind::Renewed)];
        let recorded = self.observe(id, events, |observation| {
            if let Some(saved) = &mut observation.online.connection {
                saved.renewed_at = at;
                saved.idle_expires_at = after(at, granted.refresh_expires_in);
                saved.hard_expires_at =
                    after(at, granted.refresh_hard_expires_in).or(saved.hard_expires_at);
            }
            observation.online.refused = None;
        });
        if let Err(error) = recorded {
            tracing::warn!(%error, "a renewal could not be recorded");
        }
    }

    fn company(&self, id: ClientId) -> Arc<Company> {
        lock(&self.inner.companies).entry(id).or_default().clone()
    }
}

impl Held {
    fn usable(&self, now: Timestamp) -> Option<Access> {
        self.access
            .clone()
            .filter(|access| access.expires_at.duration_since(now) > TOLERANCE)
    }
}

/// Adds a refusal to the ones before it.
pub(crate) fn refused_again(
    before: Option<&Refusal>,
    at: Timestamp,
    intuit_tid: Option<String>,
) -> Refusal {
    Refusal {
        first_at: before.map_or(at, |refusal| refusal.first_at),
        last_at: at,
        intuit_tid,
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
    }
}

fn entry_name(id: ClientId) -> String {
    format!("company/{id}")
}
