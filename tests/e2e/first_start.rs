//! The first start: three doors, and the way into the practice firm and out again.

use super::harness::{App, World};

#[tokio::test]
async fn the_doors_lead_into_the_practice_firm_and_back() {
    let mut world = World::start("first-start").await;
    let app = App::first_start(&mut world).await;
    app.find("doors").await;
    assert!(!app.has("practice-banner").await);

    app.click("door-practice").await;
    app.wait_for_roster().await;
    app.find("practice-banner").await;
    assert_eq!(app.rows().await.len(), 24);

    app.click("leave-practice").await;
    app.find("doors").await;
}
