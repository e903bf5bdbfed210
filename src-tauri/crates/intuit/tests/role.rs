//! The user-role query in undocumented shapes. The documented ones are in `fixtures.rs`.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use intuit::{Error, RoleStatus, RoleType, UserRole};
use serde_json::{Value, json};
use support::{TID, access, intuit, realm};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/graphql"))
        .respond_with(answer.insert_header("intuit_tid", TID))
        .mount(&server)
        .await;
    server
}

async fn role_of(data: Value) -> Result<Option<UserRole>, Error> {
    let server = answering(ResponseTemplate::new(200).set_body_json(data)).await;
    let answer = intuit(&server.uri(), 0)
        .query_user_role(&access(), &realm())
        .await?;
    assert_eq!(answer.intuit_tid.as_deref(), Some(TID));
    Ok(answer.role)
}

async fn error_of(answer: ResponseTemplate) -> Error {
    let server = answering(answer).await;
    intuit(&server.uri(), 0)
        .query_user_role(&access(), &realm())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn only_the_exact_word_is_admin() {
    for odd in [
        json!("admin"),
        json!("Admin"),
        json!(" ADMIN"),
        json!("ADMIN "),
        json!("COMPANY_ADMIN"),
        json!("CONTRACTOR"),
        json!(""),
        json!(1),
        json!(true),
        json!(["ADMIN"]),
    ] {
        let role = role_of(json!({ "data": { "user": { "role":
            { "type": odd, "status": odd, "hasPayroll": odd } } } }))
        .await
        .unwrap()
        .unwrap();
        assert!(matches!(role.role_type, Some(RoleType::Other(_))), "{odd}");
        assert!(matches!(role.status, Some(RoleStatus::Other(_))), "{odd}");
        assert_eq!(role.has_payroll, odd.as_bool(), "{odd}");
    }
}

#[tokio::test]
async fn a_success_in_another_shape_is_a_decode_error() {
    for body in [
        json!({}),
        json!({ "data": null }),
        json!({ "data": "x" }),
        json!({ "data": { "user": [] } }),
        json!({ "data": { "user": { "role": "ADMIN" } } }),
        json!([]),
        json!({ "code": "AuthenticationFailed", "detail": "at 200" }),
    ] {
        let error = role_of(body.clone()).await.unwrap_err();
        assert!(
            matches!(error, Error::Decode { status: 200, .. }),
            "{body}: {error:?}"
        );
        assert_eq!(error.intuit_tid(), Some(TID));
    }
    for body in [
        "",
        "<html><body>Sign in</body></html>",
        r#"{"data":{"user":"#,
    ] {
        let error = error_of(ResponseTemplate::new(200).set_body_string(body)).await;
        assert!(
            matches!(error, Error::Decode { status: 200, .. }),
            "{body}: {error:?}"
        );
    }
}

#[tokio::test]
async fn errors_in_odd_shapes_are_still_errors() {
    for entry in [
        json!({}),
        json!("text"),
        json!(null),
        json!({ "message": 5, "path": "x" }),
    ] {
        let body = json!({ "errors": [entry] });
        let error = error_of(ResponseTemplate::new(200).set_body_json(&body)).await;
        assert!(matches!(error, Error::GraphQl(_)), "{body}: {error:?}");
        assert!(!error.is_not_member() && !error.is_scope_missing());
    }
}

#[tokio::test]
async fn refusals_in_no_documented_form_keep_a_clean_excerpt() {
    for (status, body) in [
        (502, "<html><h1>Bad Gateway</h1></html>"),
        (302, ""),
        (401, ""),
        (500, "null"),
        (400, "{}"),
        (403, r#"{"errors":[]}"#),
    ] {
        let error = error_of(ResponseTemplate::new(status).set_body_string(body)).await;
        let Error::UnexpectedStatus {
            status: seen,
            excerpt,
            intuit_tid,
        } = error
        else {
            panic!("{error:?}")
        };
        assert_eq!((seen, excerpt.as_str()), (status, body));
        assert_eq!(intuit_tid.as_deref(), Some(TID));
    }
}
