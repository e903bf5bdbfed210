//! What a person does to clients, one or thousands: each action is one transaction, one group of lines in the history
//! and one event for the window, and [`Roster::undo`] takes it back.

mod history;
mod undo;

use std::collections::HashSet;
use std::ops::ControlFlow;

pub(crate) use history::{History, Undoable};

use crate::client::{Client, ClientDraft, ClientId, Lifecycle};
use crate::event::{ActionId, Event};
use crate::journal::NEVER_CONNECTED;
use crate::problem::{KeepsItsProduct, RosterError};
use crate::roster::Roster;
use crate::view::{ActionKind, ActionView, ClientRow, Product};
use history::Change;

impl Roster {
    /// Adds a client. Nothing is created at any service before *Connect*.
    pub fn add_client(&self, draft: ClientDraft) -> Result<ClientRow, RosterError> {
        self.inner.ctx.may_change()?;
        let client = self.inner.ctx.client_of(draft.checked(None)?);
        let action = ActionId::random();
        self.inner
            .ctx
            .database()
            .in_one_batch(Some(action), |batch| {
                batch.insert(&client)?;
                batch.append(&self.inner.ctx.entry(client.id, Event::Added))?;
                Ok(Some(()))
            })?;
        let id = client.id;
        self.inner.history.push(Undoable {
            added: vec![client],
            ..Undoable::new(ActionKind::Added)
        });
        self.inner.change_log.take_over_source_ids()?;
        self.inner.records.changed(id)
    }

    /// Changes what was typed about a client. The product cannot change while it is connected.
    pub fn edit_client(&self, id: ClientId, draft: ClientDraft) -> Result<ClientRow, RosterError> {
        self.inner.ctx.may_change()?;
        let before = self.inner.ctx.client(id)?;
        let draft = draft.checked(before.email.as_deref())?;
        if draft.books.kind() != before.books.kind()
            && let Some(why) = self.keeps_its_product(&before)?
        {
            return Err(why.into());
        }
        let after = Client {
            name: draft.name,
            number: draft.number,
            email: draft.email,
            books: draft.books,
            ..before.clone()
        };
        let action = ActionId::random();
        self.inner
            .ctx
            .database()
            .in_one_batch(Some(action), |batch| {
                batch.update(&after)?;
                batch.append(&self.inner.ctx.entry(id, Event::Edited))?;
                Ok(Some(()))
            })?;
        self.inner.history.push(Undoable {
            changed: Change::of(before, after).into_iter().collect(),
            ..Undoable::new(ActionKind::Edited)
        });
        self.inner.change_log.take_over_source_ids()?;
        self.inner.records.changed(id)
    }

    /// Pauses, archives or resumes one client.
    pub fn set_lifecycle(
        &self,
        id: ClientId,
        lifecycle: Lifecycle,
    ) -> Result<ClientRow, RosterError> {
        self.inner.ctx.may_change()?;
        let before = self.inner.ctx.client(id)?.lifecycle;
        let kind = match (before, lifecycle) {
            (_, Lifecycle::Archived) => ActionKind::Archived,
            (_, Lifecycle::Paused) => ActionKind::Paused,
            (Lifecycle::Archived, Lifecycle::Active) => ActionKind::Restored,
            (_, Lifecycle::Active) => ActionKind::Resumed,
        };
        let step = Step {
            applies: |_| true,
            lifecycle,
            ..Step::new(kind)
        };
        self.run(step, &[id], &mut |_, _| ControlFlow::Continue(()))?;
        self.client_row(id)
    }

    /// Archives clients. With `disconnect`, the QuickBooks Online connection of each ends as well: at once here, and at
    /// Intuit as soon as it answers. Without, the grants stay in the keychain and work on.
    ///
    /// `watch` gets how many clients are dealt with and of how many, and says whether to go on. Stopped while connections
    /// end, the clients that are disconnected are archived, and the others are as they were; otherwise it is all or
    /// nothing.
    pub async fn archive_clients(
        &self,
        ids: &[ClientId],
        disconnect: bool,
        mut watch: impl FnMut(usize, usize) -> ControlFlow<()> + Send,
    ) -> Result<ActionView, RosterError> {
        self.inner.ctx.may_change()?;
        if !disconnect {
            return self.run(Step::new(ActionKind::Archived), ids, &mut watch);
        }
        let mut done = Vec::new();
        let mut disconnected = HashSet::new();
        let mut stopped = false;
        let mut failed = None;
        for id in ids {
            if watch(done.len(), ids.len()).is_break() {
                stopped = true;
                break;
            }
            match self.disconnect_to_archive(*id).await {
                Ok(was_connected) => {
                    if was_connected {
                        disconnected.insert(*id);
                    }
                    done.push(*id);
                }
                Err(error) if done.is_empty() => return Err(error),
                Err(error) => {
                    failed = Some(error.view());
                    break;
                }
            }
        }
        let step = Step {
            disconnected,
            ..Step::new(ActionKind::Archived)
        };
        let archived = self.run(step, &done, &mut |_, _| ControlFlow::Continue(()))?;
        Ok(ActionView {
            stopped,
            problem: failed,
            ..archived
        })
    }

    /// Archives one client, as [`Self::archive_clients`] does.
    pub async fn archive_client(
        &self,
        id: ClientId,
        disconnect: bool,
    ) -> Result<ClientRow, RosterError> {
        self.archive_clients(&[id], disconnect, |_, _| ControlFlow::Continue(()))
            .await?;
        self.client_row(id)
    }

    /// Puts archived clients back on the list.
    pub fn restore_clients(
        &self,
        ids: &[ClientId],
        mut watch: impl FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<ActionView, RosterError> {
        self.run(Step::new(ActionKind::Restored), ids, &mut watch)
    }

    /// Pauses the checks of clients that are checked.
    pub fn pause_clients(
        &self,
        ids: &[ClientId],
        mut watch: impl FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<ActionView, RosterError> {
        self.run(Step::new(ActionKind::Paused), ids, &mut watch)
    }

    /// Has paused clients checked again.
    pub fn resume_clients(
        &self,
        ids: &[ClientId],
        mut watch: impl FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<ActionView, RosterError> {
        self.run(Step::new(ActionKind::Resumed), ids, &mut watch)
    }

    /// Removes clients that were never connected. Others are left as they are, because what they have at Intuit or
    /// Conductor would be out of sight; those can be archived.
    pub fn remove_clients(&self, ids: &[ClientId]) -> Result<ActionView, RosterError> {
        self.inner.ctx.may_change()?;
        let action = ActionId::random();
        let removed = self
            .inner
            .ctx
            .database()
            .in_one_batch(Some(action), |batch| {
                let mut removed = Vec::new();
                for id in ids {
                    if self.inner.slots.is_idle(*id)
                        && batch.is_removable(*id, NEVER_CONNECTED)?
                        && let Some(client) = batch.client(*id)?
                    {
                        removed.push(batch.remove(client)?);
                    }
                }
                Ok(Some(removed))
            })?
            .unwrap_or_default();
        let gone: Vec<ClientId> = removed.iter().map(|it| it.client.id).collect();
        let view = acted(
            ActionKind::Removed,
            removed.iter().map(|it| it.client.name.as_str()),
        );
        self.inner.history.push(Undoable {
            removed,
            ..Undoable::new(ActionKind::Removed)
        });
        self.inner
            .records
            .changed_together(&HashSet::new(), &gone)?;
        Ok(view)
    }

    /// Why the client stays in its product, if it has to.
    pub(crate) fn keeps_its_product(
        &self,
        client: &Client,
    ) -> Result<Option<KeepsItsProduct>, RosterError> {
        let observation = self.inner.ctx.observation(client.id)?;
        let name = || client.name.clone();
        let connected =
            observation.online.connection.is_some() || observation.desktop.end_user_id.is_some();
        Ok(if connected {
            Some(KeepsItsProduct::Connected(name()))
        } else if self.inner.slots.has_open_attempt(client.id) {
            Some(KeepsItsProduct::Connecting(name()))
        } else {
            None
        })
    }

    /// Ends the connection of a client that is about to be archived. Answers whether it had one.
    async fn disconnect_to_archive(&self, id: ClientId) -> Result<bool, RosterError> {
        if self.inner.ctx.client(id)?.books.kind() != Product::Online {
            return Ok(false);
        }
        let connected = self.inner.ctx.observation(id)?.online.connection.is_some();
        self.inner.sign_ins.disconnect_soon(id).await?;
        Ok(connected)
    }

    /// Gives clients another lifecycle, in one transaction.
    fn run(
        &self,
        step: Step,
        ids: &[ClientId],
        watch: &mut impl FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<ActionView, RosterError> {
        let Step {
            kind,
            applies,
            lifecycle,
            disconnected,
        } = step;
        self.inner.ctx.may_change()?;
        let action = ActionId::random();
        let changed = self
            .inner
            .ctx
            .database()
            .in_one_batch(Some(action), |batch| {
                let mut changed = Vec::new();
                for (done, id) in ids.iter().enumerate() {
                    if watch(done, ids.len()).is_break() {
                        return Ok(None);
                    }
                    let Some(before) = batch.client(*id)?.filter(|it| applies(it.lifecycle)) else {
                        continue;
                    };
                    let after = Client {
                        lifecycle,
                        ..before.clone()
                    };
                    batch.update(&after)?;
                    let event = lifecycle_event(before.lifecycle, lifecycle);
                    batch.append(&self.inner.ctx.entry(*id, event))?;
                    changed.push((before, after));
                }
                Ok(Some(changed))
            })?;
        let Some(changed) = changed else {
            return Ok(ActionView {
                stopped: true,
                ..acted(kind, [])
            });
        };
        let view = acted(kind, changed.iter().map(|(_, after)| after.name.as_str()));
        let ids: HashSet<ClientId> = changed.iter().map(|(_, after)| after.id).collect();
        self.inner.history.push(Undoable {
            changed: changed
                .into_iter()
                .filter_map(|(before, after)| Change::of(before, after))
                .collect(),
            disconnected,
            ..Undoable::new(kind)
        });
        self.inner.records.changed_together(&ids, &[])?;
        Ok(view)
    }
}

/// A change of many clients' lifecycles.
struct Step {
    kind: ActionKind,
    /// Whether a client that is in this lifecycle is changed.
    applies: fn(Lifecycle) -> bool,
    lifecycle: Lifecycle,
    disconnected: HashSet<ClientId>,
}

impl Step {
    fn new(kind: ActionKind) -> Self {
        let (applies, lifecycle): (fn(Lifecycle) -> bool, _) = match kind {
            ActionKind::Archived => (|it| it != Lifecycle::Archived, Lifecycle::Archived),
            ActionKind::Paused => (|it| it == Lifecycle::Active, Lifecycle::Paused),
            ActionKind::Restored => (|it| it == Lifecycle::Archived, Lifecycle::Active),
            _ => (|it| it == Lifecycle::Paused, Lifecycle::Active),
        };
        Self {
            kind,
            applies,
            lifecycle,
            disconnected: HashSet::new(),
        }
    }
}

/// The line that a change of the lifecycle writes.
fn lifecycle_event(from: Lifecycle, to: Lifecycle) -> Event {
    match (from, to) {
        (_, Lifecycle::Archived) => Event::Archived,
        (_, Lifecycle::Paused) => Event::Paused,
        (Lifecycle::Archived, Lifecycle::Active) => Event::Restored,
        (_, Lifecycle::Active) => Event::Resumed,
    }
}

fn acted<'a>(kind: ActionKind, names: impl IntoIterator<Item = &'a str>) -> ActionView {
    let mut names = names.into_iter();
    let first = names.next();
    let more = names.count();
    ActionView {
        kind,
        clients: number(usize::from(first.is_some()) + more),
        client: first.filter(|_| more == 0).map(str::to_owned),
        stopped: false,
        problem: None,
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
