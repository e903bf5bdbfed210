//! The token and revocation endpoints.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::issued::Occasion;
use super::service::Service;
use super::{
    identity,
    store::{ACCESS_LIFE, Issued},
};

/// Asked for by the SDKs that know of the five-year cap.
const HARD_EXPIRY_HEADER: &str = "x-include-refresh-token-hard-expires-in";

/// `POST /oauth2/v1/tokens/bearer`
pub(super) async fn bearer(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let form = form(&body);
    if !is_our_client(&service, &headers, &form) {
        return refusal(StatusCode::UNAUTHORIZED, "invalid_client", None);
    }
    let now = service.now();
    let field = |name: &str| form.get(name).filter(|value| !value.is_empty());
    match field("grant_type").map(String::as_str) {
        Some("authorization_code") => {
            let (Some(code), Some(redirect_uri)) = (field("code"), field("redirect_uri")) else {
                return refusal(StatusCode::BAD_REQUEST, "invalid_request", None);
            };
            let verifier = field("code_verifier").map(String::as_str);
            match service.with(|store| store.exchange(code, redirect_uri, verifier, now)) {
                Ok(issued) => {
                    // Before anything that a caller who hangs up can cut off.
                    service.issued(Occasion::SignIn, issued.approval.realm.as_deref());
                    let id_token = identity::id_token(&service, &issued.approval).await;
                    tokens(&issued, id_token, &headers)
                }
                Err(_) => refusal(StatusCode::BAD_REQUEST, "invalid_grant", None),
            }
        }
        Some("refresh_token") => {
            let Some(token) = field("refresh_token") else {
                return refusal(StatusCode::BAD_REQUEST, "invalid_request", None);
            };
            let caught_up = service.caught_up();
            match service.with(|store| store.refresh(token, caught_up, now)) {
                Ok(issued) => {
                    service.issued(Occasion::Renewal, issued.approval.realm.as_deref());
                    tokens(&issued, None, &headers)
                }
                Err(_) => refusal(
                    StatusCode::BAD_REQUEST,
                    "invalid_grant",
                    Some("Incorrect or invalid refresh token"),
                ),
            }
        }
        Some(_) => refusal(StatusCode::BAD_REQUEST, "unsupported_grant_type", None),
        // The JavaScript SDK posts an empty form after a refused sign-in.
        None => refusal(StatusCode::BAD_REQUEST, "invalid_request", None),
    }
}

/// `POST /v2/oauth2/tokens/revoke`: the SDKs send JSON, Intuit's own sample a form.
pub(super) async fn revoke(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !is_our_client(&service, &headers, &BTreeMap::new()) {
        return refusal(StatusCode::UNAUTHORIZED, "invalid_client", None);
    }
    let token = serde_json::from_slice::<Value>(&body).map_or_else(
        |_| form(&body).remove("token"),
        |json| json["token"].as_str().map(str::to_owned),
    );
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        return refusal(StatusCode::BAD_REQUEST, "invalid_request", None);
    };
    service.with(|store| store.revoke(&token));
    StatusCode::OK.into_response()
}

fn tokens(issued: &Issued, id_token: Option<String>, headers: &HeaderMap) -> Response {
    let mut body = json!({
        "token_type": "bearer",
        "access_token": issued.access_token,
        "expires_in": ACCESS_LIFE,
        "refresh_token": issued.refresh_token,
        "x_refresh_token_expires_in": issued.idle_seconds,
    });
    if let Some(id_token) = id_token {
        body["id_token"] = json!(id_token);
    }
    let hard_asked = headers
        .get(HARD_EXPIRY_HEADER)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"));
    if hard_asked {
        body["x_refresh_token_hard_expires_in"] = json!(issued.hard_seconds);
    }
    answer(StatusCode::OK, &body)
}

/// Intuit's error bodies: 25 bytes of `error`, now and then a description.
pub(crate) fn refusal(status: StatusCode, error: &str, description: Option<&str>) -> Response {
    let mut body = json!({ "error": error });
    if let Some(description) = description {
        body["error_description"] = json!(description);
    }
    answer(status, &body)
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json;charset=utf-8")];
    (status, kind, body.to_string()).into_response()
}

fn form(body: &[u8]) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

/// Basic (raw, as the SDKs send it) or the form's own fields.
fn is_our_client(service: &Service, headers: &HeaderMap, form: &BTreeMap<String, String>) -> bool {
    let ours = &service.endpoints().intuit;
    let presented = match headers.get(header::AUTHORIZATION) {
        Some(value) => value
            .to_str()
            .ok()
            .and_then(|value| value.strip_prefix("Basic "))
            .and_then(|value| STANDARD.decode(value.trim()).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok()),
        None => form
            .get("client_id")
            .zip(form.get("client_secret"))
            .map(|(id, secret)| format!("{id}:{secret}")),
    };
    presented.is_some_and(|it| it == format!("{}:{}", ours.client_id, ours.client_secret))
}
