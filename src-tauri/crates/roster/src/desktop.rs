//! Connecting a QuickBooks Desktop client through Conductor, and asking whether it answers.

use conductor::{
    AuthSessionCreate, EndUser, EndUserCreate, EndUserId, Error as ConductorError, ErrorType,
    IntegrationSlug, TransportKind,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::attempt::Attempt;
use crate::client::{Client, ClientId};
use crate::observation::{AuthLink, ConnectionFact, Failure, FailureKind, Observation, Source};
use crate::problem::RosterError;
use crate::roster::{ConductorSide, Roster, lock};
use crate::vault::Secret;
use crate::view::{AttemptStage, AttemptView, BooksKind, ClientRow, Ending, EventKind, Handed};

/// Shortest and longest life of an auth link, in minutes (Conductor's documentation of `linkExpiryMins`).
pub(crate) const LINK_MINUTES: std::ops::RangeInclusive<u32> = 15..=10_080;

/// The auth link of a client, kept in the vault: whoever has it can finish the connection.
#[derive(Serialize, Deserialize)]
struct LinkEntry {
    url: Url,
    expires_at: Timestamp,
}

impl Roster {
    /// Makes sure that the client has an end-user at Conductor, and never a second one.
    ///
    /// A create whose answer was lost may have worked, so the list is searched for our `sourceId`
    /// before a create, and again after one that failed without a clear answer.
    pub async fn create_end_user(&self, id: ClientId) -> Result<EndUserId, RosterError> {
        let client = self.desktop_client(id)?;
        let side = self.conductor()?;
        let _one_at_a_time = self.inner.creating.lock().await;
        if let Some(known) = self.observation(id)?.desktop.end_user_id {
            return Ok(EndUserId::new(known));
        }
        let end_user = match self.find_end_user(side, id).await? {
            Some(found) => found,
            None => self.make_end_user(side, &client).await?,
        };
        let event = self.entry(id, EventKind::EndUserCreated);
        self.observe(id, vec![event], |observation| {
            observation.desktop.end_user_id = Some(end_user.id.to_string());
            take_in(observation, &end_user);
        })?;
        Ok(end_user.id)
    }

    /// Creates the end-user if needed, makes an auth link that lives `minutes`, and hands it over.
    pub async fn connect_desktop(
        &self,
        id: ClientId,
        minutes: u32,
        handed: Handed,
    ) -> Result<AttemptView, RosterError> {
        let client = self.desktop_client(id)?;
        if !LINK_MINUTES.contains(&minutes) {
            return Err(RosterError::Invalid(
                "A link can live from 15 minutes to 7 days.".to_owned(),
            ));
        }
        self.discard(id, Ending::Replaced).await;
        let side = self.conductor()?;
        let end_user_id = self.create_end_user(id).await?;
        let session = side
            .api
            .create_auth_session(&AuthSessionCreate {
                publishable_key: side.publishable_key.clone(),
                end_user_id,
                link_expiry_mins: Some(minutes),
                redirect_url: None,
            })
            .await
            .map_err(|error| self.conductor_failed(id, &error))?;
        let now = self.now();
        let expires_at = session
            .expires_at
            .timestamp()
            .unwrap_or(now + SignedDuration::from_mins(i64::from(minutes)));
        // EXPOSE: the link goes into the vault, and from there to the browser, the clipboard or a mail.
        let url = Url::parse(session.auth_flow_url.expose()).map_err(|_| {
            RosterError::from(unreadable(
                "Conductor sent a link that isn't an address.",
                now,
            ))
        })?;
        let entry = serde_json::json!(LinkEntry { url, expires_at }).to_string();
        self.vault()
            .set(&link_entry(id), Secret::new(entry))
            .await?;
        let mut attempt = Attempt::new(id, BooksKind::Desktop, now, expires_at);
        attempt.stage = AttemptStage::Waiting;
        lock(&self.inner.attempts).insert(id, attempt);
        self.observe(
            id,
            vec![self.entry(id, EventKind::LinkCreated)],
            |observation| {
                observation.desktop.link = Some(AuthLink {
                    created_at: now,
                    expires_at,
                    handed,
                });
            },
        )?;
        self.inner.wake.notify_one();
        if let Err(error) = self.hand_over(id, &client, handed).await {
            self.update(id, |attempt| attempt.problem = Some(error.view()));
        }
        self.attempt(id).ok_or(RosterError::NothingPending)
    }

    /// Opens, copies or mails the link of a client, whichever product it is for.
    pub async fn hand_over_link(&self, id: ClientId, handed: Handed) -> Result<(), RosterError> {
        let client = self.client(id)?;
        if client.books.kind() == BooksKind::Online {
            return match handed {
                Handed::Opened => self.open_sign_in(id),
                Handed::Copied | Handed::Mailed => {
                    let url = self.sign_in_url(id)?;
                    self.copy(url.as_str())
                }
            };
        }
        self.hand_over(id, &client, handed).await?;
        self.note_handed(id, handed).map(|_| ())
    }

    /// Notes that the link left the app in another way than it was made for.
    pub fn note_handed(&self, id: ClientId, handed: Handed) -> Result<ClientRow, RosterError> {
        self.observe(id, Vec::new(), |observation| {
            if let Some(link) = &mut observation.desktop.link {
                link.handed = handed;
            }
        })
    }

    /// Asks QuickBooks Desktop whether it answers. Slow and not free: it may start QuickBooks, waits up
    /// to 60 seconds, and makes the connection count as used for Conductor's monthly bill.
    pub async fn check_desktop(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.desktop_client(id)?;
        let side = self.conductor()?;
        let end_user_id = self
            .observation(id)?
            .desktop
            .end_user_id
            .ok_or(RosterError::NotConnected)?;
        let asked = side.once.health_check(&EndUserId::new(end_user_id)).await;
        let at = self.now();
        match asked {
            Ok(_) => {
                self.service_answered(Source::Conductor);
                self.observe(id, Vec::new(), |observation| {
                    observation.checked_at = Some(at);
                    observation.desktop.connection = ConnectionFact::Worked;
                    succeeded(observation, at);
                })
            }
            Err(error) => {
                let failure = conductor_failure(&error, at);
                self.note_service(id, &failure);
                let row = self.observe(id, Vec::new(), |observation| {
                    observation.checked_at = Some(at);
                    failed(observation, &failure);
                })?;
                match failure.kind {
                    FailureKind::Answered => Ok(row),
                    _ => Err(failure.into()),
                }
            }
        }
    }

    /// Reads every end-user in one call, without touching anyone's QuickBooks.
    pub async fn read_end_users(&self) -> Result<(), RosterError> {
        let side = self.conductor()?;
        let observations = self.database().observations()?;
        let ours = observations
            .iter()
            .filter_map(|(id, seen)| Some((*id, seen.desktop.end_user_id.clone()?)));
        let ours: Vec<(ClientId, String)> = ours.collect();
        if ours.is_empty() {
            return Ok(());
        }
        let list = match side.api.list_end_users().await {
            Ok(list) => list,
            Err(error) => {
                let failure = conductor_failure(&error, self.now());
                for (id, _) in &ours {
                    self.service_failed(*id, &failure);
                }
                return Err(failure.into());
            }
        };
        self.service_answered(Source::Conductor);
        for (id, end_user_id) in ours {
            match list
                .data
                .iter()
                .find(|found| found.id.as_str() == end_user_id)
            {
                Some(end_user) => self.see(id, end_user)?,
                None => self.end_user_gone(id)?,
            }
        }
        Ok(())
    }

    /// Looks once whether the customer has finished the flow of an open sheet.
    pub async fn look_at_end_user(&self, id: ClientId) -> Result<(), RosterError> {
        let side = self.conductor()?;
        let Some(end_user_id) = self.observation(id)?.desktop.end_user_id else {
            return Ok(());
        };
        let end_user = side
            .api
            .retrieve_end_user(&EndUserId::new(end_user_id))
            .await
            .map_err(|error| self.conductor_failed(id, &error))?;
        self.service_answered(Source::Conductor);
        self.see(id, &end_user)
    }

    /// Deletes the end-user at Conductor, for everyone in the firm and for good. `typed` must be the
    /// client's name.
    pub async fn delete_end_user(
        &self,
        id: ClientId,
        typed: &str,
    ) -> Result<ClientRow, RosterError> {
        let client = self.desktop_client(id)?;
        if typed.trim() != client.name {
            return Err(RosterError::Invalid(format!(
                "Type {} exactly to delete its connection.",
                client.name
            )));
        }
        let side = self.conductor()?;
        let end_user_id = self
            .observation(id)?
            .desktop
            .end_user_id
            .ok_or(RosterError::NotConnected)?;
        match side.api.delete_end_user(&EndUserId::new(end_user_id)).await {
            Ok(_) => {}
            // Somebody else in the firm was faster.
            Err(ConductorError::Api(error)) if error.code == "RESOURCE_MISSING" => {}
            Err(error) => return Err(self.conductor_failed(id, &error)),
        }
        self.discard(id, Ending::Cancelled).await;
        self.vault().delete(&link_entry(id)).await?;
        let event = self.entry(id, EventKind::EndUserDeleted);
        self.observe(id, vec![event], |observation| {
            observation.desktop = Default::default()
        })
    }

    /// Stops waiting for a link. The link itself cannot be called back: Conductor has no such call.
    pub(crate) async fn cancel_link(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.update(id, |attempt| attempt.end(Ending::Cancelled, None));
        self.vault().delete(&link_entry(id)).await?;
        let mut event = self.entry(id, EventKind::SignInEnded);
        event.detail = Some("cancelled".to_owned());
        self.observe(id, vec![event], |observation| {
            observation.desktop.link = None
        })
    }

    async fn hand_over(
        &self,
        id: ClientId,
        client: &Client,
        handed: Handed,
    ) -> Result<(), RosterError> {
        let entry = self
            .vault()
            .get(&link_entry(id))
            .await?
            // EXPOSE: read to be handed over, below.
            .and_then(|entry| serde_json::from_str::<LinkEntry>(entry.expose()).ok())
            .filter(|entry| entry.expires_at > self.now())
            .ok_or(RosterError::NothingPending)?;
        match handed {
            Handed::Opened => {
                self.inner.parts.browser.open(&entry.url)?;
                let now = self.now();
                self.update(id, |attempt| attempt.opened_at = Some(now));
            }
            Handed::Copied => self.copy(entry.url.as_str())?,
            Handed::Mailed => self.inner.parts.browser.open(&mail(client, &entry)?)?,
        }
        Ok(())
    }

    fn copy(&self, text: &str) -> Result<(), RosterError> {
        self.inner
            .parts
            .clipboard
            .copy(text)
            .map_err(|error| RosterError::Invalid(format!("The link wasn't copied: {}.", error.0)))
    }

    async fn find_end_user(
        &self,
        side: &ConductorSide,
        id: ClientId,
    ) -> Result<Option<EndUser>, RosterError> {
        let source_id = id.to_string();
        let list = side
            .api
            .list_end_users()
            .await
            .map_err(|error| self.conductor_failed(id, &error))?;
        Ok(list
            .data
            .into_iter()
            .find(|found| found.source_id == source_id))
    }

    async fn make_end_user(
        &self,
        side: &ConductorSide,
        client: &Client,
    ) -> Result<EndUser, RosterError> {
        let new = EndUserCreate {
            company_name: client.name.clone(),
            source_id: client.id.to_string(),
            // No mail is ever sent there; an empty text is accepted where there is no address.
            email: client.email.clone().unwrap_or_default(),
        };
        match side.api.create_end_user(&new).await {
            Ok(end_user) => Ok(end_user),
            Err(error @ ConductorError::Api(_)) => Err(self.conductor_failed(client.id, &error)),
            Err(unclear) => match self.find_end_user(side, client.id).await {
                Ok(Some(made)) => Ok(made),
                _ => Err(self.conductor_failed(client.id, &unclear)),
            },
        }
    }

    /// Takes in what an end-user says; ends the sheet when the connection came alive.
    fn see(&self, id: ClientId, end_user: &EndUser) -> Result<(), RosterError> {
        let before = self.observation(id)?;
        let mut after = before.clone();
        take_in(&mut after, end_user);
        let alive = came_alive(&before, &after);
        let started = after.desktop.connection != ConnectionFact::None;
        if after != before {
            let at = self.now();
            self.observe(id, Vec::new(), |observation| {
                take_in(observation, end_user);
                if alive {
                    observation.checked_at = Some(at);
                }
            })?;
        }
        self.update_if(id, |attempt| {
            if alive {
                attempt.stage = AttemptStage::Done;
                true
            } else if started && !attempt.started_at_service {
                attempt.started_at_service = true;
                true
            } else {
                false
            }
        });
        Ok(())
    }

    fn update_if(&self, id: ClientId, change: impl FnOnce(&mut Attempt) -> bool) {
        let mut attempts = lock(&self.inner.attempts);
        if let Some(attempt) = attempts.get_mut(&id).filter(|attempt| attempt.is_open())
            && change(attempt)
        {
            self.tell_attempt(attempt);
        }
    }

    fn end_user_gone(&self, id: ClientId) -> Result<(), RosterError> {
        let mut event = self.entry(id, EventKind::EndUserDeleted);
        event.person = Some("Conductor".to_owned());
        self.observe(id, vec![event], |observation| {
            observation.desktop = Default::default()
        })?;
        Ok(())
    }

    fn conductor_failed(&self, id: ClientId, error: &ConductorError) -> RosterError {
        let failure = conductor_failure(error, self.now());
        self.note_service(id, &failure);
        failure.into()
    }

    fn note_service(&self, id: ClientId, failure: &Failure) {
        if failure.kind == FailureKind::Answered {
            self.service_answered(Source::Conductor);
        } else {
            self.service_failed(id, failure);
        }
    }
}

/// An error of Conductor's as a fact.
#[must_use]
pub(crate) fn conductor_failure(error: &ConductorError, at: Timestamp) -> Failure {
    let mut failure = Failure {
        at,
        source: Source::Conductor,
        kind: FailureKind::Unreachable,
        code: "no_answer".to_owned(),
        integration_code: None,
        message: error.to_string(),
        request_id: None,
    };
    match error {
        ConductorError::Api(api) => {
            failure.kind = match api.error_type {
                ErrorType::AuthenticationError | ErrorType::PermissionError => {
                    FailureKind::KeyRefused
                }
                // Conductor's own fault says nothing about the client.
                ErrorType::InternalError => FailureKind::Unreachable,
                _ => FailureKind::Answered,
            };
            failure.code.clone_from(&api.code);
            failure.integration_code.clone_from(&api.integration_code);
            failure.request_id.clone_from(&api.request_id);
            // For this one type the text meant for people is generic, and `message` holds the reason.
            failure.message = if api.error_type == ErrorType::InvalidRequestError {
                api.message.clone()
            } else {
                api.user_facing_message.clone()
            };
        }
        ConductorError::UnexpectedStatus {
            status, request_id, ..
        } => {
            if *status == 401 {
                failure.kind = FailureKind::KeyRefused;
            }
            failure.code = format!("http_{status}");
            failure.request_id.clone_from(request_id);
        }
        ConductorError::Decode { request_id, .. } => {
            failure.code = "unreadable_answer".to_owned();
            failure.request_id.clone_from(request_id);
        }
        ConductorError::Transport {
            kind: TransportKind::Timeout,
            ..
        } => {
            failure.code = "timeout".to_owned();
        }
        _ => {}
    }
    failure
}

/// Takes the timestamps of an end-user's QuickBooks Desktop connection into the facts.
fn take_in(observation: &mut Observation, end_user: &EndUser) {
    let connections = end_user
        .integration_connections
        .iter()
        .filter(|connection| connection.integration_slug == IntegrationSlug::QuickbooksDesktop);
    let mut fact = ConnectionFact::None;
    let mut last_success = None;
    for connection in connections {
        let worked = connection
            .last_successful_request_at
            .as_ref()
            .and_then(conductor::WireTime::timestamp);
        last_success = last_success.max(worked);
        if worked.is_some() {
            fact = ConnectionFact::Worked;
        } else if fact == ConnectionFact::None {
            fact = ConnectionFact::Started;
        }
    }
    observation.desktop.connection = fact;
    if let Some(at) = last_success
        && observation
            .desktop
            .last_ok_at
            .is_none_or(|known| known < at)
    {
        succeeded(observation, at);
    }
}

fn succeeded(observation: &mut Observation, at: Timestamp) {
    let desktop = &mut observation.desktop;
    desktop.last_ok_at = desktop.last_ok_at.max(Some(at));
    if desktop
        .failure
        .as_ref()
        .is_some_and(|failure| failure.at <= at)
    {
        desktop.failure = None;
    }
    if desktop.unheard_since.is_some_and(|since| since <= at) {
        desktop.unheard_since = None;
    }
    // A success after the link was made is the link's success: it has done its work.
    if desktop
        .link
        .as_ref()
        .is_some_and(|link| link.created_at <= at)
    {
        desktop.link = None;
    }
}

fn failed(observation: &mut Observation, failure: &Failure) {
    let desktop = &mut observation.desktop;
    if failure.kind == FailureKind::Answered {
        match failure.code.as_str() {
            "INTEGRATION_CONNECTION_NOT_SET_UP" => {}
            code => {
                // Whatever else is wrong, somebody has finished the flow.
                if desktop.connection != ConnectionFact::Worked {
                    desktop.connection = ConnectionFact::Worked;
                    desktop.link = None;
                }
                if code == "INTEGRATION_CONNECTION_NOT_ACTIVE" {
                    desktop.unheard_since.get_or_insert(failure.at);
                } else {
                    desktop.unheard_since = None;
                }
            }
        }
    }
    failure.replace(&mut desktop.failure);
}

/// Whether a connection began to work: the flow was finished for the first time, or a link that was
/// made for a broken connection has done its work.
pub(crate) fn came_alive(before: &Observation, after: &Observation) -> bool {
    let (before, after) = (&before.desktop, &after.desktop);
    after.connection == ConnectionFact::Worked
        && (before.connection != ConnectionFact::Worked
            || (before.link.is_some()
                && after.link.is_none()
                && after.last_ok_at > before.last_ok_at))
}

fn mail(client: &Client, entry: &LinkEntry) -> Result<Url, RosterError> {
    let subject = format!("Connect QuickBooks for {}", client.name);
    let until = entry
        .expires_at
        .to_zoned(jiff::tz::TimeZone::system())
        .strftime("%A %-d %B, %H:%M");
    let body = format!(
        "Hello,\n\nplease open this link on the computer where you use QuickBooks, with your company \
         file open. It takes about five minutes and works until {until}.\n\n{}\n\nWe will never ask \
         for your password.\n",
        entry.url
    );
    let address = client.email.as_deref().unwrap_or_default();
    let mut url = Url::parse("mailto:").map_err(|_| RosterError::NothingPending)?;
    url.set_path(address);
    // `mailto:` wants %20 for a blank (RFC 6068), where form encoding writes `+`.
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("subject", &subject)
        .append_pair("body", &body)
        .finish()
        .replace('+', "%20");
    url.set_query(Some(&query));
    Ok(url)
}

fn unreadable(message: &str, at: Timestamp) -> Failure {
    Failure {
        at,
        source: Source::Conductor,
        kind: FailureKind::Unreachable,
        code: "unreadable_answer".to_owned(),
        integration_code: None,
        message: message.to_owned(),
        request_id: None,
    }
}

fn link_entry(id: ClientId) -> String {
    format!("link/{id}")
}
