//! A copy of the open firm's roster each day, beside it.

use std::time::Duration;

use jiff::Zoned;
use jiff::civil::Date;
use roster::Roster;

/// After the start, which has enough to do.
const FIRST: Duration = Duration::from_secs(60);
/// How often the date is checked: a computer that slept has its copy soon after.
const EVERY: Duration = Duration::from_secs(15 * 60);

/// Makes the copies of a firm for as long as it is open. One that cannot be made is logged, and tried again.
pub(crate) async fn keep(roster: Roster) {
    keep_at(roster, FIRST, EVERY, || Zoned::now().date()).await;
}

async fn keep_at(roster: Roster, first: Duration, every: Duration, today: impl Fn() -> Date) {
    tokio::time::sleep(first).await;
    loop {
        let (copied, day) = (roster.clone(), today());
        let made = tokio::task::spawn_blocking(move || copied.keep_daily_copy(day)).await;
        match made {
            Ok(Ok(true)) => tracing::info!("a copy of the roster was made"),
            Ok(Ok(false)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "no copy of the roster could be made"),
            Err(error) => tracing::warn!(%error, "making a copy of the roster was ended"),
        }
        tokio::time::sleep(every).await;
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use jiff::civil::date;
    use roster::Dependencies;
    use roster::client::{ClientDraft, QuickBooks};
    use roster::computer::{Computer, ComputerId};
    use roster::database::{Database, copies};
    use roster::mail::Mail;
    use roster::platform::{
        Browser, BrowserError, Clipboard, ClipboardError, Listener, SystemClock,
    };
    use roster::vault::MemoryVault;
    use roster::view::RosterEvent;
    use tokio::sync::mpsc;
    use url::Url;

    use super::*;

    /// Nobody is there.
    struct Nobody;

    impl Browser for Nobody {
        fn open(&self, _url: &Url) -> Result<(), BrowserError> {
            Ok(())
        }

        fn write(&self, _mail: &Mail) -> Result<(), BrowserError> {
            Ok(())
        }

        fn permits(&self, _url: &Url) -> bool {
            false
        }
    }

    impl Clipboard for Nobody {
        fn copy(&self, _text: &str) -> Result<(), ClipboardError> {
            Ok(())
        }
    }

    impl Listener for Nobody {
        fn notify(&self, _event: RosterEvent) {}
    }

    async fn roster_at(file: &Path) -> Roster {
        let parts = Dependencies {
            database: Database::open(file).expect("a new roster"),
            vault: Arc::new(MemoryVault::new()),
            clock: Arc::new(SystemClock),
            browser: Arc::new(Nobody),
            clipboard: Arc::new(Nobody),
            listener: Arc::new(Nobody),
            conductor: None,
            intuit: None,
            scheme: "counterfoil",
            computer: Computer {
                id: ComputerId::random(),
                name: "FRONT-DESK".to_owned(),
            },
        };
        Roster::open(parts).await.expect("it opens")
    }

    #[tokio::test]
    async fn while_a_firm_is_open_a_copy_of_each_of_seven_days_is_kept_for_its_owner() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("roster.sqlite");
        let roster = roster_at(&file).await;
        let draft = ClientDraft::new("Sue's Bakery", QuickBooks::Online);
        roster.add_client(draft).expect("a client");

        // Ten days of 24 hours, each checked twice, one check a millisecond.
        let (looked, mut looks) = mpsc::unbounded_channel();
        let count = std::cell::Cell::new(0_i8);
        let today = move || {
            count.set(count.get() + 1);
            let _ = looked.send(count.get());
            date(2026, 11, 1 + count.get() / 2)
        };
        let soon = Duration::from_millis(1);
        let task = tokio::task::LocalSet::new();
        task.run_until(async {
            let keeping = tokio::task::spawn_local(keep_at(roster, soon, soon, today));
            // When the twentieth look begins, the nineteenth is over.
            while looks.recv().await.expect("it goes on") < 20 {}
            keeping.abort();
            let _ = keeping.await;
        })
        .await;

        let kept = copies::list(&file);
        let names: Vec<&str> = kept.iter().map(|copy| copy.name.as_str()).collect();
        assert_eq!(names.len(), copies::DAYS, "{names:?}");
        assert!(names.contains(&"roster-2026-11-10.sqlite"), "{names:?}");
        assert!(!names.contains(&"roster-2026-11-02.sqlite"), "{names:?}");
        assert!(kept.iter().all(|copy| copy.clients == 1));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| {
                let found = std::fs::metadata(path).expect("it is there");
                found.permissions().mode() & 0o777
            };
            let folder = folder.path().join(copies::FOLDER);
            assert_eq!(mode(&folder), 0o700);
            for name in names {
                assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
            }
        }
    }
}
