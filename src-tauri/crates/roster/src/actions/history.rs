//! The last actions, as *Undo* needs them. They are kept in memory, not in the roster's file: undoing is for what a person
//! did a moment ago and still has in mind; what has to last, the lines of the activity and the archived clients behind
//! them, is in the file. So no former name or address of a client is in a file longer than a person wants it there, and
//! a firm that is opened anew, or another firm, begins with nothing to undo.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use parking_lot::Mutex;

use crate::client::{Client, ClientId};
use crate::database::batch::RemovedClient;
use crate::view::ActionKind;

/// So many actions can be undone, one after the other.
const KEPT: usize = 30;

/// The last actions, the newest last. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct History(Arc<Mutex<VecDeque<Undoable>>>);

/// What an action did, as far as it can be taken back.
pub(crate) struct Undoable {
    pub(super) kind: ActionKind,
    pub(super) changed: Vec<Change>,
    pub(super) added: Vec<Client>,
    pub(super) removed: Vec<RemovedClient>,
    /// Clients whose connection the action ended.
    pub(super) disconnected: HashSet<ClientId>,
}

/// A client before and after an action. They differ.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(super) before: Client,
    pub(super) after: Client,
}

impl History {
    /// Keeps an action that changed something.
    pub(crate) fn push(&self, undoable: Undoable) {
        if undoable.is_nothing() {
            return;
        }
        let mut actions = self.0.lock();
        if actions.len() == KEPT {
            actions.pop_front();
        }
        actions.push_back(undoable);
    }

    /// Takes the newest action out.
    pub(super) fn pop(&self) -> Option<Undoable> {
        self.0.lock().pop_back()
    }
}

impl Undoable {
    pub(crate) fn new(kind: ActionKind) -> Self {
        Self {
            kind,
            changed: Vec::new(),
            added: Vec::new(),
            removed: Vec::new(),
            disconnected: HashSet::new(),
        }
    }

    /// The clients that an import added and changed.
    pub(crate) fn imported(added: Vec<Client>, changed: Vec<(Client, Client)>) -> Self {
        Self {
            added,
            changed: changed
                .into_iter()
                .filter_map(|(before, after)| Change::of(before, after))
                .collect(),
            ..Self::new(ActionKind::Imported)
        }
    }

    fn is_nothing(&self) -> bool {
        self.changed.is_empty() && self.added.is_empty() && self.removed.is_empty()
    }
}

impl Change {
    /// `None` where nothing changed.
    pub(super) fn of(before: Client, after: Client) -> Option<Self> {
        (before != after).then_some(Self { before, after })
    }
}
