//! A client's books over the practice firm's: whole, once, stopped, interrupted, and kept nowhere.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use conductor::Filters;
use roster::RosterError;
use roster::books::BooksListener;
use roster::client::ClientId;
use roster::view::{
    BooksEvent, BooksReadView, BooksWait, ClientRow, EventKind, LinkDelivery, State,
};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;

use crate::harness::{AppUnderTest, TestEnv};

mod asking;
mod kept;
mod turns;
mod whole;

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
    Incomplete(String),
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
                    return Ended::Incomplete(why.code());
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
        .filter_map(|line| match line.event {
            EventKind::BooksRead { books } => Some(books),
            _ => None,
        })
        .collect();
    lines.reverse();
    lines
}

type Checked = Result<ClientRow, RosterError>;

/// A check that has asked and gets no answer.
async fn hanging_check(env: &TestEnv, app: &AppUnderTest, id: ClientId) -> JoinHandle<Checked> {
    env.fault(json!({ "path": CHECK, "kind": "delay", "delayMs": 60_000 }))
        .await;
    let roster = app.roster.clone();
    let check = tokio::spawn(async move { roster.scheduler().check_client(id).await });
    env.until_faults_are_spent().await;
    check
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
