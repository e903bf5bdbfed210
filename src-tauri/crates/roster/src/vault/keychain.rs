//! The operating system's keychain, through `keyring-core`.
//!
//! All calls run on one thread of their own: a locked keychain may block a call until somebody types a
//! password, which must neither stop the app's tasks nor its exit, and Windows asks not to touch one
//! entry from several threads.
//!
//! Long because the thread, its queue and what it does to each entry are one thing.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Weak, mpsc};
use std::thread;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error};
use secrecy::zeroize::Zeroize;
use tokio::sync::oneshot;
use tokio::time;

use super::filed::{Filed, Moving, is_in_file};
use super::refusals::classify;
use super::split::{self, Entries};
use super::{BoxFuture, MAX_BYTES, Secret, Vault, VaultError, VaultStatus, refuse_if_longer};

/// The service entries are filed under, unless another is named.
const SERVICE: &str = "Counterfoil";

/// Name and text of the entry that proves that the keychain keeps what it is given.
const CANARY: &str = "canary";
const CANARY_TEXT: &[u8] = b"counterfoil";

/// How long a call may take. Somebody may have to type the keychain's password.
const PATIENCE: Duration = Duration::from_secs(60);

/// Secrets in the operating system's keychain, under a namespace of their own, and in a sealed file beside it.
#[derive(Debug)]
pub struct KeychainVault {
    jobs: Arc<mpsc::Sender<Job>>,
    drawer: Arc<Drawer>,
    patience: Duration,
}

type Job = Box<dyn FnOnce(&CredentialStore, &mut Option<Filed>) + Send>;

impl KeychainVault {
    /// A vault over `store`. Vaults with different namespaces do not see each other's entries.
    #[must_use]
    pub fn new(store: Arc<CredentialStore>, namespace: &str) -> Self {
        let (jobs, queue) = mpsc::channel::<Job>();
        let started = thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || {
                let mut filed = None;
                for job in queue {
                    job(store.as_ref(), &mut filed);
                }
            });
        if let Err(error) = started {
            // The queue went with the thread, so every call will answer with an error.
            tracing::error!(%error, "the keychain's thread could not be started");
        }
        Self {
            jobs: Arc::new(jobs),
            drawer: Arc::new(Drawer {
                service: SERVICE,
                namespace: namespace.to_owned(),
                modifiers: HashMap::new(),
            }),
            patience: PATIENCE,
        }
    }

    /// Keeps the secrets of which there are as many as clients ([`is_in_file`]) in a sealed file at this path, and its
    /// key in the keychain. What is in the keychain of such secrets is moved after the next [`Vault::status`].
    #[must_use]
    pub fn with_file(self, path: PathBuf) -> Self {
        let job: Job = Box::new(move |_, filed| *filed = Some(Filed::new(path)));
        // Where the thread did not start, every call says so.
        let _ = self.jobs.send(job);
        self
    }

    /// How long each call may take, instead of 60 seconds.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.patience = timeout;
        self
    }

    /// Files entries under this service: two builds of one app on a computer keep theirs apart.
    #[must_use]
    pub fn with_service(mut self, service: &'static str) -> Self {
        self.drawer = Arc::new(Drawer {
            service,
            ..(*self.drawer).clone()
        });
        self
    }

    /// Modifiers the store understands, such as `persistence` = `Local` on Windows, where entries
    /// would otherwise roam to the person's other computers.
    #[must_use]
    pub fn with_modifiers<K, V>(mut self, modifiers: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<String>,
    {
        self.drawer = Arc::new(Drawer {
            modifiers: modifiers
                .into_iter()
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
            ..(*self.drawer).clone()
        });
        self
    }

    async fn ask<T: Send + 'static>(
        &self,
        question: Question,
        work: impl FnOnce(&DrawerEntries<'_>, Option<&mut Filed>) -> Result<T, VaultError>
        + Send
        + 'static,
    ) -> Result<T, VaultError> {
        let (answer, answered) = oneshot::channel();
        let drawer = Arc::clone(&self.drawer);
        let job: Job = Box::new(move |store, filed| {
            // A read nobody waits for any more is not worth a password prompt. A write is made even
            // so: a renewed grant exists only here.
            if question == Question::Read && answer.is_closed() {
                return;
            }
            // The caller may have gone; the work is done all the same.
            let _ = answer.send(work(&drawer.entries(store), filed.as_mut()));
        });
        let stopped = || VaultError::Other("its thread has stopped".to_owned());
        self.jobs.send(job).map_err(|_| stopped())?;
        match time::timeout(self.patience, answered).await {
            Ok(answer) => answer.map_err(|_| stopped())?,
            Err(_) => Err(VaultError::TimedOut),
        }
    }
}

impl Vault for KeychainVault {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Secret>, VaultError>> {
        let name = name.to_owned();
        Box::pin(self.ask(Question::Read, move |entries, filed| match filed {
            Some(filed) if is_in_file(&name) => filed.get(entries, &name),
            _ => split::get(entries, &name),
        }))
    }

    fn set<'a>(&'a self, name: &'a str, secret: Secret) -> BoxFuture<'a, Result<(), VaultError>> {
        let name = name.to_owned();
        Box::pin(
            self.ask(Question::Change, move |entries, filed| match filed {
                Some(filed) if is_in_file(&name) => filed.set(entries, &name, &secret),
                _ => split::replace(entries, &name, &secret),
            }),
        )
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), VaultError>> {
        let name = name.to_owned();
        Box::pin(
            self.ask(Question::Change, move |entries, filed| match filed {
                Some(filed) if is_in_file(&name) => filed.delete(entries, &name),
                _ => split::delete(entries, &name),
            }),
        )
    }

    fn wipe(&self) -> BoxFuture<'_, Result<(), VaultError>> {
        Box::pin(self.ask(Question::Change, |entries, mut filed| {
            if let Some(filed) = &mut filed {
                filed.close();
            }
            // With its key the file is worth nothing to anybody, so that goes first.
            entries.drawer.wipe(entries.store)?;
            filed.map_or(Ok(()), Filed::wipe)
        }))
    }

    fn status(&self) -> BoxFuture<'_, VaultStatus> {
        Box::pin(async {
            let tried = self.ask(Question::Read, |entries, filed| {
                let tried = entries.drawer.try_out(entries.store);
                if let (Ok(()), Some(filed)) = (&tried, filed) {
                    filed.look_again(entries)?;
                }
                tried
            });
            let status = match tried.await {
                Ok(()) => VaultStatus::Ready,
                Err(VaultError::Full) => VaultStatus::Full,
                // No answer: a prompt is open and was not answered.
                Err(VaultError::Locked | VaultError::TimedOut) => VaultStatus::Locked,
                Err(error) => {
                    tracing::warn!(%error, "the keychain does not work");
                    VaultStatus::Missing
                }
            };
            if matches!(status, VaultStatus::Ready | VaultStatus::Full) {
                move_on(&Arc::downgrade(&self.jobs), &self.drawer);
            }
            status
        })
    }

    fn unreadable(&self) -> BoxFuture<'_, u32> {
        Box::pin(async {
            let asked = self.ask(Question::Read, |entries, filed| {
                filed.map_or(Ok(0), |filed| filed.unreadable(entries))
            });
            // Why it cannot be known is said by whatever needs a secret.
            asked.await.unwrap_or_default()
        })
    }
}

/// Has some entries moved into the file, and then the next ones: a caller in between waits for some only.
fn move_on(jobs: &Weak<mpsc::Sender<Job>>, drawer: &Arc<Drawer>) {
    let Some(sender) = jobs.upgrade() else {
        return;
    };
    let (jobs, drawer) = (jobs.clone(), Arc::clone(drawer));
    let job: Job = Box::new(move |store, filed| {
        let Some(filed) = filed else {
            return;
        };
        match filed.move_some(&drawer.entries(store)) {
            Ok(Moving::Ended) => {}
            Ok(Moving::GoesOn) => move_on(&jobs, &drawer),
            Err(error) => {
                tracing::warn!(%error, "entries of the keychain could not be moved and stay there");
            }
        }
    });
    let _ = sender.send(job);
}

/// What a caller who stops waiting leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Read,
    Change,
}

/// Our part of the keychain. Its methods run on the keychain's thread.
#[derive(Clone, Debug)]
struct Drawer {
    service: &'static str,
    namespace: String,
    modifiers: HashMap<String, String>,
}

/// The single entries of a drawer.
struct DrawerEntries<'a> {
    drawer: &'a Drawer,
    store: &'a CredentialStore,
}

impl Entries for DrawerEntries<'_> {
    fn read(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        self.drawer.get(self.store, name)
    }

    fn glance(&self, name: &str) -> Option<Secret> {
        let entry = self.drawer.entry(self.store, name).ok()?;
        readable(entry.get_secret().ok()?).ok()
    }

    fn write(&self, name: &str, text: &Secret) -> Result<(), VaultError> {
        refuse_if_longer(text, MAX_BYTES)?;
        self.drawer.set(self.store, name, text)
    }

    fn remove(&self, name: &str) -> Result<(), VaultError> {
        self.drawer.delete(self.store, name)
    }

    fn names(&self) -> Result<Vec<String>, VaultError> {
        let ours = self.drawer.user("");
        let all = self.drawer.all(self.store)?.into_iter();
        Ok(all
            .filter_map(|(user, _)| Some(user.strip_prefix(&ours)?.to_owned()))
            .collect())
    }

    fn make_room(&self) {
        // It only proves that the keychain keeps things, which what takes its place does as well.
        let canary = self.drawer.entry(self.store, CANARY);
        if let Ok(canary) = canary
            && let Err(error) = canary.delete_credential()
        {
            tracing::warn!(%error, "no entry could be given up");
        }
    }
}

impl Drawer {
    fn entries<'a>(&'a self, store: &'a CredentialStore) -> DrawerEntries<'a> {
        DrawerEntries {
            drawer: self,
            store,
        }
    }

    fn get(&self, store: &CredentialStore, name: &str) -> Result<Option<Secret>, VaultError> {
        let entry = self.entry(store, name)?;
        let found = match entry.get_secret() {
            Err(Error::NoEntry) => {
                self.prove_open(store)?;
                // Proving it may have unlocked it, so only the second look counts.
                entry.get_secret()
            }
            first => first,
        };
        match found {
            Ok(bytes) => readable(bytes).map(Some),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(classify(error)),
        }
    }

    fn set(&self, store: &CredentialStore, name: &str, secret: &Secret) -> Result<(), VaultError> {
        // EXPOSE: the keychain is where it is kept.
        let text = secret.expose().as_bytes();
        let kept = self.entry(store, name)?.set_secret(text);
        kept.map_err(|error| match error {
            Error::TooLong(what, _) if what == "secret" => {
                VaultError::TooLarge { bytes: text.len() }
            }
            other => classify(other),
        })
    }

    fn delete(&self, store: &CredentialStore, name: &str) -> Result<(), VaultError> {
        let entry = self.entry(store, name)?;
        let deleted = match entry.delete_credential() {
            Err(Error::NoEntry) => {
                self.prove_open(store)?;
                entry.delete_credential()
            }
            first => first,
        };
        match deleted {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(classify(error)),
        }
    }

    /// Deletes every entry of the namespace. The one that proves that the keychain is open goes last: while anything
    /// else is left, a second try finds the keychain as it was.
    fn wipe(&self, store: &CredentialStore) -> Result<(), VaultError> {
        self.prove_open(store)?;
        let canary = self.user(CANARY);
        let mut found = self.all(store)?;
        found.sort_by_key(|(user, _)| *user == canary);
        for (_, entry) in found {
            match entry.delete_credential() {
                Ok(()) | Err(Error::NoEntry) => {}
                Err(error) => return Err(classify(error)),
            }
        }
        for (_, entry) in self.all(store)? {
            match entry.get_secret() {
                Err(Error::NoEntry) => {}
                Ok(mut bytes) => {
                    bytes.zeroize();
                    return Err(VaultError::Other("an entry is still there".to_owned()));
                }
                Err(error) => return Err(classify(error)),
            }
        }
        Ok(())
    }

    /// Every entry of the namespace, by its user. A keychain that finds entries by part of a name, or knows no such
    /// search, gives more; those are left out.
    fn all(&self, store: &CredentialStore) -> Result<Vec<(String, Entry)>, VaultError> {
        // Windows' store takes a pattern and no service.
        let service = (!cfg!(target_os = "windows")).then_some(("service", self.service));
        let found = store
            .search(&service.into_iter().collect())
            .map_err(classify)?;
        let ours = self.user("");
        Ok(found
            .into_iter()
            .filter_map(|entry| {
                let (service, user) = entry.get_specifiers()?;
                (service == self.service && user.starts_with(&ours)).then_some((user, entry))
            })
            .collect())
    }

    /// Windows may leave the service out of an entry's identity, so the namespace is in the user.
    fn user(&self, name: &str) -> String {
        format!("{}/{name}", self.namespace)
    }

    /// A locked Linux keyring says "no entry" for everything, which must not be taken for "no grant".
    /// When the canary can be read, the keychain is open now and "no entry" can be believed.
    fn prove_open(&self, store: &CredentialStore) -> Result<(), VaultError> {
        match self.entry(store, CANARY)?.get_secret() {
            Ok(text) if text == CANARY_TEXT => Ok(()),
            _ => match self.try_out(store) {
                // It took nothing because it has no room, and would not say so while it is locked.
                Err(VaultError::Full) => Ok(()),
                tried => tried,
            },
        }
    }

    fn try_out(&self, store: &CredentialStore) -> Result<(), VaultError> {
        let canary = self.entry(store, CANARY)?;
        canary.set_secret(CANARY_TEXT).map_err(classify)?;
        match canary.get_secret() {
            Ok(text) if text == CANARY_TEXT => Ok(()),
            Ok(_) => Err(VaultError::Other("it does not keep entries".to_owned())),
            // It took an entry and denies having it.
            Err(Error::NoEntry) => Err(VaultError::Locked),
            Err(error) => Err(classify(error)),
        }
    }

    fn entry(&self, store: &CredentialStore, name: &str) -> Result<Entry, VaultError> {
        let modifiers: HashMap<&str, &str> = self
            .modifiers
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        store
            .build(self.service, &self.user(name), Some(&modifiers))
            .map_err(classify)
    }
}

fn readable(bytes: Vec<u8>) -> Result<Secret, VaultError> {
    String::from_utf8(bytes).map(Secret::new).map_err(|error| {
        error.into_bytes().zeroize();
        VaultError::Other("an entry is not text".to_owned())
    })
}
