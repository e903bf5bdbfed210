//! One running app: a roster, what it opened, and what its window was sent.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use roster::Roster;
use roster::client::{ClientDraft, ClientId, QuickBooks};
use roster::view::{
    AttemptStage, AttemptView, BannerKind, ClientRow, Ending, Place, RosterEvent, State,
};
use tokio::sync::mpsc::UnboundedReceiver;
use url::Url;

use super::{FakeShell, TestEnv};

/// Far longer than anything here takes; a test that waits this long has failed.
const DEADLINE: Duration = Duration::from_secs(20);

pub(crate) struct AppUnderTest {
    pub(crate) roster: Roster,
    pub(crate) shell: Arc<FakeShell>,
    pub(super) events: tokio::sync::Mutex<UnboundedReceiver<RosterEvent>>,
}

impl Deref for AppUnderTest {
    type Target = Roster;

    fn deref(&self) -> &Roster {
        &self.roster
    }
}

impl AppUnderTest {
    pub(crate) fn add_online(&self, name: &str) -> ClientId {
        self.add(name, None, QuickBooks::Online)
    }

    pub(crate) fn add_desktop(&self, name: &str) -> ClientId {
        let books = QuickBooks::Desktop {
            place: Place::OtherComputer,
            computer: Some("FRONT-DESK".to_owned()),
        };
        self.add(name, Some("sam@client.example"), books)
    }

    pub(crate) fn add(&self, name: &str, email: Option<&str>, books: QuickBooks) -> ClientId {
        let row = self
            .add_client(ClientDraft {
                email: email.map(str::to_owned),
                ..ClientDraft::new(name, books)
            })
            .unwrap();
        ClientId::parse(&row.id).unwrap()
    }

    pub(crate) fn row(&self, id: ClientId) -> ClientRow {
        self.client_row(id).unwrap()
    }

    pub(crate) fn state(&self, id: ClientId) -> State {
        self.row(id).state
    }

    pub(crate) fn sheet(&self, id: ClientId) -> AttemptView {
        self.attempt(id).unwrap()
    }

    pub(crate) fn stage(&self, id: ClientId) -> AttemptStage {
        self.sheet(id).stage()
    }

    pub(crate) fn ending(&self, id: ClientId) -> Option<Ending> {
        self.sheet(id).ending()
    }

    pub(crate) fn banner_kinds(&self) -> Vec<(BannerKind, String)> {
        self.banners()
            .into_iter()
            .map(|banner| (banner.kind, banner.service))
            .collect()
    }

    /// Signs in and brings the link back, as far as the sheet goes by itself.
    pub(crate) async fn sign_in(&self, env: &TestEnv, id: ClientId, person: &str, realm: &str) {
        let page = self.begin(id).await;
        let link = env.approve(page, person, realm).await;
        self.online().arrive(link.as_str()).await.unwrap();
    }

    /// Begins a sign-in and gives the page that was opened.
    pub(crate) async fn begin(&self, id: ClientId) -> Url {
        self.online().connect_online(id).await.unwrap();
        self.shell.last_opened()
    }

    /// Adds a client and connects it, with the click on *Save connection*.
    pub(crate) async fn connected(
        &self,
        env: &TestEnv,
        name: &str,
        person: &str,
        realm: &str,
    ) -> ClientId {
        let id = self.add_online(name);
        self.sign_in(env, id, person, realm).await;
        assert_eq!(self.stage(id), AttemptStage::Confirm, "{name}");
        self.online().save_connection(id).await.unwrap();
        id
    }

    /// Waits for an event that `wanted` makes something of.
    pub(crate) async fn until<T>(&self, wanted: impl Fn(&RosterEvent) -> Option<T>) -> T {
        let mut events = self.events.lock().await;
        let waiting = async {
            loop {
                let event = events.recv().await.unwrap();
                if let Some(found) = wanted(&event) {
                    return found;
                }
            }
        };
        tokio::time::timeout(DEADLINE, waiting)
            .await
            .expect("the event never came")
    }

    /// Waits for a row of this client in that state.
    pub(crate) async fn until_state(&self, id: ClientId, state: State) -> ClientRow {
        self.until(|event| match event {
            RosterEvent::Rows { rows } => rows
                .iter()
                .find(|row| row.id == id.to_string() && row.state == state)
                .cloned(),
            _ => None,
        })
        .await
    }

    /// Waits for the sheet of this client to reach that stage.
    pub(crate) async fn until_stage(&self, id: ClientId, stage: AttemptStage) -> AttemptView {
        self.until(|event| match event {
            RosterEvent::Attempt { attempt }
                if attempt.client_id == id.to_string() && attempt.stage() == stage =>
            {
                Some((**attempt).clone())
            }
            _ => None,
        })
        .await
    }

    /// Waits for the end of a round of checks.
    pub(crate) async fn until_round(&self, after: Option<i64>) -> i64 {
        self.until(|event| match event {
            RosterEvent::Checked { last, .. } if *last > after => *last,
            _ => None,
        })
        .await
    }

    /// Looks at the events so far.
    pub(crate) async fn each_event(&self, mut look: impl FnMut(&RosterEvent)) {
        let mut events = self.events.lock().await;
        while let Ok(event) = events.try_recv() {
            look(&event);
        }
    }

    /// Forgets the events so far.
    pub(crate) async fn forget_events(&self) {
        let mut events = self.events.lock().await;
        while events.try_recv().is_ok() {}
    }
}
