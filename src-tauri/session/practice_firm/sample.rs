//! The sample firm, as `GET /practice` tells it.

use jiff::{SignedDuration, Timestamp};
use roster::client::ClientId;
use roster::event::Event;
use roster::event::JournalEntry;
use roster::view::{LinkDelivery, Place};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Sample {
    pub(super) clients: Vec<SampleClient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SampleClient {
    pub(super) name: String,
    pub(super) number: Option<String>,
    pub(super) email: Option<String>,
    pub(super) books: String,
    pub(super) place: Option<Place>,
    pub(super) computer: Option<String>,
    pub(super) seconds_ago: i64,
    pub(super) connect: Option<SignInAs>,
    pub(super) attempt: Option<String>,
    pub(super) desktop: Option<DesktopPlan>,
    #[serde(default)]
    pub(super) journal: Vec<RemoteEntry>,
}

#[derive(Deserialize)]
pub(super) struct SignInAs {
    pub(super) r#as: String,
    pub(super) realm: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DesktopPlan {
    pub(super) flow: String,
    pub(super) link_minutes: Option<u32>,
    pub(super) handed: Option<LinkDelivery>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RemoteEntry {
    seconds_ago: i64,
    person: String,
    computer: String,
}

impl RemoteEntry {
    /// A line of the firm's change log that another computer wrote.
    pub(super) fn of_client(&self, client: ClientId) -> JournalEntry {
        JournalEntry {
            client,
            at: Timestamp::now() - SignedDuration::from_secs(self.seconds_ago),
            event: Event::Connected,
            person: Some(self.person.clone()),
            computer: self.computer.clone(),
            computer_id: None,
        }
    }
}
