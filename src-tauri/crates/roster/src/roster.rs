//! The roster: the one thing the app talks to.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use conductor::{Conductor, PublishableKey};
use intuit::{ClientId as IntuitClientId, Endpoints, Intuit};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use signing::SigningKey;
use tokio::sync::{Mutex as AsyncMutex, Notify, OnceCell, OwnedMutexGuard, watch};
use url::Url;

use crate::attempt::Attempt;
use crate::books::OpenBooks;
use crate::change_log::ChangeLog;
use crate::checks::{CONCURRENCY, RunningCheck};
use crate::client::{Client, ClientDraft, ClientId, Lifecycle, QuickBooks};
use crate::company::Company;
use crate::computer::Computer;
use crate::database::{Database, Known};
use crate::diagnosis::Diagnosis;
use crate::grants::Grants;
use crate::journal::JournalEntry;
use crate::observation::{Observation, Source};
use crate::platform::{Browser, Clipboard, Clock, Listener, Network, SystemNetwork};
use crate::preview::{DiagnosisContext, map_clients};
use crate::problem::RosterError;
use crate::queue::Computers;
use crate::refusals::Refusals;
use crate::rows::to_client_row;
use crate::service_health::ServiceHealth;
use crate::vault::{Secret, Vault};
use crate::view::{ActivityLine, ClientRow, EventKind, RosterEvent, TimelineEvent};

/// What a roster is made of. Practice and live differ in these values and in nothing else.
pub struct Dependencies {
    /// Clients, observations, journal.
    pub database: Database,
    /// Secrets of this firm.
    pub vault: Arc<dyn Vault>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Opens addresses.
    pub browser: Arc<dyn Browser>,
    /// Takes links.
    pub clipboard: Arc<dyn Clipboard>,
    /// Hears changes.
    pub listener: Arc<dyn Listener>,
    /// QuickBooks Desktop, if its keys are set up.
    pub conductor: Option<ConductorService>,
    /// QuickBooks Online, if its keys are set up.
    pub intuit: Option<IntuitService>,
    /// The scheme of the links that come back: `counterfoil`, and another for development builds.
    pub scheme: &'static str,
    /// This computer, for the journal and the shared change log.
    pub computer: Computer,
}

/// Conductor, with the key its auth links need.
pub struct ConductorService {
    /// The client.
    pub api: Conductor,
    /// Not a secret: it is part of every auth link.
    pub publishable_key: PublishableKey,
}

/// Intuit, with the way sign-ins come back.
pub struct IntuitService {
    /// The client.
    pub api: Intuit,
    /// Where Intuit is.
    pub endpoints: Endpoints,
    /// The firm's app at Intuit.
    pub client_id: IntuitClientId,
    /// Registered at Intuit, exact.
    pub redirect_uri: Url,
    /// Ask for the accounting scope as well, to read company names.
    pub accounting_scope: bool,
    /// Ask what the person is in the company. Without it the roles scope is left out of the sign-in, for
    /// an app that Intuit does not let ask for it.
    pub ask_roles: bool,
    /// Through the relay or directly.
    pub grants: Grants,
    /// QuickBooks Online's own address, for *Open in QuickBooks*.
    pub app_url: Url,
}

/// The roster of one firm. Cheap to clone; every clone is the same roster.
#[derive(Clone)]
pub struct Roster {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) parts: Dependencies,
    pub(crate) network: Arc<dyn Network>,
    pub(crate) attempts: Mutex<HashMap<ClientId, Attempt>>,
    pub(crate) companies: Mutex<HashMap<ClientId, Arc<Company>>>,
    /// Checks that run now, each with the way to stop waiting for it.
    pub(crate) running: Mutex<HashMap<ClientId, RunningCheck>>,
    /// Whoever begins, ends or saves a client's connection has its turn; see [`Roster::turn`].
    turns: Mutex<HashMap<ClientId, Arc<AsyncMutex<()>>>>,
    pub(crate) computers: Computers,
    pub(crate) books: OpenBooks,
    /// Two clients must not be saved over the same company at once.
    pub(crate) saving: AsyncMutex<()>,
    /// Read from the vault once.
    pub(crate) realm_key: OnceCell<Secret>,
    /// Read from the vault once.
    pub(crate) computer_key: OnceCell<SigningKey>,
    pub(crate) bars: Mutex<ServiceHealth>,
    pub(crate) refusals: Mutex<Refusals>,
    pub(crate) round: Mutex<Round>,
    /// How many companies a round asks at once.
    pub(crate) concurrency: AtomicUsize,
    /// Wakes the schedule when there is something new to watch.
    pub(crate) wake: Notify,
    /// Turns with every change of an attempt.
    pub(crate) attempts_change: watch::Sender<()>,
    /// Every read-change-write of an observation happens under this lock.
    pub(crate) recording: Mutex<()>,
    pub(crate) change_log: ChangeLog,
}

/// When the last round of checks ended and the next one starts.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Round {
    pub(crate) last: Option<Timestamp>,
    pub(crate) next: Option<Timestamp>,
    /// Time between two rounds, if it is not the usual one.
    pub(crate) every: Option<SignedDuration>,
}

impl Roster {
    /// Opens the roster and takes up sign-ins that were open when the app was closed.
    pub async fn open(parts: Dependencies) -> Result<Self, RosterError> {
        Self::open_on(parts, Arc::new(SystemNetwork)).await
    }

    /// The same, with another word on whether this computer has a network.
    pub async fn open_on(
        parts: Dependencies,
        network: Arc<dyn Network>,
    ) -> Result<Self, RosterError> {
        parts.database.adopt_computer(parts.computer.id)?;
        let roster = Self {
            inner: Arc::new(Inner {
                parts: crate::read_only::close(parts),
                network,
                attempts: Mutex::default(),
                companies: Mutex::default(),
                running: Mutex::default(),
                turns: Mutex::default(),
                computers: Computers::default(),
                books: OpenBooks::default(),
                saving: AsyncMutex::default(),
                realm_key: OnceCell::new(),
                computer_key: OnceCell::new(),
                bars: Mutex::default(),
                refusals: Mutex::default(),
                round: Mutex::default(),
                concurrency: AtomicUsize::new(CONCURRENCY),
                wake: Notify::new(),
                attempts_change: watch::Sender::new(()),
                recording: Mutex::default(),
                change_log: ChangeLog::default(),
            }),
        };
        roster.take_up_keys()?;
        if roster.read_only().is_none() {
            roster.bind_legacy_grants().await;
            roster.resume_sign_ins().await?;
        }
        Ok(roster)
    }

    /// Every client as the roster shows it.
    pub fn rows(&self) -> Result<Vec<ClientRow>, RosterError> {
        Ok(map_clients(self.database(), |client, observation| {
            self.row_of(client, observation)
        })?)
    }

    /// One client as the roster shows it.
    pub fn client_row(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        let known = self.known(id)?;
        Ok(self.row_of(&known.client, &known.observation))
    }

    /// The last 200 timeline lines of a client, newest first.
    pub fn timeline(&self, id: ClientId) -> Result<Vec<TimelineEvent>, RosterError> {
        let mut events = self.database().timeline(id, 200)?;
        self.tell_computers_apart(&mut events);
        Ok(events)
    }

    /// The firm's change log, newest first: at most `limit` lines, after the line `before` if one is
    /// named.
    pub fn activity(
        &self,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<ActivityLine>, RosterError> {
        let mut lines = self.database().activity(before, limit)?;
        self.tell_computers_apart(lines.iter_mut().map(|line| &mut line.event));
        Ok(lines)
    }

    /// Adds a client. Nothing is created at any service before *Connect*.
    pub fn add_client(&self, draft: ClientDraft) -> Result<ClientRow, RosterError> {
        self.may_change()?;
        let client = self.client_of(draft.checked(None)?);
        self.database().insert_client(&client)?;
        self.database()
            .record(&self.entry(client.id, EventKind::Added))?;
        self.take_over_source_ids()?;
        self.changed(client.id)
    }

    /// Changes what was typed about a client. The product cannot change while it is connected.
    pub fn edit_client(&self, id: ClientId, draft: ClientDraft) -> Result<ClientRow, RosterError> {
        self.may_change()?;
        let mut client = self.client(id)?;
        let draft = draft.checked(client.email.as_deref())?;
        if draft.books.kind() != client.books.kind() {
            self.allow_other_product(&client)?;
        }
        client.name = draft.name;
        client.number = draft.number;
        client.email = draft.email;
        client.books = draft.books;
        self.database().update_client(&client)?;
        self.database().record(&self.entry(id, EventKind::Edited))?;
        self.take_over_source_ids()?;
        self.changed(id)
    }

    /// Pauses, archives or resumes a client.
    pub fn set_lifecycle(
        &self,
        id: ClientId,
        lifecycle: Lifecycle,
    ) -> Result<ClientRow, RosterError> {
        self.may_change()?;
        let mut client = self.client(id)?;
        client.lifecycle = lifecycle;
        self.database().update_client(&client)?;
        let event = match lifecycle {
            Lifecycle::Active => EventKind::Resumed,
            Lifecycle::Archived => EventKind::Archived,
            Lifecycle::Paused => EventKind::Paused,
        };
        self.database().record(&self.entry(id, event))?;
        self.changed(id)
    }

    /// Takes over a line of the firm's change log that another seat wrote.
    pub fn import_entry(&self, entry: &JournalEntry) -> Result<(), RosterError> {
        self.may_change()?;
        self.database().record(entry)?;
        self.changed(entry.client).map(|_| ())
    }

    /// Whether there is no client yet.
    pub fn is_empty(&self) -> Result<bool, RosterError> {
        Ok(self.database().clients()?.is_empty())
    }

    /// Waits for the turn to change how a client is connected. Beginning, cancelling, confirming and
    /// disconnecting each take several steps (vault, database, attempt), and two of them interleaved
    /// would leave one's secret beside the other's facts. Never held while a person or Intuit's sign-in
    /// is waited for, so *Cancel* always gets through.
    pub(crate) async fn turn(&self, id: ClientId) -> OwnedMutexGuard<()> {
        let turn = self.inner.turns.lock().entry(id).or_default().clone();
        turn.lock_owned().await
    }

    /// The turn, if nobody has it.
    pub(crate) fn turn_if_free(&self, id: ClientId) -> Option<OwnedMutexGuard<()>> {
        let turn = self.inner.turns.lock().entry(id).or_default().clone();
        turn.try_lock_owned().ok()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.parts.clock.now()
    }

    pub(crate) fn database(&self) -> &Database {
        &self.inner.parts.database
    }

    pub(crate) fn vault(&self) -> &dyn Vault {
        self.inner.parts.vault.as_ref()
    }

    pub(crate) fn intuit(&self) -> Result<&IntuitService, RosterError> {
        self.may_change()?;
        self.inner
            .parts
            .intuit
            .as_ref()
            .ok_or(RosterError::IntuitNotSetUp)
    }

    /// Whether the firm asks for roles. Without an Intuit side nothing was turned off.
    pub(crate) fn asks_roles(&self) -> bool {
        let side = self.inner.parts.intuit.as_ref();
        side.is_none_or(|side| side.ask_roles)
    }

    pub(crate) fn conductor(&self) -> Result<&ConductorService, RosterError> {
        self.may_change()?;
        self.inner
            .parts
            .conductor
            .as_ref()
            .ok_or(RosterError::ConductorNotSetUp)
    }

    pub(crate) fn observation(&self, id: ClientId) -> Result<Observation, RosterError> {
        Ok(self.database().observation(id)?)
    }

    pub(crate) fn client(&self, id: ClientId) -> Result<Client, RosterError> {
        self.database()
            .client(id)?
            .ok_or(RosterError::UnknownClient)
    }

    pub(crate) fn known(&self, id: ClientId) -> Result<Known, RosterError> {
        self.database().known(id)?.ok_or(RosterError::UnknownClient)
    }

    /// A client that must live in the given product.
    pub(crate) fn online_client(&self, id: ClientId) -> Result<Client, RosterError> {
        let client = self.client(id)?;
        match client.books {
            QuickBooks::Online => Ok(client),
            QuickBooks::Desktop { .. } => Err(RosterError::Invalid(format!(
                "{} uses QuickBooks Desktop, so there is no Intuit sign-in for it.",
                client.name
            ))),
        }
    }

    /// A client that must live in QuickBooks Desktop.
    pub(crate) fn desktop_client(&self, id: ClientId) -> Result<Client, RosterError> {
        let client = self.client(id)?;
        match client.books {
            QuickBooks::Desktop { .. } => Ok(client),
            QuickBooks::Online => Err(RosterError::Invalid(format!(
                "{} uses QuickBooks Online, so Conductor isn't needed for it.",
                client.name
            ))),
        }
    }

    /// Tells the window about a row.
    pub(crate) fn changed(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        let known = self.known(id)?;
        // Its lifecycle or the firm's change log may have changed what a refusal means.
        let before = self.weigh(&known);
        let row = self.tell_row(self.row_of(&known.client, &known.observation));
        self.tell_doubt(id, before.as_ref());
        Ok(row)
    }

    /// Tells the window this row, and hands it back.
    pub(crate) fn tell_row(&self, row: ClientRow) -> ClientRow {
        self.tell(RosterEvent::Rows {
            rows: vec![row.clone()],
        });
        row
    }

    pub(crate) fn tell(&self, event: RosterEvent) {
        self.inner.parts.listener.notify(event);
    }

    pub(crate) fn row_of(&self, client: &Client, observation: &Observation) -> ClientRow {
        let check = self.inner.running.lock().get(&client.id).cloned();
        ClientRow {
            elsewhere: self.elsewhere(client, observation),
            waits_for: check.as_ref().and_then(|check| check.waits_for.clone()),
            ..to_client_row(
                client,
                observation,
                &self.diagnose(client, observation, check.is_some()),
            )
        }
    }

    pub(crate) fn diagnose(
        &self,
        client: &Client,
        observation: &Observation,
        checking: bool,
    ) -> Diagnosis {
        let context = self.diagnosis_context(client.id);
        context.diagnose(self.database(), client, observation, checking)
    }

    pub(crate) fn diagnosis_context(&self, id: ClientId) -> DiagnosisContext {
        DiagnosisContext {
            now: self.now(),
            computer: self.inner.parts.computer.id,
            ask_roles: self.asks_roles(),
            next_check: self.inner.round.lock().next,
            keys_doubted: self.inner.refusals.lock().excuses(id),
        }
    }

    /// Refuses an address that a service named and that is not one of its own.
    pub(crate) fn must_be_theirs(&self, service: Source, url: &Url) -> Result<(), RosterError> {
        const LONGEST: usize = 100;
        // No service has a reason to answer with anything but a page: a `mailto:` least of all.
        let is_page = matches!(url.scheme(), "https" | "http");
        if is_page && self.inner.parts.browser.permits(url) {
            return Ok(());
        }
        // Where there is no host the scheme says what it is: `file`, `javascript`.
        let host: String = url
            .host_str()
            .filter(|host| !host.is_empty())
            .unwrap_or(url.scheme())
            .chars()
            .take(LONGEST)
            .collect();
        tracing::warn!(%host, ?service, "an answer named an address that is not the service's");
        Err(RosterError::ForeignAddress { service, host })
    }

    /// What is connected, or is being connected, stays in its product.
    pub(crate) fn allow_other_product(&self, client: &Client) -> Result<(), RosterError> {
        let observation = self.observation(client.id)?;
        let what = if observation.online.connection.is_some()
            || observation.desktop.end_user_id.is_some()
        {
            "is connected. Disconnect it"
        } else if self.has_open_attempt(client.id) {
            "is being connected. Cancel that"
        } else {
            return Ok(());
        };
        Err(RosterError::Invalid(format!(
            "{} {what} before you change where its QuickBooks lives.",
            client.name
        )))
    }
}
