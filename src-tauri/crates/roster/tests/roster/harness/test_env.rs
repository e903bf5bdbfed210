//! The practice firm, its clock and its faults; and what a roster over it leaves on disk.
//!
//! Long because each control of the practice firm has a method here.

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
use jiff::Timestamp;
use practice::Practice;
use roster::computer::{Computer, ComputerId};
use roster::database::Database;
use roster::grants::{Grants, RelayClient};
use roster::platform::Network;
use roster::{ConductorService, Dependencies, IntuitService, Roster};
use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{OnceCell, mpsc};
use url::Url;

use super::platform::{FirmClock, Window};
use super::{AppUnderTest, FakeNetwork, FakeShell, MARIA, TestVault, WREN};

/// Where Practice keeps a firm.
const FIRM_FILE: &str = "state.json";
const TIMEOUT: Duration = Duration::from_secs(20);

pub(crate) struct TestEnv {
    pub(crate) practice: Practice,
    pub(crate) vault: Arc<TestVault>,
    pub(crate) network: Arc<FakeNetwork>,
    pub(crate) http: reqwest::Client,
    folder: TempDir,
    firm_folder: TempDir,
    windows: Mutex<Vec<Arc<Mutex<Vec<String>>>>>,
}

/// One line of the practice log.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Asked {
    pub(crate) at: Timestamp,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    /// Requests to the same computer when this one began, itself among them.
    pub(crate) at_once: Option<usize>,
}

impl TestEnv {
    pub(crate) async fn new() -> Self {
        static FIRM: OnceCell<Vec<u8>> = OnceCell::const_new();
        let firm = FIRM.get_or_init(fresh_firm).await;
        let firm_folder = tempfile::tempdir().unwrap();
        std::fs::write(firm_folder.path().join(FIRM_FILE), firm).unwrap();
        Self::over(firm_folder).await
    }

    async fn over(firm_folder: TempDir) -> Self {
        let practice = Practice::start(practice::Config {
            port: 0,
            folder: Some(firm_folder.path().to_owned()),
            ..practice::Config::default()
        })
        .await
        .unwrap();
        // The clients install the TLS provider that every other client of this process needs too.
        let _ = conductor_side(&practice);
        Self {
            practice,
            vault: Arc::default(),
            network: FakeNetwork::connected(),
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            folder: tempfile::tempdir().unwrap(),
            firm_folder,
            windows: Mutex::default(),
        }
    }

    /// A running app. A second one over the same environment is a restart, or another process.
    pub(crate) async fn app(&self) -> AppUnderTest {
        self.app_with(|_| {}).await
    }

    /// The app on another computer of the firm: its own roster and keychain, the same services.
    pub(crate) async fn other_computer(&self) -> AppUnderTest {
        let file = self.firm_folder.path().join("other.sqlite");
        self.app_with(|parts| {
            parts.database = Database::open(&file).unwrap();
            parts.vault = Arc::new(TestVault::default());
            parts.computer = Computer {
                id: ComputerId::random(),
                name: "OTHER-PC".to_owned(),
            };
        })
        .await
    }

    /// The same with other parts.
    pub(crate) async fn app_with(&self, change: impl FnOnce(&mut Dependencies)) -> AppUnderTest {
        self.app_over(Database::open(&self.file()).unwrap(), change)
            .await
    }

    /// The same over another database.
    pub(crate) async fn app_over(
        &self,
        database: Database,
        change: impl FnOnce(&mut Dependencies),
    ) -> AppUnderTest {
        let (sender, events) = mpsc::unbounded_channel();
        let heard = Arc::new(Mutex::new(Vec::new()));
        self.windows.lock().unwrap().push(heard.clone());
        let shell = Arc::new(FakeShell::default());
        let mut parts = Dependencies {
            database,
            vault: self.vault.clone(),
            clock: Arc::new(FirmClock(self.practice.clock())),
            browser: shell.clone(),
            clipboard: shell.clone(),
            listener: Arc::new(Window {
                heard: heard.clone(),
                sender,
            }),
            conductor: Some(conductor_side(&self.practice)),
            intuit: Some(self.intuit_side().await),
            scheme: roster::callback::SCHEME,
            computer: Computer {
                id: test_pc(),
                name: "TEST-PC".to_owned(),
            },
        };
        change(&mut parts);
        let network: Arc<dyn Network> = self.network.clone();
        AppUnderTest {
            roster: Box::pin(Roster::open_on(parts, network)).await.unwrap(),
            shell,
            events: tokio::sync::Mutex::new(events),
        }
    }

    pub(crate) async fn intuit_side(&self) -> IntuitService {
        let services = self.practice.endpoints();
        let origin = url(&services.origin);
        let mut built_in = Endpoints::built_in(intuit::Environment::Sandbox);
        built_in.graphql = url(&services.intuit.graphql_url);
        built_in.rest = origin.clone();
        let discovery = url(&services.intuit.discovery_url);
        let endpoints = Endpoints::discover(&discovery, &built_in, TIMEOUT)
            .await
            .unwrap();
        let client_id = intuit::ClientId::new(services.intuit.client_id.clone());
        IntuitService {
            api: intuit_client(&endpoints),
            endpoints,
            redirect_uri: url(&services.intuit.redirect_uri),
            accounting_scope: false,
            ask_roles: true,
            grants: Grants::Relay(
                RelayClient::new(&url(&services.relay.base_url), &client_id, TIMEOUT).unwrap(),
            ),
            client_id,
            app_url: origin.join("app/login").unwrap(),
        }
    }

    /// What a person does on Intuit's page, and the browser after it: the link that comes back.
    pub(crate) async fn approve(&self, page: Url, person: &str, realm: &str) -> Url {
        let callback = self.approve_at_intuit(page, person, realm).await;
        self.redirect(callback).await
    }

    /// The same up to where Intuit's page leads.
    pub(crate) async fn approve_at_intuit(&self, mut page: Url, person: &str, realm: &str) -> Url {
        page.query_pairs_mut()
            .append_pair("practice_as", person)
            .append_pair("practice_realm", realm);
        self.redirect(page).await
    }

    /// The person chooses *Cancel* on Intuit's page: the link that comes back.
    pub(crate) async fn decline(&self, page: &Url) -> Url {
        let mut form: BTreeMap<String, String> = page.query_pairs().into_owned().collect();
        form.insert("decision".to_owned(), "decline".to_owned());
        let answer = self
            .http
            .post(self.at("connect/oauth2"))
            .form(&form)
            .send()
            .await
            .unwrap();
        let callback = location(page, &answer);
        self.redirect(callback).await
    }

    /// Follows a redirect: where it leads.
    pub(crate) async fn redirect(&self, page: Url) -> Url {
        let answer = self.http.get(page.clone()).send().await.unwrap();
        location(&page, &answer)
    }

    /// Opens an auth link and leaves the flow at its first step.
    pub(crate) async fn open_link(&self, link: &str) {
        let answer = self.http.get(link).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    /// Walks the flow of an auth link to its end.
    pub(crate) async fn finish_link(&self, link: &str) {
        let answer = self.http.post(link).send().await.unwrap();
        assert_eq!(answer.status(), 303);
    }

    pub(crate) async fn advance(&self, seconds: i64) {
        self.control("clock", &json!({ "advanceSeconds": seconds }))
            .await;
    }

    pub(crate) async fn fault(&self, fault: Value) {
        self.control("faults", &fault).await;
    }

    pub(crate) async fn clear_faults(&self) {
        let address = self.at("practice/faults");
        let answer = self.http.delete(address).send().await.unwrap();
        assert!(answer.status().is_success());
    }

    pub(crate) async fn apply_scenario(&self, client: &str, scenario: &str) {
        self.control("fate", &json!({ "client": client, "fate": scenario }))
            .await;
    }

    /// Makes a Desktop client's books larger.
    pub(crate) async fn larger_books(&self, client: &str, transactions: usize, names: usize) {
        let size = json!({ "client": client, "transactions": transactions, "names": names });
        self.control("books", &size).await;
    }

    /// Refresh tokens change with every refresh, not only after a day.
    pub(crate) async fn rotate_always(&self) {
        self.control("switches", &json!({ "rotateAlways": true }))
            .await;
    }

    /// Sets Practice's switches.
    pub(crate) async fn switches(&self, switches: Value) {
        self.control("switches", &switches).await;
    }

    async fn control(&self, what: &str, body: &Value) {
        let address = self.at(&format!("practice/{what}"));
        let answer = self.http.post(address).json(body).send().await.unwrap();
        assert!(answer.status().is_success(), "{what}: {body}");
    }

    /// Calls of the services so far, oldest first.
    pub(crate) async fn log(&self) -> Vec<Asked> {
        let address = self.at("practice/log");
        let answer = self.http.get(address).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// How many things one client's QuickBooks was asked at the same time, at most.
    pub(crate) async fn most_at_once(&self) -> usize {
        let log = self.log().await;
        log.iter()
            .filter_map(|asked| asked.at_once)
            .max()
            .unwrap_or_default()
    }

    /// How often a path was called.
    pub(crate) async fn count(&self, method: &str, path: &str) -> usize {
        let log = self.log().await;
        log.iter()
            .filter(|asked| asked.method == method && asked.path == path)
            .count()
    }

    /// Waits until every fault has met its request.
    pub(crate) async fn until_faults_are_spent(&self) {
        let spending = async {
            loop {
                let answer = self.http.get(self.at("practice/faults")).send().await;
                let left: Value = answer.unwrap().json().await.unwrap();
                if left["left"] == 0 {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(TIMEOUT, spending)
            .await
            .expect("a fault met no request");
    }

    /// Waits until a path was called this often in all.
    pub(crate) async fn until_asked(&self, method: &str, path: &str, times: usize) {
        let asking = async {
            while self.count(method, path).await < times {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(TIMEOUT, asking)
            .await
            .expect("it was not asked so often");
    }

    pub(crate) async fn refreshes(&self) -> usize {
        self.count("POST", "/relay/refresh").await
    }

    pub(crate) async fn revokes(&self) -> usize {
        self.count("POST", "/relay/revoke").await
    }

    /// How often Intuit itself was asked to end a grant.
    pub(crate) async fn revokes_at_intuit(&self) -> usize {
        self.count("POST", "/v2/oauth2/tokens/revoke").await
    }

    /// The end-users that Conductor has.
    pub(crate) async fn end_users(&self) -> Vec<Value> {
        let address = self.at("v1/end-users");
        let key = &self.practice.endpoints().conductor.secret_key;
        let answer = self.http.get(address).bearer_auth(key).send().await;
        let body: Value = answer.unwrap().json().await.unwrap();
        body["data"].as_array().unwrap().clone()
    }

    /// Makes an end-user behind the app's back, as another program of the firm would.
    pub(crate) async fn make_end_user(
        &self,
        company: &str,
        email: &str,
        source_id: &str,
    ) -> String {
        let address = self.at("v1/end-users");
        let key = &self.practice.endpoints().conductor.secret_key;
        let body = json!({ "companyName": company, "email": email, "sourceId": source_id });
        let asked = self.http.post(address).bearer_auth(key).json(&body);
        let body: Value = asked.send().await.unwrap().json().await.unwrap();
        body["id"].as_str().unwrap().to_owned()
    }

    /// Deletes an end-user behind the app's back, as another computer of the firm would.
    pub(crate) async fn delete_end_user(&self, id: &str) {
        let address = self.at(&format!("v1/end-users/{id}"));
        let key = &self.practice.endpoints().conductor.secret_key;
        let answer = self.http.delete(address).bearer_auth(key).send().await;
        assert!(answer.unwrap().status().is_success());
    }

    pub(crate) fn at(&self, path: &str) -> Url {
        url(&self.practice.endpoints().origin).join(path).unwrap()
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("roster.sqlite")
    }

    /// Every byte the roster keeps on disk, whichever file it is in.
    pub(crate) fn disk(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            bytes.extend(std::fs::read(entry.unwrap().path()).unwrap());
        }
        bytes
    }

    /// Every row of every table, and every client's vault entry: what "changes nothing" is measured by.
    pub(crate) fn everything(&self) -> (Vec<String>, BTreeMap<String, String>) {
        let mut rows = tables(&self.file());
        rows.retain(|row| !row.contains("realm-hash-key-id"));
        (rows, self.vault.of_clients())
    }

    /// Everything any window got.
    pub(crate) fn heard(&self) -> Vec<String> {
        let windows = self.windows.lock().unwrap();
        windows
            .iter()
            .flat_map(|heard| heard.lock().unwrap().clone())
            .collect()
    }
}

/// A firm where nobody has done anything yet, with its signing key. Making that key takes longer than
/// most tests, so all of them share one.
async fn fresh_firm() -> Vec<u8> {
    let env = TestEnv::over(tempfile::tempdir().unwrap()).await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    app.sign_in(&env, id, MARIA, WREN).await;
    env.control("reset", &json!({})).await;
    std::fs::read(env.firm_folder.path().join(FIRM_FILE)).unwrap()
}

/// The computer that an environment has unless a test says otherwise; after a restart it is the same.
pub(crate) fn test_pc() -> ComputerId {
    ComputerId::parse("00000000-0000-4000-8000-000000000001").unwrap()
}

pub(crate) fn intuit_client(endpoints: &Endpoints) -> Intuit {
    Intuit::builder(endpoints.clone())
        .timeout(TIMEOUT)
        .retry(
            intuit::RetryPolicy::default().waits(Duration::from_millis(1), Duration::from_secs(8)),
        )
        .build()
        .unwrap()
}

pub(crate) fn conductor_side(practice: &Practice) -> ConductorService {
    let endpoints = &practice.endpoints().conductor;
    conductor_at(
        url(&endpoints.base_url),
        &endpoints.secret_key,
        &endpoints.publishable_key,
    )
}

/// Conductor at any address, impatient.
pub(crate) fn conductor_at(base_url: Url, secret: &str, publishable: &str) -> ConductorService {
    let retry =
        conductor::RetryPolicy::default().waits(Duration::from_millis(1), Duration::from_secs(8));
    let api = Conductor::builder(SecretKey::new(secret))
        .base_url(base_url)
        .retry(retry)
        .build();
    ConductorService {
        api: api.unwrap(),
        publishable_key: PublishableKey::new(publishable),
    }
}

fn tables(file: &Path) -> Vec<String> {
    let connection = Connection::open(file).unwrap();
    let mut rows = Vec::new();
    for table in ["clients", "observations", "journal", "meta"] {
        let sql = format!("SELECT * FROM {table} ORDER BY 1");
        let mut statement = connection.prepare(&sql).unwrap();
        let columns = statement.column_count();
        let found = statement
            .query_map([], |row| {
                let cells: Vec<Cell> = (0..columns).map(|n| row.get_unwrap(n)).collect();
                Ok(format!("{table}: {cells:?}"))
            })
            .unwrap();
        rows.extend(found.map(Result::unwrap));
    }
    rows
}

fn location(page: &Url, answer: &reqwest::Response) -> Url {
    let location = answer.headers().get("location");
    let location = location.unwrap_or_else(|| panic!("{} did not redirect", page.path()));
    page.join(location.to_str().unwrap()).unwrap()
}

pub(crate) fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}
