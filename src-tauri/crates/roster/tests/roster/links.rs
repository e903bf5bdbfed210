//! Links that must change nothing: forged, used before, doubled, or for a sign-in that is over.
//!
//! Long because each way to spend a link twice is tried.

use roster::callback::SignInState;
use roster::database::Database;
use roster::view::{AttemptStage, Ending, EventKind, State};
use roster::{Arrival, waits_for_link};
use url::Url;

use crate::harness::{AppUnderTest, MARIA, SUES, TestEnv, WREN};

/// The link with another value of one parameter.
fn with(link: &Url, name: &str, value: &str) -> String {
    let mut forged = link.clone();
    let pairs: Vec<(String, String)> = link.query_pairs().into_owned().collect();
    forged
        .query_pairs_mut()
        .clear()
        .extend_pairs(pairs.into_iter().map(|(key, old)| {
            if key == name {
                (key, value.to_owned())
            } else {
                (key, old)
            }
        }));
    forged.into()
}

fn state_of(link: &Url) -> String {
    let state = link.query_pairs().find(|(name, _)| name == "state");
    state.unwrap().1.into_owned()
}

#[tokio::test]
async fn a_forged_state_changes_nothing_and_the_real_link_still_works() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    let (nonce, challenge) = state_of(&link)[3..]
        .split_once('.')
        .map(|(nonce, challenge)| (nonce.to_owned(), challenge.to_owned()))
        .unwrap();
    let before = env.everything();
    for forged in [
        format!("v1.{}.{challenge}", "A".repeat(nonce.len())),
        format!("v1.{nonce}.{}", "B".repeat(challenge.len())),
        format!("v1.{nonce}"),
        "v1.x.y".to_owned(),
    ] {
        let arrival = app.online().arrive(&with(&link, "state", &forged)).await;
        assert_eq!(arrival, Ok(Arrival::Unknown), "{forged}");
        let refusal = format!("counterfoil://oauth/callback?error=access_denied&state={forged}");
        assert_eq!(app.online().arrive(&refusal).await, Ok(Arrival::Unknown));
    }
    for hostile in [
        "counterfoil://evil/callback?state=v1.a.b&handoff=c",
        "https://oauth/callback?state=v1.a.b&handoff=c",
        "counterfoil://oauth/callback?handoff=c",
        "counterfoil://oauth/callback?state=v1.a.b&handoff=c&handoff=d",
    ] {
        assert!(app.online().arrive(hostile).await.is_err(), "{hostile}");
    }
    assert_eq!(env.everything(), before);
    assert_eq!(app.stage(id), AttemptStage::Waiting);
    assert_eq!(env.count("POST", "/relay/token").await, 0);

    let arrival = app.online().arrive(link.as_str()).await;
    assert_eq!(arrival, Ok(Arrival::Taken(id)));
    assert_eq!(app.stage(id), AttemptStage::Confirm);
}

#[tokio::test]
async fn a_replayed_link_changes_nothing() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    app.online().arrive(link.as_str()).await.unwrap();

    let at_confirm = env.everything();
    assert_eq!(
        app.online().arrive(link.as_str()).await,
        Ok(Arrival::Unknown)
    );
    assert_eq!(env.everything(), at_confirm);
    assert_eq!(app.stage(id), AttemptStage::Confirm);

    app.online().save_connection(id).await.unwrap();
    let saved = env.everything();
    assert_eq!(
        app.online().arrive(link.as_str()).await,
        Ok(Arrival::Unknown)
    );
    assert_eq!(env.everything(), saved);
    assert_eq!(env.count("POST", "/relay/token").await, 1);
    app.online().query_user_role(id).await.unwrap();
    assert_eq!(app.state(id), State::Connected);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_doubled_link_one_is_taken() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    let (one, two) = tokio::join!(
        app.online().arrive(link.as_str()),
        app.online().arrive(link.as_str())
    );
    let taken = [one.unwrap(), two.unwrap()];
    assert!(taken.contains(&Arrival::Taken(id)) && taken.contains(&Arrival::Unknown));
    assert_eq!(app.stage(id), AttemptStage::Confirm);
    assert_eq!(env.count("POST", "/relay/token").await, 1);
}

#[tokio::test]
async fn a_link_for_a_cancelled_sign_in_changes_nothing() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    app.cancel_connect(id).await.unwrap();
    assert_eq!(app.ending(id), Some(Ending::Cancelled));
    let before = env.everything();
    assert_eq!(before.1.len(), 0, "no secret stays behind");
    assert_eq!(
        app.online().arrive(link.as_str()).await,
        Ok(Arrival::Unknown)
    );
    assert_eq!(env.everything(), before);
    assert_eq!(app.state(id), State::Never);

    app.cancel_connect(id).await.unwrap();
    assert_eq!(env.everything(), before, "a second cancel says nothing new");
}

#[tokio::test]
async fn a_link_for_an_expired_sign_in_changes_nothing() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    env.advance(30 * 60).await;
    let before = env.everything();
    assert_eq!(
        app.online().arrive(link.as_str()).await,
        Ok(Arrival::Unknown)
    );
    assert_eq!(env.everything(), before);
    assert_eq!(app.state(id), State::Never, "the row does not wait for it");

    let schedule = app.roster.clone();
    let running = tokio::spawn(async move { schedule.scheduler().keep_checking().await });
    let sheet = app.until_stage(id, AttemptStage::Ended).await;
    assert_eq!(sheet.ending(), Some(Ending::Expired));
    running.abort();
    assert_eq!(env.vault.entry("sign-in/"), None);
}

#[tokio::test]
async fn a_link_for_a_replaced_sign_in_changes_nothing() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let first = app.begin(id).await;
    let old = env.approve(first, MARIA, WREN).await;
    let second = app.begin(id).await;
    let before = env.everything();
    assert_eq!(
        app.online().arrive(old.as_str()).await,
        Ok(Arrival::Unknown)
    );
    assert_eq!(env.everything(), before);
    let new = env.approve(second, MARIA, WREN).await;
    assert_eq!(
        app.online().arrive(new.as_str()).await,
        Ok(Arrival::Taken(id))
    );
    assert_eq!(app.stage(id), AttemptStage::Confirm);
}

#[tokio::test]
async fn a_sign_in_survives_a_restart_and_its_link_works_once() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    drop(app);

    let app = env.app().await;
    assert_eq!(app.stage(id), AttemptStage::Waiting);
    assert_eq!(app.state(id), State::Waiting);
    app.online().open_sign_in(id).unwrap();
    assert_eq!(
        app.online().arrive(link.as_str()).await,
        Ok(Arrival::Taken(id))
    );
    assert_eq!(app.stage(id), AttemptStage::Confirm);
    drop(app);

    // Closed with the question unanswered: what the link gave is gone, and it gives nothing twice.
    let app = env.app().await;
    assert!(app.attempt(id).is_none());
    assert_eq!(app.state(id), State::Never);
    assert_eq!(
        app.online().arrive(link.as_str()).await,
        Ok(Arrival::Unknown)
    );
    assert_eq!(env.count("POST", "/relay/token").await, 1);
}

#[tokio::test]
async fn two_open_sign_ins_survive_a_restart_beside_each_other() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let mut open = Vec::new();
    for (name, realm) in [("Sue's Bakery", SUES), ("Wren & Daughters", WREN)] {
        let id = app.add_online(name);
        let page = app.begin(id).await;
        open.push((id, env.approve(page, MARIA, realm).await));
    }
    drop(app);
    let app = env.app().await;
    for (id, link) in open {
        assert_eq!(
            app.online().arrive(link.as_str()).await,
            Ok(Arrival::Taken(id))
        );
        assert_eq!(app.stage(id), AttemptStage::Confirm);
    }
}

#[tokio::test]
async fn a_link_finds_the_closed_firm_its_sign_in_began_in_and_no_other() {
    let (env, other) = tokio::join!(TestEnv::new(), TestEnv::new());
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    drop(app);
    let elsewhere = other.app().await;
    let theirs = elsewhere.add_online("Wren & Daughters");
    elsewhere.begin(theirs).await;
    assert_eq!(
        elsewhere.online().arrive(link.as_str()).await,
        Ok(Arrival::Unknown)
    );
    drop(elsewhere);

    let now = jiff::Timestamp::now();
    let scheme = link.scheme().to_owned();
    let waits = async |env: &TestEnv, link: &str, now| {
        let database = Database::open_read_only(&env.file()).unwrap();
        waits_for_link(&database, env.vault.as_ref(), &scheme, link, now).await
    };
    assert!(waits(&env, link.as_str(), now).await);
    assert!(!waits(&other, link.as_str(), now).await);
    let forged = with(&link, "state", &format!("{}x", state_of(&link)));
    assert!(!waits(&env, &forged, now).await);
    let later = now + jiff::SignedDuration::from_hours(1);
    assert!(!waits(&env, link.as_str(), later).await, "it ran out");

    let app = env.app().await;
    assert_eq!(
        app.online().arrive(link.as_str()).await,
        Ok(Arrival::Taken(id))
    );
    assert!(
        app.online().has_unsaved_sign_in(),
        "the firm isn't left now"
    );
    drop(app);
    assert!(!waits(&env, link.as_str(), now).await, "it was used");
}

#[tokio::test]
async fn a_sign_in_that_ran_out_while_the_app_was_closed_is_cleared_away() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    app.begin(id).await;
    drop(app);
    env.advance(31 * 60).await;
    let app = env.app().await;
    assert!(app.attempt(id).is_none());
    assert_eq!(app.state(id), State::Never);
    assert_eq!(env.vault.of_clients().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_connects_at_once_leave_one_sign_in_that_also_survives_a_restart() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Sue's Bakery");
    let (one, two) = tokio::join!(
        app.online().connect_online(id),
        app.online().connect_online(id)
    );
    one.unwrap();
    two.unwrap();
    assert_eq!(app.stage(id), AttemptStage::Waiting);
    let page = app.online().sign_in_url(id).unwrap();
    assert_eq!(app.shell.last_opened(), page);
    drop(app);

    let app = env.app().await;
    assert_eq!(
        app.online().sign_in_url(id).unwrap(),
        page,
        "vault and sheet agree"
    );
    let link = env.approve(page, MARIA, SUES).await;
    assert_eq!(
        app.online().arrive(link.as_str()).await,
        Ok(Arrival::Taken(id))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_while_the_answer_is_checked_lets_the_grant_go() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    env
        .fault(serde_json::json!({ "path": "/v1/openid_connect/userinfo", "kind": "delay", "delayMs": 500 }))
        .await;
    let roster = app.roster.clone();
    let arriving = tokio::spawn(async move { roster.online().arrive(link.as_str()).await });
    env.until_asked("POST", "/relay/token", 1).await;
    app.cancel_connect(id).await.unwrap();
    assert_eq!(app.ending(id), Some(Ending::Cancelled));
    arriving.await.unwrap().unwrap();

    assert_eq!(app.ending(id), Some(Ending::Cancelled), "it stays over");
    assert_eq!(app.state(id), State::Never);
    assert_eq!(env.vault.entry("company/"), None);
    assert_eq!(env.revokes().await, 1, "nothing is left at Intuit");
}

#[tokio::test]
async fn without_a_browser_the_link_can_be_copied() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    app.shell.break_it();
    let id = app.add_online("Wren & Daughters");
    let sheet = app.online().connect_online(id).await.unwrap();
    assert_eq!(sheet.stage(), AttemptStage::Waiting);
    assert_eq!(sheet.error().unwrap().code(), "browserNotOpened");
    assert!(sheet.opened_at().is_none());
    let page = app.online().sign_in_url(id).unwrap();
    let link = env.approve(page, MARIA, WREN).await;
    assert_eq!(
        app.online().arrive(link.as_str()).await,
        Ok(Arrival::Taken(id))
    );
}

#[tokio::test]
async fn a_sign_in_waits_until_it_is_answered_or_has_run_out() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    assert!(!app.online().waits_for_answer() && !app.online().has_unsaved_sign_in());
    app.online().no_sign_in_waits().await;

    let page = app.begin(id).await;
    assert!(app.online().waits_for_answer() && !app.online().has_unsaved_sign_in());
    tokio::select! {
        biased;
        () = app.online().no_sign_in_waits() => panic!("one waits"),
        () = std::future::ready(()) => {}
    }
    let link = env.approve(page, MARIA, WREN).await;
    let state = SignInState::from_text(state_of(&link));
    assert!(app.online().expects(&state));
    assert!(
        !app.online()
            .expects(&SignInState::from_text("v1.another.one".to_owned()))
    );
    let answered = async { app.online().arrive(link.as_str()).await.unwrap() };
    let ((), arrival) = tokio::join!(app.online().no_sign_in_waits(), answered);
    assert_eq!(arrival, Arrival::Taken(id));
    assert!(!app.online().waits_for_answer() && !app.online().expects(&state));
    assert!(app.online().has_unsaved_sign_in(), "it is not saved yet");

    app.begin(id).await;
    assert!(app.online().waits_for_answer());
    env.advance(31 * 60).await;
    assert!(!app.online().waits_for_answer(), "it ran out");
}

#[tokio::test]
async fn an_open_sign_in_outlasts_a_keychain_that_is_locked_at_the_start_and_can_be_cancelled() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let (open, over) = (app.add_online("Wren"), app.add_online("Sue's Bakery"));
    app.begin(over).await;
    env.advance(20 * 60).await;
    let page = app.begin(open).await;
    drop(app);

    env.advance(15 * 60).await;
    env.vault.lock(true);
    let app = env.app().await;
    assert_eq!(app.state(open), State::Waiting, "its time is not over");
    assert!(app.attempt(open).is_none());
    let ended = |app: &AppUnderTest, id| {
        let lines = app.timeline(id).unwrap();
        let ends = lines.into_iter().filter_map(|it| match it.event {
            EventKind::SignInEnded { ending } => Some(ending),
            _ => None,
        });
        ends.collect::<Vec<_>>()
    };
    assert_eq!(app.state(over), State::Never);
    assert!(ended(&app, open).is_empty());
    drop(app);

    env.vault.lock(false);
    let app = env.app().await;
    assert_eq!(ended(&app, over), [Ending::Expired]);
    assert!(ended(&app, open).is_empty());
    assert_eq!(
        app.online().sign_in_url(open).unwrap(),
        page,
        "taken up again"
    );
    drop(app);

    env.vault.lock(true);
    let app = env.app().await;
    env.vault.lock(false);
    app.cancel_connect(open).await.unwrap();
    assert_eq!(app.state(open), State::Never);
    assert_eq!(ended(&app, open), [Ending::Cancelled]);
    assert_eq!(env.vault.entry("sign-in/"), None);
}
