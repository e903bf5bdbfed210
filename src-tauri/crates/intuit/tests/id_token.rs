//! The `id_token` check, against signatures made by another library.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use intuit::{ClientId, IdClaims, IdToken, IdTokenError, Jwks, claimed_realm, verify_id_token};
use jiff::Timestamp;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

const ISSUER: &str = "https://oauth.platform.intuit.com/op/v1";
const CLIENT: &str = "practice-client";
const NOW: i64 = 1_800_000_000;

fn key() -> &'static RsaPrivateKey {
    static KEY: OnceLock<RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| RsaPrivateKey::new(&mut rand::rngs::OsRng, 2048).unwrap())
}

fn jwks() -> Jwks {
    let keys = json!({ "keys": [
        { "kty": "EC", "kid": "current" },
        {
            "kty": "RSA",
            "kid": "current",
            "n": URL_SAFE_NO_PAD.encode(key().n().to_bytes_be()),
            "e": URL_SAFE_NO_PAD.encode(key().e().to_bytes_be()),
        },
    ]});
    serde_json::from_value(keys).unwrap()
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn sign(header: &Value, claims: &Value) -> String {
    let signed = format!("{}.{}", part(header), part(claims));
    let signature = SigningKey::<Sha256>::new(key().clone()).sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn header() -> Value {
    json!({ "alg": "RS256", "kid": "current" })
}

fn claims() -> Value {
    json!({
        "sub": "person-1", "aud": [CLIENT], "iss": ISSUER, "exp": NOW + 3600,
        "iat": NOW, "auth_time": NOW, "realmid": "9130349878530396",
    })
}

fn with(key: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[key] = value;
    claims
}

#[test]
fn a_nonce_is_read_and_another_one_is_refused() {
    let verified = |claims: &Value| verify(&sign(&header(), claims), NOW).unwrap();
    let without = verified(&claims());
    assert_eq!(without.nonce, None);
    assert_eq!(without.must_answer("mine"), Ok(()));
    let echoed = verified(&with("nonce", json!("mine")));
    assert_eq!(echoed.must_answer("mine"), Ok(()));
    assert_eq!(echoed.must_answer("theirs"), Err(IdTokenError::Nonce));
    let empty = verified(&with("nonce", json!("")));
    assert_eq!(empty.must_answer("mine"), Err(IdTokenError::Nonce));
}

fn verify(token: &str, now: i64) -> Result<IdClaims, IdTokenError> {
    verify_id_token(
        &IdToken::new(token),
        &jwks(),
        ISSUER,
        &ClientId::new(CLIENT),
        Timestamp::from_second(now).unwrap(),
    )
}

fn refusal(claims: &Value) -> IdTokenError {
    verify(&sign(&header(), claims), NOW).unwrap_err()
}

#[test]
fn a_signed_statement_says_who_signed_in() {
    let claims = verify(&sign(&header(), &claims()), NOW).unwrap();
    assert_eq!(claims.sub, "person-1");
    assert_eq!(claims.realm_id.unwrap().expose(), "9130349878530396");
    assert_eq!(
        claims.expires_at,
        Timestamp::from_second(NOW + 3600).unwrap()
    );
}

#[test]
fn the_claimed_company_is_read_without_a_key_and_from_nothing_else() {
    let claimed = |claims: &Value| claimed_realm(&IdToken::new(format!("x.{}.y", part(claims))));
    let realm = claimed(&claims()).unwrap();
    assert_eq!(realm.expose(), "9130349878530396");
    let number = claimed(&with("realmid", json!(9_130_349_878_530_396_u64))).unwrap();
    assert_eq!(number, realm);
    for nothing in [Value::Null, json!(""), json!(["1"])] {
        assert_eq!(claimed(&with("realmid", nothing)), None);
    }
    for odd in ["", ".", "a", "a.b.c", "not.a-real.id-token"] {
        assert_eq!(claimed_realm(&IdToken::new(odd)), None, "{odd}");
    }
}

#[test]
fn the_realm_may_be_absent_and_the_audience_single() {
    for realm in [Value::Null, json!("")] {
        let token = sign(&header(), &with("realmid", realm));
        assert_eq!(verify(&token, NOW).unwrap().realm_id, None);
    }
    let token = sign(&header(), &with("aud", json!(CLIENT)));
    assert!(verify(&token, NOW).is_ok());
    let token = sign(&header(), &with("aud", json!(["another", CLIENT])));
    assert!(verify(&token, NOW).is_ok());
}

#[test]
fn somebody_elses_statement_is_refused() {
    assert_eq!(
        refusal(&with("iss", json!("https://issuer.example"))),
        IdTokenError::Issuer
    );
    for audience in [json!(["another"]), json!([]), json!("another")] {
        assert_eq!(refusal(&with("aud", audience)), IdTokenError::Audience);
    }
}

#[test]
fn an_old_statement_is_refused_a_minute_after_its_end() {
    let token = sign(&header(), &claims());
    assert!(verify(&token, NOW + 3600 + 59).is_ok());
    assert_eq!(
        verify(&token, NOW + 3600 + 60).unwrap_err(),
        IdTokenError::Expired
    );
}

#[test]
fn a_statement_without_its_claims_is_malformed() {
    for name in ["sub", "aud", "iss", "exp"] {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(name);
        assert_eq!(refusal(&claims), IdTokenError::Malformed, "{name}");
    }
    assert_eq!(refusal(&with("sub", json!(""))), IdTokenError::Malformed);
    assert_eq!(
        refusal(&with("exp", json!("soon"))),
        IdTokenError::Malformed
    );
    assert_eq!(
        refusal(&with("exp", json!(i64::MAX))),
        IdTokenError::Malformed
    );
}

#[test]
fn changed_contents_or_signatures_are_refused() {
    let token = sign(&header(), &claims());
    let parts: Vec<&str> = token.split('.').collect();
    let other = part(&with("sub", json!("person-2")));
    for forged in [
        format!("{}.{other}.{}", parts[0], parts[2]),
        format!("{}.{}.{}", parts[0], parts[1], "AAAA"),
        format!("{}.{}.", parts[0], parts[1]),
    ] {
        assert_eq!(verify(&forged, NOW).unwrap_err(), IdTokenError::Signature);
    }
}

#[test]
fn only_rs256_by_a_published_key_counts() {
    for alg in ["none", "HS256", "RS512", "rs256", ""] {
        let token = sign(&json!({ "alg": alg, "kid": "current" }), &claims());
        assert_eq!(verify(&token, NOW).unwrap_err(), IdTokenError::Algorithm);
    }
    for header in [
        json!({ "alg": "RS256", "kid": "older" }),
        json!({ "alg": "RS256" }),
        json!({ "alg": "RS256", "kid": null }),
    ] {
        let token = sign(&header, &claims());
        assert_eq!(verify(&token, NOW).unwrap_err(), IdTokenError::UnknownKey);
    }
}

#[test]
fn another_key_under_the_same_name_is_noticed() {
    let token = sign(&header(), &claims());
    let other = RsaPrivateKey::new(&mut rand::rngs::OsRng, 2048).unwrap();
    let mut jwks = jwks();
    jwks.keys[1].n = Some(URL_SAFE_NO_PAD.encode(other.n().to_bytes_be()));
    let refused = verify_id_token(
        &IdToken::new(token),
        &jwks,
        ISSUER,
        &ClientId::new(CLIENT),
        Timestamp::from_second(NOW).unwrap(),
    );
    assert_eq!(refused.unwrap_err(), IdTokenError::Signature);
}

#[test]
fn what_is_no_statement_at_all_is_malformed() {
    let good = sign(&header(), &claims());
    for text in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "a.b".to_owned(),
        "!.!.!".to_owned(),
        format!("{good}.extra"),
        format!("{good}!"),
        good.replacen("ey", "", 1),
    ] {
        assert_eq!(
            verify(&text, NOW).unwrap_err(),
            IdTokenError::Malformed,
            "{text}"
        );
    }
}
