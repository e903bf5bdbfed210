//! The screen Books with 10,000 rows: the first row, then what the roster's table is measured by.

use serde_json::Value;

use crate::harness::{App, LONG, Practice, SHORT, TestEnv, app::CLASS, eventually};
use crate::table::Readings;
use crate::window::{BARE, Line, MEASURE, Measured, run};

/// A client of the sample firm whose QuickBooks Desktop is connected.
const CLIENT: &str = "Northfield Vets";
const ROWS: usize = 10_000;
const RUNS: usize = 5;

/// From *Get* until the first row is drawn. Practice's answer takes 50 ms and its work.
const FIRST_ROW: &str = "
    const start = performance.now();
    document.querySelector('[data-testid=books-get]').click();
    while (document.querySelector('[data-books-row]') === null) await frame();
    await painted();
    return { first: performance.now() - start };";

/// What is measured in the table, in words of [`MEASURE`].
const TABLE: &str = "window.__table = {
    search: '[data-testid=books-find-rows]',
    heads: '[data-testid^=books-sort-]',
    rows: '[data-testid=books-table]',
    texts: ['a', 'ac', 'inv', 'invoice', 'invoice o', 'bi', 'bill c', 'check', '123', 'cedar', ''],
};";

/// Measures, and returns a table.
pub(crate) async fn measure() -> String {
    let (mut ours, mut bare, mut first) = (Line::default(), Line::default(), Readings::default());
    for round in 1..=RUNS {
        println!("  the books of a client with {ROWS} transactions, {round} of {RUNS}");
        let (row, window, rival) = once().await;
        first.push(row);
        ours.take_against(&window, &rival);
        bare.take_against(&rival, &rival);
    }
    format!(
        "From *Get* to the first row on the screen: {} ms, 50 of them practice's delay.\n\n{}{}{}",
        first.words(0),
        Line::HEAD,
        ours.line("10,000 transactions in Books"),
        bare.line("a bare table of 15 rows, right afterwards"),
    )
}

async fn once() -> (f64, Measured, Measured) {
    let mut env = TestEnv::start("bench-books").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    practice.more_transactions(CLIENT, ROWS).await;
    app.select(CLIENT).await;
    app.click("inspector-books").await;
    env.raise(CLASS);
    // Practice makes the books when they are first asked for.
    open(&env, &app, "classes").await;
    read(&app).await;
    open(&env, &app, "transactions").await;
    app.click_css("[data-testid=books-month] option[value=any]")
        .await;
    let first: Value = run(&app, FIRST_ROW).await;
    for _ in 0..2 {
        app.click("books-raise").await;
        app.wait_until(
            "more rows are read",
            LONG,
            "return document.querySelector('[data-testid=books-waiting]') === null",
        )
        .await;
    }
    app.script(TABLE).await;
    let window = run(&app, MEASURE).await;
    let bare = run(&app, BARE).await;
    app.quit(&env).await;
    let first = first["first"].as_f64().expect("milliseconds");
    (first, window, bare)
}

async fn open(env: &TestEnv, app: &App, list: &str) {
    env.press(&["ctrl+f"]);
    app.wait_for_focus("books-find-list").await;
    app.fill("[data-testid=books-find-list]", list).await;
    env.press(&["Return"]);
    app.find(&format!("list-{list}")).await;
    app.wait_for_focus("books-get").await;
}

/// Reads the open list, and agrees that the connection counts for the month.
async fn read(app: &App) {
    app.click("books-get").await;
    eventually("the list is read", SHORT, async || {
        if app.has("books-before-go").await {
            app.click("books-before-go").await;
        }
        app.has("books-columns").await.then_some(())
    })
    .await;
}
