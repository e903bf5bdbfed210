//! What is asked, what comes, and the way back.

use std::fs;

use practice::ConductorEndpoints as Conductor;
use provisioning::{FirmFile, Policy};

use super::super::firm_files;
use super::super::harness::app::CLASS;
use super::super::harness::{App, OWN, Practice, SHORT, TestEnv, eventually};
use super::{VETS, agree, choose_list, foot, get, shown_by_the_app, table, wait_for_record};

const INVOICES: &str = "/v1/quickbooks-desktop/invoices";
const CUSTOMERS: &str = "/v1/quickbooks-desktop/customers";

#[tokio::test]
async fn invoices_of_a_month_are_read_followed_and_exported() {
    let mut env = TestEnv::start("books").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let asked = practice.calls("GET", INVOICES).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    choose_list(&env, &app, "invoices").await;
    app.click_css("[data-testid=books-month] option[value=between]")
        .await;

    // The year 26 is a slip.
    app.click("books-from").await;
    env.type_text("10/01/26");
    app.script("document.querySelector('[data-testid=books-get]').click()")
        .await;
    app.wait_for_focus("books-from").await;
    assert_eq!(practice.calls("GET", INVOICES).await, asked);

    for (field, day) in [("books-from", "10/01/2026"), ("books-to", "10/31/2026")] {
        app.click(field).await;
        env.press(&["Home"]);
        env.type_text(day);
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
    env.raise(CLASS);
    app.script("document.querySelector('[data-books-row=\"0\"]').focus()")
        .await;
    env.press(&["Return"]);
    let invoice = format!("Invoice {number}");
    wait_for_record(&app, &invoice).await;
    app.click("books-follow-customer").await;
    wait_for_record(&app, customer).await;
    app.find("books-find-field").await;
    env.press(&["alt+Left"]);
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
    let file = env.exported().await;
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
    let mut env = TestEnv::start("books-lost").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    practice.larger_books(VETS, 400).await;
    practice.lose_page_2(CUSTOMERS).await;
    let asked = practice.calls("GET", CUSTOMERS).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    choose_list(&env, &app, "customers").await;
    env.resize(CLASS, 720, 520);
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

#[tokio::test]
async fn a_reading_that_is_stopped_keeps_what_came() {
    let mut env = TestEnv::start("books-stop").await;
    let app = App::practice(&mut env).await;
    read_until_page_2(&env, &app, 60_000).await;

    env.raise(CLASS);
    app.script("document.querySelector('[data-testid=books-stop]').focus()")
        .await;
    env.press(&["Return"]);
    let bar = app.text("books-incomplete").await;
    assert!(
        bar.contains("You stopped after 150 customers and jobs."),
        "{bar}"
    );
    assert_eq!(foot(&app).await, "Incomplete: 150 customers and jobs");

    app.click("books-export").await;
    app.find("books-export-incomplete").await;
    app.click("books-export-go").await;
    let file = env.exported().await;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    assert!(
        name.starts_with("Counterfoil books - incomplete - "),
        "{name}"
    );

    app.click("books-again").await;
    eventually("the rest is read", SHORT, async || {
        foot(&app).await.contains(", complete, ").then_some(())
    })
    .await;
    assert!(shown_by_the_app(&app).await > 400);
}

#[tokio::test]
async fn a_number_that_nothing_has_is_named() {
    let mut env = TestEnv::start("books-number").await;
    let app = App::practice(&mut env).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    choose_list(&env, &app, "bills").await;
    for (typed, said) in [
        ("90421", "No bill has number 90421 in Northfield Vets."),
        (
            "90421, 90422",
            "At least one of the numbers 90421, 90422 has no bill in Northfield Vets. QuickBooks then shows none of them: \
             ask for one at a time.",
        ),
    ] {
        app.fill("[data-testid=filter-refNumbers]", typed).await;
        get(&app).await;
        assert_eq!(app.text("books-empty").await, said);
    }
}

/// Nobody shows any more what the page before asked for, and its computer is free for the one after it.
#[tokio::test]
async fn a_page_that_is_loaded_anew_ends_what_the_one_before_it_read() {
    let mut env = TestEnv::start("books-reload").await;
    let app = App::practice(&mut env).await;
    let practice = read_until_page_2(&env, &app, 600_000).await;
    let asked = practice.calls("GET", CUSTOMERS).await;

    app.script("window.__before = true; location.reload()")
        .await;
    app.wait_until(
        "the new page is there",
        SHORT,
        "return window.__before === undefined && document.querySelector('[data-client-name]') !== null",
    )
    .await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    choose_list(&env, &app, "invoices").await;
    get(&app).await;
    assert!(foot(&app).await.contains(", complete, "));
    assert_eq!(practice.calls("GET", CUSTOMERS).await, asked);
}

#[tokio::test]
async fn a_right_that_is_taken_away_ends_the_reading_and_clears_the_window() {
    let mut env = TestEnv::start("books-right").await;
    let services = practice::Practice::start(practice::Config {
        app_scheme: OWN.scheme.to_owned(),
        sample: true,
        ..practice::Config::default()
    })
    .await
    .expect("practice starts");
    let endpoints = services.endpoints().clone();
    let practice = Practice::at(&endpoints.origin);
    let file = |read_books| {
        let Conductor {
            base_url,
            secret_key,
            publishable_key,
        } = &endpoints.conductor;
        let file = firm_files::firm_file(base_url, secret_key, publishable_key);
        let policy = Policy {
            read_books,
            ..file.policy
        };
        FirmFile { policy, ..file }
    };
    let path = firm_files::write(&env, &file(true));
    let app = App::start(&mut env, &[], &[&path.display().to_string()]).await;
    join(&app).await;
    adopt(&app, VETS).await;
    practice.larger_books(VETS, 400).await;
    practice.slow_page_2(CUSTOMERS, 600_000).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    choose_list(&env, &app, "customers").await;
    agree(&app).await;
    second_page_is_awaited(&app).await;
    let shown = table(&app).await[1][0].clone();
    let asked = practice.calls("GET", CUSTOMERS).await;

    firm_files::write(&env, &file(false));
    firm_files::start_again(&env, firm_files::NAME).await;
    join(&app).await;
    let said = app.text("books-refused").await;
    assert!(
        said.contains("doesn't allow this computer to read the clients' books"),
        "{said}"
    );
    assert!(!app.has("books-table").await);
    let page = app
        .script("return document.documentElement.textContent")
        .await;
    assert!(!page.to_string().contains(&shown), "{shown} is still there");
    assert_eq!(practice.calls("GET", CUSTOMERS).await, asked);
    app.click("books-clients").await;
    app.select(VETS).await;
    let history = app.text("inspector").await;
    assert!(
        history.contains("150"),
        "what was read until then: {history}"
    );
}

/// Joins the firm of the file that waits.
async fn join(app: &App) {
    app.find("join-open").await;
    app.fill("input[name=passphrase]", firm_files::WORDS).await;
    app.click("join-open").await;
    app.find("join-go").await;
    if app.has("join-replaces").await {
        app.choose("[data-testid=join-replaces]").await;
    }
    app.click("join-go").await;
    app.click("join-done").await;
}

/// Makes a client of what Conductor has under this name.
async fn adopt(app: &App, name: &str) {
    let adopted = app
        .script_async(&format!(
            "const done = arguments[arguments.length - 1];
            const {{ invoke }} = window.__TAURI_INTERNALS__;
            invoke('unused_end_users')
                .then(({{ endUsers }}) => endUsers.find(it => it.companyName === {name:?}))
                .then(it => invoke('adopt_end_users', {{ forms: [{{ endUserId: it.id, clientId: null }}] }}))
                .then(() => done('adopted'), problem => done(`refused: ${{JSON.stringify(problem)}}`));"
        ))
        .await;
    assert_eq!(adopted, "adopted");
}

/// Waits until the first page is on the screen, and the second is awaited.
/// Reads the customers of [`VETS`] until their first page is here and the second, for `delay` milliseconds, is not.
async fn read_until_page_2(env: &TestEnv, app: &App, delay: u32) -> Practice {
    let practice = Practice::of(env).await;
    practice.larger_books(VETS, 400).await;
    practice.slow_page_2(CUSTOMERS, delay).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    choose_list(env, app, "customers").await;
    agree(app).await;
    second_page_is_awaited(app).await;
    practice
}

async fn second_page_is_awaited(app: &App) {
    app.wait_until(
        "the first page is on the screen, and the second is awaited",
        SHORT,
        "const it = document.querySelector('[data-testid=books-waiting]');
        return it?.textContent.includes('150 of ') && !!document.querySelector('[data-testid=books-table]')",
    )
    .await;
}
