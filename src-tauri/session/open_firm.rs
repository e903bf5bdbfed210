//! The open firm, and the handle by which a command works on it.

use std::sync::Arc;

use practice::Practice;
use roster::client::ClientId;
use roster::platform::Network;
use roster::view::{FirmProblem, ProblemView};
use roster::{Dependencies, Roster, RosterError};
use tokio::sync::Mutex as AsyncMutex;
use tokio::task::JoinHandle;

use super::Session;
use super::preview::FirmSummary;
use crate::api::RelayOverview;
use crate::settings::firm_id::FirmId;
use crate::settings::permissions::{Permission, require};
use crate::settings::{Permissions, Profile};
use crate::sign_in::loopback::{ListenGuard, LoopbackListener};

/// A firm that is open.
pub(crate) struct OpenFirm {
    pub(crate) summary: FirmSummary,
    pub(crate) roster: Roster,
    /// What may be done in it on this computer. Whatever changes that opens the firm anew.
    allowed: Permissions,
    pub(super) practice: Option<Practice>,
    /// Where Intuit's answers come back, when that is this computer.
    pub(super) loopback: Option<Arc<LoopbackListener>>,
    /// Its schedule and its copies.
    pub(crate) tasks: Vec<JoinHandle<()>>,
}

/// The firm that was open when a command asked: its roster, and what may be done in it. Both stay that firm's when another
/// one is opened meanwhile.
pub(crate) struct Firm {
    pub(crate) summary: FirmSummary,
    pub(crate) roster: Roster,
    allowed: Permissions,
    loopback: Option<Arc<LoopbackListener>>,
}

impl Firm {
    /// Refuses what may not be done in this firm on this computer, in a sentence.
    pub(crate) fn require(&self, permission: Permission) -> Result<(), ProblemView> {
        require(permission, self.allowed)
    }

    /// Has Intuit's answers come back to this computer, where the firm's sign-ins do: call it before one begins or is
    /// handed over, and keep what it returns until that is done.
    pub(crate) fn listen(&self) -> Result<Option<ListenGuard>, ProblemView> {
        let loopback = self.loopback.as_deref();
        loopback.map(LoopbackListener::open).transpose()
    }

    /// The same for the sign-in of a client that has begun: its answer comes back to its own address only.
    pub(crate) fn listen_again(&self, id: ClientId) -> Result<Option<ListenGuard>, ProblemView> {
        let loopback = self.loopback.as_deref();
        loopback.map(|it| it.open_again(Some(id))).transpose()
    }
}

impl Session {
    /// The open firm. A command asks for it once, so that what it may do and what it does are of the same firm.
    pub(crate) async fn firm(&self) -> Result<Firm, ProblemView> {
        firm_in(&self.open).await
    }

    /// The roster of the open firm, for what needs no permission: a command that needs one takes both from
    /// [`Self::firm`].
    pub(crate) async fn roster(&self) -> Result<Roster, ProblemView> {
        let open = self.open.lock().await;
        let firm = open.as_ref().ok_or_else(none_is_open)?;
        Ok(firm.roster.clone())
    }
}

async fn firm_in(open: &AsyncMutex<Option<OpenFirm>>) -> Result<Firm, ProblemView> {
    let open = open.lock().await;
    let firm = open.as_ref().ok_or_else(none_is_open)?;
    Ok(Firm {
        summary: firm.summary.clone(),
        roster: firm.roster.clone(),
        allowed: firm.allowed,
        loopback: firm.loopback.clone(),
    })
}

/// What a firm is opened from.
pub(crate) struct FirmParts {
    pub(crate) profile: Profile,
    pub(crate) name: String,
    /// Of its folder and its secrets; the log names it.
    pub(crate) namespace: String,
    pub(crate) relay: Option<RelayOverview>,
    /// What may be done in it on this computer.
    pub(crate) allowed: Permissions,
    pub(crate) parts: Dependencies,
    pub(crate) network: Arc<dyn Network>,
    pub(crate) practice: Option<Practice>,
}

impl OpenFirm {
    /// Opens the roster and starts its schedule.
    pub(crate) async fn open(parts: FirmParts) -> Result<Self, RosterError> {
        let intuit = parts.parts.intuit.as_ref();
        let summary = FirmSummary {
            profile: parts.profile,
            id: FirmId::parse(&parts.namespace).ok(),
            name: parts.name,
            relay: parts.relay,
            accounting_scope: intuit.is_some_and(|it| it.accounting_scope),
            conductor_ready: parts.parts.conductor.is_some(),
            intuit_ready: intuit.is_some(),
        };
        let network = parts.network.clone();
        // Boxed: this future is large.
        let roster = Box::pin(Roster::open_on(parts.parts, parts.network)).await?;
        let (schedule, woken) = (roster.clone(), roster.clone());
        tracing::info!(firm = parts.namespace, "a firm is open");
        let mut tasks = vec![tokio::spawn(async move {
            schedule.scheduler().keep_checking().await;
        })];
        let wake = super::wake::watch(network, move || woken.scheduler().wake());
        tasks.push(tokio::spawn(wake));
        if parts.practice.is_none() {
            tasks.push(tokio::spawn(super::copies::keep(roster.clone())));
        }
        Ok(Self {
            summary,
            allowed: parts.allowed,
            practice: parts.practice,
            loopback: None,
            tasks,
            roster,
        })
    }
}

fn none_is_open() -> ProblemView {
    FirmProblem::NoFirmOpen.into()
}

#[cfg(test)]
mod tests {
    use roster::client::{ClientDraft, QuickBooks};
    use roster::computer::{Computer, ComputerId};
    use roster::database::Database;
    use roster::platform::{SystemClock, SystemNetwork};
    use roster::vault::MemoryVault;

    use super::*;
    use crate::platform::identity::OWN;
    use crate::platform::shell::{SystemClipboard, WindowListener};

    struct NoBrowser;

    impl roster::platform::Browser for NoBrowser {
        fn permits(&self, _url: &url::Url) -> bool {
            false
        }

        fn open(&self, _url: &url::Url) -> Result<(), roster::platform::BrowserError> {
            Ok(())
        }

        fn write(&self, _mail: &roster::mail::Mail) -> Result<(), roster::platform::BrowserError> {
            Ok(())
        }
    }

    async fn opened(id: &FirmId, name: &str, connect: bool) -> OpenFirm {
        OpenFirm::open(FirmParts {
            profile: Profile::Live,
            name: name.to_owned(),
            namespace: id.to_string(),
            relay: None,
            allowed: Permissions {
                connect,
                ..Permissions::default()
            },
            parts: Dependencies {
                database: Database::in_memory().expect("a database"),
                vault: Arc::new(MemoryVault::new()),
                clock: Arc::new(SystemClock),
                browser: Arc::new(NoBrowser),
                clipboard: Arc::new(SystemClipboard::default()),
                listener: Arc::new(WindowListener::default()),
                conductor: None,
                intuit: None,
                scheme: OWN.scheme,
                computer: Computer {
                    id: ComputerId::random(),
                    name: "FRONT-DESK".to_owned(),
                },
            },
            network: Arc::new(SystemNetwork),
            practice: None,
        })
        .await
        .expect("a firm")
    }

    fn number_of_clients(firm: &Firm) -> usize {
        firm.roster.rows().expect("rows").len()
    }

    /// A command may be between the two while another firm is opened.
    #[tokio::test]
    async fn a_switch_between_permission_and_act_cannot_mix_two_firms() {
        let (strict, free) = (FirmId::first(), FirmId::random());
        let open = AsyncMutex::new(Some(opened(&free, "Free", true).await));

        let before = firm_in(&open).await.expect("open");
        let between = firm_in(&open).await.expect("open");
        assert_eq!(between.summary.name, "Free");
        assert!(
            between.require(Permission::Connect).is_ok(),
            "the firm that is open is asked, not the one the settings name next"
        );

        *open.lock().await = Some(opened(&strict, "Strict", false).await);
        let after = firm_in(&open).await.expect("open");
        assert!(after.require(Permission::Connect).is_err());
        assert!(before.require(Permission::Connect).is_ok());
        before
            .roster
            .add_client(ClientDraft::new("Acme", QuickBooks::Online))
            .expect("added");
        assert_eq!(number_of_clients(&before), 1);
        assert_eq!(number_of_clients(&after), 0, "the act is of the same firm");
    }
}
