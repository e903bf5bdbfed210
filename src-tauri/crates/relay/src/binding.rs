//! `state`, challenge and verifier, which bind a sign-in to the app that started it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use signing::PublicKey;
use subtle::ConstantTimeEq;

/// SHA-256 of the verifier's text, as RFC 7636 does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Challenge([u8; 32]);

/// What a `state` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) challenge: Challenge,
    /// Missing in `v1`.
    pub(crate) computer: Option<PublicKey>,
}

impl State {
    /// Reads `v2.<nonce>.<challenge>.<computer>`, or `v1.<nonce>.<challenge>` of a sign-in that was begun with an
    /// app before 0.2; `None` when the text is anything else.
    pub(crate) fn read(state: &str) -> Option<Self> {
        let (version, rest) = state.split_once('.')?;
        let (nonce, rest) = rest.split_once('.')?;
        let (challenge, computer) = match version {
            "v1" => (rest, None),
            "v2" => {
                let (challenge, computer) = rest.split_once('.')?;
                (challenge, Some(PublicKey::from_text(computer).ok()?))
            }
            _ => return None,
        };
        decode::<16>(nonce)?;
        Some(Self {
            challenge: Challenge(decode(challenge)?),
            computer,
        })
    }
}

impl Challenge {
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
        let challenge = State::read(&format!("v1.{NONCE}.{CHALLENGE}")).map(|it| it.challenge);
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
            format!("v2.{NONCE}.{CHALLENGE}.{NONCE}"),
            format!("v2.{NONCE}.{CHALLENGE}.{CHALLENGE}.x"),
            format!("v1.{NONCE}.{CHALLENGE}.{CHALLENGE}"),
            format!("v3.{NONCE}.{CHALLENGE}"),
            format!("v1.{NONCE}.{CHALLENGE}="),
            format!("v1.{NONCE}.{CHALLENGE}.x"),
            format!("v1.{NONCE}x.{CHALLENGE}"),
            format!("v1.{CHALLENGE}.{NONCE}"),
            format!(" v1.{NONCE}.{CHALLENGE}"),
        ] {
            assert_eq!(State::read(&state), None, "{state:?}");
        }
    }
}
