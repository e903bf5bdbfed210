//! Sealing what the relay does not want to remember.
//!
//! A sealed text is base64url of: version byte, 24-byte nonce, XChaCha20-Poly1305 ciphertext.
//! Version and purpose are authenticated, so a hand-off never opens as a grant.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use rand::RngCore;
use rand::rngs::OsRng;
use serde::Serialize;
use serde::de::DeserializeOwned;

const VERSION: u8 = 1;
const NONCE_LENGTH: usize = 24;
const KEY_LENGTH: usize = 32;

/// The relay's sealing keys: the first seals, all of them open.
///
/// To rotate, put a new key in front and keep the old one until every grant has been refreshed;
/// to cut every grant off, remove it.
#[derive(Clone)]
pub struct KeyRing(Vec<Key>);

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
}

/// What a sealed text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Handoff,
    Grant,
}

impl Purpose {
    fn aad(self) -> &'static [u8] {
        match self {
            Self::Handoff => b"counterfoil relay v1 handoff",
            Self::Grant => b"counterfoil relay v1 grant",
        }
    }
}

impl KeyRing {
    /// One new random key.
    #[must_use]
    pub fn generate() -> Self {
        let mut key = Key::default();
        OsRng.fill_bytes(&mut key);
        Self(vec![key])
    }

    /// Reads keys as [`KeyRing::to_base64`] writes them, the sealing key first.
    pub fn from_base64<T: AsRef<str>>(keys: &[T]) -> Result<Self, KeyRingError> {
        let keys = keys
            .iter()
            .enumerate()
            .map(|(index, text)| {
                STANDARD
                    .decode(text.as_ref().trim())
                    .ok()
                    .and_then(|bytes| <[u8; KEY_LENGTH]>::try_from(bytes).ok())
                    .map(Key::from)
                    .ok_or(KeyRingError::NotAKey(index + 1))
            })
            .collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(KeyRingError::Empty);
        }
        Ok(Self(keys))
    }

    /// The keys as base64, the sealing key first: secrets, for a file only the relay can read.
    #[must_use]
    pub fn to_base64(&self) -> Vec<String> {
        self.0.iter().map(|key| STANDARD.encode(key)).collect()
    }

    /// `None` only for contents that cannot be JSON, which none of ours are.
    pub(crate) fn seal<T: Serialize>(&self, purpose: Purpose, contents: &T) -> Option<String> {
        let mut nonce = XNonce::default();
        OsRng.fill_bytes(&mut nonce);
        let payload = Payload {
            msg: &serde_json::to_vec(contents).ok()?,
            aad: purpose.aad(),
        };
        let sealed = XChaCha20Poly1305::new(self.0.first()?)
            .encrypt(&nonce, payload)
            .ok()?;
        let mut bytes = Vec::with_capacity(1 + NONCE_LENGTH + sealed.len());
        bytes.push(VERSION);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Some(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// `None` for anything no key of the ring sealed for this purpose.
    pub(crate) fn open<T: DeserializeOwned>(&self, purpose: Purpose, sealed: &str) -> Option<T> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (version, rest) = bytes.split_first()?;
        if *version != VERSION {
            return None;
        }
        let (nonce, sealed) = rest.split_at_checked(NONCE_LENGTH)?;
        let contents = self.0.iter().find_map(|key| {
            let payload = Payload {
                msg: sealed,
                aad: purpose.aad(),
            };
            XChaCha20Poly1305::new(key)
                .decrypt(XNonce::from_slice(nonce), payload)
                .ok()
        })?;
        serde_json::from_slice(&contents).ok()
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing([redacted]; {})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(ring: &KeyRing, purpose: Purpose) -> String {
        ring.seal(purpose, &"what is inside").unwrap()
    }

    #[test]
    fn what_is_sealed_opens_for_its_purpose_only() {
        let ring = KeyRing::generate();
        let text = sealed(&ring, Purpose::Handoff);
        assert_eq!(
            ring.open::<String>(Purpose::Handoff, &text).as_deref(),
            Some("what is inside")
        );
        assert_eq!(ring.open::<String>(Purpose::Grant, &text), None);
        assert_ne!(
            text,
            sealed(&ring, Purpose::Handoff),
            "a nonce is used once"
        );
        assert_eq!(
            KeyRing::generate().open::<String>(Purpose::Handoff, &text),
            None
        );
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
            assert_eq!(ring.open::<String>(Purpose::Grant, &changed), None);
            let cut = URL_SAFE_NO_PAD.encode(&bytes[..place]);
            assert_eq!(ring.open::<String>(Purpose::Grant, &cut), None);
        }
        assert_eq!(ring.open::<String>(Purpose::Grant, "not base64!"), None);
    }

    #[test]
    fn a_rotated_ring_opens_the_old_and_seals_with_the_new() {
        let old = KeyRing::generate();
        let new = KeyRing::generate();
        let both = [new.to_base64(), old.to_base64()].concat();
        let rotated = KeyRing::from_base64(&both).unwrap();

        let before = sealed(&old, Purpose::Grant);
        assert!(rotated.open::<String>(Purpose::Grant, &before).is_some());

        let after = sealed(&rotated, Purpose::Grant);
        assert!(new.open::<String>(Purpose::Grant, &after).is_some());
        assert!(old.open::<String>(Purpose::Grant, &after).is_none());
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
        let ring = KeyRing::from_base64(&[&good]).unwrap();
        assert_eq!(format!("{ring:?}"), "KeyRing([redacted]; 1)");
    }
}
