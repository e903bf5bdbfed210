//! Which end-user at Conductor may be a client's: by our id, else by the name of the company. Pure.

use std::collections::{BTreeMap, HashMap};

use conductor::{EndUser, IntegrationSlug, WireTime};
use jiff::Timestamp;

use crate::client::{Client, ClientId, Lifecycle, QuickBooks};
use crate::names::normal_form;
use crate::untrusted_text;
use crate::view::{EndUserMatch, EndUserView};

/// A company's name or an e-mail address as two people would both write it: without case, blanks and punctuation.
pub(super) fn folded(text: &str) -> String {
    normal_form(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// What a list of end-users is compared with.
pub(super) struct Here<'a> {
    pub(super) clients: &'a [Client],
    /// The clients that use an end-user, by its id.
    pub(super) used: &'a HashMap<String, ClientId>,
}

impl Here<'_> {
    /// The end-users that nobody uses, each with the client that it may be of, by the name of their company.
    pub(super) fn unused(&self, list: &[EndUser]) -> Vec<EndUserView> {
        let twins = twins(list);
        let mut found: Vec<EndUserView> = list
            .iter()
            .filter(|end_user| !self.used.contains_key(end_user.id.as_str()))
            .map(|end_user| EndUserView {
                twins: twins
                    .get(&folded(&end_user.company_name))
                    .copied()
                    .unwrap_or(1),
                ..view(end_user, self.suggested(end_user))
            })
            .collect();
        found.sort_by(|a, b| {
            (a.company_name.to_lowercase(), a.created_at)
                .cmp(&(b.company_name.to_lowercase(), b.created_at))
        });
        found
    }

    /// The end-users that may be this client's: those with its id, else those of its name that nobody else uses.
    pub(super) fn candidates<'a>(&self, client: &Client, list: &'a [EndUser]) -> Candidates<'a> {
        let free = || list.iter().filter(|it| self.is_free_for(client.id, it));
        let own: Vec<&EndUser> = free()
            .filter(|it| it.source_id == client.source_id.as_str())
            .collect();
        match own.as_slice() {
            [one] => Candidates::Own(one),
            [] => {
                let name = folded(&client.name);
                let named: Vec<&EndUser> = free()
                    .filter(|it| !name.is_empty() && folded(&it.company_name) == name)
                    .collect();
                if named.is_empty() {
                    Candidates::None
                } else {
                    Candidates::Ask(named)
                }
            }
            _ => Candidates::Ask(own),
        }
    }

    /// Whether an end-user is nobody's, or this client's already.
    fn is_free_for(&self, client: ClientId, end_user: &EndUser) -> bool {
        self.used
            .get(end_user.id.as_str())
            .is_none_or(|user| *user == client)
    }

    /// The client without an end-user that this one may be of. Two clients of one name are no suggestion.
    fn suggested(&self, end_user: &EndUser) -> Option<(ClientId, EndUserMatch)> {
        let free = || {
            self.clients.iter().filter(|client| {
                matches!(client.books, QuickBooks::Desktop { .. })
                    && client.lifecycle != Lifecycle::Archived
                    && !self.used.values().any(|user| *user == client.id)
            })
        };
        if let Some(own) = free().find(|it| it.source_id.as_str() == end_user.source_id) {
            return Some((own.id, EndUserMatch::SourceId));
        }
        let name = folded(&end_user.company_name);
        let named: Vec<&Client> = free()
            .filter(|it| !name.is_empty() && folded(&it.name) == name)
            .collect();
        let email = folded(&end_user.email);
        let same_email = |it: &&&Client| {
            !email.is_empty() && it.email.as_deref().map(folded).as_deref() == Some(&email)
        };
        let with_email: Vec<&&Client> = named.iter().filter(same_email).collect();
        match (with_email.as_slice(), named.as_slice()) {
            ([one], _) => Some((one.id, EndUserMatch::NameAndEmail)),
            ([], [one]) => Some((one.id, EndUserMatch::Name)),
            _ => None,
        }
    }
}

/// Both sides of the question, for the window.
pub(super) fn view(end_user: &EndUser, suggested: Option<(ClientId, EndUserMatch)>) -> EndUserView {
    let connections = end_user
        .integration_connections
        .iter()
        .filter(|it| it.integration_slug == IntegrationSlug::QuickbooksDesktop);
    let millis = |time: Option<&WireTime>| {
        time.and_then(WireTime::timestamp)
            .map(Timestamp::as_millisecond)
    };
    let latest = |of: fn(&conductor::IntegrationConnection) -> Option<&WireTime>| {
        connections.clone().filter_map(|it| millis(of(it))).max()
    };
    EndUserView {
        id: end_user.id.to_string(),
        company_name: untrusted_text::sanitize(&end_user.company_name, untrusted_text::NAME),
        email: untrusted_text::sanitize(&end_user.email, untrusted_text::NAME),
        source_id: untrusted_text::sanitize(&end_user.source_id, untrusted_text::NAME),
        created_at: millis(Some(&end_user.created_at)),
        connections: u32::try_from(connections.clone().count()).unwrap_or(u32::MAX),
        last_request_at: latest(|it| it.last_request_at.as_ref()),
        last_success_at: latest(|it| it.last_successful_request_at.as_ref()),
        client_id: suggested.map(|(id, _)| id.to_string()),
        matched_by: suggested.map(|(_, by)| by),
        twins: 1,
    }
}

/// What the list has for a client that has no end-user.
pub(super) enum Candidates<'a> {
    /// Nothing: one may be made.
    None,
    /// Exactly one carries its id.
    Own(&'a EndUser),
    /// A person has to say.
    Ask(Vec<&'a EndUser>),
}

/// How many end-users there are of each company's name, used or not.
fn twins(list: &[EndUser]) -> BTreeMap<String, u32> {
    let mut twins = BTreeMap::new();
    for end_user in list {
        let name = folded(&end_user.company_name);
        if !name.is_empty() {
            *twins.entry(name).or_default() += 1;
        }
    }
    twins
}
