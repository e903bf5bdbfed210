//! Lists from people's tools, and lists for them.
//!
//! A file comes from anybody: it is recognised by its content and not by its name, in any encoding, and
//! what is read of it is bounded. What is written is no formula in any spreadsheet.

mod biff;
mod delimited;
mod letters;
mod odf;
#[cfg(test)]
mod tests;
mod workbook;
mod written;

pub use letters::{Letters, Sample};
pub use written::write;

/// Largest file that is read, in bytes. 10,000 clients take about 1 MB.
pub const LARGEST: usize = 5_000_000;
/// Most cells a list may have. 10,000 clients with 50 columns have half as many.
pub const MOST_CELLS: usize = 1_000_000;

/// Excel takes a file for UTF-8 only with this mark at its start.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// What a formula begins with.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];
/// What some spreadsheet takes for the end of a cell; which one depends on the country of its user.
const ENDS: [char; 6] = [',', ';', '\t', '\n', '\r', '|'];

/// A list as it was read. Which of its lines is the header is for the reader of the list to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Lines that have something in them.
    pub lines: Vec<Line>,
    /// Names of a workbook's sheets, in its order; empty for text.
    pub sheets: Vec<String>,
    /// The sheet the lines are from.
    pub sheet: Option<String>,
    /// How the letters were read, where the file does not say; `None` where it does.
    pub letters: Option<Letters>,
    /// Cells with a formula whose result the file does not hold. They are empty.
    pub unsaved: usize,
}

/// A line with something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// As the spreadsheet counts it, from 1.
    pub row: u32,
    /// Without empty cells at its end.
    pub cells: Vec<String>,
}

/// What a person chose after a first look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Another sheet than the first.
    pub sheet: Option<String>,
    /// Other letters than those that were guessed: [`Sample::encoding`].
    pub encoding: Option<String>,
}

/// Why a list was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// Nothing but blanks.
    #[error("the file is empty")]
    Empty,
    /// More than anybody's client list: [`LARGEST`], or as much when it is unpacked.
    #[error("the file is too large")]
    TooLarge,
    /// More than [`MOST_CELLS`].
    #[error("the file has too many cells")]
    TooMany,
    /// A quotation mark that never closes.
    #[error("a quotation mark in row {row} never closes, {lost} lines before the end")]
    OpenQuote {
        /// As the spreadsheet counts it, from 1.
        row: u32,
        /// Lines after it.
        lost: usize,
    },
    /// A workbook that does not open.
    #[error("the workbook does not open")]
    BrokenWorkbook,
    /// A workbook that asks for a password.
    #[error("the workbook has a password")]
    Locked,
    /// A file of another kind.
    #[error("the file is no list ({0:?})")]
    Other(OtherKind),
    /// A sheet or letters that the file does not have.
    #[error("the file has changed")]
    Changed,
}

/// Files that are taken for lists and are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherKind {
    /// A PDF.
    Pdf,
    /// A zip file, or a document in one.
    Zip,
    /// Another compressed file.
    Compressed,
    /// A picture.
    Picture,
    /// A text document.
    Document,
    /// Contact cards.
    ContactCards,
    /// A web page.
    WebPage,
    /// An XML file.
    Xml,
    /// A document of an old office program.
    OldDocument,
    /// A workbook in Excel's binary form.
    BinaryWorkbook,
}

/// Reads a file: a workbook (`.xlsx`, `.xls`, `.ods`) or delimited text, recognised by its content.
pub fn read(bytes: &[u8], choice: &Choice) -> Result<List, ListError> {
    if bytes.len() > LARGEST {
        return Err(ListError::TooLarge);
    }
    if let Some(list) = workbook::read(bytes, choice)? {
        return Ok(list);
    }
    if let Some(kind) = other_kind(bytes) {
        return Err(ListError::Other(kind));
    }
    let (text, letters) = letters::decode(bytes, choice.encoding.as_deref())?;
    Ok(List {
        lines: delimited::lines(&text)?,
        sheets: Vec::new(),
        sheet: None,
        letters,
        unsaved: 0,
    })
}

/// What people rename to `.csv` or `.xls` although it is something else.
fn other_kind(bytes: &[u8]) -> Option<OtherKind> {
    if bytes.starts_with(b"%PDF") {
        return Some(OtherKind::Pdf);
    }
    let begins = |marks: &[&[u8]]| marks.iter().any(|mark| bytes.starts_with(mark));
    if begins(&[b"PK\x03\x04"]) {
        return Some(OtherKind::Zip);
    }
    if begins(&[b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!"]) {
        return Some(OtherKind::Compressed);
    }
    if begins(&[b"\x89PNG", b"\xff\xd8\xff", b"GIF8"]) {
        return Some(OtherKind::Picture);
    }
    if begins(&[b"{\\rtf"]) {
        return Some(OtherKind::Document);
    }
    if begins(&[b"BEGIN:VCARD"]) {
        return Some(OtherKind::ContactCards);
    }
    let start = &bytes[..bytes.len().min(512)];
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let start = start.trim_start_matches(|it: char| it.is_whitespace() || it == '\u{feff}');
    let web = ["<!doctype html", "<html", "<table", "<meta"];
    if web.iter().any(|tag| start.starts_with(tag)) {
        return Some(OtherKind::WebPage);
    }
    start.starts_with("<?xml").then_some(OtherKind::Xml)
}

/// Line without empty cells at its end; `None` when nothing is left.
fn line(row: u32, mut cells: Vec<String>) -> Option<Line> {
    let filled = cells.iter().rposition(|cell| !cell.is_empty())? + 1;
    cells.truncate(filled);
    Some(Line { row, cells })
}

/// Without blanks around it, and without marks, which are lost at the beginning of a file.
fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}')
}

/// Whether what follows `letter` is the beginning of a cell, for some spreadsheet. Quotation marks and
/// apostrophes at the beginning may be dropped before it looks for a formula.
fn still_begins(begins: bool, letter: char) -> bool {
    ENDS.contains(&letter) || (begins && matches!(letter, '"' | '\''))
}
