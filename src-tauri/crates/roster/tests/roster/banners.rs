//! One cause, one banner: a service that is silent, a key that is refused, a computer without a network.
//!
//! Long because each cause begins and ends here.

use roster::client::ClientId;
use roster::view::{BannerKind, State};
use serde_json::json;

use crate::harness::{
    AppUnderTest, BLUEBELL, CEDAR, JUNIPER, LANTERN, MARIA, SILVER, SUES, TOM, TestEnv, WREN,
    conductor_at, intuit_client, is_unreached, url,
};

const ROLE: &str = "/2020-04/graphql";
/// A question that fails in a way that may pass is asked so often.
const TRIES: usize = 3;

async fn three(env: &TestEnv, app: &AppUnderTest) -> Vec<ClientId> {
    vec![
        app.connected(env, "Sue's Bakery", MARIA, SUES).await,
        app.connected(env, "Cedar Loft", TOM, CEDAR).await,
        app.connected(env, "Bluebell", MARIA, BLUEBELL).await,
    ]
}

fn down(service: &str) -> Vec<(BannerKind, String)> {
    vec![(BannerKind::ServiceDown, service.to_owned())]
}

/// Nobody listens on that port, and the address is not a loopback one.
const UNREACHABLE: &str = "https://0.0.0.0:1/graphql";

/// A computer that asks Intuit for roles at this address.
async fn app_asking_at(env: &TestEnv, graphql: &str) -> AppUnderTest {
    let mut side = env.intuit_side().await;
    side.endpoints.graphql = url(graphql);
    side.api = intuit_client(&side.endpoints);
    env.app_with(|parts| parts.intuit = Some(side)).await
}

#[tokio::test]
async fn a_service_that_is_silent_for_three_clients_is_left_alone_for_ten_minutes() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = three(&env, &app).await;
    let silent = json!({ "path": "/2020-04/graphql", "kind": "status", "status": 503, "count": 9 });
    env.fault(silent).await;
    for (n, id) in ids.iter().enumerate() {
        assert!(app.banners().is_empty(), "{n} clients are no proof");
        app.scheduler().check_client(*id).await.unwrap_err();
    }
    assert_eq!(app.banner_kinds(), down("intuit"));
    for id in &ids {
        let row = app.row(*id);
        assert_eq!((row.state, row.stale), (State::Connected, true));
    }

    let asked = env.count("POST", "/2020-04/graphql").await;
    env.advance(9 * 60).await;
    app.scheduler().check_all().await;
    assert_eq!(
        env.count("POST", "/2020-04/graphql").await,
        asked,
        "left alone"
    );
    env.advance(2 * 60).await;
    app.scheduler().check_all().await;
    assert_eq!(env.count("POST", "/2020-04/graphql").await, asked + 3);
    assert!(app.banners().is_empty());
    assert!(!app.row(ids[0]).stale);
}

#[tokio::test]
async fn renewals_that_get_through_do_not_hide_a_silent_service() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = three(&env, &app).await;
    drop(app);
    // A new start has no access token in memory, so every check renews before it asks.
    let app = env.app().await;
    let silent = json!({ "path": "/2020-04/graphql", "kind": "status", "status": 503, "count": 9 });
    env.fault(silent).await;
    let renewals = env.count("POST", "/relay/refresh").await;
    for id in &ids {
        app.scheduler().check_client(*id).await.unwrap_err();
    }
    assert_eq!(env.count("POST", "/relay/refresh").await, renewals + 3);
    assert_eq!(app.banner_kinds(), down("intuit"));
}

#[tokio::test]
async fn three_failures_far_apart_or_of_one_client_are_no_banner() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = three(&env, &app).await;
    let silent =
        json!({ "path": "/2020-04/graphql", "kind": "status", "status": 503, "count": 18 });
    env.fault(silent).await;
    for _ in 0..3 {
        app.scheduler().check_client(ids[0]).await.unwrap_err();
    }
    env.advance(6 * 60).await;
    app.scheduler().check_client(ids[1]).await.unwrap_err();
    env.advance(6 * 60).await;
    app.scheduler().check_client(ids[2]).await.unwrap_err();
    assert!(app.banners().is_empty(), "{:?}", app.banners());
}

#[tokio::test]
async fn the_relays_silence_has_its_own_banner_and_a_renewal_lifts_it() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = three(&env, &app).await;
    env.advance(2 * 3600).await;
    env.fault(json!({ "path": "/relay/refresh", "kind": "status", "status": 503, "count": 3 }))
        .await;
    for id in &ids {
        app.scheduler().check_client(*id).await.unwrap_err();
    }
    assert_eq!(app.banner_kinds(), down("relay"));
    env.advance(11 * 60).await;
    app.scheduler().check_client(ids[0]).await.unwrap();
    assert!(app.banners().is_empty(), "{:?}", app.banners());
}

#[tokio::test]
async fn a_refused_client_id_is_a_banner_until_the_key_is_taken_again() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = three(&env, &app).await;
    env.advance(2 * 3600).await;
    app.scheduler().check_client(ids[1]).await.unwrap();
    env.fault(json!({ "path": "/oauth2/v1/tokens/bearer", "kind": "status", "status": 401 }))
        .await;
    let failed = app.scheduler().check_client(ids[0]).await.unwrap_err();
    assert_eq!(failed.view().code(), "keyRefused");
    let refused = vec![(BannerKind::KeyBad, "intuit".to_owned())];
    assert_eq!(app.banner_kinds(), refused);
    let since = app.banners()[0].at;
    assert_eq!(
        app.state(ids[0]),
        State::Connected,
        "says nothing about the client"
    );

    // Its access token lives on, which says nothing about the key.
    env.advance(60).await;
    app.scheduler().check_client(ids[1]).await.unwrap();
    assert_eq!(app.banner_kinds(), refused);
    env.fault(json!({ "path": "/oauth2/v1/tokens/bearer", "kind": "status", "status": 401 }))
        .await;
    app.scheduler().check_client(ids[0]).await.unwrap_err();
    assert_eq!(app.banners()[0].at, since, "since when, not when last");
    app.scheduler().check_client(ids[0]).await.unwrap();
    assert!(app.banners().is_empty());
}

#[tokio::test]
async fn a_refused_conductor_key_is_a_banner_and_changes_no_row() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    app.desktop().create_end_user(id).await.unwrap();
    let before = app.row(id);
    let endpoints = env.practice.endpoints().conductor.clone();
    drop(app);
    let app = env
        .app_with(|parts| {
            let base = url(&endpoints.base_url);
            parts.conductor = Some(conductor_at(
                base,
                "sk_conductor_test_not_a_real_key",
                &endpoints.publishable_key,
            ));
        })
        .await;
    let failed = app.desktop().read_end_users().await.unwrap_err();
    assert_eq!(failed.view().code(), "keyRefused");
    assert_eq!(
        app.banner_kinds(),
        [(BannerKind::KeyBad, "conductor".to_owned())]
    );
    let failed = app.scheduler().check_client(id).await.unwrap_err();
    assert_eq!(failed.view().code(), "keyRefused");
    let after = app.row(id);
    assert_eq!(
        (after.state, after.end_user_id),
        (before.state, before.end_user_id)
    );
}

#[tokio::test]
async fn without_a_network_there_is_one_banner_and_it_goes_when_anything_answers() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let acme = app.add_desktop("Acme Plumbing");
    app.desktop().create_end_user(acme).await.unwrap();
    drop(app);
    let app = app_asking_at(&env, UNREACHABLE).await;

    let failed = app.scheduler().check_client(id).await.unwrap_err();
    assert!(is_unreached(&failed.view()));
    assert!(
        app.banners().is_empty(),
        "with a network it is they who are silent"
    );

    env.network.disconnect();
    let failed = app.scheduler().check_client(id).await.unwrap_err();
    assert_eq!(failed.view().code(), "offline");
    assert_eq!(app.banner_kinds(), [(BannerKind::Offline, String::new())]);
    let since = app.banners()[0].at;
    env.advance(60).await;
    app.scheduler().check_client(id).await.unwrap_err();
    assert_eq!(app.banners()[0].at, since);
    let row = app.row(id);
    assert_eq!((row.state, row.stale), (State::Connected, true));

    app.desktop().read_end_users().await.unwrap();
    assert!(app.banners().is_empty());
}

#[tokio::test]
async fn a_service_on_this_computer_needs_no_network() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    drop(app);
    let app = app_asking_at(&env, "http://127.0.0.1:1/graphql").await;
    env.network.disconnect();
    let failed = app.scheduler().check_client(id).await.unwrap_err();
    assert_eq!(failed.view().code(), "notAnswering");
    assert!(app.banners().is_empty());
}

/// Seven companies for one round. Returns how often roles were asked for until then.
async fn seven(env: &TestEnv, app: &AppUnderTest) -> usize {
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
        app.connected(env, name, person, realm).await;
    }
    env.count("POST", ROLE).await
}

#[tokio::test]
async fn a_round_stops_asking_when_the_service_is_seen_to_be_silent() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let before = seven(&env, &app).await;
    let tries = async || (env.count("POST", ROLE).await - before) / TRIES;
    env.fault(json!({ "path": ROLE, "kind": "status", "status": 503, "count": 1000 }))
        .await;
    app.scheduler().check_all().await;
    // Three are the proof, and two more may have been on their way.
    let noticed = tries().await;
    assert!((3..=5).contains(&noticed), "{noticed} of 7 were asked");
    assert_eq!(app.banner_kinds(), down("intuit"));

    // Ten minutes later one company finds out for all, and the pause is doubled.
    env.advance(11 * 60).await;
    app.scheduler().check_all().await;
    assert_eq!(tries().await, noticed + 1);
    env.advance(19 * 60).await;
    app.scheduler().check_all().await;
    assert_eq!(tries().await, noticed + 1, "left alone for twenty minutes");
    env.advance(4 * 60).await;
    env.clear_faults().await;
    let asked = env.count("POST", ROLE).await;
    app.scheduler().check_all().await;
    assert_eq!(env.count("POST", ROLE).await, asked + 7, "all again");
    assert!(app.banners().is_empty());
}

#[tokio::test]
async fn without_a_network_one_company_finds_out_and_then_nobody_is_asked() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let before = seven(&env, &app).await;
    drop(app);
    let app = app_asking_at(&env, UNREACHABLE).await;
    env.network.disconnect();
    env.advance(60).await;
    let checked_from = env.practice.now().as_millisecond();
    let asked_about = || {
        let rows = app.rows().unwrap();
        let asked = rows
            .iter()
            .filter(|row| row.checked_at >= Some(checked_from));
        asked.count()
    };
    app.scheduler().check_all().await;
    assert_eq!(app.banner_kinds(), [(BannerKind::Offline, String::new())]);
    let noticed = asked_about();
    assert!(
        (1..=3).contains(&noticed),
        "{noticed} of 7 were asked about"
    );
    let (last, next) = app.scheduler().rounds();
    let pause = next.unwrap().duration_since(last.unwrap()).as_secs();
    assert!(
        (50..=66).contains(&pause),
        "the next look is a minute away: {pause} s"
    );

    env.advance(120).await;
    let later = env.practice.now().as_millisecond();
    app.scheduler().check_all().await;
    let rows = app.rows().unwrap();
    assert!(
        rows.iter().all(|row| row.checked_at < Some(later)),
        "without a route nobody is asked"
    );
    let (last, next) = app.scheduler().rounds();
    let pause = next.unwrap().duration_since(last.unwrap()).as_secs();
    assert!((110..=132).contains(&pause), "and less often: {pause} s");
    assert_eq!(app.banners().len(), 1);
    assert_eq!(env.count("POST", ROLE).await, before);
}

#[tokio::test]
async fn when_the_network_returns_nobody_waits_for_the_end_of_the_pause() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    drop(app);
    let app = app_asking_at(&env, UNREACHABLE).await;
    env.network.disconnect();
    env.advance(7 * 3600).await;
    let roster = app.roster.clone();
    let schedule = tokio::spawn(async move { roster.scheduler().keep_checking().await });
    let first = app.until_round(None).await;
    assert_eq!(app.banner_kinds(), [(BannerKind::Offline, String::new())]);

    env.network.reconnect();
    let woken = env.practice.now().as_millisecond();
    app.scheduler().wake();
    let second = app.until_round(Some(first)).await;
    assert!(second - first < 50_000, "the pause was a minute at least");
    assert!(
        app.row(id).checked_at >= Some(woken),
        "what was not asked is"
    );
    schedule.abort();
}

#[tokio::test]
async fn a_computer_that_the_firm_turned_off_is_one_banner_and_no_fault_of_a_client() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = three(&env, &app).await;
    env.advance(2 * 3600).await;
    let body = json!({ "error": "computer_denied", "source": "relay" });
    env
        .fault(json!({ "path": "/relay/refresh", "kind": "status", "status": 403, "body": body, "count": 99 }))
        .await;
    app.scheduler().check_all().await;
    let refused = app
        .scheduler()
        .check_client(ids[0])
        .await
        .unwrap_err()
        .view();
    assert_eq!(refused.code(), "computerTurnedOff");
    assert_eq!(
        app.banner_kinds(),
        [(BannerKind::ComputerDenied, "relay".to_owned())]
    );
    for id in &ids {
        let row = app.row(*id);
        assert_eq!((row.state, row.stale), (State::Connected, true));
    }
    env.clear_faults().await;
    env.advance(3600).await;
    app.scheduler().check_all().await;
    assert!(app.banners().is_empty());
    assert!(!app.row(ids[0]).stale);
}

/// The relay is on this computer, and Intuit's address is not: which of them was silent decides.
#[tokio::test]
async fn a_silent_relay_on_this_computer_is_no_missing_network() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    drop(app);
    let mut side = env.intuit_side().await;
    side.endpoints.graphql = url(UNREACHABLE);
    let app = env.app_with(|parts| parts.intuit = Some(side)).await;
    env.network.disconnect();
    env.fault(json!({ "path": "/relay/refresh", "kind": "refused", "count": 9 }))
        .await;
    let failed = app.scheduler().check_client(id).await.unwrap_err();
    assert_eq!(failed.view().code(), "notAnswering");
    assert!(app.banners().is_empty(), "{:?}", app.banner_kinds());
}
