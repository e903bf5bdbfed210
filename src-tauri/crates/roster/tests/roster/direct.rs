//! Development keys: Intuit's answer comes straight back to this computer, and the same code takes it.

use intuit::{AuthorizationCode, ClientSecret, Endpoints, OAuth, RealmId};
use roster::Arrival;
use roster::callback::{RefusedReason, SignInState};
use roster::grants::{Answer, Grants};
use roster::view::{Action, AttemptStage, ConnectProblem, Ending, State};
use serde_json::json;
use url::Url;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::harness::{AppUnderTest, MARIA, SUES, TestEnv, WREN, url};

/// The redirect address that the practice firm registers for development keys.
const REDIRECT: &str = "http://localhost:8765/callback";

async fn direct_app(env: &TestEnv) -> AppUnderTest {
    direct_app_with(env, |_| ()).await
}

async fn direct_app_with(env: &TestEnv, change: impl Fn(&mut Endpoints)) -> AppUnderTest {
    let mut side = env.intuit_side().await;
    change(&mut side.endpoints);
    side.redirect_uri = url(REDIRECT);
    side.grants = Grants::Direct(
        OAuth::builder(
            side.endpoints.clone(),
            side.client_id.clone(),
            ClientSecret::new(env.practice.endpoints().intuit.client_secret.as_str()),
            side.redirect_uri.clone(),
        )
        .timeout(std::time::Duration::from_secs(20))
        .build()
        .unwrap(),
    );
    env.app_with(|parts| parts.intuit = Some(side)).await
}

/// What the listener on that address reads.
pub(crate) fn answer(redirected: &Url) -> (SignInState, Answer) {
    let field = |wanted: &str| {
        let found = redirected.query_pairs().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.into_owned())
    };
    let code = AuthorizationCode::new(field("code").unwrap());
    let realm = field("realmId").map(RealmId::new);
    let state = SignInState::from_text(field("state").unwrap());
    (state, Answer::Code { code, realm })
}

fn without_realm(answer: Answer) -> Answer {
    let Answer::Code { code, .. } = answer else {
        panic!("a code");
    };
    Answer::Code { code, realm: None }
}

#[tokio::test]
async fn a_client_is_connected_renewed_and_disconnected_without_the_relay() {
    let env = TestEnv::new().await;
    let app = direct_app(&env).await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let redirected = env.approve_at_intuit(page, MARIA, WREN).await;
    assert!(redirected.as_str().starts_with(REDIRECT));
    let (state, code) = answer(&redirected);
    assert_eq!(app.online().answer(&state, code).await, Arrival::Taken(id));
    assert_eq!(app.stage(id), AttemptStage::Confirm);
    let (state, code) = answer(&redirected);
    assert_eq!(app.online().answer(&state, code).await, Arrival::Unknown);
    app.online().save_connection(id).await.unwrap();
    drop(app);

    let app = direct_app(&env).await;
    env.rotate_always().await;
    for _ in 0..2 {
        env.advance(2 * 3600).await;
        let row = app.scheduler().check_client(id).await.unwrap();
        assert_eq!(row.state, State::Connected);
    }
    app.online().disconnect_client(id).await.unwrap();
    assert_eq!(env.count("POST", "/v2/oauth2/tokens/revoke").await, 1);
    let relayed = env.log().await;
    assert!(
        relayed
            .iter()
            .all(|asked| !asked.path.starts_with("/relay"))
    );
}

#[tokio::test]
async fn a_company_that_the_redirect_leaves_out_is_the_id_tokens() {
    let env = TestEnv::new().await;
    let app = direct_app(&env).await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let (state, code) = answer(&env.approve_at_intuit(page, MARIA, WREN).await);
    app.online().answer(&state, without_realm(code)).await;
    assert_eq!(app.stage(id), AttemptStage::Confirm);
    let found = app.sheet(id).found().unwrap();
    assert!(
        WREN.ends_with(&found.company_tail),
        "{}",
        found.company_tail
    );
    let row = app.online().save_connection(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
}

#[tokio::test]
async fn a_company_that_nothing_names_is_asked_for_and_a_refusal_has_its_ending() {
    let env = TestEnv::new().await;
    env.switches(json!({ "idTokenWithoutRealm": true })).await;
    let app = direct_app(&env).await;
    let id = app.add_online("Wren & Daughters");
    for there_and_empty in [false, true] {
        let page = app.begin(id).await;
        let (state, code) = answer(&env.approve_at_intuit(page, MARIA, WREN).await);
        let Answer::Code { code, .. } = code else {
            panic!("a code");
        };
        let realm = there_and_empty.then(|| RealmId::new(""));
        app.online()
            .answer(&state, Answer::Code { code, realm })
            .await;
        assert_eq!(app.stage(id), AttemptStage::Company);
    }
    app.online().provide_company_id(id, WREN).await.unwrap();
    assert_eq!(app.stage(id), AttemptStage::Confirm);
    let row = app.online().save_connection(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    env.advance(2 * 3600).await;
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );

    app.begin(id).await;
    let page = app.online().sign_in_url(id).unwrap();
    let state = page.query_pairs().find(|(name, _)| name == "state");
    let state = SignInState::from_text(state.unwrap().1.into_owned());
    let reason = RefusedReason::read("server_error");
    app.online().refused(&state, &reason).await;
    let sheet = app.sheet(id);
    assert_eq!(sheet.ending(), Some(Ending::Failed));
    let reason = "server_error".to_owned();
    let problem = ConnectProblem::SignInEnded { reason };
    assert_eq!(sheet.error().unwrap().problem, problem.into());
}

#[tokio::test]
async fn a_grant_of_the_other_way_asks_for_a_sign_in() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    drop(app);
    let app = direct_app(&env).await;
    app.scheduler().check_client(id).await.unwrap_err();
    let row = app.row(id);
    assert_eq!(
        (row.state, row.primary),
        (State::Attention, Action::Reconnect)
    );
    assert!(app.banners().is_empty(), "no key was refused");
    let page = app.begin(id).await;
    let (state, code) = answer(&env.approve_at_intuit(page, MARIA, SUES).await);
    app.online().answer(&state, code).await;
    assert_eq!(app.stage(id), AttemptStage::Done);
    assert_eq!(
        app.scheduler().check_client(id).await.unwrap().state,
        State::Connected
    );
}

#[tokio::test]
async fn a_bare_no_to_a_revoke_ends_the_connection_and_trouble_does_not() {
    let env = TestEnv::new().await;
    let intuit = MockServer::start().await;
    let app = direct_app_with(&env, |at| at.revocation = url(&intuit.uri())).await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let (state, code) = answer(&env.approve_at_intuit(page, MARIA, WREN).await);
    app.online().answer(&state, code).await;
    app.online().save_connection(id).await.unwrap();
    let bare = ResponseTemplate::new;
    let page = |status| bare(status).set_body_string("<html>Not now</html>");
    for (case, answer, ended) in [
        ("too often", bare(429), false),
        ("broken", bare(502), false),
        ("a page in between", page(400), false),
        ("no", bare(400), true),
    ] {
        intuit.reset().await;
        Mock::given(any()).respond_with(answer).mount(&intuit).await;
        assert_eq!(
            app.online().disconnect_client(id).await.is_ok(),
            ended,
            "{case}"
        );
        assert_eq!(app.state(id) == State::Never, ended, "{case}");
    }
}

#[tokio::test]
async fn a_grant_of_the_other_way_is_said_to_be_left_at_intuit() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    drop(app);
    let app = direct_app(&env).await;
    let row = app.online().disconnect_client(id).await.unwrap();
    let left = row.left_at_intuit.unwrap();
    assert_eq!(
        (left.realm_tail.as_str(), left.other_relay),
        (&SUES[SUES.len() - 4..], false)
    );
    assert_eq!(env.revokes_at_intuit().await, 0);
}

#[tokio::test]
async fn only_invalid_grant_from_intuit_speaks_against_a_grant_of_development_keys() {
    for (error, state) in [
        ("invalid_request", State::Connected),
        ("invalid_grant", State::Checking),
    ] {
        let env = TestEnv::new().await;
        let app = direct_app(&env).await;
        let id = app.add_online("Wren & Daughters");
        let page = app.begin(id).await;
        let (at, code) = answer(&env.approve_at_intuit(page, MARIA, WREN).await);
        app.online().answer(&at, code).await;
        app.online().save_connection(id).await.unwrap();
        env.advance(2 * 3600).await;
        env.fault(json!({
            "path": "/oauth2/v1/tokens/bearer", "kind": "status", "status": 400,
            "body": { "error": error },
        }))
        .await;
        let answered = app.scheduler().check_client(id).await;
        assert_eq!(app.state(id), state, "{error}: {:?}", answered.is_ok());
    }
}

/// Somebody puts the code of another sign-in into the answer that this app waits for.
#[tokio::test]
async fn a_code_of_another_sign_in_connects_nothing() {
    for (switches, revokes) in [
        (json!({ "enforcesCodeChallenge": true }), 0),
        (json!({ "echoesNonce": true }), 1),
    ] {
        let env = TestEnv::new().await;
        env.switches(switches.clone()).await;
        let app = direct_app(&env).await;
        let [id, other] = ["Sue's Bakery", "Wren & Daughters"].map(|name| app.add_online(name));
        let mine = env.approve_at_intuit(app.begin(id).await, MARIA, SUES);
        let (state, _) = answer(&mine.await);
        let theirs = env.approve_at_intuit(app.begin(other).await, MARIA, WREN);
        let (_, theirs) = answer(&theirs.await);
        app.online().answer(&state, theirs).await;
        assert_eq!(app.stage(id), AttemptStage::Ended, "{switches}");
        assert_eq!(env.vault.entry("company/"), None);
        env.until_asked("POST", "/v2/oauth2/tokens/revoke", revokes)
            .await;
    }
}

#[tokio::test]
async fn an_honest_code_passes_whatever_intuit_checks() {
    let env = TestEnv::new().await;
    env.switches(json!({ "echoesNonce": true, "enforcesCodeChallenge": true }))
        .await;
    let app = direct_app(&env).await;
    let id = app.add_online("Sue's Bakery");
    let page = env.approve_at_intuit(app.begin(id).await, MARIA, SUES);
    let (state, code) = answer(&page.await);
    app.online().answer(&state, code).await;
    assert_eq!(app.stage(id), AttemptStage::Confirm);
}
