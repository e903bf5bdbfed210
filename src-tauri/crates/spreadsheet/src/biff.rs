//! Old workbooks (`.xls`), counted before they are read.
//!
//! The library makes a table of each sheet from its first to its last cell, and room for as many cells as the file
//! says that it has; a file of a few hundred bytes can put cells far apart and say anything. The records are walked
//! over here, and nothing but their places is read. Their numbers are those of [MS-XLS], 2.3.

use std::io::{Cursor, Read};

use crate::{LARGEST, ListError, MOST_CELLS, OtherKind};

const BEGIN: u16 = 0x0809;
const PASSWORD: u16 = 0x002f;
const DIMENSIONS: u16 = 0x0200;
const SEVERAL_NUMBERS: u16 = 0x00bd;
/// Records of cells with something in them, as the library reads them.
const CELLS: [u16; 8] = [
    0x0006,
    SEVERAL_NUMBERS,
    0x00d6,
    0x00fd,
    0x0203,
    0x0204,
    0x0205,
    0x027e,
];
/// As many cells as an old sheet can have.
const WHOLE_SHEET: u64 = 65_536 * 256;

/// Refuses a workbook with a sheet of more than [`MOST_CELLS`] between its first and its last cell.
pub(crate) fn count(bytes: &[u8]) -> Result<(), ListError> {
    let stream = stream(bytes)?;
    let mut rest = stream.as_slice();
    let mut sheet = Extent::default();
    while let [kind, kind_high, length, length_high, after @ ..] = rest {
        let kind = u16::from_le_bytes([*kind, *kind_high]);
        let length = usize::from(u16::from_le_bytes([*length, *length_high]));
        let Some((record, next)) = after.split_at_checked(length) else {
            return Err(ListError::BrokenWorkbook);
        };
        rest = next;
        match kind {
            BEGIN => sheet = Extent::default(),
            PASSWORD => return Err(ListError::Locked),
            DIMENSIONS => within_a_sheet(record)?,
            _ if CELLS.contains(&kind) => sheet.grow(kind, record)?,
            _ => {}
        }
    }
    Ok(())
}

/// The stream of records, which older programs name otherwise.
fn stream(bytes: &[u8]) -> Result<Vec<u8>, ListError> {
    let broken = |_| ListError::BrokenWorkbook;
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(broken)?;
    if file.exists("/EncryptedPackage") {
        return Err(ListError::Locked);
    }
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|it| file.exists(it));
    let mut stream = file
        .open_stream(name.ok_or(ListError::Other(OtherKind::OldDocument))?)
        .map_err(broken)?
        .take(LARGEST as u64);
    let mut records = Vec::new();
    stream.read_to_end(&mut records).map_err(broken)?;
    Ok(records)
}

/// The library makes room for what the file says it has.
fn within_a_sheet(record: &[u8]) -> Result<(), ListError> {
    let small: Vec<u64> = record
        .chunks_exact(2)
        .map(|it| u64::from(word(it)))
        .collect();
    let [top, bottom, left, right] = match small.as_slice() {
        [top, top_high, bottom, bottom_high, left, right, ..] => [
            top | top_high << 16,
            bottom | bottom_high << 16,
            *left,
            *right,
        ],
        [top, bottom, left, right, ..] => [*top, *bottom, *left, *right],
        _ => return Err(ListError::BrokenWorkbook),
    };
    // First ones, and one more than the last ones.
    let side = |from: u64, to: u64| to.max(1).checked_sub(from);
    match (side(top, bottom), side(left, right)) {
        (Some(rows), Some(columns)) if rows.saturating_mul(columns) <= WHOLE_SHEET => Ok(()),
        _ => Err(ListError::BrokenWorkbook),
    }
}

fn word(bytes: &[u8]) -> u16 {
    match bytes {
        [low, high, ..] => u16::from_le_bytes([*low, *high]),
        _ => 0,
    }
}

#[derive(Default)]
struct Extent {
    /// First row and column, last row and column.
    bounds: Option<[u16; 4]>,
}

impl Extent {
    fn grow(&mut self, kind: u16, record: &[u8]) -> Result<(), ListError> {
        let [_, _, _, _, rest @ ..] = record else {
            return Err(ListError::BrokenWorkbook);
        };
        let (row, column) = (word(record), word(&record[2..]));
        let last = match rest {
            [.., low, high] if kind == SEVERAL_NUMBERS => u16::from_le_bytes([*low, *high]),
            _ => column,
        };
        if last < column {
            return Err(ListError::BrokenWorkbook);
        }
        let [top, left, bottom, right] = self.bounds.unwrap_or([row, column, row, last]);
        let bounds = [
            top.min(row),
            left.min(column),
            bottom.max(row),
            right.max(last),
        ];
        self.bounds = Some(bounds);
        let side = |from: u16, to: u16| usize::from(to - from) + 1;
        if side(bounds[0], bounds[2]) * side(bounds[1], bounds[3]) > MOST_CELLS {
            return Err(ListError::TooMany);
        }
        Ok(())
    }
}
