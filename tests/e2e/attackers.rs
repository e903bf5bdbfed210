//! Who would like to get in, at the built app: a page that opens links without end, the window trying what it was not
//! granted, a local program at the development keys' listener, and other users of the computer.
//!
//! Long because each of them needs tools of its own, which no other test uses.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;
use zbus::connection::Builder;

use super::harness::{App, MARIA, OWN, Practice, SHORT, TestEnv, WREN, eventually, flows};
use super::secrets::places::logs;

/// Links in a flood.
const FLOOD: u32 = 600;
/// Where Intuit's answers to development keys come back.
const PORT: u16 = 18765;
/// The ports of the registered addresses.
const PORTS: [u16; 3] = [8765, PORT, 28765];

#[tokio::test]
async fn a_page_that_opens_links_without_end_changes_nothing_and_fills_nothing() {
    let mut env = TestEnv::start("attackers-flood").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let sign_in = flows::begin_online(&env, &app, WREN.name).await;
    let genuine = practice.link(&sign_in, MARIA, WREN.realm).await;
    let before = app.rows().await;
    let overview = invoke(&app, "app_overview", &json!({})).await;
    let (memory, logged) = (memory(&env), size_of_logs(&env));

    let flood = Flood::of(&env).await;
    let begun = Instant::now();
    let mut slowest = Duration::ZERO;
    for number in 0..FLOOD {
        flood.open(&forged(number)).await;
        if number % 100 == 0 {
            let asked = Instant::now();
            app.script("return document.title").await;
            slowest = slowest.max(asked.elapsed());
        }
    }
    // The first of another kind than the bus's: what a browser starts.
    env.deliver(&forged(FLOOD)).await;
    println!(
        "{FLOOD} links in {:?}; the window answered within {slowest:?}; memory {} → {} kB; log + {} bytes",
        begun.elapsed(),
        memory,
        self::memory(&env),
        size_of_logs(&env) - logged
    );
    assert!(slowest < Duration::from_secs(3), "{slowest:?}");
    assert!(size_of_logs(&env) - logged < 4_000, "ten lines and no more");
    assert!(self::memory(&env) < memory + 60_000, "kB");
    assert_eq!(app.rows().await, before);
    let after = invoke(&app, "app_overview", &json!({})).await;
    assert_eq!(
        after[0]["banners"], overview[0]["banners"],
        "no banner for each"
    );
    app.wait_for_sheet("waiting", "").await;

    env.deliver(&genuine).await;
    flows::save(&app).await;
    app.wait_for_state(WREN.name, "connected").await;
}

#[tokio::test]
async fn the_window_is_refused_every_command_that_it_was_not_granted() {
    let mut env = TestEnv::start("attackers-commands").await;
    let app = App::first_start(&mut env).await;
    app.find("start-practice").await;
    let all = commands_of_plugins();
    assert!(all.len() > 150, "{}", all.len());
    for plugin in [
        "store",
        "opener",
        "deep-link",
        "event",
        "window",
        "webview",
        "path",
        "app",
    ] {
        let prefix = format!("plugin:{plugin}|");
        assert!(
            all.iter().any(|command| command.starts_with(&prefix)),
            "{plugin}"
        );
    }
    // Also what is in no list: another plugin, another spelling, and what is no command.
    let mut tried: Vec<String> = all.iter().cloned().collect();
    tried.extend(
        [
            "plugin:shell|execute",
            "plugin:fs|read_file",
            "plugin:process|exit",
            "plugin:single-instance|init",
            "plugin:store|Load",
            "appOverview",
            "no_such_command",
            "",
        ]
        .map(str::to_owned),
    );
    let script = format!(
        "const done = arguments[arguments.length - 1];
        const {{ invoke }} = window.__TAURI_INTERNALS__;
        const tried = {};
        const arg = {{ path: 'settings.json', key: 'firm', url: 'file:///etc/passwd', event: 'x', label: 'main' }};
        Promise.all(tried.map(command => invoke(command, arg).then(
            answer => [command, 'ANSWERED ' + JSON.stringify(answer)],
            problem => [command, String(problem.code ?? problem)],
        ))).then(done);",
        json!(tried)
    );
    let answers = app.script_async(&script).await;
    let answers = answers.as_array().expect("one each");
    assert_eq!(answers.len(), tried.len());
    for answer in answers {
        let said = answer[1].as_str().expect("a sentence");
        assert!(
            said.contains("not allowed") || said.contains("not found"),
            "{}: {said}",
            answer[0]
        );
    }
    println!(
        "{} commands of plugins and {} others were refused",
        all.len(),
        tried.len() - all.len()
    );
    let ours = invoke(&app, "app_overview", &json!({})).await;
    assert_eq!(ours[0]["profile"], "none", "ours are answered: {ours}");
    let reached = "return [typeof window.__TAURI__, typeof require, typeof process].join(' ')";
    assert_eq!(app.script(reached).await, "undefined undefined undefined");
}

/// Every way a page has to take its window elsewhere; `to` is where.
const WAYS_OUT: [&str; 7] = [
    "location.href = to",
    "location.replace(to)",
    "window.open(to)",
    "window.open(to, '_self')",
    "const a = document.createElement('a'); a.href = to; document.body.append(a); a.click(); a.remove()",
    "const a = document.createElement('a'); a.href = to; a.target = '_blank'; document.body.append(a); a.click(); a.remove()",
    "const f = document.createElement('form'); f.action = to; f.method = 'post'; document.body.append(f); f.submit(); f.remove()",
];

#[tokio::test]
async fn a_page_that_tries_to_lead_the_window_elsewhere_stays_where_it_is() {
    let mut env = TestEnv::start("attackers-navigation").await;
    let app = App::first_start(&mut env).await;
    app.find("start-practice").await;
    let elsewhere = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = elsewhere.local_addr().expect("an address").port();
    let page = app
        .script("window.stillHere = true; return location.href")
        .await;
    for to in [
        format!("http://127.0.0.1:{port}/"),
        format!("http://tauri.localhost:{port}/"),
        "data:text/html,<h1>elsewhere</h1>".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        for way in WAYS_OUT {
            app.script(&format!("const to = {to:?}; try {{ {way} }} catch {{}}"))
                .await;
            app.painted().await;
            let seen = app.script("return [location.href, window.stillHere]").await;
            assert_eq!(seen, json!([page, true]), "{way}: {to}");
        }
    }
    app.find("start-practice").await;
    // The engine may open a connection while it asks whether it may go there; it says nothing on it.
    elsewhere.set_nonblocking(true).expect("a listener");
    let elsewhere = tokio::net::TcpListener::from_std(elsewhere).expect("a listener");
    let (sender, mut said) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = elsewhere.accept().await {
            let sender = sender.clone();
            tokio::spawn(async move {
                let mut bytes = [0; 512];
                let read = stream.read(&mut bytes).await.unwrap_or_default();
                if read > 0 {
                    let _ = sender.send(String::from_utf8_lossy(&bytes[..read]).into_owned());
                }
            });
        }
    });
    let said = tokio::time::timeout(Duration::from_secs(1), said.recv()).await;
    assert!(said.is_err(), "the other address was asked: {said:?}");
}

#[tokio::test]
async fn the_development_keys_listener_is_open_for_one_sign_in_and_a_taken_port_is_reported() {
    let mut env = TestEnv::start("attackers-port").await;
    let app = App::first_start(&mut env).await;
    app.find("start-practice").await;
    let form = json!({
        "firmName": "Hale & Ortiz LLP", "conductorSecretKey": "", "conductorPublishableKey": "",
        "intuitClientId": "ABtest0not0a0real0id", "intuitEnvironment": "sandbox", "relayUrl": "",
        "intuitClientSecret": "not-a-real-secret", "accountingScope": false, "askRoles": true,
    });
    let set_up = invoke(&app, "set_up_firm", &json!({ "form": form })).await;
    assert_eq!(set_up[0]["profile"], "sandbox", "{set_up}");
    let client = json!({
        "name": "Wren & Daughters", "number": "", "email": "", "books": "online", "place": null, "computer": "",
    });
    let row = invoke(&app, "add_client", &json!({ "form": client })).await;
    let id = json!({ "clientId": row[0]["id"] });
    assert_eq!(
        ask_listener("/callback").await,
        None,
        "nobody listens before a sign-in"
    );

    let taken = |port| TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
    let [first, second, third] = PORTS.map(taken);
    let refused = invoke(&app, "connect_online", &id).await;
    let refused = refused.as_str().expect("the port is taken");
    assert!(
        refused.contains(r#""code":"portsTaken""#)
            && refused.contains(r#"{"port":8765,"why":"taken""#),
        "{refused}"
    );
    assert!(env.opened().is_empty(), "no page is opened for nothing");
    drop((second, third));

    let attempt = invoke(&app, "connect_online", &id).await;
    assert_eq!(attempt[0]["stage"], "waiting", "{attempt}");
    let page = env.next_opened(0).await;
    let page = Url::parse(&page).expect("an address");
    let of_page = |name: &str| {
        let found = page.query_pairs().find(|(key, _)| key == name);
        found.expect("it is there").1.into_owned()
    };
    assert_eq!(page.host_str(), Some("appcenter.intuit.com"));
    assert_eq!(of_page("redirect_uri"), "http://localhost:18765/callback");
    for forged in [
        "/callback?code=x&state=v1.AAAAAAAAAAAAAAAAAAAAAA.forged&realmId=1",
        "/callback?error=access_denied&state=v1.AAAAAAAAAAAAAAAAAAAAAA.forged",
        "/",
        "/done",
    ] {
        let said = ask_listener(forged).await.expect("it waits on");
        assert!(said.starts_with("HTTP/1.1 404 "), "{said}");
        let attempt = invoke(&app, "current_attempt", &id).await;
        assert_eq!(attempt[0]["stage"], "waiting", "after {forged}");
    }
    let answer = format!("/callback?error=access_denied&state={}", of_page("state"));
    let said = ask_listener(&answer).await.expect("it waits on");
    assert!(said.starts_with("HTTP/1.1 200 "), "{said}");
    eventually(
        "the sign-in ends and the listener closes",
        SHORT,
        async || {
            let attempt = invoke(&app, "current_attempt", &id).await;
            let over = attempt[0]["stage"] == "ended" && attempt[0]["ending"] == "declined";
            (over && ask_listener(&answer).await.is_none()).then_some(())
        },
    )
    .await;
    drop(first);
}

#[tokio::test]
async fn nobody_else_on_the_computer_reads_what_the_app_keeps_and_a_link_is_said() {
    let mut env = TestEnv::start("attackers-files").await;
    let at = env.app_folder();
    fs::create_dir_all(at.join("logs")).expect("the app's folder can be made");
    let old = at.join("logs/counterfoil-2026-01-01.log");
    fs::write(&old, "an old line\n").expect("a writable folder");
    for (path, mode) in [
        (at.as_path(), 0o777),
        (&at.join("logs"), 0o755),
        (&old, 0o666),
    ] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    }
    let elsewhere = env.path("elsewhere.json");
    fs::write(&elsewhere, "{}").expect("a writable folder");
    symlink(&elsewhere, at.join("settings.json.bak")).expect("links can be made");

    let app = App::practice_without_umask(&mut env).await;
    let banner = app.text("banner-filesLinked").await;
    assert!(
        banner.contains("settings.json.bak") && banner.contains("then open Counterfoil again"),
        "{banner}"
    );
    app.quit(&env).await;
    let wide = too_wide(&at, &["settings.json.bak", "hsts-storage.sqlite"]);
    assert_eq!(wide, Vec::<String>::new());
    for kept in [
        "settings.json",
        "practice/roster.sqlite",
        "practice/state.json",
    ] {
        assert!(at.join(kept).is_file(), "{kept}");
    }
    let said: String = logs(&env)
        .iter()
        .map(|file| fs::read_to_string(file).expect("a log can be read"))
        .collect();
    assert!(
        said.contains("others could read this and cannot any more"),
        "{said}"
    );
}

/// Everything of ours in the app's folder that others may do something with. What the web view keeps there is behind
/// the app's own folder, and narrowed at the next start.
fn too_wide(at: &Path, others: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |path: &Path| {
        let seen = fs::symlink_metadata(path).expect("it is there");
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mode = seen.permissions().mode() & 0o7777;
        if mode & 0o7077 != 0 && !others.contains(&&*name) {
            found.push(format!("{} {mode:o}", path.display()));
        }
    };
    look(at);
    for folder in [at.to_owned(), at.join("logs"), at.join("practice")] {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let ours = entry.path().is_file()
                || ["logs", "practice"]
                    .map(|it| at.join(it))
                    .contains(&entry.path());
            if ours {
                look(&entry.path());
            }
        }
    }
    found
}

/// Passes links on to the running app as a second start of it does, without starting one each time.
struct Flood {
    bus: zbus::Connection,
}

impl Flood {
    async fn of(env: &TestEnv) -> Self {
        let address = format!("unix:path={}", env.path("run/bus").display());
        let bus = Builder::address(address.as_str())
            .expect("an address")
            .build()
            .await
            .expect("the session bus is there");
        Self { bus }
    }

    async fn open(&self, link: &str) {
        let arguments = vec!["counterfoil".to_owned(), link.to_owned()];
        let name = format!("{}.SingleInstance", OWN.identifier);
        let path = format!("/{}", name.replace('.', "/").replace('-', "_"));
        self.bus
            .call_method(
                Some(name.as_str()),
                path.as_str(),
                Some("org.SingleInstance.DBus"),
                "ExecuteCallback",
                &(arguments, "/".to_owned()),
            )
            .await
            .expect("the app takes it");
    }
}

fn forged(number: u32) -> String {
    let state = format!("v1.{number:022}.{number:043}");
    let scheme = OWN.scheme;
    match number % 4 {
        0 => format!(
            "{scheme}://oauth/callback?handoff={}&state={state}",
            "A".repeat(2_000)
        ),
        1 => format!("{scheme}://oauth/callback?error=access_denied&state={state}"),
        2 => format!(
            "{scheme}://oauth/callback?handoff={}&state={state}",
            "A".repeat(60_000)
        ),
        _ => format!("{scheme}://elsewhere/{number}?{}", "x".repeat(500)),
    }
}

/// The app's own memory in kB; its web process has nothing to do with links.
fn memory(env: &TestEnv) -> u64 {
    let [id] = env.running_apps()[..] else {
        panic!("one app runs");
    };
    let status = fs::read_to_string(format!("/proc/{id}/status")).expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    number.expect("a number of kB")
}

fn size_of_logs(env: &TestEnv) -> u64 {
    let files = logs(env);
    files
        .iter()
        .map(|file| fs::metadata(file).expect("a log").len())
        .sum()
}

/// Every command that a plugin of the app has, from what Tauri's build step wrote down about them.
fn commands_of_plugins() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("gen/schemas/acl-manifests.json");
    let text = fs::read_to_string(path).expect("the build step has written it");
    let manifests: Value = serde_json::from_str(&text).expect("JSON");
    let mut all = BTreeSet::new();
    for (plugin, manifest) in manifests.as_object().expect("plugins") {
        if plugin == "__app-acl__" {
            continue;
        }
        let plugin = plugin.strip_prefix("core:").unwrap_or(plugin);
        for permission in manifest["permissions"]
            .as_object()
            .into_iter()
            .flat_map(|it| it.values())
        {
            for command in permission["commands"]["allow"]
                .as_array()
                .into_iter()
                .flatten()
            {
                let command = command.as_str().expect("a name");
                all.insert(format!("plugin:{plugin}|{command}"));
            }
        }
    }
    all
}

/// What the listener answers; nothing where none listens.
async fn ask_listener(target: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", PORT)).await.ok()?;
    let request = format!("GET {target} HTTP/1.1\r\nHost: localhost:{PORT}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    String::from_utf8(answer).ok()
}

/// The answer of a command in brackets, or the refusal as text.
async fn invoke(app: &App, command: &str, arguments: &Value) -> Value {
    let script = format!(
        "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke({command:?}, {arguments})
            .then(answer => done([answer]), problem => done(`refused: ${{JSON.stringify(problem)}}`));"
    );
    app.script_async(&script).await
}
