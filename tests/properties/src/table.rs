//! Lists from and for spreadsheets.

use spreadsheet::{MOST_CELLS, Table, TableError, read, write};

/// What some spreadsheet takes for the end of a cell.
const ENDS: [char; 6] = [',', ';', '\t', '|', '\n', '\r'];

/// What is read has as many cells in every line, and is bounded. What is written comes back, and is no formula in
/// any spreadsheet. An input that begins with an even byte is a file; with an odd one, cells to write.
pub fn table(input: &[u8]) {
    let Some((choice, rest)) = input.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    if choice % 2 == 1 {
        let cells = |row: &str| row.split('\u{1f}').map(str::to_owned).collect();
        return comes_back(&text.split('\u{1e}').map(cells).collect::<Vec<_>>());
    }
    match read(&text) {
        Ok(Table { header, mut rows }) => {
            assert!(rows.iter().all(|row| row.len() == header.len()));
            assert!((rows.len() + 1) * header.len() <= MOST_CELLS);
            rows.insert(0, header);
            assert!(rows.iter().flatten().map(String::len).sum::<usize>() <= text.len());
            comes_back(&rows);
        }
        Err(TableError::Torn { line }) => {
            assert!(line <= u64::try_from(text.lines().count()).unwrap() + 1);
        }
        Err(TableError::Empty | TableError::TooLarge | TableError::TooMany) => {}
    }
}

fn comes_back(rows: &[Vec<String>]) {
    let text = String::from_utf8(write(rows).expect("memory")).expect("UTF-8");
    for piece in text.trim_start_matches('\u{feff}').split(ENDS) {
        let piece = piece.trim_start_matches('"');
        let is_number = piece
            .strip_prefix('-')
            .is_some_and(|number| number.bytes().all(|it| it.is_ascii_digit() || it == b'.'));
        assert!(
            is_number || !piece.starts_with(['=', '+', '-', '@']),
            "{piece:?} in {text:?}"
        );
    }
    let expected = normal(rows);
    match read(&text) {
        Ok(Table { header, mut rows }) => {
            rows.insert(0, header);
            assert_eq!(Some(rows), expected, "{text:?}");
        }
        Err(TableError::Empty) => assert_eq!(expected, None, "{text:?}"),
        Err(TableError::TooMany) => {
            assert!(expected.is_none_or(|rows| rows.len() * rows[0].len() > MOST_CELLS));
        }
        Err(other) => panic!("{other} in {text:?}"),
    }
}

/// Cells without blanks around them, lines that have some, each as long as the first. `None` when there are none.
fn normal(rows: &[Vec<String>]) -> Option<Vec<Vec<String>>> {
    let blank = |letter: char| letter.is_whitespace() || letter == '\u{feff}';
    let mut rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            row.iter()
                .map(|cell| cell.trim_matches(blank).to_owned())
                .collect()
        })
        .filter(|row: &Vec<String>| row.iter().any(|cell| !cell.is_empty()))
        .collect();
    let columns = rows.first()?.len();
    if columns * rows.len() <= MOST_CELLS {
        for row in &mut rows {
            row.resize(columns, String::new());
        }
    }
    Some(rows)
}
