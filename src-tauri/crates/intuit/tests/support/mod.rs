//! What the tests of this crate share.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "every test uses a part of it, and may panic"
)]

use std::time::Duration;

use intuit::{
    AccessToken, ClientId, ClientSecret, Config, Endpoints, Environment, Intuit, OAuth,
    OAuthConfig, RealmId, RetryPolicy,
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
    RetryPolicy {
        max_retries,
        initial: Duration::from_millis(1),
        max: Duration::from_millis(2),
        server_wait_cap: Duration::from_secs(1),
    }
}

pub(crate) fn endpoints(origin: &str) -> Endpoints {
    let at = |path: &str| Url::parse(&format!("{origin}{path}")).unwrap();
    Endpoints {
        issuer: "https://issuer.example".to_owned(),
        authorization: at("/connect/oauth2"),
        token: at("/token"),
        revocation: at("/revoke"),
        userinfo: at("/userinfo"),
        jwks: at("/jwks"),
        graphql: at("/graphql"),
        rest: at("/"),
    }
}

pub(crate) fn intuit(origin: &str, max_retries: u32) -> Intuit {
    Intuit::new(Config {
        endpoints: endpoints(origin),
        timeout: Duration::from_secs(5),
        retry: quick(max_retries),
    })
    .unwrap()
}

pub(crate) fn oauth_config(origin: &str) -> OAuthConfig {
    OAuthConfig {
        endpoints: endpoints(origin),
        client_id: ClientId::new(CLIENT_ID),
        client_secret: ClientSecret::new(CLIENT_SECRET),
        redirect_uri: Url::parse("http://localhost:9477/callback").unwrap(),
        timeout: Duration::from_secs(5),
        retry: quick(5),
    }
}

pub(crate) fn oauth(origin: &str) -> OAuth {
    OAuth::new(oauth_config(origin)).unwrap()
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
