//! What the app needs of the desktop: browser, clipboard, and its one window, which listens.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use parking_lot::Mutex;
use roster::mail::Mail;
use roster::platform::{Browser, BrowserError, Clipboard, ClipboardError, Listener};
use roster::view::{Banner, BannerKind, RosterEvent};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager as _, WebviewWindow};
use tauri_plugin_opener::OpenerExt;
use url::{Host, Url};

use crate::settings::Profile;

/// Opens addresses with the system's browser, and only those this app has a reason to open.
pub(crate) struct SystemBrowser {
    app: AppHandle,
    allowed: Allowed,
}

impl SystemBrowser {
    /// A browser for one firm's addresses.
    pub(crate) fn new(app: AppHandle, allowed: Allowed) -> Self {
        Self { app, allowed }
    }

    fn hand_to_system(&self, url: &Url) -> Result<(), BrowserError> {
        self.app
            .opener()
            .open_url(url.as_str(), None::<&str>)
            .map_err(|error| BrowserError(error.to_string()))
    }
}

impl Browser for SystemBrowser {
    fn permits(&self, url: &Url) -> bool {
        self.allowed.permits(url)
    }

    fn open(&self, url: &Url) -> Result<(), BrowserError> {
        if !self.permits(url) {
            return Err(BrowserError(format!(
                "{} is not an address this app opens",
                url.host_str().unwrap_or(url.scheme())
            )));
        }
        self.hand_to_system(url)
    }

    fn write(&self, mail: &Mail) -> Result<(), BrowserError> {
        self.hand_to_system(&mail.to_url())
    }
}

/// Addresses that may be opened: Intuit's and Conductor's over https, and in the practice firm
/// its own server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Allowed {
    /// Origin of the practice server, if one runs.
    pub(crate) practice: Option<Url>,
}

impl Allowed {
    /// Whether `url` may be opened.
    pub(crate) fn permits(&self, url: &Url) -> bool {
        if self
            .practice
            .as_ref()
            .is_some_and(|practice| practice.origin() == url.origin())
        {
            return true;
        }
        let Some(Host::Domain(host)) = url.host() else {
            return false;
        };
        // Nothing before the host that could pass for one, and no port but the usual.
        url.scheme() == "https"
            && url.port().is_none()
            && url.username().is_empty()
            && url.password().is_none()
            && (host == "connect.conductor.is"
                || host == "intuit.com"
                || host.ends_with(".intuit.com"))
    }
}

/// The system's clipboard. It is opened once and kept: under X11 its text lives as long as its owner.
#[derive(Default)]
pub(crate) struct SystemClipboard(Mutex<Option<arboard::Clipboard>>);

impl Clipboard for SystemClipboard {
    fn copy(&self, text: &str) -> Result<(), ClipboardError> {
        let mut clipboard = self.0.lock();
        let failed = |error: arboard::Error| ClipboardError(error.to_string());
        if clipboard.is_none() {
            *clipboard = Some(arboard::Clipboard::new().map_err(failed)?);
        }
        match clipboard.as_mut() {
            Some(clipboard) => unkept(clipboard.set()).text(text).map_err(failed),
            None => Err(ClipboardError("there is none".to_owned())),
        }
    }
}

/// What is copied is a link that finishes somebody's connection, so no history of the clipboard keeps it and none sends
/// it to other computers.
fn unkept(set: arboard::Set<'_>) -> arboard::Set<'_> {
    #[cfg(target_os = "linux")]
    let set = arboard::SetExtLinux::exclude_from_history(set);
    #[cfg(target_os = "macos")]
    let set = arboard::SetExtApple::exclude_from_history(set);
    #[cfg(windows)]
    let set = arboard::SetExtWindows::exclude_from_cloud(
        arboard::SetExtWindows::exclude_from_history(set),
    );
    set
}

/// Passes changes on to the window once it listens.
#[derive(Default)]
pub(crate) struct WindowListener {
    channel: Mutex<Option<Channel<RosterEvent>>>,
    /// Banners that no service causes: keychain, disk, bus. The window always gets all banners at once.
    raised: Mutex<Vec<Banner>>,
    /// Goes up with every firm that closes or opens: what an earlier one still says reaches nobody.
    turn: AtomicU64,
}

/// One firm's way to the window, until that firm is closed.
pub(crate) struct FirmListener {
    window: Arc<WindowListener>,
    turn: u64,
}

impl Listener for FirmListener {
    fn notify(&self, event: RosterEvent) {
        if self.window.turn.load(Ordering::Acquire) == self.turn {
            self.window.notify(event);
        }
    }
}

impl WindowListener {
    /// Sends everything to `channel` from now on. A reloaded window brings a new one.
    pub(crate) fn listen(&self, channel: Channel<RosterEvent>) {
        *self.channel.lock() = Some(channel);
    }

    /// The way of a firm that opens now. Events of the firm that was open before are dropped.
    pub(crate) fn of_next_firm(self: &Arc<Self>) -> FirmListener {
        FirmListener {
            window: self.clone(),
            turn: self.end_turn() + 1,
        }
    }

    /// The firm that is open closes: the window gets nothing of it from now on.
    pub(crate) fn end_turn(&self) -> u64 {
        self.turn.fetch_add(1, Ordering::AcqRel)
    }

    /// Raises a banner that stays until it is cleared.
    pub(crate) fn raise(&self, kind: BannerKind, name: Option<String>) {
        self.raise_for(kind, "", name);
    }

    /// The same for a banner of which there may be one for each `service`.
    pub(crate) fn raise_for(&self, kind: BannerKind, service: &str, name: Option<String>) {
        let mut raised = self.raised.lock();
        if !raised
            .iter()
            .any(|banner| banner.kind == kind && banner.service == service)
        {
            raised.push(Banner {
                kind,
                service: service.to_owned(),
                name,
                at: Timestamp::now().as_millisecond(),
            });
        }
    }

    /// Raises a banner about something that happened at `at`; the latest time counts.
    pub(crate) fn raise_since(&self, kind: BannerKind, at: Timestamp) {
        self.clear(kind);
        self.raised.lock().push(Banner {
            kind,
            service: String::new(),
            name: None,
            at: at.as_millisecond(),
        });
    }

    /// Clears a banner: what it said no longer holds.
    pub(crate) fn clear(&self, kind: BannerKind) {
        self.raised.lock().retain(|banner| banner.kind != kind);
    }

    /// Clears the banner for one `service`.
    pub(crate) fn clear_for(&self, kind: BannerKind, service: &str) {
        self.raised
            .lock()
            .retain(|banner| banner.kind != kind || banner.service != service);
    }

    /// Whether this banner is raised.
    pub(crate) fn is_raised(&self, kind: BannerKind) -> bool {
        self.raised.lock().iter().any(|banner| banner.kind == kind)
    }

    /// The raised banners, followed by those of the services.
    pub(crate) fn all_banners(&self, of_services: Vec<Banner>) -> Vec<Banner> {
        let mut banners = self.raised.lock().clone();
        banners.extend(of_services);
        banners
    }
}

impl Listener for WindowListener {
    fn notify(&self, event: RosterEvent) {
        let event = match event {
            RosterEvent::Banners { banners } => RosterEvent::Banners {
                banners: self.all_banners(banners),
            },
            other => other,
        };
        let channel = self.channel.lock().clone();
        if let Some(channel) = channel
            && let Err(error) = channel.send(event)
        {
            tracing::debug!(%error, "the window does not listen any more");
        }
    }
}

/// Names the window after the firm, so that no picture of it can mislead.
pub(crate) fn set_title(app: &AppHandle, firm: Option<&str>, profile: Profile) {
    let kind = match profile {
        Profile::Practice => " (Practice)",
        Profile::Sandbox => " (Sandbox)",
        Profile::Live | Profile::None => "",
    };
    let title = firm.map_or_else(
        || "Counterfoil".to_owned(),
        |firm| format!("Counterfoil — {firm}{kind}"),
    );
    if let Some(window) = main_window(app)
        && let Err(error) = window.set_title(&title)
    {
        tracing::warn!(%error, "the window could not be named");
    }
}

/// Zooms the window's page; 1 is 100 %.
pub(crate) fn set_zoom(app: &AppHandle, zoom: f64) {
    if let Some(window) = main_window(app)
        && let Err(error) = window.set_zoom(zoom)
    {
        tracing::warn!(%error, "the window could not be zoomed");
    }
}

/// Brings the window to the front: after a sign-in the browser's tab stays blank.
pub(crate) fn bring_to_front(app: &AppHandle) {
    if let Some(window) = main_window(app) {
        // A window manager may refuse any of these; the roster is right all the same.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// The app's one window.
pub(crate) fn main_window(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window("main")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firm_that_was_closed_reaches_the_window_no_more() {
        let heard = Arc::new(Mutex::new(0));
        let count = heard.clone();
        let window = Arc::new(WindowListener::default());
        window.listen(Channel::new(move |_| {
            *count.lock() += 1;
            Ok(())
        }));
        let rows = || RosterEvent::Rows { rows: Vec::new() };
        let first = window.of_next_firm();
        first.notify(rows());
        let second = window.of_next_firm();
        first.notify(rows());
        assert_eq!(
            *heard.lock(),
            1,
            "the first firm's late rows are not the second's"
        );
        second.notify(rows());
        window.end_turn();
        second.notify(rows());
        assert_eq!(*heard.lock(), 2);
    }

    fn allows(allowed: &Allowed, url: &str) -> bool {
        allowed.permits(&Url::parse(url).expect("a test address"))
    }

    #[test]
    fn opens_only_the_services_own_addresses() {
        let live = Allowed::default();
        for url in [
            "https://appcenter.intuit.com/connect/oauth2?state=x",
            "https://qbo.intuit.com/app/login",
            "https://connect.conductor.is/qbd/secret?key=pk",
        ] {
            assert!(allows(&live, url), "{url}");
        }
        for url in [
            "http://appcenter.intuit.com/connect/oauth2",
            "https://intuit.com.evil.example/",
            "https://evilintuit.com/",
            "https://connect.conductor.is.evil.example/qbd/x",
            "https://connect.conductor.is@evil.example/qbd/x",
            "https://evil.example/?https://connect.conductor.is/qbd/x",
            "https://conductor.is/qbd/x",
            "https://evil.connect.conductor.is/qbd/x",
            "https://intuit.com:secret@appcenter.intuit.com/",
            "https://appcenter.intuit.com:8443/connect/oauth2",
            "https://\u{0456}ntuit.com/connect/oauth2",
            "mailto:sam@client.example?body=x",
            "vbscript:x",
            "data:text/html,x",
            "counterfoil://oauth/callback",
            "http://127.0.0.1:4010/connect/oauth2",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://127.0.0.1/",
        ] {
            assert!(!allows(&live, url), "{url}");
        }
    }

    #[test]
    fn practice_opens_its_own_server_and_no_other_port() {
        let practice = Allowed {
            practice: Url::parse("http://127.0.0.1:4010/").ok(),
        };
        assert!(allows(
            &practice,
            "http://127.0.0.1:4010/connect/oauth2?x=1"
        ));
        assert!(!allows(&practice, "http://127.0.0.1:4011/connect/oauth2"));
        assert!(!allows(&practice, "http://localhost:4010/connect/oauth2"));
    }
}
