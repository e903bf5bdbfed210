//! What every roster is opened from, the practice firm's too.

use std::sync::Arc;

use roster::computer::Computer;
use roster::database::{Database, ReadOnly};
use roster::platform::Clock;
use roster::vault::Vault;
use roster::view::{BannerKind, FirmProblem, ProblemView};
use roster::{ConductorService, Dependencies, IntuitService};

use super::Session;
use super::services::open_database;
use crate::platform::data_folder::ROSTER;
use crate::platform::identity::OWN;
use crate::platform::shell::{Allowed, SystemBrowser};
use crate::problems;

impl Session {
    /// Opens the roster of this firm; raises a banner when another one takes its place.
    pub(super) fn roster_file(&self, namespace: &str) -> Result<Database, ProblemView> {
        let file = self.folder.join(namespace).join(ROSTER);
        for kind in [
            BannerKind::DatabaseDamaged,
            BannerKind::DatabaseNewer,
            BannerKind::DatabaseInUse,
        ] {
            self.listener.clear(kind);
        }
        let (database, trouble) = open_database(&file).map_err(|error| {
            let why = (&error).into();
            problems::with_database(FirmProblem::RosterNotOpened { why }, &error)
        })?;
        if let Some(kind) = trouble {
            let name = match database.read_only() {
                Some(ReadOnly::Newer { found }) => found.to_string(),
                _ => file.display().to_string(),
            };
            self.raise(kind, Some(name));
        }
        Ok(database)
    }

    /// What every roster is made of.
    pub(super) fn parts(
        &self,
        database: Database,
        vault: Arc<dyn Vault>,
        allowed: Allowed,
        clock: Arc<dyn Clock>,
        conductor: Option<ConductorService>,
        intuit: Option<IntuitService>,
    ) -> Dependencies {
        Dependencies {
            database,
            vault,
            clock,
            browser: Arc::new(SystemBrowser::new(self.app.clone(), allowed)),
            clipboard: self.clipboard.clone(),
            listener: Arc::new(self.listener.of_next_firm()),
            conductor,
            intuit,
            scheme: OWN.scheme,
            computer: Computer {
                id: self.computer,
                name: self.computer_name(),
            },
        }
    }
}
