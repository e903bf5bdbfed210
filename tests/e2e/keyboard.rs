//! The main job without a mouse: every key is pressed on the real keyboard of the world.

use super::harness::app::CLASS;
use super::harness::{App, MARIA, Practice, SHORT, WREN, World, eventually};

#[tokio::test]
async fn quickbooks_online_is_connected_with_the_keyboard_alone() {
    let mut world = World::start("keyboard-online").await;
    let app = App::practice(&mut world).await;
    let practice = Practice::of(&world).await;
    world.raise(CLASS);

    app.find_client(&world, "wren", WREN.name).await;
    world.press(&["c"]);
    app.wait_for_focus("connect-continue").await;
    let seen = world.opened().len();
    world.press(&["Return"]);
    let sign_in = world.next_opened(seen).await;
    app.wait_for_sheet("waiting", "").await;

    world
        .deliver(&practice.link(&sign_in, MARIA, WREN.realm).await)
        .await;
    app.wait_for_sheet("confirm", "").await;
    world.raise(CLASS);
    app.press_until(&world, "Tab", "connect-save").await;
    world.press(&["Return"]);
    app.wait_for_sheet("done", "").await;
    app.press_until(&world, "Tab", "connect-close").await;
    world.press(&["Return"]);
    app.wait_for_state(WREN.name, "connected").await;
    assert_eq!(app.status(WREN.name).await, "Connected");

    eventually("the focus is back on the row", SHORT, async || {
        (app.focused().await == WREN.name).then_some(())
    })
    .await;
}
