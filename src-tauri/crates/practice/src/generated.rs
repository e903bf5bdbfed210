//! `POST /practice/generate`: a firm of any size, for measuring. What it adds is like the sample firm's
//! clients once they are connected, without a click.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};

use crate::app::App;

/// How many of each to add.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[derive(Default)]
pub(crate) struct Asked {
    companies: usize,
    end_users: usize,
}

/// What the app would have kept of connecting them. Tokens of a firm that is not real: nothing else here
/// gives them away without a sign-in.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Added {
    companies: Vec<Company>,
    end_users: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Company {
    realm: String,
    refresh_token: String,
}

pub(crate) async fn generate(State(app): State<Arc<App>>, Json(asked): Json<Asked>) -> Json<Added> {
    let now = app.now();
    let companies = app
        .intuit
        .with(|store| store.generate(asked.companies, now));
    let end_users = app
        .conductor
        .with(|store| store.generate(asked.end_users, now));
    let companies = companies.into_iter().map(|made| Company {
        realm: made.realm,
        refresh_token: made.refresh_token,
    });
    Json(Added {
        companies: companies.collect(),
        end_users: end_users.iter().map(|id| id.as_str().to_owned()).collect(),
    })
}
