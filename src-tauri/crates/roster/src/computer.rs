//! Which computer this is, and which computer wrote a line of the change log.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Digits of an id that tell two computers of one name apart in the window.
const SHORT: usize = 4;

/// The id of a computer: random, made once and kept beside its settings. Names are shown; ids are compared, because
/// many computers may have one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ComputerId(Uuid);

impl ComputerId {
    /// A new random id.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }

    /// Reads an id as [`fmt::Display`] writes it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl fmt::Display for ComputerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

/// This computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computer {
    /// What it is compared by.
    pub id: ComputerId,
    /// What people call it.
    pub name: String,
}

/// The computer that wrote a line of a history: its [`ComputerId`], or the id of its file in the firm's folder where it
/// had none yet (lines of version 1).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WriterId(String);

impl WriterId {
    /// Takes the text of the database.
    pub(crate) fn from_text(text: String) -> Self {
        Self(text)
    }

    /// As it is kept in the database.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name, with the beginning of the id behind it: `FRONT-DESK (3f2a)`.
    #[must_use]
    pub fn beside(&self, name: &str) -> String {
        let short: String = self.0.chars().take(SHORT).collect();
        format!("{name} ({short})")
    }
}

impl From<ComputerId> for WriterId {
    fn from(id: ComputerId) -> Self {
        Self(id.to_string())
    }
}
