//! The change log that a firm's computers share through a folder, without a server.
//!
//! Each computer owns one file in the folder and only ever appends to it; the others read it. A line says
//! that a QuickBooks Online company was connected or disconnected, when, by whom and where. It is sealed
//! under the firm's key together with its place, so that readers of the folder learn no more than
//! when something happened, and writers can hide lines but make none.
//!
//! The folder may be on a network share that is gone, slow or hostile. So nothing here is waited for by
//! a person: what happens is queued in the database, and written and read at the next look.
mod entry;
mod folder;
mod holder_index;
mod holders;
mod own_files;
mod own_lines;
mod problem;
mod seal;
mod source_ids;
mod store;
mod sync;

use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::Mutex;
use provisioning::FirmKeys;
use tokio::sync::Mutex as AsyncMutex;
use tokio::task::JoinHandle;

use crate::context::Context;
use crate::problem::RosterError;
use crate::records::Records;
use crate::service_health::ServiceHealth;
use crate::tokens::Tokens;
use crate::view::FirmComputerView;

pub(crate) use holder_index::HolderIndex;

use folder::{FolderError, Junk, SyncResult};
use seal::Keys;

const DAY: i64 = 24 * 60 * 60 * 1000;

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

struct Share {
    folder: PathBuf,
    keys: Arc<Keys>,
    fingerprint: Option<String>,
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
}
