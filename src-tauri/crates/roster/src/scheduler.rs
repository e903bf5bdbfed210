//! Who is asked when, and how many at once.
//!
//! QuickBooks Desktop is read passively: one call lists every end-user and touches nobody's QuickBooks.
//! The active health check runs only on a click. QuickBooks Online is asked for the role a few times a
//! day, which also renews the grant long before its idle clock runs out.

mod progress;

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use jiff::{SignedDuration, Timestamp};

use self::progress::Progress;
use crate::attempt::{ClientSignIn, Discarded, LinkAttempt, LinkEnd, SignInEnd};
use crate::books::BooksReader;
use crate::change_log::ChangeLog;
use crate::client::{Client, ClientId, Lifecycle};
use crate::context::Context;
use crate::desktop::AuthLinks;
use crate::diagnosis::IDLE_NEAR;
use crate::observation::{FailureKind, Observation, Source};
use crate::online::{Attempts, Revocations, SignIns};
use crate::problem::RosterError;
use crate::queue::Computers;
use crate::records::Records;
use crate::rounds::{Rounds, SLACK};
use crate::service_health::ServiceHealth;
use crate::slots::{ClientSlots, RunningCheck};
use crate::tokens::Tokens;
use crate::view::{BooksWait, ClientRow, ComputerBusy, Product, RoundView, State};

/// A company is asked again when its last answer is older than this.
const ONLINE_AGE: SignedDuration = SignedDuration::from_hours(6);
/// A refusal is confirmed, and a silent service asked again, after this long.
const AGAIN: SignedDuration = SignedDuration::from_mins(10);
/// An open link is checked this often …
const OFTEN: SignedDuration = SignedDuration::from_secs(5);
/// … for this long, …
const LOOK_OFTEN: SignedDuration = SignedDuration::from_mins(2);
/// … then this often …
const SELDOM: SignedDuration = SignedDuration::from_secs(15);
/// … until it is this old.
const LOOK_AT_ALL: SignedDuration = SignedDuration::from_mins(30);
/// How often the schedule looks at the clock.
const TICK: Duration = Duration::from_secs(5);

/// Checks clients: one on a click, all of them in rounds, and what waits in between. Cheap to clone.
#[derive(Clone)]
pub struct Scheduler {
    pub(crate) ctx: Context,
    pub(crate) health: ServiceHealth,
    pub(crate) rounds: Rounds,
    pub(crate) slots: ClientSlots,
    pub(crate) records: Records,
    pub(crate) tokens: Tokens,
    pub(crate) change_log: ChangeLog,
    pub(crate) revocations: Revocations,
    pub(crate) attempts: Attempts,
    pub(crate) sign_ins: SignIns,
    pub(crate) auth_links: AuthLinks,
    pub(crate) books: BooksReader,
    pub(crate) computers: Computers,
}

impl Scheduler {
    /// Has the schedule look at the clock now, after this computer slept or found its network again. What waited
    /// for a network is asked at once.
    pub fn wake(&self) {
        if self.health.is_offline() && self.ctx.has_network() {
            self.rounds.plan(self.ctx.now());
        }
        self.rounds.wake();
    }

    /// Sets the time between two rounds. The next one begins that long after the last one ended, at once
    /// if that is over.
    pub fn set_interval(&self, every: SignedDuration) {
        self.rounds.set_interval(every);
    }

    /// Sets how many companies a round asks at once; at least one. More shorten the round of a firm with
    /// hundreds of companies, where Intuit's limits and the relay's allow it.
    pub fn set_concurrency(&self, companies: usize) {
        self.rounds.set_concurrency(companies);
    }

    /// End of the last round and start of the next one.
    #[must_use]
    pub fn rounds(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        self.rounds.rounds()
    }

    /// Renews the grant of an Online client now, to reset the idle clock.
    pub async fn renew_now(&self, id: ClientId) {
        self.sign_ins.renew_now(id).await;
    }

    /// Asks about one client now. A second call while one runs returns the row as it is.
    pub async fn check_client(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.ctx.may_change()?;
        let known = self.ctx.known(id)?;
        let check = RunningCheck::default();
        let stop = check.stop.clone();
        if !self.slots.begin_check(id, check) {
            return self.records.client_row(id);
        }
        let running = Running {
            slots: &self.slots,
            id,
        };
        self.records
            .notify_row(self.records.row_of(&known.client, &known.observation));
        let asked = tokio::select! {
            asked = self.ask(&known.client) => asked,
            () = stop.notified() => Err(RosterError::Cancelled),
        };
        drop(running);
        let row = self.records.changed(id)?;
        asked.map(|_| row)
    }

    /// Stops waiting for a running check. What QuickBooks was asked to do may still happen.
    pub fn stop_waiting(&self, id: ClientId) {
        if let Some(check) = self.slots.check(id) {
            check.stop.notify_one();
        }
    }

    /// One round now: every end-user passively, every Online company actively. Says whom it asked and for whom that
    /// changed something.
    pub async fn check_all(&self) -> RoundView {
        if self.ctx.read_only().is_some() {
            return RoundView::default();
        }
        // A list that cannot be read is reported by its next reader.
        let before = self.states().unwrap_or_default();
        let progress = Progress::reporting(&self.ctx);
        self.round(|_, _| true, &progress).await;
        let after = self.states().unwrap_or_default();
        RoundView {
            online: progress.asked(),
            desktop: progress.looked_up(),
            changed: after
                .into_iter()
                .filter(|(id, state)| before.get(id).is_some_and(|it| it != state))
                .map(|(id, _)| id)
                .collect(),
        }
    }

    /// The state of each client that is not being checked.
    fn states(&self) -> Result<BTreeMap<String, State>, RosterError> {
        let rows = self.records.rows()?.into_iter();
        Ok(rows
            .filter(|row| row.state != State::Checking)
            .map(|row| (row.id, row.state))
            .collect())
    }

    /// Runs the schedule until it is dropped.
    pub async fn keep_checking(&self) {
        if self.ctx.read_only().is_some() {
            return;
        }
        self.rounds.plan(self.ctx.now());
        loop {
            self.expire_attempts().await;
            self.look_at_open_links().await;
            self.revocations.revoke_waiting().await;
            self.books.forget_idle_books();
            if self.rounds.is_due() {
                let now = self.ctx.now();
                let keys_since = self.records.keys_since();
                self.round(
                    |_, seen| is_due(seen, keys_since, now),
                    &Progress::default(),
                )
                .await;
            }
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                () = self.rounds.woken() => {}
            }
        }
    }

    async fn ask(&self, client: &Client) -> Result<ClientRow, RosterError> {
        match client.books.kind() {
            Product::Online => self.sign_ins.ask_for_role(client.id).await,
            Product::Desktop => {
                let _turn = self
                    .computers
                    .computer_turn(client, BooksWait::Check, |busy| {
                        self.check_waits_for(client.id, Some(&busy));
                    })
                    .await;
                self.check_waits_for(client.id, None);
                self.auth_links.check_desktop(client.id).await
            }
        }
    }

    /// Tells the window what the running check of this client waits for.
    fn check_waits_for(&self, id: ClientId, busy: Option<&ComputerBusy>) {
        let is_news = self.slots.check_waits_for(id, busy);
        // A row that cannot be read is reported by the next reader.
        if is_news && let Ok(row) = self.records.client_row(id) {
            self.records.notify_row(row);
        }
    }

    async fn round(&self, wanted: impl Fn(&Client, &Observation) -> bool, progress: &Progress<'_>) {
        // Concurrently: a folder that does not answer delays no check.
        let (asked, ()) = tokio::join!(
            self.run_round(wanted, progress),
            self.change_log.sync_change_log()
        );
        if let Err(error) = asked {
            tracing::warn!(error = error.log_safe(), "a round of checks stopped early");
        }
        let now = self.ctx.now();
        let every = self.rounds.ended(now);
        let sooner = self.health.next_try(now);
        self.rounds
            .plan(sooner.map_or(now + every, |at| at.min(now + every)));
    }

    async fn run_round(
        &self,
        wanted: impl Fn(&Client, &Observation) -> bool,
        progress: &Progress<'_>,
    ) -> Result<(), RosterError> {
        let now = self.ctx.now();
        if self.health.is_offline() && !self.ctx.has_network() {
            self.health.still_offline(now, rand::random());
            return Ok(());
        }
        let conductor_down = self.health.is_down(Source::Conductor, now);
        if self.ctx.deps.conductor.is_some() && !conductor_down {
            // Its failure is a banner already; Online companies are asked all the same.
            if self.auth_links.read_end_users().await.is_ok() {
                progress.look_up(self.end_users()?);
            }
        }
        if self.ctx.deps.intuit.is_none() {
            return Ok(());
        }
        let observations = self.ctx.database().observations()?;
        let (mut due, mut paused) = (Vec::new(), Vec::new());
        for client in self.ctx.database().clients()? {
            let connected = observations
                .get(&client.id)
                .filter(|seen| seen.online.connection.is_some());
            match (client.lifecycle, connected) {
                (Lifecycle::Active, Some(seen)) if wanted(&client, seen) => due.push(client.id),
                (Lifecycle::Paused, Some(seen)) if is_idle_low(seen, now) => paused.push(client.id),
                _ => {}
            }
        }
        progress.begin(due.len());
        let mut due = due.into_iter();
        let (in_doubt, spared) = {
            let health = &self.health;
            (health.doubts_online(), health.spares_online(self.ctx.now()))
        };
        if spared {
            return Ok(());
        }
        if self.records.doubts_keys() {
            self.tokens.prove_keys(true).await;
            if self.records.doubts_keys() {
                return Ok(());
            }
        } else if in_doubt && let Some(first) = due.next() {
            progress.count(&self.check_client(first).await);
        }
        let concurrency = self.rounds.concurrency();
        let asked = due.map(|id| self.ask_in_round(id, progress).boxed());
        // A paused client is not checked, but its connection is kept.
        let renewed = paused
            .into_iter()
            .map(|id| self.sign_ins.renew_now(id).boxed());
        // In one task: nearly all that follows an answer waits for the one database, and tasks on other threads
        // would wake each other for every turn at it.
        stream::iter(asked.chain(renewed))
            .for_each_concurrent(concurrency, |it| it)
            .await;
        Ok(())
    }

    /// Asks about a company, unless what came of the ones before it says that nobody is there.
    async fn ask_in_round(&self, id: ClientId, progress: &Progress<'_>) {
        let now = self.ctx.now();
        let spared = {
            let banners = &self.health;
            banners.spares_online(now) || banners.waits_for_network(now)
        };
        if !spared && !self.records.doubts_keys() {
            progress.count(&self.check_client(id).await);
        }
    }

    /// How many active clients Conductor has an end-user of.
    fn end_users(&self) -> Result<usize, RosterError> {
        let observations = self.ctx.database().observations()?;
        let clients = self.ctx.database().clients()?.into_iter();
        Ok(clients
            .filter(|client| client.lifecycle == Lifecycle::Active)
            .filter(|client| {
                observations
                    .get(&client.id)
                    .is_some_and(|seen| seen.desktop.end_user_id.is_some())
            })
            .count())
    }

    /// Ends what nobody can finish any more, and releases what a closed sheet still holds.
    async fn expire_attempts(&self) {
        let now = self.ctx.now();
        for sign_in in self.slots.sign_ins() {
            let id = sign_in.client();
            if !sign_in.has_run_out(now) {
                continue;
            }
            // Another task works on it; the next tick sees the result.
            if let Some(_turn) = self.slots.turn_if_free(id) {
                self.expire(id).await;
            }
        }
    }

    async fn expire(&self, id: ClientId) {
        let now = self.ctx.now();
        match self.slots.sign_in(id) {
            Some(sign_in) if !sign_in.is_open() => {
                self.attempts.discard(id, Discarded::Cancelled).await;
            }
            Some(sign_in) if !sign_in.has_run_out(now) => {}
            Some(ClientSignIn::Online(_)) => {
                self.attempts.end_sign_in(id, SignInEnd::Expired).await;
            }
            Some(ClientSignIn::Desktop(_)) => {
                self.auth_links.end_link(id, LinkEnd::Expired).await;
            }
            None => {}
        }
    }

    async fn look_at_open_links(&self) {
        let now = self.ctx.now();
        {
            let banners = &self.health;
            if banners.is_down(Source::Conductor, now) || banners.waits_for_network(now) {
                return;
            }
        }
        for attempt in self.slots.all_links() {
            if !is_worth_a_look(&attempt, now) {
                continue;
            }
            self.slots.advance(&attempt, |link| link.looked_at(now));
            let id = attempt.client;
            if let Err(error) = self.auth_links.look_at_end_user(id).await {
                tracing::info!(client = %id, error = error.log_safe(), "an open link could not be looked at");
            }
        }
    }
}

/// Marks a check as running for as long as it lives.
struct Running<'a> {
    slots: &'a ClientSlots,
    id: ClientId,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.slots.end_check(self.id);
    }
}

/// Whether an open link is to be looked at now. After half an hour the sheet is closed in all
/// likelihood, and the passive rounds see to a link that lives for days.
fn is_worth_a_look(attempt: &LinkAttempt, now: Timestamp) -> bool {
    let age = now.duration_since(attempt.started_at);
    let wait = if age <= LOOK_OFTEN {
        OFTEN
    } else if age <= LOOK_AT_ALL {
        SELDOM
    } else {
        return false;
    };
    attempt.read(|state| {
        let link = state.link();
        link.is_some_and(|link| {
            link.looked_at
                .is_none_or(|at| is_over(at, wait - SLACK, now))
        })
    })
}

/// Whether a time this long has passed since `at`. A fact from the future was written by a clock that
/// has been set back since, and says nothing.
fn is_over(at: Timestamp, wait: SignedDuration, now: Timestamp) -> bool {
    let age = now.duration_since(at);
    age >= wait || age < -SLACK
}

/// Whether a company is to be asked in this round.
fn is_due(seen: &Observation, keys_since: Option<Timestamp>, now: Timestamp) -> bool {
    let older = |age: SignedDuration| seen.checked_at.is_none_or(|at| is_over(at, age, now));
    let unconfirmed = seen
        .online
        .refused
        .as_ref()
        .is_some_and(|refused| refused.last_at.duration_since(refused.first_at) < AGAIN);
    let unheard = seen.online.failure.as_ref().map(|failure| failure.kind);
    let silent = matches!(
        unheard,
        Some(FailureKind::Unreachable | FailureKind::KeyRefused)
    );
    // Nothing reached Intuit then, so this is not too often; a round that finds no network asks nobody.
    let offline = unheard == Some(FailureKind::Offline);
    // Whether the firm's keys of today work is not known before they were used.
    let under_other_keys = seen.checked_at < keys_since && keys_since <= Some(now);
    older(ONLINE_AGE)
        || under_other_keys
        || ((unconfirmed || silent || is_idle_low(seen, now)) && older(AGAIN))
        || offline
}

/// Whether the idle clock is low and no renewal has been tried lately: a check that failed before Intuit
/// was reached (a locked keychain) counts as a check, and must not cost the grant.
fn is_idle_low(seen: &Observation, now: Timestamp) -> bool {
    seen.online.connection.as_ref().is_some_and(|saved| {
        is_over(saved.renewed_at, ONLINE_AGE, now)
            && saved
                .idle_expires_at
                .is_some_and(|end| end.duration_since(now) <= IDLE_NEAR)
    })
}
