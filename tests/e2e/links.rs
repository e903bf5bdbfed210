//! Links to the app: forged, replayed, doubled, and arriving when nobody is home.

use url::Url;

use super::harness::{App, MARIA, OWN, Practice, SUES, TestEnv, WREN, WebDriverPort, flows};

const TOKENS: &str = "/oauth2/v1/tokens/bearer";

#[tokio::test]
async fn forged_links_change_nothing_and_the_real_one_still_works() {
    let mut env = TestEnv::start("links-forged").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let sign_in = flows::begin_online(&env, &app, WREN.name).await;
    let genuine = practice.link(&sign_in, MARIA, WREN.realm).await;
    let state = parameter(&genuine, "state");
    let handoff = parameter(&genuine, "handoff");
    let before = app.rows().await;
    let exchanged = practice.calls("POST", TOKENS).await;

    for forged in [
        to_app("oauth/callback"),
        to_app("oauth/callback?handoff=forged&state=v1.AAAAAAAAAAAAAAAAAAAAAA.forged"),
        to_app(&format!("oauth/callback?handoff={handoff}")),
        to_app(&format!(
            "oauth/callback?handoff={handoff}&state=v1.AAAAAAAAAAAAAAAAAAAAAA.forged"
        )),
        to_app(&format!(
            "oauth/callback?handoff={handoff}&state={state}&state={state}"
        )),
        to_app(&format!("oauth/elsewhere?handoff={handoff}&state={state}")),
        to_app(&format!(
            "elsewhere/callback?handoff={handoff}&state={state}"
        )),
        to_app("oauth/callback?error=access_denied&state=v1.AAAAAAAAAAAAAAAAAAAAAA.forged"),
        to_app(&format!(
            "oauth/callback?handoff={}&state={state}",
            "A".repeat(60_000)
        )),
    ] {
        env.deliver(&forged).await;
        app.wait_for_sheet("waiting", "").await;
        assert_eq!(app.rows().await, before, "after {forged:.80}");
    }
    assert_eq!(
        practice.calls("POST", TOKENS).await,
        exchanged,
        "no forged link reached Intuit"
    );

    env.deliver(&genuine).await;
    flows::save(&app).await;
    app.wait_for_state(WREN.name, "connected").await;
}

#[tokio::test]
async fn a_broken_hand_off_with_the_right_state_is_said_and_ends_nothing() {
    let mut env = TestEnv::start("links-broken").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let sign_in = flows::begin_online(&env, &app, WREN.name).await;
    let genuine = practice.link(&sign_in, MARIA, WREN.realm).await;
    let state = parameter(&genuine, "state");
    let before = app.rows().await;

    let broken = to_app(&format!("oauth/callback?handoff=forged&state={state}"));
    env.deliver(&broken).await;
    app.find("connect-problem").await;
    app.wait_for_sheet("waiting", "").await;
    assert_eq!(app.rows().await, before);

    env.deliver(&genuine).await;
    flows::save(&app).await;
    app.wait_for_state(WREN.name, "connected").await;
}

#[tokio::test]
async fn a_doubled_link_is_used_once_and_a_replayed_one_not_at_all() {
    let mut env = TestEnv::start("links-replayed").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let sign_in = flows::begin_online(&env, &app, WREN.name).await;
    let link = practice.link(&sign_in, MARIA, WREN.realm).await;
    let exchanged = practice.calls("POST", TOKENS).await;

    env.xdg_open(&link);
    env.xdg_open(&link);
    flows::save(&app).await;
    app.wait_for_state(WREN.name, "connected").await;
    assert_eq!(
        practice.calls("POST", TOKENS).await,
        exchanged + 1,
        "the code is exchanged once"
    );

    let before = app.rows().await;
    env.deliver(&link).await;
    let again = practice.link(&sign_in, MARIA, SUES.realm).await;
    env.deliver(&again).await;
    assert_eq!(app.rows().await, before);
    assert_eq!(practice.calls("POST", TOKENS).await, exchanged + 1);
}

#[tokio::test]
async fn a_link_that_arrives_when_the_app_is_closed_finishes_the_sign_in() {
    let mut env = TestEnv::start("links-cold").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let sign_in = flows::begin_online(&env, &app, WREN.name).await;
    let link = practice.link(&sign_in, MARIA, WREN.realm).await;
    let handler = env.registered_handler().await;
    assert!(
        handler.contains("%u"),
        "the desktop passes the link on:\n{handler}"
    );
    app.quit(&env).await;

    let driver = WebDriverPort::new();
    env.xdg_open_with(&link, &driver.variables());
    let app = App::started_by_desktop(&mut env, &driver).await;

    app.wait_for_roster().await;
    flows::save(&app).await;
    app.wait_for_state(WREN.name, "connected").await;
    assert!(app.roles(WREN.name).await.contains("Admin"));
}

fn to_app(rest: &str) -> String {
    format!("{}://{rest}", OWN.scheme)
}

fn parameter(link: &str, name: &str) -> String {
    Url::parse(link)
        .expect("a link is a URL")
        .query_pairs()
        .find(|(key, _)| key == name)
        .unwrap_or_else(|| panic!("the link has no {name}"))
        .1
        .into_owned()
}
