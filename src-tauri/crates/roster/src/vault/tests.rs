//! The vaults over made-up keychains. Long because every fault of a keychain is tried on the same fakes.

use std::any::Any;
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use keyring_core::api::CredentialStoreApi;
use keyring_core::{CredentialStore, Entry, Error, mock};

use super::{
    KeychainVault, MAX_BYTES, MemoryVault, Secret, SessionVault, Vault, VaultError, VaultStatus,
};

const GRANT: &str = "not-a-real-grant-0001";

fn vault(store: &Arc<mock::Store>, namespace: &str) -> KeychainVault {
    KeychainVault::new(Arc::<mock::Store>::clone(store), namespace)
}

async fn read(vault: &dyn Vault, name: &str) -> Result<Option<String>, VaultError> {
    let secret = vault.get(name).await?;
    // EXPOSE: a test compares it.
    Ok(secret.map(|secret| secret.expose().to_owned()))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape `read` answers in")]
fn some(text: &str) -> Result<Option<String>, VaultError> {
    Ok(Some(text.to_owned()))
}

/// Makes the next call on an entry fail.
fn fail_next(store: &mock::Store, user: &str, error: Error) {
    let entry = store.build("Counterfoil", user, None).unwrap();
    let cred: &mock::Cred = entry.as_any().downcast_ref().unwrap();
    cred.set_error(error);
}

fn platform(text: &str) -> Error {
    Error::PlatformFailure(Box::new(io::Error::other(text.to_owned())))
}

fn no_access() -> Error {
    Error::NoStorageAccess(Box::new(io::Error::other("SS error: prompt dismissed")))
}

#[test]
fn a_secret_prints_as_redacted() {
    let secret = Secret::new(GRANT);
    let printed = format!("{secret} {secret:?} {:?}", Some(secret.clone()));
    assert_eq!(printed, "[redacted] [redacted] Some([redacted])");
    // EXPOSE: a test compares it.
    assert_eq!(secret.expose(), GRANT);
}

#[tokio::test]
async fn a_vault_that_keeps_entries_prints_none() {
    let memory = MemoryVault::new();
    memory.set("company-1", Secret::new(GRANT)).await.unwrap();
    assert!(!format!("{memory:?}").contains(GRANT));
    let store = mock::Store::new().unwrap();
    let keychain = vault(&store, "live");
    keychain.set("company-1", Secret::new(GRANT)).await.unwrap();
    assert!(!format!("{keychain:?}").contains(GRANT));
}

#[tokio::test]
async fn every_vault_keeps_replaces_and_forgets() {
    let store = mock::Store::new().unwrap();
    let vaults: [&dyn Vault; 2] = [&MemoryVault::new(), &vault(&store, "live")];
    for vault in vaults {
        assert_eq!(vault.status().await, VaultStatus::Ready);
        assert_eq!(read(vault, "company-1").await, Ok(None));
        vault.set("company-1", Secret::new("first")).await.unwrap();
        vault
            .set("company-1", Secret::new("Zürich ✓"))
            .await
            .unwrap();
        vault.set("company-2", Secret::new("other")).await.unwrap();
        assert_eq!(read(vault, "company-1").await, some("Zürich ✓"));
        vault.delete("company-1").await.unwrap();
        vault.delete("company-1").await.unwrap();
        assert_eq!(read(vault, "company-1").await, Ok(None));
        assert_eq!(read(vault, "company-2").await, some("other"));
    }
}

#[tokio::test]
async fn a_second_vault_on_the_same_store_finds_what_the_first_kept() {
    let store = mock::Store::new().unwrap();
    let first = vault(&store, "live");
    first.set("company-1", Secret::new(GRANT)).await.unwrap();
    drop(first);
    assert_eq!(read(&vault(&store, "live"), "company-1").await, some(GRANT));
}

#[tokio::test]
async fn namespaces_do_not_meet() {
    let store = mock::Store::new().unwrap();
    let (live, practice) = (vault(&store, "live"), vault(&store, "practice"));
    live.set("company-1", Secret::new(GRANT)).await.unwrap();
    assert_eq!(read(&practice, "company-1").await, Ok(None));
    practice.delete("company-1").await.unwrap();
    assert_eq!(read(&live, "company-1").await, some(GRANT));
}

#[tokio::test]
async fn wiping_takes_every_entry_of_the_namespace_and_none_of_another() {
    let store = mock::Store::new().unwrap();
    let (firm, other) = (vault(&store, "firm"), vault(&store, "firm-0123abcd"));
    let same_service = store.build("Counterfoil", "another program", None).unwrap();
    same_service.set_secret(b"theirs").unwrap();
    for vault in [&firm, &other] {
        vault.status().await;
        vault.set("company/1", Secret::new(GRANT)).await.unwrap();
        vault
            .set("nobody remembers", Secret::new(GRANT))
            .await
            .unwrap();
    }
    firm.wipe().await.unwrap();
    // The mock goes on listing what was deleted.
    for entry in store.search(&HashMap::from([("user", "firm/")])).unwrap() {
        assert!(
            matches!(entry.get_secret(), Err(Error::NoEntry)),
            "{entry:?}"
        );
    }
    assert_eq!(read(&other, "company/1").await, some(GRANT));
    assert_eq!(same_service.get_secret().unwrap(), b"theirs");
    firm.wipe().await.unwrap();
}

#[tokio::test]
async fn a_keychain_that_does_not_let_an_entry_go_is_not_called_wiped() {
    let store = mock::Store::new().unwrap();
    let firm = vault(&store, "firm");
    firm.set("company/1", Secret::new(GRANT)).await.unwrap();
    firm.status().await;
    fail_next(&store, "firm/company/1", no_access());
    assert_eq!(firm.wipe().await, Err(VaultError::Locked));
    assert_eq!(read(&firm, "company/1").await, some(GRANT));
    firm.wipe().await.unwrap();
    assert_eq!(SessionVault::new().wipe().await, Err(VaultError::Missing));
}

#[tokio::test]
async fn a_secret_of_a_client_may_be_longer_than_an_entry_and_a_key_of_the_firm_may_not() {
    let store = mock::Store::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let filed = vault(&store, "live").with_file(folder.path().join("vault.sqlite"));
    let vaults: [&dyn Vault; 2] = [&MemoryVault::new(), &filed];
    // Two bytes a letter: the limit is in bytes.
    let largest = "é".repeat(MAX_BYTES / 2);
    let longer = format!("{largest}{largest}x");
    for vault in vaults {
        for text in [&largest, &longer, &largest] {
            vault
                .set("link/a", Secret::new(text.as_str()))
                .await
                .unwrap();
            assert_eq!(read(vault, "link/a").await, some(text));
        }
        for (name, most) in [("link/a", 16 * MAX_BYTES), ("key", MAX_BYTES)] {
            let bytes = most + 1;
            let refused = vault.set(name, Secret::new("x".repeat(bytes))).await;
            assert_eq!(refused, Err(VaultError::TooLarge { bytes }));
        }
    }
}

/// How many entries a store has.
fn entries(store: &mock::Store) -> usize {
    let found = store.search(&HashMap::new()).unwrap().into_iter();
    found.filter(|entry| entry.get_secret().is_ok()).count()
}

#[tokio::test]
async fn the_keychain_has_as_many_entries_for_two_thousand_companies_as_for_one() {
    for companies in [1, 2_000] {
        let store = mock::Store::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        // As an older build kept them, so that they are written together.
        let older = vault(&store, "firm");
        for company in 1..companies {
            let name = format!("company/{company}");
            older.set(&name, Secret::new(GRANT)).await.unwrap();
        }
        let filed = vault(&store, "firm").with_file(folder.path().join("vault.sqlite"));
        assert_eq!(filed.status().await, VaultStatus::Ready);
        for name in ["firm-key", "settings-key", "realm-hash-key", "computer-key"] {
            filed.set(name, Secret::new("key")).await.unwrap();
        }
        for kind in ["company", "link", "sign-in", "to-revoke"] {
            let name = format!("{kind}/new");
            filed.set(&name, Secret::new(GRANT)).await.unwrap();
        }
        let moved = move || entries(&store);
        let deadline = Instant::now() + Duration::from_secs(60);
        while moved() > 6 && Instant::now() < deadline {
            // Answered between two steps of the moving.
            assert_eq!(read(&filed, "company/new").await, some(GRANT));
        }
        assert_eq!(
            moved(),
            6,
            "the keys, what proves it open, and the file's key"
        );
        filed.wipe().await.unwrap();
        assert_eq!(moved(), 0);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[tokio::test]
async fn entries_of_an_older_build_are_moved_while_others_ask_and_a_second_start_finds_them() {
    let store = mock::Store::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let older = vault(&store, "firm");
    let grant = |company: usize| format!("{GRANT} {company}");
    for company in 0..120 {
        let secret = Secret::new(grant(company));
        older
            .set(&format!("company/{company}"), secret)
            .await
            .unwrap();
    }
    drop(older);
    let filed = vault(&store, "firm").with_file(folder.path().join("vault.sqlite"));
    assert_eq!(filed.status().await, VaultStatus::Ready);
    // Each question is answered between two steps of the moving, the last ones after it.
    let mut rounds = 0;
    while entries(&store) > 2 {
        let company = rounds % 120;
        let kept = read(&filed, &format!("company/{company}")).await;
        assert_eq!(kept, some(&grant(company)));
        rounds += 1;
        assert!(rounds < 10_000, "{} are left", entries(&store));
    }
    drop(filed);
    let again = vault(&store, "firm").with_file(folder.path().join("vault.sqlite"));
    for company in 0..120 {
        let kept = read(&again, &format!("company/{company}")).await;
        assert_eq!(kept, some(&grant(company)));
    }
}

#[tokio::test]
async fn what_memory_was_given_is_handed_over_completely_and_what_is_refused_stays_in_it() {
    let (store, lock) = keyring();
    let keychain = KeychainVault::new(store, "live");
    let session = SessionVault::new();
    assert!(session.is_empty());
    session.set("firm-key", Secret::new("new")).await.unwrap();
    session.set("link/1", Secret::new("link")).await.unwrap();
    keychain.set("firm-key", Secret::new("old")).await.unwrap();
    lock.lock().unwrap().locked = true;
    let refused = session.hand_over(&keychain).await;
    assert_eq!(refused, Err(VaultError::Locked));
    assert_eq!(read(&session, "firm-key").await, some("new"));
    lock.lock().unwrap().locked = false;
    session.hand_over(&keychain).await.unwrap();
    assert!(session.is_empty());
    assert_eq!(read(&keychain, "firm-key").await, some("new"));
    assert_eq!(read(&keychain, "link/1").await, some("link"));
}

#[tokio::test]
async fn what_is_in_the_file_is_read_and_kept_while_the_keyring_is_locked_again() {
    let (store, lock) = keyring();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.sqlite");
    let vault = KeychainVault::new(store.clone(), "live").with_file(file.clone());
    vault.set("company/1", Secret::new(GRANT)).await.unwrap();
    lock.lock().unwrap().locked = true;
    assert_eq!(read(&vault, "company/1").await, some(GRANT));
    vault
        .set("company/1", Secret::new("renewed"))
        .await
        .unwrap();

    // One that never saw the key says that the keychain is locked, and writes nothing.
    let second = KeychainVault::new(store, "live").with_file(file);
    assert_eq!(read(&second, "company/1").await, Err(VaultError::Locked));
    let refused = second.set("company/2", Secret::new(GRANT)).await;
    assert_eq!(refused, Err(VaultError::Locked));
    lock.lock().unwrap().locked = false;
    assert_eq!(read(&second, "company/1").await, some("renewed"));
    assert_eq!(read(&second, "company/2").await, Ok(None));
}

#[tokio::test]
async fn a_full_store_says_so_and_goes_on_with_what_it_has() {
    let (store, lock) = keyring();
    let folder = tempfile::tempdir().unwrap();
    lock.lock().unwrap().room = Some(3);
    let vault = KeychainVault::new(store.clone(), "live");
    assert_eq!(vault.status().await, VaultStatus::Ready);
    vault.set("firm-key", Secret::new("key")).await.unwrap();
    vault.set("company/1", Secret::new(GRANT)).await.unwrap();
    let refused = vault.set("company/2", Secret::new(GRANT)).await;
    assert_eq!(refused, Err(VaultError::Full));
    assert_eq!(read(&vault, "company/1").await, some(GRANT));
    assert_eq!(read(&vault, "company/2").await, Ok(None));
    drop(vault);

    // With a file there is room again: what proves the keychain open gives its place to the file's key.
    let vault = KeychainVault::new(store, "live").with_file(folder.path().join("vault.sqlite"));
    vault.set("company/2", Secret::new(GRANT)).await.unwrap();
    assert_eq!(read(&vault, "company/1").await, some(GRANT));
    vault.status().await;
    for company in 3..50 {
        let name = format!("company/{company}");
        vault.set(&name, Secret::new(GRANT)).await.unwrap();
    }
    assert_eq!(read(&vault, "company/1").await, some(GRANT));
    assert_eq!(vault.status().await, VaultStatus::Ready);
}

#[tokio::test]
async fn what_a_keychain_says_becomes_one_of_our_errors() {
    let other = |text: &str| VaultError::Other(text.to_owned());
    let secret = || GRANT.as_bytes().to_vec();
    let store = mock::Store::new().unwrap();
    let twins = vec![store.build("a", "b", None).unwrap()];
    twins[0].set_secret(GRANT.as_bytes()).unwrap();
    let gone = "org.freedesktop.DBus.Error.ServiceUnknown: no such name";
    let no_bus =
        "zbus error: Failed to connect to address `unix:path=/run/user/0/bus`: No such file";
    let no_keyring = "SS error: result not returned from SS API";
    let no_keyring = Error::NoStorageAccess(Box::new(io::Error::other(no_keyring)));
    let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
    let cases = [
        (Error::NoDefaultStore, VaultError::Missing),
        (no_access(), VaultError::Locked),
        (platform("SS Error: object locked"), VaultError::Locked),
        // Windows' Credential Manager.
        (platform("Windows error code 8"), VaultError::Full),
        (platform("Windows error code 1816"), VaultError::Full),
        (
            platform("Windows error code 5"),
            other("Windows error code 5"),
        ),
        (
            Error::NoStorageAccess(Box::new(io::Error::other(
                "Windows ERROR_NO_SUCH_LOGON_SESSION",
            ))),
            VaultError::Missing,
        ),
        // macOS.
        (apple(-25308), VaultError::Locked),
        (apple(-128), VaultError::Locked),
        (apple(-34), VaultError::Full),
        (apple(-25307), VaultError::Missing),
        (no_keyring, VaultError::Missing),
        (platform(gone), VaultError::Missing),
        (platform(no_bus), VaultError::Missing),
        (
            Error::PlatformFailure(Box::new(refused)),
            VaultError::Missing,
        ),
        (platform("error -50"), other("error -50")),
        (Error::BadEncoding(secret()), other("an entry is not text")),
        (
            Error::BadDataFormat(secret(), Box::new(io::Error::other(GRANT))),
            other("an entry is malformed"),
        ),
        (
            Error::BadStoreFormat("no index".to_owned()),
            other("it is malformed: no index"),
        ),
        (
            Error::TooLong("user".to_owned(), 513),
            other("user is longer than 513 characters"),
        ),
        (
            Error::Invalid("password".to_owned(), GRANT.to_owned()),
            other("password is not valid"),
        ),
        (
            Error::Ambiguous(twins),
            other("1 entries have the same name"),
        ),
        (
            Error::NotSupportedByStore("modifiers".to_owned()),
            other("not supported: modifiers"),
        ),
    ];
    let vault = vault(&store, "live");
    for (said, meant) in cases {
        fail_next(&store, "live/company-1", said);
        let error = vault.get("company-1").await.unwrap_err();
        assert_eq!(error, meant);
        assert!(!format!("{error} {error:?}").contains(GRANT));
    }
    assert_eq!(VaultError::from(Error::NoDefaultStore), VaultError::Missing);
}

#[tokio::test]
async fn a_store_with_a_smaller_limit_says_how_large_the_entry_was() {
    let (store, lock) = keyring();
    lock.lock().unwrap().takes_nothing = true;
    let vault = KeychainVault::new(store, "live");
    assert_eq!(
        vault.set("a", Secret::new(GRANT)).await,
        Err(VaultError::TooLarge { bytes: GRANT.len() })
    );
}

#[tokio::test]
async fn an_entry_that_is_not_text_is_an_error() {
    let store = mock::Store::new().unwrap();
    let entry = store.build("Counterfoil", "live/a", None).unwrap();
    entry.set_secret(&[0xff, 0xfe]).unwrap();
    assert_eq!(
        read(&vault(&store, "live"), "a").await,
        Err(VaultError::Other("an entry is not text".to_owned()))
    );
}

#[tokio::test]
async fn the_status_comes_from_trying() {
    let store = mock::Store::new().unwrap();
    let vault = vault(&store, "live");
    let cases = [
        (no_access(), VaultStatus::Locked),
        (
            platform("no secret service provider or dbus session found"),
            VaultStatus::Missing,
        ),
        (platform("error -50"), VaultStatus::Missing),
    ];
    for (said, status) in cases {
        fail_next(&store, "live/canary", said);
        assert_eq!(vault.status().await, status);
        assert_eq!(vault.status().await, VaultStatus::Ready);
    }
}

/// As `security-framework` prints its errors.
fn apple(code: i32) -> Error {
    #[derive(Debug, thiserror::Error)]
    #[error("macOS's words for {code}")]
    struct Error {
        code: i32,
    }
    keyring_core::Error::PlatformFailure(Box::new(Error { code }))
}

/// Behaves as a Linux keyring that can be locked: reads say "no entry", writes are refused, or, when
/// `unlocks_when_written` is set, somebody answers the prompt a write opens.
#[derive(Debug)]
struct Keyring {
    inside: Arc<mock::Store>,
    lock: Arc<Mutex<Lock>>,
}

#[derive(Debug, Default)]
struct Lock {
    locked: bool,
    unlocks_when_written: bool,
    /// No grant fits in.
    takes_nothing: bool,
    /// So many entries fit in, as in Windows' Credential Manager.
    room: Option<usize>,
    modifiers: Vec<HashMap<String, String>>,
}

#[derive(Debug)]
struct KeyringEntry {
    inside: Entry,
    store: Arc<mock::Store>,
    lock: Arc<Mutex<Lock>>,
}

impl CredentialStoreApi for Keyring {
    fn vendor(&self) -> String {
        "test".to_owned()
    }

    fn id(&self) -> String {
        "keyring".to_owned()
    }

    fn build(
        &self,
        service: &str,
        user: &str,
        modifiers: Option<&HashMap<&str, &str>>,
    ) -> keyring_core::Result<Entry> {
        let modifiers = modifiers.into_iter().flatten();
        let modifiers = modifiers.map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        self.lock
            .lock()
            .unwrap()
            .modifiers
            .push(modifiers.collect());
        Ok(Entry::new_with_credential(Arc::new(KeyringEntry {
            inside: self.inside.build(service, user, None)?,
            store: Arc::clone(&self.inside),
            lock: Arc::clone(&self.lock),
        })))
    }

    fn search(&self, spec: &HashMap<&str, &str>) -> keyring_core::Result<Vec<Entry>> {
        self.inside.search(spec)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl keyring_core::api::CredentialApi for KeyringEntry {
    fn set_secret(&self, secret: &[u8]) -> keyring_core::Result<()> {
        let mut lock = self.lock.lock().unwrap();
        lock.locked &= !lock.unlocks_when_written;
        if lock.locked {
            return Err(no_access());
        }
        if lock.takes_nothing && secret == GRANT.as_bytes() {
            return Err(Error::TooLong("secret".to_owned(), 16));
        }
        if let Some(room) = lock.room
            && self.inside.get_secret().is_err()
            && entries(&self.store) >= room
        {
            return Err(platform("Windows error code 8"));
        }
        self.inside.set_secret(secret)
    }

    fn get_secret(&self) -> keyring_core::Result<Vec<u8>> {
        if self.lock.lock().unwrap().locked {
            return Err(Error::NoEntry);
        }
        self.inside.get_secret()
    }

    fn delete_credential(&self) -> keyring_core::Result<()> {
        if self.lock.lock().unwrap().locked {
            return Err(Error::NoEntry);
        }
        self.inside.delete_credential()
    }

    fn get_credential(&self) -> keyring_core::Result<Option<Arc<keyring_core::Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        self.inside.get_specifiers()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn keyring() -> (Arc<CredentialStore>, Arc<Mutex<Lock>>) {
    let lock = Arc::<Mutex<Lock>>::default();
    let keyring = Keyring {
        inside: mock::Store::new().unwrap(),
        lock: Arc::clone(&lock),
    };
    (Arc::new(keyring), lock)
}

#[tokio::test]
async fn a_locked_keyring_is_never_taken_for_an_empty_one() {
    let (store, lock) = keyring();
    let vault = KeychainVault::new(store, "live");
    vault.set("company-1", Secret::new(GRANT)).await.unwrap();
    assert_eq!(read(&vault, "company-2").await, Ok(None));

    // It worked in this process before; it can be locked again all the same.
    lock.lock().unwrap().locked = true;
    assert_eq!(read(&vault, "company-1").await, Err(VaultError::Locked));
    assert_eq!(vault.delete("company-1").await, Err(VaultError::Locked));
    assert_eq!(vault.status().await, VaultStatus::Locked);

    lock.lock().unwrap().locked = false;
    assert_eq!(read(&vault, "company-1").await, some(GRANT));
    assert_eq!(vault.status().await, VaultStatus::Ready);
}

#[tokio::test]
async fn an_entry_is_found_when_looking_for_it_unlocks_the_keyring() {
    let (store, lock) = keyring();
    let vault = KeychainVault::new(store, "live");
    vault.set("company-1", Secret::new(GRANT)).await.unwrap();
    let close = || {
        *lock.lock().unwrap() = Lock {
            locked: true,
            unlocks_when_written: true,
            ..Lock::default()
        };
    };
    close();
    assert_eq!(read(&vault, "company-1").await, some(GRANT));
    close();
    vault.delete("company-1").await.unwrap();
    assert_eq!(read(&vault, "company-1").await, Ok(None));
}

#[tokio::test]
async fn vaults_of_different_services_do_not_see_each_others_entries() {
    let store = mock::Store::new().unwrap();
    let ours = vault(&store, "live");
    let theirs = vault(&store, "live").with_service("Another");
    theirs.set("a", Secret::new(GRANT)).await.unwrap();
    assert_eq!(read(&ours, "a").await, Ok(None));
    assert_eq!(read(&theirs, "a").await, some(GRANT));
}

#[tokio::test]
async fn modifiers_reach_the_store_with_every_entry() {
    let (store, lock) = keyring();
    let vault = KeychainVault::new(store, "live").with_modifiers([("persistence", "Local")]);
    vault.set("a", Secret::new(GRANT)).await.unwrap();
    vault.status().await;
    let seen = std::mem::take(&mut lock.lock().unwrap().modifiers);
    assert_eq!(seen.len(), 3, "a look, the entry, the canary");
    for modifiers in seen {
        assert_eq!(modifiers["persistence"], "Local");
    }
}

/// Answers nothing until it is released, as a keychain whose prompt is not answered.
#[derive(Debug)]
struct Stuck {
    inside: Arc<mock::Store>,
    release: Mutex<mpsc::Receiver<()>>,
}

impl CredentialStoreApi for Stuck {
    fn vendor(&self) -> String {
        "test".to_owned()
    }

    fn id(&self) -> String {
        "stuck".to_owned()
    }

    fn build(
        &self,
        service: &str,
        user: &str,
        modifiers: Option<&HashMap<&str, &str>>,
    ) -> keyring_core::Result<Entry> {
        // An error means that the test dropped it.
        let _ = self.release.lock().unwrap().recv();
        self.inside.build(service, user, modifiers)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[tokio::test]
async fn a_keychain_that_does_not_answer_is_given_up_but_a_change_is_still_made() {
    let inside = mock::Store::new().unwrap();
    let (release_grant, release) = mpsc::channel();
    let stuck = Stuck {
        inside: Arc::clone(&inside),
        release: Mutex::new(release),
    };
    let vault = KeychainVault::new(Arc::new(stuck), "live").with_timeout(Duration::from_millis(20));

    let set = vault.set("company-1", Secret::new(GRANT)).await;
    assert_eq!(set, Err(VaultError::TimedOut));
    assert_eq!(read(&vault, "company-1").await, Err(VaultError::TimedOut));
    assert_eq!(vault.status().await, VaultStatus::Locked);

    drop(release_grant);
    let vault = vault.with_timeout(Duration::from_secs(30));
    assert_eq!(read(&vault, "company-1").await, some(GRANT));
    // The reads nobody waited for were skipped, so the canary was never needed.
    let entry = inside.build("Counterfoil", "live/canary", None).unwrap();
    assert!(matches!(entry.get_secret(), Err(Error::NoEntry)));
}
