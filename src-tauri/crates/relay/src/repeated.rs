//! Exchanges with Intuit that go on when the client hangs up, and the answers of the last two minutes.
//!
//! Intuit may replace a refresh token in the moment it answers, and an authorization code works once. So an
//! exchange runs in a task of its own, which a client that hangs up cannot cut off, and its answer is kept for
//! the same request sent again. One that comes while the first is still running waits for it.
//!
//! What makes two requests the same is decided after their proofs were verified, because a proof is made anew each
//! time: the address, the hand-off or grant, the verifier, and the keys that were proven. The keys are part of it
//! because the answer's grant is bound to them. From the same parts comes the key that the answer is encrypted with.
//! A sealed text has a random nonce of 192 bits, so neither a dump of this memory nor the relay's own keys give back
//! the request, and without the request the answer cannot be read.
//!
//! A client that uses the grant of an answer has that answer, so it is forgotten: a second process that still holds
//! the grant before it is refused by Intuit and looks for the newer one, instead of putting an old one in its place.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use parking_lot::{Mutex, MutexGuard};
use rand::{RngCore, thread_rng};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use crate::answer::Refusal;
use crate::log::Note;
use crate::proof::Proven;

/// How long an answer is kept. The app waits one minute for an answer, and asks again at once.
const KEPT_FOR: Duration = Duration::from_secs(120);
/// Answers at one time; an answer has 2 to 4 KiB. When there are more, the oldest goes.
const MOST_ANSWERS: usize = 8_192;
/// Bytes of all answers together. When there are more, the oldest go.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Exchanges in progress at one time, including those whose client is gone. Each ends with the time limit
/// for Intuit.
const MOST_RUNNING: usize = 1_024;
/// The memory of an entry besides its bytes, roughly.
const ENTRY: usize = 256;

/// What a successful exchange is answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answered {
    /// JSON.
    pub(crate) body: Bytes,
    /// What the log may say of it.
    pub(crate) note: Note,
    /// By what the grant in it is known.
    brings: Name,
}

/// The outcome of an exchange.
pub(crate) type Outcome = Result<Answered, Refusal>;

/// The identity of a request: equal for repeated ones.
pub(crate) struct Repeatable {
    name: Name,
    key: Key,
    /// By what its hand-off or grant is known.
    uses: Name,
}

type Name = [u8; 32];

impl Repeatable {
    /// `sealed` is the hand-off or the grant.
    pub(crate) fn new(path: &str, sealed: &str, verifier: &str, proven: &Proven) -> Self {
        let keys = [proven.key, proven.computer].map(|key| key.map(|key| *key.as_bytes()));
        let made = |purpose: &str| -> [u8; 32] {
            let mut hash = Sha256::new();
            let texts = [purpose, path, sealed, verifier].map(|text| Some(text.as_bytes()));
            let keys = keys
                .each_ref()
                .map(|key| key.as_ref().map(<[u8; 32]>::as_slice));
            // Each with its length, so that no two lists of parts are the same bytes.
            for part in texts.into_iter().chain(keys) {
                hash.update([u8::from(part.is_some())]);
                let part = part.unwrap_or_default();
                hash.update(part.len().to_be_bytes());
                hash.update(part);
            }
            hash.finalize().into()
        };
        Self {
            name: made("counterfoil relay: the name of a request"),
            key: made("counterfoil relay: the key of its answer").into(),
            uses: known_by(sealed),
        }
    }
}

fn known_by(sealed: &str) -> Name {
    Sha256::digest(sealed.as_bytes()).into()
}

/// The exchanges under way, and the answers of the last two minutes.
#[derive(Default)]
pub(crate) struct Exchanges(Mutex<State>);

#[derive(Default)]
struct State {
    running: HashMap<Name, watch::Receiver<Option<Outcome>>>,
    kept: Kept,
}

impl Exchanges {
    /// The answer to `request`: the one it got before, that of the same exchange under way, or a new one's.
    /// `exchange` is not begun in the first two cases.
    pub(crate) async fn answer(
        self: &Arc<Self>,
        request: Repeatable,
        exchange: impl Future<Output = Outcome> + Send + 'static,
    ) -> Outcome {
        let (mut told, is_again) = {
            let mut state = self.state();
            state.kept.arrived(&request.uses);
            if let Some(answered) = state.kept.open(&request, Instant::now()) {
                return Ok(answered.again());
            }
            match state.running.get(&request.name) {
                Some(told) => (told.clone(), true),
                None if state.running.len() >= MOST_RUNNING => return Err(Refusal::busy()),
                None => {
                    let (sender, told) = watch::channel(None);
                    state.running.insert(request.name, told.clone());
                    tokio::spawn(Arc::clone(self).run(request, exchange, sender));
                    (told, false)
                }
            }
        };
        let outcome = match told.wait_for(Option::is_some).await {
            Ok(outcome) => outcome.clone(),
            // The task ended without an outcome, which is a panic.
            Err(_) => None,
        };
        let outcome = outcome.unwrap_or_else(|| Err(Refusal::server_error()));
        if is_again {
            outcome.map(Answered::again)
        } else {
            outcome
        }
    }

    async fn run(
        self: Arc<Self>,
        request: Repeatable,
        exchange: impl Future<Output = Outcome>,
        sender: watch::Sender<Option<Outcome>>,
    ) {
        let running = Running {
            name: request.name,
            exchanges: Arc::clone(&self),
        };
        let outcome = exchange.await;
        let is_kept = outcome.as_ref().is_ok_and(|answered| {
            let now = Instant::now();
            self.state().kept.put(&request, answered, now)
        });
        // It is among the kept ones before it is no longer among those under way.
        drop(running);
        let _ = sender.send(Some(outcome));
        drop(sender);
        if is_kept {
            let exchanges = Arc::downgrade(&self);
            drop(self);
            tokio::time::sleep(KEPT_FOR).await;
            if let Some(exchanges) = exchanges.upgrade() {
                exchanges.state().kept.forget(Instant::now());
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }
}

/// An exchange in progress, until it ends in any way.
struct Running {
    name: Name,
    exchanges: Arc<Exchanges>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.exchanges.state().running.remove(&self.name);
    }
}

impl Answered {
    /// `grant` is the one in the body.
    pub(crate) fn new(body: Bytes, note: Note, grant: &str) -> Self {
        Self {
            body,
            note,
            brings: known_by(grant),
        }
    }

    /// The same answer, marked for the log.
    fn again(mut self) -> Self {
        self.note.again = true;
        self
    }
}

/// Answers, encrypted, the oldest first.
struct Kept {
    most_answers: usize,
    most_bytes: usize,
    answers: HashMap<Name, Entry>,
    /// Which answer brought a grant.
    brought: HashMap<Name, Name>,
    order: VecDeque<(Instant, Name)>,
    bytes: usize,
}

struct Entry {
    at: Instant,
    nonce: XNonce,
    sealed: Vec<u8>,
    note: Note,
    brings: Name,
}

impl Entry {
    fn size(&self) -> usize {
        ENTRY + self.sealed.len()
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self::with_room_for(MOST_ANSWERS, MOST_BYTES)
    }
}

impl Kept {
    fn with_room_for(most_answers: usize, most_bytes: usize) -> Self {
        Self {
            most_answers,
            most_bytes,
            answers: HashMap::new(),
            brought: HashMap::new(),
            order: VecDeque::new(),
            bytes: 0,
        }
    }

    /// Whether it was kept.
    fn put(&mut self, request: &Repeatable, answered: &Answered, now: Instant) -> bool {
        self.forget(now);
        let mut nonce = XNonce::default();
        thread_rng().fill_bytes(&mut nonce);
        let payload = Payload {
            msg: &answered.body,
            aad: &request.name,
        };
        let Ok(sealed) = XChaCha20Poly1305::new(&request.key).encrypt(&nonce, payload) else {
            return false;
        };
        let entry = Entry {
            at: now,
            nonce,
            sealed,
            note: answered.note.clone(),
            brings: answered.brings,
        };
        self.drop(&request.name);
        self.bytes += entry.size();
        self.answers.insert(request.name, entry);
        self.brought.insert(answered.brings, request.name);
        self.order.push_back((now, request.name));
        while self.answers.len() > self.most_answers || self.bytes > self.most_bytes {
            self.drop_oldest();
        }
        self.answers.contains_key(&request.name)
    }

    fn open(&self, request: &Repeatable, now: Instant) -> Option<Answered> {
        let entry = self.answers.get(&request.name)?;
        if !is_kept(entry.at, now) {
            return None;
        }
        let payload = Payload {
            msg: &entry.sealed,
            aad: &request.name,
        };
        let body = XChaCha20Poly1305::new(&request.key)
            .decrypt(&entry.nonce, payload)
            .ok()?;
        Some(Answered {
            body: body.into(),
            note: entry.note.clone(),
            brings: entry.brings,
        })
    }

    /// Forgets what is too old.
    fn forget(&mut self, now: Instant) {
        while self.order.front().is_some_and(|(at, _)| !is_kept(*at, now)) {
            self.drop_oldest();
        }
    }

    /// The grant with this name was used.
    fn arrived(&mut self, grant: &Name) {
        if let Some(name) = self.brought.get(grant).copied() {
            self.drop(&name);
        }
    }

    fn drop(&mut self, name: &Name) {
        if self.take(name) {
            self.order.retain(|(_, other)| other != name);
        }
    }

    fn drop_oldest(&mut self) {
        if let Some((_, name)) = self.order.pop_front() {
            self.take(&name);
        }
    }

    fn take(&mut self, name: &Name) -> bool {
        let Some(entry) = self.answers.remove(name) else {
            return false;
        };
        self.bytes -= entry.size();
        self.brought.remove(&entry.brings);
        true
    }
}

fn is_kept(at: Instant, now: Instant) -> bool {
    now.saturating_duration_since(at) < KEPT_FOR
}

#[cfg(test)]
#[path = "repeated_tests.rs"]
mod tests;
