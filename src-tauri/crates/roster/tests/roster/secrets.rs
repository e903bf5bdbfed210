//! No secret is in anything the window is sent, in the database's files, or in what can be printed.

use roster::client::ClientId;
use roster::view::{AttemptStage, LinkDelivery};
use serde_json::{Value, json};

use crate::harness::{LANTERN, MARIA, SUES, TOM, TestEnv, WREN};

/// Every string inside a JSON text, or the text itself.
fn strings(text: &str, found: &mut Vec<String>) {
    fn walk(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) => found.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            Value::Object(fields) => fields.values().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    match serde_json::from_str::<Value>(text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => walk(&value, found),
        _ => found.push(text.to_owned()),
    }
}

/// Walks through everything a firm does, the unhappy ways too, and gives every secret that was seen.
async fn a_day_of_work(env: &TestEnv) -> Vec<String> {
    let app = env.app().await;
    let mut secrets = Vec::new();
    let wren = app.add_online("Wren & Daughters");
    let page = app.begin(wren).await;
    let link = env.approve(page.clone(), MARIA, WREN).await;
    for address in [&page, &link] {
        secrets.extend(
            address
                .query_pairs()
                .filter(|(name, _)| name == "state" || name == "handoff")
                .map(|(_, value)| value.into_owned()),
        );
    }
    app.deliver_link(wren, LinkDelivery::Copied).await.unwrap();
    app.online().arrive(link.as_str()).await.unwrap();
    app.online().save_connection(wren).await.unwrap();
    let sues = app.connected(env, "Sue's Bakery", MARIA, SUES).await;
    app.sign_in(env, sues, TOM, SUES).await;
    app.online().reject_connection(sues).await.unwrap();
    app.sign_in(env, sues, MARIA, LANTERN).await;
    app.online()
        .save_as_new_client(sues, "Lantern Hill".to_owned())
        .await
        .unwrap();
    app.online().open_company(wren).await.unwrap();

    env.rotate_always().await;
    env.advance(2 * 3600).await;
    app.scheduler().check_all().await;
    unhappy_answers(env, &app, wren).await;

    let acme = app.add_desktop("Acme Plumbing");
    app.desktop()
        .connect_desktop(acme, 60, LinkDelivery::Mailed)
        .await
        .unwrap();
    app.desktop()
        .connect_desktop(acme, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    env.apply_scenario("Acme Plumbing", "permission").await;
    app.scheduler().check_client(acme).await.unwrap();
    app.begin(sues).await;
    assert_eq!(app.stage(sues), AttemptStage::Waiting);
    secrets.extend(app.shell.copied());
    secrets
}

/// Services that repeat what they were sent.
async fn unhappy_answers(env: &TestEnv, app: &crate::harness::AppUnderTest, id: ClientId) {
    let (_, entry) = env.vault.entry(&format!("company/{id}")).unwrap();
    let entry: Value = serde_json::from_str(&entry).unwrap();
    let grant = entry["relay"]["grant"].clone();
    let realm = entry["realm"].clone();
    let told = json!({ "error": "server_error", "error_description": grant, "source": "relay" });
    for fault in [
        json!({ "path": "/relay/refresh", "kind": "status", "status": 500, "body": told }),
        json!({ "path": "/relay/refresh", "kind": "status", "status": 500, "body": grant }),
        json!({ "path": "/2020-04/graphql", "kind": "status", "status": 403,
                "body": { "code": "No", "type": "INPUT", "detail": realm } }),
        // Last: a renewal whose answer is lost may take the old grant with it.
        json!({ "path": "/relay/refresh", "kind": "wrong_json", "body": { "access_token": [grant] } }),
    ] {
        env.fault(fault).await;
        env.advance(2 * 3600).await;
        app.scheduler().check_client(id).await.unwrap_err();
    }
}

#[tokio::test]
async fn no_secret_is_in_events_files_or_debug_texts() {
    let env = TestEnv::new().await;
    let mut secrets = a_day_of_work(&env).await;
    let endpoints = env.practice.endpoints();
    secrets.push(endpoints.conductor.secret_key.clone());
    secrets.push(endpoints.intuit.client_secret.clone());
    for kept in env.vault.ever_kept() {
        strings(&kept, &mut secrets);
    }
    // Times are in the vault's entries and in the database alike; nothing else is.
    secrets.retain(|secret| secret.parse::<jiff::Timestamp>().is_err());
    // Of a link, the part that opens it.
    let parts: Vec<String> = secrets
        .iter()
        .flat_map(|secret| secret.split(['/', '?', '&', '=']))
        .filter(|part| part.len() >= 30)
        .map(str::to_owned)
        .collect();
    secrets.extend(parts);
    secrets.retain(|secret| secret.len() >= 12);
    for realm in [SUES, WREN, LANTERN] {
        assert!(
            secrets.iter().any(|secret| secret == realm),
            "realm ids are secrets here"
        );
    }
    assert!(secrets.len() > 25, "{}", secrets.len());

    let heard = env.heard().concat();
    let disk = String::from_utf8_lossy(&env.disk()).into_owned();
    let printed = printed(&env).await;
    assert!(heard.contains("Maria Ortiz") && disk.contains("Maria Ortiz"));
    for secret in &secrets {
        for (place, text) in [("event", &heard), ("file", &disk), ("debug", &printed)] {
            // The publishable key is part of every link and no secret.
            let public = *secret == endpoints.conductor.publishable_key;
            assert!(
                public || !text.contains(secret.as_str()),
                "{secret} in an {place}"
            );
        }
    }
}

/// What the public types show of themselves.
async fn printed(env: &TestEnv) -> String {
    let app = env.app().await;
    let side = env.intuit_side().await;
    let conductor = crate::harness::conductor_at(
        crate::harness::url(&env.practice.endpoints().conductor.base_url),
        &env.practice.endpoints().conductor.secret_key,
        &env.practice.endpoints().conductor.publishable_key,
    );
    let memory = roster::vault::MemoryVault::new();
    for (name, text) in env.vault.entries() {
        use roster::vault::Vault as _;
        let secret = roster::vault::Secret::new(text);
        assert_eq!(format!("{secret:?} {secret}"), "[redacted] [redacted]");
        memory.set(&name, secret).await.unwrap();
    }
    let database = roster::database::Database::open(&env.file()).unwrap();
    let rows = app.rows().unwrap();
    let sheets: Vec<_> = rows
        .iter()
        .filter_map(|row| app.attempt(ClientId::parse(&row.id)?))
        .collect();
    format!(
        "{:?} {:?} {:?} {:?} {memory:?} {database:?} {rows:?} {sheets:?} {:?}",
        side.api,
        side.endpoints,
        conductor.api,
        conductor.publishable_key,
        app.banners(),
    )
}
