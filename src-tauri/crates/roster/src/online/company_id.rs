//! The company that the person names, when Intuit does not.
//!
//! Whether Intuit's redirect names the company is documented for the accounting scope only, and the
//! claim of the `id_token` comes only for somebody who is signed in to QuickBooks. With neither, the
//! person reads the company id in QuickBooks and types it. A person can type anything, so the id is
//! believed only as far as Intuit's answers to this very token go.

use intuit::{AccessToken, RealmId};

use super::role::{is_token_refused, role_fact};
use super::verify::{Verification, failed, shown_name};
use crate::attempt::{
    ConnectionWithoutCompany, OnlineAttempt, OnlineSignIn, PendingConnection, SignInEnd,
};
use crate::client::ClientId;
use crate::grants::{GrantError, GrantWithoutCompany, intuit_failure};
use crate::observation::{FailureKind, Person, RoleAnswerFact};
use crate::problem::{BadCompanyId, RosterError};
use crate::roster::IntuitService;
use crate::view::AttemptView;

/// Digits of a company id. Intuit documents 16; ids of 10 to 19 digits were seen, and fewer than these
/// can only be a part of one.
const DIGITS: std::ops::RangeInclusive<usize> = 9..=20;

/// What Intuit says to a company id that the person typed.
struct Standing {
    role: Option<RoleAnswerFact>,
    company_name: Option<String>,
    /// One of the two answers proves that this token has to do with that company.
    vouched: bool,
}

/// Why there is none.
enum NoStanding {
    /// The question may be put again, or another id typed.
    Stays(RosterError),
    /// The grant is gone.
    Over(SignInEnd),
}

impl Verification {
    /// Takes the company id that the person read in QuickBooks, for a sign-in of which Intuit did not
    /// say what company it is for. An id that Intuit contradicts, and a question it does not answer,
    /// leave the sheet where it was.
    ///
    /// # Errors
    ///
    /// [`RosterError::BadCompanyId`], [`RosterError::NotInCompany`] or [`RosterError::NotForCompany`] for what was typed;
    /// [`RosterError::Service`] when Intuit could not be asked; [`RosterError::NothingPending`] when no sheet asks for a
    /// company.
    pub(crate) async fn provide_company_id(
        &self,
        id: ClientId,
        typed: &str,
    ) -> Result<AttemptView, RosterError> {
        self.ctx.may_change()?;
        let side = self.ctx.intuit()?;
        let realm = company_id(typed)?;
        let attempt = self.slots.online(id).ok_or(RosterError::NothingPending)?;
        // *Cancel* gets through meanwhile, and a second answer finds nothing.
        let mut without_company = self
            .slots
            .advance_with(&attempt, OnlineSignIn::check_company)
            .ok_or(RosterError::NothingPending)?;
        let standing = self.standing(id, side, &mut without_company, &realm).await;
        let realm_hash = self.tokens.realm_hash(&realm).await;
        let Some(_turn) = self.attempts.turn_to_go_on(&attempt).await else {
            self.revocations
                .release_without_company(id, &without_company)
                .await;
            return Err(RosterError::NothingPending);
        };
        let (standing, realm_hash) = match (standing, realm_hash) {
            (Ok(standing), Ok(hash)) => (standing, hash),
            (Err(NoStanding::Stays(error)), _) | (Ok(_), Err(error)) => {
                let held = self
                    .slots
                    .advance_with(&attempt, |state| state.ask_for_company(without_company));
                self.revocations.release(id, held).await;
                return Err(error);
            }
            (Err(NoStanding::Over(how)), _) => {
                self.attempts.end_sign_in(id, how).await;
                return self.slots.attempt(id).ok_or(RosterError::NothingPending);
            }
        };
        let pending = PendingConnection {
            granted_at: without_company.granted_at,
            person: without_company.person,
            realm_hash,
            realm_tail: realm.tail().to_owned(),
            company_name: standing.company_name,
            role: standing.role,
            unconfirmed: !standing.vouched,
            granted: without_company.grant.for_company(&realm),
        };
        match self.compare(id, pending) {
            Ok(compared) => self.confirm_or_save(&attempt, compared).await,
            Err(error) => self.attempts.end_sign_in(id, failed(error)).await,
        }
        self.slots.attempt(id).ok_or(RosterError::NothingPending)
    }

    /// Moves a sign-in on to the question which company it is for, once it is known who signed in.
    pub(super) async fn ask_for_company(
        &self,
        attempt: &OnlineAttempt,
        grant: GrantWithoutCompany,
    ) {
        let id = attempt.client;
        let mut without_company = Box::new(ConnectionWithoutCompany {
            grant,
            granted_at: self.ctx.now(),
            person: Person::default(),
        });
        let (granted, at) = (without_company.grant.granted(), without_company.granted_at);
        let identified = match self.ctx.intuit() {
            Ok(side) => {
                self.identify(id, side, granted, at, &mut without_company.person)
                    .await
            }
            Err(error) => Err(failed(error)),
        };
        let turn = self.attempts.turn_to_go_on(attempt).await;
        if identified.is_ok() {
            let held = self
                .slots
                .advance_with(attempt, |state| state.ask_for_company(without_company));
            self.revocations.release(id, held).await;
            return;
        }
        self.revocations
            .release_without_company(id, &without_company)
            .await;
        if let (Some(_turn), Err(how)) = (turn, identified) {
            self.attempts.end_sign_in(id, how).await;
        }
    }

    /// Asks Intuit about the company. A sheet may stay open for longer than an access token lives.
    async fn standing(
        &self,
        id: ClientId,
        side: &IntuitService,
        without_company: &mut ConnectionWithoutCompany,
        realm: &RealmId,
    ) -> Result<Standing, NoStanding> {
        let token = &without_company.grant.granted().access_token;
        let asked = match ask(side, token, realm).await {
            Err(error) if is_token_refused(&error) => {
                self.renew_unnamed(id, side, without_company).await?;
                ask(side, &without_company.grant.granted().access_token, realm).await
            }
            asked => asked,
        };
        let (person, tail) = (without_company.person.label(), realm.tail());
        let contradicted = |error| Err(NoStanding::Stays(error));
        match asked {
            Ok(standing) if standing.role == Some(RoleAnswerFact::NotMember) => {
                contradicted(RosterError::NotInCompany {
                    person: person.to_owned(),
                    tail: tail.to_owned(),
                })
            }
            Ok(standing) => Ok(standing),
            // Of the two requests only the company's name is refused like this.
            Err(error) if error.status() == Some(403) && !error.is_throttle() => {
                contradicted(RosterError::NotForCompany {
                    tail: tail.to_owned(),
                })
            }
            Err(error) => {
                let failure = self.ctx.placed(intuit_failure(&error));
                self.health.note(id, &failure);
                Err(NoStanding::Stays(failure.into()))
            }
        }
    }

    async fn renew_unnamed(
        &self,
        id: ClientId,
        side: &IntuitService,
        without_company: &mut ConnectionWithoutCompany,
    ) -> Result<(), NoStanding> {
        let computer = self.tokens.computer_key().await;
        let grant = &without_company.grant.granted().grant;
        match side.grants.renew(grant, computer).await {
            Ok(granted) => {
                without_company.grant = GrantWithoutCompany::renewed(granted);
                without_company.granted_at = self.ctx.now();
                Ok(())
            }
            Err(GrantError::Failed(failure)) => {
                let failure = self.ctx.placed(failure);
                self.health.note(id, &failure);
                Err(NoStanding::Stays(failure.into()))
            }
            Err(gone) => Err(NoStanding::Over(self.redemption_ended(id, gone))),
        }
    }
}

/// A role, or the refusal of one, is Intuit's word about this person in that company. A name is its word
/// about this grant: only the company that was chosen at the sign-in gives it.
async fn ask(
    side: &IntuitService,
    token: &AccessToken,
    realm: &RealmId,
) -> Result<Standing, intuit::Error> {
    let company_name = if side.accounting_scope {
        shown_name(side.api.company_name(token, realm).await?)
    } else {
        None
    };
    let role = if side.ask_roles {
        match role_fact(side.api.query_user_role(token, realm).await) {
            Ok(role) => Some(role),
            // No answer will come, so the sign-in need not wait.
            Err(error) if intuit_failure(&error).kind == FailureKind::Answered => None,
            Err(error) => return Err(error),
        }
    } else {
        None
    };
    Ok(Standing {
        vouched: side.accounting_scope || matches!(role, Some(RoleAnswerFact::Role { .. })),
        role,
        company_name,
    })
}

/// Reads what was typed. QuickBooks shows the id in groups of four, so spaces and dashes are nothing.
fn company_id(typed: &str) -> Result<RealmId, RosterError> {
    let digits: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
        .collect();
    let wrong = |reason| Err(RosterError::BadCompanyId(reason));
    if digits.is_empty() {
        return wrong(BadCompanyId::Empty);
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return wrong(BadCompanyId::NotDigits);
    }
    if !DIGITS.contains(&digits.len()) {
        return wrong(BadCompanyId::Length);
    }
    Ok(RealmId::new(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_four_are_read_however_they_are_written() {
        for typed in [
            "9130347821454821",
            " 9130 3478 2145 4821 ",
            "9130-3478-2145-4821",
            "9130\u{a0}3478\u{2011}2145\u{2013}4821\n",
        ] {
            let realm = company_id(typed).unwrap();
            // EXPOSE: a company nobody has.
            assert_eq!(realm.expose(), "9130347821454821", "{typed:?}");
        }
    }

    #[test]
    fn what_cannot_be_a_company_id_is_not_asked_about() {
        for (typed, code) in [
            ("", "companyIdEmpty"),
            (" - ", "companyIdEmpty"),
            ("4821", "companyIdLength"),
            ("123456789012345678901", "companyIdLength"),
            ("91303478214548ab", "companyIdNotDigits"),
            ("9130347821454821/../1", "companyIdNotDigits"),
            ("٣٤٥٦٧٨٩٠١٢", "companyIdNotDigits"),
        ] {
            let error = company_id(typed).unwrap_err().view();
            assert_eq!(error.code(), code, "{typed:?}");
        }
    }
}
