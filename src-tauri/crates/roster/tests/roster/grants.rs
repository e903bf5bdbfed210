//! What does not cost a grant.

use std::time::Duration;

use roster::grants::{Grants, RelayClient};
use roster::view::{AttemptStage, State};
use serde_json::{Value, json};

use crate::harness::{MARIA, SUES, World, url};

const HOUR: i64 = 3600;
const TOKENS: &str = "/oauth2/v1/tokens/bearer";
const RELAY: &str = "/relay/refresh";

#[tokio::test]
async fn nothing_but_invalid_grant_speaks_against_a_grant() {
    let world = World::new().await;
    let mut side = world.intuit_side().await;
    let relay = url(&world.practice.endpoints().relay.base_url);
    // Impatient, so that a time-out takes no time.
    side.grants = Grants::Relay(
        RelayClient::new(&relay, &side.client_id, Duration::from_millis(400)).unwrap(),
    );
    let seat = world.seat_with(|parts| parts.intuit = Some(side)).await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    // An answer of Intuit's that got lost is the crash test's matter.
    let switches = json!({ "rotateAlways": true, "honoursPrevious": true });
    world.switches(switches).await;
    let html = json!("<!doctype html><title>Sign in</title><h1>Bad gateway</h1>");
    let status = |status: u16| json!({ "kind": "status", "status": status });
    let page = |status: u16| json!({ "kind": "status", "status": status, "body": html });
    let slow_down = json!({ "kind": "status", "status": 429, "headers": { "retry-after": "1" } });
    // The relay did what it was asked, and gives its answer again.
    let is_made_up_for = |path: &str, fault: &Value| match fault["kind"].as_str() {
        Some("delay") => true,
        Some("drop" | "cut_body") => path == RELAY,
        _ => path == RELAY && *fault == page(502),
    };
    let mut tried = 0;
    for path in [TOKENS, RELAY] {
        for fault in [
            status(500),
            status(502),
            status(503),
            status(504),
            status(408),
            slow_down.clone(),
            page(200),
            page(403),
            page(502),
            json!({ "kind": "delay", "delayMs": 800 }),
            json!({ "kind": "drop" }),
            json!({ "kind": "cut_body" }),
            json!({ "kind": "wrong_json" }),
        ] {
            world.advance(7 * HOUR).await;
            let is_made_up_for = is_made_up_for(path, &fault);
            let mut fault = fault.clone();
            fault["path"] = json!(path);
            world.fault(fault.clone()).await;
            let grant = world.vault.entry("company/");
            let checked = seat.scheduler().check_client(id).await;
            assert_eq!(checked.is_ok(), is_made_up_for, "{fault}");
            assert_eq!(seat.state(id), State::Connected, "{fault}");
            let is_kept = world.vault.entry("company/") == grant;
            assert_eq!(is_kept, !is_made_up_for, "{fault}");
            world.until_faults_are_spent().await;
            tried += 1;
        }
    }
    assert_eq!(tried, 26);
    world.advance(7 * HOUR).await;
    assert_eq!(
        seat.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_sign_in_that_replaced_the_grant_is_kept_before_anything_is_asked_with_it() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let before = world.vault.entry("company/");
    let page = seat.begin(id).await;
    let link = world.approve(page, MARIA, SUES).await;
    world
        .fault(json!({ "path": "/op/v1/jwks", "kind": "status", "status": 503, "count": 3 }))
        .await;
    seat.online().arrive(link.as_str()).await.unwrap();
    assert_eq!(seat.stage(id), AttemptStage::Ended, "nobody could say who");
    assert_ne!(world.vault.entry("company/"), before);
    drop(seat);
    let seat = world.seat().await;
    let row = seat.scheduler().check_client(id).await.unwrap();
    assert_eq!(row.state, State::Connected, "the one before is dead");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_ends_after_the_renewals_under_way() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    world.rotate_always().await;
    let before = world.vault.entry("company/");
    world
        .fault(json!({ "path": RELAY, "kind": "delay", "delayMs": 500 }))
        .await;
    // The sign-in asked there already.
    let asked = world.count("POST", TOKENS).await;
    let roster = seat.roster.clone();
    let renewing = tokio::spawn(async move { roster.online().renew_now(id).await });
    world.until_asked("POST", TOKENS, asked + 1).await;
    seat.roster.finish_renewals(Duration::from_secs(10)).await;
    assert_ne!(world.vault.entry("company/"), before);
    renewing.await.unwrap();
}
