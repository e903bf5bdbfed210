//! What an answer says of the connection, and what a failure means.

use conductor::ErrorType;

use super::{Asked, BooksReader};
use crate::codes;
use crate::desktop::conductor_failure;
use crate::observation::{Failure, Source};
use crate::problem::RosterError;
use crate::service_health::Key;

impl BooksReader {
    /// QuickBooks answered: the connection works, and counts as used this month.
    pub(super) async fn books_answered(&self, asked: &Asked) -> Result<(), RosterError> {
        self.health
            .service_answered(Source::Conductor, Key::Accepted);
        self.auth_links
            .connection_answered(asked.client.id, asked.end_user.as_str())
            .await
    }

    /// What a failure means. Of the service's words, which may repeat what was asked for, nothing is kept or
    /// logged; only what is about the connection itself becomes a fact about the client.
    pub(super) async fn books_failed(
        &self,
        asked: &Asked,
        error: &conductor::Error,
    ) -> RosterError {
        let id = asked.client.id;
        if let conductor::Error::InvalidRequest(_) | conductor::Error::Filter(_) = error {
            return RosterError::BadFilter(error.to_string());
        }
        let failure = self.ctx.placed(conductor_failure(error, self.ctx.now()));
        let without_words = Failure {
            message: String::new(),
            ..failure.clone()
        };
        self.health.note(id, &without_words);
        let noted = match error.api().map(|it| &it.error_type) {
            Some(ErrorType::IntegrationError) => self.books_answered(asked).await,
            Some(ErrorType::IntegrationConnectionError) if !codes::is_too_slow(&failure.code) => {
                let end_user = asked.end_user.as_str();
                self.auth_links
                    .connection_failed(id, end_user, &failure)
                    .map(|_| ())
            }
            _ => Ok(()),
        };
        if let Err(error) = noted {
            return error;
        }
        if codes::is_missing(&failure.code) && self.is_gone(asked).await {
            return RosterError::NotConnected;
        }
        if codes::is_not_in_the_books(&failure.code, failure.integration_code.as_deref()) {
            return RosterError::NotInTheBooks;
        }
        failure.into()
    }

    /// Whether Conductor has no such end-user any more: its code for that is the same as for a record. Asks
    /// Conductor only, not QuickBooks, and records what it finds.
    async fn is_gone(&self, asked: &Asked) -> bool {
        let id = asked.client.id;
        // On an error the observation stays as it is.
        let _ = self.auth_links.look_at_end_user(id).await;
        self.ctx
            .observation(id)
            .is_ok_and(|it| it.desktop.end_user_id.as_deref() != Some(asked.end_user.as_str()))
    }
}
