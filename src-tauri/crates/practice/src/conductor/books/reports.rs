//! The ten reports, computed from the ledger that the lists are made of.

mod aging;
mod columns;
mod detail;
mod entry_row;
mod filters;
mod other;
mod period;
mod statements;
mod summary;
mod table;
#[cfg(test)]
mod tests;

use serde_json::json;

use super::catalogue::Resource;
use super::company::Books;
use super::ledger::{Entry, Post};
use super::query::Query;
use super::shape::Row;

use period::Period;

/// What a report is made from: the books, what was asked and for which days.
struct Asked<'a> {
    books: &'a Books,
    query: &'a Query,
    /// `reportType`, the default where a call has only one.
    kind: &'a str,
    period: Period,
}

/// The report that was asked for.
pub(super) fn run(books: &Books, report: &Resource, query: &Query) -> Row {
    let category = report.path.trim_start_matches("reports/").replace('-', "_");
    let asked = Asked {
        books,
        query,
        kind: query.one("reportType").unwrap_or_default(),
        period: Period::of(query, books.last),
    };
    let table = match category.as_str() {
        "general_summary" => summary::run(&asked),
        "general_detail" => detail::run(&asked),
        "aging" => aging::run(&asked),
        "budget_summary" => other::budget(&asked),
        "job" => other::jobs(&asked),
        "time" => other::time(&asked),
        "custom_detail" => detail::custom(&asked),
        "custom_summary" => summary::custom(&asked),
        "payroll_detail" => detail::payroll(&asked),
        _ => other::payroll_summary(&asked),
    };
    let mut row = table.at_level(query.one("detailLevel")).into_row();
    row.insert("category".into(), json!(category));
    row.insert("reportType".into(), json!(asked.kind));
    row.insert("subtitle".into(), json!(asked.period.words()));
    // Whatever was asked for, this is what was computed.
    row.insert("basis".into(), json!("accrual"));
    row
}

impl Asked<'_> {
    /// The postings of the report's days that its filters choose.
    fn posts(&self) -> impl Iterator<Item = (&Entry, &Post)> {
        let all = self
            .books
            .ledger
            .posts(self.period.from, Some(self.period.to));
        all.filter(|(entry, post)| self.chooses(entry, post))
    }

    /// `profit_and_loss_standard` as `Profit and loss standard`.
    fn title(&self) -> String {
        let words = self.kind.replace('_', " ");
        let mut letters = words.chars();
        letters.next().map_or(String::new(), |first| {
            first.to_uppercase().chain(letters).collect()
        })
    }
}
