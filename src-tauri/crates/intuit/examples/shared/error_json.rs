use intuit::Error;
use serde_json::{Value, json};

/// The error as JSON, for a person or a program that reads standard error: always with `kind` and `message`.
pub(crate) fn error_json(error: &Error) -> Value {
    let message = error.to_string();
    match error {
        Error::OAuth(error) => json!({
            "kind": "oauth", "message": message, "status": error.status,
            "error": error.error.as_str(), "error_description": error.description,
            "intuit_tid": error.intuit_tid,
        }),
        Error::GraphQl(errors) => json!({
            "kind": "graphql", "message": message, "status": errors.status,
            "code": errors.errors.iter().find_map(|error| error.code.as_deref()), "errors": errors.errors,
            "intuit_tid": errors.intuit_tid,
        }),
        Error::Gateway {
            status,
            code,
            detail,
            intuit_tid,
        } => json!({
            "kind": "gateway", "message": message, "status": status,
            "code": code, "detail": detail, "intuit_tid": intuit_tid,
        }),
        Error::UnexpectedStatus {
            status,
            intuit_tid,
            excerpt,
        } => json!({
            "kind": "unexpected_status", "message": message, "status": status,
            "excerpt": excerpt, "intuit_tid": intuit_tid,
        }),
        Error::Decode {
            status,
            intuit_tid,
            reason,
            ..
        } => json!({
            "kind": "decode", "message": message, "status": status,
            "reason": reason, "intuit_tid": intuit_tid,
        }),
        Error::Transport(error) => json!({
            "kind": "transport", "message": message,
            "transport": error.kind().as_str(), "reason": error.cause(),
        }),
        Error::IdToken(_) => json!({ "kind": "id_token", "message": message }),
        Error::Config { .. } => json!({ "kind": "config", "message": message }),
        _ => json!({ "kind": "other", "message": message }),
    }
}
