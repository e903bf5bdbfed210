//! Which firm is open.

use serde::{Deserialize, Serialize};

view! {
    /// Which firm is open.
    #[derive(Copy, Eq, Hash)]
    pub enum Profile {
        /// None yet: the first screen with its ways to begin.
        None,
        /// The practice firm.
        Practice,
        /// Intuit development keys.
        Sandbox,
        /// The real firm.
        Live,
    }
}
