//! What goes over the wire, field by field.
//!
//! Source of every name, type and nullability here: the schemas of Conductor's OpenAPI document
//! (`openapi.documented.yml` in the public repository `conductor-is/quickbooks-desktop-node`,
//! 2026-08-21). There, every listed property is required; "nullable" means that the key is present
//! with `null`. Reading is a little more liberal: a nullable key may be absent and unknown keys
//! are ignored, since the service adds fields without a new version.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use crate::ids::{
    AuthFlowUrl, AuthSessionId, ClientSecret, EndUserId, IntegrationConnectionId, PublishableKey,
    WireTime,
};

/// What creating an end-user takes (schema `EndUserCreate`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EndUserCreate {
    /// The company's name.
    pub company_name: String,
    /// Your own id for this user. The documentation says it must be unique; what the service does
    /// with a second one is not documented, so look for it with
    /// [`list_end_users`](crate::Conductor::list_end_users) first.
    pub source_id: String,
    /// An e-mail address. The service sends no mail and states no format.
    pub email: String,
}

impl EndUserCreate {
    /// An end-user with all that the service takes.
    pub fn new(
        company_name: impl Into<String>,
        source_id: impl Into<String>,
        email: impl Into<String>,
    ) -> Self {
        Self {
            company_name: company_name.into(),
            source_id: source_id.into(),
            email: email.into(),
        }
    }
}

/// One end-user (schema `EndUser`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EndUser {
    /// The service's id.
    pub id: EndUserId,
    /// Always `end_user`.
    pub object_type: String,
    /// When it was created.
    pub created_at: WireTime,
    /// The company's name.
    pub company_name: String,
    /// Your own id for this user.
    pub source_id: String,
    /// The e-mail address given at creation.
    pub email: String,
    /// Empty until somebody opens an auth link.
    pub integration_connections: Vec<IntegrationConnection>,
}

/// One connection of an end-user (schema `IntegrationConnection`).
///
/// It appears when a person *opens* an auth link; only
/// [`last_successful_request_at`](Self::last_successful_request_at) says that the set-up ever
/// worked. It carries no status and no path of a company file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IntegrationConnection {
    /// The service's id.
    pub id: IntegrationConnectionId,
    /// Always `integration_connection`.
    pub object_type: String,
    /// When the connection was begun.
    pub created_at: WireTime,
    /// Which accounting system.
    pub integration_slug: IntegrationSlug,
    /// When the last request was sent to this connection. It moves only with your own requests.
    pub last_request_at: Option<WireTime>,
    /// When a request last went through end to end. It says "worked then", not "works now".
    pub last_successful_request_at: Option<WireTime>,
}

/// Which accounting system a connection leads to.
///
/// Note the underscore: paths of the QuickBooks Desktop resources spell it `quickbooks-desktop`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum IntegrationSlug {
    /// `quickbooks_desktop`, the only one documented.
    QuickbooksDesktop,
    /// One this version does not know.
    Other(String),
}

impl IntegrationSlug {
    /// The text, as on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::QuickbooksDesktop => "quickbooks_desktop",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for IntegrationSlug {
    fn from(text: String) -> Self {
        if text == Self::QuickbooksDesktop.as_str() {
            Self::QuickbooksDesktop
        } else {
            Self::Other(text)
        }
    }
}

impl From<IntegrationSlug> for String {
    fn from(slug: IntegrationSlug) -> Self {
        slug.as_str().to_owned()
    }
}

impl fmt::Display for IntegrationSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Every end-user of the project (schema of `GET /end-users`). No paging and no filter are
/// documented, nor the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EndUserList {
    /// Always `list`.
    pub object_type: String,
    /// The path of the endpoint, `/v1/end-users`.
    pub url: String,
    /// The end-users.
    pub data: Vec<EndUser>,
    /// Whether the service says that there are more. Not documented for this list: the lists of
    /// QuickBooks Desktop have it, and this one would, should it ever be paged.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_more: bool,
}

/// The answer to a deletion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EndUserDeleted {
    /// The end-user that was deleted.
    pub id: EndUserId,
    /// Always `end_user`.
    pub object_type: String,
    /// Whether it is gone. Deletion is permanent and takes the connections with it.
    pub deleted: bool,
}

/// What creating an auth session takes (schema `AuthSessionCreate`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AuthSessionCreate {
    /// The project's publishable key.
    pub publishable_key: PublishableKey,
    /// Who is to connect.
    pub end_user_id: EndUserId,
    /// Life of the link in minutes; the service's default is 30. Its limits are
    /// [`LINK_EXPIRY_MINS`](Self::LINK_EXPIRY_MINS), and the service is the one to enforce them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_expiry_mins: Option<u32>,
    /// Where the browser goes after the flow; without it the tab closes itself. Whether a scheme
    /// other than http(s) is taken, and what is appended, is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<Url>,
}

impl AuthSessionCreate {
    /// From 15 minutes to 7 days. Source: the field's description in the OpenAPI document.
    pub const LINK_EXPIRY_MINS: RangeInclusive<u32> = 15..=10_080;

    /// A session with the service's own life of link and no redirect.
    #[must_use]
    pub fn new(publishable_key: PublishableKey, end_user_id: EndUserId) -> Self {
        Self {
            publishable_key,
            end_user_id,
            link_expiry_mins: None,
            redirect_url: None,
        }
    }

    /// With this life of the link instead of the service's own.
    #[must_use]
    pub fn link_expiry_mins(mut self, minutes: u32) -> Self {
        self.link_expiry_mins = Some(minutes);
        self
    }

    /// With a page to go on to after the flow.
    #[must_use]
    pub fn redirect_url(mut self, url: Url) -> Self {
        self.redirect_url = Some(url);
        self
    }
}

/// One auth session (schema `AuthSession`). It never says whether the link was used: read the
/// end-user's connections for that.
///
/// It is not `Serialize` on purpose, since the link is a capability: see
/// [`to_wire_json`](Self::to_wire_json).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AuthSession {
    /// The service's id.
    pub id: AuthSessionId,
    /// Always `auth_session`.
    pub object_type: String,
    /// When it was created.
    pub created_at: WireTime,
    /// Who is to connect.
    pub end_user_id: EndUserId,
    /// The secret that the link carries.
    pub client_secret: ClientSecret,
    /// The link to open on the computer that runs QuickBooks Desktop.
    pub auth_flow_url: AuthFlowUrl,
    /// When the link stops working.
    pub expires_at: WireTime,
    /// Where the browser goes after the flow.
    pub redirect_url: Option<String>,
}

impl AuthSession {
    /// The whole object as on the wire, **with its link and secret in clear text**.
    #[must_use]
    pub fn to_wire_json(&self) -> Value {
        json!({
            "id": self.id,
            "objectType": self.object_type,
            "createdAt": self.created_at,
            "endUserId": self.end_user_id,
            // EXPOSE: the method's name and documentation promise the wire object.
            "clientSecret": self.client_secret.expose(),
            // EXPOSE: as above.
            "authFlowUrl": self.auth_flow_url.expose(),
            "expiresAt": self.expires_at,
            "redirectUrl": self.redirect_url,
        })
    }
}

/// The answer of a health check that went through. One that fails is an
/// [`Error::Api`](crate::Error::Api), not a different status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HealthCheck {
    /// How long the round trip to QuickBooks took, in milliseconds.
    pub duration: f64,
    /// Always `ok`.
    pub status: String,
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
