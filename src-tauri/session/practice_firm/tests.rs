//! The sample firm is worth what its rows show: filled as the app fills it, every client has to be in
//! the state it is there for.

#![expect(
    clippy::disallowed_methods,
    reason = "the test's own browser, on loopback"
)]

use roster::database::Database;
use roster::platform::{Clipboard, ClipboardError, Listener};
use roster::vault::MemoryVault;
use roster::view::{ClientRow, ExpiryClock, RoleAvailability, RosterEvent, State};
use serde_json::Value;

use super::*;

/// Wants no link and gets no change.
struct NullListener;

impl Clipboard for NullListener {
    fn copy(&self, _text: &str) -> Result<(), ClipboardError> {
        Ok(())
    }
}

impl Listener for NullListener {
    fn notify(&self, _event: RosterEvent) {}
}

struct Filled {
    practice: Practice,
    roster: Roster,
}

impl Filled {
    async fn new() -> Self {
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let practice = Practice::start(practice::Config {
            start_before: HISTORY,
            app_scheme: OWN.scheme.to_owned(),
            ..practice::Config::default()
        })
        .await
        .unwrap();
        let (conductor, intuit) = sides(practice.endpoints()).await.unwrap();
        let browser = ScriptedBrowser::default();
        let roster = Roster::open(Dependencies {
            database: Database::in_memory().unwrap(),
            vault: Arc::new(MemoryVault::default()),
            clock: Arc::new(PracticeClock(practice.clock())),
            browser: Arc::new(browser.clone()),
            clipboard: Arc::new(NullListener),
            listener: Arc::new(NullListener),
            conductor: Some(conductor),
            intuit: Some(intuit),
            scheme: crate::platform::identity::OWN.scheme,
            computer: roster::computer::Computer {
                id: roster::computer::ComputerId::random(),
                name: "FRONT-DESK".to_owned(),
            },
        })
        .await
        .unwrap();
        let story = SampleFirm::read(&practice).await.unwrap();
        story.play(&roster, &browser).await.unwrap();
        Self { practice, roster }
    }

    /// Each client's row, with the state that `GET /practice` promises for it.
    async fn promised(&self) -> Vec<(String, ClientRow)> {
        let address = format!("{}/practice", self.practice.endpoints().origin);
        let firm: Value = reqwest::get(address).await.unwrap().json().await.unwrap();
        let rows = self.roster.rows().unwrap();
        let clients = firm["clients"].as_array().unwrap().iter();
        clients
            .map(|client| {
                let row = rows.iter().find(|row| client["name"] == row.name.as_str());
                let promise = client["state"].as_str().unwrap().to_owned();
                (promise, row.unwrap().clone())
            })
            .collect()
    }
}

/// `wrong_file` for `WrongFile`.
fn key(state: State) -> String {
    let mut key = String::new();
    for letter in format!("{state:?}").chars() {
        if letter.is_uppercase() && !key.is_empty() {
            key.push('_');
        }
        key.extend(letter.to_lowercase());
    }
    key
}

#[tokio::test]
async fn every_sample_client_reaches_the_state_it_is_there_to_show() {
    let firm = Filled::new().await;
    let rows = firm.promised().await;
    assert_eq!(rows.len(), 24);
    for (promise, row) in &rows {
        // A role that is not available colours nothing: the connection keeps its own state.
        let expected = match promise.as_str() {
            "role_unknown" => "connected",
            other => other,
        };
        assert_eq!(key(row.state), expected, "{}", row.name);
        assert!(!row.stale, "{}", row.name);
    }

    let shown = |state, clock| {
        let mut rows = rows.iter();
        rows.any(|(_, row)| row.state == state && row.clock == Some(clock))
    };
    assert!(shown(State::Expiring, ExpiryClock::Idle));
    assert!(shown(State::Expiring, ExpiryClock::Hard));
    let without_role = rows
        .iter()
        .filter(|(_, row)| row.role.availability == RoleAvailability::NotAvailable);
    assert!(without_role.count() >= 2, "scope not granted, and a null");
    firm.practice.stop().await;
}
