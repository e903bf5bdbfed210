//! A firm of the size the bench asks for: its database on disk, its secrets in memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use conductor::{Conductor, PublishableKey, SecretKey};
use intuit::{Endpoints, Intuit, OAuth};
use jiff::{SignedDuration, Timestamp};
use roster::client::{Client, ClientDraft, ClientId, QuickBooks};
use roster::computer::{Computer, ComputerId};
use roster::database::Database;
use roster::grants::Grants;
use roster::mail::Mail;
use roster::observation::{Observation, OnlineConnection, Person};
use roster::platform::{Browser, BrowserError, Clipboard, ClipboardError, Listener, SystemClock};
use roster::vault::{MemoryVault, Secret, Vault};
use roster::view::{Place, RosterEvent};
use roster::{ConductorService, Dependencies, IntuitService, Roster};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::Outcome;

const TIMEOUT: Duration = Duration::from_secs(30);

/// What the bench wants done, and where.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Job {
    practice: Practice,
    companies: Vec<Company>,
    end_users: Vec<String>,
    /// The end-users were listed before, so that nothing they say is new.
    read_before: bool,
}

#[derive(Deserialize)]
struct Practice {
    origin: Url,
    conductor: ConductorKeys,
    intuit: IntuitKeys,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConductorKeys {
    base_url: Url,
    secret_key: String,
    publishable_key: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct IntuitKeys {
    client_id: String,
    client_secret: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Company {
    realm: String,
    refresh_token: String,
}

/// An opened firm.
pub(crate) struct Firm {
    pub(crate) roster: Roster,
    vault: Arc<MemoryVault>,
    /// Names of vault entries, each with the text it had at the start.
    grants: Vec<(String, String)>,
    window: Arc<Window>,
}

/// Writes the database: every company and end-user of the job as a client that was connected yesterday.
/// No role is known, so that the first round has something to say about every one.
pub(crate) async fn prepare(folder: &Path) -> Outcome<()> {
    let job = job(folder)?;
    {
        let database = Database::open(&roster_file(folder))?;
        let now = Timestamp::now();
        let online = (0..job.companies.len()).map(|nth| client(nth, QuickBooks::Online, now));
        let desktop = (0..job.end_users.len()).map(|nth| {
            let books = QuickBooks::Desktop {
                place: Place::OtherComputer,
                computer: Some(format!("PC-{nth}")),
            };
            client(job.companies.len() + nth, books, now)
        });
        let clients: Vec<Client> = online.chain(desktop).collect();
        database.save_clients(&clients, &[], &[])?;
        let companies = job.companies.iter().map(|company| connected(company, now));
        let end_users = job.end_users.iter().map(|id| {
            let mut seen = Observation::default();
            seen.desktop.end_user_id = Some(id.clone());
            seen
        });
        for (client, seen) in clients.iter().zip(companies.chain(end_users)) {
            database.save_observation(client.id, &seen)?;
        }
    }
    if job.read_before {
        Firm::open(folder)
            .await?
            .roster
            .desktop()
            .read_end_users()
            .await?;
    }
    Ok(())
}

impl Firm {
    /// Opens what [`prepare`] wrote.
    pub(crate) async fn open(folder: &Path) -> Outcome<Self> {
        let job = job(folder)?;
        let database = Database::open(&roster_file(folder))?;
        let vault = Arc::new(MemoryVault::new());
        let mut grants = Vec::with_capacity(job.companies.len());
        for (nth, company) in job.companies.iter().enumerate() {
            // As `roster::grants::Grant` writes a sign-in with development keys.
            let direct = json!({ "refresh_token": company.refresh_token });
            let text = json!({ "realm": company.realm, "direct": direct }).to_string();
            let name = format!("company/{}", id_of(nth)?);
            vault.set(&name, Secret::new(text.clone())).await?;
            grants.push((name, text));
        }
        let window = Arc::new(Window::default());
        let with_intuit = !job.companies.is_empty();
        let with_conductor = !job.end_users.is_empty();
        let parts = Dependencies {
            database,
            vault: vault.clone(),
            clock: Arc::new(SystemClock),
            browser: Arc::new(Nobody),
            clipboard: Arc::new(Nobody),
            listener: window.clone(),
            conductor: with_conductor
                .then(|| conductor_side(&job.practice))
                .transpose()?,
            intuit: with_intuit
                .then(|| intuit_side(&job.practice))
                .transpose()?,
            scheme: roster::callback::SCHEME,
            computer: Computer {
                id: ComputerId::random(),
                name: "BENCH-PC".to_owned(),
            },
        };
        Ok(Self {
            roster: Roster::open(parts).await?,
            vault,
            grants,
            window,
        })
    }

    /// How many grants in the vault are not the ones it had at the start.
    pub(crate) async fn renewed(&self) -> Outcome<usize> {
        let mut renewed = 0;
        for (name, before) in &self.grants {
            let kept = self.vault.get(name).await?.ok_or("a grant was lost")?;
            // EXPOSE: tokens of the practice firm, compared and dropped.
            renewed += usize::from(kept.expose() != before);
        }
        Ok(renewed)
    }

    /// How many bytes were sent to the window.
    pub(crate) fn heard(&self) -> usize {
        self.window.0.load(Ordering::Relaxed)
    }
}

fn job(folder: &Path) -> Outcome<Job> {
    Ok(serde_json::from_slice(&std::fs::read(
        folder.join("job.json"),
    )?)?)
}

fn roster_file(folder: &Path) -> PathBuf {
    folder.join("roster.sqlite")
}

/// The same id in every process, since only the database outlives one.
fn id_of(nth: usize) -> Outcome<ClientId> {
    let id = format!("00000000-0000-4000-8000-{nth:012x}");
    Ok(ClientId::parse(&id).ok_or("a number that is no id")?)
}

fn client(nth: usize, books: QuickBooks, now: Timestamp) -> Client {
    let id = id_of(nth).unwrap_or_else(|_| ClientId::random());
    Client::new(
        id,
        ClientDraft {
            number: Some(nth.to_string()),
            email: Some(format!("client{nth}@example.com")),
            ..ClientDraft::new(format!("Client {nth}"), books)
        },
        now,
    )
}

fn connected(company: &Company, now: Timestamp) -> Observation {
    let yesterday = now - SignedDuration::from_hours(24);
    let tail = company.realm.get(company.realm.len() - 4..);
    let mut seen = Observation::default();
    seen.online.connection = Some(OnlineConnection {
        connected_at: yesterday,
        person: Person {
            sub: "0a6f1d52-7f0e-4f0b-9c41-5d0c1e8a1001".to_owned(),
            name: Some("Maria Ortiz".to_owned()),
            email: Some("maria@haleortiz.example".to_owned()),
        },
        realm_tail: tail.unwrap_or_default().to_owned(),
        realm_hash: format!("0badc0de.{:0>64}", company.realm),
        company_name: None,
        renewed_at: yesterday,
        idle_expires_at: Some(yesterday + SignedDuration::from_hours(2424)),
        hard_expires_at: Some(yesterday + SignedDuration::from_hours(43_800)),
    });
    seen.online.last_ok_at = Some(yesterday);
    seen.checked_at = Some(yesterday);
    seen
}

fn conductor_side(practice: &Practice) -> Outcome<ConductorService> {
    let keys = &practice.conductor;
    let api = Conductor::builder(SecretKey::new(keys.secret_key.as_str()))
        .base_url(keys.base_url.clone())
        .timeout(TIMEOUT)
        .retry(conductor::RetryPolicy::none())
        .build()?;
    Ok(ConductorService {
        api,
        publishable_key: PublishableKey::new(keys.publishable_key.as_str()),
    })
}

fn intuit_side(practice: &Practice) -> Outcome<IntuitService> {
    let at = |path: &str| practice.origin.join(path);
    let mut endpoints = Endpoints::built_in(intuit::Environment::Sandbox);
    endpoints.issuer = at("op/v1")?.to_string();
    endpoints.authorization = at("connect/oauth2")?;
    endpoints.token = at("oauth2/v1/tokens/bearer")?;
    endpoints.revocation = at("v2/oauth2/tokens/revoke")?;
    endpoints.userinfo = at("v1/openid_connect/userinfo")?;
    endpoints.jwks = at("op/v1/jwks")?;
    endpoints.graphql = at("2020-04/graphql")?;
    endpoints.rest = practice.origin.clone();
    let client_id = intuit::ClientId::new(practice.intuit.client_id.as_str());
    let redirect_uri = Url::parse("http://localhost:8765/callback")?;
    let oauth = OAuth::builder(
        endpoints.clone(),
        client_id.clone(),
        intuit::ClientSecret::new(practice.intuit.client_secret.as_str()),
        redirect_uri.clone(),
    )
    .timeout(TIMEOUT)
    .build()?;
    Ok(IntuitService {
        api: Intuit::builder(endpoints.clone())
            .timeout(TIMEOUT)
            .retry(intuit::RetryPolicy::none())
            .build()?,
        endpoints,
        client_id,
        redirect_uri,
        accounting_scope: false,
        ask_roles: true,
        grants: Grants::Direct(oauth),
        app_url: practice.origin.join("app/login")?,
    })
}

/// The window: gets every event as JSON, as through Tauri's channel.
#[derive(Default)]
struct Window(AtomicUsize);

impl Listener for Window {
    fn notify(&self, event: RosterEvent) {
        let bytes = serde_json::to_vec(&event).map_or(0, |event| event.len());
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// Opens and copies nothing: no part of the job does.
struct Nobody;

impl Browser for Nobody {
    fn permits(&self, _: &Url) -> bool {
        false
    }

    fn open(&self, _: &Url) -> Result<(), BrowserError> {
        Err(BrowserError("there is no browser".to_owned()))
    }

    fn write(&self, _: &Mail) -> Result<(), BrowserError> {
        Err(BrowserError("there is no mail program".to_owned()))
    }
}

impl Clipboard for Nobody {
    fn copy(&self, _: &str) -> Result<(), ClipboardError> {
        Err(ClipboardError("there is no clipboard".to_owned()))
    }
}
