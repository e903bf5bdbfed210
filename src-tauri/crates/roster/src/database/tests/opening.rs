use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{HERE, client, connected, entry, names, on_disk};
use crate::client::{ClientId, Lifecycle, QuickBooks};
use crate::database::volume::Volume;
use crate::database::{Database, DatabaseError, ReadOnly, copies};
use crate::event::Event;

/// Names and bytes of everything in a folder.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_new_file_is_made_and_holds_what_was_saved_after_it_is_opened_again() {
    let (_folder, path, first) = on_disk();
    let database = Database::open(&path).unwrap();
    assert_eq!(
        names(&database),
        ["Alder & Finch Bakery", "Briar Hill Dental"]
    );
    assert_eq!(database.client(first.id).unwrap(), Some(first.clone()));
    assert_eq!(database.observation(first.id).unwrap(), connected("hash-1"));
    assert_eq!(database.timeline(first.id, 10).unwrap().len(), 1);
    let mode: String = database
        .lock()
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn a_file_of_the_first_version_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.db");
    let id = ClientId::random();
    let old = Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../migrations/0001_roster.sql"))
        .unwrap();
    old.execute(
        "INSERT INTO clients VALUES (?1, 'Old Mill', NULL, NULL, '{\"kind\":\"online\"}', 'paused', 5)",
        [id.to_string()],
    )
    .unwrap();
    // A torn row must not stop a migration that looks into the JSON.
    old.execute(
        "INSERT INTO observations VALUES (?1, '{\"onl', 6, NULL)",
        [id.to_string()],
    )
    .unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    drop(old);

    let database = Database::open(&path).unwrap();
    let client = database.client(id).unwrap().unwrap();
    assert_eq!(
        (client.books, client.lifecycle),
        (QuickBooks::Online, Lifecycle::Paused)
    );
    database.save_observation(id, &connected("hash-1")).unwrap();
    assert_eq!(database.find_by_realm_hash("hash-1").unwrap(), [id]);
}

#[test]
fn a_newer_file_is_refused_and_stays_as_it_is() {
    let (_folder, path, _) = on_disk();
    let newer = Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    let before = fs::read(&path).unwrap();
    assert!(matches!(
        Database::open(&path),
        Err(DatabaseError::Newer { found: 99, .. })
    ));
    assert!(matches!(
        Database::open_read_only(&path),
        Err(DatabaseError::Newer { found: 99, .. })
    ));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_damaged_file_is_refused_and_stays_as_it_is() {
    let (_folder, path, _) = on_disk();
    let good = fs::read(&path).unwrap();
    assert!(good.len() > 3 * 4096, "the damage must hit used pages");
    let mut scribbled = good.clone();
    scribbled[4096..12288].fill(0xA5);
    let damages = [
        scribbled,
        good[..good.len() / 2].to_vec(),
        good[..50].to_vec(),
        b"Dear diary, this is not a database. ".repeat(200),
    ];
    for damaged in damages {
        fs::write(&path, &damaged).unwrap();
        assert!(matches!(
            Database::open(&path),
            Err(DatabaseError::Damaged(_))
        ));
        assert!(matches!(
            Database::open_read_only(&path),
            Err(DatabaseError::Damaged(_))
        ));
        assert_eq!(fs::read(&path).unwrap(), damaged);
    }
}

#[test]
fn another_programs_file_is_refused_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.db");
    let other = Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE recipes (name)").unwrap();
    drop(other);
    let before = contents(folder.path());
    assert!(matches!(
        Database::open(&path),
        Err(DatabaseError::Damaged(_))
    ));
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn an_empty_file_is_a_new_roster() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.db");
    fs::write(&path, b"").unwrap();
    assert!(Database::open(&path).unwrap().is_empty().unwrap());
}

#[test]
fn reading_only_leaves_no_trace_and_changes_last_until_it_is_closed() {
    let (folder, path, first) = on_disk();
    let before = contents(folder.path());
    let database = Database::open_read_only(&path).unwrap();
    assert_eq!(names(&database).len(), 2);
    assert_eq!(database.timeline(first.id, 10).unwrap().len(), 1);
    assert_eq!(database.find_by_realm_hash("hash-1").unwrap(), [first.id]);
    database.insert_client(&client("Calder Plumbing")).unwrap();
    assert_eq!(names(&database).len(), 3);
    drop(database);
    assert_eq!(contents(folder.path()), before);
    assert_eq!(names(&Database::open_read_only(&path).unwrap()).len(), 2);
}

#[test]
fn reading_only_sees_what_is_still_in_the_write_ahead_log() {
    let (folder, path, _) = on_disk();
    let writer = Database::open(&path).unwrap();
    writer.insert_client(&client("Calder Plumbing")).unwrap();
    assert!(
        fs::metadata(folder.path().join("roster 100% #1.db-wal"))
            .unwrap()
            .len()
            > 0
    );
    let before = fs::read(&path).unwrap();
    assert_eq!(names(&Database::open_read_only(&path).unwrap()).len(), 3);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn reading_only_without_a_file_gives_an_empty_roster() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open_read_only(&folder.path().join("roster.db")).unwrap();
    assert!(database.is_empty().unwrap());
    assert_eq!(contents(folder.path()), []);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_told_apart_from_damage() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, path, _) = on_disk();
    let new = folder.path().join("new.db");
    let set = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    // Root may write everywhere, so there is nothing to see for it.
    let refused = fs::write(folder.path().join("probe"), b"").is_err();
    let opened = [Database::open(&path), Database::open(&new)];
    let read = Database::open_read_only(&path);
    set(0o755);
    for result in opened {
        match result {
            Err(error) => assert!(matches!(error, DatabaseError::ReadOnly), "{error:?}"),
            Ok(_) => assert!(!refused, "a folder without permission was written"),
        }
    }
    assert_eq!(names(&read.unwrap()).len(), 2);
}

#[test]
fn a_missing_folder_is_an_error_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gone").join("roster.db");
    assert!(matches!(
        Database::open(&path),
        Err(DatabaseError::Sqlite(_))
    ));
}

#[test]
fn two_instances_may_write_the_same_file() {
    let (_folder, path, first) = on_disk();
    let one = Database::open(&path).unwrap();
    let two = Database::open(&path).unwrap();
    for round in 0..20 {
        for database in [&one, &two] {
            database
                .save_with_entries(
                    first.id,
                    &connected("hash-1"),
                    &[entry(first.id, round, Event::Renewed, HERE)],
                )
                .unwrap();
        }
    }
    assert_eq!(one.timeline(first.id, 100).unwrap().len(), 41);
}

#[cfg(unix)]
#[test]
fn the_file_and_those_beside_it_are_their_owners_alone_from_the_first_moment() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, path, _first) = on_disk();
    let _database = Database::open(&path).unwrap();
    let mut modes: Vec<(String, u32)> = fs::read_dir(folder.path())
        .unwrap()
        .map(Result::unwrap)
        .map(|file| {
            let mode = file.metadata().unwrap().permissions().mode() & 0o7777;
            (file.file_name().to_string_lossy().into_owned(), mode)
        })
        .collect();
    modes.sort();
    let endings: Vec<&str> = modes
        .iter()
        .map(|(name, _)| name.rsplit(['.', '-']).next().unwrap())
        .collect();
    assert!(
        endings.contains(&"wal") && endings.contains(&"shm"),
        "{modes:?}"
    );
    assert!(modes.iter().all(|(_, mode)| *mode == 0o600), "{modes:?}");
}

#[test]
fn the_bundled_sqlite_is_one_whose_locks_work_on_network_volumes_of_windows() {
    let connection = Connection::open_in_memory().unwrap();
    let version: String = connection
        .query_row("SELECT sqlite_version()", [], |row| row.get(0))
        .unwrap();
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap());
    let version = (parts.next().unwrap(), parts.next().unwrap());
    assert!(version >= (3, 51), "{version:?}");
}

/// A roster that a later version wrote: a table and a column more, one column less.
fn newer(path: &Path) {
    let newer = Connection::open(path).unwrap();
    newer
        .execute_batch(
            "ALTER TABLE clients ADD COLUMN phone TEXT NOT NULL DEFAULT '555';
             ALTER TABLE observations DROP COLUMN set_aside;
             CREATE TABLE books (id TEXT) STRICT;
             PRAGMA user_version = 99;",
        )
        .unwrap();
}

#[test]
fn a_newer_roster_is_shown_and_nothing_can_be_changed_in_it() {
    let (folder, path, first) = on_disk();
    newer(&path);
    let before = contents(folder.path());
    let database = Database::open_newer(&path).unwrap();
    assert_eq!(database.read_only(), Some(ReadOnly::Newer { found: 99 }));
    assert_eq!(
        names(&database),
        ["Alder & Finch Bakery", "Briar Hill Dental"]
    );
    assert_eq!(database.observation(first.id).unwrap(), connected("hash-1"));
    assert_eq!(database.timeline(first.id, 10).unwrap().len(), 1);

    let line = entry(first.id, 1, Event::Added, HERE);
    let refused = [
        database.insert_client(&client("Calder Plumbing")),
        database.update_client(&first),
        database.save_clients(&[client("Calder Plumbing")], &[], &[]),
        database.save_observation(first.id, &connected("hash-2")),
        database.record(&line),
        database.save_with_entries(first.id, &connected("hash-2"), &[line]),
        database.set_meta("key", "value"),
    ];
    for result in refused {
        let error = result.unwrap_err();
        assert!(
            matches!(error, DatabaseError::Closed(ReadOnly::Newer { .. })),
            "{error:?}"
        );
    }
    // SQLite refuses a write that bypasses that.
    assert!(database.lock().execute("DELETE FROM clients", []).is_err());
    assert!(!database.copies().keep_daily(DAY.parse().unwrap()).unwrap());
    drop(database);
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn a_damaged_newer_roster_is_not_shown_as_a_whole_one() {
    let (_folder, path, _) = on_disk();
    newer(&path);
    let mut scribbled = fs::read(&path).unwrap();
    scribbled[4096..12288].fill(0xA5);
    fs::write(&path, &scribbled).unwrap();
    assert!(Database::open_newer(&path).is_err());
    assert_eq!(fs::read(&path).unwrap(), scribbled);
}

#[test]
fn on_a_network_volume_there_is_no_write_ahead_log_and_one_program_has_the_file() {
    let (folder, path, _) = on_disk();
    // It was on a disk before, and a crash left its write-ahead log.
    let local = Database::open(&path).unwrap();
    local.insert_client(&client("Calder Plumbing")).unwrap();
    let copied = tempfile::tempdir().unwrap();
    for (file, bytes) in contents(folder.path()) {
        if !file.to_string_lossy().ends_with("-shm") {
            fs::write(copied.path().join(file.file_name().unwrap()), bytes).unwrap();
        }
    }
    let path = copied.path().join(path.file_name().unwrap());
    let database = Database::open_on(&path, Volume::Network).unwrap();
    let mode: String = database
        .lock()
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "truncate");
    assert_eq!(names(&database).len(), 3);
    database.insert_client(&client("Dunmore Cycles")).unwrap();
    let beside = |name: &str| copied.path().join(name).exists();
    assert!(!beside("roster 100% #1.db-shm") && !beside("roster 100% #1.db-wal"));
    assert!(matches!(
        Database::open_on(&path, Volume::Network),
        Err(DatabaseError::InUse)
    ));
    // A copy is made all the same.
    assert!(database.copies().keep_daily(DAY.parse().unwrap()).unwrap());
    drop(database);
    assert_eq!(copies::list(&path)[0].clients, 4);
    // Back on a disk, the log is there again.
    assert_eq!(names(&Database::open(&path).unwrap()).len(), 4);
}

const DAY: &str = "2026-11-30";

#[test]
fn before_a_change_of_the_format_a_copy_of_the_old_file_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../migrations/0001_roster.sql"))
        .unwrap();
    old.execute(
        "INSERT INTO clients VALUES (?1, 'Old Mill', NULL, NULL, '{\"kind\":\"online\"}', 'paused', 5)",
        [ClientId::random().to_string()],
    )
    .unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    drop(old);
    drop(Database::open(&path).unwrap());
    let kept = copies::list(&path);
    assert_eq!(kept.len(), 1);
    assert!(kept[0].before_format && kept[0].name.starts_with("before-format-"));
    assert_eq!(kept[0].clients, 1);
    let copy = Connection::open(folder.path().join("copies").join(&kept[0].name)).unwrap();
    let version: i64 = copy
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 1, "the copy has the old format");
    drop(copy);
    // Opening it again changes no format and makes no copy.
    drop(Database::open(&path).unwrap());
    assert_eq!(copies::list(&path).len(), 1);
}
