//! The practice firm behind the app: where it listens, what it lists, how its time and scenarios are moved.

#![expect(
    clippy::disallowed_methods,
    reason = "the test's own browser, on loopback"
)]

use std::fs;
use std::path::Path;

use reqwest::{Client, redirect};
use serde_json::{Value, json};
use url::Url;

use super::identity::OWN;
use super::test_env::TestEnv;
use super::wait::{LONG, eventually};

/// One of the three people.
pub(crate) const MARIA: &str = "maria@haleortiz.example";

/// A client of the sample firm with a company at Intuit, not connected yet: free for trying.
pub(crate) const WREN: Company = Company {
    name: "Wren & Daughters",
    realm: "9130349878530744",
};

/// A client of the sample firm that is connected.
pub(crate) const SUES: Company = Company {
    name: "Sue's Bakery LLC",
    realm: "9130349878530396",
};

/// A client of the sample firm whose company Maria is no longer a user of.
pub(crate) const BILLS: Company = Company {
    name: "Bill's Butchers",
    realm: "9130349878531121",
};

/// A client of the sample firm with QuickBooks Desktop on this computer, not connected yet.
pub(crate) const NORTHWIND: &str = "Northwind Tools";

/// A client's name and its company's number at Intuit.
pub(crate) struct Company {
    pub(crate) name: &'static str,
    pub(crate) realm: &'static str,
}

/// The practice firm of a running app.
pub(crate) struct Practice {
    origin: String,
    http: Client,
}

impl Practice {
    /// Waits until the app's practice firm answers.
    pub(crate) async fn of(env: &TestEnv) -> Self {
        let http = http();
        let file = env.app_folder().join("practice/state.json");
        let origin = eventually("the practice firm answers", LONG, async || {
            let port = kept_port(&file)?;
            let origin = format!("http://127.0.0.1:{port}");
            let answer = http.get(format!("{origin}/practice")).send().await.ok()?;
            answer.status().is_success().then_some(origin)
        })
        .await;
        Self { origin, http }
    }

    /// One that a test started itself.
    pub(crate) fn at(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            http: http(),
        }
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Moves the firm's clock forward.
    pub(crate) async fn advance_clock(&self, seconds: u64) {
        self.post("/practice/clock", &json!({ "advanceSeconds": seconds }))
            .await;
    }

    /// Changes what a service thinks of a client: see the scenarios of `practice`.
    pub(crate) async fn apply_scenario(&self, client: &str, scenario: &str) {
        self.post(
            "/practice/fate",
            &json!({ "client": client, "fate": scenario }),
        )
        .await;
    }

    /// Fails the next `count` requests to paths that begin with `path`.
    pub(crate) async fn fail(&self, path: &str, status: u16, count: u32) {
        self.post(
            "/practice/faults",
            &json!({ "path": path, "kind": "status", "status": status, "count": count }),
        )
        .await;
    }

    /// Lets the next request to a path that begins with `path` wait.
    pub(crate) async fn delay(&self, path: &str, milliseconds: u32) {
        self.post(
            "/practice/faults",
            &json!({ "path": path, "kind": "delay", "delayMs": milliseconds }),
        )
        .await;
    }

    /// Loses the answer to page 2 of the next list at `path`: the work is done and nobody gets to know.
    pub(crate) async fn lose_page_2(&self, path: &str) {
        self.post(
            "/practice/faults",
            &json!({ "path": path, "skip": 1, "kind": "drop" }),
        )
        .await;
    }

    /// Lets page 2 of the next list at `path` wait.
    pub(crate) async fn slow_page_2(&self, path: &str, milliseconds: u32) {
        self.post(
            "/practice/faults",
            &json!({ "path": path, "skip": 1, "kind": "delay", "delayMs": milliseconds }),
        )
        .await;
    }

    /// Gives a Desktop client as many more customers, vendors and items.
    pub(crate) async fn larger_books(&self, client: &str, names: u32) {
        self.post(
            "/practice/books",
            &json!({ "client": client, "names": names }),
        )
        .await;
    }

    /// Gives a Desktop client this many transactions.
    pub(crate) async fn more_transactions(&self, client: &str, transactions: usize) {
        self.post(
            "/practice/books",
            &json!({ "client": client, "transactions": transactions }),
        )
        .await;
    }

    /// Turns these of the switches on, and all others off.
    pub(crate) async fn switch(&self, on: &[&str]) {
        let on: serde_json::Map<String, Value> = on
            .iter()
            .map(|name| ((*name).to_owned(), Value::Bool(true)))
            .collect();
        self.post("/practice/switches", &Value::Object(on)).await;
    }

    /// Pulls the firm's network cable, or puts it back.
    pub(crate) async fn network(&self, up: bool) {
        self.post("/practice/network", &json!({ "up": up })).await;
    }

    /// Signs in without a browser and returns the link to the app at the end of the redirects,
    /// for tests that deliver it themselves.
    pub(crate) async fn link(&self, sign_in: &str, email: &str, realm: &str) -> String {
        let mut at =
            Url::parse_with_params(sign_in, [("practice_as", email), ("practice_realm", realm)])
                .expect("the sign-in address is a URL");
        for _ in 0..5 {
            let answer = self.http.get(at.clone()).send().await;
            let answer = answer.unwrap_or_else(|error| panic!("no answer from {at}: {error}"));
            let next = answer
                .headers()
                .get("location")
                .and_then(|value| value.to_str().ok())
                .unwrap_or_else(|| panic!("no redirect but {} from {at}", answer.status()));
            at = at.join(next).expect("a redirect is a URL");
            if at.scheme() == OWN.scheme {
                return at.to_string();
            }
        }
        panic!("the redirects never reach {}://", OWN.scheme)
    }

    /// Requests so far whose method and path are these.
    pub(crate) async fn calls(&self, method: &str, path: &str) -> usize {
        let log: Vec<Value> = self.get("/practice/log").await;
        log.iter()
            .filter(|entry| entry["method"] == method)
            .filter(|entry| {
                entry["path"]
                    .as_str()
                    .is_some_and(|found| found.starts_with(path))
            })
            .count()
    }

    /// The sample clients, as `GET /practice` lists them.
    pub(crate) async fn clients(&self) -> Vec<Value> {
        let firm: Value = self.get("/practice").await;
        firm["clients"].as_array().cloned().unwrap_or_default()
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> T {
        let answer = self
            .http
            .get(format!("{}{path}", self.origin))
            .send()
            .await
            .unwrap_or_else(|error| panic!("practice does not answer {path}: {error}"));
        let text = answer.text().await.unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!("practice answers {path} with something else: {error}\n{text}")
        })
    }

    async fn post(&self, path: &str, body: &Value) {
        let answer = self
            .http
            .post(format!("{}{path}", self.origin))
            .json(body)
            .send()
            .await
            .unwrap_or_else(|error| panic!("practice does not answer {path}: {error}"));
        let status = answer.status();
        assert!(
            status.is_success(),
            "practice refuses {path}: {status} {body}"
        );
    }
}

fn http() -> Client {
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .build()
        .expect("an HTTP client can be made")
}

fn kept_port(file: &Path) -> Option<u64> {
    let state: Value = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
    state["port"].as_u64().filter(|port| *port != 0)
}
