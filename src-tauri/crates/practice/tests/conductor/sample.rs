//! The sample firm's Desktop clients, added the way the app adds them: each reaches the signal that
//! its state is recognised by.

use serde_json::{Value, json};

use super::server::{TestServer, id_of, wire_time};

/// Adds a client at the moment the firm is said to have added it; its end-user and its link.
async fn add(server: &TestServer, client: &Value, real: jiff::Timestamp) -> Option<(Value, Value)> {
    if client["desktop"]["flow"] == "none" {
        return None;
    }
    let then = real.as_second() - client["secondsAgo"].as_i64().unwrap();
    server
        .advance(then - server.practice.now().as_second())
        .await;
    let user = server.end_user(client["name"].as_str().unwrap()).await;
    let more = json!({ "linkExpiryMins": client["desktop"]["linkMinutes"] });
    let session = server.auth_session(id_of(&user), more).await.ok();
    Some((user, session))
}

#[tokio::test]
async fn every_desktop_client_reaches_the_signal_of_its_state() {
    let server = TestServer::new().await;
    let real = server.practice.now();
    let firm = server.bare(reqwest::Method::GET, "/practice");
    let firm: Value = firm.send().await.unwrap().json().await.unwrap();
    let mut clients = firm["clients"].as_array().unwrap().clone();
    clients.retain(|client| client["books"] == "desktop");
    clients.sort_by_key(|client| -client["secondsAgo"].as_i64().unwrap());
    let mut added = Vec::new();
    for client in &clients {
        if let Some((user, session)) = add(&server, client, real).await {
            added.push((client["state"].as_str().unwrap(), user, session));
        }
    }
    assert!(added.len() >= 10, "{}", added.len());
    let settled = server.bare(reqwest::Method::POST, "/practice/settle");
    assert_eq!(settled.send().await.unwrap().status(), 200);
    server
        .advance(real.as_second() - server.practice.now().as_second())
        .await;

    for (state, user, session) in added {
        let check = server.health_check(id_of(&user)).await;
        let error = &check.body["error"];
        let told_by = (error["code"].as_str(), error["integrationCode"].as_str());
        let refused = |hresult| (Some("QBD_CONNECTION_ERROR"), Some(hresult));
        let expected = match state {
            "connected" => (None, None),
            "qb_closed" => refused("0x80040408"),
            "wrong_file" => refused("0x8004040A"),
            "dialog" => refused("0x80040414"),
            "permission" => refused("0x80040420"),
            "single_user" => refused("0x80040410"),
            "attention" => refused("0x80040401"),
            "wc_offline" => (Some("INTEGRATION_CONNECTION_NOT_ACTIVE"), None),
            "invited" | "link_expired" => (Some("INTEGRATION_CONNECTION_NOT_SET_UP"), None),
            other => panic!("no signal is known for {other}"),
        };
        assert_eq!(told_by, expected, "{state}");
        let open = wire_time(&session["expiresAt"]) > server.practice.now();
        match state {
            "invited" => assert!(open),
            "link_expired" => assert!(!open),
            _ => {}
        }
    }
}
