//! Who the 24 clients are.

use super::{CompanyTerms, DAY, Desktop, JournalEntry, PEOPLE, SampleClient};

const MARIA: &str = PEOPLE[0].email;
const TOM: &str = PEOPLE[1].email;
const PRIYA: &str = PEOPLE[2].email;

/// Companies that are no clients of the sample firm: somebody chooses one by mistake.
pub(crate) fn other_companies() -> Vec<(&'static str, CompanyTerms)> {
    vec![
        ("Lantern Hill Farm", CompanyTerms::new(LANTERN_HILL)),
        // Its last four digits are those of Sue's Bakery.
        (
            "Bakewell Street Books",
            CompanyTerms::new("9130349878610396"),
        ),
    ]
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
    let mut clients = online_running_out();
    clients.extend(online_changed_at_intuit());
    clients
}

/// Their companies' first grants have lives of their own.
fn online_running_out() -> Vec<SampleClient> {
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
    ]
}

/// What happened to them at Intuit after they were connected.
fn online_changed_at_intuit() -> Vec<SampleClient> {
    let client = |name, number, mailbox, days_ago, state| {
        SampleClient::new(name, number, mailbox, "online", days_ago, state)
    };
    let terms = CompanyTerms::new;
    vec![
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
        .scenario("revoked"),
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
        .scenario("taken_over"),
        client(
            "Bill's Butchers",
            "1115",
            "bill@billsbutchers",
            5,
            "not_member",
        )
        .connect(MARIA, terms("9130349878531121"))
        .scenario("not_member"),
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
        .scenario("inactive"),
    ]
}

/// The longest an auth link may live, in minutes.
const WEEK_LINK: u32 = 7 * 24 * 60;

fn desktop() -> Vec<SampleClient> {
    let mut clients = desktop_connected();
    clients.extend(desktop_not_connected());
    clients
}

fn desktop_connected() -> Vec<SampleClient> {
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
        .scenario("connected"),
        client(
            "Acme Plumbing",
            "2008",
            "office@acmeplumbing",
            9,
            "wrong_file",
        )
        .at("otherComputer", "OFFICE-PC-3")
        .link(WEEK_LINK, "copied")
        .scenario("wrong_file"),
        client(
            "Fennel & Rye Catering",
            "2011",
            "books@fennelandrye",
            8,
            "permission",
        )
        .at("hosted", "Rightworks host")
        .link(WEEK_LINK, "mailed")
        .scenario("permission"),
        client(
            "Granite Bay Masonry",
            "2014",
            "yard@granitebay",
            8,
            "qb_closed",
        )
        .at("clientOffice", "YARD-OFFICE")
        .link(WEEK_LINK, "mailed")
        .scenario("qb_closed"),
        client(
            "Two Rivers Outfitters",
            "2019",
            "shop@tworivers",
            7,
            "wc_offline",
        )
        .at("clientOffice", "SHOP-BACK-ROOM")
        .link(WEEK_LINK, "mailed")
        .scenario("wc_offline"),
        client("Marlowe Bookshop", "2022", "kit@marlowebooks", 7, "dialog")
            .at("otherComputer", "FRONT-DESK")
            .link(WEEK_LINK, "copied")
            .scenario("dialog"),
        client(
            "Copper Kettle Tea Rooms",
            "2027",
            "tea@copperkettle",
            6,
            "single_user",
        )
        .at("otherComputer", "OFFICE-PC-3")
        .link(WEEK_LINK, "copied")
        .scenario("single_user"),
        client(
            "Thistle & Thread Tailors",
            "2030",
            "fit@thistlethread",
            6,
            "attention",
        )
        .at("hosted", "Rightworks host")
        .link(WEEK_LINK, "mailed")
        .scenario("attention"),
    ]
}

fn desktop_not_connected() -> Vec<SampleClient> {
    let client = |name, number, mailbox, days_ago, state| {
        SampleClient::new(name, number, mailbox, "desktop", days_ago, state)
    };
    vec![
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
