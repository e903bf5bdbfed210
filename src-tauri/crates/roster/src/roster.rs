//! The roster of one firm: what the app opens, and the way to its parts. Each part owns its state; none locks another's.

use std::sync::Arc;
use std::time::Duration;

use conductor::{Conductor, PublishableKey};
use intuit::{ClientId as IntuitClientId, Endpoints, Intuit};
use url::Url;

use crate::actions::History;
use crate::books::BooksReader;
use crate::change_log::{ChangeLog, HolderIndex};
use crate::client::ClientId;
use crate::computer::Computer;
use crate::context::Context;
use crate::database::{Database, ReadOnly};
use crate::desktop::AuthLinks;
use crate::event::{ActionId, JournalEntry};
use crate::grants::Grants;
use crate::online::{Attempts, Revocations, SignIns, Verification};
use crate::platform::{Browser, Clipboard, Clock, Listener, Network, SystemNetwork};
use crate::problem::RosterError;
use crate::queue::Computers;
use crate::records::Records;
use crate::rounds::Rounds;
use crate::scheduler::Scheduler;
use crate::service_health::ServiceHealth;
use crate::slots::ClientSlots;
use crate::tokens::Tokens;
use crate::vault::Vault;
use crate::view::{ActivityLine, AttemptView, Banner, ClientRow, TimelineEvent};

/// What a roster is made of. Practice and live differ in these values and in nothing else.
pub struct Dependencies {
    /// Clients, observations, journal.
    pub database: Database,
    /// Secrets of this firm.
    pub vault: Arc<dyn Vault>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Opens addresses.
    pub browser: Arc<dyn Browser>,
    /// Takes links.
    pub clipboard: Arc<dyn Clipboard>,
    /// Is notified of changes.
    pub listener: Arc<dyn Listener>,
    /// QuickBooks Desktop, if its keys are set up.
    pub conductor: Option<ConductorService>,
    /// QuickBooks Online, if its keys are set up.
    pub intuit: Option<IntuitService>,
    /// The scheme of the links that come back: `counterfoil`, and another for development builds.
    pub scheme: &'static str,
    /// This computer, for the journal and the shared change log.
    pub computer: Computer,
}

/// Conductor, with the key its auth links need.
pub struct ConductorService {
    /// The client.
    pub api: Conductor,
    /// Not a secret: it is part of every auth link.
    pub publishable_key: PublishableKey,
}

/// Intuit, with the way sign-ins come back.
pub struct IntuitService {
    /// The client.
    pub api: Intuit,
    /// Where Intuit is.
    pub endpoints: Endpoints,
    /// The firm's app at Intuit.
    pub client_id: IntuitClientId,
    /// Registered at Intuit, exact.
    pub redirect_uri: Url,
    /// Ask for the accounting scope as well, to read company names.
    pub accounting_scope: bool,
    /// Ask what the person is in the company. Without it the roles scope is left out of the sign-in, for
    /// an app that Intuit does not let ask for it.
    pub ask_roles: bool,
    /// Through the relay or directly.
    pub grants: Grants,
    /// QuickBooks Online's own address, for *Open in QuickBooks*.
    pub app_url: Url,
}

/// The roster of one firm. It composes its parts and keeps the clients themselves; what is done with a product or a
/// schedule is done through [`Self::online`], [`Self::desktop`], [`Self::scheduler`], [`Self::change_log`] and
/// [`Self::books`]. Cheap to clone; every clone is the same roster.
#[derive(Clone)]
pub struct Roster {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) ctx: Context,
    pub(crate) health: ServiceHealth,
    pub(crate) slots: ClientSlots,
    pub(crate) holders: HolderIndex,
    pub(crate) records: Records,
    pub(crate) tokens: Tokens,
    pub(crate) change_log: ChangeLog,
    pub(crate) sign_ins: SignIns,
    pub(crate) auth_links: AuthLinks,
    pub(crate) books: BooksReader,
    pub(crate) scheduler: Scheduler,
    pub(crate) history: History,
}

impl Inner {
    /// Builds every part from the parts below it.
    fn compose(dependencies: Dependencies, network: Arc<dyn Network>) -> Self {
        let ctx = Context::new(crate::read_only::close(dependencies), network);
        let rounds = Rounds::new(&ctx);
        let health = ServiceHealth::new(&ctx);
        let slots = ClientSlots::new(&ctx);
        let holders = HolderIndex::new(&ctx);
        let records = Records::new(&ctx, &health, &slots, &holders, &rounds);
        let tokens = Tokens::new(&ctx, &health, &slots, &records);
        let change_log = ChangeLog::new(&ctx, &health, &holders, &records, &tokens);
        let revocations = Revocations::new(&ctx, &health, &slots, &holders, &records, &tokens);
        let attempts = Attempts::new(&ctx, &slots, &records, &revocations);
        let verification = Verification {
            ctx: ctx.clone(),
            health: health.clone(),
            slots: slots.clone(),
            holders: holders.clone(),
            records: records.clone(),
            tokens: tokens.clone(),
            change_log: change_log.clone(),
            revocations: revocations.clone(),
            attempts: attempts.clone(),
        };
        let sign_ins = SignIns {
            ctx: ctx.clone(),
            health: health.clone(),
            rounds: rounds.clone(),
            slots: slots.clone(),
            holders: holders.clone(),
            records: records.clone(),
            tokens: tokens.clone(),
            change_log: change_log.clone(),
            revocations: revocations.clone(),
            attempts: attempts.clone(),
            verification,
        };
        let auth_links = AuthLinks::new(&ctx, &health, &rounds, &slots, &records, &attempts);
        let computers = Computers::default();
        let books = BooksReader::new(&ctx, &health, &auth_links, &computers);
        let scheduler = Scheduler {
            ctx: ctx.clone(),
            health: health.clone(),
            rounds,
            slots: slots.clone(),
            records: records.clone(),
            tokens: tokens.clone(),
            change_log: change_log.clone(),
            revocations,
            attempts,
            sign_ins: sign_ins.clone(),
            auth_links: auth_links.clone(),
            books: books.clone(),
            computers,
        };
        Self {
            ctx,
            health,
            slots,
            holders,
            records,
            tokens,
            change_log,
            sign_ins,
            auth_links,
            books,
            scheduler,
            history: History::default(),
        }
    }
}

impl Roster {
    /// Opens the roster and takes up sign-ins that were open when the app was closed.
    pub async fn open(dependencies: Dependencies) -> Result<Self, RosterError> {
        Self::open_on(dependencies, Arc::new(SystemNetwork)).await
    }

    /// The same, with another word on whether this computer has a network.
    pub async fn open_on(
        dependencies: Dependencies,
        network: Arc<dyn Network>,
    ) -> Result<Self, RosterError> {
        dependencies
            .database
            .adopt_computer(dependencies.computer.id)?;
        let roster = Self {
            inner: Arc::new(Inner::compose(dependencies, network)),
        };
        let inner = &roster.inner;
        inner.records.take_up_keys()?;
        if inner.ctx.read_only().is_none() {
            inner.tokens.bind_legacy_grants().await;
            inner.sign_ins.resume_sign_ins().await?;
        }
        Ok(roster)
    }

    /// QuickBooks Online: sign-ins and what they brought.
    #[must_use]
    pub fn online(&self) -> &SignIns {
        &self.inner.sign_ins
    }

    /// QuickBooks Desktop: end-users and their auth links.
    #[must_use]
    pub fn desktop(&self) -> &AuthLinks {
        &self.inner.auth_links
    }

    /// Who is asked when.
    #[must_use]
    pub fn scheduler(&self) -> &Scheduler {
        &self.inner.scheduler
    }

    /// The change log that the firm's computers share.
    #[must_use]
    pub fn change_log(&self) -> &ChangeLog {
        &self.inner.change_log
    }

    /// Reading the books of Desktop clients.
    #[must_use]
    pub fn books(&self) -> &BooksReader {
        &self.inner.books
    }

    /// Every client as the roster shows it.
    pub fn rows(&self) -> Result<Vec<ClientRow>, RosterError> {
        self.inner.records.rows()
    }

    /// One client as the roster shows it.
    pub fn client_row(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.inner.records.client_row(id)
    }

    /// The connect sheet of a client.
    #[must_use]
    pub fn attempt(&self, id: ClientId) -> Option<AttemptView> {
        self.inner.slots.attempt(id)
    }

    /// The banners that the services and the firm's change log caused.
    #[must_use]
    pub fn banners(&self) -> Vec<Banner> {
        self.inner.health.banners()
    }

    /// Why nothing can be changed in this roster, if so.
    #[must_use]
    pub fn read_only(&self) -> Option<ReadOnly> {
        self.inner.ctx.read_only()
    }

    /// The fingerprint by which the relay's list names this computer.
    pub async fn computer_fingerprint(&self) -> String {
        self.inner.tokens.computer_fingerprint().await
    }

    /// Waits until every renewal under way is in the vault, for `patience` at most, and offers the vault once more what
    /// it did not take. To be called before the process ends: Intuit may have answered, and the answer may be nowhere
    /// else.
    pub async fn finish_renewals(&self, patience: Duration) {
        self.inner.tokens.finish_renewals(patience).await;
    }

    /// The last 200 timeline lines of a client, newest first.
    pub fn timeline(&self, id: ClientId) -> Result<Vec<TimelineEvent>, RosterError> {
        let mut lines = self.inner.ctx.database().timeline(id, 200)?;
        self.inner.holders.distinguish_computers(&mut lines);
        Ok(lines.into_iter().map(TimelineEvent::from).collect())
    }

    /// The firm's change log, newest first: at most `limit` lines, after the line `before` if one is
    /// named. What one action did to many clients is one line; [`Self::activity_of`] has the others.
    pub fn activity(
        &self,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<ActivityLine>, RosterError> {
        let mut lines = self.inner.ctx.database().activity(before, limit)?;
        self.inner
            .holders
            .distinguish_computers(lines.iter_mut().map(|entry| &mut entry.line));
        Ok(lines.into_iter().map(ActivityLine::from).collect())
    }

    /// The lines that the line `like` of an action sums up, by the clients' names.
    pub fn activity_of(
        &self,
        action: ActionId,
        like: i64,
    ) -> Result<Vec<ActivityLine>, RosterError> {
        let mut lines = self.inner.ctx.database().activity_of(action, like)?;
        self.inner
            .holders
            .distinguish_computers(lines.iter_mut().map(|entry| &mut entry.line));
        Ok(lines.into_iter().map(ActivityLine::from).collect())
    }

    /// Takes over a line of the firm's change log that another computer wrote.
    pub fn import_entry(&self, entry: &JournalEntry) -> Result<(), RosterError> {
        self.inner.ctx.may_change()?;
        self.inner.ctx.database().record(entry)?;
        self.inner.records.changed(entry.client).map(|_| ())
    }
}
