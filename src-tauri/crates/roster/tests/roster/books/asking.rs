//! What is asked, what is refused, and what the timeline and the bill say of it.

use std::sync::Arc;

use conductor::Filters;
use roster::RosterError;
use roster::books::BooksListener;
use roster::client::ClientId;
use roster::view::{BooksEvent, BooksReadView, BooksReport, State};

use super::{
    AGING, ALL, CUSTOMERS, Ended, INVOICES, connected, hanging_check, lines, october, read, unheard,
};
use crate::harness::{AppUnderTest, TestEnv};

async fn aging(app: &AppUnderTest, id: ClientId) -> Result<BooksReport, RosterError> {
    app.books()
        .books_report(
            id,
            "reports/aging",
            "ar_aging_summary",
            Filters::new(),
            unheard(),
        )
        .await
}

#[tokio::test]
async fn each_reading_leaves_one_line_with_days_and_rows_and_no_value() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    let mut heard = read(&app, id, "invoices", october(), ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    let rows = u32::try_from(heard.once().len()).unwrap();
    assert!(rows > 0);
    let by_number = || Filters::new().with("refNumbers", ["1042"]);
    let mut one = read(&app, id, "invoices", by_number(), ALL);
    assert_eq!(one.ended().await, Ended::Complete);
    assert_eq!(one.once().len(), 1);
    let record = app
        .books()
        .books_record(id, "invoices", &one.ids[0], unheard())
        .await
        .unwrap();
    assert_eq!(record.record["refNumber"], "1042");
    let none = app
        .books()
        .books_record(id, "invoices", "80000001-1", unheard())
        .await;
    assert_eq!(none.unwrap_err().view().code(), "notFound");
    let report = aging(&app, id).await.unwrap();
    assert!(!report.report.rows.is_empty());

    let line = |resource: &str, by: &[&str], rows| BooksReadView {
        resource: resource.to_owned(),
        report: None,
        from: None,
        to: None,
        by: by.iter().map(|name| (*name).to_owned()).collect(),
        rows,
        complete: true,
    };
    let expected = [
        BooksReadView {
            from: Some("2026-10-01".to_owned()),
            to: Some("2026-10-31".to_owned()),
            ..line("invoices", &[], rows)
        },
        line("invoices", &["refNumbers"], 1),
        line("invoices", &["id"], 1),
        BooksReadView {
            complete: false,
            ..line("invoices", &["id"], 0)
        },
        BooksReadView {
            report: Some("ar_aging_summary".to_owned()),
            ..line(
                "reports/aging",
                &[],
                u32::try_from(report.report.rows.len()).unwrap(),
            )
        },
    ];
    assert_eq!(lines(&app, id), expected);
    let on = app.timeline(id).unwrap()[0].computer.clone();
    assert_eq!(on, "TEST-PC", "who");
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_refused_before_anything_is_sent_or_written() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    let asked = env.count("GET", INVOICES).await;
    let never = || -> BooksListener { Arc::new(|_| panic!("nothing is told")) };
    for (resource, filters, code) in [
        ("nonsense", Filters::new(), "noSuchList"),
        (
            "invoices",
            Filters::new().with("nonsense", "1"),
            "badFilter",
        ),
        ("bills-to-pay", Filters::new(), "badFilter"),
        (
            "invoices",
            Filters::new()
                .with("refNumberContains", "1")
                .with("refNumberStartsWith", "1"),
            "badFilter",
        ),
    ] {
        let refused = app.books().books_list(id, resource, filters, ALL, never());
        assert_eq!(refused.unwrap_err().view().code(), code);
    }
    let online = app.add_online("Sue's Bakery");
    let refused = app
        .books()
        .books_list(online, "invoices", Filters::new(), ALL, never());
    assert_eq!(refused.unwrap_err().view().code(), "notDesktop");
    let unconnected = app.add_desktop("Umbra Lighting");
    let refused = app
        .books()
        .books_list(unconnected, "invoices", Filters::new(), ALL, never());
    assert!(matches!(refused, Err(RosterError::NotConnected)));
    // The names of filters are in the timeline, so only known ones may get there.
    let named = Filters::new().with("Sentinel Vendor", "1");
    let report = app
        .books()
        .books_report(id, AGING, "ar_aging_summary", named, never())
        .await;
    assert_eq!(report.unwrap_err().view().code(), "badFilter");
    let kind = app
        .books()
        .books_report(id, AGING, "Sentinel Vendor", Filters::new(), never())
        .await;
    assert_eq!(kind.unwrap_err().view().code(), "badFilter");
    let listed = app
        .books()
        .books_record(id, "payments-to-deposit", "1", never())
        .await;
    assert_eq!(listed.unwrap_err().view().code(), "noSuchList");
    assert_eq!(env.count("GET", INVOICES).await, asked);
    assert_eq!(lines(&app, id), []);
}

/// Seconds until the next month begins in UTC, and a little.
fn until_next_month(env: &TestEnv) -> i64 {
    let now = env.practice.clock().now().to_zoned(jiff::tz::TimeZone::UTC);
    let next = now.date().last_of_month().tomorrow().unwrap();
    let next = next.to_zoned(jiff::tz::TimeZone::UTC).unwrap();
    next.timestamp().as_second() - now.timestamp().as_second() + 1
}

#[tokio::test]
async fn a_month_that_begins_in_the_middle_of_a_reading_is_agreed_to_first() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let acme = connected(&env, &app, "Acme Plumbing").await;
    let umbra = connected(&env, &app, "Umbra Lighting").await;
    assert!(!app.books().books_before(acme).unwrap().billable);
    // It waits for a check, and meanwhile it is another month.
    let check = hanging_check(&env, &app, umbra).await;
    let mut heard = read(&app, acme, "invoices", october(), ALL);
    assert!(matches!(heard.next().await, Some(BooksEvent::Waiting(_))));
    env.advance(until_next_month(&env)).await;
    app.scheduler().stop_waiting(umbra);
    assert!(check.await.unwrap().is_err());
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete("notAgreed".to_owned())
    );
    assert_eq!(env.count("GET", INVOICES).await, 0);
    assert_eq!(lines(&app, acme), []);
    let before = app.books().books_before(acme).unwrap();
    let month = env.practice.clock().now().to_zoned(jiff::tz::TimeZone::UTC);
    assert!(before.billable);
    assert_eq!(before.month, month.strftime("%Y-%m").to_string());
    app.books().books_agree(acme).unwrap();
    heard.more(&app, ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    // An agreement is of one month.
    env.advance(until_next_month(&env)).await;
    let refused = app
        .books()
        .books_list(acme, "invoices", october(), ALL, unheard());
    assert!(matches!(refused, Err(RosterError::NotAgreed)));
}

#[tokio::test]
async fn a_missing_number_and_a_failing_connection_are_distinguished() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    let mut heard = read(
        &app,
        id,
        "bills",
        Filters::new().with("refNumbers", ["no such number"]),
        ALL,
    );
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete("notFound".to_owned())
    );
    assert_eq!(app.state(id), State::Connected, "QuickBooks answered");
    env.apply_scenario("Acme Plumbing", "wc_offline").await;
    let mut heard = read(&app, id, "bills", october(), ALL);
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete("answered".to_owned())
    );
    assert_eq!(app.state(id), State::WcOffline, "as a check would say");
}

#[tokio::test]
async fn reading_makes_a_connection_count_for_the_month_and_is_announced_before() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    let other = connected(&env, &app, "Umbra Lighting").await;
    env.advance(40 * 24 * 3600).await;
    let before = app.books().books_before(id).unwrap();
    assert_eq!((before.billable, before.used_this_month), (true, 0));
    let asked = env.count("GET", CUSTOMERS).await;
    let refused = app
        .books()
        .books_list(id, "customers", Filters::new(), ALL, unheard());
    assert!(
        matches!(refused, Err(RosterError::NotAgreed)),
        "{refused:?}"
    );
    let record = app
        .books()
        .books_record(id, "customers", "80000001-1", unheard())
        .await;
    assert!(matches!(record, Err(RosterError::NotAgreed)));
    let report = aging(&app, id).await;
    assert!(matches!(report, Err(RosterError::NotAgreed)));
    assert_eq!(env.count("GET", CUSTOMERS).await, asked);
    assert_eq!(lines(&app, id), [], "nothing was read");
    app.books().books_agree(id).unwrap();
    let mut heard = read(&app, id, "customers", Filters::new(), ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    let after = app.books().books_before(id).unwrap();
    assert_eq!((after.billable, after.used_this_month), (false, 1));
    let neighbour = app.books().books_before(other).unwrap();
    assert_eq!((neighbour.billable, neighbour.used_this_month), (true, 1));
}
