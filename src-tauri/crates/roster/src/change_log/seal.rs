//! The seal of a line.
//!
//! A sealed line is base64url of: version byte, 24-byte nonce, XChaCha20-Poly1305 ciphertext. Nonces are
//! random, because all computers seal with one key and none knows the others' counters. The computer and the
//! number of the line are authenticated, so that a line opens in its own place only. Lines are padded: their
//! length tells nothing about the names in them.
//!
//! A line under a later key than the firm's first has a mark behind its version byte, made with the first: a computer
//! that does not have the later key yet learns that the line is of its firm, and nothing more.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use intuit::RealmId;
use provisioning::{FirmKey, FirmKeys};
use rand::RngCore as _;
use rand::rngs::OsRng;
use secrecy::{ExposeSecret as _, SecretBox};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::entry::Entry;

/// Version of the seal under the firm's first key.
const SEAL: u8 = 1;
/// The same under a later one.
const MARKED_SEAL: u8 = 2;
const KEY_LENGTH: usize = 32;
const NONCE_LENGTH: usize = 24;
const MARK_LENGTH: usize = 16;
/// What is sealed is filled up to a multiple of this.
const PADDED_TO: usize = 512;
/// A longer line is none of ours.
pub(super) const LONGEST_LINE: usize = 12 * 1024;

/// The keys of a firm's change log, each for its purpose.
pub(super) struct Keys {
    /// Oldest first; the last one seals.
    epochs: Vec<Epoch>,
    /// Of the firm's first key, so that a company stays the same over all epochs. Somebody who left with it can compute
    /// a company's name in the log, but seal no line.
    company: SecretBox<[u8; KEY_LENGTH]>,
    /// Of the firm's first key: marks lines under the later ones.
    mark: SecretBox<[u8; KEY_LENGTH]>,
    /// Tells the newest key from others; not a secret.
    pub(super) id: String,
    /// Tells the firm from others, whatever its newest key is; not a secret.
    pub(super) firm: String,
    /// As `id`, of the former keys.
    former: Vec<String>,
}

/// What came of opening a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opened {
    /// It says this.
    Entry(Box<Entry>),
    /// It is of this firm, under a key that this computer does not have.
    KeyMissing,
    /// Nothing that was sealed for this place while its key counted.
    Nothing,
}

/// One of the firm's keys, and how long it counted.
struct Epoch {
    cipher: XChaCha20Poly1305,
    /// When the next key took its place, in milliseconds. What claims to be newer is not taken under this key:
    /// somebody may have left with it.
    until: Option<i64>,
}

impl Keys {
    pub(super) fn new(firm: &FirmKeys) -> Self {
        let ends = firm.iter().skip(1).map(|next| Some(next.since));
        let epochs = firm.iter().zip(ends.chain([None]));
        let mut ids: Vec<String> = firm.iter().map(|it| id_of(&it.key)).collect();
        Self {
            epochs: epochs
                .map(|(epoch, until)| Epoch {
                    cipher: XChaCha20Poly1305::new(&derive(&epoch.key, b"seal").into()),
                    until,
                })
                .collect(),
            company: SecretBox::new(Box::new(derive(&firm.oldest().key, b"company"))),
            mark: SecretBox::new(Box::new(derive(&firm.oldest().key, b"later key"))),
            firm: hex::encode(&derive(&firm.oldest().key, b"firm")[..16]),
            id: ids.pop().unwrap_or_default(),
            former: ids,
        }
    }

    /// By which the firm's computers recognise a company without naming it.
    pub(super) fn company(&self, realm: &RealmId) -> String {
        // EXPOSE: both are hashed at once.
        let (key, realm) = (self.company.expose_secret(), realm.expose());
        hex::encode(keyed(key, &[realm.as_bytes()]))
    }

    /// Seals line `number` of a computer's file. `None` for what [`Self::open`] would not take.
    pub(super) fn seal(&self, file_id: &str, number: u64, entry: &Entry) -> Option<String> {
        if !entry.is_sound() {
            return None;
        }
        let mut text = serde_json::to_vec(entry).ok()?;
        text.resize(text.len().next_multiple_of(PADDED_TO), b' ');
        let mut nonce = [0; NONCE_LENGTH];
        OsRng.fill_bytes(&mut nonce);
        let place = place(file_id, number);
        let sealed = Payload {
            msg: &text,
            aad: &place,
        };
        let newest = self.epochs.last()?;
        let sealed = newest
            .cipher
            .encrypt(XNonce::from_slice(&nonce), sealed)
            .ok()?;
        let sealed = [&nonce[..], &sealed].concat();
        let line = if self.epochs.len() == 1 {
            [&[SEAL], &sealed[..]].concat()
        } else {
            [&[MARKED_SEAL], &self.mark(&place, &sealed)[..], &sealed].concat()
        };
        let line = URL_SAFE_NO_PAD.encode(line);
        (line.len() <= LONGEST_LINE).then_some(line)
    }

    /// Opens line `number` of a computer's file.
    pub(super) fn open(&self, file_id: &str, number: u64, line: &[u8]) -> Opened {
        self.parts(file_id, number, line).unwrap_or(Opened::Nothing)
    }

    fn parts(&self, file_id: &str, number: u64, line: &[u8]) -> Option<Opened> {
        if line.len() > LONGEST_LINE {
            return None;
        }
        let place = place(file_id, number);
        let bytes = URL_SAFE_NO_PAD.decode(line).ok()?;
        let (&version, rest) = bytes.split_first()?;
        let (sealed, is_ours) = match version {
            SEAL => (rest, false),
            MARKED_SEAL => {
                let (mark, sealed) = rest.split_at_checked(MARK_LENGTH)?;
                bool::from(self.mark(&place, sealed).ct_eq(mark)).then_some((sealed, true))?
            }
            _ => return None,
        };
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LENGTH)?;
        let opened = self.epochs.iter().rev().find_map(|epoch| {
            let sealed = Payload {
                msg: sealed,
                aad: &place,
            };
            let text = epoch.cipher.decrypt(XNonce::from_slice(nonce), sealed);
            Some((text.ok()?, epoch.until))
        });
        let Some((text, until)) = opened else {
            return is_ours.then_some(Opened::KeyMissing);
        };
        let entry: Entry = serde_json::from_slice(&text).ok()?;
        let in_time = until.is_none_or(|until| entry.at < until);
        (in_time && entry.is_sound()).then(|| Opened::Entry(Box::new(entry)))
    }

    /// What shows that somebody with the firm's first key sealed this for this place.
    fn mark(&self, place: &[u8], sealed: &[u8]) -> [u8; MARK_LENGTH] {
        // EXPOSE: hashed at once.
        let whole = keyed(self.mark.expose_secret(), &[place, sealed]);
        let mut mark = [0; MARK_LENGTH];
        mark.copy_from_slice(&whole[..MARK_LENGTH]);
        mark
    }

    /// Whether what an earlier start kept is of this firm. `firm` is [`Self::firm`]; versions before it kept `id`
    /// alone.
    pub(super) fn is_of(&self, firm: &str, id: &str) -> bool {
        if firm.is_empty() {
            self.id == id || self.former.iter().any(|former| former == id)
        } else {
            self.firm == firm
        }
    }
}

/// A key for one purpose.
fn derive(firm: &FirmKey, purpose: &[u8]) -> [u8; KEY_LENGTH] {
    // EXPOSE: only what is derived from it is used.
    keyed(firm.expose(), &[b"counterfoil firm log v1 ", purpose])
}

fn id_of(firm: &FirmKey) -> String {
    hex::encode(&derive(firm, b"id")[..4])
}

/// The place of a line, for its seal.
fn place(file_id: &str, number: u64) -> Vec<u8> {
    let number = number.to_be_bytes();
    [
        b"counterfoil firm log v1 line ",
        file_id.as_bytes(),
        b" ",
        &number,
    ]
    .concat()
}

fn keyed(key: &[u8; KEY_LENGTH], message: &[&[u8]]) -> [u8; KEY_LENGTH] {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = <Hmac<Sha256> as hmac::Mac>::new_from_slice(key).expect("a key");
    for part in message {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests;
