//! A Practice of one's own and the steps that most tests share.

#![expect(
    clippy::disallowed_methods,
    reason = "the test's own browser, on loopback"
)]

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use practice::{Config, Practice};
use reqwest::{Client, RequestBuilder, Response, header::LOCATION, redirect::Policy};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

pub(crate) const MARIA: &str = "maria@haleortiz.example";
pub(crate) const TOM: &str = "tom@haleortiz.example";
pub(crate) const PRIYA: &str = "priya@haleortiz.example";
/// Sue's Bakery LLC.
pub(crate) const SUE: &str = "9130349878530396";
/// Cedar Loft Interiors, connected by Tom.
pub(crate) const CEDAR: &str = "9130349878530471";
pub(crate) const LOCALHOST: &str = "http://localhost:8765/callback";
pub(crate) const ROLES: &str = "openid profile email com.intuit.identity.user.roles.read";
pub(crate) const ACCOUNTING: &str = "openid com.intuit.quickbooks.accounting";
pub(crate) const DAY: i64 = 86_400;

pub(crate) struct TestServer {
    pub(crate) practice: Practice,
    pub(crate) http: Client,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    pub(crate) fn location(&self) -> Url {
        let location = self.headers[LOCATION].to_str().unwrap();
        Url::parse(location).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

impl TestServer {
    pub(crate) async fn new() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        Self {
            practice: Practice::start(config).await.unwrap(),
            http: Client::builder().redirect(Policy::none()).build().unwrap(),
        }
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.practice.endpoints().origin)
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Reply {
        read(request.send().await.unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(self.http.get(self.at(path))).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(self.http.post(self.at(path)).json(body)).await
    }

    pub(crate) async fn advance(&self, seconds: i64) {
        let asked = json!({ "advanceSeconds": seconds });
        assert_eq!(self.post("/practice/clock", &asked).await.status, 200);
    }

    pub(crate) async fn apply_scenario(&self, client: &str, scenario: &str) {
        let asked = json!({ "client": client, "fate": scenario });
        assert_eq!(self.post("/practice/fate", &asked).await.status, 200);
    }

    /// The query of a good authorize request with development keys.
    pub(crate) fn request(&self) -> BTreeMap<&'static str, String> {
        let endpoints = self.practice.endpoints();
        BTreeMap::from([
            ("client_id", endpoints.intuit.client_id.clone()),
            ("redirect_uri", LOCALHOST.to_owned()),
            ("response_type", "code".to_owned()),
            ("scope", ROLES.to_owned()),
            ("state", "state-1".to_owned()),
        ])
    }

    pub(crate) async fn authorize(&self, query: &BTreeMap<&'static str, String>) -> Reply {
        let url = Url::parse_with_params(&self.at("/connect/oauth2"), query).unwrap();
        self.send(self.http.get(url)).await
    }

    /// Signs in without the pages and gives the code.
    pub(crate) async fn code(&self, person: &str, realm: &str, scope: &str) -> String {
        let mut query = self.request();
        query.insert("scope", scope.to_owned());
        query.insert("practice_as", person.to_owned());
        query.insert("practice_realm", realm.to_owned());
        let reply = self.authorize(&query).await;
        assert_eq!(reply.status, 302, "{}", reply.text);
        pairs(&reply.location())["code"].clone()
    }

    /// A call of the token endpoint as the SDKs make it.
    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> Reply {
        let endpoints = &self.practice.endpoints().intuit;
        let request = self
            .http
            .post(self.at("/oauth2/v1/tokens/bearer"))
            .basic_auth(&endpoints.client_id, Some(&endpoints.client_secret))
            .header("accept", "application/json")
            .form(form);
        self.send(request).await
    }

    pub(crate) async fn exchange(&self, code: &str) -> Reply {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", LOCALHOST),
        ])
        .await
    }

    pub(crate) async fn refresh(&self, token: &str) -> Reply {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)])
            .await
    }

    /// Signs in and exchanges.
    pub(crate) async fn connect(&self, person: &str, realm: &str, scope: &str) -> Value {
        let code = self.code(person, realm, scope).await;
        let reply = self.exchange(&code).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()
    }

    pub(crate) async fn revoke(&self, body: &Value) -> Reply {
        let endpoints = &self.practice.endpoints().intuit;
        let request = self
            .http
            .post(self.at("/v2/oauth2/tokens/revoke"))
            .basic_auth(&endpoints.client_id, Some(&endpoints.client_secret))
            .json(body);
        self.send(request).await
    }

    pub(crate) async fn bearer_get(&self, path: &str, token: &str) -> Reply {
        let request = self.http.get(self.at(path)).bearer_auth(token);
        self.send(request.header("accept", "application/json"))
            .await
    }

    pub(crate) async fn graphql(&self, token: &str, body: &Value) -> Reply {
        let url = &self.practice.endpoints().intuit.graphql_url;
        self.send(self.http.post(url).bearer_auth(token).json(body))
            .await
    }

    pub(crate) async fn role(&self, token: &str, realm: &str) -> Reply {
        let query = "query Role($realmId: String!) {\n  user {\n    role(realmId: $realmId) \
                     { type status hasPayroll }\n  }\n}";
        let body = json!({ "query": query, "variables": { "realmId": realm } });
        self.graphql(token, &body).await
    }
}

/// The app's half of the relay's binding.
pub(crate) struct Binding {
    pub(crate) verifier: String,
    pub(crate) state: String,
}

impl Binding {
    pub(crate) fn new(seed: &str) -> Self {
        let verifier = URL_SAFE_NO_PAD.encode(Sha256::digest(seed));
        let nonce = URL_SAFE_NO_PAD.encode(&Sha256::digest(&verifier)[..16]);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        Self {
            state: format!("v1.{nonce}.{challenge}"),
            verifier,
        }
    }
}

pub(crate) async fn read(response: Response) -> Reply {
    Reply {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.text().await.unwrap(),
    }
}

pub(crate) fn pairs(url: &Url) -> BTreeMap<String, String> {
    url.query_pairs().into_owned().collect()
}

pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}
