//! What Conductor, or something in front of it, answers.

use conductor::fuzzing::{answer, refusal};
use conductor::{AuthSession, EndUser, EndUserDeleted, EndUserList, Error, HealthCheck, SecretKey};
use serde::de::DeserializeOwned;

use crate::conductor_error_json::error_json;
use crate::planted;

const KEY: &str = "sk_conductor_test_not_a_real_key";
const STATUSES: [u16; 12] = [302, 400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503];

/// Longest error as a person is shown it, in bytes.
const SENTENCE: usize = 8_200;
/// Longest error as JSON, in bytes.
const JSON: usize = 45_000;
/// Longest error as a developer sees it, in bytes.
const DEBUG: usize = 60_000;

/// No error is long, none carries the key (however the answer spells it), and the documented envelope written back
/// is read the same.
pub fn conductor_error(input: &[u8]) {
    let Some((choice, body)) = input.split_first() else {
        return;
    };
    let status = STATUSES[usize::from(choice & 0x7f) % STATUSES.len()];
    let request_id = (choice & 0x80 != 0).then_some("req_of_the_header");
    let key = SecretKey::new(KEY);
    let body = planted(body, [KEY, "Bearer sk_conductor_test_not_a_real_key"]);
    let error = refusal(status, request_id, &body, &key);
    quiet(&error);
    assert_eq!(error.status(), Some(status));
    match &error {
        Error::Api(api) => {
            assert!(
                !api.shown_message().is_empty()
                    || (api.message.is_empty() && api.user_facing_message.is_empty())
            );
            let written = error_json(&error).to_string();
            assert_eq!(
                refusal(status, None, written.as_bytes(), &key),
                error,
                "{written}"
            );
        }
        Error::UnexpectedStatus { excerpt, .. } => {
            assert!(excerpt.chars().count() <= 201);
            assert!(!excerpt.contains(char::is_control), "one line");
        }
        other => panic!("{other:?}"),
    }
    success::<EndUser>(&body);
    success::<EndUserList>(&body);
    success::<EndUserDeleted>(&body);
    success::<AuthSession>(&body);
    success::<HealthCheck>(&body);
}

fn success<T: DeserializeOwned>(body: &[u8]) {
    match answer::<T>(body) {
        Ok(_) => {}
        Err(error @ Error::Decode { .. }) => {
            assert!(error.to_string().len() <= 400, "{error}");
            assert!(!error.to_string().contains(char::is_control), "one line");
            quiet(&error);
        }
        Err(other) => panic!("{other:?}"),
    }
}

fn quiet(error: &Error) {
    let (sentence, json, debug) = (
        error.to_string(),
        error_json(error).to_string(),
        format!("{error:?}"),
    );
    for (text, longest) in [(sentence, SENTENCE), (json, JSON), (debug, DEBUG)] {
        assert!(text.len() <= longest, "{} bytes", text.len());
        assert!(!text.contains(KEY), "the key is in {text}");
    }
}
