//! One cause, one bar: a service that is silent, a key that is refused, a computer without a network.

use roster::client::ClientId;
use roster::view::{BarKind, ProblemCode, State};
use serde_json::json;

use crate::harness::{
    BLUEBELL, CEDAR, JUNIPER, LANTERN, MARIA, SILVER, SUES, Seat, TOM, WREN, World, conductor_at,
    intuit_client, url,
};

const ROLE: &str = "/2020-04/graphql";
/// A question that fails in a way that may pass is asked so often.
const TRIES: usize = 3;

async fn three(world: &World, seat: &Seat) -> Vec<ClientId> {
    vec![
        seat.connected(world, "Sue's Bakery", MARIA, SUES).await,
        seat.connected(world, "Cedar Loft", TOM, CEDAR).await,
        seat.connected(world, "Bluebell", MARIA, BLUEBELL).await,
    ]
}

fn down(service: &str) -> Vec<(BarKind, String)> {
    vec![(BarKind::ServiceDown, service.to_owned())]
}

/// Nobody listens on that port, and the address is not a loopback one.
const UNREACHABLE: &str = "https://0.0.0.0:1/graphql";

/// A computer that asks Intuit for roles at this address.
async fn seat_asking_at(world: &World, graphql: &str) -> Seat {
    let mut side = world.intuit_side().await;
    side.endpoints.graphql = url(graphql);
    side.api = intuit_client(&side.endpoints);
    world.seat_with(|parts| parts.intuit = Some(side)).await
}

#[tokio::test]
async fn a_service_that_is_silent_for_three_clients_is_left_alone_for_ten_minutes() {
    let world = World::new().await;
    let seat = world.seat().await;
    let ids = three(&world, &seat).await;
    let silent = json!({ "path": "/2020-04/graphql", "kind": "status", "status": 503, "count": 9 });
    world.fault(silent).await;
    for (n, id) in ids.iter().enumerate() {
        assert!(seat.bars().is_empty(), "{n} clients are no proof");
        seat.scheduler().check_client(*id).await.unwrap_err();
    }
    assert_eq!(seat.bar_kinds(), down("intuit"));
    for id in &ids {
        let row = seat.row(*id);
        assert_eq!((row.state, row.stale), (State::Connected, true));
    }

    let asked = world.count("POST", "/2020-04/graphql").await;
    world.advance(9 * 60).await;
    seat.scheduler().check_all().await;
    assert_eq!(
        world.count("POST", "/2020-04/graphql").await,
        asked,
        "left alone"
    );
    world.advance(2 * 60).await;
    seat.scheduler().check_all().await;
    assert_eq!(world.count("POST", "/2020-04/graphql").await, asked + 3);
    assert!(seat.bars().is_empty());
    assert!(!seat.row(ids[0]).stale);
}

#[tokio::test]
async fn renewals_that_get_through_do_not_hide_a_silent_service() {
    let world = World::new().await;
    let seat = world.seat().await;
    let ids = three(&world, &seat).await;
    drop(seat);
    // A new start has no access token in memory, so every check renews before it asks.
    let seat = world.seat().await;
    let silent = json!({ "path": "/2020-04/graphql", "kind": "status", "status": 503, "count": 9 });
    world.fault(silent).await;
    let renewals = world.count("POST", "/relay/refresh").await;
    for id in &ids {
        seat.scheduler().check_client(*id).await.unwrap_err();
    }
    assert_eq!(world.count("POST", "/relay/refresh").await, renewals + 3);
    assert_eq!(seat.bar_kinds(), down("intuit"));
}

#[tokio::test]
async fn three_failures_far_apart_or_of_one_client_are_no_bar() {
    let world = World::new().await;
    let seat = world.seat().await;
    let ids = three(&world, &seat).await;
    let silent =
        json!({ "path": "/2020-04/graphql", "kind": "status", "status": 503, "count": 18 });
    world.fault(silent).await;
    for _ in 0..3 {
        seat.scheduler().check_client(ids[0]).await.unwrap_err();
    }
    world.advance(6 * 60).await;
    seat.scheduler().check_client(ids[1]).await.unwrap_err();
    world.advance(6 * 60).await;
    seat.scheduler().check_client(ids[2]).await.unwrap_err();
    assert!(seat.bars().is_empty(), "{:?}", seat.bars());
}

#[tokio::test]
async fn the_relays_silence_has_its_own_bar_and_a_renewal_lifts_it() {
    let world = World::new().await;
    let seat = world.seat().await;
    let ids = three(&world, &seat).await;
    world.advance(2 * 3600).await;
    world
        .fault(json!({ "path": "/relay/refresh", "kind": "status", "status": 503, "count": 3 }))
        .await;
    for id in &ids {
        seat.scheduler().check_client(*id).await.unwrap_err();
    }
    assert_eq!(seat.bar_kinds(), down("relay"));
    world.advance(11 * 60).await;
    seat.scheduler().check_client(ids[0]).await.unwrap();
    assert!(seat.bars().is_empty(), "{:?}", seat.bars());
}

#[tokio::test]
async fn a_refused_client_id_is_a_bar_until_the_key_is_taken_again() {
    let world = World::new().await;
    let seat = world.seat().await;
    let ids = three(&world, &seat).await;
    world.advance(2 * 3600).await;
    seat.scheduler().check_client(ids[1]).await.unwrap();
    world
        .fault(json!({ "path": "/oauth2/v1/tokens/bearer", "kind": "status", "status": 401 }))
        .await;
    let failed = seat.scheduler().check_client(ids[0]).await.unwrap_err();
    assert_eq!(failed.view().code, ProblemCode::KeyRefused);
    let refused = vec![(BarKind::KeyBad, "intuit".to_owned())];
    assert_eq!(seat.bar_kinds(), refused);
    let since = seat.bars()[0].at;
    assert_eq!(
        seat.state(ids[0]),
        State::Connected,
        "says nothing about the client"
    );

    // Its access token lives on, which says nothing about the key.
    world.advance(60).await;
    seat.scheduler().check_client(ids[1]).await.unwrap();
    assert_eq!(seat.bar_kinds(), refused);
    world
        .fault(json!({ "path": "/oauth2/v1/tokens/bearer", "kind": "status", "status": 401 }))
        .await;
    seat.scheduler().check_client(ids[0]).await.unwrap_err();
    assert_eq!(seat.bars()[0].at, since, "since when, not when last");
    seat.scheduler().check_client(ids[0]).await.unwrap();
    assert!(seat.bars().is_empty());
}

#[tokio::test]
async fn a_refused_conductor_key_is_a_bar_and_changes_no_row() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_desktop("Acme Plumbing");
    seat.desktop().create_end_user(id).await.unwrap();
    let before = seat.row(id);
    let endpoints = world.practice.endpoints().conductor.clone();
    drop(seat);
    let seat = world
        .seat_with(|parts| {
            let base = url(&endpoints.base_url);
            parts.conductor = Some(conductor_at(
                base,
                "sk_conductor_test_not_a_real_key",
                &endpoints.publishable_key,
            ));
        })
        .await;
    let failed = seat.desktop().read_end_users().await.unwrap_err();
    assert_eq!(failed.view().code, ProblemCode::KeyRefused);
    assert_eq!(
        seat.bar_kinds(),
        [(BarKind::KeyBad, "conductor".to_owned())]
    );
    let failed = seat.scheduler().check_client(id).await.unwrap_err();
    assert_eq!(failed.view().code, ProblemCode::KeyRefused);
    let after = seat.row(id);
    assert_eq!(
        (after.state, after.end_user_id),
        (before.state, before.end_user_id)
    );
}

#[tokio::test]
async fn without_a_network_there_is_one_bar_and_it_goes_when_anything_answers() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let acme = seat.add_desktop("Acme Plumbing");
    seat.desktop().create_end_user(acme).await.unwrap();
    drop(seat);
    let seat = seat_asking_at(&world, UNREACHABLE).await;

    let failed = seat.scheduler().check_client(id).await.unwrap_err();
    assert_eq!(failed.view().code, ProblemCode::Unreachable);
    assert!(
        seat.bars().is_empty(),
        "with a network it is they who are silent"
    );

    world.network.disconnect();
    let failed = seat.scheduler().check_client(id).await.unwrap_err();
    assert!(failed.to_string().contains("no network"), "{failed}");
    assert_eq!(seat.bar_kinds(), [(BarKind::Offline, String::new())]);
    let since = seat.bars()[0].at;
    world.advance(60).await;
    seat.scheduler().check_client(id).await.unwrap_err();
    assert_eq!(seat.bars()[0].at, since);
    let row = seat.row(id);
    assert_eq!((row.state, row.stale), (State::Connected, true));

    seat.desktop().read_end_users().await.unwrap();
    assert!(seat.bars().is_empty());
}

#[tokio::test]
async fn a_service_on_this_computer_needs_no_network() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    drop(seat);
    let seat = seat_asking_at(&world, "http://127.0.0.1:1/graphql").await;
    world.network.disconnect();
    let failed = seat.scheduler().check_client(id).await.unwrap_err();
    assert!(failed.to_string().contains("isn't answering"), "{failed}");
    assert!(seat.bars().is_empty());
}

/// Seven companies for one round. Returns how often roles were asked for until then.
async fn seven(world: &World, seat: &Seat) -> usize {
    for (name, realm) in [
        ("Sue's Bakery", SUES),
        ("Cedar Loft", CEDAR),
        ("Bluebell", BLUEBELL),
        ("Juniper Yoga", JUNIPER),
        ("Wren & Daughters", WREN),
        ("Silver Birch", SILVER),
        ("Lantern Hill", LANTERN),
    ] {
        let person = if realm == CEDAR || realm == SILVER {
            TOM
        } else {
            MARIA
        };
        seat.connected(world, name, person, realm).await;
    }
    world.count("POST", ROLE).await
}

#[tokio::test]
async fn a_round_stops_asking_when_the_service_is_seen_to_be_silent() {
    let world = World::new().await;
    let seat = world.seat().await;
    let before = seven(&world, &seat).await;
    let tries = async || (world.count("POST", ROLE).await - before) / TRIES;
    world
        .fault(json!({ "path": ROLE, "kind": "status", "status": 503, "count": 1000 }))
        .await;
    seat.scheduler().check_all().await;
    // Three are the proof, and two more may have been on their way.
    let noticed = tries().await;
    assert!((3..=5).contains(&noticed), "{noticed} of 7 were asked");
    assert_eq!(seat.bar_kinds(), down("intuit"));

    // Ten minutes later one company finds out for all, and the pause is doubled.
    world.advance(11 * 60).await;
    seat.scheduler().check_all().await;
    assert_eq!(tries().await, noticed + 1);
    world.advance(19 * 60).await;
    seat.scheduler().check_all().await;
    assert_eq!(tries().await, noticed + 1, "left alone for twenty minutes");
    world.advance(4 * 60).await;
    world.clear_faults().await;
    let asked = world.count("POST", ROLE).await;
    seat.scheduler().check_all().await;
    assert_eq!(world.count("POST", ROLE).await, asked + 7, "all again");
    assert!(seat.bars().is_empty());
}

#[tokio::test]
async fn without_a_network_one_company_finds_out_and_then_nobody_is_asked() {
    let world = World::new().await;
    let seat = world.seat().await;
    let before = seven(&world, &seat).await;
    drop(seat);
    let seat = seat_asking_at(&world, UNREACHABLE).await;
    world.network.disconnect();
    world.advance(60).await;
    let checked_from = world.practice.now().as_millisecond();
    let asked_about = || {
        let rows = seat.rows().unwrap();
        let asked = rows
            .iter()
            .filter(|row| row.checked_at >= Some(checked_from));
        asked.count()
    };
    seat.scheduler().check_all().await;
    assert_eq!(seat.bar_kinds(), [(BarKind::Offline, String::new())]);
    let noticed = asked_about();
    assert!(
        (1..=3).contains(&noticed),
        "{noticed} of 7 were asked about"
    );
    let (last, next) = seat.scheduler().rounds();
    let pause = next.unwrap().duration_since(last.unwrap()).as_secs();
    assert!(
        (50..=66).contains(&pause),
        "the next look is a minute away: {pause} s"
    );

    world.advance(120).await;
    let later = world.practice.now().as_millisecond();
    seat.scheduler().check_all().await;
    let rows = seat.rows().unwrap();
    assert!(
        rows.iter().all(|row| row.checked_at < Some(later)),
        "without a route nobody is asked"
    );
    let (last, next) = seat.scheduler().rounds();
    let pause = next.unwrap().duration_since(last.unwrap()).as_secs();
    assert!((110..=132).contains(&pause), "and less often: {pause} s");
    assert_eq!(seat.bars().len(), 1);
    assert_eq!(world.count("POST", ROLE).await, before);
}

#[tokio::test]
async fn when_the_network_returns_nobody_waits_for_the_end_of_the_pause() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    drop(seat);
    let seat = seat_asking_at(&world, UNREACHABLE).await;
    world.network.disconnect();
    world.advance(7 * 3600).await;
    let roster = seat.roster.clone();
    let schedule = tokio::spawn(async move { roster.scheduler().keep_checking().await });
    let first = seat.until_round(None).await;
    assert_eq!(seat.bar_kinds(), [(BarKind::Offline, String::new())]);

    world.network.reconnect();
    let woken = world.practice.now().as_millisecond();
    seat.scheduler().wake();
    let second = seat.until_round(Some(first)).await;
    assert!(second - first < 50_000, "the pause was a minute at least");
    assert!(
        seat.row(id).checked_at >= Some(woken),
        "what was not asked is"
    );
    schedule.abort();
}

#[tokio::test]
async fn a_computer_that_the_firm_turned_off_is_one_bar_and_no_fault_of_a_client() {
    let world = World::new().await;
    let seat = world.seat().await;
    let ids = three(&world, &seat).await;
    world.advance(2 * 3600).await;
    let body = json!({ "error": "computer_denied", "source": "relay" });
    world
        .fault(json!({ "path": "/relay/refresh", "kind": "status", "status": 403, "body": body, "count": 99 }))
        .await;
    seat.scheduler().check_all().await;
    let refused = seat
        .scheduler()
        .check_client(ids[0])
        .await
        .unwrap_err()
        .view();
    assert!(
        refused.message.contains("turned this computer off"),
        "{}",
        refused.message
    );
    assert_eq!(
        seat.bar_kinds(),
        [(BarKind::ComputerDenied, "relay".to_owned())]
    );
    for id in &ids {
        let row = seat.row(*id);
        assert_eq!((row.state, row.stale), (State::Connected, true));
    }
    world.clear_faults().await;
    world.advance(3600).await;
    seat.scheduler().check_all().await;
    assert!(seat.bars().is_empty());
    assert!(!seat.row(ids[0]).stale);
}

/// The relay is on this computer, and Intuit's address is not: which of them was silent decides.
#[tokio::test]
async fn a_silent_relay_on_this_computer_is_no_missing_network() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    drop(seat);
    let mut side = world.intuit_side().await;
    side.endpoints.graphql = url(UNREACHABLE);
    let seat = world.seat_with(|parts| parts.intuit = Some(side)).await;
    world.network.disconnect();
    world
        .fault(json!({ "path": "/relay/refresh", "kind": "refused", "count": 9 }))
        .await;
    let failed = seat.scheduler().check_client(id).await.unwrap_err();
    assert!(failed.to_string().contains("isn't answering"), "{failed}");
    assert!(seat.bars().is_empty(), "{:?}", seat.bar_kinds());
}
