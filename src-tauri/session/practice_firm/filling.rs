//! Fills the practice firm: adds and connects each sample client as a person would.

use std::sync::Arc;

use http_client::{PlainHttp, Settings};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use practice::Practice;
use roster::client::{ClientDraft, ClientId, QuickBooks};
use roster::mail::Mail;
use roster::platform::{Browser, BrowserError, Listener};
use roster::view::{AttemptStage, LinkDelivery, Place, RosterEvent};
use roster::{Roster, RosterError};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use url::Url;

use super::sample::{Sample, SampleClient};
use super::{PracticeError, TIMEOUT};

/// When the firm's clients were last checked: twice, so that a refusal is confirmed.
const CHECKS: [SignedDuration; 2] = [SignedDuration::from_hours(3), SignedDuration::from_mins(12)];
/// The whole sample firm has a few thousand bytes.
const LARGEST_ANSWER: usize = 1 << 20;

/// The sample firm, as `GET /practice` tells it.
pub(super) struct SampleFirm {
    control: Url,
    http: reqwest::Client,
    pub(super) clients: Vec<SampleClient>,
}

impl SampleFirm {
    pub(super) async fn read(practice: &Practice) -> Result<Self, PracticeError> {
        let origin = &practice.endpoints().origin;
        let control = Url::parse(&format!("{origin}/practice"))
            .map_err(|error| PracticeError::Story(error.to_string()))?;
        let http = Settings::new(TIMEOUT, PlainHttp::OnThisComputer).client_for([&control])?;
        let sample: Sample =
            http_client::ask_json(http.get(control.clone()), LARGEST_ANSWER).await?;
        let mut clients = sample.clients;
        clients.sort_by_key(|sample| std::cmp::Reverse(sample.seconds_ago));
        Ok(Self {
            control,
            http,
            clients,
        })
    }

    /// Adds and connects the clients at their times, lets the services do to them what the sample says,
    /// and checks them twice.
    pub(super) async fn play(
        &self,
        roster: &Roster,
        browser: &ScriptedBrowser,
    ) -> Result<(), PracticeError> {
        let checks_from = CHECKS[0].as_secs();
        let (early, late): (Vec<&SampleClient>, Vec<&SampleClient>) = self
            .clients
            .iter()
            .partition(|sample| sample.seconds_ago > checks_from);
        let mut added = Vec::new();
        for sample in early {
            added.push((sample, self.add(roster, browser, sample).await?));
        }
        let _: serde_json::Value = self.post("settle", &json!({})).await?;
        for ago in CHECKS {
            self.at(ago.as_secs()).await?;
            self.check(roster, &added).await?;
        }
        for (sample, id) in &added {
            self.later(roster, browser, sample, *id).await?;
        }
        for sample in late {
            let id = self.add(roster, browser, sample).await?;
            self.later(roster, browser, sample, id).await?;
        }
        self.at(0).await
    }

    pub(super) async fn add(
        &self,
        roster: &Roster,
        browser: &ScriptedBrowser,
        sample: &SampleClient,
    ) -> Result<ClientId, PracticeError> {
        self.at(sample.seconds_ago).await?;
        let row = roster.add_client(ClientDraft {
            number: sample.number.clone(),
            email: sample.email.clone(),
            ..ClientDraft::new(
                sample.name.clone(),
                match sample.books.as_str() {
                    "online" => QuickBooks::Online,
                    _ => QuickBooks::Desktop {
                        place: sample.place.unwrap_or(Place::OtherComputer),
                        computer: sample.computer.clone(),
                    },
                },
            )
        })?;
        let id = ClientId::parse(&row.id)
            .ok_or_else(|| PracticeError::Story(format!("{} has no id", sample.name)))?;
        if let Some(sign_in) = &sample.connect {
            self.sign_in(roster, browser, id, &sign_in.r#as, &sign_in.realm)
                .await?;
            let waits = roster
                .attempt(id)
                .is_some_and(|a| a.stage() == AttemptStage::Confirm);
            if waits {
                roster.online().save_connection(id).await?;
            }
        }
        if let Some(plan) = sample.desktop.as_ref().filter(|plan| plan.flow != "none") {
            let minutes = plan.link_minutes.unwrap_or(30);
            let handed = plan.handed.unwrap_or(LinkDelivery::Copied);
            // Nobody's clipboard or mail program is touched: the link is "opened" by the scripted browser.
            roster
                .desktop()
                .connect_desktop(id, minutes, LinkDelivery::Opened)
                .await?;
            roster.desktop().note_delivery(id, handed)?;
        }
        for entry in &sample.journal {
            roster.import_entry(&entry.of_client(id))?;
        }
        Ok(id)
    }

    /// What happens to a client after the checks: a sign-in left open, or one with the wrong company.
    async fn later(
        &self,
        roster: &Roster,
        browser: &ScriptedBrowser,
        sample: &SampleClient,
        id: ClientId,
    ) -> Result<(), PracticeError> {
        match sample.attempt.as_deref() {
            Some("waiting") => {
                self.at(sample.seconds_ago.min(40)).await?;
                roster.online().connect_online(id).await?;
            }
            Some(wrong) => {
                if let (Some(realm), Some(sign_in)) =
                    (wrong.strip_prefix("wrong_company:"), &sample.connect)
                {
                    self.sign_in(roster, browser, id, &sign_in.r#as, realm)
                        .await?;
                }
            }
            None => {}
        }
        Ok(())
    }

    /// Signs in as a person would: Intuit's page, a choice, and the way back through the relay.
    async fn sign_in(
        &self,
        roster: &Roster,
        browser: &ScriptedBrowser,
        id: ClientId,
        person: &str,
        realm: &str,
    ) -> Result<(), PracticeError> {
        roster.online().connect_online(id).await?;
        let mut page = browser
            .take()
            .ok_or_else(|| PracticeError::Story("no sign-in page was opened".to_owned()))?;
        page.query_pairs_mut()
            .append_pair("practice_as", person)
            .append_pair("practice_realm", realm);
        let relay = self.redirect(page).await?;
        let link = self.redirect(relay).await?;
        roster
            .online()
            .arrive(link.as_str())
            .await
            .map_err(|error| PracticeError::Story(error.to_string()))?;
        Ok(())
    }

    async fn redirect(&self, page: Url) -> Result<Url, PracticeError> {
        let response = http_client::send(self.http.get(page.clone())).await?;
        response
            .headers()
            .get(reqwest::header::LOCATION)
            .and_then(|location| location.to_str().ok())
            .and_then(|location| page.join(location).ok())
            .ok_or_else(|| PracticeError::Story(format!("{} did not redirect", page.path())))
    }

    async fn check(
        &self,
        roster: &Roster,
        added: &[(&SampleClient, ClientId)],
    ) -> Result<(), PracticeError> {
        let mut asked = tokio::task::JoinSet::new();
        for (sample, id) in added {
            let connected = sample.connect.is_some()
                || sample
                    .desktop
                    .as_ref()
                    .is_some_and(|plan| plan.flow != "none");
            if connected {
                let (roster, id) = (roster.clone(), *id);
                asked.spawn(async move { roster.scheduler().check_client(id).await });
            }
        }
        for answer in asked.join_all().await {
            match answer {
                // What a service said against a client is part of the sample.
                Ok(_) | Err(RosterError::Service(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Moves the practice clock to `seconds_ago` before the real time; never back.
    async fn at(&self, seconds_ago: i64) -> Result<(), PracticeError> {
        #[derive(Deserialize)]
        struct Moved {
            now: Timestamp,
        }
        let moved: Moved = self.post("clock", &json!({ "advanceSeconds": 0 })).await?;
        let target = Timestamp::now() - SignedDuration::from_secs(seconds_ago);
        let ahead = target.duration_since(moved.now).as_secs();
        if ahead > 0 {
            let _: Moved = self
                .post("clock", &json!({ "advanceSeconds": ahead }))
                .await?;
        }
        Ok(())
    }

    async fn post<T: DeserializeOwned>(
        &self,
        what: &str,
        body: &serde_json::Value,
    ) -> Result<T, PracticeError> {
        let request = self
            .http
            .post(format!("{}/{what}", self.control))
            .json(body);
        Ok(http_client::ask_json(request, LARGEST_ANSWER).await?)
    }
}

/// The window while the firm fills: shows nothing.
pub(super) struct NullListener;

impl Listener for NullListener {
    fn notify(&self, _event: RosterEvent) {}
}

/// The browser while the firm fills: keeps the address instead of showing it.
#[derive(Clone, Default)]
pub(super) struct ScriptedBrowser(Arc<Mutex<Option<Url>>>);

impl Browser for ScriptedBrowser {
    fn permits(&self, _url: &Url) -> bool {
        true
    }

    fn open(&self, url: &Url) -> Result<(), BrowserError> {
        *self.0.lock() = Some(url.clone());
        Ok(())
    }

    fn write(&self, _mail: &Mail) -> Result<(), BrowserError> {
        Ok(())
    }
}

impl ScriptedBrowser {
    pub(super) fn take(&self) -> Option<Url> {
        self.0.lock().take()
    }
}
