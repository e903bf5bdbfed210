//! The one way facts about a client change: the change, the lines it makes in the journal and the word
//! to the window, together.

use crate::client::ClientId;
use crate::desktop::came_alive;
use crate::diagnosis::{Diagnosis, RoleDiagnosis};
use crate::journal::JournalEntry;
use crate::observation::Observation;
use crate::problem::RosterError;
use crate::roster::Roster;
use crate::view::{ClientRow, EventKind, RoleAvailability, RoleKind};

impl Roster {
    pub(crate) fn entry(&self, client: ClientId, event: EventKind) -> JournalEntry {
        JournalEntry {
            client,
            at: self.now(),
            event,
            from: None,
            to: None,
            detail: None,
            person: None,
            computer: self.inner.parts.computer.name.clone(),
            computer_id: Some(self.inner.parts.computer.id.into()),
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
        let recording = self.inner.recording.lock();
        let mut known = self.known(id)?;
        let unchanged = known.observation.clone();
        let before = self.diagnose(&known.client, &unchanged, false);
        let mut entries = change(&mut known.observation);
        let doubt = self.weigh(&known);
        let after = self.diagnose(&known.client, &known.observation, false);
        if came_alive(&unchanged, &known.observation) {
            entries.push(self.entry(id, EventKind::Connected));
        }
        entries.extend(self.differences(id, &before, &after));
        if let Err(error) = self.database().save_known(&known, &entries) {
            known.observation = unchanged;
            self.weigh(&known);
            return Err(error.into());
        }
        // Under the lock: the last row the window hears is the last one that was saved.
        let row = self.tell_row(self.row_of(&known.client, &known.observation));
        drop(recording);
        self.tell_doubt(id, doubt.as_ref());
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
