//! A sign-in at Intuit, from the browser to its end.
//!
//! ```text
//! AwaitingBrowser ⇄ Verifying ──────────────────────────→ AwaitingConfirmation → Done
//!        │              ├──→ NeedsCompanyId ⇄ CheckingCompanyId ──┤
//!        └──────────────┴───────────┴──────────────┴──────────────┴──→ Ended(how)
//! ```

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use signing::SigningKey;
use url::Url;

use super::{Discarded, State};
use crate::callback::{SignInState, Verifier};
use crate::grants::{GrantWithoutCompany, Granted};
use crate::observation::{Person, RoleAnswerFact};
use crate::view::{FoundCompany, OnlineProgress, ProblemView, Progress, SignInEnding};

/// How long a sign-in may stay open in the browser.
pub(crate) const SIGN_IN_LIFE: SignedDuration = SignedDuration::from_mins(30);

/// The states of a sign-in at Intuit, each with exactly what it holds.
pub(crate) enum OnlineSignIn {
    /// The person is in the browser.
    AwaitingBrowser {
        page: SignInPage,
        /// Why the page was not opened, or what came back and did not fit.
        problem: Option<ProblemView>,
    },
    /// An answer came. It is redeemed, checked and compared; no second one is taken meanwhile.
    Verifying(SignInPage),
    /// The person signed in, and Intuit did not say which company it is for.
    NeedsCompanyId(Box<ConnectionWithoutCompany>),
    /// Intuit is asked about the company id that was typed, by a caller that has the grant.
    CheckingCompanyId,
    /// Waits for *Save connection*.
    AwaitingConfirmation(Confirmation),
    /// Saved.
    Done,
    /// Over without a connection.
    Ended(SignInEnd),
}

/// Intuit's page, in the browser.
pub(crate) struct SignInPage {
    pub(crate) sign_in: SignIn,
    pub(crate) opened_at: Option<Timestamp>,
}

/// The app's half of a sign-in, while the browser has the other half.
#[derive(Clone)]
pub(crate) struct SignIn {
    /// Sent to Intuit and echoed.
    pub(crate) state: SignInState,
    /// Never leaves this computer before the hand-off is redeemed.
    pub(crate) verifier: Verifier,
    /// Proves at every renewal that the request comes from where this sign-in was made.
    pub(crate) key: SigningKey,
    /// Where Intuit's answer goes, if not to the firm's first redirect address: with development keys there are several.
    pub(crate) redirect_uri: Option<Url>,
    /// When the sign-in began.
    pub(crate) started_at: Timestamp,
    /// When it is no longer accepted.
    pub(crate) expires_at: Timestamp,
}

/// What the person is asked to confirm.
pub(crate) struct Confirmation {
    pub(crate) found: Arc<FoundCompany>,
    pub(crate) connection: Arc<PendingConnection>,
    /// Why it was not saved by itself.
    pub(crate) problem: Option<ProblemView>,
}

/// How a sign-in ends without a connection.
pub(crate) enum SignInEnd {
    Declined,
    Expired,
    /// Another company than the saved one, or one that is another client already.
    WrongCompany {
        found: Arc<FoundCompany>,
        /// For *Save as new client*; of another client's company nothing is held.
        connection: Option<Arc<PendingConnection>>,
    },
    Rejected,
    EmailUnverified,
    Unreachable(ProblemView),
    RelayUnreachable(ProblemView),
    KeyRefused(ProblemView),
    ScopeRefused,
    Failed(ProblemView),
    Cancelled,
    Replaced,
}

/// What a sign-in held when it ended, for the caller to release.
#[must_use]
pub(crate) enum Held {
    Nothing,
    WithoutCompany(Box<ConnectionWithoutCompany>),
    Connection(Arc<PendingConnection>),
}

/// A connection that Intuit granted without saying for which company. It lives in memory only: what a
/// crash leaves behind is the sign-in's end.
pub(crate) struct ConnectionWithoutCompany {
    /// The grant.
    pub(crate) grant: GrantWithoutCompany,
    /// When it was granted.
    pub(crate) granted_at: Timestamp,
    /// Who signed in.
    pub(crate) person: Person,
}

/// A connection that Intuit granted and nobody has confirmed.
pub(crate) struct PendingConnection {
    /// The grant.
    pub(crate) granted: Granted,
    /// When it was granted.
    pub(crate) granted_at: Timestamp,
    /// Who signed in.
    pub(crate) person: Person,
    /// Keyed hash of the company's realm id.
    pub(crate) realm_hash: String,
    /// Name from Intuit.
    pub(crate) company_name: Option<String>,
    /// What the role query said.
    pub(crate) role: Option<RoleAnswerFact>,
    /// Last four digits of the company's realm id.
    pub(crate) realm_tail: String,
    /// The person typed the realm id, and nothing Intuit says confirms it.
    pub(crate) unconfirmed: bool,
}

impl OnlineSignIn {
    /// A new sign-in, whose page is still to be opened.
    pub(crate) fn begin(sign_in: SignIn) -> Self {
        Self::AwaitingBrowser {
            page: SignInPage {
                sign_in,
                opened_at: None,
            },
            problem: None,
        }
    }

    /// A sign-in that was open when the app was closed.
    pub(crate) fn resume(sign_in: SignIn) -> Self {
        let opened_at = Some(sign_in.started_at);
        Self::AwaitingBrowser {
            page: SignInPage { sign_in, opened_at },
            problem: None,
        }
    }

    /// The page was opened.
    pub(crate) fn opened(self, at: Timestamp) -> Self {
        match self {
            Self::AwaitingBrowser { page, .. } => Self::AwaitingBrowser {
                page: SignInPage {
                    opened_at: Some(at),
                    ..page
                },
                problem: None,
            },
            other => other,
        }
    }

    /// The page could not be opened.
    pub(crate) fn not_opened(self, why: ProblemView) -> Self {
        match self {
            Self::AwaitingBrowser { page, .. } => Self::AwaitingBrowser {
                page,
                problem: Some(why),
            },
            other => other,
        }
    }

    /// An answer came back for it, unless it is not the `wanted` one. A second answer finds nothing.
    pub(crate) fn answer(self, wanted: impl FnOnce(&SignIn) -> bool) -> (Self, Option<SignIn>) {
        match self {
            Self::AwaitingBrowser { page, .. } if wanted(&page.sign_in) => {
                let sign_in = page.sign_in.clone();
                (Self::Verifying(page), Some(sign_in))
            }
            other => (other, None),
        }
    }

    /// What came back was not for this sign-in, and nothing was spent.
    pub(crate) fn await_again(self, problem: Option<ProblemView>) -> Self {
        match self {
            Self::Verifying(page) => Self::AwaitingBrowser { page, problem },
            other => other,
        }
    }

    /// Intuit did not say which company it is for, or what was typed is not it.
    pub(crate) fn ask_for_company(self, granted: Box<ConnectionWithoutCompany>) -> (Self, Held) {
        match self {
            Self::Verifying(_) | Self::CheckingCompanyId => {
                (Self::NeedsCompanyId(granted), Held::Nothing)
            }
            other => (other, Held::WithoutCompany(granted)),
        }
    }

    /// A company id was typed. Gives the grant to the caller, which asks Intuit about it; a second answer finds nothing.
    pub(crate) fn check_company(self) -> (Self, Option<Box<ConnectionWithoutCompany>>) {
        match self {
            Self::NeedsCompanyId(granted) => (Self::CheckingCompanyId, Some(granted)),
            other => (other, None),
        }
    }

    /// The company is known and may be saved.
    pub(crate) fn confirm(self, confirmation: Confirmation) -> (Self, Held) {
        match self {
            Self::Verifying(_) | Self::CheckingCompanyId => {
                (Self::AwaitingConfirmation(confirmation), Held::Nothing)
            }
            other => (other, Held::Connection(confirmation.connection)),
        }
    }

    /// The connection was saved.
    pub(crate) fn saved(self) -> Self {
        match self {
            Self::Verifying(_) | Self::CheckingCompanyId | Self::AwaitingConfirmation(_) => {
                Self::Done
            }
            other => other,
        }
    }

    /// Ends it.
    pub(crate) fn end(self, how: SignInEnd) -> (Self, Held) {
        let held = match self {
            Self::NeedsCompanyId(granted) => Held::WithoutCompany(granted),
            Self::AwaitingConfirmation(Confirmation { connection, .. }) => {
                Held::Connection(connection)
            }
            Self::Ended(ended) => ended.drop_connection().1,
            Self::AwaitingBrowser { .. }
            | Self::Verifying(_)
            | Self::CheckingCompanyId
            | Self::Done => Held::Nothing,
        };
        (Self::Ended(how), held)
    }

    /// Ends it, unless it is over: then it keeps its ending, and holds nothing any more.
    pub(crate) fn discard(self, why: Discarded) -> (Self, Held) {
        match self {
            Self::Done => (Self::Done, Held::Nothing),
            Self::Ended(ended) => {
                let (ended, held) = ended.drop_connection();
                (Self::Ended(ended), held)
            }
            open => open.end(match why {
                Discarded::Cancelled => SignInEnd::Cancelled,
                Discarded::Replaced => SignInEnd::Replaced,
            }),
        }
    }

    pub(crate) fn awaits_browser(&self) -> bool {
        self.awaited().is_some()
    }

    /// The sign-in that the browser is awaited for.
    pub(crate) fn awaited(&self) -> Option<&SignIn> {
        match self {
            Self::AwaitingBrowser { page, .. } => Some(&page.sign_in),
            _ => None,
        }
    }

    pub(crate) fn is_verifying(&self) -> bool {
        matches!(self, Self::Verifying(_))
    }

    /// Whether somebody asks Intuit about what came back, or about what was typed.
    pub(crate) fn is_in_work(&self) -> bool {
        matches!(self, Self::Verifying(_) | Self::CheckingCompanyId)
    }

    /// Whether it has come back and is not saved yet.
    pub(crate) fn is_unsaved(&self) -> bool {
        self.is_open() && !self.awaits_browser()
    }

    pub(crate) fn confirmation(&self) -> Option<&Confirmation> {
        match self {
            Self::AwaitingConfirmation(confirmation) => Some(confirmation),
            _ => None,
        }
    }

    /// The connection that may still be saved: as this client's, or as a new one's.
    pub(crate) fn connection(&self) -> Option<&Arc<PendingConnection>> {
        match self {
            Self::AwaitingConfirmation(confirmation) => Some(&confirmation.connection),
            Self::Ended(SignInEnd::WrongCompany { connection, .. }) => connection.as_ref(),
            _ => None,
        }
    }

    /// What Intuit said, beside what was expected.
    pub(crate) fn found(&self) -> Option<&FoundCompany> {
        match self {
            Self::AwaitingConfirmation(Confirmation { found, .. })
            | Self::Ended(SignInEnd::WrongCompany { found, .. }) => Some(found),
            _ => None,
        }
    }
}

impl State for OnlineSignIn {
    const OVER: Self = Self::Ended(SignInEnd::Cancelled);

    fn is_open(&self) -> bool {
        !matches!(self, Self::Done | Self::Ended(_))
    }

    fn progress(&self) -> Progress {
        let seen = |at: &Option<Timestamp>| at.map(Timestamp::as_millisecond);
        Progress::Online(match self {
            Self::AwaitingBrowser { page, problem } => OnlineProgress::Waiting {
                opened_at: seen(&page.opened_at),
                error: problem.clone(),
            },
            Self::Verifying(page) => OnlineProgress::Verifying {
                opened_at: seen(&page.opened_at),
            },
            Self::NeedsCompanyId(_) | Self::CheckingCompanyId => OnlineProgress::Company,
            Self::AwaitingConfirmation(it) => OnlineProgress::Confirm {
                found: Box::new((*it.found).clone()),
                error: it.problem.clone(),
            },
            Self::Done => OnlineProgress::Done,
            Self::Ended(how) => OnlineProgress::Ended(how.view()),
        })
    }
}

impl SignInEnd {
    /// What the window may see of it.
    pub(crate) fn view(&self) -> SignInEnding {
        let error = |problem: &ProblemView| problem.clone();
        match self {
            Self::Declined => SignInEnding::Declined,
            Self::Expired => SignInEnding::Expired,
            Self::WrongCompany { found, .. } => SignInEnding::WrongCompany {
                found: Box::new((**found).clone()),
            },
            Self::Rejected => SignInEnding::Rejected,
            Self::EmailUnverified => SignInEnding::EmailUnverified,
            Self::Unreachable(why) => SignInEnding::Unreachable { error: error(why) },
            Self::RelayUnreachable(why) => SignInEnding::RelayUnreachable { error: error(why) },
            Self::KeyRefused(why) => SignInEnding::KeyRefused { error: error(why) },
            Self::ScopeRefused => SignInEnding::ScopeRefused,
            Self::Failed(why) => SignInEnding::Failed { error: error(why) },
            Self::Cancelled => SignInEnding::Cancelled,
            Self::Replaced => SignInEnding::Replaced,
        }
    }

    fn drop_connection(self) -> (Self, Held) {
        match self {
            Self::WrongCompany { found, connection } => {
                let held = connection.map_or(Held::Nothing, Held::Connection);
                let connection = None;
                (Self::WrongCompany { found, connection }, held)
            }
            other => (other, Held::Nothing),
        }
    }
}

#[cfg(test)]
mod tests;
