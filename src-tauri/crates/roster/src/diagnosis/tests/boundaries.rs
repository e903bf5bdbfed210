//! The edge of every number.

use super::*;

#[test]
fn facts_are_fresh_for_24_hours() {
    for (age, stale) in [
        (hours(24), false),
        (hours(24) + SECOND, true),
        (-hours(1), false),
    ] {
        let desktop = Case::desktop(|facts| facts.last_ok_at = Some(ago(age))).diagnose();
        assert_eq!(
            (desktop.state, desktop.stale),
            (State::Connected, stale),
            "{age:?}"
        );
        let online = Case::online(|facts| facts.last_ok_at = Some(ago(age))).diagnose();
        assert_eq!(
            (online.state, online.stale),
            (State::Connected, stale),
            "{age:?}"
        );
        let stranger = Case::online(|facts| {
            facts.role = Some(RoleFact {
                at: ago(age),
                answer: RoleAnswerFact::NotMember,
            });
        });
        assert_eq!(stranger.diagnose().stale, stale, "{age:?}");
        let dialog = Case::desktop(|facts| {
            facts.last_ok_at = Some(ago(days(9)));
            facts.failure = Some(Failure {
                at: ago(age),
                ..failure("QBD_CONNECTION_ERROR", Some("0x80040414"))
            });
        });
        let dialog = dialog.diagnose();
        assert_eq!(
            (dialog.state, dialog.stale),
            (State::Dialog, stale),
            "{age:?}"
        );
    }
}

#[test]
fn states_that_no_answer_changes_do_not_grow_stale() {
    let later = ahead(days(30));
    for case in [
        Case::unconnected(|_| {}),
        Case::not_set_up(|facts| facts.link = Some(link(LinkDelivery::Copied, ago(hours(1))))),
        Case::not_set_up(|facts| facts.link = Some(link(LinkDelivery::Copied, ahead(days(31))))),
        Case::unconnected(|facts| facts.wrong_company = Some(wrong_company(now()))),
        Case::online(|facts| {
            facts.last_ok_at = Some(ago(days(2)));
            facts.refused = Some(refused(hours(3), hours(2)));
        }),
        Case::online(|_| {}).lifecycle(Lifecycle::Paused),
    ] {
        let found = case.at(later).diagnose();
        assert!(!found.stale, "{found:?}");
    }
}

#[test]
fn a_connection_of_unknown_age_is_stale() {
    let found = Case::desktop(|facts| facts.last_ok_at = None).diagnose();
    assert_eq!((found.state, found.stale), (State::Connected, true));
}

#[test]
fn a_success_proves_a_connection_and_an_empty_list_ends_it() {
    let proven = Case::desktop(|facts| facts.connection = ConnectionFact::Started);
    assert_eq!(proven.state(), State::Connected);
    let removed = |link: Option<AuthLink>| {
        Case::desktop(|facts| {
            facts.connection = ConnectionFact::None;
            facts.link = link;
        })
    };
    assert_eq!(removed(None).state(), State::Never);
    let used = link(LinkDelivery::Copied, ahead(days(1)));
    assert_eq!(removed(Some(used.clone())).state(), State::Never);
    let new = AuthLink {
        created_at: ago(minutes(1)),
        ..used
    };
    assert_eq!(removed(Some(new)).state(), State::Invited);
}

fn clocks(idle: Option<Timestamp>, hard: Option<Timestamp>) -> Case {
    Case::online(|facts| {
        facts.connection = Some(OnlineConnection {
            idle_expires_at: idle,
            hard_expires_at: hard,
            ..saved()
        });
    })
}

#[test]
fn an_expiry_is_near_from_14_days_idle_and_60_days_hard() {
    use ExpiryClock::{Hard, Idle};
    for (idle, hard, clock) in [
        (days(14) + SECOND, days(60) + SECOND, None),
        (days(14), days(61), Some(Idle)),
        (days(15), days(60), Some(Hard)),
        (days(14), days(60), Some(Idle)),
        (days(14), days(13), Some(Hard)),
        // Intuit may cut the idle clock at the end of the hard one; a renewal moves neither.
        (days(10), days(10), Some(Hard)),
        (days(10), days(10) + SECOND, Some(Idle)),
        // Ran out by our clock and not refused: still to be asked.
        (-SECOND, days(900), Some(Idle)),
        (days(0), days(900), Some(Idle)),
        (days(90), -days(3), Some(Hard)),
    ] {
        let found = clocks(Some(ahead(idle)), Some(ahead(hard))).diagnose();
        assert_eq!(found.clock, clock, "{idle:?} {hard:?}");
        let state = if clock.is_some() {
            State::Expiring
        } else {
            State::Connected
        };
        assert_eq!(found.state, state, "{idle:?} {hard:?}");
        let until = match clock {
            Some(Idle) => Some(ahead(idle)),
            Some(Hard) => Some(ahead(hard)),
            None => None,
        };
        assert_eq!(found.until, until, "{idle:?} {hard:?}");
        let click = match clock {
            Some(Idle) => Action::RefreshNow,
            Some(Hard) => Action::Reconnect,
            None => Action::CheckNow,
        };
        assert_eq!(found.primary, click, "{idle:?} {hard:?}");
    }
    assert_eq!(clocks(None, None).state(), State::Connected);
    assert_eq!(
        clocks(None, Some(ahead(days(60)))).diagnose().clock,
        Some(Hard)
    );
    assert_eq!(
        clocks(Some(ahead(days(14))), None).diagnose().clock,
        Some(Idle)
    );
}

#[test]
fn a_refusal_is_believed_after_ten_minutes() {
    let after = |apart: SignedDuration| {
        Case::online(|facts| {
            facts.last_ok_at = Some(ago(hours(5)));
            facts.refused = Some(Refusal {
                description: None,
                first_at: ago(hours(3)),
                last_at: ago(hours(3)) + apart,
                intuit_tid: None,
            });
        })
    };
    for (apart, state) in [
        (SignedDuration::ZERO, State::Checking),
        (minutes(10) - SignedDuration::from_nanos(1), State::Checking),
        (minutes(10), State::Revoked),
        (hours(2), State::Revoked),
        (-hours(1), State::Checking),
    ] {
        assert_eq!(after(apart).state(), state, "{apart:?}");
        if state == State::Checking {
            let until = after(apart).diagnose().until;
            assert_eq!(until, Some(ago(hours(3)) + minutes(10)), "{apart:?}");
        }
    }
    // Time alone confirms nothing: only a second refusal does.
    assert_eq!(
        after(SignedDuration::ZERO).at(ahead(days(9))).state(),
        State::Checking
    );
}

#[test]
fn expired_means_that_a_clock_was_over_when_intuit_first_refused() {
    use ExpiryClock::{Hard, Idle};
    let first = ago(hours(3));
    let at = |idle: Timestamp, hard: Timestamp| {
        Case::online(|facts| {
            facts.connection = Some(OnlineConnection {
                idle_expires_at: Some(idle),
                hard_expires_at: Some(hard),
                ..saved()
            });
            facts.last_ok_at = Some(ago(days(3)));
            facts.refused = Some(Refusal {
                description: None,
                first_at: first,
                last_at: ago(hours(1)),
                intuit_tid: None,
            });
        })
    };
    let far = ahead(days(900));
    for (idle, hard, state, clock) in [
        (first, far, State::Expired, Some(Idle)),
        (first + SECOND, far, State::Revoked, None),
        // Over by the second refusal, but not by the first: it was withdrawn before its end.
        (ago(hours(2)), far, State::Revoked, None),
        (far, first, State::Expired, Some(Hard)),
        (far, first + SECOND, State::Revoked, None),
        (first - days(2), first - days(1), State::Expired, Some(Idle)),
        (first - days(1), first - days(2), State::Expired, Some(Hard)),
        (first, first, State::Expired, Some(Hard)),
    ] {
        let found = at(idle, hard).diagnose();
        assert_eq!((found.state, found.clock), (state, clock), "{idle} {hard}");
        let until = clock.map(|clock| if clock == Idle { idle } else { hard });
        assert_eq!(found.until, until, "{idle} {hard}");
        // A takeover explains a withdrawal, not an end of life.
        let taken = at(idle, hard).taken_by("Tom Becker").state();
        let expected = if state == State::Revoked {
            State::TakenOver
        } else {
            State::Expired
        };
        assert_eq!(taken, expected);
    }
}

#[test]
fn a_takeover_in_the_change_log_alone_proves_nothing() {
    assert_eq!(
        Case::online(|_| {}).taken_by("Tom Becker").state(),
        State::Connected
    );
    let once = Case::online(|facts| facts.refused = Some(refused(minutes(1), minutes(1))));
    assert_eq!(once.taken_by("Tom Becker").state(), State::Checking);
}

#[test]
fn links_and_sign_ins_end_at_their_very_instant() {
    let moment = SignedDuration::from_nanos(1);
    let end = ahead(minutes(30));
    for (delivery, open) in [
        (LinkDelivery::Opened, State::Waiting),
        (LinkDelivery::Copied, State::Invited),
    ] {
        let case = || Case::not_set_up(|facts| facts.link = Some(link(delivery, end)));
        assert_eq!(case().at(end - moment).state(), open);
        assert_eq!(case().at(end).state(), State::LinkExpired);
    }
    let case = || Case::unconnected(|facts| facts.sign_in = Some(sign_in(end)));
    assert_eq!(case().at(end - moment).state(), State::Waiting);
    assert_eq!(case().at(end).state(), State::Never);
    let known = || Case::online(|facts| facts.sign_in = Some(sign_in(end)));
    assert_eq!(known().at(end - moment).state(), State::Waiting);
    assert_eq!(known().at(end).state(), State::Connected);
}

#[test]
fn a_time_out_is_a_window_in_the_way_if_quickbooks_answered_in_the_hour_before() {
    for (before, state) in [
        (Some(hours(1)), State::Dialog),
        (Some(hours(1) + SECOND), State::Attention),
        (None, State::Attention),
    ] {
        let case = Case::desktop(|facts| {
            facts.failure = Some(failure("QBD_REQUEST_TIMEOUT", None));
            facts.last_ok_at = before.map(|before| ago(minutes(1)) - before);
        });
        assert_eq!(case.state(), state, "{before:?}");
    }
}

#[test]
fn the_web_connector_rests_for_three_whole_working_days() {
    for (since, until, urgency) in [
        // Wednesday; Thursday, Friday and Monday are over when Tuesday begins, in UTC.
        (
            "2026-11-18T00:00:00Z",
            "2026-11-23T23:59:59Z",
            Urgency::Idle,
        ),
        (
            "2026-11-18T23:59:59Z",
            "2026-11-24T00:00:00Z",
            Urgency::Warning,
        ),
        // Friday evening: Monday, Tuesday, Wednesday.
        (
            "2026-11-20T18:00:00Z",
            "2026-11-25T23:59:59Z",
            Urgency::Idle,
        ),
        (
            "2026-11-20T18:00:00Z",
            "2026-11-26T00:00:00Z",
            Urgency::Warning,
        ),
        // A weekend counts nothing.
        (
            "2026-11-21T08:00:00Z",
            "2026-11-25T23:59:59Z",
            Urgency::Idle,
        ),
        (
            "2026-11-22T08:00:00Z",
            "2026-11-26T00:00:00Z",
            Urgency::Warning,
        ),
        // Monday: over when Friday begins.
        (
            "2026-11-16T09:00:00Z",
            "2026-11-19T23:59:59Z",
            Urgency::Idle,
        ),
        (
            "2026-11-16T09:00:00Z",
            "2026-11-20T00:00:00Z",
            Urgency::Warning,
        ),
        // Before 1970, and a clock that was set back.
        (
            "1969-12-22T09:00:00Z",
            "1969-12-26T00:00:00Z",
            Urgency::Warning,
        ),
        (
            "2026-11-16T09:00:00Z",
            "2020-11-20T00:00:00Z",
            Urgency::Idle,
        ),
    ] {
        let since: Timestamp = since.parse().unwrap();
        let case = |since_known: bool| {
            Case::desktop(|facts| {
                facts.last_ok_at = Some(since - days(1));
                facts.unheard_since = since_known.then_some(since);
                facts.failure = Some(Failure {
                    at: since,
                    ..failure("INTEGRATION_CONNECTION_NOT_ACTIVE", None)
                });
            })
            .at(until.parse().unwrap())
        };
        for known in [true, false] {
            let found = case(known).diagnose();
            assert_eq!(
                (found.state, found.urgency),
                (State::WcOffline, urgency),
                "{since} {until}"
            );
        }
    }
}
