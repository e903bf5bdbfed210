//! A round of checks that somebody asked for.

use serde::{Deserialize, Serialize};

view! {
    /// Whom a round of checks asked, and what came of it.
    #[derive(Default, Eq)]
    pub struct RoundView {
        /// Companies of QuickBooks Online that were asked at Intuit.
        pub online: u32,
        /// Clients of QuickBooks Desktop that were looked up at Conductor, which touches nobody's QuickBooks. None where
        /// Conductor did not answer.
        pub desktop: u32,
        /// Clients whose state is another one now.
        pub changed: Vec<String>,
    }
}
