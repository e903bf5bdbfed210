//! Sealing what the relay does not want to remember.
//!
//! A sealed text is base64url of: version byte, 8-byte key id, 24-byte nonce, XChaCha20-Poly1305
//! ciphertext. Version, key id and purpose are authenticated, so a hand-off never opens as a grant
//! and a seal never opens under another id.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, AeadInPlace, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use rand::rngs::OsRng;
use rand::{RngCore, thread_rng};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::weakness::is_weak;

/// Version 1 had no key id; no relay outside tests ever sealed with it.
const VERSION: u8 = 2;
const KEY_ID_LENGTH: usize = 8;
const NONCE_LENGTH: usize = 24;
const KEY_LENGTH: usize = 32;
/// What a hand-off needs; a longer seal grows.
const USUAL_LENGTH: usize = 384;

/// The relay's sealing keys: the first and newest seals, all of them open.
///
/// To rotate, put a new key in front and keep the old one until every grant has been refreshed;
/// to cut every grant off, remove it.
#[derive(Clone)]
pub struct KeyRing(Vec<SealingKey>);

#[derive(Clone)]
struct SealingKey {
    id: KeyId,
    key: Key,
}

/// The name of a sealing key: the beginning of a hash of it. Not a secret; logs show it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyId([u8; KEY_ID_LENGTH]);

/// Why a key ring cannot be read. Never quotes a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyRingError {
    /// There is no key.
    #[error("the key ring is empty: it needs at least one key")]
    Empty,
    /// The key at this place, from 1, is not 32 bytes of base64.
    #[error("key {0} of the key ring is not 32 bytes of base64")]
    NotAKey(usize),
    /// The key at this place, from 1, was not made by chance: text, a pattern, too few values.
    #[error(
        "key {0} of the key ring is weak: a key is made by chance, never of words or a pattern"
    )]
    Weak(usize),
    /// The key at this place, from 1, is in the ring already.
    #[error("key {0} of the key ring is there twice")]
    Twice(usize),
}

/// What a sealed text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Handoff,
    Grant,
    Nonce,
}

/// The content of a seal, and the key it was sealed with.
pub(crate) struct Opened<T> {
    pub(crate) contents: T,
    pub(crate) key: KeyId,
}

impl Purpose {
    fn aad(self, key: KeyId) -> Vec<u8> {
        let purpose: &[u8] = match self {
            Self::Handoff => b"counterfoil relay v2 handoff ",
            Self::Grant => b"counterfoil relay v2 grant ",
            Self::Nonce => b"counterfoil relay v2 nonce ",
        };
        [purpose, &key.0].concat()
    }
}

impl SealingKey {
    fn new(key: Key) -> Self {
        let hash = Sha256::new()
            .chain_update(b"counterfoil relay key id ")
            .chain_update(key)
            .finalize();
        let mut id = [0; KEY_ID_LENGTH];
        id.copy_from_slice(&hash[..KEY_ID_LENGTH]);
        Self { id: KeyId(id), key }
    }
}

impl KeyRing {
    /// One new random key.
    #[must_use]
    pub fn generate() -> Self {
        let mut key = Key::default();
        OsRng.fill_bytes(&mut key);
        Self(vec![SealingKey::new(key)])
    }

    /// Reads keys as [`KeyRing::to_base64`] writes them, the sealing key first.
    pub fn from_base64<T: AsRef<str>>(keys: &[T]) -> Result<Self, KeyRingError> {
        let mut ring: Vec<SealingKey> = Vec::with_capacity(keys.len());
        for (index, text) in keys.iter().enumerate() {
            let place = index + 1;
            let bytes: [u8; KEY_LENGTH] = STANDARD
                .decode(text.as_ref().trim())
                .ok()
                .and_then(|bytes| bytes.try_into().ok())
                .ok_or(KeyRingError::NotAKey(place))?;
            if is_weak(&bytes) {
                return Err(KeyRingError::Weak(place));
            }
            let key = SealingKey::new(Key::from(bytes));
            if ring.iter().any(|other| other.id == key.id) {
                return Err(KeyRingError::Twice(place));
            }
            ring.push(key);
        }
        if ring.is_empty() {
            return Err(KeyRingError::Empty);
        }
        Ok(Self(ring))
    }

    /// The keys as base64, the sealing key first: secrets, for a file only the relay can read.
    #[must_use]
    pub fn to_base64(&self) -> Vec<String> {
        self.0.iter().map(|it| STANDARD.encode(it.key)).collect()
    }

    /// The keys' ids, the sealing key's first.
    #[must_use]
    pub fn ids(&self) -> Vec<KeyId> {
        self.0.iter().map(|it| it.id).collect()
    }

    /// `None` only for contents that cannot be JSON, which none of ours are.
    pub(crate) fn seal<T: Serialize>(&self, purpose: Purpose, contents: &T) -> Option<String> {
        let SealingKey { id, key } = self.0.first()?;
        let mut nonce = XNonce::default();
        thread_rng().fill_bytes(&mut nonce);
        let mut bytes = Vec::with_capacity(USUAL_LENGTH);
        bytes.push(VERSION);
        bytes.extend_from_slice(&id.0);
        bytes.extend_from_slice(&nonce);
        let begin = bytes.len();
        serde_json::to_writer(&mut bytes, contents).ok()?;
        let tag = XChaCha20Poly1305::new(key)
            .encrypt_in_place_detached(&nonce, &purpose.aad(*id), &mut bytes[begin..])
            .ok()?;
        bytes.extend_from_slice(&tag);
        Some(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// `None` for anything no key of the ring sealed for this purpose.
    pub(crate) fn open<T: DeserializeOwned>(
        &self,
        purpose: Purpose,
        sealed: &str,
    ) -> Option<Opened<T>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (version, rest) = bytes.split_first()?;
        if *version != VERSION {
            return None;
        }
        let (id, rest) = rest.split_at_checked(KEY_ID_LENGTH)?;
        let (nonce, sealed) = rest.split_at_checked(NONCE_LENGTH)?;
        let SealingKey { id, key } = self.0.iter().find(|it| it.id.0 == id)?;
        let payload = Payload {
            msg: sealed,
            aad: &purpose.aad(*id),
        };
        let contents = XChaCha20Poly1305::new(key)
            .decrypt(XNonce::from_slice(nonce), payload)
            .ok()?;
        Some(Opened {
            contents: serde_json::from_slice(&contents).ok()?,
            key: *id,
        })
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing([redacted]; {:?})", self.ids())
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(ring: &KeyRing, purpose: Purpose, text: &str) -> Option<String> {
        ring.open(purpose, text).map(|opened| opened.contents)
    }

    fn sealed(ring: &KeyRing, purpose: Purpose) -> String {
        ring.seal(purpose, &"what is inside").unwrap()
    }

    #[test]
    fn what_is_sealed_opens_for_its_purpose_only() {
        let ring = KeyRing::generate();
        let text = sealed(&ring, Purpose::Handoff);
        assert_eq!(
            opened(&ring, Purpose::Handoff, &text).as_deref(),
            Some("what is inside")
        );
        assert_eq!(opened(&ring, Purpose::Grant, &text), None);
        assert_ne!(
            text,
            sealed(&ring, Purpose::Handoff),
            "a nonce is used once"
        );
        assert_eq!(opened(&KeyRing::generate(), Purpose::Handoff, &text), None);
    }

    #[test]
    fn every_changed_byte_and_every_cut_is_noticed() {
        let ring = KeyRing::generate();
        let bytes = URL_SAFE_NO_PAD
            .decode(sealed(&ring, Purpose::Grant))
            .unwrap();
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            let changed = URL_SAFE_NO_PAD.encode(changed);
            assert_eq!(opened(&ring, Purpose::Grant, &changed), None);
            let cut = URL_SAFE_NO_PAD.encode(&bytes[..place]);
            assert_eq!(opened(&ring, Purpose::Grant, &cut), None);
        }
        assert_eq!(opened(&ring, Purpose::Grant, "not base64!"), None);
    }

    #[test]
    fn a_rotated_ring_opens_the_old_and_seals_with_the_new() {
        let old = KeyRing::generate();
        let new = KeyRing::generate();
        let both = [new.to_base64(), old.to_base64()].concat();
        let rotated = KeyRing::from_base64(&both).unwrap();

        let before = sealed(&old, Purpose::Grant);
        assert!(opened(&rotated, Purpose::Grant, &before).is_some());

        let after = sealed(&rotated, Purpose::Grant);
        assert!(opened(&new, Purpose::Grant, &after).is_some());
        assert!(opened(&old, Purpose::Grant, &after).is_none());
    }

    #[test]
    fn a_seal_says_which_key_made_it_and_opens_under_no_other_name() {
        let old = KeyRing::generate();
        let new = KeyRing::generate();
        let both = [new.to_base64(), old.to_base64()].concat();
        let rotated = KeyRing::from_base64(&both).unwrap();
        let text = sealed(&old, Purpose::Grant);
        let found = rotated.open::<String>(Purpose::Grant, &text).unwrap();
        assert_eq!(found.key, old.ids()[0]);

        let renamed = KeyRing(vec![SealingKey {
            id: new.0[0].id,
            key: old.0[0].key,
        }]);
        let mut bytes = URL_SAFE_NO_PAD.decode(&text).unwrap();
        bytes[1..=KEY_ID_LENGTH].copy_from_slice(&new.0[0].id.0);
        let text = URL_SAFE_NO_PAD.encode(bytes);
        assert_eq!(opened(&renamed, Purpose::Grant, &text), None);
    }

    #[test]
    fn a_bad_ring_is_refused_without_quoting_it() {
        let none: [&str; 0] = [];
        assert_eq!(
            KeyRing::from_base64(&none).unwrap_err(),
            KeyRingError::Empty
        );
        let good = KeyRing::generate().to_base64().remove(0);
        let error = KeyRing::from_base64(&[good.as_str(), "c2hvcnQ="]).unwrap_err();
        assert_eq!(error, KeyRingError::NotAKey(2));
        let twice = [good.as_str(), good.as_str()];
        assert_eq!(
            KeyRing::from_base64(&twice).unwrap_err(),
            KeyRingError::Twice(2)
        );
        let words = STANDARD.encode("correct horse battery staple now");
        assert_eq!(
            KeyRing::from_base64(&[words]).unwrap_err(),
            KeyRingError::Weak(1)
        );
        let ring = KeyRing::from_base64(&[&good]).unwrap();
        let id = ring.ids()[0];
        assert_eq!(format!("{ring:?}"), format!("KeyRing([redacted]; [{id}])"));
        assert_eq!(id.to_string().len(), 16);
    }
}
