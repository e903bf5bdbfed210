//! Proof of possession for one HTTP request, after RFC 9449.
//!
//! The signature covers the method, the whole address, the body and a nonce of the receiver's. The receiver knows by
//! its nonce when it was made, so no clock but its own counts; and by the address that it was made for nobody else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::{Domain, PublicKey, SigningKey};

/// The request that is proven.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `POST`.
    pub method: &'a str,
    /// The whole address, as the sender sees it.
    pub url: &'a str,
    /// Every byte of it.
    pub body: &'a [u8],
}

/// A proof that was sent. Nothing is known to be true of it before [`Proof::holds`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof<'a> {
    /// The receiver's nonce: base64url.
    pub nonce: &'a str,
    /// The key it claims to be of.
    pub key: PublicKey,
    signature: &'a str,
}

impl SigningKey {
    /// The proof of a request: `<nonce>.<public key>.<signature>`.
    #[must_use]
    pub fn prove(&self, domain: Domain, request: Request<'_>, nonce: &str) -> String {
        let signature = self.sign(domain, &message(request, nonce));
        format!("{nonce}.{}.{signature}", self.public())
    }
}

impl<'a> Proof<'a> {
    /// Reads what [`SigningKey::prove`] wrote.
    #[must_use]
    pub fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.split('.');
        let (nonce, key, signature) = (parts.next()?, parts.next()?, parts.next()?);
        let key = PublicKey::from_text(key).ok()?;
        parts.next().is_none().then_some(Self {
            nonce,
            key,
            signature,
        })
    }

    /// Whether its key signed this request. Whether the nonce is a good one is the receiver's to say.
    #[must_use]
    pub fn holds(&self, domain: Domain, request: Request<'_>) -> bool {
        let message = message(request, self.nonce);
        self.key.verifies(domain, &message, self.signature)
    }
}

fn message(request: Request<'_>, nonce: &str) -> Vec<u8> {
    let Request { method, url, body } = request;
    let body = URL_SAFE_NO_PAD.encode(Sha256::digest(body));
    format!("{method}\n{url}\n{body}\n{nonce}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Domain = Domain("tests requests");
    const REQUEST: Request<'static> = Request {
        method: "POST",
        url: "https://relay.example/refresh",
        body: b"{}",
    };

    #[test]
    fn a_proof_holds_for_its_request_alone() {
        let key = SigningKey::generate();
        let text = key.prove(HERE, REQUEST, "nonce");
        let proof = Proof::read(&text).unwrap();
        assert_eq!((proof.nonce, proof.key), ("nonce", key.public()));
        assert!(proof.holds(HERE, REQUEST));
        assert!(!proof.holds(Domain("tests elsewhere"), REQUEST));
        for other in [
            Request {
                method: "GET",
                ..REQUEST
            },
            Request {
                url: "https://relay.example/revoke",
                ..REQUEST
            },
            Request {
                body: b"{ }",
                ..REQUEST
            },
        ] {
            assert!(!proof.holds(HERE, other), "{other:?}");
        }
        let renewed = text.replacen("nonce", "nonceB", 1);
        assert!(!Proof::read(&renewed).unwrap().holds(HERE, REQUEST));
        let other = SigningKey::generate().public().to_string();
        let anothers = text.replace(&key.public().to_string(), &other);
        assert!(!Proof::read(&anothers).unwrap().holds(HERE, REQUEST));
    }

    #[test]
    fn what_is_no_proof_is_not_read() {
        let text = SigningKey::generate().prove(HERE, REQUEST, "nonce");
        for broken in [
            "",
            "a.b.c",
            &format!("{text}.x"),
            text.rsplit_once('.').unwrap().0,
        ] {
            assert_eq!(Proof::read(broken), None, "{broken}");
        }
    }
}
