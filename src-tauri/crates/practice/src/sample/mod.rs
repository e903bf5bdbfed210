//! The sample firm: 24 clients of fictional businesses and three people.
//!
//! Every state a service can cause is here at least once. What a client is meant to reach is
//! `state`; how it gets there is its `scenario` (applied by `/practice/settle`) or its company's
//! `company` terms (given in the very first token answer).

mod clients;

use serde::Serialize;

pub(crate) use clients::{clients, other_companies};

/// The firm's name.
pub(crate) const FIRM: &str = "Hale & Ortiz LLP";

/// Who works there and may sign in.
pub(crate) const PEOPLE: [Person; 3] = [
    Person {
        name: "Maria Ortiz",
        email: "maria@haleortiz.example",
        sub: "0a6f1d52-7f0e-4f0b-9c41-5d0c1e8a1001",
    },
    Person {
        name: "Tom Becker",
        email: "tom@haleortiz.example",
        sub: "0a6f1d52-7f0e-4f0b-9c41-5d0c1e8a1002",
    },
    Person {
        name: "Priya Nair",
        email: "priya@haleortiz.example",
        sub: "0a6f1d52-7f0e-4f0b-9c41-5d0c1e8a1003",
    },
];

/// One of the three people.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    #[serde(skip)]
    pub(crate) sub: &'static str,
}

pub(crate) fn person(email: &str) -> Option<Person> {
    PEOPLE.into_iter().find(|person| person.email == email)
}

pub(crate) const DAY: i64 = 24 * 3_600;

/// One client, as `GET /practice` lists it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SampleClient {
    pub(crate) name: &'static str,
    pub(crate) number: &'static str,
    pub(crate) email: String,
    pub(crate) books: &'static str,
    place: Option<&'static str>,
    computer: Option<&'static str>,
    pub(crate) state: &'static str,
    pub(crate) seconds_ago: i64,
    connect: Option<Connect>,
    attempt: Option<String>,
    desktop: Option<Desktop>,
    journal: Vec<JournalEntry>,
    /// What `/practice/settle` does to it; `None` leaves it as connecting made it.
    #[serde(skip)]
    pub(crate) scenario: Option<&'static str>,
    /// The company at Intuit.
    #[serde(skip)]
    pub(crate) company: Option<CompanyTerms>,
}

/// How to connect an Online client.
#[derive(Clone, Debug, Serialize)]
struct Connect {
    r#as: &'static str,
    realm: &'static str,
}

/// How to connect a Desktop client.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Desktop {
    flow: &'static str,
    link_minutes: u32,
    handed: &'static str,
}

/// What another computer of the firm wrote in the change log.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct JournalEntry {
    seconds_ago: i64,
    event: &'static str,
    person: &'static str,
    computer: &'static str,
}

/// A company at Intuit and what is special about its first grant.
#[derive(Clone, Debug)]
pub(crate) struct CompanyTerms {
    pub(crate) realm: &'static str,
    /// The connecting person's role.
    pub(crate) role_type: &'static str,
    pub(crate) has_payroll: Option<bool>,
    /// The role query answers `null`.
    pub(crate) role_null: bool,
    /// `false`: tokens for this company never carry the roles scope.
    pub(crate) roles_scope: bool,
    /// Life of the first refresh token in seconds, when it is not the usual.
    pub(crate) first_idle: Option<i64>,
    /// Life of the first grant in seconds, when it is not five years.
    pub(crate) first_hard: Option<i64>,
}

impl CompanyTerms {
    fn new(realm: &'static str) -> Self {
        Self {
            realm,
            role_type: "ADMIN",
            has_payroll: Some(true),
            role_null: false,
            roles_scope: true,
            first_idle: None,
            first_hard: None,
        }
    }
}

impl SampleClient {
    fn new(
        name: &'static str,
        number: &'static str,
        mailbox: &str,
        books: &'static str,
        days_ago: i64,
        state: &'static str,
    ) -> Self {
        Self {
            name,
            number,
            email: format!("{mailbox}.example"),
            books,
            place: None,
            computer: None,
            state,
            seconds_ago: days_ago * DAY,
            connect: None,
            attempt: None,
            desktop: None,
            journal: Vec::new(),
            scenario: None,
            company: None,
        }
    }

    /// Who connects it, and to which company.
    fn connect(mut self, r#as: &'static str, company: CompanyTerms) -> Self {
        self.connect = Some(Connect {
            r#as,
            realm: company.realm,
        });
        self.company = Some(company);
        self
    }

    fn scenario(mut self, scenario: &'static str) -> Self {
        self.scenario = Some(scenario);
        self
    }

    fn at(mut self, place: &'static str, computer: &'static str) -> Self {
        self.place = Some(place);
        self.computer = Some(computer);
        self
    }

    fn link(mut self, link_minutes: u32, handed: &'static str) -> Self {
        self.desktop = Some(Desktop {
            flow: "link",
            link_minutes,
            handed,
        });
        self
    }

    /// How long the client's first set-up link lived, in minutes; `None` for those never asked, and for
    /// those whose books are online.
    pub(crate) fn link_minutes(&self) -> Option<u32> {
        let desktop = self.desktop.as_ref()?;
        (desktop.flow == "link").then_some(desktop.link_minutes)
    }

    pub(crate) fn realm(&self) -> Option<&'static str> {
        self.company.as_ref().map(|company| company.realm)
    }

    /// Who connects it in the sample; people's companies are listed under them.
    pub(crate) fn connected_by(&self) -> Option<&'static str> {
        self.connect.as_ref().map(|connect| connect.r#as)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn has_24_clients_with_names_and_realms_of_their_own() {
        let clients = clients();
        assert_eq!(clients.len(), 24);
        let names: BTreeSet<_> = clients.iter().map(|client| client.name).collect();
        let numbers: BTreeSet<_> = clients.iter().map(|client| client.number).collect();
        let realms: BTreeSet<_> = clients.iter().filter_map(SampleClient::realm).collect();
        let online = clients.iter().filter(|client| client.books == "online");
        assert_eq!((names.len(), numbers.len()), (24, 24));
        assert_eq!(realms.len(), online.count());
    }

    #[test]
    fn covers_every_state_a_service_can_cause() {
        let states: BTreeSet<_> = clients().iter().map(|client| client.state).collect();
        for state in [
            "connected",
            "waiting",
            "invited",
            "link_expired",
            "never",
            "attention",
            "qb_closed",
            "wrong_file",
            "dialog",
            "permission",
            "single_user",
            "wc_offline",
            "expiring",
            "expired",
            "revoked",
            "taken_over",
            "not_member",
            "inactive",
            "role_unknown",
            "wrong_company",
        ] {
            assert!(states.contains(state), "no client is {state}");
        }
    }

    #[test]
    fn every_client_fits_in_the_eleven_days_a_fresh_firm_begins_before_now() {
        assert!(
            clients()
                .iter()
                .all(|client| { client.seconds_ago < 11 * DAY && client.seconds_ago > DAY / 8 })
        );
    }
}
