//! What a person sets or chooses, as the window shows it. What is kept of it, and in which words, is in
//! `settings/remembered.rs`.

use serde::{Deserialize, Serialize};

use crate::settings;

/// How the window looks; remembered between starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Appearance {
    /// Light, dark, or as the system says.
    pub(crate) theme: Theme,
    /// Height of the roster's rows.
    pub(crate) density: Density,
    /// Zoom factor, 0.8 to 2.
    pub(crate) zoom: f64,
    /// Single letters act on the row that has the focus (WCAG 2.1.4 wants a way to turn that off).
    pub(crate) letter_keys: bool,
}

/// Colour theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) enum Theme {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Height of the roster's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) enum Density {
    /// 32 px.
    Compact,
    /// 40 px.
    Regular,
    /// 48 px.
    Roomy,
}

/// What a person last saw in one firm's roster. The words are the window's own (`filter-sort.ts`);
/// it goes by its defaults where it does not know one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RosterMemory {
    /// Column the roster is sorted by.
    pub(crate) sort: String,
    /// Sorted downwards.
    pub(crate) down: bool,
    /// Group, person or computer that is shown.
    pub(crate) view: String,
    /// Role that is shown.
    pub(crate) role: String,
    /// The lists and views of the screen *Books*.
    pub(crate) books: BooksMemory,
}

/// What is remembered of the screen *Books*: names of lists, columns and filters. Nothing that was read is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct BooksMemory {
    /// Lists and reports that were opened last, the newest first.
    pub(crate) recent: Vec<String>,
    /// Columns of the lists whose columns were changed.
    pub(crate) columns: Vec<BooksColumns>,
    /// Views the person named.
    pub(crate) views: Vec<BooksView>,
}

/// Columns of one list, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct BooksColumns {
    /// Path of the list, such as `invoices`.
    pub(crate) list: String,
    /// Its columns.
    pub(crate) columns: Vec<BooksColumnWidth>,
}

/// One column of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct BooksColumnWidth {
    /// Name of the field.
    pub(crate) name: String,
    /// Width in pixels; 0 means its usual width.
    pub(crate) width: u16,
}

/// A view of a list that a person named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct BooksView {
    /// Its name, as typed.
    pub(crate) name: String,
    /// Path of the list or report.
    pub(crate) list: String,
    /// Filters that are set.
    pub(crate) filters: Vec<BooksViewFilter>,
    /// Names of its columns; empty means the usual ones.
    pub(crate) columns: Vec<String>,
}

/// A filter of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct BooksViewFilter {
    /// Name of the filter.
    pub(crate) name: String,
    /// One of Conductor's choices for it, or a word for a month such as `lastMonth`. What somebody typed, or an
    /// id out of the books, is never kept.
    pub(crate) value: String,
}

/// When the operating system is asked to show a notice. Off until a person turns it on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct NoticeSettings {
    /// Notices are shown at all.
    pub(crate) on: bool,
    /// Clients are named; a notification may be shown on a locked screen.
    pub(crate) names: bool,
    /// Nothing is shown between the two times below.
    pub(crate) quiet: bool,
    /// Begin of the quiet hours, in minutes after midnight, local time.
    pub(crate) quiet_from: u16,
    /// End of the quiet hours, the same way; before `quiet_from` when they pass midnight.
    pub(crate) quiet_until: u16,
}

/// How often every client is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CheckSettings {
    /// Minutes between two passive rounds, 5 to 240.
    pub(crate) every_minutes: u16,
}

mirror! {
    struct Appearance = settings::Appearance { theme, density, zoom, letter_keys };
    enum Theme = settings::Theme { System, Light, Dark };
    enum Density = settings::Density { Compact, Regular, Roomy };
    struct RosterMemory = settings::RosterMemory { sort, down, view, role, books };
    struct BooksMemory = settings::BooksMemory { recent } { columns, views };
    struct BooksColumns = settings::BooksColumns { list } { columns };
    struct BooksColumnWidth = settings::BooksColumnWidth { name, width };
    struct BooksView = settings::BooksView { name, list, columns } { filters };
    struct BooksViewFilter = settings::BooksViewFilter { name, value };
    struct NoticeSettings = settings::NoticeSettings { on, names, quiet, quiet_from, quiet_until };
    struct CheckSettings = settings::CheckSettings { every_minutes };
}
