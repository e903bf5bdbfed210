//! The relay's wire, as its client sees it. It is our own: see the `relay` crate.
//!
//! Long because the requests, their proofs and every answer of one wire are read side by side.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use http_client::{HttpError, PlainHttp, Settings, TransportKind};
use intuit::{AccessToken, ClientId, IdToken, RealmId};
use parking_lot::Mutex;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::Deserialize;
use serde_json::Value;
use signing::relay::{COMPUTER, COMPUTER_HEADER, NONCE_HEADER, PROOF_HEADER, SIGN_IN};
use signing::{PublicKey, Request, SigningKey};
use url::Url;

use super::{
    COMPUTER_DENIED, Grant, GrantError, GrantRefusal, Granted, NO_ANSWER, NO_CONNECTION, Origin,
    Redeemed, Renewal, company,
};
use crate::callback::Verifier;
use crate::codes::is_key_refused;
use crate::observation::{Failure, FailureKind, Source};
use crate::untrusted_text;

/// The relay's answers have a few thousand bytes; a bigger one is not read to its end.
const LARGEST: usize = 1 << 20;
/// How long a nonce is used. The relay takes it for two minutes.
const NONCE_LIFE: Duration = Duration::from_secs(90);
/// The relay's code for a proof whose nonce is too old.
const USE_NONCE: &str = "use_nonce";
/// How long to wait before an exchange whose answer got lost is asked for again, and then once more.
const AGAIN_AFTER: [Duration; 2] = [Duration::ZERO, Duration::from_secs(5)];
/// When it is not asked for again any more, counted from the first time: the relay keeps its answer for two minutes.
const AGAIN_WITHIN: Duration = Duration::from_secs(100);

/// Talks to the relay.
pub struct RelayClient {
    pub(super) base: Url,
    pub(super) origin: Origin,
    http: reqwest::Client,
    /// The nonce of the relay's last answer, and when it came.
    nonce: Mutex<Option<(Instant, String)>>,
    /// The keys that grants of versions before 0.2 are about to be bound to, by the grant.
    upgrades: Mutex<HashMap<String, SigningKey>>,
    /// Where requests go, if not to `base`.
    through: Option<Url>,
}

/// The keys that a request is proven with.
#[derive(Clone, Copy)]
pub(super) struct Proofs<'a> {
    /// The sign-in's.
    pub(super) key: Option<&'a SigningKey>,
    /// This computer's.
    pub(super) computer: Option<&'a SigningKey>,
}

/// What a grant is kept with, until the relay says which of them it is bound to.
pub(super) struct Holder {
    key: SigningKey,
    verifier: Option<Verifier>,
}

impl Holder {
    pub(super) fn new(key: &SigningKey, verifier: Option<&Verifier>) -> Self {
        Self {
            key: key.clone(),
            verifier: verifier.cloned(),
        }
    }
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
        Ok(Self {
            base,
            origin,
            http,
            nonce: Mutex::default(),
            upgrades: Mutex::default(),
            through: None,
        })
    }

    /// The same relay, reached by another way: for tests that listen in between. What is signed is signed for the relay.
    #[doc(hidden)]
    pub fn through(mut self, way: Url, timeout: Duration) -> Result<Self, HttpError> {
        self.http = Settings::new(timeout, PlainHttp::OnThisComputer).client_for([&way])?;
        self.through = Some(way);
        Ok(self)
    }

    /// Refuses a grant of another relay or app before anything is sent.
    pub(super) fn must_have_made(&self, origin: Option<&Origin>) -> Result<(), GrantError> {
        if origin == Some(&self.origin) {
            Ok(())
        } else {
            Err(GrantError::OtherRelay)
        }
    }

    /// Asks for an exchange with Intuit, and asks again when the answer got lost on its way: the relay keeps it for
    /// a client that sends and proves the same again, and asks Intuit once. It may be the only answer that renews the
    /// connection from then on.
    pub(super) async fn exchange(
        &self,
        path: &str,
        body: &Value,
        proofs: Proofs<'_>,
    ) -> Result<RelayAnswer, GrantError> {
        let began = Instant::now();
        let first = self.post(path, body, proofs).await;
        if !first.as_ref().is_err_and(is_lost) {
            return first;
        }
        for pause in AGAIN_AFTER {
            tokio::time::sleep(pause).await;
            if began.elapsed() > AGAIN_WITHIN {
                break;
            }
            match self.post(path, body, proofs).await {
                Err(error) if is_lost(&error) || is_out_of_reach(&error) => {}
                answer => return answer,
            }
        }
        first
    }

    /// The key that a grant of a version before 0.2 takes on. The same for each try, until one is answered: an answer
    /// that got lost is given again for this key alone.
    pub(super) fn upgrade_key(&self, grant: &str) -> SigningKey {
        self.upgrades
            .lock()
            .entry(grant.to_owned())
            .or_insert_with(SigningKey::generate)
            .clone()
    }

    /// Forgets that key once it is kept with the new grant.
    pub(super) fn upgraded(&self, grant: &str) {
        self.upgrades.lock().remove(grant);
    }

    /// Asks once; a second time only when the relay refused the proof for the age of its nonce, and then it has
    /// done nothing.
    pub(super) async fn post(
        &self,
        path: &str,
        body: &Value,
        proofs: Proofs<'_>,
    ) -> Result<RelayAnswer, GrantError> {
        match self.ask(path, body, proofs).await {
            Err(GrantError::Failed(failure)) if failure.code == USE_NONCE => {
                self.ask(path, body, proofs).await
            }
            answer => answer,
        }
    }

    async fn ask(
        &self,
        path: &str,
        body: &Value,
        proofs: Proofs<'_>,
    ) -> Result<RelayAnswer, GrantError> {
        let bytes = body.to_string().into_bytes();
        let mut request = self.http.post(self.at(path)?);
        if proofs.key.or(proofs.computer).is_some() {
            let nonce = self.nonce().await?;
            let url = joined(&self.base, path)?;
            let proven = Request {
                method: "POST",
                url: url.as_str(),
                body: &bytes,
            };
            for (header, domain, key) in [
                (PROOF_HEADER, SIGN_IN, proofs.key),
                (COMPUTER_HEADER, COMPUTER, proofs.computer),
            ] {
                if let Some(key) = key {
                    request = request.header(header, key.prove(domain, proven, &nonce));
                }
            }
        }
        let request = request.header(CONTENT_TYPE, "application/json").body(bytes);
        let mut response = http_client::send(request)
            .await
            .map_err(|e| unanswered(&e))?;
        self.keep_nonce(response.headers());
        let status = response.status();
        let bytes = http_client::body(&mut response, LARGEST)
            .await
            .map_err(|e| unanswered(&e))?;
        if status.is_success() {
            return http_client::json(&bytes).map_err(|e| unanswered(&e));
        }
        let sent = body.as_object().into_iter().flat_map(|body| body.values());
        let sent: Vec<&str> = sent.filter_map(Value::as_str).collect();
        Err(refusal(path, status, &bytes, &sent))
    }

    /// A nonce that the relay still takes: the last answer's, or a new one.
    async fn nonce(&self) -> Result<String, GrantError> {
        if let Some(nonce) = self.kept_nonce() {
            return Ok(nonce);
        }
        let response = http_client::send(self.http.get(self.at("nonce")?))
            .await
            .map_err(|e| unanswered(&e))?;
        self.keep_nonce(response.headers());
        self.kept_nonce().ok_or_else(|| {
            relay_failed(
                "unreadable_answer",
                "its answer had no nonce for the next request",
            )
        })
    }

    fn kept_nonce(&self) -> Option<String> {
        let kept = self.nonce.lock();
        let (at, nonce) = kept.as_ref()?;
        (at.elapsed() < NONCE_LIFE).then(|| nonce.clone())
    }

    /// An answer without one, such as a refusal for the nonce by somebody in between, takes the last one away.
    fn keep_nonce(&self, headers: &HeaderMap) {
        let nonce = headers.get(NONCE_HEADER).and_then(|it| it.to_str().ok());
        *self.nonce.lock() = nonce.map(|nonce| (Instant::now(), nonce.to_owned()));
    }

    fn at(&self, path: &str) -> Result<Url, GrantError> {
        joined(self.through.as_ref().unwrap_or(&self.base), path)
    }
}

/// Whether the relay may have done what it was asked although its answer did not arrive: the connection ended, or a
/// gateway between had none.
fn is_lost(error: &GrantError) -> bool {
    matches!(error, GrantError::Failed(failure)
        if matches!(failure.code.as_str(), NO_ANSWER | "http_502" | "http_504"))
}

fn is_out_of_reach(error: &GrantError) -> bool {
    matches!(error, GrantError::Failed(failure) if failure.code == NO_CONNECTION)
}

fn joined(base: &Url, path: &str) -> Result<Url, GrantError> {
    base.join(path)
        .map_err(|e| relay_failed(NO_ANSWER, &e.to_string()))
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
    bound_to: Option<PublicKey>,
}

impl RelayAnswer {
    /// Reads the answer to a hand-off.
    pub(super) fn redeemed(
        mut self,
        holder: Holder,
        origin: &Origin,
    ) -> Result<Redeemed, GrantError> {
        let redirected = self.realm_id.take().map(RealmId::new);
        let nonce = holder.verifier.as_ref().map(Verifier::challenge);
        let granted = Granted {
            nonce,
            ..self.granted(holder, String::new(), origin)?
        };
        let realm = company(redirected, granted.id_token.as_ref());
        Ok(Redeemed::new(granted, realm))
    }

    /// Reads tokens for the company `realm`.
    pub(super) fn granted(
        self,
        holder: Holder,
        realm: String,
        origin: &Origin,
    ) -> Result<Granted, GrantError> {
        let (Some(access_token), Some(grant)) = (self.access_token, self.grant) else {
            return Err(relay_failed("unreadable_answer", "its answer had no token"));
        };
        let is_bound = self.bound_to == Some(holder.key.public());
        let verifier = holder.verifier.filter(|_| !is_bound);
        Ok(Granted {
            grant: Grant {
                realm,
                renewal: Renewal::Relay {
                    grant,
                    key: is_bound.then(|| holder.key.to_text().to_string()),
                    // EXPOSE: kept beside the sealed grant in the vault; one is useless without the other.
                    verifier: verifier.map(|it| it.expose().to_owned()),
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
            nonce: None,
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
            let whole = untrusted_text::sanitize(&text, text.len());
            let without = sent
                .iter()
                .filter(|secret| !secret.is_empty())
                .fold(whole, |text, secret| text.replace(secret, "[redacted]"));
            untrusted_text::sanitize(&without, most)
        };
        let said: Self = serde_json::from_slice(body).unwrap_or_default();
        Self {
            error: said.error.map(|text| clean(text, untrusted_text::CODE)),
            // Intuit quotes the beginning of tokens, and not every relay takes that out.
            error_description: said
                .error_description
                .map(|text| clean(intuit::cleaned(&text), untrusted_text::MESSAGE)),
            source: said.source,
            intuit_tid: said
                .intuit_tid
                .map(|text| clean(text, untrusted_text::CODE)),
        }
    }
}

fn refusal(path: &str, status: StatusCode, body: &[u8], sent: &[&str]) -> GrantError {
    let said = RelayRefusal::read(body, sent);
    let from_intuit = said.source.as_deref() == Some("intuit");
    let code = said
        .error
        .unwrap_or_else(|| format!("http_{}", status.as_u16()));
    let kind = match (code.as_str(), from_intuit) {
        // A relay that does not know it may pass on what a throttle was wrapped in.
        ("invalid_grant", true)
            if said
                .error_description
                .as_deref()
                .is_some_and(intuit::says_throttle) =>
        {
            FailureKind::Unreachable
        }
        ("invalid_grant", true) => {
            return GrantError::Refused(GrantRefusal {
                intuit_tid: said.intuit_tid,
                description: said.error_description,
            });
        }
        ("invalid_handoff", false) => return GrantError::HandOffRefused,
        (code, true) if is_key_refused(code) => FailureKind::KeyRefused,
        // The firm turned this computer off at its relay: that is about no client, and no trouble of the relay's either.
        (COMPUTER_DENIED, false) => FailureKind::KeyRefused,
        // The relay's keys were changed, or it is another relay: only a new sign-in helps.
        // Or Intuit's answer was about another sign-in.
        (
            "invalid_grant_seal" | "update_required" | "invalid_id_token" | "nonce_missing",
            false,
        ) => FailureKind::Answered,
        // Intuit's own no, such as the bare 400 that a repeated revoke may get. To a renewal it is no word about
        // the client.
        (_, true) if status == StatusCode::BAD_REQUEST && path == "revoke" => FailureKind::Answered,
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
        message: match (said.error_description, from_intuit) {
            (Some(description), _) => description,
            (None, true) => format!("Intuit refused the request ({code})."),
            (None, false) => format!("The sign-in relay answered {status}."),
        },
        code,
        integration_code: None,
        request_id: said.intuit_tid,
    })
}

fn unanswered(error: &HttpError) -> GrantError {
    let code = match error {
        HttpError::Transport(error) if error.kind() == TransportKind::Connect => NO_CONNECTION,
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
        message: untrusted_text::sanitize(
            &format!("The sign-in relay could not be reached: {reason}"),
            untrusted_text::MESSAGE,
        ),
        request_id: None,
    })
}

#[cfg(test)]
#[path = "relay_tests.rs"]
mod tests;
