//! No company is asked more often than Intuit allows.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::RealmId;

/// So many requests for one company …
const REQUESTS: usize = 10;
/// … in this time. Intuit's limit is ten a second for each company and app; the tenth more is room for
/// requests that leave on time and arrive closer together. Source: the limits and throttles page of
/// Intuit's developer documentation.
const WINDOW: Duration = Duration::from_millis(1_100);

/// Gives every request for a company its moment. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Pace(Arc<Mutex<HashMap<RealmId, VecDeque<Instant>>>>);

impl Pace {
    /// Waits for the moment of one more request, first come, first served.
    pub(crate) async fn turn(&self, realm: &RealmId) {
        sleep_until(self.moment(realm)).await;
    }

    fn moment(&self, realm: &RealmId) -> Instant {
        let now = Instant::now();
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A company that nobody asks about any more is forgotten.
        taken.retain(|of, moments| {
            of == realm || moments.back().is_some_and(|last| *last + WINDOW > now)
        });
        let moments = taken.entry(realm.clone()).or_default();
        let moment = match moments.front() {
            Some(oldest) if moments.len() == REQUESTS => now.max(*oldest + WINDOW),
            _ => now,
        };
        if moments.len() == REQUESTS {
            moments.pop_front();
        }
        moments.push_back(moment);
        moment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The moments, in thousandths of a second, of so many requests that all come at once.
    async fn moments(pace: &Pace, realm: &RealmId, requests: usize) -> Vec<u128> {
        let began = Instant::now();
        let mut asked = tokio::task::JoinSet::new();
        for _ in 0..requests {
            let (pace, realm) = (pace.clone(), realm.clone());
            asked.spawn(async move {
                pace.turn(&realm).await;
                began.elapsed().as_millis()
            });
        }
        let mut moments = asked.join_all().await;
        moments.sort_unstable();
        moments
    }

    #[tokio::test(start_paused = true)]
    async fn no_second_holds_more_than_ten_requests_for_a_company() {
        let pace = Pace::default();
        let moments = moments(&pace, &RealmId::new("1"), 35).await;
        for (n, moment) in moments.iter().enumerate() {
            let full = u128::try_from(n / REQUESTS).unwrap_or_default();
            let wanted = full * WINDOW.as_millis();
            // The runtime's clock ticks in milliseconds.
            assert!((wanted..=wanted + 2).contains(moment), "{n}: {moment}");
        }
        for eleven in moments.windows(REQUESTS + 1) {
            assert!(eleven[REQUESTS] - eleven[0] > 1_000, "{eleven:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn companies_do_not_wait_for_each_other_and_are_forgotten() {
        let pace = Pace::default();
        for company in 0..50 {
            let realm = RealmId::new(company.to_string());
            assert_eq!(moments(&pace, &realm, 10).await, [0; 10], "{company}");
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        pace.turn(&RealmId::new("0")).await;
        let kept = pace.0.lock().unwrap_or_else(PoisonError::into_inner).len();
        assert_eq!(kept, 1);
    }
}
