//! Reads a list of a client's books: any of the 61 resources, to its end.
//!
//! ```sh
//! CONDUCTOR_SECRET_KEY=… cargo run -p conductor --example list -- invoices --end-user-id end_usr_… \
//!     --transaction-date-from 2026-10-01 --csv
//! ```
//!
//! The filters are the service's, as `--transaction-date-from` for `transactionDateFrom`; one that takes several
//! values may be given several times. `--csv` prints the columns that suit a table, without it every field is
//! printed as JSON. When a page fails, what came until then is printed, the error is on standard error, and the
//! program ends with 1.

use std::process::ExitCode;

use conductor::catalogue::{Resource, value_at};
use conductor::{Error, Record};
use serde_json::Value;
use shared::books::{fail, flags, prepare, print_csv, print_json, refuse};

mod shared;

const USAGE: &str =
    "Usage: list <resource> --end-user-id <whose QuickBooks to ask> [--<filter> <value>]… [--csv]
A wrong filter is answered with those that the resource takes.";

#[tokio::main]
async fn main() -> ExitCode {
    let (conductor, asked) = match prepare(USAGE) {
        Ok(prepared) => prepared,
        Err(code) => return code,
    };
    let Some(resource) = Resource::by_path(&asked.name) else {
        let paths: Vec<&str> = Resource::all().iter().map(|it| it.path).collect();
        let name = &asked.name;
        return refuse(&format!(
            "There is no resource \"{name}\", but: {}.",
            paths.join(", ")
        ));
    };
    let mut pages = match conductor
        .books(&asked.end_user)
        .list(resource, &asked.filters)
    {
        Ok(pages) => pages,
        Err(error) => {
            let flags = flags(&resource.filters);
            return refuse(&format!("{error} There are: {flags}."));
        }
    };
    let mut records: Vec<Record> = Vec::new();
    let mut failed: Option<Error> = None;
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => records.extend(page.records),
            Err(error) => failed = Some(error),
        }
    }
    let printed = match &failed {
        // Nothing came, so there is nothing to print.
        Some(error) if records.is_empty() => return fail(error),
        _ if asked.csv => print_csv(&table(resource, &records)),
        _ => print_json(&records),
    };
    failed.as_ref().map_or(printed, fail)
}

fn table(resource: &Resource, records: &[Record]) -> Vec<Vec<String>> {
    let header = resource.columns.iter().map(|column| (*column).to_owned());
    let rows = records.iter().map(|record| {
        let cells = resource
            .columns
            .iter()
            .map(|column| cell(value_at(record, column)));
        cells.collect()
    });
    std::iter::once(header.collect()).chain(rows).collect()
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
