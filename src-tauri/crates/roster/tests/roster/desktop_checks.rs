//! Whether QuickBooks Desktop answers: asked on request, read passively otherwise.

use roster::RosterError;
use roster::client::{ClientDraft, ClientId, QuickBooks};
use roster::view::{
    Action, AttemptStage, BarKind, Ending, EventKind, LinkDelivery, Place, ProblemCode,
    RosterEvent, State,
};
use serde_json::{Value, json};
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::harness::{Seat, World, conductor_at, url};

/// A connected client; `world.apply_scenario` knows it by its name.
async fn connected(world: &World, seat: &Seat, name: &str) -> ClientId {
    let id = seat.add_desktop(name);
    seat.desktop()
        .connect_desktop(id, 60, LinkDelivery::Opened)
        .await
        .unwrap();
    world.apply_scenario(name, "complete_flow").await;
    seat.desktop().look_at_end_user(id).await.unwrap();
    assert_eq!(seat.state(id), State::Connected);
    id
}

#[tokio::test]
async fn every_answer_of_quickbooks_has_its_state() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
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
        world.apply_scenario("Acme Plumbing", scenario).await;
        let row = seat.scheduler().check_client(id).await.unwrap();
        assert_eq!(row.state, state, "{scenario}");
        let details = row.details.unwrap();
        assert_eq!(details.integration_code.as_deref(), Some(code));
        assert!(details.request_id.is_some());
        assert!(!details.message.is_empty());
    }
    world.apply_scenario("Acme Plumbing", "ok").await;
    let row = seat.scheduler().check_client(id).await.unwrap();
    assert_eq!((row.state, row.details), (State::Connected, None));
}

#[tokio::test]
async fn silence_and_time_outs_and_a_flow_that_was_never_finished() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
    world.apply_scenario("Acme Plumbing", "wc_offline").await;
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::WcOffline
    );
    world.apply_scenario("Acme Plumbing", "timeout").await;
    // It answered within the hour, so it is open, so something is in the way.
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Dialog
    );
    world.advance(2 * 3600).await;
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Attention
    );

    let other = seat.add_desktop("Umbra Lighting");
    let asked = seat.scheduler().check_client(other).await;
    assert!(matches!(asked, Err(RosterError::NotConnected)), "{asked:?}");
    seat.desktop().create_end_user(other).await.unwrap();
    assert_eq!(
        seat.scheduler().check_client(other).await.unwrap().state,
        State::Never
    );
    seat.desktop()
        .connect_desktop(other, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    assert_eq!(
        seat.scheduler().check_client(other).await.unwrap().state,
        State::Invited
    );
    assert_eq!(seat.stage(other), AttemptStage::Waiting);
}

#[tokio::test]
async fn no_answer_says_nothing_about_the_client() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
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
        world.fault(full).await;
        let asked = world.count("GET", path).await;
        let failed = seat.scheduler().check_client(id).await.unwrap_err();
        assert_eq!(failed.view().code, ProblemCode::Unreachable, "{fault}");
        assert_eq!(
            world.count("GET", path).await,
            asked + 1,
            "asked once: {fault}"
        );
        let row = seat.row(id);
        assert_eq!((row.state, row.stale), (State::Connected, true), "{fault}");
    }
    assert!(seat.bars().is_empty(), "one client is no proof");
    assert!(!seat.scheduler().check_client(id).await.unwrap().stale);
}

#[tokio::test]
async fn a_computer_is_asked_about_one_client_at_a_time() {
    const PATH: &str = "/v1/quickbooks-desktop/health-check";
    let world = World::new().await;
    let seat = world.seat().await;
    let mut ids = Vec::new();
    for (name, computer) in [
        ("Acme Plumbing", "FRONT-DESK"),
        ("Umbra Lighting", "front-desk"),
        ("Granite Bay", "BACK-OFFICE"),
    ] {
        let id = connected(&world, &seat, name).await;
        let books = QuickBooks::Desktop {
            place: Place::OtherComputer,
            computer: Some(computer.to_owned()),
        };
        let draft = ClientDraft {
            name: name.to_owned(),
            number: None,
            email: None,
            books,
        };
        seat.edit_client(id, draft).unwrap();
        ids.push(id);
    }
    world
        .fault(json!({ "path": PATH, "kind": "delay", "delayMs": 60_000 }))
        .await;
    let asked = world.count("GET", PATH).await;
    seat.forget_events().await;
    let check = |id| {
        let roster = seat.roster.clone();
        tokio::spawn(async move { roster.scheduler().check_client(id).await })
    };
    let slow = check(ids[0]);
    world.until_faults_are_spent().await;
    let neighbour = check(ids[1]);
    seat.until_state(ids[1], State::Checking).await;

    check(ids[2]).await.unwrap().unwrap();
    assert_eq!(
        world.count("GET", PATH).await,
        asked + 1,
        "the other computer is asked meanwhile, the neighbour is not"
    );
    seat.scheduler().stop_waiting(ids[0]);
    assert!(matches!(slow.await.unwrap(), Err(RosterError::Cancelled)));
    assert_eq!(neighbour.await.unwrap().unwrap().state, State::Connected);
}

#[tokio::test]
async fn waiting_for_a_check_can_be_stopped() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
    world
        .fault(json!({ "path": "/v1/quickbooks-desktop/health-check", "kind": "delay", "delayMs": 60_000 }))
        .await;
    seat.forget_events().await;
    let roster = seat.roster.clone();
    let checking = tokio::spawn(async move { roster.scheduler().check_client(id).await });
    let row = seat.until_state(id, State::Checking).await;
    assert_eq!(row.primary, Action::StopWaiting);
    let second = seat.scheduler().check_client(id).await.unwrap();
    assert_eq!(second.state, State::Checking, "a second click asks nobody");
    seat.scheduler().stop_waiting(id);
    let stopped = checking.await.unwrap();
    assert!(
        matches!(stopped, Err(RosterError::Cancelled)),
        "{stopped:?}"
    );
    assert_eq!(seat.state(id), State::Connected);
    world.clear_faults().await;
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_check_that_works_finishes_an_open_link() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
    world.apply_scenario("Acme Plumbing", "permission").await;
    seat.scheduler().check_client(id).await.unwrap();
    seat.desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    assert_eq!(
        seat.state(id),
        State::Permission,
        "the link mends what is urgent"
    );
    world.apply_scenario("Acme Plumbing", "ok").await;
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    assert_eq!(seat.stage(id), AttemptStage::Done);
    assert!(seat.row(id).link.is_none());
}

#[tokio::test]
async fn the_passive_list_updates_rows_and_asks_nobodys_quickbooks() {
    let world = World::new().await;
    let seat = world.seat().await;
    let acme = seat.add_desktop("Acme Plumbing");
    let umbra = seat.add_desktop("Umbra Lighting");
    for id in [acme, umbra] {
        seat.desktop()
            .connect_desktop(id, 60, LinkDelivery::Mailed)
            .await
            .unwrap();
    }
    world.apply_scenario("Acme Plumbing", "complete_flow").await;
    seat.forget_events().await;
    seat.desktop().read_end_users().await.unwrap();
    seat.until(|event| match event {
        RosterEvent::Rows { rows } => rows
            .iter()
            .any(|row| row.id == acme.to_string() && row.state == State::Connected)
            .then_some(()),
        _ => None,
    })
    .await;
    assert_eq!(seat.state(umbra), State::Invited);
    assert_eq!(seat.stage(acme), AttemptStage::Done);
    assert_eq!(seat.stage(umbra), AttemptStage::Waiting);
    let path = "/v1/quickbooks-desktop/health-check";
    assert_eq!(world.count("GET", path).await, 0);

    let quiet = world.everything();
    seat.desktop().read_end_users().await.unwrap();
    assert_eq!(world.everything(), quiet, "no news, no line");
}

#[tokio::test]
async fn a_deleted_end_user_is_noticed_and_other_keys_are_not_taken_for_it() {
    let world = World::new().await;
    let seat = world.seat().await;
    let acme = connected(&world, &seat, "Acme Plumbing").await;
    let umbra = seat.add_desktop("Umbra Lighting");
    seat.desktop()
        .connect_desktop(umbra, 60, LinkDelivery::Mailed)
        .await
        .unwrap();
    let gone = seat.row(umbra).end_user_id.unwrap();
    world.delete_end_user(&gone).await;
    seat.desktop().read_end_users().await.unwrap();
    let row = seat.row(umbra);
    assert_eq!((row.state, row.end_user_id), (State::Never, None));
    assert_eq!(seat.ending(umbra), Some(Ending::Failed));
    assert_eq!(world.vault.entry("link/"), None);
    let line = seat.timeline(umbra).unwrap();
    let line = line
        .iter()
        .find(|line| line.event == EventKind::EndUserDeleted);
    assert_eq!(line.unwrap().person.as_deref(), Some("Conductor"));

    // An incomplete list proves nothing, whether it says that it is incomplete or not.
    seat.desktop().create_end_user(umbra).await.unwrap();
    let all = world.end_users().await;
    let of_acme = seat.row(acme).end_user_id.unwrap();
    let first_page: Vec<_> = all
        .iter()
        .filter(|it| it["id"] == of_acme.as_str())
        .collect();
    for more in [json!(true), Value::Null] {
        let mut page = json!({ "objectType": "list", "url": "/v1/end-users", "data": first_page });
        if more.is_boolean() {
            page["hasMore"] = more;
        }
        let before = world.everything();
        world
            .fault(json!({ "path": "/v1/end-users", "kind": "wrong_json", "body": page }))
            .await;
        seat.desktop().read_end_users().await.unwrap();
        assert_eq!(world.everything(), before);
    }
    let asked = format!("/v1/end-users/{}", seat.row(umbra).end_user_id.unwrap());
    assert_eq!(
        world.count("GET", &asked).await,
        1,
        "the second was asked about"
    );

    // A list without any of ours comes from another project's key: nothing is believed.
    seat.desktop().create_end_user(umbra).await.unwrap();
    let empty = json!({ "objectType": "list", "url": "/v1/end-users", "data": [] });
    let fault = json!({ "path": "/v1/end-users", "kind": "wrong_json", "body": empty });
    let before = world.everything();
    world.fault(fault).await;
    seat.desktop().read_end_users().await.unwrap();
    assert_eq!(world.everything(), before);
    assert_eq!(
        seat.bar_kinds(),
        [(BarKind::OtherProject, "conductor".to_owned())]
    );
    seat.desktop().read_end_users().await.unwrap();
    assert!(seat.bars().is_empty());

    let gone = seat.row(acme).end_user_id.unwrap();
    world.delete_end_user(&gone).await;
    let row = seat.scheduler().check_client(acme).await.unwrap();
    assert_eq!(
        (row.state, row.end_user_id),
        (State::Never, None),
        "asked about it"
    );
}

/// Another project's keys, with a single client: its list and its 404 say nothing about ours.
#[tokio::test]
async fn another_projects_keys_forget_nothing() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, "Acme Plumbing").await;
    let link = world.vault.entries();
    let ours = seat.row(id).end_user_id;
    drop(seat);
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
    let seat = world.seat_with(|parts| parts.conductor = Some(side)).await;
    seat.desktop().read_end_users().await.unwrap();
    let refused = [
        seat.scheduler().check_client(id).await.map(|_| ()),
        seat.desktop().look_at_end_user(id).await,
        seat.desktop()
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
        seat.bar_kinds(),
        [(BarKind::OtherProject, "conductor".to_owned())]
    );
    assert_eq!(seat.row(id).end_user_id, ours);
    assert_eq!(seat.state(id), State::Connected);
    assert_eq!(world.vault.entries(), link);
    drop(seat);

    // The former keys are back: everything is as it was.
    let seat = world.seat().await;
    seat.desktop().read_end_users().await.unwrap();
    assert!(seat.bars().is_empty());
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

/// However many are missing, a round asks about three.
#[tokio::test]
async fn a_round_asks_about_a_few_missing_end_users_only() {
    let world = World::new().await;
    let seat = world.seat().await;
    let kept = seat.add_desktop("Acme Plumbing");
    seat.desktop().create_end_user(kept).await.unwrap();
    let mut gone = Vec::new();
    for n in 0..5 {
        let id = seat.add_desktop(&format!("Client {n}"));
        let end_user = seat.desktop().create_end_user(id).await.unwrap();
        world.delete_end_user(end_user.as_str()).await;
        gone.push(id);
    }
    let left = || {
        gone.iter()
            .filter(|id| seat.row(**id).end_user_id.is_some())
            .count()
    };
    seat.desktop().read_end_users().await.unwrap();
    assert_eq!(left(), 2);
    seat.desktop().read_end_users().await.unwrap();
    assert_eq!(left(), 0);
    assert!(seat.row(kept).end_user_id.is_some());
}

#[tokio::test]
async fn a_list_that_fails_for_three_clients_is_a_bar() {
    let world = World::new().await;
    let seat = world.seat().await;
    for name in ["Acme Plumbing", "Umbra Lighting", "Two Rivers"] {
        connected(&world, &seat, name).await;
    }
    world
        .fault(json!({ "path": "/v1/end-users", "kind": "status", "status": 503, "count": 3 }))
        .await;
    seat.scheduler().check_all().await;
    let bars = seat.bars();
    assert_eq!(bars.len(), 1);
    assert_eq!(bars[0].service, "conductor");
    assert!(
        seat.rows()
            .unwrap()
            .iter()
            .all(|row| row.state == State::Connected)
    );
    let lists = world.count("GET", "/v1/end-users").await;
    seat.scheduler().check_all().await;
    assert_eq!(
        world.count("GET", "/v1/end-users").await,
        lists,
        "left alone"
    );
    world.advance(11 * 60).await;
    seat.scheduler().check_all().await;
    assert!(seat.bars().is_empty());
}
