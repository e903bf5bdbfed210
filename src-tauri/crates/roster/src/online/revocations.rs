//! Grants that are to be revoked at Intuit, until they are.
//!
//! A grant is queued before Intuit is asked, so that neither a missing network nor the end of the program makes
//! anybody forget it: the grant in the vault under `to-revoke/<id>`, what is known of it in the table `revocations`.
//! The schedule tries again, with longer and longer waits. A grant of another relay than the one set up waits for its
//! own, and is sent to no other.

mod queue;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::change_log::HolderIndex;
use crate::client::ClientId;
use crate::context::Context;
use crate::event::{CompanyTail, Event};
use crate::grants::{Grant, GrantError, OTHER_MODE};
use crate::observation::{Failure, FailureKind, LeftAtIntuit, Source};
use crate::problem::RosterError;
use crate::records::Records;
use crate::service_health::ServiceHealth;
use crate::slots::ClientSlots;
use crate::tokens::Tokens;

/// More than this wait at no firm; each has an entry in the keychain.
const MOST: i64 = 500;
/// Tried in one look of the schedule.
const BATCH: i64 = 5;
/// From the first try to the second; doubled with each one after it, …
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(1);
/// … up to this.
pub(super) const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(6);
/// A grant that nobody renews ends by itself after 100 days.
/// Source: <https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/faq>.
const LIFE: SignedDuration = SignedDuration::from_hours(100 * 24);

/// A grant that waits to be revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    id: String,
    pub(super) client: ClientId,
    /// Last four digits of the company's id; empty where nobody said which company it is for.
    pub(super) tail: String,
    /// Whose sign-in it is, by name.
    person: String,
    asked_at: Timestamp,
    attempts: u32,
}

/// What Intuit's or the relay's answer to a revocation means.
pub(crate) enum Revocation {
    /// Nothing is left to revoke.
    Gone,
    /// It cannot be revoked from here, now or later: the relay does not open it any more.
    CannotBe,
    /// Only the relay of its sign-in can, and that is not the one set up now. Nothing was sent.
    OtherRelay,
    /// Nobody answered, or nobody who can.
    NotYet(Failure),
}

/// What becomes of a grant in the queue after a try.
enum Next {
    Forget,
    PutOff,
    /// As after a try that was none.
    WaitForItsRelay,
}

/// Whether a grant may be revoked now.
enum May {
    Yes,
    /// The company is connected, here or at another computer: revoking would cut that connection off.
    No,
    /// A sign-in for the same company is open.
    Later,
}

/// Grants that are to be revoked, and whose company a grant is for. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Revocations {
    pub(crate) ctx: Context,
    pub(crate) health: ServiceHealth,
    pub(crate) slots: ClientSlots,
    pub(crate) holders: HolderIndex,
    pub(crate) records: Records,
    pub(crate) tokens: Tokens,
}

impl Revocations {
    pub(crate) fn new(
        ctx: &Context,
        health: &ServiceHealth,
        slots: &ClientSlots,
        holders: &HolderIndex,
        records: &Records,
        tokens: &Tokens,
    ) -> Self {
        Self {
            ctx: ctx.clone(),
            health: health.clone(),
            slots: slots.clone(),
            holders: holders.clone(),
            records: records.clone(),
            tokens: tokens.clone(),
        }
    }

    /// Asks Intuit to revoke a grant that nobody keeps; what cannot be done now is done later.
    pub(super) async fn revoke_or_queue(&self, client: ClientId, grant: &Grant, person: &str) {
        // The schedule leaves it alone for as long as this first try may take.
        match self
            .queue_revocation(client, grant, person, FIRST_WAIT * 2)
            .await
        {
            Ok(waiting) => {
                self.try_to_revoke(&waiting).await;
            }
            Err(error) => {
                tracing::warn!(error = error.log_safe(), "a grant could not be queued");
                let revocation = self.request_revocation(grant).await;
                if !matches!(revocation, Ok(Revocation::Gone)) {
                    let other_relay = matches!(revocation, Ok(Revocation::OtherRelay));
                    self.note_left(client, grant.realm().tail(), other_relay);
                }
            }
        }
    }

    /// Puts a grant into the queue, to be tried after `wait`.
    pub(crate) async fn queue_revocation(
        &self,
        client: ClientId,
        grant: &Grant,
        person: &str,
        wait: SignedDuration,
    ) -> Result<Waiting, RosterError> {
        let now = self.ctx.now();
        let waiting = Waiting {
            id: Uuid::new_v4().to_string(),
            client,
            tail: grant.realm().tail().to_owned(),
            person: person.to_owned(),
            asked_at: now,
            attempts: 0,
        };
        // First: a line without its grant is cleared away, a grant without its line would be found by nobody.
        self.ctx
            .database()
            .revocations()
            .add(&waiting, now + wait)?;
        let name = entry_name(&waiting.id);
        if let Err(error) = self.ctx.vault().set(&name, grant.write()).await {
            self.ctx.database().revocations().remove(&waiting.id)?;
            return Err(error.into());
        }
        Ok(waiting)
    }

    /// Tries what is due.
    pub(crate) async fn revoke_waiting(&self) {
        let due = match self.ctx.database().revocations().due(self.ctx.now()) {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "grants that wait to be revoked could not be read");
                return;
            }
        };
        for waiting in due {
            // Where one got no answer, the next one would get none either.
            if !self.try_to_revoke(&waiting).await {
                break;
            }
        }
    }

    /// Asks Intuit to revoke a grant. What the answer means for a grant that was in use is the caller's.
    pub(super) async fn request_revocation(
        &self,
        grant: &Grant,
    ) -> Result<Revocation, RosterError> {
        let grants = &self.ctx.intuit()?.grants;
        let revocation = match grants.revoke(grant).await {
            Ok(()) | Err(GrantError::Refused { .. } | GrantError::HandOffRefused) => {
                Revocation::Gone
            }
            Err(GrantError::OtherRelay) => Revocation::OtherRelay,
            Err(GrantError::Failed(failure)) => meaning(failure),
        };
        if matches!(revocation, Revocation::Gone) {
            self.health.sign_in_answered(grants.source());
        }
        Ok(revocation)
    }

    /// Notes at the client that Intuit's permission is left, and who can end it.
    pub(crate) fn note_left(&self, client: ClientId, tail: &str, other_relay: bool) {
        let entry = self.ctx.entry(client, Event::NotRevoked(tail.into()));
        let left = LeftAtIntuit {
            at: self.ctx.now(),
            realm_tail: tail.to_owned(),
            other_relay,
        };
        let recorded = self.records.observe(client, vec![entry], |observation| {
            observation.online.left_at_intuit = Some(left);
        });
        if let Err(error) = recorded {
            tracing::warn!(
                error = error.log_safe(),
                "a grant left at Intuit could not be noted"
            );
        }
    }

    /// `false` when nobody answered.
    pub(crate) async fn try_to_revoke(&self, waiting: &Waiting) -> bool {
        let noted = self
            .ctx
            .database()
            .revocations()
            .is_noted(waiting)
            .unwrap_or(true);
        let tried = self.tried(waiting, noted).await;
        let (answered, next) = match tried {
            Ok(Some(Revocation::Gone)) => {
                if waiting.attempts > 0 || noted {
                    self.record_revocation(waiting, Event::Revoked);
                }
                if noted {
                    self.take_note_back(waiting);
                }
                (true, Next::Forget)
            }
            Ok(Some(Revocation::CannotBe)) => {
                self.note_left(waiting.client, &waiting.tail, false);
                (true, Next::Forget)
            }
            Ok(Some(Revocation::OtherRelay)) => {
                // Shown once, because somebody may have dismissed it.
                if !noted {
                    self.note_left(waiting.client, &waiting.tail, true);
                }
                (true, Next::WaitForItsRelay)
            }
            Ok(None) => (true, Next::Forget),
            Ok(Some(Revocation::NotYet(failure))) => {
                let failure = self.ctx.placed(failure);
                failure.log(waiting.client);
                (false, Next::PutOff)
            }
            Err(error) => {
                tracing::warn!(error = error.log_safe(), "a grant waits to be revoked");
                (false, Next::PutOff)
            }
        };
        let kept = match next {
            Next::Forget => self.forget_waiting(waiting).await,
            Next::PutOff => self.put_off(waiting),
            Next::WaitForItsRelay => self
                .ctx
                .database()
                .revocations()
                .leave(&waiting.id, self.ctx.now() + LONGEST_WAIT)
                .map_err(RosterError::from),
        };
        if let Err(error) = kept {
            tracing::warn!(error = error.log_safe(), "the queue could not be written");
        }
        answered
    }

    /// `None`: there is nothing to revoke any more. `noted`: an earlier try found another relay.
    async fn tried(
        &self,
        waiting: &Waiting,
        noted: bool,
    ) -> Result<Option<Revocation>, RosterError> {
        let Some(entry) = self.ctx.vault().get(&entry_name(&waiting.id)).await? else {
            return Ok(None);
        };
        if self.ctx.now().duration_since(waiting.asked_at) > LIFE {
            return Ok(None);
        }
        let Some(grant) = Grant::read(&entry) else {
            return Ok(Some(Revocation::CannotBe));
        };
        // At the first try the client's own sheet may still be the one that lets this grant go.
        let own = (waiting.attempts == 0 && !noted).then_some(waiting.client);
        match self.may_revoke(&grant, own).await? {
            May::Yes => self.request_revocation(&grant).await.map(Some),
            May::No => Ok(None),
            May::Later => Err(RosterError::NothingPending),
        }
    }

    async fn may_revoke(&self, grant: &Grant, own: Option<ClientId>) -> Result<May, RosterError> {
        let realm = grant.realm();
        // EXPOSE: an empty one says that nobody named the company.
        if realm.expose().is_empty() {
            let seen = self.ctx.database().observations()?;
            let none_connected = seen.values().all(|seen| seen.online.connection.is_none());
            return Ok(if none_connected { May::Yes } else { May::No });
        }
        let hash = self.tokens.realm_hash(&realm).await?;
        if self.other_holder(&hash, None)?.is_some() || self.holders.is_held_elsewhere(&realm) {
            return Ok(May::No);
        }
        let waits = self.slots.all_online().any(|attempt| {
            let is_other = own != Some(attempt.client);
            attempt.read(|state| {
                let is_same = state.connection().is_some_and(|it| it.realm_hash == hash);
                is_same || (is_other && state.is_verifying())
            })
        });
        Ok(if waits { May::Later } else { May::Yes })
    }

    async fn forget_waiting(&self, waiting: &Waiting) -> Result<(), RosterError> {
        self.ctx.vault().delete(&entry_name(&waiting.id)).await?;
        Ok(self.ctx.database().revocations().remove(&waiting.id)?)
    }

    fn put_off(&self, waiting: &Waiting) -> Result<(), RosterError> {
        if waiting.attempts == 0 {
            self.record_revocation(waiting, Event::RevokeWaits);
        }
        let next = self.ctx.now() + wait_after(waiting.attempts);
        Ok(self
            .ctx
            .database()
            .revocations()
            .put_off(&waiting.id, next)?)
    }

    /// What was noted as left at Intuit has ended.
    fn take_note_back(&self, waiting: &Waiting) {
        let recorded = self
            .records
            .observe(waiting.client, Vec::new(), |observation| {
                let left = &mut observation.online.left_at_intuit;
                left.take_if(|left| left.other_relay && left.realm_tail == waiting.tail);
            });
        if let Err(error) = recorded {
            tracing::warn!(
                error = error.log_safe(),
                "a note on what is left at Intuit could not be taken back"
            );
        }
    }

    fn record_revocation(&self, waiting: &Waiting, event: fn(CompanyTail) -> Event) {
        let event = event(CompanyTail(waiting.tail.clone()));
        let mut entry = self.ctx.entry(waiting.client, event);
        entry.person = Some(waiting.person.clone()).filter(|person| !person.is_empty());
        let recorded = self
            .ctx
            .database()
            .record(&entry)
            .map_err(RosterError::from);
        if let Err(error) = recorded.and_then(|()| self.records.changed(waiting.client)) {
            tracing::warn!(
                error = error.log_safe(),
                "a revocation could not be recorded"
            );
        }
    }
}

/// What a refusal to revoke means. A relay that does not open the grant any more has sent Intuit nothing; Intuit's
/// own no says that nothing is left.
fn meaning(failure: Failure) -> Revocation {
    match (failure.kind, failure.source) {
        (FailureKind::Answered, Source::Relay) => Revocation::CannotBe,
        (FailureKind::Answered, _) if failure.code == OTHER_MODE => Revocation::CannotBe,
        (FailureKind::Answered, _) => Revocation::Gone,
        _ => Revocation::NotYet(failure),
    }
}

fn wait_after(attempts: u32) -> SignedDuration {
    let doubled = FIRST_WAIT.checked_mul(1 << attempts.min(12));
    doubled.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
}

fn entry_name(id: &str) -> String {
    format!("to-revoke/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_six_hours() {
        let waits: Vec<i64> = (0..12).map(|n| wait_after(n).as_mins()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }
}
