//! `docs/assumptions.md` points into the code; this notices when what it points at is gone.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What a test file, and only a test file, has in its path.
const TEST_PATHS: [&str; 4] = ["/tests/", "tests/e2e/", "_tests.rs", "/tests.rs"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

/// One assumption: what is chosen, what follows if it is wrong, and the places that decide and hold it.
struct Entry {
    question: String,
    choice: String,
    if_wrong: String,
    code: String,
    tests: String,
}

impl Entry {
    fn read(section: &str) -> Self {
        let paragraphs: Vec<&str> = section.trim().split("\n\n").collect();
        let [question, choice, if_wrong, places] = paragraphs.as_slice() else {
            panic!("not a choice, what follows if it is wrong, and places: {section}");
        };
        let if_wrong = if_wrong.strip_prefix("*If wrong:* ");
        let places = places.split_once(" Tests:");
        let (Some(if_wrong), Some((code, tests))) = (if_wrong, places) else {
            panic!("{question}: what follows if it is wrong, and the tests, have to be said");
        };
        Self {
            question: (*question).to_owned(),
            choice: (*choice).to_owned(),
            if_wrong: if_wrong.to_owned(),
            code: code.to_owned(),
            tests: tests.to_owned(),
        }
    }
}

/// Paths, each with the items named after it.
fn places(text: &str) -> Vec<(String, Vec<String>)> {
    let mut places: Vec<(String, Vec<String>)> = Vec::new();
    for span in spans(text) {
        if span.contains('/') {
            places.push((span, Vec::new()));
        } else {
            let last = places.last_mut();
            let (_, items) = last.unwrap_or_else(|| panic!("{span} has no file before it"));
            items.push(span);
        }
    }
    places
}

fn entries() -> Vec<Entry> {
    let text = std::fs::read_to_string(root().join("docs/assumptions.md")).unwrap();
    let sections = text
        .split("\n## ")
        .flat_map(|section| section.split("\n### ").skip(1));
    sections.map(Entry::read).collect()
}

/// The texts between backticks.
fn spans(text: &str) -> Vec<String> {
    let parts = text.split('`').skip(1).step_by(2);
    parts.map(str::to_owned).collect()
}

/// Whether a Rust file defines an item of this name.
fn defines(source: &str, item: &str) -> bool {
    ["fn ", "const ", "struct ", "enum ", "type "]
        .iter()
        .any(|kind| {
            let wanted = format!("{kind}{item}");
            source.match_indices(&wanted).any(|(at, _)| {
                let after = source[at + wanted.len()..].chars().next();
                let before = source[..at].chars().next_back();
                !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
                    && before.is_none_or(char::is_whitespace)
            })
        })
}

fn require(entry: &Entry, path: &str, items: &[String]) {
    let question = &entry.question;
    let source = std::fs::read_to_string(root().join(path))
        .unwrap_or_else(|error| panic!("{question}: {path}: {error}"));
    for item in items {
        assert!(defines(&source, item), "{question}: {path} has no {item}");
    }
}

#[test]
fn every_assumption_is_in_one_place_that_is_there() {
    let entries = entries();
    assert!(entries.len() > 40, "{} entries were found", entries.len());
    for entry in &entries {
        assert!(!entry.choice.is_empty(), "{}", entry.question);
        assert!(!entry.if_wrong.is_empty(), "{}", entry.question);
        let places = places(&entry.code);
        let [(path, items)] = places.as_slice() else {
            panic!(
                "{}: decided in one place, not in {places:?}",
                entry.question
            );
        };
        assert_eq!(items.len(), 1, "{}: {items:?}", entry.question);
        assert!(!TEST_PATHS.iter().any(|test| path.contains(test)), "{path}");
        require(entry, path, items);
    }
    // Not `println!`, which a test that passes keeps to itself.
    let said = writeln!(
        std::io::stdout(),
        "docs/assumptions.md: {} entries",
        entries.len()
    );
    said.unwrap();
}

#[test]
fn every_assumption_is_held_by_tests_that_are_there() {
    for entry in entries() {
        let places = places(&entry.tests);
        assert!(!places.is_empty(), "{}", entry.question);
        for (path, items) in places {
            let is_record = path.starts_with("tests/fixtures/");
            assert_eq!(items.is_empty(), is_record, "{}: {path}", entry.question);
            assert!(
                is_record || TEST_PATHS.iter().any(|test| path.contains(test)),
                "{path} is no test"
            );
            require(&entry, &path, &items);
        }
    }
}

#[test]
fn the_files_that_the_introduction_names_are_there() {
    let text = std::fs::read_to_string(root().join("docs/assumptions.md")).unwrap();
    let (introduction, _) = text.split_once("\n## ").unwrap();
    let named = spans(introduction);
    let paths: Vec<_> = named.iter().filter(|span| span.contains('/')).collect();
    assert!(paths.len() >= 4, "{paths:?}");
    for path in paths {
        assert!(root().join(path).exists(), "{path}");
    }
}
