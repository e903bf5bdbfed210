//! How fast the window answers, against a bare table of 15 rows in the same window.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::fill::fill;
use crate::harness::{App, LONG, TestEnv, app::CLASS};
use crate::table::{Readings, percentile};

/// Times in milliseconds, as the window's own clock gives them.
#[derive(Deserialize)]
pub(crate) struct Measured {
    keys: Vec<f64>,
    sort: Vec<f64>,
    frames: Vec<f64>,
}

const CLOCK: &str = include_str!("clock.js");
pub(crate) const MEASURE: &str = include_str!("measure.js");
pub(crate) const BARE: &str = include_str!("bare.js");

/// What is measured in the roster, in words of [`MEASURE`].
const TABLE: &str = "window.__table = {
    search: '[data-testid=search]',
    heads: '[role=columnheader] button',
    rows: '[data-testid=roster] [role=rowgroup]',
    texts: ['a', 'ac', 'acm', 'acme', 'acme p', 'wr', 'wren b', 'dental', '123', 'office77', ''],
};";

/// Keystrokes that are measured, after as many for warming up.
const KEYSTROKES: usize = 60;
const RUNS: usize = 5;

#[derive(Default)]
pub(crate) struct Line {
    key: Readings,
    slow_key: Readings,
    ratio: Readings,
    sort: Readings,
    frame: Readings,
}

/// Measures, and returns a table.
pub(crate) async fn measure() -> String {
    let mut table = Line::HEAD.to_owned();
    let mut bare = Line::default();
    for clients in [2_000, 10_000] {
        let mut ours = Line::default();
        for run in 1..=RUNS {
            println!("  the window with {clients} clients, {run} of {RUNS}");
            let (window, rival) = once(clients).await;
            ours.take_against(&window, &rival);
            bare.take_against(&rival, &rival);
        }
        table += &ours.line(&format!("{},000 clients", clients / 1_000));
    }
    table += &bare.line("a bare table of 15 rows, right afterwards");
    table
}

async fn once(clients: usize) -> (Measured, Measured) {
    let mut env = TestEnv::start("bench").await;
    fill(&env.app_folder(), clients);
    let app = App::first_start(&mut env).await;
    app.wait_for_roster().await;
    env.raise(CLASS);
    app.script(TABLE).await;
    let window = run(&app, MEASURE).await;
    let bare = run(&app, BARE).await;
    app.quit(&env).await;
    (window, bare)
}

/// Runs `script` in the window, behind the clock, and returns what it returns.
pub(crate) async fn run<T: DeserializeOwned>(app: &App, script: &str) -> T {
    app.script(&format!(
        "window.__measured = null; window.__keystrokes = {KEYSTROKES}; (async () => {{ {CLOCK} {script} }})().then(
            it => {{ window.__measured = JSON.stringify(it); }},
            error => {{ window.__measured = JSON.stringify({{ error: String(error) }}); }});"
    ))
    .await;
    app.wait_until(
        "the window is measured",
        LONG,
        "return window.__measured !== null",
    )
    .await;
    let measured = app.script("return window.__measured").await;
    let text = measured.as_str().unwrap_or_default();
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

impl Line {
    pub(crate) const HEAD: &str = "| | key p50 | key p95 | key p95, to the bare table's | sort p50 | worst frame while scrolling |\n\
         |---|--:|--:|--:|--:|--:|\n";

    /// One run, beside that of the bare table in the same window.
    pub(crate) fn take_against(&mut self, it: &Measured, bare: &Measured) {
        let slow = percentile(&it.keys, 95);
        self.ratio.push(slow / percentile(&bare.keys, 95));
        self.slow_key.push(slow);

        self.key.push(percentile(&it.keys, 50));
        self.sort.push(percentile(&it.sort, 50));
        self.frame
            .push(it.frames.iter().copied().fold(0.0, f64::max));
    }

    pub(crate) fn line(&self, name: &str) -> String {
        format!(
            "| {name} | {} | {} | {} | {} | {} |\n",
            self.key.words(0),
            self.slow_key.words(0),
            self.ratio.words(1),
            self.sort.words(0),
            self.frame.words(0),
        )
    }
}
