//! The sign-ins that are open: kept in the vault, found again when something comes back for them, and ended.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signing::SigningKey;
use tokio::sync::OwnedMutexGuard;
use url::Url;

use super::revocations::Revocations;
use crate::attempt::{
    ClientSignIn, Discarded, Held, OnlineAttempt, OnlineSignIn, SignIn, SignInEnd,
};
use crate::callback::{SignInState, Verifier};
use crate::client::ClientId;
use crate::context::Context;
use crate::event::Event;
use crate::observation::Observation;
use crate::problem::RosterError;
use crate::records::Records;
use crate::slots::ClientSlots;
use crate::vault::{Secret, Vault, VaultError};

/// The sign-ins that are open. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Attempts {
    ctx: Context,
    slots: ClientSlots,
    records: Records,
    revocations: Revocations,
}

/// A sign-in that came back: from now on nobody else finds it.
#[derive(Clone)]
pub(super) struct Returned {
    pub(super) attempt: Arc<OnlineAttempt>,
    pub(super) sign_in: SignIn,
}

impl Attempts {
    pub(crate) fn new(
        ctx: &Context,
        slots: &ClientSlots,
        records: &Records,
        revocations: &Revocations,
    ) -> Self {
        Self {
            ctx: ctx.clone(),
            slots: slots.clone(),
            records: records.clone(),
            revocations: revocations.clone(),
        }
    }

    /// Whether a sign-in has come back and is not saved yet: closing the firm now would lose it.
    pub(super) fn has_unsaved_sign_in(&self) -> bool {
        self.slots
            .all_online()
            .any(|attempt| attempt.read(OnlineSignIn::is_unsaved))
    }

    /// Whether a sign-in waits in the browser that this `state` belongs to.
    pub(super) fn expects(&self, state: &SignInState) -> bool {
        self.some_sign_in_waits(|open| open.state.matches(state))
    }

    /// The redirect addresses of the sign-ins that wait in the browser; of one client's alone where it is named.
    pub(super) fn awaited_at(&self, of: Option<ClientId>) -> Vec<Url> {
        let Ok(side) = self.ctx.intuit() else {
            return Vec::new();
        };
        self.slots
            .all_online()
            .filter(|attempt| of.is_none_or(|of| of == attempt.client))
            .filter_map(|attempt| {
                attempt.read(|state| {
                    let redirect_uri = state.awaited()?.redirect_uri.as_ref();
                    Some(redirect_uri.unwrap_or(&side.redirect_uri).clone())
                })
            })
            .collect()
    }

    /// Whether any sign-in waits in the browser.
    pub(super) fn waits_for_answer(&self) -> bool {
        self.some_sign_in_waits(|_| true)
    }

    /// Returns when no sign-in waits in the browser any more: each has its answer, or is over.
    pub(super) async fn no_sign_in_waits(&self) {
        let mut changes = self.slots.changes();
        // The sender is part of this roster, so it is never gone.
        while self.waits_for_answer() && changes.changed().await.is_ok() {}
    }

    /// The turn to go on with a sign-in that came back. `None` when it was cancelled or replaced meanwhile.
    pub(super) async fn turn_to_go_on(
        &self,
        attempt: &OnlineAttempt,
    ) -> Option<OwnedMutexGuard<()>> {
        let turn = self.slots.turn(attempt.client).await;
        attempt.read(OnlineSignIn::is_in_work).then_some(turn)
    }

    /// Ends a sign-in and everything kept for it, and lets the grant go that it holds. The caller has the client's turn.
    pub(crate) async fn end_sign_in(&self, id: ClientId, how: SignInEnd) {
        self.forget_sign_in(id).await;
        let entry = self.ctx.entry(id, Event::SignInEnded(how.view().ending()));
        let recorded = self
            .records
            .observe(id, vec![entry], |observation: &mut Observation| {
                observation.online.sign_in = None;
            });
        if let Err(error) = recorded {
            tracing::warn!(
                error = error.log_safe(),
                "the end of a sign-in could not be recorded"
            );
        }
        if let Some(attempt) = self.slots.online(id) {
            let held = self.slots.advance_with(&attempt, |state| state.end(how));
            self.revocations.release(id, held).await;
        }
    }

    /// Drops a client's attempt, and lets the grant go that it holds. The caller has the client's turn and
    /// changes the row.
    pub(crate) async fn discard(&self, id: ClientId, why: Discarded) {
        if let Some(held) = self.take(id, why).await {
            self.revocations.release(id, held).await;
        }
    }

    /// Drops a client's attempt, if it has one, and gives what that held. The caller has the client's turn and changes the
    /// row.
    pub(super) async fn take(&self, id: ClientId, why: Discarded) -> Option<Held> {
        Some(match self.slots.take(id)? {
            ClientSignIn::Online(attempt) => {
                self.forget_sign_in(id).await;
                self.slots
                    .advance_with(&attempt, |state| state.discard(why))
            }
            ClientSignIn::Desktop(attempt) => {
                self.slots.advance(&attempt, |state| state.discard(why));
                Held::Nothing
            }
        })
    }

    /// Keeps a sign-in in the vault while its other half is in the browser.
    pub(super) async fn remember_sign_in(&self, id: ClientId, sign_in: &SignIn) {
        let entry = SignInEntry::of(sign_in);
        if let Err(error) = self.ctx.vault().set(&entry_name(id), entry).await {
            tracing::warn!(%error, "this sign-in will not survive a restart");
        }
    }

    pub(super) async fn forget_sign_in(&self, id: ClientId) {
        if let Err(error) = self.ctx.vault().delete(&entry_name(id)).await {
            tracing::warn!(%error, "a sign-in could not be removed from the keychain");
        }
    }

    pub(super) fn take_pasted(
        &self,
        id: ClientId,
        state: &SignInState,
    ) -> Result<Returned, RosterError> {
        self.take_sign_in(|of, open| of == id && open.state.matches(state))
            .ok_or(RosterError::OtherCode)
    }

    /// Finds an open sign-in that something came back for, so that a second link finds nothing.
    pub(super) fn take_sign_in(
        &self,
        wanted: impl Fn(ClientId, &SignIn) -> bool,
    ) -> Option<Returned> {
        let now = self.ctx.now();
        self.slots
            .all_online()
            .filter(|attempt| attempt.expires_at > now)
            .find_map(|attempt| {
                let sign_in = self.slots.advance_with(&attempt, |state| {
                    state.answer(|open| wanted(attempt.client, open))
                })?;
                Some(Returned { attempt, sign_in })
            })
    }

    fn some_sign_in_waits(&self, wanted: impl Fn(&SignIn) -> bool) -> bool {
        let now = self.ctx.now();
        self.slots.all_online().any(|attempt| {
            attempt.expires_at > now && attempt.read(|state| state.awaited().is_some_and(&wanted))
        })
    }
}

/// Reads what [`Attempts::remember_sign_in`] kept, so that a link that arrives after the app was closed still finishes
/// what the person began.
pub(super) async fn kept_sign_in(
    vault: &dyn Vault,
    id: ClientId,
) -> Result<Option<SignIn>, VaultError> {
    let entry = vault.get(&entry_name(id)).await?;
    Ok(entry.as_ref().and_then(SignInEntry::read))
}

fn entry_name(id: ClientId) -> String {
    format!("sign-in/{id}")
}

/// A sign-in as the vault keeps it.
#[derive(Serialize, Deserialize)]
struct SignInEntry {
    #[serde(rename = "state")]
    state: String,
    #[serde(rename = "verifier")]
    verifier: String,
    /// Missing where a version before 0.2 began it.
    #[serde(rename = "key", default)]
    key: Option<String>,
    #[serde(rename = "redirect_uri", default)]
    redirect_uri: Option<String>,
    #[serde(rename = "started_at")]
    started_at: Timestamp,
    #[serde(rename = "expires_at")]
    expires_at: Timestamp,
}

impl SignInEntry {
    fn of(sign_in: &SignIn) -> Secret {
        let entry = Self {
            // EXPOSE: both halves are needed to finish the sign-in after a restart.
            state: sign_in.state.expose().to_owned(),
            verifier: sign_in.verifier.expose().to_owned(),
            key: Some(sign_in.key.to_text().to_string()),
            redirect_uri: sign_in.redirect_uri.as_ref().map(Url::to_string),
            started_at: sign_in.started_at,
            expires_at: sign_in.expires_at,
        };
        Secret::new(serde_json::json!(entry).to_string())
    }

    fn read(entry: &Secret) -> Option<SignIn> {
        // EXPOSE: the entry is JSON written by `of`.
        let entry: Self = serde_json::from_str(entry.expose()).ok()?;
        Some(SignIn {
            state: SignInState::from_text(entry.state),
            verifier: Verifier::from_text(entry.verifier),
            key: entry
                .key
                .and_then(|text| SigningKey::from_text(&text))
                .unwrap_or_else(SigningKey::generate),
            redirect_uri: entry.redirect_uri.and_then(|text| Url::parse(&text).ok()),
            started_at: entry.started_at,
            expires_at: entry.expires_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_is_kept_in_these_words() {
        let key = SigningKey::generate().to_text().to_string();
        let stored = format!(
            r#"{{"expires_at":"2026-11-01T00:30:00Z","key":"{key}","redirect_uri":"http://localhost:8765/callback","started_at":"2026-11-01T00:00:00Z","state":"s","verifier":"v"}}"#
        );
        let read = SignInEntry::read(&Secret::new(stored.clone())).unwrap();
        assert_eq!(SignInEntry::of(&read).expose(), stored);
        assert_eq!(read.key.to_text().as_str(), key);
        let before_keys = r#"{"state":"s","verifier":"v","started_at":"2026-11-01T00:00:00Z","expires_at":"2026-11-01T00:30:00Z"}"#;
        assert!(SignInEntry::read(&Secret::new(before_keys)).is_some());
    }
}
