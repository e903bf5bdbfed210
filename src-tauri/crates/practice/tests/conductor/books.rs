//! The sample books: cursors, changes and filters.

use reqwest::Method;
use serde_json::{Value, json};

use super::server::{Reply, TestServer, id_of, reply};

const INVOICES: &str = "/v1/quickbooks-desktop/invoices";

async fn ask(server: &TestServer, end_user: &Value, path: &str) -> Reply {
    reply(
        server
            .request(Method::GET, path)
            .header("conductor-end-user-id", id_of(end_user)),
    )
    .await
}

async fn connected(server: &TestServer, company: &str) -> Value {
    let user = server.end_user(company).await;
    server.apply_scenario(company, "ok").await;
    user
}

#[tokio::test]
async fn a_cursor_lasts_ten_seconds_for_one_company_and_goes_forward_only() {
    let server = TestServer::new().await;
    let (acme, other) = (
        connected(&server, "Acme Inc.").await,
        connected(&server, "Other Ltd.").await,
    );
    let first = ask(&server, &acme, &format!("{INVOICES}?limit=2"))
        .await
        .ok();
    let cursor = first["nextCursor"].as_str().expect("there is more");
    let next = format!("{INVOICES}?limit=2&cursor={cursor}");
    server.advance(9).await;
    let second = ask(&server, &acme, &next).await.ok();
    assert_ne!(second["data"], first["data"]);
    assert_eq!(second["nextCursor"], cursor);
    ask(&server, &other, &next).await.invalid();
    let again = ask(&server, &acme, &format!("{INVOICES}?limit=2"))
        .await
        .ok();
    assert_eq!(again["data"], first["data"], "every list begins anew");
    let late = format!(
        "{INVOICES}?cursor={}",
        again["nextCursor"].as_str().unwrap()
    );
    server.advance(11).await;
    ask(&server, &acme, &late).await.invalid();
}

#[tokio::test]
async fn a_change_is_one_companys_and_gone_with_the_server() {
    let server = TestServer::new().await;
    let (acme, other) = (
        connected(&server, "Acme Inc.").await,
        connected(&server, "Acme Inc.").await,
    );
    let linked = format!("{INVOICES}?includeLinkedTransactions=true");
    let first = ask(&server, &acme, &linked).await.ok()["data"][0].clone();
    let path = format!("{INVOICES}/{}", first["id"].as_str().unwrap());
    let body = json!({ "revisionNumber": first["revisionNumber"], "memo": "Paid by mail" });
    let request = server
        .request(Method::POST, &path)
        .header("conductor-end-user-id", id_of(&acme))
        .json(&body);
    let changed = reply(request).await.ok();
    assert_eq!(changed["memo"], "Paid by mail");
    assert_eq!(ask(&server, &acme, &path).await.ok(), changed);
    assert_eq!(ask(&server, &other, &path).await.ok(), first);
}

#[tokio::test]
async fn a_filter_that_is_not_applied_is_refused_and_books_follow_the_computer() {
    let server = TestServer::new().await;
    let acme = connected(&server, "Acme Inc.").await;
    let by_number = ask(
        &server,
        &acme,
        &format!("{INVOICES}?refNumbers=1043&refNumbers=1041"),
    )
    .await;
    assert_eq!(by_number.ok()["data"].as_array().map(Vec::len), Some(2));
    for wrong in [
        "customerName=Acme",
        "paymentStatus=maybe",
        "transactionDateFrom=yesterday",
        "refNumberContains=1&refNumberStartsWith=1",
        "refNumberFrom=1&refNumberEndsWith=1",
        "limit=2&limit=3",
    ] {
        ask(&server, &acme, &format!("{INVOICES}?{wrong}"))
            .await
            .invalid();
    }
    server.apply_scenario("Acme Inc.", "wc_offline").await;
    ask(&server, &acme, INVOICES).await.error(
        409,
        "INTEGRATION_CONNECTION_ERROR",
        "INTEGRATION_CONNECTION_NOT_ACTIVE",
    );
}
