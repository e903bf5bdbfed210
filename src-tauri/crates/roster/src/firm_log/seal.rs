//! One line: what it says, and its seal.
//!
//! A sealed line is base64url of: version byte, 24-byte nonce, XChaCha20-Poly1305 ciphertext. Nonces are
//! random, because all seats seal with one key and none knows of the others' counters. The seat and the
//! number of the line are authenticated, so that a line opens in its own place only. Lines are padded: their
//! length tells nothing about the names in them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use intuit::RealmId;
use rand::RngCore as _;
use rand::rngs::OsRng;
use secrecy::{ExposeSecret as _, SecretBox};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::vault::Secret;

/// Version of both the seal and what it holds.
pub(super) const VERSION: u8 = 1;
const KEY_LENGTH: usize = 32;
const NONCE_LENGTH: usize = 24;
/// What is sealed is filled up to a multiple of this.
const PADDED_TO: usize = 512;
/// A longer line is none of ours.
pub(super) const LONGEST_LINE: usize = 12 * 1024;
/// Longest name, number or address in a line, in characters, as for a client's own.
const LONGEST_FIELD: usize = 200;

/// The key of the firm's change log: 32 random bytes, the same on all of the firm's computers.
pub struct FirmKey(SecretBox<[u8; KEY_LENGTH]>);

impl FirmKey {
    /// Takes the bytes.
    #[must_use]
    pub fn new(bytes: [u8; KEY_LENGTH]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    /// A new one, from the operating system's random source.
    #[must_use]
    pub fn random() -> Self {
        let mut key = Self::new([0; KEY_LENGTH]);
        OsRng.fill_bytes(secrecy::ExposeSecretMut::expose_secret_mut(&mut key.0));
        key
    }

    /// Reads it as it is kept in the vault: standard base64.
    #[must_use]
    pub fn read(entry: &Secret) -> Option<Self> {
        // EXPOSE: the entry is base64 of the key and nothing else.
        let bytes = STANDARD.decode(entry.expose().trim()).ok()?;
        Some(Self::new(bytes.try_into().ok()?))
    }

    /// As it is kept in the vault.
    #[must_use]
    pub fn write(&self) -> Secret {
        // EXPOSE: on its way into the vault.
        Secret::new(STANDARD.encode(self.0.expose_secret()))
    }

    /// A key for one purpose.
    fn derive(&self, purpose: &[u8]) -> [u8; KEY_LENGTH] {
        // EXPOSE: only what is derived from it is used.
        keyed(
            self.0.expose_secret(),
            &[b"counterfoil firm log v1 ", purpose],
        )
    }
}

impl fmt::Debug for FirmKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The keys of a firm's change log, each for its purpose.
pub(super) struct Keys {
    cipher: XChaCha20Poly1305,
    company: SecretBox<[u8; KEY_LENGTH]>,
    /// Tells keys apart; not a secret.
    pub(super) id: String,
}

/// What one line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) v: u8,
    /// When it happened, in milliseconds.
    pub(super) at: i64,
    /// Name of the computer.
    pub(super) seat: String,
    pub(super) event: Event,
    /// [`Keys::company`].
    pub(super) company: String,
    pub(super) client_name: String,
    pub(super) client_number: Option<String>,
    pub(super) person: Named,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Event {
    /// A connection was saved.
    Connected,
    /// It was ended at that seat.
    Disconnected,
}

/// Whose sign-in the connection is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) email: Option<String>,
}

impl Entry {
    /// Whether every text is one that a row can show.
    fn is_sound(&self) -> bool {
        let texts = [
            Some(&self.seat),
            Some(&self.client_name),
            self.client_number.as_ref(),
            Some(&self.person.name),
            self.person.email.as_ref(),
        ];
        self.v == VERSION
            && self.company.len() == 2 * KEY_LENGTH
            && self.company.bytes().all(|b| b.is_ascii_hexdigit())
            && texts.into_iter().flatten().all(|text| {
                !text.trim().is_empty()
                    && text.chars().count() <= LONGEST_FIELD
                    && !text.chars().any(char::is_control)
            })
    }
}

impl Keys {
    pub(super) fn new(firm: &FirmKey) -> Self {
        Self {
            cipher: XChaCha20Poly1305::new(&firm.derive(b"seal").into()),
            company: SecretBox::new(Box::new(firm.derive(b"company"))),
            id: hex(&firm.derive(b"id")[..4]),
        }
    }

    /// By which the firm's computers recognise a company without naming it.
    pub(super) fn company(&self, realm: &RealmId) -> String {
        // EXPOSE: both are hashed at once.
        let (key, realm) = (self.company.expose_secret(), realm.expose());
        hex(&keyed(key, &[realm.as_bytes()]))
    }

    /// Seals line `number` of a seat's file. `None` for what [`Self::open`] would not take.
    pub(super) fn seal(&self, seat: &str, number: u64, entry: &Entry) -> Option<String> {
        if !entry.is_sound() {
            return None;
        }
        let mut text = serde_json::to_vec(entry).ok()?;
        text.resize(text.len().next_multiple_of(PADDED_TO), b' ');
        let mut nonce = [0; NONCE_LENGTH];
        OsRng.fill_bytes(&mut nonce);
        let sealed = Payload {
            msg: &text,
            aad: &place(seat, number),
        };
        let sealed = self
            .cipher
            .encrypt(XNonce::from_slice(&nonce), sealed)
            .ok()?;
        let line = URL_SAFE_NO_PAD.encode([&[VERSION], &nonce[..], &sealed].concat());
        (line.len() <= LONGEST_LINE).then_some(line)
    }

    /// Opens line `number` of a seat's file. `None` for anything that was not sealed for that place
    /// under this key.
    pub(super) fn open(&self, seat: &str, number: u64, line: &[u8]) -> Option<Entry> {
        if line.len() > LONGEST_LINE {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(line).ok()?;
        let (&version, rest) = bytes.split_first()?;
        let (nonce, sealed) = rest.split_at_checked(NONCE_LENGTH)?;
        if version != VERSION {
            return None;
        }
        let sealed = Payload {
            msg: sealed,
            aad: &place(seat, number),
        };
        let text = self
            .cipher
            .decrypt(XNonce::from_slice(nonce), sealed)
            .ok()?;
        serde_json::from_slice(&text).ok().filter(Entry::is_sound)
    }
}

/// Where a line stands, for its seal.
fn place(seat: &str, number: u64) -> Vec<u8> {
    let number = number.to_be_bytes();
    [
        b"counterfoil firm log v1 line ",
        seat.as_bytes(),
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

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

    use super::*;

    fn entry(keys: &Keys) -> Entry {
        Entry {
            v: VERSION,
            at: 1_763_500_000_000,
            seat: "FRONT-DESK".to_owned(),
            event: Event::Connected,
            company: keys.company(&RealmId::new("9130349878530396")),
            client_name: "Sue's Bakery".to_owned(),
            client_number: Some("1042".to_owned()),
            person: Named {
                name: "Maria Ortiz".to_owned(),
                email: None,
            },
        }
    }

    #[test]
    fn a_line_opens_in_its_own_place_under_its_own_key_and_nowhere_else() {
        let firm = FirmKey::random();
        let keys = Keys::new(&firm);
        let entry = entry(&keys);
        let line = keys.seal("3f2a9c01", 7, &entry).unwrap();
        assert_eq!(
            keys.open("3f2a9c01", 7, line.as_bytes()),
            Some(entry.clone())
        );
        assert_eq!(keys.open("3f2a9c01", 8, line.as_bytes()), None);
        assert_eq!(keys.open("3f2a9c02", 7, line.as_bytes()), None);
        let others = Keys::new(&FirmKey::random());
        assert_eq!(others.open("3f2a9c01", 7, line.as_bytes()), None);
        for at in 0..line.len() {
            let mut bent = line.clone().into_bytes();
            bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(keys.open("3f2a9c01", 7, &bent), None, "bent at {at}");
        }
        assert_ne!(
            keys.seal("3f2a9c01", 7, &entry).unwrap(),
            line,
            "two nonces"
        );

        let again = Keys::new(&FirmKey::read(&firm.write()).unwrap());
        assert_eq!(again.open("3f2a9c01", 7, line.as_bytes()), Some(entry));
        assert_eq!(again.id, keys.id);
    }

    #[test]
    fn a_line_shows_neither_names_nor_how_long_they_are() {
        let keys = Keys::new(&FirmKey::random());
        let short = entry(&keys);
        let long = Entry {
            client_name: "The Honourable Society of Bakers and Confectioners".to_owned(),
            ..short.clone()
        };
        let sealed = |entry| keys.seal("3f2a9c01", 0, entry).unwrap();
        assert_eq!(sealed(&short).len(), sealed(&long).len());
    }

    #[test]
    fn what_a_row_cannot_show_is_neither_sealed_nor_opened() {
        let keys = Keys::new(&FirmKey::random());
        for name in [String::new(), "two\nlines".to_owned(), "x".repeat(201)] {
            let odd = Entry {
                client_name: name,
                ..entry(&keys)
            };
            assert_eq!(keys.seal("3f2a9c01", 0, &odd), None);
        }
    }

    #[test]
    fn a_key_prints_nothing_and_reads_only_itself() {
        assert_eq!(format!("{:?}", FirmKey::random()), "[redacted]");
        for text in ["", "not a key", "AAAA"] {
            assert!(FirmKey::read(&Secret::new(text)).is_none(), "{text}");
        }
    }
}
