//! Everything the app may have written.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::super::harness::TestEnv;

/// All files of the app's home and its logs; not the practice firm's own file, which belongs to the
/// services, not the profile of the person's browser.
pub(crate) fn written_by_the_app(env: &TestEnv) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["home", "tmp", "run"] {
        walk(&env.path(folder), &mut found);
    }
    // WebKitWebDriver starts the app and hands its standard error on.
    found.push(env.log_path("WebKitWebDriver"));
    found.push(env.log_path("xdg-open"));
    found
}

/// The app's own log files.
pub(crate) fn logs(env: &TestEnv) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&env.app_folder().join("logs"), &mut found);
    found
}

/// Panics unless nobody but its owner can read a file, nor look into its folder.
pub(crate) fn assert_private(file: &Path) {
    let folder = file.parent().expect("a file is in a folder");
    for (path, wanted) in [(file, 0o600), (folder, 0o700)] {
        let mode = fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777;
        assert_eq!(mode, wanted, "{}", path.display());
    }
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
