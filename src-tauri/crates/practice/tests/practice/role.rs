use serde_json::{Value, json};

use super::server::{ACCOUNTING, CEDAR, MARIA, PRIYA, ROLES, SUE, TOM, TestServer, text};

async fn role_of(server: &TestServer, person: &str, realm: &str) -> Value {
    let tokens = server.connect(person, realm, ROLES).await;
    let reply = server.role(text(&tokens, "access_token"), realm).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert!(reply.headers.contains_key("intuit_tid"));
    reply.json()
}

#[tokio::test]
async fn every_variety_of_role_is_in_the_sample() {
    let server = TestServer::new().await;
    for (person, realm, role) in [
        (
            MARIA,
            SUE,
            json!({ "type": "ADMIN", "status": "ACTIVE", "hasPayroll": true }),
        ),
        (
            TOM,
            CEDAR,
            json!({ "type": "EMPLOYEE", "status": "ACTIVE", "hasPayroll": false }),
        ),
        // Quill Street Press: payroll not reported.
        (
            MARIA,
            "9130349878530803",
            json!({ "type": "EMPLOYEE", "status": "ACTIVE" }),
        ),
        // Silver Birch Framing: an undocumented type.
        (
            TOM,
            "9130349878530866",
            json!({ "type": "CONTRACTOR", "status": "ACTIVE", "hasPayroll": true }),
        ),
        // Bluebell Nursery.
        (MARIA, "9130349878530689", Value::Null),
    ] {
        let answer = role_of(&server, person, realm).await;
        assert_eq!(answer, json!({ "data": { "user": { "role": role } } }));
    }
}

#[tokio::test]
async fn only_what_is_asked_for_is_answered() {
    let server = TestServer::new().await;
    let tokens = server.connect(MARIA, SUE, ROLES).await;
    let query = format!("{{ user {{ mine: role(realmId: \"{SUE}\") {{ status __typename }} }} }}");
    let reply = server
        .graphql(text(&tokens, "access_token"), &json!({ "query": query }))
        .await;
    let expected = json!({ "status": "ACTIVE", "__typename": "Role" });
    assert_eq!(reply.json()["data"]["user"]["mine"], expected);
}

#[tokio::test]
async fn somebody_outside_the_company_gets_val_1002() {
    let server = TestServer::new().await;
    let tokens = server.connect(PRIYA, "9130349878530988", ROLES).await;
    let access = text(&tokens, "access_token");
    let reply = server.role(access, SUE).await;
    assert_eq!(reply.status, 200);
    let body = reply.json();
    assert!(body.get("data").is_none());
    let error = &body["errors"][0];
    assert_eq!(error["message"], "User id not part of the realm!");
    assert_eq!(error["locations"], json!([{ "line": 3, "column": 5 }]));
    assert_eq!(error["path"], json!([]));
    assert_eq!(error["extensions"]["code"], "VAL-1002");
    assert_eq!(error["extensions"]["classification"], "VALIDATION_ERROR");

    let switched = server
        .post("/practice/switches", &json!({ "notMemberIs400": true }))
        .await;
    assert_eq!(switched.status, 200, "{}", switched.text);
    assert_eq!(server.role(access, SUE).await.status, 400);
}

#[tokio::test]
async fn without_the_scope_access_is_denied_by_graphql() {
    let server = TestServer::new().await;
    // Juniper Yoga Studio's tokens never carry the roles scope.
    let juniper = "9130349878530538";
    for (person, realm, scope) in [(PRIYA, juniper, ROLES), (MARIA, SUE, ACCOUNTING)] {
        let tokens = server.connect(person, realm, scope).await;
        let reply = server.role(text(&tokens, "access_token"), realm).await;
        assert_eq!(reply.status, 200);
        let error = &reply.json()["errors"][0];
        assert_eq!(error["extensions"]["code"], "AHZ-0010");
        assert_eq!(error["extensions"]["classification"], "AUTHORIZATION");
        assert!(error.get("locations").is_none());
    }
}

#[tokio::test]
async fn the_gateway_refuses_bad_tokens_in_its_own_flat_shape() {
    let server = TestServer::new().await;
    let reply = server.role("abc", SUE).await;
    assert_eq!(reply.status, 401);
    assert_eq!(
        reply.json(),
        json!({
            "code": "AuthenticationFailed",
            "type": "INPUT",
            "message": null,
            "detail": "Malformed bearer token: too short or too long",
            "moreInfo": null,
        })
    );
    let none = server
        .post("/2020-04/graphql", &json!({ "query": "{ user }" }))
        .await;
    assert_eq!(none.status, 401);
    assert_eq!(server.get("/2020-04/elsewhere").await.status, 403);
    let put = server.http.put(server.at("/2020-04/graphql"));
    assert_eq!(server.send(put).await.status, 405);
}

#[tokio::test]
async fn bad_queries_are_400_with_a_code_and_a_place() {
    let server = TestServer::new().await;
    let tokens = server.connect(MARIA, SUE, ROLES).await;
    let access = text(&tokens, "access_token");
    for (query, code) in [
        ("{ user { role(realmId: \"1\" }", "VAL-0100"),
        ("", "VAL-0100"),
        ("{ company { name } }", "VAL-0101"),
        ("{ user { role(realmId: \"1\") { salary } } }", "VAL-0101"),
        ("{ user { role { type } } }", "VAL-0101"),
        ("{ user { role(realmId: 1) { type } } }", "VAL-0101"),
        ("{ user { role(realmId: \"1\") } }", "VAL-0101"),
    ] {
        let reply = server.graphql(access, &json!({ "query": query })).await;
        assert_eq!(reply.status, 400, "{query}");
        let error = &reply.json()["errors"][0];
        assert_eq!(error["extensions"]["code"], code, "{query}");
        assert!(error["locations"][0]["line"].is_u64(), "{query}");
    }
    let url = server.at("/2020-04/graphql");
    let empty = server.http.post(&url).bearer_auth(access);
    assert_eq!(server.send(empty).await.status, 500);
    let garbage = server.http.post(&url).bearer_auth(access).body("not json");
    assert_eq!(server.send(garbage).await.status, 400);
}

#[tokio::test]
async fn scenarios_change_what_is_answered() {
    let server = TestServer::new().await;
    let tokens = server.connect(MARIA, SUE, ROLES).await;
    let access = text(&tokens, "access_token");
    let role = async || server.role(access, SUE).await.json();

    server.apply_scenario("Sue's Bakery LLC", "inactive").await;
    assert_eq!(role().await["data"]["user"]["role"]["status"], "INACTIVE");
    server.apply_scenario(SUE, "role:EMPLOYEE,,false").await;
    let expected = json!({ "type": "EMPLOYEE", "hasPayroll": false });
    assert_eq!(role().await["data"]["user"]["role"], expected);
    server.apply_scenario(SUE, "role_null").await;
    assert_eq!(role().await["data"]["user"]["role"], Value::Null);
    server.apply_scenario(SUE, "not_member").await;
    let code = &role().await["errors"][0]["extensions"]["code"];
    assert_eq!(code, "VAL-1002");
    server.apply_scenario(SUE, "role_unknown").await;
    let code = &role().await["errors"][0]["extensions"]["code"];
    assert_eq!(code, "AHZ-0010");
    server.apply_scenario(SUE, "revoked").await;
    assert_eq!(server.role(access, SUE).await.status, 401);

    server.apply_scenario(SUE, "ok").await;
    assert_eq!(
        role_of(&server, MARIA, SUE).await["data"]["user"]["role"]["type"],
        "ADMIN"
    );
}
