//! What every handler shares: the firm, its clock, and the addresses and keys.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::OnceCell;

use crate::{
    Endpoints,
    faults::Faults,
    intuit::Signer,
    log::Log,
    saved::{self, Firm},
};

/// The firm's clock: the computer's, moved by `/practice/clock`.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// The time in the practice firm.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let real = Timestamp::now();
        real.checked_add(SignedDuration::from_millis(self.offset_ms()))
            .unwrap_or(real)
    }

    pub(crate) fn offset_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    pub(crate) fn set_offset_ms(&self, offset: i64) {
        self.0.store(offset, Ordering::SeqCst);
    }
}

/// The firm's network: up unless `/practice/network` changed that.
#[derive(Clone, Debug, Default)]
pub struct Network(Arc<AtomicBool>);

impl Network {
    /// Whether anything can be reached.
    #[must_use]
    pub fn is_up(&self) -> bool {
        !self.0.load(Ordering::SeqCst)
    }

    pub(crate) fn set_up(&self, up: bool) {
        self.0.store(!up, Ordering::SeqCst);
    }
}

/// Tokens that the Intuit half gave away, and when. No token.
#[derive(Clone, Debug)]
pub struct Issued {
    /// When the answer was ready, by the computer's own clock.
    pub at: Timestamp,
    /// The company.
    pub realm: String,
    /// What it was given for.
    pub occasion: Occasion,
}

/// What a token was given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// An authorization code.
    SignIn,
    /// A refresh token.
    Renewal,
}

/// What a firm begins with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beginning {
    /// How long before the real time its clock starts.
    pub(crate) start_before: Duration,
    /// The sample firm's Desktop clients are in place.
    pub(crate) sample: bool,
    /// The books of companies end this month.
    pub(crate) books_follow_the_calendar: bool,
}

/// Shared by all handlers.
pub(crate) struct App {
    clock: Clock,
    pub(crate) network: Network,
    endpoints: Endpoints,
    folder: Option<PathBuf>,
    beginning: Beginning,
    kept: Mutex<Kept>,
    signer: OnceCell<Arc<Signer>>,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    issued: Mutex<Vec<Issued>>,
}

struct Kept {
    firm: Firm,
    /// What the file holds now; a read that changes nothing is not written.
    written: Vec<u8>,
}

impl App {
    pub(crate) fn new(
        firm: Firm,
        endpoints: Endpoints,
        (clock, network): (Clock, Network),
        folder: Option<PathBuf>,
        beginning: Beginning,
    ) -> Self {
        Self {
            clock,
            network,
            endpoints,
            folder,
            beginning,
            kept: Mutex::new(Kept {
                firm,
                written: Vec::new(),
            }),
            signer: OnceCell::new(),
            faults: Faults::default(),
            log: Log::default(),
            issued: Mutex::default(),
        }
    }

    pub(crate) fn books_follow_the_calendar(&self) -> bool {
        self.beginning.books_follow_the_calendar
    }

    /// Writes down that a company's tokens are on their way.
    pub(crate) fn issued(&self, occasion: Occasion, realm: Option<&str>) {
        const KEPT: usize = 10_000;
        let mut all = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT {
            all.drain(..KEPT / 2);
        }
        all.push(Issued {
            at: Timestamp::now(),
            realm: realm.unwrap_or_default().to_owned(),
            occasion,
        });
    }

    /// What was given away since the last call.
    pub(crate) fn take_issued(&self) -> Vec<Issued> {
        let mut all = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *all)
    }

    /// How often tokens were given away since the last [`Self::take_issued`].
    pub(crate) fn count_issued(&self) -> usize {
        let all = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        all.len()
    }

    /// The time in the practice firm.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Addresses and keys.
    pub(crate) fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Runs `f` on the firm, alone, and writes the firm to its file when that changed it.
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut Firm) -> R) -> R {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = f(&mut kept.firm);
        if let Some(folder) = &self.folder {
            kept.keep(folder);
        }
        answer
    }

    /// Moves the clock and remembers how far it is off now.
    pub(crate) fn move_clock(&self, by: SignedDuration) -> Timestamp {
        self.with(|firm| {
            let by = i64::try_from(by.as_millis()).unwrap_or(0);
            firm.clock_offset_ms = firm.clock_offset_ms.saturating_add(by);
            self.clock.set_offset_ms(firm.clock_offset_ms);
        });
        self.now()
    }

    /// Whether the firm's clock has reached the computer's: before that the app is still filling
    /// its roster with what happened earlier.
    pub(crate) fn caught_up(&self) -> bool {
        const NEARLY_MS: i64 = -60_000;
        self.clock.offset_ms() >= NEARLY_MS
    }

    /// Forgets what people did and starts the clock again. Keys and port stay.
    pub(crate) fn start_over(&self) {
        self.with(|firm| {
            *firm = Firm {
                port: firm.port,
                ..Firm::fresh(firm.keys.clone(), self.beginning)
            };
            self.clock.set_offset_ms(firm.clock_offset_ms);
        });
        self.faults.clear();
        self.network.set_up(true);
        self.log.clear();
    }

    /// The key that signs id tokens, made when first needed; `None` when it cannot be made.
    pub(crate) async fn signer(&self) -> Option<Arc<Signer>> {
        let made = self.signer.get_or_try_init(|| async {
            let kept = self.with(|firm| firm.keys.signing.clone());
            let signer = tokio::task::spawn_blocking(move || Signer::open(kept.as_deref()))
                .await
                .map_err(|error| error.to_string())?
                .map_err(|error| error.to_string())?;
            self.with(|firm| firm.keys.signing = signer.to_text());
            Ok::<_, String>(Arc::new(signer))
        });
        match made.await {
            Ok(signer) => Some(Arc::clone(signer)),
            Err(error) => {
                tracing::warn!(error, "the practice firm has no signing key");
                None
            }
        }
    }
}

impl Kept {
    fn keep(&mut self, folder: &std::path::Path) {
        let text = match serde_json::to_vec(&self.firm) {
            Ok(text) if text == self.written => return,
            Ok(text) => text,
            Err(error) => {
                tracing::warn!(%error, "the practice firm could not be written down");
                return;
            }
        };
        match saved::store(folder, &text) {
            Ok(()) => self.written = text,
            Err(error) => tracing::warn!(%error, "the practice firm could not be saved"),
        }
    }
}
