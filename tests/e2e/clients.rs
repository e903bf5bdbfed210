//! Clients of the firm: added by hand, renewed by hand.

use super::harness::{App, Practice, TestEnv};

#[tokio::test]
async fn a_client_is_added_from_the_window_and_outlives_it() {
    let mut env = TestEnv::start("clients-add").await;
    let app = App::practice(&mut env).await;
    app.click("add-client").await;
    app.find("add-client-form").await;
    app.fill(
        "[data-testid=\"add-client-form\"] input[name=name]",
        "Willow & Sons",
    )
    .await;
    app.fill(
        "[data-testid=\"add-client-form\"] input[name=number]",
        "3001",
    )
    .await;
    app.choose("[data-testid=\"add-client-form\"] input[name=where][value=online]")
        .await;
    app.click("add-client-save").await;
    app.wait_for_state("Willow & Sons", "never").await;
    assert_eq!(app.status("Willow & Sons").await, "Not connected");
    app.quit(&env).await;

    let app = App::practice(&mut env).await;
    assert_eq!(app.rows().await.len(), 25);
    assert_eq!(app.status("Willow & Sons").await, "Not connected");
}

#[tokio::test]
async fn refresh_now_renews_an_approval_that_runs_out() {
    const QUILL: &str = "Quill Street Press";
    let mut env = TestEnv::start("clients-refresh").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    assert_eq!(app.status(QUILL).await, "Expires in 12 days");
    let renewals = practice.calls("POST", "/relay/refresh").await;

    app.select(QUILL).await;
    assert_eq!(app.text("inspector-primary").await, "Refresh now");
    app.click("inspector-primary").await;

    app.wait_for_state(QUILL, "connected").await;
    assert_eq!(practice.calls("POST", "/relay/refresh").await, renewals + 1);
}
