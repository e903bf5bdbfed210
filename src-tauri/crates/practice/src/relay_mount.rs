//! The real relay, pointed at this Practice's own Intuit half.
//!
//! The only place where Practice touches the `intuit` crate: the relay's configuration is made of
//! its types. What Practice serves is its own reading of the wire.

use std::{sync::Arc, time::Duration};

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
    let config = relay::Config {
        intuit: ::intuit::OAuthConfig {
            endpoints: ::intuit::Endpoints {
                issuer: format!("{}/op/v1", endpoints.origin),
                authorization: at("/connect/oauth2")?,
                token: at("/oauth2/v1/tokens/bearer")?,
                revocation: at("/v2/oauth2/tokens/revoke")?,
                userinfo: at("/v1/openid_connect/userinfo")?,
                jwks: at("/op/v1/jwks")?,
                graphql: at("/2020-04/graphql")?,
                rest: at("/")?,
            },
            client_id: ::intuit::ClientId::new(endpoints.intuit.client_id.as_str()),
            client_secret: ::intuit::ClientSecret::new(endpoints.intuit.client_secret.as_str()),
            redirect_uri: address(&endpoints.intuit.redirect_uri)?,
            timeout: Duration::from_secs(30),
            retry: ::intuit::RetryPolicy::none(),
        },
        app_callback: address(&format!("{app_scheme}://oauth/callback"))?,
        keys: relay::KeyRing::from_base64(&keys.relay).map_err(|error| wrong(&error))?,
        operator: "the practice firm".to_owned(),
        now: Arc::new(move || clock.now()),
        rules: relay::Rules::default(),
    };
    relay::router(config).map_err(|error| wrong(&error))
}
