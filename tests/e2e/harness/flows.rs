//! What a person clicks in the window to connect a client, up to the moment the browser opens.

use super::app::App;
use super::test_env::TestEnv;

/// Asks to connect a QuickBooks Online client; returns the address that the browser was sent to.
pub(crate) async fn begin_online(env: &TestEnv, app: &App, client: &str) -> String {
    open_sheet(app, client).await;
    continue_in_browser(env, app).await
}

/// Asks to connect a QuickBooks Desktop client on this computer; returns the link's address.
pub(crate) async fn begin_desktop(env: &TestEnv, app: &App, client: &str) -> String {
    open_sheet(app, client).await;
    tick_what_must_be_true(app).await;
    continue_in_browser(env, app).await
}

/// Opens the connect sheet of a client that is not connected.
pub(crate) async fn open_sheet(app: &App, client: &str) {
    app.select(client).await;
    app.click("inspector-primary").await;
    app.find("connect-sheet").await;
}

/// Chooses to open the link here, and ticks the three things it needs.
pub(crate) async fn tick_what_must_be_true(app: &App) {
    app.choose("input[name=handed][value=opened]").await;
    for number in 1..=3 {
        app.choose(&format!("[data-testid=connect-check-{number}]"))
            .await;
    }
}

/// Leaves the sheet for the browser.
pub(crate) async fn continue_in_browser(env: &TestEnv, app: &App) -> String {
    let seen = env.opened().len();
    app.click("connect-continue").await;
    let address = env.next_opened(seen).await;
    app.wait_for_sheet("waiting", "").await;
    address
}

/// Saves what Intuit said about the company, and closes the sheet.
pub(crate) async fn save(app: &App) {
    app.wait_for_sheet("confirm", "").await;
    app.click("connect-save").await;
    app.wait_for_sheet("done", "").await;
    app.click("connect-close").await;
}
