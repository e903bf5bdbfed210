//! What parent and child share: the clients of the firm, and a roster over a folder and the practice
//! services.

#![expect(
    clippy::disallowed_methods,
    reason = "the test's own browser, on loopback"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use conductor::{Conductor, PublishableKey, SecretKey};
use intuit::{Endpoints, Intuit};
use roster::client::{ClientDraft, ClientId, QuickBooks};
use roster::computer::{Computer, ComputerId};
use roster::database::Database;
use roster::grants::{Grants, RelayClient};
use roster::mail::Mail;
use roster::platform::{Browser, BrowserError, Clipboard, ClipboardError, Listener, SystemClock};
use roster::view::{AttemptStage, Place, RosterEvent};
use roster::{ConductorService, Dependencies, IntuitService, Roster};
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;
use url::Url;

use crate::file_vault::FileVault;

const TIMEOUT: Duration = Duration::from_secs(20);

/// A company at Intuit, and who signs in for it.
pub(crate) struct Company {
    pub(crate) name: &'static str,
    pub(crate) person: &'static str,
    pub(crate) realm: &'static str,
}

const fn company(name: &'static str, person: &'static str, realm: &'static str) -> Company {
    Company {
        name,
        person,
        realm,
    }
}

const MARIA: &str = "maria@haleortiz.example";
const TOM: &str = "tom@haleortiz.example";

/// Companies of the sample firm with nothing special about them.
pub(crate) const COMPANIES: [Company; 5] = [
    company("Sue's Bakery LLC", MARIA, "9130349878530396"),
    company("Cedar Loft Interiors", TOM, "9130349878530471"),
    company("Oak & Ivy Florists", MARIA, "9130349878530612"),
    company("Wren & Daughters", TOM, "9130349878530744"),
    company("Lantern Hill Farm", MARIA, "9130349878531077"),
];

/// Clients with QuickBooks Desktop.
pub(crate) const DESKTOPS: [&str; 4] = [
    "Acme Plumbing",
    "Northwind Tools",
    "Granite Bay Masonry",
    "Two Rivers Outfitters",
];

/// Where the services are, for a child.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Services {
    pub(crate) origin: String,
    conductor: String,
    secret_key: String,
    publishable_key: String,
    client_id: String,
    discovery: String,
    graphql: String,
    redirect: String,
    relay: String,
}

impl Services {
    pub(crate) fn new(services: &practice::Endpoints) -> Self {
        Self {
            origin: services.origin.clone(),
            conductor: services.conductor.base_url.clone(),
            secret_key: services.conductor.secret_key.clone(),
            publishable_key: services.conductor.publishable_key.clone(),
            client_id: services.intuit.client_id.clone(),
            discovery: services.intuit.discovery_url.clone(),
            graphql: services.intuit.graphql_url.clone(),
            redirect: services.intuit.redirect_uri.clone(),
            relay: services.relay.base_url.clone(),
        }
    }

    /// The end-users that Conductor has.
    pub(crate) async fn end_users(&self) -> Vec<serde_json::Value> {
        let address = format!("{}/end-users", self.conductor);
        let asking = self.clients().await.browser.get(address);
        let answer = asking.bearer_auth(&self.secret_key).send().await.unwrap();
        let list: serde_json::Value = answer.json().await.unwrap();
        list["data"].as_array().unwrap().clone()
    }

    /// The clients of both services, made once for each firm: each reads every root certificate of the system.
    async fn clients(&self) -> &'static Clients {
        static MADE: Mutex<BTreeMap<String, &'static OnceCell<Clients>>> =
            Mutex::new(BTreeMap::new());
        let made = *MADE
            .lock()
            .unwrap()
            .entry(self.origin.clone())
            .or_insert_with(|| Box::leak(Box::default()));
        made.get_or_init(|| Clients::new(self)).await
    }
}

struct Clients {
    conductor: Conductor,
    endpoints: Endpoints,
    intuit: Intuit,
    browser: reqwest::Client,
}

impl Clients {
    async fn new(services: &Services) -> Self {
        let conductor = Conductor::builder(SecretKey::new(services.secret_key.as_str()))
            .base_url(url(&services.conductor))
            .build()
            .unwrap();
        let mut built_in = Endpoints::built_in(intuit::Environment::Sandbox);
        built_in.graphql = url(&services.graphql);
        built_in.rest = url(&services.origin);
        let endpoints = Endpoints::discover(&url(&services.discovery), &built_in, TIMEOUT)
            .await
            .unwrap();
        let intuit = Intuit::builder(endpoints.clone())
            .timeout(TIMEOUT)
            .build()
            .unwrap();
        Self {
            conductor,
            endpoints,
            intuit,
            browser: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
        }
    }
}

/// An open roster with what the person in front of it does.
pub(crate) struct Desk {
    pub(crate) roster: Roster,
    pub(crate) vault: Arc<FileVault>,
    http: reqwest::Client,
}

/// Where a firm's roster is.
pub(crate) fn roster_file(folder: &Path) -> PathBuf {
    folder.join("roster.sqlite")
}

impl Desk {
    /// Opens what is in `folder`.
    pub(crate) async fn open(folder: &Path, services: &Services, kept: fn(&str)) -> Self {
        Self::over(
            Database::open(&roster_file(folder)).unwrap(),
            &folder.join("vault"),
            services,
            kept,
        )
        .await
    }

    pub(crate) async fn over(
        database: Database,
        vault: &Path,
        services: &Services,
        kept: fn(&str),
    ) -> Self {
        let vault = Arc::new(FileVault::new(vault, kept));
        let clients = services.clients().await;
        let parts = Dependencies {
            database,
            vault: vault.clone(),
            clock: Arc::new(SystemClock),
            browser: Arc::new(FakeShell),
            clipboard: Arc::new(FakeShell),
            listener: Arc::new(Deaf),
            conductor: Some(ConductorService {
                api: clients.conductor.clone(),
                publishable_key: PublishableKey::new(services.publishable_key.as_str()),
            }),
            intuit: Some(IntuitService {
                api: clients.intuit.clone(),
                endpoints: clients.endpoints.clone(),
                client_id: intuit::ClientId::new(services.client_id.clone()),
                redirect_uri: url(&services.redirect),
                accounting_scope: false,
                ask_roles: true,
                grants: Grants::Relay(
                    RelayClient::new(
                        &url(&services.relay),
                        &intuit::ClientId::new(services.client_id.clone()),
                        TIMEOUT,
                    )
                    .unwrap(),
                ),
                app_url: url(&services.origin),
            }),
            scheme: roster::callback::SCHEME,
            computer: Computer {
                id: ComputerId::parse("00000000-0000-4000-8000-000000000001").unwrap(),
                name: "TEST-PC".to_owned(),
            },
        };
        Self {
            roster: Roster::open(parts).await.unwrap(),
            vault,
            http: clients.browser.clone(),
        }
    }

    /// The client of that name, if it is in the roster.
    pub(crate) fn find(&self, name: &str) -> Option<ClientId> {
        let rows = self.roster.rows().unwrap();
        let row = rows.into_iter().find(|row| row.name == name)?;
        ClientId::parse(&row.id)
    }

    pub(crate) fn add(
        &self,
        name: &str,
        books: QuickBooks,
    ) -> Result<ClientId, roster::RosterError> {
        let row = self.roster.add_client(ClientDraft::new(name, books))?;
        Ok(ClientId::parse(&row.id).unwrap())
    }

    /// Signs in at Intuit for a client, and saves what the sheet shows.
    pub(crate) async fn connect(&self, id: ClientId, company: &Company) -> Result<(), String> {
        let said = |error: &dyn std::fmt::Display| error.to_string();
        self.roster
            .online()
            .connect_online(id)
            .await
            .map_err(|e| said(&e))?;
        let mut page = self
            .roster
            .online()
            .sign_in_url(id)
            .map_err(|error| error.to_string())?;
        page.query_pairs_mut()
            .append_pair("practice_as", company.person)
            .append_pair("practice_realm", company.realm);
        let back = self.redirect(page).await.ok_or("no redirect")?;
        let link = self.redirect(back).await.ok_or("no link")?;
        self.roster
            .online()
            .arrive(link.as_str())
            .await
            .map_err(|e| said(&e))?;
        let sheet = self.roster.attempt(id).ok_or("no sheet")?;
        match sheet.stage() {
            AttemptStage::Done => Ok(()),
            AttemptStage::Confirm => {
                let saved = self.roster.online().save_connection(id).await;
                saved.map(|_| ()).map_err(|error| error.to_string())
            }
            stage => Err(format!(
                "{stage:?} {:?} {:?}",
                sheet.ending(),
                sheet.error()
            )),
        }
    }

    async fn redirect(&self, page: Url) -> Option<Url> {
        let answer = self.http.get(page.clone()).send().await.ok()?;
        let location = answer.headers().get("location")?.to_str().ok()?;
        page.join(location).ok()
    }
}

/// QuickBooks Desktop somewhere else.
pub(crate) fn desktop() -> QuickBooks {
    QuickBooks::Desktop {
        place: Place::OtherComputer,
        computer: None,
    }
}

struct FakeShell;

impl Browser for FakeShell {
    fn permits(&self, _: &Url) -> bool {
        true
    }

    fn open(&self, _: &Url) -> Result<(), BrowserError> {
        Ok(())
    }

    fn write(&self, _: &Mail) -> Result<(), BrowserError> {
        Ok(())
    }
}

impl Clipboard for FakeShell {
    fn copy(&self, _: &str) -> Result<(), ClipboardError> {
        Ok(())
    }
}

struct Deaf;

impl Listener for Deaf {
    fn notify(&self, _: RosterEvent) {}
}

pub(crate) fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}
