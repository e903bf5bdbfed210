//! One line for each request, without anything a sign-in needs.
//!
//! The address's query, the bodies, the headers and the client's address are never in it.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::response::Response;

use crate::seal::KeyId;

/// Polled every few seconds by monitoring: not limited, not logged.
pub(crate) const HEALTH: &str = "/healthz";

/// What a handler lets the log say, carried by its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Note {
    /// An error code of the relay's or of RFC 6749, never a description.
    pub(crate) error: Option<String>,
    pub(crate) source: Option<&'static str>,
    /// Intuit's number for the request, for their support.
    pub(crate) intuit_tid: Option<String>,
    /// The key that opened the seal.
    pub(crate) key: Option<KeyId>,
    /// The beginning of the computer's fingerprint.
    pub(crate) computer: Option<String>,
    /// The same request was answered with this before.
    pub(crate) again: bool,
    /// Whether Intuit echoed the nonce of a sign-in.
    pub(crate) nonce: Option<&'static str>,
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

/// What is known of a request before it is answered.
pub(crate) struct Asked {
    started: Instant,
    method: &'static str,
    route: Option<MatchedPath>,
}

impl Asked {
    pub(crate) fn now(request: &Request) -> Self {
        Self {
            started: Instant::now(),
            method: known_method(request.method()),
            route: request.extensions().get().cloned(),
        }
    }

    /// Nested or not, it is the end of the route.
    pub(crate) fn is_about_health(&self) -> bool {
        self.route().ends_with(HEALTH)
    }

    fn route(&self) -> &str {
        self.route.as_ref().map_or("other", MatchedPath::as_str)
    }

    /// Writes the line.
    pub(crate) fn log(self, response: &mut Response) {
        if self.is_about_health() {
            return;
        }
        let route = self.route();
        let note = response.extensions_mut().remove::<Note>();
        let note = note.unwrap_or_default();
        tracing::info!(
            method = self.method,
            route,
            status = response.status().as_u16(),
            ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            error = note.error,
            source = note.source,
            intuit_tid = note.intuit_tid,
            key = note.key.map(tracing::field::display),
            computer = note.computer,
            again = note.again.then_some(true),
            nonce = note.nonce,
            "answered"
        );
    }
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
