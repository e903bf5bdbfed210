//! The firm's other computers.

use serde::{Deserialize, Serialize};

view! {
    /// Another of the firm's computers, by the firm's change log.
    pub struct FirmComputerView {
        /// Its id, or that of its file where it has none.
        pub id: String,
        /// Its name, with the beginning of the id where another computer has that name.
        pub name: String,
        /// Fingerprint of its key, for the relay's list of computers it no longer serves.
        pub fingerprint: Option<String>,
        /// When its last line was written.
        pub at: i64,
        /// When it was removed from the firm, if it was and wrote nothing since.
        pub removed_at: Option<i64>,
        /// Clients that it handed over and nobody has connected since, by name.
        pub to_connect: Vec<String>,
    }
}
