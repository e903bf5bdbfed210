//! Wakes the open firm's schedule when this computer has slept or found its network again.
//!
//! A jump of the clock shows it on every system, so none is asked to announce it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use roster::platform::Network;

/// How often the clock and the network are checked.
const EVERY: Duration = Duration::from_secs(10);
/// A busy computer may be late by less than this.
const SLEPT: Duration = Duration::from_secs(30);

/// What was seen the last time.
struct Seen {
    at: SystemTime,
    has_network: bool,
}

impl Seen {
    /// Whether the computer slept or found its network since the last time, which was to be `every` ago.
    fn wakes(&mut self, at: SystemTime, has_network: bool, every: Duration) -> bool {
        let passed = at.duration_since(self.at).unwrap_or_default();
        let is_back = has_network && !self.has_network;
        *self = Self { at, has_network };
        is_back || passed > every + SLEPT
    }
}

/// Calls `wake` each time, for as long as the firm is open.
pub(super) async fn watch(network: Arc<dyn Network>, wake: impl Fn()) {
    watch_every(EVERY, SystemTime::now, network, wake).await;
}

async fn watch_every(
    every: Duration,
    now: impl Fn() -> SystemTime,
    network: Arc<dyn Network>,
    wake: impl Fn(),
) {
    let mut seen = Seen {
        at: now(),
        has_network: network.has_route(),
    };
    loop {
        tokio::time::sleep(every).await;
        if seen.wakes(now(), network.has_route(), every) {
            wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[derive(Default)]
    struct Cable(AtomicBool);

    impl Network for Cable {
        fn has_route(&self) -> bool {
            self.0.load(Ordering::SeqCst)
        }
    }

    #[test]
    fn a_late_look_a_clock_set_back_and_a_lost_network_wake_nothing() {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(3600);
        let mut seen = Seen {
            at: start,
            has_network: true,
        };
        assert!(!seen.wakes(start + EVERY + SLEPT, true, EVERY));
        assert!(!seen.wakes(start, true, EVERY));
        assert!(!seen.wakes(start + EVERY, false, EVERY));
        assert!(seen.wakes(start + EVERY * 2, true, EVERY), "it is back");
        assert!(seen.wakes(start + Duration::from_secs(3600), true, EVERY));
    }

    #[tokio::test]
    async fn the_schedule_is_woken_after_sleep_and_when_the_network_returns() {
        let (slept, cable) = (Arc::new(AtomicU64::new(0)), Arc::new(Cable::default()));
        let (woken, hours) = (Arc::new(Notify::new()), slept.clone());
        let (heard, network) = (woken.clone(), cable.clone());
        let watching = tokio::spawn(watch_every(
            Duration::from_millis(1),
            move || SystemTime::now() + Duration::from_secs(3600 * hours.load(Ordering::SeqCst)),
            network,
            move || heard.notify_one(),
        ));
        // It has looked for the first time.
        tokio::task::yield_now().await;
        slept.store(1, Ordering::SeqCst);
        woken.notified().await;
        cable.0.store(true, Ordering::SeqCst);
        woken.notified().await;
        watching.abort();
    }
}
