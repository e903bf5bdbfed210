//! The days of a report.

use jiff::Span;
use jiff::civil::{Date, Weekday};

use super::super::query::Query;

/// From a day, or from the beginning of the books, to a day. Both belong to it.
#[derive(Clone, Copy)]
pub(super) struct Period {
    pub(super) from: Option<Date>,
    pub(super) to: Date,
}

impl Period {
    /// Given days win; then the macro, seen from the last day of the books; then the year to that day.
    pub(super) fn of(query: &Query, today: Date) -> Self {
        let (from, to) = (query.date("reportDateFrom"), query.date("reportDateTo"));
        if from.is_some() || to.is_some() {
            return Self {
                from,
                to: to.unwrap_or(today),
            };
        }
        let name = query.one("reportDateMacro").unwrap_or("this_year_to_date");
        let (from, to) = days(name, today);
        Self { from, to }
    }

    pub(super) fn holds(self, day: Date) -> bool {
        self.from.is_none_or(|from| day >= from) && day <= self.to
    }

    pub(super) fn words(self) -> String {
        match self.from {
            Some(from) => format!("{from} to {}", self.to),
            None => format!("As of {}", self.to),
        }
    }

    /// The same days a year before.
    pub(super) fn year_before(self) -> Self {
        let back = |date: Date| date.saturating_sub(Span::new().years(1));
        Self {
            from: self.from.map(back),
            to: back(self.to),
        }
    }

    /// Its months, the first and the last as far as they belong to it.
    pub(super) fn months(self, first: Date) -> Vec<Self> {
        let mut from = self.from.unwrap_or(first).max(first);
        let mut months = Vec::new();
        while from <= self.to {
            let to = from.last_of_month().min(self.to);
            months.push(Self {
                from: Some(from),
                to,
            });
            from = to.saturating_add(Span::new().days(1));
        }
        months
    }
}

/// What a macro means: `last_month`, `this_quarter_to_date`…
pub(super) fn days(name: &str, today: Date) -> (Option<Date>, Date) {
    let (name, to_date) = match name.strip_suffix("_to_date") {
        Some(name) => (name, true),
        None => (name, false),
    };
    match name {
        "all" => return (None, today),
        "today" => return (Some(today), today),
        "yesterday" => {
            return (
                Some(today.saturating_sub(Span::new().days(1))),
                today.saturating_sub(Span::new().days(1)),
            );
        }
        "next_four_weeks" => return (Some(today), today.saturating_add(Span::new().weeks(4))),
        _ => {}
    }
    let (which, unit) = name.split_once('_').unwrap_or(("this", "year"));
    let step = match unit {
        "week" => Span::new().weeks(1),
        "month" => Span::new().months(1),
        "quarter" => Span::new().months(3),
        _ => Span::new().years(1),
    };
    let shift = |date: Date| match which {
        "last" => date.saturating_sub(step),
        "next" => date.saturating_add(step),
        _ => date,
    };
    let from = begin(unit, shift(begin(unit, today)));
    if to_date {
        return (Some(from), shift(today));
    }
    let next = from.saturating_add(step);
    (Some(from), next.saturating_sub(Span::new().days(1)))
}

fn begin(unit: &str, date: Date) -> Date {
    match unit {
        "week" => {
            let since = i64::from(Weekday::since(date.weekday(), Weekday::Sunday));
            date.saturating_sub(Span::new().days(since))
        }
        "month" => date.first_of_month(),
        "quarter" => {
            let back = i64::from((date.month() - 1) % 3);
            date.first_of_month()
                .saturating_sub(Span::new().months(back))
        }
        _ => date.first_of_year(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::company::LAST;
    use super::days;

    #[test]
    fn macros_are_seen_from_the_last_day_of_the_books() {
        for (name, from, to) in [
            ("this_year_to_date", "2026-01-01", "2026-11-30"),
            ("last_month", "2026-10-01", "2026-10-31"),
            ("this_quarter", "2026-10-01", "2026-12-31"),
            ("last_quarter_to_date", "2026-07-01", "2026-08-30"),
            ("last_year", "2025-01-01", "2025-12-31"),
            ("this_week", "2026-11-29", "2026-12-05"),
            ("yesterday", "2026-11-29", "2026-11-29"),
        ] {
            let (begins, ends) = days(name, LAST);
            assert_eq!(begins.unwrap().to_string(), from, "{name}");
            assert_eq!(ends.to_string(), to, "{name}");
        }
    }
}
