//! Browser, clipboard, window and network, all of which only write down.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use roster::mail::Mail;
use roster::platform::{
    Browser, BrowserError, Clipboard, ClipboardError, Clock, Listener, Network,
};
use roster::view::RosterEvent;
use tokio::sync::mpsc::UnboundedSender;
use url::Url;

/// What left the app: addresses opened and texts copied.
#[derive(Default)]
pub(crate) struct FakeShell {
    opened: Mutex<Vec<Url>>,
    copied: Mutex<Vec<String>>,
    broken: AtomicBool,
}

impl FakeShell {
    pub(crate) fn opened(&self) -> Vec<Url> {
        self.opened.lock().unwrap().clone()
    }

    pub(crate) fn last_opened(&self) -> Url {
        self.opened.lock().unwrap().last().cloned().unwrap()
    }

    pub(crate) fn copied(&self) -> Vec<String> {
        self.copied.lock().unwrap().clone()
    }

    /// Nothing can be opened or copied from now on.
    pub(crate) fn break_it(&self) {
        self.broken.store(true, Ordering::SeqCst);
    }
}

impl Browser for FakeShell {
    fn permits(&self, url: &Url) -> bool {
        !url.host_str()
            .is_some_and(|host| host.ends_with(".evil.example"))
            && ["http", "https", "mailto"].contains(&url.scheme())
    }

    fn open(&self, url: &Url) -> Result<(), BrowserError> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(BrowserError("there is no browser".to_owned()));
        }
        self.opened.lock().unwrap().push(url.clone());
        Ok(())
    }

    fn write(&self, mail: &Mail) -> Result<(), BrowserError> {
        self.open(&mail.to_url())
    }
}

impl Clipboard for FakeShell {
    fn copy(&self, text: &str) -> Result<(), ClipboardError> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(ClipboardError("there is no clipboard".to_owned()));
        }
        self.copied.lock().unwrap().push(text.to_owned());
        Ok(())
    }
}

/// The window: keeps its events as JSON, and passes them on to a test that waits.
pub(crate) struct Window {
    pub(super) heard: Arc<Mutex<Vec<String>>>,
    pub(super) sender: UnboundedSender<RosterEvent>,
}

impl Listener for Window {
    fn notify(&self, event: RosterEvent) {
        self.heard
            .lock()
            .unwrap()
            .push(serde_json::to_string(&event).unwrap());
        // Nobody waits any more when the test is over.
        let _ = self.sender.send(event);
    }
}

pub(crate) struct FirmClock(pub(super) practice::Clock);

impl Clock for FirmClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

/// A network that can be disconnected.
pub(crate) struct FakeNetwork(AtomicBool);

impl FakeNetwork {
    pub(crate) fn connected() -> Arc<Self> {
        Arc::new(Self(AtomicBool::new(true)))
    }

    pub(crate) fn disconnect(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    pub(crate) fn reconnect(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Network for FakeNetwork {
    fn has_route(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
