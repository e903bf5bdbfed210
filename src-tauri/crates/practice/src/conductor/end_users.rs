//! `/v1/end-users`.

use std::sync::Arc;

use axum::extract::State;
use serde_json::{Value, json};

use super::caller::{Caller, InPath, JsonObject};
use super::fields::Fields;
use super::problem::Problem;
use super::service::Service;
use super::store::{Connection, EndUser};
use super::{Answer, wire_time};

pub(super) async fn list(_caller: Caller, State(service): State<Arc<Service>>) -> Answer {
    let users: Vec<Value> = service.with(|store| store.newest_first().map(end_user_json).collect());
    Answer(json!({ "objectType": "list", "url": "/v1/end-users", "data": users }))
}

pub(super) async fn create(
    _caller: Caller,
    State(service): State<Arc<Service>>,
    JsonObject(body): JsonObject,
) -> Result<Answer, Problem> {
    let mut fields = Fields::new(body);
    let company_name = fields.string("companyName");
    let source_id = fields.string("sourceId");
    let email = fields.string("email");
    fields.finish()?;
    let now = service.now();
    let user = service.with(|store| store.create_end_user(company_name, source_id, email, now));
    Ok(Answer(end_user_json(&user)))
}

pub(super) async fn retrieve(
    _caller: Caller,
    State(service): State<Arc<Service>>,
    InPath(id): InPath<String>,
) -> Result<Answer, Problem> {
    service
        .with(|store| store.end_user(&id).map(end_user_json))
        .map(Answer)
        .ok_or_else(|| Problem::no_such_end_user(&id))
}

/// The body is not read: the official clients announce JSON here and send nothing.
pub(super) async fn delete(
    _caller: Caller,
    State(service): State<Arc<Service>>,
    InPath(id): InPath<String>,
) -> Result<Answer, Problem> {
    service.with(|store| store.delete_end_user(&id))?;
    Ok(Answer(
        json!({ "id": id, "objectType": "end_user", "deleted": true }),
    ))
}

fn end_user_json(user: &EndUser) -> Value {
    let connections: Vec<Value> = user.connection.iter().map(connection_json).collect();
    json!({
        "id": user.id.as_str(),
        "objectType": "end_user",
        "createdAt": wire_time(user.created_at),
        "companyName": user.company_name,
        "sourceId": user.source_id,
        "email": user.email,
        "integrationConnections": connections,
    })
}

fn connection_json(connection: &Connection) -> Value {
    json!({
        "id": connection.id.as_str(),
        "objectType": "integration_connection",
        "createdAt": wire_time(connection.created_at),
        "integrationSlug": "quickbooks_desktop",
        "lastRequestAt": connection.last_request_at.map(wire_time),
        "lastSuccessfulRequestAt": connection.last_successful_request_at.map(wire_time),
    })
}
