use std::time::Duration;

use jiff::Timestamp;
use practice::Config;
use serde_json::{Value, json};

use super::server::{DAY, MARIA, ROLES, SUE, TestServer, text};

#[tokio::test]
async fn the_firm_is_listed_with_its_people_and_clients() {
    let server = TestServer::new().await;
    let firm = server.get("/practice").await.json();
    assert_eq!(firm["firm"], "Hale & Ortiz LLP");
    assert_eq!(firm["people"][0]["email"], MARIA);
    let clients = firm["clients"].as_array().unwrap();
    assert_eq!(clients.len(), 24);
    let find = |name: &str| {
        let mut found = clients.iter().filter(|client| client["name"] == name);
        found.next().unwrap().clone()
    };
    assert_eq!(
        find("Sue's Bakery LLC"),
        json!({
            "name": "Sue's Bakery LLC",
            "number": "1042",
            "email": "sue@suesbakery.example",
            "books": "online",
            "place": null,
            "computer": null,
            "state": "connected",
            "secondsAgo": 864_000,
            "connect": { "as": MARIA, "realm": SUE },
            "attempt": null,
            "desktop": null,
            "journal": [],
        })
    );
    let northwind = find("Northwind Tools");
    assert_eq!(northwind["place"], "thisComputer");
    assert_eq!(northwind["desktop"]["flow"], "none");
    assert_eq!(
        find("Harbour Lights Marina")["desktop"]["linkMinutes"],
        10_080
    );
    assert_eq!(
        find("Saltmarsh Brewing")["journal"][0]["person"],
        "Tom Becker"
    );
    assert_eq!(find("Oak & Ivy Florists")["attempt"], "waiting");
    let wrong = find("Bluebell Nursery")["attempt"].clone();
    assert!(wrong.as_str().unwrap().starts_with("wrong_company:"));
}

/// Walks the whole roster as the app does and looks at what each client then answers.
#[tokio::test]
async fn settling_brings_every_client_to_its_state() {
    let before = Duration::from_secs(11 * 86_400);
    let server = TestServer::with(Config {
        start_before: before,
        ..Config::default()
    })
    .await;
    let mut clients = server.get("/practice").await.json()["clients"]
        .as_array()
        .unwrap()
        .clone();
    clients.sort_by_key(|client| -client["secondsAgo"].as_i64().unwrap());
    let mut ago = 11 * DAY;
    let mut tokens = Vec::new();
    for client in &clients {
        let at = client["secondsAgo"].as_i64().unwrap();
        server.advance(ago - at).await;
        ago = at;
        if let Some(person) = client["connect"]["as"].as_str() {
            let realm = text(&client["connect"], "realm");
            let given = server.connect(person, realm, ROLES).await;
            tokens.push((client.clone(), text(&given, "refresh_token").to_owned()));
        }
    }
    server.advance(ago - 3 * 3_600).await;
    let settled = server.post("/practice/settle", &json!(null)).await.json();
    assert_eq!(settled["settled"], 4, "the online clients with a scenario");

    for (client, token) in tokens {
        let state = text(&client, "state");
        let refreshed = server.refresh(&token).await;
        if ["expired", "revoked", "taken_over"].contains(&state) {
            assert_eq!(refreshed.json()["error"], "invalid_grant", "{client}");
            continue;
        }
        let answer = refreshed.json();
        let access = text(&answer, "access_token");
        let role = server.role(access, text(&client["connect"], "realm")).await;
        let role = role.json();
        let code = &role["errors"][0]["extensions"]["code"];
        let found = &role["data"]["user"]["role"];
        match state {
            "not_member" => assert_eq!(code, "VAL-1002"),
            "role_unknown" => assert_eq!(code, "AHZ-0010"),
            "inactive" => assert_eq!(found["status"], "INACTIVE"),
            "wrong_company" => assert_eq!(*found, Value::Null),
            _ => assert_eq!(found["status"], "ACTIVE", "{client}"),
        }
    }
}

#[tokio::test]
async fn a_new_firm_may_begin_earlier_and_its_clock_can_be_moved() {
    let server = TestServer::with(Config {
        start_before: Duration::from_secs(11 * 86_400),
        ..Config::default()
    })
    .await;
    let clock = server.practice.clock();
    let behind = Timestamp::now().as_second() - clock.now().as_second();
    assert!((11 * DAY - 5..=11 * DAY + 5).contains(&behind), "{behind}");
    let moved = server
        .post("/practice/clock", &json!({ "advanceSeconds": 11 * DAY }))
        .await
        .json();
    let now: Timestamp = text(&moved, "now").parse().unwrap();
    assert!((now.as_second() - Timestamp::now().as_second()).abs() <= 5);
    assert!((clock.now().as_second() - server.practice.now().as_second()).abs() <= 1);
}

#[tokio::test]
async fn starting_over_forgets_what_people_did_but_keeps_the_keys() {
    let server = TestServer::new().await;
    let tokens = server.connect(MARIA, SUE, ROLES).await;
    server.advance(DAY).await;
    server.apply_scenario(SUE, "inactive").await;
    let reset = server.http.post(server.at("/practice/reset"));
    assert_eq!(server.send(reset).await.status, 200);
    let gone = server.refresh(text(&tokens, "refresh_token")).await;
    assert_eq!(gone.json()["error"], "invalid_grant");
    let off = server.practice.now().as_second() - Timestamp::now().as_second();
    assert!(off.abs() <= 5);
    let fresh = server.connect(MARIA, SUE, ROLES).await;
    let role = server.role(text(&fresh, "access_token"), SUE).await.json();
    assert_eq!(role["data"]["user"]["role"]["status"], "ACTIVE");
}

#[tokio::test]
async fn a_scenario_for_an_unknown_client_is_refused() {
    let server = TestServer::new().await;
    let asked = json!({ "client": "Nobody & Sons", "fate": "revoked" });
    assert_eq!(server.post("/practice/fate", &asked).await.status, 404);
}

#[tokio::test]
async fn the_log_names_paths_but_no_secret() {
    let server = TestServer::new().await;
    let code = server.code(MARIA, SUE, ROLES).await;
    server.exchange(&code).await;
    server.get("/qbd/auth_sess_client_secret_guess?key=x").await;
    let log = server.get("/practice/log").await;
    let last = log.json().as_array().unwrap().clone();
    let paths: Vec<_> = last.iter().map(|entry| text(entry, "path")).collect();
    assert_eq!(
        paths,
        [
            "/connect/oauth2",
            "/oauth2/v1/tokens/bearer",
            "/qbd/\u{2026}"
        ]
    );
    assert_eq!(last[1]["method"], "POST");
    assert_eq!(last[1]["status"], 200);
    assert!(!log.text.contains(&code));
    assert!(!log.text.contains("client_secret_guess"));
}

#[tokio::test]
async fn other_hosts_reach_nothing() {
    let server = TestServer::new().await;
    let foreign = server
        .http
        .get(server.at("/practice"))
        .header("host", "practice.example:4010");
    assert_eq!(server.send(foreign).await.status, 403);
    let site = server
        .http
        .post(server.at("/practice/reset"))
        .header("origin", "https://site.example");
    assert_eq!(server.send(site).await.status, 403);
    let page = server.get("/practice").await;
    assert!(!page.headers.contains_key("access-control-allow-origin"));
}
