//! A client of the firm, and where its books live.

use std::fmt;

use jiff::Timestamp;

use crate::mail::EmailAddress;
use crate::problem::BadClient;
use crate::untrusted_text::is_bidi_or_invisible;
use crate::view::{Place, Product};

/// Longest name, number or e-mail address, in characters.
pub(crate) const LONGEST_FIELD: usize = 200;

random_id! {
    /// This computer's id of a client.
    ClientId
}

/// The firm's id of a client, the same on all of its computers: it travels in lists, backups and the change log, and
/// is the `sourceId` of the client's end-user at Conductor, so that one that is there is found and not made again.
/// A client begins with its [`ClientId`]; one that was brought in from Conductor has the `sourceId` it had there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(String);

impl SourceId {
    /// The id that a client begins with.
    #[must_use]
    pub fn of(client: ClientId) -> Self {
        Self(client.to_string())
    }

    /// Reads an id that somebody else may have chosen: one line of at most 200 characters, without blanks around it
    /// and without what cannot be seen.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = !text.is_empty()
            && text.trim() == text
            && text.chars().count() <= LONGEST_FIELD
            && !text
                .chars()
                .any(|c| c.is_control() || is_bidi_or_invisible(c));
        is_id.then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where the books are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuickBooks {
    /// QuickBooks Online.
    Online,
    /// QuickBooks Desktop.
    Desktop {
        /// Who sits at the computer that runs it.
        place: Place,
        /// The firm's label for that computer.
        computer: Option<String>,
    },
}

impl QuickBooks {
    /// The product, without the place.
    #[must_use]
    pub fn kind(&self) -> Product {
        match self {
            Self::Online => Product::Online,
            Self::Desktop { .. } => Product::Desktop,
        }
    }
}

/// Whether the client is worked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifecycle {
    /// Checked and shown.
    Active,
    /// Shown, not checked.
    Paused,
    /// Kept for its history.
    Archived,
}

/// One client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// This computer's id.
    pub id: ClientId,
    /// The firm's id; no two clients have the same.
    pub source_id: SourceId,
    /// Name, as typed; never empty.
    pub name: String,
    /// The firm's client number.
    pub number: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Where its QuickBooks lives.
    pub books: QuickBooks,
    /// Active, paused or archived.
    pub lifecycle: Lifecycle,
    /// When it was added.
    pub added_at: Timestamp,
}

impl Client {
    /// A new client, whose id at the services is made from its own.
    #[must_use]
    pub fn new(id: ClientId, draft: ClientDraft, added_at: Timestamp) -> Self {
        Self {
            id,
            source_id: SourceId::of(id),
            name: draft.name,
            number: draft.number,
            email: draft.email,
            books: draft.books,
            lifecycle: Lifecycle::Active,
            added_at,
        }
    }
}

/// What a person types to add or change a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientDraft {
    /// Name.
    pub name: String,
    /// The firm's client number.
    pub number: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Where its QuickBooks lives.
    pub books: QuickBooks,
}

impl ClientDraft {
    /// A draft of which nothing else was typed.
    #[must_use]
    pub fn new(name: impl Into<String>, books: QuickBooks) -> Self {
        Self {
            name: name.into(),
            number: None,
            email: None,
            books,
        }
    }

    /// The draft without stray blanks, or which field is wrong. An e-mail address that is `kept` as it was is not
    /// looked at again: earlier versions took what is none, and a new number need not wait for it.
    pub(crate) fn checked(self, kept: Option<&str>) -> Result<Self, BadClient> {
        let mut draft = self;
        // Lists come from elsewhere, and a name must not turn the words beside it around.
        draft.name.retain(|c| !is_bidi_or_invisible(c));
        draft.name = draft.name.trim().to_owned();
        if draft.name.is_empty() {
            return Err(BadClient::NoName);
        }
        draft.number = tidy(draft.number);
        draft.email = tidy(draft.email);
        if let QuickBooks::Desktop { computer, .. } = &mut draft.books {
            *computer = tidy(computer.take());
        }
        if let Some(email) = &draft.email
            && kept != Some(email)
            && EmailAddress::parse(email).is_none()
        {
            return Err(BadClient::Email(email.clone()));
        }
        let fields = [
            Some(&draft.name),
            draft.number.as_ref(),
            draft.email.as_ref(),
        ];
        if fields.into_iter().flatten().any(|field| {
            field.chars().count() > LONGEST_FIELD || field.chars().any(char::is_control)
        }) {
            return Err(BadClient::TooLong);
        }
        Ok(draft)
    }
}

fn tidy(field: Option<String>) -> Option<String> {
    field
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}
