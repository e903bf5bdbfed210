//! Workbooks.
//!
//! A workbook of a few kilobytes can ask for more memory than there is, and running out of it ends the program without
//! an error. So the unpacked sizes are counted first (the directory of the archive may lie), and cells are counted
//! as they are read, or before, where the library reads a sheet whole ([`crate::biff`], [`crate::odf`]).

use std::io::{Cursor, Read};

use calamine::{
    Data, DataRef, DataType, Ods, Range, Reader, Sheet, SheetType, SheetVisible, Xls, Xlsx,
};

use crate::{Choice, Line, List, ListError, MOST_CELLS, OtherKind, biff, line, odf, trimmed};

/// Most bytes that the parts of a workbook may have when they are unpacked. 10,000 clients take 4 MB.
const LARGEST_UNPACKED: u64 = 64_000_000;

/// Reads a workbook; `None` for what is none.
pub(crate) fn read(bytes: &[u8], choice: &Choice) -> Result<Option<List>, ListError> {
    if bytes.starts_with(b"PK\x03\x04") {
        return match unpacked(bytes, LARGEST_UNPACKED)? {
            Some(Kind::Xlsx) => xlsx(bytes, choice).map(Some),
            Some(Kind::Ods { content }) => {
                odf::count(&content)?;
                ods(bytes, choice).map(Some)
            }
            Some(Kind::Xlsb) => Err(ListError::Other(OtherKind::BinaryWorkbook)),
            None => Ok(None),
        };
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        biff::count(bytes)?;
        return xls(bytes, choice).map(Some);
    }
    Ok(None)
}

#[derive(Debug)]
pub(crate) enum Kind {
    Xlsx,
    Xlsb,
    Ods { content: Vec<u8> },
}

/// What the archive is, after every part of it was unpacked and counted: `left` bytes at most.
pub(crate) fn unpacked(bytes: &[u8], mut left: u64) -> Result<Option<Kind>, ListError> {
    let broken = |_| ListError::BrokenWorkbook;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let (mut kind, mut content) = (None, Vec::new());
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(broken)?;
        let name = part.name().map_err(broken)?.into_owned();
        match name.as_str() {
            "xl/workbook.xml" => kind = Some(Kind::Xlsx),
            "xl/workbook.bin" => kind = Some(Kind::Xlsb),
            _ => {}
        }
        let is_content = name == "content.xml";
        // One byte more than is left tells that there was more.
        let mut part = part.take(left + 1);
        let count = if is_content {
            part.read_to_end(&mut content).map(|count| count as u64)
        } else {
            std::io::copy(&mut part, &mut std::io::sink())
        };
        let count = count.map_err(|_| ListError::BrokenWorkbook)?;
        left = left.checked_sub(count).ok_or(ListError::TooLarge)?;
    }
    Ok(kind.or_else(|| (!content.is_empty()).then_some(Kind::Ods { content })))
}

fn xlsx(bytes: &[u8], choice: &Choice) -> Result<List, ListError> {
    let broken = |_| ListError::BrokenWorkbook;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let (names, sheet) = sheets(book.sheets_metadata(), choice)?;
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(broken)?;
    let mut cells = Vec::new();
    let mut unsaved = 0;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(broken)? {
        let text = text_of_ref(&cell.value);
        unsaved += usize::from(cell.formula.is_some() && cell.value == DataRef::Empty);
        if !text.is_empty() {
            cells.push((cell.pos, text));
        }
        if cells.len() > MOST_CELLS {
            return Err(ListError::TooMany);
        }
    }
    list(cells, names, sheet, unsaved)
}

fn xls(bytes: &[u8], choice: &Choice) -> Result<List, ListError> {
    let broken = |error: calamine::XlsError| match error {
        calamine::XlsError::Password => ListError::Locked,
        _ => ListError::BrokenWorkbook,
    };
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(broken)?;
    let (names, sheet) = sheets(book.sheets_metadata(), choice)?;
    let range = book.worksheet_range(&sheet).map_err(broken)?;
    whole(&range, names, sheet)
}

fn ods(bytes: &[u8], choice: &Choice) -> Result<List, ListError> {
    let broken = |error: calamine::OdsError| match error {
        calamine::OdsError::Password => ListError::Locked,
        _ => ListError::BrokenWorkbook,
    };
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(broken)?;
    let (names, sheet) = sheets(book.sheets_metadata(), choice)?;
    let range = book.worksheet_range(&sheet).map_err(broken)?;
    whole(&range, names, sheet)
}

/// The sheets a person sees, and the one to read: the chosen, or the first.
fn sheets(all: &[Sheet], choice: &Choice) -> Result<(Vec<String>, String), ListError> {
    let tables = || all.iter().filter(|it| it.typ == SheetType::WorkSheet);
    let mut names: Vec<String> = tables()
        .filter(|it| it.visible == SheetVisible::Visible)
        .map(|it| it.name.clone())
        .collect();
    if names.is_empty() {
        names = tables().map(|it| it.name.clone()).collect();
    }
    let sheet = match &choice.sheet {
        Some(chosen) => names
            .iter()
            .find(|it| *it == chosen)
            .ok_or(ListError::Changed),
        None => names.first().ok_or(ListError::Empty),
    }?
    .clone();
    Ok((names, sheet))
}

/// A sheet that the library reads whole; how large it is was counted before.
fn whole(range: &Range<Data>, names: Vec<String>, sheet: String) -> Result<List, ListError> {
    let (top, left) = range.start().unwrap_or_default();
    let mut cells = Vec::new();
    for (row, column, value) in range.used_cells() {
        let at = |start: u32, offset: usize| {
            start.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX))
        };
        cells.push(((at(top, row), at(left, column)), text_of(value)));
        if cells.len() > MOST_CELLS {
            return Err(ListError::TooMany);
        }
    }
    list(cells, names, sheet, 0)
}

fn list(
    cells: Vec<((u32, u32), String)>,
    sheets: Vec<String>,
    sheet: String,
    unsaved: usize,
) -> Result<List, ListError> {
    Ok(List {
        lines: lines(cells)?,
        sheets,
        sheet: Some(sheet),
        letters: None,
        unsaved,
    })
}

/// The cells as lines. A cell far to the right of a short line would make it a long one, so columns in which
/// nothing is written are left out and the filled ones are counted.
fn lines(mut cells: Vec<((u32, u32), String)>) -> Result<Vec<Line>, ListError> {
    cells.retain(|(_, text)| !text.is_empty());
    cells.sort_by_key(|(at, _)| *at);
    let mut columns: Vec<u32> = cells.iter().map(|((_, column), _)| *column).collect();
    columns.sort_unstable();
    columns.dedup();
    let mut lines: Vec<Line> = Vec::new();
    let mut filled = 0;
    for ((row, column), text) in cells {
        let row = row.saturating_add(1);
        let at = columns.binary_search(&column).unwrap_or_else(|at| at);
        if lines.last().is_none_or(|it| it.row != row) {
            lines.push(Line {
                row,
                cells: Vec::new(),
            });
        }
        if let Some(last) = lines.last_mut() {
            filled += (at + 1).saturating_sub(last.cells.len());
            if filled > MOST_CELLS {
                return Err(ListError::TooMany);
            }
            last.cells.resize(at, String::new());
            last.cells.push(text);
        }
    }
    if lines.is_empty() {
        return Err(ListError::Empty);
    }
    Ok(lines
        .into_iter()
        .filter_map(|it| line(it.row, it.cells))
        .collect())
}

fn text_of_ref(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => trimmed(text).to_owned(),
        other => text_of(&Data::from(other.clone())),
    }
}

/// A value as the person sees it in the cell, as far as the file says: numbers without the zeros of a fraction
/// they do not have, days as `2026-11-30`.
fn text_of(value: &Data) -> String {
    match value {
        Data::String(text) => trimmed(text).to_owned(),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(_) => day(value).unwrap_or_default(),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        _ => String::new(),
    }
}

fn day(value: &Data) -> Option<String> {
    let Data::DateTime(at) = value else {
        return None;
    };
    if !at.is_datetime() {
        return value.as_f64().map(|number| number.to_string());
    }
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    Some(format!("{year:04}-{month:02}-{day:02}"))
}
