//! What can go wrong, and how the window gets it.

use std::error::Error;
use std::fmt;

use intuit::is_throttle_code as is_throttle;

use crate::callback::CallbackError;
use crate::client::{LONGEST_FIELD, SourceId};
use crate::codes::is_refused_request;
use crate::database::{DatabaseError, ReadOnly};
use crate::grants::{COMPUTER_DENIED, ID_TOKEN, OTHER_MODE, OTHER_RELAY};
use crate::observation::{Failure, FailureKind, Source};
use crate::online::GRANT_MISSING;
use crate::platform::BrowserError;
use crate::vault::VaultError;
use crate::view::{
    BadCodeReason, BooksProblem, ClientProblem, ConnectProblem, Problem, ProblemView,
    ServiceProblem, StorageProblem,
};

/// Why something asked of the roster was not done.
#[derive(Debug)]
pub enum RosterError {
    /// What was typed for a client cannot be kept.
    BadClient(BadClient),
    /// One row of a list cannot be taken over.
    BadRow {
        /// Which one, from 1.
        row: usize,
        /// What is wrong with it.
        why: BadRow,
    },
    /// What is asked for is done in QuickBooks Online, and the client named here uses QuickBooks Desktop.
    NotOnline(String),
    /// What is asked for is done in QuickBooks Desktop, and the client named here uses QuickBooks Online.
    NotDesktop(String),
    /// A client that is connected, or is being connected, stays in its product.
    KeepsItsProduct(KeepsItsProduct),
    /// The name of the client, which has to be repeated before its connection is deleted, was not.
    NameNotRepeated(String),
    /// The client named here already has an end-user at Conductor.
    HasEndUser(String),
    /// The client named here already uses the end-user.
    EndUserTaken(String),
    /// Conductor has no such end-user.
    EndUserGone,
    /// An auth link was to live for another time than Conductor allows.
    LinkLifetime,
    /// The clipboard did not take a link; why, in the system's words.
    NotCopied(String),
    /// A message was to be made, and what the client has for its e-mail address is not one.
    NoMailAddress(String),
    /// A filter, or another part of what was asked of a client's books, cannot be sent. Its text names no value.
    BadFilter(String),
    /// QuickBooks Desktop has no such list or report.
    NoSuchList,
    /// What was pasted is not what the page after a sign-in shows.
    BadCode(CallbackError),
    /// The code that was pasted is not of the client's open sign-in.
    OtherCode,
    /// The relay does not know the code that was pasted.
    OldCode,
    /// The address of a sign-in with development keys was pasted, and the firm signs in through its relay.
    DevelopmentCode,
    /// Intuit contradicted itself in one answer.
    Contradiction(Contradiction),
    /// What was typed is not a company ID.
    BadCompanyId(BadCompanyId),
    /// Intuit says that this person is not in the company whose ID was typed.
    NotInCompany {
        /// Who signed in.
        person: String,
        /// Last four digits of the company.
        tail: String,
    },
    /// Intuit says that the sign-in was for another company than the one whose ID was typed.
    NotForCompany {
        /// Last four digits of the company.
        tail: String,
    },
    /// The company is another client's.
    AlreadySaved,
    /// The company was connected for the client named here while this sign-in waited.
    AlreadySavedAs(String),
    /// The id names no client.
    UnknownClient,
    /// No Conductor keys.
    ConductorNotSetUp,
    /// No Intuit keys.
    IntuitNotSetUp,
    /// There is no saved connection.
    NotConnected,
    /// QuickBooks has no record with that id, name or number.
    NotInTheBooks,
    /// Reading would make the connection count for a month that nobody agreed to.
    NotAgreed,
    /// There is no link or sign-in to act on.
    NothingPending,
    /// The user stopped it.
    Cancelled,
    /// The firm closes, perhaps to open again.
    FirmClosed,
    /// A service said no, or said nothing.
    Service(Box<Failure>),
    /// A service named an address that is not one of its own.
    ForeignAddress {
        /// Whose answer it was.
        service: Source,
        /// Where it leads.
        host: String,
    },
    /// Conductor has end-users that may be this client's, and only a person can say.
    ThisOne,
    /// The client's end-user is in another Conductor project, which these keys know nothing about.
    OtherProject,
    /// A keychain that is missing or locked cannot keep a new connection.
    NothingLasts,
    /// Keychain and database do not belong together: the one was copied or restored without the other.
    OtherCompanyKey,
    /// The keychain.
    Vault(VaultError),
    /// The database.
    Database(DatabaseError),
    /// The roster can only be looked at.
    ReadOnly(ReadOnly),
    /// The browser.
    Browser(BrowserError),
}

/// Why what was typed for a client cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadClient {
    /// It has no name.
    NoName,
    /// The text is not one e-mail address.
    Email(String),
    /// A field has more than one line, or more than [`LONGEST_FIELD`] characters.
    TooLong,
}

/// Why one row of a list cannot be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadRow {
    /// One of its fields.
    Client(BadClient),
    /// It is of a new client and does not say which QuickBooks that uses.
    NoProduct,
    /// Another row is the same client, of this name.
    NameTwice(String),
    /// Another row has the same id of the firm.
    SourceIdTwice(SourceId),
    /// It names another QuickBooks than the client's.
    KeepsItsProduct(KeepsItsProduct),
}

/// Why a client stays in its product: QuickBooks Online or QuickBooks Desktop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeepsItsProduct {
    /// The client of this name is connected.
    Connected(String),
    /// The client of this name is being connected.
    Connecting(String),
}

/// What Intuit named twice, and differently, in one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contradiction {
    /// The company.
    Company,
    /// Who signed in.
    Person,
}

/// Why what was typed is not a company ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadCompanyId {
    /// Nothing was typed.
    Empty,
    /// It has other characters than digits.
    NotDigits,
    /// It has too few or too many digits.
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

impl From<BadClient> for RosterError {
    fn from(why: BadClient) -> Self {
        Self::BadClient(why)
    }
}

impl From<KeepsItsProduct> for RosterError {
    fn from(why: KeepsItsProduct) -> Self {
        Self::KeepsItsProduct(why)
    }
}

impl From<VaultError> for RosterError {
    fn from(error: VaultError) -> Self {
        Self::Vault(error)
    }
}

impl From<BrowserError> for RosterError {
    fn from(error: BrowserError) -> Self {
        Self::Browser(error)
    }
}

impl From<BadClient> for BadRow {
    fn from(why: BadClient) -> Self {
        Self::Client(why)
    }
}

impl From<KeepsItsProduct> for BadRow {
    fn from(why: KeepsItsProduct) -> Self {
        Self::KeepsItsProduct(why)
    }
}

/// The code, and what the system said; the sentence is the window's.
impl fmt::Display for RosterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let view = self.view();
        f.write_str(&view.code())?;
        view.detail
            .map_or(Ok(()), |detail| write!(f, " ({detail})"))
    }
}

impl Error for RosterError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Vault(error) => Some(error),
            Self::Database(error) => Some(error),
            _ => None,
        }
    }
}

impl RosterError {
    /// The error as the window gets it.
    #[must_use]
    pub fn view(&self) -> ProblemView {
        let view = ProblemView::from(self.problem());
        match self {
            Self::NotCopied(said)
            | Self::BadFilter(said)
            | Self::Browser(BrowserError(said))
            | Self::Vault(VaultError::File(said) | VaultError::Other(said)) => {
                view.with_detail(said)
            }
            Self::Database(_) => view.with_detail(self.log_safe()),
            Self::Service(failure) if failure.code == ID_TOKEN => {
                view.with_detail(&failure.message)
            }
            _ => view,
        }
    }

    // Long, because it has one line for each error.
    fn problem(&self) -> Problem {
        match self {
            Self::BadClient(why) => why.problem().into(),
            Self::BadRow { row, why } => {
                let row = u32::try_from(*row).unwrap_or(u32::MAX);
                let why = Box::new(why.problem());
                ClientProblem::BadRow { row, why }.into()
            }
            Self::KeepsItsProduct(why) => why.problem().into(),
            Self::NotOnline(client) => {
                with_client(client, |client| ClientProblem::NotOnline { client })
            }
            Self::NotDesktop(client) => {
                with_client(client, |client| ClientProblem::NotDesktop { client })
            }
            Self::NameNotRepeated(client) => {
                with_client(client, |client| ClientProblem::NameNotRepeated { client })
            }
            Self::HasEndUser(client) => {
                with_client(client, |client| ClientProblem::HasEndUser { client })
            }
            Self::EndUserTaken(client) => {
                with_client(client, |client| ClientProblem::EndUserTaken { client })
            }
            Self::EndUserGone => ClientProblem::EndUserGone.into(),
            Self::UnknownClient => ClientProblem::UnknownClient.into(),
            Self::ThisOne => ClientProblem::ThisOne.into(),
            Self::OtherProject => ClientProblem::OtherProject.into(),
            Self::LinkLifetime => ConnectProblem::LinkLifetime.into(),
            Self::NotCopied(_) => ConnectProblem::LinkNotCopied.into(),
            Self::NoMailAddress(typed) => ConnectProblem::NoMailAddress {
                typed: typed.clone(),
            }
            .into(),
            Self::BadCode(why) => ConnectProblem::BadCode { why: (*why).into() }.into(),
            Self::OtherCode => ConnectProblem::OtherCode.into(),
            Self::OldCode => ConnectProblem::OldCode.into(),
            Self::DevelopmentCode => ConnectProblem::DevelopmentCode.into(),
            Self::Contradiction(Contradiction::Company) => ConnectProblem::TwoCompanies.into(),
            Self::Contradiction(Contradiction::Person) => ConnectProblem::TwoPeople.into(),
            Self::BadCompanyId(BadCompanyId::Empty) => ConnectProblem::CompanyIdEmpty.into(),
            Self::BadCompanyId(BadCompanyId::NotDigits) => {
                ConnectProblem::CompanyIdNotDigits.into()
            }
            Self::BadCompanyId(BadCompanyId::Length) => ConnectProblem::CompanyIdLength.into(),
            Self::NotInCompany { person, tail } => ConnectProblem::NotInCompany {
                person: person.clone(),
                tail: tail.clone(),
            }
            .into(),
            Self::NotForCompany { tail } => {
                ConnectProblem::NotForCompany { tail: tail.clone() }.into()
            }
            Self::AlreadySaved => ConnectProblem::AlreadySaved.into(),
            Self::AlreadySavedAs(client) => {
                with_client(client, |client| ConnectProblem::AlreadySavedAs { client })
            }
            Self::ConductorNotSetUp => ConnectProblem::ConductorNotSetUp.into(),
            Self::IntuitNotSetUp => ConnectProblem::IntuitNotSetUp.into(),
            Self::NotConnected => ConnectProblem::NotConnected.into(),
            Self::NothingPending => ConnectProblem::NothingPending.into(),
            Self::ForeignAddress { service, host } => ConnectProblem::ForeignAddress {
                service: (*service).into(),
                host: host.clone(),
            }
            .into(),
            Self::NothingLasts => ConnectProblem::NothingLasts.into(),
            Self::OtherCompanyKey => ConnectProblem::OtherCompanyKey.into(),
            Self::Browser(_) => ConnectProblem::BrowserNotOpened.into(),
            Self::BadFilter(_) => BooksProblem::BadFilter.into(),
            Self::NoSuchList => BooksProblem::NoSuchList.into(),
            Self::NotInTheBooks => BooksProblem::NotFound.into(),
            Self::NotAgreed => BooksProblem::NotAgreed.into(),
            Self::Cancelled => BooksProblem::Cancelled.into(),
            Self::FirmClosed => BooksProblem::FirmClosed.into(),
            Self::Service(failure) => of_failure(failure),
            Self::Vault(error) => StorageProblem::SignInNotKept { why: error.into() }.into(),
            Self::Database(error) => StorageProblem::RosterNotSaved { why: error.into() }.into(),
            Self::ReadOnly(why) => StorageProblem::from(*why).into(),
        }
    }
}

impl BadClient {
    fn problem(&self) -> ClientProblem {
        match self {
            Self::NoName => ClientProblem::NoName,
            Self::Email(typed) => ClientProblem::BadEmail {
                typed: typed.clone(),
            },
            Self::TooLong => ClientProblem::FieldTooLong {
                most: u32::try_from(LONGEST_FIELD).unwrap_or(u32::MAX),
            },
        }
    }
}

impl BadRow {
    fn problem(&self) -> ClientProblem {
        match self {
            Self::Client(why) => why.problem(),
            Self::NoProduct => ClientProblem::NoProduct,
            Self::NameTwice(name) => ClientProblem::NameTwice { name: name.clone() },
            Self::SourceIdTwice(id) => ClientProblem::SourceIdTwice { id: id.to_string() },
            Self::KeepsItsProduct(why) => why.problem(),
        }
    }
}

impl KeepsItsProduct {
    fn problem(&self) -> ClientProblem {
        match self {
            Self::Connected(client) => ClientProblem::ProductConnected {
                client: client.clone(),
            },
            Self::Connecting(client) => ClientProblem::ProductConnecting {
                client: client.clone(),
            },
        }
    }
}

fn with_client<P: Into<Problem>>(client: &str, problem: impl FnOnce(String) -> P) -> Problem {
    problem(client.to_owned()).into()
}

/// What a failure of a service is to a person. Only a service's own words are passed on.
fn of_failure(failure: &Failure) -> Problem {
    let service = failure.source.into();
    let service_code = failure.code.clone();
    let words = failure.message.trim_end().to_owned();
    match failure.kind {
        FailureKind::KeyRefused if failure.code == COMPUTER_DENIED => {
            ServiceProblem::ComputerTurnedOff.into()
        }
        FailureKind::KeyRefused => ServiceProblem::KeyRefused { service }.into(),
        FailureKind::Offline => ServiceProblem::Offline.into(),
        FailureKind::Unreachable if is_throttle(&failure.code) => ServiceProblem::AskedTooMuch {
            service,
            service_code,
        }
        .into(),
        FailureKind::Unreachable if is_refused_request(failure) => {
            ServiceProblem::RefusedForNow { words }.into()
        }
        FailureKind::Unreachable => ServiceProblem::NotAnswering {
            service,
            service_code,
        }
        .into(),
        FailureKind::Answered => match failure.code.as_str() {
            OTHER_RELAY => ConnectProblem::OtherRelay.into(),
            OTHER_MODE => ConnectProblem::OtherKeys.into(),
            GRANT_MISSING => ConnectProblem::GrantMissing.into(),
            ID_TOKEN => ConnectProblem::SignInNotVerified.into(),
            _ if words.is_empty() => ServiceProblem::AnsweredNothing.into(),
            _ => ServiceProblem::Answered { words }.into(),
        },
    }
}

impl From<CallbackError> for BadCodeReason {
    fn from(error: CallbackError) -> Self {
        match error {
            CallbackError::TooLong => Self::TooLong,
            CallbackError::ControlCharacter => Self::OddCharacters,
            CallbackError::NotOurs => Self::NotOurs,
            CallbackError::Ambiguous => Self::Ambiguous,
            CallbackError::MissingState => Self::NoSignIn,
            CallbackError::BadState => Self::OtherSignIn,
            CallbackError::MissingAnswer => Self::NoAnswer,
            CallbackError::BadHandOff => Self::Damaged,
        }
    }
}
