//! Deep links from the operating system, kept in order until a firm is open to take them.
//!
//! Any web page can open such links as fast as it likes. So what is kept is bounded, what is said about them in the
//! log is bounded, and the window comes to the front for a sign-in's own answer and hardly ever for another link.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::settings::firm_id::FirmId;
use parking_lot::Mutex;

/// Links that are kept until a firm is open: nobody has more sign-ins.
const MOST: usize = 32;
/// For this long …
const WHILE: Duration = Duration::from_secs(60);
/// … this many links that were not taken are logged one by one, and the rest as a number.
const MOST_LINES: u32 = 10;

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
