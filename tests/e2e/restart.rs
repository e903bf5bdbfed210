//! What is left after the app was closed, or died.

use super::harness::{App, MARIA, Practice, TestEnv, WREN, flows};

const RENEWALS: &str = "/relay/refresh";

#[tokio::test]
async fn a_connection_outlives_the_app_and_needs_no_browser() {
    let mut env = TestEnv::start("restart").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let sign_in = flows::begin_online(&env, &app, WREN.name).await;
    env.deliver(&practice.link(&sign_in, MARIA, WREN.realm).await)
        .await;
    flows::save(&app).await;
    app.wait_for_state(WREN.name, "connected").await;
    let mut rows = app.rows().await;
    let opened = env.opened().len();
    app.quit(&env).await;

    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let mut again = app.rows().await;
    // A row that was just connected keeps its place until another is selected.
    rows.sort();
    again.sort();
    assert_eq!(again, rows);
    let renewals = practice.calls("POST", RENEWALS).await;
    app.select(WREN.name).await;
    app.click("inspector-primary").await;
    app.wait_for_state(WREN.name, "connected").await;
    super::harness::eventually("the grant is renewed", super::harness::SHORT, async || {
        (practice.calls("POST", RENEWALS).await > renewals).then_some(())
    })
    .await;
    app.wait_for_state(WREN.name, "connected").await;
    assert_eq!(env.opened().len(), opened, "no page was opened");
}

#[tokio::test]
async fn a_connection_outlives_a_crash() {
    let mut env = TestEnv::start("crash").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let sign_in = flows::begin_online(&env, &app, WREN.name).await;
    env.deliver(&practice.link(&sign_in, MARIA, WREN.realm).await)
        .await;
    flows::save(&app).await;
    app.wait_for_state(WREN.name, "connected").await;
    app.crash(&env).await;

    let app = App::practice(&mut env).await;
    assert_eq!(app.status(WREN.name).await, "Connected");
}
