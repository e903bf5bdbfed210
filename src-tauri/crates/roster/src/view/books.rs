//! What the window gets while it reads a client's books. What was read is in types that print no content.

use std::fmt;

use conductor::{Record, ReportTable};
use serde::{Deserialize, Serialize};

use super::ProblemView;

/// Rows as Conductor sent them. They print as their number.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BooksRows(pub Vec<Record>);

impl fmt::Debug for BooksRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} rows]", self.0.len())
    }
}

/// The events while a list is read. Nothing more comes after `done` and `incomplete`, until
/// [`crate::BooksReader::books_more`] goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum BooksEvent {
    /// One record or a report is asked for; [`crate::BooksReader::books_stop`] ends it. A list is known by what
    /// [`crate::BooksReader::books_list`] returns.
    Begun {
        /// Its number.
        reading: u32,
    },
    /// The computer's QuickBooks is asked something else; it answers one question at a time.
    Waiting(ComputerBusy),
    /// Rows came.
    Page {
        /// Those that were not there before.
        #[cfg_attr(test, ts(type = "Record<string, unknown>[]"))]
        records: BooksRows,
        /// How many there are now in all.
        fetched: u32,
        /// How many more the service has for this month or name, where it says so.
        remaining: Option<u32>,
        /// How many of this answer were there before and are left out: where two windows overlap.
        repeated: u32,
        /// The days that this answer is of, where they are read a month at a time.
        window: Option<BooksWindow>,
    },
    /// Everything was read, or the cap was reached.
    Done {
        /// Whether it is all there is. Otherwise [`crate::BooksReader::books_more`] goes on.
        complete: bool,
        /// When, in milliseconds.
        at: i64,
        /// Conductor's id of the last answer.
        request_id: Option<String>,
    },
    /// It ended before its end; what came can be kept.
    Incomplete {
        /// Why: `cancelled` where a person stopped it.
        why: ProblemView,
        /// How many rows there are.
        fetched: u32,
        /// The days whose reading ended, where they are read a month at a time: *Start this month again*.
        window: Option<BooksWindow>,
    },
}

view! {
    /// What a computer's QuickBooks is asked.
    #[derive(Copy, Eq, Hash)]
    pub enum BooksWait {
        /// A health check.
        Check,
        /// Somebody's books.
        Books,
    }

    /// What a computer's QuickBooks is asked while something else waits for it.
    #[derive(Eq)]
    pub struct ComputerBusy {
        /// The client whose books or connection it is asked about.
        pub r#for: String,
        /// The label of that computer; none where it is this one or has none.
        pub computer: Option<String>,
        /// What it is asked.
        pub what: BooksWait,
    }

    /// Days from and to, `2026-10-01`; none is open.
    #[derive(Eq)]
    pub struct BooksWindow {
        /// The first.
        pub from: Option<String>,
        /// The last.
        pub to: Option<String>,
    }

    /// What has to be known before a client's books are read.
    #[derive(Eq)]
    pub struct BooksBefore {
        /// Whether reading makes this connection count for Conductor's bill of this month, as far as is known. Then
        /// nothing is read before [`crate::BooksReader::books_agree`].
        pub billable: bool,
        /// The month of that bill: `2026-12`. It is Conductor's, in UTC, and may differ from this computer's.
        pub month: String,
        /// How many of this firm's connections count already.
        pub used_this_month: u32,
        /// Conductor's price of a connection for a month, in US dollars …
        pub price_usd: u32,
        /// … as it was read in this month.
        pub price_as_of: String,
        /// Why this computer may not read books, as a sentence. The app says so; a roster never does.
        pub refused: Option<ProblemView>,
    }

    /// One reading of a client's books, as its timeline has it: what was asked and how much came, never a value.
    #[derive(Eq)]
    pub struct BooksReadView {
        /// The resource or report: `invoices`, `reports/aging`.
        pub resource: String,
        /// Which report the call made: `ar_aging_summary`.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub report: Option<String>,
        /// The first day that was asked for.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub from: Option<String>,
        /// The last one.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub to: Option<String>,
        /// The names of the filters, without what was asked for: `refNumbers`. `id` for one record.
        pub by: Vec<String>,
        /// How many rows came.
        pub rows: u32,
        /// Whether that was all.
        pub complete: bool,
    }
}

/// One record.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BooksRecord {
    /// As Conductor sent it.
    #[cfg_attr(test, ts(type = "Record<string, unknown>"))]
    pub record: Record,
    /// Conductor's id of the answer.
    pub request_id: Option<String>,
}

impl fmt::Debug for BooksRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut it = f.debug_struct("BooksRecord");
        it.field("request_id", &self.request_id);
        it.finish_non_exhaustive()
    }
}

/// One report.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BooksReport {
    /// The table, as the crate `conductor` reads it.
    #[cfg_attr(test, ts(type = "Record<string, unknown>"))]
    pub report: ReportTable,
    /// When it was answered, in milliseconds.
    pub at: i64,
}

impl fmt::Debug for BooksReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut it = f.debug_struct("BooksReport");
        it.field("at", &self.at);
        it.finish_non_exhaustive()
    }
}
