//! Who else of the firm holds a company, by the change log.

use std::collections::{HashMap, HashSet};

use super::store::{ConnectionRecord, KnownCompany};
use crate::client::{Client, ClientId};
use crate::computer::WriterId;
use crate::names::normal_form;

/// Who holds what, for looking up.
#[derive(Debug, Default)]
pub(crate) struct Holders {
    /// Our clients' companies.
    companies: HashMap<ClientId, String>,
    /// The newest connect of each company, unless the same computer ended it.
    holders: HashMap<String, ConnectionRecord>,
    /// Companies in `holders` by the number and by the name of the client they were connected for.
    by_number: HashMap<String, Vec<String>>,
    by_name: HashMap<String, Vec<String>>,
}

impl Holders {
    pub(super) fn new(told: Vec<ConnectionRecord>, known: HashMap<ClientId, KnownCompany>) -> Self {
        let holders = holders(told);
        let (mut by_number, mut by_name) = (HashMap::new(), HashMap::new());
        for (company, holder) in &holders {
            let index = |index: &mut HashMap<String, Vec<String>>, key: &str| {
                index
                    .entry(normal_form(key))
                    .or_default()
                    .push(company.clone());
            };
            index(&mut by_name, &holder.client_name);
            if let Some(number) = &holder.client_number {
                index(&mut by_number, number);
            }
        }
        Self {
            companies: known
                .into_iter()
                .map(|(id, known)| (id, known.company))
                .collect(),
            holders,
            by_number,
            by_name,
        }
    }

    /// Our clients that live in this company.
    pub(super) fn clients_of(&self, company: &str) -> impl Iterator<Item = ClientId> {
        self.companies
            .iter()
            .filter(move |(_, known)| *known == company)
            .map(|(id, _)| *id)
    }

    /// Who holds this company.
    pub(super) fn of_company(&self, company: &str) -> Option<&ConnectionRecord> {
        self.holders.get(company)
    }

    /// Who holds the company of this client. Without a connection of ours, its number counts too, or its
    /// name where one of the two has no number.
    pub(super) fn of_client(&self, client: &Client, connected: bool) -> Option<&ConnectionRecord> {
        let own = self
            .companies
            .get(&client.id)
            .and_then(|company| self.holders.get(company));
        if connected {
            return own;
        }
        let listed = |index: &HashMap<String, Vec<String>>, key: &str| {
            let companies = index.get(&normal_form(key)).cloned().unwrap_or_default();
            companies
                .iter()
                .filter_map(|company| self.holders.get(company))
                .collect::<Vec<_>>()
        };
        let by_number = client
            .number
            .as_deref()
            .map(|number| listed(&self.by_number, number))
            .unwrap_or_default();
        let by_name = listed(&self.by_name, &client.name)
            .into_iter()
            // Two numbers tell two clients of one name apart.
            .filter(|holder| client.number.is_none() || holder.client_number.is_none());
        by_number
            .into_iter()
            .chain(by_name)
            .chain(own)
            .max_by_key(|holder| holder.at)
    }
}

/// Each company keeps one connection, so only the newest one may still exist.
fn holders(told: Vec<ConnectionRecord>) -> HashMap<String, ConnectionRecord> {
    let mut holders: HashMap<String, (ConnectionRecord, HashSet<WriterId>)> = HashMap::new();
    for line in told {
        let (company, writer) = (line.company.clone(), line.writer.clone());
        match holders.get_mut(&company) {
            // One connection may be in several files, where a computer began another one.
            Some((holder, writers)) if line.connected && holder.at == line.at => {
                holder.known_at = holder.known_at.max(line.known_at);
                writers.insert(writer);
            }
            Some((_, writers)) if !line.connected && writers.contains(&writer) => {
                holders.remove(&company);
            }
            _ if line.connected => {
                holders.insert(company, (line, HashSet::from([writer])));
            }
            _ => {}
        }
    }
    holders
        .into_iter()
        .map(|(company, (holder, _))| (company, holder))
        .collect()
}

/// The names that more than one computer has, in lower case.
pub(super) fn shared(names: Vec<(String, WriterId)>) -> HashSet<String> {
    let mut of_name: HashMap<String, HashSet<WriterId>> = HashMap::new();
    for (name, writer) in names {
        of_name
            .entry(normal_form(&name))
            .or_default()
            .insert(writer);
    }
    of_name.retain(|_, writers| writers.len() > 1);
    of_name.into_keys().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

    use super::*;
    use crate::client::{ClientDraft, QuickBooks};

    fn client(name: &str, number: Option<&str>) -> Client {
        let id = ClientId::random();
        Client::new(
            id,
            ClientDraft {
                number: number.map(str::to_owned),
                ..ClientDraft::new(name, QuickBooks::Online)
            },
            jiff::Timestamp::UNIX_EPOCH,
        )
    }

    fn told(at: i64, connected: bool, company: &str, computer: &str) -> ConnectionRecord {
        ConnectionRecord {
            file_id: computer.to_owned(),
            line: at,
            at,
            connected,
            company: company.to_owned(),
            client_name: "Sue's Bakery".to_owned(),
            client_number: Some("1042".to_owned()),
            person: format!("whoever sits at {computer}"),
            computer: "This computer".to_owned(),
            writer: WriterId::from_text(computer.to_owned()),
            known_at: at,
        }
    }

    fn log(told: Vec<ConnectionRecord>) -> Holders {
        Holders::new(told, HashMap::new())
    }

    #[test]
    fn the_newest_connect_counts_until_its_own_computer_ends_it() {
        let log = log(vec![
            told(1, true, "sue", "BACK"),
            told(2, true, "sue", "TOP"),
            told(3, false, "sue", "BACK"),
            told(4, true, "bill", "BACK"),
            told(5, false, "bill", "BACK"),
        ]);
        assert_eq!(log.of_company("sue").unwrap().writer.as_str(), "TOP");
        assert!(log.of_company("bill").is_none());
    }

    #[test]
    fn a_connection_in_two_logs_is_ended_by_either_computer() {
        let told_twice = |ends: &str| {
            let end = told(3, false, "sue", ends);
            let log = log(vec![
                told(1, true, "sue", "BEFORE"),
                told(1, true, "sue", "NOW"),
                end,
            ]);
            log.of_company("sue").is_some()
        };
        assert!(!told_twice("BEFORE") && !told_twice("NOW") && told_twice("OTHER"));
    }

    #[test]
    fn a_number_is_surer_than_a_name() {
        let mut nameless = told(1, true, "other", "BACK");
        nameless.client_number = None;
        nameless.client_name = "Wren".to_owned();
        let log = log(vec![told(2, true, "sue", "BACK"), nameless]);
        for (name, number, found) in [
            ("Another name", Some(" 1042 "), true),
            ("sue's bakery", None, true),
            ("Sue's Bakery", Some("7"), false),
            ("Sue's", None, false),
            ("WREN", Some("9"), true),
        ] {
            let client = client(name, number);
            assert_eq!(
                log.of_client(&client, false).is_some(),
                found,
                "{name} {number:?}"
            );
            assert!(
                log.of_client(&client, true).is_none(),
                "a connected one goes by its company"
            );
        }
    }
}
