//! The sample firm: 24 clients of fictional businesses and three people.
//!
//! Every state a service can cause is here at least once. What a client is meant to reach is
//! `state`; how it gets there is its `fate` (applied by `/practice/settle`) or its company's
//! `company` terms (given in the very first token answer).

use serde::Serialize;

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

const MARIA: &str = PEOPLE[0].email;
const TOM: &str = PEOPLE[1].email;
const PRIYA: &str = PEOPLE[2].email;

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

const HOUR: i64 = 3_600;
pub(crate) const DAY: i64 = 24 * HOUR;

/// One client, as `GET /practice` lists it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SampleClient {
    pub(crate) name: &'static str,
    number: &'static str,
    email: String,
    pub(crate) books: &'static str,
    place: Option<&'static str>,
    computer: Option<&'static str>,
    pub(crate) state: &'static str,
    seconds_ago: i64,
    connect: Option<Connect>,
    attempt: Option<String>,
    desktop: Option<Desktop>,
    journal: Vec<JournalEntry>,
    /// What `/practice/settle` does to it; `None` leaves it as connecting made it.
    #[serde(skip)]
    pub(crate) fate: Option<&'static str>,
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

/// What another seat of the firm wrote in the change log.
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
            fate: None,
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

    fn fate(mut self, fate: &'static str) -> Self {
        self.fate = Some(fate);
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

    pub(crate) fn realm(&self) -> Option<&'static str> {
        self.company.as_ref().map(|company| company.realm)
    }

    /// Who connects it in the sample; people's companies are listed under them.
    pub(crate) fn connected_by(&self) -> Option<&'static str> {
        self.connect.as_ref().map(|connect| connect.r#as)
    }
}

/// Companies that are no clients of the sample firm: somebody chooses one by mistake.
pub(crate) fn other_companies() -> Vec<(&'static str, CompanyTerms)> {
    vec![("Lantern Hill Farm", CompanyTerms::new(LANTERN_HILL))]
}

const LANTERN_HILL: &str = "9130349878531077";

/// The 24 clients.
pub(crate) fn clients() -> Vec<SampleClient> {
    let mut clients = online();
    clients.extend(desktop());
    clients
}

fn online() -> Vec<SampleClient> {
    let mut clients = online_working();
    clients.extend(online_in_need());
    clients
}

fn online_working() -> Vec<SampleClient> {
    let client = |name, number, mailbox, days_ago, state| {
        SampleClient::new(name, number, mailbox, "online", days_ago, state)
    };
    let terms = CompanyTerms::new;
    vec![
        client(
            "Sue's Bakery LLC",
            "1042",
            "sue@suesbakery",
            10,
            "connected",
        )
        .connect(MARIA, terms("9130349878530396")),
        client(
            "Cedar Loft Interiors",
            "1077",
            "hello@cedarloft",
            9,
            "connected",
        )
        .connect(
            TOM,
            CompanyTerms {
                role_type: "EMPLOYEE",
                has_payroll: Some(false),
                ..terms("9130349878530471")
            },
        ),
        client(
            "Juniper Yoga Studio",
            "1118",
            "ana@juniperyoga",
            8,
            "role_unknown",
        )
        .connect(
            PRIYA,
            CompanyTerms {
                roles_scope: false,
                ..terms("9130349878530538")
            },
        ),
        SampleClient {
            attempt: Some("waiting".to_owned()),
            company: Some(terms("9130349878530612")),
            ..client("Oak & Ivy Florists", "1124", "ivy@oakandivy", 1, "waiting")
        },
        SampleClient {
            attempt: Some(format!("wrong_company:{LANTERN_HILL}")),
            ..client(
                "Bluebell Nursery",
                "1063",
                "office@bluebellnursery",
                7,
                "wrong_company",
            )
        }
        .connect(
            MARIA,
            CompanyTerms {
                role_null: true,
                ..terms("9130349878530689")
            },
        ),
        SampleClient {
            company: Some(terms("9130349878530744")),
            ..client("Wren & Daughters", "1131", "jo@wrendaughters", 2, "never")
        },
    ]
}

fn online_in_need() -> Vec<SampleClient> {
    let client = |name, number, mailbox, days_ago, state| {
        SampleClient::new(name, number, mailbox, "online", days_ago, state)
    };
    let terms = CompanyTerms::new;
    vec![
        client(
            "Quill Street Press",
            "1051",
            "accounts@quillstreet",
            9,
            "expiring",
        )
        .connect(
            MARIA,
            CompanyTerms {
                role_type: "EMPLOYEE",
                has_payroll: None,
                first_idle: Some((9 + 12) * DAY),
                ..terms("9130349878530803")
            },
        ),
        client(
            "Silver Birch Framing",
            "1089",
            "desk@silverbirch",
            8,
            "expiring",
        )
        .connect(
            TOM,
            CompanyTerms {
                role_type: "CONTRACTOR",
                first_hard: Some((8 + 45) * DAY),
                ..terms("9130349878530866")
            },
        ),
        client(
            "Larkspur Dental Group",
            "1095",
            "frontdesk@larkspurdental",
            10,
            "expired",
        )
        .connect(
            MARIA,
            CompanyTerms {
                first_idle: Some(DAY),
                ..terms("9130349878530921")
            },
        ),
        client(
            "Pinecrest Roofing",
            "1102",
            "office@pinecrestroofing",
            6,
            "revoked",
        )
        .connect(
            PRIYA,
            CompanyTerms {
                has_payroll: Some(false),
                ..terms("9130349878530988")
            },
        )
        .fate("revoked"),
        SampleClient {
            journal: vec![JournalEntry {
                seconds_ago: 2 * DAY,
                event: "connected",
                person: PEOPLE[1].name,
                computer: "BACK-OFFICE",
            }],
            ..client(
                "Saltmarsh Brewing",
                "1109",
                "hops@saltmarsh",
                6,
                "taken_over",
            )
        }
        .connect(MARIA, terms("9130349878531013"))
        .fate("taken_over"),
        client(
            "Bill's Butchers",
            "1115",
            "bill@billsbutchers",
            5,
            "not_member",
        )
        .connect(MARIA, terms("9130349878531121"))
        .fate("not_member"),
        client(
            "Tamarind Kitchen",
            "1120",
            "chef@tamarindkitchen",
            5,
            "inactive",
        )
        .connect(
            MARIA,
            CompanyTerms {
                role_type: "EMPLOYEE",
                ..terms("9130349878531184")
            },
        )
        .fate("inactive"),
    ]
}

fn desktop() -> Vec<SampleClient> {
    const WEEK_LINK: u32 = 7 * 24 * 60;
    let client = |name, number, mailbox, days_ago, state| {
        SampleClient::new(name, number, mailbox, "desktop", days_ago, state)
    };
    vec![
        client(
            "Northfield Vets",
            "2003",
            "reception@northfieldvets",
            10,
            "connected",
        )
        .at("otherComputer", "FRONT-DESK")
        .link(WEEK_LINK, "copied")
        .fate("connected"),
        client(
            "Acme Plumbing",
            "2008",
            "office@acmeplumbing",
            9,
            "wrong_file",
        )
        .at("otherComputer", "OFFICE-PC-3")
        .link(WEEK_LINK, "copied")
        .fate("wrong_file"),
        client(
            "Fennel & Rye Catering",
            "2011",
            "books@fennelandrye",
            8,
            "permission",
        )
        .at("hosted", "Rightworks host")
        .link(WEEK_LINK, "mailed")
        .fate("permission"),
        client(
            "Granite Bay Masonry",
            "2014",
            "yard@granitebay",
            8,
            "qb_closed",
        )
        .at("clientOffice", "YARD-OFFICE")
        .link(WEEK_LINK, "mailed")
        .fate("qb_closed"),
        client(
            "Two Rivers Outfitters",
            "2019",
            "shop@tworivers",
            7,
            "wc_offline",
        )
        .at("clientOffice", "SHOP-BACK-ROOM")
        .link(WEEK_LINK, "mailed")
        .fate("wc_offline"),
        client("Marlowe Bookshop", "2022", "kit@marlowebooks", 7, "dialog")
            .at("otherComputer", "FRONT-DESK")
            .link(WEEK_LINK, "copied")
            .fate("dialog"),
        client(
            "Copper Kettle Tea Rooms",
            "2027",
            "tea@copperkettle",
            6,
            "single_user",
        )
        .at("otherComputer", "OFFICE-PC-3")
        .link(WEEK_LINK, "copied")
        .fate("single_user"),
        client(
            "Thistle & Thread Tailors",
            "2030",
            "fit@thistlethread",
            6,
            "attention",
        )
        .at("hosted", "Rightworks host")
        .link(WEEK_LINK, "mailed")
        .fate("attention"),
        client(
            "Umbra Lighting Co.",
            "2034",
            "sales@umbralighting",
            4,
            "link_expired",
        )
        .at("clientOffice", "COUNTER")
        .link(24 * 60, "mailed"),
        client(
            "Harbour Lights Marina",
            "2036",
            "dock@harbourlights",
            3,
            "invited",
        )
        .at("clientOffice", "HARBOUR-OFFICE")
        .link(WEEK_LINK, "mailed"),
        SampleClient {
            desktop: Some(Desktop {
                flow: "none",
                link_minutes: WEEK_LINK,
                handed: "opened",
            }),
            ..client(
                "Northwind Tools",
                "2041",
                "parts@northwindtools",
                2,
                "never",
            )
        }
        .at("thisComputer", "This computer"),
    ]
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
                .all(|client| { client.seconds_ago < 11 * DAY && client.seconds_ago > 3 * HOUR })
        );
    }
}
