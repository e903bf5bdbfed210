//! The change log that a firm's computers share through a folder, without a server.
//!
//! Each computer owns one file in the folder and only ever appends to it; the others read it. A line says
//! that a QuickBooks Online company was connected or disconnected, when, by whom and where. It is sealed
//! under the firm's key together with its place, so that readers of the folder learn no more than
//! when something happened, and writers can hide lines but make none.
//!
//! The folder may be on a network share that is gone, slow or hostile. So nothing here is waited for by
//! a person: what happens is queued in the database, and written and read at the next look.

mod folder;
mod holders;
mod seal;
mod source_ids;
mod store;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use intuit::RealmId;
use jiff::Timestamp;
use parking_lot::Mutex;
use provisioning::FirmKeys;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex as AsyncMutex;
use tokio::task::JoinHandle;

use crate::attempt::PendingConnection;
use crate::client::{Client, ClientId, QuickBooks};
use crate::computer::{ComputerId, WriterId};
use crate::context::Context;
use crate::database::DatabaseError;
use crate::event::TimelineLine;
use crate::names::normal_form;
use crate::observation::{Observation, OnlineConnection};
use crate::problem::RosterError;
use crate::records::Records;
use crate::service_health::ServiceHealth;
use crate::tokens::Tokens;
use crate::untrusted_text;
use crate::view::{ElsewhereView, FirmComputerView, RosterEvent};

pub(crate) use holders::Holders;

use folder::{FolderError, Junk, OwnLogFile, SyncRequest, SyncResult, Written, sync_folder};
use holders::shared;
use seal::{Entry, Event, Keys, Named, VERSION};
use source_ids::taken_over;
use store::{ConnectionRecord, KnownCompany};

/// A folder that takes longer does not answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Entry of the database's `meta` table: [`OwnFiles`].
const META: &str = "firm-log";
const DAY: i64 = 24 * 60 * 60 * 1000;
/// A line says again that a connection works when the last one is this old.
const CONFIRM_DAYS: i64 = 30;
/// A connection that nobody has confirmed for this long may have ended: Intuit ends one that was not renewed
/// for 100 days, and a line that tells of its end may have been lost or hidden.
const UNCONFIRMED_DAYS: i64 = 100;
/// A computer that leaves writes all its lines, and one look writes some hundreds.
const LAST_LOOKS: usize = 10;
/// Own files begun in one sync, before we give up on the folder until the next one.
const BEGINNINGS: usize = 3;

/// Where a firm shares its change log.
pub struct FirmFolder {
    /// The folder; it has to exist.
    pub folder: PathBuf,
    /// The firm's keys.
    pub keys: FirmKeys,
    /// Fingerprint of this computer's key in this firm, if it has one: goes into every line, so that a lost computer
    /// can be turned off at the relay.
    pub fingerprint: Option<String>,
}

/// Who holds which company, as far as the folder tells, and the own file in it. Cheap to clone.
#[derive(Clone)]
pub(crate) struct HolderIndex {
    ctx: Context,
    state: Arc<Index>,
}

#[derive(Default)]
struct Index {
    share: Mutex<Option<Arc<Share>>>,
    holders: Mutex<Arc<Holders>>,
    /// Names that more than one of the firm's computers has.
    shared_names: Mutex<Arc<HashSet<String>>>,
}

/// The change log that the firm's computers share: writes into the folder and reads what the others wrote. Cheap to
/// clone.
#[derive(Clone)]
pub struct ChangeLog {
    ctx: Context,
    health: ServiceHealth,
    holders: HolderIndex,
    records: Records,
    tokens: Tokens,
    state: Arc<SyncState>,
}

#[derive(Default)]
struct SyncState {
    trouble: Mutex<Option<FolderError>>,
    junk: Mutex<Junk>,
    /// One visit at a time. What is in it is a visit that was given up and has not come back.
    visiting: AsyncMutex<Option<JoinHandle<SyncResult>>>,
}

pub(crate) struct Share {
    folder: PathBuf,
    keys: Arc<Keys>,
    fingerprint: Option<String>,
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

/// What is kept of our own files.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct OwnFiles {
    /// [`Keys::id`].
    key: String,
    /// [`Keys::firm`]; empty in what versions before it kept.
    firm: String,
    folder: PathBuf,
    /// The computer that wrote this; another one begins a file of its own.
    computer: Option<ComputerId>,
    own: Option<OwnLogFile>,
    /// Ids of our files before this one.
    former: HashSet<String>,
    /// Files of the computer that this roster was copied from, with the lines that the histories have already.
    inherited: HashMap<String, u64>,
    /// Connections made until then, in milliseconds, were made while another firm's key was here: no line tells of
    /// them.
    since: i64,
}

impl OwnFiles {
    /// Whether the other computers may learn of a connection: not if it is another firm's.
    fn may_tell_of(&self, saved: &OnlineConnection) -> bool {
        self.since == 0 || saved.connected_at.as_millisecond() > self.since
    }

    /// On another computer than before this roster is a copy: that computer goes on with its files, and they are no
    /// longer ours.
    fn belong_to(&mut self, this: ComputerId) {
        if self.computer.is_some_and(|computer| computer != this) {
            let own = self.own.take();
            self.inherited
                .extend(self.former.drain().map(|file| (file, u64::MAX)));
            self.inherited.extend(own.map(|own| (own.id, own.lines)));
        }
        self.computer = Some(this);
    }
}

impl HolderIndex {
    pub(crate) fn new(ctx: &Context) -> Self {
        Self {
            ctx: ctx.clone(),
            state: Arc::default(),
        }
    }

    fn set_share(&self, share: Option<Arc<Share>>) {
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
        for line in lines {
            if let Some(id) = &line.computer_id {
                let name = std::mem::take(&mut line.computer);
                line.computer = self.label(name, id);
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

    /// What is known of our own file, made anew for another folder or another key.
    pub(crate) fn kept(&self, share: &Share) -> Result<OwnFiles, DatabaseError> {
        let kept = self.ctx.database().meta(META)?;
        let mut kept: OwnFiles = kept
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        let keys = &share.keys;
        if kept.key != keys.id || kept.firm != keys.firm {
            let is_first = kept.key.is_empty() && kept.firm.is_empty();
            if !keys.is_of(&kept.firm, &kept.key) {
                if !is_first {
                    kept.since = self.ctx.now().as_millisecond();
                }
                self.ctx.database().change_log().forget_all()?;
            } else if kept.key != keys.id {
                // Another of the firm's keys: what could not be opened before is read again.
                self.ctx.database().change_log().forget_marks()?;
            }
            if kept.key != keys.id {
                kept.folder = PathBuf::new();
            }
            kept.key.clone_from(&keys.id);
            kept.firm.clone_from(&keys.firm);
            self.keep_file(&kept)?;
        }
        let moved = kept.computer != Some(self.this_computer());
        kept.belong_to(self.this_computer());
        if kept.own.is_none() || kept.folder != share.folder {
            kept.folder.clone_from(&share.folder);
            self.begin_file(&mut kept)?;
        } else if moved {
            self.keep_file(&kept)?;
        }
        Ok(kept)
    }

    pub(crate) fn begin_file(&self, kept: &mut OwnFiles) -> Result<(), DatabaseError> {
        let own = OwnLogFile::new(&self.ctx.deps.computer.name);
        kept.former.extend(kept.own.take().map(|former| former.id));
        kept.own = Some(own);
        self.keep_file(kept)
    }

    pub(crate) fn keep_file(&self, kept: &OwnFiles) -> Result<(), DatabaseError> {
        self.ctx
            .database()
            .set_meta(META, &serde_json::to_string(kept)?)
    }

    /// Reads anew who holds what. Without a folder nobody does.
    pub(crate) fn index_log(&self) {
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

    fn newer_than(&self, ours: Option<i64>, holder: &ConnectionRecord) -> Option<ElsewhereView> {
        ours.is_none_or(|ours| holder.at > ours)
            .then(|| ElsewhereView {
                person: holder.person.clone(),
                computer: self.label(holder.computer.clone(), &holder.writer),
                at: holder.at,
                last_known: self.is_last_known(holder),
            })
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

    pub(crate) fn this_computer(&self) -> ComputerId {
        self.ctx.deps.computer.id
    }

    pub(crate) fn share(&self) -> Option<Arc<Share>> {
        self.state.share.lock().clone()
    }

    pub(crate) fn is_share(&self, share: &Arc<Share>) -> bool {
        self.share().is_some_and(|now| Arc::ptr_eq(&now, share))
    }
}

impl ChangeLog {
    pub(crate) fn new(
        ctx: &Context,
        health: &ServiceHealth,
        holders: &HolderIndex,
        records: &Records,
        tokens: &Tokens,
    ) -> Self {
        Self {
            ctx: ctx.clone(),
            health: health.clone(),
            holders: holders.clone(),
            records: records.clone(),
            tokens: tokens.clone(),
            state: Arc::default(),
        }
    }

    /// The other computers of the firm, as far as the change log tells of them, by name.
    pub fn firm_computers(&self) -> Result<Vec<FirmComputerView>, RosterError> {
        self.holders.firm_computers()
    }

    /// Shares the firm's change log through a folder from now on, or no longer. The first look begins at
    /// once, in a task of its own.
    pub fn share_change_log(&self, folder: Option<FirmFolder>) {
        // What is read there has to be kept, and what was written has to be known.
        let folder = folder.filter(|_| self.ctx.read_only().is_none());
        let share = folder.map(|shared| {
            Arc::new(Share {
                folder: shared.folder,
                keys: Arc::new(Keys::new(&shared.keys)),
                fingerprint: shared.fingerprint,
            })
        });
        let log = &self.state;
        *log.trouble.lock() = None;
        log.junk.lock().clear();
        if share.is_none() {
            self.health.firm_key_missing(0);
        }
        self.holders.set_share(share);
        self.sync_change_log_soon();
    }

    /// Writes what waits for the firm's folder and takes in what the other computers wrote there. What goes
    /// wrong is said by [`Self::change_log_problem`]. Takes at most some seconds.
    pub async fn sync_change_log(&self) {
        let log = &self.state;
        let mut visiting = log.visiting.lock().await;
        let Some(share) = self.holders.share() else {
            return;
        };
        if visiting
            .as_ref()
            .is_some_and(|sync_folder| !sync_folder.is_finished())
        {
            *log.trouble.lock() = Some(FolderError::Silent);
            return;
        }
        *visiting = None;
        let looked = self.look(&share, &mut visiting).await;
        drop(visiting);
        match looked {
            // Another folder was chosen meanwhile: what was wrong with this one no longer matters.
            Ok(_) if !self.holders.is_share(&share) => {}
            Ok(trouble) => {
                if let Some(trouble) = &trouble {
                    tracing::info!(%trouble, "the firm's folder");
                }
                *log.trouble.lock() = trouble;
            }
            Err(error) => tracing::warn!(
                error = error.log_safe(),
                "the firm's change log could not be looked at"
            ),
        }
    }

    /// Why the firm's folder is of no use now, as a sentence with the next click.
    #[must_use]
    pub fn change_log_problem(&self) -> Option<String> {
        let folder = self.holders.share()?.folder.display().to_string();
        let Some(trouble) = self.state.trouble.lock().clone() else {
            return junk_in(&folder, &self.state.junk.lock());
        };
        let next = match &trouble {
            FolderError::Missing | FolderError::Silent => {
                "Connect the network drive or start the program that syncs it, or choose another folder."
            }
            FolderError::NotAFolder => "Choose another one.",
            FolderError::Foreign => {
                "Make a firm file on one computer and join with it on the others, so that all have one key."
            }
            FolderError::Unreadable(_) | FolderError::Unwritable(_) => {
                "Ask whoever looks after the share for the right to read and write there, or choose another folder."
            }
        };
        Some(format!(
            "The firm's folder {folder} {trouble}. {next} Until then the other computers don't hear from \
             this one or it doesn't hear from them; nothing is lost."
        ))
    }

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

    fn sync_change_log_soon(&self) {
        if self.holders.share().is_some() {
            let log = self.clone();
            tokio::spawn(async move { log.sync_change_log().await });
        }
    }

    async fn look(
        &self,
        share: &Arc<Share>,
        visiting: &mut Option<JoinHandle<SyncResult>>,
    ) -> Result<Option<FolderError>, RosterError> {
        self.learn_companies(share).await?;
        for beginning in 1..=BEGINNINGS {
            self.announce(share)?;
            let mut kept = self.holders.kept(share)?;
            let Some(own) = kept.own.clone() else {
                break;
            };
            let (ids, waiting): (Vec<i64>, Vec<Entry>) = self
                .ctx
                .database()
                .change_log()
                .waiting_lines()?
                .into_iter()
                .unzip();
            let mut ours = kept.former.clone();
            ours.insert(own.id.clone());
            let request = SyncRequest {
                folder: share.folder.clone(),
                keys: share.keys.clone(),
                own,
                waiting,
                marks: self.ctx.database().change_log().marks()?,
                ours,
                junk: self.state.junk.lock().clone(),
            };
            let mut sync_folder = tokio::task::spawn_blocking(move || sync_folder(&request));
            let Ok(came_back) = tokio::time::timeout(PATIENCE, &mut sync_folder).await else {
                *visiting = Some(sync_folder);
                return Ok(Some(FolderError::Silent));
            };
            let Ok(result) = came_back else {
                return Ok(Some(FolderError::Unreadable(
                    "the look was interrupted".to_owned(),
                )));
            };
            match &result.written {
                Written::All(own) => {
                    kept.own = Some(own.clone());
                    self.holders.keep_file(&kept)?;
                    if let Some(last) = ids.last() {
                        self.ctx.database().change_log().drop_waiting_lines(*last)?;
                    }
                }
                Written::Lost if beginning < BEGINNINGS => {
                    self.holders.begin_file(&mut kept)?;
                    continue;
                }
                Written::Lost | Written::Nothing => {}
            }
            self.take_in_log(&result, &kept.inherited)?;
            return Ok(result.trouble);
        }
        Ok(None)
    }

    /// Keeps what was read, and shows what it changes.
    fn take_in_log(
        &self,
        result: &SyncResult,
        inherited: &HashMap<String, u64>,
    ) -> Result<(), RosterError> {
        if matches!(
            result.trouble,
            Some(FolderError::Missing | FolderError::NotAFolder | FolderError::Unreadable(_))
        ) {
            return Ok(());
        }
        self.note_junk(&result.junk);
        self.health
            .firm_key_missing(result.marks.values().map(|mark| mark.key_missing).sum());
        let now = self.ctx.now().as_millisecond();
        let new = self.ctx.database().change_log().keep_heard(
            &result.heard,
            &result.marks,
            inherited,
            now,
        )?;
        let imported = self
            .ctx
            .database()
            .change_log()
            .import_heard(self.holders.this_computer())?;
        if new == 0 && imported.is_empty() {
            return Ok(());
        }
        let before = self.records.rows()?;
        self.take_over_source_ids()?;
        self.holders.index_log();
        let changed = self
            .records
            .rows()?
            .into_iter()
            .zip(before)
            .filter(|(row, before)| {
                row != before || imported.iter().any(|id| id.to_string() == row.id)
            })
            .map(|(row, _)| row)
            .collect();
        self.ctx.notify(RosterEvent::Rows { rows: changed });
        Ok(())
    }

    /// Keeps what is no file of the log, which is not read again.
    fn note_junk(&self, junk: &Junk) {
        let mut known = self.state.junk.lock();
        if *known != *junk {
            tracing::warn!(
                files = junk.len(),
                "files in the firm's folder are not of its log"
            );
            known.clone_from(junk);
        }
    }

    /// Gives clients that the firm's other computers know the id that they have there.
    pub(crate) fn take_over_source_ids(&self) -> Result<(), RosterError> {
        if self.holders.share().is_none() {
            return Ok(());
        }
        let database = self.ctx.database();
        let heard = database.change_log().heard_source_ids()?;
        if heard.is_empty() {
            return Ok(());
        }
        let keep = self.ctx.used_end_users()?.into_values().collect();
        let taken = taken_over(
            &database.clients()?,
            &database.change_log().known_companies()?,
            &heard,
            &keep,
        );
        for (id, source_id) in taken {
            database.set_source_id(id, &source_id)?;
        }
        Ok(())
    }

    /// Finds out the company of every connection that has none yet. A vault that does not open leaves
    /// them for the next look.
    async fn learn_companies(&self, share: &Share) -> Result<(), RosterError> {
        self.holders.kept(share)?;
        let known = self.ctx.database().change_log().known_companies()?;
        for (id, seen) in self.ctx.database().observations()? {
            let Some(saved) = seen.online.connection else {
                continue;
            };
            if known
                .get(&id)
                .is_some_and(|known| known.realm_hash == saved.realm_hash)
            {
                continue;
            }
            let Ok(grant) = self.tokens.kept_grant(id).await else {
                break;
            };
            if let Some(grant) = grant {
                let known = KnownCompany {
                    company: share.keys.company(&grant.realm()),
                    realm_hash: saved.realm_hash,
                    announced: None,
                };
                self.ctx.database().change_log().know_company(id, &known)?;
            }
        }
        Ok(())
    }

    /// Queues a line for every connection that our file does not tell of: a new one, or all of them in a
    /// new file. Now and then one says that a connection still works.
    fn announce(&self, share: &Share) -> Result<(), RosterError> {
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

/// What is said of files that have the name of the log's and nothing of it in them.
fn junk_in(folder: &str, junk: &Junk) -> Option<String> {
    const NAMED: usize = 3;
    let mut names: Vec<&str> = junk.keys().map(String::as_str).collect();
    names.sort_unstable();
    let more = names.len().saturating_sub(NAMED);
    let shown = names.iter().take(NAMED);
    let shown: Vec<String> = shown
        .map(|name| untrusted_text::sanitize(name, untrusted_text::NAME))
        .collect();
    let mut files = shown.join(", ");
    if files.is_empty() {
        return None;
    }
    if more > 0 {
        files = format!("{files} and {more} more");
    }
    Some(format!(
        "The firm's folder {folder} holds files that are not of the change log: {files}. They are not read, and the \
         change log works without them. Ask whoever looks after the share who put them there, and delete them."
    ))
}
