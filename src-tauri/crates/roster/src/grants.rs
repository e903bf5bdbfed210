//! How an authorization code becomes a grant, and how a grant is renewed and withdrawn: through the
//! relay (production and practice), or directly with development keys. One code path above this file.

use std::time::Duration;

use intuit::{AccessToken, AuthorizationCode, IdToken, OAuth, RealmId, RefreshToken, Tokens};
use reqwest::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use crate::callback::{HandOff, Verifier};
use crate::observation::{Failure, FailureKind, Source};
use crate::vault::Secret;

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
/// About 400 bytes behind the relay, well under the 2,560 that Windows' Credential Manager takes.
#[derive(Clone, Serialize, Deserialize)]
pub struct Grant {
    realm: String,
    #[serde(flatten)]
    renewal: Renewal,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Renewal {
    Relay { grant: String, verifier: String },
    Direct { refresh_token: String },
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
}

/// Why there is no grant.
#[derive(Debug, Clone, thiserror::Error)]
pub enum GrantError {
    /// `invalid_grant`: the code, or the refresh token, no longer works.
    #[error("Intuit refused the grant")]
    Refused {
        /// Intuit's trace id.
        intuit_tid: Option<String>,
    },
    /// The relay could not open the hand-off: another sign-in's, or too old.
    #[error("the sign-in answer does not belong to this sign-in, or is too old")]
    HandOffRefused,
    /// No company was chosen, so there is nothing to connect.
    #[error("Intuit sent no company")]
    NoCompany,
    /// Anything else, as a fact to record.
    #[error("{}", .0.message)]
    Failed(Failure),
}

/// Where grants come from.
pub enum Grants {
    /// The relay holds Intuit's client secret.
    Relay(RelayClient),
    /// This computer holds the client secret of development keys.
    Direct(OAuth),
}

impl Grants {
    /// Exchanges what the browser brought back. Never retried: a code works once.
    pub async fn redeem(&self, answer: Answer, verifier: &Verifier) -> Result<Granted, GrantError> {
        match (self, answer) {
            (Self::Relay(relay), Answer::HandOff(handoff)) => {
                relay
                    .post(
                        "token",
                        // EXPOSE: the relay opens the hand-off only for whoever holds the verifier.
                        &json!({ "handoff": handoff.expose(), "verifier": verifier.expose() }),
                    )
                    .await?
                    .granted(verifier, None)
            }
            (Self::Direct(oauth), Answer::Code { code, realm }) => {
                let realm = realm.ok_or(GrantError::NoCompany)?;
                let tokens = oauth.exchange_code(&code).await.map_err(from_intuit)?;
                Ok(direct(tokens, &realm))
            }
            _ => Err(GrantError::HandOffRefused),
        }
    }

    /// Renews a grant. Never retried: a refresh token may be replaced by the first use.
    pub async fn renew(&self, grant: &Grant) -> Result<Granted, GrantError> {
        match (self, &grant.renewal) {
            (
                Self::Relay(relay),
                Renewal::Relay {
                    grant: sealed,
                    verifier,
                },
            ) => {
                let verifier = Verifier::from_text(verifier.clone());
                relay
                    .post(
                        "refresh",
                        // EXPOSE: the relay opens the sealed grant only for whoever holds the verifier.
                        &json!({ "grant": sealed, "verifier": verifier.expose() }),
                    )
                    .await?
                    .granted(&verifier, Some(&grant.realm))
            }
            (Self::Direct(oauth), Renewal::Direct { refresh_token }) => {
                let token = RefreshToken::new(refresh_token.clone());
                let tokens = oauth.refresh(&token).await.map_err(from_intuit)?;
                Ok(direct(tokens, &grant.realm()))
            }
            _ => Err(other_mode()),
        }
    }

    /// Withdraws a grant at Intuit. Both tokens die and the company's permission is gone.
    pub async fn revoke(&self, grant: &Grant) -> Result<(), GrantError> {
        match (self, &grant.renewal) {
            (
                Self::Relay(relay),
                Renewal::Relay {
                    grant: sealed,
                    verifier,
                },
            ) => relay
                // EXPOSE: the relay opens the sealed grant only for whoever holds the verifier.
                .post("revoke", &json!({ "grant": sealed, "verifier": verifier }))
                .await
                .map(|_| ()),
            (Self::Direct(oauth), Renewal::Direct { refresh_token }) => oauth
                .revoke(&RefreshToken::new(refresh_token.clone()))
                .await
                .map_err(from_intuit),
            _ => Err(other_mode()),
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

/// Talks to the relay. Its wire is our own: see the `relay` crate.
pub struct RelayClient {
    base: Url,
    http: reqwest::Client,
}

impl RelayClient {
    /// A client for the relay at `base`, such as `https://signin.example.com/`.
    pub fn new(base: &Url, timeout: Duration) -> Result<Self, reqwest::Error> {
        let mut base = base.clone();
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let http = reqwest::Client::builder()
            .timeout(timeout)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { base, http })
    }

    async fn post(&self, path: &str, body: &Value) -> Result<RelayAnswer, GrantError> {
        let url = self
            .base
            .join(path)
            .map_err(|e| relay_failed(&e.to_string()))?;
        let response = self
            .http
            .post(url)
            .json(body)
            .send()
            .await
            .map_err(|e| relay_failed(&e.without_url().to_string()))?;
        let status = response.status();
        let bytes = response
            .bytes()
            .await
            .map_err(|e| relay_failed(&e.without_url().to_string()))?;
        if status.is_success() {
            return serde_json::from_slice(&bytes)
                .map_err(|e| relay_failed(&format!("its answer was cut short or not JSON ({e})")));
        }
        Err(refusal(status, &bytes))
    }
}

#[derive(Deserialize)]
struct RelayAnswer {
    access_token: Option<String>,
    expires_in: Option<u64>,
    x_refresh_token_expires_in: Option<u64>,
    x_refresh_token_hard_expires_in: Option<u64>,
    id_token: Option<String>,
    realm_id: Option<String>,
    grant: Option<String>,
}

impl RelayAnswer {
    fn granted(self, verifier: &Verifier, realm: Option<&str>) -> Result<Granted, GrantError> {
        let (Some(access_token), Some(grant)) = (self.access_token, self.grant) else {
            return Err(relay_failed("its answer had no token"));
        };
        let realm = self
            .realm_id
            .or_else(|| realm.map(str::to_owned))
            .ok_or(GrantError::NoCompany)?;
        Ok(Granted {
            grant: Grant {
                realm,
                renewal: Renewal::Relay {
                    grant,
                    // EXPOSE: kept beside the sealed grant in the vault; one is useless without the other.
                    verifier: verifier.expose().to_owned(),
                },
            },
            access_token: AccessToken::new(access_token),
            expires_in: Duration::from_secs(self.expires_in.unwrap_or(3600)),
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

fn refusal(status: StatusCode, body: &[u8]) -> GrantError {
    let said: RelayRefusal = serde_json::from_slice(body).unwrap_or_default();
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
        ("invalid_client", true) => FailureKind::KeyRefused,
        // Intuit's own no, such as the bare 400 that a repeated revoke may get.
        (_, true) if status.is_client_error() => FailureKind::Answered,
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

fn direct(tokens: Tokens, realm: &RealmId) -> Granted {
    Granted {
        grant: Grant {
            // EXPOSE: the realm id is kept in the vault beside the grant.
            realm: realm.expose().to_owned(),
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
    }
}

fn from_intuit(error: intuit::Error) -> GrantError {
    if let intuit::Error::OAuth(oauth) = &error
        && oauth.error == intuit::OAuthErrorCode::InvalidGrant
    {
        return GrantError::Refused {
            intuit_tid: oauth.intuit_tid.clone(),
        };
    }
    GrantError::Failed(intuit_failure(&error))
}

/// An error of Intuit's as a fact. The caller stamps the time.
#[must_use]
pub fn intuit_failure(error: &intuit::Error) -> Failure {
    let kind = match error {
        intuit::Error::OAuth(oauth) if oauth.error == intuit::OAuthErrorCode::InvalidClient => {
            FailureKind::KeyRefused
        }
        intuit::Error::OAuth(oauth) if oauth.status < 500 => FailureKind::Answered,
        intuit::Error::GraphQl(_) => FailureKind::Answered,
        intuit::Error::Gateway { status: 403, .. } => FailureKind::Answered,
        _ => FailureKind::Unreachable,
    };
    Failure {
        at: jiff::Timestamp::UNIX_EPOCH,
        source: Source::Intuit,
        kind,
        code: error.code().unwrap_or_else(|| "no_answer".to_owned()),
        integration_code: None,
        message: error.to_string(),
        request_id: error.intuit_tid().map(str::to_owned),
    }
}

fn relay_failed(reason: &str) -> GrantError {
    GrantError::Failed(Failure {
        at: jiff::Timestamp::UNIX_EPOCH,
        source: Source::Relay,
        kind: FailureKind::Unreachable,
        code: "no_answer".to_owned(),
        integration_code: None,
        message: format!("The sign-in relay could not be reached: {reason}"),
        request_id: None,
    })
}

fn other_mode() -> GrantError {
    GrantError::Failed(Failure {
        at: jiff::Timestamp::UNIX_EPOCH,
        source: Source::Intuit,
        kind: FailureKind::KeyRefused,
        code: "other_sign_in_mode".to_owned(),
        integration_code: None,
        message: "This company was connected with other keys. Connect it again.".to_owned(),
        request_id: None,
    })
}
