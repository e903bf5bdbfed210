//! Workbooks in the format of `LibreOffice` (`.ods`), counted before they are read.
//!
//! A row or a cell may say that it is repeated many times. Those with something in them are counted here, with
//! all between the first and the last of a sheet, because the library makes a table of that.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::{ListError, MOST_CELLS};

/// Refuses a workbook with a sheet of more than [`MOST_CELLS`] up to its last cell.
pub(crate) fn count(content: &[u8]) -> Result<(), ListError> {
    let mut reader = Reader::from_reader(content);
    let mut buffer = Vec::new();
    let mut sheet = Counted::default();
    loop {
        match reader.read_event_into(&mut buffer) {
            Err(_) => return Err(ListError::BrokenWorkbook),
            Ok(Event::Eof) => return Ok(()),
            Ok(Event::Start(tag)) => sheet.begin(&tag, false)?,
            Ok(Event::Empty(tag)) => sheet.begin(&tag, true)?,
            Ok(Event::End(tag)) if tag.name().as_ref() == "table:table-row" => sheet.end_row()?,
            Ok(_) => {}
        }
        buffer.clear();
    }
}

#[derive(Default)]
struct Counted {
    /// Rows before the one that is read, and how often that one is there.
    rows: u64,
    repeated: u64,
    /// Cells before the next one in this row.
    columns: u64,
    /// Up to the last cell of this row with something in it, and of the sheet.
    filled: u64,
    widest: u64,
}

impl Counted {
    fn begin(&mut self, tag: &BytesStart<'_>, empty: bool) -> Result<(), ListError> {
        match tag.name().as_ref() {
            "table:table" => *self = Self::default(),
            "table:table-row" => {
                self.repeated = times(tag, "table:number-rows-repeated")?;
                (self.columns, self.filled) = (0, 0);
                if empty {
                    self.end_row()?;
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let times = times(tag, "table:number-columns-repeated")?;
                self.columns = self.columns.saturating_add(times);
                if !empty
                    || tag
                        .attributes()
                        .flatten()
                        .any(|it| it.key.as_ref() == "office:value-type")
                {
                    self.filled = self.columns;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), ListError> {
        self.rows = self.rows.saturating_add(self.repeated);
        self.widest = self.widest.max(self.filled);
        if self.filled > 0 && self.rows.saturating_mul(self.widest) > MOST_CELLS as u64 {
            return Err(ListError::TooMany);
        }
        Ok(())
    }
}

fn times(tag: &BytesStart<'_>, name: &str) -> Result<u64, ListError> {
    let said = tag
        .attributes()
        .flatten()
        .find(|it| it.key.as_ref() == name);
    let Some(said) = said else {
        return Ok(1);
    };
    said.value.parse().map_err(|_| ListError::BrokenWorkbook)
}
