//! Reading refusals in every form Intuit sends them.

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::redact::Redactor;
use crate::throttle::is_throttle_code;
use crate::{Error, GraphQlError, GraphQlErrors, OAuthError, OAuthErrorCode, xml_fault};

/// How much of an unreadable body is read for an excerpt, in bytes.
const EXCERPT_WINDOW: usize = 4096;

/// Errors of one answer that are kept. A body has room for 300,000 of them.
const MOST_ERRORS: usize = 8;
/// Steps of one error's path that are kept.
const MOST_STEPS: usize = 8;

impl Answer {
    /// The answer itself for a 2xx, the refusal as an error otherwise and for a fault under a 2xx.
    pub(crate) fn require_success(self, redactor: &Redactor<'_>) -> Result<Self, Error> {
        if self.is_success() && !is_fault(&self) {
            Ok(self)
        } else {
            Err(refusal(&self, redactor))
        }
    }
}

/// The refusal that a non-success answer of a reading service means.
pub(crate) fn refusal(answer: &Answer, redactor: &Redactor<'_>) -> Error {
    let said = match object(answer) {
        Some(body) => graphql(answer, &body, redactor).or_else(|| gateway(answer, &body, redactor)),
        None => xml_fault::read(&answer.body).and_then(|fault| {
            let code = fault.code.map(|code| redactor.clean(&code));
            let detail = fault.detail.or(fault.message).or(fault.kind);
            let detail = detail.map(|text| redactor.clean(&text));
            refused_by_gateway(answer, code, detail)
        }),
    };
    said.unwrap_or_else(|| unexpected_status(answer, redactor))
}

/// Whether an answer says that too much was asked, at whatever status and in whatever form.
pub(crate) fn is_throttle(answer: &Answer) -> bool {
    let has_errors = || object(answer).is_some_and(|body| body.contains_key("errors"));
    let is_refusal = !answer.is_success() || is_fault(answer) || has_errors();
    is_refusal && refusal(answer, &Redactor::default()).is_throttle()
}

/// Whether a body is a fault envelope, or a gateway's throttle, which is a refusal also under a success status.
pub(crate) fn is_fault(answer: &Answer) -> bool {
    match object(answer) {
        Some(body) => {
            let code = body.get("code").and_then(Value::as_str);
            either(&body, "fault").is_some_and(Value::is_object)
                || code.is_some_and(is_throttle_code)
        }
        None => xml_fault::read(&answer.body).is_some(),
    }
}

/// The refusal that a non-success answer of the token or revocation endpoint means.
///
/// Source: RFC 6749 §5.2; Intuit sends `error` alone or with `error_description`.
pub(crate) fn oauth_refusal(answer: &Answer, redactor: &Redactor<'_>) -> Error {
    let body = object(answer).unwrap_or_default();
    let Some(Value::String(code)) = body.get("error") else {
        return refusal(answer, redactor);
    };
    Error::OAuth(OAuthError {
        status: answer.status,
        error: OAuthErrorCode::from_wire(&redactor.clean(code)),
        description: text(&body, "error_description", redactor),
        intuit_tid: answer.intuit_tid.clone(),
    })
}

/// `errors` of a GraphQL answer, at any status; `None` when there are none.
pub(crate) fn graphql(
    answer: &Answer,
    body: &Map<String, Value>,
    redactor: &Redactor<'_>,
) -> Option<Error> {
    let Some(Value::Array(entries)) = body.get("errors") else {
        return None;
    };
    if entries.is_empty() {
        return None;
    }
    Some(Error::GraphQl(GraphQlErrors {
        status: answer.status,
        errors: entries
            .iter()
            .take(MOST_ERRORS)
            .map(|entry| graphql_error(entry, redactor))
            .collect(),
        intuit_tid: answer.intuit_tid.clone(),
    }))
}

fn graphql_error(entry: &Value, redactor: &Redactor<'_>) -> GraphQlError {
    let nothing = Map::new();
    let entry = entry.as_object().unwrap_or(&nothing);
    let extensions = entry
        .get("extensions")
        .and_then(Value::as_object)
        .unwrap_or(&nothing);
    let message = text(entry, "message", redactor).unwrap_or_default();
    let path = match entry.get("path") {
        Some(Value::Array(steps)) => steps
            .iter()
            .take(MOST_STEPS)
            .map(|step| match step {
                Value::String(name) => redactor.clean(name),
                other => redactor.clean(&other.to_string()),
            })
            .collect(),
        _ => Vec::new(),
    };
    GraphQlError {
        code: text(extensions, "code", redactor).or_else(|| leading_code(&message)),
        inner_code: text(extensions, "innerCode", redactor),
        inner_message: text(extensions, "innerMessage", redactor),
        classification: text(extensions, "classification", redactor),
        message,
        path,
    }
}

/// Field-level validation puts its code at the beginning of the message: `VAL-0001 …`.
fn leading_code(message: &str) -> Option<String> {
    let word = message.split([' ', ':']).next()?;
    let (letters, digits) = word.split_once('-')?;
    (letters.len() == 3
        && letters.bytes().all(|b| b.is_ascii_uppercase())
        && digits.len() == 4
        && digits.bytes().all(|b| b.is_ascii_digit()))
    .then(|| word.to_owned())
}

/// The gateway's flat object, or the REST `fault` envelope in either case of letters.
///
/// Sources: error-handling page of `intuit-api-docs` for the flat form
/// (`{"code","type","message","detail","moreInfo"}`); recorded REST answers for the lower-case
/// `fault` of 401 and 403; the official SDKs for the upper-case `Fault` of 400 and 500.
fn gateway(answer: &Answer, body: &Map<String, Value>, redactor: &Redactor<'_>) -> Option<Error> {
    let (code, detail) = match either(body, "fault").and_then(Value::as_object) {
        Some(fault) => {
            let first = either(fault, "error")
                .and_then(Value::as_array)
                .and_then(|errors| errors.first())
                .and_then(Value::as_object);
            let kind = text(fault, "type", redactor);
            match first {
                Some(first) => (
                    text_either(first, "code", redactor),
                    text_either(first, "detail", redactor)
                        .or_else(|| text_either(first, "message", redactor))
                        .or(kind),
                ),
                None => (None, kind),
            }
        }
        None => (
            text(body, "code", redactor).or_else(|| text(body, "error", redactor)),
            text(body, "detail", redactor)
                .or_else(|| text(body, "message", redactor))
                .or_else(|| text(body, "error_description", redactor)),
        ),
    };
    refused_by_gateway(answer, code, detail)
}

fn refused_by_gateway(
    answer: &Answer,
    code: Option<String>,
    detail: Option<String>,
) -> Option<Error> {
    if code.is_none() && detail.is_none() {
        return None;
    }
    Some(Error::Gateway {
        status: answer.status,
        code: code.map(|code| without_leading_zeros(&code)),
        detail,
        intuit_tid: answer.intuit_tid.clone(),
    })
}

fn unexpected_status(answer: &Answer, redactor: &Redactor<'_>) -> Error {
    let window = &answer.body[..answer.body.len().min(EXCERPT_WINDOW)];
    Error::UnexpectedStatus {
        status: answer.status,
        intuit_tid: answer.intuit_tid.clone(),
        excerpt: redactor.clean(&String::from_utf8_lossy(window)),
    }
}

/// The same code comes as `3200` and as `003200`.
fn without_leading_zeros(code: &str) -> String {
    if code.bytes().all(|b| b.is_ascii_digit()) {
        code.trim_start_matches('0').to_owned()
    } else {
        code.to_owned()
    }
}

fn object(answer: &Answer) -> Option<Map<String, Value>> {
    let body = answer.body.as_slice();
    serde_json::from_slice(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)).ok()
}

/// A key in lower case or with a capital: Intuit sends both.
fn either<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    object
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(key))
        .map(|(_, value)| value)
}

fn text_either(object: &Map<String, Value>, key: &str, redactor: &Redactor<'_>) -> Option<String> {
    either(object, key).and_then(|value| as_text(value, redactor))
}

fn text(object: &Map<String, Value>, key: &str, redactor: &Redactor<'_>) -> Option<String> {
    object.get(key).and_then(|value| as_text(value, redactor))
}

fn as_text(value: &Value, redactor: &Redactor<'_>) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(redactor.clean(text)),
        Value::Number(number) => Some(redactor.clean(&number.to_string())),
        _ => None,
    }
}

#[cfg(test)]
#[path = "wire_error_tests.rs"]
mod tests;
