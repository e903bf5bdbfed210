//! Where *Open in QuickBooks* leads: the practice firm keeps no books, so the page says which
//! company would have opened.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use maud::html;
use serde::Deserialize;

use super::service::Service;
use crate::pages::{Mark, StandsFor, Text, page};

/// The address Intuit's own invoice links use. `pagereq`, which names the page to show, is taken
/// whatever it says: there is only this one.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    deeplinkcompanyid: String,
}

/// `GET /app/login`
pub(super) async fn company(
    State(service): State<Arc<Service>>,
    Query(asked): Query<Asked>,
) -> Response {
    let realm = asked.deeplinkcompanyid.trim();
    let name = service.with(|store| Some(store.company(realm)?.name.clone()));
    match name {
        Some(name) => books(&name, realm).into_response(),
        None => (StatusCode::NOT_FOUND, nobody(realm)).into_response(),
    }
}

fn books(name: &str, realm: &str) -> Html<String> {
    let body = html! {
        p #company { "QuickBooks Online would open here, at the home page of " (Text(name)) "." }
        dl.facts {
            dt { "Company number" }
            dd.mono { (realm) }
        }
        p.after {
            "This is practice: the company is made up and keeps no books. With a client of your own, \
             the same button opens their QuickBooks."
        }
    };
    page(StandsFor::QuickBooksOnline, Mark::Done, name, &body)
}

fn nobody(realm: &str) -> Html<String> {
    let body = html! {
        p #unknown-company {
            @if realm.is_empty() {
                "The address does not say which company to open."
            } @else {
                "No company in the practice firm has the number " span.mono { (realm) } "."
            }
            " Nothing was opened and nothing was changed."
        }
        p {
            "Close this page, go back to Counterfoil and choose " b { "Open in QuickBooks" }
            " again. If you started the practice firm over meanwhile, connect the client first."
        }
    };
    page(
        StandsFor::QuickBooksOnline,
        Mark::Nothing,
        "There is no such company",
        &body,
    )
}
