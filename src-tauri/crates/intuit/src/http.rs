//! Sending requests and reading whole answers.

use std::time::Duration;

use http_client::{
    HttpError, PlainHttp, RetryHint, RetryPolicy, Settings, TransportKind, header_text, may_pass,
};
use jiff::Timestamp;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use reqwest::{Client, RequestBuilder};
use url::Url;

use crate::answer::Answer;
use crate::rate_limiter::RateLimiter;
use crate::{AccessToken, Error, RealmId, wire_error};

/// No documented answer comes near this; a bigger one is not read to its end.
const LARGEST_BODY: usize = 1024 * 1024;
/// Of the id of an answer no more is kept, in characters.
const LONGEST_TID: usize = 100;

/// A client for these addresses.
pub(crate) fn client<'a>(
    addresses: impl IntoIterator<Item = &'a Url>,
    timeout: Duration,
) -> Result<Client, Error> {
    let mut headers = HeaderMap::new();
    // Without it the REST service answers in XML.
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let settings = Settings {
        headers,
        ..Settings::new(timeout, PlainHttp::OnThisComputer)
    };
    settings
        .client_for(addresses)
        .map_err(|error| Error::config_because(format!("no HTTP client: {error}"), error))
}

/// One try.
pub(crate) async fn send(request: RequestBuilder) -> Result<Answer, Error> {
    let mut response = http_client::send(request)
        .await
        .map_err(|error| unanswered(error, TransportKind::Other))?;
    let status = response.status().as_u16();
    let mut answer = Answer {
        status,
        intuit_tid: header_text(response.headers(), "intuit_tid", LONGEST_TID),
        body: Vec::new(),
        hint: RetryHint::from_headers(response.headers(), Timestamp::now()),
    };
    match http_client::body(&mut response, LARGEST_BODY).await {
        Ok(body) => answer.body = body,
        Err(error @ HttpError::TooLong { .. }) => {
            return Err(answer
                .decode_error("it is longer than 1 MiB")
                .because(error));
        }
        Err(error) => return Err(unanswered(error, TransportKind::Cut)),
    }
    Ok(answer)
}

/// A read: tried again when it failed in a way that may pass. A time-out is not tried again,
/// because the caller has waited its whole patience already. Every try about a company waits for
/// that company's rate limiter.
pub(crate) async fn send_read(
    policy: &RetryPolicy,
    company: Option<(&RateLimiter, &RealmId)>,
    build: impl Fn() -> RequestBuilder,
) -> Result<Answer, Error> {
    let mut retry = 0;
    loop {
        if let Some((limiter, realm)) = company {
            limiter.acquire(realm).await;
        }
        let outcome = send(build()).await;
        let wait = match &outcome {
            Ok(answer) if may_pass(answer.status) || wire_error::is_throttle(answer) => {
                policy.wait(retry, answer.hint)
            }
            Err(Error::Transport(error)) if error.kind() != TransportKind::Timeout => {
                policy.wait(retry, RetryHint::default())
            }
            _ => None,
        };
        let Some(wait) = wait else {
            return outcome;
        };
        tracing::debug!(retry, ?wait, "trying a read again");
        tokio::time::sleep(wait).await;
        retry += 1;
    }
}

/// The request with `Authorization: Bearer`.
pub(crate) fn bearer(request: RequestBuilder, token: &AccessToken) -> RequestBuilder {
    // EXPOSE: the token authorises this request.
    request.bearer_auth(token.expose())
}

/// Refuses text that cannot be in a header, before a request is built from it.
pub(crate) fn require_sendable(token: &AccessToken) -> Result<(), Error> {
    // EXPOSE: read, not kept.
    let text = token.expose();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(());
    }
    Err(Error::config(
        "the access token is empty or has characters that a token cannot have",
    ))
}

/// `early` says what a connection that ended was: before the answer began, or within it.
fn unanswered(error: HttpError, early: TransportKind) -> Error {
    let error = error.into_transport();
    let kind = match error.kind() {
        TransportKind::Cut | TransportKind::Other => early,
        kind => kind,
    };
    Error::Transport(error.with_kind(kind))
}
