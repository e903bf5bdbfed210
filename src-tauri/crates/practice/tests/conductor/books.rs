//! The sample books: cursors, changes and filters.

use reqwest::Method;
use serde_json::{Value, json};

use super::desk::{Desk, Reply, id_of, reply};

const INVOICES: &str = "/v1/quickbooks-desktop/invoices";

async fn ask(desk: &Desk, end_user: &Value, path: &str) -> Reply {
    reply(
        desk.request(Method::GET, path)
            .header("conductor-end-user-id", id_of(end_user)),
    )
    .await
}

async fn connected(desk: &Desk, company: &str) -> Value {
    let user = desk.end_user(company).await;
    desk.fate(company, "ok").await;
    user
}

#[tokio::test]
async fn a_cursor_lasts_ten_seconds_for_one_company_and_goes_forward_only() {
    let desk = Desk::new().await;
    let (acme, other) = (
        connected(&desk, "Acme Inc.").await,
        connected(&desk, "Other Ltd.").await,
    );
    let first = ask(&desk, &acme, &format!("{INVOICES}?limit=2")).await.ok();
    let cursor = first["nextCursor"].as_str().expect("there is more");
    let next = format!("{INVOICES}?limit=2&cursor={cursor}");
    desk.advance(9).await;
    let second = ask(&desk, &acme, &next).await.ok();
    assert_ne!(second["data"], first["data"]);
    assert_eq!(second["nextCursor"], cursor);
    ask(&desk, &other, &next).await.invalid();
    let again = ask(&desk, &acme, &format!("{INVOICES}?limit=2")).await.ok();
    assert_eq!(again["data"], first["data"], "every list begins anew");
    let late = format!(
        "{INVOICES}?cursor={}",
        again["nextCursor"].as_str().unwrap()
    );
    desk.advance(11).await;
    ask(&desk, &acme, &late).await.invalid();
}

#[tokio::test]
async fn a_change_is_one_companys_and_gone_with_the_server() {
    let desk = Desk::new().await;
    let (acme, other) = (
        connected(&desk, "Acme Inc.").await,
        connected(&desk, "Acme Inc.").await,
    );
    let linked = format!("{INVOICES}?includeLinkedTransactions=true");
    let first = ask(&desk, &acme, &linked).await.ok()["data"][0].clone();
    let path = format!("{INVOICES}/{}", first["id"].as_str().unwrap());
    let body = json!({ "revisionNumber": first["revisionNumber"], "memo": "Paid by mail" });
    let request = desk
        .request(Method::POST, &path)
        .header("conductor-end-user-id", id_of(&acme))
        .json(&body);
    let changed = reply(request).await.ok();
    assert_eq!(changed["memo"], "Paid by mail");
    assert_eq!(ask(&desk, &acme, &path).await.ok(), changed);
    assert_eq!(ask(&desk, &other, &path).await.ok(), first);
}

#[tokio::test]
async fn a_filter_that_is_not_applied_is_refused_and_books_follow_the_computer() {
    let desk = Desk::new().await;
    let acme = connected(&desk, "Acme Inc.").await;
    let by_number = ask(
        &desk,
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
        ask(&desk, &acme, &format!("{INVOICES}?{wrong}"))
            .await
            .invalid();
    }
    desk.fate("Acme Inc.", "wc_offline").await;
    ask(&desk, &acme, INVOICES).await.error(
        409,
        "INTEGRATION_CONNECTION_ERROR",
        "INTEGRATION_CONNECTION_NOT_ACTIVE",
    );
}
