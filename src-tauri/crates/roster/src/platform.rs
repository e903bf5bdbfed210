//! What the domain needs from the platform, as traits.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use jiff::Timestamp;
use url::Url;

use crate::mail::Mail;
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

/// The system's browser, and its mail program.
pub trait Browser: Send + Sync + 'static {
    /// Opens a page.
    fn open(&self, url: &Url) -> Result<(), BrowserError>;

    /// Shows a message in the mail program. No `mailto:` address is opened in another way.
    fn write(&self, mail: &Mail) -> Result<(), BrowserError>;

    /// Whether `url` is a page that this app has a reason to open. One that is not is neither opened nor given away in
    /// another manner: it came from an answer that cannot be right.
    fn permits(&self, url: &Url) -> bool;
}

/// The browser could not be started; the text is the operating system's.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the browser could not be started: {0}")]
pub struct BrowserError(pub String);

/// Gets every change of the roster.
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

/// Says whether this computer has a network at all. Asked only after a connection failed: it tells
/// "we are offline" from "they do not answer".
pub trait Network: Send + Sync + 'static {
    /// Whether there is a way out.
    fn has_route(&self) -> bool;

    /// Whether there is a way to `address`: to this computer itself there always is.
    fn reaches(&self, address: Option<&Url>) -> bool {
        address.is_some_and(http_client::is_loopback) || self.has_route()
    }
}

/// The system's routing table.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNetwork;

impl Network for SystemNetwork {
    fn has_route(&self) -> bool {
        // Connecting a UDP socket sends nothing; it fails at once when no route leads to the address.
        // These two are reserved for documentation (RFC 5737, RFC 3849) and routed like any other.
        let outside: [SocketAddr; 2] = [
            (Ipv4Addr::new(192, 0, 2, 1), 443).into(),
            (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1), 443).into(),
        ];
        outside.into_iter().any(|address| {
            let here: SocketAddr = match address {
                SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
                SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
            };
            UdpSocket::bind(here).is_ok_and(|socket| socket.connect(address).is_ok())
        })
    }
}
