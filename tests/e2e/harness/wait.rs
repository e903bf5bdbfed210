//! Waiting for conditions, never for time.

use std::time::{Duration, Instant};

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
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(
            begun.elapsed() < within,
            "waited {} s for this, in vain: {what}",
            within.as_secs()
        );
        tokio::time::sleep(PAUSE).await;
    }
}
