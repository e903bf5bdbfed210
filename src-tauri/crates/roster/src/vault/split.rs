//! Secrets that builds before the sealed file kept in several entries of a keychain, because they were longer than one.
//!
//! The entry of the secret's own name says how many parts there are and under which names. Nothing is written so any
//! more: they are read, replaced and deleted. Parts that an interrupted change left belong to nothing.

use sha2::{Digest as _, Sha256};

use super::{MAX_BYTES, Secret, VaultError};

/// More is no secret of ours.
const MOST_PARTS: usize = 16;
/// What the entry of a split secret begins with; no secret of ours does.
const HEAD: &str = "counterfoil-split-1 ";
/// In the place of the digest: the secret is deleted, and its parts may not be yet.
const DELETED: &str = "-";
/// Another process may replace a secret while its parts are read.
const LOOKS: usize = 3;

/// Single entries of a keychain, none longer than [`MAX_BYTES`].
pub(super) trait Entries {
    /// The entry of this name.
    fn read(&self, name: &str) -> Result<Option<Secret>, VaultError>;
    /// The same without making sure that nothing is there when nothing is seen.
    fn glance(&self, name: &str) -> Option<Secret> {
        self.read(name).ok().flatten()
    }

    /// Puts a text there, in one step.
    fn write(&self, name: &str, text: &Secret) -> Result<(), VaultError>;
    /// Removes it; nothing there is fine too.
    fn remove(&self, name: &str) -> Result<(), VaultError>;
    /// The names of all.
    fn names(&self) -> Result<Vec<String>, VaultError>;
    /// Gives up an entry that can be done without.
    fn make_room(&self);
}

/// The secret of this name, whole. One whose parts were damaged is given as an empty text: nobody can read it, like an
/// entry that another program wrote over.
pub(super) fn get(entries: &impl Entries, name: &str) -> Result<Option<Secret>, VaultError> {
    for _ in 0..LOOKS {
        let Some(entry) = entries.read(name)? else {
            return Ok(None);
        };
        let Some(head) = Head::of(&entry) else {
            return Ok(Some(entry));
        };
        if head.is_deleted() {
            return Ok(None);
        }
        if let Some(whole) = head.whole(entries, name)? {
            return Ok(Some(whole));
        }
    }
    tracing::warn!("a part of an entry is missing in the keychain");
    Ok(Some(Secret::new("")))
}

/// Puts a secret that fits into one entry in place of what was there.
pub(super) fn replace(
    entries: &impl Entries,
    name: &str,
    secret: &Secret,
) -> Result<(), VaultError> {
    // Where it is not seen, its parts stay like those of an interrupted change.
    let former = entries.glance(name).as_ref().and_then(Head::of);
    entries.write(name, secret)?;
    if let Some(former) = former {
        former.forget(entries, name);
    }
    Ok(())
}

/// Whether an entry is a part of a split secret.
pub(super) fn is_part(name: &str) -> bool {
    name.contains('#')
}

/// Removes a secret with all its parts.
pub(super) fn delete(entries: &impl Entries, name: &str) -> Result<(), VaultError> {
    // An entry that cannot be read names no parts, and can be removed all the same.
    let entry = entries.read(name).ok().flatten();
    if let Some(head) = entry.as_ref().and_then(Head::of) {
        let head = Head {
            digest: DELETED.to_owned(),
            ..head
        };
        // From here on there is no secret, and a second try finds the parts that the first one left.
        entries.write(name, &head.entry())?;
        for part in 0..head.parts {
            entries.remove(&head.part(name, part))?;
        }
    }
    entries.remove(name)
}

/// The content of the entry of a split secret.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    /// Different with every change.
    generation: String,
    parts: usize,
    /// Of the whole text, so that parts that do not belong together are not taken for it.
    digest: String,
}

impl Head {
    fn of(entry: &Secret) -> Option<Self> {
        // EXPOSE: read for its beginning.
        let mut words = entry.expose().strip_prefix(HEAD)?.split(' ');
        let head = Self {
            generation: words.next()?.to_owned(),
            parts: words.next()?.parse().ok()?,
            digest: words.next()?.to_owned(),
        };
        (head.parts <= MOST_PARTS && words.next().is_none()).then_some(head)
    }

    fn entry(&self) -> Secret {
        let Self {
            generation,
            parts,
            digest,
        } = self;
        Secret::new(format!("{HEAD}{generation} {parts} {digest}"))
    }

    /// Its parts are being removed.
    fn is_deleted(&self) -> bool {
        self.digest == DELETED
    }

    /// `None` where a part is missing or another one's.
    fn whole(&self, entries: &impl Entries, name: &str) -> Result<Option<Secret>, VaultError> {
        let mut text = String::with_capacity(self.parts * MAX_BYTES);
        for number in 0..self.parts {
            let Some(part) = entries.read(&self.part(name, number))? else {
                return Ok(None);
            };
            // EXPOSE: put together again.
            text.push_str(part.expose());
        }
        let is_whole = digest(&text) == self.digest;
        Ok(is_whole.then(|| Secret::new(text)))
    }

    /// Parts that nothing names any more. One that stays is of no use to anybody, and no reason to say that the secret
    /// was not kept.
    fn forget(&self, entries: &impl Entries, name: &str) {
        for number in 0..self.parts {
            if let Err(error) = entries.remove(&self.part(name, number)) {
                tracing::warn!(%error, "a former part of an entry stays in the keychain");
            }
        }
    }

    fn part(&self, name: &str, number: usize) -> String {
        format!("{name}#{}.{number}", self.generation)
    }
}

fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

    use std::cell::{Cell, RefCell};
    use std::collections::BTreeMap;

    use super::*;

    /// A keychain that ends after some changes, as a computer that loses its power, or has room for some entries only.
    pub(in crate::vault) struct Keychain {
        pub(in crate::vault) entries: RefCell<BTreeMap<String, String>>,
        pub(in crate::vault) changes_left: Cell<usize>,
        pub(in crate::vault) room: Cell<usize>,
    }

    impl Keychain {
        pub(in crate::vault) fn new() -> Self {
            Self {
                entries: RefCell::default(),
                changes_left: Cell::new(usize::MAX),
                room: Cell::new(usize::MAX),
            }
        }

        /// Puts an entry there.
        pub(in crate::vault) fn put(&self, name: &str, text: &str) {
            self.entries
                .borrow_mut()
                .insert(name.to_owned(), text.to_owned());
        }

        /// Puts a secret there as older builds did.
        pub(in crate::vault) fn put_split(&self, name: &str, parts: &[&str]) {
            let whole = parts.concat();
            for (number, part) in parts.iter().enumerate() {
                self.put(&format!("{name}#generation.{number}"), part);
            }
            let digest = digest(&whole);
            self.put(name, &format!("{HEAD}generation {} {digest}", parts.len()));
        }

        fn change(&self) -> Result<(), VaultError> {
            let left = self.changes_left.get().checked_sub(1);
            self.changes_left.set(left.unwrap_or_default());
            left.map(drop).ok_or(VaultError::TimedOut)
        }
    }

    impl Entries for Keychain {
        fn read(&self, name: &str) -> Result<Option<Secret>, VaultError> {
            let text = self.entries.borrow().get(name).cloned();
            Ok(text.map(Secret::new))
        }

        fn write(&self, name: &str, text: &Secret) -> Result<(), VaultError> {
            self.change()?;
            let mut entries = self.entries.borrow_mut();
            if !entries.contains_key(name) && entries.len() >= self.room.get() {
                return Err(VaultError::Full);
            }
            // EXPOSE: a test's keychain.
            let text = text.expose().to_owned();
            assert!(text.len() <= MAX_BYTES, "{name} has {} bytes", text.len());
            entries.insert(name.to_owned(), text);
            Ok(())
        }

        fn remove(&self, name: &str) -> Result<(), VaultError> {
            self.change()?;
            self.entries.borrow_mut().remove(name);
            Ok(())
        }

        fn names(&self) -> Result<Vec<String>, VaultError> {
            Ok(self.entries.borrow().keys().cloned().collect())
        }

        fn make_room(&self) {
            self.entries.borrow_mut().remove("canary");
        }
    }

    pub(in crate::vault) fn read(keychain: &Keychain, name: &str) -> Option<String> {
        let secret = get(keychain, name).unwrap();
        // EXPOSE: a test compares it.
        secret.map(|secret| secret.expose().to_owned())
    }

    #[test]
    fn what_an_older_build_split_comes_back_whole_and_is_replaced_and_deleted_with_its_parts() {
        let keychain = Keychain::new();
        let parts = ["x".repeat(MAX_BYTES), "é".repeat(9)];
        keychain.put_split("company/1", &parts.each_ref().map(String::as_str));
        assert_eq!(read(&keychain, "company/1"), Some(parts.concat()));
        replace(&keychain, "company/1", &Secret::new("short")).unwrap();
        assert_eq!(read(&keychain, "company/1").as_deref(), Some("short"));
        assert_eq!(keychain.entries.borrow().len(), 1);
        keychain.put_split("company/1", &["a", "b"]);
        delete(&keychain, "company/1").unwrap();
        assert!(keychain.entries.borrow().is_empty());
    }

    #[test]
    fn a_delete_that_is_interrupted_can_be_repeated_and_then_nothing_is_left() {
        // The entry of its name, three parts, the entry again.
        for changes in 0..=5 {
            let keychain = Keychain::new();
            keychain.put_split("company/1", &["a", "b", "c"]);
            keychain.changes_left.set(changes);
            let deleted = delete(&keychain, "company/1");
            keychain.changes_left.set(usize::MAX);
            assert_eq!(deleted.is_ok(), changes == 5, "{changes}");
            assert_eq!(read(&keychain, "company/1").is_none(), changes > 0);
            delete(&keychain, "company/1").unwrap();
            assert!(keychain.entries.borrow().is_empty(), "{changes}");
        }
    }

    #[test]
    fn parts_that_do_not_belong_together_are_no_secret() {
        let keychain = Keychain::new();
        keychain.put_split("company/1", &["a", "b"]);
        keychain.put("company/1#generation.1", "z");
        assert_eq!(read(&keychain, "company/1").as_deref(), Some(""));
        keychain
            .entries
            .borrow_mut()
            .remove("company/1#generation.1");
        assert_eq!(read(&keychain, "company/1").as_deref(), Some(""));
        delete(&keychain, "company/1").unwrap();
        assert!(keychain.entries.borrow().is_empty());
    }
}
