//! A Practice of one's own, and the shapes that every answer must have.

#![expect(
    clippy::disallowed_methods,
    reason = "the test's own browser, on loopback"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use practice::{Config, Practice};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

pub(crate) struct TestServer {
    pub(crate) practice: Practice,
    http: Client,
}

/// An answer under `/v1`, already checked for what all of them have in common.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl TestServer {
    pub(crate) async fn new() -> Self {
        Self::with_folder(None).await
    }

    pub(crate) async fn with_folder(folder: Option<PathBuf>) -> Self {
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let config = Config {
            folder,
            ..Config::default()
        };
        Self {
            practice: Practice::start(config).await.unwrap(),
            http: Client::new(),
        }
    }

    /// A request without a key.
    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.practice.endpoints().origin)
        };
        self.http.request(method, url)
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let key = &self.practice.endpoints().conductor.secret_key;
        self.bare(method, path)
            .header(AUTHORIZATION, format!("Bearer {key}"))
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        reply(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        reply(self.request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn end_user(&self, company: &str) -> Value {
        let body =
            json!({ "companyName": company, "sourceId": "src-1", "email": "sam@acme.example" });
        self.post("/v1/end-users", body).await.ok()
    }

    pub(crate) async fn retrieve(&self, id: &str) -> Value {
        self.get(&format!("/v1/end-users/{id}")).await.ok()
    }

    /// A link for `id`; `more` is merged into the body.
    pub(crate) async fn auth_session(&self, id: &str, more: Value) -> Reply {
        let key = &self.practice.endpoints().conductor.publishable_key;
        let mut body = json!({ "publishableKey": key, "endUserId": id });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        self.post("/v1/auth-sessions", body).await
    }

    pub(crate) async fn health_check(&self, id: &str) -> Reply {
        reply(
            self.request(Method::GET, "/v1/quickbooks-desktop/health-check")
                .header("conductor-end-user-id", id),
        )
        .await
    }

    pub(crate) async fn apply_scenario(&self, client: &str, scenario: &str) {
        let answer = self
            .bare(Method::POST, "/practice/fate")
            .json(&json!({ "client": client, "fate": scenario }))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{client}: {scenario}");
    }

    pub(crate) async fn advance(&self, seconds: i64) {
        let answer = self
            .bare(Method::POST, "/practice/clock")
            .json(&json!({ "advanceSeconds": seconds }))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
    }

    /// A page for people: status and text.
    pub(crate) async fn page(&self, url: &str) -> (u16, String) {
        let answer = self.bare(Method::GET, url).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// Presses a page's `#finish`, whose form posts to the page's own address.
    pub(crate) async fn press_finish(&self, url: &str) -> reqwest::Response {
        self.bare(Method::POST, url).send().await.unwrap()
    }
}

impl Reply {
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    /// Checks the envelope and returns what is in it.
    pub(crate) fn error(self, status: u16, kind: &str, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        let error = self.body["error"].clone();
        assert_eq!(error["type"], kind, "{error}");
        assert_eq!(error["code"], code, "{error}");
        error
    }

    /// The error of a request that breaks the rules: its message, after checking that nothing of it
    /// is in the text for people.
    pub(crate) fn invalid(self) -> String {
        let error = self.error(400, "INVALID_REQUEST_ERROR", "REQUEST_VALIDATION_FAILED");
        assert_eq!(error["userFacingMessage"], MASKED);
        error["message"].as_str().unwrap().to_owned()
    }
}

pub(crate) const MASKED: &str = "An internal server error occurred. Please try again.";

pub(crate) async fn reply(request: RequestBuilder) -> Reply {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let headers = answer.headers().clone();
    assert_eq!(headers[CONTENT_TYPE], "application/json");
    assert!(headers.contains_key("content-length"));
    let request_id = headers["conductor-request-id"].to_str().unwrap();
    assert!(request_id.starts_with("req_"));
    let body: Value = answer.json().await.unwrap();
    if status != 200 {
        let error = &body["error"];
        assert_keys(&body, &["error"]);
        assert_error_keys(error);
        assert_eq!(error["httpStatusCode"], status);
        assert_eq!(error["requestId"], request_id);
    }
    Reply { status, body }
}

fn assert_error_keys(error: &Value) {
    let mut keys = vec![
        "message",
        "userFacingMessage",
        "type",
        "code",
        "httpStatusCode",
        "requestId",
    ];
    if let Some(code) = error.get("integrationCode") {
        assert!(code.is_string(), "left out, never null");
        keys.push("integrationCode");
    }
    assert_keys(error, &keys);
    for key in ["message", "userFacingMessage"] {
        assert!(!error[key].as_str().unwrap().is_empty());
    }
}

/// Exactly these keys.
pub(crate) fn assert_keys(object: &Value, keys: &[&str]) {
    let has: BTreeSet<&str> = object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(has, keys.iter().copied().collect::<BTreeSet<_>>());
}

/// `2024-01-01T12:34:56.789Z`, as a time.
pub(crate) fn wire_time(value: &Value) -> jiff::Timestamp {
    let text = value.as_str().unwrap();
    assert_eq!(text.len(), "2024-01-01T12:34:56.789Z".len(), "{text}");
    assert!(text.ends_with('Z') && text.as_bytes()[19] == b'.', "{text}");
    text.parse().unwrap()
}

pub(crate) fn id_of(object: &Value) -> &str {
    object["id"].as_str().unwrap()
}
