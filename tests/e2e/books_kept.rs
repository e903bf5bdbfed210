//! What was read of a client's books is in no file that the app or its `WebView` wrote.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::harness::{App, LONG, SHORT, TestEnv, eventually};
use super::secrets::places;

/// Lists of every kind: with amounts, names, and what is shown on request only.
const LISTS: [&str; 6] = [
    "invoices",
    "bills",
    "customers",
    "vendors",
    "employees",
    "accounts",
];
/// The shortest text that is looked for.
const SHORTEST: usize = 8;

#[tokio::test]
async fn books_that_were_read_are_in_no_file() {
    let mut env = TestEnv::start("books-kept").await;
    let app = App::practice(&mut env).await;
    let clients = invoke(&app, "list_clients", json!({})).await;
    let client = clients
        .as_array()
        .expect("clients")
        .iter()
        .find(|row| row["books"] == "desktop" && row["state"] == "connected")
        .expect("a connected client")["id"]
        .clone();
    invoke(&app, "books_agree", json!({ "clientId": client })).await;
    let mut found = BTreeSet::new();
    let mut first = Value::Null;
    for list in LISTS {
        let asked = json!({ "clientId": client, "resource": list, "filters": {}, "most": 1000 });
        let rows = read(&app, &asked).await;
        let rows = rows.as_array().unwrap_or_else(|| panic!("{list}: {rows}"));
        assert!(!rows.is_empty(), "{list}");
        if list == "invoices" {
            first = rows[0]["id"].clone();
        }
        for row in rows {
            texts(row, &mut found);
        }
    }
    let record = json!({ "clientId": client, "resource": "invoices", "id": first,
        "onEvent": "__CHANNEL__:0" });
    texts(
        &invoke(&app, "books_record", record).await["record"],
        &mut found,
    );
    let report = json!({ "clientId": client, "report": "reports/aging", "kind": "ar_aging_summary", "filters": {},
        "onEvent": "__CHANNEL__:0" });
    texts(
        &invoke(&app, "books_report", report).await["report"],
        &mut found,
    );
    // A refusal, whose words repeat what was asked for.
    let sentinel = "Sentinel of nobody 90-0010002";
    let asked = json!({ "clientId": client, "resource": "customers",
        "filters": { "fullNames": [sentinel] }, "most": 1000 });
    let refused = read(&app, &asked).await;
    assert!(refused.to_string().contains("notFound"), "{refused}");
    found.insert(sentinel.to_owned());
    assert!(
        found.iter().any(|it| it.contains("900-10-1000")),
        "sensitive ones too"
    );
    invoke(&app, "books_close", json!({ "clientId": client })).await;
    app.quit(&env).await;
    fail_while_reading(&mut env, &client).await;

    let mut places = places::written_by_the_app(&env);
    places.extend(places::logs(&env));
    assert!(
        places
            .iter()
            .any(|path| path.ends_with("practice/roster.sqlite"))
    );
    for place in places {
        let bytes = std::fs::read(&place).unwrap_or_default();
        let beginnings: std::collections::HashSet<&[u8]> = bytes.windows(SHORTEST).collect();
        for text in found.iter().filter(|it| is_a_sentinel(it)) {
            for form in [text.as_bytes().to_vec(), utf16(text)] {
                let there = beginnings.contains(&form[..SHORTEST])
                    && bytes.windows(form.len()).any(|it| it == form);
                assert!(!there, "{} holds {text:?}", place.display());
            }
        }
    }
}

/// The same lists again, with everything logged that can be: each fails with the rows in hand, and what came of it is
/// saved for support.
async fn fail_while_reading(env: &mut TestEnv, client: &Value) {
    let variables = [
        ("COUNTERFOIL_OPEN", "practice"),
        ("COUNTERFOIL_LOG", "debug"),
        ("COUNTERFOIL_PANIC", "books"),
    ];
    let app = App::start(env, &variables, &[]).await;
    app.wait_for_roster().await;
    for list in LISTS {
        invoke(&app, "books_agree", json!({ "clientId": client })).await;
        let asked = json!({ "clientId": client, "resource": list, "filters": {}, "most": 1000 });
        let ended = read(&app, &asked).await;
        assert_eq!(ended["kind"], "incomplete", "{list}: {ended}");
    }
    app.click_css("[data-testid=banner-panicked] [data-action=whatHappened]")
        .await;
    let shown = eventually("every list failed", LONG, async || {
        let shown = app.text("support-text").await;
        (shown.matches("asked to fail at books with").count() >= LISTS.len()).then_some(shown)
    })
    .await;
    assert!(shown.contains("Page { records: ["), "{shown}");
    app.click("support-save").await;
    eventually("the support file is saved", SHORT, async || {
        let files = places::written_by_the_app(env);
        let is_saved = |file: &PathBuf| {
            file.extension().is_some_and(|it| it == "txt")
                && std::fs::read_to_string(file)
                    .is_ok_and(|it| it.contains("asked to fail at books"))
        };
        files.iter().any(is_saved).then_some(())
    })
    .await;
    app.quit(env).await;
}

/// The rows of a list, or the problem.
async fn read(app: &App, asked: &Value) -> Value {
    app.script_async(&format!(
        "const done = arguments[arguments.length - 1];
        const {{ invoke, transformCallback }} = window.__TAURI_INTERNALS__;
        // A long message is fetched, and comes after shorter ones.
        const messages = [];
        const hear = transformCallback(({{ index, message }}) => {{
            if (message !== undefined) messages[index] = message;
            const all = Array.from(messages);
            const last = all.at(-1);
            if (all.includes(undefined) || !['done', 'incomplete'].includes(last.kind)) return;
            if (last.kind === 'incomplete') return done(last);
            done(all.filter(it => it.kind === 'page').flatMap(it => it.records));
        }});
        invoke('books_list', {{ ...{asked}, onEvent: `__CHANNEL__:${{hear}}` }})
            .catch(problem => done(problem));"
    ))
    .await
}

async fn invoke(app: &App, command: &str, arguments: Value) -> Value {
    app.script_async(&format!(
        "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke({command:?}, {arguments})
            .then(done, problem => done({{ refused: problem }}));"
    ))
    .await
}

fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|it| texts(it, found)),
        Value::Object(fields) => fields.values().for_each(|it| texts(it, found)),
        _ => {}
    }
}

/// Long enough to be found, and neither a day nor one of QuickBooks' own words.
fn is_a_sentinel(text: &str) -> bool {
    text.len() >= SHORTEST
        && text.chars().any(|c| c.is_ascii_digit())
        && text
            .chars()
            .any(|c| !c.is_ascii_lowercase() && c != '_' && !c.is_ascii_digit())
        && text.parse::<jiff::civil::Date>().is_err()
        && text.parse::<jiff::Timestamp>().is_err()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
