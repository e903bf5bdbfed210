//! What of an error may be in a log above DEBUG: who answered, codes and ids. Never a service's own words: they may
//! name a client, a company file and its folder. Clients go by their id.

use std::fmt::Write as _;

use crate::client::ClientId;
use crate::grants::GrantError;
use crate::observation::Failure;
use crate::problem::RosterError;

/// Longest code or id of a service.
const LONGEST: usize = 64;

impl Failure {
    /// The failure as codes and ids.
    #[must_use]
    pub fn log_safe(&self) -> String {
        let mut text = format!(
            "{} {:?} {}",
            self.source.as_str(),
            self.kind,
            code_or_placeholder(&self.code)
        );
        for (name, value) in [
            ("integration_code", &self.integration_code),
            ("request_id", &self.request_id),
        ] {
            if let Some(value) = value {
                let _ = write!(text, " {name}={}", code_or_placeholder(value));
            }
        }
        text
    }

    /// Writes what a service said about a client into the log.
    pub(crate) fn log(&self, client: ClientId) {
        tracing::warn!(
            target: "roster",
            client = %client,
            service = self.source.as_str(),
            kind = ?self.kind,
            code = code_or_placeholder(&self.code),
            integration_code = self.integration_code.as_deref().map(code_or_placeholder),
            request_id = self.request_id.as_deref().map(code_or_placeholder),
            "a service did not do what it was asked"
        );
        tracing::debug!(target: "roster", client = %client, text = self.message, "in its words");
    }
}

impl RosterError {
    /// The error as codes and ids.
    #[must_use]
    pub fn log_safe(&self) -> String {
        match self {
            Self::Service(failure) => failure.log_safe(),
            Self::Vault(error) => error.to_string(),
            Self::Database(crate::database::DatabaseError::Json(error)) => json_position(error),
            Self::Database(error) => error.to_string(),
            // Their texts may name a client or an address.
            other => other.view().code(),
        }
    }
}

impl GrantError {
    /// The error as codes and ids.
    #[must_use]
    pub fn log_safe(&self) -> String {
        match self {
            Self::Refused(refusal) => {
                let id = refusal
                    .intuit_tid
                    .as_deref()
                    .map_or("none", code_or_placeholder);
                format!("refused, intuit_tid={id}")
            }
            Self::Failed(failure) => failure.log_safe(),
            Self::HandOffRefused | Self::OtherRelay => self.to_string(),
        }
    }
}

/// Where a text is not the JSON that was expected. What is there may be anybody's name.
#[must_use]
pub fn json_position(error: &serde_json::Error) -> String {
    format!(
        "{:?} error at line {} column {}",
        error.classify(),
        error.line(),
        error.column()
    )
}

/// A code or id of a service, if it can be one: a hostile answer may put any text there.
#[must_use]
pub fn code_or_placeholder(text: &str) -> &str {
    let fits = text.len() <= LONGEST
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-.:".contains(&b));
    if fits { text } else { "(not a code)" }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::observation::{FailureKind, Source};

    fn failure(code: &str) -> Failure {
        Failure {
            at: Timestamp::UNIX_EPOCH,
            source: Source::Conductor,
            kind: FailureKind::Answered,
            code: code.to_owned(),
            integration_code: Some("0x80040408".to_owned()),
            message: r"Open C:\Books\Sue's Bakery.qbw in QuickBooks.".to_owned(),
            request_id: Some("req_1a2b".to_owned()),
        }
    }

    #[test]
    fn codes_and_ids_are_logged_and_the_services_words_are_not() {
        let told = RosterError::from(failure("QBD_CONNECTION_ERROR")).log_safe();
        assert_eq!(
            told,
            "conductor Answered QBD_CONNECTION_ERROR integration_code=0x80040408 request_id=req_1a2b"
        );
        let told = GrantError::Failed(failure("Sue's Bakery, 12 Main St")).log_safe();
        assert!(
            told.contains("(not a code)") && !told.contains("Sue"),
            "{told}"
        );
    }

    #[test]
    fn a_refusal_that_names_a_client_is_logged_by_its_kind() {
        let error = RosterError::NotOnline("Sue's Bakery".to_owned());
        assert_eq!(error.log_safe(), "notOnline");
    }

    #[test]
    fn torn_json_is_logged_by_its_place() {
        let error = serde_json::from_str::<u32>("\n  \"Sue's Bakery\"").unwrap_err();
        assert!(error.to_string().contains("Sue"), "the text would name it");
        assert_eq!(json_position(&error), "Data error at line 2 column 16");
    }
}
