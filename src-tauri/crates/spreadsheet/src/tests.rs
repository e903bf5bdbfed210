//! Lists and workbooks, read and written. Long because each way in which a file can be odd or broken is tried.

use super::*;

/// The cells of a text, line by line.
fn told(text: &str) -> Vec<Vec<String>> {
    opened(text.as_bytes())
        .lines
        .into_iter()
        .map(|it| it.cells)
        .collect()
}

fn opened(bytes: &[u8]) -> List {
    read(bytes, &Choice::default()).expect("a list")
}

fn refused(bytes: &[u8]) -> ListError {
    read(bytes, &Choice::default()).expect_err("no list")
}

fn lines(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter()
        .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
        .collect()
}

/// One of the files that people really have: `tests/fixtures/lists`.
fn file(name: &str) -> Vec<u8> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../tests/fixtures/lists/"
    );
    std::fs::read(format!("{folder}{name}")).expect("a file of the fixtures")
}

/// `row: cells`, as short as it can be compared by eye.
fn shown(list: &List) -> Vec<String> {
    list.lines
        .iter()
        .map(|it| format!("{}: {}", it.row, it.cells.join("|")))
        .collect()
}

#[test]
fn reads_what_spreadsheets_write() {
    let expected = lines(&[
        &["Name", "E-mail"],
        &["Acme, Inc.", "sam@acme.example"],
        &["Sue \"S\" Bakery"],
    ]);
    for text in [
        "Name,E-mail\r\n\"Acme, Inc.\",sam@acme.example\r\n\"Sue \"\"S\"\" Bakery\",\r\n",
        "\u{feff}Name;E-mail\nAcme, Inc.;sam@acme.example\n\n\"Sue \"\"S\"\" Bakery\"\n",
        "Name\tE-mail\r Acme, Inc. \tsam@acme.example\r\"Sue \"\"S\"\" Bakery\"\t\r",
        "sep=|\nName|E-mail\nAcme, Inc.|sam@acme.example\n\"Sue \"\"S\"\" Bakery\"\n",
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_list_says_why() {
    for text in ["", "\u{feff}", "\n  \n", ",,\n,,\n"] {
        assert_eq!(refused(text.as_bytes()), ListError::Empty, "{text:?}");
    }
    assert_eq!(
        refused("x".repeat(LARGEST + 1).as_bytes()),
        ListError::TooLarge
    );
    for (bytes, kind) in [
        (&b"%PDF-1.7"[..], OtherKind::Pdf),
        (b"\xef\xbb\xbf\n<HTML><table>", OtherKind::WebPage),
        (b"\x1f\x8b\x08\x00", OtherKind::Compressed),
        (b"\x89PNG\r\n\x1a\n", OtherKind::Picture),
        (b"{\\rtf1\\ansi Client}", OtherKind::Document),
        (b"BEGIN:VCARD\nFN:Acme\n", OtherKind::ContactCards),
        (b"<?xml version=\"1.0\"?><Workbook>", OtherKind::Xml),
    ] {
        assert_eq!(refused(bytes), ListError::Other(kind));
    }
}

#[test]
fn text_is_split_into_cells_as_it_was_meant() {
    for (name, expected) in [
        ("sep-line.csv", "2: Client|Number|E-mail|QuickBooks"),
        ("one-column.csv", "2: Vey, Mona"),
        ("one-column.csv", "4: Alder Roofing, Inc."),
        ("report-title-unpadded.csv", "1: Client Report"),
        (
            "report-title-unpadded.csv",
            "4: Client|Number|E-mail|QuickBooks",
        ),
        (
            "unquoted-commas.csv",
            "2: Alder Roofing|Inc.|101|office@alder.example",
        ),
        (
            "formula-text.csv",
            "2: Alder Roofing|00101|office@alder.example",
        ),
        (
            "formula-text.csv",
            "3: Birch Dental|00102|front@birch.example",
        ),
        // Rows are the spreadsheet's: a cell of two lines is one row, and an empty row is one.
        (
            "newlines-and-blanks.csv",
            "2: Alder Roofing|101|14 Kiln Row\nDorsey|office@alder.example",
        ),
        ("newlines-and-blanks.csv", "5: Birch Dental|102||nobody"),
        ("qbo-contact-list.csv", "1: Lindqvist & Marsh Bookkeeping"),
        ("qbo-contact-list.csv", "7: Cedar Foods"),
    ] {
        let list = shown(&opened(&file(name)));
        assert!(list.iter().any(|it| it == expected), "{name}: {list:#?}");
    }
}

#[test]
fn rows_are_counted_over_empty_lines_and_line_breaks_in_cells() {
    let list = opened(b"Client,Address\n\n\nAcme,\"1\n2\n3\"\n\nBirch,x\n");
    assert_eq!(
        shown(&list),
        ["1: Client|Address", "4: Acme|1\n2\n3", "6: Birch|x"]
    );
}

#[test]
fn a_comma_of_names_is_no_delimiter() {
    assert_eq!(
        told("Client\nVey, Mona\nTam, Ole\n"),
        lines(&[&["Client"], &["Vey, Mona"], &["Tam, Ole"]])
    );
    // The same commas in a list that has others.
    assert_eq!(
        told("Client, Number\nVey, 1\n"),
        lines(&[&["Client", "Number"], &["Vey", "1"]])
    );
    assert_eq!(
        told("Client;Note\nVey;a, b\nTam;c, d\n")[1],
        ["Vey", "a, b"]
    );
}

#[test]
fn a_quotation_mark_that_never_closes_is_said_with_its_row() {
    let text = "Client,Number\nAcme,1\n\"Birch,2\nCedar,3\nDogwood,4\n";
    assert_eq!(
        refused(text.as_bytes()),
        ListError::OpenQuote { row: 3, lost: 2 }
    );
    let said = refused(text.as_bytes()).to_string();
    assert!(said.contains("row 3") && said.contains("2 lines"), "{said}");
    // One that takes the lines up to the next cell in quotation marks for its own.
    let text = "Client,Number\n\"Acme,101\nBirch,2\n\"Cedar\",3\nDogwood,4\n";
    assert_eq!(
        refused(text.as_bytes()),
        ListError::OpenQuote { row: 2, lost: 1 }
    );
    // Inches, and marks within a cell, are no quotation marks.
    for text in [
        "Client,Pipe\nAcme,5\" pipe\n",
        "Client\n\"Sue \"\"S\"\"\"\n",
        "Client\n\"a\"b\n",
    ] {
        assert_eq!(told(text).len(), 2, "{text}");
    }
}

#[test]
fn marks_that_nobody_doubled_are_part_of_the_name() {
    for (text, cells) in [
        (
            "\"Acme \"The\" Roofing\",101",
            ["Acme \"The\" Roofing", "101"],
        ),
        ("\"5\" Pipe, Inc.\",101", ["5\" Pipe, Inc.", "101"]),
        (
            "\"Sue \"\"S\"\", Bakery\",101",
            ["Sue \"S\", Bakery", "101"],
        ),
        ("\"\"\"Acme\"\"\",101", ["\"Acme\"", "101"]),
    ] {
        let list = told(&format!("Client,Number\n{text}\nBirch,2\n"));
        assert_eq!(list[1], cells, "{text}");
        assert_eq!(list[2], ["Birch", "2"]);
    }
}

#[test]
fn excel_s_own_line_is_known_however_it_was_saved() {
    for text in [
        "sep=;\r\nClient;Number\r\nAcme;1\r\n",
        "SEP=;\nClient;Number\nAcme;1\n",
        "\"sep=;\"\nClient;Number\nAcme;1\n",
        "sep=;;;\nClient;Number\nAcme;1\n",
        "sep=\t\nClient\tNumber\nAcme\t1\n",
        "sep=|\nClient|Number\nAcme|1\n",
    ] {
        let list = opened(text.as_bytes());
        assert_eq!(shown(&list), ["2: Client|Number", "3: Acme|1"], "{text:?}");
    }
}

#[test]
fn letters_of_two_kinds_and_of_other_scripts() {
    let mixed = ["Client\nCafé Nørre\nŁódź\n".as_bytes(), b"M\xfcller\n"].concat();
    let cut = &"Client\nCafé Nørre\nMü".as_bytes()[..22];
    let euro = b"Client\n\xa4uro Caf\xe9\n";
    let greek = b"Client\n\xc1\xe8\xde\xed\xe1\n";
    let turkish = b"Client\nYal\xe7\xfdn \xdeirket\n";
    let japanese = b"Client\n\x93\xfa\x96\x7b\x89\xef\x8e\xd0\n";
    let chinese = b"Client\n\xd6\xd0\xb9\xfa\xb9\xab\xcb\xbe\n";
    for (bytes, used, name) in [
        (&mixed[..], "UTF-8", "Café Nørre"),
        (cut, "UTF-8", "Café Nørre"),
        (euro, "windows-1252", "¤uro Café"),
        (greek, "windows-1253", "Αθήνα"),
        (turkish, "windows-1254", "Yalçın Şirket"),
        (japanese, "Shift_JIS", "日本会社"),
        (chinese, "GBK", "中国公司"),
    ] {
        let list = opened(bytes);
        assert_eq!(list.lines[1].cells, [name]);
        assert_eq!(list.letters.map(|it| it.used).as_deref(), Some(used));
    }
    let odd: Vec<u8> = "Client\nAcme\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .chain([0])
        .collect();
    assert_eq!(shown(&opened(&odd)), ["1: Client", "2: Acme"]);
}

#[test]
fn letters_are_guessed_and_can_be_chosen() {
    for (name, used, word) in [
        ("win1252-semicolon.csv", "windows-1252", "Nørre"),
        ("win1250.csv", "windows-1250", "Łódź"),
        ("macroman.csv", "macintosh", "Nørre"),
    ] {
        let list = opened(&file(name));
        let letters = list
            .letters
            .clone()
            .expect("letters that the file leaves open");
        assert_eq!(letters.used, used, "{name}: {letters:#?}");
        assert!(shown(&list)[1].contains(word), "{name}: {:?}", shown(&list));
        assert!(letters.samples.len() > 1, "others to choose: {letters:#?}");
        for sample in &letters.samples {
            let choice = Choice {
                encoding: Some(sample.encoding.clone()),
                ..Choice::default()
            };
            let list = read(&file(name), &choice).expect("the same list");
            let words = &sample.words[0];
            assert!(
                shown(&list)[1].contains(words),
                "{sample:?}: {:?}",
                shown(&list)
            );
        }
    }
    assert_eq!(opened(&file("utf16le-bom-tab.txt")).letters, None);
    let unknown = Choice {
        encoding: Some("utf-7".to_owned()),
        ..Choice::default()
    };
    assert_eq!(
        read(&file("win1250.csv"), &unknown),
        Err(ListError::Changed)
    );
}

/// The same names in the letters of every system that writes lists.
#[test]
fn one_list_in_many_letters() {
    let text = "Client,Number\nCafé Nørre & Süd,101\nBäckerei Müller,102\nPeña e Hijos,103\n";
    let high: Vec<char> = letters_of("ibm850").chars().collect();
    let dos: Vec<u8> = text
        .chars()
        .map(|it| {
            u8::try_from(it)
                .ok()
                .filter(u8::is_ascii)
                .unwrap_or_else(|| {
                    128 + u8::try_from(
                        high.iter()
                            .position(|high| *high == it)
                            .expect("a letter of DOS"),
                    )
                    .expect("128 letters")
                })
        })
        .collect();
    let of = |encoding: &'static encoding_rs::Encoding| encoding.encode(text).0.into_owned();
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    for (name, bytes) in [
        ("UTF-8", text.as_bytes().to_vec()),
        ("Windows", of(encoding_rs::WINDOWS_1252)),
        ("Mac", of(encoding_rs::MACINTOSH)),
        ("DOS", dos),
        ("UTF-16", wide(u16::to_le_bytes)),
        ("UTF-16, the other way round", wide(u16::to_be_bytes)),
    ] {
        let list = opened(&bytes);
        assert_eq!(
            shown(&list)[1],
            "2: Café Nørre & Süd|101",
            "{name}: {:#?}",
            list.letters
        );
        assert_eq!(shown(&list)[3], "4: Peña e Hijos|103", "{name}");
    }
    let greek = "Πελάτης;Αριθμός\nΑρτοποιείο Νίκος;1\n";
    let cyrillic = "Клиент;Номер\nПекарня Звезда;1\n";
    for (text, encoding) in [
        (greek, encoding_rs::WINDOWS_1253),
        (cyrillic, encoding_rs::WINDOWS_1251),
    ] {
        let list = opened(&encoding.encode(text).0);
        assert_eq!(
            list.letters.as_ref().map(|it| it.used.as_str()),
            Some(encoding.name()),
            "{list:#?}"
        );
    }
}

fn letters_of(name: &str) -> String {
    let bytes: Vec<u8> = (128..=255).collect();
    letters::text_of(&bytes, name)
}

#[test]
fn workbooks_are_read_sheet_by_sheet() {
    let expected = [
        "1: Lindqvist & Marsh Bookkeeping",
        "3: Client|Number|E-mail|QuickBooks|Since",
        "4: Alder Roofing|00101|office@alder.example|Desktop Pro Plus 2024|2026-10-01",
        "5: Café Nørre|102|office@cafe.example|QBO|2026-11-30",
    ];
    for (name, sheets) in [
        ("clients.xlsx", &["Clients", "Former"][..]),
        ("clients.xls", &["Clients", "Former"]),
        ("clients.ods", &["Clients"]),
    ] {
        let list = opened(&file(name));
        assert_eq!(shown(&list), expected, "{name}");
        assert_eq!(list.sheets, sheets, "{name}: hidden ones are not offered");
        assert_eq!(list.unsaved, usize::from(name == "clients.xlsx"), "{name}");
    }
    let former = Choice {
        sheet: Some("Former".to_owned()),
        ..Choice::default()
    };
    let list = read(&file("clients.xlsx"), &former).expect("the other sheet");
    assert_eq!(shown(&list), ["1: Client|Number", "2: Birch Dental|7"]);
    assert_eq!(read(&file("clients.ods"), &former), Err(ListError::Changed));
}

#[test]
fn broken_workbooks_say_that_they_are() {
    for name in ["workbook-renamed.csv", "old-xls-renamed.csv"] {
        assert_eq!(refused(&file(name)), ListError::BrokenWorkbook, "{name}");
    }
    for name in ["clients.xlsx", "clients.xls", "clients.ods"] {
        let whole = file(name);
        for cut in (0..whole.len()).step_by(97) {
            let list = read(&whole[..cut], &Choice::default());
            assert!(list.is_err() || cut < 4, "{name} cut at {cut}");
        }
    }
}

#[test]
fn a_small_workbook_cannot_ask_for_more_memory_than_a_list_takes() {
    assert_eq!(refused(&file("far-apart.xls")), ListError::TooMany);
    assert_eq!(refused(&file("repeated.ods")), ListError::TooMany);
    // Two cells in opposite corners: two cells.
    let corners = sheet(
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c></row>\
        <row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>b</t></is></c></row>",
    );
    assert_eq!(shown(&opened(&corners)), ["1: a", "1048576: |b"]);
    // More cells than a list has, and more text than a workbook may unpack to.
    let row = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(1000));
    assert_eq!(refused(&sheet(&row.repeat(1100))), ListError::TooMany);
    let unpacked = workbook::unpacked(&sheet(&row), 10_000).expect_err("more than that");
    assert_eq!(unpacked, ListError::TooLarge);
}

/// A workbook with one sheet of these rows.
fn sheet(rows: &str) -> Vec<u8> {
    use std::io::Write;

    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packages = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{packages}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{packages}\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ] {
        archive
            .start_file(name, zip::write::SimpleFileOptions::default())
            .expect("a part");
        archive.write_all(text.as_bytes()).expect("its text");
    }
    archive.finish().expect("an archive").into_inner()
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
    assert_eq!(told(&text), rows);
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
        "one\n-two\n=three",
        "=",
        "'",
        "=\"00101\"",
        "sep=;",
    ] {
        let rows = lines(&[&["Client", cell], &[cell, "x"]]);
        let bytes = write(&rows).expect("memory");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(told(&text), rows, "{text}");
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
    assert_eq!(told(&text), rows);
}

#[test]
fn a_header_in_quotation_marks_is_split_into_the_right_cells() {
    assert_eq!(
        told("\"Name; legal\",\"Notes; long; wide\"\nAcme,x\n"),
        lines(&[&["Name; legal", "Notes; long; wide"], &["Acme", "x"]])
    );
}

#[test]
fn more_cells_than_a_list_has_are_refused() {
    let text = format!("a{}", ",".repeat(2_000_000));
    assert_eq!(refused(text.as_bytes()), ListError::TooMany);
}

#[test]
fn every_beginning_of_a_formula_is_made_inert() {
    for start in ["=", "+", "-", "@", "\t", "\r", "\n", "\t=", "\r\n+"] {
        let cell = format!("{start}cmd|'/c calc'!A1");
        let written = written::inert(trimmed(&cell));
        let plain = cell.trim_start();
        let begins_one = plain.starts_with(['=', '+', '-', '@']);
        assert_eq!(
            written,
            format!("{}{plain}", if begins_one { "'" } else { "" })
        );
    }
    assert_eq!(written::inert("Sue's = Bakery"), "Sue's = Bakery");
}

/// The window's tests begin where this one ends: with these files as they are read (`read.json`). `UPDATE_LISTS=1`
/// writes it anew.
#[test]
fn files_of_other_programs_are_read_as_recorded() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fixtures/lists");
    let mut all = serde_json::Map::new();
    for entry in std::fs::read_dir(folder).expect("the fixtures") {
        let name = entry
            .expect("a file")
            .file_name()
            .into_string()
            .expect("its name");
        if ["make.py", "read.json", "far-apart.xls"].contains(&name.as_str()) {
            continue;
        }
        let read = match read(&file(&name), &Choice::default()) {
            Ok(list) => serde_json::json!({
                "lines": list.lines.iter().map(|it| serde_json::json!({ "row": it.row, "cells": it.cells })).collect::<Vec<_>>(),
                "sheets": list.sheets,
                "sheet": list.sheet,
                "letters": list.letters.map(|it| serde_json::json!({
                    "used": it.used,
                    "samples": it.samples.iter().map(|it| serde_json::json!({ "encoding": it.encoding, "words": it.words })).collect::<Vec<_>>(),
                })),
                "unsaved": list.unsaved,
            }),
            Err(error) => serde_json::json!({ "error": error.to_string() }),
        };
        all.insert(name, read);
    }
    let recorded = format!("{folder}/read.json");
    let now = serde_json::to_string_pretty(&all).expect("JSON") + "\n";
    if std::env::var_os("UPDATE_LISTS").is_some() {
        std::fs::write(&recorded, &now).expect("a writable folder");
    }
    assert_eq!(std::fs::read_to_string(recorded).expect("the record"), now);
}
