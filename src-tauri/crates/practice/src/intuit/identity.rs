//! Who signed in: discovery, userinfo, signing keys and id tokens.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::service::Service;
use super::{SANDBOX_USERINFO, company_file::Approval, gateway};
use crate::sample;

/// Intuit's JavaScript SDK has this issuer built in.
const INTUIT_ISSUER: &str = "https://oauth.platform.intuit.com/op/v1";
/// Not documented; the same as the access token's.
const ID_TOKEN_LIFE: i64 = 3_600;

/// Production's discovery document.
pub(super) async fn discovery(State(service): State<Arc<Service>>) -> Json<Value> {
    Json(document(&service, "/v1/openid_connect/userinfo"))
}

/// The sandbox's: only userinfo differs.
pub(super) async fn sandbox_discovery(State(service): State<Arc<Service>>) -> Json<Value> {
    Json(document(&service, SANDBOX_USERINFO))
}

/// The keys of Intuit's documents, and no more: no PKCE, no grant types, no device endpoint.
fn document(service: &Service, userinfo: &str) -> Value {
    let origin = &service.endpoints().origin;
    json!({
        "issuer": issuer(service),
        "authorization_endpoint": format!("{origin}/connect/oauth2"),
        "token_endpoint": format!("{origin}/oauth2/v1/tokens/bearer"),
        "userinfo_endpoint": format!("{origin}{userinfo}"),
        "revocation_endpoint": format!("{origin}/v2/oauth2/tokens/revoke"),
        "jwks_uri": format!("{origin}/op/v1/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile", "address", "phone"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
    })
}

fn issuer(service: &Service) -> String {
    if service.with(|store| store.switches.issuer_is_intuit) {
        INTUIT_ISSUER.to_owned()
    } else {
        format!("{}/op/v1", service.endpoints().origin)
    }
}

/// The public signing keys.
pub(super) async fn jwks(State(service): State<Arc<Service>>) -> Response {
    match service.signer().await {
        Some(signer) => Json(signer.jwks()).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The signed-in person: camelCase fields, as Intuit's Java SDK reads them.
pub(super) async fn userinfo(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    let now = service.now();
    let bearer = gateway::bearer_token(&headers);
    let approval = match service.with(|store| store.bearer(bearer, now)) {
        Ok(bearer) => bearer.approval,
        Err(refused) => return gateway::unauthorized(refused),
    };
    let Some(person) = sample::person(&approval.email) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if !approval.has_scope("openid") {
        return gateway::flat(StatusCode::FORBIDDEN, "AuthorizationFailed", None);
    }
    let mut body = json!({ "sub": person.sub });
    if approval.has_scope("email") {
        body["email"] = json!(person.email);
        body["emailVerified"] = json!(true);
    }
    if approval.has_scope("profile")
        && let Some((given, family)) = person.name.split_once(' ')
    {
        body["givenName"] = json!(given);
        body["familyName"] = json!(family);
    }
    Json(body).into_response()
}

/// The id token of a code exchange; `None` without the `openid` scope.
pub(super) async fn id_token(service: &Service, approval: &Approval) -> Option<String> {
    if !approval.has_scope("openid") {
        return None;
    }
    let person = sample::person(&approval.email)?;
    let signer = service.signer().await?;
    let now = service.now().as_second();
    let mut claims = json!({
        "sub": person.sub,
        // Always a list, because the JavaScript SDK crashes on a plain string.
        "aud": [service.endpoints().intuit.client_id],
        "iss": issuer(service),
        "iat": now,
        "auth_time": now,
        "exp": now + ID_TOKEN_LIFE,
    });
    let told = !service.with(|store| store.switches.id_token_without_realm);
    if told
        && approval.realm_claim
        && let Some(realm) = &approval.realm
    {
        claims["realmid"] = json!(realm);
    }
    let echoes = service.with(|store| store.switches.echoes_nonce);
    if let Some(nonce) = approval.nonce.as_ref().filter(|_| echoes) {
        claims["nonce"] = json!(nonce);
    }
    Some(signer.sign(&claims))
}
