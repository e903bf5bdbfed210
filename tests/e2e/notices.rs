//! Notices of the operating system: nothing before a person wants them, then only news.

use super::harness::app::CLASS;
use super::harness::practice::Company;
use super::harness::{App, Notices, Practice, SUES, TestEnv};

/// A client of the sample firm that is connected.
const CEDAR: Company = Company {
    name: "Cedar Loft Interiors",
    realm: "9130349878530471",
};

#[tokio::test]
async fn trouble_is_notified_only_after_a_person_turned_it_on() {
    let mut env = TestEnv::start("notices").await;
    let desktop = Notices::of(&env).await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    lose(&app, &practice, &SUES).await;

    settings(&app, &env).await;
    app.choose("input[name=notices]").await;
    app.choose("input[name=quiet]").await;
    app.click("test-notice").await;
    assert_eq!(
        desktop.first(1).await.len(),
        1,
        "only the test: what happened before was not to be told"
    );
    env.press(&["Escape"]);

    lose(&app, &practice, &CEDAR).await;
    let unnamed = desktop.first(2).await.remove(1);
    assert_eq!(unnamed.title, "1 client needs attention");
    assert!(!unnamed.body.contains(CEDAR.name), "{unnamed:?}");

    settings(&app, &env).await;
    app.choose("input[name=noticeNames]").await;
    env.press(&["Escape"]);
    practice.apply_scenario(CEDAR.realm, "ok").await;
    check(&app, &CEDAR).await;
    app.wait_for_state(CEDAR.name, "connected").await;
    lose(&app, &practice, &CEDAR).await;
    let named = desktop.first(3).await.remove(2);
    assert_eq!(named.title, "1 client needs attention");
    assert!(named.body.contains(CEDAR.name), "{named:?}");
    assert_eq!(desktop.shown().len(), 3);
}

#[tokio::test]
async fn a_desktop_without_notices_is_said_and_nothing_else_breaks() {
    let mut env = TestEnv::start("notices-none").await;
    let app = App::practice(&mut env).await;
    settings(&app, &env).await;
    app.choose("input[name=notices]").await;
    app.click("test-notice").await;
    let said = app.text("toast").await;
    assert!(said.contains("didn't show the notice"), "{said}");
}

async fn settings(app: &App, env: &TestEnv) {
    env.raise(CLASS);
    env.press(&["ctrl+comma"]);
    app.click("settings-notifications").await;
    app.find_css("input[name=notices]").await;
}

/// Takes our person out of a client's company, and asks about it.
async fn lose(app: &App, practice: &Practice, client: &Company) {
    practice.apply_scenario(client.realm, "not_member").await;
    check(app, client).await;
    app.wait_for_state(client.name, "notMember").await;
}

async fn check(app: &App, client: &Company) {
    app.select(client.name).await;
    app.key("r").await;
}
