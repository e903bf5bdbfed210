//! How an authorization code becomes a grant, and how a grant is renewed and withdrawn: through the
//! relay (production and practice), or directly with development keys. One code path above this file.

mod failure;
mod grant;
mod origin;
mod relay;

use intuit::{AuthorizationCode, IdToken, OAuth, RealmId, RefreshToken, Tokens};
use serde_json::json;
use signing::SigningKey;
use url::Url;

use crate::attempt::SignIn;
use crate::callback::HandOff;
use crate::observation::Source;

pub(crate) use failure::{
    COMPUTER_DENIED, ID_TOKEN, NO_ANSWER, NO_CONNECTION, OTHER_MODE, OTHER_RELAY, is_their_trouble,
    other_relay,
};
pub use failure::{GrantError, GrantRefusal, intuit_failure};
pub use grant::{Grant, GrantWithoutCompany, Granted};
pub(crate) use origin::Origin;
pub use relay::RelayClient;

use failure::{from_intuit, not_revoked, other_mode};
use grant::Renewal;
use relay::{Holder, Proofs};

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

/// What came of a sign-in at Intuit.
pub enum Redeemed {
    /// Intuit said which company it is for.
    Complete(Granted),
    /// Neither the redirect nor the `id_token` names a company, so the person has to.
    WithoutCompany(GrantWithoutCompany),
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

impl Redeemed {
    /// `granted` was read without a company.
    pub(super) fn new(mut granted: Granted, realm: Option<RealmId>) -> Self {
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
