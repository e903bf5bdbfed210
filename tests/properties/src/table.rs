//! Lists from and for spreadsheets.

use spreadsheet::{Choice, List, ListError, MOST_CELLS, read, write};

/// What some spreadsheet takes for the end of a cell.
const ENDS: [char; 6] = [',', ';', '\t', '|', '\n', '\r'];

/// What is read is bounded and in order. What is written comes back, and is no formula in any spreadsheet. An input
/// that begins with an even byte is a file, a workbook or text in any letters; with an odd one, cells to write.
pub fn table(input: &[u8]) {
    let Some((choice, rest)) = input.split_first() else {
        return;
    };
    if choice % 2 == 1 {
        let text = String::from_utf8_lossy(rest);
        let cells = |row: &str| row.split('\u{1f}').map(str::to_owned).collect();
        return comes_back(&text.split('\u{1e}').map(cells).collect::<Vec<_>>());
    }
    match read(rest, &Choice::default()) {
        Ok(List { lines, letters, .. }) => {
            assert!(lines.is_sorted_by(|one, next| one.row < next.row));
            assert!(lines.iter().map(|it| it.cells.len()).sum::<usize>() <= MOST_CELLS);
            for line in &lines {
                assert!(line.row > 0 && line.cells.last().is_some_and(|last| !last.is_empty()));
            }
            if let Some(letters) = letters {
                assert!(letters.samples.iter().any(|it| it.encoding == letters.used));
            }
            comes_back(&lines.into_iter().map(|it| it.cells).collect::<Vec<_>>());
        }
        Err(ListError::OpenQuote { row, .. }) => assert!(row > 0),
        Err(_) => {}
    }
}

fn comes_back(rows: &[Vec<String>]) {
    let bytes = write(rows).expect("memory");
    let text = std::str::from_utf8(&bytes).expect("UTF-8");
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
    match read(&bytes, &Choice::default()) {
        Ok(List { lines, .. }) => {
            let cells: Vec<_> = lines.into_iter().map(|it| it.cells).collect();
            assert_eq!(cells, expected, "{text:?}");
        }
        Err(ListError::Empty) => assert!(expected.is_empty(), "{text:?}"),
        Err(ListError::TooMany | ListError::TooLarge) => {}
        Err(other) => panic!("{other} in {text:?}"),
    }
}

/// Lines that have something in them: cells without blanks around them and with line breaks as Unix writes them,
/// without empty ones at the end.
fn normal(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let blank = |letter: char| letter.is_whitespace() || letter == '\u{feff}';
    rows.iter()
        .filter_map(|row| {
            let mut cells: Vec<String> = row
                .iter()
                .map(|cell| {
                    cell.trim_matches(blank)
                        .replace("\r\n", "\n")
                        .replace('\r', "\n")
                })
                .collect();
            let filled = cells.iter().rposition(|cell| !cell.is_empty())? + 1;
            cells.truncate(filled);
            Some(cells)
        })
        .collect()
}
