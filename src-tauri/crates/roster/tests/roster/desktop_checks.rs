//! Whether QuickBooks Desktop answers: asked on request, read passively otherwise.
//!
//! Long because each answer that Conductor documents is read once.

use roster::RosterError;
use roster::client::{ClientDraft, ClientId, QuickBooks};
use roster::view::{
    Action, AttemptStage, BannerKind, Ending, EventKind, LinkDelivery, Place, RosterEvent, State,
};
use serde_json::{Value, json};
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::harness::{AppUnderTest, TestEnv, conductor_at, is_unreached, url};

/// A connected client; `env.apply_scenario` knows it by its name.
async fn connected(env: &TestEnv, app: &AppUnderTest, name: &str) -> ClientId {
    let id = app.add_desktop(name);
    app.desktop()
        .connect_desktop(id, 60, LinkDelivery::Opened)
        .await
        .unwrap();
    env.apply_scenario(name, "complete_flow").await;
    app.desktop().look_at_end_user(id).await.unwrap();
    assert_eq!(app.state(id), State::Connected);
    id
}

#[tokio::test]
async fn every_answer_of_quickbooks_has_its_state() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    for (scenario, state, code) in [
        ("qb_closed", State::QbClosed, "0x80040408"),
        ("wrong_file", State::WrongFile, "0x8004040A"),
        ("dialog", State::Dialog, "0x80040414"),
        ("permission", State::Permission, "0x80040420"),
        ("0x8004041A", State::Permission, "0x8004041A"),
        ("0x8004041D", State::Permission, "0x8004041D"),
        ("single_user", State::SingleUser, "0x80040410"),
        ("0x80040422", State::Attention, "0x80040422"),
        ("attention", State::Attention, "0x80040401"),
    ] {
        env.apply_scenario("Acme Plumbing", scenario).await;
        let row = app.scheduler().check_client(id).await.unwrap();
        assert_eq!(row.state, state, "{scenario}");
        let details = row.details.unwrap();
        assert_eq!(details.integration_code.as_deref(), Some(code));
        assert!(details.request_id.is_some());
        assert!(!details.message.is_empty());
    }
    env.apply_scenario("Acme Plumbing", "ok").await;
    let row = app.scheduler().check_client(id).await.unwrap();
    assert_eq!((row.state, row.details), (State::Connected, None));
}

#[tokio::test]
async fn silence_and_time_outs_and_a_flow_that_was_never_finished() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.apply_scenario("Acme Plumbing", "wc_offline").await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::WcOffline
    );
    env.apply_scenario("Acme Plumbing", "timeout").await;
    // It answered within the hour, so it is open, so something is in the way.
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Dialog
    );
    env.advance(2 * 3600).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Attention
    );

    let other = app.add_desktop("Umbra Lighting");
    let asked = app.scheduler().check_client(other).await;
    assert!(matches!(asked, Err(RosterError::NotConnected)), "{asked:?}");
    app.desktop().create_end_user(other).await.unwrap();
    assert_eq!(
        app.scheduler().check_client(other).await.unwrap().state,
        State::Never
    );
    app.desktop()
        .connect_desktop(other, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    assert_eq!(
        app.scheduler().check_client(other).await.unwrap().state,
        State::Invited
    );
    assert_eq!(app.stage(other), AttemptStage::Waiting);
}

#[tokio::test]
async fn no_answer_says_nothing_about_the_client() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    let path = "/v1/quickbooks-desktop/health-check";
    for fault in [
        json!({ "kind": "status", "status": 500 }),
        json!({ "kind": "status", "status": 502, "body": "<html>Bad gateway</html>" }),
        json!({ "kind": "drop" }),
        json!({ "kind": "refused" }),
        json!({ "kind": "cut_body" }),
    ] {
        let mut full = fault.clone();
        full["path"] = json!(path);
        env.fault(full).await;
        let asked = env.count("GET", path).await;
        let failed = app.scheduler().check_client(id).await.unwrap_err();
        assert!(is_unreached(&failed.view()), "{fault}");
        assert_eq!(
            env.count("GET", path).await,
            asked + 1,
            "asked once: {fault}"
        );
        let row = app.row(id);
        assert_eq!((row.state, row.stale), (State::Connected, true), "{fault}");
    }
    assert!(app.banners().is_empty(), "one client is no proof");
    assert!(!app.scheduler().check_client(id).await.unwrap().stale);
}

#[tokio::test]
async fn a_computer_is_asked_about_one_client_at_a_time() {
    const PATH: &str = "/v1/quickbooks-desktop/health-check";
    let env = TestEnv::new().await;
    let app = env.app().await;
    let mut ids = Vec::new();
    for (name, computer) in [
        ("Acme Plumbing", "FRONT-DESK"),
        ("Umbra Lighting", "front-desk"),
        ("Granite Bay", "BACK-OFFICE"),
    ] {
        let id = connected(&env, &app, name).await;
        let books = QuickBooks::Desktop {
            place: Place::OtherComputer,
            computer: Some(computer.to_owned()),
        };
        let draft = ClientDraft::new(name, books);
        app.edit_client(id, draft).unwrap();
        ids.push(id);
    }
    env.fault(json!({ "path": PATH, "kind": "delay", "delayMs": 60_000 }))
        .await;
    let asked = env.count("GET", PATH).await;
    app.forget_events().await;
    let check = |id| {
        let roster = app.roster.clone();
        tokio::spawn(async move { roster.scheduler().check_client(id).await })
    };
    let slow = check(ids[0]);
    env.until_faults_are_spent().await;
    let neighbour = check(ids[1]);
    app.until_state(ids[1], State::Checking).await;

    check(ids[2]).await.unwrap().unwrap();
    assert_eq!(
        env.count("GET", PATH).await,
        asked + 1,
        "the other computer is asked meanwhile, the neighbour is not"
    );
    app.scheduler().stop_waiting(ids[0]);
    assert!(matches!(slow.await.unwrap(), Err(RosterError::Cancelled)));
    assert_eq!(neighbour.await.unwrap().unwrap().state, State::Connected);
}

#[tokio::test]
async fn waiting_for_a_check_can_be_stopped() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env
        .fault(json!({ "path": "/v1/quickbooks-desktop/health-check", "kind": "delay", "delayMs": 60_000 }))
        .await;
    app.forget_events().await;
    let roster = app.roster.clone();
    let checking = tokio::spawn(async move { roster.scheduler().check_client(id).await });
    let row = app.until_state(id, State::Checking).await;
    assert_eq!(row.primary, Action::StopWaiting);
    let second = app.scheduler().check_client(id).await.unwrap();
    assert_eq!(second.state, State::Checking, "a second click asks nobody");
    app.scheduler().stop_waiting(id);
    let stopped = checking.await.unwrap();
    assert!(
        matches!(stopped, Err(RosterError::Cancelled)),
        "{stopped:?}"
    );
    assert_eq!(app.state(id), State::Connected);
    env.clear_faults().await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_check_that_works_finishes_an_open_link() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    env.apply_scenario("Acme Plumbing", "permission").await;
    app.scheduler().check_client(id).await.unwrap();
    app.desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    assert_eq!(
        app.state(id),
        State::Permission,
        "the link mends what is urgent"
    );
    env.apply_scenario("Acme Plumbing", "ok").await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    assert_eq!(app.stage(id), AttemptStage::Done);
    assert!(app.row(id).link.is_none());
}

#[tokio::test]
async fn the_passive_list_updates_rows_and_asks_nobodys_quickbooks() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let acme = app.add_desktop("Acme Plumbing");
    let umbra = app.add_desktop("Umbra Lighting");
    for id in [acme, umbra] {
        app.desktop()
            .connect_desktop(id, 60, LinkDelivery::Mailed)
            .await
            .unwrap();
    }
    env.apply_scenario("Acme Plumbing", "complete_flow").await;
    app.forget_events().await;
    app.desktop().read_end_users().await.unwrap();
    app.until(|event| match event {
        RosterEvent::Rows { rows } => rows
            .iter()
            .any(|row| row.id == acme.to_string() && row.state == State::Connected)
            .then_some(()),
        _ => None,
    })
    .await;
    assert_eq!(app.state(umbra), State::Invited);
    assert_eq!(app.stage(acme), AttemptStage::Done);
    assert_eq!(app.stage(umbra), AttemptStage::Waiting);
    let path = "/v1/quickbooks-desktop/health-check";
    assert_eq!(env.count("GET", path).await, 0);

    let quiet = env.everything();
    app.desktop().read_end_users().await.unwrap();
    assert_eq!(env.everything(), quiet, "no news, no line");
}

#[tokio::test]
async fn a_deleted_end_user_is_noticed_and_other_keys_are_not_taken_for_it() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let acme = connected(&env, &app, "Acme Plumbing").await;
    let umbra = app.add_desktop("Umbra Lighting");
    app.desktop()
        .connect_desktop(umbra, 60, LinkDelivery::Mailed)
        .await
        .unwrap();
    let gone = app.row(umbra).end_user_id.unwrap();
    env.delete_end_user(&gone).await;
    app.desktop().read_end_users().await.unwrap();
    let row = app.row(umbra);
    assert_eq!((row.state, row.end_user_id), (State::Never, None));
    assert_eq!(app.ending(umbra), Some(Ending::Failed));
    assert_eq!(env.vault.entry("link/"), None);
    let line = app.timeline(umbra).unwrap();
    let line = line
        .iter()
        .find(|line| line.event == EventKind::EndUserDeleted);
    assert_eq!(line.unwrap().person.as_deref(), Some("Conductor"));

    // An incomplete list proves nothing, whether it says that it is incomplete or not.
    app.desktop().create_end_user(umbra).await.unwrap();
    let all = env.end_users().await;
    let of_acme = app.row(acme).end_user_id.unwrap();
    let first_page: Vec<_> = all
        .iter()
        .filter(|it| it["id"] == of_acme.as_str())
        .collect();
    for more in [json!(true), Value::Null] {
        let mut page = json!({ "objectType": "list", "url": "/v1/end-users", "data": first_page });
        if more.is_boolean() {
            page["hasMore"] = more;
        }
        let before = env.everything();
        env.fault(json!({ "path": "/v1/end-users", "kind": "wrong_json", "body": page }))
            .await;
        app.desktop().read_end_users().await.unwrap();
        assert_eq!(env.everything(), before);
    }
    let asked = format!("/v1/end-users/{}", app.row(umbra).end_user_id.unwrap());
    assert_eq!(
        env.count("GET", &asked).await,
        1,
        "the second was asked about"
    );

    // A list without any of ours comes from another project's key: nothing is believed.
    app.desktop().create_end_user(umbra).await.unwrap();
    let empty = json!({ "objectType": "list", "url": "/v1/end-users", "data": [] });
    let fault = json!({ "path": "/v1/end-users", "kind": "wrong_json", "body": empty });
    let before = env.everything();
    env.fault(fault).await;
    app.desktop().read_end_users().await.unwrap();
    assert_eq!(env.everything(), before);
    assert_eq!(
        app.banner_kinds(),
        [(BannerKind::OtherProject, "conductor".to_owned())]
    );
    app.desktop().read_end_users().await.unwrap();
    assert!(app.banners().is_empty());

    let gone = app.row(acme).end_user_id.unwrap();
    env.delete_end_user(&gone).await;
    let row = app.scheduler().check_client(acme).await.unwrap();
    assert_eq!(
        (row.state, row.end_user_id),
        (State::Never, None),
        "asked about it"
    );
}

/// Another project's keys, with a single client: its list and its 404 say nothing about ours.
#[tokio::test]
async fn another_projects_keys_forget_nothing() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, "Acme Plumbing").await;
    let link = env.vault.entries();
    let ours = app.row(id).end_user_id;
    drop(app);
    let other = MockServer::start().await;
    let empty = json!({ "objectType": "list", "url": "/v1/end-users", "data": [] });
    Mock::given(path("/end-users"))
        .respond_with(ResponseTemplate::new(200).set_body_json(empty))
        .mount(&other)
        .await;
    let missing = json!({ "error": {
        "message": "No such end-user", "userFacingMessage": "No such end-user", "type": "INVALID_REQUEST_ERROR",
        "code": "RESOURCE_MISSING", "httpStatusCode": 404, "requestId": "req_1",
    }});
    Mock::given(any())
        .respond_with(ResponseTemplate::new(404).set_body_json(missing))
        .with_priority(9)
        .mount(&other)
        .await;
    let side = conductor_at(
        url(&other.uri()),
        "sk_conductor_test_not_a_real_key",
        "pk_conductor_other",
    );
    let app = env.app_with(|parts| parts.conductor = Some(side)).await;
    app.desktop().read_end_users().await.unwrap();
    let refused = [
        app.scheduler().check_client(id).await.map(|_| ()),
        app.desktop().look_at_end_user(id).await,
        app.desktop()
            .connect_desktop(id, 60, LinkDelivery::Copied)
            .await
            .map(|_| ()),
    ];
    for refused in refused {
        assert!(
            matches!(refused, Err(RosterError::OtherProject)),
            "{refused:?}"
        );
    }
    assert_eq!(
        app.banner_kinds(),
        [(BannerKind::OtherProject, "conductor".to_owned())]
    );
    assert_eq!(app.row(id).end_user_id, ours);
    assert_eq!(app.state(id), State::Connected);
    assert_eq!(env.vault.entries(), link);
    drop(app);

    // The former keys are back: everything is as it was.
    let app = env.app().await;
    app.desktop().read_end_users().await.unwrap();
    assert!(app.banners().is_empty());
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

/// However many are missing, a round asks about three.
#[tokio::test]
async fn a_round_asks_about_a_few_missing_end_users_only() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let kept = app.add_desktop("Acme Plumbing");
    app.desktop().create_end_user(kept).await.unwrap();
    let mut gone = Vec::new();
    for n in 0..5 {
        let id = app.add_desktop(&format!("Client {n}"));
        let end_user = app.desktop().create_end_user(id).await.unwrap();
        env.delete_end_user(end_user.as_str()).await;
        gone.push(id);
    }
    let left = || {
        gone.iter()
            .filter(|id| app.row(**id).end_user_id.is_some())
            .count()
    };
    app.desktop().read_end_users().await.unwrap();
    assert_eq!(left(), 2);
    app.desktop().read_end_users().await.unwrap();
    assert_eq!(left(), 0);
    assert!(app.row(kept).end_user_id.is_some());
}

#[tokio::test]
async fn a_list_that_fails_for_three_clients_is_a_banner() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    for name in ["Acme Plumbing", "Umbra Lighting", "Two Rivers"] {
        connected(&env, &app, name).await;
    }
    env.fault(json!({ "path": "/v1/end-users", "kind": "status", "status": 503, "count": 3 }))
        .await;
    app.scheduler().check_all().await;
    let banners = app.banners();
    assert_eq!(banners.len(), 1);
    assert_eq!(banners[0].service, "conductor");
    assert!(
        app.rows()
            .unwrap()
            .iter()
            .all(|row| row.state == State::Connected)
    );
    let lists = env.count("GET", "/v1/end-users").await;
    app.scheduler().check_all().await;
    assert_eq!(env.count("GET", "/v1/end-users").await, lists, "left alone");
    env.advance(11 * 60).await;
    app.scheduler().check_all().await;
    assert!(app.banners().is_empty());
}
