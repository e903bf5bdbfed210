//! What is known of every client. The one way facts about a client change: the change, the lines it makes in the
//! history and the event for the window, together.

use std::collections::HashSet;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::change_log::HolderIndex;
use crate::client::{Client, ClientId};
use crate::context::Context;
use crate::desktop::came_alive;
use crate::diagnosis::Diagnosis;
use crate::event::JournalEntry;
use crate::event::{Event, Role};
use crate::observation::Observation;
use crate::preview::{DiagnosisContext, map_clients};
use crate::problem::RosterError;
use crate::refusals::Refusals;
use crate::rounds::Rounds;
use crate::rows::to_client_row;
use crate::service_health::ServiceHealth;
use crate::slots::ClientSlots;
use crate::view::{ClientRow, RosterEvent};

/// What is known of every client, and its rows. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Records {
    pub(crate) ctx: Context,
    pub(crate) health: ServiceHealth,
    slots: ClientSlots,
    holders: HolderIndex,
    rounds: Rounds,
    /// Every read-change-write of an observation happens under this lock.
    recording: Arc<Mutex<()>>,
    pub(crate) refusals: Arc<Mutex<Refusals>>,
}

impl Context {
    pub(crate) fn entry(&self, client: ClientId, event: Event) -> JournalEntry {
        JournalEntry {
            client,
            at: self.now(),
            event,
            person: None,
            computer: self.deps.computer.name.clone(),
            computer_id: Some(self.deps.computer.id.into()),
        }
    }
}

impl Records {
    pub(crate) fn new(
        ctx: &Context,
        health: &ServiceHealth,
        slots: &ClientSlots,
        holders: &HolderIndex,
        rounds: &Rounds,
    ) -> Self {
        Self {
            ctx: ctx.clone(),
            health: health.clone(),
            slots: slots.clone(),
            holders: holders.clone(),
            rounds: rounds.clone(),
            recording: Arc::default(),
            refusals: Arc::default(),
        }
    }

    /// Every client as the roster shows it.
    pub(crate) fn rows(&self) -> Result<Vec<ClientRow>, RosterError> {
        Ok(map_clients(self.ctx.database(), |client, observation| {
            self.row_of(client, observation)
        })?)
    }

    /// One client as the roster shows it.
    pub(crate) fn client_row(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        let known = self.ctx.known(id)?;
        Ok(self.row_of(&known.client, &known.observation))
    }

    /// Tells the window about a row.
    pub(crate) fn changed(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        let known = self.ctx.known(id)?;
        // Its lifecycle or the firm's change log may have changed what a refusal means.
        let before = self.weigh(&known);
        let row = self.notify_row(self.row_of(&known.client, &known.observation));
        self.notify_doubt(|it| *it == id, before.as_ref());
        Ok(row)
    }

    /// Tells the window about the rows that one action changed, in one event, and about the clients that it removed.
    pub(crate) fn changed_together(
        &self,
        changed: &HashSet<ClientId>,
        removed: &[ClientId],
    ) -> Result<(), RosterError> {
        let (mut clients, observations) = (
            self.ctx.database().clients()?,
            self.ctx.database().observations()?,
        );
        clients.retain(|client| changed.contains(&client.id));
        let unknown = Observation::default();
        let known = || {
            let seen = |client: &Client| observations.get(&client.id).unwrap_or(&unknown);
            clients.iter().map(move |client| (client, seen(client)))
        };
        let before = self.weigh_together(known(), removed);
        if !removed.is_empty() {
            self.slots.forget(removed);
            self.ctx.notify(RosterEvent::Removed {
                ids: removed.iter().map(ClientId::to_string).collect(),
            });
        }
        if !clients.is_empty() {
            self.ctx.notify(RosterEvent::Rows {
                rows: known()
                    .map(|(client, seen)| self.row_of(client, seen))
                    .collect(),
            });
        }
        self.notify_doubt(|id| changed.contains(id), before.as_ref());
        Ok(())
    }

    /// Tells the window this row, and returns it.
    pub(crate) fn notify_row(&self, row: ClientRow) -> ClientRow {
        self.ctx.notify(RosterEvent::Rows {
            rows: vec![row.clone()],
        });
        row
    }

    pub(crate) fn row_of(&self, client: &Client, observation: &Observation) -> ClientRow {
        let check = self.slots.check(client.id);
        ClientRow {
            elsewhere: self.holders.elsewhere(client, observation),
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
        context.diagnose(self.ctx.database(), client, observation, checking)
    }

    pub(crate) fn diagnosis_context(&self, id: ClientId) -> DiagnosisContext {
        DiagnosisContext {
            now: self.ctx.now(),
            computer: self.ctx.deps.computer.id,
            ask_roles: self.ctx.asks_roles(),
            next_check: self.rounds.next(),
            keys_doubted: self.refusals.lock().excuses(id),
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
        self.observe_with(id, |observation| {
            change(observation);
            events
        })
    }

    /// The same for a change whose own lines depend on what was known before it.
    pub(crate) fn observe_with(
        &self,
        id: ClientId,
        change: impl FnOnce(&mut Observation) -> Vec<JournalEntry>,
    ) -> Result<ClientRow, RosterError> {
        let recording = self.recording.lock();
        let mut known = self.ctx.known(id)?;
        let unchanged = known.observation.clone();
        let before = self.diagnose(&known.client, &unchanged, false);
        let mut entries = change(&mut known.observation);
        let doubt = self.weigh(&known);
        let after = self.diagnose(&known.client, &known.observation, false);
        if came_alive(&unchanged, &known.observation) {
            entries.push(self.ctx.entry(id, Event::Connected));
        }
        entries.extend(self.differences(id, &before, &after));
        if let Err(error) = self.ctx.database().save_known(&known, &entries) {
            known.observation = unchanged;
            self.weigh(&known);
            return Err(error.into());
        }
        // Under the lock: the last row the window gets is the last one that was saved.
        let row = self.notify_row(self.row_of(&known.client, &known.observation));
        drop(recording);
        self.notify_doubt(|it| *it == id, doubt.as_ref());
        Ok(row)
    }

    pub(crate) fn differences(
        &self,
        id: ClientId,
        before: &Diagnosis,
        after: &Diagnosis,
    ) -> Vec<JournalEntry> {
        let mut entries = Vec::new();
        if before.state != after.state {
            let (from, to) = (before.state, after.state);
            entries.push(self.ctx.entry(id, Event::StateChanged { from, to }));
        }
        let was = Role::reported(&before.role);
        if let Some(to) = Role::reported(&after.role).filter(|to| was != Some(*to)) {
            let event = match was {
                Some(from) => Event::RoleChanged { from, to },
                None => Event::RoleConfirmed(to),
            };
            entries.push(JournalEntry {
                person: Some("Intuit".to_owned()),
                ..self.ctx.entry(id, event)
            });
        }
        entries
    }
}
