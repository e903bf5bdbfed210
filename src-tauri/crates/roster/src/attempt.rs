//! One open connect sheet: a sign-in at Intuit, or an auth link of Conductor that somebody has to open.
//!
//! ```text
//! Preparing → Waiting → Verifying → Confirm → Done
//!                 └──────────┴─────────┴────→ Ended(why)
//! ```

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::callback::{SignInState, Verifier};
use crate::client::ClientId;
use crate::grants::Granted;
use crate::observation::{Person, RoleAnswerFact};
use crate::vault::Secret;
use crate::view::{AttemptStage, AttemptView, BooksKind, Ending, FoundCompany, ProblemView};

/// How long a sign-in may stay open in the browser.
pub const SIGN_IN_LIFE: SignedDuration = SignedDuration::from_mins(30);

/// An attempt to connect one client.
pub struct Attempt {
    /// The client.
    pub client: ClientId,
    /// Online or Desktop.
    pub books: BooksKind,
    /// How far it is.
    pub stage: AttemptStage,
    /// When it began.
    pub started_at: Timestamp,
    /// When the browser was opened.
    pub opened_at: Option<Timestamp>,
    /// When the sign-in or link stops working.
    pub expires_at: Timestamp,
    /// How it ended.
    pub ending: Option<Ending>,
    /// Why, if there was an error.
    pub problem: Option<ProblemView>,
    /// What Intuit said, while it waits to be confirmed.
    pub found: Option<FoundCompany>,
    /// Desktop: the customer has opened the link.
    pub started_at_service: bool,
    /// Online: the secret halves of the sign-in.
    pub sign_in: Option<SignIn>,
    /// Online: the grant that waits to be saved.
    pub pending: Option<PendingConnection>,
}

/// The app's half of a sign-in. It is kept in the vault while the browser has the other half, so that
/// a link that arrives after the app was closed still finishes what the person began.
#[derive(Clone)]
pub struct SignIn {
    /// Sent to Intuit and echoed.
    pub state: SignInState,
    /// Never leaves this computer before the hand-off is redeemed.
    pub verifier: Verifier,
    /// When the sign-in began.
    pub started_at: Timestamp,
    /// When it is no longer accepted.
    pub expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct SignInEntry {
    state: String,
    verifier: String,
    started_at: Timestamp,
    expires_at: Timestamp,
}

impl SignIn {
    /// The vault entry.
    #[must_use]
    pub fn write(&self) -> Secret {
        let entry = SignInEntry {
            // EXPOSE: both halves are needed to finish the sign-in after a restart.
            state: self.state.expose().to_owned(),
            verifier: self.verifier.expose().to_owned(),
            started_at: self.started_at,
            expires_at: self.expires_at,
        };
        Secret::new(serde_json::json!(entry).to_string())
    }

    /// Reads a vault entry.
    #[must_use]
    pub fn read(entry: &Secret) -> Option<Self> {
        // EXPOSE: the entry is JSON written by `write`.
        let entry: SignInEntry = serde_json::from_str(entry.expose()).ok()?;
        Some(Self {
            state: SignInState::from_text(entry.state),
            verifier: Verifier::from_text(entry.verifier),
            started_at: entry.started_at,
            expires_at: entry.expires_at,
        })
    }
}

/// A connection that Intuit granted and nobody has confirmed.
pub struct PendingConnection {
    /// The grant.
    pub granted: Granted,
    /// When it was granted.
    pub granted_at: Timestamp,
    /// Who signed in.
    pub person: Person,
    /// Keyed hash of the company's realm id.
    pub realm_hash: String,
    /// Name from Intuit.
    pub company_name: Option<String>,
    /// What the role query said.
    pub role: Option<RoleAnswerFact>,
    /// The company is another client's, or not the saved one: it must not be revoked or saved here.
    pub belongs_elsewhere: bool,
}

impl Attempt {
    /// A new attempt.
    #[must_use]
    pub fn new(client: ClientId, books: BooksKind, now: Timestamp, expires_at: Timestamp) -> Self {
        Self {
            client,
            books,
            stage: AttemptStage::Preparing,
            started_at: now,
            opened_at: None,
            expires_at,
            ending: None,
            problem: None,
            found: None,
            started_at_service: false,
            sign_in: None,
            pending: None,
        }
    }

    /// A sign-in that was open when the app was closed.
    #[must_use]
    pub fn resumed(client: ClientId, sign_in: SignIn) -> Self {
        Self {
            stage: AttemptStage::Waiting,
            opened_at: Some(sign_in.started_at),
            sign_in: Some(sign_in.clone()),
            ..Self::new(
                client,
                BooksKind::Online,
                sign_in.started_at,
                sign_in.expires_at,
            )
        }
    }

    /// Whether somebody may still finish it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.stage, AttemptStage::Done | AttemptStage::Ended)
    }

    /// Ends it.
    pub fn end(&mut self, ending: Ending, problem: Option<ProblemView>) {
        self.stage = AttemptStage::Ended;
        self.ending = Some(ending);
        self.problem = problem;
        self.sign_in = None;
    }

    /// What the window may see of it.
    #[must_use]
    pub fn view(&self) -> AttemptView {
        AttemptView {
            client_id: self.client.to_string(),
            books: self.books,
            stage: self.stage,
            started_at: self.started_at.as_millisecond(),
            opened_at: self.opened_at.map(Timestamp::as_millisecond),
            expires_at: self.expires_at.as_millisecond(),
            ending: self.ending,
            found: self.found.clone(),
            error: self.problem.clone(),
            started_at_service: self.started_at_service,
        }
    }
}
