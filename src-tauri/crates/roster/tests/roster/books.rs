//! A client's books over the practice firm's: whole, once, stopped, interrupted, and kept nowhere.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use conductor::Filters;
use conductor::catalogue::{ReportKind, Resource, Shape};
use roster::RosterError;
use roster::client::ClientId;
use roster::view::{BooksEvent, BooksReadView, BooksWait, EventKind, Handed, ProblemCode, State};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::harness::{Seat, World};

const DEADLINE: Duration = Duration::from_secs(60);
const CUSTOMERS: &str = "/v1/quickbooks-desktop/customers";
const INVOICES: &str = "/v1/quickbooks-desktop/invoices";
const CHECK: &str = "/v1/quickbooks-desktop/health-check";
/// More than any list here has.
const ALL: u32 = 100_000;

async fn connected(world: &World, seat: &Seat, name: &str) -> ClientId {
    let id = seat.add_desktop(name);
    seat.connect_desktop(id, 60, Handed::Opened).await.unwrap();
    world.fate(name, "complete_flow").await;
    seat.look_at_end_user(id).await.unwrap();
    assert_eq!(seat.state(id), State::Connected);
    id
}

/// What a window hears of one reading.
struct Heard {
    number: u32,
    events: UnboundedReceiver<BooksEvent>,
    waits: Vec<(String, Option<String>, BooksWait)>,
    ids: Vec<String>,
    fetched: u32,
}

/// How it ended.
#[derive(Debug, PartialEq)]
enum Ended {
    Complete,
    Capped,
    Incomplete(ProblemCode),
}

fn october() -> Filters {
    Filters::new()
        .with("transactionDateFrom", "2026-10-01")
        .with("transactionDateTo", "2026-10-31")
}

fn read(seat: &Seat, id: ClientId, resource: &str, filters: Filters, most: u32) -> Heard {
    let (tell, events) = unbounded_channel();
    let listener = Arc::new(move |event| drop(tell.send(event)));
    let number = seat
        .books_list(id, resource, filters, most, listener)
        .unwrap();
    Heard {
        number,
        events,
        waits: Vec::new(),
        ids: Vec::new(),
        fetched: 0,
    }
}

impl Heard {
    /// Goes on with the same rows.
    fn more(&mut self, seat: &Seat, most: u32) {
        let (tell, events) = unbounded_channel();
        let listener = Arc::new(move |event| drop(tell.send(event)));
        seat.books_more(self.number, most, listener).unwrap();
        self.events = events;
    }

    async fn next(&mut self) -> Option<BooksEvent> {
        let event = tokio::time::timeout(DEADLINE, self.events.recv())
            .await
            .expect("a reading that ends");
        match &event {
            Some(BooksEvent::Waiting {
                r#for,
                computer,
                what,
            }) => {
                self.waits.push((r#for.clone(), computer.clone(), *what));
            }
            Some(BooksEvent::Page {
                records, fetched, ..
            }) => {
                let id = |row: &conductor::Record| {
                    row.get("id").and_then(Value::as_str).map(str::to_owned)
                };
                self.ids.extend(records.0.iter().filter_map(id));
                self.fetched = *fetched;
            }
            _ => {}
        }
        event
    }

    async fn ended(&mut self) -> Ended {
        loop {
            match self.next().await.expect("an end") {
                BooksEvent::Done { complete: true, .. } => return Ended::Complete,
                BooksEvent::Done {
                    complete: false, ..
                } => return Ended::Capped,
                BooksEvent::Incomplete { why, fetched, .. } => {
                    assert_eq!(fetched, self.fetched);
                    return Ended::Incomplete(why.code);
                }
                _ => {}
            }
        }
    }

    /// The ids that came; none of them came twice.
    fn once(&self) -> HashSet<&str> {
        let once: HashSet<&str> = self.ids.iter().map(String::as_str).collect();
        assert_eq!(once.len(), self.ids.len(), "none comes twice");
        once
    }
}

/// The lines of readings in the timeline, oldest first.
fn lines(seat: &Seat, id: ClientId) -> Vec<BooksReadView> {
    let events = seat.timeline(id).unwrap();
    let mut lines: Vec<_> = events
        .into_iter()
        .filter(|line| line.event == EventKind::BooksRead)
        .map(|line| line.books.expect("what was read"))
        .collect();
    lines.reverse();
    lines
}

#[tokio::test]
async fn each_reading_leaves_one_line_with_days_and_rows_and_no_value() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
    let mut heard = read(&seat, id, "invoices", october(), ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    let rows = u32::try_from(heard.once().len()).unwrap();
    assert!(rows > 0);
    let by_number = || Filters::new().with("refNumbers", ["1042"]);
    let mut one = read(&seat, id, "invoices", by_number(), ALL);
    assert_eq!(one.ended().await, Ended::Complete);
    assert_eq!(one.once().len(), 1);
    let record = seat
        .books_record(id, "invoices", &one.ids[0])
        .await
        .unwrap();
    assert_eq!(record.record["refNumber"], "1042");
    let none = seat.books_record(id, "invoices", "80000001-1").await;
    assert_eq!(none.unwrap_err().view().code, ProblemCode::NotFound);
    let report = seat
        .books_report(id, "reports/aging", "ar_aging_summary", Filters::new())
        .await
        .unwrap();
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
    assert_eq!(lines(&seat, id), expected);
    let on = seat.timeline(id).unwrap()[0].computer.clone();
    assert_eq!(on, "TEST-PC", "who");
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_refused_before_anything_is_sent_or_written() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
    let asked = world.count("GET", INVOICES).await;
    let never = || Arc::new(|_| panic!("nothing is told"));
    for (resource, filters) in [
        ("nonsense", Filters::new()),
        ("invoices", Filters::new().with("nonsense", "1")),
        ("bills-to-pay", Filters::new()),
        (
            "invoices",
            Filters::new()
                .with("refNumberContains", "1")
                .with("refNumberStartsWith", "1"),
        ),
    ] {
        let refused = seat.books_list(id, resource, filters, ALL, never());
        assert_eq!(refused.unwrap_err().view().code, ProblemCode::Invalid);
    }
    let online = seat.add_online("Sue's Bakery");
    let refused = seat.books_list(online, "invoices", Filters::new(), ALL, never());
    assert_eq!(refused.unwrap_err().view().code, ProblemCode::Invalid);
    let unconnected = seat.add_desktop("Umbra Lighting");
    let refused = seat.books_list(unconnected, "invoices", Filters::new(), ALL, never());
    assert!(matches!(refused, Err(RosterError::NotConnected)));
    assert_eq!(world.count("GET", INVOICES).await, asked);
    assert_eq!(lines(&seat, id), []);
}

#[tokio::test]
async fn an_answer_that_is_lost_keeps_what_came_and_its_page_is_asked_for_once() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
    world.larger_books("Acme Plumbing", 0, 400).await;
    world
        .fault(json!({ "path": CUSTOMERS, "skip": 1, "kind": "drop" }))
        .await;
    let mut heard = read(&seat, id, "customers", Filters::new(), ALL);
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete(ProblemCode::Unreachable)
    );
    assert_eq!(heard.fetched, 150, "the first page");
    assert_eq!(world.count("GET", CUSTOMERS).await, 2, "each page once");
    heard.more(&seat, ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    let mut whole = read(&seat, id, "customers", Filters::new(), ALL);
    assert_eq!(whole.ended().await, Ended::Complete);
    assert_eq!(heard.once(), whole.once());
    let complete: Vec<_> = lines(&seat, id)
        .iter()
        .map(|it| (it.rows, it.complete))
        .collect();
    let all = u32::try_from(whole.ids.len()).unwrap();
    assert_eq!(complete, [(150, false), (all - 150, true), (all, true)]);
}

#[tokio::test]
async fn names_go_on_after_any_pause_with_none_missing_and_none_twice() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
    world.larger_books("Acme Plumbing", 0, 1001).await;
    let mut whole = read(&seat, id, "customers", Filters::new(), ALL);
    assert_eq!(whole.ended().await, Ended::Complete);
    assert!(whole.once().len() >= 1001);

    let mut heard = read(&seat, id, "customers", Filters::new(), 300);
    let mut most = 300;
    loop {
        match heard.ended().await {
            Ended::Complete => break,
            Ended::Capped => assert!(heard.fetched >= most && heard.fetched < most + 150),
            other @ Ended::Incomplete(_) => panic!("{other:?}"),
        }
        // The cursor is gone by now.
        world.advance(11).await;
        most += 300;
        heard.more(&seat, most);
    }
    assert_eq!(heard.once(), whole.once());
}

#[tokio::test]
async fn months_that_reached_the_cap_go_on_with_none_missing_and_none_twice() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
    world.larger_books("Acme Plumbing", 2000, 0).await;
    let year = || {
        Filters::new()
            .with("transactionDateFrom", "2025-12-01")
            .with("transactionDateTo", "2026-11-30")
    };
    let mut whole = read(&seat, id, "transactions", year(), ALL);
    assert_eq!(whole.ended().await, Ended::Complete);
    let mut heard = read(&seat, id, "transactions", year(), 500);
    assert_eq!(heard.ended().await, Ended::Capped);
    assert!(heard.fetched >= 500);
    world.advance(11).await;
    heard.more(&seat, ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    assert_eq!(heard.fetched, whole.fetched);
}

#[tokio::test]
async fn readings_and_checks_of_one_computer_wait_for_each_other_and_say_for_whom() {
    let world = World::new().await;
    let seat = world.seat().await;
    let acme = connected(&world, &seat, "Acme Plumbing").await;
    let umbra = connected(&world, &seat, "Umbra Lighting").await;
    world
        .fault(json!({ "path": CHECK, "kind": "delay", "delayMs": 60_000 }))
        .await;
    let roster = seat.roster.clone();
    let check = tokio::spawn(async move { roster.check_client(acme).await });
    world.until_faults_are_spent().await;
    let mut heard = read(&seat, umbra, "invoices", october(), ALL);
    assert!(matches!(
        heard.next().await,
        Some(BooksEvent::Waiting { .. })
    ));
    let of = |client: &str, what| (client.to_owned(), Some("FRONT-DESK".to_owned()), what);
    assert_eq!(heard.waits, [of("Acme Plumbing", BooksWait::Check)]);
    assert_eq!(world.count("GET", INVOICES).await, 0, "not asked yet");
    assert_eq!(lines(&seat, umbra), [], "and so nothing was read");
    seat.stop_waiting(acme);
    assert!(check.await.unwrap().is_err());
    assert_eq!(heard.ended().await, Ended::Complete);

    world
        .fault(json!({ "path": INVOICES, "kind": "delay", "delayMs": 60_000 }))
        .await;
    let slow = read(&seat, acme, "invoices", october(), ALL);
    world.until_faults_are_spent().await;
    let mut second = read(&seat, umbra, "customers", Filters::new(), ALL);
    assert!(matches!(
        second.next().await,
        Some(BooksEvent::Waiting { .. })
    ));
    assert_eq!(second.waits, [of("Acme Plumbing", BooksWait::Books)]);
    let checks = world.count("GET", CHECK).await;
    let roster = seat.roster.clone();
    let check = tokio::spawn(async move { roster.check_client(umbra).await });
    seat.until_state(umbra, State::Checking).await;
    assert_eq!(
        world.count("GET", CHECK).await,
        checks,
        "the check waits too"
    );
    seat.books_stop(slow.number);
    assert_eq!(second.ended().await, Ended::Complete);
    assert_eq!(check.await.unwrap().unwrap().state, State::Connected);
}

#[tokio::test]
async fn stop_comes_through_at_once_and_close_is_the_last_that_is_heard() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
    world.larger_books("Acme Plumbing", 0, 400).await;
    let hang = json!({ "path": CUSTOMERS, "skip": 1, "kind": "delay", "delayMs": 600_000 });
    world.fault(hang.clone()).await;
    let mut heard = read(&seat, id, "customers", Filters::new(), ALL);
    world.until_faults_are_spent().await;
    seat.books_stop(heard.number);
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete(ProblemCode::Cancelled)
    );
    assert_eq!(heard.fetched, 150);
    assert_eq!(seat.state(id), State::Connected, "nothing is wrong");
    heard.more(&seat, ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    heard.once();

    world.fault(hang).await;
    let mut closed = read(&seat, id, "customers", Filters::new(), ALL);
    world.until_faults_are_spent().await;
    seat.books_close(id);
    while let Some(event) = closed.next().await {
        assert!(matches!(event, BooksEvent::Page { .. }), "{event:?}");
    }
    let never = Arc::new(|_| panic!("nothing is told"));
    let forgotten = seat.books_more(closed.number, ALL, never);
    assert!(matches!(forgotten, Err(RosterError::NothingPending)));
}

#[tokio::test]
async fn a_number_that_is_not_there_and_a_connection_that_fails_are_told_apart() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
    let mut heard = read(
        &seat,
        id,
        "bills",
        Filters::new().with("refNumbers", ["no such number"]),
        ALL,
    );
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete(ProblemCode::NotFound)
    );
    assert_eq!(seat.state(id), State::Connected, "QuickBooks answered");
    world.fate("Acme Plumbing", "wc_offline").await;
    let mut heard = read(&seat, id, "bills", october(), ALL);
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete(ProblemCode::ServiceError)
    );
    assert_eq!(seat.state(id), State::WcOffline, "as a check would say");
}

#[tokio::test]
async fn reading_makes_a_connection_count_for_the_month_and_is_told_before() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
    let other = connected(&world, &seat, "Umbra Lighting").await;
    world.advance(40 * 24 * 3600).await;
    let before = seat.books_before(id).unwrap();
    assert_eq!((before.billable, before.used_this_month), (true, 0));
    let mut heard = read(&seat, id, "customers", Filters::new(), ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    let after = seat.books_before(id).unwrap();
    assert_eq!((after.billable, after.used_this_month), (false, 1));
    let neighbour = seat.books_before(other).unwrap();
    assert_eq!((neighbour.billable, neighbour.used_this_month), (true, 1));
}

/// Every text of a value, but what stands elsewhere for reasons of its own.
fn sentinels(value: &Value, found: &mut HashSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|it| sentinels(it, found)),
        Value::Object(fields) => fields.values().for_each(|it| sentinels(it, found)),
        _ => {}
    }
}

#[tokio::test]
async fn nothing_that_was_read_is_kept_or_said_anywhere() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
    let mut found = HashSet::new();
    let mut printed = String::new();
    for resource in Resource::all() {
        if resource.filters.iter().any(|filter| filter.required) {
            continue;
        }
        let mut heard = read(&seat, id, resource.path, Filters::new(), ALL);
        let mut first = None;
        loop {
            let event = heard.next().await.expect("an end");
            write!(printed, "{event:?}").unwrap();
            match event {
                BooksEvent::Page { records, .. } => {
                    let rows = serde_json::to_value(&records).unwrap();
                    first = first.or_else(|| rows[0]["id"].as_str().map(str::to_owned));
                    sentinels(&rows, &mut found);
                }
                BooksEvent::Done { complete, .. } => break assert!(complete, "{}", resource.path),
                BooksEvent::Incomplete { why, .. } => panic!("{}: {why:?}", resource.path),
                BooksEvent::Waiting { .. } => {}
            }
        }
        if let Some(first) =
            first.filter(|_| resource.can_retrieve && resource.shape != Shape::Singleton)
        {
            let record = seat.books_record(id, resource.path, &first).await.unwrap();
            write!(printed, "{record:?}").unwrap();
            sentinels(&serde_json::to_value(&record.record).unwrap(), &mut found);
        }
    }
    for report in ReportKind::all() {
        for kind in report.types() {
            let Ok(table) = seat
                .books_report(id, report.path, kind, Filters::new())
                .await
            else {
                continue;
            };
            write!(printed, "{table:?}").unwrap();
            sentinels(&serde_json::to_value(&table.report).unwrap(), &mut found);
        }
    }
    // And what was asked for, and what QuickBooks says of it.
    let secret = "Sentinel Vendor 90-0010002";
    let filters = Filters::new().with("fullNames", [secret]);
    let mut heard = read(&seat, id, "customers", filters, ALL);
    write!(printed, "{:?}", heard.ended().await).unwrap();
    found.insert(secret.to_owned());
    for known in ["900-10-1000", "0001231000", "90-0010002"] {
        assert!(
            found.iter().any(|it| it.contains(known)),
            "{known} was read"
        );
    }
    found.retain(|text| is_a_sentinel(text));
    assert!(found.len() > 500, "{}", found.len());

    for (place, all) in [
        ("disk", world.disk()),
        ("events", world.heard().join("\n").into_bytes()),
        ("keychain", world.vault.ever_kept().join("\n").into_bytes()),
        ("print", printed.into_bytes()),
    ] {
        let place_has = Holding::new(&all);
        for text in &found {
            assert!(!place_has.holds(text), "{place} holds {text:?}");
        }
    }
}

/// Bytes in which thousands of texts are looked for.
struct Holding<'a> {
    bytes: &'a [u8],
    beginnings: HashSet<&'a [u8]>,
}

/// The shortest text that is looked for.
const SHORTEST: usize = 8;

impl<'a> Holding<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let beginnings = bytes.windows(SHORTEST).collect();
        Self { bytes, beginnings }
    }

    fn holds(&self, text: &str) -> bool {
        let text = text.as_bytes();
        self.beginnings.contains(&text[..SHORTEST])
            && self.bytes.windows(text.len()).any(|it| it == text)
    }
}

/// Long enough to be found by its own, and no word, day or time that stands elsewhere.
fn is_a_sentinel(text: &str) -> bool {
    text.len() >= SHORTEST
        && !text.contains("Acme Plumbing")
        && text.parse::<jiff::Timestamp>().is_err()
        && text.parse::<jiff::civil::Date>().is_err()
        && text.chars().any(|c| c.is_ascii_digit() || c == ' ')
        && !text.starts_with("req_")
        // The service's own words: a history names which report was read.
        && !text.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_')
}
