//! Who signed in, as a signed statement.

use std::sync::LazyLock;

use intuit::{ClientId, IdToken, IdTokenError, Jwks, claimed_realm, claimed_sub, verify_id_token};
use serde_json::json;

/// The published half of a key whose other half was thrown away when the statement was signed.
const MODULUS: &str = "uoTlDcGUE_jEUkS-Bn1cD-VXkEcLYULO9hYx9pUU6r1obokPZ45PByyzIRhf09P18SxFDfkQ52lYx2qrqaNVJocEu3eqzHhokrnd9r0IEA3-qigMzfuEXWhzGoda6dkL2QQVWq0fZ1P47qwhk5lVBmJYRmIkA_BbaD3UXMNxnSLGZa_fSwQ0gzj39M5n1WfY2awzAAJYdIt6ZUxDThds3jK2HCwlU1NxFEkscsQiyUzBvA8MkzGmLozG63SRRXVSvt-AeGK5b_zwGK2RXv5MM63UXPAapogAN41c5tJPg3s4Ua-uD-ZgzJK8YnlOz2-8geoRLf9HMwW96azbMX2laQ";
/// Header and claims of the one statement that is signed.
const SIGNED: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6Im9uZSJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwiYXVkIjpbIm5vdC1hLXJlYWwtYXBwIl0sInN1YiI6InBlcnNvbi0xIiwiZXhwIjo0MTAyNDQ0ODAwLCJyZWFsbWlkIjoiMTIzNDU2Nzg5MCJ9";
const SIGNATURE: &str = "r62w6ESTLoOc4uSy9qYJXAN3Wy15rdR09tHDECF03JB-z_TlisVuRQICa1tdjOlLo0rVD2cWbPoeSS4gvJDF4m7e1Z00xs5kmy4kIdaaE2PngW8dvZcqb6GmWQbee4fFxMkP07ceSmFcrkpxwg5qAZmzgVQV9ItkSVHL0IdeCPyAuuTayoUt7_6dTn3jxv72ptl7PEgLJ2KJJn2Vjp0-afyRZ7vJ2papMUOYXDCAhd_cPTwHk5s2IV4geCm31Spn1HdQbvAxMllwefs38cO2HiJOlBt1FG3Yf4hHrBZXwu0q2K7-GOP-Qx55za3cykuUyfIPs0_h0uzxo7Vvo5zQQg";
/// What the statement says, for seeds.
pub const CLAIMS: (&str, &str) = (SIGNED, SIGNATURE);

static KEYS: LazyLock<Jwks> = LazyLock::new(|| {
    let key = json!({ "kty": "RSA", "kid": "one", "n": MODULUS, "e": "AQAB" });
    serde_json::from_value(json!({ "keys": [key] })).unwrap()
});

/// Nothing but the one signed statement is believed, and a refusal repeats no part of it. An input of
/// two lines brings keys of its own, which may be any.
pub fn id_token(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if let Some((keys, token)) = text.split_once('\n') {
        if let Ok(keys) = serde_json::from_str(keys) {
            let _ = verified(token, &keys);
        }
        return;
    }
    let token = IdToken::new(&*text);
    let _ = claimed_realm(&token).map(|realm| realm.is_well_formed());
    let _ = claimed_sub(&token);
    match verified(&text, &KEYS) {
        Ok(sub) => {
            assert_eq!(
                text.rsplit_once('.').map(|(signed, _)| signed),
                Some(SIGNED)
            );
            assert_eq!(sub, "person-1");
        }
        Err(error) => assert!(error.to_string().len() <= 100 && !error.to_string().contains("eyJ")),
    }
}

fn verified(token: &str, keys: &Jwks) -> Result<String, IdTokenError> {
    let now = "2026-11-22T10:00:00Z".parse().unwrap();
    let app = ClientId::new("not-a-real-app");
    verify_id_token(
        &IdToken::new(token),
        keys,
        "https://issuer.example",
        &app,
        now,
    )
    .map(|claims| claims.sub)
}
