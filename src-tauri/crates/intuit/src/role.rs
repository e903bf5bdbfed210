//! The user role: what the signed-in person is in one company.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// The role query. `realmId` is a `String!`, passed as a variable.
///
/// Source: user-role page of Intuit's API documentation (`intuit-api-docs`).
pub(crate) const QUERY: &str = "query UserRole($realmId: String!) \
     { user { role(realmId: $realmId) { type status hasPayroll } } }";

/// Longest role or status that is taken over, in characters. The documented ones have at most 8.
const LONGEST: usize = 100;

/// What Intuit answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RoleAnswer {
    /// The role; `None` when `user` or `role` was null or absent.
    pub role: Option<UserRole>,
    /// Intuit's id of this answer, for a support request.
    pub intuit_tid: Option<String>,
}

/// The token's own user in one company. The documentation does not say which fields may be
/// missing, so each of them may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserRole {
    /// What kind of user.
    #[serde(rename = "type")]
    pub role_type: Option<RoleType>,
    /// Whether the user may work at present.
    pub status: Option<RoleStatus>,
    /// Whether the company has payroll; Intuit leaves it out where payroll is off.
    pub has_payroll: Option<bool>,
}

impl UserRole {
    /// Reads `data.user.role` of a GraphQL answer. A missing or null step is `Ok(None)`; a step
    /// of another kind is an error naming it.
    pub(crate) fn from_data(answer: &Map<String, Value>) -> Result<Option<Self>, &'static str> {
        let Some(Value::Object(data)) = answer.get("data") else {
            return Err("the answer has neither data nor errors");
        };
        let Some(user) = object(data, "user", "data.user is not an object")? else {
            return Ok(None);
        };
        let Some(role) = object(user, "role", "data.user.role is not an object")? else {
            return Ok(None);
        };
        Ok(Some(Self {
            role_type: role.get("type").and_then(text).map(RoleType::from_wire),
            status: role.get("status").and_then(text).map(RoleStatus::from_wire),
            has_payroll: role.get("hasPayroll").and_then(Value::as_bool),
        }))
    }
}

/// `roleType`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RoleType {
    /// `ADMIN`.
    Admin,
    /// `EMPLOYEE`.
    Employee,
    /// Any other text, as it came. There are more kinds of users than Intuit documents here.
    Other(String),
}

impl RoleType {
    /// The text on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Admin => "ADMIN",
            Self::Employee => "EMPLOYEE",
            Self::Other(text) => text,
        }
    }

    /// Only the exact documented text counts as [`RoleType::Admin`].
    #[must_use]
    pub fn from_wire(text: String) -> Self {
        match text.as_str() {
            "ADMIN" => Self::Admin,
            "EMPLOYEE" => Self::Employee,
            _ => Self::Other(text),
        }
    }
}

/// `roleStatus`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RoleStatus {
    /// `ACTIVE`.
    Active,
    /// `INACTIVE`.
    Inactive,
    /// Any other text, as it came.
    Other(String),
}

impl RoleStatus {
    /// The text on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Active => "ACTIVE",
            Self::Inactive => "INACTIVE",
            Self::Other(text) => text,
        }
    }

    /// Only the exact documented text counts as [`RoleStatus::Active`].
    #[must_use]
    pub fn from_wire(text: String) -> Self {
        match text.as_str() {
            "ACTIVE" => Self::Active,
            "INACTIVE" => Self::Inactive,
            _ => Self::Other(text),
        }
    }
}

macro_rules! as_wire_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from_wire)
            }
        }
    };
}

as_wire_text!(RoleType);
as_wire_text!(RoleStatus);

fn object<'a>(
    parent: &'a Map<String, Value>,
    key: &str,
    otherwise: &'static str,
) -> Result<Option<&'a Map<String, Value>>, &'static str> {
    match parent.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(_) => Err(otherwise),
    }
}

/// Text as it is; null as nothing; anything else as its JSON, so that it ends as `Other`. Of a text longer
/// than any role's, its beginning: it ends as `Other` as well.
fn text(value: &Value) -> Option<String> {
    let short = |text: &str| text.chars().take(LONGEST).collect();
    match value {
        Value::Null => None,
        Value::String(text) => Some(short(text)),
        other => Some(short(&other.to_string())),
    }
}
