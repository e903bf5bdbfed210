//! Somebody saw Maria's redirect, `https://relay/callback?code=…`, and brings her code to the relay with a `state` of their
//! own. Only Intuit can tie a code to the request it was made for, and it documents neither way of doing so.

use roster::client::ClientId;
use roster::view::{AttemptStage, Ending, Problem, ServiceProblem, State};
use serde_json::{Value, json};
use url::Url;

use crate::harness::{AppUnderTest, MARIA, SUES, TestEnv};

/// Where Intuit's page leads when Maria has signed in, seen by somebody else, and that somebody's own sign-in.
struct Theft {
    callback: Url,
    thief: AppUnderTest,
    theirs: ClientId,
}

impl Theft {
    async fn at(env: &TestEnv, maria: &AppUnderTest, id: ClientId) -> Self {
        let callback = env
            .approve_at_intuit(maria.begin(id).await, MARIA, SUES)
            .await;
        let thief = env.other_computer().await;
        let theirs = thief.add_online("Mine now");
        Self {
            callback,
            thief,
            theirs,
        }
    }

    /// Her code with their `state`, all the way through the relay.
    async fn connect(&self, env: &TestEnv) {
        let page = self.thief.begin(self.theirs).await;
        let (_, state) = page.query_pairs().find(|it| it.0 == "state").unwrap();
        let pairs: Vec<(String, String)> = self
            .callback
            .query_pairs()
            .into_owned()
            .map(|(name, value)| match name.as_str() {
                "state" => (name, state.clone().into_owned()),
                _ => (name, value),
            })
            .collect();
        let mut callback = self.callback.clone();
        callback.query_pairs_mut().clear().extend_pairs(pairs);
        let link = env.redirect(callback).await;
        self.thief.online().arrive(link.as_str()).await.unwrap();
    }

    fn stage(&self) -> AttemptStage {
        self.thief.stage(self.theirs)
    }
}

async fn stolen(switches: Value) -> (TestEnv, AppUnderTest, ClientId, Theft) {
    let env = TestEnv::new().await;
    env.switches(switches).await;
    let maria = env.app().await;
    let id = maria.add_online("Sue's Bakery");
    let theft = Theft::at(&env, &maria, id).await;
    theft.connect(&env).await;
    (env, maria, id, theft)
}

#[tokio::test]
async fn a_stolen_code_is_worth_nothing_where_intuit_checks_its_challenge() {
    let (env, maria, id, theft) = stolen(json!({ "enforcesCodeChallenge": true })).await;
    assert_eq!(theft.stage(), AttemptStage::Ended);
    assert_eq!(env.revokes_at_intuit().await, 0, "Intuit gave nothing");

    // Nothing was used up: hers goes on.
    let link = env.redirect(theft.callback.clone()).await;
    maria.online().arrive(link.as_str()).await.unwrap();
    assert_eq!(maria.stage(id), AttemptStage::Confirm);
}

#[tokio::test]
async fn a_stolen_code_is_worth_nothing_where_intuit_echoes_the_nonce() {
    let (env, maria, id, theft) = stolen(json!({ "echoesNonce": true })).await;
    assert_eq!(theft.stage(), AttemptStage::Ended);
    let sheet = theft.thief.sheet(theft.theirs);
    assert_eq!(sheet.ending(), Some(Ending::Failed));
    let error = sheet.error().unwrap();
    let Problem::Service(ServiceProblem::Answered { words }) = error.problem else {
        panic!("{error:?}");
    };
    assert!(words.contains("another sign-in"), "{words}");
    assert_eq!(env.revokes_at_intuit().await, 1, "nobody has the grant");

    // A code works once, so hers ends too, and she signs in again.
    let link = env.redirect(theft.callback.clone()).await;
    maria.online().arrive(link.as_str()).await.unwrap();
    assert_eq!(maria.sheet(id).ending(), Some(Ending::Expired));
}

/// What remains where Intuit does neither. It is written down in `docs/security.md`; nobody but Intuit can change it.
#[tokio::test]
async fn where_intuit_does_neither_the_first_to_bring_the_code_has_the_company() {
    let (_env, _, _, theft) = stolen(json!({})).await;
    assert_eq!(theft.stage(), AttemptStage::Confirm);
}

#[tokio::test]
async fn an_honest_sign_in_passes_whatever_intuit_checks() {
    for switches in [
        json!({}),
        json!({ "echoesNonce": true }),
        json!({ "enforcesCodeChallenge": true }),
        json!({ "echoesNonce": true, "enforcesCodeChallenge": true }),
    ] {
        let env = TestEnv::new().await;
        env.switches(switches.clone()).await;
        let app = env.app().await;
        let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
        env.advance(2 * 3600).await;
        let row = app.scheduler().check_client(id).await.unwrap();
        assert_eq!(row.state, State::Connected, "{switches}");
    }
}
