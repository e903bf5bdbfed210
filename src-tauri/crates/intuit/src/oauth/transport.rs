//! What the `oauth2` crate sends over, and what it made of the answers.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use futures_core::future::BoxFuture;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    EndpointNotSet, EndpointSet, ExtraTokenFields, HttpRequest, HttpResponse, RequestTokenError,
    StandardRevocableToken, StandardTokenResponse, TokenResponse,
};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ACCESS_TOKEN_LIFE, Tokens};
use crate::answer::Answer;
use crate::http;
use crate::redact::Redactor;
use crate::{AccessToken, Error, IdToken, RefreshToken, wire_error};

/// Asks for `x_refresh_token_hard_expires_in`. Source: Intuit's SDKs (Node 4.2.4 and later).
const HARD_EXPIRY_HEADER: &str = "x-include-refresh-token-hard-expires-in";

pub(super) type Library = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;
pub(super) type TokenAnswer = StandardTokenResponse<IntuitFields, BasicTokenType>;

/// What Intuit adds to RFC 6749. The lives are read liberally, as numbers or as text.
#[derive(Deserialize, Serialize)]
pub(super) struct IntuitFields {
    #[serde(default)]
    x_refresh_token_expires_in: Value,
    #[serde(default)]
    x_refresh_token_hard_expires_in: Value,
    #[serde(default)]
    id_token: Option<String>,
}

impl ExtraTokenFields for IntuitFields {}

impl fmt::Debug for IntuitFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The `oauth2` crate's transport for one call: our reqwest, our headers, and every refusal read in all the forms
/// that Intuit and its gateway give it. The library's own errors know RFC 6749's form alone, and keep neither the status
/// nor `intuit_tid`, so a refusal comes back through the library as this transport's error.
pub(super) struct Transport<'a> {
    pub(super) http: &'a reqwest::Client,
    pub(super) basic: HeaderValue,
    pub(super) redactor: Redactor<'a>,
    /// What the library reads now.
    pub(super) answer: OnceLock<Answer>,
}

impl<'c> oauth2::AsyncHttpClient<'c> for Transport<'_> {
    type Error = Error;
    type Future = BoxFuture<'c, Result<HttpResponse, Error>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            parts.headers.insert(AUTHORIZATION, self.basic.clone());
            parts
                .headers
                .insert(HARD_EXPIRY_HEADER, HeaderValue::from_static("true"));
            let request = self
                .http
                .request(parts.method, parts.uri.to_string())
                .headers(parts.headers)
                .body(body);
            let answer = http::send(request).await?;
            if answer.status != 200 {
                return Err(wire_error::oauth_refusal(&answer, &self.redactor));
            }
            // Without the content type: the body is JSON or it is not, whatever the header says.
            let response = HttpResponse::new(answer.body.clone());
            let _ = self.answer.set(answer);
            Ok(response)
        })
    }
}

pub(super) type Outcome = Result<TokenAnswer, RequestTokenError<Error, BasicErrorResponse>>;

impl Transport<'_> {
    /// What the library made of the answer, as our types. `previous` is kept when a refresh
    /// brings no new refresh token (RFC 6749 §6 allows that).
    pub(super) fn tokens(
        mut self,
        outcome: Outcome,
        previous: Option<&RefreshToken>,
    ) -> Result<Tokens, Error> {
        let (found, answer) = match (outcome, self.answer.take()) {
            (Err(RequestTokenError::Request(error)), _) => return Err(error),
            (Ok(found), Some(answer)) => (found, answer),
            (Err(_), Some(answer))
                if wire_error::is_fault(&answer) || wire_error::is_throttle(&answer) =>
            {
                return Err(wire_error::oauth_refusal(&answer, &self.redactor));
            }
            (Err(error), Some(answer)) => return Err(decode_error(&answer, &error)),
            (_, None) => {
                return Err(Error::config("the token request could not be built"));
            }
        };
        // EXPOSE: moved from the library's secret types into ours.
        let access_token = AccessToken::new(found.access_token().secret());
        let refresh_token = found
            .refresh_token()
            .map(|token| RefreshToken::new(token.secret()))
            .or_else(|| previous.cloned())
            .ok_or_else(|| answer.decode_error("it has no refresh_token"))?;
        let extra = found.extra_fields();
        Ok(Tokens {
            access_token,
            expires_in: found.expires_in().unwrap_or(ACCESS_TOKEN_LIFE),
            refresh_token,
            refresh_expires_in: seconds(&extra.x_refresh_token_expires_in),
            refresh_hard_expires_in: seconds(&extra.x_refresh_token_hard_expires_in),
            id_token: extra
                .id_token
                .as_deref()
                .filter(|text| !text.is_empty())
                .map(IdToken::new),
            intuit_tid: answer.intuit_tid,
        })
    }
}

fn decode_error(answer: &Answer, error: &RequestTokenError<Error, BasicErrorResponse>) -> Error {
    match error {
        RequestTokenError::Parse(error, _) => answer.json_error(error.inner()),
        _ => answer.decode_error("it is empty"),
    }
}

fn seconds(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    };
    seconds.map(Duration::from_secs)
}
