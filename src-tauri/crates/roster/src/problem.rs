//! What can go wrong, and the one shape in which the window gets it.

use intuit::is_throttle_code as is_throttle;

use crate::codes::is_refused_request;
use crate::database::{DatabaseError, ReadOnly};
use crate::grants::COMPUTER_DENIED;
use crate::observation::{Failure, FailureKind, Source};
use crate::platform::BrowserError;
use crate::vault::VaultError;
use crate::view::{ProblemCode, ProblemView};

/// Why something asked of the roster was not done.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// A field is wrong. The text says which and why.
    #[error("{0}")]
    Invalid(String),
    /// The id names no client.
    #[error("This client is no longer in the roster.")]
    UnknownClient,
    /// No Conductor keys.
    #[error("Conductor isn't set up on this computer. Enter its keys in the firm's settings.")]
    ConductorNotSetUp,
    /// No Intuit keys.
    #[error("Intuit isn't set up on this computer. Enter the firm's Intuit app in its settings.")]
    IntuitNotSetUp,
    /// There is no saved connection.
    #[error("This client isn't connected yet. Connect it first.")]
    NotConnected,
    /// QuickBooks has no record with that id, name or number.
    #[error("QuickBooks found nothing with that number, name or ID in this company.")]
    NotInTheBooks,
    /// Reading would make the connection count for a month that nobody agreed to.
    #[error(
        "Reading now makes this connection count for Conductor's bill of a new month. Choose Get to see what that means."
    )]
    NotAgreed,
    /// There is no link or sign-in to act on.
    #[error("Nothing is waiting for this client. Start again with Connect.")]
    NothingPending,
    /// The user stopped it.
    #[error("Stopped waiting. QuickBooks may still finish what it was asked.")]
    Cancelled,
    /// The firm closes, perhaps to open again.
    #[error("The firm was closed or opened anew while this was read. Choose Get to read it again.")]
    FirmClosed,
    /// A service said no, or said nothing.
    #[error("{}", service_sentence(.0))]
    Service(Box<Failure>),
    /// A service named an address that is not one of its own.
    #[error(
        "{} answered with a link to {host}, which is not one of its addresses, so nothing was opened, copied or sent. \
         Try again, and if it says the same, show this to whoever looks after the firm's keys.",
        name(*.service)
    )]
    ForeignAddress {
        /// Whose answer it was.
        service: Source,
        /// Where it leads.
        host: String,
    },
    /// Conductor has end-users that may be this client's, and only a person can say.
    #[error(
        "Conductor already has a connection that may be this client's. Say whether it is, so that the company isn't \
         set up twice."
    )]
    ThisOne,
    /// The client's end-user is in another Conductor project, which these keys know nothing about.
    #[error(
        "This client's connection is in another Conductor project than this firm's keys. Put that project's keys back \
         in Settings. Or, if it is not wanted any more, delete the connection and connect the client anew."
    )]
    OtherProject,
    /// A keychain that is missing or locked cannot keep a new connection.
    #[error(
        "The keychain of this computer is missing or locked, and a connection made now would be lost with the \
         closing of Counterfoil. Unlock the keychain, wait until the bar about it is gone (if it stays, restart \
         Counterfoil), then connect."
    )]
    NothingLasts,
    /// Keychain and database do not belong together: the one was copied or restored without the other.
    #[error(
        "The keychain of this computer has another key for recognising companies than this list of clients was \
         made with, so nothing was connected. Was one of the two copied or restored from a backup? Put both back \
         to the same day, then connect again. If that cannot be done, choose Remove this computer from the firm in \
         Settings, then set the firm up or join it again."
    )]
    OtherCompanyKey,
    /// The keychain.
    #[error("{}", vault_sentence(.0))]
    Vault(#[from] VaultError),
    /// The database.
    #[error("The roster couldn't be saved: {0}. Nothing else was changed.")]
    Database(#[source] DatabaseError),
    /// The roster can only be looked at.
    #[error(transparent)]
    ReadOnly(ReadOnly),
    /// The browser.
    #[error("The browser didn't open: {}. Copy the link and open it yourself.", .0.0)]
    Browser(#[from] BrowserError),
}

impl From<DatabaseError> for RosterError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Closed(why) => Self::ReadOnly(why),
            other => Self::Database(other),
        }
    }
}

impl From<Failure> for RosterError {
    fn from(failure: Failure) -> Self {
        Self::Service(Box::new(failure))
    }
}

impl RosterError {
    /// The error in the window's shape.
    #[must_use]
    pub fn view(&self) -> ProblemView {
        let (code, retryable) = match self {
            Self::Invalid(_) | Self::OtherProject => (ProblemCode::Invalid, false),
            Self::UnknownClient => (ProblemCode::UnknownClient, false),
            Self::ConductorNotSetUp => (ProblemCode::ConductorNotSetUp, false),
            Self::IntuitNotSetUp => (ProblemCode::IntuitNotSetUp, false),
            Self::ThisOne => (ProblemCode::ThisOne, false),
            Self::NotConnected => (ProblemCode::NotConnected, false),
            Self::NotInTheBooks => (ProblemCode::NotFound, false),
            Self::NotAgreed => (ProblemCode::NotAgreed, true),
            Self::NothingPending => (ProblemCode::NothingPending, false),
            Self::FirmClosed => (ProblemCode::NothingPending, true),
            Self::Cancelled => (ProblemCode::Cancelled, true),
            Self::ForeignAddress { .. } => (ProblemCode::ServiceError, true),
            Self::Service(failure) => match failure.kind {
                FailureKind::KeyRefused => (ProblemCode::KeyRefused, false),
                FailureKind::Unreachable | FailureKind::Offline => (ProblemCode::Unreachable, true),
                FailureKind::Answered => (ProblemCode::ServiceError, true),
            },
            Self::NothingLasts | Self::OtherCompanyKey => (ProblemCode::Keychain, false),
            Self::Vault(_) => (ProblemCode::Keychain, true),
            Self::Database(_) => (ProblemCode::Storage, true),
            Self::ReadOnly(_) => (ProblemCode::ReadOnly, false),
            Self::Browser(_) => (ProblemCode::Internal, true),
        };
        ProblemView {
            code,
            message: self.to_string(),
            retryable,
        }
    }
}

fn name(source: Source) -> &'static str {
    match source {
        Source::Conductor => "Conductor",
        Source::Intuit => "Intuit",
        Source::Relay => "The sign-in relay",
    }
}

fn vault_sentence(error: &VaultError) -> String {
    let next = error.next_click();
    match error {
        VaultError::Full => {
            format!("The keychain of this computer is full, so this was not kept. {next}")
        }
        VaultError::OtherKey => format!(
            "The saved sign-in of this client can't be read: its key isn't in this computer's keychain. {next}"
        ),
        VaultError::File(why) => {
            format!("The file of this firm's saved sign-ins can't be used: {why}. {next}")
        }
        other => {
            format!("The keychain of this computer didn't keep the sign-in: {other}. {next}")
        }
    }
}

fn full_stop(sentence: &str) -> String {
    let sentence = sentence.trim_end();
    if sentence.ends_with(['.', '!', '?', '…']) {
        sentence.to_owned()
    } else {
        format!("{sentence}.")
    }
}

fn service_sentence(failure: &Failure) -> String {
    let name = name(failure.source);
    match failure.kind {
        FailureKind::KeyRefused if failure.code == COMPUTER_DENIED => {
            "Your firm turned this computer off at its sign-in relay. Nothing in QuickBooks has changed. Ask whoever \
             looks after the firm's keys."
                .to_owned()
        }
        FailureKind::KeyRefused => {
            format!(
                "{name} didn't accept this firm's key. Ask whoever looks after the keys for a new one."
            )
        }
        FailureKind::Offline => {
            "This computer has no network. Try again when it is back.".to_owned()
        }
        FailureKind::Unreachable if is_throttle(&failure.code) => {
            format!(
                "{name} asks for a pause, because too much was asked in a short time ({}). Nothing was changed. Try \
                 again in a few minutes.",
                failure.code
            )
        }
        FailureKind::Unreachable if is_refused_request(failure) => {
            format!(
                "{} That says nothing about the client. Try again in a few minutes.",
                full_stop(&failure.message)
            )
        }
        FailureKind::Unreachable => {
            format!(
                "{name} isn't answering ({}). Try again in a few minutes.",
                failure.code
            )
        }
        FailureKind::Answered => failure.message.clone(),
    }
}
