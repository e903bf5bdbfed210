//! The built app, driven through WebKitWebDriver.
//!
//! Long because all that a test asks of the window goes through this one type.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::test_env::{TestEnv, free_port};
use super::wait::{LONG, SHORT, eventually, in_time};

/// The variable by which the app opens the practice firm at once.
const OPEN: (&str, &str) = ("COUNTERFOIL_OPEN", "practice");

/// Name, status and roles of every row. Some words are for screen readers only, so what counts is the
/// text in the page, not what WebDriver takes for visible.
const ROWS: &str = r#"
const words = node => node.textContent.replace(/\s+/g, ' ').trim();
const part = (row, id) => row.querySelector(`[data-testid="${id}"]`);
// A row holds its badges twice, for a wide and a narrow window.
const roles = node => node === null ? ''
    : [...new Set([...node.querySelectorAll('.role')].map(words))].join(' \u00b7 ') || words(node);
return [...document.querySelectorAll('[data-testid="roster"] [data-client-name]')].map(row => {
    const status = part(row, 'row-status');
    return [row.dataset.clientName, status === null ? '' : words(status), roles(part(row, 'row-roles'))];
});"#;

/// From here on keeps everything the app sends to the window: every answer and every channel message
/// goes through this map of callbacks.
const LISTEN: &str = r"
const callbacks = window.__TAURI_INTERNALS__.callbacks;
const heard = (window.__heard = []);
const listening = callback => message => {
    heard.push(JSON.stringify(message) ?? '');
    return callback(message);
};
const set = callbacks.set.bind(callbacks);
for (const [id, callback] of [...callbacks]) set(id, listening(callback));
callbacks.set = (id, callback) => set(id, listening(callback));";

/// Calls every command that only reads, so that its answer is checked too.
const ASK: &str = r"
const done = arguments[arguments.length - 1];
const { invoke } = window.__TAURI_INTERNALS__;
(async () => {
    await invoke('app_overview');
    await invoke('support_file');
    for (const { id: clientId } of await invoke('list_clients')) {
        await invoke('client_timeline', { clientId });
        await invoke('current_attempt', { clientId });
    }
})().then(() => done('asked'), problem => done(`refused: ${JSON.stringify(problem)}`));";

/// Two frames: the first may still show what was there before.
pub(crate) const PAINTED: &str = "const done = arguments[arguments.length - 1];
requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";

/// The window class of the app; its title changes with the firm.
pub(crate) const CLASS: &str = "^counterfoil$";

/// The built app's program.
pub(crate) fn program() -> PathBuf {
    // The benchmark measures another build than its own.
    if let Some(folder) = std::env::var_os("COUNTERFOIL_PROGRAMS") {
        return PathBuf::from(folder).join("counterfoil");
    }
    option_env!("CARGO_BIN_EXE_counterfoil").map_or_else(beside_this_example, PathBuf::from)
}

/// Cargo gives an example no paths of the package's programs; an example is one folder below them.
fn beside_this_example() -> PathBuf {
    let this = std::env::current_exe().expect("a running program knows its path");
    this.parent()
        .and_then(Path::parent)
        .map(|folder| folder.join("counterfoil"))
        .expect("an example lies in target/<profile>/examples")
}

/// A program that is built as an example of this package.
pub(crate) fn example(name: &str) -> PathBuf {
    program().with_file_name("examples").join(name)
}

/// A port at which an app that somebody else starts can be driven.
pub(crate) struct WebDriverPort(u16);

impl WebDriverPort {
    /// A free one.
    pub(crate) fn new() -> Self {
        Self(free_port())
    }

    /// What must be in the environment of a process that starts the app on the practice firm.
    pub(crate) fn variables(&self) -> [(&'static str, String); 3] {
        let [automation, server] = self.environment();
        [automation, server, (OPEN.0, OPEN.1.to_owned())]
    }

    /// What must be in the environment of any window that is to be driven.
    pub(crate) fn environment(&self) -> [(&'static str, String); 2] {
        [
            ("TAURI_WEBVIEW_AUTOMATION", "true".to_owned()),
            ("WEBKIT_INSPECTOR_SERVER", format!("127.0.0.1:{}", self.0)),
        ]
    }
}

/// The window of one running app. Dropping it leaves the process to its environment.
pub(crate) struct App {
    client: Client,
}

impl App {
    /// Starts the app on the practice firm and waits for its roster.
    pub(crate) async fn practice(env: &mut TestEnv) -> Self {
        let app = Self::start(env, &[OPEN], &[]).await;
        app.wait_for_roster().await;
        app
    }

    /// The same, started by somebody whose new files are everybody's.
    pub(crate) async fn practice_without_umask(env: &mut TestEnv) -> Self {
        let port = free_port();
        let by_hand = "umask 000; exec WebKitWebDriver --host=127.0.0.1 --port=$0";
        env.spawn_with(
            "sh",
            &["-c", by_hand, &port.to_string()],
            &[
                (OPEN.0, OPEN.1.to_owned()),
                ("TAURI_WEBVIEW_AUTOMATION", "true".to_owned()),
            ],
        );
        let wanted = json!({ "webkitgtk:browserOptions": { "binary": program(), "args": [] } });
        let app = Self {
            client: connect(port, wanted).await,
        };
        app.wait_for_roster().await;
        app
    }

    /// Starts the app as a person's first start: nothing is set up, nothing is asked of it.
    pub(crate) async fn first_start(env: &mut TestEnv) -> Self {
        Self::start(env, &[], &[]).await
    }

    /// Starts the app the way the desktop does for a link: with the link as its only argument.
    pub(crate) async fn from_link(env: &mut TestEnv, link: &str) -> Self {
        Self::start(env, &[OPEN], &[link]).await
    }

    /// Drives an app that the desktop itself started while `variables` of [`WebDriverPort`] were set.
    pub(crate) async fn started_by_desktop(env: &mut TestEnv, driver: &WebDriverPort) -> Self {
        eventually("the started app can be driven", LONG, async || {
            TcpStream::connect(("127.0.0.1", driver.0)).await.ok()
        })
        .await;
        let port = free_port();
        env.spawn(
            "WebKitWebDriver",
            &[
                "--host=127.0.0.1",
                &format!("--port={port}"),
                &format!("--target=127.0.0.1:{}", driver.0),
            ],
        );
        Self {
            client: connect(port, json!({})).await,
        }
    }

    pub(crate) async fn start(
        env: &mut TestEnv,
        variables: &[(&str, &str)],
        arguments: &[&str],
    ) -> Self {
        let port = free_port();
        let mut variables: Vec<(&str, String)> = variables
            .iter()
            .map(|(key, value)| (*key, (*value).to_owned()))
            .collect();
        variables.push(("TAURI_WEBVIEW_AUTOMATION", "true".to_owned()));
        env.spawn_with(
            "WebKitWebDriver",
            &["--host=127.0.0.1", &format!("--port={port}")],
            &variables,
        );
        let wanted = json!({
            "webkitgtk:browserOptions": { "binary": program(), "args": arguments }
        });
        Self {
            client: connect(port, wanted).await,
        }
    }

    /// Waits until the roster is shown and has rows: the practice firm may have to be filled first.
    pub(crate) async fn wait_for_roster(&self) {
        let script =
            "return document.querySelector('[data-testid=\"roster\"] [data-client-name]') !== null";
        self.wait_until("the roster has rows", LONG, script).await;
    }

    /// Closes the window as a person does, and waits until the app is gone. A window that is being drawn anew
    /// can miss the keys; a person would press them again.
    pub(crate) async fn quit(self, env: &TestEnv) {
        const PATIENCE: Duration = Duration::from_secs(4);
        let mut pressed_at: Option<Instant> = None;
        eventually(
            "Counterfoil ends when its window is closed",
            SHORT,
            async || {
                if env.running_apps().is_empty() {
                    return Some(());
                }
                if pressed_at.is_none_or(|at| at.elapsed() > PATIENCE) {
                    press_close(env);
                    pressed_at = Some(Instant::now());
                }
                None
            },
        )
        .await;
        env.apps_are_gone().await;
        // The driver may have noticed before us that its window is gone.
        let _ = in_time("the session's end", SHORT, self.client.close()).await;
    }

    /// The session with the driver, for tests that end the app in another way.
    pub(super) fn into_client(self) -> Client {
        self.client
    }

    /// Ends the app without giving it time for anything.
    pub(crate) async fn crash(self, env: &TestEnv) {
        drop(self);
        env.kill_apps().await;
    }

    /// The element with this `data-testid`, once it is there.
    pub(crate) async fn find(&self, test_id: &str) -> Element {
        self.find_css(&by_test_id(test_id)).await
    }

    /// The element matching this selector, once it is there.
    pub(crate) async fn find_css(&self, selector: &str) -> Element {
        eventually(&format!("{selector} is in the window"), SHORT, async || {
            self.client.find(Locator::Css(selector)).await.ok()
        })
        .await
    }

    /// Clicks the element with this `data-testid`, once it can be clicked.
    pub(crate) async fn click(&self, test_id: &str) {
        self.click_css(&by_test_id(test_id)).await;
    }

    /// Clicks the element matching this selector, once it can be clicked.
    pub(crate) async fn click_css(&self, selector: &str) {
        eventually(&format!("{selector} can be clicked"), SHORT, async || {
            let element = self.client.find(Locator::Css(selector)).await.ok()?;
            if !element.is_enabled().await.ok()? {
                return None;
            }
            // The driver counts what is scrolled out of a panel as visible.
            self.script(&format!(
                "document.querySelector({selector:?})?.scrollIntoView({{ block: 'nearest' }})"
            ))
            .await;
            element.click().await.ok()
        })
        .await;
    }

    /// Types `text` into the field matching this selector, in place of what it holds. The driver takes a
    /// new line only as the key that makes one.
    pub(crate) async fn fill(&self, selector: &str, text: &str) {
        let field = self.find_css(selector).await;
        field.clear().await.expect("a field can be emptied");
        field
            .send_keys(&text.replace('\n', "\u{e007}"))
            .await
            .expect("a field can be typed into");
    }

    /// The text of the element with this `data-testid`, once it is there and not empty.
    pub(crate) async fn text(&self, test_id: &str) -> String {
        let selector = by_test_id(test_id);
        eventually(&format!("{selector} says something"), SHORT, async || {
            let element = self.client.find(Locator::Css(&selector)).await.ok()?;
            element.text().await.ok().filter(|text| !text.is_empty())
        })
        .await
    }

    /// Whether an element with this `data-testid` is there now.
    pub(crate) async fn has(&self, test_id: &str) -> bool {
        self.client
            .find(Locator::Css(&by_test_id(test_id)))
            .await
            .is_ok()
    }

    /// Selects a client's row, so that the inspector shows it.
    pub(crate) async fn select(&self, client: &str) {
        self.click_css(&row(client)).await;
        self.find("inspector").await;
    }

    /// The row's `data-state`: the key of `State`, such as `connected`.
    pub(crate) async fn state(&self, client: &str) -> String {
        self.attribute(&row(client), "data-state").await
    }

    /// Waits until the row's `data-state` is `wanted`.
    pub(crate) async fn wait_for_state(&self, client: &str, wanted: &str) {
        let selector = format!("{}[data-state={}]", row(client), css_text(wanted));
        eventually(&format!("{client} is {wanted}"), SHORT, async || {
            self.client.find(Locator::Css(&selector)).await.ok()
        })
        .await;
    }

    /// The words on a row's status badge.
    pub(crate) async fn status(&self, client: &str) -> String {
        self.row_words(client).await[1].clone()
    }

    /// The words on a row's role badges, joined by ` · `.
    pub(crate) async fn roles(&self, client: &str) -> String {
        self.row_words(client).await[2].clone()
    }

    /// Every row's name, status and roles, in the order shown.
    pub(crate) async fn rows(&self) -> Vec<[String; 3]> {
        let found = self.script(ROWS).await;
        serde_json::from_value(found).expect("the rows are triples of texts")
    }

    async fn row_words(&self, client: &str) -> [String; 3] {
        eventually(&format!("{client} is in the roster"), SHORT, async || {
            self.rows().await.into_iter().find(|row| row[0] == client)
        })
        .await
    }

    /// Waits until the connect sheet is at `stage`, with `ending` (empty for none).
    pub(crate) async fn wait_for_sheet(&self, stage: &str, ending: &str) {
        let selector = format!(
            "{}[data-stage={}][data-ending={}]",
            by_test_id("connect-sheet"),
            css_text(stage),
            css_text(ending)
        );
        eventually(
            &format!("the connect sheet is at {stage} {ending}"),
            SHORT,
            async || self.client.find(Locator::Css(&selector)).await.ok(),
        )
        .await;
    }

    /// Waits until `script`, which returns a boolean, returns true.
    pub(crate) async fn wait_until(&self, what: &str, within: std::time::Duration, script: &str) {
        eventually(what, within, async || {
            let answer = self.client.execute(script, Vec::new()).await.ok()?;
            (answer == Value::Bool(true)).then_some(())
        })
        .await;
    }

    /// Runs a script in the window and returns what it returns.
    pub(crate) async fn script(&self, script: &str) -> Value {
        in_time(
            "a script's answer",
            SHORT,
            self.client.execute(script, Vec::new()),
        )
        .await
        .unwrap_or_else(|error| panic!("a script fails in the window: {error}\n{script}"))
    }

    /// Searches for a client with the keyboard, and goes to its row.
    pub(crate) async fn find_client(&self, env: &TestEnv, typed: &str, name: &str) {
        env.press(&["ctrl+f"]);
        self.wait_for_focus("search").await;
        env.type_text(typed);
        self.wait_until(
            "one client is left",
            SHORT,
            "return document.querySelectorAll('[data-client-name]').length === 1",
        )
        .await;
        env.press(&["Return"]);
        self.wait_for_focus(name).await;
    }

    /// Runs a script that ends by calling its last argument.
    pub(crate) async fn script_async(&self, script: &str) -> Value {
        in_time(
            "a script's answer",
            SHORT,
            self.client.execute_async(script, Vec::new()),
        )
        .await
        .unwrap_or_else(|error| panic!("a script fails in the window: {error}\n{script}"))
    }

    /// Presses a key on what has the focus, through the driver.
    pub(crate) async fn key(&self, key: &str) {
        let focused = in_time("the focus", SHORT, self.client.active_element())
            .await
            .expect("something has the focus");
        focused.send_keys(key).await.expect("a key can be pressed");
    }

    /// What has the focus: its `data-testid`, else the client its row is of, else its tag; a row of books is `books-row-` and its place.
    pub(crate) async fn focused(&self) -> String {
        let found = self
            .script(
                "const it = document.activeElement;
                if (it.dataset.booksRow) return `books-row-${it.dataset.booksRow}`;
                return it.dataset.testid?.replace(/^row-.*/, '') || it.dataset.clientName || it.tagName;",
            )
            .await;
        found.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the focus is on `wanted` (see [`App::focused`]).
    pub(crate) async fn wait_for_focus(&self, wanted: &str) {
        eventually(&format!("{wanted} has the focus"), SHORT, async || {
            (self.focused().await == wanted).then_some(())
        })
        .await;
    }

    /// Presses `key` on the real keyboard until the focus is on `wanted` (see [`App::focused`]).
    pub(crate) async fn press_until(&self, env: &TestEnv, key: &str, wanted: &str) {
        for _ in 0..40 {
            let before = self.focused().await;
            if before == wanted {
                return;
            }
            env.press(&[key]);
            eventually(&format!("{key} moves the focus"), SHORT, async || {
                (self.focused().await != before).then_some(())
            })
            .await;
        }
        panic!("{key} never brings the focus to {wanted}");
    }

    /// Starts to keep everything the app sends to the window.
    pub(crate) async fn listen(&self) {
        self.script(LISTEN).await;
    }

    /// Everything kept since [`App::listen`], after asking all commands that only read.
    pub(crate) async fn heard(&self) -> Vec<String> {
        assert_eq!(self.script_async(ASK).await, json!("asked"));
        let heard = self.script("return window.__heard").await;
        serde_json::from_value(heard).expect("what was heard are texts")
    }

    /// Ticks or selects the control matching this selector; its label takes the click where there is one.
    pub(crate) async fn choose(&self, control: &str) {
        self.click_css(&format!("label:has({control}), {control}"))
            .await;
    }

    /// Waits until what is in the window now has been painted.
    pub(crate) async fn painted(&self) {
        self.script_async(PAINTED).await;
    }

    /// The page as it is now.
    pub(crate) async fn source(&self) -> String {
        in_time("the page's source", SHORT, self.client.source())
            .await
            .expect("the page can be read")
    }

    async fn attribute(&self, selector: &str, name: &str) -> String {
        eventually(&format!("{selector} has {name}"), SHORT, async || {
            let element = self.client.find(Locator::Css(selector)).await.ok()?;
            element.attr(name).await.ok()?
        })
        .await
    }
}

/// A WebDriver session at `port`, once the driver listens.
pub(crate) async fn connect(port: u16, wanted: Value) -> Client {
    let Value::Object(wanted) = wanted else {
        panic!("capabilities are an object")
    };
    let capabilities: Capabilities = wanted;
    let driver = format!("http://127.0.0.1:{port}");
    eventually("the WebDriver listens", SHORT, async || {
        TcpStream::connect(("127.0.0.1", port)).await.ok()
    })
    .await;
    let mut session = ClientBuilder::new(HttpConnector::new());
    session.capabilities(capabilities);
    in_time("a WebDriver session", LONG, session.connect(&driver))
        .await
        .unwrap_or_else(|error| panic!("no WebDriver session at {driver}: {error}"))
}

fn by_test_id(test_id: &str) -> String {
    format!("[data-testid={}]", css_text(test_id))
}

fn row(client: &str) -> String {
    format!("[data-client-name={}]", css_text(client))
}

/// `text` as a quoted CSS string.
fn css_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn press_close(env: &TestEnv) {
    env.raise(CLASS);
    // In a call of its own: after a search, xdotool would send the key past the window manager.
    let pressed = env
        .command("xdotool")
        .args(["key", "--clearmodifiers", "alt+F4"])
        .status();
    assert!(
        pressed.is_ok_and(|status| status.success()),
        "xdotool cannot press a key"
    );
}
