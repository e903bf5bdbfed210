//! Lists as spreadsheets write and read them: comma-separated values.
//!
//! A list comes from anybody and a cell holds anybody's text, so what is read is bounded, and what is written
//! is no formula in any spreadsheet, whatever that takes for the end of a cell.

#[cfg(test)]
mod tests;

/// Largest text that is read, in bytes. 2,000 clients take about 200 kB.
pub const LARGEST: usize = 5_000_000;
/// Most cells a list may have. 10,000 clients with 50 columns have half as many. Short lines are filled up,
/// so without it a long header would make a small file a large one.
pub const MOST_CELLS: usize = 1_000_000;

/// Excel takes a file for UTF-8 only with this mark at its start.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// What a formula begins with.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];
/// What some spreadsheet takes for the end of a cell; which one depends on the country of its user.
const ENDS: [char; 6] = [',', ';', '\t', '\n', '\r', '|'];

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// First line.
    pub header: Vec<String>,
    /// All other lines, each with as many cells as the header.
    pub rows: Vec<Vec<String>>,
}

/// Why a list was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Nothing but blanks.
    #[error("The file is empty.")]
    Empty,
    /// More than anybody's client list: [`LARGEST`].
    #[error("The file is too large for a client list. Keep it under 5 MB.")]
    TooLarge,
    /// More than [`MOST_CELLS`].
    #[error("The file has too many columns and lines for a client list. Remove what isn't needed.")]
    TooMany,
    /// A line that cannot be told into cells.
    #[error("Line {line} of the file cannot be read. Check its quotation marks.")]
    Torn {
        /// Counted from 1.
        line: u64,
    },
}

/// Reads a list whose first line is its header. Comma, semicolon or tab: whichever the header has most.
/// Short lines are filled up, longer ones cut, empty ones left out.
pub fn read(text: &str) -> Result<Table, TableError> {
    if text.len() > LARGEST {
        return Err(TableError::TooLarge);
    }
    let text = text.trim_start_matches('\u{feff}');
    let begin = text.trim_start_matches(['\r', '\n', ' ']);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(begin))
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut header: Option<Vec<String>> = None;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut cells = 0;
    for record in reader.records() {
        let record = record.map_err(|error| TableError::Torn {
            line: error.position().map_or(1, csv::Position::line),
        })?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        let columns = header.as_ref().map_or(record.len(), Vec::len);
        cells += columns;
        if cells > MOST_CELLS {
            return Err(TableError::TooMany);
        }
        let mut row: Vec<String> = record.iter().take(columns).map(plain).collect();
        row.resize(columns, String::new());
        match header {
            None => header = Some(row),
            Some(_) => rows.push(row),
        }
    }
    let header = header.ok_or(TableError::Empty)?;
    Ok(Table { header, rows })
}

/// Writes a list, without blanks around its cells.
///
/// # Errors
///
/// None that memory has.
pub fn write(rows: &[Vec<String>]) -> std::io::Result<Vec<u8>> {
    // A header with another delimiter in it would be told into other cells when it is read.
    let misleading = |row: &Vec<String>| row.iter().any(|cell| cell.contains([';', '\t']));
    let quotes = if rows.first().is_some_and(misleading) {
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

/// Without blanks around it, and without marks, which are lost at the beginning of a file.
fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}')
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

/// A cell that no spreadsheet takes for a formula: an apostrophe stands before what would begin one, also
/// where another spreadsheet than ours would see a new cell begin.
fn inert(cell: &str) -> String {
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

/// A cell without the apostrophes that [`inert`], or a spreadsheet, put into it.
fn plain(cell: &str) -> String {
    let mut read = String::with_capacity(cell.len());
    let mut begins = true;
    for letter in cell.chars() {
        if begins && FORMULA.contains(&letter) && read.ends_with('\'') {
            read.pop();
        }
        read.push(letter);
        begins = still_begins(begins, letter);
    }
    read
}

/// Whether what follows `letter` is the beginning of a cell, for some spreadsheet. Quotation marks and
/// apostrophes at the beginning may be dropped before it looks for a formula.
fn still_begins(begins: bool, letter: char) -> bool {
    ENDS.contains(&letter) || (begins && matches!(letter, '"' | '\''))
}

/// What stands between the cells of the header. A delimiter in quotation marks is none.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b'\t', 0), (b';', 0), (b',', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some((_, count)) = counts.iter_mut().find(|(it, _)| *it == byte) {
                    *count += 1;
                }
            }
        }
    }
    // Of equals the last: a comma, unless there are more of another.
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(delimiter, _)| delimiter)
}
