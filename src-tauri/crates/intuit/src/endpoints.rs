//! Intuit's addresses: the two built-in environments, and the discovery document.

use std::time::Duration;

use http_client::{PlainHttp, is_loopback};
use serde::Deserialize;
use url::Url;

use crate::answer::Answer;
use crate::redact::Redactor;
use crate::{Error, http};

/// Which pair of keys is in use; the pair decides which companies can be connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Environment {
    /// Production keys: real companies.
    Production,
    /// Development keys: sandbox companies only.
    Sandbox,
}

/// Where everything is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoints {
    /// `iss` of every `id_token`.
    pub issuer: String,
    /// Where the browser goes to sign in.
    pub authorization: Url,
    /// Code exchange and refresh.
    pub token: Url,
    /// Revocation.
    pub revocation: Url,
    /// OpenID userinfo.
    pub userinfo: Url,
    /// Public keys of the `id_token` signatures.
    pub jwks: Url,
    /// GraphQL, with the user role.
    pub graphql: Url,
    /// Base of the REST accounting API.
    pub rest: Url,
}

impl Endpoints {
    /// The addresses as they are documented, for use without a discovery document.
    ///
    /// Sources: Intuit's two discovery documents (which differ in userinfo only), the endpoints
    /// page of `intuit-api-docs` for GraphQL, the official SDKs for REST.
    #[must_use]
    pub fn built_in(env: Environment) -> Self {
        let (userinfo, graphql, rest) = match env {
            Environment::Production => (
                "https://accounts.platform.intuit.com/v1/openid_connect/userinfo",
                "https://public.api.intuit.com/2020-04/graphql",
                "https://quickbooks.api.intuit.com/",
            ),
            Environment::Sandbox => (
                "https://sandbox-accounts.platform.intuit.com/v1/openid_connect/userinfo",
                "https://public-e2e.api.intuit.com/2020-04/graphql",
                "https://sandbox-quickbooks.api.intuit.com/",
            ),
        };
        Self {
            issuer: "https://oauth.platform.intuit.com/op/v1".to_owned(),
            authorization: constant("https://appcenter.intuit.com/connect/oauth2"),
            token: constant("https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"),
            revocation: constant("https://developer.api.intuit.com/v2/oauth2/tokens/revoke"),
            userinfo: constant(userinfo),
            jwks: constant("https://oauth.platform.intuit.com/op/v1/jwks"),
            graphql: constant(graphql),
            rest: constant(rest),
        }
    }

    /// Where the environment's discovery document is: not under the issuer, and with an
    /// underscore, so generic OpenID discovery does not find it.
    #[must_use]
    pub fn discovery_url(env: Environment) -> Url {
        constant(match env {
            Environment::Production => {
                "https://developer.api.intuit.com/.well-known/openid_configuration"
            }
            Environment::Sandbox => {
                "https://developer.api.intuit.com/.well-known/openid_sandbox_configuration"
            }
        })
    }

    /// Reads the discovery document, once and without retries.
    ///
    /// `graphql` and `rest` come from `fallback`, because Intuit's document does not carry them.
    /// A missing key, or an address that is neither Intuit's own (`https`, `intuit.com` or below it) nor on the
    /// document's own origin (or, like the document, on this computer), is [`Error::Decode`]: a changed document must not be able to collect codes, tokens
    /// and the client secret.
    pub async fn discover(
        discovery: &Url,
        fallback: &Endpoints,
        timeout: Duration,
    ) -> Result<Self, Error> {
        require_safe(discovery)?;
        let client = http::client([discovery], timeout)?;
        let answer = http::send(client.get(discovery.clone())).await?;
        Self::from_document(discovery, answer, fallback)
    }

    pub(crate) fn from_document(
        discovery: &Url,
        answer: Answer,
        fallback: &Endpoints,
    ) -> Result<Self, Error> {
        let answer = answer.require_success(&Redactor::default())?;
        let document: Document = answer.json()?;
        let found = Self {
            issuer: document.issuer,
            authorization: document.authorization_endpoint,
            token: document.token_endpoint,
            revocation: document.revocation_endpoint,
            userinfo: document.userinfo_endpoint,
            jwks: document.jwks_uri,
            graphql: fallback.graphql.clone(),
            rest: fallback.rest.clone(),
        };
        found
            .check_named_by(discovery)
            .map_err(|error| Error::Decode {
                status: answer.status,
                intuit_tid: answer.intuit_tid.clone(),
                // It names a scheme and a host of the document, which may be anything.
                reason: Redactor::default().clean(&error.to_string()),
                source: None,
            })?;
        Ok(found)
    }

    /// Refuses addresses that a document at `discovery` has no business naming.
    fn check_named_by(&self, discovery: &Url) -> Result<(), Error> {
        [
            &self.authorization,
            &self.token,
            &self.revocation,
            &self.userinfo,
            &self.jwks,
        ]
        .into_iter()
        .find(|url| {
            let beside = is_loopback(url) && is_loopback(discovery);
            url.origin() != discovery.origin() && !is_intuits(url) && !beside
        })
        .map_or_else(
            || self.check(),
            |url| {
                Err(Error::config(format!(
                    "the discovery document names {}://{}, which is not one of Intuit's addresses",
                    url.scheme(),
                    url.host_str().unwrap_or_default()
                )))
            },
        )
    }

    /// Refuses addresses that would carry credentials in the clear.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.asked()
            .into_iter()
            .chain([&self.authorization])
            .try_for_each(require_safe)
    }

    /// The addresses that this crate itself asks; the sign-in page is the browser's.
    pub(crate) fn asked(&self) -> [&Url; 6] {
        [
            &self.token,
            &self.revocation,
            &self.userinfo,
            &self.jwks,
            &self.graphql,
            &self.rest,
        ]
    }
}

/// Source: the discovery documents themselves; all keys are present in both.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    revocation_endpoint: Url,
    userinfo_endpoint: Url,
    jwks_uri: Url,
}

/// Source: every address in Intuit's two discovery documents is below `intuit.com`.
fn is_intuits(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    url.scheme() == "https"
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && (host == "intuit.com" || host.ends_with(".intuit.com"))
}

/// `https`, or plain `http` to this computer (the practice firm).
fn require_safe(url: &Url) -> Result<(), Error> {
    http_client::require_safe(url, PlainHttp::OnThisComputer).map_err(|error| {
        let reason = format!(
            "{}://{} is not an address Intuit's credentials may be sent to: it has to be https",
            url.scheme(),
            url.host_str().unwrap_or_default()
        );
        Error::config_because(reason, error)
    })
}

#[expect(
    clippy::unwrap_used,
    reason = "literals of this file, parsed by a test"
)]
fn constant(text: &'static str) -> Url {
    Url::parse(text).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_of_intuits_sends_nobody_to_this_computer() {
        let discovery = Endpoints::discovery_url(Environment::Production);
        let mut found = Endpoints::built_in(Environment::Production);
        assert!(found.check_named_by(&discovery).is_ok());
        found.token = constant("http://127.0.0.1:8765/token");
        let refused = found.check_named_by(&discovery).unwrap_err().to_string();
        assert!(refused.contains("http://127.0.0.1"), "{refused}");
    }

    #[test]
    fn a_document_s_address_is_not_repeated_at_any_length() {
        let host = "a".repeat(100_000);
        let key = |name: &str| format!("\"{name}\":\"http://{host}/\"");
        let body = [
            "authorization_endpoint",
            "token_endpoint",
            "revocation_endpoint",
            "userinfo_endpoint",
            "jwks_uri",
        ]
        .map(key)
        .join(",");
        let body = format!("{{\"issuer\":\"i\",{body}}}");
        let answer = Answer::new(200, body.as_bytes());
        let fallback = Endpoints::built_in(Environment::Sandbox);
        let error = Endpoints::from_document(
            &Endpoints::discovery_url(Environment::Sandbox),
            answer,
            &fallback,
        )
        .unwrap_err();
        assert!(error.to_string().len() < 500, "{}", error.to_string().len());
    }
}
