//! Deep links from the operating system, kept in order until a firm is open to take them.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// More links than this before a firm is open are nobody's sign-in.
const MOST: usize = 8;

/// Links that arrived and were not yet given to a roster.
#[derive(Default)]
pub(crate) struct Links(Mutex<VecDeque<String>>);

impl Links {
    /// Keeps a link. The oldest goes when there are too many.
    pub(crate) fn keep(&self, link: String) {
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if links.len() == MOST {
            links.pop_front();
        }
        links.push_back(link);
    }

    /// Takes every link, each once.
    pub(crate) fn take(&self) -> Vec<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_come_out_once_in_order_and_the_oldest_are_dropped() {
        let links = Links::default();
        for n in 0..10 {
            links.keep(format!("counterfoil://{n}"));
        }
        let taken = links.take();
        assert_eq!(taken.len(), MOST);
        assert_eq!(taken.first().map(String::as_str), Some("counterfoil://2"));
        assert!(links.take().is_empty());
    }
}
