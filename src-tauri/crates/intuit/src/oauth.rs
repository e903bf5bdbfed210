//! OAuth 2.0 with Intuit: authorize address, code exchange, refresh, revocation.

mod transport;

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use oauth2::{AuthUrl, CsrfToken, RedirectUrl, TokenUrl};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::{Value, json};
use url::Url;

use self::transport::{Library, Transport};
use crate::client::TIMEOUT;
use crate::http;
use crate::redact::Redactor;
use crate::{
    AccessToken, AuthorizationCode, ClientId, ClientSecret, Endpoints, Error, IdToken,
    RefreshToken, wire_error,
};

/// Asks for the realm id inside the `id_token`; it comes only when the person is signed in to
/// a company. Source: Intuit's OAuth 2.0 set-up page.
const CLAIMS: &str = r#"{"id_token":{"realmId":null}}"#;
/// Whether a sign-in sends `nonce`, to be echoed in the `id_token` (`OpenID` Connect Core §3.1.2.1). Intuit documents it
/// nowhere. See `docs/assumptions.md`.
const SENDS_NONCE: bool = true;
/// Whether a sign-in sends an S256 `code_challenge`, and its exchange the `code_verifier` (RFC 7636). Intuit documents it
/// nowhere. See `docs/assumptions.md`. An app and its relay have to agree, so both are built with the same value.
const SENDS_CODE_CHALLENGE: bool = true;
/// Life of an access token should an answer not say: Intuit's documented value. Also for callers that read
/// an answer that passed through another server.
pub const ACCESS_TOKEN_LIFE: Duration = Duration::from_secs(3600);

/// What a person is asked to allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Who they are.
    OpenId,
    /// Their name.
    Profile,
    /// Their e-mail address.
    Email,
    /// Their role in the company.
    UserRolesRead,
    /// The company's books, reading and writing: there is no narrower accounting scope.
    Accounting,
}

impl Scope {
    /// The scopes of a sign-in; `roles` and `accounting` if the firm's settings ask for them.
    #[must_use]
    pub fn sign_in(roles: bool, accounting: bool) -> Vec<Self> {
        let mut scopes = vec![Self::OpenId, Self::Profile, Self::Email];
        if roles {
            scopes.push(Self::UserRolesRead);
        }
        if accounting {
            scopes.push(Self::Accounting);
        }
        scopes
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OpenId => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::UserRolesRead => "com.intuit.identity.user.roles.read",
            Self::Accounting => "com.intuit.quickbooks.accounting",
        })
    }
}

/// The address the browser is sent to. It needs no secret, so an app behind a relay can make it.
///
/// `redirect_uri` has to be registered with Intuit, letter for letter; `state` is required. `challenge` is the base64url
/// SHA-256 of the sign-in's verifier: as `nonce` and as `code_challenge` it ties the code to this sign-in.
#[must_use]
pub fn authorize_url(
    endpoints: &Endpoints,
    client_id: &ClientId,
    redirect_uri: &Url,
    scopes: &[Scope],
    state: &str,
    challenge: &str,
) -> Url {
    let client = oauth2::basic::BasicClient::new(oauth2::ClientId::new(client_id.to_string()))
        .set_auth_uri(AuthUrl::from_url(endpoints.authorization.clone()))
        .set_redirect_uri(RedirectUrl::from_url(redirect_uri.clone()));
    let mut request = client
        .authorize_url(|| CsrfToken::new(state.to_owned()))
        .add_scopes(
            scopes
                .iter()
                .map(|scope| oauth2::Scope::new(scope.to_string())),
        )
        .add_extra_param("claims", CLAIMS);
    if SENDS_NONCE {
        request = request.add_extra_param("nonce", challenge);
    }
    if SENDS_CODE_CHALLENGE {
        request = request
            .add_extra_param("code_challenge", challenge)
            .add_extra_param("code_challenge_method", "S256");
    }
    request.url().0
}

/// A mark by which an app's keys are known again. It says nothing about them.
#[must_use]
pub fn keys_mark(client_id: &ClientId, secret: Option<&ClientSecret>) -> String {
    // EXPOSE: eight bytes of a digest are kept, which fit any number of secrets.
    let secret = secret.map_or("", ClientSecret::expose);
    let keys = format!("counterfoil keys\0{}\0{secret}", client_id.as_str());
    let digest = ring::digest::digest(&ring::digest::SHA256, keys.as_bytes());
    URL_SAFE_NO_PAD.encode(&digest.as_ref()[..8])
}

/// Makes an [`OAuth`]: see [`OAuth::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct OAuthBuilder {
    endpoints: Endpoints,
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: Url,
    timeout: Duration,
}

impl OAuthBuilder {
    /// Longest time for one call; 30 s unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Makes the client. Nothing is sent yet. Addresses that are neither `https` nor on this computer are refused.
    pub fn build(self) -> Result<OAuth, Error> {
        self.endpoints.check()?;
        let http = http::client(self.endpoints.asked(), self.timeout)?;
        Ok(OAuth { config: self, http })
    }
}

/// Intuit's token and revocation endpoints. Cheap to clone.
///
/// Nothing here is ever retried: a second exchange of a code may revoke the grant of the first,
/// and a second refresh with the same token gets `invalid_grant` (Intuit's OAuth FAQ).
#[derive(Clone)]
pub struct OAuth {
    config: OAuthBuilder,
    http: reqwest::Client,
}

impl OAuth {
    /// A client of the firm's app at Intuit. `redirect_uri` is the address that codes were, or will be, sent to.
    pub fn builder(
        endpoints: Endpoints,
        client_id: ClientId,
        client_secret: ClientSecret,
        redirect_uri: Url,
    ) -> OAuthBuilder {
        OAuthBuilder {
            endpoints,
            client_id,
            client_secret,
            redirect_uri,
            timeout: TIMEOUT,
        }
    }

    /// Where everything is.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        &self.config.endpoints
    }

    /// The app's client id.
    #[must_use]
    pub fn client_id(&self) -> &ClientId {
        &self.config.client_id
    }

    /// The redirect address the code was, or will be, sent to.
    #[must_use]
    pub fn redirect_uri(&self) -> &Url {
        &self.config.redirect_uri
    }

    /// Longest time for one call.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.config.timeout
    }

    /// The same app, for codes that were sent to another of its registered redirect addresses.
    #[must_use]
    pub fn returning_to(&self, redirect_uri: Url) -> Self {
        let mut other = self.clone();
        other.config.redirect_uri = redirect_uri;
        other
    }

    /// Exchanges the redirect's code, once, for the first tokens of a grant. `verifier` is that of the `challenge` in the
    /// authorize address, if there was one.
    pub async fn exchange_code(
        &self,
        code: &AuthorizationCode,
        verifier: Option<&str>,
    ) -> Result<Tokens, Error> {
        // EXPOSE: the code is what is exchanged.
        let code = code.expose();
        let transport = self.transport([code, verifier.unwrap_or_default()]);
        let library = self.library();
        let mut request = library.exchange_code(oauth2::AuthorizationCode::new(code.to_owned()));
        if let Some(verifier) = verifier.filter(|_| SENDS_CODE_CHALLENGE) {
            request = request.set_pkce_verifier(oauth2::PkceCodeVerifier::new(verifier.to_owned()));
        }
        let outcome = request.request_async(&transport).await;
        transport.tokens(outcome, None)
    }

    /// Exchanges a refresh token for new tokens. The refresh token of the answer replaces this
    /// one and has to be stored before anything else is done.
    pub async fn refresh(&self, token: &RefreshToken) -> Result<Tokens, Error> {
        // EXPOSE: the token is what is exchanged.
        let text = token.expose();
        let transport = self.transport([text]);
        let outcome = self
            .library()
            .exchange_refresh_token(&oauth2::RefreshToken::new(text.to_owned()))
            .request_async(&transport)
            .await;
        transport.tokens(outcome, Some(token))
    }

    /// Ends a grant: its refresh token, its access tokens, and the app's permission for that
    /// company.
    ///
    /// The body is JSON, as every official SDK sends it (the set-up page's sample is a form).
    pub async fn revoke(&self, token: &RefreshToken) -> Result<(), Error> {
        // EXPOSE: the token is what is revoked.
        let text = token.expose();
        let request = self
            .http
            .post(self.config.endpoints.revocation.clone())
            .header(AUTHORIZATION, self.basic())
            .json(&json!({ "token": text }));
        let answer = http::send(request).await?;
        if !answer.is_success() || wire_error::is_fault(&answer) {
            return Err(wire_error::oauth_refusal(&answer, &self.redactor([text])));
        }
        // The status is enough, and the body is not documented. But an HTML page is not Intuit's answer,
        // but for example a hotel network's, and then the grant is still valid.
        if answer.body.trim_ascii().is_empty() || answer.json::<Value>().is_ok() {
            return Ok(());
        }
        Err(answer.decode_error("it is neither empty nor JSON"))
    }

    fn library(&self) -> Library {
        let config = &self.config;
        // EXPOSE: with a secret the library leaves the client id out of the body; the header it
        // makes of the two is replaced by our own in `Transport`.
        let secret = oauth2::ClientSecret::new(config.client_secret.expose().to_owned());
        oauth2::Client::new(oauth2::ClientId::new(config.client_id.to_string()))
            .set_client_secret(secret)
            .set_token_uri(TokenUrl::from_url(config.endpoints.token.clone()))
            .set_redirect_uri(RedirectUrl::from_url(config.redirect_uri.clone()))
    }

    fn transport<'a>(&'a self, secrets: impl IntoIterator<Item = &'a str>) -> Transport<'a> {
        Transport {
            http: &self.http,
            basic: self.basic(),
            redactor: self.redactor(secrets),
            answer: OnceLock::new(),
        }
    }

    /// Id and secret go into the header raw, as Intuit's SDKs send them; the `oauth2` crate
    /// would form-encode both first (RFC 6749 §2.3.1), which changes secrets with punctuation.
    fn basic(&self) -> HeaderValue {
        let id = self.config.client_id.as_str();
        // EXPOSE: the secret authorises the app at these two endpoints.
        let secret = self.config.client_secret.expose();
        let text = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
        #[expect(clippy::unwrap_used, reason = "base64 is always a valid header")]
        let mut header = HeaderValue::from_str(&text).unwrap();
        header.set_sensitive(true);
        header
    }

    /// [`keys_mark`] of this app.
    #[must_use]
    pub fn keys_mark(&self) -> String {
        keys_mark(&self.config.client_id, Some(&self.config.client_secret))
    }

    fn redactor<'a>(&'a self, secrets: impl IntoIterator<Item = &'a str>) -> Redactor<'a> {
        // EXPOSE: to keep it out of errors.
        let own = [self.config.client_secret.expose()];
        Redactor::new(own.into_iter().chain(secrets))
    }
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

/// The answer of a code exchange or a refresh. Lives count from the moment of the answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Tokens {
    /// For the calls of the next hour.
    pub access_token: AccessToken,
    /// Life of the access token.
    pub expires_in: Duration,
    /// For the next refresh; on a refresh it may be the old value or a new one.
    pub refresh_token: RefreshToken,
    /// Life of the refresh token if it is not used (100 days, renewed by each refresh).
    pub refresh_expires_in: Option<Duration>,
    /// Time left of the grant whatever is done (5 years from the first consent).
    pub refresh_hard_expires_in: Option<Duration>,
    /// Who signed in; only from a code exchange with the `openid` scope.
    pub id_token: Option<IdToken>,
    /// Intuit's id of this answer, for a support request.
    pub intuit_tid: Option<String>,
}
