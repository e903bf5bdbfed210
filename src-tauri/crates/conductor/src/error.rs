//! What can go wrong, as data.
//!
//! Long because each error is here with all it says of itself: code, status, request id, and its text without what must not
//! be shown.

use std::fmt;

use http_client::{Cause, TransportError, TransportKind, shortened};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

/// Codes of [`ApiError::code`] that callers branch on. The set is open.
///
/// Source: `Error.code` in Conductor's OpenAPI document, its documentation ("usage/keys",
/// "usage/error-handling", "usage/auth-flow", "api-ref/errors") and public integrations.
pub mod codes {
    /// The secret key is missing, malformed or deleted, or it is a publishable key.
    pub const API_KEY_INVALID: &str = "API_KEY_INVALID";
    /// No such end-user.
    pub const RESOURCE_MISSING: &str = "RESOURCE_MISSING";
    /// The end-user exists, but the auth flow was not finished.
    pub const INTEGRATION_CONNECTION_NOT_SET_UP: &str = "INTEGRATION_CONNECTION_NOT_SET_UP";
    /// It was set up, but the Web Connector cannot be reached now.
    pub const INTEGRATION_CONNECTION_NOT_ACTIVE: &str = "INTEGRATION_CONNECTION_NOT_ACTIVE";
    /// The Web Connector was reached but could not open QuickBooks or the company file.
    pub const QBD_CONNECTION_ERROR: &str = "QBD_CONNECTION_ERROR";
    /// QuickBooks answered, and its answer is an error.
    pub const QBD_REQUEST_ERROR: &str = "QBD_REQUEST_ERROR";
    /// QuickBooks did not answer in time. The work may still be done later.
    pub const QBD_REQUEST_TIMEOUT: &str = "QBD_REQUEST_TIMEOUT";
}

/// Longest message that is taken over from the service, in characters.
const LONGEST_WORDS: usize = 2000;
/// Longest code, type or id that is taken over from the service, in characters.
const LONGEST_NAME: usize = 200;

/// Every failure of this crate. No text in it carries the secret key.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The service refused, in its documented envelope.
    #[error("Conductor answered {}: {}", .0.status, .0.message)]
    Api(Box<ApiError>),
    /// A status other than 2xx whose body is not the envelope: a gateway's page, or nothing.
    #[error("Conductor answered {status} with a body that is not its error format{}", dashed(.excerpt))]
    UnexpectedStatus {
        /// The HTTP status.
        status: u16,
        /// From the `Conductor-Request-Id` header.
        request_id: Option<String>,
        /// The beginning of the body on one line, empty when there was none.
        excerpt: String,
    },
    /// A 2xx answer whose body is not what is documented.
    #[error("Conductor answered {status}, but not as documented: {reason}")]
    Decode {
        /// The HTTP status.
        status: u16,
        /// From the `Conductor-Request-Id` header.
        request_id: Option<String>,
        /// What is wrong with it. Never the values themselves.
        reason: String,
        /// Where reading it failed, if that is known.
        source: Option<Cause>,
    },
    /// No whole answer arrived. For a write this does not mean that nothing happened.
    #[error("{}: {}", unanswered(.0.kind()), .0.reason())]
    Transport(#[from] TransportError),
    /// Refused here, before anything was sent.
    #[error("{0}")]
    InvalidRequest(String),
    /// A report was asked for with parameters it does not take. Nothing was sent.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// The client cannot be made from this configuration.
    #[error("{reason}")]
    Config {
        /// What is wrong with it.
        reason: String,
        /// What found that, if something else did.
        source: Option<Cause>,
    },
}

/// As [`ApiError`]'s: of an answer that is no error format, how long its excerpt is.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::UnexpectedStatus {
                status,
                request_id,
                excerpt,
            } => f
                .debug_struct("UnexpectedStatus")
                .field("status", status)
                .field("request_id", request_id)
                .field("excerpt", &format_args!("{} bytes", excerpt.len()))
                .finish(),
            Self::Decode {
                status,
                request_id,
                reason,
                source,
            } => f
                .debug_struct("Decode")
                .field("status", status)
                .field("request_id", request_id)
                .field("reason", reason)
                .field("source", source)
                .finish(),
            Self::Transport(error) => f.debug_tuple("Transport").field(error).finish(),
            Self::InvalidRequest(reason) => f.debug_tuple("InvalidRequest").field(reason).finish(),
            Self::Filter(error) => f.debug_tuple("Filter").field(error).finish(),
            Self::Config { reason, source } => f
                .debug_struct("Config")
                .field("reason", reason)
                .field("source", source)
                .finish(),
        }
    }
}

impl Error {
    /// The documented error, when the service sent one.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The service's code (see [`codes`]), when it sent one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.api().map(|error| error.code.as_str())
    }

    /// The HTTP status, when there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::UnexpectedStatus { status, .. } | Self::Decode { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The service's id of this exchange, to quote when asking Conductor for help.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id.as_deref(),
            Self::UnexpectedStatus { request_id, .. } | Self::Decode { request_id, .. } => {
                request_id.as_deref()
            }
            _ => None,
        }
    }

    pub(crate) fn config(reason: impl Into<String>) -> Self {
        Self::Config {
            reason: reason.into(),
            source: None,
        }
    }

    pub(crate) fn config_because(
        reason: impl Into<String>,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Config {
            reason: reason.into(),
            source: Some(Cause::new(cause)),
        }
    }
}

/// The documented error (schema `Error` of the OpenAPI document). `Serialize` writes it back as
/// the wire envelope, `{"error": {…}}`.
///
/// Branch on `code`, then on `error_type`, then on `status`: both sets are open.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status of the answer; `httpStatusCode` on the wire repeats it.
    pub status: u16,
    /// What kind of failure. On the wire `type`.
    pub error_type: ErrorType,
    /// Which failure: see [`codes`].
    pub code: String,
    /// The real reason, for developers and logs.
    pub message: String,
    /// Meant for the end-user's screen. Generic text where the cause is the caller's: see
    /// [`shown_message`](Self::shown_message).
    pub user_facing_message: String,
    /// The code of QuickBooks (`3200`) or of its connector (`0x80040420`), when it has one.
    pub integration_code: Option<String>,
    /// The service's id of this exchange.
    pub request_id: Option<String>,
}

/// Codes and ids. The service's words may repeat what was asked for, or what it found.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("error_type", &self.error_type)
            .field("code", &self.code)
            .field("integration_code", &self.integration_code)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

impl ApiError {
    /// A refusal of which no more than this is known.
    pub fn new(status: u16, error_type: ErrorType, code: impl Into<String>) -> Self {
        Self {
            status,
            error_type,
            code: code.into(),
            message: String::new(),
            user_facing_message: String::new(),
            integration_code: None,
            request_id: None,
        }
    }

    /// The more useful of the two messages for a person.
    ///
    /// For `INVALID_REQUEST_ERROR` the user-facing text is a generic apology while `message` holds
    /// the specific and safe reason; for all others the user-facing text is the accurate one.
    /// Source: two public integrations that measured it live in August 2026 (among them
    /// <https://github.com/activepieces/activepieces/pull/14981>).
    #[must_use]
    pub fn shown_message(&self) -> &str {
        let prefers_message = self.error_type == ErrorType::InvalidRequestError;
        if (prefers_message || self.user_facing_message.is_empty()) && !self.message.is_empty() {
            &self.message
        } else {
            &self.user_facing_message
        }
    }

    fn to_envelope(&self) -> Value {
        let mut error = json!({
            "message": self.message,
            "userFacingMessage": self.user_facing_message,
            "type": self.error_type.as_str(),
            "code": self.code,
            "httpStatusCode": self.status,
        });
        // The service leaves these out rather than sending null.
        for (key, value) in [
            ("integrationCode", &self.integration_code),
            ("requestId", &self.request_id),
        ] {
            if let Some(text) = value {
                error[key] = json!(text);
            }
        }
        json!({ "error": error })
    }

    /// The same with every text of the service's through `clean`, and none longer than anybody reads.
    pub(crate) fn tidied(self, clean: impl Fn(&str) -> String) -> Self {
        let words = |text: String| shortened(&clean(&text), LONGEST_WORDS);
        let name = |text: String| shortened(&clean(&text), LONGEST_NAME);
        Self {
            status: self.status,
            error_type: ErrorType::from(name(self.error_type.into())),
            code: name(self.code),
            message: words(self.message),
            user_facing_message: words(self.user_facing_message),
            integration_code: self.integration_code.map(name),
            request_id: self.request_id.map(name),
        }
    }

    /// Reads the envelope, or `None` when the body is something else.
    ///
    /// The one place that decides what counts as the envelope: an `error` object with a `type` or
    /// a `code`. All fields but `integrationCode` are documented as required, but an error that
    /// lacks one is still worth more to the caller than an excerpt of its text.
    pub(crate) fn from_body(
        status: u16,
        header_request_id: Option<&str>,
        body: &str,
    ) -> Option<Self> {
        #[derive(Deserialize)]
        struct Envelope {
            error: Fields,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Fields {
            #[serde(default)]
            message: Value,
            #[serde(default)]
            user_facing_message: Value,
            #[serde(default)]
            r#type: Value,
            #[serde(default)]
            code: Value,
            #[serde(default)]
            integration_code: Value,
            #[serde(default)]
            request_id: Value,
        }
        let Envelope { error } = serde_json::from_str(body).ok()?;
        let error_type = text_of(error.r#type);
        let code = text_of(error.code);
        if error_type.is_none() && code.is_none() {
            return None;
        }
        Some(Self {
            status,
            error_type: ErrorType::from(error_type.unwrap_or_default()),
            code: code.unwrap_or_default(),
            message: text_of(error.message).unwrap_or_default(),
            user_facing_message: text_of(error.user_facing_message).unwrap_or_default(),
            integration_code: text_of(error.integration_code),
            request_id: text_of(error.request_id).or_else(|| header_request_id.map(str::to_owned)),
        })
    }
}

impl Serialize for ApiError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_envelope().serialize(serializer)
    }
}

/// The `type` of an error.
///
/// Source: the enum in the OpenAPI document; the meanings are those of the documentation's
/// "usage/error-handling".
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum ErrorType {
    /// QuickBooks processed the request and refused it.
    IntegrationError,
    /// The connection on the end-user's side; only the end-user can fix it.
    IntegrationConnectionError,
    /// Wrong parameters or a wrong moment: the caller's doing.
    InvalidRequestError,
    /// The key is not accepted.
    AuthenticationError,
    /// The key may not do this.
    PermissionError,
    /// Conductor's own fault.
    InternalError,
    /// One this version does not know.
    Other(String),
}

impl ErrorType {
    /// The text, as on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::IntegrationError => "INTEGRATION_ERROR",
            Self::IntegrationConnectionError => "INTEGRATION_CONNECTION_ERROR",
            Self::InvalidRequestError => "INVALID_REQUEST_ERROR",
            Self::AuthenticationError => "AUTHENTICATION_ERROR",
            Self::PermissionError => "PERMISSION_ERROR",
            Self::InternalError => "INTERNAL_ERROR",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for ErrorType {
    fn from(text: String) -> Self {
        match text.as_str() {
            "INTEGRATION_ERROR" => Self::IntegrationError,
            "INTEGRATION_CONNECTION_ERROR" => Self::IntegrationConnectionError,
            "INVALID_REQUEST_ERROR" => Self::InvalidRequestError,
            "AUTHENTICATION_ERROR" => Self::AuthenticationError,
            "PERMISSION_ERROR" => Self::PermissionError,
            "INTERNAL_ERROR" => Self::InternalError,
            _ => Self::Other(text),
        }
    }
}

impl From<ErrorType> for String {
    fn from(error_type: ErrorType) -> Self {
        error_type.as_str().to_owned()
    }
}

/// Why a request was not made. No text of it holds a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FilterError {
    /// It has no such filter.
    #[error("{of} cannot be filtered by {filter}.")]
    Unknown {
        /// As given.
        filter: String,
        /// The path of the resource or report.
        of: &'static str,
    },
    /// The service refuses a request without it.
    #[error("{of} cannot be read without {filter}.")]
    Missing {
        /// Its name.
        filter: &'static str,
        /// The path of the resource or report.
        of: &'static str,
    },
    /// Two that exclude each other.
    #[error("{filter} and {with} cannot be given together.")]
    Exclusive {
        /// One of them.
        filter: &'static str,
        /// The other.
        with: &'static str,
    },
    /// A range that runs backwards.
    #[error("{to} comes before {from}.")]
    Backwards {
        /// The lower bound.
        from: &'static str,
        /// The upper bound.
        to: &'static str,
    },
    /// Nothing, or several values where it takes one.
    #[error("{filter} takes one value{}.", if *.many { " or more" } else { "" })]
    Count {
        /// Its name.
        filter: &'static str,
        /// Whether it takes several.
        many: bool,
    },
    /// A value it cannot be.
    #[error("{filter} has to be {expected}.")]
    Value {
        /// Its name.
        filter: &'static str,
        /// What it can be.
        expected: String,
    },
}

fn unanswered(kind: TransportKind) -> &'static str {
    match kind {
        TransportKind::Connect => "Conductor could not be reached",
        TransportKind::Timeout => "Conductor did not answer in time",
        TransportKind::Cut => "The connection to Conductor ended before its answer was complete",
        TransportKind::Other => "The exchange with Conductor failed",
    }
}

/// The wire says "string"; a number is taken as its text, and null or empty as absent.
fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn dashed(excerpt: &str) -> String {
    if excerpt.is_empty() {
        String::new()
    } else {
        format!(": {excerpt}")
    }
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
