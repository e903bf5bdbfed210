//! What reads an answer, without a service that sends one: for tests that make up the bytes. No program
//! calls it.

use serde::de::DeserializeOwned;

use crate::transport::{self, Answer};
use crate::{Error, SecretKey};

/// The error that a body with a status other than 2xx becomes.
#[must_use]
pub fn refusal(status: u16, request_id: Option<&str>, body: &[u8], key: &SecretKey) -> Error {
    transport::refusal(status, request_id.map(str::to_owned), body, key)
}

/// What a body with status 200 is as a `T`.
pub fn answer<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let answer = Answer {
        status: 200,
        request_id: None,
        content_type: Some("application/json".to_owned()),
        body: body.to_vec(),
    };
    transport::decode("the call", &answer)
}
