//! Ed25519 signatures (RFC 8032), and the fingerprints by which people and files name a key.
//!
//! Three kinds of key use this crate: a firm's, which signs its firm files; a computer's, by which the relay
//! can turn it off; and a sign-in's, which proves at every renewal that the request comes from where the
//! sign-in was made. Each caller signs under a [`Domain`], so that a signature made for one purpose is worth
//! nothing for another.

pub mod relay;
mod request;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore as _;
use rand::rngs::OsRng;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use secrecy::{ExposeSecret as _, SecretBox};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

pub use request::{Proof, Request};

/// Length of a seed, and of a public key, in bytes.
const LENGTH: usize = 32;

/// What a signature is for. It is signed along with the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Domain(pub &'static str);

/// The private half of a key pair. It prints as `[redacted]` and is wiped from memory when dropped.
pub struct SigningKey {
    seed: SecretBox<[u8; LENGTH]>,
    pair: Ed25519KeyPair,
}

/// The public half of a key pair: 32 bytes, written as base64url without padding.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; LENGTH]);

/// A text that is not a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAKey;

impl SigningKey {
    /// A new key pair, from the operating system's random source.
    #[must_use]
    pub fn generate() -> Self {
        let mut seed = Zeroizing::new([0; LENGTH]);
        OsRng.fill_bytes(seed.as_mut());
        Self::from_seed(&seed)
    }

    /// Reads what [`Self::to_text`] wrote; `None` for any other text.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        let seed = Zeroizing::new(<[u8; LENGTH]>::try_from(bytes.as_slice()).ok()?);
        Some(Self::from_seed(&seed))
    }

    /// The private half as base64url, for the keychain and nothing else.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        // EXPOSE: on its way into the keychain.
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.seed.expose_secret()))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; LENGTH];
        bytes.copy_from_slice(self.pair.public_key().as_ref());
        PublicKey(bytes)
    }

    /// Signs `message` for one purpose; base64url, 86 characters.
    #[must_use]
    pub fn sign(&self, domain: Domain, message: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.pair.sign(&in_domain(domain, message)))
    }

    fn from_seed(seed: &[u8; LENGTH]) -> Self {
        #[expect(
            clippy::expect_used,
            reason = "ring refuses a seed for its length alone, and the type has that"
        )]
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("32 bytes");
        Self {
            seed: SecretBox::new(Box::new(*seed)),
            pair,
        }
    }
}

impl Clone for SigningKey {
    fn clone(&self) -> Self {
        // EXPOSE: into another of the same kind.
        Self::from_seed(self.seed.expose_secret())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey([redacted]; {:?})", self.public())
    }
}

impl PublicKey {
    /// Reads base64url without padding.
    pub fn from_text(text: &str) -> Result<Self, NotAKey> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotAKey)?;
        Ok(Self(bytes.try_into().map_err(|_| NotAKey)?))
    }

    /// Takes the 32 bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; LENGTH]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// Whether `signature`, as base64url, is this key's for `message` and this purpose.
    #[must_use]
    pub fn verifies(&self, domain: Domain, message: &[u8], signature: &str) -> bool {
        URL_SAFE_NO_PAD.decode(signature).is_ok_and(|signature| {
            UnparsedPublicKey::new(&ED25519, &self.0)
                .verify(&in_domain(domain, message), &signature)
                .is_ok()
        })
    }

    /// SHA-256 of the key. People compare a part of it, as words; files and policies name it whole, as
    /// base64url ([`Self::fingerprint`]).
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// [`Self::digest`] as base64url without padding: 43 characters.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.digest())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for PublicKey {
    type Error = NotAKey;

    fn try_from(text: String) -> Result<Self, NotAKey> {
        Self::from_text(&text)
    }
}

impl fmt::Display for NotAKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not a public key")
    }
}

impl std::error::Error for NotAKey {}

/// The length of the name comes first, so that no name and message run into those of another pair.
fn in_domain(domain: Domain, message: &[u8]) -> Vec<u8> {
    let name = domain.0.as_bytes();
    let length = u32::try_from(name.len()).unwrap_or(u32::MAX).to_be_bytes();
    [&length, name, message].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Domain = Domain("tests here");

    #[test]
    fn a_signature_holds_for_its_message_purpose_and_key_alone() {
        let key = SigningKey::generate();
        let signature = key.sign(HERE, b"message");
        assert!(key.public().verifies(HERE, b"message", &signature));
        assert!(!key.public().verifies(HERE, b"massage", &signature));
        assert!(
            !key.public()
                .verifies(Domain("tests elsewhere"), b"message", &signature)
        );
        assert!(
            !key.public()
                .verifies(Domain("tests her"), b"emessage", &signature)
        );
        let other = SigningKey::generate().public();
        assert!(!other.verifies(HERE, b"message", &signature));
        for broken in ["", "x", &signature[1..], "not base64!"] {
            assert!(!key.public().verifies(HERE, b"message", broken), "{broken}");
        }
    }

    /// RFC 8032 §7.1, test 1: another implementation's seed and public key.
    #[test]
    fn keys_are_those_of_the_standard() {
        let seed = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
        let key = SigningKey::from_text(seed).expect("a seed");
        assert_eq!(
            key.public().to_string(),
            "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
        );
        assert_eq!(key.to_text().as_str(), seed);
        assert_eq!(
            key.public(),
            PublicKey::from_text(&key.public().to_string()).expect("a key")
        );
    }

    #[test]
    fn nothing_prints_the_private_half() {
        let key = SigningKey::generate();
        let printed = format!("{key:?}");
        assert!(printed.contains("[redacted]"));
        assert!(!printed.contains(key.to_text().as_str()));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "abc", "!", &"A".repeat(44)] {
            assert!(PublicKey::from_text(text).is_err(), "{text}");
            assert!(SigningKey::from_text(text).is_none(), "{text}");
        }
        let json = serde_json::to_string(&SigningKey::generate().public()).expect("JSON");
        assert!(serde_json::from_str::<PublicKey>(&json).is_ok());
        assert!(serde_json::from_str::<PublicKey>("\"abc\"").is_err());
    }
}
