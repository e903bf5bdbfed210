//! What a grant survives.

use std::time::Duration;

use roster::grants::{Grants, RelayClient};
use roster::view::{AttemptStage, State};
use serde_json::{Value, json};

use crate::harness::{MARIA, SUES, TestEnv, url};

const HOUR: i64 = 3600;
const TOKENS: &str = "/oauth2/v1/tokens/bearer";
const RELAY: &str = "/relay/refresh";

#[tokio::test]
async fn nothing_but_invalid_grant_speaks_against_a_grant() {
    let env = TestEnv::new().await;
    let mut side = env.intuit_side().await;
    let relay = url(&env.practice.endpoints().relay.base_url);
    // A short time-out, so that the test is quick.
    side.grants = Grants::Relay(
        RelayClient::new(&relay, &side.client_id, Duration::from_millis(400)).unwrap(),
    );
    let app = env.app_with(|parts| parts.intuit = Some(side)).await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    // The crash test covers an answer of Intuit's that got lost.
    let switches = json!({ "rotateAlways": true, "honoursPrevious": true });
    env.switches(switches).await;
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
            env.advance(7 * HOUR).await;
            let is_made_up_for = is_made_up_for(path, &fault);
            let mut fault = fault.clone();
            fault["path"] = json!(path);
            env.fault(fault.clone()).await;
            let grant = env.vault.entry("company/");
            let checked = app.scheduler().check_client(id).await;
            assert_eq!(checked.is_ok(), is_made_up_for, "{fault}");
            assert_eq!(app.state(id), State::Connected, "{fault}");
            let is_kept = env.vault.entry("company/") == grant;
            assert_eq!(is_kept, !is_made_up_for, "{fault}");
            env.until_faults_are_spent().await;
            tried += 1;
        }
    }
    assert_eq!(tried, 26);
    env.advance(7 * HOUR).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_sign_in_that_replaced_the_grant_is_kept_before_anything_is_asked_with_it() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let before = env.vault.entry("company/");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, SUES).await;
    env.fault(json!({ "path": "/op/v1/jwks", "kind": "status", "status": 503, "count": 3 }))
        .await;
    app.online().arrive(link.as_str()).await.unwrap();
    assert_eq!(app.stage(id), AttemptStage::Ended, "nobody could say who");
    assert_ne!(env.vault.entry("company/"), before);
    drop(app);
    let app = env.app().await;
    let row = app.scheduler().check_client(id).await.unwrap();
    assert_eq!(row.state, State::Connected, "the one before is dead");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_ends_after_the_renewals_under_way() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.rotate_always().await;
    let before = env.vault.entry("company/");
    env.fault(json!({ "path": RELAY, "kind": "delay", "delayMs": 500 }))
        .await;
    // The sign-in asked there already.
    let asked = env.count("POST", TOKENS).await;
    let roster = app.roster.clone();
    let renewing = tokio::spawn(async move { roster.online().renew_now(id).await });
    env.until_asked("POST", TOKENS, asked + 1).await;
    app.roster.finish_renewals(Duration::from_secs(10)).await;
    assert_ne!(env.vault.entry("company/"), before);
    renewing.await.unwrap();
}
