//! Which signal from Intuit gives which state.

use super::*;

#[test]
#[expect(clippy::too_many_lines, reason = "one table, row by row")]
fn roles_are_read_as_they_are_and_unknown_is_never_admin() {
    use RoleAvailability::{NotAsked, NotAvailable, Reported};
    let role_of = |role_type: Option<&str>, status: Option<&str>| RoleAnswerFact::Role {
        role_type: role_type.map(str::to_owned),
        status: status.map(str::to_owned),
        has_payroll: None,
    };
    for (answer, availability, kind, active, state) in [
        (
            role_of(Some("ADMIN"), Some("ACTIVE")),
            Reported,
            RoleKind::Admin,
            true,
            State::Connected,
        ),
        (
            role_of(Some("EMPLOYEE"), Some("ACTIVE")),
            Reported,
            RoleKind::Employee,
            true,
            State::Connected,
        ),
        (
            role_of(Some("CONTRACTOR"), Some("ACTIVE")),
            Reported,
            RoleKind::Unknown,
            true,
            State::Connected,
        ),
        (
            role_of(Some("admin"), Some("ACTIVE")),
            Reported,
            RoleKind::Unknown,
            true,
            State::Connected,
        ),
        (
            role_of(Some("ADMIN"), Some("INVITED")),
            Reported,
            RoleKind::Admin,
            true,
            State::Connected,
        ),
        (
            role_of(Some("ADMIN"), None),
            NotAvailable,
            RoleKind::Unknown,
            true,
            State::Connected,
        ),
        (
            role_of(None, Some("ACTIVE")),
            NotAvailable,
            RoleKind::Unknown,
            true,
            State::Connected,
        ),
        (
            role_of(Some(" "), Some("ACTIVE")),
            NotAvailable,
            RoleKind::Unknown,
            true,
            State::Connected,
        ),
        (
            role_of(None, None),
            NotAvailable,
            RoleKind::Unknown,
            true,
            State::Connected,
        ),
        (
            role_of(Some("ADMIN"), Some("INACTIVE")),
            Reported,
            RoleKind::Admin,
            false,
            State::Inactive,
        ),
        (
            role_of(None, Some("inactive")),
            NotAvailable,
            RoleKind::Unknown,
            false,
            State::Inactive,
        ),
        (
            RoleAnswerFact::Empty,
            NotAvailable,
            RoleKind::Unknown,
            true,
            State::Connected,
        ),
        (
            RoleAnswerFact::ScopeMissing,
            NotAvailable,
            RoleKind::Unknown,
            true,
            State::Connected,
        ),
        (
            RoleAnswerFact::NotMember,
            NotAsked,
            RoleKind::Unknown,
            true,
            State::NotMember,
        ),
    ] {
        let case = Case::online(|facts| facts.role = Some(answered(answer.clone())));
        let diagnosis = case.diagnose();
        assert_eq!(diagnosis.state, state, "{answer:?}");
        assert_eq!(diagnosis.role.availability, availability, "{answer:?}");
        assert_eq!(diagnosis.role.kind, kind, "{answer:?}");
        assert_eq!(diagnosis.role.active, active, "{answer:?}");
        assert_eq!(diagnosis.role.payroll, None, "{answer:?}");
        assert_eq!(diagnosis.role.at, Some(ago(minutes(12))), "{answer:?}");
    }
}

#[test]
fn a_missing_payroll_flag_is_only_that() {
    assert_eq!(Case::online(|_| {}).diagnose().role.payroll, Some(true));
    assert_eq!(
        role_diagnosis(None).availability,
        RoleAvailability::NotAsked
    );
    assert_eq!(role_diagnosis(None).payroll, None);
}

#[test]
fn a_role_needs_a_connection_and_quickbooks_online() {
    let gone = Case::online(|facts| facts.connection = None).diagnose();
    assert_eq!(
        (gone.state, gone.role),
        (State::Never, role_diagnosis(None))
    );
    let mut moved = Case::online(|_| {});
    moved.client.books = desktop_at(Place::Hosted).books;
    assert_eq!(moved.diagnose().role, role_diagnosis(None));
}

#[test]
fn scope_codes_change_no_state_and_val_1002_is_not_member_everywhere() {
    let scope = Case::online(|facts| facts.failure = Some(failure("AHZ-0010", None)));
    assert_eq!(scope.state(), State::Connected);
    let stranger = Case::online(|facts| facts.failure = Some(failure("VAL-1002", None)));
    assert_eq!(stranger.state(), State::NotMember);
    assert_eq!(stranger.diagnose().details, Some(failure("VAL-1002", None)));
}

#[test]
fn a_good_answer_reconnect_or_renewal_ends_a_refusal() {
    let two = |change: fn(&mut OnlineFacts)| {
        Case::online(|facts| {
            facts.last_ok_at = Some(ago(hours(5)));
            facts.refused = Some(refused(hours(3), hours(1)));
            change(facts);
        })
    };
    assert_eq!(two(|_| {}).state(), State::Revoked);
    assert_eq!(
        two(|facts| facts.last_ok_at = Some(ago(minutes(59)))).state(),
        State::Connected
    );
    assert_eq!(
        two(|facts| facts.last_ok_at = Some(ago(hours(3)))).state(),
        State::Revoked
    );
    let renewed = two(|facts| {
        facts.connection = Some(OnlineConnection {
            renewed_at: ago(minutes(59)),
            ..saved()
        });
    });
    assert_eq!(renewed.state(), State::Connected);
    let again = two(|facts| {
        facts.connection = Some(OnlineConnection {
            connected_at: ago(minutes(59)),
            ..saved()
        });
    });
    assert_eq!(again.state(), State::Connected);
    // Good in between: the later refusal is a first one.
    let between = two(|facts| facts.last_ok_at = Some(ago(hours(2))));
    assert_eq!(between.state(), State::Checking);
    assert_eq!(between.diagnose().until, Some(ago(minutes(50))));
    // However long ago: confirmed stays confirmed.
    assert_eq!(two(|_| {}).at(ahead(days(900))).state(), State::Revoked);
}

#[test]
fn a_wrong_company_shows_until_something_newer_is_good() {
    let wrong = |change: fn(&mut OnlineFacts)| {
        Case::online(|facts| {
            facts.last_ok_at = Some(ago(hours(5)));
            facts.wrong_company = Some(wrong_company(ago(hours(1))));
            change(facts);
        })
    };
    assert_eq!(wrong(|_| {}).state(), State::WrongCompany);
    assert_eq!(
        wrong(|facts| facts.last_ok_at = Some(ago(hours(1)))).state(),
        State::WrongCompany
    );
    let answered = wrong(|facts| facts.last_ok_at = Some(ago(hours(1)) + SECOND));
    assert_eq!(answered.state(), State::Connected);
    let connected = wrong(|facts| {
        facts.connection = Some(OnlineConnection {
            connected_at: ago(minutes(59)),
            ..saved()
        });
    });
    assert_eq!(connected.state(), State::Connected);
    assert_eq!(
        wrong(|facts| facts.sign_in = Some(sign_in(ahead(SECOND)))).state(),
        State::Waiting
    );
    assert_eq!(
        wrong(|facts| facts.sign_in = Some(sign_in(now()))).state(),
        State::WrongCompany
    );
}
