//! Lists of clients: as they are read from a file, and what became of their import.

use roster::view::Place;
use serde::{Deserialize, Serialize};

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
