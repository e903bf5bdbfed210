//! Who else of the firm holds which company, and who the firm's other computers are.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use intuit::RealmId;
use parking_lot::Mutex;

use super::holders::{Holders, shared};
use super::store::ConnectionRecord;
use super::{DAY, Share};
use crate::client::{Client, ClientId, QuickBooks};
use crate::computer::{ComputerId, WriterId};
use crate::context::Context;
use crate::database::DatabaseError;
use crate::event::TimelineLine;
use crate::names::normal_form;
use crate::observation::{Observation, OnlineConnection};
use crate::problem::RosterError;
use crate::view::{ElsewhereView, FirmComputerView};

/// A connection that nobody has confirmed for this long may have ended: Intuit ends one that was not renewed
/// for 100 days, and a line that tells of its end may have been lost or hidden.
const UNCONFIRMED_DAYS: i64 = 100;

/// Who holds which company, as far as the folder tells, and the own file in it. Cheap to clone.
#[derive(Clone)]
pub(crate) struct HolderIndex {
    pub(super) ctx: Context,
    state: Arc<Index>,
}

#[derive(Default)]
struct Index {
    share: Mutex<Option<Arc<Share>>>,
    holders: Mutex<Arc<Holders>>,
    /// Names that more than one of the firm's computers has.
    shared_names: Mutex<Arc<HashSet<String>>>,
}

impl HolderIndex {
    pub(crate) fn new(ctx: &Context) -> Self {
        Self {
            ctx: ctx.clone(),
            state: Arc::default(),
        }
    }

    pub(super) fn set_share(&self, share: Option<Arc<Share>>) {
        *self.state.share.lock() = share;
        self.index_log();
    }

    /// The other computers of the firm, as far as the change log tells of them, by name.
    pub(crate) fn firm_computers(&self) -> Result<Vec<FirmComputerView>, RosterError> {
        if self.share().is_none() {
            return Ok(Vec::new());
        }
        let heard = self
            .ctx
            .database()
            .change_log()
            .heard_computers(self.this_computer())?;
        let removals = self.ctx.database().change_log().removals()?;
        let mut handed_over = self.still_to_connect()?;
        Ok(heard
            .into_iter()
            .map(|computer| FirmComputerView {
                id: computer.writer.as_str().to_owned(),
                removed_at: removals
                    .get(&computer.writer)
                    .copied()
                    .filter(|&removed| removed >= computer.at),
                to_connect: handed_over.remove(&computer.writer).unwrap_or_default(),
                name: self.label(computer.name, &computer.writer),
                fingerprint: computer.key,
                at: computer.at,
            })
            .collect())
    }

    /// The clients that each computer handed over and nobody has connected since.
    fn still_to_connect(&self) -> Result<HashMap<WriterId, Vec<String>>, RosterError> {
        let log = self.state.holders.lock().clone();
        let newest: HashMap<String, ConnectionRecord> = self
            .ctx
            .database()
            .change_log()
            .handed_over(self.this_computer())?
            .into_iter()
            .map(|told| (told.company.clone(), told))
            .collect();
        let mut clients: HashMap<WriterId, Vec<String>> = HashMap::new();
        for (company, told) in newest {
            let elsewhere = log.of_company(&company).is_some_and(|it| it.at >= told.at);
            let mut ours = log.clients_of(&company);
            let here = ours.any(|id| {
                let seen = self.ctx.observation(id).ok();
                seen.and_then(|seen| seen.online.connection)
                    .is_some_and(|saved| saved.connected_at.as_millisecond() >= told.at)
            });
            if !elsewhere && !here {
                let names = clients.entry(told.writer).or_default();
                names.push(told.client_name);
            }
        }
        for names in clients.values_mut() {
            names.sort();
        }
        Ok(clients)
    }

    /// Puts the beginning of its id behind the name of every computer that shares its name with another one.
    pub(crate) fn distinguish_computers<'a>(
        &self,
        lines: impl IntoIterator<Item = &'a mut TimelineLine>,
    ) {
        for TimelineLine { entry, .. } in lines {
            if let Some(id) = &entry.computer_id {
                let name = std::mem::take(&mut entry.computer);
                entry.computer = self.label(name, id);
            }
        }
    }

    /// Who else of the firm holds a client's company, if that is newer than our own connection.
    pub(crate) fn elsewhere(
        &self,
        client: &Client,
        observation: &Observation,
    ) -> Option<ElsewhereView> {
        if client.books != QuickBooks::Online {
            return None;
        }
        let saved = observation.online.connection.as_ref();
        let log = self.state.holders.lock().clone();
        let holder = log.of_client(client, saved.is_some())?;
        self.newer_than(self.connected_here(client.id, saved), holder)
    }

    /// The same for a company that a sign-in found. `ours`: when it was last connected here, in milliseconds.
    pub(crate) fn company_elsewhere(
        &self,
        ours: Option<i64>,
        realm: &RealmId,
    ) -> Option<ElsewhereView> {
        let company = self.share()?.keys.company(realm);
        let log = self.state.holders.lock().clone();
        self.newer_than(ours, log.of_company(&company)?)
    }

    /// Whether a company lives at another of the firm's computers, as far as anybody knows: not if it was connected
    /// here later, and not if nobody has confirmed it for long.
    pub(crate) fn is_held_elsewhere(&self, realm: &RealmId) -> bool {
        let Some(share) = self.share() else {
            return false;
        };
        let log = self.state.holders.lock().clone();
        let company = share.keys.company(realm);
        let Some(holder) = log.of_company(&company) else {
            return false;
        };
        let ours = log
            .clients_of(&company)
            .filter_map(|id| {
                let seen = self.ctx.observation(id).ok()?;
                self.connected_here(id, seen.online.connection.as_ref())
            })
            .max();
        // At the same moment: this roster is a copy of that computer's.
        !self.is_last_known(holder) && ours.is_none_or(|ours| holder.at >= ours)
    }

    /// When a client was last connected here, in milliseconds.
    pub(crate) fn connected_here(
        &self,
        id: ClientId,
        saved: Option<&OnlineConnection>,
    ) -> Option<i64> {
        match saved {
            Some(saved) => Some(saved.connected_at.as_millisecond()),
            None => self
                .ctx
                .database()
                .change_log()
                .last_connected_here(id, self.this_computer())
                .ok()
                .flatten(),
        }
    }

    /// Reads anew who holds what. Without a folder nobody does.
    pub(super) fn index_log(&self) {
        let index = || -> Result<Holders, DatabaseError> {
            let Some(share) = self.share() else {
                return Ok(Holders::default());
            };
            self.kept(&share)?;
            Ok(Holders::new(
                self.ctx
                    .database()
                    .change_log()
                    .told(self.this_computer())?,
                self.ctx.database().change_log().known_companies()?,
            ))
        };
        match self.names_in_the_log() {
            Ok(names) => *self.state.shared_names.lock() = Arc::new(shared(names)),
            Err(error) => tracing::warn!(%error, "the names of the computers could not be read"),
        }
        match index() {
            Ok(index) => *self.state.holders.lock() = Arc::new(index),
            Err(error) => tracing::warn!(%error, "the firm's change log could not be read"),
        }
    }

    pub(super) fn this_computer(&self) -> ComputerId {
        self.ctx.deps.computer.id
    }

    pub(super) fn share(&self) -> Option<Arc<Share>> {
        self.state.share.lock().clone()
    }

    pub(super) fn is_share(&self, share: &Arc<Share>) -> bool {
        self.share().is_some_and(|now| Arc::ptr_eq(&now, share))
    }

    fn newer_than(&self, ours: Option<i64>, holder: &ConnectionRecord) -> Option<ElsewhereView> {
        ours.is_none_or(|ours| holder.at > ours)
            .then(|| ElsewhereView {
                person: holder.person.clone(),
                computer: self.label(holder.computer.clone(), &holder.writer),
                at: holder.at,
                last_known: self.is_last_known(holder),
            })
    }

    fn is_last_known(&self, holder: &ConnectionRecord) -> bool {
        let unheard = self
            .ctx
            .now()
            .as_millisecond()
            .saturating_sub(holder.known_at);
        unheard > UNCONFIRMED_DAYS * DAY
    }

    /// A computer's name, with the beginning of its id where another computer has that name.
    fn label(&self, name: String, writer: &WriterId) -> String {
        if self.state.shared_names.lock().contains(&normal_form(&name)) {
            writer.beside(&name)
        } else {
            name
        }
    }

    fn names_in_the_log(&self) -> Result<Vec<(String, WriterId)>, DatabaseError> {
        let this = &self.ctx.deps.computer;
        let mut names = vec![(this.name.clone(), this.id.into())];
        if self.share().is_some() {
            let heard = self.ctx.database().change_log().heard_computers(this.id)?;
            names.extend(heard.into_iter().map(|heard| (heard.name, heard.writer)));
        }
        Ok(names)
    }
}
