//! Makes a report of a client's books: any of those of the ten calls.
//!
//! ```sh
//! CONDUCTOR_SECRET_KEY=… cargo run -p conductor --example report -- general-summary --end-user-id end_usr_… \
//!     --report-type trial_balance --report-date-macro last_month --csv
//! ```
//!
//! The parameters are the service's, as `--report-type` for `reportType`. `--csv` prints the table, without it the
//! report is printed as JSON.

use std::process::ExitCode;

use conductor::catalogue::ReportKind;
use conductor::{Error, ReportTable, RowKind};
use shared::books::{fail, flags, prepare, print_csv, print_json, refuse};

mod shared;

const USAGE: &str =
    "Usage: report <kind> --end-user-id <whose QuickBooks to ask> --report-type <which> \
[--<parameter> <value>]… [--csv]
A wrong parameter is answered with those that the report takes.";

#[tokio::main]
async fn main() -> ExitCode {
    let (conductor, asked) = match prepare(USAGE) {
        Ok(prepared) => prepared,
        Err(code) => return code,
    };
    let path = format!("reports/{}", asked.name.trim_start_matches("reports/"));
    let Some(kind) = ReportKind::by_path(&path) else {
        let paths: Vec<&str> = ReportKind::all().iter().map(|it| it.path).collect();
        return refuse(&format!(
            "There is no report \"{path}\", but: {}.",
            paths.join(", ")
        ));
    };
    match conductor
        .books(&asked.end_user)
        .report(kind, &asked.filters)
        .await
    {
        Ok(report) if asked.csv => print_csv(&table(&report)),
        Ok(report) => print_json(&report),
        Err(Error::Filter(error)) => {
            let flags = flags(&kind.parameters);
            refuse(&format!("{error} There are: {flags}."))
        }
        Err(error) => fail(&error),
    }
}

fn table(report: &ReportTable) -> Vec<Vec<String>> {
    let header = report.columns.iter().map(|column| {
        let titles: Vec<&str> = column
            .titles
            .iter()
            .filter_map(|it| it.value.as_deref())
            .collect();
        titles.join(" ")
    });
    let rows = report.rows.iter().map(|row| {
        if row.kind == RowKind::Text {
            return vec![row.text.clone().unwrap_or_default()];
        }
        let ids = report.columns.iter().map(|it| it.column_id.as_str());
        ids.map(|id| row.cell(id).unwrap_or_default().to_owned())
            .collect()
    });
    std::iter::once(header.collect()).chain(rows).collect()
}
