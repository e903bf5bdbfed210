//! Connecting a QuickBooks Desktop client through Conductor: the auth link, and how it leaves the app.

mod adopt;
mod checks;
mod end_users;
mod facts;
mod matching;
mod project;

use conductor::{AuthSession, AuthSessionCreate, EndUserId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::attempt::{Attempt, ClientSignIn, DesktopLink, Discarded, LinkEnd};
use crate::client::{Client, ClientId};
use crate::context::Context;
use crate::event::Event;
use crate::mail::{EmailAddress, Mail};
use crate::observation::{AuthLink, Failure, FailureKind, Source};
use crate::online::Attempts;
use crate::problem::RosterError;
use crate::records::Records;
use crate::roster::Roster;
use crate::rounds::Rounds;
use crate::service_health::Key;
use crate::service_health::ServiceHealth;
use crate::slots::ClientSlots;
use crate::vault::Secret;
use crate::view::{AttemptView, ClientRow, Ending, LinkDelivery, Product};

use facts::is_gone;
pub(crate) use facts::{came_alive, conductor_failure};
pub(crate) use project::is_of_other;

/// Shortest and longest life of an auth link, in minutes (Conductor's documentation of `linkExpiryMins`).
const LINK_MINUTES: std::ops::RangeInclusive<u32> = AuthSessionCreate::LINK_EXPIRY_MINS;

/// The auth link of a client, kept in the vault: it is enough to finish the connection.
#[derive(Serialize, Deserialize)]
struct LinkEntry {
    #[serde(rename = "url")]
    url: Url,
    #[serde(rename = "expires_at")]
    expires_at: Timestamp,
}

/// QuickBooks Desktop clients: their end-users at Conductor and the links that connect them. Cheap to clone.
#[derive(Clone)]
pub struct AuthLinks {
    pub(crate) ctx: Context,
    pub(crate) health: ServiceHealth,
    pub(crate) rounds: Rounds,
    pub(crate) slots: ClientSlots,
    pub(crate) records: Records,
    pub(crate) attempts: Attempts,
}

impl AuthLinks {
    pub(crate) fn new(
        ctx: &Context,
        health: &ServiceHealth,
        rounds: &Rounds,
        slots: &ClientSlots,
        records: &Records,
        attempts: &Attempts,
    ) -> Self {
        Self {
            ctx: ctx.clone(),
            health: health.clone(),
            rounds: rounds.clone(),
            slots: slots.clone(),
            records: records.clone(),
            attempts: attempts.clone(),
        }
    }

    /// Creates the end-user if needed, makes an auth link that lives `minutes`, and hands it over. A
    /// link that was made before stays as it is until the new one is there.
    pub async fn connect_desktop(
        &self,
        id: ClientId,
        minutes: u32,
        delivery: LinkDelivery,
    ) -> Result<AttemptView, RosterError> {
        self.ctx.may_change()?;
        let _turn = self.slots.turn(id).await;
        let client = self.ctx.desktop_client(id)?;
        if !LINK_MINUTES.contains(&minutes) {
            return Err(RosterError::LinkLifetime);
        }
        if delivery == LinkDelivery::Mailed {
            mail_address(&client)?;
        }
        let session = self.make_session(&client, minutes).await?;
        let now = self.ctx.now();
        let life = SignedDuration::from_mins(i64::from(minutes));
        let link = AuthLink {
            // Conductor's time, because it is compared with Conductor's time of the first success.
            created_at: session.created_at.timestamp().unwrap_or(now),
            expires_at: session.expires_at.timestamp().unwrap_or(now + life),
            delivery,
        };
        // EXPOSE: the link goes into the vault, and from there to the browser, the clipboard or a mail.
        let url = Url::parse(session.auth_flow_url.expose()).map_err(|_| {
            RosterError::from(unreadable(
                "Conductor sent a link that isn't an address.",
                now,
            ))
        })?;
        self.ctx.must_be_theirs(Source::Conductor, &url)?;
        let expires_at = link.expires_at;
        let entry = serde_json::json!(LinkEntry { url, expires_at }).to_string();
        self.ctx
            .vault()
            .set(&link_entry(id), Secret::new(entry))
            .await?;
        self.attempts.discard(id, Discarded::Replaced).await;
        let attempt = Attempt::new(id, now, expires_at, DesktopLink::begin());
        self.slots.begin(ClientSignIn::Desktop(attempt.clone()));
        let event = self.ctx.entry(id, Event::LinkCreated);
        self.records.observe(id, vec![event], |observation| {
            observation.desktop.link = Some(link);
        })?;
        self.rounds.wake();
        if let Err(error) = self.deliver(id, &client, delivery).await {
            self.slots
                .advance(&attempt, |link| link.not_delivered(error.view()));
        }
        self.slots.attempt(id).ok_or(RosterError::NothingPending)
    }

    /// Notes that the link left the app in another way than it was made for.
    pub fn note_delivery(
        &self,
        id: ClientId,
        delivery: LinkDelivery,
    ) -> Result<ClientRow, RosterError> {
        self.ctx.may_change()?;
        self.records.observe(id, Vec::new(), |observation| {
            if let Some(link) = &mut observation.desktop.link {
                link.delivery = delivery;
            }
        })
    }

    /// Stops waiting for a link. The link itself cannot be called back: Conductor has no such call. The
    /// caller has the client's turn.
    pub(crate) async fn cancel_link(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        if self.ctx.observation(id)?.desktop.link.is_none() && !self.slots.has_open_attempt(id) {
            return self.records.client_row(id);
        }
        self.ctx.vault().delete(&link_entry(id)).await?;
        let event = self.ctx.entry(id, Event::SignInEnded(Ending::Cancelled));
        let row = self.records.observe(id, vec![event], |observation| {
            observation.desktop.link = None;
        })?;
        self.end_link(id, LinkEnd::Cancelled).await;
        Ok(row)
    }

    /// Ends the sheet of a link. The row keeps the link's facts: when it ran out is worth knowing.
    pub(crate) async fn end_link(&self, id: ClientId, how: LinkEnd) {
        self.forget_link(id).await;
        if let Some(attempt) = self.slots.link(id) {
            self.slots.advance(&attempt, |link| link.end(how));
        }
        if let Err(error) = self.records.changed(id) {
            tracing::warn!(
                error = error.log_safe(),
                "the end of a link could not be shown"
            );
        }
    }

    /// An auth session. An end-user that was deleted at Conductor meanwhile is made anew, once.
    async fn make_session(
        &self,
        client: &Client,
        minutes: u32,
    ) -> Result<AuthSession, RosterError> {
        let end_user_id = self.ensure_end_user(client).await?;
        let made = self.ask_for_session(&end_user_id, minutes).await?;
        let made = match made {
            Err(error) if is_gone(&error) => {
                self.end_user_gone(client.id, end_user_id.as_str()).await?;
                let end_user_id = self.ensure_end_user(client).await?;
                self.ask_for_session(&end_user_id, minutes).await?
            }
            made => made,
        };
        made.map_err(|error| self.conductor_failed(client.id, &error))
    }

    async fn ask_for_session(
        &self,
        end_user_id: &EndUserId,
        minutes: u32,
    ) -> Result<Result<AuthSession, conductor::Error>, RosterError> {
        let side = self.ctx.conductor()?;
        let new = AuthSessionCreate::new(side.publishable_key.clone(), end_user_id.clone())
            .link_expiry_mins(minutes);
        let made = side.api.create_auth_session(&new).await;
        if made.is_ok() {
            self.health
                .service_answered(Source::Conductor, Key::Accepted);
        }
        Ok(made)
    }

    pub(crate) async fn deliver(
        &self,
        id: ClientId,
        client: &Client,
        delivery: LinkDelivery,
    ) -> Result<(), RosterError> {
        let entry = self
            .ctx
            .vault()
            .get(&link_entry(id))
            .await?
            // EXPOSE: read to be handed over, below.
            .and_then(|entry| serde_json::from_str::<LinkEntry>(entry.expose()).ok())
            .filter(|entry| entry.expires_at > self.ctx.now())
            .ok_or(RosterError::NothingPending)?;
        self.ctx.must_be_theirs(Source::Conductor, &entry.url)?;
        match delivery {
            LinkDelivery::Opened => {
                self.ctx.deps.browser.open(&entry.url)?;
                let now = self.ctx.now();
                if let Some(attempt) = self.slots.link(id) {
                    self.slots.advance(&attempt, |link| link.opened(now));
                }
            }
            LinkDelivery::Copied => self.copy(entry.url.as_str())?,
            LinkDelivery::Mailed => {
                let to = mail_address(client)?;
                self.ctx.deps.browser.write(&mail(client, to, &entry))?;
            }
        }
        Ok(())
    }

    pub(crate) fn copy(&self, text: &str) -> Result<(), RosterError> {
        self.ctx
            .deps
            .clipboard
            .copy(text)
            .map_err(|error| RosterError::NotCopied(error.0))
    }
}

impl Roster {
    /// Opens, copies or mails the link of a client, whichever product it is for.
    pub async fn deliver_link(
        &self,
        id: ClientId,
        delivery: LinkDelivery,
    ) -> Result<(), RosterError> {
        self.inner.ctx.may_change()?;
        let client = self.inner.ctx.client(id)?;
        if client.books.kind() == Product::Online {
            return match delivery {
                LinkDelivery::Opened => self.inner.sign_ins.open_sign_in(id),
                LinkDelivery::Copied | LinkDelivery::Mailed => {
                    let url = self.inner.sign_ins.sign_in_url(id)?;
                    self.inner.auth_links.copy(url.as_str())
                }
            };
        }
        self.inner.auth_links.deliver(id, &client, delivery).await?;
        self.inner
            .auth_links
            .note_delivery(id, delivery)
            .map(|_| ())
    }
}

/// Where a message about this client goes; the person fills it in where there is no address. What earlier
/// versions took for an address may be more than one.
fn mail_address(client: &Client) -> Result<Option<EmailAddress>, RosterError> {
    let Some(text) = &client.email else {
        return Ok(None);
    };
    EmailAddress::parse(text)
        .map(Some)
        .ok_or_else(|| RosterError::NoMailAddress(text.clone()))
}

fn mail(client: &Client, to: Option<EmailAddress>, entry: &LinkEntry) -> Mail {
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
    Mail::new(to, &subject, &body)
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
