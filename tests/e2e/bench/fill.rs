//! A firm with a full roster.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use roster::client::{Client, ClientDraft, ClientId, QuickBooks};
use roster::database::{AsJson as _, Database};
use roster::observation::{
    ConnectionFact, Observation, OnlineConnection, Person, RoleAnswerFact, RoleFact,
};
use roster::view::Place;
use serde_json::json;

/// A firm without keys, so that nothing is asked while the window is measured, with a full roster.
pub(crate) fn fill(folder: &Path, clients: usize) {
    std::fs::create_dir_all(folder.join("firm")).expect("the app's folder can be made");
    let settings = json!({
        "version": 1,
        "profile": "live",
        "firm": { "name": "Hale & Ortiz LLP" },
        "memory": { "live": { "sort": "urgency", "down": false, "view": "all", "role": "any" } },
    });
    std::fs::write(folder.join("settings.json"), settings.to_string())
        .expect("the settings can be written");
    let file = folder.join("firm/roster.sqlite");
    let made: Vec<Client> = (0..clients).map(client).collect();
    add(&file, &made);
    observe(&file, &made).expect("the observations can be written");
}

/// Clients that were never connected, beside those a roster has.
pub(crate) fn add_unconnected(file: &Path, clients: usize) {
    let made: Vec<Client> = (0..clients)
        .map(|index| Client {
            books: QuickBooks::Online,
            ..client(index)
        })
        .collect();
    add(file, &made);
}

fn add(file: &Path, clients: &[Client]) {
    Database::open(file)
        .and_then(|database| database.save_clients(clients, &[], &[]))
        .expect("the roster can be filled");
}

fn observe(file: &Path, clients: &[Client]) -> rusqlite::Result<()> {
    let mut connection = rusqlite::Connection::open(file)?;
    let transaction = connection.transaction()?;
    for (index, client) in clients.iter().enumerate() {
        let json = observation(index)
            .to_json()
            .expect("an observation is JSON");
        transaction.execute(
            "INSERT INTO observations (client_id, json, updated_at) VALUES (?1, ?2, 0)",
            [client.id.to_string(), json],
        )?;
    }
    transaction.commit()
}

const FIRST: [&str; 12] = [
    "Acme",
    "Harbour",
    "Wren",
    "Juniper",
    "Granite",
    "Silver Birch",
    "Kestrel",
    "Northfield",
    "Oak & Ivy",
    "Thistle",
    "Marlowe",
    "Quill",
];
const SECOND: [&str; 9] = [
    "Plumbing",
    "Bakery",
    "Dental Group",
    "Outfitters",
    "Interiors",
    "Vets",
    "Masonry",
    "Press",
    "Catering",
];

fn client(index: usize) -> Client {
    let id = ClientId::random();
    Client::new(
        id,
        ClientDraft {
            number: Some((10_000 + index).to_string()),
            email: Some(format!("office{index}@client.example")),
            ..ClientDraft::new(
                format!(
                    "{} {} {index}",
                    FIRST[index % FIRST.len()],
                    SECOND[index / 3 % SECOND.len()]
                ),
                if index.is_multiple_of(3) {
                    QuickBooks::Desktop {
                        place: Place::OtherComputer,
                        computer: Some(format!("PC-{}", index % 40)),
                    }
                } else {
                    QuickBooks::Online
                },
            )
        },
        Timestamp::now() - SignedDuration::from_hours(24 * 90),
    )
}

/// Two thirds work; the rest are as mixed as a firm's.
fn observation(index: usize) -> Observation {
    let now = Timestamp::now();
    let ago = |hours: i64| Some(now - SignedDuration::from_hours(hours));
    let ahead = |days: i64| Some(now + SignedDuration::from_hours(24 * days));
    let mut it = Observation {
        checked_at: ago(1),
        ..Observation::default()
    };
    if index.is_multiple_of(3) {
        it.desktop.end_user_id = Some(format!("end_usr_bench_{index}"));
        it.desktop.connection = ConnectionFact::Worked;
        it.desktop.last_ok_at = ago(if index.is_multiple_of(4) { 60 } else { 1 });
        return it;
    }
    if index % 10 == 1 {
        return it;
    }
    it.online.connection = Some(OnlineConnection {
        connected_at: now - SignedDuration::from_hours(24 * 60),
        person: Person {
            sub: format!("sub-{}", index % 3),
            name: Some(["Maria Ortiz", "Tom Becker", "Priya Nair"][index % 3].to_owned()),
            email: Some("someone@haleortiz.example".to_owned()),
        },
        realm_tail: format!("{:04}", index % 10_000),
        realm_hash: format!("bench.{index}"),
        company_name: None,
        renewed_at: now,
        idle_expires_at: ahead(if index.is_multiple_of(7) { 9 } else { 80 }),
        hard_expires_at: ahead(1500),
    });
    it.online.last_ok_at = ago(1);
    it.online.role = Some(RoleFact {
        at: now,
        answer: RoleAnswerFact::Role {
            role_type: Some(
                if index.is_multiple_of(4) {
                    "EMPLOYEE"
                } else {
                    "ADMIN"
                }
                .to_owned(),
            ),
            status: Some("ACTIVE".to_owned()),
            has_payroll: Some(index.is_multiple_of(2)),
        },
    });
    it
}
