//! Extractors that answer with the envelope where axum would answer in plain text.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

use super::problem::Problem;
use super::service::Service;

const END_USER_HEADER: &str = "Conductor-End-User-Id";
const TIMEOUT_HEADER: &str = "Conductor-Timeout-Seconds";

/// Someone who showed this project's secret key. Named first in every handler, so that nothing
/// about a request is checked before its key.
pub(super) struct Caller;

impl FromRequestParts<Arc<Service>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        service: &Arc<Service>,
    ) -> Result<Self, Problem> {
        let Some(given) = parts.headers.get(header::AUTHORIZATION) else {
            return Err(Problem::bad_key(None));
        };
        let given = String::from_utf8_lossy(given.as_bytes());
        let key = match given.split_once(' ') {
            Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => key.trim(),
            _ => return Err(Problem::bad_key(None)),
        };
        if key == service.endpoints().conductor.secret_key {
            Ok(Self)
        } else {
            Err(Problem::bad_key(Some(key)))
        }
    }
}

/// The parts of the path, percent-decoded.
pub(super) struct InPath<T>(pub(super) T);

impl<T> FromRequestParts<Arc<Service>> for InPath<T>
where
    T: serde::de::DeserializeOwned + Send,
{
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        service: &Arc<Service>,
    ) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, service).await {
            Ok(Path(part)) => Ok(Self(part)),
            Err(_) => Err(Problem::unknown_path(&parts.method, parts.uri.path())),
        }
    }
}

/// A JSON object, compact or pretty. The content type is not checked: the official clients always
/// send `application/json`, and what a missing one does is not documented.
pub(super) struct JsonObject(pub(super) Map<String, Value>);

impl FromRequest<Arc<Service>> for JsonObject {
    type Rejection = Problem;

    async fn from_request(request: Request, service: &Arc<Service>) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, service)
            .await
            .map_err(|e| Problem::invalid(format!("The request body could not be read: {e}")))?;
        let body = serde_json::from_slice::<Value>(&bytes)
            .map_err(|e| Problem::invalid(format!("The request body is not valid JSON: {e}")))?;
        match body {
            Value::Object(object) => Ok(Self(object)),
            other => Err(Problem::invalid(format!(
                "Invalid input: expected object, received {}",
                super::fields::kind_of(Some(&other))
            ))),
        }
    }
}

/// The id in the header that every `/quickbooks-desktop` call needs.
pub(super) fn end_user_header(headers: &HeaderMap) -> Result<String, Problem> {
    match headers.get(END_USER_HEADER).map(|value| value.to_str()) {
        Some(Ok(id)) if !id.trim().is_empty() => Ok(id.trim().to_owned()),
        _ => Err(Problem::invalid(format!(
            "Missing required header: \"{END_USER_HEADER}\""
        ))),
    }
}

/// How long the caller lets QuickBooks take: its own header, else `default`. The header's range is
/// not documented; any positive number is taken.
pub(super) fn time_limit(headers: &HeaderMap, default: Duration) -> Result<Duration, Problem> {
    let Some(given) = headers.get(TIMEOUT_HEADER) else {
        return Ok(default);
    };
    given
        .to_str()
        .ok()
        .and_then(|text| text.trim().parse::<f64>().ok())
        .filter(|seconds| *seconds > 0.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| {
            Problem::invalid(format!(
                "Invalid input: expected a positive number at header \"{TIMEOUT_HEADER}\""
            ))
        })
}
