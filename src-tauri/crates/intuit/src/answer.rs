//! An answer, and what it is as JSON.

use http_client::{HttpError, RetryHint};
use serde::de::DeserializeOwned;

use crate::Error;

/// An answer, read completely.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) intuit_tid: Option<String>,
    pub(crate) body: Vec<u8>,
    pub(crate) hint: RetryHint,
}

impl Answer {
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn new(status: u16, body: &[u8]) -> Self {
        Self {
            status,
            intuit_tid: None,
            body: body.to_vec(),
            hint: RetryHint::default(),
        }
    }

    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| self.json_error(&error))
    }

    pub(crate) fn json_error(&self, error: &serde_json::Error) -> Error {
        self.decode_error(reason(error))
            .because(HttpError::unreadable(error))
    }

    pub(crate) fn decode_error(&self, reason: impl Into<String>) -> Error {
        Error::Decode {
            status: self.status,
            intuit_tid: self.intuit_tid.clone(),
            reason: reason.into(),
            source: None,
        }
    }
}

/// What a JSON error is about, without the value it quotes.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let about = text.split(':').next().unwrap_or_default();
    let about = about.split(" at line").next().unwrap_or_default();
    format!("{about}, line {} column {}", error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_json_reason_quotes_no_value() {
        let error = serde_json::from_str::<u32>("\"hush: at line hush\"").unwrap_err();
        assert_eq!(reason(&error), "invalid type, line 1 column 20");
    }
}
