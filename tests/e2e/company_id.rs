//! Intuit does not say which company a sign-in was for: the person reads its id in QuickBooks and types it.

use super::harness::{App, Browser, MARIA, Practice, SUES, TestEnv, WREN, flows};

const FIELD: &str = "[data-testid=connect-sheet] input[name=companyId]";

#[tokio::test]
async fn a_company_that_intuit_does_not_name_is_typed_checked_and_saved() {
    let mut env = TestEnv::start("company-id").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    practice
        .switch(&["redirectWithoutRealm", "idTokenWithoutRealm"])
        .await;
    practice.apply_scenario(SUES.name, "not_member").await;
    let browser = Browser::start(&mut env, &practice).await;

    let sign_in = flows::begin_online(&env, &app, WREN.name).await;
    browser.open(&sign_in).await;
    browser.approve(MARIA, WREN.realm).await;
    app.wait_for_sheet("company", "").await;
    app.wait_until(
        "the company id can be typed at once",
        std::time::Duration::from_secs(5),
        "return document.activeElement.name === 'companyId'",
    )
    .await;

    // Another company's number: Intuit says that Maria is not in it, and the question stays.
    app.fill(FIELD, SUES.realm).await;
    app.click("company-send").await;
    app.wait_until(
        "the sentence says whose company it isn't",
        std::time::Duration::from_secs(20),
        "return document.querySelector('[data-testid=connect-sheet] [role=alert]')?.textContent\
         .includes(\"isn't in company …0396\") ?? false",
    )
    .await;
    app.wait_for_sheet("company", "").await;
    assert_ne!(app.state(WREN.name).await, "connected");

    let grouped = WREN
        .realm
        .as_bytes()
        .chunks(4)
        .map(|four| std::str::from_utf8(four).expect("digits"));
    let grouped = grouped.collect::<Vec<_>>().join(" ");
    app.fill(FIELD, &grouped).await;
    app.click("company-send").await;
    app.wait_for_sheet("confirm", "").await;
    let found = app.text("connect-found").await;
    assert!(found.contains(&WREN.realm[12..]), "{found}");
    assert!(!found.contains(WREN.realm), "{found}");
    flows::save(&app).await;
    app.wait_for_state(WREN.name, "connected").await;
    assert!(app.roles(WREN.name).await.contains("Admin"));
}

#[tokio::test]
async fn an_app_that_may_not_ask_for_roles_says_so_and_leads_to_the_keys() {
    let mut env = TestEnv::start("scope-refused").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    practice.switch(&["rolesScopeRefused"]).await;
    let browser = Browser::start(&mut env, &practice).await;

    let sign_in = flows::begin_online(&env, &app, WREN.name).await;
    browser.open(&sign_in).await;
    app.wait_for_sheet("ended", "scopeRefused").await;
    let ending = app.text("connect-ending").await;
    assert!(ending.contains("ask for your role"), "{ending}");
    assert!(ending.contains("Change keys"), "{ending}");
    app.click("connect-change-keys").await;
    app.find("set-up-firm").await;
}
