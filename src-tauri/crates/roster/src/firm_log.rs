//! The change log that a firm's computers share through a folder, without a server.
//!
//! Each seat owns one file in the folder and only ever appends to it; every other seat reads it. A line says
//! that a QuickBooks Online company was connected or disconnected, when, by whom and where. It is sealed
//! under the firm's key together with its place, so that whoever can read the folder learns no more than
//! when something happened, and whoever can write to it can hide lines but make none.
//!
//! The folder may be on a network share that is gone, slow or hostile. So nothing here is waited for by
//! a person: what happens is queued in the database, and written and read at the next look.

mod elsewhere;
mod folder;
mod seal;
mod store;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use intuit::RealmId;
use jiff::Timestamp;
use provisioning::FirmKeys;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex as AsyncMutex;
use tokio::task::JoinHandle;

use crate::attempt::PendingConnection;
use crate::client::{Books, Client, ClientId};
use crate::database::DatabaseError;
use crate::observation::{Observation, OnlineConnection};
use crate::problem::RosterError;
use crate::roster::{Roster, lock};
use crate::view::{ElsewhereView, RosterEvent};

pub(crate) use elsewhere::Elsewhere;

use folder::{Errand, Outcome, Own, Trouble, Written, visit};
use seal::{Entry, Event, Keys, Named, VERSION};
use store::{KnownCompany, Told};

/// A folder that takes longer does not answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Entry of the database's `meta` table: [`Kept`].
const META: &str = "firm-log";
/// Own files begun in one look, before we give up on the folder until the next one.
const BEGINNINGS: usize = 3;

/// Where a firm shares its change log.
pub struct FirmFolder {
    /// The folder; it has to exist.
    pub folder: PathBuf,
    /// The firm's keys.
    pub keys: FirmKeys,
}

/// The part of the roster that knows of the folder.
#[derive(Default)]
pub(crate) struct FirmLog {
    share: Mutex<Option<Arc<Share>>>,
    elsewhere: Mutex<Arc<Elsewhere>>,
    trouble: Mutex<Option<Trouble>>,
    /// One visit at a time. What is in it is a visit that was given up and has not come back.
    visiting: AsyncMutex<Option<JoinHandle<Outcome>>>,
}

struct Share {
    folder: PathBuf,
    keys: Arc<Keys>,
}

/// What is kept of our own files.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    /// [`Keys::id`].
    key: String,
    folder: PathBuf,
    own: Option<Own>,
    /// Ids of our files before this one.
    former: HashSet<String>,
}

impl Roster {
    /// Shares the firm's change log through a folder from now on, or no longer. The first look begins at
    /// once, in a task of its own.
    pub fn share_log(&self, folder: Option<FirmFolder>) {
        // What is read there has to be kept, and what was written has to be known.
        let folder = folder.filter(|_| self.read_only().is_none());
        let share = folder.map(|shared| {
            Arc::new(Share {
                folder: shared.folder,
                keys: Arc::new(Keys::new(&shared.keys)),
            })
        });
        let log = &self.inner.firm_log;
        *lock(&log.trouble) = None;
        *lock(&log.share) = share;
        self.index_log();
        self.look_at_log_soon();
    }

    /// Writes what waits for the firm's folder and takes in what the other seats wrote there. What goes
    /// wrong is said by [`Self::log_problem`]. Takes at most some seconds.
    pub async fn look_at_log(&self) {
        let log = &self.inner.firm_log;
        let mut visiting = log.visiting.lock().await;
        let Some(share) = self.share() else {
            return;
        };
        if visiting.as_ref().is_some_and(|visit| !visit.is_finished()) {
            *lock(&log.trouble) = Some(Trouble::Silent);
            return;
        }
        *visiting = None;
        let looked = self.look(&share, &mut visiting).await;
        drop(visiting);
        match looked {
            // Another folder was chosen meanwhile: what was wrong with this one is nobody's problem.
            Ok(_) if !self.is_share(&share) => {}
            Ok(trouble) => {
                if let Some(trouble) = &trouble {
                    tracing::info!(%trouble, "the firm's folder");
                }
                *lock(&log.trouble) = trouble;
            }
            Err(error) => tracing::warn!(
                error = error.loggable(),
                "the firm's change log could not be looked at"
            ),
        }
    }

    /// Why the firm's folder is of no use now, as a sentence with the next click.
    #[must_use]
    pub fn log_problem(&self) -> Option<String> {
        let folder = self.share()?.folder.display().to_string();
        let trouble = lock(&self.inner.firm_log.trouble).clone()?;
        let next = match &trouble {
            Trouble::Missing | Trouble::Silent => {
                "Connect the network drive or start the program that syncs it, or choose another folder."
            }
            Trouble::NotAFolder => "Choose another one.",
            Trouble::Foreign => {
                "Make a firm file on one computer and join with it on the others, so that all have one key."
            }
            Trouble::Unreadable(_) | Trouble::Unwritable(_) => {
                "Ask whoever looks after the share for the right to read and write there, or choose another folder."
            }
        };
        Some(format!(
            "The firm's folder {folder} {trouble}. {next} Until then the other computers don't hear from \
             this one or it doesn't hear from them; nothing is lost."
        ))
    }

    /// Who else of the firm holds a client's company, if that is newer than our own connection.
    pub(crate) fn elsewhere(
        &self,
        client: &Client,
        observation: &Observation,
    ) -> Option<ElsewhereView> {
        if client.books != Books::Online {
            return None;
        }
        let saved = observation.online.connection.as_ref();
        let log = lock(&self.inner.firm_log.elsewhere).clone();
        let holder = log.of_client(client, saved.is_some())?;
        self.newer_than_ours(client.id, saved, holder)
    }

    /// The same for a company that a sign-in found.
    pub(crate) fn company_elsewhere(
        &self,
        id: ClientId,
        saved: Option<&OnlineConnection>,
        realm: &RealmId,
    ) -> Option<ElsewhereView> {
        let company = self.share()?.keys.company(realm);
        let log = lock(&self.inner.firm_log.elsewhere).clone();
        self.newer_than_ours(id, saved, log.of_company(&company)?)
    }

    /// Whether a company lives at another of the firm's computers.
    pub(crate) fn is_held_elsewhere(&self, realm: &RealmId) -> bool {
        let log = lock(&self.inner.firm_log.elsewhere).clone();
        self.share()
            .is_some_and(|share| log.of_company(&share.keys.company(realm)).is_some())
    }

    /// Tells the other seats of a connection that was just saved.
    pub(crate) fn log_connected(&self, id: ClientId, pending: &PendingConnection) {
        let Some(share) = self.share() else {
            return;
        };
        let known = KnownCompany {
            company: share.keys.company(&pending.granted.grant.realm()),
            realm_hash: pending.realm_hash.clone(),
            announced: None,
        };
        let logged = self
            .database()
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
        let share = self.share()?;
        let known = self.database().known_companies().ok()?.remove(&id);
        if let Some(known) = known.filter(|known| known.realm_hash == saved.realm_hash) {
            return Some(known.company);
        }
        let grant = self.kept_grant(id).await.ok()??;
        Some(share.keys.company(&grant.realm()))
    }

    /// Tells the other seats that a connection was ended here.
    pub(crate) fn log_disconnected(
        &self,
        id: ClientId,
        saved: &OnlineConnection,
        company: Option<String>,
    ) {
        let Some(company) = company else {
            return;
        };
        let logged = self.client(id).and_then(|client| {
            let entry = self.line(self.now(), Event::Disconnected, &client, saved, company);
            Ok(self.database().queue_line(&entry)?)
        });
        self.logged(logged);
    }

    fn logged(&self, logged: Result<(), RosterError>) {
        if let Err(error) = logged {
            tracing::warn!(
                error = error.loggable(),
                "the firm's other computers will hear of a connection later"
            );
        }
        self.index_log();
        self.look_at_log_soon();
    }

    fn look_at_log_soon(&self) {
        if self.share().is_some() {
            let roster = self.clone();
            tokio::spawn(async move { roster.look_at_log().await });
        }
    }

    async fn look(
        &self,
        share: &Arc<Share>,
        visiting: &mut Option<JoinHandle<Outcome>>,
    ) -> Result<Option<Trouble>, RosterError> {
        self.learn_companies(share).await?;
        for beginning in 1..=BEGINNINGS {
            self.announce(share)?;
            let mut kept = self.kept(share)?;
            let Some(own) = kept.own.clone() else {
                break;
            };
            let (ids, waiting): (Vec<i64>, Vec<Entry>) =
                self.database().waiting_lines()?.into_iter().unzip();
            let mut ours = kept.former.clone();
            ours.insert(own.seat.clone());
            let errand = Errand {
                folder: share.folder.clone(),
                keys: share.keys.clone(),
                own,
                waiting,
                marks: self.database().marks()?,
                ours,
            };
            let mut visit = tokio::task::spawn_blocking(move || visit(&errand));
            let Ok(came_back) = tokio::time::timeout(PATIENCE, &mut visit).await else {
                *visiting = Some(visit);
                return Ok(Some(Trouble::Silent));
            };
            let Ok(outcome) = came_back else {
                return Ok(Some(Trouble::Unreadable(
                    "the look was interrupted".to_owned(),
                )));
            };
            match &outcome.written {
                Written::All(own) => {
                    kept.own = Some(own.clone());
                    self.keep_file(&kept)?;
                    if let Some(last) = ids.last() {
                        self.database().drop_waiting_lines(*last)?;
                    }
                }
                Written::Lost if beginning < BEGINNINGS => {
                    self.begin_file(&mut kept)?;
                    continue;
                }
                Written::Lost | Written::Nothing => {}
            }
            self.take_in_log(&outcome)?;
            return Ok(outcome.trouble);
        }
        Ok(None)
    }

    /// Keeps what was heard, and shows what it changes.
    fn take_in_log(&self, outcome: &Outcome) -> Result<(), RosterError> {
        if matches!(
            outcome.trouble,
            Some(Trouble::Missing | Trouble::NotAFolder | Trouble::Unreadable(_))
        ) {
            return Ok(());
        }
        let now = self.now().as_millisecond();
        let new = self
            .database()
            .keep_heard(&outcome.heard, &outcome.marks, now)?;
        let imported = self.database().import_heard(&self.inner.parts.computer)?;
        if new == 0 && imported.is_empty() {
            return Ok(());
        }
        let before = self.rows()?;
        self.index_log();
        let changed = self
            .rows()?
            .into_iter()
            .zip(before)
            .filter(|(row, before)| {
                row != before || imported.iter().any(|id| id.to_string() == row.id)
            })
            .map(|(row, _)| row)
            .collect();
        self.tell(RosterEvent::Rows { rows: changed });
        Ok(())
    }

    /// Finds out the company of every connection that has none yet. A vault that does not open leaves
    /// them for the next look.
    async fn learn_companies(&self, share: &Share) -> Result<(), RosterError> {
        self.kept(share)?;
        let known = self.database().known_companies()?;
        for (id, seen) in self.database().observations()? {
            let Some(saved) = seen.online.connection else {
                continue;
            };
            if known
                .get(&id)
                .is_some_and(|known| known.realm_hash == saved.realm_hash)
            {
                continue;
            }
            let Ok(grant) = self.kept_grant(id).await else {
                break;
            };
            if let Some(grant) = grant {
                let known = KnownCompany {
                    company: share.keys.company(&grant.realm()),
                    realm_hash: saved.realm_hash,
                    announced: None,
                };
                self.database().know_company(id, &known)?;
            }
        }
        Ok(())
    }

    /// Queues a line for every connection that our file does not tell of: a new one, or all of them in a
    /// new file.
    fn announce(&self, share: &Share) -> Result<(), RosterError> {
        let Some(own) = self.kept(share)?.own else {
            return Ok(());
        };
        let observations = self.database().observations()?;
        for (id, known) in self.database().known_companies()? {
            let Some(saved) = observations
                .get(&id)
                .and_then(|seen| seen.online.connection.as_ref())
                .filter(|saved| saved.realm_hash == known.realm_hash)
            else {
                continue;
            };
            let announced = format!("{}/{}", own.seat, saved.connected_at.as_millisecond());
            if known.announced.as_ref() == Some(&announced) {
                continue;
            }
            let client = self.client(id)?;
            let at = saved.connected_at;
            let company = known.company.clone();
            let entry = self.line(at, Event::Connected, &client, saved, company);
            self.database().queue_line(&entry)?;
            self.database().know_company(
                id,
                &KnownCompany {
                    announced: Some(announced),
                    ..known
                },
            )?;
        }
        Ok(())
    }

    fn line(
        &self,
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
            seat: self.inner.parts.computer.clone(),
            company,
            client_name: client.name.clone(),
            client_number: client.number.clone(),
            person: Named {
                name: saved.person.label().to_owned(),
                email: saved.person.email.clone(),
            },
        }
    }

    /// What is known of our own file, made anew for another folder or another key.
    fn kept(&self, share: &Share) -> Result<Kept, DatabaseError> {
        let kept = self.database().meta(META)?;
        let mut kept: Kept = kept
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        if kept.key != share.keys.id {
            if share.keys.was(&kept.key) {
                // The firm's next key: what could not be opened with the former ones is read again.
                self.database().forget_marks()?;
            } else {
                self.database().forget_firm_log()?;
            }
            kept.key.clone_from(&share.keys.id);
            kept.folder = PathBuf::new();
        }
        if kept.own.is_none() || kept.folder != share.folder {
            kept.folder.clone_from(&share.folder);
            self.begin_file(&mut kept)?;
        }
        Ok(kept)
    }

    fn begin_file(&self, kept: &mut Kept) -> Result<(), DatabaseError> {
        let own = Own::new(&self.inner.parts.computer);
        kept.former
            .extend(kept.own.take().map(|former| former.seat));
        kept.own = Some(own);
        self.keep_file(kept)
    }

    fn keep_file(&self, kept: &Kept) -> Result<(), DatabaseError> {
        self.database()
            .set_meta(META, &serde_json::to_string(kept)?)
    }

    /// Reads anew who holds what. Without a folder nobody does.
    fn index_log(&self) {
        let index = || -> Result<Elsewhere, DatabaseError> {
            let Some(share) = self.share() else {
                return Ok(Elsewhere::default());
            };
            self.kept(&share)?;
            Ok(Elsewhere::new(
                self.database().told()?,
                self.database().known_companies()?,
            ))
        };
        match index() {
            Ok(index) => *lock(&self.inner.firm_log.elsewhere) = Arc::new(index),
            Err(error) => tracing::warn!(%error, "the firm's change log could not be read"),
        }
    }

    fn newer_than_ours(
        &self,
        id: ClientId,
        saved: Option<&OnlineConnection>,
        holder: &Told,
    ) -> Option<ElsewhereView> {
        let ours = match saved {
            Some(saved) => Some(saved.connected_at.as_millisecond()),
            None => self
                .database()
                .last_connected_here(id, &self.inner.parts.computer)
                .ok()
                .flatten(),
        };
        ours.is_none_or(|ours| holder.at > ours)
            .then(|| ElsewhereView {
                person: holder.person.clone(),
                computer: holder.computer.clone(),
                at: holder.at,
            })
    }

    fn share(&self) -> Option<Arc<Share>> {
        lock(&self.inner.firm_log.share).clone()
    }

    fn is_share(&self, share: &Arc<Share>) -> bool {
        self.share().is_some_and(|now| Arc::ptr_eq(&now, share))
    }
}
