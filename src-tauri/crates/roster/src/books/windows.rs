//! In which pieces a list is read. Pure.
//!
//! A cursor lives for ten seconds, so nothing can go on with one after a pause. What can be read on later is read in
//! pieces that can be read alone: transactions by the calendar month, names from the last one on.

use std::collections::VecDeque;

use conductor::catalogue::{Resource, Shape, value_at};
use conductor::{Filters, Record};
use jiff::civil::Date;

use crate::view::BooksWindow;

const FROM: &str = "transactionDateFrom";
const TO: &str = "transactionDateTo";
const NAME_FROM: &str = "nameFrom";
const NAME_TO: &str = "nameTo";
/// What QuickBooks matches exactly; with one of these it takes no notice of other filters.
const EXACT: [&str; 4] = ["ids", "refNumbers", "fullNames", "names"];
/// Names in order are read in two pieces, up to here and from here on: what the least and the greatest name of
/// QuickBooks' order would be is nowhere said.
const MIDDLE: &str = "a";
/// Longer spans are read as one piece: a wrong year must not make thousands of requests.
const MOST_MONTHS: usize = 120;

/// One piece of a list.
#[derive(Clone, PartialEq)]
pub(super) enum Piece {
    /// All at once, with the filters as they are.
    Whole,
    /// All at once, until it is known to be longer than what is wanted: then by names.
    WholeOrNames,
    /// One month, or what of it is asked for. Without an end for the last one, if the person named none.
    Days { from: Date, to: Option<Date> },
    /// A range of names, in order.
    Names(Names),
}

/// A range of names, and how far it was read.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Names {
    from: Option<String>,
    to: Option<String>,
    /// The last row that came: its name, and its key, which has to come again.
    after: Option<(String, String)>,
}

/// What is left to be read.
pub(super) struct Pieces {
    left: VecDeque<Piece>,
}

impl Pieces {
    /// The pieces of this list; `today` bounds a span of days without an end.
    pub(super) fn of(resource: &Resource, filters: &Filters, today: Date) -> Self {
        let exact = EXACT.iter().any(|name| filters.get(name).is_some());
        let left = if exact {
            VecDeque::from([Piece::Whole])
        } else if let Some(days) = months(resource, filters, today) {
            days
        } else if resource.shape == Shape::Paged && resource.in_name_order {
            VecDeque::from([names(filters)])
        } else {
            VecDeque::from([Piece::Whole])
        };
        Self { left }
    }

    /// The piece to read now.
    pub(super) fn current(&self) -> Option<&Piece> {
        self.left.front()
    }

    /// The piece was read to its end.
    pub(super) fn finished(&mut self) {
        self.left.pop_front();
    }

    /// The piece is not read to its end: the cap was reached, it was stopped, or it failed. Names go on after the row
    /// that came last; all else begins anew, and what comes twice is left out.
    pub(super) fn interrupted(&mut self, resource: &Resource, last: Option<&Record>) {
        if let Some(Piece::Names(names)) = self.left.front_mut()
            && let Some(row) = last
        {
            names.after = name(row).zip(resource.key_of(row));
        }
    }

    /// It is more than what is wanted. From here on it is read by names, where that is possible.
    pub(super) fn too_long(&mut self) {
        if self.left.front() != Some(&Piece::WholeOrNames) {
            return;
        }
        self.left.pop_front();
        let middle = || Some(MIDDLE.to_owned());
        for (from, to) in [(middle(), None), (None, middle())] {
            let after = None;
            self.left
                .push_front(Piece::Names(Names { from, to, after }));
        }
    }

    /// The row that came last did not come again, so the order is not what it was taken for: the range begins anew.
    pub(super) fn begin_anew(&mut self) {
        if let Some(Piece::Names(names)) = self.left.front_mut() {
            names.after = None;
        }
    }
}

impl Piece {
    /// The filters of this piece.
    pub(super) fn over(&self, filters: &Filters) -> Filters {
        let mut filters = filters.clone();
        match self {
            Self::Whole | Self::WholeOrNames => {}
            Self::Days { from, to } => {
                filters = filters.with(FROM, *from);
                if let Some(to) = to {
                    filters = filters.with(TO, *to);
                }
            }
            Self::Names(names) => {
                let after = names.after.as_ref().map(|(name, _)| name);
                if let Some(from) = after.or(names.from.as_ref()) {
                    filters = filters.with(NAME_FROM, from.as_str());
                }
                if let Some(to) = &names.to {
                    filters = filters.with(NAME_TO, to.as_str());
                }
            }
        }
        filters
    }

    /// The days it is of.
    pub(super) fn window(&self) -> Option<BooksWindow> {
        match self {
            Self::Days { from, to } => Some(BooksWindow {
                from: Some(from.to_string()),
                to: to.map(|to| to.to_string()),
            }),
            Self::Whole | Self::WholeOrNames | Self::Names(_) => None,
        }
    }

    /// Whether it is better read by names, when this many rows are all there are and this many are wanted.
    pub(super) fn is_better_by_names(&self, all: u64, wanted: u32) -> bool {
        *self == Self::WholeOrNames && all > u64::from(wanted)
    }

    /// The key of the row that has to be among the first that come, where it goes on after one.
    pub(super) fn goes_on_after(&self) -> Option<&str> {
        match self {
            Self::Names(names) => names.after.as_ref().map(|(_, key)| key.as_str()),
            _ => None,
        }
    }
}

/// The span that was asked for, from the newest month to the oldest.
fn months(resource: &Resource, filters: &Filters, today: Date) -> Option<VecDeque<Piece>> {
    let day = |name| -> Option<Date> {
        resource.filter(name)?;
        filters.get(name)?.first()?.parse().ok()
    };
    let from = day(FROM)?;
    let to = day(TO);
    let last = to.unwrap_or(today).max(from);
    let mut pieces = VecDeque::new();
    let mut begins = from;
    loop {
        let ends = begins.last_of_month();
        if ends >= last {
            pieces.push_front(Piece::Days { from: begins, to });
            return Some(pieces);
        }
        if pieces.len() >= MOST_MONTHS {
            return Some(VecDeque::from([Piece::Whole]));
        }
        pieces.push_front(Piece::Days {
            from: begins,
            to: Some(ends),
        });
        begins = ends.tomorrow().ok()?;
    }
}

/// Names in their order, where nothing else is asked of the names.
fn names(filters: &Filters) -> Piece {
    let bound = |name: &str| filters.get(name).and_then(|it| it.first()).cloned();
    let (from, to) = (bound(NAME_FROM), bound(NAME_TO));
    if from.is_some() || to.is_some() {
        return Piece::Names(Names {
            from,
            to,
            after: None,
        });
    }
    let by_part = ["nameContains", "nameStartsWith", "nameEndsWith"];
    if by_part.iter().any(|name| filters.get(name).is_some()) {
        Piece::Whole
    } else {
        Piece::WholeOrNames
    }
}

/// The name that lists are in the order of (conductor-py's texts on `nameFrom`): the full one, where there is one.
fn name(row: &Record) -> Option<String> {
    let name = value_at(row, "fullName").or_else(|| value_at(row, "name"))?;
    name.as_str().map(str::to_owned)
}

#[cfg(test)]
#[path = "windows_tests.rs"]
mod tests;
