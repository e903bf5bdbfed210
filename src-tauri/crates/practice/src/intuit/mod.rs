//! The Intuit half: sign-in pages, tokens, identity, the user-role query and the company name.
//!
//! Intuit spreads these over several hosts; here they share one origin and keep their paths.

mod authorize;
mod company;
mod company_file;
mod gateway;
mod graphql;
mod identity;
mod issued;
mod opened;
mod request;
mod scenario;
mod secrets;
mod service;
mod sign_in_pages;
mod signing;
mod store;
mod token;
mod user_role;

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{any, get, post},
};

pub(crate) use company::fault as rest_fault;
pub use issued::{Issued, Occasion};

pub(crate) use gateway::{add_transaction_id, flat as gateway_refusal};
pub(crate) use service::Service;
pub(crate) use store::{IntuitStore, Switches};
pub(crate) use token::refusal as oauth_refusal;

/// The production keys' redirect address is the relay's; these are for development keys, whose
/// sign-in the app listens for by itself.
pub(crate) const DEVELOPMENT_REDIRECTS: [&str; 3] = [
    "http://localhost:8765/callback",
    "http://localhost:18765/callback",
    "http://localhost:28765/callback",
];

/// Intuit answers both environments' userinfo on the same path of two hosts; with one origin the
/// sandbox needs a path of its own.
const SANDBOX_USERINFO: &str = "/sandbox/v1/openid_connect/userinfo";

/// `/.well-known/` names: Intuit's own use underscores, its Python SDK asks for one with hyphens.
const DISCOVERY: [&str; 2] = ["openid_configuration", "openid-configuration"];
const SANDBOX_DISCOVERY: [&str; 2] = [
    "openid_sandbox_configuration",
    "openid-sandbox-configuration",
];

pub(crate) fn router(service: Arc<Service>) -> Router {
    let mut router = Router::new();
    for (names, document) in [
        (DISCOVERY, get(identity::discovery)),
        (SANDBOX_DISCOVERY, get(identity::sandbox_discovery)),
    ] {
        for name in names {
            router = router
                .route(&format!("/.well-known/{name}"), document.clone())
                .route(&format!("/.well-known/{name}/"), document.clone());
        }
    }
    for path in [
        "/connect/oauth2",
        "/connect/oauth2/companyselection",
        "/app/connect/oauth2",
        "/app/connect/oauth2/companyselection",
    ] {
        router = router.route(path, get(authorize::asked).post(authorize::answered));
    }
    router
        .route("/oauth2/v1/tokens/bearer", post(token::bearer))
        .route("/v2/oauth2/tokens/revoke", post(token::revoke))
        .route("/op/v1/jwks", get(identity::jwks))
        .route("/v1/openid_connect/userinfo", get(identity::userinfo))
        .route(SANDBOX_USERINFO, get(identity::userinfo))
        .route(
            "/2020-04/graphql",
            get(user_role::by_get).post(user_role::by_post),
        )
        .route("/app/login", get(opened::company))
        .route("/2020-04/{*rest}", any(gateway::no_such_path))
        .route(
            "/v3/company/{realm}/companyinfo/{id}",
            get(company::company_info),
        )
        .layer(middleware::from_fn(gateway::transaction_id))
        .with_state(service)
}
