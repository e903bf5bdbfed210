//! What the window gets about the app itself, beside the roster's own views.
//!
//! Types of the `roster` crate are named by text: that crate derives their TypeScript in its own tests only.

mod backups;
mod permissions;
mod removal;
mod support;

use roster::view::{Banner, Place, Profile};
use serde::{Deserialize, Serialize};

pub(crate) use backups::{BackupView, CopyView};
pub(crate) use permissions::{
    ComputerView, FirmFileChange, FirmFileForm, FirmFileHost, FirmFileIntuit, FirmFileMade,
    FirmFileSeen, FirmFileService, FirmFileSigner, FirmFileView, JoinedView, ManagedField,
    ManagedView, Permissions,
};
pub(crate) use removal::{RemovalChoice, RemovalProgress, RemovalView, RemovedView};
pub(crate) use support::{SupportFile, SupportSection};

/// How the window looks; remembered between starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
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

/// What a person last looked at in one firm's roster. The words are the window's own (`filter-sort.ts`);
/// it goes by its defaults where it does not know one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct BooksMemory {
    /// Lists and reports that were opened last, the newest first.
    pub(crate) recent: Vec<String>,
    /// Columns of the lists whose columns were changed.
    pub(crate) columns: Vec<BooksColumns>,
    /// Views the person named.
    pub(crate) views: Vec<BooksView>,
}

/// Columns of one list, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct BooksColumns {
    /// Path of the list, such as `invoices`.
    pub(crate) list: String,
    /// Its columns.
    pub(crate) columns: Vec<BooksColumnWidth>,
}

/// One column of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct BooksColumnWidth {
    /// Name of the field.
    pub(crate) name: String,
    /// Width in pixels; 0 means its usual width.
    pub(crate) width: u16,
}

/// A view of a list that a person named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct BooksViewFilter {
    /// Name of the filter.
    pub(crate) name: String,
    /// One of Conductor's choices for it, or a word for a month such as `lastMonth`. What somebody typed, or an
    /// id out of the books, is never kept.
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
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
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

/// How often every client is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct CheckSettings {
    /// Minutes between two passive rounds, 5 to 240.
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

/// A file that was written for the person, in their downloads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedFile {
    /// Name of the file.
    pub(crate) name: String,
    /// Name of the folder it is in.
    pub(crate) folder: String,
}

/// A list as it was read from a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListView {
    /// Lines that have something in them.
    pub(crate) lines: Vec<ListLine>,
    /// Names of a workbook's sheets; empty for text.
    pub(crate) sheets: Vec<String>,
    /// The sheet the lines are from.
    pub(crate) sheet: Option<String>,
    /// How the letters were read, where the file does not say.
    pub(crate) letters: Option<LettersView>,
    /// Cells with a formula whose result the file does not hold.
    pub(crate) unsaved: u32,
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListLine {
    /// As the spreadsheet counts it, from 1.
    pub(crate) row: u32,
    /// Without empty cells at its end.
    pub(crate) cells: Vec<String>,
}

/// The ways to read the letters of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct LettersView {
    /// The encoding that was used.
    pub(crate) used: String,
    /// All of them, the likeliest first.
    pub(crate) samples: Vec<LettersSample>,
}

/// A few words of a list, as one encoding reads them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct LettersSample {
    /// Name of the encoding.
    pub(crate) encoding: String,
    /// The words.
    pub(crate) words: Vec<String>,
}

impl From<spreadsheet::List> for ListView {
    fn from(list: spreadsheet::List) -> Self {
        let lines = list.lines.into_iter();
        Self {
            lines: lines
                .map(|spreadsheet::Line { row, cells }| ListLine { row, cells })
                .collect(),
            sheets: list.sheets,
            sheet: list.sheet,
            letters: list.letters.map(|letters| LettersView {
                used: letters.used,
                samples: (letters.samples.into_iter())
                    .map(|spreadsheet::Sample { encoding, words }| LettersSample {
                        encoding,
                        words,
                    })
                    .collect(),
            }),
            unsaved: u32::try_from(list.unsaved).unwrap_or(u32::MAX),
        }
    }
}

/// What became of an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportOutcome {
    /// New clients.
    pub(crate) added: u32,
    /// Clients that were there and have changed.
    pub(crate) changed: u32,
    /// Clients that were there as they are in the file.
    pub(crate) unchanged: u32,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportProgress {
    /// Clients that are written.
    pub(crate) done: u32,
    /// All of them.
    pub(crate) total: u32,
}

/// What support asks for first. Nothing of it is secret and no client is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Diagnostics {
    /// Version of the app.
    pub(crate) version: String,
    /// Operating system and its version.
    pub(crate) system: String,
    /// Engine that draws the window, and its version.
    pub(crate) webview: String,
    /// Folder of the roster and the settings.
    pub(crate) folder: String,
    /// Clients in the open firm.
    pub(crate) clients: u32,
    /// `ready`, `missing` or `locked`.
    pub(crate) keychain: String,
}

/// The app at a glance.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one thing is set up, and the window asks them one by one"
)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct AppOverview {
    /// The keychain has not answered yet: rows are as they were last known, and what needs a key or a sign-in
    /// waits.
    pub(crate) opening: bool,
    /// Which firm is open.
    #[cfg_attr(test, ts(type = "import('./Profile').Profile"))]
    pub(crate) profile: Profile,
    /// Its name.
    pub(crate) firm_name: Option<String>,
    /// Its id, when it is not the practice firm.
    pub(crate) firm_id: Option<String>,
    /// The firms of this computer, the one that was open last first.
    pub(crate) firms: Vec<FirmView>,
    /// Name of this computer.
    pub(crate) computer_name: String,
    /// Its id, by which the firm's computers tell each other apart.
    pub(crate) computer_id: String,
    /// Fingerprint of its key in the open firm, once it has one.
    pub(crate) computer_fingerprint: Option<String>,
    /// Version of the app.
    pub(crate) version: String,
    /// `linux`, `windows` or `macos`.
    pub(crate) platform: String,
    /// Theme, density, zoom.
    pub(crate) appearance: Appearance,
    /// What was looked at last in this firm.
    pub(crate) memory: RosterMemory,
    /// Notices of the operating system.
    pub(crate) notices: NoticeSettings,
    /// How often clients are looked at.
    pub(crate) checks: CheckSettings,
    /// Banners that hold for the whole app.
    #[cfg_attr(test, ts(type = "Array<import('./Banner').Banner>"))]
    pub(crate) banners: Vec<Banner>,
    /// End of the last round of checks.
    pub(crate) last_check_at: Option<i64>,
    /// Start of the next one.
    pub(crate) next_check_at: Option<i64>,
    /// A real firm is set up on this computer.
    pub(crate) firm_ready: bool,
    /// The sign-in relay, when sign-ins pass through one.
    pub(crate) relay: Option<RelayOverview>,
    /// Company names are read from Intuit, which needs a wider permission.
    pub(crate) accounting_scope: bool,
    /// Conductor's keys are set up.
    pub(crate) conductor_ready: bool,
    /// Intuit's keys are set up.
    pub(crate) intuit_ready: bool,
    /// Intuit is asked for the person's role, which needs a scope of its own.
    pub(crate) ask_roles: bool,
    /// This computer's place in the firm.
    pub(crate) computer: ComputerView,
    /// What the firm's administrators set for this computer.
    pub(crate) managed: ManagedView,
    /// A firm file that was opened from outside and waits for its passphrase.
    pub(crate) firm_file: Option<FirmFileSeen>,
    /// A removal of this computer from a firm that was begun and is not finished.
    pub(crate) removal: Option<RemovalView>,
}

/// A firm of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirmView {
    /// Its id on this computer.
    pub(crate) id: String,
    /// Its name; two may have the same.
    pub(crate) name: String,
    /// Host of its sign-in relay, which tells firms of one name apart.
    pub(crate) host: Option<String>,
    /// When it was opened last, in milliseconds.
    pub(crate) opened_at: Option<i64>,
}

/// Who runs the relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RelayOverview {
    /// Host name.
    pub(crate) host: String,
    /// Operator, as the relay names itself.
    pub(crate) operator: String,
}

/// The set-up form. Keys go in and never come back; an empty field is skipped.
#[derive(Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirmForm {
    /// The firm's name.
    pub(crate) firm_name: String,
    /// Conductor secret key.
    pub(crate) conductor_secret_key: String,
    /// Conductor publishable key.
    pub(crate) conductor_publishable_key: String,
    /// The firm's app at Intuit.
    pub(crate) intuit_client_id: String,
    /// Production or sandbox.
    pub(crate) intuit_environment: IntuitEnvironment,
    /// Address of the sign-in relay (production).
    pub(crate) relay_url: String,
    /// Client secret (development keys only).
    pub(crate) intuit_client_secret: String,
    /// Ask for the accounting scope to read company names.
    pub(crate) accounting_scope: bool,
    /// Ask for the roles scope, which Intuit has to have granted to the firm's app.
    pub(crate) ask_roles: bool,
}

/// Which pair of Intuit keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) enum IntuitEnvironment {
    /// Production keys and real companies.
    Production,
    /// Development keys and sandbox companies.
    Sandbox,
}

/// One row of an imported list; what is empty the list does not say.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportForm {
    /// Name.
    pub(crate) name: String,
    /// The firm's client number.
    pub(crate) number: String,
    /// E-mail address.
    pub(crate) email: String,
    /// Online or Desktop; a new client needs it.
    #[cfg_attr(test, ts(type = "import('./BooksKind').BooksKind | null"))]
    pub(crate) books: Option<roster::view::Product>,
    /// Where QuickBooks Desktop runs.
    #[cfg_attr(test, ts(type = "import('./Place').Place | null"))]
    pub(crate) place: Option<Place>,
    /// Label of that computer.
    pub(crate) computer: String,
    /// The firm's id of the client; empty where the list has none.
    pub(crate) source_id: String,
}

/// What a table is of; it names the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) enum TableKind {
    /// Clients, as the roster shows them.
    Clients,
    /// The firm's change log.
    Activity,
    /// A list or report out of a client's books.
    Books,
    /// Saved views of the screen *Books*.
    BooksViews,
}

/// The add-client form.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClientForm {
    /// Name.
    pub(crate) name: String,
    /// The firm's client number.
    pub(crate) number: String,
    /// E-mail address.
    pub(crate) email: String,
    /// Online or Desktop.
    #[cfg_attr(test, ts(type = "import('./BooksKind').BooksKind"))]
    pub(crate) books: roster::view::Product,
    /// Where QuickBooks Desktop runs.
    #[cfg_attr(test, ts(type = "import('./Place').Place | null"))]
    pub(crate) place: Option<Place>,
    /// Label of that computer.
    pub(crate) computer: String,
}
