//! The paste box: a whole link, or the hand-off alone.

use roster::RosterError;
use roster::view::{AttemptStage, Ending};
use url::Url;

use crate::harness::{MARIA, SUES, TestEnv, WREN};

fn hand_off(link: &Url) -> String {
    let found = link.query_pairs().find(|(name, _)| name == "handoff");
    found.unwrap().1.into_owned()
}

#[tokio::test]
async fn a_pasted_link_finishes_the_sign_in() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    let (left, right) = link.as_str().split_at(90);
    let broken = format!("  {left}\n  {right}  \n");
    let sheet = app.online().answer_pasted(id, &broken).await.unwrap();
    assert_eq!(sheet.stage(), AttemptStage::Confirm);
}

#[tokio::test]
async fn a_pasted_hand_off_finishes_the_sign_in() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    let sheet = app
        .online()
        .answer_pasted(id, &hand_off(&link))
        .await
        .unwrap();
    assert_eq!(sheet.stage(), AttemptStage::Confirm);
    assert_eq!(env.vault.entry("sign-in/"), None, "it works once");
}

#[tokio::test]
async fn a_hand_off_of_another_sign_in_is_refused_and_the_right_one_still_works() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let wren = app.add_online("Wren & Daughters");
    let sues = app.add_online("Sue's Bakery");
    let page = app.begin(wren).await;
    let wrens = env.approve(page, MARIA, WREN).await;
    let page = app.begin(sues).await;
    let sues_link = env.approve(page, MARIA, SUES).await;
    let before = env.everything();

    let refused = app
        .online()
        .answer_pasted(wren, &hand_off(&sues_link))
        .await;
    assert!(matches!(refused, Err(RosterError::OldCode)), "{refused:?}");
    let refused = app.online().answer_pasted(wren, sues_link.as_str()).await;
    assert!(
        matches!(refused, Err(RosterError::OtherCode)),
        "{refused:?}"
    );
    let no = "counterfoil://oauth/callback?error=access_denied&state=";
    let state = sues_link.query_pairs().find(|(name, _)| name == "state");
    let no = format!("{no}{}", state.unwrap().1);
    let refused = app.online().answer_pasted(wren, &no).await;
    assert!(
        matches!(refused, Err(RosterError::OtherCode)),
        "{refused:?}"
    );
    assert_eq!(env.everything(), before);
    assert_eq!(app.stage(wren), AttemptStage::Waiting);
    assert_eq!(app.stage(sues), AttemptStage::Waiting);

    let sheet = app
        .online()
        .answer_pasted(wren, &hand_off(&wrens))
        .await
        .unwrap();
    assert_eq!(sheet.stage(), AttemptStage::Confirm);
    let sheet = app
        .online()
        .answer_pasted(sues, sues_link.as_str())
        .await
        .unwrap();
    assert_eq!(sheet.stage(), AttemptStage::Confirm);
}

#[tokio::test]
async fn a_pasted_refusal_ends_the_sign_in_and_nonsense_does_not() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    for nonsense in [
        "",
        "hello",
        "counterfoil://oauth/callback",
        &"x".repeat(5000),
    ] {
        let refused = app.online().answer_pasted(id, nonsense).await;
        assert!(
            matches!(refused, Err(RosterError::BadCode(_))),
            "{refused:?}"
        );
    }
    assert_eq!(app.stage(id), AttemptStage::Waiting);
    let link = env.decline(&page).await;
    let sheet = app.online().answer_pasted(id, link.as_str()).await.unwrap();
    assert_eq!(sheet.ending(), Some(Ending::Declined));
    let late = app.online().answer_pasted(id, &"A".repeat(60)).await;
    assert!(matches!(late, Err(RosterError::NothingPending)), "{late:?}");
}

#[tokio::test]
async fn a_hand_off_that_is_too_old_leaves_the_sign_in_waiting() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page.clone(), MARIA, WREN).await;
    env.advance(11 * 60).await;
    let late = app.online().answer_pasted(id, &hand_off(&link)).await;
    assert!(matches!(late, Err(RosterError::OldCode)), "{late:?}");
    assert_eq!(app.stage(id), AttemptStage::Waiting);
    let link = env.approve(page, MARIA, WREN).await;
    let sheet = app
        .online()
        .answer_pasted(id, &hand_off(&link))
        .await
        .unwrap();
    assert_eq!(sheet.stage(), AttemptStage::Confirm);
}

#[tokio::test]
async fn a_sign_in_that_was_cancelled_while_a_wrong_code_was_tried_stays_cancelled() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let other = app.add_online("Sue's Bakery");
    let page = app.begin(other).await;
    let code = hand_off(&env.approve(page, MARIA, SUES).await);
    let id = app.add_online("Wren & Daughters");
    app.begin(id).await;
    env.fault(serde_json::json!({ "path": "/relay/token", "kind": "delay", "delayMs": 500 }))
        .await;
    let cancelled = async {
        env.until_faults_are_spent().await;
        app.cancel_connect(id).await.unwrap();
    };
    let (refused, ()) = tokio::join!(app.online().answer_pasted(id, &code), cancelled);
    assert!(refused.is_err(), "{refused:?}");
    assert_eq!(app.ending(id), Some(Ending::Cancelled));
    assert_eq!(app.stage(id), AttemptStage::Ended);
}
