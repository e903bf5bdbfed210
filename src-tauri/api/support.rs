//! The support file, as the person reads it before it is saved.

use serde::Serialize;

/// Everything that support may see. Placeholders are between `⟨` and `⟩`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SupportFile {
    /// Its parts, in order.
    pub(crate) sections: Vec<SupportSection>,
    /// How many things were taken out.
    pub(crate) hidden: u32,
}

/// One part of the support file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SupportSection {
    /// What it is about.
    pub(crate) heading: String,
    /// Lines of text.
    pub(crate) text: String,
}
