use jiff::Timestamp;

use super::*;
use crate::client::{Client, ClientDraft, ClientId, QuickBooks};
use crate::computer::ComputerId;
use crate::event::Event;
use crate::observation::{ConnectionFact, OnlineConnection, Person};
use crate::view::State;

const SENTINEL: &str = "SENTINEL-of-this-computer";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn header() -> Header {
    Header {
        format: 0,
        firm_name: "Hale & Ortiz LLP".to_owned(),
        computer: "FRONT-DESK".to_owned(),
        made_at: at(0),
        clients: 0,
        connected: 0,
        settings: serde_json::json!({ "name": "Hale & Ortiz LLP" }),
    }
}

fn client(name: &str, books: QuickBooks) -> Client {
    let id = ClientId::random();
    Client::new(id, ClientDraft::new(name, books), at(0))
}

/// A roster with an Online and a Desktop client.
fn filled() -> (Database, ClientId, ClientId) {
    let database = Database::in_memory().unwrap();
    let online = client("Sue's Bakery", QuickBooks::Online);
    let desktop = client(
        "Acme Plumbing",
        QuickBooks::Desktop {
            place: crate::view::Place::Hosted,
            computer: None,
        },
    );
    database.insert_client(&online).unwrap();
    database.insert_client(&desktop).unwrap();
    let mut seen = Observation::default();
    seen.online.connection = Some(OnlineConnection {
        connected_at: at(1),
        person: Person::default(),
        realm_tail: "0396".to_owned(),
        realm_hash: "abcd.1234".to_owned(),
        company_name: None,
        renewed_at: at(1),
        idle_expires_at: None,
        hard_expires_at: None,
    });
    seen.online.last_ok_at = Some(at(2));
    database.save_observation(online.id, &seen).unwrap();
    let mut seen = Observation::default();
    seen.desktop.end_user_id = Some("end_usr_1".to_owned());
    seen.desktop.connection = ConnectionFact::Worked;
    database.save_observation(desktop.id, &seen).unwrap();
    database
        .record(&crate::event::JournalEntry {
            client: online.id,
            at: at(1),
            event: Event::Connected,
            person: None,
            computer: "FRONT-DESK".to_owned(),
            computer_id: None,
        })
        .unwrap();
    database.set_meta("seat", SENTINEL).unwrap();
    (database, online.id, desktop.id)
}

#[test]
fn a_restored_roster_has_everything_but_the_sign_ins_and_what_belongs_to_one_computer() {
    let (database, online, desktop) = filled();
    let body = write(&database, header()).unwrap();
    assert!(
        !body
            .windows(SENTINEL.len())
            .any(|part| part == SENTINEL.as_bytes()),
        "what belongs to one computer travels"
    );
    let (found, rows) = read(&body).unwrap();
    assert_eq!((found.clients, found.connected), (2, 1));
    assert_eq!(found.firm_name, "Hale & Ortiz LLP");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roster.sqlite");
    assert_eq!(restore(rows, &file, at(100)).unwrap(), 2);
    let restored = Database::open(&file).unwrap();
    assert_eq!(restored.clients().unwrap(), database.clients().unwrap());
    assert_eq!(restored.timeline(online, 10).unwrap().len(), 1);
    assert_eq!(restored.meta("seat").unwrap(), None);
    assert_eq!(
        restored.observation(desktop).unwrap(),
        database.observation(desktop).unwrap()
    );
    // The Online client is in the queue of those to be connected again.
    let seen = restored.observation(online).unwrap();
    assert!(seen.online.connection.is_some());
    let row = crate::preview_rows(&restored, at(101), ComputerId::random(), true)
        .unwrap()
        .into_iter()
        .find(|row| row.id == online.to_string())
        .unwrap();
    assert_eq!(row.state, State::Attention);
    assert_eq!(row.primary, crate::view::Action::Reconnect);
}

#[test]
fn a_roster_that_was_there_is_kept_beside_the_restored_one() {
    let (database, ..) = filled();
    let body = write(&database, header()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roster.sqlite");
    let former = Database::open(&file).unwrap();
    former
        .insert_client(&client("Was there", QuickBooks::Online))
        .unwrap();
    drop(former);
    restore(read(&body).unwrap().1, &file, at(100)).unwrap();
    assert_eq!(Database::open(&file).unwrap().clients().unwrap().len(), 2);
    let aside = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains(".aside-"))
        .unwrap();
    assert_eq!(copies::count(&aside).unwrap(), 1);
}

#[test]
fn what_is_torn_made_up_or_newer_changes_nothing() {
    let (database, ..) = filled();
    let body = write(&database, header()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roster.sqlite");
    drop(Database::open(&file).unwrap());
    let before = std::fs::read(&file).unwrap();
    // Cut at many places, and each byte of the beginning changed.
    let cuts = (0..body.len()).step_by(997).map(|end| body[..end].to_vec());
    let changed = (0..64).map(|place| {
        let mut changed = body.clone();
        changed[place] ^= 0xFF;
        changed
    });
    for bytes in cuts.chain(changed) {
        if let Ok((_, rows)) = read(&bytes)
            && rows != read(&body).unwrap().1
        {
            assert!(restore(rows, &file, at(1)).is_err());
        }
    }
    assert!(matches!(read(&[0xFF; 64]), Err(BackupError::Damaged)));
    assert!(matches!(
        restore(b"", &file, at(1)),
        Err(BackupError::Damaged)
    ));

    let newer_header = br#"{"format":2,"shape":"another"}"#;
    let mut newer = u32::try_from(newer_header.len())
        .unwrap()
        .to_le_bytes()
        .to_vec();
    newer.extend(newer_header);
    assert!(matches!(read(&newer), Err(BackupError::Newer)));

    let source = folder.path().join("newer.sqlite");
    std::fs::write(&source, read(&body).unwrap().1).unwrap();
    let connection = rusqlite::Connection::open(&source).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let rows = std::fs::read(&source).unwrap();
    assert!(matches!(
        restore(&rows, &file, at(1)),
        Err(BackupError::Newer)
    ));
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn views_and_triggers_of_a_made_up_backup_are_not_used() {
    let (database, ..) = filled();
    let body = write(&database, header()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("made-up.sqlite");
    std::fs::write(&source, read(&body).unwrap().1).unwrap();
    let connection = rusqlite::Connection::open(&source).unwrap();
    connection
        .execute_batch(
            "DROP TABLE journal;
             CREATE VIEW journal AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)
                 SELECT id, '' client_id, 0 at, '' event, '' payload, '' person, '' computer FROM n;
             CREATE TRIGGER hostile AFTER INSERT ON clients BEGIN DELETE FROM clients; END;",
        )
        .unwrap();
    drop(connection);
    let file = folder.path().join("roster.sqlite");
    let rows = std::fs::read(&source).unwrap();
    assert_eq!(restore(&rows, &file, at(1)).unwrap(), 2);
    let restored = rusqlite::Connection::open(&file).unwrap();
    let strange: i64 = restored
        .query_row(
            "SELECT count(*) FROM sqlite_schema WHERE type IN ('view', 'trigger')",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(strange, 0);
}

#[test]
fn the_header_is_written_in_these_words() {
    let stored = r#"{"format":1,"firmName":"f","computer":"c","madeAt":"2026-11-01T00:00:00Z","clients":3,"connected":2,"settings":{"name":"f"}}"#;
    let read: Header = serde_json::from_str(stored).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), stored);
}
