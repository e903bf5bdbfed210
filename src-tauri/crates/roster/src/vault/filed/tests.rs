#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use tempfile::TempDir;

use super::super::split::tests::{Keychain, read as entry};
use super::*;

const CLIENTS: usize = 30;

struct Computer {
    folder: TempDir,
    keychain: Keychain,
}

impl Computer {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            keychain: Keychain::new(),
        }
    }

    /// As an older build left it: an entry for each client, some of them split.
    fn of_an_older_build() -> Self {
        let it = Self::new();
        it.keychain.put("canary", "counterfoil");
        it.keychain.put("firm-key", "key");
        for client in 0..CLIENTS {
            let name = format!("company/{client}");
            if client % 10 == 0 {
                let parts = ["x".repeat(MAX_BYTES), client.to_string()];
                it.keychain
                    .put_split(&name, &parts.each_ref().map(String::as_str));
            } else {
                it.keychain.put(&name, &grant(client));
            }
        }
        it.keychain.put("to-revoke/a", "waits");
        it
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("vault.sqlite")
    }

    fn start(&self) -> Filed {
        Filed::new(self.path())
    }

    fn move_all(&self, filed: &mut Filed) -> Result<(), VaultError> {
        while filed.move_some(&self.keychain)? == Moving::GoesOn {}
        Ok(())
    }

    fn get(&self, filed: &mut Filed, name: &str) -> Result<Option<String>, VaultError> {
        let secret = filed.get(&self.keychain, name)?;
        // EXPOSE: a test compares it.
        Ok(secret.map(|secret| secret.expose().to_owned()))
    }

    fn names(&self) -> Vec<String> {
        self.keychain.entries.borrow().keys().cloned().collect()
    }

    /// Every client's secret is there, whatever became of the move.
    fn has_all(&self, filed: &mut Filed) {
        for client in 0..CLIENTS {
            let kept = self.get(filed, &format!("company/{client}")).unwrap();
            assert_eq!(kept, Some(grant(client)), "{client}");
        }
        let waits = self.get(filed, "to-revoke/a").unwrap();
        assert_eq!(waits.as_deref(), Some("waits"));
    }
}

fn grant(client: usize) -> String {
    if client.is_multiple_of(10) {
        format!("{}{client}", "x".repeat(MAX_BYTES))
    } else {
        format!("a grant of {client}")
    }
}

fn sql(path: &Path, text: &str) {
    Connection::open(path).unwrap().execute_batch(text).unwrap();
}

#[test]
fn what_an_older_build_left_is_moved_once_and_the_keychain_keeps_the_keys() {
    let it = Computer::of_an_older_build();
    let mut filed = it.start();
    it.has_all(&mut filed);
    it.move_all(&mut filed).unwrap();
    assert_eq!(it.names(), ["canary", "firm-key", "vault-key"]);
    it.has_all(&mut filed);
    // The next start neither looks through the keychain nor takes up what is put there from now on.
    it.keychain.put("company/1", "of another program");
    let mut next = it.start();
    assert_eq!(next.move_some(&it.keychain), Ok(Moving::Ended));
    it.has_all(&mut next);
}

#[test]
fn a_move_that_is_cut_off_anywhere_loses_no_grant_and_the_next_start_goes_on() {
    for changes in 0.. {
        let it = Computer::of_an_older_build();
        it.keychain.changes_left.set(changes);
        let moved = it.move_all(&mut it.start());
        it.keychain.changes_left.set(usize::MAX);
        let mut next = it.start();
        it.has_all(&mut next);
        it.move_all(&mut next).unwrap();
        it.has_all(&mut next);
        assert_eq!(it.names(), ["canary", "firm-key", "vault-key"], "{changes}");
        if moved.is_ok() {
            break;
        }
    }
}

#[test]
fn what_was_renewed_or_ended_while_the_move_went_on_stays_so() {
    let it = Computer::of_an_older_build();
    let mut filed = it.start();
    filed
        .set(&it.keychain, "company/1", &Secret::new("renewed"))
        .unwrap();
    filed.delete(&it.keychain, "company/2").unwrap();
    for _ in 0..2 {
        let kept = it.get(&mut filed, "company/1").unwrap();
        assert_eq!(kept.as_deref(), Some("renewed"));
        assert_eq!(it.get(&mut filed, "company/2"), Ok(None));
        it.move_all(&mut filed).unwrap();
    }
}

#[test]
fn without_its_key_nothing_in_the_file_is_read_written_over_or_taken_for_missing() {
    let it = Computer::new();
    let mut filed = it.start();
    for name in ["company/1", "company/2"] {
        filed.set(&it.keychain, name, &Secret::new(name)).unwrap();
    }
    let key = entry(&it.keychain, KEY).unwrap();
    // Emptied, another one's, or no key at all.
    let others = [
        None,
        Some(entry_of_another_computer()),
        Some("torn".to_owned()),
    ];
    for other in others {
        match &other {
            None => drop(it.keychain.entries.borrow_mut().remove(KEY)),
            Some(text) => it.keychain.put(KEY, text),
        }
        let mut filed = it.start();
        assert_eq!(filed.unreadable(&it.keychain), Ok(2));
        assert_eq!(it.get(&mut filed, "company/1"), Err(VaultError::OtherKey));
        assert_eq!(it.get(&mut filed, "company/3"), Ok(None));
        // Connecting again goes on, beside what is there.
        filed
            .set(&it.keychain, "company/1", &Secret::new("anew"))
            .unwrap();
        assert_eq!(
            it.get(&mut filed, "company/1").unwrap().as_deref(),
            Some("anew")
        );
        assert_eq!(filed.unreadable(&it.keychain), Ok(1));
        assert_eq!(it.get(&mut filed, "company/2"), Err(VaultError::OtherKey));
        // The keychain is put back.
        it.keychain.put(KEY, &key);
        let mut back = it.start();
        for name in ["company/1", "company/2"] {
            assert_eq!(it.get(&mut back, name).unwrap().as_deref(), Some(name));
        }
        assert_eq!(back.unreadable(&it.keychain), Ok(0));
    }
}

fn entry_of_another_computer() -> String {
    // EXPOSE: a test's key.
    Key::generate().to_text().expose().to_owned()
}

#[test]
fn the_file_of_one_computer_is_worth_nothing_on_another() {
    let (one, other) = (Computer::new(), Computer::new());
    let secret = Secret::new("a grant of one");
    one.start()
        .set(&one.keychain, "company/1", &secret)
        .unwrap();
    fs::copy(one.path(), other.path()).unwrap();
    let mut filed = other.start();
    assert_eq!(
        other.get(&mut filed, "company/1"),
        Err(VaultError::OtherKey)
    );
    let text = fs::read(other.path()).unwrap();
    let holds = |what: &[u8]| text.windows(what.len()).any(|it| it == what);
    assert!(holds(b"company/1") && !holds(b"a grant"));
}

#[test]
fn a_row_that_is_damaged_or_put_under_another_name_costs_that_row_alone() {
    let it = Computer::new();
    let mut filed = it.start();
    for name in ["company/1", "company/2", "company/3", "company/4"] {
        filed.set(&it.keychain, name, &Secret::new(name)).unwrap();
    }
    drop(filed);
    sql(
        &it.path(),
        "UPDATE sealed SET seal = (SELECT seal FROM sealed WHERE name = 'company/3') WHERE name = 'company/1';
         UPDATE sealed SET seal = x'0102' WHERE name = 'company/2';
         UPDATE sealed SET seal = x'' WHERE name = 'company/4';",
    );
    let mut filed = it.start();
    for name in ["company/1", "company/2", "company/4"] {
        assert_eq!(it.get(&mut filed, name).unwrap().as_deref(), Some(""));
    }
    let kept = it.get(&mut filed, "company/3").unwrap();
    assert_eq!(kept.as_deref(), Some("company/3"));
    let anew = Secret::new("anew");
    filed.set(&it.keychain, "company/2", &anew).unwrap();
    let kept = it.get(&mut filed, "company/2").unwrap();
    assert_eq!(kept.as_deref(), Some("anew"));
}

#[test]
fn a_damaged_file_is_kept_and_what_can_be_read_of_it_goes_on() {
    let it = Computer::new();
    let mut filed = it.start();
    for client in 0..400 {
        let name = format!("company/{client:03}");
        filed
            .set(&it.keychain, &name, &Secret::new(name.as_str()))
            .unwrap();
    }
    drop(filed);
    // Its last page is torn; then the whole of it.
    let mut torn = fs::read(it.path()).unwrap();
    let end = torn.len() - 4_096;
    torn[end..].fill(0xA5);
    fs::write(it.path(), &torn).unwrap();
    let mut filed = it.start();
    let first = it.get(&mut filed, "company/000").unwrap();
    assert_eq!(first.as_deref(), Some("company/000"));
    let aside = it.folder.path().join("vault.damaged-1.sqlite");
    assert_eq!(fs::read(&aside).unwrap(), torn);
    drop(filed);
    fs::write(it.path(), b"this was a file once ".repeat(900)).unwrap();
    let mut filed = it.start();
    assert_eq!(it.get(&mut filed, "company/000"), Ok(None));
    let secret = Secret::new("anew");
    filed.set(&it.keychain, "company/000", &secret).unwrap();
    assert!(it.folder.path().join("vault.damaged-2.sqlite").exists());
    filed.wipe().unwrap();
    assert_eq!(fs::read_dir(it.folder.path()).unwrap().count(), 0);
}

#[test]
fn a_store_too_full_for_the_key_keeps_its_entries_and_takes_renewals_as_before() {
    let it = Computer::of_an_older_build();
    // Nothing can be given up either.
    it.keychain.entries.borrow_mut().remove("canary");
    it.keychain.room.set(it.names().len());
    let mut filed = it.start();
    assert_eq!(it.move_all(&mut filed), Err(VaultError::Full));
    it.has_all(&mut filed);
    let renewed = Secret::new("renewed");
    filed.set(&it.keychain, "company/1", &renewed).unwrap();
    let kept = it.get(&mut filed, "company/1").unwrap();
    assert_eq!(kept.as_deref(), Some("renewed"));
    let refused = filed.set(&it.keychain, "company/new", &renewed);
    assert_eq!(refused, Err(VaultError::Full));
    // One entry less is enough for all.
    it.keychain.entries.borrow_mut().remove("firm-key");
    it.move_all(&mut filed).unwrap();
    filed.set(&it.keychain, "company/new", &renewed).unwrap();
    assert_eq!(it.names(), ["vault-key"]);
    let kept = it.get(&mut filed, "company/1").unwrap();
    assert_eq!(kept.as_deref(), Some("renewed"));
}

#[test]
fn a_file_that_somebody_deletes_meanwhile_is_not_written_to_out_of_sight() {
    let it = Computer::new();
    let mut filed = it.start();
    let secret = Secret::new("a grant");
    filed.set(&it.keychain, "company/1", &secret).unwrap();
    fs::remove_file(it.path()).unwrap();
    assert_eq!(it.get(&mut filed, "company/1"), Ok(None));
    filed.set(&it.keychain, "company/2", &secret).unwrap();
    let kept = it.get(&mut it.start(), "company/2").unwrap();
    assert_eq!(kept.as_deref(), Some("a grant"));
}

#[test]
fn a_key_that_somebody_deletes_meanwhile_is_put_back() {
    let it = Computer::new();
    let mut filed = it.start();
    let secret = Secret::new("a grant");
    filed.set(&it.keychain, "company/1", &secret).unwrap();
    it.keychain.entries.borrow_mut().remove(KEY);
    filed.look_again(&it.keychain).unwrap();
    let kept = it.get(&mut it.start(), "company/1").unwrap();
    assert_eq!(kept.as_deref(), Some("a grant"));
}

#[cfg(unix)]
#[test]
fn the_file_is_its_owners_alone_and_a_change_is_on_the_disk_when_it_returns() {
    use std::os::unix::fs::PermissionsExt as _;

    let it = Computer::new();
    let mut filed = it.start();
    let secret = Secret::new("a grant");
    filed.set(&it.keychain, "company/1", &secret).unwrap();
    let mode = fs::metadata(it.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(filed.file.pragmas(), ("wal".to_owned(), 2, 1));
}
