//! The first start: the ways to begin, and the way into the practice firm and out again.

use std::fs;

use serde_json::json;

use super::firms::invoke;
use super::harness::{App, SHORT, TestEnv};

#[tokio::test]
async fn the_start_options_lead_into_the_practice_firm_and_back() {
    let mut env = TestEnv::start("first-start").await;
    let app = App::first_start(&mut env).await;
    app.find("welcome").await;
    assert!(!app.has("practice-banner").await);

    app.click("start-practice").await;
    app.wait_for_roster().await;
    app.find("practice-banner").await;
    assert_eq!(app.rows().await.len(), 24);

    app.click("leave-practice").await;
    app.find("welcome").await;
}

#[tokio::test]
async fn a_firm_that_was_closed_is_opened_again_from_the_start_options() {
    let mut env = TestEnv::start("first-start-firm").await;
    let settings =
        json!({ "version": 1, "profile": "none", "firm": { "name": "Hale & Ortiz LLP" } });
    fs::create_dir_all(env.app_folder()).expect("the app's folder can be made");
    fs::write(env.app_folder().join("settings.json"), settings.to_string())
        .expect("the settings can be written");

    let app = App::first_start(&mut env).await;
    app.click("start-firm").await;
    app.find("add-client").await;
    assert!(app.rows().await.is_empty());
    assert!(!app.has("practice-banner").await);
    app.wait_until(
        "the window is named after the firm",
        SHORT,
        "return document.title === 'Counterfoil — Hale & Ortiz LLP'",
    )
    .await;
}

#[tokio::test]
async fn every_help_page_opens_in_the_browser() {
    let mut env = TestEnv::start("first-start-help").await;
    let app = App::first_start(&mut env).await;
    app.find("start-practice").await;
    for (topic, address) in [
        ("statusIntuit", "https://status.developer.intuit.com/"),
        ("statusConductor", "https://connect.conductor.is/"),
        (
            "accountManager",
            "https://accounts.intuit.com/app/account-manager/security",
        ),
        ("intuitApps", "https://qbo.intuit.com/app/apps/myapps"),
    ] {
        let seen = env.opened().len();
        let arguments = json!({ "topic": topic });
        invoke(&app, "open_help", &arguments).await;
        assert_eq!(env.next_opened(seen).await, address);
    }
}
