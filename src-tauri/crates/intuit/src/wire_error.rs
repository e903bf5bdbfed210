//! Reading refusals in every form Intuit sends them.

use serde_json::{Map, Value};

use crate::http::Answer;
use crate::redact::Redactor;
use crate::{Error, GraphQlError, GraphQlErrors, OAuthError, OAuthErrorCode};

/// How much of an unreadable body is looked at for an excerpt, in bytes.
const EXCERPT_WINDOW: usize = 4096;

/// Errors of one answer that are kept. A body has room for 300,000 of them.
const MOST_ERRORS: usize = 8;
/// Steps of one error's path that are kept.
const MOST_STEPS: usize = 8;

/// The refusal that a non-success answer of a reading service stands for.
pub(crate) fn refusal(answer: &Answer, redactor: &Redactor<'_>) -> Error {
    let Some(body) = object(answer) else {
        return unreadable(answer, redactor);
    };
    graphql(answer, &body, redactor)
        .or_else(|| gateway(answer, &body, redactor))
        .unwrap_or_else(|| unreadable(answer, redactor))
}

/// The refusal that a non-success answer of the token or revocation endpoint stands for.
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

fn unreadable(answer: &Answer, redactor: &Redactor<'_>) -> Error {
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
    serde_json::from_slice(&answer.body).ok()
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
mod tests {
    use super::*;

    #[test]
    fn of_endless_errors_and_paths_the_first_are_kept() {
        let path = vec!["step"; 1_000];
        let errors = vec![serde_json::json!({ "message": "VAL-1002 no", "path": path }); 1_000];
        let body = serde_json::json!({ "errors": errors }).to_string();
        let error = refusal(&Answer::new(200, body.as_bytes()), &Redactor::default());
        let Error::GraphQl(kept) = error else {
            panic!("{error:?}")
        };
        assert_eq!(kept.errors.len(), MOST_ERRORS);
        assert_eq!(kept.errors[0].path.len(), MOST_STEPS);
        assert_eq!(kept.errors[0].message, "VAL-1002 no");
    }
}
