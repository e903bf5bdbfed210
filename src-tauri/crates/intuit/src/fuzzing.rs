//! What reads an answer, without a service that sends one: for tests that make up the bytes. No program
//! calls it.

use url::Url;

use crate::answer::Answer;
use crate::client::{name_of, role_of};
use crate::redact::Redactor;
use crate::{Endpoints, Error, RoleAnswer, wire_error};

/// The error that a refusal of a reading service becomes. `secrets` are those of the call.
#[must_use]
pub fn refusal(status: u16, body: &[u8], secrets: &[&str]) -> Error {
    let redactor = Redactor::new(secrets.iter().copied());
    wire_error::refusal(&Answer::new(status, body), &redactor)
}

/// The error that a refusal of the token or revocation endpoint becomes.
#[must_use]
pub fn oauth_refusal(status: u16, body: &[u8], secrets: &[&str]) -> Error {
    let redactor = Redactor::new(secrets.iter().copied());
    wire_error::oauth_refusal(&Answer::new(status, body), &redactor)
}

/// The role that an answer of the GraphQL service tells.
pub fn role(status: u16, body: &[u8], secrets: &[&str]) -> Result<RoleAnswer, Error> {
    let redactor = Redactor::new(secrets.iter().copied());
    role_of(Answer::new(status, body), &redactor)
}

/// The name that an answer about a company tells.
pub fn company_name(body: &[u8]) -> Result<Option<String>, Error> {
    name_of(&Answer::new(200, body))
}

/// The addresses that the document at `discovery` tells.
pub fn discovered(discovery: &Url, body: &[u8], fallback: &Endpoints) -> Result<Endpoints, Error> {
    Endpoints::from_document(discovery, Answer::new(200, body), fallback)
}
