//! The books of one practice company.

use std::collections::HashMap;

use jiff::Span;
use jiff::civil::Date;
use jiff::tz::{Offset, offset};
use serde_json::Value;

use super::catalogue::Catalogue;
use super::ledger::Ledger;
use super::shape::Row;

/// The first day of the books. The practice calendar stays where it is, so that books, tests and pictures
/// show the same days every time.
pub(super) const FIRST: Date = jiff::civil::date(2025, 12, 1);
/// The last day of the books: the day that is today for every report.
pub(super) const LAST: Date = jiff::civil::date(2026, 11, 30);
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
#[derive(Clone)]
pub(in crate::conductor) struct Books {
    rows: HashMap<&'static str, Vec<Row>>,
    /// The rows of each resource by the day of their transaction, with their places. Made when the rows are all there.
    days: HashMap<&'static str, Vec<(Date, usize)>>,
    pub(super) ledger: Ledger,
    /// The first day of the books.
    pub(super) first: Date,
    /// Their last day: the day that is today for every report.
    pub(super) last: Date,
}

impl Default for Books {
    fn default() -> Self {
        Self {
            rows: HashMap::new(),
            days: HashMap::new(),
            ledger: Ledger::default(),
            first: FIRST,
            last: LAST,
        }
    }
}

impl Books {
    /// The same books some months later or earlier: those of a firm that is open today.
    pub(in crate::conductor) fn moved(mut self, months: i32) -> Self {
        let moved = |date: Date| date.saturating_add(Span::new().months(months));
        for row in self.rows.values_mut().flatten() {
            row.values_mut().for_each(|value| move_days(value, &moved));
        }
        for entry in &mut self.ledger.entries {
            entry.at = moved(entry.at.date()).to_datetime(entry.at.time());
            entry.date = moved(entry.date);
            entry.due = entry.due.map(moved);
        }
        for (_, date, _) in &mut self.ledger.paid {
            *date = moved(*date);
        }
        self.first = moved(self.first);
        self.last = moved(self.last).last_of_month();
        self.sort_days();
        self
    }

    /// How many months after the books' own calendar a day is.
    pub(in crate::conductor) fn months_until(day: Date) -> i32 {
        let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
        months(day) - months(LAST)
    }

    pub(super) fn rows(&self, resource: &str) -> &[Row] {
        self.rows.get(resource).map_or(&[], Vec::as_slice)
    }

    pub(super) fn rows_mut(&mut self, resource: &'static str) -> &mut Vec<Row> {
        self.rows.entry(resource).or_default()
    }

    /// The places of the rows of these days, both ends among them, in the order of the rows.
    pub(super) fn between(
        &self,
        resource: &str,
        from: Option<Date>,
        to: Option<Date>,
    ) -> Vec<usize> {
        let days = self.days.get(resource).map_or(&[][..], Vec::as_slice);
        let begin = from.map_or(0, |from| days.partition_point(|(day, _)| *day < from));
        let end = to.map_or(days.len(), |to| days.partition_point(|(day, _)| *day <= to));
        let mut places: Vec<usize> = days
            .get(begin..end)
            .unwrap_or_default()
            .iter()
            .map(|(_, place)| *place)
            .collect();
        places.sort_unstable();
        places
    }

    pub(super) fn sort_days(&mut self) {
        let dated = self.rows.iter().map(|(resource, rows)| {
            let day = |row: &Row| row.get("transactionDate")?.as_str()?.parse().ok();
            let mut days: Vec<(Date, usize)> = rows
                .iter()
                .enumerate()
                .filter_map(|(place, row)| Some((day(row)?, place)))
                .collect();
            days.sort_unstable();
            (*resource, days)
        });
        self.days = dated.collect();
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

/// Moves every day in a value, with a time after it or not.
fn move_days(value: &mut Value, moved: &impl Fn(Date) -> Date) {
    match value {
        Value::String(text) => {
            let (day, time) = text.split_at_checked(10).unwrap_or_default();
            if (time.is_empty() || time.starts_with('T'))
                && let Ok(day) = day.parse::<Date>()
            {
                *text = format!("{}{time}", moved(day));
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|it| move_days(it, moved)),
        Value::Object(fields) => fields.values_mut().for_each(|it| move_days(it, moved)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl std::fmt::Debug for Books {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counts = self.rows.iter().map(|(path, rows)| (path, rows.len()));
        f.debug_map().entries(counts).finish()
    }
}
