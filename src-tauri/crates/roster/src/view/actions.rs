//! What the window gets of an action on clients, and of its undoing.

use serde::{Deserialize, Serialize};

use super::ProblemView;

view! {
    /// What a person did to clients.
    #[derive(Copy, Eq)]
    pub enum ActionKind {
        /// Added a client.
        Added,
        /// Changed what was typed about a client.
        Edited,
        /// Archived clients.
        Archived,
        /// Put archived clients back on the list.
        Restored,
        /// Paused the checks of clients.
        Paused,
        /// Had clients checked again.
        Resumed,
        /// Imported a list.
        Imported,
        /// Removed clients that were never connected.
        Removed,
    }

    /// What came of an action on clients.
    pub struct ActionView {
        /// What was done.
        pub kind: ActionKind,
        /// How many clients it changed; those that were so already do not count.
        pub clients: u32,
        /// The name of the client, where it is one.
        pub client: Option<String>,
        /// The person stopped it before the rest.
        pub stopped: bool,
        /// Why the rest was not done.
        pub problem: Option<ProblemView>,
    }

    /// What came of *Undo*.
    #[derive(Eq)]
    pub struct UndoneView {
        /// What was undone.
        pub kind: ActionKind,
        /// How many clients are as they were before, or gone again.
        pub clients: u32,
        /// The name of the client, where it is one.
        pub client: Option<String>,
        /// Clients that somebody has changed or removed since; the newer change stays.
        pub kept: u32,
        /// Clients that were added and are archived instead of removed, because something happened to them since.
        pub archived: u32,
        /// Clients that have to be connected again: a connection that was ended does not come back.
        pub disconnected: u32,
    }
}
