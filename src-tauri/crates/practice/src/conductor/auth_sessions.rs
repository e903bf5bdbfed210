//! `/v1/auth-sessions`.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use jiff::SignedDuration;
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::caller::{Caller, JsonObject};
use super::decisions;
use super::fields::Fields;
use super::problem::Problem;
use super::service::Service;
use super::store::AuthSession;
use super::{Answer, wire_time};
use crate::Endpoints;

pub(super) async fn create(
    _caller: Caller,
    State(service): State<Arc<Service>>,
    JsonObject(body): JsonObject,
) -> Result<Answer, Problem> {
    let mut fields = Fields::new(body);
    let publishable_key = fields.string("publishableKey");
    let end_user_id = fields.string("endUserId");
    let minutes = fields
        .optional_number("linkExpiryMins", &decisions::LINK_MINUTES)
        .unwrap_or(decisions::LINK_MINUTES_DEFAULT);
    let redirect_url = fields.optional_uri("redirectUrl");
    fields.finish()?;
    if publishable_key != service.endpoints().conductor.publishable_key {
        return Err(Problem::bad_key(Some(&publishable_key)));
    }
    let now = service.now();
    let session = service
        .with(|store| store.create_auth_session(&end_user_id, life(minutes), redirect_url, now))?;
    Ok(Answer(session_json(&session, service.endpoints())))
}

/// Whole milliseconds, because the wire shows no finer time.
fn life(minutes: f64) -> SignedDuration {
    let millis = Duration::from_secs_f64(minutes * 60.0).as_millis();
    SignedDuration::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

fn session_json(session: &AuthSession, endpoints: &Endpoints) -> Value {
    let secret = session.client_secret.expose();
    let key: String = byte_serialize(endpoints.conductor.publishable_key.as_bytes()).collect();
    json!({
        "id": session.id.as_str(),
        "objectType": "auth_session",
        "createdAt": wire_time(session.created_at),
        "endUserId": session.end_user_id.as_str(),
        "clientSecret": secret,
        "authFlowUrl": format!("{}/qbd/{secret}?key={key}", endpoints.origin),
        "expiresAt": wire_time(session.expires_at),
        "redirectUrl": session.redirect_url,
    })
}
