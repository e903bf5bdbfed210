//! Who signed in.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The OpenID userinfo of the person whose token was used.
///
/// Source: `UserInfoResponse` of Intuit's Java SDK: camelCase names, unlike the OpenID standard.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserInfo {
    /// Intuit's stable id of the person: identity is this, never the e-mail address.
    pub sub: String,
    /// E-mail address; needs the `email` scope.
    #[serde(default)]
    pub email: Option<String>,
    /// Whether Intuit has seen the person read mail at that address.
    #[serde(default, deserialize_with = "liberal_bool")]
    pub email_verified: Option<bool>,
    /// Given name; needs the `profile` scope.
    #[serde(default)]
    pub given_name: Option<String>,
    /// Family name; needs the `profile` scope.
    #[serde(default)]
    pub family_name: Option<String>,
}

/// OpenID servers are known to send booleans as text; anything else counts as not said.
fn liberal_bool<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Bool(value) => Some(value),
        Value::String(text) => text.parse().ok(),
        _ => None,
    })
}
