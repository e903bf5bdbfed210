//! One look at the folder: writes what waits, takes in what the other computers wrote.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use super::entry::Entry;
use super::folder::{FolderError, Junk, SyncRequest, SyncResult, Written, sync_folder};
use super::source_ids::taken_over;
use super::store::KnownCompany;
use super::{ChangeLog, Share};
use crate::problem::RosterError;
use crate::view::RosterEvent;

/// A folder that takes longer does not answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Own files begun in one sync, before we give up on the folder until the next one.
const BEGINNINGS: usize = 3;

impl ChangeLog {
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

    pub(super) fn sync_change_log_soon(&self) {
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
}
