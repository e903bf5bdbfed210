//! Which secrets are rows of the firm's sealed file, and how they came there out of the keychain.
//!
//! Keychains are made for some entries: Windows' takes about a thousand in all, and a Linux one writes its whole file
//! for each change. So the secrets of which there are as many as clients are in the file, and the keychain has its key.
//! Builds before this one kept an entry for each; those are moved once, a few at a time: written, read back, and only
//! then deleted. Until all are moved, what the file does not have is looked for among the entries; what both have is
//! the file's.

use std::path::PathBuf;

use super::sealed::{Key, Row, SealedFile};
use super::split::{self, Entries};
use super::{MAX_BYTES, Secret, VaultError, refuse_if_longer};

/// Entry of the keychain: the key of the file.
const KEY: &str = "vault-key";
/// What the names begin with that go into the file.
const IN_FILE: [&str; 4] = ["company/", "link/", "sign-in/", "to-revoke/"];
/// More is no secret of ours.
pub(super) const LONGEST: usize = 16 * MAX_BYTES;
/// So many entries are moved before somebody else's question is answered.
const AT_ONCE: usize = 25;

/// Whether there are as many secrets with such names as clients, so that a vault keeps them in a file and not in the
/// keychain.
#[must_use]
pub fn is_in_file(name: &str) -> bool {
    IN_FILE.iter().any(|beginning| name.starts_with(beginning))
}

/// The sealed file of a firm with its key, over the entries of its keychain.
pub(super) struct Filed {
    file: SealedFile,
    /// Known from the first use on: what is in the file can be read and kept while the keychain is locked again.
    key: Option<Key>,
    /// Nothing is left in the keychain that belongs into the file.
    is_moved: bool,
    /// What was found to move.
    left: Option<Vec<String>>,
}

/// Whether moving is to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moving {
    GoesOn,
    Ended,
}

impl Filed {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            file: SealedFile::new(path),
            key: None,
            is_moved: false,
            left: None,
        }
    }

    /// The secret of this name. A row that is damaged is given as an empty text, which nobody can read: it costs that
    /// row alone.
    pub(super) fn get(
        &mut self,
        entries: &impl Entries,
        name: &str,
    ) -> Result<Option<Secret>, VaultError> {
        if !self.file.exists() {
            return self.former(entries, name);
        }
        self.find_key(entries)?;
        match self.file.read(self.key.as_ref(), name)? {
            Row::Text(text) => Ok(Some(text)),
            Row::None => self.former(entries, name),
            Row::Damaged => {
                tracing::warn!("a row of the vault's file is damaged");
                let former = self.former(entries, name)?;
                Ok(Some(former.unwrap_or_else(|| Secret::new(""))))
            }
            Row::OtherKey => match self.former(entries, name)? {
                Some(text) => Ok(Some(text)),
                None => Err(VaultError::OtherKey),
            },
        }
    }

    /// Keeps it. Where the keychain is too full for the key, an entry of that name is used as before.
    pub(super) fn set(
        &mut self,
        entries: &impl Entries,
        name: &str,
        secret: &Secret,
    ) -> Result<(), VaultError> {
        refuse_if_longer(secret, LONGEST)?;
        match self.write(entries, &[(name, secret)]) {
            Err(VaultError::Full) => split::replace(entries, name, secret),
            written => written,
        }
    }

    /// Removes it, first where an older build left it: an interrupted removal brings nothing old back.
    pub(super) fn delete(&mut self, entries: &impl Entries, name: &str) -> Result<(), VaultError> {
        if !self.is_moved(entries)? {
            split::delete(entries, name)?;
        }
        self.file.remove(name)
    }

    /// Moves some of what older builds left in the keychain.
    pub(super) fn move_some(&mut self, entries: &impl Entries) -> Result<Moving, VaultError> {
        if self.is_moved(entries)? || !self.file.has_folder() {
            return Ok(Moving::Ended);
        }
        let mut left = match self.left.take() {
            Some(left) => left,
            None => to_move(entries)?,
        };
        if left.is_empty() {
            if self.file.exists()
                && let Some(key) = &self.key
            {
                self.file.note_moved(key)?;
                self.is_moved = true;
                tracing::info!("the keychain's entries of clients are in the vault's file");
            }
            return Ok(Moving::Ended);
        }
        let some = left.split_off(left.len().saturating_sub(AT_ONCE));
        self.move_these(entries, &some)?;
        self.left = Some(left);
        Ok(Moving::GoesOn)
    }

    /// Checks whether the keychain still has the key. One that somebody deleted meanwhile is put back; another one
    /// counts from now on.
    pub(super) fn look_again(&mut self, entries: &impl Entries) -> Result<(), VaultError> {
        let Some(known) = &self.key else {
            return Ok(());
        };
        match entries.read(KEY)? {
            None => entries.write(KEY, &known.to_text()),
            Some(text) if Key::from_text(&text).is_some_and(|kept| kept.is(known)) => Ok(()),
            Some(_) => {
                self.key = None;
                self.is_moved = false;
                Ok(())
            }
        }
    }

    /// How many secrets are under a key that is not in the keychain.
    pub(super) fn unreadable(&mut self, entries: &impl Entries) -> Result<u32, VaultError> {
        if !self.file.exists() {
            return Ok(0);
        }
        self.find_key(entries)?;
        self.file.under_other_keys(self.key.as_ref())
    }

    /// Deletes the file. The key goes with the keychain's entries, before.
    pub(super) fn wipe(&mut self) -> Result<(), VaultError> {
        self.key = None;
        self.is_moved = false;
        self.left = None;
        self.file.delete()
    }

    /// Closes the file, before its folder is deleted.
    pub(super) fn close(&mut self) {
        self.file.close();
    }

    fn move_these(&mut self, entries: &impl Entries, names: &[String]) -> Result<(), VaultError> {
        let mut found = Vec::new();
        self.find_key(entries)?;
        for name in names.iter().filter(|name| !split::is_part(name)) {
            // What the file has is newer.
            if !matches!(self.file.read(self.key.as_ref(), name)?, Row::Text(_))
                && let Some(text) = split::get(entries, name)?
            {
                found.push((name.as_str(), text));
            }
        }
        if !found.is_empty() {
            let secrets: Vec<(&str, &Secret)> =
                found.iter().map(|(name, text)| (*name, text)).collect();
            self.write(entries, &secrets)?;
        }
        for (name, text) in &found {
            let kept = self.file.read(self.key.as_ref(), name)?;
            // EXPOSE: compared with what was read.
            if !matches!(kept, Row::Text(kept) if kept.expose() == text.expose()) {
                return Err(VaultError::File("a row was not kept".to_owned()));
            }
        }
        for name in names {
            split::delete(entries, name)?;
        }
        Ok(())
    }

    /// What an older build left under this name.
    fn former(&mut self, entries: &impl Entries, name: &str) -> Result<Option<Secret>, VaultError> {
        if self.is_moved(entries)? {
            return Ok(None);
        }
        split::get(entries, name)
    }

    fn is_moved(&mut self, entries: &impl Entries) -> Result<bool, VaultError> {
        if !self.is_moved && self.file.exists() {
            self.find_key(entries)?;
            if let Some(key) = &self.key {
                self.is_moved = self.file.is_moved(key)?;
            }
        }
        Ok(self.is_moved)
    }

    /// Reads the key, if the keychain has one. A text that is no key is none.
    fn find_key(&mut self, entries: &impl Entries) -> Result<(), VaultError> {
        if self.key.is_none()
            && let Some(text) = entries.read(KEY)?
        {
            self.key = Key::from_text(&text);
            if self.key.is_none() {
                tracing::warn!("the key of the vault's file is damaged");
            }
        }
        Ok(())
    }

    /// Writes rows. The key is made when there surely is none, and used after it was read back.
    fn write(
        &mut self,
        entries: &impl Entries,
        secrets: &[(&str, &Secret)],
    ) -> Result<(), VaultError> {
        self.find_key(entries)?;
        if self.key.is_none() {
            let key = Key::generate();
            let text = key.to_text();
            match entries.write(KEY, &text) {
                Err(VaultError::Full) => {
                    entries.make_room();
                    entries.write(KEY, &text)?;
                }
                written => written?,
            }
            let kept = entries.read(KEY)?.as_ref().and_then(Key::from_text);
            if !kept.is_some_and(|kept| kept.is(&key)) {
                return Err(VaultError::Other("it does not keep entries".to_owned()));
            }
            self.key = Some(key);
        }
        match &self.key {
            Some(key) => self.file.write(key, secrets),
            None => Err(VaultError::OtherKey),
        }
    }
}

/// The entries that belong into the file. Parts of split ones come first in the list and so are taken last: what no
/// secret names any more is deleted then.
fn to_move(entries: &impl Entries) -> Result<Vec<String>, VaultError> {
    let mut names = entries.names()?;
    names.retain(|name| is_in_file(name));
    names.sort_by_key(|name| !split::is_part(name));
    Ok(names)
}

#[cfg(test)]
mod tests;
