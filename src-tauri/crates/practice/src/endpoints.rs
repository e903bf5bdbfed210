//! What a caller needs to know to talk to a running Practice.

use serde::Serialize;

/// Addresses and keys of a running Practice. The binary prints it as one JSON line.
///
/// The keys are those of an imagined firm, good only on this computer's loopback.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoints {
    /// `http://127.0.0.1:<port>`, without a trailing slash.
    pub origin: String,
    /// The Conductor half.
    pub conductor: ConductorEndpoints,
    /// The Intuit half.
    pub intuit: IntuitEndpoints,
    /// The sign-in relay in front of the Intuit half.
    pub relay: RelayEndpoints,
}

/// What a Conductor client needs.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConductorEndpoints {
    /// `{origin}/v1`
    pub base_url: String,
    /// The project's secret key.
    pub secret_key: String,
    /// The project's publishable key.
    pub publishable_key: String,
}

/// What an Intuit client needs.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IntuitEndpoints {
    /// The app's client id.
    pub client_id: String,
    /// The app's client secret.
    pub client_secret: String,
    /// The discovery document.
    pub discovery_url: String,
    /// The user-role endpoint.
    pub graphql_url: String,
    /// The relay's callback, the redirect address registered for production.
    pub redirect_uri: String,
}

/// Where the relay is mounted.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RelayEndpoints {
    /// `{origin}/relay`
    pub base_url: String,
}

impl std::fmt::Debug for Endpoints {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoints")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}
