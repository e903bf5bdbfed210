//! Reads with an access token.

use std::fmt;
use std::time::Duration;

use http_client::RetryPolicy;
use serde_json::{Map, Value, json};
use url::Url;

use crate::answer::Answer;
use crate::http::{bearer, require_sendable, send_read};
use crate::rate_limiter::RateLimiter;
use crate::redact::Redactor;
use crate::role::QUERY;
use crate::{
    AccessToken, Endpoints, Error, Jwks, RealmId, RoleAnswer, UserInfo, UserRole, http, wire_error,
};

/// Longest name that is taken over, in characters: Intuit's own limit for `CompanyName`.
const LONGEST_COMPANY_NAME: usize = 1024;
/// The only minor version Intuit still serves; lower values count as this one.
const MINOR_VERSION: &str = "75";

/// Longest time for one try, unless set otherwise.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(30);

/// Makes an [`Intuit`]: see [`Intuit::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    endpoints: Endpoints,
    timeout: Duration,
    retry: RetryPolicy,
}

impl Builder {
    /// Longest time for one try; 30 s unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Retries: everything this client does is a read. 2 unless set.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Makes the client. Nothing is sent yet. Addresses that are neither `https` nor on this computer are refused.
    pub fn build(self) -> Result<Intuit, Error> {
        self.endpoints.check()?;
        let http = http::client(self.endpoints.asked(), self.timeout)?;
        Ok(Intuit {
            config: self,
            http,
            limiter: RateLimiter::default(),
        })
    }
}

/// Reads from Intuit. Cheap to clone; holds no credential. All clones together ask no more than ten
/// times a second about one company, as Intuit demands; a request that comes too soon waits.
#[derive(Clone)]
pub struct Intuit {
    config: Builder,
    http: reqwest::Client,
    limiter: RateLimiter,
}

impl Intuit {
    /// A client of the services at these addresses.
    pub fn builder(endpoints: Endpoints) -> Builder {
        Builder {
            endpoints,
            timeout: TIMEOUT,
            retry: RetryPolicy::default(),
        }
    }

    /// Who the token belongs to. Needs the `openid` scope.
    pub async fn userinfo(&self, token: &AccessToken) -> Result<UserInfo, Error> {
        self.get(&self.config.endpoints.userinfo, token, None)
            .await?
            .json()
    }

    /// What the token's own user is in `realm`.
    ///
    /// Anything in `errors` makes the answer an error, even beside a role: a partial answer is
    /// no ground for calling somebody an administrator.
    pub async fn query_user_role(
        &self,
        token: &AccessToken,
        realm: &RealmId,
    ) -> Result<RoleAnswer, Error> {
        require_sendable(token)?;
        // EXPOSE: the realm id is the query's argument.
        let body = json!({ "query": QUERY, "variables": { "realmId": realm.expose() } });
        let company = Some((&self.limiter, realm));
        let answer = send_read(&self.config.retry, company, || {
            bearer(self.http.post(self.config.endpoints.graphql.clone()), token).json(&body)
        })
        .await?;
        // EXPOSE: to keep both out of the error.
        let redactor = Redactor::new([token.expose(), realm.expose()]);
        role_of(answer, &redactor)
    }

    /// What the company is called; `None` when Intuit gives no name. Needs the accounting scope.
    ///
    /// Source: `CompanyInfo` entity page of the Online Accounting API.
    pub async fn company_name(
        &self,
        token: &AccessToken,
        realm: &RealmId,
    ) -> Result<Option<String>, Error> {
        let url = self.company_url(realm)?;
        let answer = self.get(&url, token, Some(realm)).await?;
        name_of(&answer)
    }

    /// The public keys `id_token`s are signed with.
    pub async fn jwks(&self) -> Result<Jwks, Error> {
        let answer = send_read(&self.config.retry, None, || {
            self.http.get(self.config.endpoints.jwks.clone())
        })
        .await?;
        answer.require_success(&Redactor::default())?.json()
    }

    async fn get(
        &self,
        url: &Url,
        token: &AccessToken,
        realm: Option<&RealmId>,
    ) -> Result<Answer, Error> {
        require_sendable(token)?;
        let company = realm.map(|realm| (&self.limiter, realm));
        let answer = send_read(&self.config.retry, company, || {
            bearer(self.http.get(url.clone()), token)
        })
        .await?;
        // EXPOSE: to keep both out of the error.
        let known = realm
            .map(RealmId::expose)
            .into_iter()
            .chain([token.expose()]);
        answer.require_success(&Redactor::new(known))
    }

    fn company_url(&self, realm: &RealmId) -> Result<Url, Error> {
        // EXPOSE: the realm id is part of the address.
        let id = realm.expose();
        if !realm.is_well_formed() {
            return Err(Error::config(
                "the realm id has characters that a realm id cannot have",
            ));
        }
        let mut url = self.config.endpoints.rest.clone();
        url.path_segments_mut()
            .map_err(|()| Error::config("the REST address cannot have a path"))?
            .pop_if_empty()
            .extend(["v3", "company", id, "companyinfo", id]);
        url.query_pairs_mut()
            .append_pair("minorversion", MINOR_VERSION);
        Ok(url)
    }
}

/// The role that an answer of the GraphQL service tells.
pub(crate) fn role_of(answer: Answer, redactor: &Redactor<'_>) -> Result<RoleAnswer, Error> {
    let answer = answer.require_success(redactor)?;
    let object: Map<String, Value> = answer.json()?;
    if let Some(error) = wire_error::graphql(&answer, &object, redactor) {
        return Err(error);
    }
    let role = UserRole::from_data(&object).map_err(|reason| answer.decode_error(reason))?;
    Ok(RoleAnswer {
        role,
        intuit_tid: answer.intuit_tid,
    })
}

/// The name that an answer about a company tells.
pub(crate) fn name_of(answer: &Answer) -> Result<Option<String>, Error> {
    let body: Map<String, Value> = answer.json()?;
    let Some(Value::Object(company)) = body.get("CompanyInfo") else {
        return Err(answer.decode_error("there is no CompanyInfo object"));
    };
    Ok(company
        .get("CompanyName")
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| name.chars().take(LONGEST_COMPANY_NAME).collect()))
}

impl fmt::Debug for Intuit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intuit")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
