//! No secret is in the settings, the database, the logs, or anything sent to the window.

mod hoard;
pub(crate) mod places;

use super::harness::{App, Browser, MARIA, NORTHWIND, Practice, TestEnv, WREN, flows};
use hoard::Hoard;

#[tokio::test]
async fn no_secret_is_found_outside_the_keychain() {
    let mut env = TestEnv::start("secrets").await;
    let app = App::practice(&mut env).await;
    app.listen().await;
    let practice = Practice::of(&env).await;
    let browser = Browser::start(&mut env, &practice).await;
    let mut hoard = Hoard::default();

    let sign_in = flows::begin_online(&env, &app, WREN.name).await;
    hoard.add_address(&sign_in);
    let link = practice.link(&sign_in, MARIA, WREN.realm).await;
    hoard.add_address(&link);
    env.deliver(&link).await;
    flows::save(&app).await;
    app.wait_for_state(WREN.name, "connected").await;

    let set_up = flows::begin_desktop(&env, &app, NORTHWIND).await;
    hoard.add_address(&set_up);
    browser.open(&set_up).await;
    browser.click("#finish").await;
    app.wait_for_sheet("done", "").await;
    app.click("connect-close").await;
    app.wait_for_state(NORTHWIND, "connected").await;

    hoard.add_practice(&env);
    hoard.add_realms(&practice.clients().await);
    hoard.add_keychain(&env);
    hoard.add_vault(&env).await;
    hoard.assert_filled();

    let messages = app.heard().await;
    assert!(
        messages.len() > 30,
        "the window was listened to: {}",
        messages.len()
    );
    for message in &messages {
        hoard.assert_absent("a message to the window", message.as_bytes());
    }
    hoard.assert_absent("the page", app.source().await.as_bytes());

    let names: Vec<String> = app
        .rows()
        .await
        .into_iter()
        .map(|[name, ..]| name)
        .collect();
    app.quit(&env).await;
    let logs = places::logs(&env);
    assert_eq!(logs.len(), 1, "one file a day: {logs:?}");
    for log in &logs {
        places::assert_private(log);
        let text = std::fs::read_to_string(log).expect("a log can be read");
        assert!(
            text.contains("Counterfoil starts") && text.contains("a firm is open"),
            "{text}"
        );
        for name in &names {
            assert!(
                !text.contains(name.as_str()),
                "the log names {name}:\n{text}"
            );
        }
    }
    let places = places::written_by_the_app(&env);
    assert!(
        places
            .iter()
            .any(|path| path.ends_with("practice/roster.sqlite")),
        "the database was looked at: {places:?}"
    );
    for place in places {
        let bytes = std::fs::read(&place).unwrap_or_default();
        hoard.assert_absent(&place.display().to_string(), &bytes);
    }
}
