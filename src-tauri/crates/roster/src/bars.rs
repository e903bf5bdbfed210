//! Firm-wide trouble: one cause, one bar, instead of a red mark on every row.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::client::ClientId;
use crate::grants::{NO_ANSWER, NO_CONNECTION};
use crate::observation::{Failure, FailureKind, Source};
use crate::roster::{Roster, lock};
use crate::view::{AppBar, BarKind, RosterEvent};

/// This many clients without an answer …
const CLIENTS: usize = 3;
/// … within this time make a service "not answering",
const WITHIN: SignedDuration = SignedDuration::from_mins(5);
/// and it is left alone for this long.
const LEAVE_ALONE: SignedDuration = SignedDuration::from_mins(10);

/// What an answer says about our key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// The service took it.
    Accepted,
    /// It was not looked at: an access token lives on for an hour after its client was refused.
    NotUsed,
}

/// What is wrong for the whole firm.
#[derive(Debug, Default)]
pub(crate) struct Bars {
    silent: HashMap<Source, Vec<(ClientId, Timestamp)>>,
    down_until: HashMap<Source, Timestamp>,
    key_refused: HashMap<Source, Timestamp>,
    offline_since: Option<Timestamp>,
}

impl Bars {
    /// Takes in a failure. Returns whether the bars changed.
    fn failed(&mut self, client: ClientId, failure: &Failure) -> bool {
        match failure.kind {
            FailureKind::Answered => false,
            FailureKind::Offline => {
                let begins = self.offline_since.is_none();
                self.offline_since.get_or_insert(failure.at);
                begins
            }
            FailureKind::KeyRefused => {
                let begins = !self.key_refused.contains_key(&failure.source);
                self.key_refused.entry(failure.source).or_insert(failure.at);
                begins
            }
            FailureKind::Unreachable => {
                let silent = self.silent.entry(failure.source).or_default();
                silent.retain(|(_, at)| failure.at.duration_since(*at) <= WITHIN);
                silent.push((client, failure.at));
                let clients: HashSet<ClientId> = silent.iter().map(|(id, _)| *id).collect();
                clients.len() >= CLIENTS && {
                    self.down_until
                        .insert(failure.source, failure.at + LEAVE_ALONE);
                    true
                }
            }
        }
    }

    /// Takes in an answer. Returns whether the bars changed.
    fn answered(&mut self, source: Source, key: Key) -> bool {
        self.silent.remove(&source);
        let down = self.down_until.remove(&source).is_some();
        let key = key == Key::Accepted && self.key_refused.remove(&source).is_some();
        let offline = self.offline_since.take().is_some();
        down || key || offline
    }

    /// Takes in a sign-in or renewal that got through: the key is good. That says nothing about the part
    /// of the service that answers questions. Returns whether the bars changed.
    fn key_taken(&mut self, source: Source) -> bool {
        let key = self.key_refused.remove(&source).is_some();
        let offline = self.offline_since.take().is_some();
        key || offline
    }

    /// Whether a service is being left alone.
    pub(crate) fn is_down(&self, source: Source, now: Timestamp) -> bool {
        self.down_until
            .get(&source)
            .is_some_and(|until| *until > now)
    }

    fn view(&self) -> Vec<AppBar> {
        let bar = |kind, source: Option<Source>, at: Timestamp| AppBar {
            kind,
            service: source.map_or("", Source::as_str).to_owned(),
            name: None,
            at: at.as_millisecond(),
        };
        let mut bars: Vec<AppBar> = Vec::new();
        bars.extend(
            self.key_refused
                .iter()
                .map(|(s, at)| bar(BarKind::KeyBad, Some(*s), *at)),
        );
        bars.extend(self.offline_since.map(|at| bar(BarKind::Offline, None, at)));
        bars.extend(
            self.down_until
                .iter()
                .map(|(s, at)| bar(BarKind::ServiceDown, Some(*s), *at)),
        );
        bars.sort_by_key(|bar| bar.at);
        bars
    }
}

impl Roster {
    /// The bars the services caused.
    #[must_use]
    pub fn bars(&self) -> Vec<AppBar> {
        lock(&self.inner.bars).view()
    }

    /// A failure with its time, told apart once more: without any network it is nobody's silence.
    pub(crate) fn placed(&self, failure: Failure) -> Failure {
        let unheard = matches!(failure.code.as_str(), NO_CONNECTION | NO_ANSWER);
        let offline = failure.kind == FailureKind::Unreachable
            && unheard
            && !self.inner.network.reaches(self.address_of(failure.source));
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

    /// Where a service is.
    fn address_of(&self, source: Source) -> Option<&Url> {
        let side = self.intuit().ok()?;
        match source {
            // Its client keeps its address to itself; both practice services are on one origin.
            Source::Conductor | Source::Intuit => Some(&side.endpoints.graphql),
            Source::Relay => side.grants.relay(),
        }
    }

    pub(crate) fn service_failed(&self, id: ClientId, failure: &Failure) {
        let mut bars = lock(&self.inner.bars);
        if bars.failed(id, failure) {
            self.tell(RosterEvent::Bars { bars: bars.view() });
        }
    }

    pub(crate) fn service_answered(&self, source: Source, key: Key) {
        let mut bars = lock(&self.inner.bars);
        if bars.answered(source, key) {
            self.tell(RosterEvent::Bars { bars: bars.view() });
        }
    }

    /// Takes in an answer to a sign-in or renewal, which Intuit gave directly or through the relay.
    pub(crate) fn sign_in_answered(&self, way: Source) {
        if way == Source::Relay {
            self.service_answered(Source::Relay, Key::Accepted);
        }
        let mut bars = lock(&self.inner.bars);
        if bars.key_taken(Source::Intuit) {
            self.tell(RosterEvent::Bars { bars: bars.view() });
        }
    }

    /// Takes in a failure: an answer about one client shows that the service is there.
    pub(crate) fn note(&self, id: ClientId, failure: &Failure) {
        failure.log(id);
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
