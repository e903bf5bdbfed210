//! Tables in and out: comma-separated values as spreadsheets write and read them.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::private_files;
use crate::view::{Table, TableKind};

/// Largest text that is read as a table. 2,000 clients take about 200 kB.
const LARGEST: usize = 5_000_000;

/// Excel takes a file for UTF-8 only with this mark at its start.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Why a table was not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TableError {
    /// Nothing but blanks.
    #[error("The file is empty.")]
    Empty,
    /// More than anybody's client list.
    #[error("The file is too large for a client list. Keep it under 5 MB.")]
    TooLarge,
    /// A quotation mark that never closes, and the like.
    #[error("Line {line} of the file cannot be read. Check its quotation marks.")]
    Torn {
        /// Counted from 1.
        line: u64,
    },
}

/// Reads a table whose first line is its header. Comma, semicolon or tab: whichever the header has most.
/// Short lines are filled up, longer ones cut, empty ones left out.
pub(crate) fn read(text: &str) -> Result<Table, TableError> {
    if text.len() > LARGEST {
        return Err(TableError::TooLarge);
    }
    let text = text.trim_start_matches('\u{feff}');
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .ok_or(TableError::Empty)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(first))
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| TableError::Torn {
            line: error.position().map_or(1, csv::Position::line),
        })?;
        if record.iter().any(|cell| !cell.is_empty()) {
            rows.push(record.iter().map(plain).collect());
        }
    }
    if rows.is_empty() {
        return Err(TableError::Empty);
    }
    let header = rows.remove(0);
    for row in &mut rows {
        row.resize(header.len(), String::new());
    }
    Ok(Table { header, rows })
}

/// Writes a table into a new file of `folder`; never over another one.
pub(crate) fn save(
    folder: &Path,
    kind: TableKind,
    day: Date,
    rows: &[Vec<String>],
) -> io::Result<PathBuf> {
    let kind = match kind {
        TableKind::Clients => "clients",
        TableKind::Activity => "activity",
    };
    save_new(
        folder,
        &format!("Counterfoil {kind} {day}"),
        "csv",
        &write(rows)?,
    )
}

/// Writes a new file of `folder`; never over another one. `stem` and `extension` are parts of a file's name.
pub(crate) fn save_new(
    folder: &Path,
    stem: &str,
    extension: &str,
    bytes: &[u8],
) -> io::Result<PathBuf> {
    let (path, mut file) = fresh(folder, stem, extension)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(path)
}

fn write(rows: &[Vec<String>]) -> io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(MARK.to_vec());
    for row in rows {
        writer.write_record(row.iter().map(|cell| inert(cell)))?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// A cell that no spreadsheet takes for a formula. A client's name is anybody's text.
fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// A cell without the apostrophe that [`inert`], or a spreadsheet, put before it.
fn plain(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

fn delimiter(header: &str) -> u8 {
    let count = |delimiter: u8| header.bytes().filter(|byte| *byte == delimiter).count();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|delimiter| count(*delimiter))
        .unwrap_or(b',')
}

/// The first name that is free: `Counterfoil clients 2026-11-22.csv`, `Counterfoil clients 2026-11-22 (2).csv`.
fn fresh(folder: &Path, stem: &str, extension: &str) -> io::Result<(PathBuf, File)> {
    for number in 1..1000 {
        let again = if number == 1 {
            String::new()
        } else {
            format!(" ({number})")
        };
        let path = folder.join(format!("{stem}{again}.{extension}"));
        match private_files::options().create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let it = read(text).expect("a table");
        (it.header, it.rows)
    }

    fn lines(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
            .collect()
    }

    #[test]
    fn reads_what_spreadsheets_write() {
        let expected = (
            lines(&[&["Name", "E-mail"]]).remove(0),
            lines(&[
                &["Acme, Inc.", "sam@acme.example"],
                &["Sue \"S\" Bakery", ""],
            ]),
        );
        for text in [
            "Name,E-mail\r\n\"Acme, Inc.\",sam@acme.example\r\n\"Sue \"\"S\"\" Bakery\",\r\n",
            "\u{feff}Name;E-mail\nAcme, Inc.;sam@acme.example\n\n\"Sue \"\"S\"\" Bakery\"\n",
            "Name\tE-mail\n Acme, Inc. \tsam@acme.example\textra\n\"Sue \"\"S\"\" Bakery\"\t\n;;\n"
                .trim_end_matches(";;\n"),
        ] {
            assert_eq!(table(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_table_says_why() {
        for text in ["", "\u{feff}", "\n  \n", ",,\n,,\n"] {
            assert!(matches!(read(text), Err(TableError::Empty)), "{text:?}");
        }
        let large = "x".repeat(LARGEST + 1);
        assert!(matches!(read(&large), Err(TableError::TooLarge)));
    }

    #[test]
    fn a_written_table_opens_in_a_spreadsheet_and_comes_back_the_same() {
        let rows = lines(&[
            &["Client", "What it means"],
            &[
                "=HYPERLINK(\"https://evil.example\")",
                "-1+1, \"quoted\"\nand a second line",
            ],
            &["@SUM(A1)", "Ærø ☾"],
            &["+44 20 7946 0000", "O'Brien"],
        ]);
        let bytes = write(&rows).expect("memory");
        assert_eq!(&bytes[..3], MARK);
        let text = String::from_utf8(bytes[3..].to_vec()).expect("UTF-8");
        assert!(text.starts_with("Client,What it means\r\n"), "{text}");
        let first_cells = csv::ReaderBuilder::new()
            .from_reader(text.as_bytes())
            .records()
            .flat_map(|record| {
                record
                    .expect("a record")
                    .iter()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect::<Vec<_>>();
        assert!(
            first_cells
                .iter()
                .all(|cell| !cell.starts_with(['=', '+', '-', '@'])),
            "no cell is a formula: {first_cells:?}"
        );
        let (header, back) = table(&text);
        assert_eq!([vec![header], back].concat(), rows);
    }

    #[test]
    fn a_second_table_of_the_day_stands_beside_the_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let day = jiff::civil::date(2026, 11, 22);
        let names: Vec<String> = ["one", "two"]
            .iter()
            .map(|text| {
                let path = save(folder.path(), TableKind::Clients, day, &lines(&[&[text]]))
                    .expect("a writable folder");
                let name = path.file_name().expect("a name").to_string_lossy();
                let written = std::fs::read(&path).expect("the file");
                assert_eq!(&written[3..], format!("{text}\r\n").as_bytes());
                name.into_owned()
            })
            .collect();
        assert_eq!(
            names,
            [
                "Counterfoil clients 2026-11-22.csv",
                "Counterfoil clients 2026-11-22 (2).csv"
            ]
        );
    }
}
