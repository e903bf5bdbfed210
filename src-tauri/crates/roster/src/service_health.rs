//! Firm-wide trouble: one cause, one banner, instead of a red mark on every row.
//!
//! What is known to be wrong for the whole firm is not found out anew for every client: the service is left
//! alone for a while, then one client is asked, and the others only when that one was answered. Every
//! such try that fails doubles the while, and chance adds a little, so that a thousand computers do not
//! come back to a service in the same second.
//!
//! Long because each cause is noticed, held and cleared here, and the order of the banners depends on all of them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use url::Url;

use crate::client::ClientId;
use crate::codes;
use crate::context::Context;
use crate::grants::{COMPUTER_DENIED, NO_ANSWER, NO_CONNECTION, OTHER_RELAY};
use crate::observation::{Failure, FailureKind, Source};
use crate::refusals::Why;
use crate::view::{Banner, BannerKind, RosterEvent};

/// This many clients without an answer …
const CLIENTS: usize = 3;
/// … within this time make a service "not answering",
const WITHIN: SignedDuration = SignedDuration::from_mins(5);
/// and it is left alone for this long at first, …
const LEAVE_ALONE: SignedDuration = SignedDuration::from_mins(10);
/// … and for this long at most.
const LEAVE_ALONE_AT_MOST: SignedDuration = SignedDuration::from_mins(60);
/// Without a network the next look is this long away at first, …
const OFFLINE: SignedDuration = SignedDuration::from_mins(1);
/// … and this long at most. The system's word that it is back comes sooner.
const OFFLINE_AT_MOST: SignedDuration = SignedDuration::from_mins(15);
/// Up to this part of a pause is added by chance.
const JITTER: f64 = 0.1;

/// What an answer says about our key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// The service took it.
    Accepted,
    /// It was not looked at: an access token lives on for an hour after its client was refused.
    NotUsed,
}

/// Trouble that was noticed, and when to check whether it is over.
#[derive(Debug, Clone, Copy)]
struct Pause {
    since: Timestamp,
    until: Timestamp,
    /// Tries that failed since.
    tries: u32,
}

impl Pause {
    /// The first one. `chance` is in `0.0..1.0`.
    pub(crate) fn begin(at: Timestamp, length: SignedDuration, chance: f64) -> Self {
        Self {
            since: at,
            until: at + jittered(length, chance),
            tries: 0,
        }
    }

    /// Whether it lasts. Never longer than the longest, when the clock is set back meanwhile.
    fn holds(&self, now: Timestamp) -> bool {
        self.until > now && self.until.duration_since(now) <= jittered(LEAVE_ALONE_AT_MOST, 1.0)
    }

    /// Another try failed. One made before the time, by a person, moves nothing: impatience
    /// makes nobody wait longer. Returns whether the end moved.
    fn again(
        &mut self,
        at: Timestamp,
        first: SignedDuration,
        longest: SignedDuration,
        chance: f64,
    ) -> bool {
        if at < self.until {
            return false;
        }
        self.tries = self.tries.saturating_add(1);
        let doubled = first
            .checked_mul(2_i32.saturating_pow(self.tries))
            .unwrap_or(longest);
        self.until = at + jittered(doubled.min(longest), chance);
        true
    }
}

fn jittered(length: SignedDuration, chance: f64) -> SignedDuration {
    length + SignedDuration::from_secs_f64(length.as_secs_f64() * JITTER * chance.clamp(0.0, 1.0))
}

/// A service that is left alone.
#[derive(Debug)]
struct Down {
    pause: Pause,
    /// What it answered, if it did: a throttle, or a refusal of the request.
    answered_with: Option<&'static str>,
}

/// What is wrong for the whole firm.
#[derive(Debug, Default)]
struct HealthState {
    silent: HashMap<Source, Vec<(ClientId, Timestamp)>>,
    down: HashMap<Source, Down>,
    key_refused: HashMap<Source, Timestamp>,
    /// The firm turned this computer off at its relay.
    computer_denied: Option<Timestamp>,
    offline: Option<Pause>,
    other_project: Option<Timestamp>,
    /// Refusals that are taken for trouble with the keys: why, since when, of how many companies, and whose the keys
    /// are.
    doubted: Option<((Why, Timestamp, usize), Source)>,
    /// Lines of the firm's change log under a key that this computer does not have, and since when it is known.
    key_missing: Option<(Timestamp, u64)>,
    /// Clients whose renewed grant is in memory only, and since when.
    unsaved: HashMap<ClientId, Timestamp>,
}

impl HealthState {
    /// Takes in a failure; `chance` is in `0.0..1.0`. Returns whether the banners changed.
    fn failed(&mut self, client: ClientId, failure: &Failure, chance: f64) -> bool {
        match failure.kind {
            FailureKind::Answered => false,
            FailureKind::Offline => {
                if let Some(offline) = &mut self.offline {
                    offline.again(failure.at, OFFLINE, OFFLINE_AT_MOST, chance);
                    return false;
                }
                self.offline = Some(Pause::begin(failure.at, OFFLINE, chance));
                true
            }
            FailureKind::KeyRefused if failure.code == COMPUTER_DENIED => {
                let begins = self.computer_denied.is_none();
                self.computer_denied.get_or_insert(failure.at);
                begins
            }
            FailureKind::KeyRefused => {
                let begins = !self.key_refused.contains_key(&failure.source);
                self.key_refused.entry(failure.source).or_insert(failure.at);
                begins
            }
            FailureKind::Unreachable => {
                if let Some(down) = self.down.get_mut(&failure.source) {
                    let pause = &mut down.pause;
                    return pause.again(failure.at, LEAVE_ALONE, LEAVE_ALONE_AT_MOST, chance);
                }
                let silent = self.silent.entry(failure.source).or_default();
                silent.retain(|(_, at)| failure.at.duration_since(*at) <= WITHIN);
                silent.push((client, failure.at));
                let clients: HashSet<ClientId> = silent.iter().map(|(id, _)| *id).collect();
                clients.len() >= CLIENTS && {
                    let down = Down {
                        pause: Pause::begin(failure.at, LEAVE_ALONE, chance),
                        answered_with: words_for(failure),
                    };
                    self.down.insert(failure.source, down);
                    true
                }
            }
        }
    }

    /// Takes in an answer. Returns whether the banners changed.
    fn answered(&mut self, source: Source, key: Key) -> bool {
        self.silent.remove(&source);
        let down = self.down.remove(&source).is_some();
        let accepted = key == Key::Accepted;
        let key = accepted && self.key_refused.remove(&source).is_some();
        // The relay refuses a computer's hand-offs and renewals and nothing else: only those say that it is over.
        let denied = source == Source::Relay && accepted && self.computer_denied.take().is_some();
        let offline = self.offline.take().is_some();
        down || key || denied || offline
    }

    /// Takes in a sign-in or renewal that got through: the key is good. That says nothing about the part
    /// of the service that answers questions. Returns whether the banners changed.
    fn key_taken(&mut self, source: Source) -> bool {
        let key = self.key_refused.remove(&source).is_some();
        let offline = self.offline.take().is_some();
        key || offline
    }

    /// Takes in whether connections of ours are in another Conductor project. Returns whether the banners changed.
    fn other_project(&mut self, is: bool, at: Timestamp) -> bool {
        let was = self.other_project.is_some();
        self.other_project = is.then(|| self.other_project.unwrap_or(at));
        was != is
    }

    /// Takes in how many lines of the firm's change log are under a key that this computer does not have. Returns
    /// whether the banners changed.
    fn key_missing(&mut self, lines: u64, at: Timestamp) -> bool {
        let before = self.key_missing;
        let since = before.map_or(at, |(since, _)| since);
        self.key_missing = (lines > 0).then_some((since, lines));
        self.key_missing != before
    }

    /// Takes in that the renewed grant of a client could not be stored. Returns whether the banners changed.
    fn not_saved(&mut self, client: ClientId, at: Timestamp) -> bool {
        let before = self.unsaved.len();
        self.unsaved.entry(client).or_insert(at);
        self.unsaved.len() != before
    }

    /// Takes in whether refusals are taken for trouble with the keys. Returns whether the banners changed.
    fn keys_doubted(&mut self, doubted: Option<((Why, Timestamp, usize), Source)>) -> bool {
        let before = std::mem::replace(&mut self.doubted, doubted);
        self.doubted != before
    }

    /// Whether a service is being left alone.
    fn is_down(&self, source: Source, now: Timestamp) -> bool {
        self.down
            .get(&source)
            .is_some_and(|down| down.pause.holds(now))
    }

    /// Whether trouble of the services that Online companies are asked at is known: then one company is
    /// asked first.
    fn doubts_online(&self) -> bool {
        self.is_offline()
            || [Source::Intuit, Source::Relay]
                .iter()
                .any(|source| self.down.contains_key(source))
    }

    /// Whether Online companies are being left alone.
    fn spares_online(&self, now: Timestamp) -> bool {
        self.is_down(Source::Intuit, now) || self.is_down(Source::Relay, now)
    }

    /// Whether the network was gone when last something was asked.
    fn is_offline(&self) -> bool {
        self.offline.is_some()
    }

    /// Whether there was no network a moment ago.
    fn waits_for_network(&self, now: Timestamp) -> bool {
        self.offline.is_some_and(|pause| pause.holds(now))
    }

    /// Another look found no network, without asking anybody.
    fn still_offline(&mut self, at: Timestamp, chance: f64) {
        if let Some(offline) = &mut self.offline {
            offline.again(at, OFFLINE, OFFLINE_AT_MOST, chance);
        }
    }

    /// When to check whether something is over.
    fn next_try(&self, now: Timestamp) -> Option<Timestamp> {
        let down = self.down.values().map(|down| &down.pause);
        let pauses = down.chain(&self.offline);
        pauses
            .filter(|pause| pause.holds(now))
            .map(|pause| pause.until)
            .min()
    }

    fn view(&self) -> Vec<Banner> {
        let banner = |kind, source: Option<Source>, at: Timestamp| Banner {
            kind,
            service: source.map_or("", Source::as_str).to_owned(),
            name: None,
            at: at.as_millisecond(),
        };
        let mut banners: Vec<Banner> = Vec::new();
        banners.extend(
            self.key_refused
                .iter()
                .map(|(s, at)| banner(BannerKind::KeyBad, Some(*s), *at)),
        );
        banners.extend(
            self.computer_denied
                .map(|at| banner(BannerKind::ComputerDenied, Some(Source::Relay), at)),
        );
        banners.extend(
            self.offline
                .map(|pause| banner(BannerKind::Offline, None, pause.since)),
        );
        banners.extend(self.down.iter().map(|(s, down)| Banner {
            name: down.answered_with.map(str::to_owned),
            ..banner(BannerKind::ServiceDown, Some(*s), down.pause.until)
        }));
        banners.extend(
            self.other_project
                .map(|at| banner(BannerKind::OtherProject, Some(Source::Conductor), at)),
        );
        banners.extend(self.doubted.map(|((why, at, companies), keys)| {
            let kind = match why {
                Why::Together => BannerKind::RefusedTogether,
                Why::KeysChanged => BannerKind::RefusedSinceKeys,
            };
            Banner {
                name: Some(companies.to_string()),
                ..banner(kind, Some(keys), at)
            }
        }));
        banners.extend(self.key_missing.map(|(at, lines)| Banner {
            name: Some(lines.to_string()),
            ..banner(BannerKind::FirmKeyChanged, None, at)
        }));
        banners.extend(self.unsaved.values().min().map(|at| Banner {
            name: Some(self.unsaved.len().to_string()),
            ..banner(BannerKind::RenewalsUnsaved, None, *at)
        }));
        banners.sort_by_key(|banner| banner.at);
        banners
    }
}

/// What a service that answered is said to have answered with.
fn words_for(failure: &Failure) -> Option<&'static str> {
    if intuit::is_throttle_code(&failure.code) {
        Some("throttled")
    } else if codes::is_refused_request(failure) {
        Some("refused")
    } else {
        None
    }
}

impl Context {
    /// A failure as it has to be seen here: without any network it is not the service that is silent.
    pub(crate) fn placed(&self, failure: Failure) -> Failure {
        let unheard = matches!(failure.code.as_str(), NO_CONNECTION | NO_ANSWER);
        let offline = failure.kind == FailureKind::Unreachable
            && unheard
            && !self.network.reaches(self.address_of(failure.source));
        Failure {
            at: self.now(),
            kind: if offline {
                FailureKind::Offline
            } else {
                failure.kind
            },
            ..failure
        }
    }

    /// Whether this computer has a network, as far as Intuit's address goes.
    pub(crate) fn has_network(&self) -> bool {
        let address = self.address_of(Source::Intuit);
        self.network.reaches(address)
    }

    /// Where a service is.
    fn address_of(&self, source: Source) -> Option<&Url> {
        let side = self.intuit().ok()?;
        match source {
            // Its client does not give its address; both practice services are on one origin.
            Source::Conductor | Source::Intuit => Some(&side.endpoints.graphql),
            Source::Relay => side.grants.relay(),
        }
    }
}

/// What is wrong for the whole firm, and the banners that say so. Cheap to clone.
#[derive(Clone)]
pub(crate) struct ServiceHealth {
    ctx: Context,
    state: Arc<Mutex<HealthState>>,
}

impl ServiceHealth {
    pub(crate) fn new(ctx: &Context) -> Self {
        Self {
            ctx: ctx.clone(),
            state: Arc::default(),
        }
    }

    /// The banners that the services and the firm's change log caused.
    #[must_use]
    pub(crate) fn banners(&self) -> Vec<Banner> {
        self.state.lock().view()
    }

    /// Whether a service is being left alone.
    pub(crate) fn is_down(&self, source: Source, now: Timestamp) -> bool {
        self.state.lock().is_down(source, now)
    }

    /// Whether trouble of the services that Online companies are asked at is known.
    pub(crate) fn doubts_online(&self) -> bool {
        self.state.lock().doubts_online()
    }

    /// Whether Online companies are being left alone.
    pub(crate) fn spares_online(&self, now: Timestamp) -> bool {
        self.state.lock().spares_online(now)
    }

    /// Whether the network was gone when last something was asked.
    pub(crate) fn is_offline(&self) -> bool {
        self.state.lock().is_offline()
    }

    /// Whether there was no network a moment ago.
    pub(crate) fn waits_for_network(&self, now: Timestamp) -> bool {
        self.state.lock().waits_for_network(now)
    }

    /// Another look found no network, without asking anybody.
    pub(crate) fn still_offline(&self, at: Timestamp, chance: f64) {
        self.state.lock().still_offline(at, chance);
    }

    /// When to check whether something is over.
    pub(crate) fn next_try(&self, now: Timestamp) -> Option<Timestamp> {
        self.state.lock().next_try(now)
    }

    /// Takes in whether refusals are taken for trouble with the keys.
    pub(crate) fn keys_doubted(&self, doubted: Option<((Why, Timestamp, usize), Source)>) {
        self.change(|banners| banners.keys_doubted(doubted));
    }

    /// Changes what is known, and tells the window where `change` says that the banners changed.
    fn change(&self, change: impl FnOnce(&mut HealthState) -> bool) {
        let is_news = change(&mut self.state.lock());
        if is_news {
            self.ctx.notify_newest(|| {
                Some(RosterEvent::Banners {
                    banners: self.banners(),
                })
            });
        }
    }

    pub(crate) fn service_failed(&self, id: ClientId, failure: &Failure) {
        self.change(|banners| banners.failed(id, failure, rand::random()));
    }

    pub(crate) fn other_project(&self, is: bool) {
        self.change(|banners| banners.other_project(is, self.ctx.now()));
    }

    pub(crate) fn firm_key_missing(&self, lines: u64) {
        self.change(|banners| banners.key_missing(lines, self.ctx.now()));
    }

    /// The renewed grant of a client is in memory only.
    pub(crate) fn renewal_not_saved(&self, id: ClientId) {
        self.change(|banners| banners.not_saved(id, self.ctx.now()));
    }

    /// No renewed grant of a client is in memory only any more.
    pub(crate) fn renewal_saved(&self, id: ClientId) {
        self.change(|banners| banners.unsaved.remove(&id).is_some());
    }

    pub(crate) fn service_answered(&self, source: Source, key: Key) {
        self.change(|banners| banners.answered(source, key));
    }

    /// Takes in an answer to a sign-in or renewal, which Intuit gave directly or through the relay.
    pub(crate) fn sign_in_answered(&self, way: Source) {
        if way == Source::Relay {
            self.service_answered(Source::Relay, Key::Accepted);
        }
        self.change(|banners| banners.key_taken(Source::Intuit));
    }

    /// Takes in a failure: an answer about one client shows that the service is there.
    pub(crate) fn note(&self, id: ClientId, failure: &Failure) {
        failure.log(id);
        // No service was asked.
        if failure.code == OTHER_RELAY {
            return;
        }
        if failure.kind != FailureKind::Answered {
            return self.service_failed(id, failure);
        }
        let key = match failure.source {
            // Every call of Conductor's carries the key.
            Source::Conductor => Key::Accepted,
            Source::Intuit | Source::Relay => Key::NotUsed,
        };
        self.service_answered(failure.source, key);
    }
}

#[cfg(test)]
#[path = "service_health_tests.rs"]
mod tests;
