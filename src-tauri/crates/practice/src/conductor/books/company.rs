//! The books of one practice company.

use std::collections::HashMap;

use jiff::tz::{Offset, offset};
use serde_json::Value;

use super::catalogue::Catalogue;
use super::ledger::Ledger;
use super::maker::Maker;
use super::plan;
use super::shape::Row;

/// The time zone of the computer that QuickBooks runs on.
pub(super) const OFFSET: Offset = offset(-5);

/// How much a company has, where it is to be more than a small company's year.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::conductor) struct Size {
    /// At least so many transactions.
    pub(in crate::conductor) transactions: usize,
    /// So many customers more, whose names begin alike.
    pub(in crate::conductor) names: usize,
}

/// Everything that is asked of one company, as sparse rows by resource.
#[derive(Clone, Default)]
pub(in crate::conductor) struct Books {
    rows: HashMap<&'static str, Vec<Row>>,
    pub(super) ledger: Ledger,
}

impl Books {
    /// The books of the company of this name: the same ones every time.
    pub(in crate::conductor) fn of(company: &str, size: Size) -> Self {
        let mut maker = Maker::new(company, size);
        plan::make(&mut maker, company);
        let mut books = maker.books;
        books.ledger = maker.ledger;
        books
    }

    pub(super) fn rows(&self, resource: &str) -> &[Row] {
        self.rows.get(resource).map_or(&[], Vec::as_slice)
    }

    pub(super) fn rows_mut(&mut self, resource: &'static str) -> &mut Vec<Row> {
        self.rows.entry(resource).or_default()
    }

    /// The row with this id.
    pub(super) fn find(&self, resource: &str, id: &str) -> Option<&Row> {
        let field = Catalogue::all().resource(resource)?.id?;
        let rows = self.rows(resource);
        rows.iter()
            .find(|row| row.get(field).is_some_and(|it| it == id))
    }

    /// Rows of transactions by their day. Places in the rows mean others afterwards.
    pub(super) fn sort_transactions(&mut self) {
        for rows in self.rows.values_mut() {
            if rows
                .first()
                .is_some_and(|row| row.contains_key("transactionDate"))
            {
                let day = |row: &Row| {
                    row.get("createdAt")
                        .and_then(Value::as_str)
                        .map(str::to_owned)
                };
                rows.sort_by_cached_key(day);
            }
        }
    }
}

impl std::fmt::Debug for Books {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counts = self.rows.iter().map(|(path, rows)| (path, rows.len()));
        f.debug_map().entries(counts).finish()
    }
}
