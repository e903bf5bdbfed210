//! Links from the operating system: kept in order until a firm is open, and given to the firm they belong to.
//!
//! Any web page can open such links as fast as it likes. So what is kept is bounded, what is said about them in the
//! log is bounded, and the window comes to the front for a sign-in's own answer and hardly ever for another link.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use parking_lot::Mutex;
use roster::database::Database;
use roster::view::BannerKind;
use roster::{Arrival, waits_for_link};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_deep_link::DeepLinkExt as _;
use url::Url;

use super::Session;
use crate::platform::data_folder::ROSTER;
use crate::platform::identity::OWN;
use crate::platform::shell;
use crate::settings::FirmSettings;
use crate::settings::firm_id::FirmId;

/// Links that are kept until a firm is open: nobody has more sign-ins.
const MOST: usize = 32;
/// For this long …
const WHILE: Duration = Duration::from_secs(60);
/// … this many links that were not taken are logged one by one, and the rest as a number.
const MOST_LINES: u32 = 10;

/// Registers the scheme where a running program can, and takes the links that come.
pub(crate) fn take_links(app: &AppHandle) {
    #[cfg(any(target_os = "linux", all(debug_assertions, windows)))]
    register_scheme(app.clone());
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| {
        let session = handle.state::<Session>();
        // On macOS a firm file that is opened arrives here as well.
        for url in event.urls().into_iter().filter(is_link) {
            keep_link(&session, url.into());
        }
        let handle = handle.clone();
        tauri::async_runtime::spawn(async move {
            deliver_links(&handle.state::<Session>()).await;
        });
    });
    // The link this program was started with was announced before anybody could listen.
    match app.deep_link().get_current() {
        Ok(Some(urls)) => {
            let session = app.state::<Session>();
            for url in urls.into_iter().filter(is_link) {
                keep_link(&session, url.into());
            }
        }
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "the link this program was started with is lost"),
    }
}

/// An installed package registers the scheme itself; a program that was not installed has to. That runs programs
/// of the desktop, which the window does not wait for.
#[cfg(any(target_os = "linux", all(debug_assertions, windows)))]
fn register_scheme(app: AppHandle) {
    std::thread::spawn(move || {
        #[cfg(target_os = "linux")]
        let registered = crate::sign_in::scheme::register(&app);
        #[cfg(windows)]
        let registered = app.deep_link().register_all();
        if let Err(error) = registered {
            tracing::warn!(%error, scheme = OWN.scheme, "links will not come back to this program");
        }
    });
}

/// Whether an address that the operating system hands over is one of this app's.
pub(crate) fn is_link(url: &Url) -> bool {
    url.scheme() == OWN.scheme
}

/// Gives the links that arrived to the open firm.
pub(crate) async fn deliver_links(session: &Session) {
    let Ok(roster) = session.roster().await else {
        return;
    };
    for link in session.links.take() {
        match roster.online().arrive(&link).await {
            Ok(Arrival::Taken(client)) => {
                tracing::info!(%client, "a link arrived");
                // After a sign-in the browser's tab stays blank.
                shell::bring_to_front(&session.app);
            }
            Ok(Arrival::Unknown) => match firm_awaiting(session, &link).await {
                Some(firm) => keep_for_other_firm(session, firm, link).await,
                None => link_came_to_nothing(session, &link, "no sign-in waits for it"),
            },
            Err(error) => link_came_to_nothing(session, &link, &error.to_string()),
        }
    }
}

/// Keeps a link for the open firm, or the one that is being opened.
fn keep_link(session: &Session, link: String) {
    match roster::callback::parse_of(OWN.scheme, &link) {
        Ok(_) => session.links.keep(link),
        Err(error) => link_came_to_nothing(session, &link, &error.to_string()),
    }
}

/// The firm of this computer, other than the open one, in which the sign-in of this link began.
async fn firm_awaiting(session: &Session, link: &str) -> Option<FirmSettings> {
    let open = session.open_id().await;
    for firm in session.settings.get().firms() {
        let file = session.folder.join(firm.id.as_str()).join(ROSTER);
        if Some(&firm.id) == open.as_ref() || !file.exists() {
            continue;
        }
        let (vault, status) = session.keychain().await.firm_vault(&firm.id).await;
        let Ok(database) = Database::open_read_only(&file) else {
            continue;
        };
        let now = Timestamp::now();
        if status.is_readable()
            && waits_for_link(&database, vault.as_ref(), OWN.scheme, link, now).await
        {
            return Some(firm.clone());
        }
    }
    None
}

async fn keep_for_other_firm(session: &Session, firm: FirmSettings, link: String) {
    tracing::info!(firm = %firm.id, "a link waits for a firm that is not open");
    let (id, name) = (firm.id, firm.name);
    session
        .listener
        .raise_for(BannerKind::SignInElsewhere, id.as_str(), Some(name));
    session.links.keep_for(id, link);
    session.send_banners().await;
    shell::bring_to_front(&session.app);
}

fn link_came_to_nothing(session: &Session, link: &str, reason: &str) {
    let notice = session.links.came_to_nothing(Instant::now());
    if notice.unlogged_before > 0 {
        let count = notice.unlogged_before;
        tracing::warn!(count, "more links came to nothing before, too many to log");
    }
    if notice.log {
        let link = roster::callback::log_safe(link);
        tracing::warn!(reason, link, "a link came to nothing");
    }
    if notice.raise {
        shell::bring_to_front(&session.app);
    }
}

/// Links that arrived and were not yet given to a roster, and how many came to nothing.
#[derive(Default)]
pub(crate) struct Links {
    waiting: Mutex<VecDeque<String>>,
    /// Links of sign-ins that began in a firm that is not open.
    elsewhere: Mutex<VecDeque<(FirmId, String)>>,
    idle: Mutex<Option<Idle>>,
}

/// The links of the last while that came to nothing.
struct Idle {
    since: Instant,
    count: u32,
}

/// What to do about a link that came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Notice {
    /// Whether the window comes to the front: a person may have clicked an old link and wonders.
    pub(crate) raise: bool,
    /// Whether this one is logged.
    pub(crate) log: bool,
    /// How many of the while before were not.
    pub(crate) unlogged_before: u32,
}

impl Links {
    /// Keeps a link. The oldest goes when there are too many.
    pub(crate) fn keep(&self, link: String) {
        let mut links = self.waiting.lock();
        if links.len() == MOST {
            links.pop_front();
        }
        links.push_back(link);
    }

    /// Takes every link, each once.
    pub(crate) fn take(&self) -> Vec<String> {
        self.waiting.lock().drain(..).collect()
    }

    /// Keeps a link until the firm opens in which its sign-in began.
    pub(crate) fn keep_for(&self, firm: FirmId, link: String) {
        let mut links = self.elsewhere.lock();
        if links.len() == MOST {
            links.pop_front();
        }
        links.push_back((firm, link));
    }

    /// Gives what was kept for this firm to it, which is open now.
    pub(crate) fn firm_is_open(&self, firm: &FirmId) {
        let mut elsewhere = self.elsewhere.lock();
        let all = std::mem::take(&mut *elsewhere);
        for (of, link) in all {
            if of == *firm {
                self.keep(link);
            } else {
                elsewhere.push_back((of, link));
            }
        }
    }

    /// Counts a link that came to nothing.
    pub(crate) fn came_to_nothing(&self, now: Instant) -> Notice {
        let mut idle = self.idle.lock();
        match idle.as_mut() {
            Some(idle) if now.duration_since(idle.since) < WHILE => {
                idle.count = idle.count.saturating_add(1);
                Notice {
                    raise: false,
                    log: idle.count <= MOST_LINES,
                    unlogged_before: 0,
                }
            }
            before => {
                let unlogged_before =
                    before.map_or(0, |idle| idle.count.saturating_sub(MOST_LINES));
                *idle = Some(Idle {
                    since: now,
                    count: 1,
                });
                Notice {
                    raise: true,
                    log: true,
                    unlogged_before,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_come_out_once_in_order_and_the_oldest_are_dropped() {
        let links = Links::default();
        for n in 0..MOST + 2 {
            links.keep(format!("counterfoil://{n}"));
        }
        let taken = links.take();
        assert_eq!(taken.len(), MOST);
        assert_eq!(taken.first().map(String::as_str), Some("counterfoil://2"));
        assert!(links.take().is_empty());
    }

    #[test]
    fn a_link_waits_for_the_firm_it_belongs_to() {
        let links = Links::default();
        let (one, other) = (FirmId::first(), FirmId::random());
        links.keep_for(other.clone(), "counterfoil://b".to_owned());
        links.firm_is_open(&one);
        assert!(links.take().is_empty(), "not this firm's");
        links.firm_is_open(&other);
        assert_eq!(links.take(), ["counterfoil://b"]);
        links.firm_is_open(&other);
        assert!(links.take().is_empty(), "each once");
    }

    #[test]
    fn of_a_flood_ten_are_logged_a_minute_and_one_raises_the_window() {
        let links = Links::default();
        let begun = Instant::now();
        let notices: Vec<Notice> = (0..5_000).map(|_| links.came_to_nothing(begun)).collect();
        assert_eq!(notices.iter().filter(|notice| notice.log).count(), 10);
        assert_eq!(notices.iter().filter(|notice| notice.raise).count(), 1);
        assert!(notices[0].raise && notices[0].log);
        let later = links.came_to_nothing(begun + WHILE);
        let expected = Notice {
            raise: true,
            log: true,
            unlogged_before: 4_990,
        };
        assert_eq!(later, expected);
        let quiet = links.came_to_nothing(begun + WHILE * 3);
        assert_eq!(quiet.unlogged_before, 0);
    }
}
