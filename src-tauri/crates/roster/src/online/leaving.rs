//! Leaving the firm: what this computer holds at Intuit is ended or handed over, so that it can be wiped here.
//!
//! Every step can be repeated: a connection that was ended is no longer found, and one that was not ended is as it was.

use std::time::{Duration, Instant};

use super::sign_in::SignIns;
use crate::client::{Client, ClientId};
use crate::database::{Database, DatabaseError};
use crate::observation::{FailureKind, OnlineConnection};
use crate::problem::RosterError;
use crate::vault::VaultError;
use crate::view::Product;

/// Where so many in a row got no answer, nobody answers.
const SILENT: usize = 2;

/// What becomes of this computer's QuickBooks Online connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parting {
    /// Each is disconnected at Intuit.
    Disconnect,
    /// Intuit is asked nothing. The change log tells the other computers which clients to connect.
    HandOver,
}

/// What a computer holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Clients with a QuickBooks Online connection. It works on this computer only.
    pub online: usize,
    /// Clients that Conductor knows. Their connections are the firm's and stay.
    pub desktop: usize,
}

/// A company that Intuit may still let the firm's app use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Name of the client.
    pub client: String,
    /// Last four digits of the company's id; empty where nobody said which company it is.
    pub tail: String,
    /// Why.
    pub why: WhyLeft,
}

/// Why a permission is left at Intuit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyLeft {
    /// Intuit, or the relay, was not reached, or there was no time to ask.
    NoAnswer,
    /// It cannot be ended from this computer any more.
    CannotBe,
}

/// What came of [`SignIns::part`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parted {
    /// How many connections were disconnected at Intuit.
    pub disconnected: usize,
    /// How many were handed over.
    pub handed_over: usize,
    /// What is left at Intuit, and handed over to nobody.
    pub left: Vec<Left>,
    /// Whether the firm's folder is shared and could not be written.
    pub untold: bool,
}

/// How one connection ended.
enum End {
    Gone,
    Left(WhyLeft),
}

impl SignIns {
    /// What this computer holds.
    pub fn holdings(&self) -> Result<Holdings, RosterError> {
        let seen = self.ctx.database().observations()?;
        Ok(Holdings {
            online: seen
                .values()
                .filter(|seen| seen.online.connection.is_some())
                .count(),
            desktop: seen
                .values()
                .filter(|seen| seen.desktop.end_user_id.is_some())
                .count(),
        })
    }

    /// Ends what this computer holds, or hands it over, and tells the firm's other computers that this one leaves.
    /// Asks services for no longer than `patience`. `progress` gets how many connections are dealt with, and of how
    /// many. An error means that the keychain or the disk could not be used: then nothing may be wiped.
    pub async fn part(
        &self,
        how: Parting,
        patience: Duration,
        mut progress: impl FnMut(usize, usize) + Send,
    ) -> Result<Parted, RosterError> {
        self.ctx.may_change()?;
        let until = Instant::now() + patience;
        let connected = self.connected_clients()?;
        let total = connected.len();
        let mut parted = Parted::default();
        let mut silent = 0;
        progress(0, total);
        for (done, (client, saved)) in connected.into_iter().enumerate() {
            match how {
                Parting::HandOver => {
                    self.change_log.log_handed_over(client.id, &saved).await;
                    parted.handed_over += 1;
                }
                Parting::Disconnect => {
                    let end = if silent < SILENT {
                        self.end_within(client.id, until).await?
                    } else {
                        End::Left(WhyLeft::NoAnswer)
                    };
                    match end {
                        End::Gone => {
                            silent = 0;
                            parted.disconnected += 1;
                        }
                        End::Left(why) => {
                            silent += usize::from(why == WhyLeft::NoAnswer);
                            // No computer has the grant after this, even if Intuit still accepts it.
                            self.change_log.log_released(client.id, &saved).await;
                            parted.left.push(Left {
                                client: client.name,
                                tail: saved.realm_tail,
                                why,
                            });
                        }
                    }
                }
            }
            progress(done + 1, total);
        }
        if silent < SILENT {
            self.revoke_all_waiting(until).await;
        }
        let known: Vec<String> = parted.left.iter().map(|it| it.client.clone()).collect();
        let others = left_over(self.ctx.database())?.into_iter();
        parted
            .left
            .extend(others.filter(|it| !known.contains(&it.client)));
        parted.untold = !self.change_log.log_removed().await;
        Ok(parted)
    }

    /// The clients of QuickBooks Online that are connected here, archived ones as well.
    fn connected_clients(&self) -> Result<Vec<(Client, OnlineConnection)>, RosterError> {
        let mut seen = self.ctx.database().observations()?;
        let clients = self.ctx.database().clients()?.into_iter();
        Ok(clients
            .filter(|client| client.books.kind() == Product::Online)
            .filter_map(|client| {
                let saved = seen.remove(&client.id)?.online.connection?;
                Some((client, saved))
            })
            .collect())
    }

    async fn end_within(&self, id: ClientId, until: Instant) -> Result<End, RosterError> {
        let left = until.saturating_duration_since(Instant::now());
        match tokio::time::timeout(left, self.end(id)).await {
            Ok(end) => end,
            Err(_) => Ok(End::Left(WhyLeft::NoAnswer)),
        }
    }

    async fn end(&self, id: ClientId) -> Result<End, RosterError> {
        if let Some(grant) = self.tokens.kept_grant(id).await.or_else(unless_missing)?
            && self.holders.is_held_elsewhere(&grant.realm())
        {
            // A colleague's sign-in has replaced this one. Revoking it could end theirs.
            return Ok(End::Gone);
        }
        match self.disconnect_client(id).await {
            Ok(row) if row.left_at_intuit.is_some() => Ok(End::Left(WhyLeft::CannotBe)),
            Ok(_) => Ok(End::Gone),
            Err(RosterError::Service(failure))
                if matches!(
                    failure.kind,
                    FailureKind::Answered | FailureKind::KeyRefused
                ) =>
            {
                Ok(End::Left(WhyLeft::CannotBe))
            }
            Err(RosterError::Service(_)) => Ok(End::Left(WhyLeft::NoAnswer)),
            // Without its keys, or where the keychain is gone, nobody can ask.
            Err(
                RosterError::IntuitNotSetUp
                | RosterError::OtherCompanyKey
                | RosterError::Vault(VaultError::Missing),
            ) => Ok(End::Left(WhyLeft::CannotBe)),
            Err(other) => Err(other),
        }
    }

    /// Tries everything that waits to be revoked, whenever it is due. Ends at the first that gets no answer.
    async fn revoke_all_waiting(&self, until: Instant) {
        let waiting = match self.ctx.database().revocations().all() {
            Ok(waiting) => waiting,
            Err(error) => {
                tracing::warn!(%error, "grants that wait to be revoked could not be read");
                return;
            }
        };
        for waiting in waiting {
            let left = until.saturating_duration_since(Instant::now());
            let tried = tokio::time::timeout(left, self.revocations.try_to_revoke(&waiting)).await;
            if !matches!(tried, Ok(true)) {
                break;
            }
        }
    }
}

/// Companies whose permission is known to be left at Intuit though no client is connected to them.
fn left_over(database: &Database) -> Result<Vec<Left>, DatabaseError> {
    let mut left = Vec::new();
    let seen = database.observations()?;
    let clients = database.clients()?;
    let waiting = database.revocations().all()?;
    for client in clients {
        let noted = seen
            .get(&client.id)
            .and_then(|seen| seen.online.left_at_intuit.as_ref());
        if let Some(noted) = noted {
            left.push(Left {
                client: client.name.clone(),
                tail: noted.realm_tail.clone(),
                why: WhyLeft::CannotBe,
            });
        }
        for it in waiting.iter().filter(|it| it.client == client.id) {
            let waits_for_other_relay = database.revocations().is_noted(it)?;
            if waits_for_other_relay && noted.is_some_and(|noted| noted.realm_tail == it.tail) {
                continue;
            }
            left.push(Left {
                client: client.name.clone(),
                tail: it.tail.clone(),
                why: if waits_for_other_relay {
                    WhyLeft::CannotBe
                } else {
                    WhyLeft::NoAnswer
                },
            });
        }
    }
    Ok(left)
}

/// A keychain that is not there holds nothing.
fn unless_missing<T>(error: VaultError) -> Result<Option<T>, VaultError> {
    match error {
        VaultError::Missing => Ok(None),
        other => Err(other),
    }
}
