//! Answers of Intuit that are about the service or about the firm's keys accuse no client.

use intuit::{ClientId as AppId, ClientSecret, OAuth};
use roster::client::ClientId;
use roster::grants::Grants;
use roster::view::{Action, BarKind, EventKind, ProblemCode, State};
use roster::{IntuitService, preview_rows};
use serde_json::{Value, json};

use crate::harness::{
    BLUEBELL, CEDAR, JUNIPER, LANTERN, MARIA, SILVER, SUES, Seat, TOM, World, test_pc, url,
};

const HOUR: i64 = 3600;
const MINUTE: i64 = 60;
const TOKENS: &str = "/oauth2/v1/tokens/bearer";
const ROLE: &str = "/2020-04/graphql";
const KEYS: &str = "Incorrect Token type or clientID";

/// Development keys with this secret, which the practice firm takes only where it is its own.
fn direct(world: &World, mut side: IntuitService, secret: Option<&str>) -> IntuitService {
    let own = world.practice.endpoints().intuit.client_secret.clone();
    side.redirect_uri = url("http://localhost:8765/callback");
    side.grants = Grants::Direct(
        OAuth::builder(
            side.endpoints.clone(),
            side.client_id.clone(),
            ClientSecret::new(secret.unwrap_or(&own)),
            side.redirect_uri.clone(),
        )
        .timeout(std::time::Duration::from_secs(20))
        .build()
        .unwrap(),
    );
    side
}

async fn direct_seat(world: &World, secret: Option<&str>) -> Seat {
    let side = direct(world, world.intuit_side().await, secret);
    world.seat_with(|parts| parts.intuit = Some(side)).await
}

async fn connected(world: &World, seat: &Seat, companies: usize) -> Vec<ClientId> {
    let all = [
        ("Sue's Bakery", MARIA, SUES),
        ("Cedar Loft", TOM, CEDAR),
        ("Bluebell", MARIA, BLUEBELL),
        ("Juniper Yoga", MARIA, JUNIPER),
        ("Silver Birch", TOM, SILVER),
        ("Lantern Hill", MARIA, LANTERN),
    ];
    let mut ids = Vec::new();
    for (name, person, realm) in &all[..companies] {
        ids.push(seat.connected(world, name, person, realm).await);
    }
    ids
}

/// Intuit answers the next `count` renewals so.
async fn answer(world: &World, status: u16, body: &Value, count: usize) {
    world
        .fault(json!({ "path": TOKENS, "kind": "status", "status": status, "body": body, "count": count }))
        .await;
}

async fn refuse(world: &World, description: Option<&str>, count: usize) {
    let mut body = json!({ "error": "invalid_grant" });
    if let Some(description) = description {
        body["error_description"] = json!(description);
    }
    answer(world, 400, &body, count).await;
}

fn lines(seat: &Seat, id: ClientId) -> Vec<(EventKind, Option<State>)> {
    let timeline = seat.timeline(id).unwrap();
    timeline.into_iter().map(|it| (it.event, it.to)).collect()
}

#[tokio::test]
async fn an_oauth_word_that_is_not_about_the_client_leaves_the_row_as_it_was() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, 1).await[0];
    let before = lines(&seat, id);
    for (status, word, description) in [
        (400, "invalid_request", None),
        (
            400,
            "invalid_request",
            Some("The request is missing a required parameter"),
        ),
        (400, "Invalid_Request", None),
        (401, "invalid_request", None),
        (400, "temporarily_unavailable", None),
        (503, "temporarily_unavailable", None),
        (400, "TEMPORARILY_UNAVAILABLE", None),
        (400, "server_error", None),
        (500, "server_error", Some("oops")),
        (400, "unsupported_grant_type", None),
        (400, "invalid_scope", None),
        (403, "access_denied", None),
        (400, "slow_down", None),
        (400, "interaction_required", None),
        (400, "invalid_token", None),
        (400, "unknown_error", None),
        (400, "", None),
        // What a service in trouble says of a grant is not believed.
        (500, "invalid_grant", None),
        (
            503,
            "invalid_grant",
            Some("Incorrect or invalid refresh token"),
        ),
        (429, "invalid_grant", None),
        (
            400,
            "invalid_grant",
            Some("message=ThrottleExceeded; errorCode=003001"),
        ),
    ] {
        world.advance(2 * HOUR).await;
        let mut body = json!({ "error": word });
        if let Some(description) = description {
            body["error_description"] = json!(description);
        }
        answer(&world, status, &body, 1).await;
        let failed = seat.scheduler().check_client(id).await.unwrap_err();
        assert_eq!(
            failed.view().code,
            ProblemCode::Unreachable,
            "{status} {body}"
        );
        let row = seat.row(id);
        assert_eq!(
            (row.state, row.stale),
            (State::Connected, true),
            "{status} {body}"
        );
        assert!(row.details.is_some(), "{status} {body}");
        assert!(seat.bars().is_empty(), "one company is no proof: {body}");
        world.advance(11 * MINUTE).await;
        assert_eq!(
            seat.scheduler().check_client(id).await.unwrap().state,
            State::Connected
        );
    }
    assert_eq!(lines(&seat, id), before, "nothing for the timeline");
}

#[tokio::test]
async fn the_same_word_for_several_companies_is_one_bar() {
    for (status, word) in [
        (400, "invalid_request"),
        (400, "server_error"),
        (503, "temporarily_unavailable"),
        (400, "invalid_scope"),
    ] {
        let world = World::new().await;
        let seat = world.seat().await;
        let ids = connected(&world, &seat, 3).await;
        world.advance(2 * HOUR).await;
        answer(&world, status, &json!({ "error": word }), 3).await;
        for id in &ids {
            seat.scheduler().check_client(*id).await.unwrap_err();
        }
        assert_eq!(
            seat.bar_kinds(),
            [(BarKind::ServiceDown, "intuit".to_owned())],
            "{word}"
        );
        assert!(ids.iter().all(|id| seat.state(*id) == State::Connected));
        world.advance(11 * MINUTE).await;
        seat.scheduler().check_all().await;
        assert!(seat.bars().is_empty(), "{word}");
    }
}

#[tokio::test]
async fn several_refused_within_minutes_are_one_bar_about_the_keys_and_no_row_changes() {
    let world = World::new().await;
    let seat = world.seat().await;
    let ids = connected(&world, &seat, 4).await;
    world.advance(2 * HOUR).await;
    refuse(&world, None, 1000).await;
    for id in &ids[..2] {
        assert_eq!(
            seat.scheduler().check_client(*id).await.unwrap().state,
            State::Checking
        );
        world.advance(MINUTE).await;
    }
    let row = seat.scheduler().check_client(ids[2]).await.unwrap();
    assert_eq!((row.state, row.stale), (State::Connected, true));
    // The third made it several, and then the fourth was asked on behalf of all.
    let bar = &seat.bars()[0];
    assert_eq!(
        (bar.kind, bar.service.as_str()),
        (BarKind::RefusedTogether, "relay")
    );
    assert_eq!(bar.name.as_deref(), Some("4"));
    for id in &ids {
        let row = seat.row(*id);
        assert_eq!(
            (row.state, row.stale, row.primary),
            (State::Connected, true, Action::CheckNow)
        );
        let last = lines(&seat, *id)[0];
        assert_ne!(last.1, Some(State::Checking), "its timeline ends as it was");
    }

    // However often: no row turns red, and a round asks one company only.
    let asked = world.refreshes().await;
    for round in 1..=3 {
        world.advance(15 * MINUTE).await;
        seat.scheduler().check_all().await;
        assert_eq!(world.refreshes().await, asked + round, "one a round");
    }
    assert!(ids.iter().all(|id| seat.state(*id) == State::Connected));

    // It is the same after a restart, and where the firm is not open.
    drop(seat);
    let closed = roster::database::Database::open(&world.file()).unwrap();
    let rows = preview_rows(&closed, world.practice.now(), test_pc(), true).unwrap();
    assert!(
        rows.iter()
            .all(|row| row.state == State::Connected && row.stale)
    );
    drop(closed);
    let seat = world.seat().await;
    assert_eq!(seat.bars()[0].kind, BarKind::RefusedTogether);
    assert!(ids.iter().all(|id| seat.state(*id) == State::Connected));

    // The keys are put right: the next round lifts it, and every row is asked.
    world.clear_faults().await;
    world.advance(15 * MINUTE).await;
    seat.scheduler().check_all().await;
    assert!(seat.bars().is_empty());
    for id in &ids {
        let row = seat.row(*id);
        assert_eq!((row.state, row.stale), (State::Connected, false));
    }
}

#[tokio::test]
async fn a_company_that_renews_shows_that_the_keys_are_good_and_every_row_is_judged_alone() {
    let world = World::new().await;
    let seat = world.seat().await;
    let ids = connected(&world, &seat, 4).await;
    for realm in [SUES, CEDAR, BLUEBELL] {
        world.apply_scenario(realm, "revoked").await;
    }
    for id in &ids[..3] {
        seat.scheduler().check_client(*id).await.unwrap();
    }
    assert!(seat.bars().is_empty(), "the fourth was renewed");
    assert!(ids[..3].iter().all(|id| seat.state(*id) == State::Checking));
    world.advance(11 * MINUTE).await;
    seat.scheduler().check_all().await;
    assert!(ids[..3].iter().all(|id| seat.state(*id) == State::Revoked));
    assert_eq!(seat.state(ids[3]), State::Connected);
}

#[tokio::test]
async fn all_of_a_small_firm_refused_are_the_keys_until_one_is_connected_again() {
    let world = World::new().await;
    let seat = world.seat().await;
    let ids = connected(&world, &seat, 2).await;
    world.apply_scenario(SUES, "revoked").await;
    world.apply_scenario(CEDAR, "revoked").await;
    for id in &ids {
        seat.scheduler().check_client(*id).await.unwrap();
    }
    assert_eq!(seat.bars()[0].kind, BarKind::RefusedTogether);
    world.advance(11 * MINUTE).await;
    seat.scheduler().check_all().await;
    assert!(ids.iter().all(|id| seat.state(*id) == State::Connected));
    seat.sign_in(&world, ids[0], MARIA, SUES).await;
    assert!(seat.bars().is_empty(), "the keys are good");
    assert_eq!(seat.state(ids[1]), State::Checking, "and it is judged anew");
    world.advance(11 * MINUTE).await;
    assert_eq!(
        seat.scheduler().check_client(ids[1]).await.unwrap().state,
        State::Revoked
    );
}

#[tokio::test]
async fn refusals_days_apart_or_of_companies_whose_time_was_up_are_not_about_the_keys() {
    let world = World::new().await;
    let seat = world.seat().await;
    let ids = connected(&world, &seat, 3).await;
    world.advance(102 * 24 * HOUR).await;
    for id in &ids {
        seat.scheduler().check_client(*id).await.unwrap();
    }
    assert!(seat.bars().is_empty());
    world.advance(11 * MINUTE).await;
    for id in &ids {
        assert_eq!(
            seat.scheduler().check_client(*id).await.unwrap().state,
            State::Expired
        );
    }
}

#[tokio::test]
async fn intuits_words_about_a_client_id_prove_nothing_alone_and_count_for_two() {
    for words in [
        KEYS,
        "incorrect token type or client id",
        "Token type or client_id is incorrect",
    ] {
        let world = World::new().await;
        let seat = world.seat().await;
        let ids = connected(&world, &seat, 3).await;
        world.advance(2 * HOUR).await;
        refuse(&world, Some(words), 1).await;
        let row = seat.scheduler().check_client(ids[0]).await.unwrap();
        assert_eq!(row.state, State::Checking, "{words}");
        assert!(row.details.unwrap().message.contains(words));
        assert!(seat.bars().is_empty(), "{words}");
        world.advance(11 * MINUTE).await;
        refuse(&world, Some(words), 1).await;
        let row = seat.scheduler().check_client(ids[0]).await.unwrap();
        assert_eq!(row.state, State::Revoked, "a real disconnection: {words}");
        seat.sign_in(&world, ids[0], MARIA, SUES).await;

        world.advance(2 * HOUR).await;
        refuse(&world, Some(words), 3).await;
        seat.scheduler().check_client(ids[0]).await.unwrap();
        seat.scheduler().check_client(ids[1]).await.unwrap();
        assert_eq!(seat.bars()[0].kind, BarKind::RefusedTogether, "{words}");
        assert!(ids.iter().all(|id| seat.state(*id) == State::Connected));
    }
}

#[tokio::test]
async fn a_refusal_right_after_the_keys_changed_is_about_the_keys_also_after_a_restart() {
    let world = World::new().await;
    let seat = direct_seat(&world, None).await;
    let mut ids = Vec::new();
    for (name, person, realm) in [("Sue's Bakery", MARIA, SUES), ("Cedar Loft", TOM, CEDAR)] {
        let id = seat.add_online(name);
        let page = seat.begin(id).await;
        let redirected = world.approve_at_intuit(page, person, realm).await;
        let (state, code) = crate::direct::answer(&redirected);
        seat.online().answer(&state, code).await;
        seat.online().save_connection(id).await.unwrap();
        ids.push(id);
    }
    drop(seat);
    world.advance(2 * HOUR).await;
    let seat = direct_seat(&world, Some("another-secret-of-another-app")).await;
    assert!(seat.bars().is_empty(), "nothing was refused");
    refuse(&world, Some(KEYS), 2).await;
    let row = seat.scheduler().check_client(ids[0]).await.unwrap();
    assert_eq!((row.state, row.stale), (State::Connected, true));
    let bar = seat.bars()[0].clone();
    assert_eq!(
        (bar.kind, bar.name.as_deref()),
        (BarKind::RefusedSinceKeys, Some("2"))
    );
    drop(seat);
    let seat = direct_seat(&world, Some("another-secret-of-another-app")).await;
    assert_eq!(seat.bars(), [bar]);
    drop(seat);

    // The former keys are put back: what was said under the others is forgotten, and all are asked anew.
    let seat = direct_seat(&world, None).await;
    assert!(seat.bars().is_empty());
    assert!(ids.iter().all(|id| seat.state(*id) == State::Connected));
    seat.scheduler().check_all().await;
    assert!(ids.iter().all(|id| !seat.row(*id).stale));
}

#[tokio::test]
async fn another_app_id_behind_the_same_relay_is_another_pair_of_keys() {
    let world = World::new().await;
    drop(world.seat().await);
    let meta = |key: &str| {
        let database = roster::database::Database::open(&world.file()).unwrap();
        database.meta(key).unwrap()
    };
    assert_eq!(
        meta("intuit-keys-since"),
        None,
        "the first keys are no change"
    );
    drop(world.seat().await);
    assert_eq!(meta("intuit-keys-since"), None, "nor the same ones");
    drop(
        world
            .seat_with(|parts| parts.intuit.as_mut().unwrap().client_id = AppId::new("AnotherApp"))
            .await,
    );
    assert!(meta("intuit-keys-since").is_some());
    let secret = &world.practice.endpoints().intuit.client_secret;
    drop(direct_seat(&world, None).await);
    let disk = String::from_utf8_lossy(&world.disk()).into_owned();
    assert!(!disk.contains(secret), "a mark is no secret");
}

#[tokio::test]
async fn a_refusal_after_a_lost_renewal_says_when_that_was_and_accuses_nobody() {
    let dropped = json!({ "kind": "drop" });
    let cut = json!({ "kind": "cut_body" });
    let page = json!({ "kind": "status", "status": 502, "body": "<html>Bad Gateway</html>" });
    let torn = json!({ "kind": "wrong_json" });
    for lost in [dropped, cut, page, torn] {
        let world = World::new().await;
        let seat = world.seat().await;
        let id = connected(&world, &seat, 1).await[0];
        world.advance(2 * HOUR).await;
        let mut fault = lost.clone();
        fault["path"] = json!(TOKENS);
        world.fault(fault).await;
        seat.scheduler().check_client(id).await.unwrap_err();
        let at = seat.row(id).checked_at.unwrap();
        drop(seat);
        // The next renewal is after a restart.
        let seat = world.seat().await;
        for _ in 0..2 {
            world.advance(11 * MINUTE).await;
            refuse(&world, Some("Incorrect or invalid refresh token"), 1).await;
            seat.scheduler().check_client(id).await.unwrap();
        }
        let row = seat.row(id);
        assert_eq!(
            (row.state, row.primary),
            (State::Attention, Action::Reconnect),
            "{lost}"
        );
        assert!(
            (row.until.unwrap() - at).abs() < 5_000,
            "{lost}: when it was lost"
        );
        let details = row.details.unwrap();
        assert_eq!(details.code, "renewal_lost");
        assert!(
            details
                .message
                .contains("Incorrect or invalid refresh token")
        );
        assert!(seat.bars().is_empty());
        seat.sign_in(&world, id, MARIA, SUES).await;
        assert_eq!(seat.state(id), State::Connected);

        // After a renewal that was answered an older loss is no excuse.
        world.advance(2 * HOUR).await;
        seat.scheduler().check_client(id).await.unwrap();
        is_revoked_for_good(&world, &seat, id).await;
    }
}

/// Sue's Bakery takes the connection back, and that counts against the client after the second refusal.
async fn is_revoked_for_good(world: &World, seat: &Seat, id: ClientId) {
    world.apply_scenario(SUES, "revoked").await;
    for _ in 0..2 {
        world.advance(61 * MINUTE).await;
        seat.scheduler().check_client(id).await.unwrap();
    }
    assert_eq!(seat.state(id), State::Revoked);
}

#[tokio::test]
async fn a_renewal_that_never_left_loses_nothing() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = connected(&world, &seat, 1).await[0];
    for harmless in [
        json!({ "status": 429 }),
        json!({ "status": 403, "body": { "fault": { "error": [{ "code": "3001" }] } } }),
        json!({ "status": 400, "body": { "error": "invalid_request" } }),
        json!({ "status": 503, "body": { "error": "temporarily_unavailable" } }),
    ] {
        world.advance(2 * HOUR).await;
        let mut fault = harmless.clone();
        fault["kind"] = json!("status");
        fault["path"] = json!(TOKENS);
        world.fault(fault).await;
        seat.scheduler().check_client(id).await.unwrap_err();
    }
    is_revoked_for_good(&world, &seat, id).await;
}

#[tokio::test]
async fn intuits_description_is_in_details_and_cleaned() {
    let token = "RT1-153-H0-1700000000abcdefghijklmnop";
    for (said, shown) in [
        (
            "Incorrect or invalid refresh token",
            "Incorrect or invalid refresh token",
        ),
        (&*format!("Token {token} is old"), "Token [redacted] is old"),
        ("of company 9130349878530396", "of company [redacted]"),
        ("line\r\none\u{202e}\u{0}", "line one"),
        ("<b>No</b>", "<b>No</b>"),
    ] {
        for relay in [true, false] {
            let world = World::new().await;
            let seat = world.seat().await;
            let id = connected(&world, &seat, 1).await[0];
            world.advance(2 * HOUR).await;
            if relay {
                // A relay that passes on what it got.
                let body = json!({ "error": "invalid_grant", "error_description": said, "source": "intuit" });
                world
                    .fault(json!({ "path": "/relay/refresh", "kind": "status", "status": 400, "body": body }))
                    .await;
            } else {
                refuse(&world, Some(said), 1).await;
            }
            let details = seat
                .scheduler()
                .check_client(id)
                .await
                .unwrap()
                .details
                .unwrap();
            assert!(
                details.message.ends_with(&format!(": {shown}")),
                "{}",
                details.message
            );
            assert!(!details.message.contains(token));
        }
    }
}

#[tokio::test]
async fn a_throttle_is_a_throttle_at_any_status_and_in_any_body() {
    let world = World::new().await;
    let mut side = world.intuit_side().await;
    side.accounting_scope = true;
    let seat = world.seat_with(|parts| parts.intuit = Some(side)).await;
    let id = connected(&world, &seat, 1).await[0];
    let json_fault = json!({ "fault": { "error": [{ "message": "message=ThrottleExceeded; errorCode=003001; statusCode=403", "detail": null, "code": "3001", "element": null }], "type": "SERVICE" }, "time": 1 });
    let xml = r#"<?xml version="1.0"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE"><Error code="3001"><Message>message=ThrottleExceeded; errorCode=003001; statusCode=403</Message></Error></Fault></IntuitResponse>"#;
    let bodies = [
        json_fault,
        json!(xml),
        json!({ "Fault": { "Error": [{ "Message": "slow", "code": "003001" }] } }),
        json!({ "code": "ThrottleExceeded", "type": "INPUT", "detail": null }),
        json!({ "errors": [{ "message": "ThrottleExceeded", "extensions": { "code": "AHZ-0001" } }] }),
        json!("<html><title>Too Many Requests</title></html>"),
    ];
    for path in [ROLE, TOKENS] {
        for status in [200, 400, 401, 403, 429] {
            for body in &bodies {
                if status == 200 && body.as_str().is_some_and(|it| it.starts_with("<html")) {
                    continue;
                }
                world.advance(2 * HOUR).await;
                let count = if path == ROLE { 3 } else { 1 };
                let fault = json!({ "path": path, "kind": "status", "status": status, "body": body, "count": count });
                world.fault(fault).await;
                let renewed = world.refreshes().await;
                let failed = seat.scheduler().check_client(id).await.unwrap_err();
                assert!(
                    failed.to_string().contains("asks for a pause"),
                    "{path} {status} {body}: {failed}"
                );
                assert_eq!(
                    world.refreshes().await,
                    renewed + 1,
                    "no renewal for a throttle"
                );
                let row = seat.row(id);
                assert_eq!(
                    (row.state, row.stale),
                    (State::Connected, true),
                    "{path} {status} {body}"
                );
                world.until_faults_are_spent().await;
            }
        }
    }
    world.advance(2 * HOUR).await;
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    assert!(seat.bars().is_empty());
}
