//! What Intuit's gateway adds around the endpoints behind it.

use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use rand::RngCore as _;
use serde_json::json;

use super::store::Refused;

/// Puts `intuit_tid` on every answer, in the current shape `1-<8 hex>-<24 hex>`.
pub(super) async fn transaction_id(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    add_transaction_id(response.headers_mut());
    response
}

/// For answers made outside the Intuit router, such as injected faults.
pub(crate) fn add_transaction_id(headers: &mut HeaderMap) {
    let mut random = [0_u8; 12];
    rand::thread_rng().fill_bytes(&mut random);
    let id = format!(
        "1-{:08x}-{}",
        Timestamp::now().as_second(),
        hex::encode(random)
    );
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert("intuit_tid", value);
    }
}

/// The flat, non-GraphQL body (Intuit's GraphQL error-handling page).
pub(crate) fn flat(status: StatusCode, code: &str, detail: Option<&str>) -> Response {
    let body = json!({
        "code": code, "type": "INPUT", "message": null, "detail": detail, "moreInfo": null,
    });
    (status, Json(body)).into_response()
}

/// 401 before GraphQL or OpenID is reached.
pub(super) fn unauthorized(refused: Refused) -> Response {
    flat(
        StatusCode::UNAUTHORIZED,
        "AuthenticationFailed",
        Some(reason(refused)),
    )
}

/// The documented text for a malformed token, and the one seen on REST for an expired one.
pub(super) fn reason(refused: Refused) -> &'static str {
    match refused {
        Refused::Missing => "Missing bearer token",
        Refused::Malformed => "Malformed bearer token: too short or too long",
        Refused::Expired => "Token expired: AB0",
        Refused::Revoked => "Token revoked: AB0",
    }
}

/// Intuit's gateway answers 403, not 404, for a path it does not know.
pub(super) async fn no_such_path() -> Response {
    flat(
        StatusCode::FORBIDDEN,
        "AuthorizationFailed",
        Some("resource not found"),
    )
}

/// The token of `Authorization: Bearer …`.
pub(super) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim())
        .filter(|token| !token.is_empty())
}
