//! The name of a firm on this computer: its folder in the app's data and its namespace in the keychain.

use std::path::{Path, PathBuf};
use std::{fmt, fs};

use serde::{Deserialize, Serialize};

/// The firm of a computer that has one. Versions before several firms had no other.
const FIRST: &str = "firm";
/// What the others begin with; eight hexadecimal digits follow.
const FURTHER: &str = "firm-";
const DIGITS: usize = 8;

/// Which of this computer's firms. It is the name of a folder, so no other text is one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct FirmId(String);

/// A text that is not a firm's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a firm")]
pub(crate) struct NotAFirm;

impl FirmId {
    /// The first firm of a computer.
    pub(crate) fn first() -> Self {
        Self(FIRST.to_owned())
    }

    /// A further firm's, which no other has.
    pub(crate) fn random() -> Self {
        let digits = uuid::Uuid::new_v4().simple().to_string();
        Self(format!("{FURTHER}{}", &digits[..DIGITS]))
    }

    /// Reads one, as the window or a file names it.
    pub(crate) fn parse(text: &str) -> Result<Self, NotAFirm> {
        let is_further = text.strip_prefix(FURTHER).is_some_and(|digits| {
            digits.len() == DIGITS
                && digits
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        });
        if text == FIRST || is_further {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAFirm)
        }
    }

    /// The folders of firms in the app's data folder, also of firms that no settings name.
    pub(crate) fn folders_in(data: &Path) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(data) else {
            return Vec::new();
        };
        entries
            .filter_map(Result::ok)
            .filter(|entry| {
                let name = entry.file_name();
                name.to_str().is_some_and(|name| Self::parse(name).is_ok())
            })
            .map(|entry| entry.path())
            .collect()
    }

    /// The text: a folder's name and a namespace of the keychain.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FirmId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for FirmId {
    type Error = NotAFirm;

    fn try_from(text: String) -> Result<Self, NotAFirm> {
        Self::parse(&text)
    }
}

impl From<FirmId> for String {
    fn from(id: FirmId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_but_a_firms_own_becomes_a_folder() {
        for text in ["firm", "firm-0123abcd"] {
            assert_eq!(FirmId::parse(text).expect("an id").as_str(), text);
        }
        for text in [
            "",
            "practice",
            "Firm",
            "firm-",
            "firm-0123ABCD",
            "firm-0123abcde",
            "firm-../../x",
            "../firm",
            "firm/..",
            "firm\0",
        ] {
            assert_eq!(FirmId::parse(text), Err(NotAFirm), "{text}");
        }
    }

    #[test]
    fn a_further_firm_has_an_id_of_its_own() {
        let (one, other) = (FirmId::random(), FirmId::random());
        assert_ne!(one, other);
        assert_eq!(FirmId::parse(one.as_str()), Ok(one));
    }
}
