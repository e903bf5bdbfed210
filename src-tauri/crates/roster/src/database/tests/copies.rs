use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};

use super::{client, names, on_disk};
use crate::database::copies::{self, CopyError, DAYS};
use crate::database::{Database, DatabaseError};

fn day(number: i8) -> Date {
    date(2026, 11, number)
}

fn folder(path: &Path) -> PathBuf {
    path.with_file_name(copies::FOLDER)
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn one_copy_a_day_is_kept_for_seven_days() {
    let (_folder, path, _) = on_disk();
    let database = Database::open(&path).unwrap();
    for number in 1..=9 {
        assert!(database.copies().keep_daily(day(number)).unwrap());
        assert!(!database.copies().keep_daily(day(number)).unwrap());
    }
    let kept = files(&folder(&path));
    assert_eq!(kept.len(), DAYS);
    assert_eq!(kept[0], "roster-2026-11-03.sqlite");
    assert_eq!(kept[6], "roster-2026-11-09.sqlite");
    let listed = copies::list(&path);
    assert_eq!(listed.len(), DAYS);
    assert!(
        listed
            .iter()
            .all(|copy| copy.clients == 2 && !copy.before_format)
    );
}

#[test]
fn an_empty_roster_pushes_out_no_copy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.db");
    let database = Database::open(&path).unwrap();
    assert!(!database.copies().keep_daily(day(1)).unwrap());
    assert!(!copies::FOLDER.is_empty() && !path.with_file_name(copies::FOLDER).exists());
}

#[cfg(unix)]
#[test]
fn a_copy_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let (_folder, path, _) = on_disk();
    let database = Database::open(&path).unwrap();
    database.copies().keep_daily(day(1)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder(&path)), 0o700);
    assert_eq!(mode(&folder(&path).join("roster-2026-11-01.sqlite")), 0o600);
}

#[test]
fn a_copy_is_made_while_others_read_and_write() {
    let (_folder, path, _) = on_disk();
    let database = Database::open(&path).unwrap();
    let other = Database::open(&path).unwrap();
    let reading = database.lock();
    other.insert_client(&client("Calder Plumbing")).unwrap();
    assert!(other.copies().keep_daily(day(1)).unwrap());
    drop(reading);
    assert_eq!(copies::list(&path)[0].clients, 3);
}

#[test]
fn a_copy_that_cannot_be_made_harms_nothing_and_leaves_nothing() {
    let (_folder, path, _) = on_disk();
    let database = Database::open(&path).unwrap();
    // Where the folder would be there is no place for it.
    fs::write(folder(&path), b"").unwrap();
    assert!(matches!(
        database.copies().keep_daily(day(1)),
        Err(CopyError::Disk(_))
    ));
    fs::remove_file(folder(&path)).unwrap();
    // A folder is in the place of the copy.
    fs::create_dir_all(folder(&path).join("roster-2026-11-01.sqlite.new/x")).unwrap();
    assert!(database.copies().keep_daily(day(1)).is_err());
    assert!(copies::list(&path).is_empty());
    database.insert_client(&client("Calder Plumbing")).unwrap();
    assert!(database.copies().keep_daily(day(2)).unwrap());
}

#[test]
fn a_restored_copy_takes_the_place_of_a_damaged_file_which_is_kept() {
    let (_folder, path, _) = on_disk();
    let database = Database::open(&path).unwrap();
    database.copies().keep_daily(day(1)).unwrap();
    database.insert_client(&client("Added since")).unwrap();
    drop(database);
    let damaged = b"Dear diary, this is not a database. ".repeat(200);
    fs::write(&path, &damaged).unwrap();
    // A log of the old file must not be folded into the copy.
    let log = PathBuf::from(format!("{}-wal", path.display()));
    fs::write(&log, b"an old log").unwrap();

    let aside = copies::restore(&path, "roster-2026-11-01.sqlite")
        .unwrap()
        .unwrap();
    assert_eq!(fs::read(&aside).unwrap(), damaged);
    assert_eq!(
        fs::read(format!("{}-wal", aside.display())).unwrap(),
        b"an old log"
    );
    assert!(!log.exists());
    let database = Database::open(&path).unwrap();
    assert_eq!(names(&database).len(), 2);
    // The copy itself is still there.
    assert_eq!(copies::list(&path).len(), 1);
}

#[test]
fn only_a_whole_copy_of_the_list_is_restored() {
    let (_folder, path, _) = on_disk();
    let database = Database::open(&path).unwrap();
    database.copies().keep_daily(day(1)).unwrap();
    database.copies().keep_daily(day(2)).unwrap();
    drop(database);
    let before = fs::read(&path).unwrap();
    let torn = folder(&path).join("roster-2026-11-02.sqlite");
    let whole = fs::read(&torn).unwrap();
    fs::write(&torn, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(copies::list(&path).len(), 1, "a torn copy is not offered");
    assert!(matches!(
        copies::restore(&path, "roster-2026-11-02.sqlite"),
        Err(CopyError::Database(DatabaseError::Damaged(_)))
    ));
    for name in [
        "../roster.db",
        "roster-2026-11-03.sqlite",
        "",
        "copies/roster-2026-11-01.sqlite",
    ] {
        assert!(matches!(copies::restore(&path, name), Err(CopyError::Gone)));
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

/// Every step of a restore may be the last one of this process: the file is the old one or the copy, and never none.
#[test]
fn a_restore_that_is_cut_off_leaves_a_whole_file() {
    let (_folder, path, _) = on_disk();
    let database = Database::open(&path).unwrap();
    database.copies().keep_daily(day(1)).unwrap();
    drop(database);
    // Left by a restore that was cut off before its last step.
    fs::write(format!("{}.new", path.display()), b"half a co").unwrap();
    assert_eq!(names(&Database::open(&path).unwrap()).len(), 2);
    copies::restore(&path, "roster-2026-11-01.sqlite").unwrap();
    assert_eq!(names(&Database::open(&path).unwrap()).len(), 2);
    // The file cannot be put aside: nothing is replaced.
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(copies::restore(&path, "roster-2026-11-01.sqlite").is_err());
    assert!(path.is_dir());
}
