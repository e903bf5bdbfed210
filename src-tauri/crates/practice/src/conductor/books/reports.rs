//! Reports of a company's books.

use serde_json::json;

use super::catalogue::Resource;
use super::company::Books;
use super::query::Query;
use super::shape::Row;

/// The report that was asked for.
pub(super) fn run(_books: &Books, report: &Resource, query: &Query) -> Row {
    let category = report.path.trim_start_matches("reports/").replace('-', "_");
    let mut row = Row::new();
    row.insert("category".into(), json!(category));
    row.insert("reportType".into(), json!(query.one("reportType")));
    row.insert("title".into(), json!(report.singular));
    row
}
