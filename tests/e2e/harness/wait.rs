//! Waiting for conditions, never for time.

use std::time::Duration;

/// For what happens inside one process. Generous, because a test machine may be busy; a passing test
/// never waits this long.
pub(crate) const SHORT: Duration = Duration::from_secs(20);

/// For what starts a process, crosses several of them, or fills the practice firm.
pub(crate) const LONG: Duration = Duration::from_secs(90);

const PAUSE: Duration = Duration::from_millis(40);

/// Asks `look` again and again until it answers, and panics naming `what` when `within` has passed.
pub(crate) async fn eventually<T>(
    what: &str,
    within: Duration,
    mut look: impl AsyncFnMut() -> Option<T>,
) -> T {
    in_time(what, within, async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(PAUSE).await;
        }
    })
    .await
}

/// Awaits `work`, and panics naming `what` when `within` has passed: a driver that hangs fails its test
/// instead of holding up all of them.
pub(crate) async fn in_time<T>(what: &str, within: Duration, work: impl Future<Output = T>) -> T {
    tokio::time::timeout(within, work)
        .await
        .unwrap_or_else(|_| panic!("waited {} s for this, in vain: {what}", within.as_secs()))
}
