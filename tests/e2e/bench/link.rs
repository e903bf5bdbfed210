//! From the moment a running app is handed a deep link until its row says *Connected* on the screen.

use std::time::SystemTime;

use crate::fill::add_unconnected;
use crate::harness::{App, MARIA, Practice, SHORT, SUES, TestEnv, app, eventually};
use crate::table::{Readings, Row};

const RUNS: usize = 9;

/// Begins a sign-in for the client of this name, and notes when its row says *Connected* again, in the second
/// frame after it does.
const BEGIN: &str = r"
const done = arguments[arguments.length - 1];
const { invoke } = window.__TAURI_INTERNALS__;
window.__connected = null;
const name = CLIENT;
const found = () => [...document.querySelectorAll('[data-client-name]')].find(it => it.dataset.clientName === name);
const isConnected = () => found()?.dataset.state === 'connected';
(async () => {
    const client = (await invoke('list_clients')).find(row => row.name === name);
    await invoke('connect_online', { clientId: client.id });
    while (isConnected()) await new Promise(next => setTimeout(next, 5));
    new MutationObserver((_, watcher) => {
        if (!isConnected()) return;
        watcher.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => {
            window.__connected = performance.timeOrigin + performance.now();
        }));
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
})().then(() => done(true), problem => done(JSON.stringify(problem)));";

/// The row about deep links. The practice firm answers at once and on this computer; nothing is subtracted for it.
pub(crate) async fn measure(rows: &mut Vec<Row>) {
    let mut env = TestEnv::start("bench-link").await;
    let app = App::practice(&mut env).await;
    app.quit(&env).await;
    add_unconnected(&env.app_folder().join("practice/roster.sqlite"), 2_000);

    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let running = env.second_start().await;
    let search = "document.querySelector('[data-testid=\"search\"]')";
    app.script(&format!(
        "const box = {search}; box.value = {name:?};
        box.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));",
        name = SUES.name
    ))
    .await;
    app.wait_for_state(SUES.name, "connected").await;
    let mut took = Readings::default();
    for run in 0..=RUNS {
        println!("  deep links with 2,000 clients, {run} of {RUNS}");
        let seen = env.opened().len();
        let begun = app
            .script_async(&BEGIN.replace("CLIENT", &format!("{:?}", SUES.name)))
            .await;
        assert_eq!(begun, serde_json::json!(true), "the sign-in begins");
        let sign_in = env.next_opened(seen).await;
        let link = practice.link(&sign_in, MARIA, SUES.realm).await;
        let handed = SystemTime::now();
        running.hand_over(&app::program(), &link).await;
        let connected = eventually("the row says Connected", SHORT, async || {
            app.script("return window.__connected").await.as_f64()
        })
        .await;
        let handed = handed
            .duration_since(SystemTime::UNIX_EPOCH)
            .expect("a clock after 1970");
        // The first one makes the connections that later ones find.
        if run > 0 {
            took.push(connected - handed.as_secs_f64() * 1000.0);
        }
    }
    app.quit(&env).await;
    rows.push(Row::within(
        "deep link handed over → row says *Connected*, ms",
        &took,
        0,
        (150.0, "≤ 150 ms"),
    ));
}
