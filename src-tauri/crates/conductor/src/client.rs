//! The client: one method for each operation.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http_client::{PlainHttp, RetryPolicy, Settings};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde::Serialize;
use serde_json::{Map, Value};
use url::Url;

use crate::error::Error;
use crate::ids::{EndUserId, SecretKey};
use crate::model::{
    AuthSession, AuthSessionCreate, EndUser, EndUserCreate, EndUserDeleted, EndUserList,
    HealthCheck, IntegrationSlug,
};
use crate::transport::{Call, LARGEST_ANSWER, LARGEST_LIST, Wire};

/// The one server of the service. Source: `servers` in the OpenAPI document.
const BASE_URL: &str = "https://api.conductor.is/v1";
/// As in the official clients. A health check alone may take the service 60 s.
const TIMEOUT: Duration = Duration::from_secs(120);

/// Everything but RFC 3986's unreserved characters. `Url::path_segments_mut` would do, but it
/// drops tabs and line breaks silently.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Makes a [`Conductor`]: see [`Conductor::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    secret_key: SecretKey,
    base_url: Url,
    timeout: Duration,
    retry: RetryPolicy,
}

impl Builder {
    /// Another server than the live one: its address up to and with the version, such as
    /// `https://api.conductor.is/v1`. Plain `http` is taken for this computer only, because every request carries the
    /// secret key.
    pub fn base_url(mut self, base_url: Url) -> Self {
        self.base_url = base_url;
        self
    }

    /// For one attempt, from connecting to the last byte of the body; 120 s unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// For reads; 2 retries unless set.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Makes the client. Nothing is sent yet.
    ///
    /// Installs ring as the process's TLS provider if there is none.
    ///
    /// # Errors
    /// [`Error::Config`] for an empty key or one that no header can carry, for a base URL that is
    /// neither https nor on this computer, and when TLS cannot be set up.
    pub fn build(self) -> Result<Conductor, Error> {
        check_base_url(&self.base_url)?;
        let authorization = authorization(&self.secret_key)?;
        let settings = Settings {
            user_agent: concat!("conductor-rust/", env!("CARGO_PKG_VERSION")),
            ..Settings::new(self.timeout, PlainHttp::OnThisComputer)
        };
        let http = settings.client_for([&self.base_url]).map_err(|error| {
            Error::config_because(format!("No call can be made: {error}."), error)
        })?;
        Ok(Conductor {
            base_url: self.base_url,
            wire: Arc::new(Wire {
                http,
                authorization,
                secret_key: self.secret_key,
                retry: self.retry,
            }),
        })
    }
}

/// A client of Conductor. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct Conductor {
    base_url: Url,
    pub(crate) wire: Arc<Wire>,
}

impl Conductor {
    /// A client with this key of the live service, with 120 s per attempt and 2 retries of reads unless set otherwise.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "a constant, parsed by every test"
    )]
    pub fn builder(secret_key: SecretKey) -> Builder {
        Builder {
            secret_key,
            base_url: BASE_URL.parse().expect("the constant is a URL"),
            timeout: TIMEOUT,
            retry: RetryPolicy::default(),
        }
    }

    /// `POST /end-users`. Never retried: after a lost answer, look for the `source_id` with
    /// [`list_end_users`](Self::list_end_users).
    pub async fn create_end_user(&self, new: &EndUserCreate) -> Result<EndUser, Error> {
        let url = self.url(&["end-users"])?;
        self.wire
            .ask(&write("create end-user", url, Some(to_body(new)?)))
            .await
    }

    /// `GET /end-users`: all of them, in one answer and without asking QuickBooks.
    pub async fn list_end_users(&self) -> Result<EndUserList, Error> {
        let url = self.url(&["end-users"])?;
        let call = Call {
            largest: LARGEST_LIST,
            ..Call::read("list end-users", url, None)
        };
        self.wire.ask(&call).await
    }

    /// `GET /end-users/{id}`, without asking QuickBooks.
    pub async fn retrieve_end_user(&self, id: &EndUserId) -> Result<EndUser, Error> {
        let url = self.url(&["end-users", id.as_str()])?;
        self.wire
            .ask(&Call::read("retrieve end-user", url, None))
            .await
    }

    /// `DELETE /end-users/{id}`. Permanent, and takes the connections with it. Never retried.
    pub async fn delete_end_user(&self, id: &EndUserId) -> Result<EndUserDeleted, Error> {
        let url = self.url(&["end-users", id.as_str()])?;
        let call = Call {
            method: Method::DELETE,
            ..write("delete end-user", url, None)
        };
        self.wire.ask(&call).await
    }

    /// `POST /end-users/{id}/passthrough/{slug}`: a qbXML request as JSON, such as
    /// `{"InvoiceQueryRq": {"MaxReturned": 1}}`, answered with the qbXML response as JSON. Never
    /// retried, since the request may write.
    pub async fn passthrough(
        &self,
        id: &EndUserId,
        slug: &IntegrationSlug,
        body: &Map<String, Value>,
    ) -> Result<Map<String, Value>, Error> {
        // The schema says `minProperties: 1`.
        if body.is_empty() {
            return Err(Error::InvalidRequest(
                "A passthrough request needs at least one property.".to_owned(),
            ));
        }
        let url = self.url(&["end-users", id.as_str(), "passthrough", slug.as_str()])?;
        let call = Call {
            largest: LARGEST_LIST,
            ..write("passthrough", url, Some(to_body(body)?))
        };
        self.wire.ask(&call).await
    }

    /// `POST /auth-sessions`: a link through which a person connects QuickBooks Desktop. Never
    /// retried. A new session for the same end-user may be made at any time.
    pub async fn create_auth_session(&self, new: &AuthSessionCreate) -> Result<AuthSession, Error> {
        require(new.end_user_id.as_str())?;
        let url = self.url(&["auth-sessions"])?;
        self.wire
            .ask(&write("create auth session", url, Some(to_body(new)?)))
            .await
    }

    /// `GET /quickbooks-desktop/health-check`: a round trip to QuickBooks on the client's
    /// computer. It may take a minute, occupies QuickBooks meanwhile, and counts as use of the
    /// connection for billing, so make it on request only. Never retried.
    pub async fn health_check(&self, end_user: &EndUserId) -> Result<HealthCheck, Error> {
        let header = end_user_header(end_user)?;
        let url = self.url(&["quickbooks-desktop", "health-check"])?;
        let call = Call {
            may_retry: false,
            ..Call::read("health check", url, Some(header))
        };
        self.wire.ask(&call).await
    }

    pub(crate) fn url(&self, segments: &[&str]) -> Result<Url, Error> {
        url_of(&self.base_url, segments)
    }
}

impl fmt::Debug for Conductor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conductor")
            .field("base_url", &self.base_url.as_str())
            .field("secret_key", &self.wire.secret_key)
            .field("retry", &self.wire.retry)
            .finish_non_exhaustive()
    }
}

fn write(name: &'static str, url: Url, body: Option<Vec<u8>>) -> Call {
    Call {
        name,
        method: Method::POST,
        url,
        end_user: None,
        body,
        largest: LARGEST_ANSWER,
        may_retry: false,
    }
}

fn to_body(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value)
        .map_err(|error| Error::InvalidRequest(format!("The request is not JSON: {error}")))
}

/// Why the base URL cannot be used, if it cannot.
fn check_base_url(url: &Url) -> Result<(), Error> {
    http_client::require_safe(url, PlainHttp::OnThisComputer).map_err(|error| {
        Error::config_because(
            "The base URL must begin with https, or with http on this computer.",
            error,
        )
    })
}

fn authorization(key: &SecretKey) -> Result<HeaderValue, Error> {
    // EXPOSE: to make the Authorization header.
    let key = key.expose();
    if key.trim().is_empty() {
        return Err(Error::config("The secret key is empty."));
    }
    let mut header = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|error| {
        Error::config_because(
            "The secret key has a character that no header can carry.",
            error,
        )
    })?;
    header.set_sensitive(true);
    Ok(header)
}

/// What says whose QuickBooks is meant.
pub(crate) fn end_user_header(id: &EndUserId) -> Result<HeaderValue, Error> {
    require(id.as_str())?;
    HeaderValue::from_str(id.as_str()).map_err(|_| {
        Error::InvalidRequest("The id has a character that no header can carry.".to_owned())
    })
}

/// An empty id would turn "retrieve one" into "list all", and `..` would leave the endpoint.
fn require(id: &str) -> Result<(), Error> {
    match id.trim() {
        "" => Err(Error::InvalidRequest("The id is empty.".to_owned())),
        "." | ".." => Err(Error::InvalidRequest(
            "The id cannot be part of an address.".to_owned(),
        )),
        _ => Ok(()),
    }
}

/// Joins path segments to the base, each percent-encoded whole.
fn url_of(base: &Url, segments: &[&str]) -> Result<Url, Error> {
    let mut path = base.path().trim_end_matches('/').to_owned();
    for segment in segments {
        require(segment)?;
        path.push('/');
        path.extend(utf8_percent_encode(segment, RESERVED));
    }
    let mut url = base.clone();
    url.set_path(&path);
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
