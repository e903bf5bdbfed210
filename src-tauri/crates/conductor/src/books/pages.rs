//! A list, page by page.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::Deserialize;

use crate::catalogue::{Record, Shape};
use crate::error::Error;
use crate::transport::{Call, Wire};

/// One answer of a list.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// The rows, in QuickBooks' own order.
    pub records: Vec<Record>,
    /// How many rows are still to come, where the service says so.
    pub remaining: Option<u64>,
    /// The service's id of the exchange.
    pub request_id: Option<String>,
}

/// The pages of a list, as a stream. One that ends without an error was complete.
///
/// It owns the cursor. The service answers each request that sends the cursor with the *next* page, so that one
/// asked twice loses a page silently. Such a request is therefore sent at most once: the cursor is given up
/// with it, and after an error there is none. What came until then can be kept; the rest has to be listed anew.
///
/// The next page is asked for when it is awaited, which has to be within ten seconds of the last: that is how long
/// QuickBooks keeps a list open. A wait that is given up ([`next`](Self::next) dropped) can be taken up again, and
/// goes on with the same request.
#[must_use = "nothing is sent before a page is asked for"]
pub struct Pages {
    wire: Arc<Wire>,
    shape: Shape,
    state: State,
}

enum State {
    /// The request without a cursor. It may be repeated: each begins anew.
    First(Box<Call>),
    /// What is asked for after a page.
    Following(Box<Call>, Cursor),
    Asking(Asking),
    /// What is said after the last page that came.
    Broken(Error),
    Finished,
}

type Asking = Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send>>;

/// Leave to send one request. Neither `Clone` nor readable: it ends with the request that carries it.
struct Cursor(String);

/// A page and how to go on.
struct Answer {
    page: Page,
    then: State,
}

impl Pages {
    pub(super) fn new(wire: Arc<Wire>, call: Result<Call, Error>, shape: Shape) -> Self {
        let state = match call {
            Ok(call) => State::First(Box::new(call)),
            Err(error) => State::Broken(error),
        };
        Self { wire, shape, state }
    }

    /// The next page, or `None` after the last one and after an error.
    pub async fn next(&mut self) -> Option<Result<Page, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for Pages {
    type Item = Result<Page, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.state, State::Finished) {
                State::Finished => return Poll::Ready(None),
                State::Broken(error) => return Poll::Ready(Some(Err(error))),
                State::First(call) => {
                    let asking = first(Arc::clone(&self.wire), call, self.shape);
                    self.state = State::Asking(Box::pin(asking));
                }
                State::Following(call, cursor) => {
                    let asking = following(Arc::clone(&self.wire), call, cursor);
                    self.state = State::Asking(Box::pin(asking));
                }
                State::Asking(mut asking) => match asking.as_mut().poll(context) {
                    Poll::Pending => {
                        self.state = State::Asking(asking);
                        return Poll::Pending;
                    }
                    Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(error))),
                    Poll::Ready(Ok(answer)) => {
                        self.state = answer.then;
                        return Poll::Ready(Some(Ok(answer.page)));
                    }
                },
            }
        }
    }
}

/// How many records, not which.
impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("records", &format_args!("{} records", self.records.len()))
            .field("remaining", &self.remaining)
            .field("request_id", &self.request_id)
            .finish()
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

async fn first(wire: Arc<Wire>, call: Box<Call>, shape: Shape) -> Result<Answer, Error> {
    if shape == Shape::Singleton {
        let (record, request_id) = wire.ask_with_id(&call).await?;
        let page = Page {
            records: vec![record],
            remaining: None,
            request_id,
        };
        return Ok(Answer {
            page,
            then: State::Finished,
        });
    }
    let (list, request_id) = wire.ask_with_id(&call).await?;
    Ok(answer(list, request_id, call, shape))
}

async fn following(wire: Arc<Wire>, call: Box<Call>, cursor: Cursor) -> Result<Answer, Error> {
    let mut next = call.clone();
    next.url.query_pairs_mut().append_pair("cursor", &cursor.0);
    let (list, request_id) = wire.ask_once(*next).await?;
    Ok(answer(list, request_id, call, Shape::Paged))
}

/// A list on the wire. Only `data` is promised for all of them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct List {
    data: Vec<Record>,
    #[serde(default)]
    next_cursor: Option<String>,
    #[serde(default)]
    remaining_count: Option<f64>,
    #[serde(default)]
    has_more: Option<bool>,
}

fn answer(list: List, request_id: Option<String>, call: Box<Call>, shape: Shape) -> Answer {
    let then = match more(&list, shape) {
        More::No => State::Finished,
        More::Yes(cursor) => State::Following(call, cursor),
        More::OutOfReach(reason) => State::Broken(Error::Decode {
            status: 200,
            request_id: request_id.clone(),
            reason: format!("{}: {reason}", call.name),
            source: None,
        }),
    };
    let page = Page {
        records: list.data,
        remaining: list.remaining_count.and_then(whole),
        request_id,
    };
    Answer { page, then }
}

enum More {
    No,
    Yes(Cursor),
    OutOfReach(&'static str),
}

/// The official clients go on while there is a cursor and the page has rows. `hasMore` is asked as well: a request
/// after it was `false` is an error at the service.
fn more(list: &List, shape: Shape) -> More {
    let cursor = list.next_cursor.as_deref().filter(|it| !it.is_empty());
    match (list.has_more, cursor) {
        (Some(false), _) | (None, None) => More::No,
        (Some(true), None) => {
            More::OutOfReach("there are more rows, but no cursor to ask for them")
        }
        (_, Some(_)) if shape != Shape::Paged => {
            More::OutOfReach("there are more rows, but it takes no cursor")
        }
        (_, Some(_)) if list.data.is_empty() => {
            More::OutOfReach("there are more rows, but the page has none")
        }
        (_, Some(cursor)) => More::Yes(Cursor(cursor.to_owned())),
    }
}

/// The wire says "number".
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be a small whole number"
)]
fn whole(number: f64) -> Option<u64> {
    (0.0..1e15).contains(&number).then_some(number as u64)
}
