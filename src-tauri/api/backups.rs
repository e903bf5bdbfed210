//! Copies and backups, as the window shows them.

use serde::{Deserialize, Serialize};

/// A copy of the roster that can be restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CopyView {
    /// Which one it is.
    pub(crate) name: String,
    /// When it was made.
    #[cfg_attr(test, ts(type = "number"))]
    pub(crate) at: i64,
    /// How many clients are in it.
    pub(crate) clients: u32,
    /// Whether it was made before a change of the format.
    pub(crate) before_format: bool,
}

/// What an opened backup would do, to be shown before it is restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct BackupView {
    /// Name of the firm.
    pub(crate) firm_name: String,
    /// Computer it was made on.
    pub(crate) computer: String,
    /// When.
    #[cfg_attr(test, ts(type = "number"))]
    pub(crate) made_at: i64,
    /// How many clients are in it.
    pub(crate) clients: u32,
    /// How many of them were connected to QuickBooks Online, and are to be connected again.
    pub(crate) connected: u32,
    /// Host of the sign-in relay that the firm uses.
    pub(crate) relay_host: Option<String>,
    /// Whether the key of this computer's firm signed it.
    pub(crate) signed_by_firm: bool,
    /// How many clients of this computer it puts aside, where there are any.
    pub(crate) replaces: Option<u32>,
}
