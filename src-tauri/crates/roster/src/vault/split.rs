//! Secrets longer than one entry of a keychain, in several.
//!
//! The entry of the secret's own name then says how many parts there are and under which names. New parts are written
//! first, under names that none had before, then that entry, then the former parts are deleted. So whatever interrupts a
//! change, the former secret is there or the new one. Parts that an interrupted change leaves belong to nothing; they go
//! with the namespace.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{MAX_BYTES, Secret, VaultError};
use crate::firm_log::hex;

/// More is no secret of ours.
const MOST_PARTS: usize = 16;
/// What the entry of a split secret begins with; no secret of ours does.
const HEAD: &str = "counterfoil-split-1 ";
/// In the place of the digest: the secret is deleted, and its parts may not be yet.
const DELETED: &str = "-";
/// Another process may replace a secret while its parts are read.
const LOOKS: usize = 3;

/// Single entries of a keychain, none longer than [`MAX_BYTES`].
pub trait Entries {
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
}

/// The secret of this name, whole. One whose parts were damaged is given as an empty text: nobody can read it, like an
/// entry that another program wrote over.
pub fn get(entries: &impl Entries, name: &str) -> Result<Option<Secret>, VaultError> {
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

/// Keeps a secret of any length up to 16 entries.
pub fn set(entries: &impl Entries, name: &str, secret: &Secret) -> Result<(), VaultError> {
    // EXPOSE: it is cut to pieces for the keychain.
    let text = secret.expose();
    // Where it is not seen, its parts stay like those of an interrupted change.
    let former = entries.glance(name).as_ref().and_then(Head::of);
    if text.len() <= MAX_BYTES {
        entries.write(name, secret)?;
    } else {
        let parts = cut(text);
        if parts.len() > MOST_PARTS {
            return Err(VaultError::TooLarge { bytes: text.len() });
        }
        let head = Head {
            generation: Uuid::new_v4().simple().to_string(),
            parts: parts.len(),
            digest: digest(text),
        };
        if let Err(error) = head.write(entries, name, &parts) {
            // As far as it can be: the former secret is as it was.
            head.forget(entries, name);
            return Err(error);
        }
    }
    if let Some(former) = former {
        former.forget(entries, name);
    }
    Ok(())
}

/// Removes a secret with all its parts.
pub fn delete(entries: &impl Entries, name: &str) -> Result<(), VaultError> {
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

/// What stands in the entry of a split secret.
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
        // EXPOSE: looked at for its beginning.
        let mut words = entry.expose().strip_prefix(HEAD)?.split(' ');
        let head = Self {
            generation: words.next()?.to_owned(),
            parts: words.next()?.parse().ok()?,
            digest: words.next()?.to_owned(),
        };
        (head.parts <= MOST_PARTS && words.next().is_none()).then_some(head)
    }

    fn write(&self, entries: &impl Entries, name: &str, parts: &[&str]) -> Result<(), VaultError> {
        for (number, part) in parts.iter().enumerate() {
            entries.write(&self.part(name, number), &Secret::new(*part))?;
        }
        entries.write(name, &self.entry())
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

/// The text in pieces that fit, none of which ends within a letter.
fn cut(mut text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    while !text.is_empty() {
        let mut end = text.len().min(MAX_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let (part, rest) = text.split_at(end);
        parts.push(part);
        text = rest;
    }
    parts
}

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

    use std::cell::{Cell, RefCell};
    use std::collections::BTreeMap;

    use super::*;

    /// A keychain that ends after some changes, as a computer that loses its power.
    struct Keychain {
        entries: RefCell<BTreeMap<String, String>>,
        changes_left: Cell<usize>,
    }

    impl Keychain {
        fn new() -> Self {
            Self {
                entries: RefCell::default(),
                changes_left: Cell::new(usize::MAX),
            }
        }

        fn change(&self) -> Result<(), VaultError> {
            let left = self.changes_left.get().checked_sub(1);
            self.changes_left.set(left.unwrap_or_default());
            left.map(drop).ok_or(VaultError::TimedOut)
        }
    }

    impl Entries for Keychain {
        fn read(&self, name: &str) -> Result<Option<Secret>, VaultError> {
            Ok(self.entries.borrow().get(name).map(Secret::new))
        }

        fn write(&self, name: &str, text: &Secret) -> Result<(), VaultError> {
            self.change()?;
            // EXPOSE: a test's keychain.
            let text = text.expose().to_owned();
            assert!(text.len() <= MAX_BYTES, "{name} has {} bytes", text.len());
            self.entries.borrow_mut().insert(name.to_owned(), text);
            Ok(())
        }

        fn remove(&self, name: &str) -> Result<(), VaultError> {
            self.change()?;
            self.entries.borrow_mut().remove(name);
            Ok(())
        }
    }

    fn read(keychain: &Keychain) -> Option<String> {
        let secret = get(keychain, "company/1").unwrap();
        // EXPOSE: a test compares it.
        secret.map(|secret| secret.expose().to_owned())
    }

    /// Short, one byte too long, of letters of two bytes at an odd place, and as long as can be.
    fn texts() -> [String; 4] {
        [
            "short".to_owned(),
            "x".repeat(MAX_BYTES + 1),
            format!("x{}", "é".repeat(MAX_BYTES)),
            "y".repeat(MOST_PARTS * MAX_BYTES),
        ]
    }

    #[test]
    fn a_secret_of_any_length_comes_back_whole_and_leaves_nothing_of_the_former_one() {
        let keychain = Keychain::new();
        for text in texts().iter().chain(texts().iter().rev()) {
            set(&keychain, "company/1", &Secret::new(text.as_str())).unwrap();
            assert_eq!(read(&keychain).as_ref(), Some(text));
            let entries = keychain.entries.borrow().len();
            let parts = cut(text).len();
            assert_eq!(entries, if parts == 1 { 1 } else { parts + 1 });
        }
        set(&keychain, "company/1", &Secret::new(texts()[2].as_str())).unwrap();
        delete(&keychain, "company/1").unwrap();
        assert!(keychain.entries.borrow().is_empty());
        let too_long = Secret::new("x".repeat(MOST_PARTS * MAX_BYTES + 1));
        assert!(set(&keychain, "company/1", &too_long).is_err());
        assert!(keychain.entries.borrow().is_empty());
    }

    #[test]
    fn whatever_interrupts_a_change_the_former_secret_is_there_or_the_new_one() {
        for (former, new) in texts()
            .iter()
            .flat_map(|former| texts().map(|new| (former.clone(), new)))
        {
            for changes in 0.. {
                let keychain = Keychain::new();
                set(&keychain, "company/1", &Secret::new(former.as_str())).unwrap();
                keychain.changes_left.set(changes);
                let kept = set(&keychain, "company/1", &Secret::new(new.as_str())).is_ok();
                let is_through = keychain.changes_left.get() > 0;
                keychain.changes_left.set(usize::MAX);
                let expected = if kept { &new } else { &former };
                assert_eq!(read(&keychain).as_ref(), Some(expected), "{changes}");
                set(&keychain, "company/1", &Secret::new("next")).unwrap();
                assert_eq!(read(&keychain).as_deref(), Some("next"));
                if is_through {
                    break;
                }
            }
        }
    }

    #[test]
    fn a_delete_that_is_interrupted_can_be_repeated_and_then_nothing_is_left() {
        // The entry of its name, three parts, the entry again.
        for changes in 0..=5 {
            let keychain = Keychain::new();
            set(&keychain, "company/1", &Secret::new(texts()[2].as_str())).unwrap();
            keychain.changes_left.set(changes);
            let deleted = delete(&keychain, "company/1");
            keychain.changes_left.set(usize::MAX);
            assert_eq!(deleted.is_ok(), changes == 5, "{changes}");
            assert_eq!(read(&keychain).is_none(), changes > 0, "{changes}");
            delete(&keychain, "company/1").unwrap();
            assert!(keychain.entries.borrow().is_empty(), "{changes}");
        }
    }

    #[test]
    fn parts_that_do_not_belong_together_are_no_secret() {
        let keychain = Keychain::new();
        set(&keychain, "company/1", &Secret::new(texts()[1].as_str())).unwrap();
        let part = |it: &&String| it.ends_with(".1");
        let name = keychain
            .entries
            .borrow()
            .keys()
            .find(part)
            .cloned()
            .unwrap();
        keychain
            .entries
            .borrow_mut()
            .insert(name.clone(), "z".to_owned());
        assert_eq!(read(&keychain).as_deref(), Some(""));
        keychain.entries.borrow_mut().remove(&name);
        assert_eq!(read(&keychain).as_deref(), Some(""));
        delete(&keychain, "company/1").unwrap();
        assert!(keychain.entries.borrow().is_empty());
    }
}
