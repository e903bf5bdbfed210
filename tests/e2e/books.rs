//! The screen *Books* against the practice firm's QuickBooks Desktop: the steps that its tests share.

use serde_json::Value;

use super::harness::app::CLASS;
use super::harness::{App, SHORT, TestEnv, eventually};

mod paper;
mod reading;
mod screen;

/// A client of the sample firm whose QuickBooks Desktop is connected.
const VETS: &str = "Northfield Vets";

/// What the table on the screen holds, head first. It must hold few rows: those far from the view are not in the page.
const TABLE: &str = r#"
const words = it => it.textContent.replace(/\s+/g, ' ').trim();
const table = document.querySelector('[data-testid="books-table"]');
return [...table.querySelectorAll('[role=row]')]
    .map(row => [...row.querySelectorAll('[role=columnheader], [role=gridcell]')].map(words));"#;

/// Rows of the table, in the page or not.
async fn shown_by_the_app(app: &App) -> u64 {
    let rows = app
        .script("return Number(document.querySelector('[data-testid=books-table]').getAttribute('aria-rowcount')) - 1")
        .await;
    rows.as_u64().unwrap_or_default()
}

async fn choose_list(env: &TestEnv, app: &App, list: &str) {
    open_list(env, app, list).await;
    app.find(&format!("list-{list}")).await;
}

/// Opens the first list or report that is called so.
async fn open_list(env: &TestEnv, app: &App, called: &str) {
    app.find("books-choose").await;
    env.raise(CLASS);
    env.press(&["ctrl+f"]);
    app.wait_for_focus("books-find-list").await;
    env.type_text(called);
    env.press(&["Return"]);
    app.wait_for_focus("books-get").await;
}

/// Chooses *Get*, agrees that the connection is used this month, and waits for the end of the reading.
async fn get(app: &App) {
    agree(app).await;
    eventually("the reading ends", SHORT, async || {
        (!foot(app).await.is_empty()).then_some(())
    })
    .await;
}

/// Chooses *Get*, and agrees that the connection is used this month where that is asked.
async fn agree(app: &App) {
    app.click("books-get").await;
    eventually("the reading begins", SHORT, async || {
        if app.has("books-before-go").await {
            app.click("books-before-go").await;
        }
        let started = app.has("books-waiting").await || app.has("books-columns").await;
        (started || !foot(app).await.is_empty()).then_some(())
    })
    .await;
}

async fn foot(app: &App) -> String {
    let said = app
        .script("return document.querySelector('[data-testid=books-foot]')?.textContent ?? ''")
        .await;
    said.as_str().unwrap_or_default().to_owned()
}

async fn table(app: &App) -> Vec<Vec<String>> {
    app.find("books-table").await;
    let found: Value = app.script(TABLE).await;
    serde_json::from_value(found).expect("the table is rows of texts")
}

/// Waits until the record on the screen is called `name`.
async fn wait_for_record(app: &App, name: &str) {
    app.wait_until(
        &format!("{name} is on the screen"),
        SHORT,
        &format!(
            "return document.querySelector('[data-testid=books-record] h2')?.textContent === {name:?}"
        ),
    )
    .await;
}
