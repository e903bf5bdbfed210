//! One HTTP exchange: send, read the whole answer, and make sense of it or of its failure.

use http_client::{
    Cause, HttpError, Redactor, RetryHint, RetryPolicy, header_text, one_line, shortened,
};
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Client, Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use url::Url;

use crate::error::{ApiError, Error};
use crate::ids::SecretKey;
use crate::retry::next_wait;

/// Which end-user a QuickBooks Desktop request is for; required on all of them and never in the
/// query or body. Source: the OpenAPI document.
const END_USER_HEADER: HeaderName = HeaderName::from_static("conductor-end-user-id");
/// On every answer. Source: the documentation's "api-ref/request-ids".
const REQUEST_ID_HEADER: &str = "conductor-request-id";
const EXCERPT_CHARS: usize = 200;
/// Of a header's text no more is kept, in characters.
const LONGEST_HEADER: usize = 200;
/// No documented answer about one thing comes near this; a bigger one is not read to its end.
pub(crate) const LARGEST_ANSWER: usize = 1 << 20;
/// The list has no pages: about 600 bytes for each end-user, so this is room for 13,000 of them.
/// QuickBooks' own answers may be as long.
pub(crate) const LARGEST_LIST: usize = 8 << 20;
/// A list that is not paged comes whole; a page of 150 invoices of many lines takes a few megabytes.
pub(crate) const LARGEST_BOOKS: usize = 64 << 20;

/// What to ask.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) end_user: Option<HeaderValue>,
    pub(crate) body: Option<Vec<u8>>,
    /// The longest answer that is read, in bytes.
    pub(crate) largest: usize,
    /// Whether it may be made again as the policy says.
    pub(crate) may_retry: bool,
}

impl Call {
    pub(crate) fn read(name: &'static str, url: Url, end_user: Option<HeaderValue>) -> Self {
        Self {
            name,
            method: Method::GET,
            url,
            end_user,
            body: None,
            largest: LARGEST_ANSWER,
            may_retry: true,
        }
    }
}

/// A client with what all calls share.
pub(crate) struct Wire {
    pub(crate) http: Client,
    pub(crate) authorization: HeaderValue,
    pub(crate) secret_key: SecretKey,
    pub(crate) retry: RetryPolicy,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Wire {
    /// Makes the call, again if the policy says so, and reads the answer as `T`.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, call: &Call) -> Result<T, Error> {
        self.ask_with_id(call).await.map(|(answer, _)| answer)
    }

    /// As [`ask`](Self::ask), with the service's id of the exchange.
    pub(crate) async fn ask_with_id<T: DeserializeOwned>(
        &self,
        call: &Call,
    ) -> Result<(T, Option<String>), Error> {
        let mut attempt = 0;
        loop {
            let (error, hint) = match self.exchange(call).await {
                Ok(answer) => return decoded(call.name, answer),
                Err(failure) => failure,
            };
            note_failure(call, attempt, &error);
            let wait = call
                .may_retry
                .then(|| next_wait(&self.retry, attempt, &error, hint))
                .flatten();
            let Some(wait) = wait else {
                return Err(error);
            };
            tokio::time::sleep(wait).await;
            attempt += 1;
        }
    }

    /// Makes a call that the service answers differently each time. Whatever the policy says, it is made once, and
    /// taken from the caller so that it cannot be made again.
    pub(crate) async fn ask_once<T: DeserializeOwned>(
        &self,
        call: Call,
    ) -> Result<(T, Option<String>), Error> {
        match self.exchange(&call).await {
            Ok(answer) => decoded(call.name, answer),
            Err((error, _)) => {
                note_failure(&call, 0, &error);
                Err(error)
            }
        }
    }

    async fn exchange(&self, call: &Call) -> Result<Answer, (Error, RetryHint)> {
        let mut request = self
            .http
            .request(call.method.clone(), call.url.clone())
            .header(
                reqwest::header::AUTHORIZATION,
                // EXPOSE: the key's one use; marked sensitive where it is made.
                self.authorization.clone(),
            );
        if let Some(id) = &call.end_user {
            request = request.header(END_USER_HEADER, id.clone());
        }
        if let Some(body) = &call.body {
            request = request
                .header(CONTENT_TYPE, "application/json")
                .body(body.clone());
        }
        let without_hint = |error: HttpError| (error.into_transport().into(), RetryHint::default());
        let mut response = http_client::send(request).await.map_err(without_hint)?;
        let status = response.status();
        let hint = RetryHint::from_headers(response.headers(), jiff::Timestamp::now());
        let request_id = header_text(response.headers(), REQUEST_ID_HEADER, LONGEST_HEADER);
        let content_type = header_text(response.headers(), CONTENT_TYPE.as_str(), LONGEST_HEADER);
        let body = match http_client::body(&mut response, call.largest).await {
            Ok(body) => body,
            Err(HttpError::TooLong { .. }) => {
                return Err((too_long(call, status, request_id), RetryHint::default()));
            }
            Err(error) => return Err(without_hint(error)),
        };
        if status.is_success() {
            return Ok(Answer {
                status: status.as_u16(),
                request_id,
                content_type,
                body,
            });
        }
        let error = refusal(status.as_u16(), request_id, &body, &self.secret_key);
        Err((error, hint))
    }
}

fn note_failure(call: &Call, attempt: u32, error: &Error) {
    tracing::debug!(
        call = call.name,
        attempt,
        status = error.status(),
        code = error.code(),
        request_id = error.request_id(),
        "conductor call failed"
    );
}

fn decoded<T: DeserializeOwned>(name: &str, answer: Answer) -> Result<(T, Option<String>), Error> {
    decode(name, &answer).map(|decoded| (decoded, answer.request_id))
}

/// The error that a response other than 2xx means.
pub(crate) fn refusal(
    status: u16,
    request_id: Option<String>,
    body: &[u8],
    key: &SecretKey,
) -> Error {
    // EXPOSE: to find the key in an answer and take it out.
    let redactor = Redactor::new([key.expose()]);
    let text = redactor.without_secrets(&String::from_utf8_lossy(body));
    match ApiError::from_body(status, request_id.as_deref(), &text) {
        // A second time: before unescaping, JSON could hide the key.
        Some(error) => Error::Api(Box::new(
            error.tidied(|text| redactor.without_secrets(text)),
        )),
        None => Error::UnexpectedStatus {
            status,
            request_id,
            excerpt: excerpt(&text),
        },
    }
}

/// Whatever such a body says, it is not read: the status alone is known of a refusal.
fn too_long(call: &Call, status: StatusCode, request_id: Option<String>) -> Error {
    let reason = format!(
        "{}: the body is longer than {} bytes",
        call.name, call.largest
    );
    let status = status.as_u16();
    if (200..300).contains(&status) {
        Error::Decode {
            status,
            request_id,
            reason,
            source: Some(Cause::new(HttpError::TooLong { most: call.largest })),
        }
    } else {
        Error::UnexpectedStatus {
            status,
            request_id,
            excerpt: reason,
        }
    }
}

/// The content type is not asked for: valid JSON sent as `text/plain` is taken.
pub(crate) fn decode<T: DeserializeOwned>(name: &str, answer: &Answer) -> Result<T, Error> {
    let decode_error = |error: &serde_json::Error| {
        let problem = if answer.body.is_empty() {
            "the body is empty".to_owned()
        } else {
            let sent_as = answer.content_type.as_deref().unwrap_or("no content type");
            format!("{} (sent as {sent_as})", problem_of(error))
        };
        Error::Decode {
            status: answer.status,
            request_id: answer.request_id.clone(),
            reason: format!("{name}: {problem}"),
            source: Some(Cause::new(HttpError::unreadable(error))),
        }
    };
    serde_json::from_slice(&answer.body).map_err(|error| decode_error(&error))
}

/// What is wrong with a body, without quoting it: it may hold an auth link.
fn problem_of(error: &serde_json::Error) -> String {
    let place = format!("line {} column {}", error.line(), error.column());
    match error.classify() {
        Category::Syntax | Category::Io => format!("the body is not JSON at {place}"),
        Category::Eof => format!("the body stops in the middle at {place}"),
        Category::Data => {
            let text = error.to_string();
            let field = text.split(" at line ").next().unwrap_or_default();
            // Of serde's messages this one names a key of ours; the others quote the value.
            if field.starts_with("missing field `") {
                format!("{field} at {place}")
            } else {
                let expected = field.rsplit_once("expected ").map_or("another", |it| it.1);
                format!("a value is of the wrong type, expected {expected} at {place}")
            }
        }
    }
}

/// The beginning of a body, on one line.
fn excerpt(text: &str) -> String {
    shortened(&one_line(text), EXCERPT_CHARS)
}

#[cfg(test)]
#[path = "transport_tests.rs"]
mod tests;
