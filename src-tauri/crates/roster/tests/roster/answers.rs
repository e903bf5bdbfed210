//! Answers of Intuit that are about the service or about the firm's keys accuse no client.
//!
//! Long because each answer that could be mistaken for a client's refusal is given once.

use intuit::{ClientId as AppId, ClientSecret, OAuth};
use roster::client::ClientId;
use roster::grants::Grants;
use roster::view::{Action, BannerKind, EventKind, State};
use roster::{IntuitService, preview_rows};
use serde_json::{Value, json};

use crate::harness::{
    AppUnderTest, BLUEBELL, CEDAR, JUNIPER, LANTERN, MARIA, SILVER, SUES, TOM, TestEnv,
    is_unreached, test_pc, url,
};

const HOUR: i64 = 3600;
const MINUTE: i64 = 60;
const TOKENS: &str = "/oauth2/v1/tokens/bearer";
const ROLE: &str = "/2020-04/graphql";
const KEYS: &str = "Incorrect Token type or clientID";

/// Development keys with this secret, which the practice firm takes only where it is its own.
fn direct(env: &TestEnv, mut side: IntuitService, secret: Option<&str>) -> IntuitService {
    let own = env.practice.endpoints().intuit.client_secret.clone();
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

async fn direct_app(env: &TestEnv, secret: Option<&str>) -> AppUnderTest {
    let side = direct(env, env.intuit_side().await, secret);
    env.app_with(|parts| parts.intuit = Some(side)).await
}

async fn connected(env: &TestEnv, app: &AppUnderTest, companies: usize) -> Vec<ClientId> {
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
        ids.push(app.connected(env, name, person, realm).await);
    }
    ids
}

/// Intuit answers the next `count` renewals so.
async fn answer(env: &TestEnv, status: u16, body: &Value, count: usize) {
    env.fault(
        json!({ "path": TOKENS, "kind": "status", "status": status, "body": body, "count": count }),
    )
    .await;
}

async fn refuse(env: &TestEnv, description: Option<&str>, count: usize) {
    let mut body = json!({ "error": "invalid_grant" });
    if let Some(description) = description {
        body["error_description"] = json!(description);
    }
    answer(env, 400, &body, count).await;
}

fn lines(app: &AppUnderTest, id: ClientId) -> Vec<(EventKind, Option<State>)> {
    let timeline = app.timeline(id).unwrap();
    timeline
        .into_iter()
        .map(|it| match it.event {
            EventKind::StateChanged { to, .. } => (it.event, Some(to)),
            event => (event, None),
        })
        .collect()
}

#[tokio::test]
async fn an_oauth_word_that_is_not_about_the_client_leaves_the_row_as_it_was() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, 1).await[0];
    let before = lines(&app, id);
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
        env.advance(2 * HOUR).await;
        let mut body = json!({ "error": word });
        if let Some(description) = description {
            body["error_description"] = json!(description);
        }
        answer(&env, status, &body, 1).await;
        let failed = app.scheduler().check_client(id).await.unwrap_err();
        assert!(is_unreached(&failed.view()), "{status} {body}");
        let row = app.row(id);
        assert_eq!(
            (row.state, row.stale),
            (State::Connected, true),
            "{status} {body}"
        );
        assert!(row.details.is_some(), "{status} {body}");
        assert!(app.banners().is_empty(), "one company is no proof: {body}");
        env.advance(11 * MINUTE).await;
        assert_eq!(
            app.scheduler().check_client(id).await.unwrap().state,
            State::Connected
        );
    }
    assert_eq!(lines(&app, id), before, "nothing for the timeline");
}

#[tokio::test]
async fn the_same_word_for_several_companies_is_one_banner() {
    for (status, word) in [
        (400, "invalid_request"),
        (400, "server_error"),
        (503, "temporarily_unavailable"),
        (400, "invalid_scope"),
    ] {
        let env = TestEnv::new().await;
        let app = env.app().await;
        let ids = connected(&env, &app, 3).await;
        env.advance(2 * HOUR).await;
        answer(&env, status, &json!({ "error": word }), 3).await;
        for id in &ids {
            app.scheduler().check_client(*id).await.unwrap_err();
        }
        assert_eq!(
            app.banner_kinds(),
            [(BannerKind::ServiceDown, "intuit".to_owned())],
            "{word}"
        );
        assert!(ids.iter().all(|id| app.state(*id) == State::Connected));
        env.advance(11 * MINUTE).await;
        app.scheduler().check_all().await;
        assert!(app.banners().is_empty(), "{word}");
    }
}

#[tokio::test]
async fn several_refused_within_minutes_are_one_banner_about_the_keys_and_no_row_changes() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = connected(&env, &app, 4).await;
    env.advance(2 * HOUR).await;
    refuse(&env, None, 1000).await;
    for id in &ids[..2] {
        assert_eq!(
            app.scheduler().check_client(*id).await.unwrap().state,
            State::Checking
        );
        env.advance(MINUTE).await;
    }
    let row = app.scheduler().check_client(ids[2]).await.unwrap();
    assert_eq!((row.state, row.stale), (State::Connected, true));
    // The third made it several, and then the fourth was asked on behalf of all.
    let banner = &app.banners()[0];
    assert_eq!(
        (banner.kind, banner.service.as_str()),
        (BannerKind::RefusedTogether, "relay")
    );
    assert_eq!(banner.name.as_deref(), Some("4"));
    for id in &ids {
        let row = app.row(*id);
        assert_eq!(
            (row.state, row.stale, row.primary),
            (State::Connected, true, Action::CheckNow)
        );
        let last = lines(&app, *id).remove(0);
        assert_ne!(last.1, Some(State::Checking), "its timeline ends as it was");
    }

    // However often: no row turns red, and a round asks one company only.
    let asked = env.refreshes().await;
    for round in 1..=3 {
        env.advance(15 * MINUTE).await;
        app.scheduler().check_all().await;
        assert_eq!(env.refreshes().await, asked + round, "one a round");
    }
    assert!(ids.iter().all(|id| app.state(*id) == State::Connected));

    // It is the same after a restart, and where the firm is not open.
    drop(app);
    let closed = roster::database::Database::open(&env.file()).unwrap();
    let rows = preview_rows(&closed, env.practice.now(), test_pc(), true).unwrap();
    assert!(
        rows.iter()
            .all(|row| row.state == State::Connected && row.stale)
    );
    drop(closed);
    let app = env.app().await;
    assert_eq!(app.banners()[0].kind, BannerKind::RefusedTogether);
    assert!(ids.iter().all(|id| app.state(*id) == State::Connected));

    // The keys are put right: the next round lifts it, and every row is asked.
    env.clear_faults().await;
    env.advance(15 * MINUTE).await;
    app.scheduler().check_all().await;
    assert!(app.banners().is_empty());
    for id in &ids {
        let row = app.row(*id);
        assert_eq!((row.state, row.stale), (State::Connected, false));
    }
}

#[tokio::test]
async fn a_company_that_renews_shows_that_the_keys_are_good_and_every_row_is_judged_alone() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = connected(&env, &app, 4).await;
    for realm in [SUES, CEDAR, BLUEBELL] {
        env.apply_scenario(realm, "revoked").await;
    }
    for id in &ids[..3] {
        app.scheduler().check_client(*id).await.unwrap();
    }
    assert!(app.banners().is_empty(), "the fourth was renewed");
    assert!(ids[..3].iter().all(|id| app.state(*id) == State::Checking));
    env.advance(11 * MINUTE).await;
    app.scheduler().check_all().await;
    assert!(ids[..3].iter().all(|id| app.state(*id) == State::Revoked));
    assert_eq!(app.state(ids[3]), State::Connected);
}

#[tokio::test]
async fn all_of_a_small_firm_refused_are_the_keys_until_one_is_connected_again() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = connected(&env, &app, 2).await;
    env.apply_scenario(SUES, "revoked").await;
    env.apply_scenario(CEDAR, "revoked").await;
    for id in &ids {
        app.scheduler().check_client(*id).await.unwrap();
    }
    assert_eq!(app.banners()[0].kind, BannerKind::RefusedTogether);
    env.advance(11 * MINUTE).await;
    app.scheduler().check_all().await;
    assert!(ids.iter().all(|id| app.state(*id) == State::Connected));
    app.sign_in(&env, ids[0], MARIA, SUES).await;
    assert!(app.banners().is_empty(), "the keys are good");
    assert_eq!(app.state(ids[1]), State::Checking, "and it is judged anew");
    env.advance(11 * MINUTE).await;
    assert_eq!(
        app.scheduler().check_client(ids[1]).await.unwrap().state,
        State::Revoked
    );
}

#[tokio::test]
async fn refusals_days_apart_or_of_companies_whose_time_was_up_are_not_about_the_keys() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let ids = connected(&env, &app, 3).await;
    env.advance(102 * 24 * HOUR).await;
    for id in &ids {
        app.scheduler().check_client(*id).await.unwrap();
    }
    assert!(app.banners().is_empty());
    env.advance(11 * MINUTE).await;
    for id in &ids {
        assert_eq!(
            app.scheduler().check_client(*id).await.unwrap().state,
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
        let env = TestEnv::new().await;
        let app = env.app().await;
        let ids = connected(&env, &app, 3).await;
        env.advance(2 * HOUR).await;
        refuse(&env, Some(words), 1).await;
        let row = app.scheduler().check_client(ids[0]).await.unwrap();
        assert_eq!(row.state, State::Checking, "{words}");
        assert!(row.details.unwrap().message.contains(words));
        assert!(app.banners().is_empty(), "{words}");
        env.advance(11 * MINUTE).await;
        refuse(&env, Some(words), 1).await;
        let row = app.scheduler().check_client(ids[0]).await.unwrap();
        assert_eq!(row.state, State::Revoked, "a real disconnection: {words}");
        app.sign_in(&env, ids[0], MARIA, SUES).await;

        env.advance(2 * HOUR).await;
        refuse(&env, Some(words), 3).await;
        app.scheduler().check_client(ids[0]).await.unwrap();
        app.scheduler().check_client(ids[1]).await.unwrap();
        assert_eq!(
            app.banners()[0].kind,
            BannerKind::RefusedTogether,
            "{words}"
        );
        assert!(ids.iter().all(|id| app.state(*id) == State::Connected));
    }
}

#[tokio::test]
async fn a_refusal_right_after_the_keys_changed_is_about_the_keys_also_after_a_restart() {
    let env = TestEnv::new().await;
    let app = direct_app(&env, None).await;
    let mut ids = Vec::new();
    for (name, person, realm) in [("Sue's Bakery", MARIA, SUES), ("Cedar Loft", TOM, CEDAR)] {
        let id = app.add_online(name);
        let page = app.begin(id).await;
        let redirected = env.approve_at_intuit(page, person, realm).await;
        let (state, code) = crate::direct::answer(&redirected);
        app.online().answer(&state, code).await;
        app.online().save_connection(id).await.unwrap();
        ids.push(id);
    }
    drop(app);
    env.advance(2 * HOUR).await;
    let app = direct_app(&env, Some("another-secret-of-another-app")).await;
    assert!(app.banners().is_empty(), "nothing was refused");
    refuse(&env, Some(KEYS), 2).await;
    let row = app.scheduler().check_client(ids[0]).await.unwrap();
    assert_eq!((row.state, row.stale), (State::Connected, true));
    let banner = app.banners()[0].clone();
    assert_eq!(
        (banner.kind, banner.name.as_deref()),
        (BannerKind::RefusedSinceKeys, Some("2"))
    );
    drop(app);
    let app = direct_app(&env, Some("another-secret-of-another-app")).await;
    assert_eq!(app.banners(), [banner]);
    drop(app);

    // The former keys are put back: what was said under the others is forgotten, and all are asked anew.
    let app = direct_app(&env, None).await;
    assert!(app.banners().is_empty());
    assert!(ids.iter().all(|id| app.state(*id) == State::Connected));
    app.scheduler().check_all().await;
    assert!(ids.iter().all(|id| !app.row(*id).stale));
}

#[tokio::test]
async fn another_app_id_behind_the_same_relay_is_another_pair_of_keys() {
    let env = TestEnv::new().await;
    drop(env.app().await);
    let meta = |key: &str| {
        let database = roster::database::Database::open(&env.file()).unwrap();
        database.meta(key).unwrap()
    };
    assert_eq!(
        meta("intuit-keys-since"),
        None,
        "the first keys are no change"
    );
    drop(env.app().await);
    assert_eq!(meta("intuit-keys-since"), None, "nor the same ones");
    drop(
        env.app_with(|parts| parts.intuit.as_mut().unwrap().client_id = AppId::new("AnotherApp"))
            .await,
    );
    assert!(meta("intuit-keys-since").is_some());
    let secret = &env.practice.endpoints().intuit.client_secret;
    drop(direct_app(&env, None).await);
    let disk = String::from_utf8_lossy(&env.disk()).into_owned();
    assert!(!disk.contains(secret), "a mark is no secret");
}

#[tokio::test]
async fn a_refusal_after_a_lost_renewal_says_when_that_was_and_accuses_nobody() {
    let dropped = json!({ "kind": "drop" });
    let cut = json!({ "kind": "cut_body" });
    let page = json!({ "kind": "status", "status": 502, "body": "<html>Bad Gateway</html>" });
    let torn = json!({ "kind": "wrong_json" });
    for lost in [dropped, cut, page, torn] {
        let env = TestEnv::new().await;
        let app = env.app().await;
        let id = connected(&env, &app, 1).await[0];
        env.advance(2 * HOUR).await;
        let mut fault = lost.clone();
        fault["path"] = json!(TOKENS);
        env.fault(fault).await;
        app.scheduler().check_client(id).await.unwrap_err();
        let at = app.row(id).checked_at.unwrap();
        drop(app);
        // The next renewal is after a restart.
        let app = env.app().await;
        for _ in 0..2 {
            env.advance(11 * MINUTE).await;
            refuse(&env, Some("Incorrect or invalid refresh token"), 1).await;
            app.scheduler().check_client(id).await.unwrap();
        }
        let row = app.row(id);
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
        assert!(app.banners().is_empty());
        app.sign_in(&env, id, MARIA, SUES).await;
        assert_eq!(app.state(id), State::Connected);

        // After a renewal that was answered an older loss is no excuse.
        env.advance(2 * HOUR).await;
        app.scheduler().check_client(id).await.unwrap();
        is_revoked_for_good(&env, &app, id).await;
    }
}

/// Sue's Bakery takes the connection back, and that counts against the client after the second refusal.
async fn is_revoked_for_good(env: &TestEnv, app: &AppUnderTest, id: ClientId) {
    env.apply_scenario(SUES, "revoked").await;
    for _ in 0..2 {
        env.advance(61 * MINUTE).await;
        app.scheduler().check_client(id).await.unwrap();
    }
    assert_eq!(app.state(id), State::Revoked);
}

#[tokio::test]
async fn a_renewal_that_never_left_loses_nothing() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = connected(&env, &app, 1).await[0];
    for harmless in [
        json!({ "status": 429 }),
        json!({ "status": 403, "body": { "fault": { "error": [{ "code": "3001" }] } } }),
        json!({ "status": 400, "body": { "error": "invalid_request" } }),
        json!({ "status": 503, "body": { "error": "temporarily_unavailable" } }),
    ] {
        env.advance(2 * HOUR).await;
        let mut fault = harmless.clone();
        fault["kind"] = json!("status");
        fault["path"] = json!(TOKENS);
        env.fault(fault).await;
        app.scheduler().check_client(id).await.unwrap_err();
    }
    is_revoked_for_good(&env, &app, id).await;
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
            let env = TestEnv::new().await;
            let app = env.app().await;
            let id = connected(&env, &app, 1).await[0];
            env.advance(2 * HOUR).await;
            if relay {
                // A relay that passes on what it got.
                let body = json!({ "error": "invalid_grant", "error_description": said, "source": "intuit" });
                env
                    .fault(json!({ "path": "/relay/refresh", "kind": "status", "status": 400, "body": body }))
                    .await;
            } else {
                refuse(&env, Some(said), 1).await;
            }
            let details = app
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
    let env = TestEnv::new().await;
    let mut side = env.intuit_side().await;
    side.accounting_scope = true;
    let app = env.app_with(|parts| parts.intuit = Some(side)).await;
    let id = connected(&env, &app, 1).await[0];
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
                env.advance(2 * HOUR).await;
                let count = if path == ROLE { 3 } else { 1 };
                let fault = json!({ "path": path, "kind": "status", "status": status, "body": body, "count": count });
                env.fault(fault).await;
                let renewed = env.refreshes().await;
                let failed = app.scheduler().check_client(id).await.unwrap_err();
                assert_eq!(
                    failed.view().code(),
                    "askedTooMuch",
                    "{path} {status} {body}"
                );
                assert_eq!(
                    env.refreshes().await,
                    renewed + 1,
                    "no renewal for a throttle"
                );
                let row = app.row(id);
                assert_eq!(
                    (row.state, row.stale),
                    (State::Connected, true),
                    "{path} {status} {body}"
                );
                env.until_faults_are_spent().await;
            }
        }
    }
    env.advance(2 * HOUR).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    assert!(app.banners().is_empty());
}
