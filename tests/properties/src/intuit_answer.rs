//! What Intuit, or something in front of it, answers.

use intuit::fuzzing::{company_name, discovered, oauth_refusal, refusal, role};
use intuit::{Endpoints, Environment, Error, Jwks, RoleStatus, RoleType, UserInfo};
use serde_json::Value;

use crate::intuit_error_json::error_json;
use crate::planted;

/// The secrets of the call, without digits: by their shape alone nobody would take them for one.
const TOKEN: &str = "not-a-real-access-token-of-anybody";
const SECRET: &str = "hush-hush";
const STATUSES: [u16; 12] = [200, 302, 400, 401, 403, 404, 408, 409, 429, 500, 502, 503];

/// Longest error as a person is shown it, in bytes.
const SENTENCE: usize = 2_700;
/// Longest error as JSON, in bytes.
const JSON: usize = 200_000;
/// Longest error as a developer sees it, in bytes.
const DEBUG: usize = 330_000;

/// No error is long, none carries a secret of its call (however the answer spells it), and no sentence has anything
/// that looks like a token or a company's id.
pub fn intuit_error(input: &[u8]) {
    let Some((choice, body)) = input.split_first() else {
        return;
    };
    let status = STATUSES[usize::from(choice >> 2) % STATUSES.len()];
    let body = planted(body, [TOKEN, SECRET]);
    let secrets = [SECRET, TOKEN];
    let error = match choice & 3 {
        0 => refusal(status, &body, &secrets),
        1 | 2 => oauth_refusal(status, &body, &secrets),
        _ => match role(status, &body, &secrets) {
            Ok(_) => return,
            Err(error) => error,
        },
    };
    assert_eq!(error.status(), Some(status));
    assert!(!error.is_not_member() || said(&body, "VAL-1002"));
    quiet(&error);
}

/// An administrator is only who is called one in the documented words, beside no error. No text is long. Addresses
/// of a discovery document are Intuit's own.
pub fn intuit_answer(input: &[u8]) {
    let body = planted(input, [TOKEN, SECRET]);
    let document: Value = serde_json::from_slice(&body).unwrap_or_default();
    match role(200, &body, &[SECRET, TOKEN]) {
        Ok(answer) => {
            assert!(
                document["errors"].as_array().is_none_or(Vec::is_empty),
                "a partial answer"
            );
            let said = &document["data"]["user"]["role"];
            let (kind, status) = answer
                .role
                .map_or((None, None), |it| (it.role_type, it.status));
            assert_eq!(kind == Some(RoleType::Admin), said["type"] == "ADMIN");
            assert_eq!(
                status == Some(RoleStatus::Active),
                said["status"] == "ACTIVE"
            );
            assert!(kind.is_none_or(|it| it.as_str().chars().count() <= 100));
            assert!(status.is_none_or(|it| it.as_str().chars().count() <= 100));
        }
        Err(error) => quiet(&error),
    }
    match company_name(&body) {
        Ok(name) => {
            assert!(name.is_none_or(|name| !name.is_empty() && name.chars().count() <= 1024));
        }
        Err(error) => quiet(&error),
    }
    // Asked without a secret, so none can come back.
    let env = Environment::Sandbox;
    let discovery = Endpoints::discovery_url(env);
    match discovered(&discovery, input, &Endpoints::built_in(env)) {
        Ok(it) => {
            for url in [
                it.authorization,
                it.token,
                it.revocation,
                it.userinfo,
                it.jwks,
            ] {
                let host = url.host_str().unwrap_or_default();
                assert!(
                    url.scheme() == "https"
                        && (host == "intuit.com" || host.ends_with(".intuit.com")),
                    "{url}"
                );
            }
        }
        Err(error) => quiet(&error),
    }
    let _: Result<UserInfo, _> = serde_json::from_slice(&body);
    let _: Result<Jwks, _> = serde_json::from_slice(&body);
}

/// Whether a string of the document holds `word`.
fn said(body: &[u8], word: &str) -> bool {
    fn holds(value: &Value, word: &str) -> bool {
        match value {
            Value::String(text) => text.contains(word),
            Value::Array(values) => values.iter().any(|value| holds(value, word)),
            Value::Object(fields) => fields.values().any(|value| holds(value, word)),
            _ => false,
        }
    }
    serde_json::from_slice(body).is_ok_and(|value| holds(&value, word))
}

fn quiet(error: &Error) {
    let sentence = error.to_string();
    let in_token = |letter: char| letter.is_ascii_alphanumeric() || "-_.~+".contains(letter);
    for run in sentence.split(|letter| !in_token(letter)) {
        let digits = run
            .split(|letter: char| !letter.is_ascii_digit())
            .map(str::len)
            .max();
        let has_digits = digits.unwrap_or_default() > 0;
        assert!(
            digits.unwrap_or_default() < 10,
            "a company's id: {sentence}"
        );
        assert!(!has_digits || run.len() < 20, "a token: {sentence}");
    }
    let (json, debug) = (error_json(error).to_string(), format!("{error:?}"));
    for (text, longest) in [(sentence, SENTENCE), (json, JSON), (debug, DEBUG)] {
        assert!(text.len() <= longest, "{} bytes", text.len());
        assert!(
            !text.contains(TOKEN) && !text.contains(SECRET),
            "a secret is in {text}"
        );
    }
}
