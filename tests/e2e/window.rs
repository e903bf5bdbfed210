//! How the window looks and fits: themes, small sizes, large text, and what is remembered of it.

use serde_json::json;

use super::harness::app::CLASS;
use super::harness::{App, SHORT, TestEnv, WREN};

/// Every control a person could use now, by what it says; the list's own rows and the places beside it
/// are left out, because a narrow window shows them in other ways.
const CONTROLS: &str = r#"
const shown = it => it.checkVisibility() && !it.closest('.unseen');
return [...document.querySelectorAll('button, select, input, summary')]
    .filter(it => shown(it) && !it.closest('[role=row], [data-pane="nav"], [role=columnheader], [hidden]'))
    .map(it => it.dataset.testid ?? (it.getAttribute('aria-label') ?? it.textContent).replace(/\s+/g, ' ').trim())
    .filter(name => name !== '');"#;

/// Which of those cannot be brought into view, or are covered where they are.
const OUT_OF_REACH: &str = r"
const shown = it => it.checkVisibility() && !it.closest('.unseen');
const top = document.querySelector('dialog[open]') ?? document;
return [...top.querySelectorAll('button, select, input:not([type=radio], [type=checkbox]), summary')]
    .filter(it => shown(it) && !it.closest('[hidden]'))
    .filter(it => {
        it.scrollIntoView({ block: 'center', inline: 'center' });
        const box = it.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return true;
        const there = document.elementFromPoint(x, y);
        return !(there !== null && (it.contains(there) || there.contains(it)));
    })
    .map(it => `${it.dataset.testid ?? it.textContent.trim()} ${JSON.stringify(it.getBoundingClientRect())}`);";

async fn controls(app: &App) -> Vec<String> {
    let found = app.script(CONTROLS).await;
    serde_json::from_value(found).expect("controls have names")
}

async fn out_of_reach(app: &App) -> Vec<String> {
    app.painted().await;
    let found = app.script(OUT_OF_REACH).await;
    serde_json::from_value(found).expect("controls have names")
}

async fn wait_for_width(app: &App, width: u32) {
    app.wait_until(
        &format!("the page is {width} px wide"),
        SHORT,
        &format!("return Math.abs(innerWidth - {width}) <= 2"),
    )
    .await;
}

/// Presses a control from inside the page: the driver clicks beside it when the page is zoomed.
async fn press(app: &App, selector: &str) {
    app.script(&format!("document.querySelector(\"{selector}\").click()"))
        .await;
}

async fn does_not_scroll_sideways(app: &App) {
    let wide = app
        .script(
            "if (document.documentElement.scrollWidth <= innerWidth) return [];
            return [innerWidth, document.documentElement.scrollWidth, ...[...document.querySelectorAll('*')]
                .filter(it => it.getBoundingClientRect().right > innerWidth + 1)
                .map(it => `${it.tagName}.${it.className} ${it.getBoundingClientRect().right}`)];",
        )
        .await;
    assert_eq!(wide, json!([]), "the window scrolls sideways");
}

#[tokio::test]
async fn a_theme_is_chosen_and_remembered() {
    let mut env = TestEnv::start("window-theme").await;
    let app = App::practice(&mut env).await;
    env.raise(CLASS);
    env.press(&["ctrl+comma"]);
    app.find("settings").await;
    for (theme, colour) in [("light", "rgb(245, 244, 241)"), ("dark", "rgb(18, 18, 20)")] {
        app.choose(&format!("input[name=theme][value={theme}]"))
            .await;
        app.wait_until(
            &format!("the window is {theme}"),
            SHORT,
            &format!(
                "return document.documentElement.dataset.theme === '{theme}'
                    && getComputedStyle(document.body).backgroundColor === '{colour}'"
            ),
        )
        .await;
    }
    app.quit(&env).await;

    let app = App::practice(&mut env).await;
    let theme = app
        .script("return document.documentElement.dataset.theme")
        .await;
    assert_eq!(theme, "dark");
}

#[tokio::test]
async fn the_smallest_window_reaches_everything() {
    let mut env = TestEnv::start("window-small").await;
    let app = App::practice(&mut env).await;
    let large = controls(&app).await;
    env.resize(CLASS, 720, 520);
    wait_for_width(&app, 720).await;

    does_not_scroll_sideways(&app).await;
    let small = controls(&app).await;
    let lost: Vec<&String> = large.iter().filter(|name| !small.contains(name)).collect();
    assert!(lost.is_empty(), "not in a small window: {lost:?}");
    assert_eq!(out_of_reach(&app).await, Vec::<String>::new());

    // The inspector is a page of its own there, and Esc goes back.
    app.select(WREN.name).await;
    does_not_scroll_sideways(&app).await;
    assert_eq!(out_of_reach(&app).await, Vec::<String>::new());
    env.raise(CLASS);
    env.press(&["Escape"]);
    app.wait_until(
        "the list is back",
        SHORT,
        "return document.querySelector('[data-testid=inspector]') === null
            && document.querySelector('[data-testid=roster]').checkVisibility()",
    )
    .await;
    app.wait_for_focus(WREN.name).await;
}

#[tokio::test]
async fn text_at_200_percent_loses_no_action() {
    let mut env = TestEnv::start("window-zoom").await;
    let app = App::practice(&mut env).await;
    env.resize(CLASS, 1280, 720);
    wait_for_width(&app, 1280).await;
    let roster = controls(&app).await;
    app.select(WREN.name).await;
    let with_inspector = controls(&app).await;
    env.raise(CLASS);
    env.press(&["Escape", "Escape"]);

    for _ in 0..5 {
        env.press(&["ctrl+plus"]);
    }
    wait_for_width(&app, 640).await;

    does_not_scroll_sideways(&app).await;
    let found = controls(&app).await;
    let lost: Vec<&String> = roster.iter().filter(|name| !found.contains(name)).collect();
    assert!(lost.is_empty(), "lost from the roster: {lost:?}");
    assert_eq!(out_of_reach(&app).await, Vec::<String>::new());

    press(&app, &format!("[data-client-name='{}']", WREN.name)).await;
    app.find("inspector").await;
    let found = [found, controls(&app).await].concat();
    let lost: Vec<&String> = with_inspector
        .iter()
        .filter(|name| !found.contains(name))
        .collect();
    assert!(lost.is_empty(), "lost from the inspector: {lost:?}");
    assert_eq!(out_of_reach(&app).await, Vec::<String>::new());

    press(&app, "[data-testid=inspector-primary]").await;
    app.find("connect-sheet").await;
    assert_eq!(out_of_reach(&app).await, Vec::<String>::new());
    app.quit(&env).await;

    let app = App::practice(&mut env).await;
    env.resize(CLASS, 1280, 720);
    wait_for_width(&app, 640).await;
}
