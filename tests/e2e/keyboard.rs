//! The main job without a mouse: every key is pressed on the real keyboard of the environment.

use super::harness::app::CLASS;
use super::harness::{App, MARIA, Practice, SHORT, TestEnv, WREN, eventually};

#[tokio::test]
async fn quickbooks_online_is_connected_with_the_keyboard_alone() {
    let mut env = TestEnv::start("keyboard-online").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    env.raise(CLASS);

    app.find_client(&env, "wren", WREN.name).await;
    env.press(&["c"]);
    app.wait_for_focus("connect-continue").await;
    let seen = env.opened().len();
    env.press(&["Return"]);
    let sign_in = env.next_opened(seen).await;
    app.wait_for_sheet("waiting", "").await;

    env.deliver(&practice.link(&sign_in, MARIA, WREN.realm).await)
        .await;
    app.wait_for_sheet("confirm", "").await;
    env.raise(CLASS);
    app.press_until(&env, "Tab", "connect-save").await;
    env.press(&["Return"]);
    app.wait_for_sheet("done", "").await;
    app.press_until(&env, "Tab", "connect-close").await;
    env.press(&["Return"]);
    app.wait_for_state(WREN.name, "connected").await;
    assert_eq!(app.status(WREN.name).await, "Connected");

    eventually("the focus is back on the row", SHORT, async || {
        (app.focused().await == WREN.name).then_some(())
    })
    .await;
}
