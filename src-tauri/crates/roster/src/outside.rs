//! What the domain needs from the outside, no more.

use jiff::Timestamp;
use url::Url;

use crate::view::RosterEvent;

/// Tells the time. The practice firm's clock can be moved; the live one is the system's.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Opens an address outside the app: the system browser, or the mail program for `mailto:`.
pub trait Browser: Send + Sync + 'static {
    /// Opens `url`.
    fn open(&self, url: &Url) -> Result<(), BrowserError>;
}

/// The browser could not be started; the text is the operating system's.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the browser could not be started: {0}")]
pub struct BrowserError(pub String);

/// Hears every change of the roster.
pub trait Listener: Send + Sync + 'static {
    /// Something changed. Must not block.
    fn notify(&self, event: RosterEvent);
}

/// Puts text on the clipboard, so that a link never has to pass through the window.
pub trait Clipboard: Send + Sync + 'static {
    /// Copies `text`.
    fn copy(&self, text: &str) -> Result<(), ClipboardError>;
}

/// The clipboard did not take the text; the reason is the operating system's.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the clipboard did not take the text: {0}")]
pub struct ClipboardError(pub String);
