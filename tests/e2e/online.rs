//! Connecting a QuickBooks Online client, through Chromium and back.

use super::harness::{App, BILLS, Browser, MARIA, Practice, SUES, TestEnv, WREN, flows};

#[tokio::test]
async fn a_person_signs_in_and_the_row_shows_connected_and_the_role() {
    let mut env = TestEnv::start("online-connect").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let browser = Browser::start(&mut env, &practice).await;
    assert_eq!(app.status(WREN.name).await, "Not connected");

    let sign_in = flows::begin_online(&env, &app, WREN.name).await;
    assert_eq!(app.state(WREN.name).await, "waiting");
    browser.open(&sign_in).await;
    browser.approve(MARIA, WREN.realm).await;

    app.wait_for_sheet("confirm", "").await;
    assert!(app.text("connect-expected").await.contains(WREN.name));
    let found = app.text("connect-found").await;
    assert!(found.contains(&WREN.realm[12..]), "{found}");
    assert!(!found.contains(WREN.realm), "{found}");
    assert_ne!(
        app.state(WREN.name).await,
        "connected",
        "nothing is saved before Save connection"
    );

    flows::save(&app).await;
    app.wait_for_state(WREN.name, "connected").await;
    assert_eq!(app.status(WREN.name).await, "Connected");
    let roles = app.roles(WREN.name).await;
    assert!(
        roles.contains("Admin") && roles.contains("Payroll"),
        "{roles}"
    );
}

#[tokio::test]
async fn a_person_declines_and_nothing_is_connected() {
    let mut env = TestEnv::start("online-decline").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let browser = Browser::start(&mut env, &practice).await;
    let before = app.rows().await;

    let sign_in = flows::begin_online(&env, &app, WREN.name).await;
    browser.open(&sign_in).await;
    browser.choose(MARIA, WREN.realm).await;
    browser.click("#decline").await;

    app.wait_for_sheet("ended", "declined").await;
    assert!(!app.text("connect-ending").await.is_empty());
    app.click("connect-close").await;
    app.wait_for_state(WREN.name, "never").await;
    assert_eq!(app.rows().await, before);
}

#[tokio::test]
async fn another_clients_company_is_refused_before_anything_is_saved() {
    let mut env = TestEnv::start("online-wrong-company").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let browser = Browser::start(&mut env, &practice).await;
    let before = app.rows().await;

    let sign_in = flows::begin_online(&env, &app, WREN.name).await;
    browser.open(&sign_in).await;
    browser.approve(MARIA, SUES.realm).await;

    app.wait_for_sheet("ended", "wrongCompany").await;
    let ending = app.text("connect-ending").await;
    assert!(
        ending.contains(SUES.name),
        "the ending names the company that was chosen: {ending}"
    );
    app.click("connect-close").await;
    app.wait_for_state(WREN.name, "wrongCompany").await;
    assert_eq!(app.status(WREN.name).await, "Different company");
    assert!(others(&app.rows().await).eq(others(&before)));
}

#[tokio::test]
async fn a_person_says_that_it_is_the_wrong_company_and_nothing_is_saved() {
    const NEW: &str = "Juniper & Sons";
    let mut env = TestEnv::start("online-reject").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let browser = Browser::start(&mut env, &practice).await;

    app.click("add-client").await;
    app.fill("[data-testid=add-client-form] input[name=name]", NEW)
        .await;
    app.choose("[data-testid=add-client-form] input[name=where][value=online]")
        .await;
    app.click("add-client-save").await;
    app.wait_for_state(NEW, "never").await;

    let sign_in = flows::begin_online(&env, &app, NEW).await;
    browser.open(&sign_in).await;
    browser.approve(MARIA, WREN.realm).await;
    app.wait_for_sheet("confirm", "").await;
    app.click("connect-wrong").await;

    app.wait_for_sheet("ended", "rejected").await;
    app.click("connect-close").await;
    app.wait_for_state(NEW, "never").await;
    assert_eq!(app.status(WREN.name).await, "Not connected");
}

#[tokio::test]
async fn a_person_who_left_the_company_is_shown_so() {
    let mut env = TestEnv::start("online-not-member").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    assert_eq!(app.status(BILLS.name).await, "Not in this company");
    assert_eq!(app.status(SUES.name).await, "Connected");

    practice.apply_scenario(SUES.realm, "not_member").await;
    app.select(SUES.name).await;
    app.click("inspector-primary").await;

    app.wait_for_state(SUES.name, "notMember").await;
    assert_eq!(app.status(SUES.name).await, "Not in this company");
    let sentence = app.text("inspector-sentence").await;
    assert!(
        sentence.contains(MARIA) && sentence.contains(SUES.name),
        "{sentence}"
    );
}

fn others(rows: &[[String; 3]]) -> impl Iterator<Item = &[String; 3]> {
    rows.iter().filter(|row| row[0] != WREN.name)
}
