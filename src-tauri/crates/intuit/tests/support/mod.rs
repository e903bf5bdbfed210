//! What the tests of this crate share.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "every test uses a part of it, and may panic"
)]

use std::time::Duration;

use intuit::{
    AccessToken, ClientId, ClientSecret, Endpoints, Environment, Intuit, OAuth, OAuthBuilder,
    RealmId, RetryPolicy,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

/// With every character that form-encoding would change.
pub(crate) const CLIENT_ID: &str = "practice-client+id/1";
pub(crate) const CLIENT_SECRET: &str = "not a real+secret/%=&";
pub(crate) const ACCESS: &str = "not-a-real-access-token";
pub(crate) const REFRESH: &str = "not-a-real-refresh-token";
pub(crate) const CODE: &str = "not-a-real-code";
pub(crate) const REALM: &str = "9130349878530396";
pub(crate) const TID: &str = "1-5f1a2b3c-0123456789abcdef01234567";

/// Quick retries, so that a test of them takes no time.
pub(crate) fn quick(max_retries: u32) -> RetryPolicy {
    RetryPolicy::default()
        .max_retries(max_retries)
        .waits(Duration::from_millis(1), Duration::from_millis(2))
        .server_wait_cap(Duration::from_secs(1))
}

pub(crate) fn endpoints(origin: &str) -> Endpoints {
    let at = |path: &str| Url::parse(&format!("{origin}{path}")).unwrap();
    let mut endpoints = production();
    "https://issuer.example".clone_into(&mut endpoints.issuer);
    endpoints.authorization = at("/connect/oauth2");
    endpoints.token = at("/token");
    endpoints.revocation = at("/revoke");
    endpoints.userinfo = at("/userinfo");
    endpoints.jwks = at("/jwks");
    endpoints.graphql = at("/graphql");
    endpoints.rest = at("/");
    endpoints
}

pub(crate) fn intuit(origin: &str, max_retries: u32) -> Intuit {
    Intuit::builder(endpoints(origin))
        .timeout(Duration::from_secs(5))
        .retry(quick(max_retries))
        .build()
        .unwrap()
}

pub(crate) fn oauth_builder(origin: &str) -> OAuthBuilder {
    OAuth::builder(
        endpoints(origin),
        ClientId::new(CLIENT_ID),
        ClientSecret::new(CLIENT_SECRET),
        Url::parse("http://localhost:9477/callback").unwrap(),
    )
    .timeout(Duration::from_secs(5))
}

pub(crate) fn oauth(origin: &str) -> OAuth {
    oauth_builder(origin).build().unwrap()
}

pub(crate) fn access() -> AccessToken {
    AccessToken::new(ACCESS)
}

pub(crate) fn realm() -> RealmId {
    RealmId::new(REALM)
}

pub(crate) fn production() -> Endpoints {
    Endpoints::built_in(Environment::Production)
}

/// A server that reads a request, writes `raw`, and closes the connection, for every connection.
/// Returns its origin.
pub(crate) async fn raw_server(raw: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 65_536];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(raw.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    origin
}
