//! The books behind every finished connection: every resource and report of Conductor's QuickBooks Desktop
//! API, read-only but for the memo and the number of an invoice.
//!
//! Shapes are those of Conductor's API description, kept as data in [`catalogue`]: every key is always
//! present, references are `{id, fullName}` or null, money is a decimal text, times carry the computer's
//! offset. What the rows hold comes from [`company`].

mod accounts;
#[cfg(test)]
mod adds_up;
mod banking;
mod catalogue;
mod company;
mod filter;
mod finish;
mod items;
#[cfg(test)]
mod judge;
mod ledger;
mod lists;
mod maker;
mod money;
mod names;
mod pages;
mod people;
mod plan;
mod purchases;
mod query;
mod random;
mod reports;
mod sales;
mod settings;
mod shape;
mod stock;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::routing::get;
use serde_json::{Value, json};

use super::caller::{Caller, InPath, JsonObject, end_user_header, time_limit};
use super::computer;
use super::problem::Problem;
use super::quickbooks::ask;
use super::store::EndUser;
use super::{Answer, decisions, unknown_path};
use crate::app::App;

use catalogue::{Catalogue, Paging, Resource};
use filter::not_found;
use pages::Chosen;
use query::Query;
use shape::Row;

pub(super) use company::{Books, Size};
pub(super) use pages::Cursors;

const ROOT: &str = "/v1/quickbooks-desktop";

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route(
            &format!("{ROOT}/{{resource}}"),
            get(list).fallback(unknown_path),
        )
        .route(
            &format!("{ROOT}/{{resource}}/{{id}}"),
            get(one).post(change).fallback(unknown_path),
        )
}

/// A list, a page of one, or the company or its preferences.
async fn list(
    _caller: Caller,
    State(app): State<Arc<App>>,
    InPath(path): InPath<String>,
    (method, uri): (Method, Uri),
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Answer, Problem> {
    let unknown = || Problem::unknown_path(&method, uri.path());
    let resource = Catalogue::all().resource(&path).ok_or_else(unknown)?;
    let query = Query::read(resource, query.as_deref())?;
    let limit = query.limit(resource.paging)?;
    let user = reach(&app, &headers).await?;
    if resource.paging == Paging::Object {
        let books = books_of(&app, &user);
        let row = books.rows(resource.path).first().cloned();
        return Ok(Answer(whole(resource, row.unwrap_or_default())));
    }
    let page = if let Some(cursor) = query.one("cursor") {
        app.with(|firm| {
            let reader = (user.id.as_str(), resource.path);
            firm.conductor
                .cursors()
                .next(cursor, reader, limit, app.now())
        })?
    } else {
        let books = books_of(&app, &user);
        let mut left = filter::choose(&books, resource, &query)?;
        if resource.paging == Paging::Plain {
            left.truncate(limit);
        }
        let list = Chosen {
            books,
            resource: resource.path,
            left,
        };
        let limit = if resource.paging == Paging::Plain {
            usize::MAX
        } else {
            limit
        };
        app.with(|firm| {
            let cursors = firm.conductor.cursors();
            cursors.open(user.id.as_str(), list, limit, app.now())
        })
    };
    let rows = page.books.rows(resource.path);
    let data: Value = page
        .rows
        .iter()
        .map(|place| whole(resource, listed(rows[*place].clone(), &query)))
        .collect();
    let mut answer = json!({
        "objectType": "list",
        "url": format!("{ROOT}/{}", resource.path),
        "data": data,
    });
    if resource.paging == Paging::Cursor {
        answer["nextCursor"] = page.cursor.into();
        answer["remainingCount"] = page.remaining.into();
        answer["hasMore"] = (page.remaining > 0).into();
    }
    Ok(Answer(answer))
}

/// One row, or a report.
async fn one(
    _caller: Caller,
    State(app): State<Arc<App>>,
    InPath((path, id)): InPath<(String, String)>,
    (method, uri): (Method, Uri),
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Answer, Problem> {
    let unknown = || Problem::unknown_path(&method, uri.path());
    if path == "reports" {
        let path = format!("reports/{id}");
        let report = Catalogue::all().resource(&path).ok_or_else(unknown)?;
        let query = Query::read(report, query.as_deref())?;
        let user = reach(&app, &headers).await?;
        let rows = reports::run(&books_of(&app, &user), report, &query);
        return Ok(Answer(whole(report, rows)));
    }
    let resource = Catalogue::all()
        .resource(&path)
        .filter(|resource| resource.retrieves && resource.id.is_some())
        .ok_or_else(unknown)?;
    let user = reach(&app, &headers).await?;
    let books = books_of(&app, &user);
    let row = books.find(resource.path, &id);
    let row = row.ok_or_else(|| not_found(&id))?.clone();
    Ok(Answer(whole(resource, row)))
}

/// Changes the memo or the number of an invoice, if the caller saw its newest revision. Nothing else can be
/// changed.
async fn change(
    _caller: Caller,
    State(app): State<Arc<App>>,
    InPath((path, id)): InPath<(String, String)>,
    (method, uri): (Method, Uri),
    headers: HeaderMap,
    JsonObject(mut change): JsonObject,
) -> Result<Answer, Problem> {
    let resource = Catalogue::all().resource(&path);
    let resource = resource
        .filter(|resource| resource.path == "invoices")
        .ok_or_else(|| Problem::unknown_path(&method, uri.path()))?;
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
    let mut books = books_of(&app, &user);
    let mut rows = Arc::make_mut(&mut books).rows_mut("invoices").iter_mut();
    let invoice = rows
        .find(|row| row.get("id").is_some_and(|it| *it == id))
        .ok_or_else(|| not_found(&id))?;
    if invoice
        .get("revisionNumber")
        .is_none_or(|it| *it != revision)
    {
        // qbXML's own status for an edit sequence that is out of date.
        return Err(computer::request_error(
            "3200",
            "The provided edit sequence is out-of-date.",
        ));
    }
    let revision = revision.parse::<u64>().unwrap_or_default() + 1;
    change.insert("revisionNumber".to_owned(), revision.to_string().into());
    invoice.extend(change);
    let changed = invoice.clone();
    app.with(|firm| firm.conductor.keep_books(user.id.as_str(), books));
    Ok(Answer(whole(resource, changed)))
}

/// Every read of the books goes to the client's computer first.
async fn reach(app: &App, headers: &HeaderMap) -> Result<EndUser, Problem> {
    let id = end_user_header(headers)?;
    let limit = time_limit(headers, decisions::REQUEST_LIMIT)?;
    ask(app, &id, limit).await
}

/// The company's books, made when they are first asked for.
fn books_of(app: &App, user: &EndUser) -> Arc<Books> {
    let id = user.id.as_str();
    let (books, size) = app.with(|firm| {
        let conductor = &firm.conductor;
        (conductor.books(id), conductor.size_of_books(id))
    });
    if let Some(books) = books {
        return books;
    }
    let mut books = Books::of(user.company_name(), size);
    if app.books_follow_the_calendar() {
        // The real day: the firm's own clock starts weeks before it.
        let today = jiff::Timestamp::now()
            .to_zoned(company::OFFSET.to_time_zone())
            .date();
        books = books.moved(Books::months_until(today));
    }
    let books = Arc::new(books);
    app.with(|firm| firm.conductor.keep_books(id, Arc::clone(&books)));
    books
}

fn whole(resource: &Resource, row: Row) -> Value {
    Value::Object(shape::complete(resource.shape(), row))
}

/// What a list leaves out of its rows: lines when they are not wanted, links unless they are.
fn listed(mut row: Row, query: &Query) -> Row {
    const LINES: [&str; 9] = [
        "appliedToTransactions",
        "creditLines",
        "debitLines",
        "expenseLines",
        "itemGroupLines",
        "itemLines",
        "lineGroups",
        "lines",
        "refundAppliedToTransactions",
    ];
    let has_lines = ["includeLineItems", "includeComponentLineItems"]
        .into_iter()
        .all(|parameter| query.one(parameter) != Some("false"));
    if !has_lines {
        row.retain(|key, _| !LINES.contains(&key.as_str()));
    }
    if !query.is("includeLinkedTransactions") {
        row.remove("linkedTransactions");
    }
    if query.is("excludeAlternateShippingAddresses") {
        row.remove("alternateShippingAddresses");
    }
    row
}
