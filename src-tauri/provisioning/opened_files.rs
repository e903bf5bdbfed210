//! Firm files that the operating system asks this app to open: a double-click starts it with a path, or with an
//! address of a file, as an argument.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use provisioning::LARGEST;
use roster::view::{DiskReason, FirmFileProblem, ProblemView};
use url::Url;

use crate::problems;

/// What a firm file's name ends in.
const ENDING: &str = "counterfoil";

/// A network's folder that takes longer is not there: the window waits for the file it was started with.
const PATIENCE: Duration = Duration::from_secs(10);

/// The firm file among a program's arguments. A path that is not whole is taken from `folder`, where the program
/// was started. Links of `counterfoil://` are not files.
pub(crate) fn among(
    arguments: impl IntoIterator<Item = OsString>,
    folder: &Path,
) -> Option<PathBuf> {
    arguments
        .into_iter()
        // The first is the program itself.
        .skip(1)
        .find_map(|argument| named_by(&argument, folder))
}

/// The firm file at this address, if it is one on this computer or its network.
pub(crate) fn at(url: &Url) -> Option<PathBuf> {
    let path = (url.scheme() == "file").then(|| url.to_file_path().ok())??;
    is_firm_file(&path).then_some(path)
}

/// Reads a firm file.
pub(crate) async fn read(path: &Path) -> Result<Vec<u8>, ProblemView> {
    let path = path.to_owned();
    let failed = |why| FirmFileProblem::FirmFileNotRead { why };
    let reading = tokio::task::spawn_blocking(move || {
        // Asked first: opening a pipe waits for its writer.
        if !std::fs::metadata(&path)?.is_file() {
            return Err(std::io::ErrorKind::IsADirectory.into());
        }
        let file = std::fs::File::open(&path)?;
        let mut bytes = Vec::new();
        // One byte more than a firm file has, so that a larger one is seen to be larger.
        let most = u64::try_from(LARGEST).unwrap_or(u64::MAX).saturating_add(1);
        file.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    match tokio::time::timeout(PATIENCE, reading).await {
        Ok(Ok(read)) => read.map_err(|error| problems::disk(&error, failed)),
        Ok(Err(error)) => Err(problems::disk(&error.into(), failed)),
        Err(_) => Err(failed(DiskReason::Silent).into()),
    }
}

fn named_by(argument: &OsString, folder: &Path) -> Option<PathBuf> {
    if let Some(text) = argument.to_str() {
        if text.starts_with('-') {
            return None;
        }
        // A single letter before the colon is a drive of Windows.
        if let Ok(url) = Url::parse(text)
            && url.scheme().len() > 1
        {
            return at(&url);
        }
    }
    let path = folder.join(argument);
    is_firm_file(&path).then_some(path)
}

fn is_firm_file(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(arguments: &[&str]) -> Option<String> {
        let arguments = ["counterfoil"].iter().chain(arguments).map(OsString::from);
        among(arguments, Path::new("/home/maria")).map(|path| path.display().to_string())
    }

    #[cfg(unix)]
    #[test]
    fn finds_a_path_a_relative_path_and_an_address() {
        for (argument, expected) in [
            ("/tmp/Hale.counterfoil", "/tmp/Hale.counterfoil"),
            ("Hale.counterfoil", "/home/maria/Hale.counterfoil"),
            ("../x/Hale.COUNTERFOIL", "/home/maria/../x/Hale.COUNTERFOIL"),
            (
                "file:///tmp/Hale%20%26%20Ortiz%20-%20L.counterfoil",
                "/tmp/Hale & Ortiz - L.counterfoil",
            ),
            (
                "file://localhost/tmp/Hale.counterfoil",
                "/tmp/Hale.counterfoil",
            ),
        ] {
            assert_eq!(found(&[argument]).as_deref(), Some(expected), "{argument}");
        }
        assert_eq!(
            found(&["--flag", "a.txt", "b.counterfoil"]).as_deref(),
            Some("/home/maria/b.counterfoil")
        );
    }

    #[test]
    fn takes_nothing_else_for_a_firm_file() {
        for argument in [
            "counterfoil://oauth/callback?state=x.counterfoil",
            "counterfoil://x.counterfoil",
            "https://example.com/Hale.counterfoil",
            "file:///tmp/settings.json",
            "/tmp/Hale.counterfoil.exe",
            "/tmp/counterfoil",
            ".counterfoil",
            "--file=/tmp/Hale.counterfoil",
            "",
        ] {
            assert_eq!(found(&[argument]), None, "{argument}");
        }
        let alone = [OsString::from("/opt/x.counterfoil")];
        assert_eq!(among(alone, Path::new("/")), None, "the program's own name");
    }

    #[test]
    fn the_packages_register_the_same_ending_and_type() {
        let config: serde_json::Value =
            serde_json::from_str(include_str!("../../tauri.conf.json")).expect("JSON");
        let linux: serde_json::Value =
            serde_json::from_str(include_str!("../../tauri.linux.conf.json")).expect("JSON");
        let association = &config["bundle"]["fileAssociations"][0];
        assert_eq!(association["ext"], serde_json::json!([ENDING]));
        let mime = association["mimeType"].as_str().expect("a type");
        let described = include_str!("../linux/mime.xml");
        assert!(described.contains(&format!("type=\"{mime}\"")));
        assert!(described.contains(&format!("pattern=\"*.{ENDING}\"")));
        for package in ["deb", "rpm"] {
            let files = &linux["bundle"]["linux"][package]["files"];
            let brought = files.as_object().expect("files").values();
            assert!(
                brought
                    .into_iter()
                    .any(|file| file == "src-tauri/linux/mime.xml")
            );
        }
    }

    #[tokio::test]
    async fn reads_no_more_than_a_firm_file_has_and_no_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("large.counterfoil");
        std::fs::write(&path, vec![b'a'; 10 * LARGEST]).expect("a writable folder");
        let bytes = read(&path).await.expect("readable");
        assert_eq!(bytes.len(), LARGEST + 1);
        let problem = read(folder.path()).await.expect_err("a folder");
        assert_eq!(problem.code(), "firmFileNotRead");
        read(&folder.path().join("none.counterfoil"))
            .await
            .expect_err("nothing there");
    }
}
