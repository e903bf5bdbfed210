//! The client's end-user at Conductor: found, or made once, and associated with the client.

use std::collections::HashMap;

use conductor::{
    EndUser, EndUserCreate, EndUserId, EndUserList, Error as ConductorError, ErrorType,
};

use super::AuthLinks;
use super::facts::take_in;
use super::matching::{Candidates, Here};
use crate::client::{Client, ClientId, SourceId};
use crate::context::Context;
use crate::event::Event;
use crate::observation::Source;
use crate::problem::RosterError;
use crate::roster::ConductorService;
use crate::service_health::Key;
use crate::view::ClientRow;

impl Context {
    /// The clients that have an end-user, by its id.
    pub(crate) fn used_end_users(&self) -> Result<HashMap<String, ClientId>, RosterError> {
        let known = self.database().desktop_observations()?;
        Ok(known
            .into_iter()
            .filter_map(|(id, known)| Some((known.desktop.end_user_id?, id)))
            .collect())
    }
}

impl AuthLinks {
    /// Makes sure that the client has an end-user at Conductor, and never a second one.
    ///
    /// A create whose answer was lost may have worked, and another computer of the firm may have made one, so the list
    /// is searched before a create, for our `sourceId` and for the company's name, and again after one that failed
    /// without a clear answer. What has another `sourceId` is a person's to say: [`RosterError::ThisOne`].
    pub async fn create_end_user(&self, id: ClientId) -> Result<EndUserId, RosterError> {
        self.ctx.may_change()?;
        let _turn = self.slots.turn(id).await;
        let client = self.ctx.desktop_client(id)?;
        self.ensure_end_user(&client).await
    }

    /// The same for a caller that has the client's turn: one create at a time.
    pub(super) async fn ensure_end_user(&self, client: &Client) -> Result<EndUserId, RosterError> {
        let id = client.id;
        self.ctx.conductor()?;
        if let Some(known) = self.ctx.observation(id)?.desktop.end_user_id {
            return Ok(EndUserId::new(known));
        }
        let list = self.list_for(id).await?;
        let (clients, used) = (self.ctx.database().clients()?, self.ctx.used_end_users()?);
        let here = Here {
            clients: &clients,
            used: &used,
        };
        match here.candidates(client, &list.data) {
            Candidates::Own(found) => {
                self.associate(client, found, Event::EndUserAdopted).await?;
                Ok(found.id.clone())
            }
            // In what the list leaves out may be this client's.
            Candidates::None if !list.has_more => {
                self.make_and_associate(client.clone(), &list).await
            }
            Candidates::None | Candidates::Ask(_) => Err(RosterError::ThisOne),
        }
    }

    /// Makes an end-user, whatever the list has.
    pub(super) async fn make_and_associate(
        &self,
        mut client: Client,
        list: &EndUserList,
    ) -> Result<EndUserId, RosterError> {
        // It has to be unique at Conductor. Where somebody's has ours already, this client begins anew.
        let is_taken = |it: &EndUser| it.source_id == client.source_id.as_str();
        if list.data.iter().any(is_taken) {
            client.source_id = SourceId::of(ClientId::random());
            self.ctx
                .database()
                .set_source_id(client.id, &client.source_id)?;
        }
        let made = self.make_end_user(self.ctx.conductor()?, &client).await?;
        self.associate(&client, &made, Event::EndUserCreated)
            .await?;
        Ok(made.id)
    }

    /// Every end-user of the project; a failure is noted for the client that it was asked for.
    async fn list_for(&self, id: ClientId) -> Result<EndUserList, RosterError> {
        let list = self.ctx.conductor()?.api.list_end_users().await;
        let list = list.map_err(|error| self.conductor_failed(id, &error))?;
        self.health
            .service_answered(Source::Conductor, Key::Accepted);
        Ok(list)
    }

    /// The end-user with exactly this client's id, of several the newest.
    async fn find_made(&self, client: &Client) -> Result<Option<EndUser>, RosterError> {
        let list = self.list_for(client.id).await?;
        let made = list.data.into_iter();
        Ok(made
            .filter(|found| found.source_id == client.source_id.as_str())
            .max_by_key(|found| found.created_at.timestamp()))
    }

    async fn make_end_user(
        &self,
        side: &ConductorService,
        client: &Client,
    ) -> Result<EndUser, RosterError> {
        // No mail is ever sent there; an empty text is accepted where there is no address.
        let email = client.email.clone().unwrap_or_default();
        let new = EndUserCreate::new(&client.name, client.source_id.to_string(), email);
        match side.api.create_end_user(&new).await {
            Ok(end_user) => {
                self.health
                    .service_answered(Source::Conductor, Key::Accepted);
                Ok(end_user)
            }
            Err(error) if was_refused(&error) => Err(self.conductor_failed(client.id, &error)),
            Err(unclear) => match self.find_made(client).await {
                Ok(Some(made)) => Ok(made),
                _ => Err(self.conductor_failed(client.id, &unclear)),
            },
        }
    }

    /// Makes an end-user this client's, with its `sourceId` as the client's, so that the firm's other computers know it
    /// by that. Never one that another client uses. The caller has the client's turn.
    pub(super) async fn associate(
        &self,
        client: &Client,
        end_user: &EndUser,
        event: Event,
    ) -> Result<ClientRow, RosterError> {
        // Two clients must not be given one end-user at once.
        let _saving = self.slots.saving().await;
        self.must_be_unused(end_user, Some(client.id))?;
        let known = self.ctx.observation(client.id)?.desktop.end_user_id;
        if known.is_some_and(|known| known != end_user.id.as_str()) {
            return Err(RosterError::HasEndUser(client.name.clone()));
        }
        let theirs = SourceId::parse(&end_user.source_id).filter(|it| *it != client.source_id);
        if let Some(source_id) = theirs
            && !self.is_source_id_taken(&source_id, client.id)?
        {
            self.ctx.database().set_source_id(client.id, &source_id)?;
        }
        let project = self.ctx.conductor()?.project();
        let event = self.ctx.entry(client.id, event);
        self.records.observe(client.id, vec![event], |observation| {
            observation.desktop.end_user_id = Some(end_user.id.to_string());
            take_in(observation, end_user, &project);
        })
    }

    fn is_source_id_taken(
        &self,
        source_id: &SourceId,
        client: ClientId,
    ) -> Result<bool, RosterError> {
        let clients = self.ctx.database().clients()?;
        Ok(clients
            .iter()
            .any(|it| it.id != client && it.source_id == *source_id))
    }

    pub(super) fn must_be_unused(
        &self,
        end_user: &EndUser,
        client: Option<ClientId>,
    ) -> Result<(), RosterError> {
        let user = self
            .ctx
            .used_end_users()?
            .get(end_user.id.as_str())
            .copied();
        match user.filter(|user| Some(*user) != client) {
            None => Ok(()),
            Some(user) => Err(RosterError::EndUserTaken(self.ctx.client(user)?.name)),
        }
    }
}

/// Whether a create surely made nothing. A fault of the service's own may come after the work.
fn was_refused(error: &ConductorError) -> bool {
    matches!(error, ConductorError::Api(api) if api.error_type != ErrorType::InternalError && api.status < 500)
        || matches!(
            error,
            ConductorError::UnexpectedStatus {
                status: 400..=499,
                ..
            } | ConductorError::InvalidRequest(_)
                | ConductorError::Config { .. }
        )
}
