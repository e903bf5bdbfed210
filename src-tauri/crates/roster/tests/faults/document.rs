//! The table in `docs/reports/faults.md`.

use std::path::{Path, PathBuf};

use crate::expected::Came;
use crate::kinds::{Call, Fault, Service};

const BEGIN: &str = "<!-- faults: written by the test -->";
const END: &str = "<!-- faults: end -->";

pub(crate) fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/reports/faults.md")
}

/// The three tables, one for each service.
pub(crate) fn tables(came: &dyn Fn(Call, Fault) -> Option<Came>) -> String {
    let services = [
        (Service::Conductor, "Conductor"),
        (Service::Intuit, "Intuit"),
        (Service::Relay, "The sign-in relay"),
    ];
    let mut text = String::new();
    for (service, title) in services {
        let calls: Vec<Call> = Call::ALL
            .into_iter()
            .filter(|call| call.service() == service)
            .collect();
        let row = |first: String, of: &dyn Fn(Call) -> String| {
            let mut words = vec![first];
            words.extend(calls.iter().map(|call| of(*call)));
            format!("| {} |\n", words.join(" | "))
        };
        text = text + "\n### " + title + "\n\n";
        text += &row("fault".to_owned(), &|call| call.title().to_owned());
        text += &row("---".to_owned(), &|_| "---".to_owned());
        for fault in Fault::all() {
            text += &row(fault.title(), &|call| {
                came(call, fault).map_or_else(|| "FAILED".to_owned(), |came| came.word(call))
            });
        }
    }
    text
}

/// The document with other tables in it.
pub(crate) fn with_tables(document: &str, tables: &str) -> String {
    let (before, rest) = document.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    format!("{before}{BEGIN}\n{tables}\n{END}{after}")
}
