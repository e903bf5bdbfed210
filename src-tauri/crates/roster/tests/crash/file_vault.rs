//! The app's own vault for processes that get killed: its sealed file, over a keychain of files, each of which is on the
//! disk, whole, when a change returns.

use std::any::Any;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use keyring_core::api::{CredentialApi, CredentialStoreApi};
use keyring_core::{Credential, Entry, Error};
use roster::vault::{BoxFuture, KeychainVault, Secret, Vault, VaultError, VaultStatus};

pub(crate) struct FileVault {
    inside: KeychainVault,
    file: PathBuf,
    /// Gets what is kept, the moment it is.
    kept: fn(&str),
}

impl FileVault {
    pub(crate) fn new(folder: &Path, kept: fn(&str)) -> Self {
        let entries = folder.join("keychain");
        fs::create_dir_all(&entries).unwrap();
        let keychain = Arc::new(Keychain {
            folder: entries,
            writing: Arc::default(),
        });
        let file = folder.join("vault.sqlite");
        Self {
            inside: KeychainVault::new(keychain, "firm").with_file(file.clone()),
            file,
            kept,
        }
    }

    /// The sealed file.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }
}

impl Vault for FileVault {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Secret>, VaultError>> {
        self.inside.get(name)
    }

    fn set<'a>(&'a self, name: &'a str, secret: Secret) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(async move {
            self.inside.set(name, secret).await?;
            (self.kept)(name);
            Ok(())
        })
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), VaultError>> {
        self.inside.delete(name)
    }

    fn wipe(&self) -> BoxFuture<'_, Result<(), VaultError>> {
        self.inside.wipe()
    }

    fn status(&self) -> BoxFuture<'_, VaultStatus> {
        self.inside.status()
    }
}

#[derive(Debug)]
struct Keychain {
    folder: PathBuf,
    writing: Arc<Mutex<()>>,
}

impl CredentialStoreApi for Keychain {
    fn vendor(&self) -> String {
        "test".to_owned()
    }

    fn id(&self) -> String {
        "a folder".to_owned()
    }

    fn build(
        &self,
        service: &str,
        user: &str,
        _modifiers: Option<&HashMap<&str, &str>>,
    ) -> keyring_core::Result<Entry> {
        Ok(Entry::new_with_credential(Arc::new(KeychainEntry {
            service: service.to_owned(),
            user: user.to_owned(),
            folder: self.folder.clone(),
            writing: Arc::clone(&self.writing),
        })))
    }

    fn search(&self, spec: &HashMap<&str, &str>) -> keyring_core::Result<Vec<Entry>> {
        let mut found = Vec::new();
        for file in fs::read_dir(&self.folder).map_err(failed)? {
            let name = file.map_err(failed)?.file_name();
            let user = name.to_string_lossy().replace('~', "/");
            found.push(self.build(spec["service"], &user, None)?);
        }
        Ok(found)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Debug)]
struct KeychainEntry {
    service: String,
    user: String,
    folder: PathBuf,
    writing: Arc<Mutex<()>>,
}

impl KeychainEntry {
    fn file(&self) -> PathBuf {
        self.folder.join(self.user.replace('/', "~"))
    }

    fn write(&self, secret: &[u8]) -> io::Result<()> {
        let _one_at_a_time = self.writing.lock().unwrap();
        let new = self
            .folder
            .with_file_name(format!("new~{}", std::process::id()));
        let written = fill(&new, secret).and_then(|()| replace(&new, &self.file()));
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
}

impl CredentialApi for KeychainEntry {
    fn set_secret(&self, secret: &[u8]) -> keyring_core::Result<()> {
        self.write(secret).map_err(failed)
    }

    fn get_secret(&self) -> keyring_core::Result<Vec<u8>> {
        fs::read(self.file()).map_err(failed)
    }

    fn delete_credential(&self) -> keyring_core::Result<()> {
        fs::remove_file(self.file()).map_err(failed)
    }

    fn get_credential(&self) -> keyring_core::Result<Option<Arc<Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        Some((self.service.clone(), self.user.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
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

fn fill(new: &Path, secret: &[u8]) -> io::Result<()> {
    let mut file = File::create(new)?;
    file.write_all(secret)?;
    file.sync_all()
}

fn failed(error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::NotFound {
        Error::NoEntry
    } else {
        Error::PlatformFailure(Box::new(error))
    }
}
