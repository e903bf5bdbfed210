//! The screen *Books* against the practice firm's QuickBooks Desktop: what is asked, what comes, and the way back.

use std::fs;

use serde_json::Value;

use super::harness::app::CLASS;
use super::harness::{App, Practice, SHORT, World, eventually};

/// A client of the sample firm whose QuickBooks Desktop is connected.
const VETS: &str = "Northfield Vets";
const INVOICES: &str = "/v1/quickbooks-desktop/invoices";
const CUSTOMERS: &str = "/v1/quickbooks-desktop/customers";

/// What the table on the screen holds, head first. It must hold few rows: those far from the view are not in the page.
const TABLE: &str = r#"
const words = it => it.textContent.replace(/\s+/g, ' ').trim();
const table = document.querySelector('[data-testid="books-table"]');
return [...table.querySelectorAll('[role=row]')]
    .map(row => [...row.querySelectorAll('[role=columnheader], [role=gridcell]')].map(words));"#;

#[tokio::test]
async fn invoices_of_a_month_are_read_followed_and_exported() {
    let mut world = World::start("books").await;
    let app = App::practice(&mut world).await;
    let practice = Practice::of(&world).await;
    let asked = practice.calls("GET", INVOICES).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    choose_list(&world, &app, "invoices").await;
    app.click_css("[data-testid=books-month] option[value=between]")
        .await;

    // The year 26 is a slip.
    app.script("document.querySelector('[data-testid=books-month]').focus()")
        .await;
    app.press_until(&world, "Tab", "books-from").await;
    world.type_text("10/01/26");
    app.script("document.querySelector('[data-testid=books-get]').click()")
        .await;
    app.wait_for_focus("books-from").await;
    assert_eq!(practice.calls("GET", INVOICES).await, asked);

    app.script("document.querySelector('[data-testid=books-month]').focus()")
        .await;
    for (field, day) in [("books-from", "10/01/2026"), ("books-to", "10/31/2026")] {
        app.press_until(&world, "Tab", field).await;
        world.type_text(day);
    }
    get(&app).await;
    let said = foot(&app).await;
    let window = "Oct 1, 2026 to Oct 31, 2026";
    assert!(
        said.starts_with(&format!("6 invoices of {window}, complete, ")),
        "{said}"
    );
    let october = table(&app).await;
    assert_eq!(
        october[0][..3],
        ["No.", "Date", "Customer"],
        "the usual columns"
    );
    assert!(
        october[1..=6].iter().all(|row| row[1].starts_with("Oct ")),
        "{october:?}"
    );
    let asked = practice.calls("GET", INVOICES).await;

    let [number, customer] = [&october[1][0], &october[1][2]];
    world.raise(CLASS);
    app.script("document.querySelector('[data-books-row=\"0\"]').focus()")
        .await;
    world.press(&["Return"]);
    let invoice = format!("Invoice {number}");
    wait_for_record(&app, &invoice).await;
    app.click("books-follow-customer").await;
    wait_for_record(&app, customer).await;
    app.find("books-find-field").await;
    world.press(&["alt+Left"]);
    wait_for_record(&app, &invoice).await;
    app.click("books-back").await;
    assert_eq!(table(&app).await, october);
    assert_eq!(
        practice.calls("GET", INVOICES).await,
        asked,
        "going back asks nothing"
    );

    app.click("books-export").await;
    app.click("books-export-go").await;
    let file = world.exported().await;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    assert!(
        name.starts_with(&format!("Counterfoil books - {VETS} - Invoices, {window} ")),
        "{name}"
    );
    let text = fs::read_to_string(&file).expect("the export can be read");
    assert!(
        text.starts_with("\u{feff}No.,Date,Customer,Subtotal,Balance,Due,Paid\r\n"),
        "{text}"
    );
    assert_eq!(text.matches("\r\n").count(), 7, "{text}");
}

#[tokio::test]
async fn a_lost_page_makes_the_list_incomplete_until_it_is_read_again() {
    let mut world = World::start("books-lost").await;
    let app = App::practice(&mut world).await;
    let practice = Practice::of(&world).await;
    practice.larger_books(VETS, 400).await;
    practice.lose_page_2(CUSTOMERS).await;
    let asked = practice.calls("GET", CUSTOMERS).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    choose_list(&world, &app, "customers").await;
    world.resize(CLASS, 720, 520);
    app.wait_until(
        "the window is small",
        SHORT,
        "return Math.abs(innerWidth - 720) <= 2",
    )
    .await;
    get(&app).await;

    let bar = app.text("books-incomplete").await;
    assert!(bar.starts_with("Incomplete."), "{bar}");
    let said = foot(&app).await;
    assert!(said.starts_with("Incomplete: 150 "), "{said}");
    assert_eq!(
        practice.calls("GET", CUSTOMERS).await,
        asked + 2,
        "no page is asked for twice"
    );
    let fits = app
        .script("return document.documentElement.scrollWidth <= innerWidth")
        .await;
    assert_eq!(fits, true, "the window scrolls sideways");

    app.click("books-again").await;
    eventually("the rest is read", SHORT, async || {
        foot(&app).await.contains(", complete, ").then_some(())
    })
    .await;
    assert!(!app.has("books-incomplete").await);
}

async fn choose_list(world: &World, app: &App, list: &str) {
    app.find("books-choose").await;
    world.raise(CLASS);
    world.press(&["ctrl+f"]);
    app.wait_for_focus("books-find-list").await;
    world.type_text(list);
    app.find(&format!("list-{list}")).await;
    world.press(&["Return"]);
    app.wait_for_focus("books-get").await;
}

/// Chooses *Get*, agrees that the connection is used this month, and waits for the end of the reading.
async fn get(app: &App) {
    app.click("books-get").await;
    eventually("the reading ends", SHORT, async || {
        if app.has("books-before-go").await {
            app.click("books-before-go").await;
        }
        (!foot(app).await.is_empty()).then_some(())
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
