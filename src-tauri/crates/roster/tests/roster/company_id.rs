//! A company that Intuit does not name: the person is asked for its id, and Intuit about the person.

use roster::client::ClientId;
use roster::view::{
    Action, AttemptStage, ConnectProblem, Ending, RoleAvailability, RoleKind, State,
};
use roster::{Arrival, RosterError};
use serde_json::json;

use crate::harness::{
    AppUnderTest, JUNIPER, LANTERN, MARIA, PRIYA, SUES, TOM, TestEnv, WREN, is_unreached,
};

/// Neither the redirect nor the `id_token` names the company.
async fn unnamed(env: &TestEnv) {
    env.switches(json!({ "redirectWithoutRealm": true, "idTokenWithoutRealm": true }))
        .await;
}

/// A sign-in that asks for the company.
async fn asked(
    env: &TestEnv,
    app: &AppUnderTest,
    name: &str,
    person: &str,
    realm: &str,
) -> ClientId {
    let id = app.add_online(name);
    app.sign_in(env, id, person, realm).await;
    assert_eq!(app.stage(id), AttemptStage::Company, "{name}");
    id
}

fn grouped(realm: &str) -> String {
    let digits: Vec<char> = realm.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(|four| four.iter().collect()).collect();
    groups.join(" ")
}

#[tokio::test]
async fn either_name_of_the_company_is_enough_also_through_the_relay() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    for switch in ["redirectWithoutRealm", "idTokenWithoutRealm"] {
        env.switches(json!({ switch: true })).await;
        let id = app.add_online(switch);
        app.sign_in(&env, id, MARIA, WREN).await;
        assert_eq!(app.stage(id), AttemptStage::Confirm, "{switch}");
        app.cancel_connect(id).await.unwrap();
    }
}

#[tokio::test]
async fn the_person_names_the_company_and_intuit_vouches_for_it() {
    let env = TestEnv::new().await;
    unnamed(&env).await;
    let app = env.app().await;
    let id = asked(&env, &app, "Wren & Daughters", MARIA, WREN).await;
    assert_eq!(app.sheet(id).found(), None);
    assert_eq!(app.row(id).primary, Action::ShowLink);
    assert_eq!(env.vault.entry("company/"), None, "nothing is kept yet");

    let sheet = app
        .online()
        .provide_company_id(id, &grouped(WREN))
        .await
        .unwrap();
    assert_eq!(sheet.stage(), AttemptStage::Confirm);
    let found = sheet.found().unwrap();
    assert_eq!(found.company_tail, WREN[WREN.len() - 4..]);
    assert_eq!(found.person.email.as_deref(), Some(MARIA));
    assert_eq!(found.role.kind, RoleKind::Admin);
    assert!(!found.unconfirmed && !found.not_member);

    let row = app.online().save_connection(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    assert_eq!(row.company_tail.as_deref(), Some(&WREN[WREN.len() - 4..]));
    // What was saved renews and is recognised like any other.
    env.advance(2 * 3600).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    app.sign_in(&env, id, MARIA, WREN).await;
    app.online().provide_company_id(id, WREN).await.unwrap();
    assert_eq!(app.stage(id), AttemptStage::Done);
    // The number that was typed is in the vault and nowhere else.
    assert!(!env.heard().iter().any(|said| said.contains(WREN)));
    let disk = String::from_utf8_lossy(&env.disk()).into_owned();
    assert!(!disk.contains(WREN));
}

#[tokio::test]
async fn an_id_that_intuit_contradicts_or_that_is_none_leaves_the_question_open() {
    let env = TestEnv::new().await;
    unnamed(&env).await;
    let app = env.app().await;
    let id = asked(&env, &app, "Wren & Daughters", MARIA, WREN).await;
    env.apply_scenario(SUES, "not_member").await;
    for is_400 in [false, true] {
        env.switches(json!({ "notMemberIs400": is_400 })).await;
        let error = app.online().provide_company_id(id, SUES).await.unwrap_err();
        let problem = ConnectProblem::NotInCompany {
            person: "Maria Ortiz".to_owned(),
            tail: "0396".to_owned(),
        };
        assert_eq!(error.view().problem, problem.into());
        assert_eq!(app.stage(id), AttemptStage::Company);
    }
    let path = "/2020-04/graphql";
    env.fault(json!({ "path": path, "kind": "status", "status": 503, "count": 3 }))
        .await;
    let error = app.online().provide_company_id(id, WREN).await.unwrap_err();
    assert!(is_unreached(&error.view()));
    assert_eq!(app.stage(id), AttemptStage::Company);

    let before = env.count("POST", path).await;
    let error = app
        .online()
        .provide_company_id(id, "9130 3498 ----")
        .await
        .unwrap_err();
    assert!(matches!(error, RosterError::BadCompanyId(_)), "{error:?}");
    assert_eq!(env.count("POST", path).await, before, "nothing was asked");

    let (one, two) = tokio::join!(
        app.online().provide_company_id(id, WREN),
        app.online().provide_company_id(id, WREN)
    );
    assert_eq!(one.unwrap().stage(), AttemptStage::Confirm);
    assert!(matches!(two, Err(RosterError::NothingPending)), "{two:?}");
    assert_eq!(app.stage(id), AttemptStage::Confirm);
}

#[tokio::test]
async fn without_the_roles_scope_nothing_vouches_for_an_id_and_the_sheet_says_so() {
    let env = TestEnv::new().await;
    unnamed(&env).await;
    let app = env.app().await;
    // Its tokens never carry the roles scope.
    let id = asked(&env, &app, "Juniper Yoga", PRIYA, JUNIPER).await;
    let found = app
        .online()
        .provide_company_id(id, JUNIPER)
        .await
        .unwrap()
        .found()
        .unwrap();
    assert!(found.unconfirmed && !found.not_member);
    assert_eq!(found.role.availability, RoleAvailability::NotAvailable);
    app.online().save_connection(id).await.unwrap();
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    // Nothing confirms it the second time either, so it is not saved unseen.
    app.sign_in(&env, id, PRIYA, JUNIPER).await;
    app.online().provide_company_id(id, JUNIPER).await.unwrap();
    assert_eq!(app.stage(id), AttemptStage::Confirm);
}

#[tokio::test]
async fn with_the_accounting_scope_only_the_chosen_company_is_taken() {
    let env = TestEnv::new().await;
    unnamed(&env).await;
    let mut side = env.intuit_side().await;
    side.accounting_scope = true;
    let app = env.app_with(|parts| parts.intuit = Some(side)).await;
    let id = asked(&env, &app, "Wren & Daughters", MARIA, WREN).await;
    // Maria is an admin of both; the grant is for one.
    let error = app
        .online()
        .provide_company_id(id, SUES)
        .await
        .unwrap_err()
        .view();
    let tail = "0396".to_owned();
    assert_eq!(error.problem, ConnectProblem::NotForCompany { tail }.into());
    let found = app
        .online()
        .provide_company_id(id, WREN)
        .await
        .unwrap()
        .found()
        .unwrap();
    assert!(found.company_name.is_some() && !found.unconfirmed);
}

#[tokio::test]
async fn the_guards_against_another_company_stand_here_too() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let sues = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    unnamed(&env).await;

    let wren = asked(&env, &app, "Wren & Daughters", MARIA, WREN).await;
    let sheet = app.online().provide_company_id(wren, SUES).await.unwrap();
    assert_eq!(sheet.ending(), Some(Ending::WrongCompany));
    assert_eq!(
        sheet.found().unwrap().other_client.as_deref(),
        Some("Sue's Bakery")
    );

    app.sign_in(&env, sues, MARIA, LANTERN).await;
    let sheet = app
        .online()
        .provide_company_id(sues, LANTERN)
        .await
        .unwrap();
    assert_eq!(sheet.ending(), Some(Ending::WrongCompany));
    assert_eq!(
        sheet.found().unwrap().expected_tail.as_deref(),
        Some("0396")
    );
    let row = app
        .online()
        .save_as_new_client(sues, "Lantern Lane".to_owned())
        .await;
    assert_eq!(row.unwrap().state, State::Connected);
}

#[tokio::test]
async fn a_cancel_or_a_crash_loses_nothing_but_the_sign_in() {
    let env = TestEnv::new().await;
    unnamed(&env).await;
    let app = env.app().await;
    let id = asked(&env, &app, "Wren & Daughters", MARIA, WREN).await;
    app.cancel_connect(id).await.unwrap();
    assert_eq!(app.ending(id), Some(Ending::Cancelled));
    assert_eq!((app.state(id), env.revokes().await), (State::Never, 1));
    let late = app.online().provide_company_id(id, WREN).await;
    assert!(matches!(late, Err(RosterError::NothingPending)), "{late:?}");

    // Somebody else is connected: whose company the grant is for is not known, so it is only dropped.
    env.switches(json!({})).await;
    let sues = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    unnamed(&env).await;
    app.sign_in(&env, id, TOM, WREN).await;
    assert_eq!(app.stage(id), AttemptStage::Company);
    app.cancel_connect(id).await.unwrap();
    assert_eq!(env.revokes().await, 1);
    assert_eq!(
        app.scheduler().check_client(sues).await.unwrap().state,
        State::Connected
    );

    app.sign_in(&env, id, MARIA, WREN).await;
    assert_eq!(app.stage(id), AttemptStage::Company);
    let before = env.vault.entry(&format!("company/{sues}"));
    drop(app);
    let app = env.app().await;
    assert_eq!(app.attempt(id), None);
    assert_eq!(app.state(id), State::Never);
    assert_eq!(env.vault.entry("sign-in/"), None);
    assert_eq!(env.vault.entry(&format!("company/{sues}")), before);
    assert_eq!(
        app.scheduler().check_client(sues).await.unwrap().state,
        State::Connected
    );
    app.sign_in(&env, id, MARIA, WREN).await;
    app.online().provide_company_id(id, WREN).await.unwrap();
    app.online().save_connection(id).await.unwrap();
}

#[tokio::test]
async fn a_sheet_that_waits_for_longer_than_an_access_token_lives_renews_it() {
    let env = TestEnv::new().await;
    env.switches(json!({
        "redirectWithoutRealm": true, "idTokenWithoutRealm": true, "rotateAlways": true,
    }))
    .await;
    let app = env.app().await;
    let id = asked(&env, &app, "Wren & Daughters", MARIA, WREN).await;
    env.advance(2 * 3600).await;
    app.online().provide_company_id(id, WREN).await.unwrap();
    assert_eq!(app.stage(id), AttemptStage::Confirm);
    assert_eq!(env.refreshes().await, 1);
    app.online().save_connection(id).await.unwrap();
    env.advance(2 * 3600).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );

    // The connection was ended at Intuit while the sheet was open.
    let id = asked(&env, &app, "Lantern Lane", MARIA, LANTERN).await;
    env.apply_scenario(LANTERN, "revoked").await;
    let sheet = app.online().provide_company_id(id, LANTERN).await.unwrap();
    assert_eq!(sheet.ending(), Some(Ending::Expired));
    assert_eq!(app.state(id), State::Never);
}

#[tokio::test]
async fn who_signed_in_is_asked_before_the_company() {
    let env = TestEnv::new().await;
    unnamed(&env).await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    env.fault(json!({
        "path": "/v1/openid_connect/userinfo", "kind": "status", "status": 503, "count": 3,
    }))
    .await;
    assert_eq!(
        app.online().arrive(link.as_str()).await.unwrap(),
        Arrival::Taken(id)
    );
    assert_eq!(app.ending(id), Some(Ending::Unreachable));
    assert_eq!(env.revokes().await, 1, "nothing stays behind at Intuit");
}

#[tokio::test]
async fn a_sheet_that_was_cancelled_while_the_person_was_asked_for_stays_cancelled() {
    let env = TestEnv::new().await;
    unnamed(&env).await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    let person = "/v1/openid_connect/userinfo";
    env.fault(json!({ "path": person, "kind": "delay", "delayMs": 500 }))
        .await;
    let cancelled = async {
        env.until_faults_are_spent().await;
        app.cancel_connect(id).await.unwrap();
    };
    let (arrival, ()) = tokio::join!(app.online().arrive(link.as_str()), cancelled);
    assert_eq!(arrival.unwrap(), Arrival::Taken(id));
    assert_eq!(app.ending(id), Some(Ending::Cancelled));
    assert_eq!(app.stage(id), AttemptStage::Ended);
    assert_eq!(env.revokes_at_intuit().await, 1);
}

/// A refusal that is no answer about the role, and to which none will come.
#[tokio::test]
async fn a_refused_question_for_the_role_leaves_the_id_unconfirmed() {
    let env = TestEnv::new().await;
    unnamed(&env).await;
    let app = env.app().await;
    let id = asked(&env, &app, "Wren & Daughters", MARIA, WREN).await;
    let no = json!({ "data": null, "errors": [{
        "message": "no", "extensions": { "errorCode": "VAL-000000" },
    }] });
    let path = "/2020-04/graphql";
    env.fault(json!({ "path": path, "kind": "status", "status": 200, "body": no }))
        .await;
    let sheet = app.online().provide_company_id(id, WREN).await.unwrap();
    assert_eq!(sheet.stage(), AttemptStage::Confirm);
    let found = sheet.found().unwrap();
    assert!(found.unconfirmed && !found.not_member);
}

#[tokio::test]
async fn a_company_without_a_name_to_show_has_none() {
    let env = TestEnv::new().await;
    let mut side = env.intuit_side().await;
    side.accounting_scope = true;
    let app = env.app_with(|parts| parts.intuit = Some(side)).await;
    let id = app.add_online("Wren & Daughters");
    for (sent, shown) in [
        (json!(""), None),
        (json!("\u{200b}\u{202e}"), None),
        (json!("Wren\u{202e} & Daughters"), Some("Wren & Daughters")),
    ] {
        env.fault(json!({
            "path": "/v3/company/", "kind": "status", "status": 200,
            "body": { "CompanyInfo": { "CompanyName": sent } },
        }))
        .await;
        app.sign_in(&env, id, MARIA, WREN).await;
        let found = app.sheet(id).found().unwrap();
        assert_eq!(found.company_name.as_deref(), shown);
    }
}
