//! Which client lives in a company, recognised by the hash of its realm id.

use super::revocations::Revocations;
use crate::client::{Client, ClientId, Lifecycle};
use crate::observation::OnlineConnection;
use crate::problem::RosterError;
use crate::tokens::is_under;

impl Revocations {
    /// A client, beside `than`, that is worked with and whose company may be this one: all that is left of its hash
    /// are four digits, because the key it was made with is gone.
    pub(crate) fn maybe_holder(
        &self,
        realm_hash: &str,
        realm_tail: &str,
        than: ClientId,
    ) -> Result<Option<Client>, RosterError> {
        let mut maybe = Vec::new();
        for (id, saved) in self.tokens.saved_connections()? {
            if id != than && sameness(&saved, realm_hash, realm_tail) == Sameness::Digits {
                maybe.extend(self.ctx.database().client(id)?);
            }
        }
        maybe.retain(|client| client.lifecycle != Lifecycle::Archived);
        maybe.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(maybe.into_iter().next())
    }

    /// The client, beside `than`, that lives in a company and is worked with.
    pub(crate) fn active_holder(
        &self,
        realm_hash: &str,
        than: ClientId,
    ) -> Result<Option<Client>, RosterError> {
        let holder = self.other_holder(realm_hash, Some(than))?;
        Ok(holder.filter(|holder| holder.lifecycle != Lifecycle::Archived))
    }

    /// The client that lives in a company, beside `than`. An archived one counts only when no other
    /// does: its grant is Intuit's all the same.
    pub(super) fn other_holder(
        &self,
        realm_hash: &str,
        than: Option<ClientId>,
    ) -> Result<Option<Client>, RosterError> {
        let mut holders = Vec::new();
        for id in self.ctx.database().find_by_realm_hash(realm_hash)? {
            if Some(id) != than {
                holders.extend(self.ctx.database().client(id)?);
            }
        }
        holders.sort_by_key(|holder| holder.lifecycle == Lifecycle::Archived);
        Ok(holders.into_iter().next())
    }
}

/// How a saved connection and a company compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sameness {
    /// It is to this company.
    Same,
    /// Its last four digits are this company's, and there is nothing else left to go by: the hash was made with a
    /// key that is gone. A person has to say whether it is the same.
    Digits,
    /// It is to another company.
    Different,
}

pub(super) fn sameness(saved: &OnlineConnection, hash: &str, tail: &str) -> Sameness {
    let is_comparable = hash
        .split_once('.')
        .is_some_and(|(id, _)| is_under(saved, id));
    match is_comparable {
        true if saved.realm_hash == hash => Sameness::Same,
        false if saved.realm_tail == tail => Sameness::Digits,
        _ => Sameness::Different,
    }
}
