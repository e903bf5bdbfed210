//! The practice service and a client of it.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "a test's set-up fails the test")]
#![expect(
    clippy::disallowed_methods,
    reason = "the test's own browser, on loopback"
)]

use std::time::Duration;

use conductor::{
    AuthSessionCreate, Conductor, EndUser, EndUserCreate, EndUserId, PublishableKey, RetryPolicy,
    SecretKey,
};
use practice::Practice;
use serde_json::{Value, json};

pub(crate) struct Stage {
    pub(crate) practice: Practice,
    pub(crate) conductor: Conductor,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        let config = practice::Config {
            port: 0,
            folder: None,
            ..practice::Config::default()
        };
        let practice = Practice::start(config).await.unwrap();
        let conductor = client(&practice, &practice.endpoints().conductor.secret_key);
        Self {
            practice,
            conductor,
        }
    }

    pub(crate) async fn acme(&self) -> EndUser {
        let new = EndUserCreate::new("Acme Inc.", "12345678", "alice@acme.com");
        self.conductor.create_end_user(&new).await.unwrap()
    }

    pub(crate) fn session_for(&self, id: &EndUserId) -> AuthSessionCreate {
        let key = &self.practice.endpoints().conductor.publishable_key;
        AuthSessionCreate::new(PublishableKey::new(key), id.clone())
    }

    pub(crate) async fn order(&self, path: &str, body: Value) {
        let url = format!("{}{path}", self.practice.endpoints().origin);
        let answer = browser().post(url).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    /// What the service was asked.
    pub(crate) async fn log(&self) -> Vec<Value> {
        let url = format!("{}/practice/log", self.practice.endpoints().origin);
        let answer = browser().get(url).send().await.unwrap();
        answer.json().await.unwrap()
    }

    pub(crate) async fn apply_scenario(&self, id: &EndUserId, scenario: &str) {
        let body = json!({"client": id, "fate": scenario});
        self.order("/practice/fate", body).await;
    }

    pub(crate) async fn fault(&self, kind: &str, count: u32) {
        let body = json!({"path": "/v1/end-users", "kind": kind, "count": count, "status": 503});
        self.order("/practice/faults", body).await;
    }
}

fn browser() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .build()
        .unwrap()
}

pub(crate) fn client(practice: &Practice, key: &str) -> Conductor {
    let base_url = &practice.endpoints().conductor.base_url;
    let retry = RetryPolicy::default().waits(Duration::from_micros(10), Duration::from_micros(20));
    Conductor::builder(SecretKey::new(key))
        .base_url(base_url.parse().unwrap())
        .retry(retry)
        .build()
        .unwrap()
}
