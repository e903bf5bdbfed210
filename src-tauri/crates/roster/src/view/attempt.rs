//! What one asks of an attempt, whichever product it is for.

use super::{
    AttemptView, DesktopProgress, Ending, FoundCompany, LinkEnding, OnlineProgress, ProblemView,
    Progress, SignInEnding,
};

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
