//! A vault of files for processes that get killed: every entry is on disk, whole, when `set` returns.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

use roster::vault::{BoxFuture, Secret, Vault, VaultError, VaultStatus};

pub(crate) struct FileVault {
    folder: PathBuf,
    /// Told what is kept, the moment it is.
    kept: fn(&str),
    writing: Mutex<()>,
}

impl FileVault {
    pub(crate) fn new(folder: &Path, kept: fn(&str)) -> Self {
        fs::create_dir_all(folder).unwrap();
        Self {
            folder: folder.to_owned(),
            kept,
            writing: Mutex::default(),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name.replace('/', "~"))
    }

    fn write(&self, name: &str, text: &str) -> io::Result<()> {
        let _one_at_a_time = self.writing.lock().unwrap();
        let new = self.folder.join(format!("new~{}", std::process::id()));
        let written = fill(&new, text).and_then(|()| replace(&new, &self.file(name)));
        if written.is_err() {
            let _ = fs::remove_file(&new);
            return written;
        }
        // Windows opens no folder as a file, and keeps names in order by itself.
        if cfg!(unix) {
            File::open(&self.folder)?.sync_all()?;
        }
        Ok(())
    }

    /// When an entry was last written.
    pub(crate) fn written(&self, name: &str) -> Option<SystemTime> {
        fs::metadata(self.file(name)).ok()?.modified().ok()
    }
}

/// Windows replaces no file while another process reads it, which takes no longer than reading it does.
fn replace(new: &Path, old: &Path) -> io::Result<()> {
    let mut tries = if cfg!(windows) { 1_000 } else { 1 };
    loop {
        tries -= 1;
        match fs::rename(new, old) {
            Err(error) if tries > 0 && error.kind() == io::ErrorKind::PermissionDenied => {
                std::thread::yield_now();
            }
            renamed => return renamed,
        }
    }
}

fn fill(new: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn failed(error: &io::Error) -> VaultError {
    VaultError::Other(error.to_string())
}

impl Vault for FileVault {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Secret>, VaultError>> {
        Box::pin(async move {
            match fs::read_to_string(self.file(name)) {
                Ok(text) => Ok(Some(Secret::new(text))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(failed(&error)),
            }
        })
    }

    fn set<'a>(&'a self, name: &'a str, secret: Secret) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(async move {
            // EXPOSE: a test's vault.
            self.write(name, secret.expose())
                .map_err(|error| failed(&error))?;
            (self.kept)(name);
            Ok(())
        })
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(async move {
            match fs::remove_file(self.file(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&error)),
                _ => Ok(()),
            }
        })
    }

    fn wipe(&self) -> BoxFuture<'_, Result<(), VaultError>> {
        Box::pin(async move {
            for entry in fs::read_dir(&self.folder).map_err(|error| failed(&error))? {
                let file = entry.map_err(|error| failed(&error))?.path();
                fs::remove_file(file).map_err(|error| failed(&error))?;
            }
            Ok(())
        })
    }

    fn status(&self) -> BoxFuture<'_, VaultStatus> {
        Box::pin(async { VaultStatus::Ready })
    }
}
