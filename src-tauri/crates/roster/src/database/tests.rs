//! Long because each table is written, read and spoilt once.

mod copies;
mod opening;

use std::path::PathBuf;

use jiff::Timestamp;
use tempfile::TempDir;

use super::{Database, DatabaseError};
use crate::client::{Client, ClientDraft, ClientId, Lifecycle, QuickBooks};
use crate::computer::{ComputerId, WriterId};
use crate::event::Event;
use crate::event::JournalEntry;
use crate::observation::{
    AuthLink, ConnectionFact, Failure, FailureKind, Observation, OnlineConnection, Person,
    RoleAnswerFact, RoleFact, Source,
};
use crate::view::{LinkDelivery, Place, State};

const HERE: &str = "FRONT-DESK";
const THERE: &str = "BACK-OFFICE";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

fn client(name: &str) -> Client {
    let id = ClientId::random();
    Client::new(
        id,
        ClientDraft {
            number: Some("1042".to_owned()),
            ..ClientDraft::new(
                name,
                QuickBooks::Desktop {
                    place: Place::Hosted,
                    computer: Some("Cloud 3".to_owned()),
                },
            )
        },
        at(0),
    )
}

fn connected(realm_hash: &str) -> Observation {
    let mut observation = Observation {
        checked_at: Some(at(60)),
        ..Observation::default()
    };
    observation.online.connection = Some(OnlineConnection {
        connected_at: at(10),
        person: Person {
            sub: "sub-1".to_owned(),
            name: Some("Dana Whitfield".to_owned()),
            email: None,
        },
        realm_tail: "0396".to_owned(),
        realm_hash: realm_hash.to_owned(),
        company_name: None,
        renewed_at: at(10),
        idle_expires_at: Some(at(8_640_000)),
        hard_expires_at: None,
    });
    observation.online.role = Some(RoleFact {
        at: at(11),
        answer: RoleAnswerFact::Role {
            role_type: Some("ADMIN".to_owned()),
            status: Some("ACTIVE".to_owned()),
            has_payroll: Some(true),
        },
    });
    observation.desktop.connection = ConnectionFact::Started;
    observation.desktop.link = Some(AuthLink {
        created_at: at(1),
        expires_at: at(1801),
        delivery: LinkDelivery::Copied,
    });
    observation.desktop.failure = Some(Failure {
        at: at(12),
        source: Source::Conductor,
        kind: FailureKind::Answered,
        code: "QBD_CONNECTION_ERROR".to_owned(),
        integration_code: Some("0x80040408".to_owned()),
        message: "Could not start QuickBooks.".to_owned(),
        request_id: Some("req_1".to_owned()),
    });
    observation
}

fn entry(client: ClientId, seconds: i64, event: Event, computer: &str) -> JournalEntry {
    JournalEntry {
        client,
        at: at(seconds),
        event,
        person: None,
        computer: computer.to_owned(),
        computer_id: Some(writer(computer)),
    }
}

/// The computers of these tests are one for each name.
fn writer(computer: &str) -> WriterId {
    match computer {
        HERE => here().into(),
        other => WriterId::from_text(other.to_owned()),
    }
}

fn here() -> ComputerId {
    ComputerId::parse("00000000-0000-4000-8000-000000000001").unwrap()
}

fn with_client() -> (Database, ClientId) {
    let database = Database::in_memory().unwrap();
    let client = client("Alder & Finch Bakery");
    database.insert_client(&client).unwrap();
    (database, client.id)
}

/// A folder with a roster of two clients, closed.
fn on_disk() -> (TempDir, PathBuf, Client) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster 100% #1.db");
    let first = client("Alder & Finch Bakery");
    let database = Database::open(&path).unwrap();
    database.insert_client(&first).unwrap();
    database
        .insert_client(&client("Briar Hill Dental"))
        .unwrap();
    database
        .save_with_entries(
            first.id,
            &connected("hash-1"),
            &[entry(first.id, 10, Event::Connected, HERE)],
        )
        .unwrap();
    drop(database);
    (folder, path, first)
}

fn names(database: &Database) -> Vec<String> {
    let clients = database.clients().unwrap();
    clients.into_iter().map(|client| client.name).collect()
}

#[test]
fn clients_are_changed_by_id_and_unknown_ones_are_refused() {
    let (database, id) = with_client();
    assert!(!database.is_empty().unwrap());
    let mut changed = database.client(id).unwrap().unwrap();
    changed.name = "Alder Bakery".to_owned();
    changed.books = QuickBooks::Online;
    changed.lifecycle = Lifecycle::Archived;
    changed.email = Some("books@alder.example".to_owned());
    changed.number = None;
    database.update_client(&changed).unwrap();
    assert_eq!(database.clients().unwrap(), [changed.clone()]);

    let stranger = client("Nobody");
    assert_eq!(database.client(stranger.id).unwrap(), None);
    assert!(matches!(
        database.update_client(&stranger),
        Err(DatabaseError::UnknownClient)
    ));
    assert!(matches!(
        database.save_observation(stranger.id, &Observation::default()),
        Err(DatabaseError::UnknownClient)
    ));
    assert!(matches!(
        database.record(&entry(stranger.id, 0, Event::Added, HERE)),
        Err(DatabaseError::UnknownClient)
    ));
    assert!(database.insert_client(&changed).is_err());
}

#[test]
fn an_unreadable_observation_is_left_out_and_kept_even_when_saved_over() {
    let (database, torn) = with_client();
    let good = client("Briar Hill Dental");
    database.insert_client(&good).unwrap();
    database
        .save_observation(good.id, &connected("hash-1"))
        .unwrap();
    database
        .save_observation(torn, &connected("hash-2"))
        .unwrap();
    let tear = |json: &str| {
        let sql = "UPDATE observations SET json = ?2 WHERE client_id = ?1";
        let connection = database.lock();
        assert_eq!(connection.execute(sql, [&torn.to_string(), json]), Ok(1));
    };
    let column = |name: &str| -> Option<String> {
        let sql = format!("SELECT {name} FROM observations WHERE client_id = ?1");
        let connection = database.lock();
        connection
            .query_row(&sql, [torn.to_string()], |row| row.get(0))
            .unwrap()
    };

    for json in ["{\"online\": {\"conn", "{\"checked_at\": \"tomorrow\"}"] {
        tear(json);
        assert_eq!(database.observation(torn).unwrap(), Observation::default());
        let known = database.observations().unwrap();
        assert_eq!(known.len(), 1);
        assert_eq!(known[&good.id], connected("hash-1"));
        assert_eq!(database.find_by_realm_hash("hash-2").unwrap(), []);
        assert_eq!(column("json").as_deref(), Some(json));

        database
            .save_observation(torn, &connected("hash-2"))
            .unwrap();
        assert_eq!(database.observation(torn).unwrap(), connected("hash-2"));
        assert_eq!(column("set_aside").as_deref(), Some(json));
    }
    let known = database.known(torn).unwrap().unwrap();
    assert_eq!(known.observation, connected("hash-2"));
    database.save_known(&known, &[]).unwrap();
    assert!(column("set_aside").is_some(), "a good save keeps it");

    tear("{");
    let known = database.known(torn).unwrap().unwrap();
    assert_eq!(known.client.id, torn);
    assert_eq!(known.observation, Observation::default());
    database.save_known(&known, &[]).unwrap();
    assert_eq!(column("set_aside").as_deref(), Some("{"));
    assert_eq!(database.known(ClientId::random()).unwrap(), None);
}

#[test]
fn an_observation_with_fields_of_a_newer_version_is_read() {
    let (database, id) = with_client();
    database
        .save_observation(id, &Observation::default())
        .unwrap();
    database
        .lock()
        .execute(
            "UPDATE observations SET json = '{\"weather\":\"fine\",\"desktop\":{\"end_user_id\":\"end_usr_1\"}}'",
            [],
        )
        .unwrap();
    let read = database.observation(id).unwrap();
    assert_eq!(read.desktop.end_user_id.as_deref(), Some("end_usr_1"));
}

#[test]
fn the_timeline_is_newest_first_and_cut_at_its_limit() {
    let (database, id) = with_client();
    let other = client("Briar Hill Dental");
    database.insert_client(&other).unwrap();
    database
        .record(&entry(other.id, 99, Event::Added, HERE))
        .unwrap();
    let became = Event::StateChanged {
        from: State::Never,
        to: State::TakenOver,
    };
    let mut changed = entry(id, 20, became.clone(), HERE);
    changed.person = Some("Intuit".to_owned());
    // Written out of order, two in the same second.
    for line in [
        &entry(id, 10, Event::Added, HERE),
        &changed,
        &entry(id, 20, Event::Renewed, HERE),
        &entry(id, 15, Event::Edited, THERE),
    ] {
        database.record(line).unwrap();
    }
    let lines = database.timeline(id, 10).unwrap();
    let events: Vec<_> = lines.iter().map(|line| line.entry.event.clone()).collect();
    assert_eq!(
        events,
        [Event::Renewed, became, Event::Edited, Event::Added]
    );
    let line = &lines[1];
    assert_eq!(line.entry.at, at(20));
    assert_eq!(line.entry.person.as_deref(), Some("Intuit"));
    assert_eq!(line.entry.computer, HERE);
    assert_eq!(database.timeline(id, 2).unwrap(), lines[..2]);
}

#[test]
fn a_line_of_an_unknown_kind_is_left_out() {
    let (database, id) = with_client();
    for event in [Event::Added, Event::Edited] {
        database.record(&entry(id, 0, event, HERE)).unwrap();
    }
    database
        .lock()
        .execute(
            "UPDATE journal SET event = 'teleported' WHERE event = 'edited'",
            [],
        )
        .unwrap();
    let lines = database.timeline(id, 10).unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].entry.event, Event::Added);
}

#[test]
fn facts_and_their_history_are_saved_together_or_not_at_all() {
    let (database, id) = with_client();
    let lines = [
        entry(id, 1, Event::Connected, HERE),
        entry(ClientId::random(), 2, Event::Renewed, HERE),
    ];
    let result = database.save_with_entries(id, &connected("hash-1"), &lines);
    assert!(matches!(result, Err(DatabaseError::UnknownClient)));
    assert_eq!(database.observation(id).unwrap(), Observation::default());
    assert_eq!(database.timeline(id, 10).unwrap(), []);

    database
        .save_with_entries(id, &connected("hash-1"), &lines[..1])
        .unwrap();
    assert_eq!(database.observation(id).unwrap(), connected("hash-1"));
    assert_eq!(database.timeline(id, 10).unwrap().len(), 1);
}

#[test]
fn a_takeover_is_a_later_connection_made_on_another_computer() {
    let (database, id) = with_client();
    let other = client("Briar Hill Dental");
    database.insert_client(&other).unwrap();
    let by = |person: &str, client, seconds, event, computer| {
        let mut line = entry(client, seconds, event, computer);
        line.person = Some(person.to_owned());
        database.record(&line).unwrap();
    };
    let takeover = |after| database.takeover(id, at(after), here()).unwrap();

    by("Before", id, 5, Event::Connected, THERE);
    by("Myself", id, 30, Event::Connected, HERE);
    by("Not connecting", id, 31, Event::Renewed, THERE);
    by("Another client", other.id, 32, Event::Connected, THERE);
    by("The same moment", id, 10, Event::Connected, THERE);
    assert_eq!(takeover(10), None);

    by("Tom Becker", id, 40, Event::Connected, THERE);
    assert_eq!(takeover(10).as_deref(), Some("Tom Becker"));
    by("Ana Silva", id, 50, Event::Connected, "LAPTOP-7");
    by("Late to arrive", id, 45, Event::Connected, THERE);
    assert_eq!(takeover(10).as_deref(), Some("Ana Silva"));
    assert_eq!(takeover(50), None);

    database
        .record(&entry(id, 60, Event::Connected, THERE))
        .unwrap();
    assert_eq!(takeover(50).as_deref(), Some(THERE), "no person is known");
}

#[test]
fn a_company_is_found_by_its_hash_through_the_index() {
    let (database, id) = with_client();
    let other = client("Briar Hill Dental");
    database.insert_client(&other).unwrap();
    database.save_observation(id, &connected("hash-1")).unwrap();
    database
        .save_observation(other.id, &connected("hash-2"))
        .unwrap();
    assert_eq!(database.find_by_realm_hash("hash-2").unwrap(), [other.id]);
    assert_eq!(database.find_by_realm_hash("hash-3").unwrap(), []);

    database
        .save_observation(other.id, &Observation::default())
        .unwrap();
    assert_eq!(database.find_by_realm_hash("hash-2").unwrap(), []);

    let plan: String = database
        .lock()
        .query_row(
            &format!("EXPLAIN QUERY PLAN {}", super::FIND_BY_REALM_HASH),
            ["hash-1"],
            |row| row.get(3),
        )
        .unwrap();
    assert!(plan.contains("observations_by_realm_hash"), "{plan}");
}

#[test]
fn values_beside_the_roster_are_replaced() {
    let database = Database::in_memory().unwrap();
    assert_eq!(database.meta("seeded").unwrap(), None);
    database.set_meta("seeded", "no").unwrap();
    database.set_meta("seeded", "yes").unwrap();
    assert_eq!(database.meta("seeded").unwrap().as_deref(), Some("yes"));
}

#[test]
fn what_is_not_known_is_not_written_and_read_as_unknown() {
    let (database, id) = with_client();
    database
        .save_observation(id, &Observation::default())
        .unwrap();
    let json = |database: &Database| -> String {
        database
            .lock()
            .query_row("SELECT json FROM observations", [], |row| row.get(0))
            .unwrap()
    };
    let written = json(&database);
    assert!(!written.contains("null"), "{written}");
    assert_eq!(database.observation(id).unwrap(), Observation::default());

    let known = connected("aa11");
    database.save_observation(id, &known).unwrap();
    assert!(!json(&database).contains("null"));
    assert_eq!(database.observation(id).unwrap(), known);

    // As versions before wrote it.
    let nulls = r#"{"online":{"connection":null,"refused":null},"desktop":{"end_user_id":null,"failure":null},"checked_at":null}"#;
    database
        .lock()
        .execute("UPDATE observations SET json = ?1", [nulls])
        .unwrap();
    assert_eq!(database.observation(id).unwrap(), Observation::default());
}

#[test]
fn desktop_clients_are_read_without_the_others() {
    let (database, desktop) = with_client();
    let online = Client {
        books: QuickBooks::Online,
        ..client("Online")
    };
    let torn = client("Torn");
    for other in [&online, &torn] {
        database.insert_client(other).unwrap();
    }
    let mut seen = Observation::default();
    seen.desktop.end_user_id = Some("end_usr_1".to_owned());
    for id in [desktop, online.id, torn.id] {
        database.save_observation(id, &seen).unwrap();
    }
    database
        .lock()
        .execute(
            "UPDATE clients SET books = '{' WHERE id = ?1",
            [torn.id.to_string()],
        )
        .unwrap();
    assert_eq!(
        database.desktop_observations().unwrap(),
        [(desktop, seen.clone())]
    );
}
