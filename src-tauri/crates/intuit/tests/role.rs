//! The user-role query, in every shape its answer may have.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use intuit::{Error, RoleStatus, RoleType, UserRole};
use serde_json::{Value, json};
use support::{ACCESS, REALM, TID, access, intuit, realm};
use wiremock::matchers::{body_json, header, method, path};
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
async fn the_question_is_graphql_over_http_with_variables() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/graphql"))
        .and(header("authorization", format!("Bearer {ACCESS}")))
        .and(header("content-type", "application/json"))
        .and(header("accept", "application/json"))
        .and(body_json(json!({
            "query": "query UserRole($realmId: String!) { user { role(realmId: $realmId) \
                      { type status hasPayroll } } }",
            "variables": { "realmId": REALM },
        })))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({ "data": { "user":
            { "role": { "type": "ADMIN", "status": "ACTIVE", "hasPayroll": true } } } })),
        )
        .expect(1)
        .mount(&server)
        .await;
    let answer = intuit(&server.uri(), 0)
        .query_user_role(&access(), &realm())
        .await
        .unwrap();
    let role = answer.role.unwrap();
    assert_eq!(role.role_type, Some(RoleType::Admin));
    assert_eq!(role.status, Some(RoleStatus::Active));
    assert_eq!(role.has_payroll, Some(true));
    assert_eq!(
        serde_json::to_string(&role).unwrap(),
        r#"{"type":"ADMIN","status":"ACTIVE","hasPayroll":true}"#
    );
}

#[tokio::test]
async fn absent_null_and_unknown_values_are_kept_apart() {
    let role = |fields: Value| json!({ "data": { "user": { "role": fields } } });

    let employee = role_of(role(json!({ "type": "EMPLOYEE", "status": "INACTIVE" })))
        .await
        .unwrap();
    assert_eq!(
        employee,
        Some(UserRole {
            role_type: Some(RoleType::Employee),
            status: Some(RoleStatus::Inactive),
            has_payroll: None,
        })
    );

    let nothing_said = UserRole {
        role_type: None,
        status: None,
        has_payroll: None,
    };
    let nulls = json!({ "type": null, "status": null, "hasPayroll": null });
    for empty in [json!({}), nulls] {
        assert_eq!(
            role_of(role(empty)).await.unwrap(),
            Some(nothing_said.clone())
        );
    }

    for data in [
        json!({ "data": { "user": { "role": null } } }),
        json!({ "data": { "user": {} } }),
        json!({ "data": { "user": null } }),
        json!({ "data": {} }),
        json!({ "data": { "user": null }, "errors": [] }),
        json!({ "data": { "user": null }, "errors": null }),
    ] {
        assert_eq!(role_of(data.clone()).await.unwrap(), None, "{data}");
    }
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

fn not_member() -> Value {
    json!({ "errors": [{
        "message": "User id not part of the realm!",
        "locations": [{ "line": 3, "column": 3 }],
        "path": [],
        "extensions": {
            "code": "VAL-1002",
            "innerMessage": "User id not part of the realm!",
            "classification": "VALIDATION_ERROR",
        },
    }] })
}

#[tokio::test]
async fn not_in_this_company_is_the_same_at_200_and_at_400() {
    for status in [200, 400] {
        let error = error_of(ResponseTemplate::new(status).set_body_json(not_member())).await;
        assert!(error.is_not_member() && !error.is_scope_missing());
        assert_eq!(error.code().as_deref(), Some("VAL-1002"));
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.intuit_tid(), Some(TID));
        let Error::GraphQl(errors) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(errors.errors.len(), 1);
        assert_eq!(errors.errors[0].message, "User id not part of the realm!");
        assert_eq!(
            errors.errors[0].classification.as_deref(),
            Some("VALIDATION_ERROR")
        );
    }
}

#[tokio::test]
async fn a_role_beside_an_error_is_no_role() {
    let mut body = not_member();
    body["data"] = json!({ "user": { "role": { "type": "ADMIN", "status": "ACTIVE" } } });
    let error = error_of(ResponseTemplate::new(200).set_body_json(body)).await;
    assert!(error.is_not_member());
}

#[tokio::test]
async fn a_missing_scope_is_told_apart() {
    let error = error_of(
        ResponseTemplate::new(200).set_body_json(json!({ "errors": [{
        "message": "Do you have sufficient scope?",
        "extensions": {
            "classification": "AUTHORIZATION",
            "innerMessage": "Access denied; Insufficient Scope",
            "code": "AHZ-0010",
        },
    }] })),
    )
    .await;
    assert!(error.is_scope_missing() && !error.is_not_member());
    let Error::GraphQl(errors) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        errors.errors[0].inner_message.as_deref(),
        Some("Access denied; Insufficient Scope")
    );
}

#[tokio::test]
async fn parse_and_validation_errors_keep_their_codes() {
    let error = error_of(
        ResponseTemplate::new(400).set_body_json(json!({ "errors": [{
        "message": "Invalid Syntax",
        "locations": [{ "line": 1, "column": 2 }],
        "extensions": {
            "code": "VAL-0100",
            "innerCode": "GRAPHQL_PARSE_FAILED",
            "innerMessage": "offending token '<EOF>'",
            "classification": "VALIDATION_ERROR",
        },
    }] })),
    )
    .await;
    let Error::GraphQl(errors) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(errors.status, 400);
    assert_eq!(errors.errors[0].code.as_deref(), Some("VAL-0100"));
    assert_eq!(
        errors.errors[0].inner_code.as_deref(),
        Some("GRAPHQL_PARSE_FAILED")
    );

    let error = error_of(
        ResponseTemplate::new(200).set_body_json(json!({ "errors": [{
        "message": "VAL-0001 the field is not valid",
        "path": ["user", "role", 0],
        "extensions": { "classification": "DataFetchingException" },
    }] })),
    )
    .await;
    assert_eq!(error.code().as_deref(), Some("VAL-0001"));
    let Error::GraphQl(errors) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(errors.errors[0].path, ["user", "role", "0"]);
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
async fn the_gateways_flat_refusals_are_read() {
    for (status, code) in [
        (401, "AuthenticationFailed"),
        (403, "AuthorizationFailed"),
        (429, "ThrottleExceeded"),
    ] {
        let error = error_of(ResponseTemplate::new(status).set_body_json(json!({
            "code": code,
            "type": "INPUT",
            "message": null,
            "detail": "Malformed bearer token: too short or too long",
            "moreInfo": null,
        })))
        .await;
        let Error::Gateway {
            status: seen,
            detail,
            ..
        } = &error
        else {
            panic!("{error:?}")
        };
        assert_eq!(*seen, status);
        assert_eq!(error.code().as_deref(), Some(code));
        assert_eq!(
            detail.as_deref(),
            Some("Malformed bearer token: too short or too long")
        );
        assert_eq!(error.intuit_tid(), Some(TID));
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
