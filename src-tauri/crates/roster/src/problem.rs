//! What can go wrong, and the one shape in which the window gets it.

use intuit::is_throttle_code as is_throttle;

use crate::callback::CallbackError;
use crate::client::{LONGEST_FIELD, SourceId};
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
    /// What was typed for a client cannot be kept.
    #[error(transparent)]
    BadClient(#[from] BadClient),
    /// One row of a list cannot be taken over.
    #[error("Client {row} of the list: {why}")]
    BadRow {
        /// Which one, from 1.
        row: usize,
        /// What is wrong with it.
        why: BadRow,
    },
    /// What is asked for is done in QuickBooks Online, and the client named here uses QuickBooks Desktop.
    #[error("{0} uses QuickBooks Desktop, so there is no Intuit sign-in for it.")]
    NotOnline(String),
    /// What is asked for is done in QuickBooks Desktop, and the client named here uses QuickBooks Online.
    #[error("{0} uses QuickBooks Online, so Conductor isn't needed for it.")]
    NotDesktop(String),
    /// A client that is connected, or is being connected, stays in its product.
    #[error(transparent)]
    KeepsItsProduct(#[from] KeepsItsProduct),
    /// The name of the client, which has to be repeated before its connection is deleted, was not.
    #[error("Type {0} exactly to delete its connection.")]
    NameNotRepeated(String),
    /// The client named here already has an end-user at Conductor.
    #[error("{0} has a connection at Conductor already. Delete that one first.")]
    HasEndUser(String),
    /// The client named here already uses the end-user.
    #[error("{0} uses this connection already. Two clients cannot share one.")]
    EndUserTaken(String),
    /// Conductor has no such end-user.
    #[error("Conductor doesn't have this connection any more. Look again.")]
    EndUserGone,
    /// An auth link was to live for another time than Conductor allows.
    #[error("A link can live from 15 minutes to 7 days.")]
    LinkLifetime,
    /// The clipboard did not take a link; why, in the system's words.
    #[error("The link wasn't copied: {0}.")]
    NotCopied(String),
    /// A message was to be made, and what the client has for its e-mail address is not one.
    #[error(
        "“{0}” isn't one e-mail address, so no message was made. Correct it with Edit, or copy the link."
    )]
    NoMailAddress(String),
    /// A filter, or another part of what was asked of a client's books, cannot be sent. Its text names no value.
    #[error("{0}")]
    BadFilter(String),
    /// QuickBooks Desktop has no such list or report.
    #[error("QuickBooks Desktop has no such list or report.")]
    NoSuchList,
    /// What was pasted is not what the page after a sign-in shows.
    #[error("That isn't a Counterfoil code: {0}.")]
    BadCode(CallbackError),
    /// The code that was pasted is not of the client's open sign-in.
    #[error("This code belongs to another sign-in, or was used before.")]
    OtherCode,
    /// The relay does not know the code that was pasted.
    #[error("This code belongs to another sign-in, or is too old.")]
    OldCode,
    /// The address of a sign-in with development keys was pasted, and the firm signs in through its relay.
    #[error(
        "That is the address of a sign-in with development keys, and this firm signs in through its relay. Finish in \
         the browser, or cancel and start again."
    )]
    DevelopmentCode,
    /// Intuit contradicted itself in one answer.
    #[error("Intuit named two different {0} in one answer, so nothing was saved. Try again.")]
    Contradiction(Contradiction),
    /// What was typed is not a company ID.
    #[error("{0} QuickBooks shows it under Account and settings › Billing & subscription.")]
    BadCompanyId(BadCompanyId),
    /// Intuit says that this person is not in the company whose ID was typed.
    #[error(
        "Intuit says that {person} isn't in company …{tail}. Check the company ID digit by digit, or choose Cancel and \
         sign in as someone who is."
    )]
    NotInCompany {
        /// Who signed in.
        person: String,
        /// Last four digits of the company.
        tail: String,
    },
    /// Intuit says that the sign-in was for another company than the one whose ID was typed.
    #[error(
        "Intuit says that this sign-in isn't for company …{tail}. Check the company ID digit by digit, or choose \
         Cancel and choose that company on Intuit's page."
    )]
    NotForCompany {
        /// Last four digits of the company.
        tail: String,
    },
    /// The company is another client's.
    #[error("That company is already in the roster. Choose the right company for this client.")]
    AlreadySaved,
    /// The company was connected for the client named here while this sign-in waited.
    #[error("That company was connected for {0} in the meantime, so nothing was saved.")]
    AlreadySavedAs(String),
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
         closing of Counterfoil. Unlock the keychain, wait until the banner about it is gone (if it stays, restart \
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

/// Why what was typed for a client cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadClient {
    /// It has no name.
    #[error("Give the client a name.")]
    NoName,
    /// The text is not one e-mail address.
    #[error(
        "“{0}” isn't one e-mail address, such as sam@client.example. Leave it empty if you don't have one."
    )]
    Email(String),
    /// A field has more than one line, or more than [`LONGEST_FIELD`] characters.
    #[error(
        "Keep the name, number and e-mail address under {LONGEST_FIELD} characters, on one line each."
    )]
    TooLong,
}

/// Why one row of a list cannot be taken over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRow {
    /// One of its fields.
    #[error(transparent)]
    Client(#[from] BadClient),
    /// It is of a new client and does not say which QuickBooks that uses.
    #[error("Say whether it uses QuickBooks Online or QuickBooks Desktop.")]
    NoProduct,
    /// Another row is the same client, of this name.
    #[error("“{0}” is in the list twice.")]
    NameTwice(String),
    /// Another row has the same id of the firm.
    #[error("Counterfoil ID {0} is in the list twice.")]
    SourceIdTwice(SourceId),
    /// It names another QuickBooks than the client's.
    #[error(transparent)]
    KeepsItsProduct(#[from] KeepsItsProduct),
}

/// Why a client stays in its product: QuickBooks Online or QuickBooks Desktop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeepsItsProduct {
    /// The client of this name is connected.
    #[error("{0} is connected. Disconnect it before you change where its QuickBooks lives.")]
    Connected(String),
    /// The client of this name is being connected.
    #[error("{0} is being connected. Cancel that before you change where its QuickBooks lives.")]
    Connecting(String),
}

/// What Intuit named twice, and differently, in one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// The company.
    #[error("companies")]
    Company,
    /// Who signed in.
    #[error("people")]
    Person,
}

/// Why what was typed is not a company ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCompanyId {
    /// Nothing was typed.
    #[error("Type the company ID.")]
    Empty,
    /// It has other characters than digits.
    #[error("A company ID has digits only.")]
    NotDigits,
    /// It has too few or too many digits.
    #[error("That isn't a whole company ID: it usually has 16 digits.")]
    Length,
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
            Self::BadClient(_)
            | Self::BadRow { .. }
            | Self::NotOnline(_)
            | Self::NotDesktop(_)
            | Self::KeepsItsProduct(_)
            | Self::NameNotRepeated(_)
            | Self::HasEndUser(_)
            | Self::EndUserTaken(_)
            | Self::EndUserGone
            | Self::LinkLifetime
            | Self::NotCopied(_)
            | Self::NoMailAddress(_)
            | Self::BadFilter(_)
            | Self::NoSuchList
            | Self::BadCode(_)
            | Self::OtherCode
            | Self::OldCode
            | Self::DevelopmentCode
            | Self::Contradiction(_)
            | Self::BadCompanyId(_)
            | Self::NotInCompany { .. }
            | Self::NotForCompany { .. }
            | Self::AlreadySaved
            | Self::AlreadySavedAs(_)
            | Self::OtherProject => (ProblemCode::Invalid, false),
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
