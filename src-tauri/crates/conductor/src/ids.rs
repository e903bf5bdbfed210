//! Newtypes for the service's ids, links and keys; secrets among them do not print.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// A name the service chose or asks for: any text is taken, because no format is promised.
macro_rules! text_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text, as on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = Infallible;

            fn from_str(text: &str) -> Result<Self, Infallible> {
                Ok(Self::new(text))
            }
        }
    };
}

text_newtype! {
    /// An end-user: one company file of one client. Looks like `end_usr_…`.
    EndUserId
}
text_newtype! {
    /// A connection between an end-user and QuickBooks Desktop. Looks like `int_conn_…`.
    IntegrationConnectionId
}
text_newtype! {
    /// An auth session: one link through which a person connects. Looks like `auth_sess_…`.
    AuthSessionId
}
text_newtype! {
    /// The project's publishable key, `pk_conductor_…`. Not a secret: it is made for client code.
    ///
    /// Source: Conductor's documentation, "usage/keys".
    PublishableKey
}

/// A text that must not reach a log, an error or a `{:?}`.
macro_rules! secret_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Deserialize)]
        #[serde(from = "String")]
        pub struct $name(SecretString);

        impl $name {
            /// Takes the text as it is.
            pub fn new(text: impl Into<String>) -> Self {
                Self(SecretString::from(text.into()))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::new(text)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("[redacted]")
            }
        }
    };
}

secret_newtype! {
    /// A project's secret key.
    ///
    /// New keys begin with `sk_conductor_`; keys without that prefix are still in use, so it is
    /// not checked. Source: Conductor's documentation, "usage/keys", and a comment in the
    /// official MCP server (`packages/mcp-server/src/stdio.ts`).
    ///
    /// ```
    /// let key = conductor::SecretKey::new("sk_conductor_test_not_a_real_key");
    /// assert_eq!(format!("{key:?}"), "[redacted]");
    /// ```
    SecretKey
}
secret_newtype! {
    /// The secret inside an auth link, `auth_sess_client_secret_…`.
    ClientSecret
}
secret_newtype! {
    /// The link a person opens on the QuickBooks computer. Anybody who has it can connect a
    /// company file to this end-user, so it is treated as a secret.
    AuthFlowUrl
}

impl SecretKey {
    pub(crate) fn expose(&self) -> &str {
        // EXPOSE: the client sends the key in the Authorization header and removes it from errors.
        self.0.expose_secret()
    }
}

impl ClientSecret {
    /// The text itself. Mark each call with a comment that says why it is needed.
    #[must_use]
    pub fn expose(&self) -> &str {
        // EXPOSE: the caller asked for it by name.
        self.0.expose_secret()
    }
}

impl AuthFlowUrl {
    /// The link itself. Mark each call with a comment that says why it is needed.
    #[must_use]
    pub fn expose(&self) -> &str {
        // EXPOSE: the caller asked for it by name, to open, copy or mail the link.
        self.0.expose_secret()
    }
}

/// A time as the service wrote it.
///
/// The wire type is a plain string, in the examples ISO 8601 in UTC with milliseconds
/// (`2024-01-01T12:34:56.789Z`). The text is kept, so that an unexpected format costs a date on
/// the screen and not the whole answer. Source: Conductor's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WireTime(String);

impl WireTime {
    /// Takes the text as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, as on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment, or `None` when the text is not a time.
    ///
    /// Any offset is taken; a time without one is read as UTC.
    ///
    /// ```
    /// let time = conductor::WireTime::new("2024-01-01T12:34:56.789Z");
    /// assert_eq!(time.timestamp().unwrap().as_millisecond(), 1_704_112_496_789);
    /// assert_eq!(conductor::WireTime::new("yesterday").timestamp(), None);
    /// ```
    #[must_use]
    pub fn timestamp(&self) -> Option<jiff::Timestamp> {
        let text = self.0.trim();
        text.parse::<jiff::Timestamp>().ok().or_else(|| {
            let without_offset = text.parse::<jiff::civil::DateTime>().ok()?;
            let utc = without_offset.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
            Some(utc.timestamp())
        })
    }
}

impl fmt::Display for WireTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
