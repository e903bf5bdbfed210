//! What Conductor does not document, decided once. Everything here is a guess: a client must not
//! depend on it, and a correction belongs here and nowhere else.

use std::time::Duration;

use axum::http::StatusCode;

use super::problem::Kind;

/// A body or header that breaks the rules. The type is documented, status and code are not.
pub(super) const VALIDATION: (StatusCode, &str) =
    (StatusCode::BAD_REQUEST, "REQUEST_VALIDATION_FAILED");

/// An unknown id or path. Only the code's name is documented.
pub(super) const MISSING: (StatusCode, Kind, &str) = (
    StatusCode::NOT_FOUND,
    Kind::InvalidRequest,
    "RESOURCE_MISSING",
);

/// Nobody finished the set-up. 409 was measured by an integrator; the type is a guess.
pub(super) const NOT_SET_UP: (StatusCode, Kind, &str) = (
    StatusCode::CONFLICT,
    Kind::IntegrationConnection,
    "INTEGRATION_CONNECTION_NOT_SET_UP",
);

/// The Web Connector cannot be reached. Status and type are guesses.
pub(super) const NOT_ACTIVE: (StatusCode, Kind, &str) = (
    StatusCode::CONFLICT,
    Kind::IntegrationConnection,
    "INTEGRATION_CONNECTION_NOT_ACTIVE",
);

/// QuickBooks did not answer in time. Status and type are guesses.
pub(super) const TIMED_OUT: (StatusCode, Kind, &str) = (
    StatusCode::GATEWAY_TIMEOUT,
    Kind::IntegrationConnection,
    "QBD_REQUEST_TIMEOUT",
);

/// A `publishableKey` that is not the project's: answered like a bad secret key, so that the person
/// is sent to the keys and not to the client.
pub(super) const WRONG_PUBLISHABLE_KEY_IS_A_KEY_PROBLEM: bool = true;

/// A second end-user with a `sourceId` already in use is created like any other: the documents call
/// the id "unique" and describe no refusal. The caller has to look before it creates.
pub(super) const SECOND_USE_OF_A_SOURCE_ID_IS_REFUSED: bool = false;

/// The list's order is not documented.
pub(super) const NEWEST_END_USER_FIRST: bool = true;

/// A health check is a request to the connection, so it moves `lastRequestAt`, and on success
/// `lastSuccessfulRequestAt`. So does one that finds the Web Connector gone.
pub(super) const HEALTH_CHECK_MOVES_TIMES: bool = true;

/// Prose gives 15 minutes to 7 days and 30 by default; whether fractions are allowed is not said,
/// so they are.
pub(super) const LINK_MINUTES: std::ops::RangeInclusive<f64> = 15.0..=10_080.0;
/// See [`LINK_MINUTES`].
pub(super) const LINK_MINUTES_DEFAULT: f64 = 30.0;

/// The schema asks for a URI; nothing says that it must be http(s). Only what a browser would run
/// instead of visit is refused.
pub(super) const REFUSED_REDIRECT_SCHEMES: [&str; 3] = ["javascript", "data", "vbscript"];

/// What the answers say they waited for QuickBooks: 90 s documented for requests, 60 s for the
/// health check.
pub(super) const REQUEST_LIMIT: Duration = Duration::from_secs(90);
/// See [`REQUEST_LIMIT`].
pub(super) const HEALTH_CHECK_LIMIT: Duration = Duration::from_secs(60);

/// How long a computer that never answers really keeps the caller waiting, so that trying it does
/// not take a minute and a half. A shorter `Conductor-Timeout-Seconds` wins.
pub(super) const SILENCE: Duration = Duration::from_secs(1);

/// How long a sample computer takes to answer. Real ones were measured at about five seconds.
pub(super) const LATENCY: Duration = Duration::from_millis(50);
