//! The roster: the one thing the app talks to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use conductor::{Conductor, PublishableKey};
use intuit::{ClientId as IntuitClientId, Endpoints, Intuit};
use jiff::Timestamp;
use tokio::sync::Notify;
use url::Url;

use crate::attempt::Attempt;
use crate::bars::Bars;
use crate::client::{Books, Client, ClientDraft, ClientId, Upkeep};
use crate::company::Company;
use crate::database::Database;
use crate::desktop::came_alive;
use crate::diagnosis::{Diagnosis, Now, RoleDiagnosis, diagnose};
use crate::grants::Grants;
use crate::journal::JournalEntry;
use crate::observation::Observation;
use crate::outside::{Browser, Clipboard, Clock, Listener};
use crate::problem::RosterError;
use crate::rows::row;
use crate::vault::Vault;
use crate::view::{ClientRow, EventKind, RoleAvailability, RoleKind, RosterEvent, TimelineEvent};

/// Longest name, number, e-mail address or computer label, in characters.
const LONGEST_FIELD: usize = 200;

/// What a roster is made of. Practice and live differ in these values and in nothing else.
pub struct Parts {
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
    pub conductor: Option<ConductorSide>,
    /// QuickBooks Online, if its keys are set up.
    pub intuit: Option<IntuitSide>,
    /// Name of this computer, for the journal.
    pub computer: String,
}

/// Conductor, with the key its auth links need.
pub struct ConductorSide {
    /// The client.
    pub api: Conductor,
    /// The same without retries, for health checks: each one may start QuickBooks and hold it for a
    /// minute, so nobody is asked three times in a row.
    pub once: Conductor,
    /// Not a secret: it is part of every auth link.
    pub publishable_key: PublishableKey,
}

/// Intuit, with the way sign-ins come back.
pub struct IntuitSide {
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
    pub(crate) parts: Parts,
    pub(crate) attempts: Mutex<HashMap<ClientId, Attempt>>,
    pub(crate) companies: Mutex<HashMap<ClientId, Arc<Company>>>,
    /// Checks that run now, each with the way to stop waiting for it.
    pub(crate) running: Mutex<HashMap<ClientId, Arc<Notify>>>,
    /// One create at a time per client, so that no end-user is made twice.
    pub(crate) creating: tokio::sync::Mutex<()>,
    pub(crate) bars: Mutex<Bars>,
    pub(crate) round: Mutex<Round>,
    /// Wakes the schedule when there is something new to watch.
    pub(crate) wake: Notify,
    /// Every read-change-write of an observation happens under this lock.
    recording: Mutex<()>,
}

/// When the last round of checks ended and the next one starts.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Round {
    pub(crate) last: Option<Timestamp>,
    pub(crate) next: Option<Timestamp>,
}

impl Roster {
    /// Opens the roster and takes up sign-ins that were open when the app was closed.
    pub async fn open(parts: Parts) -> Result<Self, RosterError> {
        let roster = Self {
            inner: Arc::new(Inner {
                parts,
                attempts: Mutex::default(),
                companies: Mutex::default(),
                running: Mutex::default(),
                creating: tokio::sync::Mutex::default(),
                bars: Mutex::default(),
                round: Mutex::default(),
                wake: Notify::new(),
                recording: Mutex::default(),
            }),
        };
        roster.resume_sign_ins().await?;
        Ok(roster)
    }

    /// Every client as the roster shows it.
    pub fn rows(&self) -> Result<Vec<ClientRow>, RosterError> {
        let observations = self.database().observations()?;
        let clients = self.database().clients()?;
        let unknown = Observation::default();
        Ok(clients
            .iter()
            .map(|client| {
                let observation = observations.get(&client.id).unwrap_or(&unknown);
                self.row_of(client, observation)
            })
            .collect())
    }

    /// One client as the roster shows it.
    pub fn client_row(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        let client = self.client(id)?;
        let observation = self.observation(id)?;
        Ok(self.row_of(&client, &observation))
    }

    /// The last 200 timeline lines of a client, newest first.
    pub fn timeline(&self, id: ClientId) -> Result<Vec<TimelineEvent>, RosterError> {
        Ok(self.database().timeline(id, 200)?)
    }

    /// Adds a client. Nothing is created at any service before *Connect*.
    pub fn add_client(&self, draft: ClientDraft) -> Result<ClientRow, RosterError> {
        let draft = checked(draft)?;
        let client = Client {
            id: ClientId::random(),
            name: draft.name,
            number: draft.number,
            email: draft.email,
            books: draft.books,
            upkeep: Upkeep::Active,
            added_at: self.now(),
        };
        self.database().insert_client(&client)?;
        self.database()
            .record(&self.entry(client.id, EventKind::Added))?;
        self.changed(client.id)
    }

    /// Changes what was typed about a client. The product cannot change while it is connected.
    pub fn edit_client(&self, id: ClientId, draft: ClientDraft) -> Result<ClientRow, RosterError> {
        let mut client = self.client(id)?;
        let draft = checked(draft)?;
        if draft.books.kind() != client.books.kind() && self.is_connected(id)? {
            return Err(RosterError::Invalid(format!(
                "{} is connected. Disconnect it before you change where its QuickBooks lives.",
                client.name
            )));
        }
        client.name = draft.name;
        client.number = draft.number;
        client.email = draft.email;
        client.books = draft.books;
        self.database().update_client(&client)?;
        self.database().record(&self.entry(id, EventKind::Edited))?;
        self.changed(id)
    }

    /// Pauses, archives or resumes a client.
    pub fn set_upkeep(&self, id: ClientId, upkeep: Upkeep) -> Result<ClientRow, RosterError> {
        let mut client = self.client(id)?;
        client.upkeep = upkeep;
        self.database().update_client(&client)?;
        if let Some(event) = match upkeep {
            Upkeep::Active => Some(EventKind::Resumed),
            Upkeep::Archived => Some(EventKind::Archived),
            Upkeep::Paused => None,
        } {
            self.database().record(&self.entry(id, event))?;
        }
        self.changed(id)
    }

    /// Takes over a line of the firm's change log that another seat wrote.
    pub fn import_entry(&self, entry: &JournalEntry) -> Result<(), RosterError> {
        self.database().record(entry)?;
        self.changed(entry.client).map(|_| ())
    }

    /// Whether there is no client yet.
    pub fn is_empty(&self) -> Result<bool, RosterError> {
        Ok(self.database().clients()?.is_empty())
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

    pub(crate) fn intuit(&self) -> Result<&IntuitSide, RosterError> {
        self.inner
            .parts
            .intuit
            .as_ref()
            .ok_or(RosterError::IntuitNotSetUp)
    }

    pub(crate) fn conductor(&self) -> Result<&ConductorSide, RosterError> {
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

    /// A client that must live in the given product.
    pub(crate) fn online_client(&self, id: ClientId) -> Result<Client, RosterError> {
        let client = self.client(id)?;
        match client.books {
            Books::Online => Ok(client),
            Books::Desktop { .. } => Err(RosterError::Invalid(format!(
                "{} uses QuickBooks Desktop, so there is no Intuit sign-in for it.",
                client.name
            ))),
        }
    }

    /// A client that must live in QuickBooks Desktop.
    pub(crate) fn desktop_client(&self, id: ClientId) -> Result<Client, RosterError> {
        let client = self.client(id)?;
        match client.books {
            Books::Desktop { .. } => Ok(client),
            Books::Online => Err(RosterError::Invalid(format!(
                "{} uses QuickBooks Online, so Conductor isn't needed for it.",
                client.name
            ))),
        }
    }

    pub(crate) fn entry(&self, client: ClientId, event: EventKind) -> JournalEntry {
        JournalEntry {
            client,
            at: self.now(),
            event,
            from: None,
            to: None,
            detail: None,
            person: None,
            computer: self.inner.parts.computer.clone(),
        }
    }

    /// Changes the facts about a client, writes what that changed into the journal and tells the window.
    /// This is the only way observations change.
    pub(crate) fn observe(
        &self,
        id: ClientId,
        events: Vec<JournalEntry>,
        change: impl FnOnce(&mut Observation),
    ) -> Result<ClientRow, RosterError> {
        let client = self.client(id)?;
        {
            let _recording = lock(&self.inner.recording);
            let mut observation = self.observation(id)?;
            let unchanged = observation.clone();
            let before = self.diagnose(&client, &observation, false);
            change(&mut observation);
            let after = self.diagnose(&client, &observation, false);
            let mut entries = events;
            if came_alive(&unchanged, &observation) {
                entries.push(self.entry(id, EventKind::Connected));
            }
            entries.extend(self.differences(id, &before, &after));
            self.database()
                .save_with_entries(id, &observation, &entries)?;
        }
        self.changed(id)
    }

    /// Tells the window about a row.
    pub(crate) fn changed(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        let row = self.client_row(id)?;
        self.tell(RosterEvent::Rows {
            rows: vec![row.clone()],
        });
        Ok(row)
    }

    pub(crate) fn tell(&self, event: RosterEvent) {
        self.inner.parts.listener.notify(event);
    }

    fn row_of(&self, client: &Client, observation: &Observation) -> ClientRow {
        let checking = lock(&self.inner.running).contains_key(&client.id);
        row(
            client,
            observation,
            &self.diagnose(client, observation, checking),
        )
    }

    fn diagnose(&self, client: &Client, observation: &Observation, checking: bool) -> Diagnosis {
        let takeover = observation.online.connection.as_ref().and_then(|saved| {
            self.database()
                .takeover(client.id, saved.connected_at, &self.inner.parts.computer)
                .ok()
                .flatten()
        });
        let next_check = lock(&self.inner.round).next;
        diagnose(
            client,
            observation,
            &Now {
                now: self.now(),
                checking,
                takeover: takeover.as_deref(),
                next_check,
            },
        )
    }

    fn differences(
        &self,
        id: ClientId,
        before: &Diagnosis,
        after: &Diagnosis,
    ) -> Vec<JournalEntry> {
        let mut entries = Vec::new();
        if before.state != after.state {
            entries.push(JournalEntry {
                from: Some(before.state),
                to: Some(after.state),
                ..self.entry(id, EventKind::StateChanged)
            });
        }
        let (was, is) = (role_words(&before.role), role_words(&after.role));
        if let Some(is) = is.filter(|is| was.as_ref() != Some(is)) {
            let (event, detail) = match was {
                Some(was) => (EventKind::RoleChanged, format!("{was} → {is}")),
                None => (EventKind::RoleConfirmed, is),
            };
            entries.push(JournalEntry {
                detail: Some(detail),
                person: Some("Intuit".to_owned()),
                ..self.entry(id, event)
            });
        }
        entries
    }

    fn is_connected(&self, id: ClientId) -> Result<bool, RosterError> {
        let observation = self.observation(id)?;
        Ok(observation.online.connection.is_some() || observation.desktop.end_user_id.is_some())
    }
}

/// A reported role in words the window can translate, such as `admin payroll`.
fn role_words(role: &RoleDiagnosis) -> Option<String> {
    if role.availability != RoleAvailability::Reported {
        return None;
    }
    let mut words = vec![match role.kind {
        RoleKind::Admin => "admin",
        RoleKind::Employee => "employee",
        RoleKind::Unknown => "unknown",
    }];
    if !role.active {
        words.push("inactive");
    }
    if role.payroll == Some(true) {
        words.push("payroll");
    }
    Some(words.join(" "))
}

/// Locks, also after a panic elsewhere: every value behind these locks is replaced whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn checked(mut draft: ClientDraft) -> Result<ClientDraft, RosterError> {
    draft.name = draft.name.trim().to_owned();
    if draft.name.is_empty() {
        return Err(RosterError::Invalid("Give the client a name.".to_owned()));
    }
    draft.number = tidy(draft.number);
    draft.email = tidy(draft.email);
    if let Books::Desktop { computer, .. } = &mut draft.books {
        *computer = tidy(computer.take());
    }
    if let Some(email) = &draft.email
        && !email.contains('@')
    {
        return Err(RosterError::Invalid(format!(
            "“{email}” isn't an e-mail address. Leave it empty if you don't have one."
        )));
    }
    let fields = [
        Some(&draft.name),
        draft.number.as_ref(),
        draft.email.as_ref(),
    ];
    if fields
        .into_iter()
        .flatten()
        .any(|field| field.chars().count() > LONGEST_FIELD || field.chars().any(char::is_control))
    {
        return Err(RosterError::Invalid(format!(
            "Keep the name, number and e-mail address under {LONGEST_FIELD} characters, on one line each."
        )));
    }
    Ok(draft)
}

fn tidy(field: Option<String>) -> Option<String> {
    field
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}
