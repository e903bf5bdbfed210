//! With development keys Intuit's answer comes back to this computer: a listener on the one registered
//! loopback address, open only while such a firm is.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Html, Redirect};
use axum::routing::get;
use intuit::{AuthorizationCode, RealmId};
use roster::Roster;
use roster::callback::{RefusedReason, SignInState};
use roster::grants::Answer;
use tokio::net::TcpListener;

/// The port of [`crate::firm::LOCAL_REDIRECT`].
const PORT: u16 = 8765;

const DONE: &str = "<!doctype html><meta charset=utf-8><title>Counterfoil</title>\
    <p>You can close this page and go back to Counterfoil.";

/// Listens until it is dropped.
pub(crate) async fn listen(roster: Roster) -> std::io::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, PORT));
    let listener = TcpListener::bind(address).await?;
    let pages = Router::new()
        .route("/callback", get(callback))
        .route("/done", get(|| async { Html(DONE) }))
        .with_state(roster);
    axum::serve(listener, pages).await
}

/// Answers with a redirect, so that the code does not stay in the address bar.
async fn callback(
    State(roster): State<Roster>,
    Query(query): Query<HashMap<String, String>>,
) -> Redirect {
    if let Some(state) = query.get("state") {
        let state = SignInState::from_text(state.clone());
        match (query.get("code"), query.get("error")) {
            (Some(code), None) => {
                let answer = Answer::Code {
                    code: AuthorizationCode::new(code.clone()),
                    realm: query.get("realmId").cloned().map(RealmId::new),
                };
                roster.answer(&state, answer).await;
            }
            (_, Some(error)) => {
                if let Ok(reason) = RefusedReason::read(error) {
                    roster.refused(&state, &reason).await;
                }
            }
            (None, None) => {}
        }
    }
    Redirect::to("/done")
}
