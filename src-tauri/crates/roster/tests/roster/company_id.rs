//! A company that Intuit does not name: the person is asked for its id, and Intuit about the person.

use roster::client::ClientId;
use roster::view::{Action, AttemptStage, Ending, ProblemCode, RoleAvailability, RoleKind, State};
use roster::{Arrival, RosterError};
use serde_json::json;

use crate::harness::{JUNIPER, LANTERN, MARIA, PRIYA, SUES, Seat, TOM, WREN, World};

/// Neither the redirect nor the `id_token` names the company.
async fn unnamed(world: &World) {
    world
        .switches(json!({ "redirectWithoutRealm": true, "idTokenWithoutRealm": true }))
        .await;
}

/// A sign-in that asks for the company.
async fn asked(world: &World, seat: &Seat, name: &str, person: &str, realm: &str) -> ClientId {
    let id = seat.add_online(name);
    seat.sign_in(world, id, person, realm).await;
    assert_eq!(seat.stage(id), AttemptStage::Company, "{name}");
    id
}

fn grouped(realm: &str) -> String {
    let digits: Vec<char> = realm.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(|four| four.iter().collect()).collect();
    groups.join(" ")
}

#[tokio::test]
async fn either_name_of_the_company_is_enough_also_through_the_relay() {
    let world = World::new().await;
    let seat = world.seat().await;
    for switch in ["redirectWithoutRealm", "idTokenWithoutRealm"] {
        world.switches(json!({ switch: true })).await;
        let id = seat.add_online(switch);
        seat.sign_in(&world, id, MARIA, WREN).await;
        assert_eq!(seat.stage(id), AttemptStage::Confirm, "{switch}");
        seat.cancel_connect(id).await.unwrap();
    }
}

#[tokio::test]
async fn the_person_names_the_company_and_intuit_vouches_for_it() {
    let world = World::new().await;
    unnamed(&world).await;
    let seat = world.seat().await;
    let id = asked(&world, &seat, "Wren & Daughters", MARIA, WREN).await;
    assert_eq!(seat.sheet(id).found, None);
    assert_eq!(seat.row(id).primary, Action::ShowLink);
    assert_eq!(world.vault.entry("company/"), None, "nothing is kept yet");

    let sheet = seat
        .online()
        .provide_company_id(id, &grouped(WREN))
        .await
        .unwrap();
    assert_eq!(sheet.stage, AttemptStage::Confirm);
    let found = sheet.found.unwrap();
    assert_eq!(found.company_tail, WREN[WREN.len() - 4..]);
    assert_eq!(found.person.email.as_deref(), Some(MARIA));
    assert_eq!(found.role.kind, RoleKind::Admin);
    assert!(!found.unconfirmed && !found.not_member);

    let row = seat.online().save_connection(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    assert_eq!(row.company_tail.as_deref(), Some(&WREN[WREN.len() - 4..]));
    // What was saved renews and is recognised like any other.
    world.advance(2 * 3600).await;
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    seat.sign_in(&world, id, MARIA, WREN).await;
    seat.online().provide_company_id(id, WREN).await.unwrap();
    assert_eq!(seat.stage(id), AttemptStage::Done);
    // The number that was typed is in the vault and nowhere else.
    assert!(!world.heard().iter().any(|said| said.contains(WREN)));
    let disk = String::from_utf8_lossy(&world.disk()).into_owned();
    assert!(!disk.contains(WREN));
}

#[tokio::test]
async fn an_id_that_intuit_contradicts_or_that_is_none_leaves_the_question_open() {
    let world = World::new().await;
    unnamed(&world).await;
    let seat = world.seat().await;
    let id = asked(&world, &seat, "Wren & Daughters", MARIA, WREN).await;
    world.apply_scenario(SUES, "not_member").await;
    for is_400 in [false, true] {
        world.switches(json!({ "notMemberIs400": is_400 })).await;
        let error = seat
            .online()
            .provide_company_id(id, SUES)
            .await
            .unwrap_err();
        assert_eq!(error.view().code, ProblemCode::Invalid);
        let said = error.to_string();
        assert!(
            said.contains("Maria Ortiz isn't in company …0396"),
            "{said}"
        );
        assert!(!said.contains(SUES), "{said}");
        assert_eq!(seat.stage(id), AttemptStage::Company);
    }
    let path = "/2020-04/graphql";
    world
        .fault(json!({ "path": path, "kind": "status", "status": 503, "count": 3 }))
        .await;
    let error = seat
        .online()
        .provide_company_id(id, WREN)
        .await
        .unwrap_err();
    assert_eq!(error.view().code, ProblemCode::Unreachable);
    assert_eq!(seat.stage(id), AttemptStage::Company);

    let before = world.count("POST", path).await;
    let error = seat
        .online()
        .provide_company_id(id, "9130 3498 ----")
        .await
        .unwrap_err();
    assert!(matches!(error, RosterError::Invalid(_)), "{error:?}");
    assert_eq!(world.count("POST", path).await, before, "nothing was asked");

    let (one, two) = tokio::join!(
        seat.online().provide_company_id(id, WREN),
        seat.online().provide_company_id(id, WREN)
    );
    assert_eq!(one.unwrap().stage, AttemptStage::Confirm);
    assert!(matches!(two, Err(RosterError::NothingPending)), "{two:?}");
    assert_eq!(seat.stage(id), AttemptStage::Confirm);
}

#[tokio::test]
async fn without_the_roles_scope_nothing_vouches_for_an_id_and_the_sheet_says_so() {
    let world = World::new().await;
    unnamed(&world).await;
    let seat = world.seat().await;
    // Its tokens never carry the roles scope.
    let id = asked(&world, &seat, "Juniper Yoga", PRIYA, JUNIPER).await;
    let found = seat
        .online()
        .provide_company_id(id, JUNIPER)
        .await
        .unwrap()
        .found
        .unwrap();
    assert!(found.unconfirmed && !found.not_member);
    assert_eq!(found.role.availability, RoleAvailability::NotAvailable);
    seat.online().save_connection(id).await.unwrap();
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    // Nothing confirms it the second time either, so it is not saved unseen.
    seat.sign_in(&world, id, PRIYA, JUNIPER).await;
    seat.online().provide_company_id(id, JUNIPER).await.unwrap();
    assert_eq!(seat.stage(id), AttemptStage::Confirm);
}

#[tokio::test]
async fn with_the_accounting_scope_only_the_chosen_company_is_taken() {
    let world = World::new().await;
    unnamed(&world).await;
    let mut side = world.intuit_side().await;
    side.accounting_scope = true;
    let seat = world.seat_with(|parts| parts.intuit = Some(side)).await;
    let id = asked(&world, &seat, "Wren & Daughters", MARIA, WREN).await;
    // Maria is an admin of both; the grant is for one.
    let error = seat
        .online()
        .provide_company_id(id, SUES)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("isn't for company …0396"), "{error}");
    let found = seat
        .online()
        .provide_company_id(id, WREN)
        .await
        .unwrap()
        .found
        .unwrap();
    assert!(found.company_name.is_some() && !found.unconfirmed);
}

#[tokio::test]
async fn the_guards_against_another_company_stand_here_too() {
    let world = World::new().await;
    let seat = world.seat().await;
    let sues = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    unnamed(&world).await;

    let wren = asked(&world, &seat, "Wren & Daughters", MARIA, WREN).await;
    let sheet = seat.online().provide_company_id(wren, SUES).await.unwrap();
    assert_eq!(sheet.ending, Some(Ending::WrongCompany));
    assert_eq!(
        sheet.found.unwrap().other_client.as_deref(),
        Some("Sue's Bakery")
    );

    seat.sign_in(&world, sues, MARIA, LANTERN).await;
    let sheet = seat
        .online()
        .provide_company_id(sues, LANTERN)
        .await
        .unwrap();
    assert_eq!(sheet.ending, Some(Ending::WrongCompany));
    assert_eq!(sheet.found.unwrap().expected_tail.as_deref(), Some("0396"));
    let row = seat
        .online()
        .save_as_new_client(sues, "Lantern Lane".to_owned())
        .await;
    assert_eq!(row.unwrap().state, State::Connected);
}

#[tokio::test]
async fn a_cancel_or_a_crash_loses_nothing_but_the_sign_in() {
    let world = World::new().await;
    unnamed(&world).await;
    let seat = world.seat().await;
    let id = asked(&world, &seat, "Wren & Daughters", MARIA, WREN).await;
    seat.cancel_connect(id).await.unwrap();
    assert_eq!(seat.ending(id), Some(Ending::Cancelled));
    assert_eq!((seat.state(id), world.revokes().await), (State::Never, 1));
    let late = seat.online().provide_company_id(id, WREN).await;
    assert!(matches!(late, Err(RosterError::NothingPending)), "{late:?}");

    // Somebody else is connected: whose company the grant is for is not known, so it is only dropped.
    world.switches(json!({})).await;
    let sues = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    unnamed(&world).await;
    seat.sign_in(&world, id, TOM, WREN).await;
    assert_eq!(seat.stage(id), AttemptStage::Company);
    seat.cancel_connect(id).await.unwrap();
    assert_eq!(world.revokes().await, 1);
    assert_eq!(
        seat.scheduler().check_client(sues).await.unwrap().state,
        State::Connected
    );

    seat.sign_in(&world, id, MARIA, WREN).await;
    assert_eq!(seat.stage(id), AttemptStage::Company);
    let before = world.vault.entry(&format!("company/{sues}"));
    drop(seat);
    let seat = world.seat().await;
    assert_eq!(seat.attempt(id), None);
    assert_eq!(seat.state(id), State::Never);
    assert_eq!(world.vault.entry("sign-in/"), None);
    assert_eq!(world.vault.entry(&format!("company/{sues}")), before);
    assert_eq!(
        seat.scheduler().check_client(sues).await.unwrap().state,
        State::Connected
    );
    seat.sign_in(&world, id, MARIA, WREN).await;
    seat.online().provide_company_id(id, WREN).await.unwrap();
    seat.online().save_connection(id).await.unwrap();
}

#[tokio::test]
async fn a_sheet_that_waits_for_longer_than_an_access_token_lives_renews_it() {
    let world = World::new().await;
    world
        .switches(json!({
            "redirectWithoutRealm": true, "idTokenWithoutRealm": true, "rotateAlways": true,
        }))
        .await;
    let seat = world.seat().await;
    let id = asked(&world, &seat, "Wren & Daughters", MARIA, WREN).await;
    world.advance(2 * 3600).await;
    seat.online().provide_company_id(id, WREN).await.unwrap();
    assert_eq!(seat.stage(id), AttemptStage::Confirm);
    assert_eq!(world.refreshes().await, 1);
    seat.online().save_connection(id).await.unwrap();
    world.advance(2 * 3600).await;
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );

    // The connection was ended at Intuit while the sheet stood open.
    let id = asked(&world, &seat, "Lantern Lane", MARIA, LANTERN).await;
    world.apply_scenario(LANTERN, "revoked").await;
    let sheet = seat.online().provide_company_id(id, LANTERN).await.unwrap();
    assert_eq!(sheet.ending, Some(Ending::Expired));
    assert_eq!(seat.state(id), State::Never);
}

#[tokio::test]
async fn who_signed_in_is_asked_before_the_company() {
    let world = World::new().await;
    unnamed(&world).await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, WREN).await;
    world
        .fault(json!({
            "path": "/v1/openid_connect/userinfo", "kind": "status", "status": 503, "count": 3,
        }))
        .await;
    assert_eq!(
        seat.online().arrive(link.as_str()).await.unwrap(),
        Arrival::Taken(id)
    );
    assert_eq!(seat.ending(id), Some(Ending::Unreachable));
    assert_eq!(world.revokes().await, 1, "nothing stays behind at Intuit");
}

#[tokio::test]
async fn a_sheet_that_was_cancelled_while_the_person_was_asked_for_stays_cancelled() {
    let world = World::new().await;
    unnamed(&world).await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, WREN).await;
    let person = "/v1/openid_connect/userinfo";
    world
        .fault(json!({ "path": person, "kind": "delay", "delayMs": 500 }))
        .await;
    let cancelled = async {
        world.until_faults_are_spent().await;
        seat.cancel_connect(id).await.unwrap();
    };
    let (arrival, ()) = tokio::join!(seat.online().arrive(link.as_str()), cancelled);
    assert_eq!(arrival.unwrap(), Arrival::Taken(id));
    assert_eq!(seat.ending(id), Some(Ending::Cancelled));
    assert_eq!(seat.stage(id), AttemptStage::Ended);
    assert_eq!(world.revokes_at_intuit().await, 1);
}

/// A refusal that is no answer about the role, and to which none will come.
#[tokio::test]
async fn a_refused_question_for_the_role_leaves_the_id_unconfirmed() {
    let world = World::new().await;
    unnamed(&world).await;
    let seat = world.seat().await;
    let id = asked(&world, &seat, "Wren & Daughters", MARIA, WREN).await;
    let no = json!({ "data": null, "errors": [{
        "message": "no", "extensions": { "errorCode": "VAL-000000" },
    }] });
    let path = "/2020-04/graphql";
    world
        .fault(json!({ "path": path, "kind": "status", "status": 200, "body": no }))
        .await;
    let sheet = seat.online().provide_company_id(id, WREN).await.unwrap();
    assert_eq!(sheet.stage, AttemptStage::Confirm);
    let found = sheet.found.unwrap();
    assert!(found.unconfirmed && !found.not_member);
}

#[tokio::test]
async fn a_company_without_a_name_to_show_has_none() {
    let world = World::new().await;
    let mut side = world.intuit_side().await;
    side.accounting_scope = true;
    let seat = world.seat_with(|parts| parts.intuit = Some(side)).await;
    let id = seat.add_online("Wren & Daughters");
    for (sent, shown) in [
        (json!(""), None),
        (json!("\u{200b}\u{202e}"), None),
        (json!("Wren\u{202e} & Daughters"), Some("Wren & Daughters")),
    ] {
        world
            .fault(json!({
                "path": "/v3/company/", "kind": "status", "status": 200,
                "body": { "CompanyInfo": { "CompanyName": sent } },
            }))
            .await;
        seat.sign_in(&world, id, MARIA, WREN).await;
        let found = seat.sheet(id).found.unwrap();
        assert_eq!(found.company_name.as_deref(), shown);
    }
}
