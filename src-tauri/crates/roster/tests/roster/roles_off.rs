//! A firm whose app Intuit does not let ask for roles turns the question off.

use roster::view::{AttemptStage, Ending, RoleAvailability, RoleKind, State};
use serde_json::json;

use crate::harness::{MARIA, SUES, Seat, WREN, World};

const ROLE: &str = "/2020-04/graphql";

async fn without_roles(world: &World) -> Seat {
    let mut side = world.intuit_side().await;
    side.ask_roles = false;
    world.seat_with(|parts| parts.intuit = Some(side)).await
}

#[tokio::test]
async fn a_refused_scope_ends_the_sign_in_with_its_own_ending_and_turning_roles_off_helps() {
    let world = World::new().await;
    world.switches(json!({ "rolesScopeRefused": true })).await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    seat.sign_in(&world, id, MARIA, WREN).await;
    assert_eq!(seat.ending(id), Some(Ending::ScopeRefused));
    assert_eq!(seat.state(id), State::Never);
    drop(seat);

    let seat = without_roles(&world).await;
    let page = seat.begin(id).await;
    assert!(!page.as_str().contains("roles"), "{page}");
    let link = world.approve(page, MARIA, WREN).await;
    seat.online().arrive(link.as_str()).await.unwrap();
    // With identity scopes alone Intuit names no company, and no role vouches for one.
    assert_eq!(seat.stage(id), AttemptStage::Company);
    let found = seat
        .online()
        .provide_company_id(id, WREN)
        .await
        .unwrap()
        .found
        .unwrap();
    assert!(found.unconfirmed && !found.not_member);
    assert_eq!(found.role.availability, RoleAvailability::NotAvailable);
    let row = seat.online().save_connection(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    assert_eq!(row.role.availability, RoleAvailability::NotAvailable);
    assert_eq!(world.count("POST", ROLE).await, 0);
}

#[tokio::test]
async fn nothing_asks_for_a_role_and_a_check_still_proves_the_connection() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    world.apply_scenario(SUES, "not_member").await;
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::NotMember
    );
    drop(seat);
    let asked = world.count("POST", ROLE).await;

    // What was once said about the role is no word on today any more.
    let seat = without_roles(&world).await;
    let row = seat.row(id);
    assert_eq!(row.state, State::Connected);
    assert_eq!(row.role.availability, RoleAvailability::NotAvailable);
    assert_eq!((row.role.kind, row.role.payroll), (RoleKind::Unknown, None));
    world.advance(7 * 3600).await;
    seat.scheduler().check_all().await;
    let row = seat.online().query_user_role(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    assert!(row.last_ok_at > row.connected_at);
    assert_eq!(
        world.count("POST", ROLE).await,
        asked,
        "no role was asked for"
    );

    world.apply_scenario(SUES, "revoked").await;
    seat.scheduler().check_client(id).await.unwrap();
    world.advance(601).await;
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Revoked
    );

    // Turned on again, the next answer counts.
    drop(seat);
    world.apply_scenario(SUES, "ok").await;
    let seat = world.seat().await;
    seat.sign_in(&world, id, MARIA, SUES).await;
    assert_eq!(seat.row(id).role.kind, RoleKind::Admin);
}
