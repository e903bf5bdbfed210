//! `/practice/*`: what the app, the tests and the tour use to look at and move the practice firm.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{app::App, faults::Fault, generated, intuit::Switches, log::Entry, pages, sample};

pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/practice", get(list))
        .route("/practice/books", post(books))
        .route("/practice/clock", post(clock))
        .route(
            "/practice/faults",
            get(faults_left).post(add_fault).delete(clear_faults),
        )
        .route("/practice/fate", post(apply_scenario))
        .route("/practice/generate", post(generated::generate))
        .route("/practice/log", get(log))
        .route("/practice/network", post(network))
        .route("/practice/reset", post(reset))
        .route("/practice/settle", post(settle))
        .route("/practice/switches", get(switches).post(set_switches))
        .route(pages::STYLESHEET, get(pages::stylesheet))
        .with_state(app)
}

async fn list(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({
        "firm": sample::FIRM,
        "now": app.now(),
        "people": sample::PEOPLE,
        "clients": sample::clients(),
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Advance {
    advance_seconds: i64,
}

async fn clock(State(app): State<Arc<App>>, Json(asked): Json<Advance>) -> Json<Value> {
    let now = app.move_clock(SignedDuration::from_secs(asked.advance_seconds));
    Json(json!({ "now": now }))
}

#[derive(Deserialize)]
struct Plug {
    up: bool,
}

/// Pulls the firm's network cable, or puts it back.
async fn network(State(app): State<Arc<App>>, Json(plug): Json<Plug>) -> Json<Value> {
    app.network.set_up(plug.up);
    Json(json!({ "up": plug.up }))
}

async fn add_fault(State(app): State<Arc<App>>, Json(fault): Json<Fault>) -> Json<Value> {
    app.faults.add(fault);
    Json(json!({}))
}

/// How many requests will still fail, so that a test can wait for one.
async fn faults_left(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({ "left": app.faults.left() }))
}

async fn clear_faults(State(app): State<Arc<App>>) -> Json<Value> {
    app.faults.clear();
    Json(json!({}))
}

async fn log(State(app): State<Arc<App>>) -> Json<Vec<Entry>> {
    Json(app.log.entries())
}

async fn reset(State(app): State<Arc<App>>) -> Json<Value> {
    app.start_over();
    Json(json!({ "now": app.now() }))
}

/// Applies every sample client's scenario; those never connected are passed over.
async fn settle(State(app): State<Arc<App>>) -> Json<Value> {
    let now = app.now();
    let affected = sample::clients()
        .into_iter()
        .filter_map(|client| Some((client.name, client.realm(), client.scenario?)));
    let settled = affected
        .filter(|(name, realm, scenario)| match realm {
            Some(realm) => app.intuit.with(|store| {
                store.is_connected(realm) && store.apply_scenario(realm, scenario, now)
            }),
            None => app
                .conductor
                .with(|store| store.apply_scenario(name, scenario, now)),
        })
        .count();
    Json(json!({ "now": now, "settled": settled }))
}

#[derive(Deserialize)]
struct ScenarioRequest {
    client: String,
    /// On the wire `fate`.
    #[serde(rename = "fate")]
    scenario: String,
}

async fn apply_scenario(
    State(app): State<Arc<App>>,
    Json(asked): Json<ScenarioRequest>,
) -> Response {
    let now = app.now();
    let (client, scenario) = (asked.client.as_str(), asked.scenario.as_str());
    let done = app
        .intuit
        .with(|store| store.apply_scenario(client, scenario, now))
        || app
            .conductor
            .with(|store| store.apply_scenario(client, scenario, now));
    if done {
        Json(json!({ "now": now })).into_response()
    } else {
        let body = json!({ "error": "There is no such client, or no such scenario for it." });
        (StatusCode::NOT_FOUND, Json(body)).into_response()
    }
}

/// How large the books of one Desktop client are to be.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Larger {
    client: String,
    /// At least so many transactions.
    #[serde(default)]
    transactions: usize,
    /// So many customers more, whose names begin alike.
    #[serde(default)]
    names: usize,
}

/// No request needs more, and a mistake should not fill the memory.
const LARGEST_BOOKS: usize = 100_000;

async fn books(State(app): State<Arc<App>>, Json(asked): Json<Larger>) -> Response {
    let (transactions, names) = (
        asked.transactions.min(LARGEST_BOOKS),
        asked.names.min(LARGEST_BOOKS),
    );
    let done = app
        .conductor
        .with(|store| store.enlarge_books(&asked.client, transactions, names));
    if done {
        Json(json!({ "transactions": transactions, "names": names })).into_response()
    } else {
        let body = json!({ "error": "There is no such Desktop client." });
        (StatusCode::NOT_FOUND, Json(body)).into_response()
    }
}

async fn switches(State(app): State<Arc<App>>) -> Json<Switches> {
    Json(app.intuit.with(|store| store.switches.clone()))
}

async fn set_switches(State(app): State<Arc<App>>, Json(asked): Json<Switches>) -> Json<Switches> {
    app.intuit.with(|store| store.switches = asked.clone());
    Json(asked)
}

/// Keeps web pages out: a name that resolves to this computer (DNS rebinding) has a foreign
/// `Host`, and another site's form or script has a foreign `Origin`.
pub(crate) async fn only_this_computer(request: Request, next: Next) -> Response {
    match stranger(request.headers(), request.method()) {
        Some(reason) => (StatusCode::FORBIDDEN, reason).into_response(),
        None => next.run(request).await,
    }
}

fn stranger(headers: &HeaderMap, method: &Method) -> Option<&'static str> {
    let text = |name| Some(headers.get(name)?.to_str().unwrap_or_default());
    let Some(host) = text(header::HOST).filter(|host| names_this_computer(host)) else {
        return Some("This address is only for programs on this computer.");
    };
    let own_origin = format!("http://{host}");
    let from_here = text(header::ORIGIN).is_none_or(|origin| origin == own_origin);
    (!method.is_safe() && !from_here).then_some("Another site may not send anything here.")
}

fn names_this_computer(host: &str) -> bool {
    url::Url::parse(&format!("http://{host}/")).is_ok_and(|url| http_client::is_loopback(&url))
}

#[cfg(test)]
mod tests {
    use super::names_this_computer;

    #[test]
    fn only_loopback_names_pass() {
        for host in ["127.0.0.1:4010", "localhost", "LOCALHOST:80", "[::1]:4010"] {
            assert!(names_this_computer(host), "{host}");
        }
        for host in [
            "practice.example:4010",
            "127.0.0.1.practice.example",
            "localhost.practice.example",
            "user@practice.example",
            "192.0.2.1",
            "",
        ] {
            assert!(!names_this_computer(host), "{host}");
        }
    }
}
