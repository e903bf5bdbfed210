//! Files that the person asked for: lists and whatever else, each a new file in a folder.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::api::TableKind;
use crate::platform::private_files;
use crate::provisioning::create_firm_file;

/// Most characters that the window adds to a file's name: systems take 255 bytes for all of it.
const LONGEST_ABOUT: usize = 70;

/// Writes a table into a new file of `folder`; never over another one. `about` are more parts for its name.
pub(crate) fn save(
    folder: &Path,
    kind: TableKind,
    about: &[String],
    day: Date,
    rows: &[Vec<String>],
) -> io::Result<PathBuf> {
    let kind = match kind {
        TableKind::Clients => "clients",
        TableKind::Activity => "activity",
        TableKind::Books => "books",
        TableKind::BooksViews => "saved views",
    };
    let mut parts = String::new();
    for part in about.iter().map(|text| create_firm_file::part(text)) {
        if !part.is_empty() {
            parts.push_str(" - ");
            parts.push_str(&part);
        }
    }
    let about: String = parts.chars().take(LONGEST_ABOUT).collect();
    save_new(
        folder,
        &format!("Counterfoil {kind}{} {day}", about.trim_end()),
        "csv",
        &spreadsheet::write(rows)?,
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

    #[test]
    fn a_second_table_of_the_day_is_kept_beside_the_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let day = jiff::civil::date(2026, 11, 22);
        let names: Vec<String> = ["one", "two"]
            .iter()
            .map(|text| {
                let path = save(
                    folder.path(),
                    TableKind::Clients,
                    &[],
                    day,
                    &[vec![(*text).to_owned()]],
                )
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

    #[test]
    fn the_name_of_a_file_says_what_is_in_it_and_leads_nowhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let day = jiff::civil::date(2026, 11, 22);
        let named = |about: &[&str]| {
            let about: Vec<String> = about.iter().map(|part| (*part).to_owned()).collect();
            let path = save(folder.path(), TableKind::Books, &about, day, &[]);
            let path = path.expect("a writable folder");
            assert_eq!(path.parent(), Some(folder.path()));
            path.file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        };
        assert_eq!(
            named(&["incomplete", "Acme Plumbing & Sons", "Bills, October 2026"]),
            "Counterfoil books - incomplete - Acme Plumbing & Sons - Bills, October 2026 2026-11-22.csv"
        );
        assert_eq!(
            named(&["../../etc/\0: <x>\u{202e}", " /. "]),
            "Counterfoil books - etc x 2026-11-22.csv"
        );
        let long = "簿".repeat(400);
        assert!(named(&[long.as_str(); 9]).len() < 255);
    }
}
