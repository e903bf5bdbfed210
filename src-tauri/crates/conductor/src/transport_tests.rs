use super::{Answer, decode, excerpt, refusal};
use crate::error::Error;
use crate::ids::SecretKey;
use crate::model::{AuthSession, EndUser, EndUserDeleted, HealthCheck};

fn reason<T: serde::de::DeserializeOwned + std::fmt::Debug>(body: &str) -> String {
    let answer = Answer {
        status: 200,
        request_id: Some("req_1".to_owned()),
        content_type: Some("text/html".to_owned()),
        body: body.into(),
    };
    match decode::<T>("the call", &answer) {
        Err(Error::Decode {
            status: 200,
            request_id: Some(id),
            reason,
            source: Some(_),
        }) if id == "req_1" => reason,
        other => panic!("expected a decode error, got {other:?}"),
    }
}

#[test]
fn reasons_say_what_is_wrong_and_where() {
    assert_eq!(reason::<HealthCheck>(""), "the call: the body is empty");
    assert_eq!(
        reason::<HealthCheck>("<html>"),
        "the call: the body is not JSON at line 1 column 1 (sent as text/html)"
    );
    assert_eq!(
        reason::<HealthCheck>(r#"{"duration":1"#),
        "the call: the body stops in the middle at line 1 column 13 (sent as text/html)"
    );
    assert_eq!(
        reason::<EndUser>(r#"{"id":"end_usr_1"}"#),
        "the call: missing field `objectType` at line 1 column 18 (sent as text/html)"
    );
    assert_eq!(
        reason::<EndUserDeleted>(r#"{"id":"x","objectType":"end_user","deleted":"yes"}"#),
        "the call: a value is of the wrong type, expected a boolean at line 1 column 49 \
         (sent as text/html)"
    );
}

#[test]
fn reasons_never_quote_a_value() {
    let bodies = [
        r#""auth_sess_client_secret_x""#,
        r#"["auth_sess_client_secret_x"]"#,
        r#"{"id":1,"clientSecret":"auth_sess_client_secret_x"}"#,
        r#"{"auth_sess_client_secret_x":1}"#,
        r#"{"id":"a","clientSecret":"auth_sess_client_secret_x"#,
    ];
    for body in bodies {
        let reason = reason::<AuthSession>(body);
        assert!(!reason.contains("client_secret_x"), "{body} => {reason}");
    }
}

#[test]
fn an_excerpt_is_short_and_on_one_line() {
    assert_eq!(excerpt(""), "");
    assert_eq!(
        excerpt(" <html>\r\n\t<h1>Bad\u{0} gateway</h1>"),
        "<html> <h1>Bad gateway</h1>"
    );
    let long = excerpt(&"é".repeat(1_000));
    assert_eq!(long, format!("{}…", "é".repeat(200)));
}

#[test]
fn a_status_without_the_envelope_keeps_the_headers_request_id() {
    let error = refusal(502, Some("req_9".to_owned()), b"<p>no", &key());
    assert_eq!(
        error,
        Error::UnexpectedStatus {
            status: 502,
            request_id: Some("req_9".to_owned()),
            excerpt: "<p>no".to_owned(),
        }
    );
}

fn key() -> SecretKey {
    SecretKey::new("sk_conductor_test_not_a_real_key")
}

#[test]
fn a_key_that_was_escaped_in_json_is_taken_out_all_the_same() {
    let body = br#"{"error":{"code":"A","type":"\u0073k_conductor_test_not_a_real_key",
        "message":"no: \u0073k_conductor_test_not_a_real\u005fkey","requestId":"sk_conductor_test_not_a_real\u005fkey"}}"#;
    let error = refusal(400, None, body, &key());
    assert_eq!(
        error.api().map(|it| it.message.as_str()),
        Some("no: [redacted]")
    );
    let all = format!("{error} {error:?} {}", serde_json::json!(error.api()));
    assert!(!all.contains("not_a_real"), "{all}");
}

#[test]
fn a_service_cannot_make_an_error_long() {
    let long = "\u{1F4A5}".repeat(200_000);
    let body = format!(
        r#"{{"error":{{"code":"{long}","type":"{long}","message":"{long}","userFacingMessage":"{long}","integrationCode":"{long}","requestId":"{long}"}}}}"#
    );
    let error = refusal(400, None, body.as_bytes(), &key());
    let api = error.api().expect("the envelope");
    assert_eq!(api.message.chars().count(), 2001);
    assert_eq!(api.code.chars().count(), 201);
    assert!(serde_json::json!(error.api()).to_string().len() < 25_000);
}
