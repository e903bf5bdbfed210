//! How an authorization code becomes a grant, and how a grant is renewed and withdrawn: through the
//! relay (production and practice), or directly with development keys. One code path above this file.

mod computer_key;
mod origin;
mod relay;

use std::time::Duration;

use intuit::{AccessToken, AuthorizationCode, IdToken, OAuth, RealmId, RefreshToken, Tokens};
use serde::{Deserialize, Serialize};
use serde_json::json;
use signing::SigningKey;
use url::Url;

use crate::attempt::SignIn;
use crate::callback::{HandOff, Verifier};
use crate::codes::is_key_refused;
use crate::observation::{Failure, FailureKind, Source};
use crate::untrusted_text;
use crate::vault::Secret;

pub(crate) use origin::Origin;
pub use relay::RelayClient;
use relay::{Holder, Proofs};

/// Code of a failure where not even a connection was made.
pub(crate) const NO_CONNECTION: &str = "no_connection";
/// Code of a failure without an answer, after the connection stood.
pub(crate) const NO_ANSWER: &str = "no_answer";
/// Code of a grant that was not sent anywhere, because it is another relay's or another app's.
pub(crate) const OTHER_RELAY: &str = "other_relay";
/// Code of a failure because too much was asked, where the service's own code does not say so.
pub(crate) const THROTTLED: &str = "throttled";
/// The firm has turned this computer off at its relay.
pub(crate) const COMPUTER_DENIED: &str = "computer_denied";
/// Code of a failure over a grant that was made with other keys.
pub(crate) const OTHER_MODE: &str = "other_sign_in_mode";

/// What came back from the browser.
pub enum Answer {
    /// The relay's sealed hand-off, from the deep link.
    HandOff(HandOff),
    /// Intuit's own redirect to this computer (development keys).
    Code {
        /// The authorization code.
        code: AuthorizationCode,
        /// The company chosen.
        realm: Option<RealmId>,
    },
}

/// What is kept in the vault for one company: the realm id, and what renews the access.
///
/// About 400 bytes behind the relay; with development keys as long as Intuit's refresh token.
#[derive(Clone, Serialize, Deserialize)]
pub struct Grant {
    realm: String,
    #[serde(flatten)]
    renewal: Renewal,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Renewal {
    Relay {
        grant: String,
        /// Private half of the key it is bound to. Missing in grants of versions before 0.2, until their next
        /// renewal.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
        /// What a grant without a key opens for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        verifier: Option<String>,
        /// The relay that sealed it, and the only one it is ever sent to. Missing in entries of versions
        /// before 0.2; see [`Grant::bound_to`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        origin: Option<Origin>,
    },
    Direct {
        refresh_token: String,
    },
}

impl Grant {
    /// Reads a vault entry.
    #[must_use]
    pub fn read(entry: &Secret) -> Option<Self> {
        // EXPOSE: the entry is JSON written by `write`.
        serde_json::from_str(entry.expose()).ok()
    }

    /// The vault entry.
    #[must_use]
    pub fn write(&self) -> Secret {
        Secret::new(json!(self).to_string())
    }

    /// The company.
    #[must_use]
    pub fn realm(&self) -> RealmId {
        RealmId::new(self.realm.clone())
    }

    /// Whether the entry was made by a version that did not write down whose grant it is.
    pub(crate) fn lacks_origin(&self) -> bool {
        matches!(self.renewal, Renewal::Relay { origin: None, .. })
    }

    /// The same grant, belonging to `relay` if it belongs to none yet.
    pub(crate) fn bound_to(mut self, relay: Option<&Origin>) -> Self {
        if let Renewal::Relay { origin, .. } = &mut self.renewal {
            *origin = origin.take().or_else(|| relay.cloned());
        }
        self
    }

    /// The key that a renewal is proven with.
    fn key(&self) -> Option<SigningKey> {
        match &self.renewal {
            Renewal::Relay { key, .. } => SigningKey::from_text(key.as_deref()?),
            Renewal::Direct { .. } => None,
        }
    }

    fn verifier(&self) -> Option<Verifier> {
        match &self.renewal {
            Renewal::Relay { verifier, .. } => verifier.clone().map(Verifier::from_text),
            Renewal::Direct { .. } => None,
        }
    }

    /// What the relay is sent of it. The verifier goes along only where nothing else opens it.
    fn sent(&self) -> serde_json::Value {
        match &self.renewal {
            Renewal::Relay {
                grant,
                key: None,
                verifier: Some(verifier),
                ..
            } => json!({ "grant": grant, "verifier": verifier }),
            Renewal::Relay { grant, .. } => json!({ "grant": grant }),
            Renewal::Direct { .. } => json!({}),
        }
    }

    /// Whether two entries renew with the same token; another process may have renewed in between.
    #[must_use]
    pub fn same_renewal(&self, other: &Self) -> bool {
        match (&self.renewal, &other.renewal) {
            (Renewal::Relay { grant: a, .. }, Renewal::Relay { grant: b, .. })
            | (Renewal::Direct { refresh_token: a }, Renewal::Direct { refresh_token: b }) => {
                a == b
            }
            _ => false,
        }
    }
}

/// A fresh set of tokens with the grant to keep.
pub struct Granted {
    /// To be kept in the vault before the access token is used.
    pub grant: Grant,
    /// For calls, in memory only.
    pub access_token: AccessToken,
    /// Life of the access token.
    pub expires_in: Duration,
    /// What is left of the rolling 100 days.
    pub refresh_expires_in: Option<Duration>,
    /// What is left of the five years.
    pub refresh_hard_expires_in: Option<Duration>,
    /// Only after a sign-in.
    pub id_token: Option<IdToken>,
    /// What was sent as `nonce`: an `id_token` with another one is about somebody else's sign-in.
    pub(crate) nonce: Option<String>,
}

/// What came of a sign-in at Intuit.
pub enum Redeemed {
    /// Intuit said which company it is for.
    Complete(Granted),
    /// Neither the redirect nor the `id_token` names a company, so the person has to.
    WithoutCompany(GrantWithoutCompany),
}

/// A grant of which Intuit did not say what company it is for. It opens nothing yet.
pub struct GrantWithoutCompany(Granted);

impl GrantWithoutCompany {
    /// The tokens, to ask who signed in.
    pub(crate) fn granted(&self) -> &Granted {
        &self.0
    }

    /// The same grant after a renewal.
    pub(crate) fn renewed(granted: Granted) -> Self {
        Self(granted)
    }

    /// The grant of a company that the person named.
    pub(crate) fn for_company(mut self, realm: &RealmId) -> Granted {
        // EXPOSE: the realm id is kept in the vault beside the grant.
        realm.expose().clone_into(&mut self.0.grant.realm);
        self.0
    }
}

impl Redeemed {
    /// `granted` was read without a company.
    fn new(mut granted: Granted, realm: Option<RealmId>) -> Self {
        match realm {
            Some(realm) => {
                // EXPOSE: the realm id is kept in the vault beside the grant.
                realm.expose().clone_into(&mut granted.grant.realm);
                Self::Complete(granted)
            }
            None => Self::WithoutCompany(GrantWithoutCompany(granted)),
        }
    }
}

/// Why there is no grant.
#[derive(Debug, Clone, thiserror::Error)]
pub enum GrantError {
    /// `invalid_grant`: the code, or the refresh token, no longer works.
    #[error("Intuit refused the grant")]
    Refused(GrantRefusal),
    /// The relay could not open the hand-off: another sign-in's, or too old.
    #[error("the sign-in answer does not belong to this sign-in, or is too old")]
    HandOffRefused,
    /// The grant belongs to another relay, or to another app at Intuit, than the one configured. Nothing
    /// was sent, and nothing is known about the grant.
    #[error("it was connected through another relay, so nothing was sent")]
    OtherRelay,
    /// Anything else, as a fact to record.
    #[error("{}", .0.message)]
    Failed(Failure),
}

/// What Intuit adds to `invalid_grant`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GrantRefusal {
    /// Its trace id.
    pub intuit_tid: Option<String>,
    /// Its words, cleaned.
    pub description: Option<String>,
}

/// Where grants come from.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one per firm, and it is never moved"
)]
pub enum Grants {
    /// The relay holds Intuit's client secret.
    Relay(RelayClient),
    /// This computer holds the client secret of development keys.
    Direct(OAuth),
}

impl Grants {
    /// Exchanges what the browser brought back. Intuit is asked once, for a code works once; the relay is asked again
    /// for an answer that got lost.
    pub(crate) async fn redeem(
        &self,
        answer: Answer,
        sign_in: &SignIn,
        computer: &SigningKey,
    ) -> Result<Redeemed, GrantError> {
        match (self, answer) {
            (Self::Relay(relay), Answer::HandOff(handoff)) => {
                let body = json!({
                    // EXPOSE: the relay opens the hand-off only with the verifier.
                    "handoff": handoff.expose(), "verifier": sign_in.verifier.expose(),
                });
                let proofs = Proofs {
                    key: Some(&sign_in.key),
                    computer: Some(computer),
                };
                let answer = relay.exchange("token", &body, proofs).await?;
                answer.redeemed(
                    Holder::new(&sign_in.key, Some(&sign_in.verifier)),
                    &relay.origin,
                )
            }
            (Self::Direct(oauth), Answer::Code { code, realm }) => {
                let oauth = match &sign_in.redirect_uri {
                    Some(redirect_uri) => oauth.returning_to(redirect_uri.clone()),
                    None => oauth.clone(),
                };
                let tokens = oauth
                    // EXPOSE: Intuit compares it with the challenge of the sign-in's address.
                    .exchange_code(&code, Some(sign_in.verifier.expose()))
                    .await
                    .map_err(|error| from_intuit(&error))?;
                let realm = company(realm, tokens.id_token.as_ref());
                let granted = Granted {
                    nonce: Some(sign_in.verifier.challenge()),
                    ..direct(tokens, String::new())
                };
                Ok(Redeemed::new(granted, realm))
            }
            _ => Err(GrantError::HandOffRefused),
        }
    }

    /// Renews a grant. Intuit is asked once, for a refresh token may be replaced by the first use; the relay is asked
    /// again for an answer that got lost. A grant of a version before 0.2 gets a key, and the computer it is at.
    pub async fn renew(&self, grant: &Grant, computer: &SigningKey) -> Result<Granted, GrantError> {
        match (self, &grant.renewal) {
            (
                Self::Relay(relay),
                Renewal::Relay {
                    origin,
                    grant: sealed,
                    ..
                },
            ) => {
                relay.must_have_made(origin.as_ref())?;
                let kept = grant.key();
                let is_bound = kept.is_some();
                let key = kept.unwrap_or_else(|| relay.upgrade_key(sealed));
                let proofs = Proofs {
                    key: Some(&key),
                    computer: (!is_bound).then_some(computer),
                };
                let answer = relay.exchange("refresh", &grant.sent(), proofs).await?;
                relay.upgraded(sealed);
                let verifier = grant.verifier();
                // A renewal cannot change the company, whatever its answer says.
                answer.granted(
                    Holder::new(&key, verifier.as_ref()),
                    grant.realm.clone(),
                    &relay.origin,
                )
            }
            (Self::Direct(oauth), Renewal::Direct { refresh_token }) => {
                let token = RefreshToken::new(refresh_token.clone());
                let tokens = oauth
                    .refresh(&token)
                    .await
                    .map_err(|error| from_intuit(&error))?;
                Ok(direct(tokens, grant.realm.clone()))
            }
            _ => Err(other_mode()),
        }
    }

    /// Withdraws a grant at Intuit. Both tokens die and the company's permission is gone.
    pub async fn revoke(&self, grant: &Grant) -> Result<(), GrantError> {
        match (self, &grant.renewal) {
            (Self::Relay(relay), Renewal::Relay { origin, .. }) => {
                relay.must_have_made(origin.as_ref())?;
                let key = grant.key();
                let proofs = Proofs {
                    key: key.as_ref(),
                    computer: None,
                };
                relay.post("revoke", &grant.sent(), proofs).await?;
                Ok(())
            }
            (Self::Direct(oauth), Renewal::Direct { refresh_token }) => oauth
                .revoke(&RefreshToken::new(refresh_token.clone()))
                .await
                .map_err(|error| not_revoked(&error)),
            _ => Err(other_mode()),
        }
    }

    /// The relay's address, if there is one.
    pub(crate) fn relay(&self) -> Option<&Url> {
        match self {
            Self::Relay(relay) => Some(&relay.base),
            Self::Direct(_) => None,
        }
    }

    /// The relay and the app that grants of today belong to.
    pub(crate) fn origin(&self) -> Option<&Origin> {
        match self {
            Self::Relay(relay) => Some(&relay.origin),
            Self::Direct(_) => None,
        }
    }

    /// A mark by which the keys in use are known again: through the relay the app's id at Intuit, for only the relay
    /// knows its secret.
    pub(crate) fn keys_mark(&self, client_id: &intuit::ClientId) -> String {
        match self {
            Self::Relay(_) => intuit::keys_mark(client_id, None),
            Self::Direct(oauth) => oauth.keys_mark(),
        }
    }

    /// Who to name when nothing answers.
    #[must_use]
    pub fn source(&self) -> Source {
        match self {
            Self::Relay(_) => Source::Relay,
            Self::Direct(_) => Source::Intuit,
        }
    }
}

/// Which company a sign-in was for: the redirect's, else the one in the `id_token`. Whether Intuit's
/// redirect names it when no accounting scope was asked for is not documented.
///
/// The claim is taken unverified. Nothing is shown or saved before the token's signature was checked,
/// which happens with everything else a sign-in brought back.
fn company(redirected: Option<RealmId>, id_token: Option<&IdToken>) -> Option<RealmId> {
    redirected
        // EXPOSE: a parameter that is there and empty names nothing.
        .filter(|realm| !realm.expose().is_empty())
        .or_else(|| id_token.and_then(intuit::claimed_realm))
}

fn direct(tokens: Tokens, realm: String) -> Granted {
    Granted {
        grant: Grant {
            realm,
            renewal: Renewal::Direct {
                // EXPOSE: the refresh token is what the vault is for.
                refresh_token: tokens.refresh_token.expose().to_owned(),
            },
        },
        access_token: tokens.access_token,
        expires_in: tokens.expires_in,
        refresh_expires_in: tokens.refresh_expires_in,
        refresh_hard_expires_in: tokens.refresh_hard_expires_in,
        id_token: tokens.id_token,
        nonce: None,
    }
}

fn from_intuit(error: &intuit::Error) -> GrantError {
    if let intuit::Error::OAuth(oauth) = error
        && oauth.error == intuit::OAuthErrorCode::InvalidGrant
        && !is_their_trouble(oauth.status)
        && !error.is_throttle()
    {
        return GrantError::Refused(GrantRefusal {
            intuit_tid: oauth.intuit_tid.clone(),
            description: oauth
                .description
                .as_deref()
                .map(|text| untrusted_text::sanitize(text, untrusted_text::MESSAGE)),
        });
    }
    GrantError::Failed(intuit_failure(error))
}

/// A 400 is Intuit's own no here, also without a word: its page promises a status and no body. From the
/// relay the same answer comes as a word. Any other refusal, or a page, is not about this grant, and to take it for
/// one would forget a connection that Intuit goes on allowing.
fn not_revoked(error: &intuit::Error) -> GrantError {
    let mut failed = from_intuit(error);
    if let GrantError::Failed(failure) = &mut failed
        && failure.kind != FailureKind::KeyRefused
    {
        failure.kind = match error {
            intuit::Error::UnexpectedStatus { excerpt, .. } if excerpt.starts_with('<') => {
                FailureKind::Unreachable
            }
            _ if error.status() == Some(400) => FailureKind::Answered,
            _ => FailureKind::Unreachable,
        };
    }
    failed
}

/// An error of Intuit's as a fact. The caller stamps the time.
#[must_use]
pub fn intuit_failure(error: &intuit::Error) -> Failure {
    let kind = match error {
        intuit::Error::OAuth(oauth) if is_key_refused(oauth.error.as_str()) => {
            FailureKind::KeyRefused
        }
        // However well it is worded: too slow, too often, or broken says nothing about the client.
        _ if error.status().is_some_and(is_their_trouble) || error.is_throttle() => {
            FailureKind::Unreachable
        }
        intuit::Error::GraphQl(errors) if is_system_error(errors) => FailureKind::Unreachable,
        intuit::Error::GraphQl(_)
        | intuit::Error::IdToken(_)
        | intuit::Error::Config { .. }
        | intuit::Error::Gateway { status: 403, .. } => FailureKind::Answered,
        // Of all OAuth words `invalid_grant` alone is about the client, and that is no failure but a refusal.
        _ => FailureKind::Unreachable,
    };
    let code = match error {
        intuit::Error::Transport(error) if error.kind() == intuit::TransportKind::Connect => {
            NO_CONNECTION.to_owned()
        }
        intuit::Error::IdToken(_) => "id_token".to_owned(),
        intuit::Error::UnexpectedStatus { status, .. } => format!("http_{status}"),
        intuit::Error::Decode { .. } => "unreadable_answer".to_owned(),
        intuit::Error::OAuth(oauth) => oauth.error.as_str().to_lowercase(),
        _ => error.code().unwrap_or_else(|| NO_ANSWER.to_owned()),
    };
    let code = if error.is_throttle() && !intuit::is_throttle_code(&code) {
        THROTTLED.to_owned()
    } else {
        code
    };
    Failure {
        at: jiff::Timestamp::UNIX_EPOCH,
        source: Source::Intuit,
        kind,
        code: untrusted_text::sanitize(&code, untrusted_text::CODE),
        integration_code: None,
        message: untrusted_text::sanitize(&error.to_string(), untrusted_text::MESSAGE),
        request_id: error
            .intuit_tid()
            .map(|tid| untrusted_text::sanitize(tid, untrusted_text::CODE)),
    }
}

/// Codes of GraphQL refusals that begin so are about Intuit's own systems, the ones behind the one that answered
/// included.
///
/// Source: error-handling page of Intuit's API documentation (`intuit-api-docs`).
fn is_system_error(errors: &intuit::GraphQlErrors) -> bool {
    let codes = errors
        .errors
        .iter()
        .filter_map(|error| error.code.as_deref());
    codes.into_iter().any(|code| code.starts_with("SYS-"))
}

/// Whether a status is about the service (or the way to it) and not about what was asked.
pub(crate) fn is_their_trouble(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}

/// A grant of another relay as a fact. The caller stamps the time.
pub(crate) fn other_relay() -> Failure {
    Failure {
        at: jiff::Timestamp::UNIX_EPOCH,
        source: Source::Relay,
        kind: FailureKind::Answered,
        code: OTHER_RELAY.to_owned(),
        integration_code: None,
        message: "Connected through another relay. Connect it again.".to_owned(),
        request_id: None,
    }
}

fn other_mode() -> GrantError {
    GrantError::Failed(Failure {
        at: jiff::Timestamp::UNIX_EPOCH,
        source: Source::Intuit,
        kind: FailureKind::Answered,
        code: OTHER_MODE.to_owned(),
        integration_code: None,
        message: "This company was connected with other keys. Connect it again.".to_owned(),
        request_id: None,
    })
}

#[cfg(test)]
#[path = "grants/tests.rs"]
mod tests;
