//! What the database holds as JSON: an observation, and where a client's books are. Each type says how one of the
//! domain's is written, field by field: serde's `remote` has the compiler compare them.
//!
//! Every field is optional or has a default: a newer version's row must stay readable. What is not there is not written
//! either: these rows are read and written more than anything else. The words of enums are in `words.rs`.
//!
//! Long because each stored field has its word here, and because the pinned text of a whole observation is one line.

use std::marker::PhantomData;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::as_word;
use crate::client::QuickBooks;
use crate::observation::{
    AuthLink, ConnectionFact, DesktopFacts, Failure, FailureKind, LeftAtIntuit, Observation,
    OnlineConnection, OnlineFacts, OpenSignIn, Person, Refusal, RoleAnswerFact, RoleFact, Source,
    WrongCompany,
};
use crate::view::{LinkDelivery, Place};

/// A type of the domain as JSON.
pub trait AsJson: Sized {
    /// Its text, as the database holds it.
    fn to_json(&self) -> Result<String, serde_json::Error>;

    /// Reads what the database holds.
    fn from_json(text: &str) -> Result<Self, serde_json::Error>;
}

/// How a type of the domain is written and read.
trait Form {
    type Own;

    fn write<S: Serializer>(own: &Self::Own, to: S) -> Result<S::Ok, S::Error>;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self::Own, D::Error>;
}

/// For `#[serde(with)]`: what may be missing.
struct Maybe<F>(PhantomData<F>);

impl<F: Form> Maybe<F> {
    #[expect(clippy::ref_option, reason = "serde gives the field as it is")]
    fn serialize<S: Serializer>(value: &Option<F::Own>, to: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(Written::<F>).serialize(to)
    }

    fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<F::Own>, D::Error> {
        Ok(Option::<Read<F>>::deserialize(from)?.map(|read| read.0))
    }
}

struct Written<'a, F: Form>(&'a F::Own);

impl<F: Form> Serialize for Written<'_, F> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        F::write(self.0, to)
    }
}

struct Read<F: Form>(F::Own);

impl<'de, F: Form> Deserialize<'de> for Read<F> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        F::read(from).map(Self)
    }
}

macro_rules! forms {
    ($($form:ident = $own:ident,)*) => {
        $(impl Form for $form {
            type Own = $own;

            fn write<S: Serializer>(own: &$own, to: S) -> Result<S::Ok, S::Error> {
                Self::serialize(own, to)
            }

            fn read<'de, D: Deserializer<'de>>(from: D) -> Result<$own, D::Error> {
                Self::deserialize(from)
            }
        })*
    };
}

forms! {
    StoredObservation = Observation,
    StoredQuickBooks = QuickBooks,
    StoredLeftAtIntuit = LeftAtIntuit,
    StoredOnlineConnection = OnlineConnection,
    StoredOpenSignIn = OpenSignIn,
    StoredWrongCompany = WrongCompany,
    StoredRoleFact = RoleFact,
    StoredRefusal = Refusal,
    StoredAuthLink = AuthLink,
    StoredFailure = Failure,
    StoredRoleAnswerFact = RoleAnswerFact,
}

macro_rules! as_json {
    ($($form:ident = $own:ident,)*) => {
        $(impl AsJson for $own {
            fn to_json(&self) -> Result<String, serde_json::Error> {
                serde_json::to_string(&Written::<$form>(self))
            }

            fn from_json(text: &str) -> Result<Self, serde_json::Error> {
                serde_json::from_str::<Read<$form>>(text).map(|read| read.0)
            }
        })*
    };
}

as_json! {
    StoredObservation = Observation,
    StoredQuickBooks = QuickBooks,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "QuickBooks", tag = "kind")]
enum StoredQuickBooks {
    #[serde(rename = "online")]
    Online,
    #[serde(rename = "desktop")]
    Desktop {
        #[serde(rename = "place", with = "as_word")]
        place: Place,
        #[serde(rename = "computer")]
        computer: Option<String>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Observation")]
struct StoredObservation {
    #[serde(rename = "online", default, with = "StoredOnlineFacts")]
    online: OnlineFacts,
    #[serde(rename = "desktop", default, with = "StoredDesktopFacts")]
    desktop: DesktopFacts,
    #[serde(
        rename = "checked_at",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    checked_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "OnlineFacts")]
struct StoredOnlineFacts {
    #[serde(
        rename = "connection",
        default,
        skip_serializing_if = "Option::is_none",
        with = "Maybe::<StoredOnlineConnection>"
    )]
    connection: Option<OnlineConnection>,
    #[serde(
        rename = "sign_in",
        default,
        skip_serializing_if = "Option::is_none",
        with = "Maybe::<StoredOpenSignIn>"
    )]
    sign_in: Option<OpenSignIn>,
    #[serde(
        rename = "wrong_company",
        default,
        skip_serializing_if = "Option::is_none",
        with = "Maybe::<StoredWrongCompany>"
    )]
    wrong_company: Option<WrongCompany>,
    #[serde(
        rename = "role",
        default,
        skip_serializing_if = "Option::is_none",
        with = "Maybe::<StoredRoleFact>"
    )]
    role: Option<RoleFact>,
    #[serde(
        rename = "last_ok_at",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    last_ok_at: Option<Timestamp>,
    #[serde(
        rename = "left_at_intuit",
        default,
        skip_serializing_if = "Option::is_none",
        with = "Maybe::<StoredLeftAtIntuit>"
    )]
    left_at_intuit: Option<LeftAtIntuit>,
    #[serde(
        rename = "refused",
        default,
        skip_serializing_if = "Option::is_none",
        with = "Maybe::<StoredRefusal>"
    )]
    refused: Option<Refusal>,
    #[serde(
        rename = "renewal_lost_at",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    renewal_lost_at: Option<Timestamp>,
    #[serde(
        rename = "failure",
        default,
        skip_serializing_if = "Option::is_none",
        with = "Maybe::<StoredFailure>"
    )]
    failure: Option<Failure>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "LeftAtIntuit")]
struct StoredLeftAtIntuit {
    #[serde(rename = "at")]
    at: Timestamp,
    #[serde(rename = "realm_tail")]
    realm_tail: String,
    #[serde(rename = "other_relay", default)]
    other_relay: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "OnlineConnection")]
struct StoredOnlineConnection {
    #[serde(rename = "connected_at")]
    connected_at: Timestamp,
    #[serde(rename = "person", with = "StoredPerson")]
    person: Person,
    #[serde(rename = "realm_tail")]
    realm_tail: String,
    #[serde(rename = "realm_hash")]
    realm_hash: String,
    #[serde(rename = "company_name", skip_serializing_if = "Option::is_none")]
    company_name: Option<String>,
    #[serde(rename = "renewed_at")]
    renewed_at: Timestamp,
    #[serde(rename = "idle_expires_at", skip_serializing_if = "Option::is_none")]
    idle_expires_at: Option<Timestamp>,
    #[serde(rename = "hard_expires_at", skip_serializing_if = "Option::is_none")]
    hard_expires_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Person")]
struct StoredPerson {
    #[serde(rename = "sub")]
    sub: String,
    #[serde(rename = "name", skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(rename = "email", skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "OpenSignIn")]
struct StoredOpenSignIn {
    #[serde(rename = "started_at")]
    started_at: Timestamp,
    #[serde(rename = "expires_at")]
    expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "WrongCompany")]
struct StoredWrongCompany {
    #[serde(rename = "at")]
    at: Timestamp,
    #[serde(rename = "realm_tail")]
    realm_tail: String,
    #[serde(rename = "name", skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "RoleFact")]
struct StoredRoleFact {
    #[serde(rename = "at")]
    at: Timestamp,
    #[serde(rename = "answer", with = "StoredRoleAnswerFact")]
    answer: RoleAnswerFact,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "RoleAnswerFact", tag = "kind")]
enum StoredRoleAnswerFact {
    #[serde(rename = "role")]
    Role {
        #[serde(rename = "role_type")]
        role_type: Option<String>,
        #[serde(rename = "status")]
        status: Option<String>,
        #[serde(rename = "has_payroll")]
        has_payroll: Option<bool>,
    },
    #[serde(rename = "empty")]
    Empty,
    #[serde(rename = "scopeMissing")]
    ScopeMissing,
    #[serde(rename = "notMember")]
    NotMember,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Refusal")]
struct StoredRefusal {
    #[serde(rename = "first_at")]
    first_at: Timestamp,
    #[serde(rename = "last_at")]
    last_at: Timestamp,
    #[serde(rename = "intuit_tid", skip_serializing_if = "Option::is_none")]
    intuit_tid: Option<String>,
    #[serde(
        rename = "description",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    description: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "DesktopFacts")]
struct StoredDesktopFacts {
    #[serde(
        rename = "end_user_id",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    end_user_id: Option<String>,
    #[serde(rename = "project", default, skip_serializing_if = "Option::is_none")]
    project: Option<String>,
    #[serde(rename = "connection", default, with = "as_word")]
    connection: ConnectionFact,
    #[serde(
        rename = "link",
        default,
        skip_serializing_if = "Option::is_none",
        with = "Maybe::<StoredAuthLink>"
    )]
    link: Option<AuthLink>,
    #[serde(
        rename = "last_ok_at",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    last_ok_at: Option<Timestamp>,
    #[serde(
        rename = "failure",
        default,
        skip_serializing_if = "Option::is_none",
        with = "Maybe::<StoredFailure>"
    )]
    failure: Option<Failure>,
    #[serde(
        rename = "unheard_since",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    unheard_since: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "AuthLink")]
struct StoredAuthLink {
    #[serde(rename = "created_at")]
    created_at: Timestamp,
    #[serde(rename = "expires_at")]
    expires_at: Timestamp,
    #[serde(rename = "handed", with = "as_word")]
    delivery: LinkDelivery,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Failure")]
struct StoredFailure {
    #[serde(rename = "at")]
    at: Timestamp,
    #[serde(rename = "source", with = "as_word")]
    source: Source,
    #[serde(rename = "kind", with = "as_word")]
    kind: FailureKind,
    #[serde(rename = "code")]
    code: String,
    #[serde(rename = "integration_code", skip_serializing_if = "Option::is_none")]
    integration_code: Option<String>,
    #[serde(rename = "message")]
    message: String,
    #[serde(rename = "request_id", skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything an observation can hold, as it is in people's databases.
    #[test]
    fn an_observation_is_stored_in_these_fields() {
        let stored = r#"{"online":{"connection":{"connected_at":"2026-11-01T00:00:00Z","person":{"sub":"s","name":"n","email":"e"},"realm_tail":"4821","realm_hash":"h","company_name":"c","renewed_at":"2026-11-01T00:00:00Z","idle_expires_at":"2026-11-01T00:00:00Z","hard_expires_at":"2026-11-01T00:00:00Z"},"sign_in":{"started_at":"2026-11-01T00:00:00Z","expires_at":"2026-11-01T00:00:00Z"},"wrong_company":{"at":"2026-11-01T00:00:00Z","realm_tail":"9999","name":"w"},"role":{"at":"2026-11-01T00:00:00Z","answer":{"kind":"role","role_type":"ADMIN","status":"ACTIVE","has_payroll":true}},"last_ok_at":"2026-11-01T00:00:00Z","left_at_intuit":{"at":"2026-11-01T00:00:00Z","realm_tail":"1","other_relay":true},"refused":{"first_at":"2026-11-01T00:00:00Z","last_at":"2026-11-01T00:00:00Z","intuit_tid":"t","description":"d"},"renewal_lost_at":"2026-11-01T00:00:00Z","failure":{"at":"2026-11-01T00:00:00Z","source":"relay","kind":"offline","code":"c","integration_code":"i","message":"m","request_id":"r"}},"desktop":{"end_user_id":"u","project":"p","connection":"worked","link":{"created_at":"2026-11-01T00:00:00Z","expires_at":"2026-11-01T00:00:00Z","handed":"mailed"},"last_ok_at":"2026-11-01T00:00:00Z","failure":{"at":"2026-11-01T00:00:00Z","source":"conductor","kind":"keyRefused","code":"c","message":"m"},"unheard_since":"2026-11-01T00:00:00Z"},"checked_at":"2026-11-01T00:00:00Z"}"#;
        let read = Observation::from_json(stored).unwrap();
        assert_eq!(read.to_json().unwrap(), stored);
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
            let written = serde_json::to_string(&Written::<StoredRoleAnswerFact>(&answer));
            assert_eq!(written.unwrap(), stored);
            assert_eq!(
                serde_json::from_str::<Read<StoredRoleAnswerFact>>(stored)
                    .unwrap()
                    .0,
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
            assert_eq!(books.to_json().unwrap(), stored);
            assert_eq!(QuickBooks::from_json(stored).unwrap(), books);
        }
    }
}
