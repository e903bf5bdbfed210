//! A client's books over the practice firm's: whole, once, stopped, interrupted, and kept nowhere.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use conductor::catalogue::{ReportKind, Resource, Shape};
use conductor::{Conductor, Filters, SecretKey};
use roster::RosterError;
use roster::books::BooksListener;
use roster::client::ClientId;
use roster::view::{
    BooksEvent, BooksReadView, BooksWait, ClientRow, ComputerBusy, EventKind, LinkDelivery,
    ProblemCode, State,
};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;

use crate::harness::{AppUnderTest, TestEnv};

const DEADLINE: Duration = Duration::from_secs(60);
const CUSTOMERS: &str = "/v1/quickbooks-desktop/customers";
const INVOICES: &str = "/v1/quickbooks-desktop/invoices";
const REPORTS: &str = "/v1/quickbooks-desktop/reports";
const AGING: &str = "reports/aging";
const CHECK: &str = "/v1/quickbooks-desktop/health-check";
/// More than any list here has.
const ALL: u32 = 100_000;

async fn connected(env: &TestEnv, app: &AppUnderTest, name: &str) -> ClientId {
    let id = app.add_desktop(name);
    app.desktop()
        .connect_desktop(id, 60, LinkDelivery::Opened)
        .await
        .unwrap();
    env.apply_scenario(name, "complete_flow").await;
    app.desktop().look_at_end_user(id).await.unwrap();
    assert_eq!(app.state(id), State::Connected);
    id
}

/// The events of one reading.
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

fn unheard() -> BooksListener {
    Arc::new(|_| {})
}

fn read(app: &AppUnderTest, id: ClientId, resource: &str, filters: Filters, most: u32) -> Heard {
    let (sender, events) = unbounded_channel();
    let listener = Arc::new(move |event| drop(sender.send(event)));
    let number = app
        .books()
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
    fn more(&mut self, app: &AppUnderTest, most: u32) {
        let (sender, events) = unbounded_channel();
        let listener = Arc::new(move |event| drop(sender.send(event)));
        app.books().books_more(self.number, most, listener).unwrap();
        self.events = events;
    }

    async fn next(&mut self) -> Option<BooksEvent> {
        let event = tokio::time::timeout(DEADLINE, self.events.recv())
            .await
            .expect("a reading that ends");
        match &event {
            Some(BooksEvent::Waiting(busy)) => {
                let busy = busy.clone();
                self.waits.push((busy.r#for, busy.computer, busy.what));
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
fn lines(app: &AppUnderTest, id: ClientId) -> Vec<BooksReadView> {
    let events = app.timeline(id).unwrap();
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
    assert_eq!(none.unwrap_err().view().code, ProblemCode::NotFound);
    let report = app
        .books()
        .books_report(
            id,
            "reports/aging",
            "ar_aging_summary",
            Filters::new(),
            unheard(),
        )
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
        let refused = app.books().books_list(id, resource, filters, ALL, never());
        assert_eq!(refused.unwrap_err().view().code, ProblemCode::Invalid);
    }
    let online = app.add_online("Sue's Bakery");
    let refused = app
        .books()
        .books_list(online, "invoices", Filters::new(), ALL, never());
    assert_eq!(refused.unwrap_err().view().code, ProblemCode::Invalid);
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
    assert_eq!(report.unwrap_err().view().code, ProblemCode::Invalid);
    let kind = app
        .books()
        .books_report(id, AGING, "Sentinel Vendor", Filters::new(), never())
        .await;
    assert_eq!(kind.unwrap_err().view().code, ProblemCode::Invalid);
    let listed = app
        .books()
        .books_record(id, "payments-to-deposit", "1", never())
        .await;
    assert_eq!(listed.unwrap_err().view().code, ProblemCode::Invalid);
    assert_eq!(env.count("GET", INVOICES).await, asked);
    assert_eq!(lines(&app, id), []);
}

#[tokio::test]
async fn an_answer_that_is_lost_keeps_what_came_and_its_page_is_asked_for_once() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 400).await;
    env.fault(json!({ "path": CUSTOMERS, "skip": 1, "kind": "drop" }))
        .await;
    let mut heard = read(&app, id, "customers", Filters::new(), ALL);
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete(ProblemCode::Unreachable)
    );
    assert_eq!(heard.fetched, 150, "the first page");
    assert_eq!(env.count("GET", CUSTOMERS).await, 2, "each page once");
    heard.more(&app, ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    let mut whole = read(&app, id, "customers", Filters::new(), ALL);
    assert_eq!(whole.ended().await, Ended::Complete);
    assert_eq!(heard.once(), whole.once());
    let complete: Vec<_> = lines(&app, id)
        .iter()
        .map(|it| (it.rows, it.complete))
        .collect();
    let all = u32::try_from(whole.ids.len()).unwrap();
    assert_eq!(complete, [(150, false), (all - 150, true), (all, true)]);
}

#[tokio::test]
async fn names_go_on_after_any_pause_with_none_missing_and_none_twice() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 1001).await;
    let mut whole = read(&app, id, "customers", Filters::new(), ALL);
    assert_eq!(whole.ended().await, Ended::Complete);
    assert!(whole.once().len() >= 1001);

    let mut heard = read(&app, id, "customers", Filters::new(), 300);
    let mut most = 300;
    loop {
        match heard.ended().await {
            Ended::Complete => break,
            Ended::Capped => assert!(heard.fetched >= most && heard.fetched < most + 150),
            other @ Ended::Incomplete(_) => panic!("{other:?}"),
        }
        // The cursor is gone by now.
        env.advance(11).await;
        most += 300;
        heard.more(&app, most);
    }
    assert_eq!(heard.once(), whole.once());
}

#[tokio::test]
async fn months_that_reached_the_cap_go_on_with_none_missing_and_none_twice() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 2000, 0).await;
    let year = || {
        Filters::new()
            .with("transactionDateFrom", "2025-12-01")
            .with("transactionDateTo", "2026-11-30")
    };
    let mut whole = read(&app, id, "transactions", year(), ALL);
    assert_eq!(whole.ended().await, Ended::Complete);
    let mut heard = read(&app, id, "transactions", year(), 500);
    assert_eq!(heard.ended().await, Ended::Capped);
    assert!(heard.fetched >= 500);
    env.advance(11).await;
    heard.more(&app, ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    assert_eq!(heard.fetched, whole.fetched);
}

/// A check that has asked and gets no answer.
async fn hanging_check(env: &TestEnv, app: &AppUnderTest, id: ClientId) -> JoinHandle<Checked> {
    env.fault(json!({ "path": CHECK, "kind": "delay", "delayMs": 60_000 }))
        .await;
    let roster = app.roster.clone();
    let check = tokio::spawn(async move { roster.scheduler().check_client(id).await });
    env.until_faults_are_spent().await;
    check
}

type Checked = Result<ClientRow, RosterError>;

#[tokio::test]
async fn readings_and_checks_of_one_computer_wait_for_each_other_and_say_for_whom() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let acme = connected(&env, &app, "Acme Plumbing").await;
    let umbra = connected(&env, &app, "Umbra Lighting").await;
    let check = hanging_check(&env, &app, acme).await;
    let mut heard = read(&app, umbra, "invoices", october(), ALL);
    assert!(matches!(heard.next().await, Some(BooksEvent::Waiting(_))));
    let of = |client: &str, what| (client.to_owned(), Some("FRONT-DESK".to_owned()), what);
    assert_eq!(heard.waits, [of("Acme Plumbing", BooksWait::Check)]);
    assert_eq!(env.count("GET", INVOICES).await, 0, "not asked yet");
    assert_eq!(lines(&app, umbra), [], "and so nothing was read");
    app.scheduler().stop_waiting(acme);
    assert!(check.await.unwrap().is_err());
    assert_eq!(heard.ended().await, Ended::Complete);

    env.fault(json!({ "path": INVOICES, "kind": "delay", "delayMs": 60_000 }))
        .await;
    let slow = read(&app, acme, "invoices", october(), ALL);
    env.until_faults_are_spent().await;
    let mut second = read(&app, umbra, "customers", Filters::new(), ALL);
    assert!(matches!(second.next().await, Some(BooksEvent::Waiting(_))));
    assert_eq!(second.waits, [of("Acme Plumbing", BooksWait::Books)]);
    let checks = env.count("GET", CHECK).await;
    let roster = app.roster.clone();
    let check = tokio::spawn(async move { roster.scheduler().check_client(umbra).await });
    let row = app.until_state(umbra, State::Checking).await;
    let row = if row.waits_for.is_some() {
        row
    } else {
        app.until_state(umbra, State::Checking).await
    };
    let busy = ComputerBusy {
        r#for: "Acme Plumbing".to_owned(),
        computer: Some("FRONT-DESK".to_owned()),
        what: BooksWait::Books,
    };
    assert_eq!(
        row.waits_for,
        Some(busy),
        "the check says what it waits for"
    );
    assert_eq!(env.count("GET", CHECK).await, checks, "the check waits too");
    app.books().books_stop(slow.number);
    assert_eq!(second.ended().await, Ended::Complete);
    let row = check.await.unwrap().unwrap();
    assert_eq!((row.state, row.waits_for), (State::Connected, None));
}

/// Reads one record or report in a task of its own; its events come through the channel.
fn ask(
    app: &AppUnderTest,
    id: ClientId,
    is_report: bool,
) -> (
    JoinHandle<Result<(), RosterError>>,
    UnboundedReceiver<BooksEvent>,
) {
    let (sender, events) = unbounded_channel();
    let listener: BooksListener = Arc::new(move |event| drop(sender.send(event)));
    let roster = app.roster.clone();
    let asking = async move {
        if is_report {
            let kind = "ar_aging_summary";
            let asked = roster
                .books()
                .books_report(id, AGING, kind, Filters::new(), listener);
            asked.await.map(drop)
        } else {
            let asked = roster
                .books()
                .books_record(id, "customers", "80000001-1", listener);
            asked.await.map(drop)
        }
    };
    (tokio::spawn(asking), events)
}

#[tokio::test]
async fn a_record_and_a_report_wait_for_their_turn_say_for_whom_and_can_be_stopped() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let acme = connected(&env, &app, "Acme Plumbing").await;
    let umbra = connected(&env, &app, "Umbra Lighting").await;
    for is_report in [false, true] {
        env.fault(json!({ "path": INVOICES, "kind": "delay", "delayMs": 60_000 }))
            .await;
        let slow = read(&app, acme, "invoices", october(), ALL);
        env.until_faults_are_spent().await;
        let asked = env.log().await.len();
        let (asking, mut events) = ask(&app, umbra, is_report);
        let Some(BooksEvent::Begun { reading }) = events.recv().await else {
            panic!("it has a number");
        };
        let Some(BooksEvent::Waiting(busy)) = events.recv().await else {
            panic!("it says what it waits for");
        };
        assert_eq!(
            (busy.r#for.as_str(), busy.what),
            ("Acme Plumbing", BooksWait::Books)
        );
        app.books().books_stop(reading);
        let stopped = asking.await.unwrap();
        assert!(
            matches!(stopped, Err(RosterError::Cancelled)),
            "{stopped:?}"
        );
        assert_eq!(env.log().await.len(), asked, "nothing was sent");
        assert_eq!(lines(&app, umbra), [], "and so nothing was read");
        app.books().books_stop(slow.number);
    }
}

/// However a reading ends, the next question of its computer is asked at once.
#[tokio::test]
async fn the_computer_is_free_as_soon_as_a_reading_is_stopped_closed_late_or_given_up() {
    let env = TestEnv::new().await;
    let app = env
        .app_with(|parts| {
            let endpoints = &env.practice.endpoints().conductor;
            let impatient = Conductor::builder(SecretKey::new(&endpoints.secret_key))
                .base_url(endpoints.base_url.parse().unwrap())
                .timeout(Duration::from_secs(4))
                .retry(conductor::RetryPolicy::none())
                .build();
            let side = parts.conductor.as_mut().unwrap();
            side.api = impatient.unwrap();
        })
        .await;
    let acme = connected(&env, &app, "Acme Plumbing").await;
    let umbra = connected(&env, &app, "Umbra Lighting").await;
    // The books are made when they are first asked for, which takes a while.
    let mut first = read(&app, umbra, "classes", Filters::new(), ALL);
    assert_eq!(first.ended().await, Ended::Complete);
    let hang = async |path: &str| {
        let fault = json!({ "path": path, "kind": "delay", "delayMs": 600_000 });
        env.fault(fault).await;
    };
    let is_free = async |why: &str| {
        let mut next = read(&app, umbra, "classes", Filters::new(), ALL);
        let ended = tokio::time::timeout(Duration::from_secs(3), next.ended());
        assert_eq!(ended.await.expect(why), Ended::Complete, "{why}");
    };
    for why in ["stopped", "closed", "the page is gone", "late"] {
        hang(INVOICES).await;
        let mut slow = read(&app, acme, "invoices", october(), ALL);
        env.until_faults_are_spent().await;
        match why {
            "stopped" => app.books().books_stop(slow.number),
            "closed" => app.books().books_close(acme),
            "the page is gone" => app.books().books_close_all(),
            _ => {
                let unreachable = Ended::Incomplete(ProblemCode::Unreachable);
                assert_eq!(slow.ended().await, unreachable);
            }
        }
        is_free(why).await;
    }
    for is_report in [false, true] {
        for why in ["stopped", "closed", "given up"] {
            hang(if is_report { REPORTS } else { CUSTOMERS }).await;
            let (asking, mut events) = ask(&app, acme, is_report);
            let Some(BooksEvent::Begun { reading }) = events.recv().await else {
                panic!("it has a number");
            };
            env.until_faults_are_spent().await;
            match why {
                "stopped" => app.books().books_stop(reading),
                "closed" => app.books().books_close(acme),
                _ => asking.abort(),
            }
            is_free(why).await;
        }
    }
    let check = hanging_check(&env, &app, acme).await;
    app.scheduler().stop_waiting(acme);
    is_free("a check is stopped").await;
    assert!(check.await.unwrap().is_err());
}

#[tokio::test]
async fn what_is_not_gone_on_with_for_fifteen_minutes_is_forgotten() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 400).await;
    let mut heard = read(&app, id, "customers", Filters::new(), 150);
    assert_eq!(heard.ended().await, Ended::Capped);
    env.advance(15 * 60 - 30).await;
    heard.more(&app, 300);
    assert_eq!(heard.ended().await, Ended::Capped, "it is used again");
    let asked = env.count("GET", CUSTOMERS).await;
    env.advance(15 * 60).await;
    let forgotten = app.books().books_more(heard.number, ALL, unheard());
    assert!(matches!(forgotten, Err(RosterError::NothingPending)));
    assert_eq!(env.count("GET", CUSTOMERS).await, asked);
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
        Ended::Incomplete(ProblemCode::NotAgreed)
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
async fn an_end_user_that_is_deleted_in_the_middle_is_gone_and_no_record_is() {
    for way in ["a page", "a record", "a report"] {
        let env = TestEnv::new().await;
        let app = env.app().await;
        let id = connected(&env, &app, "Acme Plumbing").await;
        env.larger_books("Acme Plumbing", 0, 400).await;
        let end_user = app.row(id).end_user_id.unwrap();
        let failed = if way == "a page" {
            // The work is done before it is late.
            env.fault(json!({ "path": CUSTOMERS, "kind": "delay", "delayMs": 1_500 }))
                .await;
            let mut heard = read(&app, id, "customers", Filters::new(), ALL);
            env.until_faults_are_spent().await;
            env.delete_end_user(&end_user).await;
            let ended = heard.ended().await;
            assert_eq!(heard.fetched, 150, "what came is kept");
            let forgotten = app.books().books_more(heard.number, ALL, unheard());
            assert!(matches!(forgotten, Err(RosterError::NotConnected)));
            ended
        } else {
            env.delete_end_user(&end_user).await;
            let (asking, _events) = ask(&app, id, way == "a report");
            Ended::Incomplete(asking.await.unwrap().unwrap_err().view().code)
        };
        assert_eq!(
            failed,
            Ended::Incomplete(ProblemCode::NotConnected),
            "{way}"
        );
        assert_eq!(app.row(id).end_user_id, None, "{way}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_that_is_over_keeps_what_came_and_says_nothing_about_the_client() {
    let env = Arc::new(TestEnv::new().await);
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 400).await;
    let (sender, events) = unbounded_channel();
    let late = Arc::clone(&env);
    // The listener of the first page blocks the reading for longer than its cursor lives.
    let listener = Arc::new(move |event| {
        if matches!(event, BooksEvent::Page { .. }) {
            let runtime = tokio::runtime::Handle::current();
            tokio::task::block_in_place(|| runtime.block_on(late.advance(11)));
        }
        drop(sender.send(event));
    });
    let number = app
        .books()
        .books_list(id, "customers", Filters::new(), ALL, listener)
        .unwrap();
    let mut heard = Heard {
        number,
        events,
        waits: Vec::new(),
        ids: Vec::new(),
        fetched: 0,
    };
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete(ProblemCode::ServiceError)
    );
    assert_eq!(heard.fetched, 150);
    assert_eq!(env.count("GET", CUSTOMERS).await, 2, "each page once");
    assert_eq!(app.state(id), State::Connected);
    heard.more(&app, ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    heard.once();
}

/// Two windows on one client: each has its rows, and its computer is asked one thing at a time.
#[tokio::test]
async fn two_readings_of_one_client_take_turns_and_each_is_whole() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 400).await;
    let mut one = read(&app, id, "customers", Filters::new(), ALL);
    let mut other = read(&app, id, "customers", Filters::new(), ALL);
    let (asking, _events) = ask(&app, id, true);
    assert_eq!(one.ended().await, Ended::Complete);
    assert_eq!(other.ended().await, Ended::Complete);
    asking.await.unwrap().unwrap();
    assert_eq!(one.once(), other.once());
    assert_eq!(env.most_at_once().await, 1);
}

#[tokio::test]
async fn stop_works_at_once_and_nothing_comes_after_close() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 400).await;
    let hang = json!({ "path": CUSTOMERS, "skip": 1, "kind": "delay", "delayMs": 600_000 });
    env.fault(hang.clone()).await;
    let mut heard = read(&app, id, "customers", Filters::new(), ALL);
    env.until_faults_are_spent().await;
    app.books().books_stop(heard.number);
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete(ProblemCode::Cancelled)
    );
    assert_eq!(heard.fetched, 150);
    assert_eq!(app.state(id), State::Connected, "nothing is wrong");
    heard.more(&app, ALL);
    assert_eq!(heard.ended().await, Ended::Complete);
    heard.once();

    env.fault(hang).await;
    let mut closed = read(&app, id, "customers", Filters::new(), ALL);
    env.until_faults_are_spent().await;
    app.books().books_close(id);
    while let Some(event) = closed.next().await {
        assert!(matches!(event, BooksEvent::Page { .. }), "{event:?}");
    }
    let never = Arc::new(|_| panic!("nothing is told"));
    let forgotten = app.books().books_more(closed.number, ALL, never);
    assert!(matches!(forgotten, Err(RosterError::NothingPending)));
}

#[tokio::test]
async fn when_the_firm_closes_each_reading_says_so_and_none_begins() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.larger_books("Acme Plumbing", 0, 400).await;
    env.fault(json!({ "path": CUSTOMERS, "skip": 1, "kind": "delay", "delayMs": 600_000 }))
        .await;
    let mut heard = read(&app, id, "customers", Filters::new(), ALL);
    env.until_faults_are_spent().await;
    // It waits for the list, which has the computer.
    let (asking, _events) = ask(&app, id, true);
    app.books().books_end();
    let nothing_pending = Ended::Incomplete(ProblemCode::NothingPending);
    assert_eq!(heard.ended().await, nothing_pending);
    assert_eq!(heard.fetched, 150, "what came is kept");
    let report = asking.await.unwrap();
    assert!(matches!(report, Err(RosterError::FirmClosed)), "{report:?}");
    let asked = env.count("GET", CUSTOMERS).await;
    let again = app
        .books()
        .books_list(id, "customers", Filters::new(), ALL, unheard());
    assert!(matches!(again, Err(RosterError::FirmClosed)), "{again:?}");
    let more = app.books().books_more(heard.number, ALL, unheard());
    assert!(matches!(more, Err(RosterError::NothingPending)), "{more:?}");
    let record = app
        .books()
        .books_record(id, "customers", &heard.ids[0], unheard())
        .await;
    assert!(matches!(record, Err(RosterError::FirmClosed)), "{record:?}");
    assert_eq!(env.count("GET", CUSTOMERS).await, asked);
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
        Ended::Incomplete(ProblemCode::NotFound)
    );
    assert_eq!(app.state(id), State::Connected, "QuickBooks answered");
    env.apply_scenario("Acme Plumbing", "wc_offline").await;
    let mut heard = read(&app, id, "bills", october(), ALL);
    assert_eq!(
        heard.ended().await,
        Ended::Incomplete(ProblemCode::ServiceError)
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
    let report = app
        .books()
        .books_report(
            id,
            "reports/aging",
            "ar_aging_summary",
            Filters::new(),
            unheard(),
        )
        .await;
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

/// Every text of a value, but those that are elsewhere for other reasons.
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
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    let mut found = HashSet::new();
    let mut printed = String::new();
    for resource in Resource::all() {
        if resource.filters.iter().any(|filter| filter.required) {
            continue;
        }
        let mut heard = read(&app, id, resource.path, Filters::new(), ALL);
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
                BooksEvent::Begun { .. } | BooksEvent::Waiting(_) => {}
            }
        }
        if let Some(first) =
            first.filter(|_| resource.can_retrieve && resource.shape != Shape::Singleton)
        {
            let record = app
                .books()
                .books_record(id, resource.path, &first, unheard())
                .await
                .unwrap();
            write!(printed, "{record:?}").unwrap();
            sentinels(&serde_json::to_value(&record.record).unwrap(), &mut found);
        }
    }
    for report in ReportKind::all() {
        for kind in report.types() {
            let Ok(table) = app
                .books()
                .books_report(id, report.path, kind, Filters::new(), unheard())
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
    let mut heard = read(&app, id, "customers", filters, ALL);
    write!(printed, "{:?}", heard.ended().await).unwrap();
    let refused = Filters::new().with("fullNames", [secret]);
    write!(printed, "{refused:?}").unwrap();
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
        ("disk", env.disk()),
        ("events", env.heard().join("\n").into_bytes()),
        ("keychain", env.vault.ever_kept().join("\n").into_bytes()),
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

/// Long enough to be found by its own, and no word, day or time that is elsewhere, too.
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
