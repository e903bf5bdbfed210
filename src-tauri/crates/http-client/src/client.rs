//! Making a client, and the addresses it may be made for.

use std::time::Duration;

use reqwest::Client;
use reqwest::header::HeaderMap;
use url::{Host, Url};

use crate::error::HttpError;

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

    /// A client for these addresses and those below them.
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
        builder.build().map_err(HttpError::Start)
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
