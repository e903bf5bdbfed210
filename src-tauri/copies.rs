//! A copy of the open firm's roster each day, beside it.

use std::time::Duration;

use jiff::Zoned;
use roster::Roster;

/// After the start, which has enough to do.
const FIRST: Duration = Duration::from_secs(60);
/// How often the date is looked at: a computer that slept has its copy soon after.
const EVERY: Duration = Duration::from_secs(15 * 60);

/// Makes the copies of a firm for as long as it is open. One that cannot be made is logged, and tried again.
pub(crate) async fn keep(roster: Roster) {
    tokio::time::sleep(FIRST).await;
    loop {
        let (copied, today) = (roster.clone(), Zoned::now().date());
        let made = tokio::task::spawn_blocking(move || copied.keep_daily_copy(today)).await;
        match made {
            Ok(Ok(true)) => tracing::info!("a copy of the roster was made"),
            Ok(Ok(false)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "no copy of the roster could be made"),
            Err(error) => tracing::warn!(%error, "making a copy of the roster was ended"),
        }
        tokio::time::sleep(EVERY).await;
    }
}
