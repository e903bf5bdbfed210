//! Writing a list, so that no cell of it is a formula in any spreadsheet.

use crate::{FORMULA, MARK, still_begins, trimmed};

/// Writes a list, without blanks around its cells.
///
/// # Errors
///
/// None that memory has.
pub fn write(rows: &[Vec<String>]) -> std::io::Result<Vec<u8>> {
    // Without quotation marks another delimiter, or Excel's own first line, would mislead the reader.
    let misleading = |cell: &String| cell.contains([';', '\t', '|']) || cell.starts_with("sep=");
    let quotes = if rows.iter().flatten().any(misleading) {
        csv::QuoteStyle::Always
    } else {
        csv::QuoteStyle::Necessary
    };
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .quote_style(quotes)
        .terminator(csv::Terminator::CRLF)
        .from_writer(MARK.to_vec());
    for row in rows {
        let cells = row.iter().map(|cell| trimmed(cell)).enumerate();
        writer.write_record(cells.map(|(at, cell)| {
            // A spreadsheet that does not end cells at commas takes the first cell and all others for one.
            if at > 0 && is_number(cell) {
                cell.to_owned()
            } else {
                inert(cell)
            }
        }))?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// Whether a cell is a decimal number and nothing else. A negative one begins as a formula does, but is none, and
/// behind an apostrophe it could not be added up.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part]
        .iter()
        .all(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A cell that no spreadsheet takes for a formula: an apostrophe precedes what would begin one, also
/// where another spreadsheet than ours would see a new cell begin.
pub(crate) fn inert(cell: &str) -> String {
    let mut written = String::with_capacity(cell.len() + 1);
    let mut begins = true;
    for letter in cell.chars() {
        if begins && FORMULA.contains(&letter) {
            written.push('\'');
        }
        written.push(letter);
        begins = still_begins(begins, letter);
    }
    written
}
