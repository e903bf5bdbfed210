//! What there is to download and to keep.

use std::path::Path;

use crate::harness::app;
use crate::table::{Readings, Row};

/// The rows about the program and its package.
pub(crate) fn measure(rows: &mut Vec<Row>) {
    let (ours, empty) = (size(&app::program()), size(&app::example("empty")));
    rows.push(Row::against(
        "program, MB",
        (&ours, &empty),
        "an empty Tauri window's",
        1,
        (1.6, "≤ 1.6×"),
    ));
    let packages = app::program().with_file_name("bundle").join("deb");
    let package = std::fs::read_dir(&packages)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|it| it == "deb"));
    match package {
        Some(package) => rows.push(Row::within(
            "package (.deb), MB",
            &size(&package),
            1,
            (6.0, "≤ 6 MB"),
        )),
        None => println!("There is no .deb in {}.", packages.display()),
    }
}

fn size(file: &Path) -> Readings {
    let bytes = std::fs::metadata(file)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
        .len();
    #[expect(clippy::cast_precision_loss, reason = "a file of some megabytes")]
    let megabytes = bytes as f64 / 1e6;
    Readings::from(megabytes)
}
