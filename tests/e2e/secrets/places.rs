//! Everything the app may have written.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::harness::World;

/// All files of the app's home and its logs; not the practice firm's own file, which belongs to the
/// services, not the profile of the person's browser.
pub(crate) fn written_by_the_app(world: &World) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["home", "tmp", "run"] {
        walk(&world.path(folder), &mut found);
    }
    // WebKitWebDriver starts the app and hands its standard error on.
    found.push(world.log_path("WebKitWebDriver"));
    found.push(world.log_path("xdg-open"));
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_dir() && !name.starts_with("chromium") {
            walk(&path, found);
        } else if kind.is_file() && !name.starts_with("state.json") {
            found.push(path);
        }
    }
}
