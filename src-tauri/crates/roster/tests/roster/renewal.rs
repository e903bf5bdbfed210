//! Renewing a grant: once for everybody, stored before it is used, and never believed dead too soon.
//!
//! Long because each moment at which a renewal can be lost is tried.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use roster::RosterError;
use roster::client::ClientId;
use roster::grants::{Grants, RelayClient};
use roster::platform::Clock;
use roster::view::{Action, BannerKind, EventKind, State};
use serde_json::{Value, json};

use crate::harness::{AppUnderTest, MARIA, SUES, TestEnv, is_unreached, url};

const HOUR: i64 = 3600;
const MINUTE: i64 = 60;

/// A stopped clock.
struct Stopped(Timestamp);

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// An environment with one connected client whose access token has run out.
async fn idle_client() -> (TestEnv, AppUnderTest, ClientId) {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.advance(2 * HOUR).await;
    (env, app, id)
}

async fn twenty_at_once(app: &AppUnderTest, id: ClientId) -> Vec<Result<State, RosterError>> {
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let roster = app.roster.clone();
        asked.spawn(async move {
            roster
                .online()
                .query_user_role(id)
                .await
                .map(|row| row.state)
        });
    }
    asked.join_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_questions_at_once_renew_once() {
    let (env, app, id) = idle_client().await;
    env.rotate_always().await;
    for answer in twenty_at_once(&app, id).await {
        assert_eq!(answer.unwrap(), State::Connected);
    }
    assert_eq!(env.refreshes().await, 1);
    assert_eq!(env.count("POST", "/2020-04/graphql").await, 21);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_questions_with_one_dead_token_renew_once() {
    let env = TestEnv::new().await;
    // By this computer's clock the token never runs out.
    let app = env
        .app_with(|parts| parts.clock = Arc::new(Stopped(env.practice.now())))
        .await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.rotate_always().await;
    env.advance(HOUR + MINUTE).await;
    for answer in twenty_at_once(&app, id).await {
        assert_eq!(answer.unwrap(), State::Connected);
    }
    assert_eq!(env.refreshes().await, 1);
}

async fn works_after_a_restart(env: &TestEnv, id: ClientId) {
    let app = env.app().await;
    assert_eq!(
        app.online().query_user_role(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_refusal_that_comes_late_renews_nothing_again() {
    let env = TestEnv::new().await;
    let app = env
        .app_with(|parts| parts.clock = Arc::new(Stopped(env.practice.now())))
        .await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.advance(HOUR + MINUTE).await;
    // The slower of the two learns of its dead token after the other has renewed.
    env.fault(json!({ "path": "/2020-04/graphql", "kind": "delay", "delayMs": 600 }))
        .await;
    let (one, two) = tokio::join!(
        app.online().query_user_role(id),
        app.online().query_user_role(id)
    );
    assert_eq!(one.unwrap().state, State::Connected);
    assert_eq!(two.unwrap().state, State::Connected);
    assert_eq!(env.refreshes().await, 1);
}

#[tokio::test]
async fn the_losers_share_a_failure() {
    let (env, app, id) = idle_client().await;
    // On one thread all twenty ask before the first answer can be read.
    env.fault(json!({ "path": "/oauth2/v1/tokens/bearer", "kind": "delay", "delayMs": 700 }))
        .await;
    env.apply_scenario(SUES, "revoked").await;
    for answer in twenty_at_once(&app, id).await {
        assert_eq!(answer.unwrap(), State::Checking);
    }
    assert_eq!(env.refreshes().await, 1);
}

#[tokio::test]
async fn a_dead_access_token_is_renewed_once_and_not_for_ever() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let fault = |count| json!({ "path": "/2020-04/graphql", "kind": "status", "status": 401, "count": count });
    env.fault(fault(1)).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    assert_eq!(env.refreshes().await, 1);

    env.fault(fault(2)).await;
    let failed = app.scheduler().check_client(id).await.unwrap_err();
    assert!(is_unreached(&failed.view()));
    assert_eq!(env.refreshes().await, 2);
    let row = app.row(id);
    assert_eq!((row.state, row.stale), (State::Connected, true));
}

#[tokio::test]
async fn a_rotated_grant_is_stored_before_it_is_used() {
    let (env, app, id) = idle_client().await;
    env.rotate_always().await;
    let (name, old) = env.vault.entry("company/").unwrap();
    app.online().query_user_role(id).await.unwrap();
    let (_, new) = env.vault.entry("company/").unwrap();
    assert_ne!(old, new);
    drop(app);

    let app = env.app().await;
    app.online().query_user_role(id).await.unwrap();
    assert_eq!(env.refreshes().await, 2, "the new one renews");
    assert!(name.ends_with(&id.to_string()));
}

#[tokio::test]
async fn a_renewal_the_vault_refuses_is_not_used_and_not_lost() {
    let (env, app, id) = idle_client().await;
    env.rotate_always().await;
    let asked = env.count("POST", "/2020-04/graphql").await;
    env.vault.refuse_writes(true);
    for _ in 0..2 {
        let locked = app.online().query_user_role(id).await.unwrap_err();
        assert_eq!(locked.view().code(), "signInNotKept");
    }
    assert_eq!(
        env.count("POST", "/2020-04/graphql").await,
        asked,
        "not used"
    );
    assert_eq!(env.refreshes().await, 1, "not asked for again");
    let row = app.row(id);
    assert_eq!((row.state, row.stale), (State::Connected, false));
    let banners = app.banners();
    assert_eq!(
        banners
            .iter()
            .map(|banner| (banner.kind, banner.name.as_deref()))
            .collect::<Vec<_>>(),
        [(BannerKind::RenewalsUnsaved, Some("1"))],
        "closing now would lose it, and that is said"
    );

    env.vault.refuse_writes(false);
    assert_eq!(
        app.online().query_user_role(id).await.unwrap().state,
        State::Connected
    );
    assert_eq!(env.refreshes().await, 1, "the one that waited was used");
    assert!(app.banners().is_empty());
    drop(app);
    works_after_a_restart(&env, id).await;
}

#[tokio::test]
async fn a_renewal_the_vault_refused_is_offered_to_it_once_more_before_the_app_closes() {
    let (env, app, id) = idle_client().await;
    env.rotate_always().await;
    let (_, old) = env.vault.entry("company/").unwrap();
    env.vault.refuse_writes(true);
    app.online().query_user_role(id).await.unwrap_err();
    app.finish_renewals(Duration::from_secs(10)).await;
    assert_eq!(env.vault.entry("company/").unwrap().1, old);
    assert_eq!(app.banners().len(), 1, "it is still in memory only");

    env.vault.refuse_writes(false);
    app.finish_renewals(Duration::from_secs(10)).await;
    assert_ne!(env.vault.entry("company/").unwrap().1, old);
    assert!(app.banners().is_empty());
    drop(app);
    works_after_a_restart(&env, id).await;
}

#[tokio::test]
async fn without_a_rotation_the_old_grant_stays_good_when_the_vault_refuses() {
    let (env, app, id) = idle_client().await;
    env.vault.refuse_writes(true);
    app.online().query_user_role(id).await.unwrap_err();
    drop(app);
    env.vault.refuse_writes(false);
    works_after_a_restart(&env, id).await;
}

#[tokio::test]
async fn what_another_process_renewed_is_looked_for_once_before_a_refusal_is_believed() {
    let (env, app, id) = idle_client().await;
    env.rotate_always().await;
    let (name, old) = env.vault.entry("company/").unwrap();
    // The other process renews after this one has read the vault.
    let other = env.app().await;
    other.online().query_user_role(id).await.unwrap();
    env.vault.answer_once(&name, &old);
    // The relay keeps an answer for two minutes; this is after that.
    let body = json!({ "error": "invalid_grant", "source": "intuit" });
    env.fault(json!({ "path": "/relay/refresh", "kind": "status", "status": 400, "body": body }))
        .await;
    assert_eq!(
        app.online().query_user_role(id).await.unwrap().state,
        State::Connected
    );
    assert_eq!(env.refreshes().await, 3, "theirs, the refused one and ours");
}

#[tokio::test]
async fn a_first_refusal_is_on_probation_and_a_second_one_ten_minutes_later_counts() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.apply_scenario(SUES, "revoked").await;
    let row = app.scheduler().check_client(id).await.unwrap();
    assert_eq!(
        (row.state, row.primary),
        (State::Checking, Action::CheckNow)
    );
    env.advance(9 * 60).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Checking
    );
    env.advance(60).await;
    let row = app.scheduler().check_client(id).await.unwrap();
    assert_eq!(row.state, State::Revoked);
    assert_eq!(row.details.unwrap().code, "invalid_grant");
    assert!(
        env.vault.entry("company/").is_some(),
        "nothing is thrown away"
    );

    app.sign_in(&env, id, MARIA, SUES).await;
    assert_eq!(app.state(id), State::Connected);
}

#[tokio::test]
async fn a_refusal_after_the_end_of_the_hundred_days_is_an_expiry() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let until = app.row(id).idle_expires_at;
    env.advance(102 * 24 * HOUR).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Checking
    );
    env.advance(11 * 60).await;
    let row = app.scheduler().check_client(id).await.unwrap();
    assert_eq!((row.state, row.until), (State::Expired, until));
}

#[tokio::test]
async fn a_refusal_that_was_a_mistake_is_forgotten() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.advance(2 * HOUR).await;
    let body = json!({ "error": "invalid_grant", "source": "intuit" });
    env.fault(json!({ "path": "/relay/refresh", "kind": "status", "status": 400, "body": body }))
        .await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Checking
    );
    env.advance(60).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    env.advance(2 * HOUR).await;
    env.apply_scenario(SUES, "revoked").await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Checking,
        "the clock of the probation begins anew"
    );
}

#[tokio::test]
async fn the_relays_trouble_is_never_read_as_a_revoked_grant() {
    let (env, app, id) = idle_client().await;
    let relay = |error: &str| json!({ "error": error, "source": "relay" });
    for fault in [
        json!({ "kind": "status", "status": 503 }),
        json!({ "kind": "status", "status": 400, "body": relay("invalid_grant") }),
        json!({ "kind": "status", "status": 400, "body": "invalid_grant" }),
        json!({ "kind": "status", "status": 401, "body": { "error": "invalid_grant" } }),
        json!({ "kind": "drop", "count": 3 }),
        json!({ "kind": "refused", "count": 3 }),
        json!({ "kind": "cut_body", "count": 3 }),
        json!({ "kind": "wrong_json" }),
    ] {
        let mut full = fault.clone();
        full["path"] = json!("/relay/refresh");
        env.fault(full).await;
        let failed = app.scheduler().check_client(id).await.unwrap_err();
        assert!(is_unreached(&failed.view()), "{fault}");
        let row = app.row(id);
        assert_eq!((row.state, row.stale), (State::Connected, true), "{fault}");
        assert_eq!(row.details.unwrap().service, "relay", "{fault}");
        env.advance(11 * 60).await;
    }
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    assert!(app.banners().is_empty());
}

#[tokio::test]
async fn a_grant_that_the_relay_cannot_open_any_more_asks_for_a_sign_in() {
    let (env, app, id) = idle_client().await;
    let body =
        json!({ "error": "invalid_grant_seal", "source": "relay", "error_description": "No." });
    let fault = |path| json!({ "path": path, "kind": "status", "status": 400, "body": body });
    env.fault(fault("/relay/refresh")).await;
    app.scheduler().check_client(id).await.unwrap_err();
    let row = app.row(id);
    assert_eq!(
        (row.state, row.primary),
        (State::Attention, Action::Reconnect)
    );
    assert!(app.banners().is_empty(), "the relay answers");
    env.fault(fault("/relay/revoke")).await;
    let row = app.online().disconnect_client(id).await.unwrap();
    assert_eq!(row.state, State::Never, "and it can be disconnected");
}

#[tokio::test]
async fn refresh_now_winds_the_idle_clock_up() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.advance(90 * 24 * HOUR).await;
    let row = app.row(id);
    assert_eq!(
        (row.state, row.primary),
        (State::Expiring, Action::RefreshNow)
    );
    app.online().renew_now(id).await;
    app.online().renew_now(id).await;
    assert_eq!(env.refreshes().await, 2);
    assert_eq!(app.state(id), State::Connected);
    assert!(app.row(id).idle_expires_at > row.idle_expires_at);
    assert!(app.shell.opened().len() == 1, "no browser");
}

#[tokio::test]
async fn an_answer_about_a_connection_that_was_replaced_is_nobodys() {
    let (env, app, id) = idle_client().await;
    env.fault(json!({ "path": "/2020-04/graphql", "kind": "delay", "delayMs": 500 }))
        .await;
    env.apply_scenario(SUES, "not_member").await;
    let checked_at = app.row(id).checked_at;
    app.forget_events().await;
    let roster = app.roster.clone();
    let asking = tokio::spawn(async move { roster.online().query_user_role(id).await });
    // The renewal is the sign that the question is on its way.
    app.until(|event| match event {
        roster::view::RosterEvent::Rows { rows } => (rows[0].id == id.to_string()).then_some(()),
        _ => None,
    })
    .await;
    app.online().disconnect_client(id).await.unwrap();
    asking.await.unwrap().unwrap();
    assert_eq!(app.state(id), State::Never);
    assert_eq!(app.row(id).checked_at, checked_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_names_a_renewal_once_a_week_and_not_every_hour() {
    let (env, app, id) = idle_client().await;
    let renewals = || {
        let lines = app.roster.timeline(id).unwrap();
        lines
            .iter()
            .filter(|line| line.event == EventKind::Renewed)
            .count()
    };
    for _ in 0..3 {
        app.roster.online().query_user_role(id).await.unwrap();
        env.advance(2 * HOUR).await;
    }
    assert_eq!((env.refreshes().await, renewals()), (3, 0));
    env.advance(7 * 24 * HOUR).await;
    app.roster.online().query_user_role(id).await.unwrap();
    assert_eq!((env.refreshes().await, renewals()), (4, 1));
}

/// The app gives up before Intuit has answered the relay, and Intuit drops a refresh token the moment it is used.
#[tokio::test]
async fn an_answer_that_comes_too_late_for_the_app_does_not_cost_the_connection() {
    let (env, app, id) = idle_client().await;
    drop(app);
    env.rotate_always().await;
    let app = hasty_app(&env).await;
    env.fault(json!({ "path": "/oauth2/v1/tokens/bearer", "kind": "delay", "delayMs": 1_200 }))
        .await;
    let before = at_intuit(&env).await;
    let row = app.scheduler().check_client(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    assert_eq!(at_intuit(&env).await, before + 1);

    env.advance(2 * HOUR).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn an_answer_that_got_lost_on_its_way_is_asked_for_again() {
    let (env, app, id) = idle_client().await;
    env.rotate_always().await;
    for fault in ["drop", "cut_body"] {
        env.fault(json!({ "path": "/relay/refresh", "kind": fault }))
            .await;
        let before = at_intuit(&env).await;
        let row = app.scheduler().check_client(id).await.unwrap();
        assert_eq!(row.state, State::Connected, "{fault}");
        assert_eq!(at_intuit(&env).await, before + 1, "{fault}");
        env.advance(2 * HOUR).await;
    }
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

/// How often the relay asked Intuit for tokens.
async fn at_intuit(env: &TestEnv) -> usize {
    env.count("POST", "/oauth2/v1/tokens/bearer").await
}

/// A computer that waits one second for the relay.
async fn hasty_app(env: &TestEnv) -> AppUnderTest {
    let mut side = env.intuit_side().await;
    let relay = url(&env.practice.endpoints().relay.base_url);
    let client = RelayClient::new(&relay, &side.client_id, Duration::from_secs(1));
    side.grants = Grants::Relay(client.unwrap());
    env.app_with(|parts| parts.intuit = Some(side)).await
}

/// Every answer of the first check gets lost on its way from the relay; the next check sends the same grant.
#[tokio::test]
async fn a_renewal_whose_answers_all_got_lost_is_made_up_for_by_the_next_check() {
    let (env, app, id) = idle_client().await;
    env.rotate_always().await;
    env.fault(json!({ "path": "/relay/refresh", "kind": "drop", "count": 3 }))
        .await;
    let before = at_intuit(&env).await;
    let failed = app.scheduler().check_client(id).await.unwrap_err();
    assert!(is_unreached(&failed.view()));
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    assert_eq!(at_intuit(&env).await, before + 1);
    env.advance(2 * HOUR).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

/// A grant of a version before 0.2 takes on a key with its first renewal, and the answer is for that key alone.
#[tokio::test]
async fn an_older_grant_takes_on_the_same_key_when_its_answers_got_lost() {
    let (env, app, id) = idle_client().await;
    drop(app);
    env.rotate_always().await;
    let (name, text) = env.vault.entry("company/").unwrap();
    let mut entry: Value = serde_json::from_str(&text).unwrap();
    let relay = entry["relay"].as_object_mut().unwrap();
    relay.remove("key").expect("a grant of today has a key");
    relay.insert("verifier".to_owned(), json!(VERIFIER));
    relay.insert("grant".to_owned(), older_grant(&env).await);
    env.vault.put(&name, &entry.to_string());
    let app = env.app().await;
    env.fault(json!({ "path": "/relay/refresh", "kind": "drop", "count": 3 }))
        .await;
    app.scheduler().check_client(id).await.unwrap_err();
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
    env.advance(2 * HOUR).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// What a sign-in of an app before 0.2 ends with.
async fn older_grant(env: &TestEnv) -> Value {
    let side = env.intuit_side().await;
    let mut page = side.endpoints.authorization.clone();
    page.query_pairs_mut()
        .append_pair("client_id", side.client_id.as_str())
        .append_pair("redirect_uri", side.redirect_uri.as_str())
        .append_pair("response_type", "code")
        .append_pair("scope", "openid com.intuit.identity.user.roles.read")
        .append_pair("state", &format!("v1.AAAAAAAAAAAAAAAAAAAAAA.{CHALLENGE}"));
    let link = env.approve(page, MARIA, SUES).await;
    let (_, handoff) = link.query_pairs().find(|it| it.0 == "handoff").unwrap();
    let answer = env
        .http
        .post(env.at("relay/token"))
        .json(&json!({ "handoff": handoff, "verifier": VERIFIER }));
    let mut answer: Value = answer.send().await.unwrap().json().await.unwrap();
    answer["grant"].take()
}
