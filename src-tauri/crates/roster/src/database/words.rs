//! The words by which the database holds an enum. They are written out here, so that a name in the code can change and
//! no word in a person's data does.

use serde::{Deserialize, Deserializer, Serializer};

use crate::client::Lifecycle;
use crate::observation::{ConnectionFact, FailureKind, Source};
use crate::view::{Ending, LinkDelivery, Place, RoleKind, State};

/// An enum that the database holds as a word.
pub(crate) trait Stored: Copy + Sized + 'static {
    /// All of its words.
    #[cfg(test)]
    const WORDS: &'static [&'static str];

    /// The word.
    fn word(self) -> &'static str;

    /// What the word means; `None` where this version does not know it.
    fn from_word(word: &str) -> Option<Self>;
}

/// For `#[serde(with)]`: an enum as its word.
pub(crate) mod as_word {
    use super::{Deserialize, Deserializer, Serializer, Stored};

    pub(crate) fn serialize<T: Stored, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(value.word())
    }

    pub(crate) fn deserialize<'de, T: Stored, D: Deserializer<'de>>(
        from: D,
    ) -> Result<T, D::Error> {
        use serde::de::Error as _;
        let word = String::deserialize(from)?;
        T::from_word(&word).ok_or_else(|| D::Error::custom("a word of another version"))
    }
}

macro_rules! stored {
    ($($name:ident { $($variant:ident = $word:literal,)* })*) => {
        $(impl Stored for $name {
            #[cfg(test)]
            const WORDS: &'static [&'static str] = &[$($word),*];

            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        })*
    };
}

stored! {
    Lifecycle {
        Active = "active",
        Paused = "paused",
        Archived = "archived",
    }

    State {
        Connected = "connected",
        Checking = "checking",
        Waiting = "waiting",
        Invited = "invited",
        LinkExpired = "linkExpired",
        Never = "never",
        Attention = "attention",
        QbClosed = "qbClosed",
        WrongFile = "wrongFile",
        Dialog = "dialog",
        Permission = "permission",
        SingleUser = "singleUser",
        WcOffline = "wcOffline",
        Expiring = "expiring",
        Expired = "expired",
        Revoked = "revoked",
        TakenOver = "takenOver",
        OtherRelay = "otherRelay",
        NotMember = "notMember",
        Inactive = "inactive",
        WrongCompany = "wrongCompany",
        Paused = "paused",
        Archived = "archived",
    }

    Place {
        ThisComputer = "thisComputer",
        OtherComputer = "otherComputer",
        Hosted = "hosted",
        ClientOffice = "clientOffice",
    }

    LinkDelivery {
        Opened = "opened",
        Copied = "copied",
        Mailed = "mailed",
    }

    ConnectionFact {
        None = "none",
        Started = "started",
        Worked = "worked",
    }

    Source {
        Conductor = "conductor",
        Intuit = "intuit",
        Relay = "relay",
    }

    FailureKind {
        Answered = "answered",
        KeyRefused = "keyRefused",
        Unreachable = "unreachable",
        Offline = "offline",
    }

    RoleKind {
        Admin = "admin",
        Employee = "employee",
        Unknown = "unknown",
    }

    Ending {
        Declined = "declined",
        Expired = "expired",
        WrongCompany = "wrongCompany",
        Rejected = "rejected",
        EmailUnverified = "emailUnverified",
        Unreachable = "unreachable",
        RelayUnreachable = "relayUnreachable",
        KeyRefused = "keyRefused",
        ScopeRefused = "scopeRefused",
        Failed = "failed",
        Cancelled = "cancelled",
        Replaced = "replaced",
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    /// The words that are in people's databases. One may be added; none may change.
    #[test]
    fn the_words_in_peoples_databases_stay_as_they_are() {
        fn check<T: Stored + Debug + PartialEq>(words: &str) {
            let mut pinned: Vec<&str> = words.split_whitespace().collect();
            for word in &pinned {
                let known = T::from_word(word).unwrap_or_else(|| panic!("{word} is not known"));
                assert_eq!(known.word(), *word);
            }
            let mut stored = T::WORDS.to_vec();
            pinned.sort_unstable();
            stored.sort_unstable();
            assert_eq!(stored, pinned, "add the new word here");
        }
        check::<Lifecycle>("active paused archived");
        check::<State>(
            "connected checking waiting invited linkExpired never attention qbClosed wrongFile dialog permission
             singleUser wcOffline expiring expired revoked takenOver otherRelay notMember inactive wrongCompany paused
             archived",
        );
        check::<Place>("thisComputer otherComputer hosted clientOffice");
        check::<LinkDelivery>("opened copied mailed");
        check::<ConnectionFact>("none started worked");
        check::<Source>("conductor intuit relay");
        check::<FailureKind>("answered keyRefused unreachable offline");
        check::<RoleKind>("admin employee unknown");
        check::<Ending>(
            "declined expired wrongCompany rejected emailUnverified unreachable relayUnreachable keyRefused
             scopeRefused failed cancelled replaced",
        );
    }
}
