//! Firm-wide trouble: one cause, one bar, instead of a red mark on every row.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use crate::client::ClientId;
use crate::observation::{Failure, FailureKind, Source};
use crate::roster::{Roster, lock};
use crate::view::{AppBar, BarKind, RosterEvent};

/// This many clients without an answer …
const CLIENTS: usize = 3;
/// … within this time make a service "not answering",
const WITHIN: SignedDuration = SignedDuration::from_mins(5);
/// and it is left alone for this long.
const LEAVE_ALONE: SignedDuration = SignedDuration::from_mins(10);

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
            FailureKind::Offline => self.offline_since.replace(failure.at).is_none(),
            FailureKind::KeyRefused => self
                .key_refused
                .insert(failure.source, failure.at)
                .is_none(),
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

    /// Takes in a good answer. Returns whether the bars changed.
    fn answered(&mut self, source: Source) -> bool {
        self.silent.remove(&source);
        let down = self.down_until.remove(&source).is_some();
        let key = self.key_refused.remove(&source).is_some();
        let offline = self.offline_since.take().is_some();
        down || key || offline
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

    pub(crate) fn service_failed(&self, id: ClientId, failure: &Failure) {
        let mut bars = lock(&self.inner.bars);
        if bars.failed(id, failure) {
            self.tell(RosterEvent::Bars { bars: bars.view() });
        }
    }

    pub(crate) fn service_answered(&self, source: Source) {
        let mut bars = lock(&self.inner.bars);
        if bars.answered(source) {
            self.tell(RosterEvent::Bars { bars: bars.view() });
        }
    }
}
