//! The real relay, pointed at this Practice's own Intuit half.
//!
//! The only place where Practice touches the `intuit` crate: the relay's configuration is made of
//! its types. What Practice serves is its own reading of the wire.

use std::sync::Arc;

use axum::Router;
use url::Url;

use crate::{Clock, Endpoints, Error, saved::Keys};

/// The relay's routes, to be nested under `/relay`. Sign-ins end at `<app_scheme>://oauth/callback`.
pub(crate) fn router(
    endpoints: &Endpoints,
    keys: &Keys,
    clock: Clock,
    app_scheme: &str,
) -> Result<Router, Error> {
    let wrong = |error: &dyn std::fmt::Display| Error::Relay(error.to_string());
    let address = |text: &str| Url::parse(text).map_err(|error| wrong(&error));
    let at = |path: &str| address(&format!("{}{path}", endpoints.origin));
    let mut services = ::intuit::Endpoints::built_in(::intuit::Environment::Sandbox);
    services.issuer = format!("{}/op/v1", endpoints.origin);
    services.authorization = at("/connect/oauth2")?;
    services.token = at("/oauth2/v1/tokens/bearer")?;
    services.revocation = at("/v2/oauth2/tokens/revoke")?;
    services.userinfo = at("/v1/openid_connect/userinfo")?;
    services.jwks = at("/op/v1/jwks")?;
    services.graphql = at("/2020-04/graphql")?;
    services.rest = at("/")?;
    let intuit = ::intuit::OAuth::builder(
        services,
        ::intuit::ClientId::new(endpoints.intuit.client_id.as_str()),
        ::intuit::ClientSecret::new(endpoints.intuit.client_secret.as_str()),
        address(&endpoints.intuit.redirect_uri)?,
    );
    let config = relay::Config {
        intuit: intuit.build().map_err(|error| wrong(&error))?,
        app_callback: address(&format!("{app_scheme}://oauth/callback"))?,
        keys: relay::KeyRing::from_base64(&keys.relay).map_err(|error| wrong(&error))?,
        operator: "the practice firm".to_owned(),
        now: Arc::new(move || clock.now()),
        rules: relay::Rules::default(),
    };
    relay::router(config).map_err(|error| wrong(&error))
}
