//! What the services and the servers before them say when they refuse, and how a good answer is spoilt.

use serde_json::{Value, json};

use crate::kinds::{Call, Service};

/// A person has to read this where a service's own sentence is to be shown.
pub(crate) const SENTENCE: &str = "The company asked about is being moved to another building.";

pub(crate) const PAGE: &str = "<!doctype html><html><head><title>Gateway</title></head>\
    <body><h1>The origin could not be reached</h1></body></html>";

/// One header block and one body.
pub(crate) struct Written {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Written {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.to_string().into_bytes(),
        }
    }

    pub(crate) fn page(status: u16) -> Self {
        Self {
            status,
            headers: vec![("content-type", "text/html; charset=utf-8".to_owned())],
            body: PAGE.as_bytes().to_vec(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// A refusal as the service that is called would word it.
pub(crate) fn words(call: Call, status: u16) -> Written {
    let body = match call.service() {
        Service::Conductor => conductor(status),
        Service::Relay => relay(call, status),
        Service::Intuit if call.is_direct() => oauth(status),
        Service::Intuit if call == Call::UserRole && status == 400 => json!({
            "errors": [{ "message": SENTENCE, "extensions": { "code": "VAL-0001" } }],
            "data": null,
        }),
        Service::Intuit => json!({
            "code": match status {
                401 => "AuthenticationFailed",
                403 => "AuthorizationFailed",
                429 => "ThrottleExceeded",
                _ => "SystemFault",
            },
            "type": "Fault", "message": SENTENCE, "detail": SENTENCE,
        }),
    };
    Written::json(status, &body)
}

fn conductor(status: u16) -> Value {
    let (kind, code) = match status {
        401 => ("AUTHENTICATION_ERROR", "API_KEY_INVALID"),
        403 => ("PERMISSION_ERROR", "PERMISSION_DENIED"),
        404 => ("INVALID_REQUEST_ERROR", "RESOURCE_MISSING"),
        408 => ("REQUEST_ERROR", "REQUEST_TIMEOUT"),
        409 => (
            "INTEGRATION_CONNECTION_ERROR",
            "INTEGRATION_CONNECTION_NOT_SET_UP",
        ),
        // Undocumented: one type that is known and means something else, two that are not known.
        429 => ("INVALID_REQUEST_ERROR", "RATE_LIMITED"),
        503 => ("SERVICE_UNAVAILABLE_ERROR", "MAINTENANCE"),
        500.. => ("INTERNAL_ERROR", "INTERNAL_ERROR"),
        _ => ("INVALID_REQUEST_ERROR", "INVALID_REQUEST"),
    };
    json!({ "error": {
        "message": SENTENCE, "userFacingMessage": SENTENCE, "type": kind, "code": code,
        "httpStatusCode": status, "requestId": "req_of_a_fault",
    }})
}

fn oauth(status: u16) -> Value {
    let error = match status {
        400 => "invalid_grant",
        401 => "invalid_client",
        403 => "access_denied",
        404 | 409 => "invalid_request",
        _ => "temporarily_unavailable",
    };
    json!({ "error": error, "error_description": SENTENCE })
}

fn relay(call: Call, status: u16) -> Value {
    let (error, source) = match (call, status) {
        (Call::RelayToken, 400) => ("invalid_handoff", "relay"),
        (_, 400) => ("invalid_grant", "intuit"),
        (_, 502) => ("temporarily_unavailable", "intuit"),
        _ => ("temporarily_unavailable", "relay"),
    };
    json!({ "error": error, "error_description": SENTENCE, "source": source })
}

/// A good answer as a later version of the service may give it: more fields everywhere, and values
/// that is unknown where there is a list of known ones.
pub(crate) fn of_a_later_version(call: Call, body: &[u8]) -> Vec<u8> {
    let Ok(mut body) = serde_json::from_slice::<Value>(body) else {
        // Some good answers have no body.
        return body.to_vec();
    };
    add_fields(&mut body);
    match call {
        Call::UserRole => {
            let role = &mut body["data"]["user"]["role"];
            role["type"] = json!("CONTRACTOR");
            role["status"] = json!("ON_LEAVE");
        }
        Call::HealthCheck => body["status"] = json!("splendid"),
        Call::Jwks => {
            let keys = body["keys"].as_array_mut().unwrap();
            keys.insert(0, json!({ "kty": "AKP", "alg": "ML-DSA-65", "kid": "x" }));
        }
        Call::ListEndUsers => {
            for end_user in body["data"].as_array_mut().unwrap() {
                of_a_later_end_user(end_user);
            }
        }
        Call::CreateEndUser | Call::RetrieveEndUser => of_a_later_end_user(&mut body),
        Call::CreateAuthSession | Call::DeleteEndUser => body["objectType"] = json!("later"),
        _ => {}
    }
    body.to_string().into_bytes()
}

fn of_a_later_end_user(end_user: &mut Value) {
    end_user["objectType"] = json!("later");
    let connections = end_user["integrationConnections"].as_array_mut().unwrap();
    connections.push(json!({
        "id": "int_conn_later", "objectType": "later", "createdAt": "2026-01-01T00:00:00Z",
        "integrationSlug": "abacus", "lastRequestAt": null, "lastSuccessfulRequestAt": null,
    }));
}

fn add_fields(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(add_fields);
            let added = json!(["more", 1, null, { "yes": true }]);
            fields.insert("addedLater".to_owned(), added);
        }
        Value::Array(items) => items.iter_mut().for_each(add_fields),
        _ => {}
    }
}
