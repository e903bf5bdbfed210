//! What a sign-in brought: checked, and compared with what was expected.

use std::sync::Arc;

use intuit::{AccessToken, RealmId};
use jiff::Timestamp;

use super::attempts::{Attempts, Returned};
use super::realm::{Sameness, sameness};
use super::revocations::Revocations;
use super::role::role_fact;
use crate::attempt::{Confirmation, OnlineAttempt, OnlineSignIn, PendingConnection, SignInEnd};
use crate::change_log::{ChangeLog, HolderIndex};
use crate::client::{Client, ClientId};
use crate::codes;
use crate::context::Context;
use crate::diagnosis::role_of;
use crate::grants::{COMPUTER_DENIED, GrantError, Granted, Redeemed, intuit_failure, other_relay};
use crate::observation::{
    Failure, FailureKind, Person, RoleAnswerFact, RoleFact, Source, WrongCompany,
};
use crate::problem::{Contradiction, RosterError};
use crate::records::Records;
use crate::roster::IntuitService;
use crate::rows::{person_view, role_view};
use crate::service_health::ServiceHealth;
use crate::slots::ClientSlots;
use crate::tokens::Tokens;
use crate::untrusted_text;
use crate::view::FoundCompany;

/// What the sheet shows, and what *Save connection* will save.
pub(crate) struct Compared {
    pending: PendingConnection,
    found: FoundCompany,
    /// The client that lives in that company already.
    other: Option<Client>,
    /// The saved connection is to another company.
    differs: bool,
}

/// What a sign-in brought back: checks it, compares it, and saves it. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Verification {
    pub(crate) ctx: Context,
    pub(crate) health: ServiceHealth,
    pub(crate) slots: ClientSlots,
    pub(crate) holders: HolderIndex,
    pub(crate) records: Records,
    pub(crate) tokens: Tokens,
    pub(crate) change_log: ChangeLog,
    pub(crate) revocations: Revocations,
    pub(crate) attempts: Attempts,
}

impl Verification {
    /// Checks what was granted and shows it. A sign-in that was cancelled or replaced meanwhile shows
    /// nothing and leaves nothing behind.
    pub(super) async fn conclude(
        &self,
        returned: &Returned,
        redeemed: Result<Redeemed, SignInEnd>,
    ) {
        let attempt = &returned.attempt;
        let id = attempt.client;
        if redeemed.is_ok()
            && let Ok(side) = self.ctx.intuit()
        {
            self.health.sign_in_answered(side.grants.source());
        }
        let compared = match redeemed {
            Ok(Redeemed::Complete(granted)) => self.establish(id, granted).await,
            Ok(Redeemed::WithoutCompany(grant_without_company)) => {
                return self.ask_for_company(attempt, grant_without_company).await;
            }
            Err(ended) => Err(ended),
        };
        let Some(_turn) = self.attempts.turn_to_go_on(attempt).await else {
            if let Ok(compared) = compared {
                self.revocations.release_grant(id, &compared.pending).await;
            }
            return;
        };
        match compared {
            Ok(compared) => self.confirm_or_save(attempt, compared).await,
            Err(how) => self.attempts.end_sign_in(id, how).await,
        }
    }

    async fn establish(&self, id: ClientId, granted: Granted) -> Result<Compared, SignInEnd> {
        let realm = granted.grant.realm();
        let side = self.ctx.intuit().map_err(failed)?;
        let realm_hash = self.tokens.realm_hash(&realm).await.map_err(failed)?;
        let mut pending = PendingConnection {
            granted_at: self.ctx.now(),
            person: Person::default(),
            realm_hash,
            realm_tail: realm.tail().to_owned(),
            company_name: None,
            role: None,
            unconfirmed: false,
            granted,
        };
        self.keep_replacement(id, &pending).await;
        let (granted, at) = (&pending.granted, pending.granted_at);
        match self
            .identify(id, side, granted, at, &mut pending.person)
            .await
        {
            Ok(()) => {
                let token = &pending.granted.access_token;
                pending.role = self.first_role(id, side, token, &realm).await;
                pending.company_name = if side.accounting_scope {
                    shown_name(side.api.company_name(token, &realm).await.ok().flatten())
                } else {
                    None
                };
                self.compare(id, pending).map_err(failed)
            }
            Err(ended) => {
                // The client is not connected, so nothing may stay at Intuit.
                self.revocations.release_grant(id, &pending).await;
                Err(ended)
            }
        }
    }

    pub(super) fn redemption_ended(&self, id: ClientId, error: GrantError) -> SignInEnd {
        match error {
            GrantError::Refused { .. } | GrantError::HandOffRefused => SignInEnd::Expired,
            GrantError::OtherRelay => self.ended_by(id, other_relay()),
            GrantError::Failed(failure) => self.ended_by(id, failure),
        }
    }

    /// A sign-in that a service could not finish. It is counted for the banners like any other failure.
    pub(super) fn ended_by(&self, id: ClientId, failure: Failure) -> SignInEnd {
        let failure = self.ctx.placed(failure);
        self.health.note(id, &failure);
        let end = match (failure.kind, failure.source) {
            (FailureKind::KeyRefused, _) if failure.code == COMPUTER_DENIED => SignInEnd::Failed,
            (FailureKind::KeyRefused, _) => SignInEnd::KeyRefused,
            (FailureKind::Unreachable, Source::Intuit) if codes::is_refused_request(&failure) => {
                SignInEnd::Failed
            }
            (FailureKind::Unreachable | FailureKind::Offline, Source::Relay) => {
                SignInEnd::RelayUnreachable
            }
            (FailureKind::Unreachable | FailureKind::Offline, _) => SignInEnd::Unreachable,
            (FailureKind::Answered, _) => SignInEnd::Failed,
        };
        end(RosterError::from(failure).view())
    }

    /// Finds out who signed in. `person` is known as soon as Intuit's signature is checked, so that a
    /// grant that is released finds its owner.
    pub(super) async fn identify(
        &self,
        id: ClientId,
        side: &IntuitService,
        granted: &Granted,
        granted_at: Timestamp,
        person: &mut Person,
    ) -> Result<(), SignInEnd> {
        let failed = |error: intuit::Error| self.ended_by(id, intuit_failure(&error));
        if let Some(token) = &granted.id_token {
            let jwks = side.api.jwks().await.map_err(failed)?;
            let claims = intuit::verify_id_token(
                token,
                &jwks,
                &side.endpoints.issuer,
                &side.client_id,
                granted_at,
            )
            .map_err(|error| failed(intuit::Error::IdToken(error)))?;
            if let Some(nonce) = &granted.nonce {
                claims
                    .must_answer(nonce)
                    .map_err(|error| failed(intuit::Error::IdToken(error)))?;
            }
            let realm = granted.grant.realm();
            if claims.realm_id.is_some_and(|claimed| claimed != realm) {
                return Err(contradiction(Contradiction::Company));
            }
            person.sub = claims.sub;
        }
        let user = side
            .api
            .userinfo(&granted.access_token)
            .await
            .map_err(failed)?;
        if !person.sub.is_empty() && person.sub != user.sub {
            return Err(contradiction(Contradiction::Person));
        }
        if is_unverified(&user) {
            *person = Person::default();
            return Err(SignInEnd::EmailUnverified);
        }
        *person = person_of(user);
        Ok(())
    }

    async fn first_role(
        &self,
        id: ClientId,
        side: &IntuitService,
        token: &AccessToken,
        realm: &RealmId,
    ) -> Option<RoleAnswerFact> {
        if !side.ask_roles {
            return None;
        }
        match role_fact(side.api.query_user_role(token, realm).await) {
            Ok(answer) => Some(answer),
            // The connection itself works; the role is asked for again at the next check.
            Err(error) => {
                tracing::warn!(client = %id, code = error.code(), "the role could not be read at sign-in");
                None
            }
        }
    }

    /// Compares the company found with the one expected.
    pub(super) fn compare(
        &self,
        id: ClientId,
        pending: PendingConnection,
    ) -> Result<Compared, RosterError> {
        let saved = self.ctx.observation(id)?.online.connection;
        let other = self.revocations.active_holder(&pending.realm_hash, id)?;
        let maybe = self
            .revocations
            .maybe_holder(&pending.realm_hash, &pending.realm_tail, id)?;
        let same = saved
            .as_ref()
            .map(|saved| sameness(saved, &pending.realm_hash, &pending.realm_tail));
        let differs = same == Some(Sameness::Different);
        let role = pending.role.clone().map(|answer| RoleFact {
            at: pending.granted_at,
            answer,
        });
        let found = FoundCompany {
            company_name: pending.company_name.clone(),
            company_tail: pending.realm_tail.clone(),
            expected_tail: saved.as_ref().map(|saved| saved.realm_tail.clone()),
            other_client: other.as_ref().map(|other| other.name.clone()),
            person: person_view(&pending.person),
            previous_person: saved
                .as_ref()
                .filter(|saved| saved.person.sub != pending.person.sub)
                .map(|saved| person_view(&saved.person)),
            role: role_view(&role_of(role.as_ref(), self.ctx.asks_roles())),
            not_member: pending.role == Some(RoleAnswerFact::NotMember),
            elsewhere: self.holders.company_elsewhere(
                // What was connected here is another company.
                (!differs)
                    .then(|| self.holders.connected_here(id, saved.as_ref()))
                    .flatten(),
                &pending.granted.grant.realm(),
            ),
            unconfirmed: pending.unconfirmed,
            by_digits: same == Some(Sameness::Digits),
            maybe_client: maybe.map(|maybe| maybe.name),
        };
        Ok(Compared {
            pending,
            found,
            other,
            differs,
        })
    }

    pub(super) async fn confirm_or_save(&self, attempt: &OnlineAttempt, compared: Compared) {
        let id = attempt.client;
        if compared.other.is_some() || compared.differs {
            return self.wrong_company(id, compared).await;
        }
        let Compared { pending, found, .. } = compared;
        // The same company and the same person as before: nothing to decide.
        let mut problem = None;
        let is_known = found.expected_tail.is_some() && found.previous_person.is_none();
        let is_certain = !found.unconfirmed && !found.by_digits && found.maybe_client.is_none();
        if is_known && is_certain {
            match self.save(id, &pending).await {
                Ok(_) => return self.slots.advance(attempt, OnlineSignIn::saved),
                // It is the only valid grant of that company, so it waits to be saved by hand.
                Err(error) => problem = Some(error.view()),
            }
        }
        let confirmation = Confirmation {
            found: Arc::new(found),
            connection: Arc::new(pending),
            problem,
        };
        let held = self
            .slots
            .advance_with(attempt, |state| state.confirm(confirmation));
        self.revocations.release(id, held).await;
    }

    /// Nothing is saved here. The grant of a company that is nobody's is held in memory for *Save as
    /// new client* and released with the sheet.
    async fn wrong_company(&self, id: ClientId, compared: Compared) {
        let Compared {
            pending,
            found,
            other,
            ..
        } = compared;
        self.note_wrong_company(id, &pending, other.as_ref());
        let connection = if other.is_some() {
            self.revocations.release_grant(id, &pending).await;
            None
        } else {
            Some(Arc::new(pending))
        };
        let found = Arc::new(found);
        self.attempts
            .end_sign_in(id, SignInEnd::WrongCompany { found, connection })
            .await;
    }

    pub(super) fn note_wrong_company(
        &self,
        id: ClientId,
        pending: &PendingConnection,
        other: Option<&Client>,
    ) {
        let fact = WrongCompany {
            at: self.ctx.now(),
            realm_tail: pending.realm_tail.clone(),
            name: other
                .map(|other| other.name.clone())
                .or_else(|| pending.company_name.clone()),
        };
        let recorded = self.records.observe(id, Vec::new(), |observation| {
            observation.online.wrong_company = Some(fact);
        });
        if let Err(error) = recorded {
            tracing::warn!(
                error = error.log_safe(),
                "a wrong company could not be recorded"
            );
        }
    }
}

/// A sign-in that ends because of something on this computer.
pub(super) fn failed(error: impl Into<RosterError>) -> SignInEnd {
    SignInEnd::Failed(error.into().view())
}

fn contradiction(between: Contradiction) -> SignInEnd {
    failed(RosterError::Contradiction(between))
}

/// Intuit's technical requirements let nobody in whose address Intuit has not verified: where there is an
/// address, only a clear yes counts. Without one there is nothing to verify; `sub` says who it is.
fn is_unverified(user: &intuit::UserInfo) -> bool {
    let has_address = user.email.as_ref().is_some_and(|email| !email.is_empty());
    match user.email_verified {
        Some(verified) => !verified,
        None => has_address,
    }
}

/// A company's name as it is shown, if there is one left to show.
pub(super) fn shown_name(name: Option<String>) -> Option<String> {
    name.map(|name| untrusted_text::sanitize(&name, untrusted_text::NAME))
        .filter(|name| !name.is_empty())
}

fn person_of(user: intuit::UserInfo) -> Person {
    let names: Vec<&str> = [user.given_name.as_deref(), user.family_name.as_deref()]
        .into_iter()
        .flatten()
        .filter(|name| !name.is_empty())
        .collect();
    let name = untrusted_text::sanitize(&names.join(" "), untrusted_text::NAME);
    Person {
        name: Some(name).filter(|name| !name.is_empty()),
        email: user
            .email
            .map(|email| untrusted_text::sanitize(&email, untrusted_text::NAME)),
        sub: user.sub,
    }
}
