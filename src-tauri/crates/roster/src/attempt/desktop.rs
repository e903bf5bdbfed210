//! An auth link of Conductor, from its making to the first answer of the customer's QuickBooks.

use jiff::Timestamp;

use super::{Discarded, State};
use crate::view::{DesktopProgress, LinkEnding, ProblemView, Progress};

/// The states of an auth link, each with exactly what it holds.
pub(crate) enum DesktopLink {
    /// The customer has not opened the link yet.
    AwaitingCustomer(OpenLink),
    /// The customer has opened the link, and their QuickBooks has not answered yet.
    Started(OpenLink),
    /// The customer's QuickBooks answers.
    Done,
    /// Over without a connection.
    Ended(LinkEnd),
}

/// A link that the customer may still use.
#[derive(Default)]
pub(crate) struct OpenLink {
    /// When it was opened here.
    pub(crate) opened_at: Option<Timestamp>,
    /// When Conductor was last asked how far the customer is.
    pub(crate) looked_at: Option<Timestamp>,
    /// Why it did not leave the app.
    pub(crate) problem: Option<ProblemView>,
}

/// How the waiting for a link ends without a connection.
pub(crate) enum LinkEnd {
    Expired,
    /// The end-user was deleted at Conductor.
    Failed(ProblemView),
    Cancelled,
    Replaced,
}

impl DesktopLink {
    pub(crate) fn begin() -> Self {
        Self::AwaitingCustomer(OpenLink::default())
    }

    /// The link was opened on this computer.
    pub(crate) fn opened(self, at: Timestamp) -> Self {
        self.with(|link| link.opened_at = Some(at))
    }

    /// The link could not be handed over.
    pub(crate) fn not_delivered(self, why: ProblemView) -> Self {
        self.with(|link| link.problem = Some(why))
    }

    /// Conductor is asked how far the customer is.
    pub(crate) fn looked_at(self, at: Timestamp) -> Self {
        self.with(|link| link.looked_at = Some(at))
    }

    /// The customer has opened the link.
    pub(crate) fn start(self) -> Self {
        match self {
            Self::AwaitingCustomer(link) => Self::Started(link),
            other => other,
        }
    }

    /// The customer's QuickBooks has answered.
    pub(crate) fn connected(self) -> Self {
        match self {
            Self::AwaitingCustomer(_) | Self::Started(_) => Self::Done,
            other => other,
        }
    }

    /// Ends the waiting; what is over keeps its ending.
    pub(crate) fn end(self, how: LinkEnd) -> Self {
        match self {
            Self::AwaitingCustomer(_) | Self::Started(_) => Self::Ended(how),
            other => other,
        }
    }

    pub(crate) fn discard(self, why: Discarded) -> Self {
        self.end(match why {
            Discarded::Cancelled => LinkEnd::Cancelled,
            Discarded::Replaced => LinkEnd::Replaced,
        })
    }

    /// The link that is waited for.
    pub(crate) fn link(&self) -> Option<&OpenLink> {
        match self {
            Self::AwaitingCustomer(link) | Self::Started(link) => Some(link),
            Self::Done | Self::Ended(_) => None,
        }
    }

    fn with(mut self, change: impl FnOnce(&mut OpenLink)) -> Self {
        if let Self::AwaitingCustomer(link) | Self::Started(link) = &mut self {
            change(link);
        }
        self
    }
}

impl State for DesktopLink {
    const OVER: Self = Self::Ended(LinkEnd::Cancelled);

    fn is_open(&self) -> bool {
        self.link().is_some()
    }

    fn progress(&self) -> Progress {
        let waiting = |link: &OpenLink, started_at_service| DesktopProgress::Waiting {
            opened_at: link.opened_at.map(Timestamp::as_millisecond),
            started_at_service,
            error: link.problem.clone(),
        };
        Progress::Desktop(match self {
            Self::AwaitingCustomer(link) => waiting(link, false),
            Self::Started(link) => waiting(link, true),
            Self::Done => DesktopProgress::Done,
            Self::Ended(how) => DesktopProgress::Ended(match how {
                LinkEnd::Expired => LinkEnding::Expired,
                LinkEnd::Failed(problem) => LinkEnding::Failed {
                    error: problem.clone(),
                },
                LinkEnd::Cancelled => LinkEnding::Cancelled,
                LinkEnd::Replaced => LinkEnding::Replaced,
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_goes_on_until_it_is_over_and_then_stays_so() {
        let now = Timestamp::UNIX_EPOCH;
        let open = DesktopLink::begin().opened(now).looked_at(now);
        assert!(matches!(open, DesktopLink::AwaitingCustomer(_)));
        let started = open.start();
        let link = started.link().unwrap();
        assert_eq!((link.opened_at, link.looked_at), (Some(now), Some(now)));
        assert!(matches!(started, DesktopLink::Started(_)));
        let done = started.start().connected();
        assert!(matches!(done, DesktopLink::Done));
        assert!(matches!(done.end(LinkEnd::Expired), DesktopLink::Done));

        let ended = DesktopLink::begin().discard(Discarded::Replaced);
        let ended = ended.end(LinkEnd::Expired).start().connected().opened(now);
        assert!(matches!(ended, DesktopLink::Ended(LinkEnd::Replaced)));
    }
}
