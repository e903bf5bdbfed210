//! End-users that Conductor has already: found for a client, shown, and taken over. Taking one over is an association
//! in the roster and nothing else; nothing is sent to Conductor.

use conductor::{EndUser, EndUserList};

use super::AuthLinks;
use super::facts::conductor_failure;
use super::matching::{Candidates, Here, view};
use crate::client::{ClientDraft, ClientId, QuickBooks};
use crate::event::Event;
use crate::mail::EmailAddress;
use crate::observation::Source;
use crate::problem::RosterError;
use crate::service_health::Key;
use crate::untrusted_text;
use crate::view::{
    AdoptedView, AdoptionForm, ClientRow, EndUserView, EndUsersView, Place, RefusedView,
};

impl AuthLinks {
    /// The end-users that nobody in the roster uses, each with the client that it may be of. Asks nobody's
    /// QuickBooks and changes nothing.
    pub async fn unused_end_users(&self) -> Result<EndUsersView, RosterError> {
        let list = self.list_end_users().await?;
        let (clients, used) = (self.ctx.database().clients()?, self.ctx.used_end_users()?);
        let here = Here {
            clients: &clients,
            used: &used,
        };
        Ok(EndUsersView {
            end_users: here.unused(&list.data),
            whole: !list.has_more,
        })
    }

    /// What [`RosterError::ThisOne`] asks about: the end-users that may be this client's.
    pub async fn end_user_candidates(&self, id: ClientId) -> Result<Vec<EndUserView>, RosterError> {
        let client = self.ctx.desktop_client(id)?;
        let list = self.list_end_users().await?;
        let (clients, used) = (self.ctx.database().clients()?, self.ctx.used_end_users()?);
        let here = Here {
            clients: &clients,
            used: &used,
        };
        Ok(match here.candidates(&client, &list.data) {
            Candidates::None => Vec::new(),
            Candidates::Own(one) => vec![view(one, None)],
            Candidates::Ask(several) => several.iter().map(|it| view(it, None)).collect(),
        })
    }

    /// *Use this one*: the end-user is this client's from now on.
    pub async fn use_end_user(
        &self,
        id: ClientId,
        end_user_id: &str,
    ) -> Result<ClientRow, RosterError> {
        self.ctx.may_change()?;
        let _turn = self.slots.turn(id).await;
        let client = self.ctx.desktop_client(id)?;
        let list = self.list_end_users().await?;
        let end_user = find(&list, end_user_id)?;
        self.associate(&client, end_user, Event::EndUserAdopted)
            .await
    }

    /// *Make a new one*: although Conductor has end-users that look like this client's.
    pub async fn make_new_end_user(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.ctx.may_change()?;
        let _turn = self.slots.turn(id).await;
        let client = self.ctx.desktop_client(id)?;
        if self.ctx.observation(id)?.desktop.end_user_id.is_none() {
            let list = self.list_end_users().await?;
            self.make_and_associate(client, &list).await?;
        }
        self.records.client_row(id)
    }

    /// Takes over many end-users, each for a client or as a new one. What cannot be taken over is said, and the
    /// others are all the same.
    pub async fn adopt_end_users(
        &self,
        forms: &[AdoptionForm],
    ) -> Result<AdoptedView, RosterError> {
        self.ctx.may_change()?;
        let list = self.list_end_users().await?;
        let mut done = AdoptedView::default();
        for form in forms {
            match self.adopt(form, &list).await {
                Ok(added) => {
                    done.adopted += 1;
                    done.added += u32::from(added);
                }
                Err(error) => done.refused.push(RefusedView {
                    end_user_id: form.end_user_id.clone(),
                    why: error.view(),
                }),
            }
        }
        Ok(done)
    }

    /// Whether a client was added for it.
    async fn adopt(&self, form: &AdoptionForm, list: &EndUserList) -> Result<bool, RosterError> {
        let end_user = find(list, &form.end_user_id)?;
        if let Some(id) = &form.client_id {
            let id = ClientId::parse(id).ok_or(RosterError::UnknownClient)?;
            let _turn = self.slots.turn(id).await;
            let client = self.ctx.desktop_client(id)?;
            self.associate(&client, end_user, Event::EndUserAdopted)
                .await?;
            return Ok(false);
        }
        self.must_be_unused(end_user, None)?;
        let email = EmailAddress::parse(&end_user.email).map(|email| email.to_string());
        let draft = ClientDraft {
            email,
            ..ClientDraft::new(
                untrusted_text::sanitize(&end_user.company_name, untrusted_text::NAME),
                QuickBooks::Desktop {
                    place: Place::OtherComputer,
                    computer: None,
                },
            )
        };
        let client = self.ctx.client_of(draft.checked(None)?);
        let _turn = self.slots.turn(client.id).await;
        let added = self.ctx.entry(client.id, Event::Added);
        self.ctx
            .database()
            .save_clients(std::slice::from_ref(&client), &[], &[added])?;
        self.associate(&client, end_user, Event::EndUserAdopted)
            .await?;
        Ok(true)
    }

    /// Every end-user of the project, in one call.
    pub(super) async fn list_end_users(&self) -> Result<EndUserList, RosterError> {
        let side = self.ctx.conductor()?;
        let list = side.api.list_end_users().await.map_err(|error| {
            RosterError::from(self.ctx.placed(conductor_failure(&error, self.ctx.now())))
        })?;
        self.health
            .service_answered(Source::Conductor, Key::Accepted);
        Ok(list)
    }
}

fn find<'a>(list: &'a EndUserList, id: &str) -> Result<&'a EndUser, RosterError> {
    list.data
        .iter()
        .find(|it| it.id.as_str() == id)
        .ok_or(RosterError::EndUserGone)
}
