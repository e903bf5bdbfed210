//! What part of a list is wanted, and how it is handed out page by page.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::conductor::problem::Problem;
use crate::conductor::{computer, decisions, ids};

/// The query of a list. Each filter may be repeated.
pub(super) struct Filter {
    ids: Vec<String>,
    names: Vec<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

impl Filter {
    /// Reads the query; `names` is what the list calls its second filter. Filters that the practice
    /// firm does not apply are refused: a list that ignored one would be wrong without a word.
    pub(super) fn read(query: Option<&str>, names: &str) -> Result<Self, Problem> {
        let mut filter = Self {
            ids: Vec::new(),
            names: Vec::new(),
            limit: None,
            cursor: None,
        };
        for (key, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let value = value.into_owned();
            match key.as_ref() {
                "ids" => filter.ids.push(value),
                "limit" => filter.limit = Some(value),
                "cursor" => filter.cursor = Some(value),
                key if key == names => filter.names.push(value),
                key => {
                    return Err(Problem::invalid(format!(
                        "The practice firm does not filter by \"{key}\""
                    )));
                }
            }
        }
        Ok(filter)
    }

    pub(super) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Rows in a page; as many as there may be where nothing is said.
    pub(super) fn limit(&self, allowed: RangeInclusive<usize>) -> Result<usize, Problem> {
        let Some(given) = &self.limit else {
            return Ok(*allowed.end());
        };
        given
            .parse()
            .ok()
            .filter(|limit| allowed.contains(limit))
            .ok_or_else(|| {
                let (least, most) = allowed.into_inner();
                Problem::invalid(format!(
                    "Invalid input: expected number >={least} and <={most} at \"limit\""
                ))
            })
    }

    /// The rows that were asked for by id or name; QuickBooks fails when it does not find one of them.
    pub(super) fn choose(&self, rows: Vec<Value>, name: &str) -> Result<Vec<Value>, Problem> {
        for (field, wanted) in [("id", &self.ids), (name, &self.names)] {
            if wanted.is_empty() {
                continue;
            }
            let missing = |it: &&String| !rows.iter().any(|row| row[field] == **it);
            if let Some(missing) = wanted.iter().find(missing) {
                return Err(not_found(missing));
            }
            let chosen = |row: &Value| wanted.iter().any(|it| row[field] == *it);
            return Ok(rows.into_iter().filter(chosen).collect());
        }
        Ok(rows)
    }
}

/// QuickBooks does not find what was named: status and text are those of qbXML.
pub(super) fn not_found(what: &str) -> Problem {
    computer::request_error(
        "500",
        &format!(
            "The query request has not been fully completed. There was a required element \
             (\"{what}\") that could not be found in QuickBooks."
        ),
    )
}

/// One page of a list.
pub(super) struct Page {
    pub(super) rows: Vec<Value>,
    /// What asks for the next page; the same text through the whole list.
    pub(super) cursor: Option<String>,
    pub(super) remaining: usize,
}

/// Lists that are being read. A cursor is a QuickBooks iterator: it holds a place, goes forward only, and
/// is over ten seconds after its last page was answered.
#[derive(Debug, Default)]
pub(in crate::conductor) struct Cursors(HashMap<String, Reading>);

#[derive(Debug)]
struct Reading {
    end_user: String,
    left: Vec<Value>,
    answered_at: Timestamp,
}

impl Cursors {
    /// The first page.
    pub(super) fn open(
        &mut self,
        end_user: &str,
        rows: Vec<Value>,
        limit: usize,
        now: Timestamp,
    ) -> Page {
        let reading = Reading {
            end_user: end_user.to_owned(),
            left: rows,
            answered_at: now,
        };
        self.hand_out(ids::cursor(), reading, limit, now)
    }

    /// The page after the last one.
    pub(super) fn next(
        &mut self,
        cursor: &str,
        end_user: &str,
        limit: usize,
        now: Timestamp,
    ) -> Result<Page, Problem> {
        let late = SignedDuration::try_from(decisions::CURSOR_LIFE).unwrap_or_default();
        self.0
            .retain(|_, reading| now.duration_since(reading.answered_at) <= late);
        match self.0.remove(cursor) {
            Some(reading) if reading.end_user == end_user => {
                Ok(self.hand_out(cursor.to_owned(), reading, limit, now))
            }
            _ => Err(decisions::cursor_is_over()),
        }
    }

    fn hand_out(
        &mut self,
        cursor: String,
        mut reading: Reading,
        limit: usize,
        now: Timestamp,
    ) -> Page {
        let rest = reading.left.split_off(limit.min(reading.left.len()));
        let rows = std::mem::replace(&mut reading.left, rest);
        let remaining = reading.left.len();
        reading.answered_at = now;
        let cursor = (remaining > 0).then(|| {
            self.0.insert(cursor.clone(), reading);
            cursor
        });
        Page {
            rows,
            cursor,
            remaining,
        }
    }
}
