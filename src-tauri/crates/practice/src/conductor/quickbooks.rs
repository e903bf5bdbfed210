//! The calls that reach a client's computer: the health check and the passthrough.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Map, Value, json};

use super::Answer;
use super::caller::{Caller, InPath, JsonObject, end_user_header, time_limit};
use super::computer::{self, Computer};
use super::decisions;
use super::problem::Problem;
use super::service::Service;
use super::store::EndUser;

pub(super) async fn health_check(
    _caller: Caller,
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let id = end_user_header(&headers)?;
    let limit = time_limit(&headers, decisions::HEALTH_CHECK_LIMIT)?;
    let begun = Instant::now();
    ask(&service, &id, limit).await?;
    let duration = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Answer(json!({ "duration": duration, "status": "ok" })))
}

pub(super) async fn passthrough(
    _caller: Caller,
    State(service): State<Arc<Service>>,
    InPath((id, slug)): InPath<(String, String)>,
    headers: HeaderMap,
    JsonObject(request): JsonObject,
) -> Result<Answer, Problem> {
    if slug != "quickbooks_desktop" {
        return Err(Problem::invalid(
            "Invalid input: expected \"quickbooks_desktop\" at \"integrationSlug\"",
        ));
    }
    if request.is_empty() {
        return Err(Problem::invalid(
            "Too small: expected object to have >=1 properties",
        ));
    }
    let limit = time_limit(&headers, decisions::REQUEST_LIMIT)?;
    let user = ask(&service, &id, limit).await?;
    let mut answer = Map::new();
    for name in request.keys() {
        let (name, response) = qbxml_answer(name, &user)?;
        answer.insert(name, response);
    }
    Ok(Answer(Value::Object(answer)))
}

/// Sends a request to the client's computer and waits for what it does.
pub(super) async fn ask(service: &Service, id: &str, limit: Duration) -> Result<EndUser, Problem> {
    let now = service.now();
    let user = service.with(|store| store.begin_request(id, now))?;
    match &user.computer {
        // A connection that is known to be offline is answered at once.
        Computer::Offline => {
            let last = user
                .connection
                .as_ref()
                .and_then(|connection| connection.last_successful_request_at);
            Err(computer::not_active(last))
        }
        Computer::Refuses(hresult) => {
            tokio::time::sleep(decisions::LATENCY).await;
            Err(computer::refused(hresult))
        }
        Computer::Silent => {
            tokio::time::sleep(limit.min(decisions::SILENCE)).await;
            Err(computer::timed_out(limit))
        }
        Computer::Answers => {
            tokio::time::sleep(decisions::LATENCY).await;
            let now = service.now();
            service.with(|store| store.request_succeeded(id, now));
            Ok(user)
        }
    }
}

/// The sample books are not behind the passthrough: a query finds the company and nothing else, and
/// whatever is not a query is refused the way QuickBooks refuses a request it cannot read. Status code and texts are
/// those of qbXML.
fn qbxml_answer(request: &str, user: &EndUser) -> Result<(String, Value), Problem> {
    let Some(subject) = request.strip_suffix("QueryRq") else {
        return Err(computer::request_error(
            "0x80040400",
            "QuickBooks found an error when parsing the provided XML text stream.",
        ));
    };
    let response = if subject == "Company" {
        json!({
            "statusCode": "0",
            "statusSeverity": "Info",
            "statusMessage": "Status OK",
            "CompanyRet": { "CompanyName": user.company_name() },
        })
    } else {
        json!({
            "statusCode": "1",
            "statusSeverity": "Info",
            "statusMessage": "A query request did not find a matching object in QuickBooks",
        })
    };
    Ok((format!("{subject}QueryRs"), response))
}
