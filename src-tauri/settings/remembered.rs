//! What a person sets or chooses, remembered between starts, in the words of the file.

use serde::{Deserialize, Serialize};

/// How the window looks; remembered between starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Appearance {
    /// Light, dark, or as the system says.
    #[serde(rename = "theme")]
    pub(crate) theme: Theme,
    /// Height of the roster's rows.
    #[serde(rename = "density")]
    pub(crate) density: Density,
    /// Zoom factor, 0.8 to 2.
    #[serde(rename = "zoom")]
    pub(crate) zoom: f64,
    /// Single letters act on the row that has the focus (WCAG 2.1.4 wants a way to turn that off).
    #[serde(rename = "letterKeys")]
    pub(crate) letter_keys: bool,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            density: Density::Regular,
            zoom: 1.0,
            letter_keys: true,
        }
    }
}

/// Colour theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Theme {
    /// As the system says.
    #[serde(rename = "system")]
    System,
    /// Light.
    #[serde(rename = "light")]
    Light,
    /// Dark.
    #[serde(rename = "dark")]
    Dark,
}

/// Height of the roster's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Density {
    /// 32 px.
    #[serde(rename = "compact")]
    Compact,
    /// 40 px.
    #[serde(rename = "regular")]
    Regular,
    /// 48 px.
    #[serde(rename = "roomy")]
    Roomy,
}

/// What a person last saw in one firm's roster. The words are the window's own (`filter-sort.ts`);
/// it goes by its defaults where it does not know one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RosterMemory {
    /// Column the roster is sorted by.
    #[serde(rename = "sort")]
    pub(crate) sort: String,
    /// Sorted downwards.
    #[serde(rename = "down")]
    pub(crate) down: bool,
    /// Group, person or computer that is shown.
    #[serde(rename = "view")]
    pub(crate) view: String,
    /// Role that is shown.
    #[serde(rename = "role")]
    pub(crate) role: String,
    /// The lists and views of the screen *Books*.
    #[serde(rename = "books")]
    pub(crate) books: BooksMemory,
}

/// What is remembered of the screen *Books*: names of lists, columns and filters. Nothing that was read is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct BooksMemory {
    /// Lists and reports that were opened last, the newest first.
    #[serde(rename = "recent")]
    pub(crate) recent: Vec<String>,
    /// Columns of the lists whose columns were changed.
    #[serde(rename = "columns")]
    pub(crate) columns: Vec<BooksColumns>,
    /// Views the person named.
    #[serde(rename = "views")]
    pub(crate) views: Vec<BooksView>,
}

/// Columns of one list, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct BooksColumns {
    /// Path of the list, such as `invoices`.
    #[serde(rename = "list")]
    pub(crate) list: String,
    /// Its columns.
    #[serde(rename = "columns")]
    pub(crate) columns: Vec<BooksColumnWidth>,
}

/// One column of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct BooksColumnWidth {
    /// Name of the field.
    #[serde(rename = "name")]
    pub(crate) name: String,
    /// Width in pixels; 0 means its usual width.
    #[serde(rename = "width")]
    pub(crate) width: u16,
}

/// A view of a list that a person named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct BooksView {
    /// Its name, as typed.
    #[serde(rename = "name")]
    pub(crate) name: String,
    /// Path of the list or report.
    #[serde(rename = "list")]
    pub(crate) list: String,
    /// Filters that are set.
    #[serde(rename = "filters")]
    pub(crate) filters: Vec<BooksViewFilter>,
    /// Names of its columns; empty means the usual ones.
    #[serde(rename = "columns")]
    pub(crate) columns: Vec<String>,
}

/// A filter of a view.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct BooksViewFilter {
    /// Name of the filter.
    #[serde(rename = "name")]
    pub(crate) name: String,
    /// One of Conductor's choices for it, or a word for a month such as `lastMonth`. What somebody typed, or an
    /// id out of the books, is never kept.
    #[serde(rename = "value")]
    pub(crate) value: String,
}

impl BooksMemory {
    /// Only names, few enough for a file of settings: words of the catalogue, and names of views as typed.
    pub(crate) fn is_plausible(&self) -> bool {
        let word = |text: &String| {
            (1..=80).contains(&text.len())
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte))
        };
        self.recent.len() <= 20
            && self.recent.iter().all(word)
            && self.columns.len() <= 200
            && self.columns.iter().all(|list| {
                word(&list.list)
                    && list.columns.len() <= 100
                    && list.columns.iter().all(|column| word(&column.name))
            })
            && self.views.len() <= 200
            && self.views.iter().all(|view| {
                (1..=100).contains(&view.name.chars().count())
                    && word(&view.list)
                    && view.filters.len() <= 40
                    && (view.filters.iter()).all(|it| word(&it.name) && word(&it.value))
                    && view.columns.len() <= 100
                    && view.columns.iter().all(word)
            })
    }
}

/// When the operating system is asked to show a notice. Off until a person turns it on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct NoticeSettings {
    /// Notices are shown at all.
    #[serde(rename = "on")]
    pub(crate) on: bool,
    /// Clients are named; a notification may be shown on a locked screen.
    #[serde(rename = "names")]
    pub(crate) names: bool,
    /// Nothing is shown between the two times below.
    #[serde(rename = "quiet")]
    pub(crate) quiet: bool,
    /// Begin of the quiet hours, in minutes after midnight, local time.
    #[serde(rename = "quietFrom")]
    pub(crate) quiet_from: u16,
    /// End of the quiet hours, the same way; before `quiet_from` when they pass midnight.
    #[serde(rename = "quietUntil")]
    pub(crate) quiet_until: u16,
}

impl Default for NoticeSettings {
    fn default() -> Self {
        Self {
            on: false,
            names: false,
            quiet: true,
            quiet_from: 18 * 60,
            quiet_until: 8 * 60,
        }
    }
}

/// How often every client is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CheckSettings {
    /// Minutes between two passive rounds, 5 to 240.
    #[serde(rename = "everyMinutes")]
    pub(crate) every_minutes: u16,
}

impl Default for CheckSettings {
    fn default() -> Self {
        Self { every_minutes: 15 }
    }
}

impl CheckSettings {
    /// The time between two rounds, within what is sensible.
    pub(crate) fn between_rounds(self) -> jiff::SignedDuration {
        jiff::SignedDuration::from_mins(self.every_minutes.clamp(5, 240).into())
    }
}
