//! What Conductor does not document, decided once. Everything here is a guess: a client must not
//! depend on it.
//!
//! Decisions that are a line of code elsewhere, which names this list:
//!
//! - **Second use of a `sourceId`**: another end-user is created. The documents call the id unique
//!   and describe no refusal, so the caller has to look before it creates
//!   (`ConductorStore::create_end_user`).
//! - **Order of the list**: newest end-user first (`ConductorStore::newest_first`).
//! - **Times**: a health check is a request to the connection. It moves `lastRequestAt` even when the
//!   Web Connector is gone, and `lastSuccessfulRequestAt` when it succeeds (`ConductorStore::begin_request`).
//! - **A `publishableKey` that is not the project's**: answered like a bad secret key
//!   (`auth_sessions::create`).
//! - **An id in a filter that names nothing** (`customerIds`, `accountIds`…): refused like one in `ids`
//!   (`books::filter`).
//! - **A parameter that a list does not have**: refused, not passed over (`books::query`).
//! - **What only changes how a report looks** (columns and rows without amounts, subcolumns, calendars):
//!   taken and passed over. `basis` is answered as what was computed: accrual (`books::reports`).
//! - **Linked transactions of one row**: there, although a list leaves them out (`books::listed`).
//! - **Amounts in the list of all transactions**: as posted, debits positive (`books::finish`).
//! - **A new link for a finished connection**: allowed, and finishing it repairs what was wrong
//!   (`ConductorStore::finish_flow`). A link that was finished cannot be walked a second time.

use std::time::Duration;

use axum::http::StatusCode;

/// The documented values of `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Integration,
    IntegrationConnection,
    InvalidRequest,
    Authentication,
    Permission,
    Internal,
}

impl Kind {
    pub(super) fn wire(self) -> &'static str {
        match self {
            Self::Integration => "INTEGRATION_ERROR",
            Self::IntegrationConnection => "INTEGRATION_CONNECTION_ERROR",
            Self::InvalidRequest => "INVALID_REQUEST_ERROR",
            Self::Authentication => "AUTHENTICATION_ERROR",
            Self::Permission => "PERMISSION_ERROR",
            Self::Internal => "INTERNAL_ERROR",
        }
    }
}

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

/// Prose gives 15 minutes to 7 days and 30 by default; whether fractions are allowed is not said,
/// so they are.
pub(super) const LINK_MINUTES: std::ops::RangeInclusive<f64> = 15.0..=10_080.0;
/// See [`LINK_MINUTES`].
pub(super) const LINK_MINUTES_DEFAULT: f64 = 30.0;

/// The schema asks for a URI; nothing says that it must be http(s). Only what a browser would run
/// instead of visit is refused.
pub(super) const REFUSED_REDIRECT_SCHEMES: [&str; 3] = ["javascript", "data", "vbscript"];

/// Rows in a page of a list with a cursor: documented.
pub(super) const PAGE: std::ops::RangeInclusive<usize> = 1..=150;
/// How long a cursor waits for its next page: documented.
pub(super) const CURSOR_LIFE: Duration = Duration::from_secs(10);

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
