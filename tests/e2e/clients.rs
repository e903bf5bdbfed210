//! Adding a client by hand.

use super::harness::{App, World};

#[tokio::test]
async fn a_client_is_added_from_the_window_and_outlives_it() {
    let mut world = World::start("clients-add").await;
    let app = App::practice(&mut world).await;
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
    app.quit(&world).await;

    let app = App::practice(&mut world).await;
    assert_eq!(app.rows().await.len(), 25);
    assert_eq!(app.status("Willow & Sons").await, "Not connected");
}
