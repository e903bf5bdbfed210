//! This computer's own files in the folder: which one is written now, and which ones came before it.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::folder::OwnLogFile;
use super::{HolderIndex, Share};
use crate::computer::ComputerId;
use crate::database::DatabaseError;
use crate::observation::OnlineConnection;

/// Entry of the database's `meta` table: [`OwnFiles`].
const META: &str = "firm-log";

/// What is kept of our own files.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct OwnFiles {
    /// [`Keys::id`](super::seal::Keys::id).
    #[serde(rename = "key")]
    key: String,
    /// [`Keys::firm`](super::seal::Keys::firm); empty in what versions before it kept.
    #[serde(rename = "firm")]
    firm: String,
    #[serde(rename = "folder")]
    folder: PathBuf,
    /// The computer that wrote this; another one begins a file of its own.
    #[serde(rename = "computer")]
    computer: Option<ComputerId>,
    #[serde(rename = "own")]
    pub(super) own: Option<OwnLogFile>,
    /// Ids of our files before this one.
    #[serde(rename = "former")]
    pub(super) former: HashSet<String>,
    /// Files of the computer that this roster was copied from, with the lines that the histories have already.
    #[serde(rename = "inherited")]
    pub(super) inherited: HashMap<String, u64>,
    /// Connections made until then, in milliseconds, were made while another firm's key was here: no line tells of
    /// them.
    #[serde(rename = "since")]
    since: i64,
}

impl OwnFiles {
    /// Whether the other computers may learn of a connection: not if it is another firm's.
    pub(super) fn may_tell_of(&self, saved: &OnlineConnection) -> bool {
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
    /// What is known of our own file, made anew for another folder or another key.
    pub(super) fn kept(&self, share: &Share) -> Result<OwnFiles, DatabaseError> {
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

    pub(super) fn begin_file(&self, kept: &mut OwnFiles) -> Result<(), DatabaseError> {
        let own = OwnLogFile::new(&self.ctx.deps.computer.name);
        kept.former.extend(kept.own.take().map(|former| former.id));
        kept.own = Some(own);
        self.keep_file(kept)
    }

    pub(super) fn keep_file(&self, kept: &OwnFiles) -> Result<(), DatabaseError> {
        self.ctx
            .database()
            .set_meta(META, &serde_json::to_string(kept)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_our_files_is_stored_in_these_words() {
        let stored = r#"{"key":"5f2a9c01","firm":"f","folder":"/srv/share","computer":"0b51a6c2-6d0e-4a6b-9b51-0123456789ab","own":{"seat":"3f2a9c01","file":"FRONT-DESK-3f2a9c01.log","lines":3,"bytes":900},"former":["00000001"],"inherited":{"00000002":7},"since":1763500000000}"#;
        let read: OwnFiles = serde_json::from_str(stored).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), stored);
        assert!(read.own.is_some_and(|own| own.lines == 3) && read.since > 0);
    }
}
