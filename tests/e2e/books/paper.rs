//! What is printed, and a report.

use std::fs;

use serde_json::Value;

use super::super::harness::app::CLASS;
use super::super::harness::{App, Practice, SHORT, TestEnv, eventually};
use super::{VETS, choose_list, get, open_list, shown_by_the_app, table};

#[tokio::test]
async fn a_report_is_read_printed_and_written() {
    let mut env = TestEnv::start("books-report").await;
    let app = App::practice(&mut env).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    open_list(&env, &app, "A/R aging s").await;
    get(&app).await;
    let report = app.text("books-report").await;
    assert!(report.contains("A/R Aging Summary"), "{report}");
    let totals = app
        .script("return [...document.querySelectorAll('[data-testid=books-report] [data-kind=total] td')].map(it => it.textContent.trim())")
        .await;
    let totals: Vec<String> = serde_json::from_value(totals).expect("texts");
    assert_eq!(totals[0].to_uppercase(), "TOTAL", "{totals:?}");
    assert!(totals[1..].iter().all(|it| is_an_amount(it)), "{totals:?}");

    let printed = printed(&app).await;
    assert_eq!(printed["theme"], "light");
    assert_eq!(printed["title"], format!("{VETS} – A/R aging summary"));

    app.click("books-export").await;
    app.click("books-export-go").await;
    let text = fs::read_to_string(env.exported().await).expect("the export can be read");
    let last = text.lines().last().unwrap_or_default();
    assert!(last.starts_with("Total,"), "{text}");
}

/// What the page that is sent to the printer says of itself.
async fn printed(app: &App) -> Value {
    app.script(PRINTER).await;
    app.click("books-print").await;
    eventually("it is printed", SHORT, async || {
        let printed = app.script("return window.__printed ?? null").await;
        (!printed.is_null()).then_some(printed)
    })
    .await
}

#[tokio::test]
async fn every_row_is_printed_in_the_light_theme() {
    let mut env = TestEnv::start("books-print").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    practice.larger_books(VETS, 200).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    choose_list(&env, &app, "customers").await;
    get(&app).await;
    let all = shown_by_the_app(&app).await;
    assert!(all > 200 && table_rows(&app).await < 100);
    env.raise(CLASS);
    app.script("document.documentElement.dataset.theme = 'dark'")
        .await;
    let printed = printed(&app).await;
    assert_eq!(printed["theme"], "light");
    assert_eq!(printed["rows"], all);
    let head = &table(&app).await[0];
    assert_eq!(printed["heads"], head.len(), "the head of a real table");
    assert_eq!(printed["title"], format!("{VETS} – Customers and jobs"));
    app.wait_until(
        "the window is as it was",
        SHORT,
        "return document.documentElement.dataset.theme === 'dark' && document.querySelectorAll('[data-books-row]').length < 100",
    )
    .await;
}

/// Takes the place of the printer: what it would print is kept.
const PRINTER: &str = "window.print = () => { window.__printed = {
    theme: document.documentElement.dataset.theme,
    heads: document.querySelectorAll('main thead th').length,
    rows: document.querySelectorAll('main tbody tr:not(.total)').length,
    title: document.title,
} }";

fn is_an_amount(text: &str) -> bool {
    let digits = text.replace([',', '-'], "");
    digits
        .split_once('.')
        .is_some_and(|(whole, cents)| whole.parse::<u64>().is_ok() && cents.len() == 2)
}

/// Rows in the page.
async fn table_rows(app: &App) -> u64 {
    let rows = app
        .script("return document.querySelectorAll('[data-books-row]').length")
        .await;
    rows.as_u64().unwrap_or_default()
}
