//! Newtypes for Intuit's ids and secrets.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

macro_rules! secret {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SecretString);

        impl $name {
            /// Wraps the text as Intuit gave it.
            pub fn new(text: impl Into<String>) -> Self {
                Self(SecretString::from(text.into()))
            }

            /// The text itself. Say at every call why it is needed.
            #[must_use]
            pub fn expose(&self) -> &str {
                self.0.expose_secret()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("[redacted]")
            }
        }
    };
}

secret! {
    /// The app's client secret. It belongs on a relay, or in this computer's keychain when a
    /// developer uses keys of their own.
    ClientSecret
}
secret! {
    /// A bearer token, good for an hour. Opaque; allow at least 4,096 characters.
    AccessToken
}
secret! {
    /// The long-lived grant of one person for one company. Opaque.
    RefreshToken
}
secret! {
    /// An `id_token` that has not been checked yet; see [`crate::verify_id_token`].
    IdToken
}
secret! {
    /// The one-time code of Intuit's redirect, at most 512 characters.
    AuthorizationCode
}

/// The app's client id. Not a secret: it is part of every authorize address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientId(String);

impl ClientId {
    /// Wraps the id as Intuit's developer portal shows it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The id's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which company on Intuit's side is meant.
///
/// Intuit asks for the realm id to be kept as carefully as a refresh token (security
/// requirements for published apps), so `Debug` and `Display` show its last four digits only.
/// Documented as 16 digits; ids of 10 to 19 digits occur, so the length is not checked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RealmId(String);

impl RealmId {
    /// Wraps the id as the redirect or an `id_token` gave it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The whole id. Say at every call why it is needed.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether this could be one: 1 to 64 letters and digits. Intuit documents 16 digits, and others
    /// were seen; more than that is not asked of an id, and less would let it change an address.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        const LONGEST: usize = 64;
        (1..=LONGEST).contains(&self.0.len()) && self.0.bytes().all(|b| b.is_ascii_alphanumeric())
    }

    /// The last four characters, which may be shown and stored; empty for an id so short that
    /// they would be all of it.
    #[must_use]
    pub fn tail(&self) -> &str {
        match self.0.char_indices().rev().nth(3) {
            Some((start, _)) if start > 0 => &self.0[start..],
            _ => "",
        }
    }
}

impl fmt::Debug for RealmId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RealmId({self})")
    }
}

impl fmt::Display for RealmId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "…{}", self.tail())
    }
}
