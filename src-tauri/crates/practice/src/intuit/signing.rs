//! The key that signs id tokens.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use rsa::{
    RsaPrivateKey,
    pkcs1v15::SigningKey,
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _},
    signature::{SignatureEncoding as _, Signer as _},
    traits::PublicKeyParts as _,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const BITS: usize = 2_048;

/// Signs id tokens with RS256.
pub(crate) struct Signer {
    key: RsaPrivateKey,
    kid: String,
}

impl Signer {
    /// Reads the key kept in `state.json`, or makes one. Takes up to a second: not for an async
    /// thread.
    pub(crate) fn open(kept: Option<&str>) -> Result<Self, rsa::Error> {
        let kept = kept
            .and_then(|text| STANDARD.decode(text).ok())
            .and_then(|der| RsaPrivateKey::from_pkcs8_der(&der).ok());
        let key = match kept {
            Some(key) => key,
            None => RsaPrivateKey::new(&mut rand::thread_rng(), BITS)?,
        };
        let kid = URL_SAFE_NO_PAD.encode(&Sha256::digest(key.n().to_bytes_be())[..12]);
        Ok(Self { key, kid })
    }

    /// For `state.json`.
    pub(crate) fn to_text(&self) -> Option<String> {
        let der = self.key.to_pkcs8_der().ok()?;
        Some(STANDARD.encode(der.as_bytes()))
    }

    /// The public half, as Intuit's JWKS has it.
    pub(super) fn jwks(&self) -> Value {
        json!({ "keys": [{
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid,
            "n": URL_SAFE_NO_PAD.encode(self.key.n().to_bytes_be()),
            "e": URL_SAFE_NO_PAD.encode(self.key.e().to_bytes_be()),
        }]})
    }

    /// A compact JWS of `claims`.
    pub(super) fn sign(&self, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head = part(&json!({ "alg": "RS256", "kid": self.kid }));
        let signed = format!("{head}.{}", part(claims));
        let key = SigningKey::<Sha256>::new(self.key.clone());
        let signature = key.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }
}
