//! Conductor's half of the practice firm: the core endpoints under `/v1` and the set-up pages
//! under `/qbd`.
//!
//! Wire facts follow Conductor's published API description (conductor-is/quickbooks-desktop-node,
//! `openapi.documented.yml`) and docs.conductor.is. What is not documented is decided once, in
//! [`decisions`].

mod auth_sessions;
mod books;
mod caller;
mod computer;
mod decisions;
mod end_users;
mod fields;
mod flow;
mod ids;
mod problem;
mod quickbooks;
mod service;
mod store;

use std::sync::Arc;

use axum::Router;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use jiff::Timestamp;
use serde_json::Value;

use caller::Caller;
use problem::Problem;

pub(crate) use service::Service;
pub(crate) use store::ConductorStore;

/// `/v1/end-users`, `/v1/auth-sessions`, `/v1/quickbooks-desktop/health-check`, the books beside it and the
/// pages under `/qbd`. Every other path and method under `/v1` gets the documented error envelope.
pub(crate) fn router(service: Arc<Service>) -> Router {
    Router::new()
        .route(
            "/v1/end-users",
            get(end_users::list)
                .post(end_users::create)
                .fallback(unknown_path),
        )
        .route(
            "/v1/end-users/{id}",
            get(end_users::retrieve)
                .delete(end_users::delete)
                .fallback(unknown_path),
        )
        .route(
            "/v1/end-users/{id}/passthrough/{slug}",
            post(quickbooks::passthrough).fallback(unknown_path),
        )
        .route(
            "/v1/auth-sessions",
            post(auth_sessions::create).fallback(unknown_path),
        )
        .route(
            "/v1/quickbooks-desktop/health-check",
            get(quickbooks::health_check).fallback(unknown_path),
        )
        .route("/v1", any(unknown_path))
        .route("/v1/", any(unknown_path))
        .route("/v1/{*rest}", any(unknown_path))
        .merge(books::router())
        .merge(flow::router())
        .with_state(service)
}

/// The documented envelope for `status`, with a fresh request id: what an injected failure answers
/// when the test names no body of its own.
pub(crate) fn documented_failure(status: StatusCode) -> Response {
    if status == StatusCode::CONFLICT {
        return computer::not_set_up().into_response();
    }
    Problem::for_status(status).into_response()
}

/// Whose computer a request is for, if it says so.
pub(crate) fn asked_end_user(headers: &axum::http::HeaderMap) -> Option<String> {
    caller::end_user_header(headers).ok()
}

async fn unknown_path(_caller: Caller, method: Method, uri: Uri) -> Problem {
    Problem::unknown_path(&method, uri.path())
}

/// A successful answer: JSON with 200 (Conductor uses no other success status) and the
/// `Conductor-Request-Id` header that every answer carries.
struct Answer(Value);

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let id = ids::RequestId::new();
        let header = [(ids::REQUEST_ID_HEADER, id.to_string())];
        (header, axum::Json(self.0)).into_response()
    }
}

/// ISO 8601, UTC, milliseconds: `2024-01-01T12:34:56.789Z`, as in the examples of Conductor's API
/// description.
fn wire_time(at: Timestamp) -> String {
    format!("{at:.3}")
}

#[cfg(test)]
mod tests {
    use super::wire_time;

    #[test]
    fn times_have_milliseconds_and_a_z() {
        for (given, wire) in [
            ("2024-01-01T12:34:56.789123Z", "2024-01-01T12:34:56.789Z"),
            ("2024-01-01T12:34:56Z", "2024-01-01T12:34:56.000Z"),
            ("2024-01-01T12:34:56.9999Z", "2024-01-01T12:34:56.999Z"),
        ] {
            assert_eq!(given.parse().map(wire_time).ok().as_deref(), Some(wire));
        }
    }
}
