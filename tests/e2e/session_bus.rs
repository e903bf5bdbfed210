//! A session whose message bus does not answer, and one whose bus is only at the usual path.

use serde_json::json;

use super::firms::invoke;
use super::harness::{App, TestEnv};

const VARIABLE: &str = "DBUS_SESSION_BUS_ADDRESS";

/// The variable is set, and nobody listens where it leads.
#[tokio::test]
async fn a_bus_that_does_not_answer_is_said_although_the_environment_names_it() {
    let mut env = TestEnv::start("bus-dead").await;
    let nowhere = format!("unix:path={}", env.path("run/nobody").display());
    let variables = [
        (VARIABLE, nowhere.as_str()),
        ("COUNTERFOIL_OPEN", "practice"),
    ];
    let app = App::start(&mut env, &variables, &[]).await;
    app.wait_for_roster().await;
    app.find("banner-noSessionBus").await;
    app.quit(&env).await;
}

/// The variable is not set, and the bus answers in the folder of the session.
#[tokio::test]
async fn a_bus_that_answers_is_found_although_the_environment_does_not_name_it() {
    let mut env = TestEnv::start("bus-unnamed").await;
    env.forget(VARIABLE);
    assert!(env.path("run/bus").exists());
    let app = App::practice(&mut env).await;
    let overview = invoke(&app, "app_overview", &json!({})).await;
    let banners = overview["banners"].as_array().expect("a list of banners");
    assert!(
        banners
            .iter()
            .all(|banner| banner["kind"] != "noSessionBus"),
        "{overview}"
    );
    assert!(!app.has("banner-noSessionBus").await);
    app.quit(&env).await;
}
