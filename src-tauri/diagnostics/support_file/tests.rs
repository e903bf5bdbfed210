use roster::view::{
    Action, DetailsView, ElsewhereView, PersonView, Place, RoleAvailability, RoleKind, RoleView,
    State,
};

use super::*;
use crate::api::{ComputerView, ManagedField, ManagedView, Profile, RelayOverview};
use crate::settings::{self, RosterMemory};

/// Names as people give them: one inside another, with a quotation mark, twice the same, a word of ours.
const NAMES: [&str; 6] = [
    "Sue's Bakery",
    "Sue's Bakery LLC",
    "The \"Blue\" Door",
    "Acme",
    "Acme",
    "Ærø Boats",
];

fn row(number: usize) -> ClientRow {
    let state = [State::Revoked, State::QbClosed, State::Connected][number % 3];
    let urgency = [Urgency::Critical, Urgency::Idle, Urgency::Ok][number % 3];
    ClientRow {
        left_at_intuit: None,
        id: format!("0b51a6c2-6d0e-4a6b-9b51-00000000000{number}"),
        source_id: "4f3c0b1e".to_owned(),
        name: NAMES[number].to_owned(),
        number: Some("1001".to_owned()),
        email: Some(format!("owner{number}@client.example")),
        books: if number.is_multiple_of(2) {
            Product::Online
        } else {
            Product::Desktop
        },
        place: Some(Place::OtherComputer),
        computer: Some("OFFICE-7".to_owned()),
        state,
        urgency,
        stale: false,
        last_ok_at: Some(1_795_000_000_000),
        checked_at: Some(1_795_323_000_000),
        until: None,
        clock: None,
        other: Some(roster::view::Counterparty::Named(
            "Somebody Else Ltd".to_owned(),
        )),
        primary: Action::Reconnect,
        secondary: None,
        role: RoleView {
            availability: RoleAvailability::NotAsked,
            kind: RoleKind::Unknown,
            active: true,
            payroll: None,
            at: None,
        },
        connected_as: Some(PersonView {
            name: "Maria Ortiz".to_owned(),
            email: Some("maria@haleortiz.example".to_owned()),
        }),
        connected_at: None,
        company_tail: Some("0396".to_owned()),
        idle_expires_at: None,
        hard_expires_at: None,
        end_user_id: Some(format!("end_usr_00000000000{number}")),
        link: None,
        waits_for: None,
        elsewhere: Some(ElsewhereView {
            last_known: false,
            person: "Tom Becker".to_owned(),
            computer: "ANNEX-2".to_owned(),
            at: 0,
        }),
        details: (number == 0).then(|| DetailsView {
            service: "intuit".to_owned(),
            code: "VAL-1002".to_owned(),
            integration_code: None,
            message: r"Open C:\Books\Sue's Bakery.qbw".to_owned(),
            request_id: Some("1-65a1b2c3-0f1e2d3c4b5a69788796a5b4".to_owned()),
            at: 1_795_323_000_000,
        }),
    }
}

fn overview() -> AppOverview {
    AppOverview {
        opening: false,
        profile: Profile::Live,
        firm_name: Some("Hale & Ortiz LLP".to_owned()),
        firm_id: Some("firm".to_owned()),
        firms: Vec::new(),
        computer_name: "debian".to_owned(),
        computer_id: String::new(),
        computer_fingerprint: None,
        version: "0.1.0".to_owned(),
        platform: "linux".to_owned(),
        appearance: settings::Appearance::default().into(),
        memory: RosterMemory {
            view: "person:Maria Ortiz".to_owned(),
            ..RosterMemory::default()
        }
        .into(),
        notices: settings::NoticeSettings::default().into(),
        checks: settings::CheckSettings::default().into(),
        banners: Vec::new(),
        last_check_at: None,
        next_check_at: None,
        firm_ready: true,
        relay: Some(RelayOverview {
            host: "relay.haleortiz.example".to_owned(),
            operator: "Hale & Ortiz LLP".to_owned(),
        }),
        accounting_scope: false,
        conductor_ready: true,
        intuit_ready: true,
        ask_roles: true,
        computer: ComputerView {
            joined: None,
            policy: settings::Permissions::default().into(),
            firm_folder: None,
            signer_words: None,
            signer_fingerprint: None,
            folder_problem: None,
        },
        removal: None,
        managed: ManagedView {
            source: Some("/etc/counterfoil/policy.json".to_owned()),
            fields: vec![ManagedField::FirmName],
            problems: Vec::new(),
            firm_file: None,
            firm_file_problem: None,
        },
        firm_file: None,
    }
}

fn made(log: &str) -> SupportFile {
    let rows: Vec<ClientRow> = (0..NAMES.len()).map(row).collect();
    write(&Facts {
        at: Timestamp::from_second(1_795_323_900).expect("a time"),
        overview: &overview(),
        diagnostics: &Diagnostics {
            version: "0.1.0".to_owned(),
            system: "Debian GNU/Linux 12 x86_64".to_owned(),
            webview: "WebKitGTK 2.50".to_owned(),
            folder: "/home/maria/.local/share/app.counterfoil.desktop".to_owned(),
            clients: 6,
            keychain: "ready".to_owned(),
        },
        rows: &rows,
        logs: &[(jiff::civil::date(2026, 11, 22), log.to_owned())],
        home: Some("/home/maria"),
    })
}

fn part<'a>(file: &'a SupportFile, heading: &str) -> &'a str {
    file.sections
        .iter()
        .find(|section| section.heading.starts_with(heading))
        .map(|section| section.text.as_str())
        .expect("a part of the file")
}

#[test]
fn nobody_is_named_anywhere() {
    let named =
        NAMES.map(|name| format!("debug: {name:?} and {name}; ACME asked owner3@client.example\n"));
    let log = named.concat()
        + "Tom Becker on ANNEX-2, Maria Ortiz (maria@haleortiz.example, MARIA@haleortiz.example) on OFFICE-7 of Hale & Ortiz LLP\n\
           Somebody Else Ltd at relay.haleortiz.example under /home/maria/x, stranger@else.example\n\
           \\\\FS01\\Wages\\x: gone; TOM-PC-3f2a9c01.counterfoil-log; Sue&commat;else.example; ÆRØ BOATS\n\
           9130 3498 7853 0396 sk_conductor_test_not_a_real_key Bearer abcdefghijkl9 end_usr_000000000003\n";
    let whole = text(&made(&log)).to_lowercase();
    for name in [
        "sue's",
        "bakery",
        "blue",
        "acme",
        "ærø",
        "client.example",
        "maria",
        "ortiz",
        "office-7",
        "hale",
        "becker",
        "fs01",
        "wages",
        "tom-pc",
        "7853",
        "annex",
        "somebody",
        "else",
        "sk_conductor",
        "abcdefghijkl9",
        "end_usr_",
        "0b51a6c2",
        "c:\\books",
        "0396",
    ] {
        assert!(!whole.contains(name), "{name} is in\n{whole}");
    }
}

#[test]
fn one_client_can_be_followed_through_the_file() {
    let log = "WARN roster: client=0b51a6c2-6d0e-4a6b-9b51-000000000000 code=\"VAL-1002\"\n\
               WARN roster: client=0b51a6c2-6d0e-4a6b-9b51-000000000004 code=\"VAL-1002\"\n\
               DEBUG roster: Sue's Bakery LLC, Sue's Bakery, Sue's Bakeries, end_usr_000000000003\n";
    let file = made(log);
    assert!(
        part(&file, "States")
            .contains("⟨client 1⟩: revoked, QuickBooks Online, asked 2026-11-22T04:50:00Z")
    );
    assert!(part(&file, "States").contains("VAL-1002"));
    assert_eq!(
        part(&file, "Last errors"),
        "2026-11-22T04:50:00Z  ⟨client 1⟩  intuit  code VAL-1002  behind it none  \
         request 1-65a1b2c3-0f1e2d3c4b5a69788796a5b4\n"
    );
    assert_eq!(
        part(&file, "Log of 2026-11-22"),
        "WARN roster: client=⟨client 1⟩ code=\"VAL-1002\"\n\
         WARN roster: client=⟨client 5⟩ code=\"VAL-1002\"\n\
         DEBUG roster: ⟨client 2⟩, ⟨client 1⟩, Sue's Bakeries, ⟨client 4⟩'s end-user\n"
    );
}

#[test]
fn only_those_somebody_has_to_look_at_have_a_line_and_all_are_counted() {
    let file = made("");
    let states = part(&file, "States");
    assert!(states.contains("    2  revoked"), "{states}");
    assert!(states.contains("    2  qbClosed"), "{states}");
    assert_eq!(states.matches("⟨client ").count(), 2, "{states}");
}

#[test]
fn a_computer_called_like_its_system_does_not_hide_the_system() {
    let file = made("");
    assert!(part(&file, "Versions").contains("System: Debian GNU/Linux 12"));
    assert!(part(&file, "Versions").contains("Folder: ⟨home⟩/.local/share/"));
    assert!(part(&file, "Settings").contains("This computer: ⟨this computer⟩"));
    assert!(part(&file, "Set by the firm").contains("/etc/counterfoil/policy.json"));
}

#[test]
fn what_was_taken_out_is_counted() {
    let file = made("sam@else.example and sk_conductor_test_not_a_real_key\n");
    let marks = text(&file).matches('⟨').count();
    assert_eq!(
        file.hidden as usize,
        marks - 1,
        "all but the one that explains them"
    );
}

#[test]
fn a_firm_of_ten_thousand_is_cleared_in_a_blink() {
    let rows: Vec<ClientRow> = (0..10_000)
        .map(|number| ClientRow {
            name: format!("Client Number {number}"),
            id: format!("0b51a6c2-6d0e-4a6b-9b51-0000000{number:05}"),
            ..row(0)
        })
        .collect();
    let overview = overview();
    let diagnostics = Diagnostics {
        version: String::new(),
        system: String::new(),
        webview: String::new(),
        folder: String::new(),
        clients: 10_000,
        keychain: "ready".to_owned(),
    };
    let log = "WARN roster: Client Number 9999 and Client Number 99990\n".repeat(5_000);
    let begun = std::time::Instant::now();
    let file = write(&Facts {
        at: Timestamp::UNIX_EPOCH,
        overview: &overview,
        diagnostics: &diagnostics,
        rows: &rows,
        logs: &[(jiff::civil::date(2026, 11, 22), log)],
        home: None,
    });
    assert!(
        part(&file, "Log of").starts_with("WARN roster: ⟨client 10000⟩ and Client Number 99990\n")
    );
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}
