//! What every part of a roster works with: database, vault, services, time, and the window that listens.

use std::sync::Arc;

use jiff::Timestamp;
use parking_lot::Mutex;
use url::Url;

use crate::client::{Client, ClientId, QuickBooks};
use crate::database::{Database, DatabaseError, Known, ReadOnly};
use crate::observation::{Observation, Source};
use crate::platform::Network;
use crate::problem::RosterError;
use crate::roster::{ConductorService, Dependencies, IntuitService};
use crate::vault::Vault;
use crate::view::RosterEvent;

/// The dependencies of one firm's roster. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) deps: Arc<Dependencies>,
    pub(crate) network: Arc<dyn Network>,
    telling: Arc<Mutex<()>>,
}

impl Context {
    pub(crate) fn new(deps: Dependencies, network: Arc<dyn Network>) -> Self {
        Self {
            deps: Arc::new(deps),
            network,
            telling: Arc::default(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.deps.clock.now()
    }

    pub(crate) fn database(&self) -> &Database {
        &self.deps.database
    }

    pub(crate) fn vault(&self) -> &dyn Vault {
        self.deps.vault.as_ref()
    }

    /// Why nothing can be changed in this roster, if so.
    pub(crate) fn read_only(&self) -> Option<ReadOnly> {
        self.database().read_only()
    }

    /// Refuses a change of a roster that is read-only.
    pub(crate) fn may_change(&self) -> Result<(), RosterError> {
        match self.read_only() {
            Some(why) => Err(DatabaseError::Closed(why).into()),
            None => Ok(()),
        }
    }

    pub(crate) fn intuit(&self) -> Result<&IntuitService, RosterError> {
        self.may_change()?;
        self.deps.intuit.as_ref().ok_or(RosterError::IntuitNotSetUp)
    }

    /// Whether the firm asks for roles. Without an Intuit side nothing was turned off.
    pub(crate) fn asks_roles(&self) -> bool {
        let side = self.deps.intuit.as_ref();
        side.is_none_or(|side| side.ask_roles)
    }

    pub(crate) fn conductor(&self) -> Result<&ConductorService, RosterError> {
        self.may_change()?;
        self.deps
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
            QuickBooks::Desktop { .. } => Err(RosterError::NotOnline(client.name)),
        }
    }

    /// A client that must live in QuickBooks Desktop.
    pub(crate) fn desktop_client(&self, id: ClientId) -> Result<Client, RosterError> {
        let client = self.client(id)?;
        match client.books {
            QuickBooks::Desktop { .. } => Ok(client),
            QuickBooks::Online => Err(RosterError::NotDesktop(client.name)),
        }
    }

    pub(crate) fn notify(&self, event: RosterEvent) {
        self.deps.listener.notify(event);
    }

    /// Refuses an address that a service named and that is not one of its own.
    pub(crate) fn must_be_theirs(&self, service: Source, url: &Url) -> Result<(), RosterError> {
        const LONGEST: usize = 100;
        // No service has a reason to answer with anything but a page: a `mailto:` least of all.
        let is_page = matches!(url.scheme(), "https" | "http");
        if is_page && self.deps.browser.permits(url) {
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

    /// Notifies the window of the newest state of something. `newest` reads it and unlocks it before the window is
    /// notified; one after the other, so that the last notification has the last state.
    pub(crate) fn notify_newest(&self, newest: impl FnOnce() -> Option<RosterEvent>) {
        let _order = self.telling.lock();
        if let Some(event) = newest() {
            self.notify(event);
        }
    }
}
