//! One exchange: send, and read the answer to a limit.

use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response};
use serde::de::DeserializeOwned;

use crate::error::{HttpError, TransportError};

/// Sends a request and waits for the head of the answer.
///
/// # Errors
/// [`HttpError::Transport`].
pub async fn send(request: RequestBuilder) -> Result<Response, HttpError> {
    Ok(request.send().await.map_err(TransportError::from)?)
}

/// Reads a body of `most` bytes at most. Of a longer one no more than that is kept, and the rest is not read.
///
/// # Errors
/// [`HttpError::Transport`], [`HttpError::TooLong`].
pub async fn body(response: &mut Response, most: usize) -> Result<Vec<u8>, HttpError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(TransportError::from)? {
        if bytes.len() + chunk.len() > most {
            return Err(HttpError::TooLong { most });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Reads a body as JSON.
///
/// # Errors
/// [`HttpError::Unreadable`].
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, HttpError> {
    serde_json::from_slice(body).map_err(|error| HttpError::Unreadable {
        line: error.line(),
        column: error.column(),
    })
}

/// Sends a request and reads a 2xx answer as JSON of `most` bytes at most.
///
/// # Errors
/// Each of [`HttpError`] but the first two.
pub async fn ask_json<T: DeserializeOwned>(
    request: RequestBuilder,
    most: usize,
) -> Result<T, HttpError> {
    let mut response = send(request).await?;
    if !response.status().is_success() {
        return Err(HttpError::Status(response.status().as_u16()));
    }
    json(&body(&mut response, most).await?)
}

/// The text of a header, no more than `longest` characters of it; `None` for one that is absent, empty or not text.
#[must_use]
pub fn header_text(headers: &HeaderMap, name: &str, longest: usize) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    (!text.is_empty()).then(|| text.chars().take(longest).collect())
}
