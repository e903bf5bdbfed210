//! Answers that fail on request: the next N of a path, in a chosen way.
//!
//! `skip` lets so many requests pass first: with 1, the answer to page 2 of a list is the first that fails.
//! `endUser` fails only requests to one client's computer.
//!
//! `asleep` sends that computer to sleep: from this request on its connection is not active.
//! `status` and `refused` fail before anything is done. `delay`, `cut_body`, `wrong_json` and
//! `drop` fail after: the work is done and the caller does not get to know, which is what a
//! client that creates things has to survive.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Json,
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body::Frame;
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Clock, Network, conductor, connection_control::ConnectionControl, intuit, pages};

/// Answers larger than this are not cut short; Practice has none.
const LARGEST: usize = 64 << 20;

/// One order to fail.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Fault {
    /// A path or the beginning of one.
    path: String,
    method: Option<String>,
    /// Fails only requests to the computer of this end-user.
    end_user: Option<String>,
    /// Requests that pass before the first one fails.
    #[serde(default)]
    skip: u32,
    #[serde(default = "once")]
    count: u32,
    kind: Kind,
    #[serde(default = "unavailable")]
    status: u16,
    #[serde(default = "a_second")]
    delay_ms: u64,
    body: Option<Value>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Status,
    Delay,
    CutBody,
    WrongJson,
    Drop,
    Refused,
    Asleep,
}

fn once() -> u32 {
    1
}

fn unavailable() -> u16 {
    503
}

fn a_second() -> u64 {
    1_000
}

/// The one layer that fails: the orders not yet used up, and the network that may be down.
pub(crate) struct Faults {
    orders: Mutex<Vec<Fault>>,
    network: Network,
    clock: Clock,
    conductor: Arc<conductor::Service>,
}

impl Faults {
    pub(crate) fn new(network: Network, clock: Clock, conductor: Arc<conductor::Service>) -> Self {
        Self {
            orders: Mutex::default(),
            network,
            clock,
            conductor,
        }
    }

    pub(crate) fn add(&self, fault: Fault) {
        self.locked(|faults| faults.push(fault));
    }

    pub(crate) fn clear(&self) {
        self.locked(Vec::clear);
    }

    /// How many requests will still fail.
    pub(crate) fn left(&self) -> u32 {
        self.locked(|faults| faults.iter().map(|fault| fault.count).sum())
    }

    /// The oldest order that fits and lets nothing pass any more, one use of it spent.
    fn take(&self, method: &str, path: &str, end_user: Option<&str>) -> Option<Fault> {
        self.locked(|faults| {
            faults.retain(|fault| fault.count > 0);
            for fault in faults.iter_mut() {
                if !fault.fits(method, path, end_user) {
                    continue;
                }
                if fault.skip == 0 {
                    fault.count -= 1;
                    return Some(fault.clone());
                }
                fault.skip -= 1;
            }
            None
        })
    }

    fn locked<R>(&self, f: impl FnOnce(&mut Vec<Fault>) -> R) -> R {
        f(&mut self.orders.lock())
    }
}

impl Fault {
    fn fits(&self, method: &str, path: &str, end_user: Option<&str>) -> bool {
        path.starts_with(&self.path)
            && self
                .end_user
                .as_deref()
                .is_none_or(|it| end_user == Some(it))
            && self
                .method
                .as_ref()
                .is_none_or(|asked| asked.eq_ignore_ascii_case(method))
    }
}

/// Fails what was ordered to fail.
pub(crate) async fn apply(
    State(faults): State<Arc<Faults>>,
    ConnectInfo(connection): ConnectInfo<ConnectionControl>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    if pages::is_ours(&path) {
        return next.run(request).await;
    }
    if !faults.network.is_up() {
        connection.reset();
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let end_user = conductor::asked_end_user(request.headers());
    let method = request.method().as_str();
    let Some(fault) = faults.take(method, &path, end_user.as_deref()) else {
        return next.run(request).await;
    };
    let mut response = match fault.kind {
        Kind::Status => status(&faults, &fault, &path),
        Kind::Refused => {
            connection.reset();
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Kind::Drop => {
            let response = next.run(request).await;
            connection.close();
            response
        }
        Kind::Delay => {
            let response = next.run(request).await;
            tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
            response
        }
        Kind::Asleep => {
            let computer = end_user.as_deref().unwrap_or_default();
            faults.conductor.send_to_sleep(computer);
            next.run(request).await
        }
        Kind::CutBody => cut(next.run(request).await).await,
        Kind::WrongJson => wrong_json(&fault, next.run(request).await.status()),
    };
    for (name, value) in &fault.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn status(faults: &Faults, fault: &Fault, path: &str) -> Response {
    let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let mut response = match &fault.body {
        Some(Value::String(text)) => (status, text.clone()).into_response(),
        Some(body) => (status, Json(body)).into_response(),
        None => documented(faults, status, path),
    };
    if !is_conductor(path) && !path.starts_with("/relay") {
        intuit::add_transaction_id(response.headers_mut());
    }
    response
}

fn is_conductor(path: &str) -> bool {
    path.starts_with("/v1/") && !path.starts_with("/v1/openid_connect")
}

/// The envelope of the service behind `path`.
fn documented(faults: &Faults, status: StatusCode, path: &str) -> Response {
    let reason = status.canonical_reason().unwrap_or("Failed");
    if is_conductor(path) {
        conductor::documented_failure(status)
    } else if path.starts_with("/oauth2/") || path.starts_with("/v2/oauth2/") {
        let error = match status {
            StatusCode::UNAUTHORIZED => "invalid_client",
            StatusCode::BAD_REQUEST => "invalid_grant",
            _ => "temporarily_unavailable",
        };
        intuit::oauth_refusal(status, error, None)
    } else if path.starts_with("/v3/") {
        let (message, code) = match status {
            StatusCode::TOO_MANY_REQUESTS => (
                "message=ThrottleExceeded; errorCode=003001; statusCode=429",
                "3001",
            ),
            _ => ("message=SystemFailure", "10000"),
        };
        let body = intuit::rest_fault(message, None, code, "SystemFault", faults.clock.now());
        (status, Json(body)).into_response()
    } else if path.starts_with("/relay") {
        let body = json!({ "error": "temporarily_unavailable", "source": "relay" });
        (status, Json(body)).into_response()
    } else {
        let code = match status {
            StatusCode::TOO_MANY_REQUESTS => "ThrottleExceeded",
            StatusCode::UNAUTHORIZED => "AuthenticationFailed",
            StatusCode::FORBIDDEN => "AuthorizationFailed",
            _ => reason,
        };
        intuit::gateway_refusal(status, code, None)
    }
}

/// Right status and headers, an undocumented body.
fn wrong_json(fault: &Fault, status: StatusCode) -> Response {
    let body = fault
        .body
        .clone()
        .unwrap_or_else(|| json!({ "practice": ["not what is documented"] }));
    (status, Json(body)).into_response()
}

/// Promises the whole body, sends half of it and hangs up.
async fn cut(answered: Response) -> Response {
    let (mut parts, body) = answered.into_parts();
    let whole = to_bytes(body, LARGEST).await.unwrap_or_default();
    // An empty body cannot be cut, so at least one byte is promised.
    let promised = whole.len().max(1);
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(promised));
    let half = Half {
        bytes: Some(whole.slice(..whole.len() / 2)),
        flushed: false,
    };
    Response::from_parts(parts, Body::new(half))
}

/// A body that ends in an error.
struct Half {
    bytes: Option<Bytes>,
    flushed: bool,
}

impl HttpBody for Half {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        if let Some(bytes) = self.bytes.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if self.flushed {
            let cut = std::io::ErrorKind::ConnectionAborted.into();
            return Poll::Ready(Some(Err(cut)));
        }
        // hyper writes out what it has whenever a body makes it wait.
        self.flushed = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
