//! The sign-in relay: what Intuit's redirect becomes, and what opens again.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use intuit::{ClientId, ClientSecret, Endpoints, Environment, OAuth};
use relay::fuzzing::{callback, opened_grant, opened_handoff, sealed_grant};
use relay::{Config, KeyRing};
use roster::callback::{Callback, parse};
use serde_json::json;

use crate::callback::in_query;

/// The example of RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// What belongs to [`VERIFIER`].
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// Somebody else's.
const OTHER_VERIFIER: &str = "eBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Of no relay.
const TEST_KEY: &str = "sjau7uKp+tCWobUW6NfR0YfFm5PsUenlSfFPj/T06PM=";
/// Inside the kept hand-off.
const KEPT_CODE: &str = "AB-not-a-real-code";

static RELAY: LazyLock<Config> = LazyLock::new(|| Config {
    intuit: OAuth::builder(
        Endpoints::built_in(Environment::Sandbox),
        ClientId::new("not-a-real-app"),
        ClientSecret::new("not-a-real-secret"),
        "https://relay.example/callback".parse().unwrap(),
    )
    .timeout(Duration::from_secs(1))
    .build()
    .unwrap(),
    app_callback: "counterfoil://oauth/callback".parse().unwrap(),
    keys: KeyRing::from_base64(&[TEST_KEY]).unwrap(),
    operator: "nobody".to_owned(),
    now: Arc::new(|| "2026-11-22T10:00:00Z".parse().unwrap()),
    rules: relay::Rules::default(),
});

/// Wherever a browser is sent, it is the app, at an address the app reads, about the sign-in that was asked about; the
/// code goes along sealed, and opens for its own verifier alone.
pub fn relay_callback(input: &[u8]) {
    let query = String::from_utf8_lossy(input);
    let Some(to) = callback(&RELAY, &query) else {
        return;
    };
    assert!(to.starts_with("counterfoil://oauth/callback?"), "{to}");
    assert!(to.bytes().all(|byte| byte.is_ascii_graphic()), "{to:?}");
    assert_eq!(in_query(&query, "state").len(), 1, "one sign-in");
    match parse(&to) {
        Ok(Callback::HandOff { state, handoff }) => {
            assert_eq!(in_query(&query, "state"), [state.expose()]);
            let codes = in_query(&query, "code");
            assert_eq!(codes.len(), 1, "one code");
            assert!(
                codes[0].len() < 16 || !to.contains(&codes[0]),
                "the code in the clear"
            );
            let open = |verifier: &str| {
                let body = json!({"handoff": handoff.expose(), "verifier": verifier}).to_string();
                opened_handoff(&RELAY, body.as_bytes())
            };
            let ours = state.expose().ends_with(CHALLENGE);
            let opened = open(VERIFIER);
            assert_eq!(opened.is_some(), ours);
            if let Some((code, realm)) = opened {
                assert_eq!(code, codes[0]);
                let realms = in_query(&query, "realmId")
                    .into_iter()
                    .find(|realm| !realm.is_empty());
                assert_eq!(realm, realms);
            }
            assert_eq!(open(OTHER_VERIFIER), None);
            let as_grant = json!({"grant": handoff.expose(), "verifier": VERIFIER}).to_string();
            assert_eq!(opened_grant(&RELAY, as_grant.as_bytes()), None);
        }
        Ok(Callback::Refused { state, error }) => {
            assert_eq!(in_query(&query, "state"), [state.expose()]);
            assert!(error.to_string().len() <= 40);
        }
        Err(error) => panic!("the app cannot read {to}: {error}"),
    }
}

/// No body opens anything but what the relay sealed, and no bit of a seal may change.
pub fn relay_seal(input: &[u8]) {
    if let Some((code, _)) = opened_handoff(&RELAY, input) {
        assert_eq!(code, KEPT_CODE);
    }
    assert_eq!(opened_grant(&RELAY, input), None, "none was ever kept");

    let [place, bit, token @ ..] = input else {
        return;
    };
    let token = String::from_utf8_lossy(token);
    let mut sealed = sealed_grant(&RELAY, &token, CHALLENGE)
        .expect("a seal")
        .into_bytes();
    let open = |sealed: &[u8], verifier: &str| {
        let body = json!({"grant": String::from_utf8_lossy(sealed), "verifier": verifier});
        opened_grant(&RELAY, body.to_string().as_bytes())
    };
    assert_eq!(open(&sealed, VERIFIER).as_deref(), Some(&*token));
    assert_eq!(open(&sealed, OTHER_VERIFIER), None);
    let place = usize::from(*place) * sealed.len() / 256;
    sealed[place] ^= 1 << (bit % 7);
    assert_eq!(open(&sealed, VERIFIER), None, "a changed seal opened");
}

/// A hand-off that opens, for the kept inputs.
#[must_use]
pub fn kept_handoff() -> String {
    let to = callback(
        &RELAY,
        &format!("code={KEPT_CODE}&state=v1.AAECAwQFBgcICQoLDA0ODw.{CHALLENGE}&realmId=1234567890"),
    );
    let to = to.expect("a sign-in");
    let handoff = to.split(['=', '&']).nth(1).unwrap_or_default();
    json!({"handoff": handoff, "verifier": VERIFIER}).to_string()
}
