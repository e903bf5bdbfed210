//! The practice firm: the practice services in this process, and a roster that fills itself the way a
//! person would, by connecting each client through the real code. The only
//! practice-only thing is who clicks.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use conductor::SecretKey;
use http_client::{HttpError, PlainHttp, Settings};
use intuit::{ClientId as IntuitClientId, Endpoints};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use practice::Practice;
use roster::client::{ClientDraft, ClientId, QuickBooks};
use roster::event::Event;
use roster::journal::JournalEntry;
use roster::mail::Mail;
use roster::platform::{Browser, BrowserError, Listener};
use roster::vault::Vault;
use roster::view::{AttemptStage, LinkDelivery, Place, Profile, RosterEvent};
use roster::{ConductorService, Dependencies, IntuitService, Roster, RosterError};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use url::Url;

use crate::api::RelayOverview;
use crate::platform::identity::OWN;
use crate::platform::private_files;
use crate::platform::shell::{Allowed, PracticeClock, PracticeNetwork};
use crate::session::Session;
use crate::session::open_firm::{FirmParts, OpenFirm};
use crate::session::services::{FirmError, IntuitParts, Return, conductor_side, intuit_side};

/// A new practice firm's clock starts this long ago, so that its history is made by the real code too.
const HISTORY: Duration = Duration::from_secs(11 * 24 * 3600);
/// When the firm's clients were last checked: twice, so that a refusal is confirmed.
const CHECKS: [SignedDuration; 2] = [SignedDuration::from_hours(3), SignedDuration::from_mins(12)];
/// Written when the history is complete; a firm without it is filled again from the start. Another name
/// where an older firm no longer fits: the second sealed its grants anew.
const FILLED: &str = "filled-2";
/// The vault entry that the first sign-in makes.
const FIRST_SECRET: &str = "realm-hash-key";
/// Loopback answers at once or not at all.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The whole sample firm has a few thousand bytes.
const LARGEST_ANSWER: usize = 1 << 20;

/// Why the practice firm did not open.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PracticeError {
    #[error("its server didn't start ({0})")]
    Server(#[from] practice::Error),
    #[error("{0}")]
    Firm(#[from] FirmError),
    #[error("{0}")]
    Roster(#[from] RosterError),
    #[error("its server gave no answer ({0})")]
    Wire(#[from] HttpError),
    #[error("{0}")]
    File(#[from] std::io::Error),
    #[error("{0}")]
    Story(String),
}

/// Opens the practice firm.
pub(crate) async fn open(session: &Session) -> Result<OpenFirm, PracticeError> {
    let (vault, namespace) = session.practice_vault().await;
    let folder = session.folder.join(namespace);
    // Its secrets are gone, and nothing in it would work: so it is without a keychain, at every start.
    let has_lost_secrets = matches!(vault.get(FIRST_SECRET).await, Ok(None));
    if has_lost_secrets || !folder.join(FILLED).exists() {
        forget(&folder, &vault).await?;
    }
    private_files::make_folder(&folder)?;
    let practice = Practice::start(practice::Config {
        sample: false,
        books_follow_the_calendar: true,
        port: 0,
        folder: Some(folder.clone()),
        start_before: HISTORY,
        app_scheme: OWN.scheme.to_owned(),
    })
    .await?;
    if !folder.join(FILLED).exists() {
        let browser = ScriptedBrowser::default();
        let mut parts = parts(session, &practice, vault.clone(), namespace).await?;
        parts.browser = Arc::new(browser.clone());
        // The window gets the firm once it is complete, and none of the events before.
        parts.listener = Arc::new(NullListener);
        let roster = Roster::open(parts).await?;
        practice.make_signing_key().await;
        SampleFirm::read(&practice)
            .await?
            .play(&roster, &browser)
            .await?;
        if let Err(error) = private_files::write(&folder.join(FILLED), b"") {
            tracing::warn!(%error, "the practice firm will be filled again at the next start");
        }
    }
    let made = FirmParts {
        profile: Profile::Practice,
        name: "Hale & Ortiz LLP".to_owned(),
        namespace: namespace.to_owned(),
        relay: Some(RelayOverview {
            host: "127.0.0.1".to_owned(),
            operator: "this computer".to_owned(),
        }),
        parts: parts(session, &practice, vault, namespace).await?,
        network: Arc::new(PracticeNetwork(practice.network())),
        practice: Some(practice),
    };
    Ok(OpenFirm::open(made).await?)
}

/// Deletes the practice firm's folder and secrets, and nothing else.
pub(crate) async fn forget(folder: &Path, vault: &Arc<dyn Vault>) -> Result<(), PracticeError> {
    // The vault closes its file in any case; an entry that cannot be deleted opens nothing any more.
    if let Err(error) = vault.wipe().await {
        tracing::warn!(%error, "secrets of the practice firm stay in the keychain");
    }
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

async fn parts(
    session: &Session,
    practice: &Practice,
    vault: Arc<dyn Vault>,
    namespace: &str,
) -> Result<Dependencies, PracticeError> {
    let endpoints = practice.endpoints();
    let allowed = Allowed {
        practice: Some(address(&endpoints.origin)?),
    };
    let (conductor, intuit) = sides(endpoints).await?;
    let clock = Arc::new(PracticeClock(practice.clock()));
    let database = session
        .roster_file(namespace)
        .map_err(|problem| PracticeError::Story(problem.message))?;
    Ok(session.parts(
        database,
        vault,
        allowed,
        clock,
        Some(conductor),
        Some(intuit),
    ))
}

/// The services as the live firm's are made, only at other addresses.
async fn sides(
    services: &practice::Endpoints,
) -> Result<(ConductorService, IntuitService), PracticeError> {
    let origin = address(&services.origin)?;
    let conductor = conductor_side(
        Some(address(&services.conductor.base_url)?),
        SecretKey::new(services.conductor.secret_key.clone()),
        &services.conductor.publishable_key,
    )?;
    let mut built_in = Endpoints::built_in(intuit::Environment::Sandbox);
    built_in.graphql = address(&services.intuit.graphql_url)?;
    built_in.rest = origin;
    let endpoints = Endpoints::discover(
        &address(&services.intuit.discovery_url)?,
        &built_in,
        TIMEOUT,
    )
    .await
    .map_err(FirmError::from)?;
    let intuit = intuit_side(IntuitParts {
        endpoints,
        client_id: IntuitClientId::new(services.intuit.client_id.clone()),
        back: Return::Relay(address(&services.relay.base_url)?),
        accounting_scope: false,
        ask_roles: true,
        app_url: address(&format!("{}/app/login", services.origin))?,
    })?;
    Ok((conductor, intuit))
}

fn address(text: &str) -> Result<Url, PracticeError> {
    Url::parse(text).map_err(|error| PracticeError::Story(format!("{text}: {error}")))
}

/// The window while the firm fills: shows nothing.
struct NullListener;

impl Listener for NullListener {
    fn notify(&self, _event: RosterEvent) {}
}

/// The browser while the firm fills: keeps the address instead of showing it.
#[derive(Clone, Default)]
struct ScriptedBrowser(Arc<Mutex<Option<Url>>>);

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
    fn take(&self) -> Option<Url> {
        self.0.lock().take()
    }
}

/// The sample firm, as `GET /practice` tells it.
struct SampleFirm {
    control: Url,
    http: reqwest::Client,
    clients: Vec<SampleClient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SampleClient {
    name: String,
    number: Option<String>,
    email: Option<String>,
    books: String,
    place: Option<Place>,
    computer: Option<String>,
    seconds_ago: i64,
    connect: Option<SignInAs>,
    attempt: Option<String>,
    desktop: Option<DesktopPlan>,
    #[serde(default)]
    journal: Vec<RemoteEntry>,
}

#[derive(Deserialize)]
struct SignInAs {
    r#as: String,
    realm: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DesktopPlan {
    flow: String,
    link_minutes: Option<u32>,
    handed: Option<LinkDelivery>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RemoteEntry {
    seconds_ago: i64,
    person: String,
    computer: String,
}

#[derive(Deserialize)]
struct Sample {
    clients: Vec<SampleClient>,
}

impl SampleFirm {
    async fn read(practice: &Practice) -> Result<Self, PracticeError> {
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
    async fn play(&self, roster: &Roster, browser: &ScriptedBrowser) -> Result<(), PracticeError> {
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

    async fn add(
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
            roster.import_entry(&remote_entry(id, entry))?;
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

#[cfg(test)]
mod tests;
#[cfg(test)]
mod two_firms;

/// A line of the firm's change log that another computer wrote.
fn remote_entry(client: ClientId, entry: &RemoteEntry) -> JournalEntry {
    JournalEntry {
        client,
        at: Timestamp::now() - SignedDuration::from_secs(entry.seconds_ago),
        event: Event::Connected,
        person: Some(entry.person.clone()),
        computer: entry.computer.clone(),
        computer_id: None,
    }
}
