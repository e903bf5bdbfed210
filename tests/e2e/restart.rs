//! What is left after the app was closed, or died.

use super::harness::{App, MARIA, Practice, WREN, World, flows};

const RENEWALS: &str = "/relay/refresh";

#[tokio::test]
async fn a_connection_outlives_the_app_and_needs_no_browser() {
    let mut world = World::start("restart").await;
    let app = App::practice(&mut world).await;
    let practice = Practice::of(&world).await;
    let sign_in = flows::begin_online(&world, &app, WREN.name).await;
    world
        .deliver(&practice.link(&sign_in, MARIA, WREN.realm).await)
        .await;
    flows::save(&app).await;
    app.wait_for_state(WREN.name, "connected").await;
    let rows = app.rows().await;
    let opened = world.opened().len();
    app.quit(&world).await;

    let app = App::practice(&mut world).await;
    let practice = Practice::of(&world).await;
    assert_eq!(app.rows().await, rows);
    let renewals = practice.calls("POST", RENEWALS).await;
    app.select(WREN.name).await;
    app.click("inspector-primary").await;
    app.wait_for_state(WREN.name, "connected").await;
    super::harness::eventually("the grant is renewed", super::harness::SHORT, async || {
        (practice.calls("POST", RENEWALS).await > renewals).then_some(())
    })
    .await;
    app.wait_for_state(WREN.name, "connected").await;
    assert_eq!(world.opened().len(), opened, "no page was opened");
}

#[tokio::test]
async fn a_connection_outlives_a_crash() {
    let mut world = World::start("crash").await;
    let app = App::practice(&mut world).await;
    let practice = Practice::of(&world).await;
    let sign_in = flows::begin_online(&world, &app, WREN.name).await;
    world
        .deliver(&practice.link(&sign_in, MARIA, WREN.realm).await)
        .await;
    flows::save(&app).await;
    app.wait_for_state(WREN.name, "connected").await;
    app.crash(&world).await;

    let app = App::practice(&mut world).await;
    assert_eq!(app.status(WREN.name).await, "Connected");
}
