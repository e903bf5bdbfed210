//! `state`, challenge and verifier: what ties a sign-in to the app that started it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// SHA-256 of the verifier's text, as RFC 7636 does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Challenge([u8; 32]);

impl Challenge {
    /// The challenge inside `v1.<nonce>.<challenge>`; `None` when the text is anything else.
    pub(crate) fn from_state(state: &str) -> Option<Self> {
        let (nonce, challenge) = state.strip_prefix("v1.")?.split_once('.')?;
        decode::<16>(nonce)?;
        decode(challenge).map(Self)
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        decode(text).map(Self)
    }

    pub(crate) fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Whether `verifier` is what this challenge was made from.
    pub(crate) fn matches(self, verifier: &str) -> bool {
        let made: [u8; 32] = Sha256::digest(verifier.as_bytes()).into();
        decode::<32>(verifier).is_some() & bool::from(self.0.ct_eq(&made))
    }
}

/// Exactly `N` bytes of unpadded base64url.
fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    const NONCE: &str = "AAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn the_example_of_rfc_7636_matches() {
        let challenge = Challenge::from_state(&format!("v1.{NONCE}.{CHALLENGE}"));
        assert_eq!(
            challenge.map(Challenge::to_text).as_deref(),
            Some(CHALLENGE)
        );
        assert_eq!(challenge.map(|c| c.matches(VERIFIER)), Some(true));
        let other = VERIFIER.replace('d', "e");
        assert_eq!(challenge.map(|c| c.matches(&other)), Some(false));
    }

    #[test]
    fn anything_else_is_not_a_state() {
        for state in [
            String::new(),
            "v1".to_owned(),
            format!("v1.{CHALLENGE}"),
            format!("v2.{NONCE}.{CHALLENGE}"),
            format!("v1.{NONCE}.{CHALLENGE}="),
            format!("v1.{NONCE}.{CHALLENGE}.x"),
            format!("v1.{NONCE}x.{CHALLENGE}"),
            format!("v1.{CHALLENGE}.{NONCE}"),
            format!(" v1.{NONCE}.{CHALLENGE}"),
        ] {
            assert_eq!(Challenge::from_state(&state), None, "{state:?}");
        }
    }
}
