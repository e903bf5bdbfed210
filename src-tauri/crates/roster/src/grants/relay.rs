//! The relay's wire, as its client sees it. It is our own: see the `relay` crate.

use std::time::Duration;

use http_client::{HttpError, PlainHttp, Settings, Transport};
use intuit::{AccessToken, ClientId, IdToken, RealmId};
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{
    Grant, GrantError, Granted, NO_ANSWER, NO_CONNECTION, Origin, Redeemed, Renewal, company,
};
use crate::callback::Verifier;
use crate::codes::is_key_refused;
use crate::observation::{Failure, FailureKind, Source};
use crate::others_text;

/// The relay's answers have a few thousand bytes; a bigger one is not read to its end.
const LARGEST: usize = 1 << 20;

/// Talks to the relay.
pub struct RelayClient {
    pub(super) base: Url,
    pub(super) origin: Origin,
    http: reqwest::Client,
}

impl RelayClient {
    /// A client for the relay at `base`, such as `https://signin.example.com/`, which has the secret of the app
    /// `client_id` at Intuit.
    pub fn new(base: &Url, client_id: &ClientId, timeout: Duration) -> Result<Self, HttpError> {
        let mut base = base.clone();
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let http = Settings::new(timeout, PlainHttp::OnThisComputer).client_for([&base])?;
        let origin = Origin::new(&base, client_id);
        Ok(Self { base, origin, http })
    }

    /// Refuses a grant of another relay or app before anything is sent.
    pub(super) fn must_have_made(&self, origin: Option<&Origin>) -> Result<(), GrantError> {
        if origin == Some(&self.origin) {
            Ok(())
        } else {
            Err(GrantError::OtherRelay)
        }
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<RelayAnswer, GrantError> {
        let url = self
            .base
            .join(path)
            .map_err(|e| relay_failed(NO_ANSWER, &e.to_string()))?;
        let mut response = http_client::send(self.http.post(url).json(body))
            .await
            .map_err(|e| unanswered(&e))?;
        let status = response.status();
        let bytes = http_client::body(&mut response, LARGEST)
            .await
            .map_err(|e| unanswered(&e))?;
        if status.is_success() {
            return http_client::json(&bytes).map_err(|e| unanswered(&e));
        }
        let sent = body.as_object().into_iter().flat_map(|body| body.values());
        let sent: Vec<&str> = sent.filter_map(Value::as_str).collect();
        Err(refusal(status, &bytes, &sent))
    }
}

#[derive(Deserialize)]
pub(super) struct RelayAnswer {
    access_token: Option<String>,
    expires_in: Option<u64>,
    x_refresh_token_expires_in: Option<u64>,
    x_refresh_token_hard_expires_in: Option<u64>,
    id_token: Option<String>,
    realm_id: Option<String>,
    grant: Option<String>,
}

impl RelayAnswer {
    /// Reads the answer to a hand-off.
    pub(super) fn redeemed(
        mut self,
        verifier: &Verifier,
        origin: &Origin,
    ) -> Result<Redeemed, GrantError> {
        let redirected = self.realm_id.take().map(RealmId::new);
        let granted = self.granted(verifier, String::new(), origin)?;
        let realm = company(redirected, granted.id_token.as_ref());
        Ok(Redeemed::new(granted, realm))
    }

    /// Reads tokens for the company `realm`.
    pub(super) fn granted(
        self,
        verifier: &Verifier,
        realm: String,
        origin: &Origin,
    ) -> Result<Granted, GrantError> {
        let (Some(access_token), Some(grant)) = (self.access_token, self.grant) else {
            return Err(relay_failed("unreadable_answer", "its answer had no token"));
        };
        Ok(Granted {
            grant: Grant {
                realm,
                renewal: Renewal::Relay {
                    grant,
                    // EXPOSE: kept beside the sealed grant in the vault; one is useless without the other.
                    verifier: verifier.expose().to_owned(),
                    origin: Some(origin.clone()),
                },
            },
            access_token: AccessToken::new(access_token),
            expires_in: self
                .expires_in
                .map_or(intuit::ACCESS_TOKEN_LIFE, Duration::from_secs),
            refresh_expires_in: self.x_refresh_token_expires_in.map(Duration::from_secs),
            refresh_hard_expires_in: self
                .x_refresh_token_hard_expires_in
                .map(Duration::from_secs),
            id_token: self.id_token.map(IdToken::new),
        })
    }
}

#[derive(Deserialize, Default)]
struct RelayRefusal {
    error: Option<String>,
    error_description: Option<String>,
    source: Option<String>,
    intuit_tid: Option<String>,
}

impl RelayRefusal {
    /// Reads a refusal. What was sent is taken out of it: a gateway may repeat the request in its
    /// answer, and the window and the database get to see this.
    fn read(body: &[u8], sent: &[&str]) -> Self {
        let clean = |text: String, most: usize| {
            // Cleaned first: a character that cannot be seen must not hide a secret.
            let whole = others_text::shown(&text, text.len());
            let without = sent
                .iter()
                .filter(|secret| !secret.is_empty())
                .fold(whole, |text, secret| text.replace(secret, "[redacted]"));
            others_text::shown(&without, most)
        };
        let said: Self = serde_json::from_slice(body).unwrap_or_default();
        Self {
            error: said.error.map(|text| clean(text, others_text::CODE)),
            error_description: said
                .error_description
                .map(|text| clean(text, others_text::MESSAGE)),
            source: said.source,
            intuit_tid: said.intuit_tid.map(|text| clean(text, others_text::CODE)),
        }
    }
}

fn refusal(status: StatusCode, body: &[u8], sent: &[&str]) -> GrantError {
    let said = RelayRefusal::read(body, sent);
    let from_intuit = said.source.as_deref() == Some("intuit");
    let code = said
        .error
        .unwrap_or_else(|| format!("http_{}", status.as_u16()));
    let kind = match (code.as_str(), from_intuit) {
        ("invalid_grant", true) => {
            return GrantError::Refused {
                intuit_tid: said.intuit_tid,
            };
        }
        ("invalid_handoff", false) => return GrantError::HandOffRefused,
        (code, true) if is_key_refused(code) => FailureKind::KeyRefused,
        // The relay's keys were changed, or it is another relay: only a new sign-in helps.
        ("invalid_grant_seal", false) => FailureKind::Answered,
        // Intuit's own no, such as the bare 400 that a repeated revoke may get. The relay passes nothing
        // else on as a client error.
        (_, true) if status == StatusCode::BAD_REQUEST => FailureKind::Answered,
        // Only Intuit can say that a grant is gone. Whatever else the relay answers is the relay's trouble.
        _ => FailureKind::Unreachable,
    };
    GrantError::Failed(Failure {
        at: jiff::Timestamp::UNIX_EPOCH,
        source: if from_intuit {
            Source::Intuit
        } else {
            Source::Relay
        },
        kind,
        message: said
            .error_description
            .unwrap_or_else(|| format!("The sign-in relay answered {status}.")),
        code,
        integration_code: None,
        request_id: said.intuit_tid,
    })
}

fn unanswered(error: &HttpError) -> GrantError {
    let code = match error {
        HttpError::Transport {
            kind: Transport::Connect,
            ..
        } => NO_CONNECTION,
        HttpError::TooLong { .. } | HttpError::Unreadable { .. } => "unreadable_answer",
        _ => NO_ANSWER,
    };
    relay_failed(code, &error.to_string())
}

fn relay_failed(code: &str, reason: &str) -> GrantError {
    GrantError::Failed(Failure {
        at: jiff::Timestamp::UNIX_EPOCH,
        source: Source::Relay,
        kind: FailureKind::Unreachable,
        code: code.to_owned(),
        integration_code: None,
        message: others_text::shown(
            &format!("The sign-in relay could not be reached: {reason}"),
            others_text::MESSAGE,
        ),
        request_id: None,
    })
}

#[cfg(test)]
#[path = "relay_tests.rs"]
mod tests;
