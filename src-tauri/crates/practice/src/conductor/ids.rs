//! Ids and link secrets in Conductor's prefixes.

use std::fmt;

use rand::Rng;
use serde::{Deserialize, Serialize};

/// On every answer; repeated as `requestId` in errors.
pub(super) const REQUEST_ID_HEADER: &str = "conductor-request-id";

/// Names one answer: `req_…`.
#[derive(Debug)]
pub(super) struct RequestId(String);

impl RequestId {
    pub(super) fn new() -> Self {
        Self(prefixed("req_", 16))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `end_usr_…`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct EndUserId(String);

impl EndUserId {
    pub(super) fn new() -> Self {
        Self(prefixed("end_usr_", 14))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// `int_conn_…`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct ConnectionId(String);

impl ConnectionId {
    pub(super) fn new() -> Self {
        Self(prefixed("int_conn_", 14))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// `auth_sess_…`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct AuthSessionId(String);

impl AuthSessionId {
    pub(super) fn new() -> Self {
        Self(prefixed("auth_sess_", 14))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// `auth_sess_client_secret_…`: anybody who has it can set up the connection.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct LinkSecret(String);

impl LinkSecret {
    pub(super) fn new() -> Self {
        Self(prefixed("auth_sess_client_secret_", 32))
    }

    pub(super) fn matches(&self, given: &str) -> bool {
        // EXPOSE: to find the link that a browser asks for.
        self.0 == given
    }

    pub(super) fn expose(&self) -> &str {
        // EXPOSE: for the link in the answer that creates it and in the pages behind it.
        &self.0
    }
}

impl fmt::Debug for LinkSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Names a list that is being read. Its form is not documented.
pub(super) fn cursor() -> String {
    prefixed("", 24)
}

fn prefixed(prefix: &str, length: usize) -> String {
    const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut random = rand::thread_rng();
    let tail = (0..length).map(|_| char::from(LETTERS[random.gen_range(0..LETTERS.len())]));
    prefix.chars().chain(tail).collect()
}
