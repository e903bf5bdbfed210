//! Which state wins when several fit, and what changes none.

use super::*;

#[test]
fn what_says_nothing_about_the_client_changes_no_state() {
    for failure in [
        nothing(FailureKind::Unreachable, "http_503"),
        nothing(FailureKind::Offline, "no_answer"),
        nothing(FailureKind::KeyRefused, "API_KEY_INVALID"),
        // Taken for an answer about the client, and distinguished by the code.
        failure("API_KEY_INVALID", None),
        failure("invalid_client", None),
    ] {
        let online = Case::online(|facts| facts.failure = Some(failure.clone())).diagnose();
        assert_eq!(
            (online.state, online.stale),
            (State::Connected, true),
            "{failure:?}"
        );
        assert_eq!(online.details.as_ref(), Some(&failure));

        let desktop = Case::desktop(|facts| facts.failure = Some(failure.clone())).diagnose();
        assert_eq!(
            (desktop.state, desktop.stale),
            (State::Connected, true),
            "{failure:?}"
        );

        let silent = Case::desktop(|facts| {
            facts.failure = Some(failure.clone());
            facts.last_ok_at = Some(ago(hours(9)));
            facts.unheard_since = Some(ago(hours(8)));
        });
        let silent = silent.diagnose();
        assert_eq!(
            (silent.state, silent.stale),
            (State::WcOffline, true),
            "{failure:?}"
        );

        // Never connected is known here, also when no service can be reached.
        let never = Case::unconnected(|facts| facts.failure = Some(failure.clone())).diagnose();
        assert_eq!(
            (never.state, never.stale),
            (State::Never, false),
            "{failure:?}"
        );
    }
}

#[test]
fn a_fresh_end_user_without_an_answer_is_only_stale_when_there_is_something_to_ask() {
    let failure = nothing(FailureKind::Unreachable, "no_answer");
    let known = Case::not_set_up(|facts| facts.failure = Some(failure.clone())).diagnose();
    assert_eq!((known.state, known.stale), (State::Never, true));
    let unknown = Case::not_set_up(|facts| {
        facts.failure = Some(failure.clone());
        facts.end_user_id = None;
    });
    assert!(!unknown.diagnose().stale);
}

#[test]
fn an_open_sign_in_shows_over_what_it_repairs() {
    let revoked = |open: bool| {
        Case::online(|facts| {
            facts.last_ok_at = Some(ago(hours(5)));
            facts.refused = Some(refused(hours(3), hours(1)));
            facts.sign_in = open.then(|| sign_in(ahead(minutes(1))));
        })
    };
    assert_eq!(revoked(true).state(), State::Waiting);
    assert_eq!(revoked(true).checking().state(), State::Waiting);
    assert_eq!(revoked(true).at(ahead(minutes(2))).state(), State::Revoked);
    assert_eq!(revoked(false).state(), State::Revoked);
}

#[test]
fn the_more_urgent_state_wins() {
    let near = OnlineConnection {
        idle_expires_at: Some(ahead(days(3))),
        ..saved()
    };
    // Now over Soon.
    let stranger = Case::online(|facts| {
        facts.connection = Some(near.clone());
        facts.role = Some(answered(RoleAnswerFact::NotMember));
        facts.wrong_company = Some(wrong_company(now()));
    });
    assert_eq!(stranger.state(), State::NotMember);
    // Now over Wait.
    let doubted = Case::online(|facts| {
        facts.role = Some(role("ADMIN", "INACTIVE"));
        facts.refused = Some(refused(minutes(1), minutes(1)));
    });
    assert_eq!(doubted.state(), State::Inactive);
    // Soon over Wait: the error is there whether or not the link is used.
    let blocked = Case::not_set_up(|facts| {
        facts.connection = ConnectionFact::Started;
        facts.link = Some(link(LinkDelivery::Copied, ahead(days(1))));
        facts.failure = Some(failure("QBD_CONNECTION_ERROR", Some("0x80040420")));
    });
    assert_eq!(blocked.state(), State::Permission);
    // Wait over Rest.
    let moving = Case::failing("INTEGRATION_CONNECTION_NOT_ACTIVE", None);
    let mut moving = moving.on(Place::Hosted);
    moving.observation.desktop.link = Some(link(LinkDelivery::Copied, ahead(days(1))));
    assert_eq!(moving.state(), State::Invited);
    // A refusal takes the clocks' promise away.
    let doubted = Case::online(|facts| {
        facts.connection = Some(near.clone());
        facts.refused = Some(refused(minutes(1), minutes(1)));
    });
    assert_eq!(doubted.state(), State::Checking);
    // A confirmed refusal is the newest word about a person, too.
    let gone = Case::online(|facts| {
        facts.last_ok_at = Some(ago(hours(5)));
        facts.role = Some(answered(RoleAnswerFact::NotMember));
        facts.refused = Some(refused(hours(3), minutes(1)));
    });
    assert_eq!(gone.state(), State::Revoked);
}

#[test]
fn a_running_check_hides_no_state_that_needs_a_click() {
    for (case, expected) in [
        (Case::online(|_| {}), State::Checking),
        (
            Case::failing("QBD_CONNECTION_ERROR", Some("0x80040416")),
            State::Checking,
        ),
        (
            Case::failing("INTEGRATION_CONNECTION_NOT_ACTIVE", None),
            State::Checking,
        ),
        (Case::not_set_up(|_| {}), State::Checking),
        (
            Case::failing("QBD_CONNECTION_ERROR", Some("0x80040414")),
            State::Dialog,
        ),
        (
            Case::online(|facts| facts.role = Some(answered(RoleAnswerFact::NotMember))),
            State::NotMember,
        ),
        (
            Case::not_set_up(|facts| facts.link = Some(link(LinkDelivery::Copied, ahead(days(1))))),
            State::Invited,
        ),
        (
            Case::online(|_| {}).lifecycle(Lifecycle::Paused),
            State::Paused,
        ),
        (
            Case::desktop(|_| {}).lifecycle(Lifecycle::Archived),
            State::Archived,
        ),
    ] {
        let case = case.checking();
        assert_eq!(case.state(), expected);
        assert!(!case.diagnose().stale);
    }
}

#[test]
fn paused_and_archived_stand_above_everything() {
    for lifecycle in [Lifecycle::Paused, Lifecycle::Archived] {
        let case = Case::online(|facts| {
            facts.sign_in = Some(sign_in(ahead(minutes(5))));
            facts.refused = Some(refused(days(3), days(1)));
            facts.failure = Some(nothing(FailureKind::Offline, "no_answer"));
        });
        let found = case.lifecycle(lifecycle).diagnose();
        assert_eq!(
            (found.urgency, found.primary, found.stale),
            (Urgency::Off, Action::Resume, false)
        );
    }
}
