//! The one way this app makes HTTP clients.
//!
//! A client made here follows no redirect, because a grant, a code or a key must not travel on to an address that a
//! server chose; gives up after a time; and speaks TLS, but with this computer where the caller says so. Answers are
//! read to a limit. Clippy refuses every other way to make a client (`clippy.toml`).

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Client, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use url::{Host, Url};

/// What the app calls itself.
pub const USER_AGENT: &str = concat!("counterfoil/", env!("CARGO_PKG_VERSION"));
/// A connection that takes longer will not come.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Whether addresses without TLS are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainHttp {
    /// No: `https` alone.
    Never,
    /// From this computer to itself (see [`is_loopback`]): the practice firm, tests.
    OnThisComputer,
}

/// How a client behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// For one exchange, from connecting to the last byte of the body.
    pub timeout: Duration,
    /// Whether addresses without TLS are taken.
    pub plain_http: PlainHttp,
    /// What it calls itself.
    pub user_agent: &'static str,
    /// Sent with every request.
    pub headers: HeaderMap,
}

impl Settings {
    /// The app's own name, no headers.
    #[must_use]
    pub fn new(timeout: Duration, plain_http: PlainHttp) -> Self {
        Self {
            timeout,
            plain_http,
            user_agent: USER_AGENT,
            headers: HeaderMap::new(),
        }
    }

    /// A client for these addresses and what lies below them.
    ///
    /// Unless one of them is plain HTTP on this computer, the client refuses every request without TLS. A client for
    /// this computer alone asks no proxy.
    ///
    /// Installs ring as the process's TLS provider if there is none.
    ///
    /// # Errors
    /// [`HttpError::Address`] for the first that may not be used, [`HttpError::Start`] when TLS cannot be set up.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where clients are made"
    )]
    pub fn client_for<'a>(
        self,
        addresses: impl IntoIterator<Item = &'a Url>,
    ) -> Result<Client, HttpError> {
        // An error means that the process has chosen a provider already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (mut here, mut plain, mut with_tls) = (true, false, false);
        for address in addresses {
            require_safe(address, self.plain_http)?;
            here &= is_loopback(address);
            if address.scheme() == "https" {
                with_tls = true;
            } else {
                plain = true;
            }
        }
        let mut builder = Client::builder()
            .default_headers(self.headers)
            .user_agent(self.user_agent)
            .timeout(self.timeout)
            .connect_timeout(CONNECT_TIMEOUT.min(self.timeout))
            .redirect(reqwest::redirect::Policy::none())
            .https_only(!plain);
        if here {
            builder = builder.no_proxy();
        }
        if !with_tls {
            // Loading the system's certificates fails where there are none, and http needs none.
            builder = builder.tls_certs_only([]);
        }
        builder
            .build()
            .map_err(|error| HttpError::Start(whole_reason(&error)))
    }
}

/// Why there is no answer, or none that can be read. No text of it quotes an answer or an address's path.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// Nothing is sent to such an address.
    #[error("{scheme}://{host} is not an address this app sends anything to: it has to be https")]
    Address {
        /// Of the address.
        scheme: String,
        /// Of the address; empty where it has none.
        host: String,
    },
    /// There is no client.
    #[error("the HTTP client cannot start: {0}")]
    Start(String),
    /// The exchange ended without a whole answer.
    #[error("{kind}: {reason}")]
    Transport {
        /// How.
        kind: Transport,
        /// The cause in the HTTP library's words, without the address.
        reason: String,
        /// The innermost cause alone, which is what a person can use.
        cause: String,
    },
    /// The answer was not read to its end.
    #[error("the answer is longer than {most} bytes")]
    TooLong {
        /// The limit, in bytes.
        most: usize,
    },
    /// The answer is not what was expected. Its own text could hold secrets and is not quoted.
    #[error("the answer could not be read at line {line} column {column}")]
    Unreadable {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// The answer is another than 2xx; redirects are not followed.
    #[error("it answered {0}")]
    Status(u16),
}

/// How an exchange ended without a whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// No connection was made, so nothing was sent.
    Connect,
    /// The time allowed for the whole exchange was over.
    Timeout,
    /// The connection ended before the answer was whole.
    Cut,
    /// Anything else, such as an answer that is not HTTP.
    Other,
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "no connection could be made",
            Self::Timeout => "there was no answer in time",
            Self::Cut => "the connection ended before the answer was complete",
            Self::Other => "the exchange failed",
        })
    }
}

/// Whether the address is this computer's own: `localhost`, 127.0.0.0/8 or `::1`, by its name and without asking
/// anybody. A name below `localhost` is not, because not every system answers it without asking.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Refuses an address on which somebody on the way could read what is sent.
///
/// # Errors
/// [`HttpError::Address`].
pub fn require_safe(url: &Url, plain_http: PlainHttp) -> Result<(), HttpError> {
    let is_safe = match url.scheme() {
        "https" => url.has_host(),
        "http" => plain_http == PlainHttp::OnThisComputer && is_loopback(url),
        _ => false,
    };
    if is_safe {
        return Ok(());
    }
    Err(HttpError::Address {
        scheme: url.scheme().to_owned(),
        host: url.host_str().unwrap_or_default().to_owned(),
    })
}

/// Sends a request and waits for the head of the answer.
///
/// # Errors
/// [`HttpError::Transport`].
pub async fn send(request: RequestBuilder) -> Result<Response, HttpError> {
    request.send().await.map_err(transport)
}

/// Reads a body of `most` bytes at most. Of a longer one no more than that is kept, and the rest is not read.
///
/// # Errors
/// [`HttpError::Transport`], [`HttpError::TooLong`].
pub async fn body(response: &mut Response, most: usize) -> Result<Vec<u8>, HttpError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(transport)? {
        if bytes.len() + chunk.len() > most {
            return Err(HttpError::TooLong { most });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Reads a body as JSON.
///
/// # Errors
/// [`HttpError::Unreadable`].
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, HttpError> {
    serde_json::from_slice(body).map_err(|error| HttpError::Unreadable {
        line: error.line(),
        column: error.column(),
    })
}

/// Sends a request and reads a 2xx answer as JSON of `most` bytes at most.
///
/// # Errors
/// Each of [`HttpError`] but the first two.
pub async fn ask_json<T: DeserializeOwned>(
    request: RequestBuilder,
    most: usize,
) -> Result<T, HttpError> {
    let mut response = send(request).await?;
    if !response.status().is_success() {
        return Err(HttpError::Status(response.status().as_u16()));
    }
    json(&body(&mut response, most).await?)
}

fn transport(error: reqwest::Error) -> HttpError {
    // The address may hold ids of companies.
    let error = error.without_url();
    let is_nonsense = causes(&error).any(|cause| {
        cause
            .downcast_ref::<hyper::Error>()
            .is_some_and(hyper::Error::is_parse)
    });
    let kind = if error.is_connect() {
        Transport::Connect
    } else if error.is_timeout() {
        Transport::Timeout
    } else if is_nonsense || error.is_builder() || error.is_redirect() {
        Transport::Other
    } else {
        Transport::Cut
    };
    HttpError::Transport {
        kind,
        reason: whole_reason(&error),
        cause: causes(&error)
            .last()
            .map_or_else(|| error.to_string(), ToString::to_string),
    }
}

/// reqwest's own text names only the step; the reason is in its causes.
fn whole_reason(error: &reqwest::Error) -> String {
    let mut reasons = vec![error.to_string()];
    for cause in causes(error) {
        let text = cause.to_string();
        if !reasons.iter().any(|known| known.contains(&text)) {
            reasons.push(text);
        }
    }
    reasons.join(": ")
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> + use<'_> {
    std::iter::successors(error.source(), |&cause| cause.source())
}

#[cfg(test)]
mod tests;
