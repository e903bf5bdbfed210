//! Checking an `id_token`: Intuit's signed statement of who signed in.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::{SignedDuration, Timestamp};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{ClientId, IdToken, RealmId};

/// How far this computer's clock may be behind or ahead of Intuit's.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(60);

/// Unpadded by the standard (RFC 7515); padding is accepted too.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Intuit's published signing keys (RFC 7517).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Jwks {
    /// The keys; several while Intuit changes from one to the next.
    pub keys: Vec<Jwk>,
}

/// One public key. Keys of other kinds than RSA are kept without `n` and `e` and never match.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Jwk {
    /// Key kind; only `RSA` is used.
    pub kty: String,
    /// The name tokens refer to it by.
    #[serde(default)]
    pub kid: Option<String>,
    /// RSA modulus, base64url, big-endian.
    #[serde(default)]
    pub n: Option<String>,
    /// RSA public exponent, base64url, big-endian.
    #[serde(default)]
    pub e: Option<String>,
}

/// What a checked `id_token` says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IdClaims {
    /// Intuit's stable id of the person.
    pub sub: String,
    /// The company, when the sign-in was for one.
    pub realm_id: Option<RealmId>,
    /// The `nonce` of the authorize address, where Intuit echoes it.
    pub nonce: Option<String>,
    /// When the statement ends, about an hour after the sign-in.
    pub expires_at: Timestamp,
}

impl IdClaims {
    /// Refuses a statement that was made for another sign-in than the one that sent `nonce`. One without a nonce fits
    /// every sign-in.
    pub fn must_answer(&self, nonce: &str) -> Result<(), IdTokenError> {
        match &self.nonce {
            Some(echoed) if echoed != nonce => Err(IdTokenError::Nonce),
            _ => Ok(()),
        }
    }
}

/// Why an `id_token` was refused. No variant carries any part of the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdTokenError {
    /// Not three parts of base64url, or not the JSON an `id_token` has.
    #[error("the sign-in statement from Intuit is not in the form of one")]
    Malformed,
    /// `alg` is not RS256.
    #[error("the sign-in statement is signed in a way Intuit does not use")]
    Algorithm,
    /// No published key has its `kid`. Worth reading the keys anew, once.
    #[error("the sign-in statement is signed with a key Intuit has not published")]
    UnknownKey,
    /// The signature is not the key's.
    #[error("the signature of the sign-in statement is wrong")]
    Signature,
    /// `iss` is somebody else.
    #[error("the sign-in statement was not issued by Intuit")]
    Issuer,
    /// `aud` does not name this app.
    #[error("the sign-in statement was issued for another app")]
    Audience,
    /// `nonce` is that of another sign-in.
    #[error("the sign-in statement was made for another sign-in")]
    Nonce,
    /// `exp` is past.
    #[error("the sign-in statement has expired; check this computer's clock, then sign in again")]
    Expired,
}

/// Checks signature (RS256, key by `kid`), `iss`, `aud` and `exp`, in that order, and reads who
/// signed in. A minute of difference between clocks is tolerated.
///
/// Sources: RFC 7515, OpenID Connect Core §3.1.3.7; Intuit's discovery document (RS256 only,
/// claim `realmid` in lower case) and SDKs (`aud` is an array).
pub fn verify_id_token(
    token: &IdToken,
    jwks: &Jwks,
    issuer: &str,
    client_id: &ClientId,
    now: Timestamp,
) -> Result<IdClaims, IdTokenError> {
    // EXPOSE: the signature covers the text.
    let text = token.expose();
    let (signed, signature) = text.rsplit_once('.').ok_or(IdTokenError::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(IdTokenError::Malformed)?;
    let header: Header = decode(header)?;
    if header.alg != "RS256" {
        return Err(IdTokenError::Algorithm);
    }
    let key = header
        .kid
        .as_deref()
        .and_then(|kid| jwks.find(kid))
        .ok_or(IdTokenError::UnknownKey)?;
    let signature = BASE64
        .decode(signature)
        .map_err(|_| IdTokenError::Malformed)?;
    key.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature)
        .map_err(|_| IdTokenError::Signature)?;
    decode::<Claims>(payload)?.check(issuer, client_id, now)
}

/// The company an `id_token` claims, read without checking anything: for finding out which company a
/// sign-in was for. Call [`verify_id_token`] before acting on it.
#[must_use]
pub fn claimed_realm(token: &IdToken) -> Option<RealmId> {
    #[derive(Deserialize)]
    struct Claimed {
        #[serde(default)]
        realmid: Value,
    }
    // EXPOSE: only its claims are read.
    let payload = token.expose().split('.').nth(1)?;
    realm_of(&decode::<Claimed>(payload).ok()?.realmid)
}

/// The person an `id_token` claims, read without checking anything but where it came from: enough for
/// a caller that has it from the token endpoint itself (`OpenID` Connect Core §3.1.3.7, 6) and has to act before
/// anything else can be asked.
#[must_use]
pub fn claimed_sub(token: &IdToken) -> Option<String> {
    #[derive(Deserialize)]
    struct Claimed {
        sub: String,
    }
    // EXPOSE: only its claims are read.
    let payload = token.expose().split('.').nth(1)?;
    Some(decode::<Claimed>(payload).ok()?.sub)
}

impl Jwks {
    fn find(&self, kid: &str) -> Option<RsaPublicKeyComponents<Vec<u8>>> {
        self.keys
            .iter()
            .filter(|key| key.kty == "RSA" && key.kid.as_deref() == Some(kid))
            .find_map(|key| {
                Some(RsaPublicKeyComponents {
                    n: unsigned(key.n.as_deref()?)?,
                    e: unsigned(key.e.as_deref()?)?,
                })
            })
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    sub: String,
    exp: i64,
    #[serde(default)]
    realmid: Value,
    #[serde(default)]
    nonce: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    Many(Vec<String>),
    One(String),
}

impl Claims {
    fn check(
        self,
        issuer: &str,
        client_id: &ClientId,
        now: Timestamp,
    ) -> Result<IdClaims, IdTokenError> {
        if self.iss != issuer {
            return Err(IdTokenError::Issuer);
        }
        let for_us = match &self.aud {
            Audience::Many(all) => all.iter().any(|one| one == client_id.as_str()),
            Audience::One(one) => one == client_id.as_str(),
        };
        if !for_us {
            return Err(IdTokenError::Audience);
        }
        let expires_at = Timestamp::from_second(self.exp).map_err(|_| IdTokenError::Malformed)?;
        if now.duration_since(expires_at) >= CLOCK_TOLERANCE {
            return Err(IdTokenError::Expired);
        }
        if self.sub.is_empty() {
            return Err(IdTokenError::Malformed);
        }
        Ok(IdClaims {
            sub: self.sub,
            realm_id: realm_of(&self.realmid),
            nonce: self.nonce,
            expires_at,
        })
    }
}

/// Text by the documentation's samples; a number is taken too.
fn realm_of(claim: &Value) -> Option<RealmId> {
    match claim {
        Value::String(text) if !text.is_empty() => Some(RealmId::new(text.as_str())),
        Value::Number(number) => Some(RealmId::new(number.to_string())),
        _ => None,
    }
}

fn decode<T: DeserializeOwned>(part: &str) -> Result<T, IdTokenError> {
    let bytes = BASE64.decode(part).map_err(|_| IdTokenError::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| IdTokenError::Malformed)
}

/// Big-endian bytes without leading zeros, the only form `ring` accepts.
fn unsigned(text: &str) -> Option<Vec<u8>> {
    let bytes = BASE64.decode(text).ok()?;
    let start = bytes.iter().position(|byte| *byte != 0)?;
    Some(bytes[start..].to_vec())
}
