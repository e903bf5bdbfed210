//! Intuit's statement of who signed in, checked before anything of a sign-in is given out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use intuit::{IdToken, IdTokenError, Intuit, Jwks, OAuth, RetryPolicy};
use parking_lot::Mutex;

use crate::answer::Refusal;
use crate::{Config, Error};

/// How long the time limit for Intuit's keys is; they are asked for before a code is used up.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How long Intuit's keys are used before they are asked for again.
const KEYS_LIFE: Duration = Duration::from_secs(3600);

/// Intuit's published keys.
pub(crate) struct SigningKeys {
    intuit: Intuit,
    known: Mutex<Option<(Instant, Arc<Jwks>)>>,
}

/// What an accepted sign-in says about its nonce, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nonce {
    Echoed,
    Missing,
}

impl Nonce {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Echoed => "echoed",
            Self::Missing => "missing",
        }
    }
}

impl SigningKeys {
    pub(crate) fn new(oauth: &OAuth) -> Result<Self, Error> {
        let intuit = Intuit::builder(oauth.endpoints().clone())
            .timeout(oauth.timeout().min(TIMEOUT))
            .retry(RetryPolicy::none())
            .build()?;
        Ok(Self {
            intuit,
            known: Mutex::default(),
        })
    }

    /// The keys; older ones where Intuit does not answer.
    pub(crate) async fn known(&self) -> Result<Arc<Jwks>, intuit::Error> {
        let known = self.lock().clone();
        match known {
            Some((at, keys)) if at.elapsed() < KEYS_LIFE => Ok(keys),
            Some((_, keys)) => Ok(self.read().await.unwrap_or(keys)),
            None => self.read().await,
        }
    }

    /// Asks Intuit.
    pub(crate) async fn read(&self) -> Result<Arc<Jwks>, intuit::Error> {
        let keys = Arc::new(self.intuit.jwks().await?);
        *self.lock() = Some((Instant::now(), Arc::clone(&keys)));
        Ok(keys)
    }

    fn lock(&self) -> parking_lot::MutexGuard<'_, Option<(Instant, Arc<Jwks>)>> {
        self.known.lock()
    }
}

/// Checks the statement of a sign-in that was begun with this challenge: Intuit's signature, and the nonce wherever
/// one comes back. An attacker with somebody's code and a `state` of their own has another challenge.
pub(crate) async fn checked(
    config: &Config,
    keys: &SigningKeys,
    known: &Jwks,
    token: Option<&IdToken>,
    challenge: &str,
) -> Result<Nonce, Refusal> {
    let missing = || {
        if config.rules.require_nonce {
            Err(Refusal::nonce_missing())
        } else {
            Ok(Nonce::Missing)
        }
    };
    let Some(token) = token else {
        return missing();
    };
    let verify = |keys: &Jwks| {
        let (issuer, app) = (&config.intuit.endpoints().issuer, config.intuit.client_id());
        intuit::verify_id_token(token, keys, issuer, app, (config.now)())
    };
    let claims = match verify(known) {
        // Intuit may have changed its keys since.
        Err(IdTokenError::UnknownKey) => verify(&*keys.read().await?),
        verified => verified,
    };
    let claims = claims.map_err(Refusal::invalid_id_token)?;
    claims
        .must_answer(challenge)
        .map_err(Refusal::invalid_id_token)?;
    if claims.nonce.is_some() {
        Ok(Nonce::Echoed)
    } else {
        missing()
    }
}
