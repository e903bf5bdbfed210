//! The client's end-user at Conductor once it has one: read passively, checked on request, deleted.

use std::collections::HashMap;

use conductor::{EndUser, EndUserId, Error as ConductorError};

use super::AuthLinks;
use super::facts::{self, conductor_failure, is_finished, is_gone, take_in};
use super::link_entry;
use super::project::{is_of_other, sorted};
use crate::attempt::{DesktopLink, Discarded, LinkEnd};
use crate::client::ClientId;
use crate::event::Event;
use crate::observation::{ConnectionFact, DesktopFacts, Failure, FailureKind, Observation, Source};
use crate::problem::RosterError;
use crate::service_health::Key;
use crate::view::{ClientRow, ConnectProblem};

impl AuthLinks {
    /// Asks QuickBooks Desktop whether it answers. Slow and not free: it may start QuickBooks, waits up
    /// to 60 seconds, and makes the connection count as used for Conductor's monthly bill.
    pub async fn check_desktop(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.ctx.may_change()?;
        self.ctx.desktop_client(id)?;
        let side = self.ctx.conductor()?;
        let end_user_id = self
            .ctx
            .observation(id)?
            .desktop
            .end_user_id
            .ok_or(RosterError::NotConnected)?;
        let asked = side
            .api
            .health_check(&EndUserId::new(end_user_id.clone()))
            .await;
        let at = self.ctx.now();
        match asked {
            Ok(_) => {
                self.health
                    .service_answered(Source::Conductor, Key::Accepted);
                self.connection_answered(id, &end_user_id).await?;
                self.records.client_row(id)
            }
            Err(error) if is_gone(&error) => {
                self.health
                    .service_answered(Source::Conductor, Key::Accepted);
                self.end_user_gone(id, &end_user_id).await?;
                self.records.client_row(id)
            }
            Err(error) => {
                let failure = self.ctx.placed(conductor_failure(&error, at));
                self.health.note(id, &failure);
                let row = self.connection_failed(id, &end_user_id, &failure)?;
                match failure.kind {
                    FailureKind::Answered => Ok(row),
                    _ => Err(failure.into()),
                }
            }
        }
    }

    /// QuickBooks answered over this end-user's connection: it works now, whatever was wrong or waited for.
    pub(crate) async fn connection_answered(
        &self,
        id: ClientId,
        end_user_id: &str,
    ) -> Result<(), RosterError> {
        let at = self.ctx.now();
        self.records.observe(id, Vec::new(), |observation| {
            if observation.desktop.end_user_id.as_deref() == Some(end_user_id) {
                facts::answered(observation, at);
            }
        })?;
        self.finish_link(id).await;
        Ok(())
    }

    /// The same where it did not.
    pub(crate) fn connection_failed(
        &self,
        id: ClientId,
        end_user_id: &str,
        failure: &Failure,
    ) -> Result<ClientRow, RosterError> {
        self.records.observe(id, Vec::new(), |observation| {
            if observation.desktop.end_user_id.as_deref() == Some(end_user_id) {
                observation.checked_at = Some(failure.at);
                facts::failed(observation, failure);
            }
        })
    }

    /// Reads every end-user in one call, without touching anyone's QuickBooks.
    pub async fn read_end_users(&self) -> Result<(), RosterError> {
        let side = self.ctx.conductor()?;
        let ours = self.known_end_users()?;
        if ours.is_empty() {
            return Ok(());
        }
        let list = match side.api.list_end_users().await {
            Ok(list) => list,
            Err(error) => {
                let failure = self.ctx.placed(conductor_failure(&error, self.ctx.now()));
                for (id, _) in &ours {
                    self.health.note(*id, &failure);
                }
                return Err(failure.into());
            }
        };
        self.health
            .service_answered(Source::Conductor, Key::Accepted);
        let sorted = sorted(&ours, &list.data, !list.has_more, &side.project());
        self.health.other_project(sorted.other_project);
        let known: HashMap<ClientId, &Observation> =
            ours.iter().map(|(id, known)| (*id, known)).collect();
        for (id, end_user) in &sorted.listed {
            if known
                .get(id)
                .is_none_or(|known| !self.is_known(*id, known, end_user))
            {
                self.see(*id, end_user).await?;
            }
        }
        self.ask_about(&sorted.doubted).await
    }

    /// Looks once whether the customer has finished the flow of an open sheet.
    pub async fn look_at_end_user(&self, id: ClientId) -> Result<(), RosterError> {
        let side = self.ctx.conductor()?;
        let Some(end_user_id) = self.ctx.observation(id)?.desktop.end_user_id else {
            return Ok(());
        };
        let wanted = EndUserId::new(end_user_id.clone());
        match side.api.retrieve_end_user(&wanted).await {
            Ok(end_user) => {
                self.health
                    .service_answered(Source::Conductor, Key::Accepted);
                self.see(id, &end_user).await
            }
            Err(error) if is_gone(&error) => self.end_user_gone(id, &end_user_id).await,
            Err(error) => Err(self.conductor_failed(id, &error)),
        }
    }

    /// Deletes the end-user at Conductor, for everyone in the firm and for good. `typed` must be the
    /// client's name.
    pub async fn delete_end_user(
        &self,
        id: ClientId,
        typed: &str,
    ) -> Result<ClientRow, RosterError> {
        self.ctx.may_change()?;
        let _turn = self.slots.turn(id).await;
        let client = self.ctx.desktop_client(id)?;
        if typed.trim() != client.name {
            return Err(RosterError::NameNotRepeated(client.name));
        }
        let side = self.ctx.conductor()?;
        let end_user_id = self
            .ctx
            .observation(id)?
            .desktop
            .end_user_id
            .ok_or(RosterError::NotConnected)?;
        match side.api.delete_end_user(&EndUserId::new(end_user_id)).await {
            Ok(_) => {}
            // Another computer of the firm has deleted it meanwhile.
            Err(error) if is_gone(&error) => {}
            Err(error) => return Err(self.conductor_failed(id, &error)),
        }
        self.health
            .service_answered(Source::Conductor, Key::Accepted);
        self.attempts.discard(id, Discarded::Cancelled).await;
        self.forget_link(id).await;
        let event = self.ctx.entry(id, Event::EndUserDeleted);
        self.records.observe(id, vec![event], |observation| {
            observation.desktop = DesktopFacts::default();
        })
    }

    pub(super) fn conductor_failed(&self, id: ClientId, error: &ConductorError) -> RosterError {
        let failure = self.ctx.placed(conductor_failure(error, self.ctx.now()));
        self.health.note(id, &failure);
        failure.into()
    }

    /// The end-user was deleted by somebody else; never, when it is in another project. `end_user_id` is the one that was asked about: a
    /// newer one has nothing to do with it.
    pub(super) async fn end_user_gone(
        &self,
        id: ClientId,
        end_user_id: &str,
    ) -> Result<(), RosterError> {
        let known = self.ctx.observation(id)?.desktop;
        if known.end_user_id.as_deref() != Some(end_user_id) {
            return Ok(());
        }
        if is_of_other(&known, &self.ctx.conductor()?.project()) {
            self.health.other_project(true);
            return Err(RosterError::OtherProject);
        }
        let mut event = self.ctx.entry(id, Event::EndUserDeleted);
        event.person = Some("Conductor".to_owned());
        self.records.observe(id, vec![event], |observation| {
            observation.desktop = DesktopFacts::default();
        })?;
        self.forget_link(id).await;
        let problem = ConnectProblem::EndUserDeleted.into();
        if let Some(attempt) = self.slots.link(id) {
            self.slots
                .advance(&attempt, |link| link.end(LinkEnd::Failed(problem)));
        }
        Ok(())
    }

    /// Clients with an end-user, each with what is known about it.
    fn known_end_users(&self) -> Result<Vec<(ClientId, Observation)>, RosterError> {
        let mut known = self.ctx.database().desktop_observations()?;
        known.retain(|(_, known)| known.desktop.end_user_id.is_some());
        Ok(known)
    }

    /// Whether an end-user says nothing that was not known before the list was asked for, and no open
    /// sheet waits for it. Most rounds are that for most clients, and none of them is read once more.
    fn is_known(&self, id: ClientId, known: &Observation, end_user: &EndUser) -> bool {
        let Ok(side) = self.ctx.conductor() else {
            return false;
        };
        let mut after = known.clone();
        take_in(&mut after, end_user, &side.project());
        after == *known && !self.slots.has_open_attempt(id)
    }

    /// Takes in what an end-user says; ends the sheet when the connection came alive.
    pub(super) async fn see(&self, id: ClientId, end_user: &EndUser) -> Result<(), RosterError> {
        let before = self.ctx.observation(id)?;
        if before.desktop.end_user_id.as_deref() != Some(end_user.id.as_str()) {
            return Ok(());
        }
        let project = self.ctx.conductor()?.project();
        let mut after = before.clone();
        take_in(&mut after, end_user, &project);
        if after != before {
            let at = self.ctx.now();
            let alive = facts::came_alive(&before, &after);
            self.records.observe(id, Vec::new(), |observation| {
                take_in(observation, end_user, &project);
                if alive {
                    observation.checked_at = Some(at);
                }
            })?;
        }
        if is_finished(&after.desktop) {
            self.finish_link(id).await;
        } else if after.desktop.connection != ConnectionFact::None
            && let Some(attempt) = self.slots.link(id)
        {
            self.slots.advance(&attempt, DesktopLink::start);
        }
        Ok(())
    }

    /// The connection works: the sheet is done, and the link is nobody's business any more.
    async fn finish_link(&self, id: ClientId) {
        let open = self.slots.link(id).filter(|attempt| attempt.is_open());
        if let Some(attempt) = open {
            self.forget_link(id).await;
            self.slots.advance(&attempt, DesktopLink::connected);
        }
    }

    pub(super) async fn forget_link(&self, id: ClientId) {
        if let Err(error) = self.ctx.vault().delete(&link_entry(id)).await {
            tracing::warn!(%error, "a link could not be removed from the keychain");
        }
    }
}
