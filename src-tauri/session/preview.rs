//! What the window shows of a firm until its keychain has answered: the roster as it was last known.
//!
//! It only shows. Every command that does something waits for the open firm ([`crate::session::Session::roster`]).

use parking_lot::Mutex;
use roster::view::ClientRow;

use crate::api::RelayOverview;
use crate::settings::firm_id::FirmId;
use crate::settings::{FirmSettings, IntuitEnvironment, Profile};

/// What the window gets of a firm itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FirmSummary {
    pub(crate) profile: Profile,
    /// None for the practice firm.
    pub(crate) id: Option<FirmId>,
    pub(crate) name: String,
    pub(crate) relay: Option<RelayOverview>,
    pub(crate) accounting_scope: bool,
    pub(crate) conductor_ready: bool,
    pub(crate) intuit_ready: bool,
}

impl FirmSummary {
    /// The real firm by its settings alone: keys that belong to them count as there.
    pub(crate) fn of(firm: &FirmSettings) -> Self {
        let intuit = firm.intuit.as_ref();
        let sandbox = intuit.is_some_and(|it| it.environment == IntuitEnvironment::Sandbox);
        Self {
            profile: if sandbox {
                Profile::Sandbox
            } else {
                Profile::Live
            },
            id: Some(firm.id.clone()),
            name: firm.name.clone(),
            relay: intuit
                .and_then(|it| it.relay.as_ref())
                .map(|relay| RelayOverview {
                    host: relay.url.host_str().unwrap_or_default().to_owned(),
                    operator: relay.operator.clone(),
                }),
            accounting_scope: intuit.is_some_and(|it| it.accounting_scope),
            conductor_ready: firm.conductor_publishable_key.is_some(),
            intuit_ready: intuit.is_some(),
        }
    }
}

/// A firm that is about to be open, if there is one.
#[derive(Default)]
pub(crate) struct RosterPreview(Mutex<Option<(FirmSummary, Vec<ClientRow>)>>);

impl RosterPreview {
    /// Shows this firm from now on.
    pub(crate) fn show(&self, summary: FirmSummary, rows: Vec<ClientRow>) {
        *self.0.lock() = Some((summary, rows));
    }

    /// The firm is open, or will not be.
    pub(crate) fn forget(&self) {
        *self.0.lock() = None;
    }

    /// The firm that is shown.
    pub(crate) fn summary(&self) -> Option<FirmSummary> {
        self.0.lock().as_ref().map(|(summary, _)| summary.clone())
    }

    /// Its clients.
    pub(crate) fn rows(&self) -> Option<Vec<ClientRow>> {
        self.0.lock().as_ref().map(|(_, rows)| rows.clone())
    }
}
