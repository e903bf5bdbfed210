//! The line that each reading leaves in the client's timeline: which resource, which days, by what, how many rows;
//! never a value.

use conductor::Filters;
use conductor::catalogue::{ReportKind, Resource};

use crate::client::ClientId;
use crate::context::Context;
use crate::event::{BooksReading, Event};
use crate::problem::RosterError;

/// The bounds of days, of lists and of reports.
const FROM: [&str; 2] = ["transactionDateFrom", "reportDateFrom"];
const TO: [&str; 2] = ["transactionDateTo", "reportDateTo"];

/// A line, before and after it is written.
pub(super) struct Line {
    read: BooksReading,
    written: Option<i64>,
}

impl Line {
    pub(super) fn list(resource: &Resource, filters: &Filters) -> Self {
        Self::of(resource.path, None, filters)
    }

    pub(super) fn record(resource: &Resource) -> Self {
        let mut line = Self::of(resource.path, None, &Filters::new());
        line.read.by = vec!["id".to_owned()];
        line
    }

    pub(super) fn report(report: &ReportKind, kind: &str, filters: &Filters) -> Self {
        // A value that is not one of the service's own may be a person's text.
        let kind = report.types().iter().find(|it| **it == kind);
        Self::of(report.path, kind.map(|kind| (*kind).to_owned()), filters)
    }

    fn of(path: &str, report: Option<String>, filters: &Filters) -> Self {
        let day = |names: [&str; 2]| {
            let text = names.iter().find_map(|name| filters.get(name)?.first())?;
            let day: jiff::civil::Date = text.parse().ok()?;
            Some(day.to_string())
        };
        let is_said =
            |name: &&str| !FROM.contains(name) && !TO.contains(name) && *name != "reportType";
        let by = filters.iter().map(|(name, _)| name).filter(is_said);
        Self {
            read: BooksReading {
                resource: path.to_owned(),
                report,
                from: day(FROM),
                to: day(TO),
                by: by.map(str::to_owned).collect(),
                rows: 0,
                complete: false,
            },
            written: None,
        }
    }

    /// Writes it, before anything is asked: without its line nothing is read.
    pub(super) fn begin(&mut self, ctx: &Context, client: ClientId) -> Result<(), RosterError> {
        if self.written.is_none() {
            let entry = ctx.entry(client, self.event());
            self.written = Some(ctx.database().record_line(&entry)?);
        }
        Ok(())
    }

    /// Counts rows that came.
    pub(super) fn note(
        &mut self,
        ctx: &Context,
        rows: u32,
        complete: bool,
    ) -> Result<(), RosterError> {
        self.read.rows = self.read.rows.saturating_add(rows);
        self.end(ctx, complete)
    }

    /// Says whether that was all.
    pub(super) fn end(&mut self, ctx: &Context, complete: bool) -> Result<(), RosterError> {
        self.read.complete = complete;
        if let Some(line) = self.written {
            ctx.database().amend_line(line, &self.event())?;
        }
        Ok(())
    }

    fn event(&self) -> Event {
        Event::BooksRead(self.read.clone())
    }
}
