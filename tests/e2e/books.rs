//! The screen *Books* against the practice firm's QuickBooks Desktop: what is asked, what comes, and the way back.

use std::fs;

use practice::ConductorEndpoints as Conductor;
use provisioning::{FirmFile, Policy};
use serde_json::Value;

use super::firm_files;
use super::harness::app::CLASS;
use super::harness::{App, OWN, Practice, SHORT, TestEnv, eventually};

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
    let practice = Practice::of(&env).await;
    practice.larger_books(VETS, 400).await;
    practice.slow_page_2(CUSTOMERS, 60_000).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    choose_list(&env, &app, "customers").await;
    agree(&app).await;
    second_page_is_awaited(&app).await;

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
    let practice = Practice::of(&env).await;
    practice.larger_books(VETS, 400).await;
    practice.slow_page_2(CUSTOMERS, 600_000).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    choose_list(&env, &app, "customers").await;
    agree(&app).await;
    second_page_is_awaited(&app).await;
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
async fn second_page_is_awaited(app: &App) {
    app.wait_until(
        "the first page is on the screen, and the second is awaited",
        SHORT,
        "const it = document.querySelector('[data-testid=books-waiting]');
        return it?.textContent.includes('150 of ') && !!document.querySelector('[data-testid=books-table]')",
    )
    .await;
}

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

/// What the page that is handed to the printer says of itself.
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
    assert_eq!(printed["title"], format!("{VETS} – Customers and jobs"));
    app.wait_until(
        "the window is as it was",
        SHORT,
        "return document.documentElement.dataset.theme === 'dark' && document.querySelectorAll('[data-books-row]').length < 100",
    )
    .await;
}

#[tokio::test]
async fn a_saved_view_is_there_after_a_restart_and_holds_no_value() {
    let mut env = TestEnv::start("books-views").await;
    let app = App::practice(&mut env).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    choose_list(&env, &app, "invoices").await;
    app.click_css("[data-testid=books-month] option[value=any]")
        .await;
    app.click_css("[data-testid=filter-paymentStatus] option[value=not_paid]")
        .await;
    get(&app).await;
    let open = table(&app).await;
    let customer = open[1][2].clone();
    app.click("books-save-view").await;
    app.fill("[name=view]", "Not paid yet").await;
    app.click("books-save-go").await;
    let settings = env.app_folder().join("settings.json");
    let kept = eventually("the view is saved", SHORT, async || {
        fs::read_to_string(&settings)
            .ok()
            .filter(|kept| kept.contains("Not paid yet"))
    })
    .await;
    assert!(
        kept.contains("not_paid") && !kept.contains(&customer),
        "{kept}"
    );
    app.quit(&env).await;

    let app = App::practice(&mut env).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    app.click("books-view").await;
    get(&app).await;
    assert_eq!(table(&app).await, open);
    app.click("books-views").await;
    app.click("books-views-export").await;
    let text = fs::read_to_string(env.exported().await).expect("the export can be read");
    assert_eq!(
        text.trim_start_matches('\u{feff}').lines().next(),
        Some("View,List,Filters,Columns"),
        "{text}"
    );
    assert!(
        text.contains("Not paid yet,invoices,month=any paymentStatus=not_paid,"),
        "{text}"
    );
}

#[tokio::test]
async fn books_are_read_with_the_keyboard_alone() {
    let mut env = TestEnv::start("books-keyboard").await;
    let app = App::practice(&mut env).await;
    env.raise(CLASS);
    app.find_client(&env, "northfield", VETS).await;
    env.press(&["b"]);
    choose_list(&env, &app, "invoices").await;

    app.press_until(&env, "shift+Tab", "books-month").await;
    env.type_text("be");
    for (field, day) in [("books-from", "10/01/2026"), ("books-to", "10/31/2026")] {
        app.press_until(&env, "Tab", field).await;
        env.type_text(day);
    }
    app.press_until(&env, "Tab", "books-get").await;
    env.press(&["Return"]);
    eventually("the reading ends", SHORT, async || {
        if app.focused().await == "books-before-go" {
            env.press(&["Return"]);
        }
        foot(&app).await.starts_with("6 invoices of ").then_some(())
    })
    .await;
    let october = table(&app).await;

    app.press_until(&env, "Tab", "books-find-rows").await;
    env.type_text(&october[3][0]);
    app.wait_until(
        "one row is left",
        SHORT,
        "return document.querySelectorAll('[data-books-row]').length === 1",
    )
    .await;
    env.press(&["ctrl+a", "BackSpace"]);
    app.press_until(&env, "Tab", "books-row-0").await;
    env.press(&["Down", "Down"]);
    app.wait_for_focus("books-row-2").await;
    env.press(&["Return"]);
    let invoice = format!("Invoice {}", october[3][0]);
    wait_for_record(&app, &invoice).await;
    app.press_until(&env, "Tab", "books-follow-customer").await;
    env.press(&["Return"]);
    wait_for_record(&app, &october[3][2]).await;
    app.find("books-find-field").await;
    env.press(&["alt+Left"]);
    wait_for_record(&app, &invoice).await;
    env.press(&["Escape"]);
    app.wait_for_focus("books-row-2").await;
    assert_eq!(table(&app).await, october);

    app.press_until(&env, "Tab", "books-export").await;
    env.press(&["Return"]);
    app.wait_for_focus("books-export-go").await;
    env.press(&["Return"]);
    env.exported().await;
    app.wait_for_focus("books-export").await;
    env.press(&["alt+Left"]);
    app.wait_for_focus(VETS).await;
}

#[tokio::test]
async fn books_fit_a_small_window_large_text_and_the_dark_theme() {
    let mut env = TestEnv::start("books-small").await;
    let app = App::practice(&mut env).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    env.raise(CLASS);
    env.press(&["ctrl+comma"]);
    app.find("settings").await;
    app.choose("input[name=theme][value=dark]").await;
    env.press(&["Escape"]);
    choose_list(&env, &app, "invoices").await;
    app.click_css("[data-testid=books-month] option[value=any]")
        .await;
    get(&app).await;
    for (width, height, zoom) in [(720, 520, 1), (1180, 760, 2)] {
        env.resize(CLASS, width, height);
        if zoom == 2 {
            env.press(&["ctrl+plus"; 5]);
        }
        let wide = width / zoom;
        app.wait_until(
            "the window is small",
            SHORT,
            &format!("return Math.abs(innerWidth - {wide}) <= 2"),
        )
        .await;
        everything_fits(&app, "the table").await;
        // The driver does not find its places in a page that is drawn larger.
        app.script("document.querySelector('[data-books-row=\"0\"]').focus()")
            .await;
        env.press(&["Return"]);
        app.find("books-record").await;
        everything_fits(&app, "the record").await;
        app.press_until(&env, "shift+Tab", "books-back").await;
        env.press(&["Return"]);
        app.wait_until(
            "the row has the focus again",
            SHORT,
            "return document.activeElement.dataset.booksRow === '0'",
        )
        .await;
        app.press_until(&env, "Tab", "books-export").await;
        env.press(&["Return"]);
        app.wait_for_focus("books-export-go").await;
        everything_fits(&app, "the export").await;
        env.press(&["Escape"]);
        app.wait_for_focus("books-export").await;
    }
    let theme = app
        .script("return document.documentElement.dataset.theme")
        .await;
    assert_eq!(theme, "dark");
}

/// Takes the place of the printer: what it would print is kept.
const PRINTER: &str = "window.print = () => { window.__printed = {
    theme: document.documentElement.dataset.theme,
    rows: document.querySelectorAll('[data-books-row]').length,
    title: document.title,
} }";

/// Nothing is cut off at the side, and what is to be pressed can be seen or scrolled to.
async fn everything_fits(app: &App, what: &str) {
    let outside = app
        .script(
            "const wide = document.documentElement.scrollWidth;
            if (wide > innerWidth) return `the window scrolls sideways: ${wide}`;
            return [...document.querySelectorAll('button, input, select')]
                .filter(it => it.checkVisibility() && !it.closest('[data-scrolls]'))
                .filter(it => it.getBoundingClientRect().right > innerWidth + 1)
                .map(it => it.dataset.testid ?? it.textContent).join(', ');",
        )
        .await;
    assert_eq!(outside, "", "{what}");
}

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
