//! One case for each state: its urgency and both clicks, in the order of the table.
//!
//! Long because it is the table of all states.

use super::*;
use crate::diagnosis::Counterparty;

/// Name, case, state, urgency, first and second click.
type Row = (&'static str, Case, State, Urgency, Action, Option<Action>);

/// All there are, so that a new state cannot be forgotten here.
const ALL: [State; 23] = [
    State::Connected,
    State::Checking,
    State::Waiting,
    State::Invited,
    State::LinkExpired,
    State::Never,
    State::Attention,
    State::QbClosed,
    State::WrongFile,
    State::Dialog,
    State::Permission,
    State::SingleUser,
    State::WcOffline,
    State::Expiring,
    State::Expired,
    State::Revoked,
    State::TakenOver,
    State::OtherRelay,
    State::NotMember,
    State::Inactive,
    State::WrongCompany,
    State::Paused,
    State::Archived,
];

#[expect(clippy::too_many_lines, reason = "one table, row by row")]
fn waiting_rows() -> Vec<Row> {
    use Action as A;
    vec![
        (
            "connected, Online",
            Case::online(|_| {}),
            State::Connected,
            Urgency::Ok,
            A::CheckNow,
            Some(A::OpenInQuickBooks),
        ),
        (
            "connected, Desktop",
            Case::desktop(|_| {}),
            State::Connected,
            Urgency::Ok,
            A::CheckNow,
            None,
        ),
        (
            "check runs",
            Case::desktop(|_| {}).checking(),
            State::Checking,
            Urgency::Pending,
            A::StopWaiting,
            None,
        ),
        (
            "refused once",
            Case::online(|facts| facts.refused = Some(refused(minutes(1), minutes(1)))),
            State::Checking,
            Urgency::Pending,
            A::CheckNow,
            None,
        ),
        (
            "sign-in open",
            Case::unconnected(|facts| facts.sign_in = Some(sign_in(ahead(minutes(25))))),
            State::Waiting,
            Urgency::Pending,
            A::ShowLink,
            Some(A::Cancel),
        ),
        (
            "link opened here",
            Case::not_set_up(|facts| {
                facts.link = Some(link(LinkDelivery::Opened, ahead(minutes(27))));
            }),
            State::Waiting,
            Urgency::Pending,
            A::ShowLink,
            Some(A::Cancel),
        ),
        (
            "link copied",
            Case::not_set_up(|facts| facts.link = Some(link(LinkDelivery::Copied, ahead(days(6))))),
            State::Invited,
            Urgency::Pending,
            A::CopyAgain,
            Some(A::NewLink),
        ),
        (
            "link ran out",
            Case::not_set_up(|facts| {
                facts.link = Some(link(LinkDelivery::Mailed, ago(minutes(1))));
            }),
            State::LinkExpired,
            Urgency::Off,
            A::NewLink,
            None,
        ),
        (
            "nothing yet, Online",
            Case::unconnected(|_| {}),
            State::Never,
            Urgency::Off,
            A::Connect,
            None,
        ),
        (
            "nothing yet, Desktop",
            Case::not_set_up(|_| {}),
            State::Never,
            Urgency::Off,
            A::Connect,
            None,
        ),
        (
            "paused",
            Case::online(|_| {}).lifecycle(Lifecycle::Paused),
            State::Paused,
            Urgency::Off,
            A::Resume,
            None,
        ),
        (
            "archived",
            Case::desktop(|_| {}).lifecycle(Lifecycle::Archived),
            State::Archived,
            Urgency::Off,
            A::Resume,
            None,
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "one table, row by row")]
fn desktop_rows() -> Vec<Row> {
    use Action as A;
    let refuses = |hresult| Case::failing("QBD_CONNECTION_ERROR", Some(hresult));
    let offline = || Case::failing("INTEGRATION_CONNECTION_NOT_ACTIVE", None);
    let long_offline = || {
        let mut case = offline();
        case.observation.desktop.unheard_since = Some(ago(days(9)));
        case.observation.desktop.last_ok_at = Some(ago(days(10)));
        case
    };
    vec![
        (
            "unmapped error",
            Case::failing("QBD_REQUEST_ERROR", Some("3200")),
            State::Attention,
            Urgency::Warning,
            A::ShowSteps,
            Some(A::CheckAgain),
        ),
        (
            "QuickBooks closed",
            refuses("0x80040416"),
            State::QbClosed,
            Urgency::Idle,
            A::CheckNow,
            Some(A::KeepOpen),
        ),
        (
            "another company file",
            refuses("0x8004040A"),
            State::WrongFile,
            Urgency::Warning,
            A::CheckAgain,
            Some(A::CopySteps),
        ),
        (
            "another company file, here",
            refuses("0x8004040A").on(Place::ThisComputer),
            State::WrongFile,
            Urgency::Warning,
            A::CheckAgain,
            Some(A::ShowSteps),
        ),
        (
            "modal window",
            refuses("0x80040414"),
            State::Dialog,
            Urgency::Warning,
            A::CheckAgain,
            Some(A::ShowSteps),
        ),
        (
            "permission",
            refuses("0x80040420"),
            State::Permission,
            Urgency::Warning,
            A::ShowSteps,
            Some(A::CopySteps),
        ),
        (
            "single-user mode",
            refuses("0x80040410"),
            State::SingleUser,
            Urgency::Warning,
            A::CheckAgain,
            None,
        ),
        (
            "Web Connector silent",
            offline(),
            State::WcOffline,
            Urgency::Idle,
            A::CopySteps,
            Some(A::NewLink),
        ),
        (
            "Web Connector silent, hosted",
            offline().on(Place::Hosted),
            State::WcOffline,
            Urgency::Idle,
            A::CopySteps,
            Some(A::NewLink),
        ),
        (
            "Web Connector silent, client's office",
            offline().on(Place::ClientOffice),
            State::WcOffline,
            Urgency::Idle,
            A::CopySteps,
            Some(A::NewLink),
        ),
        (
            "Web Connector silent, here",
            offline().on(Place::ThisComputer),
            State::WcOffline,
            Urgency::Idle,
            A::ShowSteps,
            Some(A::NewLink),
        ),
        (
            "Web Connector silent for days",
            long_offline(),
            State::WcOffline,
            Urgency::Warning,
            A::CopySteps,
            Some(A::NewLink),
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "one table, row by row")]
fn online_rows() -> Vec<Row> {
    use Action as A;
    let confirmed = |facts: &mut OnlineFacts| facts.refused = Some(refused(hours(3), minutes(12)));
    vec![
        (
            "idle clock near",
            Case::online(|facts| {
                facts.connection = Some(OnlineConnection {
                    idle_expires_at: Some(ahead(days(12))),
                    ..saved()
                });
            }),
            State::Expiring,
            Urgency::Warning,
            A::RefreshNow,
            None,
        ),
        (
            "hard clock near",
            Case::online(|facts| {
                facts.connection = Some(OnlineConnection {
                    hard_expires_at: Some(ahead(days(45))),
                    ..saved()
                });
            }),
            State::Expiring,
            Urgency::Warning,
            A::Reconnect,
            None,
        ),
        (
            "expired",
            Case::online(|facts| {
                confirmed(facts);
                facts.connection = Some(OnlineConnection {
                    idle_expires_at: Some(ago(days(9))),
                    ..saved()
                });
                facts.last_ok_at = Some(ago(days(9)));
            }),
            State::Expired,
            Urgency::Critical,
            A::Reconnect,
            None,
        ),
        (
            "revoked",
            Case::online(|facts| {
                confirmed(facts);
                facts.last_ok_at = Some(ago(hours(5)));
            }),
            State::Revoked,
            Urgency::Critical,
            A::Reconnect,
            Some(A::Archive),
        ),
        (
            "another relay",
            Case::online(|facts| facts.failure = Some(failure("other_relay", None))),
            State::OtherRelay,
            Urgency::Warning,
            A::Reconnect,
            None,
        ),
        (
            "taken over",
            Case::online(|facts| {
                confirmed(facts);
                facts.last_ok_at = Some(ago(hours(5)));
            })
            .taken_by("Tom Becker"),
            State::TakenOver,
            Urgency::Critical,
            A::SeeWho,
            Some(A::ReconnectAsMe),
        ),
        (
            "not a member",
            Case::online(|facts| facts.role = Some(answered(RoleAnswerFact::NotMember))),
            State::NotMember,
            Urgency::Critical,
            A::CopyRequest,
            Some(A::ConnectAsOther),
        ),
        (
            "inactive",
            Case::online(|facts| facts.role = Some(role("EMPLOYEE", "INACTIVE"))),
            State::Inactive,
            Urgency::Critical,
            A::CopyRequest,
            None,
        ),
        (
            "wrong company",
            Case::online(|facts| facts.wrong_company = Some(wrong_company(ago(minutes(5))))),
            State::WrongCompany,
            Urgency::Warning,
            A::ChooseAgain,
            Some(A::SaveAsNew),
        ),
        (
            "wrong company at the first sign-in",
            Case::unconnected(|facts| facts.wrong_company = Some(wrong_company(ago(days(5))))),
            State::WrongCompany,
            Urgency::Warning,
            A::ChooseAgain,
            Some(A::SaveAsNew),
        ),
        (
            "error of Intuit's",
            Case::online(|facts| facts.failure = Some(failure("SYS-0001", None))),
            State::Attention,
            Urgency::Warning,
            A::ShowSteps,
            Some(A::CheckAgain),
        ),
        (
            "grant gone from the keychain",
            Case::online(|facts| facts.failure = Some(failure("grant_missing", None))),
            State::Attention,
            Urgency::Warning,
            A::Reconnect,
            Some(A::CheckAgain),
        ),
    ]
}

#[test]
fn every_state_has_its_tier_and_its_clicks() {
    let rows = [waiting_rows(), desktop_rows(), online_rows()];
    let rows = rows.into_iter().flatten();
    let mut seen = Vec::new();
    for (name, case, state, urgency, primary, secondary) in rows {
        let diagnosis = case.diagnose();
        assert_eq!(diagnosis.state, state, "{name}");
        assert_eq!(diagnosis.urgency, urgency, "{name}");
        assert_eq!(diagnosis.primary, primary, "{name}");
        assert_eq!(diagnosis.secondary, secondary, "{name}");
        assert!(!diagnosis.stale, "{name}");
        seen.push(state);
    }
    for state in ALL {
        assert!(seen.contains(&state), "{state:?} has no row");
    }
}

#[test]
fn sentences_get_the_moment_and_the_name_they_need() {
    let waiting = Case::unconnected(|facts| facts.sign_in = Some(sign_in(ahead(minutes(25)))));
    assert_eq!(waiting.diagnose().until, Some(ahead(minutes(25))));

    let invited =
        Case::not_set_up(|facts| facts.link = Some(link(LinkDelivery::Mailed, ahead(days(6)))));
    assert_eq!(invited.diagnose().until, Some(ahead(days(6))));

    let once = Case::online(|facts| facts.refused = Some(refused(minutes(4), minutes(4))));
    assert_eq!(once.diagnose().until, Some(ahead(minutes(6))));

    let closed = Case::failing("QBD_CONNECTION_ERROR", Some("0x80040416"));
    assert_eq!(closed.diagnose().until, None);
    let closed = closed.next_check(ahead(hours(1)));
    assert_eq!(closed.diagnose().until, Some(ahead(hours(1))));
    let closed = closed.next_check(ago(SECOND));
    assert_eq!(
        closed.diagnose().until,
        None,
        "a next try that is over is none"
    );

    let confirmed = Case::online(|facts| {
        facts.last_ok_at = Some(ago(hours(5)));
        facts.refused = Some(refused(hours(3), minutes(12)));
    });
    assert_eq!(confirmed.diagnose().other, None);
    let taken = confirmed.taken_by("Tom Becker").diagnose();
    assert_eq!(
        taken.other,
        Some(Counterparty::Named("Tom Becker".to_owned()))
    );

    let wrong = Case::online(|facts| facts.wrong_company = Some(wrong_company(now())));
    assert_eq!(
        wrong.diagnose().other,
        Some(Counterparty::Named("Bill's Butchers".to_owned()))
    );
    let nameless = Case::online(|facts| {
        facts.wrong_company = Some(WrongCompany {
            name: None,
            ..wrong_company(now())
        });
    });
    assert_eq!(
        nameless.diagnose().other,
        Some(Counterparty::Tail("9999".to_owned()))
    );
}

#[test]
fn details_explain_the_state() {
    let closed = Case::failing("QBD_CONNECTION_ERROR", Some("0x80040416")).diagnose();
    assert_eq!(
        closed.details,
        Some(failure("QBD_CONNECTION_ERROR", Some("0x80040416")))
    );
    assert_eq!(Case::online(|_| {}).diagnose().details, None);

    let refused = Case::online(|facts| facts.refused = Some(refused(hours(3), minutes(2))));
    let details = refused.diagnose().details.unwrap();
    assert_eq!(details.code, "invalid_grant");
    assert_eq!(details.request_id.as_deref(), Some("1-tid"));
    assert_eq!(details.at, ago(minutes(2)));

    let stranger = Case::online(|facts| facts.role = Some(answered(RoleAnswerFact::NotMember)));
    assert_eq!(stranger.diagnose().details.unwrap().code, "VAL-1002");
}
