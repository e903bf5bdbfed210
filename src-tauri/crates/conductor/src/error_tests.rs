use super::{ApiError, ErrorType};

fn read(body: &str) -> Option<ApiError> {
    ApiError::from_body(502, Some("req_header"), body)
}

fn api_error(error_type: ErrorType, message: &str, user_facing: &str) -> ApiError {
    ApiError {
        status: 400,
        error_type,
        code: "A_CODE".to_owned(),
        message: message.to_owned(),
        user_facing_message: user_facing.to_owned(),
        integration_code: None,
        request_id: None,
    }
}

#[test]
fn an_absent_integration_code_stays_absent() {
    let error = read(r#"{"error":{"type":"INTERNAL_ERROR","code":"X","requestId":"req_1"}}"#);
    let written = serde_json::to_value(error.unwrap()).unwrap();
    assert_eq!(written["error"].get("integrationCode"), None);
}

#[test]
fn half_an_envelope_is_still_read() {
    let error = read(r#"{"error":{"code":"X","integrationCode":3200,"requestId":null}}"#).unwrap();
    assert_eq!(error.error_type, ErrorType::Other(String::new()));
    assert_eq!(error.integration_code.as_deref(), Some("3200"));
    assert_eq!(error.request_id.as_deref(), Some("req_header"));
    assert_eq!(error.message, "");
}

#[test]
fn other_bodies_are_not_the_envelope() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        r#"{"error":null}"#,
        r#"{"error":"invalid_grant"}"#,
        r#"{"error":{}}"#,
        r#"{"error":{"message":"only a message"}}"#,
        r#"{"error":{"code":{},"type":[]}}"#,
        r#"{"error":{"code":"X""#,
        "<html></html>",
    ] {
        assert_eq!(read(body), None, "{body}");
    }
}

#[test]
fn every_documented_type_is_known_and_others_are_kept() {
    for text in [
        "INTEGRATION_ERROR",
        "INTEGRATION_CONNECTION_ERROR",
        "INVALID_REQUEST_ERROR",
        "AUTHENTICATION_ERROR",
        "PERMISSION_ERROR",
        "INTERNAL_ERROR",
    ] {
        let known = ErrorType::from(text.to_owned());
        assert!(!matches!(known, ErrorType::Other(_)), "{text}");
        assert_eq!(known.as_str(), text);
    }
    let other = ErrorType::from("BILLING_ERROR".to_owned());
    assert_eq!(other, ErrorType::Other("BILLING_ERROR".to_owned()));
}

#[test]
fn the_reason_is_shown_for_bad_requests_and_the_user_facing_text_otherwise() {
    let generic = "An internal server error occurred. Please try again.";
    let bad_request = api_error(
        ErrorType::InvalidRequestError,
        "Too big at \"name\"",
        generic,
    );
    assert_eq!(bad_request.shown_message(), "Too big at \"name\"");
    let connection = api_error(
        ErrorType::IntegrationConnectionError,
        "QBD Connection Error (0x80040420)",
        "Please allow access.",
    );
    assert_eq!(connection.shown_message(), "Please allow access.");
    let silent = api_error(ErrorType::InternalError, "Reason", "");
    assert_eq!(silent.shown_message(), "Reason");
}
