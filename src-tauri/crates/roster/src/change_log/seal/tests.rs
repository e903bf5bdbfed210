#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use super::super::entry::{Event, LONGEST_FIELD, Named, VERSION};
use super::*;
use crate::computer::ComputerId;

/// What a line says, where it says something.
fn open(keys: &Keys, file_id: &str, number: u64, line: &[u8]) -> Option<Entry> {
    match keys.open(file_id, number, line) {
        Opened::Entry(entry) => Some(*entry),
        Opened::KeyMissing | Opened::Nothing => None,
    }
}

fn entry(keys: &Keys) -> Entry {
    Entry {
        v: VERSION,
        at: 1_763_500_000_000,
        computer_name: "FRONT-DESK".to_owned(),
        event: Event::Connected,
        company: keys.company(&RealmId::new("9130349878530396")),
        client_name: "Sue's Bakery".to_owned(),
        client_number: Some("1042".to_owned()),
        person: Named {
            name: "Maria Ortiz".to_owned(),
            email: None,
        },
        computer: Some(ComputerId::random()),
        key: None,
        source_id: None,
        confirmed_at: None,
    }
}

#[test]
fn a_line_opens_in_its_own_place_under_its_own_key_and_nowhere_else() {
    let firm = FirmKeys::generate();
    let keys = Keys::new(&firm);
    let entry = entry(&keys);
    let line = keys.seal("3f2a9c01", 7, &entry).unwrap();
    assert_eq!(
        open(&keys, "3f2a9c01", 7, line.as_bytes()),
        Some(entry.clone())
    );
    assert_eq!(open(&keys, "3f2a9c01", 8, line.as_bytes()), None);
    assert_eq!(open(&keys, "3f2a9c02", 7, line.as_bytes()), None);
    let others = Keys::new(&FirmKeys::generate());
    assert_eq!(open(&others, "3f2a9c01", 7, line.as_bytes()), None);
    for at in 0..line.len() {
        let mut bent = line.clone().into_bytes();
        bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
        assert_eq!(open(&keys, "3f2a9c01", 7, &bent), None, "bent at {at}");
    }
    assert_ne!(
        keys.seal("3f2a9c01", 7, &entry).unwrap(),
        line,
        "two nonces"
    );

    let again = Keys::new(&FirmKeys::from_text(&firm.to_text()).unwrap());
    assert_eq!(open(&again, "3f2a9c01", 7, line.as_bytes()), Some(entry));
    assert_eq!(again.id, keys.id);
}

#[test]
fn the_longest_names_there_are_make_a_line() {
    let keys = Keys::new(&FirmKeys::generate());
    let longest = "\u{1f4d7}".repeat(LONGEST_FIELD);
    let entry = Entry {
        computer_name: longest.clone(),
        client_name: longest.clone(),
        client_number: Some(longest.clone()),
        person: Named {
            name: longest.clone(),
            email: Some(longest.clone()),
        },
        key: Some(longest.clone()),
        source_id: Some(longest),
        ..entry(&keys)
    };
    let line = keys.seal("3f2a9c01", 0, &entry).unwrap();
    assert_eq!(open(&keys, "3f2a9c01", 0, line.as_bytes()), Some(entry));
}

#[test]
fn what_no_other_computer_would_believe_is_not_written() {
    let keys = Keys::new(&FirmKeys::generate());
    let good = entry(&keys);
    let changed = |change: &dyn Fn(&mut Entry)| {
        let mut entry = good.clone();
        change(&mut entry);
        keys.seal("3f2a9c01", 0, &entry)
    };
    assert!(changed(&|_| ()).is_some());
    let longest = "x".repeat(LONGEST_FIELD);
    assert!(changed(&|it| it.client_name.clone_from(&longest)).is_some());
    for (what, line) in [
        ("letters", changed(&|it| it.company = "z".repeat(64))),
        ("short", changed(&|it| it.company.truncate(62))),
        ("long", changed(&|it| it.company.push_str("00"))),
        ("no name", changed(&|it| it.client_name = " ".to_owned())),
        ("no person", changed(&|it| it.person.name.clear())),
        (
            "bell",
            changed(&|it| it.client_number = Some("1\u{7}".to_owned())),
        ),
        (
            "too long",
            changed(&|it| it.client_name = format!("{longest}x")),
        ),
        ("no computer", changed(&|it| it.computer = None)),
        ("another version", changed(&|it| it.v = VERSION + 1)),
        (
            "a removal of a client",
            changed(&|it| it.event = Event::Removed),
        ),
    ] {
        assert!(line.is_none(), "{what}");
    }
}

#[test]
fn a_line_shows_neither_names_nor_how_long_they_are() {
    let keys = Keys::new(&FirmKeys::generate());
    let short = entry(&keys);
    let long = Entry {
        client_name: "The Honourable Society of Bakers and Confectioners".to_owned(),
        ..short.clone()
    };
    let sealed = |entry| keys.seal("3f2a9c01", 0, entry).unwrap();
    assert_eq!(sealed(&short).len(), sealed(&long).len());
}

#[test]
fn what_a_row_cannot_show_is_neither_sealed_nor_opened() {
    let keys = Keys::new(&FirmKeys::generate());
    for name in [String::new(), "two\nlines".to_owned(), "x".repeat(201)] {
        let odd = Entry {
            client_name: name,
            ..entry(&keys)
        };
        assert_eq!(keys.seal("3f2a9c01", 0, &odd), None);
    }
}

/// Somebody left with the firm's key, and the key was changed.
#[test]
fn with_the_former_key_alone_nothing_new_is_read_or_made() {
    let first = FirmKeys::generate();
    let change = jiff::Timestamp::from_millisecond(1_763_600_000_000).unwrap();
    let both = first.changed(change).unwrap();
    let (left, stayed) = (Keys::new(&first), Keys::new(&both));
    let before = entry(&left);
    let after = Entry {
        at: change.as_millisecond(),
        ..before.clone()
    };

    let new = stayed.seal("3f2a9c01", 0, &after).unwrap();
    assert_eq!(
        left.open("3f2a9c01", 0, new.as_bytes()),
        Opened::KeyMissing,
        "it learns that there is a newer key"
    );
    for (file_id, number) in [("3f2a9c01", 1), ("3f2a9c02", 0)] {
        let moved = left.open(file_id, number, new.as_bytes());
        assert_eq!(
            moved,
            Opened::Nothing,
            "and that only in the line's own place"
        );
    }
    let others = Keys::new(&FirmKeys::generate());
    assert_eq!(others.open("3f2a9c01", 0, new.as_bytes()), Opened::Nothing);
    assert_eq!(
        open(&stayed, "3f2a9c01", 0, new.as_bytes()),
        Some(after.clone())
    );
    let forged = left.seal("3f2a9c01", 1, &after).unwrap();
    assert_eq!(open(&stayed, "3f2a9c01", 1, forged.as_bytes()), None);

    let old = left.seal("3f2a9c01", 2, &before).unwrap();
    assert_eq!(
        open(&stayed, "3f2a9c01", 2, old.as_bytes()),
        Some(before.clone()),
        "what was written before stays readable"
    );
    assert_eq!(entry(&stayed).company, before.company, "the same company");
    assert!(stayed.firm == left.firm && stayed.id != left.id);
    // Versions that did not keep the firm kept the newest key's id.
    assert!(stayed.is_of("", &left.id) && stayed.is_of("", &stayed.id));
    assert!(!left.is_of("", &stayed.id) && !others.is_of("", &left.id));
}

/// Two lines as the build of November 2026 sealed them, under the firm's first key and under a later one.
#[test]
fn lines_of_earlier_builds_open() {
    let first = "WlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo=";
    let later = format!(
        r#"[[0,0,"{first}"],[1,1763500000000,"W1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1s="]]"#
    );
    for (firm, sealed) in [
        (first, include_str!("first-key.line")),
        (&later, include_str!("later-key.line")),
    ] {
        let keys = Keys::new(&FirmKeys::from_text(firm).unwrap());
        let read = open(&keys, "3f2a9c01", 7, sealed.trim_end().as_bytes());
        let expected = Entry {
            computer: ComputerId::parse("0b51a6c2-6d0e-4a6b-9b51-0123456789ab"),
            ..entry(&keys)
        };
        assert_eq!(read, Some(expected));
    }
}
