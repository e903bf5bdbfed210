//! Connecting a QuickBooks Desktop client through Conductor's set-up pages.

use super::harness::{App, Browser, LONG, NORTHWIND, Practice, TestEnv, eventually, flows};

#[tokio::test]
async fn the_row_waits_until_the_set_up_is_finished_and_then_is_connected() {
    let mut env = TestEnv::start("desktop-connect").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let browser = Browser::start(&mut env, &practice).await;
    let created = practice.calls("POST", "/v1/end-users").await;

    let link = flows::begin_desktop(&env, &app, NORTHWIND).await;
    assert_eq!(app.state(NORTHWIND).await, "waiting");
    assert_eq!(app.status(NORTHWIND).await, "Waiting for QuickBooks");
    assert_eq!(practice.calls("POST", "/v1/end-users").await, created + 1);

    browser.open(&link).await;
    browser.click("#finish").await;
    browser.shows("#connected").await;

    app.wait_for_sheet("done", "").await;
    app.click("connect-close").await;
    app.wait_for_state(NORTHWIND, "connected").await;
    assert_eq!(app.status(NORTHWIND).await, "Connected");
    assert_eq!(
        practice.calls("POST", "/v1/end-users").await,
        created + 1,
        "the end-user is created once"
    );
}

#[tokio::test]
async fn a_client_is_created_at_conductor_without_a_link_and_connected_later() {
    let mut env = TestEnv::start("desktop-create-only").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let created = practice.calls("POST", "/v1/end-users").await;
    let links = practice.calls("POST", "/v1/auth-sessions").await;

    flows::open_sheet(&app, NORTHWIND).await;
    app.click("connect-create-only").await;
    eventually("Conductor has the client", LONG, async || {
        (practice.calls("POST", "/v1/end-users").await == created + 1).then_some(())
    })
    .await;
    assert_eq!(
        practice.calls("POST", "/v1/auth-sessions").await,
        links,
        "no link was made"
    );

    flows::begin_desktop(&env, &app, NORTHWIND).await;
    assert_eq!(app.state(NORTHWIND).await, "waiting");
    assert_eq!(
        practice.calls("POST", "/v1/end-users").await,
        created + 1,
        "the link is for the client that was created"
    );
}

#[tokio::test]
async fn a_link_that_ran_out_says_so() {
    let mut env = TestEnv::start("desktop-expired").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;

    flows::begin_desktop(&env, &app, NORTHWIND).await;
    // Longer than the longest life that can be chosen.
    practice.advance_clock(8 * 24 * 3600).await;

    eventually("the row says that the link ran out", LONG, async || {
        (app.status(NORTHWIND).await == "Link expired").then_some(())
    })
    .await;
}
