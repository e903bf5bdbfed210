//! Sign-in, company chooser and consent.
//!
//! Every step is a plain form that carries the whole request along and is checked again, so
//! nothing is kept between the steps and no script is needed.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use url::Url;

use super::service::Service;
use super::{
    DEVELOPMENT_REDIRECTS,
    company_file::{ACCOUNTING_SCOPE, Approval, ROLES_SCOPE},
    request::{Problem, SignInRequest},
    sign_in_pages::{consent, refused, which_company, who},
};
use crate::sample::{self, Person};

const OPENID_SCOPES: [&str; 5] = ["openid", "profile", "email", "phone", "address"];
const COMPANY_SCOPES: [&str; 10] = [
    ROLES_SCOPE,
    ACCOUNTING_SCOPE,
    "com.intuit.quickbooks.payment",
    "payroll.compensation.read",
    "project-management.project",
    "app-foundations.custom-field-definitions",
    "app-foundations.custom-field-definitions.read",
    "app-foundations.custom-dimensions.read",
    "time-tracking.time-entry",
    "indirect-tax.tax-calculation.quickbooks",
];

/// `GET /connect/oauth2`
pub(super) async fn asked(
    State(service): State<Arc<Service>>,
    Query(asked): Query<SignInRequest>,
) -> Response {
    if let Err(problem) = check(&service, &asked) {
        return problem.into_response();
    }
    if let Some(reply) = scope_refused(&service, &asked) {
        return reply;
    }
    match asked.practice_as.clone() {
        Some(email) => by_script(&service, &asked, &email),
        None => who(&asked).into_response(),
    }
}

/// The forms' answers.
pub(super) async fn answered(
    State(service): State<Arc<Service>>,
    Form(asked): Form<SignInRequest>,
) -> Response {
    if let Err(problem) = check(&service, &asked) {
        return problem.into_response();
    }
    if let Some(reply) = scope_refused(&service, &asked) {
        return reply;
    }
    if asked.decision.as_deref() == Some("decline") {
        return back(&asked, &[("error", "access_denied")]);
    }
    let Some(person) = asked.person.as_deref().and_then(sample::person) else {
        return who(&asked).into_response();
    };
    if needs_company(&asked.scope) && asked.realm.is_none() {
        return which_company(&service, &asked, person).into_response();
    }
    if asked.decision.as_deref() != Some("approve") {
        return consent(&service, &asked, person).into_response();
    }
    approve(&service, &asked, person)
}

fn by_script(service: &Service, asked: &SignInRequest, email: &str) -> Response {
    let Some(person) = sample::person(email) else {
        return refused(&format!("Nobody here has the address {email}."));
    };
    let asked = SignInRequest {
        realm: asked.practice_realm.clone(),
        ..asked.clone()
    };
    if needs_company(&asked.scope) && asked.realm.is_none() {
        return refused("practice_as needs practice_realm for the scopes asked for.");
    }
    approve(service, &asked, person)
}

fn approve(service: &Service, asked: &SignInRequest, person: Person) -> Response {
    let scopes: Vec<String> = asked.scope.split_whitespace().map(str::to_owned).collect();
    let realm = asked.realm.clone().filter(|_| needs_company(&asked.scope));
    let now = service.now();
    let code = service.with(|store| {
        if let Some(realm) = &realm {
            store
                .company(realm)
                .filter(|company| company.lets_grant(person.email, &scopes))?;
        }
        Some(
            store.approve(
                Approval {
                    email: person.email.to_owned(),
                    realm: realm.clone(),
                    scopes,
                    redirect_uri: asked.redirect_uri.clone(),
                    realm_claim: asks_for_realm(&asked.claims),
                    nonce: some_text(&asked.nonce),
                    code_challenge: some_text(&asked.code_challenge)
                        .filter(|_| asked.code_challenge_method == "S256"),
                },
                now,
            ),
        )
    });
    let Some(code) = code else {
        return refused(&format!("{} cannot connect that company.", person.name));
    };
    let mut query = vec![("code", code.as_str()), ("state", asked.state.as_str())];
    let told = !service.with(|store| store.switches.redirect_without_realm);
    if let Some(realm) = realm.as_ref().filter(|_| told) {
        query.push(("realmId", realm));
    }
    redirect(&asked.redirect_uri, &query)
}

fn check(service: &Service, asked: &SignInRequest) -> Result<(), Problem> {
    let ours = &service.endpoints().intuit;
    if asked.client_id != ours.client_id {
        return Err(Problem::Client);
    }
    let asked_for = asked.redirect_uri.as_str();
    if asked_for != ours.redirect_uri && !DEVELOPMENT_REDIRECTS.contains(&asked_for) {
        return Err(Problem::Redirect);
    }
    if asked.state.is_empty() {
        return Err(Problem::State);
    }
    if asked.response_type != "code" {
        return Err(Problem::ResponseType);
    }
    if asked.scope.split_whitespace().next().is_none() {
        return Err(Problem::Scope);
    }
    Ok(())
}

fn some_text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// An unknown scope, or the roles scope while the app is not onboarded to it.
fn scope_refused(service: &Service, asked: &SignInRequest) -> Option<Response> {
    let no_roles = service.with(|store| store.switches.roles_scope_refused);
    let granted = |scope: &str| {
        let known = OPENID_SCOPES.contains(&scope) || COMPANY_SCOPES.contains(&scope);
        known && !(no_roles && scope == ROLES_SCOPE)
    };
    (!asked.scope.split_whitespace().all(granted))
        .then(|| back(asked, &[("error", "invalid_scope")]))
}

/// Documented for accounting-type scopes and denied for OpenID-only ones; that the roles scope
/// brings the company chooser and `realmId` as well is our guess.
fn needs_company(scope: &str) -> bool {
    scope
        .split_whitespace()
        .any(|scope| COMPANY_SCOPES.contains(&scope))
}

/// `claims={"id_token":{"realmId":null}}`
fn asks_for_realm(claims: &str) -> bool {
    serde_json::from_str::<Value>(claims)
        .ok()
        .and_then(|claims| claims.get("id_token")?.get("realmId").cloned())
        .is_some()
}

fn back(asked: &SignInRequest, query: &[(&str, &str)]) -> Response {
    let mut query = query.to_vec();
    query.push(("state", &asked.state));
    redirect(&asked.redirect_uri, &query)
}

fn redirect(to: &str, query: &[(&str, &str)]) -> Response {
    let Ok(mut url) = Url::parse(to) else {
        return Problem::Redirect.into_response();
    };
    url.query_pairs_mut().extend_pairs(query);
    (StatusCode::FOUND, [(header::LOCATION, url.as_str())]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_realm_claim_counts_whatever_its_value() {
        assert!(asks_for_realm(r#"{"id_token":{"realmId":null}}"#));
        assert!(asks_for_realm(
            r#"{"id_token":{"realmId":{"essential":true}}}"#
        ));
        assert!(!asks_for_realm(r#"{"userinfo":{"realmId":null}}"#));
        assert!(!asks_for_realm(""));
    }

    #[test]
    fn only_sign_in_scopes_need_no_company() {
        assert!(!needs_company("openid profile email"));
        assert!(needs_company("openid com.intuit.identity.user.roles.read"));
    }
}
