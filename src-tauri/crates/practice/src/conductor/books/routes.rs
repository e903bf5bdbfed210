//! The addresses under which the books are read, and the one change they take.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::routing::get;
use serde_json::{Value, json};

use super::super::caller::{Caller, InPath, JsonObject, end_user_header, time_limit};
use super::super::problem::Problem;
use super::super::quickbooks::ask;
use super::super::service::Service;
use super::super::store::EndUser;
use super::super::{Answer, computer, decisions, unknown_path};
use super::catalogue::{Catalogue, Paging};
use super::company::{self, Books};
use super::filter::{self, not_found};
use super::pages::Chosen;
use super::plan;
use super::query::Query;
use super::shape::Row;
use super::{reports, whole};

const ROOT: &str = "/v1/quickbooks-desktop";

pub(in crate::conductor) fn router() -> Router<Arc<Service>> {
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
    State(service): State<Arc<Service>>,
    InPath(path): InPath<String>,
    (method, uri): (Method, Uri),
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Answer, Problem> {
    let unknown = || Problem::unknown_path(&method, uri.path());
    let resource = Catalogue::all().resource(&path).ok_or_else(unknown)?;
    let query = Query::read(resource, query.as_deref())?;
    let limit = query.limit(resource.paging)?;
    let user = reach(&service, &headers).await?;
    if resource.paging == Paging::Object {
        let books = books_of(&service, &user);
        let row = books.rows(resource.path).first().cloned();
        return Ok(Answer(whole(resource, row.unwrap_or_default())));
    }
    let page = if let Some(cursor) = query.one("cursor") {
        service.with(|store| {
            let reader = (user.id.as_str(), resource.path);
            store.cursors().next(cursor, reader, limit, service.now())
        })?
    } else {
        let books = books_of(&service, &user);
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
        service.with(|store| {
            let cursors = store.cursors();
            cursors.open(user.id.as_str(), list, limit, service.now())
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
    State(service): State<Arc<Service>>,
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
        let user = reach(&service, &headers).await?;
        let rows = reports::run(&books_of(&service, &user), report, &query);
        return Ok(Answer(whole(report, rows)));
    }
    let resource = Catalogue::all()
        .resource(&path)
        .filter(|resource| resource.retrieves && resource.id.is_some())
        .ok_or_else(unknown)?;
    let user = reach(&service, &headers).await?;
    let books = books_of(&service, &user);
    let row = books.find(resource.path, &id);
    let row = row.ok_or_else(|| not_found(&id))?.clone();
    Ok(Answer(whole(resource, row)))
}

/// Changes the memo or the number of an invoice, if the caller saw its newest revision. Nothing else can be
/// changed.
async fn change(
    _caller: Caller,
    State(service): State<Arc<Service>>,
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
    let user = reach(&service, &headers).await?;
    let mut books = books_of(&service, &user);
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
    service.with(|store| store.keep_books(user.id.as_str(), books));
    Ok(Answer(whole(resource, changed)))
}

/// Every read of the books goes to the client's computer first.
async fn reach(service: &Service, headers: &HeaderMap) -> Result<EndUser, Problem> {
    let id = end_user_header(headers)?;
    let limit = time_limit(headers, decisions::REQUEST_LIMIT)?;
    ask(service, &id, limit).await
}

/// The company's books, made when they are first asked for.
fn books_of(service: &Service, user: &EndUser) -> Arc<Books> {
    let id = user.id.as_str();
    let (books, size) = service.with(|store| (store.books(id), store.size_of_books(id)));
    if let Some(books) = books {
        return books;
    }
    let mut books = plan::books_of(user.company_name(), size);
    if service.books_follow_the_calendar() {
        // The real day: the firm's own clock starts weeks before it.
        let today = jiff::Timestamp::now()
            .to_zoned(company::OFFSET.to_time_zone())
            .date();
        books = books.moved(Books::months_until(today));
    }
    let books = Arc::new(books);
    service.with(|store| store.keep_books(id, Arc::clone(&books)));
    books
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
