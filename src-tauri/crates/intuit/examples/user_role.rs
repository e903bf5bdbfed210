//! Prints what the token's own user is in one company.
//!
//! ```sh
//! INTUIT_ACCESS_TOKEN=… cargo run -p intuit --example user_role -- 9130349878530396
//! ```
//!
//! `INTUIT_GRAPHQL_URL` chooses another endpoint, such as the sandbox's or the practice firm's.
//! Exit 0: the role as JSON (`null` when Intuit knows of none). Exit 1: the error as JSON on
//! standard error. Exit 2: something is missing.

use std::process::ExitCode;

use intuit::{AccessToken, Builder, Endpoints, Environment, Intuit, RealmId, UserRole};
use url::Url;

use error_json::error_json;

#[path = "shared/error_json.rs"]
mod error_json;

#[tokio::main]
async fn main() -> ExitCode {
    let (builder, token, realm) = match read() {
        Ok(read) => read,
        Err(sentence) => {
            eprintln!("{sentence}");
            return ExitCode::from(2);
        }
    };
    let outcome = match builder.build() {
        Ok(intuit) => intuit.query_user_role(&token, &realm).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(answer) => {
            println!("{}", json_line(answer.role.as_ref()));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}", error_json(&error));
            ExitCode::FAILURE
        }
    }
}

/// In the order of the query, which `serde_json::Value` would not keep.
fn json_line(role: Option<&UserRole>) -> String {
    serde_json::to_string(&role).unwrap_or_else(|error| error.to_string())
}

fn read() -> Result<(Builder, AccessToken, RealmId), &'static str> {
    let mut arguments = std::env::args().skip(1);
    let (Some(realm), None) = (arguments.next(), arguments.next()) else {
        return Err("Give the realm id of one company, for example 9130349878530396.");
    };
    let token = std::env::var("INTUIT_ACCESS_TOKEN")
        .map_err(|_| "Set INTUIT_ACCESS_TOKEN to an access token with the user-roles scope.")?;
    let mut endpoints = Endpoints::built_in(Environment::Production);
    if let Ok(text) = std::env::var("INTUIT_GRAPHQL_URL") {
        endpoints.graphql =
            Url::parse(&text).map_err(|_| "INTUIT_GRAPHQL_URL is not an address.")?;
    }
    let intuit = Intuit::builder(endpoints);
    Ok((intuit, AccessToken::new(token.trim()), RealmId::new(realm)))
}
