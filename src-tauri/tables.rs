//! Files that the person asked for: lists and whatever else, each a new file in a folder.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::private_files;
use crate::view::TableKind;

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
    fn a_second_table_of_the_day_stands_beside_the_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let day = jiff::civil::date(2026, 11, 22);
        let names: Vec<String> = ["one", "two"]
            .iter()
            .map(|text| {
                let path = save(
                    folder.path(),
                    TableKind::Clients,
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
}
