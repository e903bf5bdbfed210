//! A few books behind every finished connection: five invoices, three classes and the company. The app
//! reads none of them; they are here so that the vendor's own clients can judge the stand-in's lists,
//! cursors and refusals. Every other resource answers that it is not there.
//!
//! Shapes are those of Conductor's API description: every key is always present, references are
//! `{id, fullName}` or null, money is a decimal text, times carry the computer's offset.

mod pages;
mod sample;

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::routing::get;
use serde_json::{Map, Value, json};

use super::caller::{Caller, InPath, JsonObject, end_user_header, time_limit};
use super::computer;
use super::problem::Problem;
use super::quickbooks::ask;
use super::store::EndUser;
use super::{Answer, decisions, unknown_path};
use crate::app::App;

pub(super) use pages::Cursors;
use pages::Filter;

/// The part of a company's books that was changed; it lasts as long as the practice server.
pub(super) type Changes = std::collections::HashMap<(String, String), Map<String, Value>>;

const INVOICES: &str = "/v1/quickbooks-desktop/invoices";
const CLASSES: &str = "/v1/quickbooks-desktop/classes";

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route(INVOICES, get(invoices).fallback(unknown_path))
        .route(
            &format!("{INVOICES}/{{id}}"),
            get(invoice).post(change_invoice).fallback(unknown_path),
        )
        .route(CLASSES, get(classes).fallback(unknown_path))
        .route(
            &format!("{CLASSES}/{{id}}"),
            get(class).fallback(unknown_path),
        )
        .route(
            "/v1/quickbooks-desktop/company",
            get(company).fallback(unknown_path),
        )
}

async fn invoices(
    _caller: Caller,
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Answer, Problem> {
    let filter = Filter::read(query.as_deref(), "refNumbers")?;
    let limit = filter.limit(decisions::PAGE)?;
    let user = reach(&app, &headers).await?;
    let end_user = user.id.as_str().to_owned();
    let page = if let Some(cursor) = filter.cursor() {
        app.with(|firm| {
            let now = app.now();
            firm.conductor.cursors().next(cursor, &end_user, limit, now)
        })?
    } else {
        let found = filter.choose(invoices_of(&app, &end_user), "refNumber")?;
        app.with(|firm| {
            let now = app.now();
            firm.conductor.cursors().open(&end_user, found, limit, now)
        })
    };
    Ok(Answer(json!({
        "objectType": "list",
        "url": INVOICES,
        "data": page.rows,
        "nextCursor": page.cursor,
        "remainingCount": page.remaining,
        "hasMore": page.remaining > 0,
    })))
}

async fn invoice(
    _caller: Caller,
    State(app): State<Arc<App>>,
    InPath(id): InPath<String>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let user = reach(&app, &headers).await?;
    one(invoices_of(&app, user.id.as_str()), &id).map(Answer)
}

/// Changes the memo or the number of an invoice, if the caller saw its newest revision.
async fn change_invoice(
    _caller: Caller,
    State(app): State<Arc<App>>,
    InPath(id): InPath<String>,
    headers: HeaderMap,
    JsonObject(mut change): JsonObject,
) -> Result<Answer, Problem> {
    let Some(Value::String(revision)) = change.remove("revisionNumber") else {
        return Err(Problem::invalid(
            "Invalid input: expected string, received undefined at \"revisionNumber\"",
        ));
    };
    if let Some(other) = change
        .keys()
        .find(|key| !["memo", "refNumber"].contains(&key.as_str()))
    {
        return Err(Problem::invalid(format!(
            "The practice firm changes no \"{other}\" of an invoice"
        )));
    }
    let user = reach(&app, &headers).await?;
    let invoice = one(invoices_of(&app, user.id.as_str()), &id)?;
    if invoice["revisionNumber"] != *revision {
        // qbXML's own status for an edit sequence that is out of date.
        return Err(computer::request_error(
            "3200",
            "The provided edit sequence is out-of-date.",
        ));
    }
    let revision = revision.parse::<u64>().unwrap_or_default() + 1;
    change.insert("revisionNumber".to_owned(), revision.to_string().into());
    app.with(|firm| {
        let key = (user.id.as_str().to_owned(), id.clone());
        firm.conductor
            .changes()
            .entry(key)
            .or_default()
            .extend(change);
    });
    one(invoices_of(&app, user.id.as_str()), &id).map(Answer)
}

/// A plain list: it says nothing of pages.
async fn classes(
    _caller: Caller,
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Answer, Problem> {
    let filter = Filter::read(query.as_deref(), "fullNames")?;
    let limit = filter.limit(1..=usize::MAX)?;
    reach(&app, &headers).await?;
    let mut rows = filter.choose(sample::classes(), "fullName")?;
    rows.truncate(limit);
    Ok(Answer(
        json!({ "objectType": "list", "url": CLASSES, "data": rows }),
    ))
}

async fn class(
    _caller: Caller,
    State(app): State<Arc<App>>,
    InPath(id): InPath<String>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    reach(&app, &headers).await?;
    one(sample::classes(), &id).map(Answer)
}

async fn company(
    _caller: Caller,
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let user = reach(&app, &headers).await?;
    Ok(Answer(sample::company(user.company_name())))
}

/// Every look into the books goes to the client's computer first.
async fn reach(app: &App, headers: &HeaderMap) -> Result<EndUser, Problem> {
    let id = end_user_header(headers)?;
    let limit = time_limit(headers, decisions::REQUEST_LIMIT)?;
    ask(app, &id, limit).await
}

fn invoices_of(app: &App, end_user: &str) -> Vec<Value> {
    let mut rows = sample::invoices();
    app.with(|firm| {
        for row in &mut rows {
            let id = row["id"].as_str().unwrap_or_default().to_owned();
            if let Some(change) = firm.conductor.changes().get(&(end_user.to_owned(), id)) {
                for (key, value) in change {
                    row[key] = value.clone();
                }
            }
        }
    });
    rows
}

fn one(rows: Vec<Value>, id: &str) -> Result<Value, Problem> {
    rows.into_iter()
        .find(|row| row["id"] == *id)
        .ok_or_else(|| pages::not_found(id))
}
