//! A typed async client for [Conductor](https://conductor.is), the QuickBooks Desktop API:
//! end-users, auth sessions, passthrough, the health check, and the books of a client, read only.
//!
//! It does HTTP and JSON and nothing else: it stores nothing, and has no opinion on what a state
//! means for a person.
//!
//! # A first call
//!
//! ```no_run
//! use conductor::{Conductor, EndUserCreate, SecretKey};
//!
//! # async fn first_call() -> Result<(), Box<dyn std::error::Error>> {
//! let key = SecretKey::new(std::env::var("CONDUCTOR_SECRET_KEY")?);
//! let conductor = Conductor::builder(key).build()?;
//! let created = conductor
//!     .create_end_user(&EndUserCreate::new("Acme Inc.", "12345678", "alice@acme.com"))
//!     .await?;
//! println!("{}", created.id);
//! # Ok(())
//! # }
//! ```
//!
//! The programs in `examples/` do the same from a shell.
//!
//! # Connecting a client
//!
//! 1. [`create_end_user`](Conductor::create_end_user), once for each company file. There are no
//!    idempotency keys, so look for your `source_id` with
//!    [`list_end_users`](Conductor::list_end_users) before a second attempt.
//! 2. [`create_auth_session`](Conductor::create_auth_session) gives the link. It is opened in a
//!    browser *on the computer that runs QuickBooks Desktop*, and is valid for 30 minutes unless set
//!    otherwise.
//! 3. There is no webhook and a session never says whether it was used. Ask
//!    [`retrieve_end_user`](Conductor::retrieve_end_user): a connection appears when the link is
//!    opened, and its `last_successful_request_at` is set once the set-up has worked.
//! 4. [`health_check`](Conductor::health_check) says whether it works *now*. It goes all the way
//!    to QuickBooks, may take a minute, and makes the connection billable for the month.
//!
//! # Reading the books
//!
//! [`catalogue`] has every resource and report with its filters and fields; [`Conductor::books`] reads them.
//!
//! ```no_run
//! use conductor::catalogue::Resource;
//! use conductor::{Conductor, EndUserId, Filters};
//!
//! # async fn october(conductor: Conductor, client: EndUserId) -> Result<(), Box<dyn std::error::Error>> {
//! let invoices = Resource::by_path("invoices").ok_or("no such resource")?;
//! let october = Filters::new()
//!     .with("transactionDateFrom", "2026-10-01")
//!     .with("transactionDateTo", "2026-10-31");
//! let mut pages = conductor.books(&client).list(invoices, &october)?;
//! while let Some(page) = pages.next().await {
//!     for invoice in page?.records {
//!         println!("{} {}", invoice["refNumber"], invoice["subtotal"]);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The service answers each request with a cursor by the *next* page, so one that is repeated loses a page
//! silently. [`Pages`] cannot repeat one: after an error it is finished, and the list has to be read anew.
//! Make one request at a time for each computer, and ask for the next page within ten seconds.
//!
//! # When it fails
//!
//! Everything is an [`Error`]. What the service says in its documented envelope is
//! [`Error::Api`]; branch on its `code`:
//!
//! ```no_run
//! use conductor::{Conductor, EndUserId, Error, codes};
//!
//! # async fn words(conductor: Conductor, client: EndUserId) -> String {
//! match conductor.health_check(&client).await {
//!     Ok(health) => format!("QuickBooks answered in {} ms.", health.duration),
//!     Err(Error::Api(error)) if error.code == codes::INTEGRATION_CONNECTION_NOT_SET_UP => {
//!         "Nobody has finished the set-up yet.".to_owned()
//!     }
//!     Err(Error::Api(error)) => error.shown_message().to_owned(),
//!     Err(error) => format!("The state is not known: {error}"),
//! }
//! # }
//! ```
//!
//! A gateway's page, an empty body, a body cut short or one of another shape each become an error
//! that says so. None of them is a panic, and none carries the secret key.
//!
//! # Asking again
//!
//! Reads are retried as [`RetryPolicy`] says after connections that fail or break off and the statuses 408, 429 and
//! 5xx, but never after a time-out, an answer of QuickBooks itself, or where the server says `x-should-retry: false`.
//! Not retried at all: the pages of a list after the first; [`health_check`](Conductor::health_check), since each one
//! may start QuickBooks and hold it for a minute; and writes (create, delete, passthrough), since a write whose answer
//! was lost may still have happened. [`Builder::timeout`] holds for one attempt and covers the body too.
//!
//! # Where the facts come from
//!
//! | fact | source |
//! |---|---|
//! | base URL, paths, methods, `Conductor-End-User-Id`, fields and their nullability, the error envelope and its `type` values | `openapi.documented.yml` in the public repository `conductor-is/quickbooks-desktop-node`, 2026-08-21 |
//! | bearer authentication, the prefixes of keys, `API_KEY_INVALID` | documentation, `usage/keys` and `api-ref/authentication` |
//! | `Conductor-Request-Id` on every answer | documentation, `api-ref/request-ids` |
//! | meanings of the `type` and `code` values | documentation, `usage/error-handling`, `usage/auth-flow` and `api-ref/errors` |
//! | `QBD_REQUEST_TIMEOUT`, statuses 409 and 502, which message to show | public integrations that measured the live service in August 2026, among them <https://github.com/activepieces/activepieces/pull/14981> |
//! | resources, reports, their filters and fields | the same document, as data in `catalogue/catalogue.json` |
//! | cursors, which filters exclude one another, the order of names | the texts of `conductor-py` 1.92.3, 2026-10-23 |
//! | timeout, backoff, `retry-after-ms`, `retry-after`, `x-should-retry` | the official clients `conductor-node` 12.43 and `conductor-py` 1.92 |
//!
//! Not documented, and therefore not assumed: rate limits, the order of the list, what a duplicate
//! `source_id` does, the status of validation errors, and which schemes a `redirect_url` may have.

mod books;
pub mod catalogue;
mod client;
mod error;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod ids;
mod model;
mod retry;
mod transport;

pub use books::{
    Account, AccountingPreferences, Books, CurrencyPreferences, DeletedTransaction, Descriptor,
    FilterValue, Filters, Money, NotMoney, Page, Pages, PaymentToDeposit, Preferences, Reference,
    ReportCell, ReportColumn, ReportParameters, ReportRow, ReportTable, ReportTitle, Retrieved,
    RowKind, Transaction, typed,
};
pub use catalogue::Record;
pub use client::{Builder, Conductor};
pub use error::{ApiError, Error, ErrorType, FilterError, codes};
pub use http_client::{Cause, RetryPolicy, TransportError, TransportKind};
pub use ids::{
    AuthFlowUrl, AuthSessionId, ClientSecret, EndUserId, IntegrationConnectionId, PublishableKey,
    SecretKey, WireTime,
};
pub use model::{
    AuthSession, AuthSessionCreate, EndUser, EndUserCreate, EndUserDeleted, EndUserList,
    HealthCheck, IntegrationConnection, IntegrationSlug,
};
