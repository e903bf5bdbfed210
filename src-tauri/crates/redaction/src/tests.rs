use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};

use super::*;

/// Lines of the seeded test.
const LINES: usize = 4000;
/// Letters of base64url.
const BASE64URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Letters of base64 as most programs write it.
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

#[test]
fn every_known_shape_is_taken_out() {
    for (line, wanted) in [
        (
            "key sk_conductor_test_not_a_real_key was refused",
            "key ⟨secret⟩ was refused",
        ),
        (
            "Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln",
            "Authorization: ⟨secret⟩ ⟨secret⟩",
        ),
        (
            "authorization=Basic QUI6Y2Q=",
            "authorization=⟨secret⟩ ⟨secret⟩",
        ),
        (
            "GET https://appcenter.intuit.com/connect/oauth2?client_id=AB&state=xyz failed",
            "GET https://appcenter.intuit.com/connect/oauth2?⟨query⟩ failed",
        ),
        (
            "counterfoil://oauth?state=abc&handoff=xyz",
            "counterfoil://oauth?⟨query⟩",
        ),
        (
            "https://maria:hunter2@relay.example/x",
            "https://relay.example/x",
        ),
        (
            "handoff=abc, code=AB11591303035xyz",
            "handoff=⟨secret⟩, code=⟨secret⟩",
        ),
        ("realmId=9130349878530396", "realmId=⟨secret⟩"),
        (
            "company 9130349878530396 answered",
            "company ⟨number⟩ answered",
        ),
        (
            r#"{"refresh_token":"short","code":"AB1159130303510","token":"x1"}"#,
            r#"{"refresh_token":"⟨secret⟩","code":"⟨secret⟩","token":"⟨secret⟩"}"#,
        ),
        (
            "https://connect.conductor.is/qbd/auth_sess_client_secret_ABCdef0123",
            "https://connect.conductor.is/qbd/⟨secret⟩",
        ),
        (
            "mail sam.o'neil@client.example now",
            "mail sam.o'⟨e-mail⟩ now",
        ),
        ("<maria@haleortiz.example>", "<⟨e-mail⟩>"),
        ("maria%40haleortiz.example", "⟨e-mail⟩"),
        (
            "sealed 9AYb3kQmVx0pLr8sTt2w-_Zc and more",
            "sealed ⟨secret⟩ and more",
        ),
        ("password: hunter2", "password: ⟨secret⟩"),
    ] {
        let clean = redact(line);
        let wanted = wanted.replace("sam.o'", "");
        let clean = clean.replace("sam.o'", "");
        assert_eq!(clean, wanted, "{line}");
    }
}

#[test]
fn shapes_that_other_programs_and_people_write_are_taken_out() {
    for (line, wanted) in [
        (
            "firm key kJ8/aZ3q+Xw/9bT0mLr4/sV6yQ1nE5cH7uG2dF8oWpI= was made",
            "firm key ⟨secret⟩ was made",
        ),
        (
            r"sealed with kJ8\/aZ3q+Xw\/9bT0mLr4\/sV6yQ1nE5cH7uG2dF8oWpI=.",
            "sealed with ⟨secret⟩.",
        ),
        (
            "client secret qwmzpxoncibvuytlakshdjfgqwmzpxoncibvuytl is wrong",
            "client secret ⟨secret⟩ is wrong",
        ),
        (
            "the Client Secret is \"qwmzpxoncibvuytlakshdjfg\"",
            "the Client Secret is \"⟨secret⟩\"",
        ),
        (
            "company 9130 3498 7853 0396 answered",
            "company ⟨number⟩ answered",
        ),
        ("realm 9130-3498-7853-0396", "realm ⟨number⟩"),
        (
            "company 9130\u{a0}349\u{a0}878\u{a0}530\u{a0}396.",
            "company ⟨number⟩.",
        ),
        ("to sam&#64;x.example now", "to ⟨e-mail⟩ now"),
        ("to sam&commat;x.example now", "to ⟨e-mail⟩ now"),
        ("to sam&#x40;x&#46;example now", "to ⟨e-mail⟩ now"),
        (r"to sam\u0040x.example now", "to ⟨e-mail⟩ now"),
        (
            r"firmFile \\fs01\Firm files\Sue's Bakery.counterfoil: not found",
            "firmFile ⟨network folder⟩: not found",
        ),
        (
            r#"path="\\\\fs01\\share\\books" is away"#,
            "path=\"⟨network folder⟩\" is away",
        ),
        ("smb://fs01/share/Sue is away", "⟨network folder⟩ is away"),
        (
            "read FRONT-DESK-3f2a9c01.counterfoil-log",
            "read ⟨computer⟩-3f2a9c01.counterfoil-log",
        ),
        (
            "FRONT-DESK-3f2a9c01 (Tom's conflicted copy).counterfoil-log",
            "⟨computer⟩-3f2a9c01.counterfoil-log",
        ),
        (
            "FRONT-DESK-3f2a9c01-ANNEX-2.counterfoil-log",
            "⟨computer⟩-3f2a9c01.counterfoil-log",
        ),
    ] {
        let clean = redact(line);
        assert_eq!(clean, wanted, "{line}");
        assert_eq!(redact(&clean), clean, "{line}");
    }
}

#[test]
fn what_helps_stays() {
    for line in [
        r#"2026-11-22T04:53:28.123456Z  WARN roster::banners: a service answered client=0b51a6c2-6d0e-4a6b-9b51-123456789012 source="conductor" code="QBD_CONNECTION_ERROR""#,
        r#"integration_code="0x80040408" request_id="req_5Yx7Kd20aZ1b3c4D5e6F7" status=502"#,
        r#"code="VAL-1002" intuit_tid="1-65a1b2c3-0f1e2d3c4b5a69788796a5b4""#,
        "code=invalid_grant state=connected key=intuit code: Some(\"http_503\")",
        "end_usr_1234567abcdefg of int_conn_1234567abcdefg by auth_sess_9876543abcdefg",
        "thread 'tokio-runtime-worker' at src-tauri/crates/roster/src/online/verify.rs:204:9",
        "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
        "https://relay.haleortiz.example/health answered 503",
        "counterfoil_lib::commands::clients::check_client",
        "a client secret qualification_of_the_request and the key is unknown",
        "/usr/lib/x86/Counterfoil/Resources/2026/Books/Index",
        r"C:\Users\maria\AppData\Local\Counterfoil\logs",
        "client=0b51a6c2-1234-1234-1234-123456789012 at 2026-11-22 04:53:28 took 120 300 45 ms",
        "the roster could not be opened: unable to open database file: /home/maria/.local/share/app.counterfoil.desktop/practice/roster.sqlite",
    ] {
        assert_eq!(redact(line), line);
    }
}

#[test]
fn a_panic_keeps_its_words_and_loses_its_values() {
    for (message, wanted) in [
        (
            r#"called `Result::unwrap()` on an `Err` value: Unknown("Sue's \"best\" Bakery")"#,
            "called `Result::unwrap()` on an `Err` value: Unknown(⟨text⟩)",
        ),
        (
            "byte index 5 is not a char boundary; it is inside 'é' of `Café Sue`",
            "byte index 5 is not a char boundary; it is inside 'é' of ⟨text⟩",
        ),
        (
            "index out of bounds: the len is 3 but the index is 5",
            "index out of bounds: the len is 3 but the index is 5",
        ),
    ] {
        assert_eq!(without_values(message), wanted);
    }
}

fn drawn(rng: &mut StdRng, from: &[u8], length: std::ops::Range<usize>) -> String {
    let length = rng.gen_range(length);
    (0..length)
        .map(|_| char::from(*from.choose(rng).expect("letters")))
        .collect()
}

/// A secret, the text that carries it, and what of it must not be read.
fn hidden(rng: &mut StdRng) -> (String, String) {
    let digits = b"0123456789";
    match rng.gen_range(0..14) {
        0 => {
            let key = drawn(rng, BASE64URL, 16..40);
            (format!("sk_conductor_{key}"), key)
        }
        1 => {
            let token = drawn(rng, BASE64URL, 32..400);
            (token.clone(), token)
        }
        2 => {
            let token = drawn(rng, BASE64URL, 8..60);
            (format!("Bearer {token}"), token)
        }
        3 => {
            let realm = drawn(rng, digits, 10..20);
            (realm.clone(), realm)
        }
        4 => {
            let body = drawn(rng, BASE64URL, 20..200);
            (format!("eyJhbGciOiJSUzI1NiJ9.{body}.{body}"), body)
        }
        5 => {
            let name = drawn(rng, b"abcdefghij.", 6..20);
            let name = format!("m{name}x");
            (format!("{name}@client.example"), name)
        }
        6 => {
            let code = drawn(rng, b"ABCDEFGHIJ0123456789", 12..60);
            let code = format!("AB11591303{code}");
            let name = ["code", "handoff", "realmId", "state"]
                .choose(rng)
                .expect("names");
            (format!("{name}={code}"), code)
        }
        7 => {
            let state = drawn(rng, BASE64URL, 24..80);
            (format!("counterfoil://oauth?state={state}&x=1#y"), state)
        }
        8 => {
            // Of 32 bytes, and with what base64url does not have.
            let key = drawn(rng, BASE64, 20..22) + "/" + &drawn(rng, BASE64, 20..22) + "=";
            (format!("firm key {key}"), key[..key.len() / 2].to_owned())
        }
        9 => {
            let secret = drawn(rng, b"abcdefghijklmnopqrstuvwxyz", 24..60);
            (format!("client secret {secret}"), secret)
        }
        10 => {
            let groups: Vec<String> = (0..4).map(|_| drawn(rng, digits, 4..5)).collect();
            let realm = groups.join([" ", "\u{a0}", "-"].choose(rng).expect("separators"));
            (format!("company {realm},"), realm)
        }
        11 => {
            let name = format!("m{}x", drawn(rng, b"abcdefghij", 6..20));
            let at = ["&#64;", "&#x40;", "&commat;", "%40", "\\u0040"];
            let at = at.choose(rng).expect("spellings");
            (format!("{name}{at}client.example"), name)
        }
        12 => {
            let name = format!("M{}", drawn(rng, b"ABCDEFGHIJ-", 6..20));
            let id = drawn(rng, b"0123456789abcdef", 8..9);
            (format!("{name}-{id}.counterfoil-log"), name)
        }
        _ => {
            let secret = drawn(rng, BASE64URL, 8..60);
            (format!("\"client_secret\": \"{secret}\""), secret)
        }
    }
}

#[test]
fn no_drawn_secret_is_ever_read_again() {
    let mut rng = StdRng::seed_from_u64(20_261_122);
    let words = [
        "the",
        "relay",
        "answered",
        "client=0b51a6c2-6d0e-4a6b-9b51-123456789012",
        "WARN",
        "503",
        "code=\"VAL-1002\"",
        "–",
        "Error(",
        ")",
        "x=1",
        "…",
        "Ærø",
        "\"a\"",
    ];
    for number in 0..LINES {
        let mut line: Vec<String> = (0..rng.gen_range(0..6))
            .map(|_| (*words.choose(&mut rng).expect("words")).to_owned())
            .collect();
        let (carrier, secret) = hidden(&mut rng);
        let at = rng.gen_range(0..=line.len());
        line.insert(at, carrier);
        let line = line.join(" ");
        let clean = redact(&line);
        // A dash at either end may belong to the text around it.
        let core = secret.trim_matches(['-', '_', '.']);
        assert!(
            core.len() < 6 || !clean.contains(core),
            "line {number}: {core} is still in {clean}"
        );
        assert_eq!(redact(&clean), clean, "line {number} again");
        let ids = |text: &str| text.matches("0b51a6c2-6d0e-4a6b-9b51-123456789012").count();
        assert_eq!(
            ids(&clean),
            ids(&line),
            "line {number}: ids of clients stay"
        );
    }
}

#[test]
fn any_bytes_are_taken_without_a_panic() {
    let mut rng = StdRng::seed_from_u64(7);
    for _ in 0..LINES {
        let length = rng.gen_range(0..200);
        let bytes: Vec<u8> = (0..length).map(|_| rng.r#gen()).collect();
        let text = String::from_utf8_lossy(&bytes);
        let clean = without_values(&redact(&text));
        assert!(clean.len() <= text.len() * 12 + 12);
    }
}

#[test]
fn an_address_in_an_address_is_cleaned_as_well() {
    let clean = redact("https:./81/u:x@rp\u{0}ttps://u:p@relay.examplehttps://u:p@ said no");
    assert!(!clean.contains("u:p"), "{clean}");
    assert_eq!(redact(&clean), clean);
}
