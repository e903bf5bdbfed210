//! Reading the books: filters, names that begin alike, and what goes wrong on the way.

use reqwest::Method;
use serde_json::{Value, json};

use super::server::{Reply, TestServer, id_of, reply};

struct Reader {
    server: TestServer,
    user: Value,
}

impl Reader {
    async fn new() -> Self {
        let server = TestServer::new().await;
        let user = server.end_user("Acme Plumbing").await;
        server.apply_scenario("Acme Plumbing", "ok").await;
        Self { server, user }
    }

    fn request(&self, path: &str) -> reqwest::RequestBuilder {
        self.server
            .request(Method::GET, &format!("/v1/quickbooks-desktop/{path}"))
            .header("conductor-end-user-id", id_of(&self.user))
    }

    async fn ask(&self, path: &str) -> Reply {
        reply(self.request(path)).await
    }

    async fn rows(&self, path: &str) -> Vec<Value> {
        self.ask(path).await.ok()["data"]
            .as_array()
            .unwrap()
            .clone()
    }

    async fn control(&self, path: &str, body: Value) {
        let asked = self.server.bare(Method::POST, path).json(&body);
        assert_eq!(asked.send().await.unwrap().status(), 200, "{path}");
    }

    /// Every row of a list, page by page; its pages are counted.
    async fn walk(&self, path: &str) -> (Vec<Value>, usize) {
        let mut page = self.ask(path).await.ok();
        let mut rows = page["data"].as_array().unwrap().clone();
        let mut pages = 1;
        while let Some(cursor) = page["nextCursor"].as_str() {
            page = self.ask(&format!("{path}&cursor={cursor}")).await.ok();
            rows.extend(page["data"].as_array().unwrap().clone());
            pages += 1;
        }
        (rows, pages)
    }
}

fn all(rows: &[Value], fits: impl Fn(&Value) -> bool) {
    assert!(!rows.is_empty());
    for row in rows {
        assert!(fits(row), "{row}");
    }
}

#[tokio::test]
async fn filters_choose_what_they_name() {
    let reader = Reader::new().await;
    let october = "transactionDateFrom=2026-10-01&transactionDateTo=2026-10-31";
    let rows = reader.rows(&format!("bills?{october}")).await;
    all(&rows, |row| {
        row["transactionDate"]
            .as_str()
            .unwrap()
            .starts_with("2026-10-")
    });
    let paid = reader.rows("invoices?paymentStatus=paid").await;
    all(&paid, |row| row["isPaid"] == true);
    let open = reader.rows("invoices?paymentStatus=not_paid").await;
    all(&open, |row| row["isPaid"] == false);
    let customer = open[0]["customer"]["id"].as_str().unwrap();
    let theirs = reader
        .rows(&format!("invoices?customerIds={customer}"))
        .await;
    all(&theirs, |row| row["customer"]["id"] == customer);
    let bare = reader.rows("invoices?includeLineItems=false").await;
    all(&bare, |row| row["lines"] == json!([]));
    let linked = "invoices?paymentStatus=paid&includeLinkedTransactions=true";
    let linked = reader.rows(linked).await;
    all(&linked, |row| {
        row["linkedTransactions"][0]["transactionType"] == "receive_payment"
    });
    let banks = reader.rows("accounts?accountType=bank").await;
    all(&banks, |row| row["accountType"] == "bank");
    let rent = reader.rows("accounts?fullNames=RENT").await[0].clone();
    let id = rent["id"].as_str().unwrap();
    let checks = reader.rows(&format!("checks?accountIds={id}")).await;
    assert_eq!(checks.len(), 12);
    let inactive = reader.rows("customers?status=inactive").await;
    all(&inactive, |row| row["isActive"] == false);
    all(&reader.rows("customers").await, |row| {
        row["isActive"] == true
    });
    let owing = reader.rows("customers?totalBalanceGreaterThan=0").await;
    all(&owing, |row| row["totalBalance"] != "0.00");
    let changed = "invoices?updatedAfter=2026-10-01&transactionDateTo=2026-09-30";
    all(&reader.rows(changed).await, |row| {
        row["updatedAt"].as_str().unwrap() >= "2026-10-01"
    });
    let gone = "deleted-transactions?transactionTypes=bill&deletedAfter=2026-10-01";
    all(&reader.rows(gone).await, |row| {
        row["transactionType"] == "bill"
    });
}

#[tokio::test]
async fn refusals_are_conductors_or_quickbooks_own() {
    let reader = Reader::new().await;
    for wrong in [
        "bills-to-pay",
        "deleted-transactions",
        "deleted-transactions?transactionTypes=nonsense",
        "customers?nameFrom=A&nameContains=b",
        "customers?totalBalance=0&totalBalanceLessThan=5",
        "customers?limit=151",
        "reports/aging",
        "reports/aging?reportType=trial_balance",
        "reports/general-summary?reportType=trial_balance&reportDateMacro=today&reportDateTo=2026-10-01",
        "classes?limit=0",
    ] {
        reader.ask(wrong).await.invalid();
    }
    for missing in [
        "bills?refNumbers=nope",
        "bills/123ABC-1234567890",
        "customers?fullNames=Nobody",
        "invoices?customerIds=80000001-1",
        "bills-to-pay?vendorId=80000001-1",
        "vendors?nameFrom=B&nameTo=A",
    ] {
        let refused = reader.ask(missing).await;
        refused.error(502, "INTEGRATION_ERROR", "QBD_REQUEST_ERROR");
    }
    for unknown in ["templates/1", "vehicles", "company/1", "reports/nonsense"] {
        assert_eq!(reader.ask(unknown).await.status, 404, "{unknown}");
    }
}

#[tokio::test]
async fn a_thousand_names_that_begin_alike_come_in_order_after_any_pause() {
    let reader = Reader::new().await;
    let larger = json!({ "client": "Acme Plumbing", "names": 1_001 });
    reader.control("/practice/books", larger).await;
    let mut seen: Vec<String> = Vec::new();
    let mut from = "Cedar Lane Apartments".to_owned();
    loop {
        let path = format!("customers?nameFrom={}&limit=150", from.replace(' ', "%20"));
        let rows = reader.rows(&path).await;
        let names: Vec<_> = rows
            .iter()
            .map(|row| row["fullName"].as_str().unwrap().to_owned())
            .collect();
        let fresh: Vec<_> = names
            .iter()
            .filter(|name| !seen.contains(name))
            .cloned()
            .collect();
        if fresh.is_empty() {
            break;
        }
        from.clone_from(names.last().unwrap());
        seen.extend(fresh);
        reader.server.advance(11).await;
    }
    let alike = seen
        .iter()
        .filter(|name| name.starts_with("Cedar Lane Apartments "));
    assert_eq!(alike.count(), 1_001);
}

#[tokio::test]
async fn a_lost_answer_is_a_page_that_nobody_gets_again() {
    let reader = Reader::new().await;
    let (whole, _) = reader.walk("invoices?limit=10").await;
    let user = id_of(&reader.user);
    let lost = json!({
        "path": "/v1/quickbooks-desktop/invoices",
        "endUser": user,
        "skip": 1,
        "kind": "drop",
    });
    reader.control("/practice/faults", lost).await;
    let first = reader.ask("invoices?limit=10").await.ok();
    let next = format!(
        "invoices?limit=10&cursor={}",
        first["nextCursor"].as_str().unwrap()
    );
    assert!(reader.request(&next).send().await.is_err());
    // The same request again is answered with the page after the one that was lost.
    let third = reader.ask(&next).await.ok();
    assert_eq!(third["data"][0], whole[20]);
}

#[tokio::test]
async fn a_computer_falls_asleep_between_two_pages_and_others_do_not() {
    let reader = Reader::new().await;
    let other = reader.server.end_user("Northfield Vets").await;
    reader.server.apply_scenario("Northfield Vets", "ok").await;
    let asleep = json!({
        "path": "/v1/quickbooks-desktop/",
        "endUser": id_of(&reader.user),
        "skip": 1,
        "kind": "asleep",
    });
    reader.control("/practice/faults", asleep).await;
    let first = reader.ask("invoices?limit=10").await.ok();
    let next = format!(
        "invoices?limit=10&cursor={}",
        first["nextCursor"].as_str().unwrap()
    );
    for path in [next.as_str(), "invoices"] {
        reader.ask(path).await.error(
            409,
            "INTEGRATION_CONNECTION_ERROR",
            "INTEGRATION_CONNECTION_NOT_ACTIVE",
        );
    }
    let awake = reader
        .server
        .request(Method::GET, "/v1/quickbooks-desktop/invoices")
        .header("conductor-end-user-id", id_of(&other));
    reply(awake).await.ok();
}

#[tokio::test]
async fn ten_thousand_transactions_come_in_windows_and_pages() {
    let reader = Reader::new().await;
    let larger = json!({ "client": "Acme Plumbing", "transactions": 10_000 });
    reader.control("/practice/books", larger).await;
    let mut rows = 0;
    for (from, to) in [
        ("2025-12-01", "2026-03-31"),
        ("2026-04-01", "2026-07-31"),
        ("2026-08-01", "2026-11-30"),
    ] {
        let window = format!("transactions?transactionDateFrom={from}&transactionDateTo={to}");
        let (found, pages) = reader.walk(&window).await;
        assert_eq!(pages, found.len().div_ceil(150));
        rows += found.len();
    }
    assert_eq!(rows, 10_000);
}

#[tokio::test]
async fn the_log_says_whose_computer_had_how_much_to_do_at_once() {
    let reader = Reader::new().await;
    let first = reader.ask("invoices?limit=10").await.ok();
    let cursor = first["nextCursor"].as_str().unwrap();
    let next = format!("invoices?limit=10&cursor={cursor}");
    reader.ask(&next).await.ok();
    tokio::join!(reader.ask("classes"), reader.ask("classes"));
    let log = reader.server.bare(Method::GET, "/practice/log");
    let log: Vec<Value> = log.send().await.unwrap().json().await.unwrap();
    let books: Vec<_> = log
        .iter()
        .filter(|entry| entry["endUser"] == reader.user["id"])
        .map(|entry| (entry["atOnce"].as_u64().unwrap(), entry["cursor"] == true))
        .collect();
    assert_eq!(books[..2], [(1, false), (1, true)]);
    let mut together = [books[2].0, books[3].0];
    together.sort_unstable();
    assert_eq!(together, [1, 2]);
}

#[tokio::test]
async fn one_slow_computer_slows_no_other() {
    let reader = Reader::new().await;
    let slow = json!({
        "path": "/v1/quickbooks-desktop/",
        "endUser": "end_usr_of_another",
        "count": 1_000,
        "kind": "delay",
        "delayMs": 60_000,
    });
    reader.control("/practice/faults", slow).await;
    reader.ask("classes").await.ok();
}
