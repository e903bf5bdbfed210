//! What `invalid_grant` answers mean for the firm: said of several companies at once, or of companies that have never
//! worked under today's keys, they are about the keys and accuse no client.
//!
//! Everything here follows from facts that are stored, so it is the same after a restart. Those facts stay with the
//! rows. While the keys are in doubt they count against none of them; when an answer shows that the keys are good, the
//! probation of each begins anew ([`Records::begin_probation_anew`]).
//!
//! Long because what is judged and what follows from it are one rule over the same facts.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use crate::client::{Client, ClientId, Lifecycle};
use crate::computer::ComputerId;
use crate::database::{Database, DatabaseError, Known};
use crate::observation::{Observation, OnlineConnection, OnlineFacts, Refusal};
use crate::preview::DiagnosisContext;
use crate::problem::RosterError;
use crate::records::Records;
use crate::tokens::Tokens;

/// So many companies, or all there are if the firm has fewer, …
const SEVERAL: usize = 3;
/// … and of those whose refusals are about the keys so many …
const SEVERAL_WITH_A_CLUE: usize = 2;
/// … refused for the first time within this long of each other …
const TOGETHER: SignedDuration = SignedDuration::from_mins(10);
/// The least that is several.
const FEWEST: usize = 2;

/// Entry of the database's `meta` table: a mark of the keys in use.
const KEYS: &str = "intuit-keys";
/// Entry of the database's `meta` table: since when other keys than before are in use, in milliseconds.
const KEYS_SINCE: &str = "intuit-keys-since";

/// Why refusals are taken for trouble with the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Several companies were refused together, and none was renewed since.
    Together,
    /// The keys were changed, and no company from before was renewed since.
    KeysChanged,
}

/// Trouble with the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Doubt {
    pub(crate) why: Why,
    /// The first refusal, or the change of the keys.
    pub(crate) since: Timestamp,
    /// The companies that were refused because of it.
    pub(crate) companies: HashSet<ClientId>,
}

/// What counts of one company's facts.
#[derive(Debug, Clone, Copy)]
struct Standing {
    connected_at: Timestamp,
    /// The last renewal, or the sign-in.
    worked_at: Timestamp,
    /// The first refusal since then that nothing else explains, and whether it is about the keys.
    refused: Option<(Timestamp, bool)>,
    /// It was refused, and something else explains that.
    is_explained: bool,
}

/// The standing of every company of the firm.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    companies: HashMap<ClientId, Standing>,
    /// Those of them that were refused: mostly none, and then nothing has to be judged, however many companies there are.
    refused: HashSet<ClientId>,
    keys_since: Option<Timestamp>,
    doubt: Option<Doubt>,
    /// When last one company was asked on behalf of all.
    pub(crate) proven_at: Option<Timestamp>,
}

impl Refusals {
    /// The standing of every company of these clients, which are all of a roster.
    pub(crate) fn of(
        database: &Database,
        computer: ComputerId,
        clients: &[Client],
        observations: &HashMap<ClientId, Observation>,
    ) -> Result<Self, DatabaseError> {
        let keys_since = database
            .meta(KEYS_SINCE)?
            .and_then(|text| Timestamp::from_millisecond(text.parse().ok()?).ok());
        let mut refusals = Self {
            keys_since,
            ..Self::default()
        };
        for client in clients {
            if let Some(seen) = observations.get(&client.id) {
                let standing = standing(database, computer, client, seen);
                refusals.put(client.id, standing);
            }
        }
        refusals.judge();
        Ok(refusals)
    }

    /// What is in doubt.
    pub(crate) fn doubt(&self) -> Option<&Doubt> {
        self.doubt.as_ref()
    }

    /// Whether what this company was refused for is the keys.
    pub(crate) fn excuses(&self, id: ClientId) -> bool {
        self.doubt
            .as_ref()
            .is_some_and(|doubt| doubt.companies.contains(&id))
    }

    /// Since when other keys than before are in use.
    pub(crate) fn keys_since(&self) -> Option<Timestamp> {
        self.keys_since
    }

    /// The company to ask on behalf of all: the one that worked last of those that were not refused. If there is none,
    /// one of those in doubt, where that is allowed.
    fn representative(&self, in_doubt_allowed: bool) -> Option<ClientId> {
        let best = |wanted: &dyn Fn(&ClientId, &Standing) -> bool| {
            let found = self.companies.iter().filter(|(id, it)| wanted(id, it));
            found.max_by_key(|(_, it)| it.worked_at).map(|(id, _)| *id)
        };
        best(&|_, it| it.refused.is_none() && !it.is_explained)
            .or_else(|| best(&|id, _| in_doubt_allowed && self.excuses(*id)))
    }

    fn put(&mut self, id: ClientId, standing: Option<Standing>) {
        if standing.is_some_and(|standing| standing.refused.is_some()) {
            self.refused.insert(id);
        } else {
            self.refused.remove(&id);
        }
        match standing {
            Some(standing) => self.companies.insert(id, standing),
            None => self.companies.remove(&id),
        };
    }

    fn judge(&mut self) {
        self.doubt = if self.refused.is_empty() {
            None
        } else {
            judge(&self.companies, self.keys_since)
        };
    }
}

/// What counts of a company; `None` where there is no connection to speak of.
fn standing(
    database: &Database,
    computer: ComputerId,
    client: &Client,
    seen: &Observation,
) -> Option<Standing> {
    let saved = seen.online.connection.as_ref()?;
    if client.lifecycle == Lifecycle::Archived {
        return None;
    }
    let refusal = seen.online.refused.as_ref();
    let refused = refusal.filter(|refusal| {
        let taken_over = || {
            database
                .takeover(client.id, saved.connected_at, computer)
                .is_ok_and(|person| person.is_some())
        };
        !is_explained(&seen.online, saved, refusal) && !taken_over()
    });
    Some(Standing {
        connected_at: saved.connected_at,
        worked_at: saved.connected_at.max(saved.renewed_at),
        refused: refused.map(|refusal| (refusal.first_at, refusal.speaks_of_keys())),
        is_explained: refusal.is_some() && refused.is_none(),
    })
}

/// Whether the company's own facts say why it was refused: its time was up, or the answer to a renewal got lost.
fn is_explained(facts: &OnlineFacts, saved: &OnlineConnection, refusal: &Refusal) -> bool {
    let ends = [saved.idle_expires_at, saved.hard_expires_at];
    let ran_out = ends
        .into_iter()
        .flatten()
        .any(|end| end <= refusal.first_at);
    ran_out || facts.lost_before(refusal).is_some()
}

fn judge(companies: &HashMap<ClientId, Standing>, keys_since: Option<Timestamp>) -> Option<Doubt> {
    let mut refused: Vec<(Timestamp, bool, ClientId)> = companies
        .iter()
        .filter_map(|(id, standing)| {
            let (at, clue) = standing.refused?;
            (at >= standing.worked_at).then_some((at, clue, *id))
        })
        .collect();
    if refused.is_empty() {
        return None;
    }
    refused.sort_unstable_by_key(|(at, ..)| *at);
    keys_since
        .and_then(|since| since_keys(companies, &refused, since))
        .or_else(|| together(companies, &refused))
}

fn since_keys(
    companies: &HashMap<ClientId, Standing>,
    refused: &[(Timestamp, bool, ClientId)],
    since: Timestamp,
) -> Option<Doubt> {
    let harmless = companies
        .values()
        .any(|standing| standing.connected_at < since && standing.worked_at > since);
    let companies: HashSet<ClientId> = refused
        .iter()
        .filter(|(at, _, id)| *at >= since && companies[id].worked_at < since)
        .map(|(.., id)| *id)
        .collect();
    (!harmless && !companies.is_empty()).then_some(Doubt {
        why: Why::KeysChanged,
        since,
        companies,
    })
}

fn together(
    companies: &HashMap<ClientId, Standing>,
    refused: &[(Timestamp, bool, ClientId)],
) -> Option<Doubt> {
    let several = SEVERAL.min(companies.len()).max(FEWEST);
    let last_good = companies.values().map(|standing| standing.worked_at).max();
    let since = refused.iter().enumerate().find_map(|(n, (first, ..))| {
        let window = refused[n..]
            .iter()
            .take_while(|(at, ..)| at.duration_since(*first) <= TOGETHER);
        let clues = window.clone().filter(|(_, clue, _)| *clue).count();
        let is_several = window.count() >= several || clues >= SEVERAL_WITH_A_CLUE;
        let is_since = last_good.is_none_or(|good| good <= *first);
        (is_several && is_since).then_some(*first)
    })?;
    // Nothing has worked since, so whatever was refused later was refused for the same reason.
    let companies = refused.iter().filter(|(at, ..)| *at >= since);
    Some(Doubt {
        why: Why::Together,
        since,
        companies: companies.map(|(.., id)| *id).collect(),
    })
}

impl Tokens {
    /// Renews one connection on behalf of all, to see whether the keys are good: at once when the doubt is new, and
    /// `again` after that only with a round of checks.
    pub(crate) async fn prove_keys(&self, again: bool) {
        if let Some(id) = self.records.representative(again) {
            self.renew_and_record(id).await;
        }
    }
}

impl Records {
    /// Compares the keys in use with those of the last start. What companies were refused under other keys while
    /// those were in doubt says nothing about them any more.
    pub(crate) fn take_up_keys(&self) -> Result<(), RosterError> {
        let computer = self.ctx.deps.computer.id;
        let load = || {
            let database = self.ctx.database();
            Refusals::of(
                database,
                computer,
                &database.clients()?,
                &database.observations()?,
            )
        };
        let refusals = load()?;
        let doubt = refusals.doubt.clone();
        *self.refusals.lock() = refusals;
        let side = self.ctx.deps.intuit.as_ref();
        if let Some(side) = side.filter(|_| self.ctx.read_only().is_none()) {
            let mark = side.grants.keys_mark(&side.client_id);
            let former = self.ctx.database().meta(KEYS)?;
            if former.as_ref() != Some(&mark) {
                for id in doubt.into_iter().flat_map(|doubt| doubt.companies) {
                    self.observe(id, Vec::new(), |seen| seen.online.refused = None)?;
                }
                self.ctx.database().set_meta(KEYS, &mark)?;
                if former.is_some() {
                    let now = self.ctx.now().as_millisecond().to_string();
                    self.ctx.database().set_meta(KEYS_SINCE, &now)?;
                }
                *self.refusals.lock() = load()?;
            }
        }
        let doubt = self.refusals.lock().doubt.clone();
        self.banner_for_doubt(doubt.as_ref());
        Ok(())
    }

    /// Takes in what is known of a client, and says what was in doubt before.
    pub(crate) fn weigh(&self, known: &Known) -> Option<Doubt> {
        let computer = self.ctx.deps.computer.id;
        let standing = standing(
            self.ctx.database(),
            computer,
            &known.client,
            &known.observation,
        );
        let mut refusals = self.refusals.lock();
        refusals.put(known.client.id, standing);
        let before = refusals.doubt.clone();
        refusals.judge();
        before
    }

    /// The same for many clients, which are judged once.
    pub(crate) fn weigh_together<'a>(
        &self,
        known: impl IntoIterator<Item = (&'a Client, &'a Observation)>,
        gone: &[ClientId],
    ) -> Option<Doubt> {
        let computer = self.ctx.deps.computer.id;
        let standings: Vec<_> = known
            .into_iter()
            .map(|(client, seen)| {
                let standing = standing(self.ctx.database(), computer, client, seen);
                (client.id, standing)
            })
            .collect();
        let mut refusals = self.refusals.lock();
        for (id, standing) in standings {
            refusals.put(id, standing);
        }
        for id in gone {
            refusals.put(*id, None);
        }
        let before = refusals.doubt.clone();
        refusals.judge();
        before
    }

    /// Tells the window what a change of [`Records::weigh`] did to the rows that did not change and to the banners.
    pub(crate) fn notify_doubt(&self, changed: impl Fn(&ClientId) -> bool, before: Option<&Doubt>) {
        let after = self.refusals.lock().doubt.clone();
        if after.as_ref() == before {
            return;
        }
        self.banner_for_doubt(after.as_ref());
        let none = HashSet::new();
        let was = before.map_or(&none, |doubt| &doubt.companies);
        let is = after.as_ref().map_or(&none, |doubt| &doubt.companies);
        for id in was.symmetric_difference(is).filter(|id| !changed(id)) {
            let told = if is.contains(id) {
                self.excuse(*id)
            } else {
                self.begin_probation_anew(*id)
            };
            if let Err(error) = told {
                tracing::warn!(error = error.log_safe(), "a row could not be judged anew");
            }
        }
    }

    /// A refusal that a row showed a moment ago turned out to be trouble with the keys.
    fn excuse(&self, id: ClientId) -> Result<(), RosterError> {
        let Known {
            client,
            observation,
            ..
        } = self.ctx.known(id)?;
        let [before, after] = [false, true].map(|keys_doubted| {
            let context = DiagnosisContext {
                keys_doubted,
                ..self.diagnosis_context(id)
            };
            context.diagnose(self.ctx.database(), &client, &observation, false)
        });
        for entry in self.differences(id, &before, &after) {
            self.ctx.database().record(&entry)?;
        }
        self.changed(id).map(drop)
    }

    /// The keys are good, so what this company was refused for while they were in doubt is checked once more before
    /// it counts: only its last refusal is kept.
    fn begin_probation_anew(&self, id: ClientId) -> Result<(), RosterError> {
        self.observe(id, Vec::new(), |seen| {
            if let Some(refusal) = &mut seen.online.refused {
                refusal.first_at = refusal.last_at;
            }
        })
        .map(drop)
    }

    fn banner_for_doubt(&self, doubt: Option<&Doubt>) {
        let source = self.ctx.intuit().map(|side| side.grants.source()).ok();
        let doubt = doubt.map(|doubt| (doubt.why, doubt.since, doubt.companies.len()));
        self.health.keys_doubted(doubt.zip(source));
    }

    /// The company to renew on behalf of all, if that has to be done now; see [`Tokens::prove_keys`].
    fn representative(&self, again: bool) -> Option<ClientId> {
        let mut refusals = self.refusals.lock();
        if refusals.doubt.is_none() {
            refusals.proven_at = None;
            return None;
        }
        if !again && refusals.proven_at.is_some() {
            return None;
        }
        refusals.proven_at = Some(self.ctx.now());
        refusals.representative(again)
    }

    /// Since when other keys than before are in use.
    pub(crate) fn keys_since(&self) -> Option<Timestamp> {
        self.refusals.lock().keys_since()
    }

    /// Whether refusals are taken for trouble with the keys.
    pub(crate) fn doubts_keys(&self) -> bool {
        self.refusals.lock().doubt().is_some()
    }
}

#[cfg(test)]
#[path = "refusals_tests.rs"]
mod tests;
