//! The lines that this computer writes for the others.

use std::fmt;

use jiff::Timestamp;

use super::entry::{Entry, Event, Named, VERSION};
use super::store::KnownCompany;
use super::{ChangeLog, DAY, Share};
use crate::attempt::PendingConnection;
use crate::client::{Client, ClientId};
use crate::observation::OnlineConnection;
use crate::problem::RosterError;

/// A line says again that a connection works when the last one is this old.
const CONFIRM_DAYS: i64 = 30;
/// A computer that leaves writes all its lines, and one look writes some hundreds.
const LAST_LOOKS: usize = 10;

impl ChangeLog {
    /// Tells the other computers of a connection that was just saved.
    pub(crate) fn log_connected(&self, id: ClientId, pending: &PendingConnection) {
        let Some(share) = self.holders.share() else {
            return;
        };
        let known = KnownCompany {
            company: share.keys.company(&pending.granted.grant.realm()),
            realm_hash: pending.realm_hash.clone(),
            announced: None,
        };
        let logged = self
            .ctx
            .database()
            .change_log()
            .know_company(id, &known)
            .map_err(RosterError::from)
            .and_then(|()| self.announce(&share));
        self.logged(logged);
    }

    /// The firm's name for the company of a saved connection.
    pub(crate) async fn log_company(
        &self,
        id: ClientId,
        saved: &OnlineConnection,
    ) -> Option<String> {
        let share = self.holders.share()?;
        let known = self
            .ctx
            .database()
            .change_log()
            .known_companies()
            .ok()?
            .remove(&id);
        if let Some(known) = known.filter(|known| known.realm_hash == saved.realm_hash) {
            return Some(known.company);
        }
        let grant = self.tokens.kept_grant(id).await.ok()??;
        Some(share.keys.company(&grant.realm()))
    }

    /// Tells the other computers that a connection was ended here.
    pub(crate) fn log_disconnected(
        &self,
        id: ClientId,
        saved: &OnlineConnection,
        company: Option<String>,
    ) {
        self.log_ended(id, saved, company, Event::Disconnected);
    }

    /// Tells the other computers that this one leaves without ending a connection, and that somebody has to make it anew.
    pub(crate) async fn log_handed_over(&self, id: ClientId, saved: &OnlineConnection) {
        let company = self.log_company(id, saved).await;
        self.log_ended(id, saved, company, Event::HandedOver);
    }

    /// Tells the other computers that this one has no connection any more, whatever it is at Intuit.
    pub(crate) async fn log_released(&self, id: ClientId, saved: &OnlineConnection) {
        let company = self.log_company(id, saved).await;
        self.log_disconnected(id, saved, company);
    }

    /// Tells the other computers that this computer has left the firm, and writes what waits for the folder. `false` when
    /// there is a folder and it could not be written.
    pub(crate) async fn log_removed(&self) -> bool {
        let Some(share) = self.holders.share() else {
            return true;
        };
        let nothing = String::new;
        let entry = Entry {
            v: VERSION,
            at: self.ctx.now().as_millisecond(),
            computer_name: self.ctx.deps.computer.name.clone(),
            event: Event::Removed,
            company: nothing(),
            client_name: nothing(),
            client_number: None,
            person: Named {
                name: nothing(),
                email: None,
            },
            computer: Some(self.holders.this_computer()),
            key: share.fingerprint.clone(),
            source_id: None,
            confirmed_at: None,
        };
        let queued = self
            .holders
            .kept(&share)
            .and_then(|_| self.ctx.database().change_log().queue_line(&entry));
        if let Err(error) = queued {
            tracing::warn!(%error, "the removal could not be written to the firm's change log");
            return false;
        }
        for _ in 0..LAST_LOOKS {
            self.sync_change_log().await;
            let waits = self.ctx.database().change_log().has_waiting_lines();
            if matches!(waits, Ok(false)) || self.change_log_problem().is_some() {
                break;
            }
        }
        matches!(
            self.ctx.database().change_log().has_waiting_lines(),
            Ok(false)
        )
    }

    /// Queues a line for every connection that our file does not tell of: a new one, or all of them in a
    /// new file. Now and then one says that a connection still works.
    pub(super) fn announce(&self, share: &Share) -> Result<(), RosterError> {
        let kept = self.holders.kept(share)?;
        let Some(own) = &kept.own else {
            return Ok(());
        };
        let observations = self.ctx.database().observations()?;
        for (id, known) in self.ctx.database().change_log().known_companies()? {
            let Some(online) = observations.get(&id).map(|seen| &seen.online) else {
                continue;
            };
            let Some(saved) = online
                .connection
                .as_ref()
                .filter(|saved| saved.realm_hash == known.realm_hash && kept.may_tell_of(saved))
            else {
                continue;
            };
            let announced = Announced {
                file: own.id.clone(),
                connected_at: saved.connected_at.as_millisecond(),
                confirmed_at: online
                    .last_ok_at
                    .map(Timestamp::as_millisecond)
                    .filter(|&at| at > saved.connected_at.as_millisecond()),
            };
            if !announced.is_news_after(known.announced.as_deref()) {
                continue;
            }
            let client = self.ctx.client(id)?;
            let company = known.company.clone();
            let at = saved.connected_at;
            let entry = Entry {
                confirmed_at: announced.confirmed_at,
                ..self.line(share, at, Event::Connected, &client, saved, company)
            };
            self.ctx.database().change_log().queue_line(&entry)?;
            self.ctx.database().change_log().know_company(
                id,
                &KnownCompany {
                    announced: Some(announced.to_string()),
                    ..known
                },
            )?;
        }
        Ok(())
    }

    fn log_ended(
        &self,
        id: ClientId,
        saved: &OnlineConnection,
        company: Option<String>,
        event: Event,
    ) {
        let Some(company) = company else {
            return;
        };
        let Some(share) = self.holders.share() else {
            return;
        };
        let logged = self.ctx.client(id).and_then(|client| {
            if self.holders.kept(&share)?.may_tell_of(saved) {
                let entry = self.line(&share, self.ctx.now(), event, &client, saved, company);
                self.ctx.database().change_log().queue_line(&entry)?;
            }
            Ok(())
        });
        self.logged(logged);
    }

    fn logged(&self, logged: Result<(), RosterError>) {
        if let Err(error) = logged {
            tracing::warn!(
                error = error.log_safe(),
                "the firm's other computers will hear of a connection later"
            );
        }
        self.holders.index_log();
        self.sync_change_log_soon();
    }

    fn line(
        &self,
        share: &Share,
        at: Timestamp,
        event: Event,
        client: &Client,
        saved: &OnlineConnection,
        company: String,
    ) -> Entry {
        Entry {
            v: VERSION,
            at: at.as_millisecond(),
            event,
            computer_name: self.ctx.deps.computer.name.clone(),
            company,
            client_name: client.name.clone(),
            client_number: client.number.clone(),
            person: Named {
                name: saved.person.label().to_owned(),
                email: saved.person.email.clone(),
            },
            computer: Some(self.holders.this_computer()),
            key: share.fingerprint.clone(),
            source_id: Some(client.source_id.to_string()),
            confirmed_at: None,
        }
    }
}

/// The connection that our file tells of, as it is kept beside its company.
#[derive(Debug, PartialEq, Eq)]
struct Announced {
    file: String,
    /// In milliseconds, as the next.
    connected_at: i64,
    confirmed_at: Option<i64>,
}

impl Announced {
    /// Whether a line has to be written after the last one, `before`, which is this type's text.
    fn is_news_after(&self, before: Option<&str>) -> bool {
        let told = format!("{}/{}", self.file, self.connected_at);
        let Some(rest) = before.and_then(|before| before.strip_prefix(&told)) else {
            return true;
        };
        let confirmed = rest.strip_prefix('/').and_then(|at| at.parse().ok());
        let last = confirmed.unwrap_or(self.connected_at);
        self.confirmed_at
            .is_some_and(|at| at.saturating_sub(last) >= CONFIRM_DAYS * DAY)
    }
}

impl fmt::Display for Announced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.file, self.connected_at)?;
        match self.confirmed_at {
            Some(at) => write!(f, "/{at}"),
            None => Ok(()),
        }
    }
}
