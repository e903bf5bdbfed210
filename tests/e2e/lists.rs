//! Lists of clients in and out, and what the window remembers of how they were looked at.

use std::fs;

use super::harness::app::CLASS;
use super::harness::{App, Practice, SHORT, SUES, TestEnv, eventually};

#[tokio::test]
async fn a_list_comes_in_and_goes_out_as_a_spreadsheet_reads_it() {
    let mut env = TestEnv::start("lists").await;
    let app = App::practice(&mut env).await;
    env.raise(CLASS);

    app.click("more-menu").await;
    app.click("menu-import").await;
    app.fill(
        "[data-testid=import-paste]",
        "Client;No.;E-mail;QuickBooks\n\
         Willow & Sons;3001;will@willow.example;Online\n\
         =HYPERLINK(\"https://evil.example\");3002;;Desktop\n\
         Sue's Bakery LLC;1042;sue@suesbakery.example;Online\n",
    )
    .await;
    app.click("import-read").await;
    app.find("import-preview").await;
    app.click("import-go").await;
    app.wait_for_state("Willow & Sons", "never").await;
    assert_eq!(app.rows().await.len(), 26);
    assert_eq!(app.status(SUES.name).await, "Connected");

    app.fill("[data-testid=search]", "hyperlink").await;
    app.click("more-menu").await;
    app.click("menu-export").await;
    let file = env.exported().await;
    let text = fs::read_to_string(&file).expect("the export can be read");
    let mut lines = text.lines();
    assert!(
        lines
            .next()
            .is_some_and(|head| head.starts_with("\u{feff}Client,")),
        "{text}"
    );
    assert!(
        lines
            .next()
            .is_some_and(|line| line.starts_with("\"'=HYPERLINK(")),
        "no cell is a formula: {text}"
    );
    assert_eq!(lines.next(), None, "only what is shown: {text}");
}

#[tokio::test]
async fn order_and_filters_are_there_again_after_a_restart() {
    let mut env = TestEnv::start("lists-memory").await;
    let app = App::practice(&mut env).await;
    app.click("token-status").await;
    app.click("token-status-attention").await;
    app.click("sort-head-client").await;
    let rows = app.rows().await;
    assert!(rows.len() < 24 && rows.windows(2).all(|two| two[0][0] <= two[1][0]));
    eventually("what was looked at is saved", SHORT, async || {
        let kept = fs::read_to_string(env.app_folder().join("settings.json")).ok()?;
        (kept.contains("\"attention\"") && kept.contains("\"client\"")).then_some(())
    })
    .await;
    app.quit(&env).await;

    let app = App::practice(&mut env).await;
    assert_eq!(app.rows().await, rows);
}

#[tokio::test]
async fn the_change_log_tells_what_happened_and_opens_the_client() {
    let mut env = TestEnv::start("lists-activity").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    practice.apply_scenario(SUES.realm, "not_member").await;
    app.select(SUES.name).await;
    app.click("inspector-primary").await;
    app.wait_for_state(SUES.name, "notMember").await;

    app.click("nav-activity").await;
    let newest = app.text("activity-line").await;
    assert!(
        newest.contains("Not in this company") && newest.contains(SUES.name),
        "{newest}"
    );
    app.click_css("[data-testid=activity-line] button").await;
    app.find("inspector").await;
    assert!(app.text("inspector-sentence").await.contains(SUES.name));
}
