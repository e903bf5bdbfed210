//! Reading a client's books in QuickBooks Desktop, and nothing else: what comes goes to the caller, and is
//! kept nowhere. A reading that paused remembers which rows came (their ids, and the last name) in memory, until it is
//! closed, the firm is, or nobody went on with it for [`IDLE`].

mod answered;
mod billing;
mod line;
mod open;
mod reading;
mod windows;

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use conductor::catalogue::{ReportKind, Resource};
use conductor::{EndUserId, FilterError, Filters};
use futures_util::FutureExt as _;
use jiff::SignedDuration;

use crate::client::{Client, ClientId};
use crate::context::Context;
use crate::desktop::AuthLinks;
use crate::desktop::is_of_other;
use crate::problem::RosterError;
use crate::queue::Computers;
use crate::service_health::ServiceHealth;
use crate::view::{BooksEvent, BooksProblem, BooksRecord, BooksReport, BooksWait, ProblemView};

use line::Line;
use open::End;
pub(crate) use open::OpenBooks;
use reading::{Outcome, Reading};

/// How long a reading that paused is remembered.
const IDLE: SignedDuration = SignedDuration::from_mins(15);

/// Gets the events of a reading. Must not block.
pub type BooksListener = Arc<dyn Fn(BooksEvent) + Send + Sync>;

/// Reads the books of Desktop clients. Cheap to clone.
#[derive(Clone)]
pub struct BooksReader {
    pub(crate) ctx: Context,
    pub(crate) health: ServiceHealth,
    pub(crate) auth_links: AuthLinks,
    pub(crate) computers: Computers,
    open: Arc<OpenBooks>,
}

impl BooksReader {
    pub(crate) fn new(
        ctx: &Context,
        health: &ServiceHealth,
        auth_links: &AuthLinks,
        computers: &Computers,
    ) -> Self {
        Self {
            ctx: ctx.clone(),
            health: health.clone(),
            auth_links: auth_links.clone(),
            computers: computers.clone(),
            open: Arc::default(),
        }
    }

    /// Reads a list, and tells `listener` what comes of it, until it is done, has `most` rows or is stopped. Returns
    /// the number of the reading at once.
    ///
    /// # Errors
    /// What is known before anybody is asked: the client, its connection, the filters.
    pub fn books_list(
        &self,
        id: ClientId,
        resource: &str,
        filters: Filters,
        most: u32,
        listener: BooksListener,
    ) -> Result<u32, RosterError> {
        let asked = self.books_of(id)?;
        let resource = Resource::by_path(resource).ok_or_else(unknown)?;
        // Before anything waits or is written.
        resource
            .accepts(&filters)
            .map_err(|error| refused(&error))?;
        self.check_agreed(&asked)?;
        let reading = Reading::new(asked, resource, filters, self.ctx.now());
        let (number, end) = self.open.open(id, self.ctx.now())?;
        self.run(number, end, reading, most, listener);
        Ok(number)
    }

    /// Continues a reading that reached its cap, was stopped or failed, until it has `most` rows altogether. No row
    /// comes twice; what has to be asked for again is left out.
    ///
    /// # Errors
    /// [`RosterError::NothingPending`] when it is not remembered any more.
    pub fn books_more(
        &self,
        number: u32,
        most: u32,
        listener: BooksListener,
    ) -> Result<(), RosterError> {
        self.ctx.may_change()?;
        self.forget_idle_books();
        let (reading, end) = self
            .open
            .resume(number, self.ctx.now())
            .ok_or(RosterError::NothingPending)?;
        // Nothing is sent for a connection that was replaced or deleted meanwhile.
        let now = self.books_of(reading.client()).and_then(|now| {
            let is_same = reading.is_of(&now.end_user);
            is_same.then_some(()).ok_or(RosterError::NothingPending)
        });
        if let Err(error) = now {
            self.open.done(number);
            return Err(error);
        }
        self.run(number, end, reading, most, listener);
        Ok(())
    }

    /// Stops a reading. What came can be kept, and [`Self::books_more`] goes on.
    pub fn books_stop(&self, number: u32) {
        self.open.stop(number);
    }

    /// Ends and forgets everything that was read of this client. No more events are sent.
    pub fn books_close(&self, id: ClientId) {
        self.open.close(|client| client == id);
    }

    /// The same for all clients, when the page that showed them is gone.
    pub fn books_close_all(&self) {
        self.open.close(|_| true);
    }

    /// Ends every reading because the firm closes: each says so, and no other begins.
    pub fn books_end(&self) {
        self.open.firm_closes();
    }

    /// Forgets what nobody went on with for [`IDLE`].
    pub(crate) fn forget_idle_books(&self) {
        self.open
            .forget_since(self.ctx.now() - IDLE, self.ctx.now());
    }

    /// Reads one record. `listener` gets its number and what it waits for.
    pub async fn books_record(
        &self,
        id: ClientId,
        resource: &str,
        record: &str,
        listener: BooksListener,
    ) -> Result<BooksRecord, RosterError> {
        let asked = self.books_of(id)?;
        let resource = Resource::by_path(resource).ok_or_else(unknown)?;
        if !resource.can_retrieve {
            return Err(unknown());
        }
        let books = self
            .ctx
            .conductor()?
            .api
            .books(&asked.end_user)
            .without_retries();
        let asking = books.retrieve(resource, record);
        let found = self
            .ask_once(&asked, Line::record(resource), &listener, asking)
            .await?;
        Ok(BooksRecord {
            record: found.record,
            request_id: found.request_id,
        })
    }

    /// Reads one report. `kind` is its `reportType`; empty where the call makes one only. `listener` gets its number
    /// and what it waits for.
    pub async fn books_report(
        &self,
        id: ClientId,
        report: &str,
        kind: &str,
        filters: Filters,
        listener: BooksListener,
    ) -> Result<BooksReport, RosterError> {
        let asked = self.books_of(id)?;
        let report = ReportKind::by_path(report).ok_or_else(unknown)?;
        let filters = if kind.is_empty() {
            filters
        } else {
            filters.with("reportType", kind)
        };
        // Before anything waits or is written: the line has the names of the filters.
        report.accepts(&filters).map_err(|error| refused(&error))?;
        let line = Line::report(report, kind, &filters);
        let books = self
            .ctx
            .conductor()?
            .api
            .books(&asked.end_user)
            .without_retries();
        let asking = books.report(report, &filters);
        let report = self.ask_once(&asked, line, &listener, asking).await?;
        let at = self.ctx.now().as_millisecond();
        Ok(BooksReport { report, at })
    }

    /// One question: waits for the computer, leaves its line, and can be stopped and closed.
    async fn ask_once<T: Rows>(
        &self,
        asked: &Asked,
        mut line: Line,
        listener: &BooksListener,
        asking: impl Future<Output = Result<T, conductor::Error>>,
    ) -> Result<T, RosterError> {
        self.check_agreed(asked)?;
        let (number, mut end) = self.open.open(asked.client.id, self.ctx.now())?;
        let _open = self.open.until_dropped(number);
        listener(BooksEvent::Begun { reading: number });
        let work = async {
            let _turn = self
                .computers
                .computer_turn(&asked.client, BooksWait::Books, |busy| {
                    listener(BooksEvent::Waiting(busy));
                })
                .await;
            self.check_agreed(asked)?;
            line.begin(&self.ctx, asked.client.id)?;
            match asking.await {
                Ok(answer) => {
                    self.books_answered(asked).await?;
                    line.note(&self.ctx, answer.rows(), true)?;
                    Ok(answer)
                }
                Err(error) => Err(self.books_failed(asked, &error).await),
            }
        };
        tokio::select! {
            done = work => done,
            why = end.came() => Err(why),
        }
    }

    /// Runs a reading in a task of its own. Its listener gets an end in every case.
    fn run(&self, number: u32, end: End, mut reading: Reading, most: u32, listener: BooksListener) {
        let books = self.clone();
        let told = {
            let (end, listener) = (end.clone(), listener);
            move |event| {
                if !end.is_closed() {
                    listener(event);
                }
            }
        };
        tokio::spawn(async move {
            let work = books.drained(&mut reading, most, end.clone(), &told);
            let outcome = AssertUnwindSafe(work).catch_unwind().await;
            let event = match outcome {
                Ok(Ok(Outcome::Complete)) => {
                    books.open.done(number);
                    reading.done(true, books.ctx.now())
                }
                Ok(Ok(Outcome::Capped)) => reading.done(false, books.ctx.now()),
                Ok(Err(error)) => reading.incomplete(error.view()),
                // The panic itself is in the log, without values.
                Err(_) => reading.incomplete(fault()),
            };
            books.open.pause(number, reading, books.ctx.now());
            told(event);
        });
    }

    /// Reads until there is nothing left, the cap is reached or it is stopped, and notes how much came.
    async fn drained(
        &self,
        reading: &mut Reading,
        most: u32,
        mut end: End,
        notify: &(dyn Fn(BooksEvent) + Send + Sync),
    ) -> Result<Outcome, RosterError> {
        let mut line = reading.line();
        let drained = tokio::select! {
            drained = self.drain(reading, most, &mut line, notify) => drained,
            why = end.came() => Err(why),
        };
        let complete = matches!(drained, Ok(Outcome::Complete));
        line.end(&self.ctx, complete)?;
        drained
    }

    /// Whose books are asked for, if they can be.
    fn books_of(&self, id: ClientId) -> Result<Asked, RosterError> {
        self.ctx.may_change()?;
        let client = self.ctx.desktop_client(id)?;
        let side = self.ctx.conductor()?;
        let known = self.ctx.observation(id)?.desktop;
        if is_of_other(&known, &side.project()) {
            return Err(RosterError::OtherProject);
        }
        let end_user = known.end_user_id.ok_or(RosterError::NotConnected)?;
        Ok(Asked {
            client,
            end_user: EndUserId::new(end_user),
        })
    }
}

/// Whose books are asked for.
#[derive(Clone)]
pub(crate) struct Asked {
    client: Client,
    end_user: EndUserId,
}

/// How many rows an answer counts for in the timeline.
trait Rows {
    fn rows(&self) -> u32;
}

impl Rows for conductor::Retrieved {
    fn rows(&self) -> u32 {
        1
    }
}

impl Rows for conductor::ReportTable {
    fn rows(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }
}

/// Texts about filters hold no value.
fn refused(error: &FilterError) -> RosterError {
    RosterError::BadFilter(error.to_string())
}

fn unknown() -> RosterError {
    RosterError::NoSuchList
}

fn fault() -> ProblemView {
    BooksProblem::ReadingFailed.into()
}
