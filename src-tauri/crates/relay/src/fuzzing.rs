//! What the relay's addresses do with what they are sent, without a server and without Intuit: for tests
//! that make up the bytes. No program calls it.

use crate::Config;
use crate::grants::{self, Grant, Holder};
use crate::proof::Proven;
use crate::redirect::Sent;
use crate::seal::Purpose;

/// Where a browser with this query is sent, if it is sent anywhere.
#[must_use]
pub fn callback(config: &Config, query: &str) -> Option<String> {
    Sent::back(config, query).ok().map(|sent| sent.to)
}

/// Code and company of the hand-off that a body of `/token` opens.
#[must_use]
pub fn opened_handoff(config: &Config, body: &[u8]) -> Option<(String, Option<String>)> {
    let request = serde_json::from_slice(body).ok()?;
    let handoff = grants::handoff(config, &request).ok()?.contents;
    Some((handoff.code, handoff.realm_id))
}

/// Refresh token of the grant that a body of `/refresh` and `/revoke` opens.
#[must_use]
pub fn opened_grant(config: &Config, body: &[u8]) -> Option<String> {
    let request = serde_json::from_slice(body).ok()?;
    let grant = grants::grant(config, &request, &Proven::default())
        .ok()?
        .contents;
    Some(grant.refresh_token)
}

/// A grant, sealed.
#[must_use]
pub fn sealed_grant(config: &Config, refresh_token: &str, challenge: &str) -> Option<String> {
    let grant = Grant {
        refresh_token: refresh_token.to_owned(),
        holder: Holder::Challenge(challenge.to_owned()),
        computer: None,
    };
    config.keys.seal(Purpose::Grant, &grant)
}
