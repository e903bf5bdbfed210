//! The firm's id of a client, as the other computers wrote it into the change log: a client that two computers added
//! has one id, and so one end-user at Conductor.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::store::KnownCompany;
use crate::client::{Client, ClientId, SourceId};
use crate::names::normal_form;

/// What a line says of a client's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RemoteSourceId {
    pub(super) company: String,
    pub(super) number: Option<String>,
    pub(super) source_id: SourceId,
}

/// The clients that get another id. A client is known by its company, else by its number; by its name only a person
/// knows it. `keep`: what has an end-user at Conductor, and with it the id that it has there.
///
/// An id of ours that is in no line gives way. Where both are, every computer has to choose the same one: one
/// that is older than Counterfoil, else the first in the order of their texts.
pub(super) fn taken_over(
    clients: &[Client],
    known: &HashMap<ClientId, KnownCompany>,
    heard: &[RemoteSourceId],
    keep: &HashSet<ClientId>,
) -> Vec<(ClientId, SourceId)> {
    let mut taken: HashSet<&SourceId> = clients.iter().map(|it| &it.source_id).collect();
    let mut changed = Vec::new();
    for client in clients.iter().filter(|client| !keep.contains(&client.id)) {
        let company = known.get(&client.id);
        let theirs = heard
            .iter()
            .filter(|it| match company {
                Some(company) => it.company == company.company,
                None => same_number(client.number.as_deref(), it.number.as_deref()),
            })
            .map(|it| &it.source_id)
            .min_by_key(|id| order(id));
        let Some(theirs) = theirs.filter(|theirs| !taken.contains(theirs)) else {
            continue;
        };
        let is_told = company.is_some_and(|company| company.announced.is_some());
        let is_new = client.source_id == SourceId::of(client.id) && !is_told;
        if is_new || order(theirs) < order(&client.source_id) {
            taken.insert(theirs);
            changed.push((client.id, theirs.clone()));
        }
    }
    changed
}

fn order(id: &SourceId) -> (bool, &str) {
    (Uuid::try_parse(id.as_str()).is_ok(), id.as_str())
}

fn same_number(ours: Option<&str>, theirs: Option<&str>) -> bool {
    matches!((ours, theirs), (Some(ours), Some(theirs)) if normal_form(ours) == normal_form(theirs))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::client::{ClientDraft, QuickBooks};

    /// Both ids are in lines of the change log, so every computer has to choose the same one.
    #[test]
    fn of_two_ids_in_the_log_the_first_in_order_stays() {
        let source = |text: &str| SourceId::parse(text).unwrap();
        let (first, last) = (source("A-1"), source("B-2"));
        let uuid = source("0b51a6c2-6d0e-4a6b-9b51-000000000001");
        for (ours, theirs, chosen) in [
            (&last, &first, Some(&first)),
            (&first, &last, None),
            (&uuid, &last, Some(&last)),
            (&last, &uuid, None),
            (&first, &first, None),
        ] {
            let client = Client {
                source_id: ours.clone(),
                ..Client::new(
                    ClientId::random(),
                    ClientDraft::new("Sue's Bakery", QuickBooks::Online),
                    Timestamp::UNIX_EPOCH,
                )
            };
            let known = KnownCompany {
                company: "a company".to_owned(),
                realm_hash: String::new(),
                announced: Some("a line".to_owned()),
            };
            let received = RemoteSourceId {
                company: "a company".to_owned(),
                number: None,
                source_id: theirs.clone(),
            };
            let id = client.id;
            let taken = taken_over(
                &[client],
                &HashMap::from([(id, known)]),
                &[received],
                &HashSet::new(),
            );
            let taken: Vec<&SourceId> = taken.iter().map(|(_, taken)| taken).collect();
            assert_eq!(taken, Vec::from_iter(chosen), "{ours:?} and {theirs:?}");
        }
    }
}
