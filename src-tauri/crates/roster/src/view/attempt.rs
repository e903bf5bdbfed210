//! A connect sheet: how far an attempt to connect a client is, and what one asks of it, whichever product it is for.

use serde::{Deserialize, Serialize};

use super::{ElsewhereView, PersonView, ProblemView, RoleView};

view! {
    /// A connect sheet: how far an attempt to connect a client is.
    pub struct AttemptView {
        /// The client.
        pub client_id: String,
        /// When it began.
        pub started_at: i64,
        /// When the sign-in or the link stops working.
        pub expires_at: i64,
        /// How far it is.
        #[serde(flatten)]
        pub progress: Progress,
    }

    /// How far an attempt is, in the product that it is for.
    #[serde(tag = "books")]
    pub enum Progress {
        /// A sign-in at Intuit.
        Online(OnlineProgress),
        /// An auth link of Conductor.
        Desktop(DesktopProgress),
    }

    /// How far a sign-in at Intuit is.
    #[serde(tag = "stage", rename_all_fields = "camelCase")]
    pub enum OnlineProgress {
        /// The person is in the browser.
        Waiting {
            /// When the browser opened.
            opened_at: Option<i64>,
            /// Why it did not open, or what came back and did not fit.
            error: Option<ProblemView>,
        },
        /// The answer came; checking company and role.
        Verifying {
            /// When the browser opened.
            opened_at: Option<i64>,
        },
        /// The person signed in, and Intuit didn't say which company: the person is asked for its id.
        Company,
        /// Waiting for *Save connection*.
        Confirm {
            /// What Intuit said.
            found: Box<FoundCompany>,
            /// Why it was not saved by itself.
            error: Option<ProblemView>,
        },
        /// Saved.
        Done,
        /// Over without a connection.
        Ended(SignInEnding),
    }

    /// How far the waiting for an auth link is.
    #[serde(tag = "stage", rename_all_fields = "camelCase")]
    pub enum DesktopProgress {
        /// The link waits for the customer.
        Waiting {
            /// When the link was opened on this computer.
            opened_at: Option<i64>,
            /// The customer opened the link.
            started_at_service: bool,
            /// Why it did not leave the app.
            error: Option<ProblemView>,
        },
        /// The customer's QuickBooks answers.
        Done,
        /// Over without a connection.
        Ended(LinkEnding),
    }

    /// How a sign-in ended without a connection.
    #[serde(tag = "ending")]
    pub enum SignInEnding {
        /// `access_denied`.
        Declined,
        /// The sign-in ran out.
        Expired,
        /// Another company than the saved one, or one that is another client already.
        WrongCompany {
            /// What Intuit said.
            found: Box<FoundCompany>,
        },
        /// The user said so in the verify step.
        Rejected,
        /// Intuit has not verified this person's e-mail address.
        EmailUnverified,
        /// Intuit could not be reached or failed.
        Unreachable {
            /// What happened.
            error: ProblemView,
        },
        /// The relay could not be reached or failed.
        RelayUnreachable {
            /// What happened.
            error: ProblemView,
        },
        /// Intuit refused our key.
        KeyRefused {
            /// What happened.
            error: ProblemView,
        },
        /// `invalid_scope`: Intuit doesn't let the firm's app ask for what it asked for.
        ScopeRefused,
        /// It failed in another way.
        Failed {
            /// What happened.
            error: ProblemView,
        },
        /// Cancelled here.
        Cancelled,
        /// A newer attempt took its place.
        Replaced,
    }

    /// How the waiting for a link ended without a connection.
    #[serde(tag = "ending")]
    pub enum LinkEnding {
        /// The link ran out.
        Expired,
        /// The end-user was deleted at Conductor.
        Failed {
            /// What happened.
            error: ProblemView,
        },
        /// Cancelled here.
        Cancelled,
        /// A newer attempt took its place.
        Replaced,
    }

    /// The endings of a sign-in.
    #[derive(Copy, Eq, Hash)]
    pub enum Ending {
        /// `access_denied`.
        Declined,
        /// The sign-in or link ran out.
        Expired,
        /// Another company than the saved one, or one that is another client already.
        WrongCompany,
        /// The user said so in the verify step.
        Rejected,
        /// Intuit has not verified this person's e-mail address.
        EmailUnverified,
        /// The service could not be reached or failed.
        Unreachable,
        /// The relay could not be reached or failed.
        RelayUnreachable,
        /// The service refused our key.
        KeyRefused,
        /// `invalid_scope`: Intuit doesn't let the firm's app ask for what it asked for.
        ScopeRefused,
        /// The service answered with an error.
        Failed,
        /// Cancelled here.
        Cancelled,
        /// A newer attempt took its place.
        Replaced,
    }

    /// What came back from Intuit, beside what was expected.
    pub struct FoundCompany {
        /// Name from Intuit (accounting scope only).
        pub company_name: Option<String>,
        /// Last four digits of its realm id.
        pub company_tail: String,
        /// Last four digits of the saved realm id, when there is one.
        pub expected_tail: Option<String>,
        /// The client that already holds this company.
        pub other_client: Option<String>,
        /// Who signed in.
        pub person: PersonView,
        /// Who was connected before, when that is somebody else.
        pub previous_person: Option<PersonView>,
        /// The role in that company.
        pub role: RoleView,
        /// Intuit said that the person is not in the company.
        pub not_member: bool,
        /// Who holds this company at another of the firm's computers.
        pub elsewhere: Option<ElsewhereView>,
        /// The person typed the company's id, and nothing Intuit says confirms it.
        pub unconfirmed: bool,
        /// The saved company was recognised by its last four digits alone: the key that recognises it whole was
        /// lost with the keychain.
        pub by_digits: bool,
        /// Another client whose company may be this one: by those digits alone, too.
        pub maybe_client: Option<String>,
    }
}

/// The stages of an attempt, whichever product it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptStage {
    /// Somebody has to do something in a browser.
    Waiting,
    /// The answer came; checking company and role.
    Verifying,
    /// The person is asked for the company's id.
    Company,
    /// Waiting for *Save connection*.
    Confirm,
    /// Connected.
    Done,
    /// Over without a connection.
    Ended,
}

impl AttemptView {
    /// How far it is.
    #[must_use]
    pub fn stage(&self) -> AttemptStage {
        match &self.progress {
            Progress::Online(OnlineProgress::Waiting { .. })
            | Progress::Desktop(DesktopProgress::Waiting { .. }) => AttemptStage::Waiting,
            Progress::Online(OnlineProgress::Verifying { .. }) => AttemptStage::Verifying,
            Progress::Online(OnlineProgress::Company) => AttemptStage::Company,
            Progress::Online(OnlineProgress::Confirm { .. }) => AttemptStage::Confirm,
            Progress::Online(OnlineProgress::Done) | Progress::Desktop(DesktopProgress::Done) => {
                AttemptStage::Done
            }
            Progress::Online(OnlineProgress::Ended(_))
            | Progress::Desktop(DesktopProgress::Ended(_)) => AttemptStage::Ended,
        }
    }

    /// When the page or the link was opened, while somebody is in the browser.
    #[must_use]
    pub fn opened_at(&self) -> Option<i64> {
        match &self.progress {
            Progress::Online(
                OnlineProgress::Waiting { opened_at, .. } | OnlineProgress::Verifying { opened_at },
            )
            | Progress::Desktop(DesktopProgress::Waiting { opened_at, .. }) => *opened_at,
            _ => None,
        }
    }

    /// Whether the customer has opened the link.
    #[must_use]
    pub fn started_at_service(&self) -> bool {
        match &self.progress {
            Progress::Desktop(DesktopProgress::Waiting {
                started_at_service, ..
            }) => *started_at_service,
            Progress::Desktop(DesktopProgress::Done) => true,
            _ => false,
        }
    }

    /// How it ended.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        match &self.progress {
            Progress::Online(OnlineProgress::Ended(how)) => Some(how.ending()),
            Progress::Desktop(DesktopProgress::Ended(how)) => Some(how.ending()),
            _ => None,
        }
    }

    /// What Intuit said, while it can be saved or is another company's.
    #[must_use]
    pub fn found(&self) -> Option<FoundCompany> {
        match &self.progress {
            Progress::Online(
                OnlineProgress::Confirm { found, .. }
                | OnlineProgress::Ended(SignInEnding::WrongCompany { found }),
            ) => Some((**found).clone()),
            _ => None,
        }
    }

    /// What went wrong.
    #[must_use]
    pub fn error(&self) -> Option<ProblemView> {
        match &self.progress {
            Progress::Online(
                OnlineProgress::Waiting { error, .. } | OnlineProgress::Confirm { error, .. },
            )
            | Progress::Desktop(DesktopProgress::Waiting { error, .. }) => error.clone(),
            Progress::Online(OnlineProgress::Ended(
                SignInEnding::Unreachable { error }
                | SignInEnding::RelayUnreachable { error }
                | SignInEnding::KeyRefused { error }
                | SignInEnding::Failed { error },
            ))
            | Progress::Desktop(DesktopProgress::Ended(LinkEnding::Failed { error })) => {
                Some(error.clone())
            }
            _ => None,
        }
    }
}

impl SignInEnding {
    /// Its name in the timeline.
    #[must_use]
    pub fn ending(&self) -> Ending {
        match self {
            Self::Declined => Ending::Declined,
            Self::Expired => Ending::Expired,
            Self::WrongCompany { .. } => Ending::WrongCompany,
            Self::Rejected => Ending::Rejected,
            Self::EmailUnverified => Ending::EmailUnverified,
            Self::Unreachable { .. } => Ending::Unreachable,
            Self::RelayUnreachable { .. } => Ending::RelayUnreachable,
            Self::KeyRefused { .. } => Ending::KeyRefused,
            Self::ScopeRefused => Ending::ScopeRefused,
            Self::Failed { .. } => Ending::Failed,
            Self::Cancelled => Ending::Cancelled,
            Self::Replaced => Ending::Replaced,
        }
    }
}

impl LinkEnding {
    /// Its name in the timeline.
    #[must_use]
    pub fn ending(&self) -> Ending {
        match self {
            Self::Expired => Ending::Expired,
            Self::Failed { .. } => Ending::Failed,
            Self::Cancelled => Ending::Cancelled,
            Self::Replaced => Ending::Replaced,
        }
    }
}
