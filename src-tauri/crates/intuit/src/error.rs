//! Everything that can go wrong, as data.

use http_client::{Cause, HttpError, TransportError, TransportKind};
use serde::Serialize;

use crate::redact::cleaned;
use crate::{IdTokenError, throttle};

/// Codes of GraphQL refusals that are answers. The set is open.
pub mod codes {
    /// The person who signed in is not a user of this company.
    ///
    /// Source: user-role page of Intuit's API documentation (`intuit-api-docs`).
    pub const NOT_MEMBER: &str = "VAL-1002";
    /// The grant does not cover reading roles.
    ///
    /// Source: error-handling page of Intuit's API documentation (`intuit-api-docs`).
    pub const SCOPE_MISSING: &str = "AHZ-0010";
}

/// Why a call to Intuit did not give what was asked for.
///
/// No variant carries a token, secret, code or whole realm id: text from a server is cleaned
/// before it is put here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The token or revocation endpoint refused, with an OAuth error body.
    #[error("{0}")]
    OAuth(OAuthError),
    /// The GraphQL service answered with `errors`.
    #[error("{0}")]
    GraphQl(GraphQlErrors),
    /// Intuit's gateway or REST service refused before the question was read.
    #[error("Intuit refused the request (HTTP {status}{})", parenthesised(code.as_deref(), detail.as_deref()))]
    Gateway {
        /// HTTP status.
        status: u16,
        /// The gateway's code, without leading zeros (`3200`, `AuthenticationFailed`).
        code: Option<String>,
        /// What the gateway adds in words.
        detail: Option<String>,
        /// Intuit's id of this answer, for a support request.
        intuit_tid: Option<String>,
    },
    /// A refusal in no documented form: HTML, empty, a redirect.
    #[error("Intuit answered with HTTP {status} and no explanation that could be read")]
    UnexpectedStatus {
        /// HTTP status.
        status: u16,
        /// Intuit's id of this answer, for a support request.
        intuit_tid: Option<String>,
        /// The beginning of the body, cleaned.
        excerpt: String,
    },
    /// A success whose body is not what is documented.
    #[error("Intuit's answer (HTTP {status}) could not be understood: {reason}")]
    Decode {
        /// HTTP status.
        status: u16,
        /// Intuit's id of this answer, for a support request.
        intuit_tid: Option<String>,
        /// What did not fit; never the body itself.
        reason: String,
        /// Where reading it failed, if that is known.
        source: Option<Cause>,
    },
    /// No complete answer arrived.
    #[error("{}", transport_sentence(.0))]
    Transport(#[from] TransportError),
    /// An `id_token` was refused.
    #[error(transparent)]
    IdToken(#[from] IdTokenError),
    /// Refused here, before anything was sent.
    #[error("{reason}")]
    Config {
        /// What is wrong.
        reason: String,
        /// What found that, if something else did.
        source: Option<Cause>,
    },
}

impl Error {
    /// The person who signed in is not a user of this company ([`codes::NOT_MEMBER`]).
    #[must_use]
    pub fn is_not_member(&self) -> bool {
        self.has_graphql_code(codes::NOT_MEMBER)
    }

    /// The grant does not cover reading roles ([`codes::SCOPE_MISSING`]).
    #[must_use]
    pub fn is_scope_missing(&self) -> bool {
        self.has_graphql_code(codes::SCOPE_MISSING)
    }

    /// Intuit says that too much was asked. That is seen at 429 and at 403, as JSON, as XML and as a
    /// page, and says nothing about a company or a person.
    #[must_use]
    pub fn is_throttle(&self) -> bool {
        if self.status() == Some(429) {
            return true;
        }
        let (codes, texts): (Vec<&str>, Vec<&str>) = match self {
            Self::OAuth(error) => (
                vec![error.error.as_str()],
                error.description.iter().map(String::as_str).collect(),
            ),
            Self::GraphQl(errors) => errors.errors.iter().map(GraphQlError::said).fold(
                (Vec::new(), Vec::new()),
                |(mut codes, mut texts), (more_codes, more_texts)| {
                    codes.extend(more_codes);
                    texts.extend(more_texts);
                    (codes, texts)
                },
            ),
            Self::Gateway { code, detail, .. } => (
                code.iter().map(String::as_str).collect(),
                detail.iter().map(String::as_str).collect(),
            ),
            Self::UnexpectedStatus { excerpt, .. } => (Vec::new(), vec![excerpt]),
            _ => return false,
        };
        codes.into_iter().any(throttle::is_throttle_code)
            || texts.into_iter().any(throttle::says_throttle)
    }

    /// Intuit's id of the answer, when there was one.
    #[must_use]
    pub fn intuit_tid(&self) -> Option<&str> {
        match self {
            Self::OAuth(error) => error.intuit_tid.as_deref(),
            Self::GraphQl(errors) => errors.intuit_tid.as_deref(),
            Self::Gateway { intuit_tid, .. }
            | Self::UnexpectedStatus { intuit_tid, .. }
            | Self::Decode { intuit_tid, .. } => intuit_tid.as_deref(),
            Self::Transport(_) | Self::IdToken(_) | Self::Config { .. } => None,
        }
    }

    /// The HTTP status of the answer, when there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::OAuth(OAuthError { status, .. })
            | Self::GraphQl(GraphQlErrors { status, .. })
            | Self::Gateway { status, .. }
            | Self::UnexpectedStatus { status, .. }
            | Self::Decode { status, .. } => Some(*status),
            Self::Transport(_) | Self::IdToken(_) | Self::Config { .. } => None,
        }
    }

    /// Intuit's own code for the refusal, when it gave one: `VAL-1002`, `invalid_grant`, `3200`.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        match self {
            Self::OAuth(error) => Some(error.error.as_str().to_owned()),
            Self::GraphQl(errors) => errors.errors.iter().find_map(|error| error.code.clone()),
            Self::Gateway { code, .. } => code.clone(),
            _ => None,
        }
    }

    /// The same with its cause, where it can have one.
    pub(crate) fn because(mut self, cause: HttpError) -> Self {
        if let Self::Decode { source, .. } = &mut self {
            *source = Some(Cause::new(cause));
        }
        self
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

    fn has_graphql_code(&self, wanted: &str) -> bool {
        matches!(self, Self::GraphQl(errors)
            if errors.errors.iter().any(|error| error.code.as_deref() == Some(wanted)))
    }
}

/// A refusal of the token or revocation endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OAuthError {
    /// HTTP status.
    pub status: u16,
    /// Which refusal.
    pub error: OAuthErrorCode,
    /// Intuit's words, often absent.
    pub description: Option<String>,
    /// Intuit's id of this answer, for a support request.
    pub intuit_tid: Option<String>,
}

impl OAuthError {
    /// A refusal of which no more than this is known.
    #[must_use]
    pub fn new(status: u16, error: OAuthErrorCode) -> Self {
        Self {
            status,
            error,
            description: None,
            intuit_tid: None,
        }
    }
}

impl std::fmt::Display for OAuthError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let code = self.error.as_str();
        write!(
            f,
            "Intuit refused the sign-in request (HTTP {}{})",
            self.status,
            parenthesised(Some(code), self.description.as_deref())
        )
    }
}

/// The `error` of an OAuth error body (RFC 6749 §5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name is the wire text in RFC 6749 §5.2")]
pub enum OAuthErrorCode {
    InvalidGrant,
    InvalidClient,
    InvalidRequest,
    UnauthorizedClient,
    UnsupportedGrantType,
    InvalidScope,
    /// Anything else, as it came.
    Other(String),
}

impl OAuthErrorCode {
    /// The text on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidClient => "invalid_client",
            Self::InvalidRequest => "invalid_request",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::Other(text) => text,
        }
    }

    /// Letter case and the sign between the words are forgiven: gateways and older services change both.
    pub(crate) fn from_wire(text: &str) -> Self {
        let plain = text.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        match plain.as_str() {
            "invalid_grant" => Self::InvalidGrant,
            "invalid_client" => Self::InvalidClient,
            "invalid_request" => Self::InvalidRequest,
            "unauthorized_client" => Self::UnauthorizedClient,
            "unsupported_grant_type" => Self::UnsupportedGrantType,
            "invalid_scope" => Self::InvalidScope,
            _ => Self::Other(text.to_owned()),
        }
    }
}

/// A GraphQL answer that carries `errors`, at whatever HTTP status.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GraphQlErrors {
    /// HTTP status; Intuit uses 200 and 400.
    pub status: u16,
    /// At least one.
    pub errors: Vec<GraphQlError>,
    /// Intuit's id of this answer, for a support request.
    pub intuit_tid: Option<String>,
}

impl std::fmt::Display for GraphQlErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Intuit answered the question with an error")?;
        let Some(first) = self.errors.first() else {
            return Ok(());
        };
        f.write_str(": ")?;
        if let Some(code) = &first.code {
            write!(f, "{code} ")?;
        }
        f.write_str(&first.message)
    }
}

/// One entry of `errors`.
///
/// Source: error-handling page of Intuit's API documentation (`intuit-api-docs`): `extensions`
/// holds `code` (three letters and four digits), sometimes `innerCode`, `innerMessage` and
/// `classification`; each of them may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GraphQlError {
    /// Intuit's words; empty when it gave none.
    pub message: String,
    /// `VAL-1002` and the like.
    pub code: Option<String>,
    /// Code of a service behind this one.
    pub inner_code: Option<String>,
    /// Words of a service behind this one.
    pub inner_message: Option<String>,
    /// `VALIDATION_ERROR`, `AUTHORIZATION` and the like.
    pub classification: Option<String>,
    /// Where in the query, outermost first.
    pub path: Vec<String>,
}

impl GraphQlError {
    /// Everything in it that is a code, and everything that is a sentence.
    fn said(&self) -> (Vec<&str>, Vec<&str>) {
        let codes = [&self.code, &self.inner_code, &self.classification];
        let codes = codes.into_iter().flatten().map(String::as_str).collect();
        let inner = self.inner_message.iter().map(String::as_str);
        (codes, inner.chain([self.message.as_str()]).collect())
    }
}

fn transport_sentence(error: &TransportError) -> String {
    let what = match error.kind() {
        TransportKind::Connect => "Intuit could not be reached",
        TransportKind::Timeout => "Intuit did not answer in time",
        TransportKind::Cut => "Intuit's answer stopped in the middle",
        TransportKind::Other => "the connection to Intuit failed",
    };
    format!("{what} ({})", cleaned(&error.cause()))
}

/// `, code: detail` of whatever is there.
fn parenthesised(code: Option<&str>, detail: Option<&str>) -> String {
    match (code, detail) {
        (Some(code), Some(detail)) => format!(", {code}: {detail}"),
        (Some(only), None) | (None, Some(only)) => format!(", {only}"),
        (None, None) => String::new(),
    }
}
