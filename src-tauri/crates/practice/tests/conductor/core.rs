//! Keys, end-users, and what happens to requests that break the rules.

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};

use super::server::{MASKED, TestServer, assert_keys, id_of, reply, wire_time};

#[tokio::test]
async fn an_empty_project_lists_nothing() {
    let server = TestServer::new().await;
    let list = server.get("/v1/end-users").await.ok();
    assert_eq!(
        list,
        json!({ "objectType": "list", "url": "/v1/end-users", "data": [] })
    );
}

#[tokio::test]
async fn a_created_end_user_is_retrieved_and_listed_as_it_was_created() {
    let server = TestServer::new().await;
    let before = server.practice.now();
    let body = json!({ "companyName": "Acme Inc.", "sourceId": "12345678", "email": "" });
    let pretty = serde_json::to_string_pretty(&body).unwrap();
    let request = server
        .request(Method::POST, "/v1/end-users")
        .header(CONTENT_TYPE, "application/json")
        .body(pretty);
    let user = reply(request).await.ok();
    assert_keys(
        &user,
        &[
            "id",
            "objectType",
            "createdAt",
            "companyName",
            "sourceId",
            "email",
            "integrationConnections",
        ],
    );
    assert!(id_of(&user).starts_with("end_usr_"));
    assert_eq!(user["objectType"], "end_user");
    assert_eq!(user["companyName"], "Acme Inc.");
    assert_eq!(user["sourceId"], "12345678");
    assert_eq!(user["email"], "", "an empty address is a string");
    assert_eq!(user["integrationConnections"], json!([]));
    let created = wire_time(&user["createdAt"]).as_millisecond();
    assert!(created >= before.as_millisecond());
    assert!(created <= server.practice.now().as_millisecond());

    assert_eq!(server.retrieve(id_of(&user)).await, user);
    let list = server.get("/v1/end-users").await.ok();
    assert_eq!(list["data"], json!([user]));
}

#[tokio::test]
async fn the_same_source_id_makes_a_second_end_user() {
    let server = TestServer::new().await;
    let first = server.end_user("Acme Inc.").await;
    let second = server.end_user("Acme Inc.").await;
    assert_eq!(first["sourceId"], second["sourceId"]);
    assert_ne!(first["id"], second["id"]);
    let list = server.get("/v1/end-users").await.ok();
    assert_eq!(list["data"], json!([second, first]), "newest first");
}

#[tokio::test]
async fn a_body_that_breaks_the_rules_is_refused_and_creates_nothing() {
    let server = TestServer::new().await;
    let good = json!({ "companyName": "Acme", "sourceId": "1", "email": "a@acme.example" });
    let with = |key: &str, value: Value| {
        let mut body = good.clone();
        body[key] = value;
        body
    };
    let mut without = good.clone();
    without.as_object_mut().unwrap().remove("sourceId");
    for (body, complaint) in [
        (
            without,
            r#"Invalid input: expected string, received undefined at "sourceId""#,
        ),
        (
            with("email", Value::Null),
            r#"Invalid input: expected string, received null at "email""#,
        ),
        (
            with("companyName", json!(7)),
            r#"Invalid input: expected string, received number at "companyName""#,
        ),
        (
            with("nickname", json!("Ac")),
            r#"Unrecognized key: "nickname""#,
        ),
        (json!([]), "Invalid input: expected object, received array"),
    ] {
        assert_eq!(
            server.post("/v1/end-users", body).await.invalid(),
            complaint
        );
    }
    let all = server.post("/v1/end-users", json!({ "odd": 1 })).await;
    let message = all.invalid();
    for name in ["companyName", "sourceId", "email", "odd"] {
        assert!(message.contains(name), "{message}");
    }
    for text in ["", "{", "{\"companyName\":\"Ac"] {
        let request = server
            .request(Method::POST, "/v1/end-users")
            .header(CONTENT_TYPE, "application/json")
            .body(text);
        let message = reply(request).await.invalid();
        assert!(message.contains("not valid JSON"), "{message}");
    }
    let list = server.get("/v1/end-users").await.ok();
    assert_eq!(list["data"], json!([]));
}

#[tokio::test]
async fn an_unknown_end_user_is_missing() {
    let server = TestServer::new().await;
    let missing = ("INVALID_REQUEST_ERROR", "RESOURCE_MISSING");
    for path in ["/v1/end-users/end_usr_nope", "/v1/end-users/a%2Fb%3Fc"] {
        let error = server.get(path).await.error(404, missing.0, missing.1);
        assert_eq!(error["userFacingMessage"], MASKED);
    }
    let check = server.health_check("end_usr_nope").await;
    check.error(404, missing.0, missing.1);
    let session = server.auth_session("end_usr_nope", json!({})).await;
    session.error(404, missing.0, missing.1);
    let path = "/v1/end-users/end_usr_nope/passthrough/quickbooks_desktop";
    let passed = server.post(path, json!({ "CompanyQueryRq": {} })).await;
    passed.error(404, missing.0, missing.1);
}

#[tokio::test]
async fn deleting_takes_a_json_content_type_and_no_body() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    let kept = server.end_user("Larkspur").await;
    let path = format!("/v1/end-users/{}", id_of(&user));
    let delete = || {
        server
            .request(Method::DELETE, &path)
            .header(CONTENT_TYPE, "application/json")
    };
    let deleted = reply(delete()).await.ok();
    assert_eq!(
        deleted,
        json!({ "id": user["id"], "objectType": "end_user", "deleted": true })
    );
    let missing = ("INVALID_REQUEST_ERROR", "RESOURCE_MISSING");
    server.get(&path).await.error(404, missing.0, missing.1);
    let again = reply(delete()).await;
    again.error(404, missing.0, missing.1);
    let list = server.get("/v1/end-users").await.ok();
    assert_eq!(list["data"], json!([kept]));
}

#[tokio::test]
async fn every_path_wants_the_secret_key_first() {
    let server = TestServer::new().await;
    let publishable = server
        .practice
        .endpoints()
        .conductor
        .publishable_key
        .clone();
    let tail = &publishable[publishable.len() - 4..];
    let masked = format!("Invalid API key provided: 'pk_conductor_...{tail}'");
    for (header, message) in [
        (None, "No API key provided."),
        (Some("Basic c2stOg==".to_owned()), "No API key provided."),
        (
            Some("Bearer sk_conductor_test_not_a_real_key".to_owned()),
            "Invalid API key provided: 'sk_conductor_..._key'",
        ),
        (Some(format!("Bearer {publishable}")), masked.as_str()),
    ] {
        for (method, path) in [
            (Method::GET, "/v1/end-users"),
            (Method::POST, "/v1/end-users"),
            (Method::DELETE, "/v1/end-users/end_usr_nope"),
            (Method::POST, "/v1/auth-sessions"),
            (Method::GET, "/v1/quickbooks-desktop/health-check"),
            (Method::GET, "/v1/nothing-here"),
        ] {
            let mut request = server.bare(method, path);
            if let Some(header) = &header {
                request = request.header(AUTHORIZATION, header);
            }
            let error = reply(request)
                .await
                .error(401, "AUTHENTICATION_ERROR", "API_KEY_INVALID");
            let said = error["message"].as_str().unwrap();
            assert!(said.starts_with(message), "{said}");
            assert_eq!(error["userFacingMessage"], MASKED);
        }
    }
}

#[tokio::test]
async fn the_scheme_is_bearer_in_any_case() {
    let server = TestServer::new().await;
    let key = &server.practice.endpoints().conductor.secret_key;
    let request = server
        .bare(Method::GET, "/v1/end-users")
        .header(AUTHORIZATION, format!("bearer {key}"));
    assert_eq!(reply(request).await.status, 200);
}

#[tokio::test]
async fn unknown_paths_and_methods_answer_with_the_envelope() {
    let server = TestServer::new().await;
    for (method, path) in [
        (Method::GET, "/v1"),
        (Method::GET, "/v1/end-users/"),
        (Method::PATCH, "/v1/end-users"),
        (Method::POST, "/v1/end-users/end_usr_1"),
        (
            Method::GET,
            "/v1/end-users/end_usr_1/ping/quickbooks_desktop",
        ),
        (Method::GET, "/v1/end-users/%ff"),
        (Method::GET, "/v1/auth-sessions"),
        (Method::GET, "/v1/auth-sessions/auth_sess_1"),
        (Method::GET, "/v1/quickbooks-desktop/vehicles"),
    ] {
        let error = reply(server.request(method.clone(), path)).await.error(
            404,
            "INVALID_REQUEST_ERROR",
            "RESOURCE_MISSING",
        );
        let expected = format!("Unrecognized request URL ({method}: {path})");
        assert_eq!(error["message"], expected);
    }
}
