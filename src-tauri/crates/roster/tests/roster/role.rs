//! What Intuit says the person is in the company, and what the row makes of it.

use roster::RosterError;
use roster::view::{AttemptStage, Ending, EventKind, RoleAvailability, RoleKind, State};
use serde_json::json;

use crate::harness::{BLUEBELL, CEDAR, JUNIPER, MARIA, PRIYA, SILVER, SUES, TOM, TestEnv, WREN};

#[tokio::test]
async fn admin_employee_and_types_nobody_knows() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let sues = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let cedar = app.connected(&env, "Cedar Loft", TOM, CEDAR).await;
    let silver = app.connected(&env, "Silver Birch", TOM, SILVER).await;
    for (id, kind, payroll) in [
        (sues, RoleKind::Admin, Some(true)),
        (cedar, RoleKind::Employee, Some(false)),
        (silver, RoleKind::Unknown, Some(true)),
    ] {
        let row = app.online().query_user_role(id).await.unwrap();
        assert_eq!(row.role.availability, RoleAvailability::Reported);
        assert_eq!(
            (row.role.kind, row.role.payroll),
            (kind, payroll),
            "{}",
            row.name
        );
    }
    for scenario in [
        "role:admin,ACTIVE,true",
        "role:SUPER_ADMIN,ACTIVE,true",
        "role:,ACTIVE,true",
    ] {
        env.apply_scenario(SUES, scenario).await;
        let row = app.online().query_user_role(sues).await.unwrap();
        assert_eq!(row.role.kind, RoleKind::Unknown, "{scenario}");
        assert_ne!(row.state, State::NotMember);
    }
    env.apply_scenario(SUES, "role:EMPLOYEE,ACTIVE,").await;
    let row = app.online().query_user_role(sues).await.unwrap();
    assert_eq!(
        (row.role.kind, row.role.payroll),
        (RoleKind::Employee, None)
    );
    let changed = app.timeline(sues).unwrap();
    let changed = changed
        .iter()
        .find(|line| matches!(line.event, EventKind::RoleChanged { .. }));
    assert_eq!(changed.unwrap().person.as_deref(), Some("Intuit"));
}

#[tokio::test]
async fn no_role_is_a_normal_state_of_a_connected_client() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    // AHZ-0010, and a role of null.
    let juniper = app.connected(&env, "Juniper Yoga", PRIYA, JUNIPER).await;
    let bluebell = app
        .connected(&env, "Bluebell Nursery", MARIA, BLUEBELL)
        .await;
    for id in [juniper, bluebell] {
        let row = app.online().query_user_role(id).await.unwrap();
        assert_eq!(row.state, State::Connected, "{}", row.name);
        assert_eq!(row.role.availability, RoleAvailability::NotAvailable);
        assert_eq!(row.role.kind, RoleKind::Unknown);
    }
}

#[tokio::test]
async fn a_person_who_left_or_is_inactive_is_shown_so_and_comes_back() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.apply_scenario(SUES, "not_member").await;
    let row = app.scheduler().check_client(id).await.unwrap();
    assert_eq!(row.state, State::NotMember);
    assert_eq!(row.details.unwrap().code, "VAL-1002");
    assert_eq!(row.role.kind, RoleKind::Unknown);

    env.apply_scenario(SUES, "ok").await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    env.apply_scenario(SUES, "inactive").await;
    let row = app.scheduler().check_client(id).await.unwrap();
    assert_eq!((row.state, row.role.active), (State::Inactive, false));
}

#[tokio::test]
async fn a_sign_in_of_a_person_who_is_not_in_the_company_says_so_before_saving() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    env.apply_scenario(WREN, "not_member").await;
    app.online().arrive(link.as_str()).await.unwrap();
    assert_eq!(app.stage(id), AttemptStage::Confirm);
    assert!(app.sheet(id).found().unwrap().not_member);
}

#[tokio::test]
async fn an_unverified_address_and_a_swapped_person_end_the_sign_in() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let genuine = sub_of_maria(&env).await;
    let sign_in = async |body| {
        let page = app.begin(id).await;
        let link = env.approve(page, MARIA, WREN).await;
        let path = "/v1/openid_connect/userinfo";
        env.fault(json!({ "path": path, "kind": "wrong_json", "body": body }))
            .await;
        app.online().arrive(link.as_str()).await.unwrap();
        app.sheet(id)
    };

    for (times, unverified) in [
        json!({ "sub": genuine, "email": MARIA, "emailVerified": false }),
        json!({ "sub": genuine, "email": MARIA }),
    ]
    .into_iter()
    .enumerate()
    {
        let sheet = sign_in(unverified).await;
        assert_eq!(sheet.ending(), Some(Ending::EmailUnverified));
        let revokes = env.revokes().await;
        assert_eq!(revokes, times + 1, "nothing stays behind at Intuit");
    }

    let swapped = json!({ "sub": "somebody-else", "email": TOM, "emailVerified": true });
    let sheet = sign_in(swapped).await;
    assert_eq!(sheet.ending(), Some(Ending::Failed));
    assert_eq!(sheet.error().unwrap().code(), "twoPeople");
    assert_eq!(env.revokes().await, 3);
    assert_eq!(app.state(id), State::Never);
    assert_eq!(env.vault.entry(&format!("company/{id}")), None);

    // Without an address there is nothing to verify.
    let sheet = sign_in(json!({ "sub": genuine, "givenName": "Maria" })).await;
    assert_eq!(sheet.stage(), AttemptStage::Confirm);
}

#[tokio::test]
async fn a_reconnect_that_fails_half_way_leaves_the_client_connected() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, SUES).await;
    let path = "/v1/openid_connect/userinfo";
    env.fault(json!({ "path": path, "kind": "status", "status": 503, "count": 3 }))
        .await;
    app.online().arrive(link.as_str()).await.unwrap();
    assert_eq!(app.ending(id), Some(Ending::Unreachable));
    assert_eq!(env.revokes().await, 0);
    // The code was exchanged, so Intuit ended the old grant; the signed statement said whose it is.
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    drop(app);
    let row = env.app().await.scheduler().check_client(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
}

#[tokio::test]
async fn every_way_a_sign_in_can_fail_has_its_own_ending() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let refused = |error: &str| json!({ "error": error, "source": "intuit" });
    for (fault, ending) in [
        (
            json!({ "kind": "status", "status": 503 }),
            Ending::RelayUnreachable,
        ),
        (
            json!({ "kind": "drop", "count": 3 }),
            Ending::RelayUnreachable,
        ),
        (
            json!({ "kind": "cut_body", "count": 3 }),
            Ending::RelayUnreachable,
        ),
        (
            json!({ "kind": "status", "status": 400, "body": refused("invalid_grant") }),
            Ending::Expired,
        ),
        (
            json!({ "kind": "status", "status": 502, "body": refused("invalid_client") }),
            Ending::KeyRefused,
        ),
        (
            json!({ "kind": "status", "status": 502, "body": refused("temporarily_unavailable") }),
            Ending::Unreachable,
        ),
    ] {
        let page = app.begin(id).await;
        let link = env.approve(page, MARIA, WREN).await;
        let mut full = fault.clone();
        full["path"] = json!("/relay/token");
        env.fault(full).await;
        app.online().arrive(link.as_str()).await.unwrap();
        assert_eq!(app.ending(id), Some(ending), "{fault}");
        assert_eq!(app.state(id), State::Never, "{fault}");
    }
    // And then it works.
    app.sign_in(&env, id, MARIA, WREN).await;
    assert_eq!(app.stage(id), AttemptStage::Confirm);
    assert!(app.banners().is_empty(), "{:?}", app.banners());
}

#[tokio::test]
async fn asking_without_a_connection_or_keys_says_which() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let online = app.add_online("Wren & Daughters");
    let desktop = app.add_desktop("Acme Plumbing");
    let asked = app.online().query_user_role(online).await;
    assert!(matches!(asked, Err(RosterError::NotConnected)), "{asked:?}");
    let asked = app.online().query_user_role(desktop).await;
    assert!(matches!(asked, Err(RosterError::NotOnline(_))), "{asked:?}");
    let bare = env
        .app_with(|parts| {
            parts.intuit = None;
            parts.conductor = None;
        })
        .await;
    let code = |error: RosterError| error.view().code();
    assert_eq!(
        code(bare.online().connect_online(online).await.unwrap_err()),
        "intuitNotSetUp"
    );
    assert_eq!(
        code(bare.desktop().create_end_user(desktop).await.unwrap_err()),
        "conductorNotSetUp"
    );
}

async fn sub_of_maria(env: &TestEnv) -> String {
    let app = env.app().await;
    let id = app.connected(env, "Sue's Bakery", MARIA, SUES).await;
    let (tables, _) = env.everything();
    let saved = tables
        .iter()
        .find(|row| row.starts_with("observations") && row.contains(&id.to_string()))
        .unwrap();
    let (_, after) = saved.split_once("\\\"sub\\\":\\\"").unwrap();
    after.split_once('\\').unwrap().0.to_owned()
}
