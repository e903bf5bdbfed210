use std::time::Duration;

use intuit::AccessToken;
use signing::SigningKey;

use super::super::Attempt;
use super::*;
use crate::callback::{SignInState, Verifier};
use crate::client::ClientId;
use crate::grants::Grant;
use crate::vault::Secret;
use crate::view::{
    AttemptStage, Ending, PersonView, RoleAvailability, RoleKind, RoleView, ServiceProblem,
};

fn sign_in() -> SignIn {
    let verifier = Verifier::random();
    let key = SigningKey::generate();
    SignIn {
        state: SignInState::new(&verifier, key.public()),
        verifier,
        key,
        redirect_uri: None,
        started_at: Timestamp::UNIX_EPOCH,
        expires_at: Timestamp::UNIX_EPOCH + super::super::SIGN_IN_LIFE,
    }
}

fn granted() -> Granted {
    let entry = r#"{"realm":"9130347821454821","direct":{"refresh_token":"r"}}"#;
    Granted {
        grant: Grant::read(&Secret::new(entry.to_owned())).unwrap(),
        access_token: AccessToken::new("a"),
        expires_in: Duration::from_hours(1),
        refresh_expires_in: None,
        refresh_hard_expires_in: None,
        id_token: None,
        nonce: None,
    }
}

fn without_company() -> Box<ConnectionWithoutCompany> {
    Box::new(ConnectionWithoutCompany {
        grant: GrantWithoutCompany::renewed(granted()),
        granted_at: Timestamp::UNIX_EPOCH,
        person: Person::default(),
    })
}

fn connection() -> Arc<PendingConnection> {
    Arc::new(PendingConnection {
        granted: granted(),
        granted_at: Timestamp::UNIX_EPOCH,
        person: Person::default(),
        realm_hash: "hash".to_owned(),
        company_name: None,
        role: None,
        realm_tail: "4821".to_owned(),
        unconfirmed: false,
    })
}

fn found() -> Arc<FoundCompany> {
    Arc::new(FoundCompany {
        company_name: None,
        company_tail: "4821".to_owned(),
        expected_tail: None,
        other_client: None,
        person: PersonView {
            name: "Maria Ortiz".to_owned(),
            email: None,
        },
        previous_person: None,
        role: RoleView {
            availability: RoleAvailability::NotAsked,
            kind: RoleKind::Unknown,
            active: true,
            payroll: None,
            at: None,
        },
        not_member: false,
        elsewhere: None,
        unconfirmed: false,
        by_digits: false,
        maybe_client: None,
    })
}

fn confirmation() -> Confirmation {
    Confirmation {
        found: found(),
        connection: connection(),
        problem: None,
    }
}

fn problem() -> ProblemView {
    ServiceProblem::AnsweredNothing.into()
}

fn awaiting() -> OnlineSignIn {
    OnlineSignIn::begin(sign_in()).opened(Timestamp::UNIX_EPOCH)
}

fn verifying() -> OnlineSignIn {
    awaiting().answer(|_| true).0
}

fn asking() -> OnlineSignIn {
    verifying().ask_for_company(without_company()).0
}

fn checking() -> OnlineSignIn {
    asking().check_company().0
}

fn confirming() -> OnlineSignIn {
    verifying().confirm(confirmation()).0
}

fn wrong_company() -> OnlineSignIn {
    let how = SignInEnd::WrongCompany {
        found: found(),
        connection: Some(connection()),
    };
    verifying().end(how).0
}

/// One of each state, in the order of a sign-in.
fn every_state() -> Vec<OnlineSignIn> {
    vec![
        awaiting(),
        verifying(),
        asking(),
        checking(),
        confirming(),
        confirming().saved(),
        wrong_company(),
        awaiting().end(SignInEnd::Expired).0,
    ]
}

/// The states that a transition leads to, from each one.
fn after(transition: impl Fn(OnlineSignIn) -> OnlineSignIn) -> Vec<&'static str> {
    let states = every_state().into_iter();
    states.map(|state| name(&transition(state))).collect()
}

fn name(state: &OnlineSignIn) -> &'static str {
    match state {
        OnlineSignIn::AwaitingBrowser { .. } => "awaiting",
        OnlineSignIn::Verifying(_) => "verifying",
        OnlineSignIn::NeedsCompanyId(_) => "asking",
        OnlineSignIn::CheckingCompanyId => "checking",
        OnlineSignIn::AwaitingConfirmation(_) => "confirming",
        OnlineSignIn::Done => "done",
        OnlineSignIn::Ended(SignInEnd::WrongCompany { .. }) => "wrong company",
        OnlineSignIn::Ended(_) => "ended",
    }
}

fn is_held(held: &Held) -> bool {
    !matches!(held, Held::Nothing)
}

#[test]
fn each_transition_leads_on_from_its_own_states_and_leaves_the_others_as_they_are() {
    let unchanged = [
        "awaiting",
        "verifying",
        "asking",
        "checking",
        "confirming",
        "done",
        "wrong company",
        "ended",
    ];
    let changed = |changes: &[(usize, &'static str)]| {
        let mut all = unchanged;
        for (at, to) in changes {
            all[*at] = to;
        }
        all.to_vec()
    };
    assert_eq!(after(|it| it), unchanged);
    assert_eq!(after(|it| it.opened(Timestamp::UNIX_EPOCH)), unchanged);
    assert_eq!(after(|it| it.not_opened(problem())), unchanged);
    assert_eq!(
        after(|it| it.answer(|_| true).0),
        changed(&[(0, "verifying")])
    );
    assert_eq!(after(|it| it.answer(|_| false).0), unchanged);
    assert_eq!(
        after(|it| it.await_again(None)),
        changed(&[(1, "awaiting")])
    );
    assert_eq!(
        after(|it| it.ask_for_company(without_company()).0),
        changed(&[(1, "asking"), (3, "asking")])
    );
    assert_eq!(
        after(|it| it.check_company().0),
        changed(&[(2, "checking")])
    );
    assert_eq!(
        after(|it| it.confirm(confirmation()).0),
        changed(&[(1, "confirming"), (3, "confirming")])
    );
    assert_eq!(
        after(OnlineSignIn::saved),
        changed(&[(1, "done"), (3, "done"), (4, "done")])
    );
    assert_eq!(after(|it| it.end(SignInEnd::Declined).0), ["ended"; 8]);
    assert_eq!(
        after(|it| it.discard(Discarded::Replaced).0),
        changed(&[
            (0, "ended"),
            (1, "ended"),
            (2, "ended"),
            (3, "ended"),
            (4, "ended"),
        ])
    );
}

#[test]
fn an_answer_is_taken_once_and_for_its_own_sign_in_alone() {
    let ours = sign_in();
    let state = ours.state.clone();
    let (open, taken) = OnlineSignIn::begin(sign_in()).answer(|open| open.state.matches(&state));
    assert!(taken.is_none() && open.awaits_browser());

    let (open, taken) = OnlineSignIn::begin(ours).answer(|open| open.state.matches(&state));
    assert!(taken.is_some() && open.is_verifying());
    assert!(open.answer(|_| true).1.is_none());
}

#[test]
fn a_sign_in_that_waits_again_is_the_same_one_and_says_what_did_not_fit() {
    let ours = sign_in();
    let state = ours.state.clone();
    let again = OnlineSignIn::begin(ours)
        .opened(Timestamp::UNIX_EPOCH)
        .answer(|_| true)
        .0
        .await_again(Some(problem()));
    assert!(again.awaited().unwrap().state.matches(&state));
    let OnlineSignIn::AwaitingBrowser { page, problem } = again.opened(Timestamp::UNIX_EPOCH)
    else {
        panic!("it waits")
    };
    assert_eq!(page.opened_at, Some(Timestamp::UNIX_EPOCH));
    assert_eq!(problem, None, "opened again, it is about something else");
}

#[test]
fn a_grant_is_held_by_the_sign_in_or_given_back_and_never_lost() {
    // What comes too late is given back.
    for state in [awaiting(), confirming().saved(), wrong_company()] {
        assert!(is_held(&state.confirm(confirmation()).1));
    }
    assert!(is_held(
        &checking()
            .end(SignInEnd::Cancelled)
            .0
            .ask_for_company(without_company())
            .1
    ));
    // What was in time is held, and given back at the end.
    assert!(!is_held(&verifying().confirm(confirmation()).1));
    assert!(!is_held(&verifying().ask_for_company(without_company()).1));
    for (state, expected) in [
        (awaiting(), false),
        (verifying(), false),
        (asking(), true),
        // The caller has it.
        (checking(), false),
        (confirming(), true),
        (confirming().saved(), false),
        (wrong_company(), true),
        (wrong_company().discard(Discarded::Cancelled).0, false),
        (awaiting().end(SignInEnd::Expired).0, false),
    ] {
        let name = name(&state);
        assert_eq!(
            is_held(&state.end(SignInEnd::Cancelled).1),
            expected,
            "{name}"
        );
    }
    assert!(asking().check_company().1.is_some());
    assert!(checking().check_company().1.is_none());
}

#[test]
fn the_wrong_company_keeps_its_ending_and_can_be_saved_until_it_is_let_go() {
    let ended = wrong_company();
    assert!(ended.connection().is_some() && !ended.is_open());
    let (ended, held) = ended.discard(Discarded::Cancelled);
    assert!(is_held(&held));
    assert!(ended.connection().is_none() && ended.found().is_some());
    assert_eq!(name(&ended), "wrong company");
}

#[test]
fn the_window_sees_each_state_with_what_it_holds() {
    let seen = |state: OnlineSignIn| {
        let expires_at = Timestamp::UNIX_EPOCH + super::super::SIGN_IN_LIFE;
        let attempt = Attempt::new(ClientId::random(), Timestamp::UNIX_EPOCH, expires_at, state);
        attempt.view()
    };
    let stages: Vec<_> = every_state()
        .into_iter()
        .map(|it| seen(it).stage())
        .collect();
    assert_eq!(
        stages,
        [
            AttemptStage::Waiting,
            AttemptStage::Verifying,
            AttemptStage::Company,
            AttemptStage::Company,
            AttemptStage::Confirm,
            AttemptStage::Done,
            AttemptStage::Ended,
            AttemptStage::Ended,
        ]
    );
    assert!(seen(confirming()).found().is_some());
    assert_eq!(seen(wrong_company()).ending(), Some(Ending::WrongCompany));
    let failed = verifying().end(SignInEnd::Failed(problem())).0;
    assert_eq!(seen(failed).error(), Some(problem()));
}
