//! How a list is handed out page by page.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::company::Books;
use crate::conductor::problem::Problem;
use crate::conductor::{decisions, ids};

/// A list as it was when its first page was asked for.
#[derive(Clone)]
pub(super) struct Chosen {
    pub(super) books: Arc<Books>,
    pub(super) resource: &'static str,
    /// Places in the rows of the resource, those already handed out gone.
    pub(super) left: Vec<usize>,
}

/// One page of a list.
pub(super) struct Page {
    pub(super) books: Arc<Books>,
    pub(super) rows: Vec<usize>,
    /// What asks for the next page; the same text through the whole list.
    pub(super) cursor: Option<String>,
    pub(super) remaining: usize,
}

/// Lists that are being read. A cursor is a QuickBooks iterator: it holds a place, goes forward only, and
/// is over ten seconds after its last page was answered. So the same request twice answers two pages.
#[derive(Default)]
pub(in crate::conductor) struct Cursors(HashMap<String, Reading>);

struct Reading {
    end_user: String,
    list: Chosen,
    answered_at: Timestamp,
}

impl std::fmt::Debug for Cursors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

impl Cursors {
    /// The first page.
    pub(super) fn open(
        &mut self,
        end_user: &str,
        list: Chosen,
        limit: usize,
        now: Timestamp,
    ) -> Page {
        let reading = Reading {
            end_user: end_user.to_owned(),
            list,
            answered_at: now,
        };
        self.hand_out(ids::cursor(), reading, limit, now)
    }

    /// The page after the last one.
    pub(super) fn next(
        &mut self,
        cursor: &str,
        (end_user, resource): (&str, &str),
        limit: usize,
        now: Timestamp,
    ) -> Result<Page, Problem> {
        let late = SignedDuration::try_from(decisions::CURSOR_LIFE).unwrap_or_default();
        self.0
            .retain(|_, reading| now.duration_since(reading.answered_at) <= late);
        let is_theirs = |it: &Reading| it.end_user == end_user && it.list.resource == resource;
        if !self.0.get(cursor).is_some_and(is_theirs) {
            return Err(cursor_is_over());
        }
        let reading = self.0.remove(cursor);
        let reading = reading.ok_or_else(cursor_is_over)?;
        Ok(self.hand_out(cursor.to_owned(), reading, limit, now))
    }

    fn hand_out(
        &mut self,
        cursor: String,
        mut reading: Reading,
        limit: usize,
        now: Timestamp,
    ) -> Page {
        let left = &mut reading.list.left;
        let rest = left.split_off(limit.min(left.len()));
        let rows = std::mem::replace(left, rest);
        let remaining = left.len();
        let books = Arc::clone(&reading.list.books);
        reading.answered_at = now;
        let cursor = (remaining > 0).then(|| {
            self.0.insert(cursor.clone(), reading);
            cursor
        });
        Page {
            books,
            rows,
            cursor,
            remaining,
        }
    }
}

/// A cursor that was used up, came too late or never was. That it is an error is documented, which one
/// is not.
fn cursor_is_over() -> Problem {
    Problem::invalid("The cursor is not valid any more. Begin the list again.")
}
