//! The user-role query: `user { role(realmId) { type status hasPayroll } }`.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::service::Service;
use super::{
    company_file::{Approval, ROLES_SCOPE},
    gateway,
    graphql::{self, Field, Place, SyntaxError},
    store::IntuitStore,
};

/// GraphQL over HTTP; Intuit prints only bare queries, so the envelope is the common one.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Envelope {
    query: String,
    variables: Option<Map<String, Value>>,
}

/// The same in an address, where variables are JSON text.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct InAddress {
    query: String,
    variables: Option<String>,
}

pub(super) async fn by_get(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Query(asked): Query<InAddress>,
) -> Response {
    let variables = asked
        .variables
        .and_then(|text| serde_json::from_str(&text).ok());
    answer(
        &service,
        &headers,
        Ok(Envelope {
            query: asked.query,
            variables,
        }),
    )
}

pub(super) async fn by_post(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let envelope = if body.is_empty() {
        Err(Refusal::NoBody)
    } else {
        serde_json::from_slice(&body).map_err(|error| {
            Refusal::Syntax(SyntaxError {
                place: Place {
                    line: error.line(),
                    column: error.column(),
                },
                message: "The request body is not JSON".to_owned(),
            })
        })
    };
    answer(&service, &headers, envelope)
}

fn answer(service: &Service, headers: &HeaderMap, asked: Result<Envelope, Refusal>) -> Response {
    let now = service.now();
    let token = gateway::bearer_token(headers);
    service.with(|store| {
        let approval = match store.bearer(token, now) {
            Ok(bearer) => bearer.approval,
            Err(refused) => return gateway::unauthorized(refused),
        };
        let answered = asked
            .and_then(|asked| {
                let fields = graphql::parse(&asked.query).map_err(Refusal::Syntax)?;
                Ok((fields, asked.variables))
            })
            .and_then(|(fields, variables)| {
                let variables = variables.unwrap_or_default();
                Asking {
                    store,
                    approval: &approval,
                    variables: &variables,
                }
                .root(&fields)
            });
        match answered {
            Ok(found) => Json(json!({ "data": found })).into_response(),
            Err(refusal) => refusal.response(store.switches.not_member_is_400),
        }
    })
}

struct Asking<'a> {
    store: &'a IntuitStore,
    approval: &'a Approval,
    variables: &'a Map<String, Value>,
}

impl Asking<'_> {
    fn root(&self, fields: &[Field]) -> Result<Value, Refusal> {
        let mut found = Map::new();
        for field in fields {
            let value = match field.name.as_str() {
                "user" => self.user(&field.fields)?,
                "__typename" => json!("Query"),
                _ => return Err(Refusal::unknown(field, "Query")),
            };
            found.insert(field.key().to_owned(), value);
        }
        Ok(found.into())
    }

    fn user(&self, fields: &[Field]) -> Result<Value, Refusal> {
        let mut found = Map::new();
        for field in fields {
            let value = match field.name.as_str() {
                "role" => self.role(field)?,
                "__typename" => json!("User"),
                _ => return Err(Refusal::unknown(field, "User")),
            };
            found.insert(field.key().to_owned(), value);
        }
        Ok(found.into())
    }

    fn role(&self, field: &Field) -> Result<Value, Refusal> {
        let realm = field
            .argument("realmId", self.variables)
            .and_then(Value::as_str)
            .ok_or(Refusal::NoRealm(field.place))?;
        let known = |it: &&Field| {
            !["type", "status", "hasPayroll", "__typename"].contains(&it.name.as_str())
        };
        if let Some(strange) = field.fields.iter().find(known) {
            return Err(Refusal::unknown(strange, "Role"));
        }
        if field.fields.is_empty() {
            return Err(Refusal::NoSelection(field.place));
        }
        if !self.approval.has_scope(ROLES_SCOPE) {
            return Err(Refusal::Scope);
        }
        let company = self.store.company(realm);
        let member = company
            .and_then(|company| company.members.get(&self.approval.email))
            .ok_or(Refusal::NotMember(field.place))?;
        if company.is_some_and(|company| company.role_null) {
            return Ok(Value::Null);
        }
        let mut found = Map::new();
        for asked in &field.fields {
            let value = match asked.name.as_str() {
                "type" => member.role_type.clone().map(Value::from),
                "status" => member.status.clone().map(Value::from),
                "hasPayroll" => member.has_payroll.map(Value::from),
                _ => Some(json!("Role")),
            };
            if let Some(value) = value {
                found.insert(asked.key().to_owned(), value);
            }
        }
        Ok(found.into())
    }
}

/// Why there is no data.
enum Refusal {
    NoBody,
    Syntax(SyntaxError),
    UnknownField(Place, String),
    NoRealm(Place),
    NoSelection(Place),
    Scope,
    NotMember(Place),
}

impl Refusal {
    fn unknown(field: &Field, parent: &str) -> Self {
        let message = format!(
            "Validation error of type FieldUndefined: Field '{}' in type '{parent}' is undefined",
            field.name
        );
        Self::UnknownField(field.place, message)
    }

    /// Intuit's rule: 200 for what the semantics refuse, 400 for what does not validate. Shapes as
    /// on its error-handling page.
    fn response(self, not_member_is_400: bool) -> Response {
        let (status, error) = match self {
            // Documented: a missing body is a system error of the gateway.
            Self::NoBody => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                return gateway::flat(status, "InternalServerError", None);
            }
            Self::Syntax(error) => (StatusCode::BAD_REQUEST, not_readable(&error)),
            Self::UnknownField(place, message) => {
                (StatusCode::BAD_REQUEST, not_valid(place, &message))
            }
            Self::NoRealm(place) => (
                StatusCode::BAD_REQUEST,
                not_valid(
                    place,
                    "Validation error of type MissingFieldArgument: Missing field argument realmId",
                ),
            ),
            Self::NoSelection(place) => (
                StatusCode::BAD_REQUEST,
                not_valid(
                    place,
                    "Validation error of type SubSelectionRequired: role needs a selection",
                ),
            ),
            Self::Scope => (StatusCode::OK, scope_missing()),
            Self::NotMember(place) if not_member_is_400 => {
                (StatusCode::BAD_REQUEST, not_member(place))
            }
            Self::NotMember(place) => (StatusCode::OK, not_member(place)),
        };
        (status, Json(json!({ "errors": [error] }))).into_response()
    }
}

fn not_readable(error: &SyntaxError) -> Value {
    json!({
        "message": error.message,
        "locations": [at(error.place)],
        "extensions": {
            "code": "VAL-0100",
            "innerCode": "GRAPHQL_PARSE_FAILED",
            "innerMessage": error.message,
            "classification": "VALIDATION_ERROR",
        },
    })
}

/// The number behind `VAL-` is not documented for these; `0101` is ours.
fn not_valid(place: Place, message: &str) -> Value {
    json!({
        "message": message,
        "locations": [at(place)],
        "extensions": {
            "code": "VAL-0101",
            "innerMessage": message,
            "classification": "VALIDATION_ERROR",
        },
    })
}

fn scope_missing() -> Value {
    json!({
        "message": "Access denied. Does the access token have sufficient scope?",
        "extensions": {
            "classification": "AUTHORIZATION",
            "innerMessage": "Access denied; Insufficient Scope",
            "code": "AHZ-0010",
        },
    })
}

fn not_member(place: Place) -> Value {
    let message = "User id not part of the realm!";
    json!({
        "message": message,
        "locations": [at(place)],
        "path": [],
        "extensions": {
            "code": "VAL-1002",
            "innerMessage": message,
            "classification": "VALIDATION_ERROR",
        },
    })
}

fn at(place: Place) -> Value {
    json!({ "line": place.line, "column": place.column })
}
