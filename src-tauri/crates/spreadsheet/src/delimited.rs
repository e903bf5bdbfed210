//! Lists as delimited text.

use crate::{FORMULA, Line, ListError, MOST_CELLS, line, still_begins, trimmed};

/// What may separate the cells of a list, the most usual last: that one wins a tie.
const DELIMITERS: [u8; 4] = [b'|', b'\t', b';', b','];
/// The delimiter of a list of one column: no text has it.
const NOWHERE: u8 = 0x1f;
/// As many lines tell what a list is delimited by.
const LOOKED_AT: usize = 200;

/// Split into cells by comma, semicolon, tab or bar: whichever gives most lines the same number of cells.
pub(crate) fn lines(text: &str) -> Result<Vec<Line>, ListError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_start_matches('\u{feff}');
    let (said, text, skipped) = excels_own(text);
    let delimiter = said.unwrap_or_else(|| delimiter(text));
    let text = &marks_doubled(text, delimiter)
        .map_err(|(at, until)| never_closes(text, at, until, skipped))?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut lines, mut cells) = (Vec::new(), 0);
    // A line break within a cell does not begin a row of the spreadsheet.
    let mut within = 0;
    for record in reader.records() {
        // The text is UTF-8 and lines may be of any length, so there is nothing left to go wrong.
        let Ok(record) = record else {
            return Err(ListError::BrokenWorkbook);
        };
        let (byte, at) = record
            .position()
            .map_or((0, 1), |it| (it.byte(), it.line()));
        // The reader's position is before the empty lines that it goes over.
        let start = usize::try_from(byte).unwrap_or(usize::MAX);
        let empty = text.as_bytes().get(start..).unwrap_or_default();
        let empty = empty.iter().take_while(|byte| **byte == b'\n').count() as u64;
        let row = u32::try_from(at + empty - within).unwrap_or(u32::MAX);
        let row = row.saturating_add(skipped);
        within += record.iter().map(breaks).sum::<u64>();
        cells += record.len();
        if cells > MOST_CELLS {
            return Err(ListError::TooMany);
        }
        lines.extend(line(row, record.iter().map(plain).collect()));
    }
    if lines.is_empty() {
        return Err(ListError::Empty);
    }
    Ok(lines)
}

/// The delimiter that Excel writes into a first line of its own (`sep=;`), what follows it, and how many rows it takes.
fn excels_own(text: &str) -> (Option<u8>, &str, u32) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let plain = first.trim_matches('"');
    let said = match plain.as_bytes().split_at_checked(4) {
        Some((word, said)) if word.eq_ignore_ascii_case(b"sep=") => said,
        _ => return (None, text, 0),
    };
    // A spreadsheet that saved the file again fills the line up.
    match said {
        [delimiter, more @ ..]
            if DELIMITERS.contains(delimiter) && more.iter().all(|it| it == delimiter) =>
        {
            (Some(*delimiter), rest, 1)
        }
        _ => (None, text, 0),
    }
}

fn delimiter(text: &str) -> u8 {
    let rated = DELIMITERS.map(|delimiter| (Agreement::of(text, delimiter), delimiter));
    match rated.into_iter().max_by_key(|(agreement, _)| *agreement) {
        Some((agreement, delimiter)) if agreement.any => delimiter,
        _ => NOWHERE,
    }
}

/// How well a delimiter tells a text into cells; the greater, the better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Agreement {
    any: bool,
    /// Quotation marks that close, and something other than a delimiter follows.
    torn: std::cmp::Reverse<usize>,
    /// In how many lines it occurs equally often, and how often.
    lines: usize,
    often: usize,
}

impl Agreement {
    fn of(text: &str, delimiter: u8) -> Self {
        let counts: Vec<Counted> = counted(text, delimiter).take(LOOKED_AT).collect();
        let mut tally = std::collections::BTreeMap::new();
        for line in counts.iter().filter(|line| line.all > 0) {
            *tally.entry(line.all).or_insert(0) += 1;
        }
        let most = tally.into_iter().map(|(often, lines)| (lines, often)).max();
        let (lines, often) = most.unwrap_or_default();
        // The comma of a sentence: never in the first line, and always before a blank.
        let sentence = counts.first().is_some_and(|first| first.all == 0)
            && counts.iter().all(|line| line.all == line.before_blank);
        Self {
            any: lines > 0 && !sentence,
            torn: std::cmp::Reverse(counts.iter().map(|line| line.torn).sum()),
            lines,
            often,
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Counted {
    all: usize,
    before_blank: usize,
    torn: usize,
}

/// The delimiters of each line that is not empty, outside quotation marks.
fn counted(text: &str, delimiter: u8) -> impl Iterator<Item = Counted> {
    let mut rest = text.as_bytes();
    std::iter::from_fn(move || {
        while let [b'\n', after @ ..] = rest {
            rest = after;
        }
        if rest.is_empty() {
            return None;
        }
        let (mut line, mut scan) = (Counted::default(), Scan::new(delimiter));
        let mut end = rest.len();
        for (at, byte) in rest.iter().enumerate() {
            match scan.next(*byte) {
                Met::Delimiter => {
                    line.all += 1;
                    line.before_blank += usize::from(rest.get(at + 1) == Some(&b' '));
                }
                Met::End => {
                    end = at + 1;
                    break;
                }
                Met::AfterQuote => line.torn += 1,
                Met::Quote | Met::Other => {}
            }
        }
        rest = &rest[end..];
        Some(line)
    })
}

/// The text with marks doubled that are alone within a cell in quotation marks (`"The "Corner" Shop"`), as a reader
/// of delimited text wants them. Or where a mark begins a cell that never ends, and how far it takes what follows for
/// its own.
fn marks_doubled(text: &str, delimiter: u8) -> Result<String, (usize, usize)> {
    let delimiter = char::from(delimiter);
    let mut doubled = String::with_capacity(text.len());
    let mut letters = text.char_indices().peekable();
    let (mut opened, mut before) = (None, '\n');
    while let Some((at, letter)) = letters.next() {
        doubled.push(letter);
        let begins = before == '\n' || before == delimiter;
        before = letter;
        if letter != '"' {
            continue;
        }
        let Some(start) = opened else {
            opened = begins.then_some(at);
            continue;
        };
        match letters.peek() {
            Some((_, '"')) => doubled.extend(letters.next().map(|(_, mark)| mark)),
            Some((_, next)) if *next != '\n' && *next != delimiter => {
                // The next cell in quotation marks, lines further on.
                if begins && text[start..at].contains('\n') {
                    return Err((start, at));
                }
                if closes_later(&text[at + 1..], delimiter) {
                    doubled.push('"');
                } else {
                    opened = None;
                }
            }
            _ => opened = None,
        }
    }
    match opened {
        Some(start) => Err((start, text.len())),
        None => Ok(doubled),
    }
}

/// Whether another mark on the line closes the cell.
fn closes_later(rest: &str, delimiter: char) -> bool {
    let line = rest.split('\n').next().unwrap_or_default();
    line.ends_with('"') || line.contains(&format!("\"{delimiter}"))
}

fn never_closes(text: &str, at: usize, until: usize, skipped: u32) -> ListError {
    let before = text[..at].matches('\n').count();
    ListError::OpenQuote {
        row: u32::try_from(before + 1)
            .unwrap_or(u32::MAX)
            .saturating_add(skipped),
        lost: text[at..until].trim_end().matches('\n').count(),
    }
}

enum Met {
    Delimiter,
    End,
    /// The mark that begins a cell in quotation marks.
    Quote,
    /// Something else than a delimiter after a cell in quotation marks.
    AfterQuote,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    CellBegins,
    Within,
    Quoted,
    /// After a mark in a quoted cell; the next one would make it part of the text.
    QuoteMet,
}

/// Goes over a text byte by byte as a reader of delimited text does.
struct Scan {
    delimiter: u8,
    place: Place,
}

impl Scan {
    fn new(delimiter: u8) -> Self {
        let place = Place::CellBegins;
        Self { delimiter, place }
    }

    fn next(&mut self, byte: u8) -> Met {
        let (place, met) = match (self.place, byte) {
            (Place::Quoted, b'"') => (Place::QuoteMet, Met::Other),
            (Place::Quoted, _) | (Place::QuoteMet, b'"') => (Place::Quoted, Met::Other),
            (Place::CellBegins, b'"') => (Place::Quoted, Met::Quote),
            (_, b'\n') => (Place::CellBegins, Met::End),
            (_, byte) if byte == self.delimiter => (Place::CellBegins, Met::Delimiter),
            (Place::QuoteMet, _) => (Place::Within, Met::AfterQuote),
            _ => (Place::Within, Met::Other),
        };
        self.place = place;
        met
    }
}

fn breaks(cell: &str) -> u64 {
    cell.bytes().filter(|byte| *byte == b'\n').count() as u64
}

/// A cell without blanks around it, without the formula that Excel writes around a text of digits (`="00101"`), and
/// without the apostrophes that [`crate::write`], or a spreadsheet, put into it.
fn plain(cell: &str) -> String {
    let cell = trimmed(cell);
    if let Some(text) = cell
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        && !text.replace("\"\"", "").contains('"')
    {
        return text.replace("\"\"", "\"");
    }
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
