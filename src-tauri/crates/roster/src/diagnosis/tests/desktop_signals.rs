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
        (Empty, Some((Handed::Opened, open)), State::Waiting),
        (Started, Some((Handed::Opened, open)), State::Waiting),
        (Empty, Some((Handed::Copied, open)), State::Invited),
        (Started, Some((Handed::Mailed, open)), State::Invited),
        (Empty, Some((Handed::Opened, over)), State::LinkExpired),
        (Empty, Some((Handed::Copied, over)), State::LinkExpired),
        (Started, Some((Handed::Mailed, over)), State::LinkExpired),
        (Worked, Some((Handed::Copied, over)), State::Connected),
        (Worked, Some((Handed::Copied, open)), State::Invited),
    ] {
        for code in [None, Some("INTEGRATION_CONNECTION_NOT_SET_UP")] {
            if connection == Worked && code.is_some() {
                continue;
            }
            let case = Case::not_set_up(|facts| {
                facts.connection = connection;
                facts.link = link_now.map(|(handed, expires_at)| link(handed, expires_at));
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
    let used = Case::desktop(|facts| facts.link = Some(link(Handed::Copied, ahead(days(6)))));
    assert_eq!(used.state(), State::Connected);
    let new = Case::desktop(|facts| {
        facts.link = Some(AuthLink {
            created_at: ago(minutes(5)),
            ..link(Handed::Copied, ahead(days(6)))
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
        ("QBD_CONNECTION_ERROR", Some("0x80040408"), State::QbClosed),
        ("QBD_CONNECTION_ERROR", Some("0x80040416"), State::QbClosed),
        ("QBD_CONNECTION_ERROR", Some("0x80040417"), State::QbClosed),
        ("QBD_CONNECTION_ERROR", Some("0x8004040A"), State::WrongFile),
        ("QBD_CONNECTION_ERROR", Some("0x8004040a"), State::WrongFile),
        ("QBD_CONNECTION_ERROR", Some("0X8004040a"), State::WrongFile),
        ("QBD_CONNECTION_ERROR", Some(" 8004040A "), State::WrongFile),
        ("QBD_CONNECTION_ERROR", Some("0x80040414"), State::Dialog),
        (
            "QBD_CONNECTION_ERROR",
            Some("0x8004041A"),
            State::Permission,
        ),
        (
            "QBD_CONNECTION_ERROR",
            Some("0x8004041a"),
            State::Permission,
        ),
        (
            "QBD_CONNECTION_ERROR",
            Some("0x80040420"),
            State::Permission,
        ),
        (
            "QBD_CONNECTION_ERROR",
            Some("0x80040418"),
            State::Permission,
        ),
        (
            "QBD_CONNECTION_ERROR",
            Some("0x80040410"),
            State::SingleUser,
        ),
        (
            "QBD_CONNECTION_ERROR",
            Some("0x80040422"),
            State::SingleUser,
        ),
        ("QBD_CONNECTION_ERROR", Some("0x80040401"), State::Attention),
        ("QBD_CONNECTION_ERROR", Some("0x80040403"), State::Attention),
        ("QBD_CONNECTION_ERROR", Some("0x80040409"), State::Attention),
        ("QBD_CONNECTION_ERROR", Some("0x80040424"), State::Attention),
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
        ("RESOURCE_MISSING", None, State::Attention),
        ("SOMETHING_NEW", Some("0x80040408"), State::Attention),
        ("", None, State::Attention),
    ] {
        let found = Case::failing(code, integration_code).state();
        assert_eq!(found, expected, "{code} {integration_code:?}");
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
