//! The relay's five addresses.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router, middleware};
use intuit::{AuthorizationCode, OAuth, RefreshToken, Tokens};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::json;
use signing::relay::NONCE_HEADER;
use signing::{PublicKey, Request};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};
use url::Url;

use crate::answer::{self, Refusal};
use crate::finish;
use crate::grants::{
    Grant, GrantRequest, Handoff, Holder, TokenAnswer, TokenRequest, grant, handoff,
};
use crate::id_token::{self, SigningKeys};
use crate::limits::{AddressLimit, Limits};
use crate::log::{HEALTH, Note};
use crate::proof::{self, Proven};
use crate::redirect::{NotSent, Sent};
use crate::repeated::{Answered, Exchanges, Outcome, Repeatable};
use crate::seal::{KeyId, Opened, Purpose};
use crate::{Config, Error};

const LARGEST_BODY: usize = 32 * 1024;
/// The schemes a browser may be sent to: people's, and that of development builds.
const APP_SCHEMES: [&str; 2] = ["counterfoil", "counterfoil-dev"];

const NOT_OURS: &str = "This address finishes a sign-in that was started in Counterfoil, and this \
                        visit does not belong to one. Go back to Counterfoil and choose Connect \
                        again.\n";

/// The relay's addresses, to be nested in another server. [`serve`](crate::serve) is the relay
/// with the limits that the internet needs.
pub fn router(config: Config) -> Result<Router, Error> {
    let relay = Arc::new(Relay::new(config)?);
    let posts = posts(&relay);
    Ok(finished(callback_route().merge(posts), relay, None))
}

/// The same addresses behind the limits of a server that strangers reach. The health page is
/// outside of them: a busy relay is not a broken one.
pub(crate) fn limited(config: Config, limits: &Limits) -> Result<Router, Error> {
    let relay = Arc::new(Relay::new(config)?);
    let in_time = (
        TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, limits.request),
        RequestBodyTimeoutLayer::new(limits.body_pause),
    );
    let routes = callback_route().merge(posts(&relay).layer(in_time));
    Ok(finished(routes, relay, Some(AddressLimit::new(limits))))
}

/// Reads no body and waits for nothing, so it needs neither their limits nor their cost.
fn callback_route() -> Router<Arc<Relay>> {
    Router::new().route("/callback", get(callback))
}

fn posts(relay: &Arc<Relay>) -> Router<Arc<Relay>> {
    Router::new()
        .route("/token", post(token))
        .route("/refresh", post(refresh))
        .route("/revoke", post(revoke))
        // The innermost layer: another around the body would hide that it is too large.
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .route("/nonce", get(async || StatusCode::NO_CONTENT))
        .layer(middleware::from_fn_with_state(
            Arc::clone(relay),
            with_nonce,
        ))
}

fn finished(routes: Router<Arc<Relay>>, relay: Arc<Relay>, limit: Option<AddressLimit>) -> Router {
    let limit = limit.map(Arc::new);
    routes
        .route(HEALTH, get(healthz))
        .layer(middleware::from_fn_with_state(limit, finish::finish))
        .with_state(relay)
}

struct Relay {
    config: Config,
    oauth: OAuth,
    signing_keys: SigningKeys,
    exchanges: Arc<Exchanges>,
    /// `…/callback`; the other addresses are beside it.
    public: Url,
}

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

async fn token(
    State(relay): State<Arc<Relay>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let (request, proven) = relay.read::<TokenRequest>("token", &headers, body)?;
    let Opened {
        contents: handoff,
        key,
    } = handoff(&relay.config, &request)?;
    if let Some(computer) = handoff.computer
        && (proven.computer != Some(computer) || proven.key.is_none())
    {
        return Err(Refusal::invalid_proof());
    }
    relay.must_be_allowed(handoff.computer.as_ref())?;
    let repeatable = Repeatable::new("token", &request.handoff, &request.verifier, &proven);
    let exchange = Arc::clone(&relay).redeem(handoff, request.verifier, proven.key, key);
    answered(relay.exchanges.answer(repeatable, exchange).await)
}

async fn refresh(
    State(relay): State<Arc<Relay>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let (request, proven) = relay.read::<GrantRequest>("refresh", &headers, body)?;
    let Opened {
        contents: mut grant,
        key,
    } = grant(&relay.config, &request, &proven)?;
    // A grant of an app before 0.2 takes on the key and the computer that come with it.
    grant.holder = proven.key.map_or(grant.holder, Holder::Key);
    grant.computer = grant.computer.or(proven.computer);
    relay.must_be_allowed(grant.computer.as_ref())?;
    let repeatable = Repeatable::new("refresh", &request.grant, &request.verifier, &proven);
    let exchange = Arc::clone(&relay).renew(grant, key);
    answered(relay.exchanges.answer(repeatable, exchange).await)
}

fn answered(outcome: Outcome) -> Result<Response, Refusal> {
    let Answered { body, note, .. } = outcome?;
    let json = [(CONTENT_TYPE, "application/json")];
    Ok((Extension(note), json, body).into_response())
}

/// A computer that was turned off may still revoke what it has.
async fn revoke(
    State(relay): State<Arc<Relay>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(Extension<Note>, Json<serde_json::Value>), Refusal> {
    let (request, proven) = relay.read("revoke", &headers, body)?;
    let Opened {
        contents: grant,
        key,
    } = grant(&relay.config, &request, &proven)?;
    relay
        .oauth
        .revoke(&RefreshToken::new(grant.refresh_token))
        .await?;
    let note = noted(key, None, grant.computer.as_ref());
    Ok((Extension(note), Json(json!({}))))
}

/// Every answer brings the nonce of the next proof, a refusal for its nonce too.
async fn with_nonce(
    State(relay): State<Arc<Relay>>,
    request: axum::extract::Request,
    next: middleware::Next,
) -> Response {
    let mut response = next.run(request).await;
    let nonce = proof::nonce(&relay.config.keys, Timestamp::now())
        .and_then(|nonce| HeaderValue::try_from(nonce).ok());
    if let Some(nonce) = nonce {
        response.headers_mut().insert(NONCE_HEADER, nonce);
    }
    response
}

async fn healthz(State(relay): State<Arc<Relay>>) -> Json<serde_json::Value> {
    Json(json!({ "status": "ok", "operator": relay.config.operator }))
}

/// Which key opened what was sent: when no line names an old key any more, it may go. And which computer it was
/// of: its fingerprint's beginning finds it in the firm's settings.
fn noted(key: KeyId, intuit_tid: Option<String>, computer: Option<&PublicKey>) -> Note {
    Note {
        key: Some(key),
        intuit_tid,
        computer: computer.map(short),
        ..Note::default()
    }
}

fn short(computer: &PublicKey) -> String {
    computer.fingerprint().chars().take(12).collect()
}

impl Relay {
    fn new(config: Config) -> Result<Self, Error> {
        let app = &config.app_callback;
        let foreign = !APP_SCHEMES.contains(&app.scheme());
        if foreign || app.query().is_some() || app.fragment().is_some() {
            return Err(Error::ForeignScheme);
        }
        let oauth = config.intuit.clone();
        let signing_keys = SigningKeys::new(&config.intuit)?;
        let public = config.intuit.redirect_uri().clone();
        Ok(Self {
            config,
            oauth,
            signing_keys,
            exchanges: Arc::default(),
            public,
        })
    }

    /// Exchanges the code of a hand-off.
    async fn redeem(
        self: Arc<Self>,
        handoff: Handoff,
        verifier: String,
        proven: Option<PublicKey>,
        key: KeyId,
    ) -> Outcome {
        // Before the code is used up: without the keys nothing could be given out.
        let keys = self.signing_keys.known().await?;
        let code = AuthorizationCode::new(handoff.code);
        // Apps before 0.2, which name no computer, send no challenge with their sign-ins, and where Intuit checks it a
        // verifier without one is refused (RFC 9700 §2.1.1).
        let verifier = handoff.computer.is_some().then_some(verifier.as_str());
        let tokens = self.oauth.exchange_code(&code, verifier).await?;
        let id_token = tokens.id_token.as_ref();
        let checked = id_token::checked(
            &self.config,
            &self.signing_keys,
            &keys,
            id_token,
            &handoff.challenge,
        );
        let nonce = match checked.await {
            Ok(nonce) => nonce,
            Err(refusal) => {
                self.withdraw(&tokens.refresh_token).await;
                return Err(refusal);
            }
        };
        let holder = proven.map_or(Holder::Challenge(handoff.challenge), Holder::Key);
        let mut answer = self.answer(&tokens, holder, handoff.computer)?;
        answer.id_token = tokens
            .id_token
            // EXPOSE: the app checks it and keeps the claims.
            .map(|id_token| id_token.expose().to_owned());
        answer.realm_id = handoff.realm_id;
        answer.with(Note {
            nonce: Some(nonce.word()),
            ..noted(key, tokens.intuit_tid, handoff.computer.as_ref())
        })
    }

    /// Revokes a grant that no client gets.
    async fn withdraw(&self, token: &RefreshToken) {
        if let Err(error) = self.oauth.revoke(token).await {
            tracing::warn!(
                code = error.code(),
                "a refused grant is still alive at Intuit"
            );
        }
    }

    /// Exchanges the refresh token of a grant.
    async fn renew(self: Arc<Self>, grant: Grant, key: KeyId) -> Outcome {
        let token = RefreshToken::new(grant.refresh_token);
        let tokens = self.oauth.refresh(&token).await?;
        let answer = self.answer(&tokens, grant.holder, grant.computer)?;
        answer.with(noted(key, tokens.intuit_tid, grant.computer.as_ref()))
    }

    /// Reads a request and what it proves. Its address is the relay's own, whatever the request says: a proof made
    /// for another relay is worth nothing here.
    fn read<T: DeserializeOwned>(
        &self,
        path: &str,
        headers: &HeaderMap,
        body: Result<Bytes, BytesRejection>,
    ) -> Result<(T, Proven), Refusal> {
        let (contents, body) = read(headers, body)?;
        let url = self
            .public
            .join(path)
            .map_err(|_| Refusal::server_error())?;
        let request = Request {
            method: "POST",
            url: url.as_str(),
            body: &body,
        };
        // Not the clock of a practice firm, which is moved by hours: this is about seconds on the way.
        let proven = proof::proven(&self.config.keys, headers, request, Timestamp::now())?;
        Ok((contents, proven))
    }

    fn must_be_allowed(&self, computer: Option<&PublicKey>) -> Result<(), Refusal> {
        match computer {
            Some(computer) if self.config.rules.denied.names(computer) => {
                Err(Refusal::computer_denied().of(short(computer)))
            }
            None if self.config.rules.require_computer => Err(Refusal::update_required()),
            _ => Ok(()),
        }
    }

    fn answer(
        &self,
        tokens: &Tokens,
        holder: Holder,
        computer: Option<PublicKey>,
    ) -> Result<TokenAnswer, Refusal> {
        let bound_to = match holder {
            Holder::Key(key) => Some(key),
            Holder::Challenge(_) => None,
        };
        let grant = Grant {
            // EXPOSE: sealed on the next line; the app never sees it.
            refresh_token: tokens.refresh_token.expose().to_owned(),
            holder,
            computer,
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
            bound_to,
        })
    }
}

/// A JSON body. The content type is required: no web page can send it across origins unasked.
fn read<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(T, Bytes), Refusal> {
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
            // The rest of the request never arrived.
            Refusal::too_slow()
        }
    })?;
    let contents = serde_json::from_slice(&body)
        .map_err(|_| Refusal::invalid_request("The body is not what this address expects."))?;
    Ok((contents, body))
}
