//! Keeps to the number of requests that Intuit allows for each company.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::{Instant, sleep_until};

use crate::RealmId;

/// So many requests for one company …
const REQUESTS: usize = 10;
/// … in this time. Intuit's limit is ten a second for each company and app; the tenth more is room for
/// requests that leave on time and arrive closer together. Source: the limits and throttles page of
/// Intuit's developer documentation.
const WINDOW: Duration = Duration::from_millis(1_100);

/// Limits the requests for each company. Clones share the count.
#[derive(Clone, Default)]
pub(crate) struct RateLimiter(Arc<Mutex<HashMap<RealmId, VecDeque<Instant>>>>);

impl RateLimiter {
    /// Waits until one more request may be sent, first come, first served.
    pub(crate) async fn acquire(&self, realm: &RealmId) {
        sleep_until(self.next_slot(realm)).await;
    }

    fn next_slot(&self, realm: &RealmId) -> Instant {
        let now = Instant::now();
        let mut taken = self.0.lock();
        // A company without recent requests is forgotten.
        taken.retain(|of, slots| {
            of == realm || slots.back().is_some_and(|last| *last + WINDOW > now)
        });
        let slots = taken.entry(realm.clone()).or_default();
        let slot = match slots.front() {
            Some(oldest) if slots.len() == REQUESTS => now.max(*oldest + WINDOW),
            _ => now,
        };
        if slots.len() == REQUESTS {
            slots.pop_front();
        }
        slots.push_back(slot);
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When so many simultaneous requests may be sent, in milliseconds.
    async fn slots(limiter: &RateLimiter, realm: &RealmId, requests: usize) -> Vec<u128> {
        let began = Instant::now();
        let mut asked = tokio::task::JoinSet::new();
        for _ in 0..requests {
            let (limiter, realm) = (limiter.clone(), realm.clone());
            asked.spawn(async move {
                limiter.acquire(&realm).await;
                began.elapsed().as_millis()
            });
        }
        let mut slots = asked.join_all().await;
        slots.sort_unstable();
        slots
    }

    #[tokio::test(start_paused = true)]
    async fn no_second_holds_more_than_ten_requests_for_a_company() {
        let limiter = RateLimiter::default();
        let slots = slots(&limiter, &RealmId::new("1"), 35).await;
        for (n, slot) in slots.iter().enumerate() {
            let full = u128::try_from(n / REQUESTS).unwrap_or_default();
            let wanted = full * WINDOW.as_millis();
            // The runtime's clock ticks in milliseconds.
            assert!((wanted..=wanted + 2).contains(slot), "{n}: {slot}");
        }
        for eleven in slots.windows(REQUESTS + 1) {
            assert!(eleven[REQUESTS] - eleven[0] > 1_000, "{eleven:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn companies_do_not_wait_for_each_other_and_are_forgotten() {
        let limiter = RateLimiter::default();
        for company in 0..50 {
            let realm = RealmId::new(company.to_string());
            assert_eq!(slots(&limiter, &realm, 10).await, [0; 10], "{company}");
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        limiter.acquire(&RealmId::new("0")).await;
        let kept = limiter.0.lock().len();
        assert_eq!(kept, 1);
    }
}
