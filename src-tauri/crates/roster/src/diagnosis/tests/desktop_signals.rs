//! Which signal from Conductor gives which state.

use super::*;

#[test]
fn link_states_follow_the_link_and_the_connection() {
    use ConnectionFact::{None as Empty, Started, Worked};
    let open = ahead(minutes(1));
    let over = ago(minutes(1));
    for (connection, link_now, expected) in [
        (Empty, None, State::Never),
        (Started, None, State::Never),
        (Empty, Some((LinkDelivery::Opened, open)), State::Waiting),
        (Started, Some((LinkDelivery::Opened, open)), State::Waiting),
        (Empty, Some((LinkDelivery::Copied, open)), State::Invited),
        (Started, Some((LinkDelivery::Mailed, open)), State::Invited),
        (
            Empty,
            Some((LinkDelivery::Opened, over)),
            State::LinkExpired,
        ),
        (
            Empty,
            Some((LinkDelivery::Copied, over)),
            State::LinkExpired,
        ),
        (
            Started,
            Some((LinkDelivery::Mailed, over)),
            State::LinkExpired,
        ),
        (Worked, Some((LinkDelivery::Copied, over)), State::Connected),
        (Worked, Some((LinkDelivery::Copied, open)), State::Invited),
    ] {
        for code in [None, Some("INTEGRATION_CONNECTION_NOT_SET_UP")] {
            if connection == Worked && code.is_some() {
                continue;
            }
            let case = Case::not_set_up(|facts| {
                facts.connection = connection;
                facts.link = link_now.map(|(delivery, expires_at)| link(delivery, expires_at));
                facts.failure = code.map(|code| failure(code, None));
            });
            assert_eq!(
                case.state(),
                expected,
                "{connection:?} {link_now:?} {code:?}"
            );
        }
    }
}

#[test]
fn a_link_from_before_the_last_success_did_its_work() {
    let used = Case::desktop(|facts| facts.link = Some(link(LinkDelivery::Copied, ahead(days(6)))));
    assert_eq!(used.state(), State::Connected);
    let new = Case::desktop(|facts| {
        facts.link = Some(AuthLink {
            created_at: ago(minutes(5)),
            ..link(LinkDelivery::Copied, ahead(days(6)))
        });
    });
    assert_eq!(new.state(), State::Invited);
}

#[test]
fn a_lost_set_up_counts_only_while_it_is_the_newest_answer() {
    let lost = Case::failing("INTEGRATION_CONNECTION_NOT_SET_UP", None);
    assert_eq!(lost.state(), State::Never);
    let mended = Case::desktop(|facts| {
        facts.last_ok_at = Some(now());
        facts.failure = Some(failure("INTEGRATION_CONNECTION_NOT_SET_UP", None));
    });
    assert_eq!(mended.state(), State::Connected);
}

#[test]
fn desktop_errors_map_by_code_and_hresult() {
    for (code, integration_code, expected) in [
        ("INTEGRATION_CONNECTION_NOT_ACTIVE", None, State::WcOffline),
        ("QBD_CONNECTION_ERROR", Some("0x8004040A"), State::WrongFile),
        ("QBD_CONNECTION_ERROR", Some("0x8004040a"), State::WrongFile),
        ("QBD_CONNECTION_ERROR", Some("0X8004040a"), State::WrongFile),
        ("QBD_CONNECTION_ERROR", Some(" 8004040A "), State::WrongFile),
        ("QBD_CONNECTION_ERROR", Some("&H8004040A"), State::WrongFile),
        (
            "QBD_CONNECTION_ERROR",
            Some("-2147220470"),
            State::WrongFile,
        ),
        ("QBD_CONNECTION_ERROR", Some("2147746826"), State::WrongFile),
        (
            "QBD_CONNECTION_ERROR",
            Some("0x180040408"),
            State::Attention,
        ),
        ("QBD_CONNECTION_ERROR", Some("+80040408"), State::Attention),
        ("QBD_CONNECTION_ERROR", Some(""), State::Attention),
        ("QBD_CONNECTION_ERROR", None, State::Attention),
        ("QBD_REQUEST_TIMEOUT", None, State::Attention),
        ("QBD_REQUEST_ERROR", Some("500"), State::Attention),
        ("QBD_REQUEST_ERROR", Some("3100"), State::Attention),
        ("RESOURCE_MISSING", None, State::Attention),
        ("SOMETHING_NEW", Some("0x80040408"), State::Attention),
        ("", None, State::Attention),
    ] {
        let found = Case::failing(code, integration_code).state();
        assert_eq!(found, expected, "{code} {integration_code:?}");
    }
}

/// `tests/fixtures/codes.json` names every HRESULT that the window explains, with its state here. Its other half is
/// `ui/tests/unit/codes-shown.test.ts`.
#[test]
fn every_hresult_has_the_state_of_the_shared_list() {
    #[derive(serde::Deserialize)]
    struct Shared {
        hresults: std::collections::BTreeMap<String, State>,
    }
    let file = include_str!("../../../../../../tests/fixtures/codes.json");
    let named: std::collections::BTreeMap<u32, State> = serde_json::from_str::<Shared>(file)
        .unwrap()
        .hresults
        .into_iter()
        .map(|(code, state)| (crate::codes::hresult(&code).unwrap(), state))
        .collect();
    for (code, state) in &named {
        for text in [
            format!("{code:#010x}"),
            format!("&H{code:08X}"),
            format!("{}", code.cast_signed()),
            format!("{code}"),
        ] {
            let found = Case::failing("QBD_CONNECTION_ERROR", Some(&text)).state();
            assert_eq!(found, *state, "{text}");
        }
    }
    // The facilities whose codes come up: COM itself, calls between programs, what a program defines, Windows.
    for facility in [0x8000_0000_u32, 0x8001_0000, 0x8004_0000, 0x8007_0000] {
        for code in facility..=facility | 0xFFFF {
            let expected = named.get(&code).copied().unwrap_or(State::Attention);
            let found = super::super::desktop::of_hresult(code, false);
            assert_eq!(
                found, expected,
                "{code:#010x} is missing in tests/fixtures/codes.json"
            );
        }
    }
}

/// Each of these was read wrongly once.
#[test]
fn hresults_mean_what_the_software_kit_says() {
    for (code, expected) in [
        // The connection wants the file for itself: nobody is in single-user mode.
        ("0x80040422", State::Attention),
        // Seven known causes, of which a closed QuickBooks is one.
        ("0x80040408", State::Attention),
        // QuickBooks runs, no company file is open.
        ("0x80040417", State::Attention),
        ("0x80040416", State::QbClosed),
        // About the permission of the connection.
        ("0x80040418", State::Permission),
        ("0x8004041A", State::Permission),
        ("0x8004041B", State::Permission),
        ("0x8004041D", State::Permission),
        ("0x8004041E", State::Permission),
        ("0x80040420", State::Permission),
        // The codes beside them, which no permission fixes: a fault of QuickBooks, an edition without connections,
        // QuickBooks' own message, and a version that is too old.
        ("0x8004041C", State::Attention),
        ("0x8004041F", State::Attention),
        ("0x80040421", State::Attention),
        ("0x80040423", State::Attention),
        ("0x80040410", State::SingleUser),
    ] {
        let found = Case::failing("QBD_CONNECTION_ERROR", Some(code)).state();
        assert_eq!(found, expected, "{code}");
    }
}

#[test]
fn could_not_start_is_closed_only_in_conductors_words() {
    let case = Case::failing("QBD_CONNECTION_ERROR", Some("0x80040408"));
    for (text, expected) in [
        ("Could not start QuickBooks.", State::Attention),
        ("", State::Attention),
        (
            "Make sure QuickBooks Desktop is open, and that it does not run as administrator.",
            State::Attention,
        ),
        (
            "Either QuickBooks is not running or it runs as administrator.",
            State::Attention,
        ),
        (
            "QuickBooks is not open, or another Windows user has it open.",
            State::Attention,
        ),
        (
            "QuickBooks Desktop is not open, and the Web Connector could not start it.",
            State::QbClosed,
        ),
        ("QuickBooks is not running.", State::QbClosed),
    ] {
        assert_eq!(case.says(text).state(), expected, "{text}");
    }
}

#[test]
fn quickbooks_is_closed_only_when_the_text_says_so_of_quickbooks_itself() {
    let offline = Case::failing("INTEGRATION_CONNECTION_NOT_ACTIVE", None);
    for (text, expected) in [
        (
            "QuickBooks is not running on the computer.",
            State::QbClosed,
        ),
        (
            "It seems that QuickBooks Desktop isn't running.",
            State::QbClosed,
        ),
        ("QuickBooks\u{a0}Desktop isn’t open", State::QbClosed),
        ("QUICKBOOKS IS CLOSED", State::QbClosed),
        ("QuickBooks Web Connector is not running.", State::WcOffline),
        (
            "Your QuickBooks Desktop connection is not active. It was last active …",
            State::WcOffline,
        ),
        (
            "Choose: allow access even if QuickBooks is not running.",
            State::WcOffline,
        ),
        ("Make sure that QuickBooks is running.", State::WcOffline),
        ("", State::WcOffline),
    ] {
        assert_eq!(offline.says(text).state(), expected, "{text}");
    }
    let connector = Case::failing("QBD_CONNECTION_ERROR", None);
    assert_eq!(
        connector.says("QuickBooks is not running").state(),
        State::QbClosed
    );
    let named = Case::failing("QBD_CONNECTION_ERROR", Some("0x80040420"));
    assert_eq!(
        named.says("QuickBooks is not running").state(),
        State::Permission
    );
}

#[test]
fn the_newer_of_success_and_failure_wins() {
    let older = Case::desktop(|facts| {
        facts.last_ok_at = Some(ago(minutes(1)) + SECOND);
        facts.failure = Some(failure("QBD_CONNECTION_ERROR", Some("0x80040414")));
    });
    assert_eq!(older.state(), State::Connected);
    assert_eq!(older.diagnose().details, None);
    let same = Case::desktop(|facts| {
        facts.last_ok_at = Some(ago(minutes(1)));
        facts.failure = Some(failure("QBD_CONNECTION_ERROR", Some("0x80040414")));
    });
    assert_eq!(same.state(), State::Dialog);
}
