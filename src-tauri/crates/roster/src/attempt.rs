//! One open connect sheet: a sign-in at Intuit, or an auth link of Conductor that somebody has to open.
//!
//! ```text
//! Waiting → Verifying ─────────→ Confirm → Done
//!    │          ├──→ Company ──────┤
//!    └──────────┴─────────┴────────┴───→ Ended(why)
//! ```

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use signing::SigningKey;
use url::Url;

use crate::callback::{SignInState, Verifier};
use crate::client::ClientId;
use crate::grants::{GrantWithoutCompany, Granted};
use crate::observation::{Person, RoleAnswerFact};
use crate::vault::Secret;
use crate::view::{AttemptStage, AttemptView, Ending, FoundCompany, ProblemView, Product};

/// How long a sign-in may stay open in the browser.
pub const SIGN_IN_LIFE: SignedDuration = SignedDuration::from_mins(30);

/// Tells attempts of one client apart: what a replaced attempt still has under way must not touch the
/// one that took its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AttemptNumber(u64);

impl AttemptNumber {
    fn next() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed))
    }
}

/// An attempt to connect one client.
pub struct Attempt {
    pub(crate) number: AttemptNumber,
    /// The client.
    pub client: ClientId,
    /// Online or Desktop.
    pub books: Product,
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
    /// Desktop: when the end-user was last looked at.
    pub looked_at: Option<Timestamp>,
    /// Online: the secret halves of the sign-in.
    pub sign_in: Option<SignIn>,
    /// Online: the grant that waits to be saved.
    pub pending: Option<PendingConnection>,
    /// Online: the grant of which nobody has said yet what company it is for.
    pub without_company: Option<ConnectionWithoutCompany>,
}

/// The app's half of a sign-in. It is kept in the vault while the browser has the other half, so that
/// a link that arrives after the app was closed still finishes what the person began.
#[derive(Clone)]
pub struct SignIn {
    /// Sent to Intuit and echoed.
    pub state: SignInState,
    /// Never leaves this computer before the hand-off is redeemed.
    pub verifier: Verifier,
    /// Proves at every renewal that the request comes from where this sign-in was made.
    pub key: SigningKey,
    /// Where Intuit's answer goes, if not to the firm's first redirect address: with development keys there are several.
    pub redirect_uri: Option<Url>,
    /// When the sign-in began.
    pub started_at: Timestamp,
    /// When it is no longer accepted.
    pub expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct SignInEntry {
    state: String,
    verifier: String,
    /// Missing where a version before 0.2 began it.
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    redirect_uri: Option<String>,
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
            key: Some(self.key.to_text().to_string()),
            redirect_uri: self.redirect_uri.as_ref().map(Url::to_string),
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
            key: entry
                .key
                .and_then(|text| SigningKey::from_text(&text))
                .unwrap_or_else(SigningKey::generate),
            redirect_uri: entry.redirect_uri.and_then(|text| Url::parse(&text).ok()),
            started_at: entry.started_at,
            expires_at: entry.expires_at,
        })
    }
}

/// A connection that Intuit granted without saying for which company. It lives in memory only: what a
/// crash leaves behind is the sign-in's end.
pub struct ConnectionWithoutCompany {
    /// The grant.
    pub grant: GrantWithoutCompany,
    /// When it was granted.
    pub granted_at: Timestamp,
    /// Who signed in.
    pub person: Person,
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
    /// Last four digits of the company's realm id.
    pub realm_tail: String,
    /// The person typed the realm id, and nothing Intuit says confirms it.
    pub unconfirmed: bool,
}

impl Attempt {
    /// A new attempt, which waits for somebody in a browser.
    #[must_use]
    pub fn new(client: ClientId, books: Product, now: Timestamp, expires_at: Timestamp) -> Self {
        Self {
            number: AttemptNumber::next(),
            client,
            books,
            stage: AttemptStage::Waiting,
            started_at: now,
            opened_at: None,
            expires_at,
            ending: None,
            problem: None,
            found: None,
            started_at_service: false,
            looked_at: None,
            sign_in: None,
            pending: None,
            without_company: None,
        }
    }

    /// A sign-in that was open when the app was closed.
    #[must_use]
    pub fn resumed(client: ClientId, sign_in: SignIn) -> Self {
        let (began, expires_at) = (sign_in.started_at, sign_in.expires_at);
        let mut attempt = Self::new(client, Product::Online, began, expires_at);
        attempt.opened_at = Some(began);
        attempt.sign_in = Some(sign_in);
        attempt
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
