//! Proofs of possession, and the nonces they are made with. After RFC 9449: a nonce is sealed and not
//! remembered, so any instance with the same keys takes it.

use axum::http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use signing::relay::{COMPUTER, COMPUTER_HEADER, PROOF_HEADER, SIGN_IN};
use signing::{Domain, Proof, PublicKey, Request};

use crate::KeyRing;
use crate::answer::Refusal;
use crate::seal::Purpose;

/// How long a nonce is accepted.
const NONCE_LIFE: SignedDuration = SignedDuration::from_secs(120);
/// How far the clocks of two instances may be apart.
const CLOCKS_APART: SignedDuration = SignedDuration::from_secs(30);

#[derive(Deserialize, Serialize)]
struct Nonce {
    /// Seconds since 1970.
    at: i64,
}

/// What a request proves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Proven {
    /// The key of the sign-in.
    pub(crate) key: Option<PublicKey>,
    /// The key of the computer.
    pub(crate) computer: Option<PublicKey>,
}

/// A nonce that is valid from now on.
pub(crate) fn nonce(keys: &KeyRing, now: Timestamp) -> Option<String> {
    let nonce = Nonce {
        at: now.as_second(),
    };
    keys.seal(Purpose::Nonce, &nonce)
}

/// Checks the proofs of a request. An invalid one refuses the request, whether it was needed or not.
pub(crate) fn proven(
    keys: &KeyRing,
    headers: &HeaderMap,
    request: Request<'_>,
    now: Timestamp,
) -> Result<Proven, Refusal> {
    let one = |name: &str, domain: Domain| {
        let mut sent = headers.get_all(name).iter();
        let Some(text) = sent.next() else {
            return Ok(None);
        };
        let proof = text
            .to_str()
            .ok()
            .filter(|_| sent.next().is_none())
            .and_then(Proof::read)
            .ok_or_else(Refusal::invalid_proof)?;
        if !is_fresh(keys, proof.nonce, now) {
            return Err(Refusal::use_nonce());
        }
        if !proof.holds(domain, request) {
            return Err(Refusal::invalid_proof());
        }
        Ok(Some(proof.key))
    };
    Ok(Proven {
        key: one(PROOF_HEADER, SIGN_IN)?,
        computer: one(COMPUTER_HEADER, COMPUTER)?,
    })
}

fn is_fresh(keys: &KeyRing, nonce: &str, now: Timestamp) -> bool {
    keys.open::<Nonce>(Purpose::Nonce, nonce).is_some_and(|it| {
        let age = now.as_second().saturating_sub(it.contents.at);
        (-CLOCKS_APART.as_secs()..NONCE_LIFE.as_secs()).contains(&age)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_lives_two_minutes_at_every_relay_with_its_keys() {
        let keys = KeyRing::generate();
        let given = Timestamp::from_second(1_800_000_000).unwrap();
        let text = nonce(&keys, given).unwrap();
        let after = |seconds| given + SignedDuration::from_secs(seconds);
        let another_instance = keys.clone();
        assert!(is_fresh(&another_instance, &text, after(0)));
        assert!(is_fresh(&keys, &text, after(119)));
        assert!(is_fresh(&keys, &text, after(-30)), "clocks differ a little");
        assert!(!is_fresh(&keys, &text, after(120)));
        assert!(!is_fresh(&keys, &text, after(-31)), "and no more");
        assert!(!is_fresh(&KeyRing::generate(), &text, after(0)));
        assert!(!is_fresh(&keys, "", after(0)));
        let grant = keys.seal(
            Purpose::Grant,
            &Nonce {
                at: given.as_second(),
            },
        );
        assert!(!is_fresh(&keys, &grant.unwrap(), after(0)));
    }
}
