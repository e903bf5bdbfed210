//! What the clients' computers do when they are asked.

use reqwest::Method;
use serde_json::{Value, json};

use super::server::{TestServer, assert_keys, id_of, reply, wire_time};

async fn connection(server: &TestServer, user: &Value) -> Value {
    server.retrieve(id_of(user)).await["integrationConnections"][0].clone()
}

#[tokio::test]
async fn a_working_computer_answers_and_both_times_move() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    server.apply_scenario("Acme Inc.", "ok").await;
    let before = connection(&server, &user).await;
    server.advance(3600).await;
    let check = server.health_check(id_of(&user)).await.ok();
    assert_keys(&check, &["duration", "status"]);
    assert_eq!(check["status"], "ok");
    assert!(check["duration"].as_f64().unwrap() >= 0.0);
    let after = connection(&server, &user).await;
    for key in ["lastRequestAt", "lastSuccessfulRequestAt"] {
        assert!(wire_time(&after[key]) > wire_time(&before[key]), "{key}");
    }
    let [asked, answered] =
        ["lastRequestAt", "lastSuccessfulRequestAt"].map(|key| wire_time(&after[key]));
    assert!(answered >= asked);
}

#[tokio::test]
async fn a_refusal_carries_its_hresult_and_steps_for_the_person() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    for (scenario, hresult, step) in [
        ("qb_closed", "0x80040408", "Start menu"),
        ("wrong_file", "0x8004040A", "File > Close Company"),
        ("dialog", "0x80040414", "Window > Close All"),
        ("permission", "0x80040420", "Integrated Applications"),
        ("single_user", "0x80040410", "Switch to Multi-user Mode"),
        ("0x80040422", "0x80040422", "alone in the company file"),
        ("attention", "0x80040401", "File > Exit"),
        ("0x80040424", "0x80040424", "still starting"),
    ] {
        server.apply_scenario(id_of(&user), scenario).await;
        let before = connection(&server, &user).await;
        server.advance(60).await;
        let error = server.health_check(id_of(&user)).await.error(
            502,
            "INTEGRATION_CONNECTION_ERROR",
            "QBD_CONNECTION_ERROR",
        );
        assert_eq!(error["integrationCode"], hresult);
        let message = error["message"].as_str().unwrap();
        assert!(message.starts_with(&format!("QBD Connection Error ({hresult}): ")));
        let told = error["userFacingMessage"].as_str().unwrap();
        assert!(told.contains(step), "{scenario}: {told}");
        let after = connection(&server, &user).await;
        assert!(wire_time(&after["lastRequestAt"]) > wire_time(&before["lastRequestAt"]));
        let success = "lastSuccessfulRequestAt";
        assert_eq!(after[success], before[success], "{scenario}");
    }
    server.apply_scenario(id_of(&user), "ok").await;
    assert_eq!(server.health_check(id_of(&user)).await.status, 200);
}

#[tokio::test]
async fn a_web_connector_that_is_gone_is_not_active() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    server.apply_scenario("Acme Inc.", "wc_offline").await;
    let error = server.health_check(id_of(&user)).await.error(
        409,
        "INTEGRATION_CONNECTION_ERROR",
        "INTEGRATION_CONNECTION_NOT_ACTIVE",
    );
    assert!(error.get("integrationCode").is_none());
    for key in ["message", "userFacingMessage"] {
        let text = error[key].as_str().unwrap();
        let begins = "Your QuickBooks Desktop connection is not active. It was last active";
        assert!(text.starts_with(begins), "{text}");
    }
    assert!(
        error["userFacingMessage"]
            .as_str()
            .unwrap()
            .contains("Auto-Run")
    );
}

#[tokio::test]
async fn a_silent_computer_times_out_after_the_time_that_was_asked_for() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    server.apply_scenario("Acme Inc.", "timeout").await;
    let path = "/v1/quickbooks-desktop/health-check";
    for (given, seconds) in [(None, "60"), (Some("20"), "20"), (Some("0.1"), "0.1")] {
        let mut request = server
            .request(Method::GET, path)
            .header("Conductor-End-User-Id", id_of(&user));
        if let Some(given) = given {
            request = request.header("conductor-timeout-seconds", given);
        }
        let error =
            reply(request)
                .await
                .error(504, "INTEGRATION_CONNECTION_ERROR", "QBD_REQUEST_TIMEOUT");
        let message = format!("Request timed out after {seconds} seconds");
        assert_eq!(error["message"], message);
    }
    for given in ["soon", "0", "-1", "inf"] {
        let request = server
            .request(Method::GET, path)
            .header("conductor-end-user-id", id_of(&user))
            .header("conductor-timeout-seconds", given);
        reply(request).await.invalid();
    }
}

#[tokio::test]
async fn the_health_check_names_the_header_it_misses() {
    let server = TestServer::new().await;
    let missing = server.get("/v1/quickbooks-desktop/health-check").await;
    assert_eq!(
        missing.invalid(),
        r#"Missing required header: "Conductor-End-User-Id""#
    );
    assert_eq!(
        server.health_check(" ").await.invalid(),
        r#"Missing required header: "Conductor-End-User-Id""#
    );
}

#[tokio::test]
async fn a_set_up_that_was_only_started_or_never_begun_is_not_set_up() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    for (scenario, connections) in [
        ("never", 0),
        ("invited", 0),
        ("link_expired", 0),
        ("start_flow", 1),
        ("start_flow", 1),
    ] {
        server.apply_scenario("Acme Inc.", scenario).await;
        let now = server.retrieve(id_of(&user)).await;
        let list = now["integrationConnections"].as_array().unwrap();
        assert_eq!(list.len(), connections, "{scenario}");
        server.health_check(id_of(&user)).await.error(
            409,
            "INTEGRATION_CONNECTION_ERROR",
            "INTEGRATION_CONNECTION_NOT_SET_UP",
        );
    }
    server.apply_scenario("Acme Inc.", "complete_flow").await;
    assert_eq!(server.health_check(id_of(&user)).await.status, 200);
}

#[tokio::test]
async fn a_new_link_repairs_what_was_wrong() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    server.apply_scenario("Acme Inc.", "permission").await;
    let broken = connection(&server, &user).await;
    let session = server.auth_session(id_of(&user), json!({})).await.ok();
    let url = session["authFlowUrl"].as_str().unwrap();
    server.page(url).await;
    let opened = connection(&server, &user).await;
    assert_eq!(opened, broken, "opening a link takes nothing away");
    server.press_finish(url).await;
    assert_eq!(server.health_check(id_of(&user)).await.status, 200);
    assert_eq!(connection(&server, &user).await["id"], broken["id"]);
}

#[tokio::test]
async fn the_passthrough_answers_queries_and_refuses_the_rest() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    let path = format!(
        "/v1/end-users/{}/passthrough/quickbooks_desktop",
        id_of(&user)
    );
    let query = json!({ "CompanyQueryRq": {} });
    server.post(&path, query.clone()).await.error(
        409,
        "INTEGRATION_CONNECTION_ERROR",
        "INTEGRATION_CONNECTION_NOT_SET_UP",
    );
    server.apply_scenario("Acme Inc.", "ok").await;
    let company = server.post(&path, query.clone()).await.ok();
    assert_keys(&company, &["CompanyQueryRs"]);
    assert_eq!(
        company["CompanyQueryRs"]["CompanyRet"]["CompanyName"],
        "Acme Inc."
    );
    let invoices = json!({ "InvoiceQueryRq": { "MaxReturned": 1 } });
    let invoices = server.post(&path, invoices).await.ok();
    assert_eq!(invoices["InvoiceQueryRs"]["statusCode"], "1");
    let refused = server.post(&path, json!({ "InvoiceAddRq": {} })).await;
    let error = refused.error(502, "INTEGRATION_ERROR", "QBD_REQUEST_ERROR");
    assert_eq!(error["integrationCode"], "0x80040400");

    server.post(&path, json!({})).await.invalid();
    server.post(&path, json!("text")).await.invalid();
    let other = format!("/v1/end-users/{}/passthrough/xero", id_of(&user));
    let message = server.post(&other, query.clone()).await.invalid();
    assert!(message.contains("integrationSlug"));
    server.apply_scenario("Acme Inc.", "qb_closed").await;
    server.post(&path, query).await.error(
        502,
        "INTEGRATION_CONNECTION_ERROR",
        "QBD_CONNECTION_ERROR",
    );
}
