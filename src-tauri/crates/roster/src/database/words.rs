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
    use crate::client::QuickBooks;
    use crate::observation::{Observation, RoleAnswerFact};

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

    /// Everything an observation can hold, as it is in people's databases.
    #[test]
    fn an_observation_is_stored_in_these_fields() {
        let stored = r#"{"online":{"connection":{"connected_at":"2026-11-01T00:00:00Z","person":{"sub":"s","name":"n","email":"e"},"realm_tail":"4821","realm_hash":"h","company_name":"c","renewed_at":"2026-11-01T00:00:00Z","idle_expires_at":"2026-11-01T00:00:00Z","hard_expires_at":"2026-11-01T00:00:00Z"},"sign_in":{"started_at":"2026-11-01T00:00:00Z","expires_at":"2026-11-01T00:00:00Z"},"wrong_company":{"at":"2026-11-01T00:00:00Z","realm_tail":"9999","name":"w"},"role":{"at":"2026-11-01T00:00:00Z","answer":{"kind":"role","role_type":"ADMIN","status":"ACTIVE","has_payroll":true}},"last_ok_at":"2026-11-01T00:00:00Z","left_at_intuit":{"at":"2026-11-01T00:00:00Z","realm_tail":"1","other_relay":true},"refused":{"first_at":"2026-11-01T00:00:00Z","last_at":"2026-11-01T00:00:00Z","intuit_tid":"t","description":"d"},"renewal_lost_at":"2026-11-01T00:00:00Z","failure":{"at":"2026-11-01T00:00:00Z","source":"relay","kind":"offline","code":"c","integration_code":"i","message":"m","request_id":"r"}},"desktop":{"end_user_id":"u","project":"p","connection":"worked","link":{"created_at":"2026-11-01T00:00:00Z","expires_at":"2026-11-01T00:00:00Z","handed":"mailed"},"last_ok_at":"2026-11-01T00:00:00Z","failure":{"at":"2026-11-01T00:00:00Z","source":"conductor","kind":"keyRefused","code":"c","message":"m"},"unheard_since":"2026-11-01T00:00:00Z"},"checked_at":"2026-11-01T00:00:00Z"}"#;
        let read: Observation = serde_json::from_str(stored).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), stored);
        assert!(
            read.online
                .failure
                .is_some_and(|it| it.integration_code.is_some())
                && read.desktop.unheard_since.is_some()
        );
        for (answer, stored) in [
            (RoleAnswerFact::Empty, r#"{"kind":"empty"}"#),
            (RoleAnswerFact::ScopeMissing, r#"{"kind":"scopeMissing"}"#),
            (RoleAnswerFact::NotMember, r#"{"kind":"notMember"}"#),
        ] {
            assert_eq!(serde_json::to_string(&answer).unwrap(), stored);
            assert_eq!(
                serde_json::from_str::<RoleAnswerFact>(stored).unwrap(),
                answer
            );
        }
    }

    #[test]
    fn where_the_books_are_is_stored_in_these_words() {
        let desktop = QuickBooks::Desktop {
            place: Place::ClientOffice,
            computer: Some("PC".to_owned()),
        };
        for (books, stored) in [
            (QuickBooks::Online, r#"{"kind":"online"}"#),
            (
                desktop,
                r#"{"kind":"desktop","place":"clientOffice","computer":"PC"}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&books).unwrap(), stored);
            assert_eq!(serde_json::from_str::<QuickBooks>(stored).unwrap(), books);
        }
    }
}
