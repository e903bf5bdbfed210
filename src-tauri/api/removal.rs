//! Removing this computer from a firm, as the window shows it.

use roster::{Left, WhyLeft};
use serde::{Deserialize, Serialize};

use crate::settings;

/// What becomes of the QuickBooks Online connections of a computer that is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) enum RemovalChoice {
    /// Each is disconnected at Intuit.
    Disconnect,
    /// The change log names the clients that the firm's other computers have to connect.
    HandOver,
}

mirror! {
    enum RemovalChoice = settings::RemovalChoice { Disconnect, HandOver };
}

/// A removal that was begun and is not finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemovalView {
    /// Name of the firm.
    pub(crate) firm_name: String,
    /// What was chosen for its connections.
    pub(crate) choice: RemovalChoice,
    /// Whether secrets and files may be gone already, so that the firm cannot be kept any more.
    pub(crate) wiping: bool,
}

/// How far a removal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemovalProgress {
    /// Connections that are dealt with.
    pub(crate) done: u32,
    /// All of them.
    pub(crate) total: u32,
}

/// What came of a removal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemovedView {
    /// Name of the firm.
    pub(crate) firm_name: String,
    /// Connections that were disconnected at Intuit.
    pub(crate) disconnected: u32,
    /// Connections that were handed over.
    pub(crate) handed_over: u32,
    /// Connections that still exist at Intuit.
    pub(crate) left: Vec<LeftView>,
    /// Connections at Conductor, which stay with the firm.
    pub(crate) desktop: u32,
    /// The change log could not be written.
    pub(crate) untold: bool,
    /// There is no keychain, so nothing in one was deleted.
    pub(crate) no_keychain: bool,
    /// The roster is damaged, so nobody knows what was connected.
    pub(crate) unread: bool,
}

/// A connection that still exists at Intuit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct LeftView {
    /// Name of the client.
    pub(crate) client: String,
    /// Last four digits of the company's id; may be empty.
    pub(crate) tail: String,
    /// Nobody answered; otherwise it could not be ended from this computer at all.
    pub(crate) no_answer: bool,
}

impl From<Left> for LeftView {
    fn from(left: Left) -> Self {
        Self {
            client: left.client,
            tail: left.tail,
            no_answer: left.why == WhyLeft::NoAnswer,
        }
    }
}
