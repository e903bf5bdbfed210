//! Problems of reading a client's books. Their sentences are in `ui/src/features/books/words-problems.ts`.

use serde::{Deserialize, Serialize};

view! {
    /// Problems of reading books.
    #[derive(Eq)]
    #[serde(tag = "code")]
    pub enum BooksProblem {
        /// A filter, or another part of what was asked, cannot be sent; what exactly is in the detail, which names no
        /// value.
        BadFilter,
        /// QuickBooks Desktop has no such list or report.
        NoSuchList,
        /// QuickBooks has no such record in this company.
        NotFound,
        /// Reading would make the connection count for a month's bill that nobody agreed to.
        NotAgreed,
        /// A person stopped it.
        Cancelled,
        /// The firm closed, perhaps to open again.
        FirmClosed,
        /// A fault of ours.
        ReadingFailed,
    }
}
