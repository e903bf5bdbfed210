//! Taking an action back. What somebody changed since stays: each field goes back only while it still holds what the
//! action wrote.

use std::collections::HashSet;

use super::history::{Change, Undoable};
use super::{acted, lifecycle_event, number};
use crate::client::{Client, ClientId, Lifecycle, SourceId};
use crate::database::DatabaseError;
use crate::database::batch::{Batch, RemovedClient};
use crate::event::{ActionId, Event};
use crate::journal::NEVER_USED;
use crate::problem::RosterError;
use crate::roster::Roster;
use crate::view::UndoneView;

/// What undoing has done so far.
#[derive(Default)]
struct Undone {
    /// Names of the clients that are as they were, or gone again.
    names: Vec<String>,
    changed: HashSet<ClientId>,
    removed: Vec<ClientId>,
    kept: usize,
    archived: usize,
}

impl Roster {
    /// Takes the last action back that was not taken back yet, in one transaction. `None`: there is none. Where it fails,
    /// the action can be undone later.
    pub fn undo(&self) -> Result<Option<UndoneView>, RosterError> {
        self.inner.ctx.may_change()?;
        let Some(undoable) = self.inner.history.pop() else {
            return Ok(None);
        };
        match self.take_back(&undoable) {
            Ok(view) => Ok(Some(view)),
            Err(error) => {
                self.inner.history.push(undoable);
                Err(error)
            }
        }
    }

    fn take_back(&self, undoable: &Undoable) -> Result<UndoneView, RosterError> {
        // Asked before the transaction, which has the database to itself.
        let mut keep_product = HashSet::new();
        for Change { before, after } in &undoable.changed {
            if before.books.kind() != after.books.kind() && self.keeps_its_product(after)?.is_some()
            {
                keep_product.insert(after.id);
            }
        }
        let done = self
            .inner
            .ctx
            .database()
            .in_one_batch(Some(ActionId::random()), |batch| {
                let mut done = Undone::default();
                for change in &undoable.changed {
                    let keeps = keep_product.contains(&change.after.id);
                    self.put_back_fields(batch, change, keeps, &mut done)?;
                }
                for client in &undoable.added {
                    self.take_out(batch, client, &mut done)?;
                }
                for removed in &undoable.removed {
                    put_back_client(batch, removed, &mut done)?;
                }
                Ok(Some(done))
            })?
            .unwrap_or_default();
        // A number that is back may be one that the firm's other computers know.
        self.inner.change_log.take_over_source_ids()?;
        let view = acted(undoable.kind, done.names.iter().map(String::as_str));
        self.inner
            .records
            .changed_together(&done.changed, &done.removed)?;
        Ok(UndoneView {
            kind: view.kind,
            clients: view.clients,
            client: view.client,
            kept: number(done.kept),
            archived: number(done.archived),
            disconnected: number(
                done.changed
                    .iter()
                    .filter(|id| undoable.disconnected.contains(id))
                    .count(),
            ),
        })
    }

    fn put_back_fields(
        &self,
        batch: &Batch<'_>,
        change: &Change,
        keeps_product: bool,
        done: &mut Undone,
    ) -> Result<(), DatabaseError> {
        let Some(current) = batch.client(change.after.id)? else {
            done.kept += 1;
            return Ok(());
        };
        let (mut back, mut newer) = merged(&current, change);
        if keeps_product && back.books.kind() != current.books.kind() {
            back.books = current.books.clone();
            newer = true;
        }
        if back.source_id != current.source_id && batch.is_source_id_taken(&back)? {
            back.source_id = current.source_id.clone();
            newer = true;
        }
        done.kept += usize::from(newer);
        if back == current {
            return Ok(());
        }
        batch.update(&back)?;
        let event = if back.lifecycle == current.lifecycle {
            Event::Edited
        } else {
            lifecycle_event(current.lifecycle, back.lifecycle)
        };
        batch.append(&self.inner.ctx.entry(back.id, event))?;
        done.changed.insert(back.id);
        if !newer {
            done.names.push(back.name);
        }
        Ok(())
    }

    /// Removes a client that the action added, or archives it where something happened to it since.
    fn take_out(
        &self,
        batch: &Batch<'_>,
        added: &Client,
        done: &mut Undone,
    ) -> Result<(), DatabaseError> {
        let Some(current) = batch.client(added.id)? else {
            return Ok(());
        };
        // The disk drops the finer parts of a time.
        let as_added = Client {
            added_at: current.added_at,
            ..added.clone()
        };
        let is_untouched = current == as_added
            && self.inner.slots.is_idle(added.id)
            && batch.is_removable(added.id, NEVER_USED)?;
        if is_untouched {
            done.removed.push(current.id);
            done.names.push(batch.remove(current)?.client.name);
            return Ok(());
        }
        if current.lifecycle == Lifecycle::Archived {
            done.kept += 1;
            return Ok(());
        }
        batch.update(&Client {
            lifecycle: Lifecycle::Archived,
            ..current
        })?;
        batch.append(&self.inner.ctx.entry(added.id, Event::Archived))?;
        done.changed.insert(added.id);
        done.archived += 1;
        Ok(())
    }
}

fn put_back_client(
    batch: &Batch<'_>,
    removed: &RemovedClient,
    done: &mut Undone,
) -> Result<(), DatabaseError> {
    let id = removed.client.id;
    if batch.client(id)?.is_some() {
        return Ok(());
    }
    let mut removed = removed.clone();
    if batch.is_source_id_taken(&removed.client)? {
        removed.client.source_id = SourceId::of(id);
    }
    batch.put_back(&removed)?;
    done.changed.insert(id);
    done.names.push(removed.client.name);
    Ok(())
}

/// The client with what the action changed as it was before, and whether something of that was changed again since and
/// stays.
fn merged(current: &Client, Change { before, after }: &Change) -> (Client, bool) {
    let mut newer = false;
    macro_rules! back {
        ($($field:ident),*) => {
            Client {
                $($field: if before.$field == after.$field {
                    current.$field.clone()
                } else if current.$field == after.$field {
                    before.$field.clone()
                } else {
                    newer |= current.$field != before.$field;
                    current.$field.clone()
                },)*
                ..current.clone()
            }
        };
    }
    let back = back!(source_id, name, number, email, books, lifecycle);
    (back, newer)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::client::{ClientDraft, QuickBooks};

    fn client(name: &str, number: &str) -> Client {
        let draft = ClientDraft {
            number: Some(number.to_owned()),
            ..ClientDraft::new(name, QuickBooks::Online)
        };
        Client {
            id: ClientId::parse("0b51a6c2-6d0e-4a6b-9b51-000000000001").unwrap(),
            source_id: SourceId::parse("S-1").unwrap(),
            ..Client::new(ClientId::random(), draft, Timestamp::UNIX_EPOCH)
        }
    }

    #[test]
    fn each_field_goes_back_only_while_it_holds_what_the_action_wrote() {
        let change = Change::of(client("Acme", "1"), client("Acme & Sons", "2")).unwrap();
        // (now, what it becomes, whether a newer change stays)
        for (now, back, newer) in [
            (client("Acme & Sons", "2"), client("Acme", "1"), false),
            (client("Acme Ltd", "2"), client("Acme Ltd", "1"), true),
            (client("Acme Ltd", "3"), client("Acme Ltd", "3"), true),
            (client("Acme", "2"), client("Acme", "1"), false),
        ] {
            assert_eq!(merged(&now, &change), (back, newer), "{now:?}");
        }
        let paused = Client {
            lifecycle: Lifecycle::Paused,
            source_id: SourceId::parse("S-2").unwrap(),
            ..client("Acme & Sons", "2")
        };
        let (back, newer) = merged(&paused, &change);
        assert_eq!(back.lifecycle, Lifecycle::Paused, "not of this action");
        assert_eq!(back.source_id, paused.source_id);
        assert!(!newer);
    }
}
