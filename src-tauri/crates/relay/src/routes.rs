//! The relay's five addresses.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router, middleware};
use intuit::{AuthorizationCode, OAuth, RealmId, RefreshToken, Tokens};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use crate::answer::{self, Refusal};
use crate::binding::Challenge;
use crate::limits::{AddressLimit, Limits};
use crate::log::{HEALTH, Note};
use crate::seal::{KeyId, Opened, Purpose};
use crate::{Config, Error};

/// A hand-off is used within seconds; a person may be slow to let the browser open the app.
const HANDOFF_LIFE_SECONDS: i64 = 600;
/// Intuit documents 512 characters for a code. With twice as many, the link to the app is still one that the
/// app reads.
const LONGEST_CODE: usize = 1024;
const LARGEST_BODY: usize = 32 * 1024;
/// The schemes a browser may be sent to: people's, and that of development builds.
const APP_SCHEMES: [&str; 2] = ["counterfoil", "counterfoil-dev"];

const NOT_OURS: &str = "This address finishes a sign-in that was started in Counterfoil, and this \
                        visit does not belong to one. Go back to Counterfoil and choose Connect \
                        again.\n";

/// The relay's addresses, to be nested in another server. [`serve`](crate::serve) is the relay as
/// the internet meets it, with limits.
pub fn router(config: Config) -> Result<Router, Error> {
    let relay = Relay::new(config)?;
    Ok(finished(callback_route().merge(posts()), relay, None))
}

/// The same addresses behind the limits of a server that strangers reach. The health page is
/// outside of them: a busy relay is not a broken one.
pub(crate) fn limited(config: Config, limits: &Limits) -> Result<Router, Error> {
    let relay = Relay::new(config)?;
    let in_time = (
        TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, limits.request),
        RequestBodyTimeoutLayer::new(limits.body_pause),
    );
    let routes = callback_route().merge(posts().layer(in_time));
    Ok(finished(routes, relay, Some(AddressLimit::new(limits))))
}

/// Reads no body and waits for nothing, so it needs neither their limits nor their cost.
fn callback_route() -> Router<Arc<Relay>> {
    Router::new().route("/callback", get(callback))
}

fn posts() -> Router<Arc<Relay>> {
    Router::new()
        .route("/token", post(token))
        .route("/refresh", post(refresh))
        .route("/revoke", post(revoke))
        // The innermost layer: another around the body would hide that it is too large.
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
}

fn finished(routes: Router<Arc<Relay>>, relay: Relay, limit: Option<AddressLimit>) -> Router {
    let limit = limit.map(Arc::new);
    routes
        .route(HEALTH, get(healthz))
        .layer(middleware::from_fn_with_state(limit, answer::finish))
        .with_state(Arc::new(relay))
}

struct Relay {
    config: Config,
    oauth: OAuth,
}

/// Inside a hand-off.
#[derive(Deserialize, Serialize)]
pub(crate) struct Handoff {
    pub(crate) code: String,
    pub(crate) realm_id: Option<String>,
    challenge: String,
    /// Seconds since 1970.
    expires_at: i64,
}

/// Inside a grant.
#[derive(Deserialize, Serialize)]
pub(crate) struct Grant {
    pub(crate) refresh_token: String,
    pub(crate) challenge: String,
}

#[derive(Deserialize)]
pub(crate) struct TokenRequest {
    handoff: String,
    verifier: String,
}

#[derive(Deserialize)]
pub(crate) struct GrantRequest {
    grant: String,
    verifier: String,
}

/// `token_type`, `access_token`, … with Intuit's own names for the lives.
#[derive(Serialize)]
struct TokenAnswer {
    token_type: &'static str,
    access_token: String,
    expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    x_refresh_token_expires_in: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x_refresh_token_hard_expires_in: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    realm_id: Option<String>,
    grant: String,
}

/// The parameters of Intuit's redirect; each at most once.
#[derive(Default)]
struct Redirect {
    code: Option<String>,
    state: Option<String>,
    realm_id: Option<String>,
    error: Option<String>,
}

/// What is sent, and what the log may say of it.
type Answer<T> = (Extension<Note>, Json<T>);

async fn callback(State(relay): State<Arc<Relay>>, RawQuery(query): RawQuery) -> Response {
    match Sent::back(&relay.config, query.as_deref().unwrap_or_default()) {
        Ok(Sent { to, refused: None }) => answer::redirect(to),
        Ok(Sent {
            to,
            refused: Some(error),
        }) => (
            Extension(Note::refused(&error, "intuit")),
            answer::redirect(to),
        )
            .into_response(),
        Err(NotSent::NotOurs) => answer::sentence(NOT_OURS),
        Err(NotSent::NotSealed) => Refusal::server_error().into_response(),
    }
}

/// Where a browser that came from Intuit goes on.
pub(crate) struct Sent {
    /// The app's address, with the answer in it.
    pub(crate) to: String,
    /// The code of Intuit's refusal, if it was one.
    refused: Option<String>,
}

/// Why a browser is not sent to the app.
pub(crate) enum NotSent {
    NotOurs,
    NotSealed,
}

impl Sent {
    pub(crate) fn back(config: &Config, query: &str) -> Result<Self, NotSent> {
        let redirect = Redirect::parse(query).ok_or(NotSent::NotOurs)?;
        let (state, challenge) = redirect
            .state
            .as_deref()
            .and_then(|state| Some((state, Challenge::from_state(state)?)))
            .ok_or(NotSent::NotOurs)?;
        // Base64url, dots and lower-case words: nothing in them has to be escaped.
        let to = |key: &str, value: &str| {
            let app = config.app_callback.as_str();
            format!("{app}?{key}={value}&state={state}")
        };
        let refused = match (redirect.error, redirect.code) {
            (Some(error), _) => known_error(&error),
            // Intuit always sends one of the two; the app is told so that it need not wait.
            (None, None) => "invalid_request".to_owned(),
            (None, Some(code)) => {
                let handoff = Handoff {
                    code,
                    realm_id: redirect.realm_id,
                    challenge: challenge.to_text(),
                    expires_at: (config.now)().as_second() + HANDOFF_LIFE_SECONDS,
                };
                let sealed = config
                    .keys
                    .seal(Purpose::Handoff, &handoff)
                    .ok_or(NotSent::NotSealed)?;
                return Ok(Self {
                    to: to("handoff", &sealed),
                    refused: None,
                });
            }
        };
        Ok(Self {
            to: to("error", &refused),
            refused: Some(refused),
        })
    }
}

/// What was sealed, if it is what this request may have.
pub(crate) fn handoff(config: &Config, request: &TokenRequest) -> Result<Opened<Handoff>, Refusal> {
    let now = (config.now)();
    config
        .keys
        .open::<Handoff>(Purpose::Handoff, &request.handoff)
        .filter(|opened| is_bound(&opened.contents.challenge, &request.verifier))
        .filter(|opened| is_fresh(opened.contents.expires_at, now))
        .ok_or_else(Refusal::invalid_handoff)
}

pub(crate) fn grant(config: &Config, request: &GrantRequest) -> Result<Opened<Grant>, Refusal> {
    config
        .keys
        .open::<Grant>(Purpose::Grant, &request.grant)
        .filter(|opened| is_bound(&opened.contents.challenge, &request.verifier))
        .ok_or_else(Refusal::invalid_grant_seal)
}

async fn token(
    State(relay): State<Arc<Relay>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Answer<TokenAnswer>, Refusal> {
    let request: TokenRequest = read(&headers, body)?;
    let Opened {
        contents: handoff,
        key,
    } = handoff(&relay.config, &request)?;
    let code = AuthorizationCode::new(handoff.code);
    let tokens = relay.oauth.exchange_code(&code).await?;
    let mut answer = relay.answer(&tokens, handoff.challenge)?;
    answer.id_token = tokens
        .id_token
        // EXPOSE: the app checks it and keeps the claims.
        .map(|id_token| id_token.expose().to_owned());
    answer.realm_id = handoff.realm_id;
    Ok((noted(key, tokens.intuit_tid), Json(answer)))
}

async fn refresh(
    State(relay): State<Arc<Relay>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Answer<TokenAnswer>, Refusal> {
    let Opened {
        contents: grant,
        key,
    } = grant(&relay.config, &read(&headers, body)?)?;
    let tokens = relay
        .oauth
        .refresh(&RefreshToken::new(grant.refresh_token))
        .await?;
    let answer = relay.answer(&tokens, grant.challenge)?;
    Ok((noted(key, tokens.intuit_tid), Json(answer)))
}

async fn revoke(
    State(relay): State<Arc<Relay>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Answer<serde_json::Value>, Refusal> {
    let Opened {
        contents: grant,
        key,
    } = grant(&relay.config, &read(&headers, body)?)?;
    relay
        .oauth
        .revoke(&RefreshToken::new(grant.refresh_token))
        .await?;
    Ok((noted(key, None), Json(json!({}))))
}

async fn healthz(State(relay): State<Arc<Relay>>) -> Json<serde_json::Value> {
    Json(json!({ "status": "ok", "operator": relay.config.operator }))
}

/// Which key opened what was sent: when no line names an old key any more, it may go.
fn noted(key: KeyId, intuit_tid: Option<String>) -> Extension<Note> {
    Extension(Note {
        key: Some(key),
        intuit_tid,
        ..Note::default()
    })
}

impl Relay {
    fn new(config: Config) -> Result<Self, Error> {
        let app = &config.app_callback;
        let foreign = !APP_SCHEMES.contains(&app.scheme());
        if foreign || app.query().is_some() || app.fragment().is_some() {
            return Err(Error::ForeignScheme);
        }
        let oauth = OAuth::new(config.intuit.clone())?;
        Ok(Self { config, oauth })
    }

    fn answer(&self, tokens: &Tokens, challenge: String) -> Result<TokenAnswer, Refusal> {
        let grant = Grant {
            // EXPOSE: sealed on the next line; the app never sees it.
            refresh_token: tokens.refresh_token.expose().to_owned(),
            challenge,
        };
        let grant = self
            .config
            .keys
            .seal(Purpose::Grant, &grant)
            .ok_or_else(Refusal::server_error)?;
        Ok(TokenAnswer {
            token_type: "bearer",
            // EXPOSE: the app calls Intuit with it.
            access_token: tokens.access_token.expose().to_owned(),
            expires_in: tokens.expires_in.as_secs(),
            x_refresh_token_expires_in: tokens.refresh_expires_in.map(|life| life.as_secs()),
            x_refresh_token_hard_expires_in: tokens
                .refresh_hard_expires_in
                .map(|life| life.as_secs()),
            id_token: None,
            realm_id: None,
            grant,
        })
    }
}

impl Redirect {
    /// `None` when a parameter comes twice or cannot be one of Intuit's.
    fn parse(query: &str) -> Option<Self> {
        let mut redirect = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let slot = match name.as_ref() {
                "code" => &mut redirect.code,
                "state" => &mut redirect.state,
                "realmId" => &mut redirect.realm_id,
                "error" => &mut redirect.error,
                _ => continue,
            };
            if slot.replace(value.into_owned()).is_some() {
                return None;
            }
        }
        // Intuit leaves a parameter out or sends it empty: the same thing.
        redirect.code = redirect.code.filter(|code| !code.is_empty());
        redirect.error = redirect.error.filter(|error| !error.is_empty());
        redirect.realm_id = redirect.realm_id.filter(|realm| !realm.is_empty());
        let code_fits = redirect
            .code
            .as_ref()
            // The characters of RFC 6749 §A.11, without the space. Others grow when they are sealed.
            .is_none_or(|code| {
                code.len() <= LONGEST_CODE && code.bytes().all(|byte| byte.is_ascii_graphic())
            });
        let realm_fits = redirect
            .realm_id
            .as_ref()
            .is_none_or(|realm| RealmId::new(realm.as_str()).is_well_formed());
        (code_fits && realm_fits).then_some(redirect)
    }
}

/// OAuth error codes are short lower-case words; anything else is not passed on to the app.
fn known_error(error: &str) -> String {
    let is_code = error.len() <= 40 && error.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if is_code { error } else { "server_error" }.to_owned()
}

fn is_bound(challenge: &str, verifier: &str) -> bool {
    Challenge::from_text(challenge).is_some_and(|challenge| challenge.matches(verifier))
}

fn is_fresh(expires_at: i64, now: Timestamp) -> bool {
    now.as_second() < expires_at
}

/// A JSON body. The content type is required: no web page can send it across origins unasked.
fn read<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<T, Refusal> {
    let is_json = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if !is_json {
        return Err(Refusal::invalid_request("Send application/json."));
    }
    let body = body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Refusal::too_large()
        } else {
            // The rest of it never came.
            Refusal::too_slow()
        }
    })?;
    serde_json::from_slice(&body)
        .map_err(|_| Refusal::invalid_request("The body is not what this address expects."))
}
