//! Why there is no answer, or none that can be read.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// Why there is no answer, or none that can be read. No text of it quotes an answer or an address's path.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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
    #[error("the HTTP client cannot start: {}", reason(.0))]
    Start(#[source] reqwest::Error),
    /// The exchange ended without a whole answer.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The answer was not read to its end.
    #[error("the answer is longer than {most} bytes")]
    TooLong {
        /// The limit, in bytes.
        most: usize,
    },
    /// The answer is not what was expected. Its own text could hold secrets and is not quoted, nor kept as the source.
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

impl HttpError {
    /// Where a text stopped being the JSON that was expected, without that text.
    #[must_use]
    pub fn unreadable(error: &serde_json::Error) -> Self {
        Self::Unreadable {
            line: error.line(),
            column: error.column(),
        }
    }

    /// The failure of an exchange, for a caller to whom nothing else can happen.
    #[must_use]
    pub fn into_transport(self) -> TransportError {
        match self {
            Self::Transport(error) => error,
            other => TransportError::new(TransportKind::Other, other),
        }
    }
}

/// The exchange ended without a whole answer. For a write this does not mean that nothing happened.
#[derive(Clone)]
pub struct TransportError {
    kind: TransportKind,
    source: Arc<dyn StdError + Send + Sync>,
}

impl TransportError {
    /// An exchange that ended in this way for this reason.
    pub fn new(kind: TransportKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            kind,
            source: Arc::from(source.into()),
        }
    }

    /// How it ended.
    #[must_use]
    pub fn kind(&self) -> TransportKind {
        self.kind
    }

    /// The same for the same reason, seen as another kind.
    #[must_use]
    pub fn with_kind(mut self, kind: TransportKind) -> Self {
        self.kind = kind;
        self
    }

    /// The chain of causes in the HTTP library's words, without the address.
    #[must_use]
    pub fn reason(&self) -> String {
        reason(self.source.as_ref())
    }

    /// The innermost cause alone, which is what a person can use.
    #[must_use]
    pub fn cause(&self) -> String {
        chain(self.source.as_ref())
            .last()
            .map_or_else(String::new, ToString::to_string)
    }
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        // The address may hold ids of companies.
        let error = error.without_url();
        let is_nonsense = chain(&error).any(|cause| {
            cause
                .downcast_ref::<hyper::Error>()
                .is_some_and(hyper::Error::is_parse)
        });
        let kind = if error.is_connect() {
            TransportKind::Connect
        } else if error.is_timeout() {
            TransportKind::Timeout
        } else if is_nonsense || error.is_builder() || error.is_redirect() {
            TransportKind::Other
        } else {
            TransportKind::Cut
        };
        Self::new(kind, error)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.reason())
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("kind", &self.kind)
            .field("reason", &self.reason())
            .finish_non_exhaustive()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.source.as_ref())
    }
}

/// By what they say.
impl PartialEq for TransportError {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.reason() == other.reason()
    }
}

/// The cause of another error, shared by the clones of that error. Two are equal that say the same.
#[derive(Clone)]
pub struct Cause(Arc<dyn StdError + Send + Sync>);

impl Cause {
    /// Keeps a cause. Its text is shown wherever causes are, so it must hold nothing secret.
    pub fn new(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(Arc::from(cause.into()))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cause({})", self.0)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

/// How an exchange ended without a whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransportKind {
    /// No connection was made, so nothing was sent.
    Connect,
    /// The time allowed for the whole exchange was over.
    Timeout,
    /// The connection ended before the answer was whole.
    Cut,
    /// Anything else, such as an answer that is not HTTP.
    Other,
}

impl TransportKind {
    /// A stable name, for scripts.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Cut => "cut",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for TransportKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "no connection could be made",
            Self::Timeout => "there was no answer in time",
            Self::Cut => "the connection ended before the answer was complete",
            Self::Other => "the exchange failed",
        })
    }
}

/// reqwest's own text names only the step; the reason is in its causes.
fn reason(error: &(dyn StdError + 'static)) -> String {
    let mut reasons = Vec::new();
    for cause in chain(error) {
        let text = cause.to_string();
        if !reasons.iter().any(|known: &String| known.contains(&text)) {
            reasons.push(text);
        }
    }
    reasons.join(": ")
}

/// The error and its causes, outermost first.
fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&cause| cause.source())
}
