//! The firm file that the managed settings name: an encrypted file, so its place may be known.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use provisioning::LARGEST;
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

/// Why the file cannot be taken. The text goes on after the file's path.
#[derive(Debug, thiserror::Error)]
enum FirmFileError {
    /// It is not there, or not for this person.
    #[error("can't be read ({0})")]
    Unread(#[from] std::io::Error),
    /// It is far larger than a firm file.
    #[error("is larger than 64 KB, so it is no firm file")]
    TooLarge,
    /// It is another file.
    #[error("is not the file whose SHA-256 is given")]
    Another,
    /// Its disk or share does not answer.
    #[error("doesn't answer within 2 seconds")]
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

    /// The file's bytes, which are those the fingerprint was taken of. The error is a sentence.
    pub(crate) async fn bytes(&self) -> Result<Vec<u8>, String> {
        let place = self.clone();
        let read = tokio::task::spawn_blocking(move || place.checked());
        match tokio::time::timeout(TIMEOUT, read).await {
            Ok(Ok(read)) => read,
            Ok(Err(_)) | Err(_) => Err(FirmFileError::TooSlow),
        }
        .map_err(|error| {
            format!(
                "The firm file {} {error}; nobody can join from it here. Tell whoever set it for this computer, then restart Counterfoil.",
                self.path.display()
            )
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
