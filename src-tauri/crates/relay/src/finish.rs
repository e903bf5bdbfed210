//! The last layer around every answer: the limit for each address, our form for the refusals of other layers, headers,
//! and the log line.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::answer::Refusal;
use crate::limits::AddressLimit;
use crate::log::{Asked, Note};

/// The last step of every answer. One layer, because each layer costs time in every request.
pub(crate) async fn finish(
    State(limit): State<Option<Arc<AddressLimit>>>,
    request: Request,
    next: Next,
) -> Response {
    let asked = Asked::now(&request);
    let limit = limit.filter(|_| !asked.is_about_health());
    let refusal = limit.and_then(|limit| limit.refusal(&request));
    let mut response = match refusal {
        Some(refusal) => refusal,
        None => explain(next.run(request).await),
    };
    guard(response.headers_mut());
    asked.log(&mut response);
    response
}

/// Gives refusals by the layers in front of the handlers our own form.
fn explain(response: Response) -> Response {
    if response.extensions().get::<Note>().is_some() {
        return response;
    }
    match response.status() {
        StatusCode::REQUEST_TIMEOUT => Refusal::too_slow().into_response(),
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::too_large().into_response(),
        _ => response,
    }
}

/// No answer may be cached by a browser or a proxy.
fn guard(headers: &mut HeaderMap) {
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("no-cache, no-store"),
    );
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
