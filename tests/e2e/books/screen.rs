//! The screen itself: its memory, its keys, its sizes, and what it hides.

use std::fs;

use super::super::harness::app::CLASS;
use super::super::harness::{App, SHORT, TestEnv, eventually};
use super::{VETS, choose_list, foot, get, table, wait_for_record};

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

#[tokio::test]
async fn an_employees_pay_is_hidden_until_it_is_shown_field_by_field() {
    let mut env = TestEnv::start("books-hidden").await;
    let app = App::practice(&mut env).await;
    app.select(VETS).await;
    app.click("inspector-books").await;
    choose_list(&env, &app, "employees").await;
    get(&app).await;
    app.script("document.querySelector('[data-books-row=\"0\"]').focus()")
        .await;
    env.raise(CLASS);
    env.press(&["Return"]);
    app.find("books-record").await;
    let page = app
        .script("return document.documentElement.outerHTML")
        .await;
    let page = page.as_str().unwrap_or_default();
    for secret in ["900-10-1000", "1980", "Hourly wage", "21.00"] {
        assert!(!page.contains(secret), "{secret} is in the page");
    }
    assert_eq!(pay(&app).await, ["hidden", "hidden"]);

    let rate = "books-show-employeePayroll.earnings.rate";
    app.press_until(&env, "Tab", rate).await;
    env.press(&["Return"]);
    eventually("the rate is shown", SHORT, async || {
        (pay(&app).await == ["hidden", "21.00"]).then_some(())
    })
    .await;
    env.press(&["Return"]);
    eventually("the rate is hidden again", SHORT, async || {
        (pay(&app).await == ["hidden", "hidden"]).then_some(())
    })
    .await;
}

/// The cells of the tables in the record on the screen.
async fn pay(app: &App) -> Vec<String> {
    let cells = app
        .script("return [...document.querySelectorAll('[data-testid=books-record] td')].map(it => it.textContent.trim())")
        .await;
    serde_json::from_value(cells).expect("texts")
}

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
