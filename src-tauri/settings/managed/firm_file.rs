//! The firm file that the managed settings name: an encrypted file, so its place may be known.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use provisioning::LARGEST;
use roster::view::{FirmFileProblem, ProblemView, SetFileReason};
use sha2::{Digest as _, Sha256};

/// A share that takes longer counts as missing.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Where the firm file is, and which one it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FirmFilePlace {
    /// Its path.
    pub(super) path: PathBuf,
    /// SHA-256 of its bytes.
    pub(super) sha256: [u8; 32],
}

/// Why the file cannot be taken.
#[derive(Debug)]
enum FirmFileError {
    /// It is not there, or not for this person.
    Unread(std::io::Error),
    /// It is far larger than a firm file.
    TooLarge,
    /// It is another file.
    Another,
    /// Its disk or share does not answer.
    TooSlow,
}

impl FirmFilePlace {
    /// Name of the file, for people.
    pub(crate) fn name(&self) -> String {
        self.path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    /// SHA-256 of the file.
    pub(crate) fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    /// The file's bytes, which are those the fingerprint was taken of.
    pub(crate) async fn bytes(&self) -> Result<Vec<u8>, ProblemView> {
        let place = self.clone();
        let read = tokio::task::spawn_blocking(move || place.checked());
        match tokio::time::timeout(TIMEOUT, read).await {
            Ok(Ok(read)) => read,
            Ok(Err(_)) | Err(_) => Err(FirmFileError::TooSlow),
        }
        .map_err(|error| {
            let (why, said) = match error {
                FirmFileError::Unread(error) => (SetFileReason::Unread, error.to_string()),
                FirmFileError::TooLarge => (SetFileReason::TooLarge, String::new()),
                FirmFileError::Another => (SetFileReason::Another, String::new()),
                FirmFileError::TooSlow => (SetFileReason::Silent, String::new()),
            };
            let path = self.path.display().to_string();
            ProblemView::from(FirmFileProblem::SetFileUnusable { path, why }).with_detail(said)
        })
    }

    fn checked(&self) -> Result<Vec<u8>, FirmFileError> {
        let bytes = read(&self.path)?;
        if Sha256::digest(&bytes)[..] == self.sha256 {
            Ok(bytes)
        } else {
            Err(FirmFileError::Another)
        }
    }
}

impl From<std::io::Error> for FirmFileError {
    fn from(error: std::io::Error) -> Self {
        Self::Unread(error)
    }
}

/// A SHA-256 in hexadecimal digits.
pub(crate) fn fingerprint(sha256: [u8; 32]) -> String {
    hex::encode(sha256)
}

fn read(path: &Path) -> Result<Vec<u8>, FirmFileError> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        // One byte more than a firm file has, so that a larger one is seen to be larger.
        .take(LARGEST as u64 + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() <= LARGEST {
        Ok(bytes)
    } else {
        Err(FirmFileError::TooLarge)
    }
}
