//! Nothing that was read is kept.

use std::collections::HashSet;
use std::fmt::Write as _;

use conductor::Filters;
use conductor::catalogue::{ReportKind, Resource, Shape};
use roster::view::BooksEvent;
use serde_json::Value;

use super::{ALL, connected, read, unheard};
use crate::harness::TestEnv;

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
