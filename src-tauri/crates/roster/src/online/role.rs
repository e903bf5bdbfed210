//! Asking Intuit what the signed-in person is in the company.

use intuit::RoleAnswer;
use jiff::Timestamp;

use super::sign_in::SignIns;
use crate::client::ClientId;
use crate::grants::intuit_failure;
use crate::observation::{Failure, FailureKind, Observation, RoleAnswerFact, RoleFact, Source};
use crate::problem::RosterError;
use crate::roster::IntuitService;
use crate::service_health::Key;
use crate::tokens::Tokens;
use crate::tokens::{Access, AccessError, refused_again};
use crate::view::ClientRow;

/// `None`: the firm does not ask for roles, and the connection works.
type Asked = Result<Option<RoleAnswerFact>, AccessError>;

impl Tokens {
    /// The same, and a refusal is recorded like that of a check.
    pub(crate) async fn renew_and_record(&self, id: ClientId) {
        match self.renewed_access(id).await {
            Err(AccessError::Failed(failure)) => self.health.note(id, &failure),
            Err(AccessError::Refused(refusal)) => {
                let at = self.ctx.now();
                let recorded = self.records.observe(id, Vec::new(), |observation| {
                    let before = observation.online.refused.as_ref();
                    observation.online.refused = Some(refused_again(before, at, &refusal));
                });
                if let Err(error) = recorded {
                    tracing::warn!(error = error.log_safe(), "a refusal could not be recorded");
                }
            }
            _ => {}
        }
    }
}

impl SignIns {
    /// Asks Intuit what the signed-in person is in the company, and records the answer. A firm that does
    /// not ask for roles asks who signed in instead: that proves a connection as well.
    pub async fn query_user_role(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.ctx.may_change()?;
        self.ctx.online_client(id)?;
        self.ask_for_role(id).await
    }

    /// The same for a caller who knows that it is an Online client.
    pub(crate) async fn ask_for_role(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        let connection = self
            .ctx
            .observation(id)?
            .online
            .connection
            .ok_or(RosterError::NotConnected)?;
        let asked = self.ask_role(id, self.ctx.intuit()?).await;
        let at = self.ctx.now();
        let row = self.records.observe(id, Vec::new(), |observation| {
            let still = observation.online.connection.as_ref();
            // An answer about a connection that was replaced or ended meanwhile is nobody's.
            if still.is_some_and(|still| still.connected_at == connection.connected_at) {
                take_in(observation, at, &asked);
            }
        })?;
        match asked {
            Ok(_) => {
                self.health.service_answered(Source::Intuit, Key::NotUsed);
                Ok(row)
            }
            Err(AccessError::Refused(_)) => {
                self.tokens.prove_keys(false).await;
                self.records.client_row(id)
            }
            Err(AccessError::NoGrant) => Ok(row),
            Err(AccessError::Vault(error)) => Err(error.into()),
            Err(AccessError::Failed(failure)) => {
                self.health.note(id, &failure);
                Err(failure.into())
            }
        }
    }

    /// Renews the grant now, to reset the idle clock.
    pub async fn renew_now(&self, id: ClientId) {
        if let Err(AccessError::Failed(failure)) = self.tokens.renewed_access(id).await {
            self.health.note(id, &failure);
        }
    }

    /// Opens the client's company in QuickBooks Online.
    pub async fn open_company(&self, id: ClientId) -> Result<(), RosterError> {
        let url = self.company_address(id).await?;
        Ok(self.ctx.deps.browser.open(&url)?)
    }

    /// The address that opens the client's company in QuickBooks Online. The form is widely used and
    /// the one in Intuit's own invoice links, but not documented.
    async fn company_address(&self, id: ClientId) -> Result<url::Url, RosterError> {
        let side = self.ctx.intuit()?;
        let grant = self
            .tokens
            .kept_grant(id)
            .await?
            .ok_or(RosterError::NotConnected)?;
        let mut url = side.app_url.clone();
        url.query_pairs_mut()
            .append_pair("pagereq", "homepage")
            // EXPOSE: QuickBooks Online opens the company by its realm id.
            .append_pair("deeplinkcompanyid", grant.realm().expose());
        Ok(url)
    }

    async fn ask_role(&self, id: ClientId, side: &IntuitService) -> Asked {
        let mut access = self.tokens.access(id).await?;
        let mut answered = question(side, &access).await;
        // An access token may die early (disconnected at Intuit): renew once and ask again.
        if answered.as_ref().is_err_and(is_token_refused) {
            access = self.tokens.access_after(id, &access).await?;
            answered = question(side, &access).await;
        }
        answered.map_err(|error| AccessError::Failed(self.ctx.placed(intuit_failure(&error))))
    }
}

async fn question(
    side: &IntuitService,
    access: &Access,
) -> Result<Option<RoleAnswerFact>, intuit::Error> {
    if side.ask_roles {
        let asked = side.api.query_user_role(&access.token, &access.realm).await;
        role_fact(asked).map(Some)
    } else {
        side.api.userinfo(&access.token).await.map(|_| None)
    }
}

/// Whether Intuit did not take an access token (any more). In which words it says so is documented for
/// none of its services, so the status alone counts.
pub(super) fn is_token_refused(error: &intuit::Error) -> bool {
    error.status() == Some(401) && !error.is_throttle()
}

/// What came of the question as a fact, with Intuit's own texts. Two refusals are answers: the person is
/// not in the company, and the app may not ask.
pub(super) fn role_fact(
    asked: Result<RoleAnswer, intuit::Error>,
) -> Result<RoleAnswerFact, intuit::Error> {
    let answer = match asked {
        Ok(answer) => answer,
        Err(error) if error.is_not_member() => return Ok(RoleAnswerFact::NotMember),
        Err(error) if error.is_scope_missing() => return Ok(RoleAnswerFact::ScopeMissing),
        Err(error) => return Err(error),
    };
    Ok(match &answer.role {
        None => RoleAnswerFact::Empty,
        Some(role) => RoleAnswerFact::Role {
            role_type: role.role_type.as_ref().map(|kind| kind.as_str().to_owned()),
            status: role
                .status
                .as_ref()
                .map(|status| status.as_str().to_owned()),
            has_payroll: role.has_payroll,
        },
    })
}

fn take_in(observation: &mut Observation, at: Timestamp, asked: &Asked) {
    observation.checked_at = Some(at);
    let online = &mut observation.online;
    match asked {
        Ok(answer) => {
            if let Some(answer) = answer {
                online.role = Some(RoleFact {
                    at,
                    answer: answer.clone(),
                });
            }
            online.refused = None;
            online.failure = None;
            if *answer != Some(RoleAnswerFact::NotMember) {
                online.last_ok_at = Some(at);
                online.wrong_company = None;
            }
        }
        Err(AccessError::Refused(refusal)) => {
            let before = online.refused.as_ref();
            online.refused = Some(refused_again(before, at, refusal));
        }
        Err(AccessError::NoGrant) => online.failure = Some(grant_missing(at)),
        // The keychain's trouble says nothing about the connection.
        Err(AccessError::Vault(_)) => {}
        Err(AccessError::Failed(failure)) => failure.replace(&mut online.failure),
    }
}

/// Code of a saved connection whose sign-in is not in the keychain.
pub(crate) const GRANT_MISSING: &str = "grant_missing";

/// The sign-in of a saved connection is on no keychain here: only another sign-in helps.
pub(crate) fn grant_missing(at: Timestamp) -> Failure {
    Failure {
        at,
        source: Source::Intuit,
        kind: FailureKind::Answered,
        code: GRANT_MISSING.to_owned(),
        integration_code: None,
        message: "The sign-in for this company is not in this computer's keychain any more."
            .to_owned(),
        request_id: None,
    }
}
