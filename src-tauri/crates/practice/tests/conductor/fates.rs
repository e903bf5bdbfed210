//! What the clients' computers do when they are asked.

use reqwest::Method;
use serde_json::{Value, json};

use super::desk::{Desk, assert_keys, id_of, reply, wire_time};

async fn connection(desk: &Desk, user: &Value) -> Value {
    desk.retrieve(id_of(user)).await["integrationConnections"][0].clone()
}

#[tokio::test]
async fn a_working_computer_answers_and_both_times_move() {
    let desk = Desk::new().await;
    let user = desk.end_user("Acme Inc.").await;
    desk.fate("Acme Inc.", "ok").await;
    let before = connection(&desk, &user).await;
    desk.advance(3600).await;
    let check = desk.health_check(id_of(&user)).await.ok();
    assert_keys(&check, &["duration", "status"]);
    assert_eq!(check["status"], "ok");
    assert!(check["duration"].as_f64().unwrap() >= 0.0);
    let after = connection(&desk, &user).await;
    for key in ["lastRequestAt", "lastSuccessfulRequestAt"] {
        assert!(wire_time(&after[key]) > wire_time(&before[key]), "{key}");
    }
    let [asked, answered] =
        ["lastRequestAt", "lastSuccessfulRequestAt"].map(|key| wire_time(&after[key]));
    assert!(answered >= asked);
}

#[tokio::test]
async fn a_refusal_carries_its_hresult_and_steps_for_the_person() {
    let desk = Desk::new().await;
    let user = desk.end_user("Acme Inc.").await;
    for (fate, hresult, step) in [
        ("qb_closed", "0x80040408", "Start menu"),
        ("wrong_file", "0x8004040A", "File > Close Company"),
        ("dialog", "0x80040414", "Window > Close All"),
        ("permission", "0x80040420", "Integrated Applications"),
        ("single_user", "0x80040410", "Switch to Multi-user Mode"),
        ("0x80040422", "0x80040422", "alone in the company file"),
        ("attention", "0x80040401", "File > Exit"),
        ("0x80040424", "0x80040424", "still starting"),
    ] {
        desk.fate(id_of(&user), fate).await;
        let before = connection(&desk, &user).await;
        desk.advance(60).await;
        let error = desk.health_check(id_of(&user)).await.error(
            502,
            "INTEGRATION_CONNECTION_ERROR",
            "QBD_CONNECTION_ERROR",
        );
        assert_eq!(error["integrationCode"], hresult);
        let message = error["message"].as_str().unwrap();
        assert!(message.starts_with(&format!("QBD Connection Error ({hresult}): ")));
        let told = error["userFacingMessage"].as_str().unwrap();
        assert!(told.contains(step), "{fate}: {told}");
        let after = connection(&desk, &user).await;
        assert!(wire_time(&after["lastRequestAt"]) > wire_time(&before["lastRequestAt"]));
        let success = "lastSuccessfulRequestAt";
        assert_eq!(after[success], before[success], "{fate}");
    }
    desk.fate(id_of(&user), "ok").await;
    assert_eq!(desk.health_check(id_of(&user)).await.status, 200);
}

#[tokio::test]
async fn a_web_connector_that_is_gone_is_not_active() {
    let desk = Desk::new().await;
    let user = desk.end_user("Acme Inc.").await;
    desk.fate("Acme Inc.", "wc_offline").await;
    let error = desk.health_check(id_of(&user)).await.error(
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
    let desk = Desk::new().await;
    let user = desk.end_user("Acme Inc.").await;
    desk.fate("Acme Inc.", "timeout").await;
    let path = "/v1/quickbooks-desktop/health-check";
    for (given, seconds) in [(None, "60"), (Some("20"), "20"), (Some("0.1"), "0.1")] {
        let mut request = desk
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
        let request = desk
            .request(Method::GET, path)
            .header("conductor-end-user-id", id_of(&user))
            .header("conductor-timeout-seconds", given);
        reply(request).await.invalid();
    }
}

#[tokio::test]
async fn the_health_check_names_the_header_it_misses() {
    let desk = Desk::new().await;
    let missing = desk.get("/v1/quickbooks-desktop/health-check").await;
    assert_eq!(
        missing.invalid(),
        r#"Missing required header: "Conductor-End-User-Id""#
    );
    assert_eq!(
        desk.health_check(" ").await.invalid(),
        r#"Missing required header: "Conductor-End-User-Id""#
    );
}

#[tokio::test]
async fn a_set_up_that_was_only_started_or_never_begun_is_not_set_up() {
    let desk = Desk::new().await;
    let user = desk.end_user("Acme Inc.").await;
    for (fate, connections) in [
        ("never", 0),
        ("invited", 0),
        ("link_expired", 0),
        ("start_flow", 1),
        ("start_flow", 1),
    ] {
        desk.fate("Acme Inc.", fate).await;
        let now = desk.retrieve(id_of(&user)).await;
        let list = now["integrationConnections"].as_array().unwrap();
        assert_eq!(list.len(), connections, "{fate}");
        desk.health_check(id_of(&user)).await.error(
            409,
            "INTEGRATION_CONNECTION_ERROR",
            "INTEGRATION_CONNECTION_NOT_SET_UP",
        );
    }
    desk.fate("Acme Inc.", "complete_flow").await;
    assert_eq!(desk.health_check(id_of(&user)).await.status, 200);
}

#[tokio::test]
async fn a_new_link_mends_what_was_wrong() {
    let desk = Desk::new().await;
    let user = desk.end_user("Acme Inc.").await;
    desk.fate("Acme Inc.", "permission").await;
    let broken = connection(&desk, &user).await;
    let session = desk.auth_session(id_of(&user), json!({})).await.ok();
    let url = session["authFlowUrl"].as_str().unwrap();
    desk.page(url).await;
    let opened = connection(&desk, &user).await;
    assert_eq!(opened, broken, "opening a link takes nothing away");
    desk.press_finish(url).await;
    assert_eq!(desk.health_check(id_of(&user)).await.status, 200);
    assert_eq!(connection(&desk, &user).await["id"], broken["id"]);
}

#[tokio::test]
async fn the_passthrough_answers_queries_and_refuses_the_rest() {
    let desk = Desk::new().await;
    let user = desk.end_user("Acme Inc.").await;
    let path = format!(
        "/v1/end-users/{}/passthrough/quickbooks_desktop",
        id_of(&user)
    );
    let query = json!({ "CompanyQueryRq": {} });
    desk.post(&path, query.clone()).await.error(
        409,
        "INTEGRATION_CONNECTION_ERROR",
        "INTEGRATION_CONNECTION_NOT_SET_UP",
    );
    desk.fate("Acme Inc.", "ok").await;
    let company = desk.post(&path, query.clone()).await.ok();
    assert_keys(&company, &["CompanyQueryRs"]);
    assert_eq!(
        company["CompanyQueryRs"]["CompanyRet"]["CompanyName"],
        "Acme Inc."
    );
    let invoices = json!({ "InvoiceQueryRq": { "MaxReturned": 1 } });
    let invoices = desk.post(&path, invoices).await.ok();
    assert_eq!(invoices["InvoiceQueryRs"]["statusCode"], "1");
    let refused = desk.post(&path, json!({ "InvoiceAddRq": {} })).await;
    let error = refused.error(502, "INTEGRATION_ERROR", "QBD_REQUEST_ERROR");
    assert_eq!(error["integrationCode"], "0x80040400");

    desk.post(&path, json!({})).await.invalid();
    desk.post(&path, json!("text")).await.invalid();
    let other = format!("/v1/end-users/{}/passthrough/xero", id_of(&user));
    let message = desk.post(&other, query.clone()).await.invalid();
    assert!(message.contains("integrationSlug"));
    desk.fate("Acme Inc.", "qb_closed").await;
    desk.post(&path, query).await.error(
        502,
        "INTEGRATION_CONNECTION_ERROR",
        "QBD_CONNECTION_ERROR",
    );
}
