//! Who is asked when, and how many at once.
//!
//! QuickBooks Desktop is read passively: one call lists every end-user and touches nobody's QuickBooks.
//! The active health check runs only on a click. QuickBooks Online is asked for the role a few times a
//! day, which also renews the grant long before its idle clock runs out.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;

use crate::client::{Client, ClientId, Upkeep};
use crate::observation::{FailureKind, Observation, Source};
use crate::problem::RosterError;
use crate::roster::{Roster, lock};
use crate::view::{AttemptStage, BooksKind, ClientRow, Ending, RosterEvent};

/// Time between two passive rounds.
const ROUND: SignedDuration = SignedDuration::from_mins(15);
/// A company is asked again when its last answer is older than this.
const ONLINE_AGE: SignedDuration = SignedDuration::from_hours(6);
/// A refusal is confirmed, and a silent service asked again, after this long.
const AGAIN: SignedDuration = SignedDuration::from_mins(10);
/// How many companies are asked at once.
const AT_ONCE: usize = 3;
/// An open sheet is looked at every 5 s for 2 minutes, then every 15 s.
const LOOK_OFTEN: SignedDuration = SignedDuration::from_mins(2);
/// How often the schedule looks at the clock.
const TICK: Duration = Duration::from_secs(5);

impl Roster {
    /// Asks about one client now. A second call while one runs returns the row as it is.
    pub async fn check_client(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        let client = self.client(id)?;
        let stop = Arc::new(Notify::new());
        {
            let mut running = lock(&self.inner.running);
            if running.contains_key(&id) {
                drop(running);
                return self.client_row(id);
            }
            running.insert(id, stop.clone());
        }
        let _running = Running { roster: self, id };
        self.changed(id)?;
        let asked = tokio::select! {
            asked = self.ask(&client) => asked,
            () = stop.notified() => Err(RosterError::Cancelled),
        };
        drop(_running);
        let row = self.changed(id)?;
        asked.map(|_| row)
    }

    /// Stops waiting for a running check. What QuickBooks was asked to do may still happen.
    pub fn stop_waiting(&self, id: ClientId) {
        if let Some(stop) = lock(&self.inner.running).get(&id) {
            stop.notify_one();
        }
    }

    /// One round now: every end-user passively, every Online company actively.
    pub async fn check_all(&self) {
        self.round(|_, _| true).await;
    }

    /// Ends the waiting for one client, at the user's wish.
    pub async fn cancel_connect(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        match self.client(id)?.books.kind() {
            BooksKind::Online => {
                let pending = lock(&self.inner.attempts)
                    .get_mut(&id)
                    .and_then(|attempt| attempt.pending.take());
                if let Some(pending) = pending {
                    self.let_go(pending).await;
                }
                let ended = lock(&self.inner.attempts)
                    .get(&id)
                    .is_some_and(|a| !a.is_open());
                if !ended {
                    self.end_sign_in(id, Ending::Cancelled, None).await;
                }
                self.client_row(id)
            }
            BooksKind::Desktop => self.cancel_link(id).await,
        }
    }

    /// End of the last round and start of the next one.
    #[must_use]
    pub fn rounds(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        let round = *lock(&self.inner.round);
        (round.last, round.next)
    }

    /// Runs the schedule until it is dropped.
    pub async fn keep_checking(&self) {
        self.plan(self.now());
        loop {
            self.expire_attempts().await;
            self.look_at_open_links().await;
            let due = lock(&self.inner.round)
                .next
                .is_none_or(|next| next <= self.now());
            if due {
                let now = self.now();
                self.round(|_, seen| is_due(seen, now)).await;
            }
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                () = self.inner.wake.notified() => {}
            }
        }
    }

    async fn ask(&self, client: &Client) -> Result<ClientRow, RosterError> {
        match client.books.kind() {
            BooksKind::Online => self.query_user_role(client.id).await,
            BooksKind::Desktop => self.check_desktop(client.id).await,
        }
    }

    async fn round(&self, wanted: impl Fn(&Client, &Observation) -> bool) {
        if let Err(error) = self.run_round(wanted).await {
            tracing::warn!(%error, "a round of checks stopped early");
        }
        let now = self.now();
        lock(&self.inner.round).last = Some(now);
        self.plan(now + ROUND);
    }

    async fn run_round(
        &self,
        wanted: impl Fn(&Client, &Observation) -> bool,
    ) -> Result<(), RosterError> {
        let now = self.now();
        let (conductor_down, intuit_down) = {
            let bars = lock(&self.inner.bars);
            (
                bars.is_down(Source::Conductor, now),
                bars.is_down(Source::Intuit, now) || bars.is_down(Source::Relay, now),
            )
        };
        if self.inner.parts.conductor.is_some() && !conductor_down {
            // Its failure is a bar already; Online companies are asked all the same.
            let _ = self.read_end_users().await;
        }
        if self.inner.parts.intuit.is_none() || intuit_down {
            return Ok(());
        }
        let observations = self.database().observations()?;
        let slots = Arc::new(Semaphore::new(AT_ONCE));
        let mut asked = JoinSet::new();
        for client in self.database().clients()? {
            let Some(seen) = observations.get(&client.id) else {
                continue;
            };
            let connected = seen.online.connection.is_some();
            if client.upkeep != Upkeep::Active || !connected || !wanted(&client, seen) {
                continue;
            }
            let (roster, slots) = (self.clone(), slots.clone());
            asked.spawn(async move {
                let _slot = slots.acquire().await;
                // Recorded as an observation; a round has nobody to report to.
                let _ = roster.check_client(client.id).await;
            });
        }
        asked.join_all().await;
        Ok(())
    }

    fn plan(&self, next: Timestamp) {
        let mut round = lock(&self.inner.round);
        round.next = Some(next);
        self.tell(RosterEvent::Checked {
            last: round.last.map(Timestamp::as_millisecond),
            next: Some(next.as_millisecond()),
        });
    }

    async fn expire_attempts(&self) {
        let now = self.now();
        let over: Vec<(ClientId, BooksKind)> = lock(&self.inner.attempts)
            .values()
            .filter(|attempt| attempt.stage == AttemptStage::Waiting && attempt.expires_at <= now)
            .map(|attempt| (attempt.client, attempt.books))
            .collect();
        for (id, books) in over {
            match books {
                BooksKind::Online => self.end_sign_in(id, Ending::Expired, None).await,
                BooksKind::Desktop => {
                    self.update(id, |attempt| attempt.end(Ending::Expired, None));
                    if let Err(error) = self.changed(id) {
                        tracing::warn!(%error, "an expired link could not be shown");
                    }
                }
            }
        }
    }

    async fn look_at_open_links(&self) {
        let now = self.now();
        let open: Vec<ClientId> = lock(&self.inner.attempts)
            .values()
            .filter(|attempt| attempt.books == BooksKind::Desktop)
            .filter(|attempt| attempt.stage == AttemptStage::Waiting)
            .filter(|attempt| {
                let age = now.duration_since(attempt.started_at);
                age <= LOOK_OFTEN || age.as_secs() % 15 < i64::try_from(TICK.as_secs()).unwrap_or(5)
            })
            .map(|attempt| attempt.client)
            .collect();
        for id in open {
            if let Err(error) = self.look_at_end_user(id).await {
                tracing::info!(client = %id, %error, "an open link could not be looked at");
            }
        }
    }
}

/// Marks a check as running for as long as it lives.
struct Running<'a> {
    roster: &'a Roster,
    id: ClientId,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        lock(&self.roster.inner.running).remove(&self.id);
    }
}

/// Whether a company is to be asked in this round.
fn is_due(seen: &Observation, now: Timestamp) -> bool {
    let older = |age: SignedDuration| {
        seen.checked_at
            .is_none_or(|at| now.duration_since(at) >= age)
    };
    let unconfirmed = seen
        .online
        .refused
        .as_ref()
        .is_some_and(|refused| refused.last_at.duration_since(refused.first_at) < AGAIN);
    let silent = seen
        .online
        .failure
        .as_ref()
        .is_some_and(|failure| failure.kind != FailureKind::Answered);
    older(ONLINE_AGE) || ((unconfirmed || silent) && older(AGAIN))
}
