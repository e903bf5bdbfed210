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
        assert_eq!(read(text), Err(TableError::Empty), "{text:?}");
    }
    let large = "x".repeat(LARGEST + 1);
    assert_eq!(read(&large), Err(TableError::TooLarge));
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
fn what_is_written_comes_back_whatever_it_looks_like() {
    for cell in [
        "'=1+1",
        "''-x",
        "\"=x",
        "'\"'@x",
        "a;=HYPERLINK(1);b",
        "a;'=b",
        "a;b;c",
        "O'Brien",
        "5\" -pipe",
        "one\n-two\r\n=three",
        "=",
        "'",
    ] {
        let rows = lines(&[&["Client", cell], &[cell, "x"]]);
        let bytes = write(&rows).expect("memory");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let (header, back) = table(&text);
        assert_eq!([vec![header], back].concat(), rows, "{text}");
    }
}

#[test]
fn no_country_s_spreadsheet_finds_a_formula() {
    let rows = lines(&[&["Client"], &["Acme;=HYPERLINK(\"https://evil.example\");"]]);
    let text = String::from_utf8(write(&rows).expect("memory")).expect("UTF-8");
    assert!(!text.contains(";="), "{text}");
    assert!(text.contains(";'=HYPERLINK"), "{text}");
}

#[test]
fn a_negative_amount_stays_a_number() {
    let rows = lines(&[
        &["Account", "Balance"],
        &["Loan", "-1200.50"],
        &["-3", "-1+2"],
        &["x", "-1,5"],
    ]);
    let text = String::from_utf8(write(&rows).expect("memory")).expect("UTF-8");
    assert!(
        text.contains("Loan,-1200.50\r\n'-3,'-1+2\r\nx,\"'-1,5\""),
        "{text}"
    );
    let (header, back) = table(&text);
    assert_eq!([vec![header], back].concat(), rows);
}

#[test]
fn a_header_in_quotation_marks_is_told_into_the_right_cells() {
    let (header, rows) = table("\"Name; legal\",\"Notes; long; wide\"\nAcme,x\n");
    assert_eq!(header, ["Name; legal", "Notes; long; wide"]);
    assert_eq!(rows, lines(&[&["Acme", "x"]]));
}

#[test]
fn a_long_header_does_not_make_a_small_file_a_large_table() {
    let text = format!("a{}\n{}", ",".repeat(20_000), "x\n".repeat(20_000));
    assert_eq!(read(&text), Err(TableError::TooMany));
    let text = format!("a{}", ",".repeat(2_000_000));
    assert_eq!(read(&text), Err(TableError::TooMany));
}

#[test]
fn every_beginning_of_a_formula_is_made_inert() {
    for start in ["=", "+", "-", "@", "\t", "\r", "\n", "\t=", "\r\n+"] {
        let cell = format!("{start}cmd|'/c calc'!A1");
        let written = inert(trimmed(&cell));
        let plain = cell.trim_start();
        let begins_one = plain.starts_with(['=', '+', '-', '@']);
        assert_eq!(
            written,
            format!("{}{plain}", if begins_one { "'" } else { "" })
        );
    }
    assert_eq!(inert("Sue's = Bakery"), "Sue's = Bakery");
}
