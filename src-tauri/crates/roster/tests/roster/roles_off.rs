//! A firm whose app Intuit does not let ask for roles turns the question off.

use roster::view::{AttemptStage, Ending, RoleAvailability, RoleKind, State};
use serde_json::json;

use crate::harness::{AppUnderTest, MARIA, SUES, TestEnv, WREN};

const ROLE: &str = "/2020-04/graphql";

async fn without_roles(env: &TestEnv) -> AppUnderTest {
    let mut side = env.intuit_side().await;
    side.ask_roles = false;
    env.app_with(|parts| parts.intuit = Some(side)).await
}

#[tokio::test]
async fn a_refused_scope_ends_the_sign_in_with_its_own_ending_and_turning_roles_off_helps() {
    let env = TestEnv::new().await;
    env.switches(json!({ "rolesScopeRefused": true })).await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    app.sign_in(&env, id, MARIA, WREN).await;
    assert_eq!(app.ending(id), Some(Ending::ScopeRefused));
    assert_eq!(app.state(id), State::Never);
    drop(app);

    let app = without_roles(&env).await;
    let page = app.begin(id).await;
    assert!(!page.as_str().contains("roles"), "{page}");
    let link = env.approve(page, MARIA, WREN).await;
    app.online().arrive(link.as_str()).await.unwrap();
    // With identity scopes alone Intuit names no company, and no role vouches for one.
    assert_eq!(app.stage(id), AttemptStage::Company);
    let found = app
        .online()
        .provide_company_id(id, WREN)
        .await
        .unwrap()
        .found()
        .unwrap();
    assert!(found.unconfirmed && !found.not_member);
    assert_eq!(found.role.availability, RoleAvailability::NotAvailable);
    let row = app.online().save_connection(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    assert_eq!(row.role.availability, RoleAvailability::NotAvailable);
    assert_eq!(env.count("POST", ROLE).await, 0);
}

#[tokio::test]
async fn nothing_asks_for_a_role_and_a_check_still_proves_the_connection() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.apply_scenario(SUES, "not_member").await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::NotMember
    );
    drop(app);
    let asked = env.count("POST", ROLE).await;

    // What was once said about the role is no word on today any more.
    let app = without_roles(&env).await;
    let row = app.row(id);
    assert_eq!(row.state, State::Connected);
    assert_eq!(row.role.availability, RoleAvailability::NotAvailable);
    assert_eq!((row.role.kind, row.role.payroll), (RoleKind::Unknown, None));
    env.advance(7 * 3600).await;
    app.scheduler().check_all().await;
    let row = app.online().query_user_role(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    assert!(row.last_ok_at > row.connected_at);
    assert_eq!(
        env.count("POST", ROLE).await,
        asked,
        "no role was asked for"
    );

    env.apply_scenario(SUES, "revoked").await;
    app.scheduler().check_client(id).await.unwrap();
    env.advance(601).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Revoked
    );

    // Turned on again, the next answer counts.
    drop(app);
    env.apply_scenario(SUES, "ok").await;
    let app = env.app().await;
    app.sign_in(&env, id, MARIA, SUES).await;
    assert_eq!(app.row(id).role.kind, RoleKind::Admin);
}
