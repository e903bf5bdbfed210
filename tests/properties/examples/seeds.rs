//! Writes the seeds that are made by hand into `tests/fuzz/seeds`. A file that is there stays: what is sealed is
//! another text each time.

#![expect(clippy::unwrap_used, reason = "a tool of the developer")]

use std::fs;
use std::path::Path;

use properties::relay::{CHALLENGE, kept_handoff};
use properties::{ID_TOKEN_CLAIMS, firm_file_sample, firm_file_signer};
use provisioning::{Lock, Passphrase, fuzzing, seal_with};

fn main() {
    let state = format!("v1.AAECAwQFBgcICQoLDA0ODw.{CHALLENGE}");
    let sealed = "AZ9xfake-sealed-hand-off_not-a-real-one-0123456789abcdefghijklmnop";
    let (signed, signature) = ID_TOKEN_CLAIMS;
    let sample = firm_file_sample();
    let words = Passphrase::new("correct horse battery staple");
    let plain = fuzzing::write(&sample).unwrap();
    let locked = |armored| {
        let lock = Lock { work: 1, armored };
        seal_with(&sample, &firm_file_signer(), &words, lock).unwrap()
    };
    let seeds: Vec<(&str, &str, Vec<u8>)> = vec![
        ("callback", "hand-off", format!("counterfoil://oauth/callback?handoff={sealed}&state={state}").into()),
        ("callback", "refusal", format!("Counterfoil://OAuth/callback/?error=access_denied&state={state}#_=_").into()),
        ("callback", "hand-off-alone", sealed.into()),
        ("conductor_error", "envelope", b"\x01{\"error\":{\"message\":\"Key \x01 or \x02\",\"userFacingMessage\":\"No\",\"type\":\"INVALID_REQUEST_ERROR\",\"code\":\"API_KEY_INVALID\",\"httpStatusCode\":400,\"integrationCode\":\"3200\",\"requestId\":\"req_1\"}}".to_vec()),
        ("conductor_error", "page", b"\x8a<html><h1>Bad gateway</h1>\x01</html>".to_vec()),
        ("conductor_error", "end-user", b"\x02{\"id\":\"end_usr_1\",\"objectType\":\"end_user\",\"createdAt\":\"2026-11-22T10:00:00Z\",\"companyName\":\"A\",\"sourceId\":\"1\",\"email\":\"a@b.example\",\"integrationConnections\":[]}".to_vec()),
        ("conductor_error", "auth-session", b"\x02{\"id\":\"auth_sess_1\",\"objectType\":\"auth_session\",\"createdAt\":\"2026-11-22T10:00:00Z\",\"endUserId\":\"end_usr_1\",\"clientSecret\":\"\x01\",\"authFlowUrl\":\"https://connect.conductor.is/qbd/x\",\"expiresAt\":\"2026-11-22T10:30:00Z\",\"redirectUrl\":null}".to_vec()),
        ("intuit_error", "oauth", b"\x09{\"error\":\"invalid_grant\",\"error_description\":\"Token \x01 and \x02 of \x03\"}".to_vec()),
        ("intuit_error", "graphql", b"\x0b{\"errors\":[{\"message\":\"VAL-1002 \x01\",\"path\":[\"user\",0],\"extensions\":{\"code\":\"VAL-1002\",\"innerCode\":\"1\",\"innerMessage\":\"\x03\",\"classification\":\"VALIDATION_ERROR\"}}]}".to_vec()),
        ("intuit_error", "fault", b"\x0c{\"Fault\":{\"Error\":[{\"Message\":\"m\",\"Detail\":\"\x01\",\"code\":\"003200\"}],\"type\":\"AUTHENTICATION\"}}".to_vec()),
        ("intuit_error", "gateway", b"\x10{\"code\":\"AuthenticationFailed\",\"type\":\"x\",\"message\":\"m\",\"detail\":\"9130349878530396\",\"moreInfo\":\"\"}".to_vec()),
        ("intuit_answer", "role", b"{\"data\":{\"user\":{\"role\":{\"type\":\"ADMIN\",\"status\":\"ACTIVE\",\"hasPayroll\":true}}}}".to_vec()),
        ("intuit_answer", "company", b"{\"CompanyInfo\":{\"CompanyName\":\" A, Inc. \"}}".to_vec()),
        ("intuit_answer", "person", b"{\"sub\":\"s\",\"email\":\"a@b.example\",\"emailVerified\":\"true\",\"givenName\":null}".to_vec()),
        ("intuit_answer", "discovery", b"{\"issuer\":\"https://i.example\",\"authorization_endpoint\":\"https://a.intuit.com/\",\"token_endpoint\":\"https://a.intuit.com/t\",\"revocation_endpoint\":\"https://developer.api.intuit.com/r\",\"userinfo_endpoint\":\"https://intuit.com/u\",\"jwks_uri\":\"https://a.intuit.com/j\"}".to_vec()),
        ("id_token", "signed", format!("{signed}.{signature}").into()),
        ("id_token", "unsigned", format!("eyJhbGciOiJub25lIn0.{}.", signed.split_once('.').unwrap().1).into()),
        ("id_token", "own-key", format!("{{\"keys\":[{{\"kty\":\"RSA\",\"kid\":\"one\",\"n\":\"uoTl\",\"e\":\"AQAB\"}}]}}\n{signed}.{signature}").into()),
        ("firm_file", "armored", locked(true)),
        ("firm_file", "binary", locked(false)),
        ("firm_file", "too-much-work", with_work(&locked(false), "21")),
        ("firm_file_contents", "sample", plain.to_vec()),
        ("table", "commas", "\u{0}\u{feff}Name,\"E-mail; both\"\r\n\"Acme, Inc.\",'=x\r\n\"Sue \"\"S\"\"\"\r\n".into()),
        ("table", "semicolons", b"\x00Name;E-mail\nA;b@c.example;extra\n\n".to_vec()),
        ("table", "cells", b"\x01Client\x1fWhat\x1e=1+1\x1f'=x\x1ea;=HYPERLINK(1);\x1f\"@x\x1e x \x1f\n-y".to_vec()),
        ("relay_callback", "code", format!("code=AB-not-a-real-code-0&state={state}&realmId=1234567890").into()),
        ("relay_callback", "refusal", format!("error=access_denied&state={state}").into()),
        ("relay_seal", "hand-off", kept_handoff().into()),
        ("relay_seal", "changed", b"\x40\x03a-refresh-token".to_vec()),
        ("log_line", "code", b"\x06GET https://u:p@relay.example/x?code=1 token=\x01 failed state: \"x\"".to_vec()),
        ("log_line", "panic", b"\x00called `Result::unwrap()` on an `Err` value: Unknown(\"Sue's \\\"best\\\" Bakery\")".to_vec()),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds");
    for (target, name, bytes) in seeds {
        let folder = folder.join(target);
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join(name);
        if !file.exists() {
            fs::write(file, bytes).unwrap();
        }
    }
}

fn with_work(file: &[u8], work: &str) -> Vec<u8> {
    let at = file.windows(3).position(|it| it == b" 1\n").unwrap();
    [&file[..=at], work.as_bytes(), &file[at + 2..]].concat()
}
