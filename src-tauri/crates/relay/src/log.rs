//! One line for each request, without anything a sign-in needs.
//!
//! The address's query, the bodies, the headers and the client's address are never in it.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use crate::seal::KeyId;

/// What a handler lets the log say, carried by its answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Note {
    /// An error code of the relay's or of RFC 6749, never a description.
    pub(crate) error: Option<String>,
    pub(crate) source: Option<&'static str>,
    /// Intuit's number for the request, for their support.
    pub(crate) intuit_tid: Option<String>,
    /// The key that opened the seal.
    pub(crate) key: Option<KeyId>,
}

impl Note {
    pub(crate) fn refused(error: &str, source: &'static str) -> Self {
        Self {
            error: Some(error.to_owned()),
            source: Some(source),
            ..Self::default()
        }
    }
}

/// Writes the line.
pub(crate) async fn access(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = known_method(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    if route.ends_with("/healthz") {
        return response;
    }
    let note = response
        .extensions()
        .get::<Note>()
        .cloned()
        .unwrap_or_default();
    tracing::info!(
        method,
        route,
        status = response.status().as_u16(),
        ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        error = note.error,
        source = note.source,
        intuit_tid = note.intuit_tid,
        key = note.key.map(tracing::field::display),
        "answered"
    );
    response
}

/// A method is free text; only the usual ones are repeated.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
