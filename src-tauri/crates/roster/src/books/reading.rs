//! One list, read piece by piece.

use std::collections::HashSet;

use conductor::catalogue::{Resource, Shape};
use conductor::{EndUserId, Filters, Page, Pages, Record};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Asked;
use super::BooksReader;
use super::line::Line;
use super::windows::Pieces;
use crate::client::ClientId;
use crate::problem::RosterError;
use crate::view::{BooksEvent, BooksRows, BooksWait, BooksWindow, ProblemView};

type Notify<'a> = &'a (dyn Fn(BooksEvent) + Send + Sync);

/// A list and how far it was read. It remembers of a row no more than what tells it from the others.
pub(crate) struct Reading {
    asked: Asked,
    resource: &'static Resource,
    filters: Filters,
    pieces: Pieces,
    seen: HashSet<String>,
    fetched: u32,
    request_id: Option<String>,
}

/// How a reading ended that did not fail.
pub(super) enum Outcome {
    /// It is all there is.
    Complete,
    /// It is as much as was wanted.
    Capped,
}

/// How reading a piece ended that did not fail.
enum Read {
    ToItsEnd,
    Enough,
    /// There is more of it than what is wanted.
    BetterByNames,
    /// The row it was to go on after did not come.
    OutOfOrder,
}

impl Reading {
    pub(super) fn new(
        asked: Asked,
        resource: &'static Resource,
        filters: Filters,
        now: Timestamp,
    ) -> Self {
        let today = now.to_zoned(TimeZone::system()).date();
        Self {
            pieces: Pieces::of(resource, &filters, today),
            asked,
            resource,
            filters,
            seen: HashSet::new(),
            fetched: 0,
            request_id: None,
        }
    }

    pub(crate) fn client(&self) -> ClientId {
        self.asked.client.id
    }

    /// Whether it is read over this end-user's connection.
    pub(super) fn is_of(&self, end_user: &EndUserId) -> bool {
        self.asked.end_user == *end_user
    }

    pub(super) fn line(&self) -> Line {
        Line::list(self.resource, &self.filters)
    }

    pub(super) fn done(&self, complete: bool, at: Timestamp) -> BooksEvent {
        BooksEvent::Done {
            complete,
            at: at.as_millisecond(),
            request_id: self.request_id.clone(),
        }
    }

    pub(super) fn incomplete(&self, why: ProblemView) -> BooksEvent {
        BooksEvent::Incomplete {
            why,
            fetched: self.fetched,
            window: self.window(),
        }
    }

    fn window(&self) -> Option<BooksWindow> {
        self.pieces
            .current()
            .and_then(super::windows::Piece::window)
    }

    /// The rows that were not there before, and how many were.
    fn fresh(&mut self, records: Vec<Record>) -> (Vec<Record>, u32) {
        let all = records.len();
        let mut records = records;
        records.retain(|row| {
            // What has no key can only be listed whole.
            self.resource
                .key_of(row)
                .is_none_or(|key| self.seen.insert(key))
        });
        self.fetched = self.fetched.saturating_add(count(records.len()));
        let repeated = count(all - records.len());
        (records, repeated)
    }
}

impl BooksReader {
    /// Reads piece after piece. The computer is free for others between two of them, and never within one: a cursor
    /// does not wait.
    pub(super) async fn drain(
        &self,
        reading: &mut Reading,
        most: u32,
        line: &mut Line,
        notify: Notify<'_>,
    ) -> Result<Outcome, RosterError> {
        while let Some(piece) = reading.pieces.current().cloned() {
            if reading.fetched >= most {
                return Ok(Outcome::Capped);
            }
            let _turn = self
                .computers
                .computer_turn(&reading.asked.client, BooksWait::Books, |busy| {
                    notify(BooksEvent::Waiting(busy));
                })
                .await;
            self.check_agreed(&reading.asked)?;
            line.begin(&self.ctx, reading.asked.client.id)?;
            let filters = piece.over(&reading.filters);
            let books = self
                .ctx
                .conductor()?
                .api
                .books(&reading.asked.end_user)
                .without_retries();
            let pages = books
                .list(reading.resource, &filters)
                .map_err(|error| RosterError::BadFilter(error.to_string()))?;
            match self.drain_piece(reading, pages, most, line, notify).await? {
                Read::ToItsEnd => reading.pieces.finished(),
                Read::BetterByNames => reading.pieces.too_long(),
                Read::OutOfOrder => reading.pieces.begin_anew(),
                Read::Enough => {
                    reading.pieces.too_long();
                    return Ok(Outcome::Capped);
                }
            }
        }
        Ok(Outcome::Complete)
    }

    async fn drain_piece(
        &self,
        reading: &mut Reading,
        mut pages: Pages,
        most: u32,
        line: &mut Line,
        notify: Notify<'_>,
    ) -> Result<Read, RosterError> {
        let mut is_first = true;
        while let Some(page) = pages.next().await {
            let page = match page {
                Ok(page) => page,
                Err(error) => return Err(self.books_failed(&reading.asked, &error).await),
            };
            if is_first {
                self.books_answered(&reading.asked).await?;
            }
            let read = reading.read_of(&page, is_first, most);
            is_first = false;
            let remaining = page.remaining;
            reading
                .pieces
                .interrupted(reading.resource, page.records.last());
            reading.request_id = page.request_id;
            let (records, repeated) = reading.fresh(page.records);
            // Before anybody sees them.
            line.note(&self.ctx, count(records.len()), false)?;
            notify(BooksEvent::Page {
                records: BooksRows(records),
                fetched: reading.fetched,
                remaining: remaining.map(|it| u32::try_from(it).unwrap_or(u32::MAX)),
                repeated,
                window: reading.window(),
            });
            if let Some(read) = read {
                return Ok(read);
            }
            let may_go_on =
                reading.resource.shape == Shape::Paged && remaining.is_none_or(|it| it > 0);
            if may_go_on && reading.fetched >= most {
                return Ok(Read::Enough);
            }
        }
        Ok(Read::ToItsEnd)
    }
}

impl Reading {
    /// Whether the first page of a piece shows that it is better read in another way.
    fn read_of(&self, page: &Page, is_first: bool, most: u32) -> Option<Read> {
        let piece = self.pieces.current().filter(|_| is_first)?;
        let remaining = page.remaining.unwrap_or(0);
        let all = remaining.saturating_add(page.records.len() as u64);
        if remaining > 0 && piece.is_better_by_names(all, most) {
            return Some(Read::BetterByNames);
        }
        let after = piece.goes_on_after()?;
        let came = page
            .records
            .iter()
            .any(|row| self.resource.key_of(row).as_deref() == Some(after));
        (!came).then_some(Read::OutOfOrder)
    }
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}
