use conductor::Error;
use serde_json::{Value, json};

/// JSON for a person or a script: the service's own envelope for a refusal of its own, and the same shape with a `type`
/// that begins with `CLIENT_` for everything that the client found itself.
pub(crate) fn error_json(error: &Error) -> Value {
    let message = error.to_string();
    match error {
        Error::Api(error) => json!(error),
        Error::UnexpectedStatus {
            status,
            request_id,
            excerpt,
        } => json!({"error": {
            "type": "CLIENT_UNEXPECTED_STATUS", "message": message,
            "httpStatusCode": status, "requestId": request_id, "excerpt": excerpt,
        }}),
        Error::Decode {
            status, request_id, ..
        } => json!({"error": {
            "type": "CLIENT_DECODE", "message": message,
            "httpStatusCode": status, "requestId": request_id,
        }}),
        Error::Transport(error) => json!({"error": {
            "type": "CLIENT_TRANSPORT", "message": message, "kind": error.kind().as_str(),
        }}),
        Error::InvalidRequest(_) | Error::Filter(_) => json!({"error": {
            "type": "CLIENT_INVALID_REQUEST", "message": message,
        }}),
        Error::Config { .. } => json!({"error": {"type": "CLIENT_CONFIG", "message": message}}),
        _ => json!({"error": {"type": "CLIENT_OTHER", "message": message}}),
    }
}
