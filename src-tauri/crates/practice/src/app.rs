//! The practice firm: its two halves, its clock and network, what fails, and the file it is kept in.

use std::{path::PathBuf, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::{
    Clock, Endpoints, Network, conductor,
    faults::Faults,
    intuit,
    log::Log,
    part::Part,
    saved::{self, Beginning, Firm},
};

/// What [`crate::server`] composes, and the controls move.
pub(crate) struct App {
    pub(crate) conductor: Arc<conductor::Service>,
    pub(crate) intuit: Arc<intuit::Service>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) log: Arc<Log>,
    pub(crate) clock: Clock,
    pub(crate) network: Network,
    endpoints: Endpoints,
    beginning: Beginning,
    kept: Arc<Kept>,
}

impl App {
    pub(crate) fn new(
        firm: Firm,
        endpoints: Endpoints,
        clock: Clock,
        folder: Option<PathBuf>,
        beginning: Beginning,
    ) -> Self {
        let kept = Arc::new(Kept {
            folder,
            now: Mutex::new(Now {
                firm,
                written: Vec::new(),
            }),
        });
        let network = Network::default();
        let conductor = Arc::new(conductor::Service::new(
            kept.part(|firm| &mut firm.conductor),
            clock.clone(),
            endpoints.clone(),
            beginning.books_follow_the_calendar,
        ));
        let intuit = Arc::new(intuit::Service::new(
            kept.part(|firm| &mut firm.intuit),
            kept.part(|firm| &mut firm.keys.signing),
            clock.clone(),
            endpoints.clone(),
        ));
        let faults = Faults::new(network.clone(), clock.clone(), Arc::clone(&conductor));
        Self {
            conductor,
            intuit,
            faults: Arc::new(faults),
            log: Arc::new(Log::new(clock.clone())),
            clock,
            network,
            endpoints,
            beginning,
            kept,
        }
    }

    /// The time in the practice firm.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Addresses and keys.
    pub(crate) fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Writes the firm to its file, if it is not there yet.
    pub(crate) fn save(&self) {
        self.kept.with(|_| ());
    }

    /// Moves the clock and remembers how far it is off now.
    pub(crate) fn move_clock(&self, by: SignedDuration) -> Timestamp {
        self.kept.with(|firm| {
            let by = i64::try_from(by.as_millis()).unwrap_or(0);
            firm.clock_offset_ms = firm.clock_offset_ms.saturating_add(by);
            self.clock.set_offset_ms(firm.clock_offset_ms);
        });
        self.now()
    }

    /// Forgets what people did and starts the clock again. Keys and port stay.
    pub(crate) fn start_over(&self) {
        self.kept.with(|firm| {
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
}

/// The firm, and the folder it is kept in.
struct Kept {
    folder: Option<PathBuf>,
    now: Mutex<Now>,
}

struct Now {
    firm: Firm,
    /// What the file holds now; a read that changes nothing is not written.
    written: Vec<u8>,
}

impl Kept {
    /// Runs `f` on the firm, alone, and writes the firm to its file when that changed it.
    fn with<R>(&self, f: impl FnOnce(&mut Firm) -> R) -> R {
        let mut now = self.now.lock();
        let answer = f(&mut now.firm);
        if let Some(folder) = &self.folder {
            now.write(folder);
        }
        answer
    }

    fn part<T>(self: &Arc<Self>, of: fn(&mut Firm) -> &mut T) -> Part<T>
    where
        T: 'static,
    {
        let kept = Arc::clone(self);
        Part::new(move |f| kept.with(|firm| f(of(firm))))
    }
}

impl Now {
    fn write(&mut self, folder: &std::path::Path) {
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
