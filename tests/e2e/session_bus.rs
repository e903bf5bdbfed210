//! A session whose message bus does not answer, and one whose bus is only at the usual path.

use serde_json::json;

use super::firms::invoke;
use super::harness::{App, World};

const VARIABLE: &str = "DBUS_SESSION_BUS_ADDRESS";

/// The variable is set, and nobody listens where it leads.
#[tokio::test]
async fn a_bus_that_does_not_answer_is_said_although_the_environment_names_it() {
    let mut world = World::start("bus-dead").await;
    let nowhere = format!("unix:path={}", world.path("run/nobody").display());
    let variables = [
        (VARIABLE, nowhere.as_str()),
        ("COUNTERFOIL_OPEN", "practice"),
    ];
    let app = App::start(&mut world, &variables, &[]).await;
    app.wait_for_roster().await;
    app.find("bar-noSessionBus").await;
    app.quit(&world).await;
}

/// The variable is not set, and the bus answers in the folder of the session.
#[tokio::test]
async fn a_bus_that_answers_is_found_although_the_environment_does_not_name_it() {
    let mut world = World::start("bus-unnamed").await;
    world.forget(VARIABLE);
    assert!(world.path("run/bus").exists());
    let app = App::practice(&mut world).await;
    let overview = invoke(&app, "app_overview", &json!({})).await;
    let bars = overview["bars"].as_array().expect("a list of bars");
    assert!(
        bars.iter().all(|bar| bar["kind"] != "noSessionBus"),
        "{overview}"
    );
    assert!(!app.has("bar-noSessionBus").await);
    app.quit(&world).await;
}
