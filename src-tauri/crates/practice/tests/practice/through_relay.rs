use serde_json::json;

use super::server::{Binding, MARIA, SUE, TestServer, pairs, text};

async fn hand_off(server: &TestServer, binding: &Binding) -> String {
    let mut query = server.request();
    query.insert("redirect_uri", server.at("/relay/callback"));
    query.insert("state", binding.state.clone());
    query.insert("practice_as", MARIA.to_owned());
    query.insert("practice_realm", SUE.to_owned());
    let to_relay = server.authorize(&query).await;
    assert_eq!(to_relay.status, 302);
    let to_app = server.send(server.http.get(to_relay.location())).await;
    assert_eq!((to_app.status, to_app.text.as_str()), (302, ""));
    let link = to_app.location();
    assert!(link.as_str().starts_with("counterfoil://oauth/callback?"));
    let mut found = pairs(&link);
    assert_eq!(found["state"], binding.state);
    found.remove("handoff").unwrap()
}

#[tokio::test]
async fn a_sign_in_comes_back_through_the_relay_and_lives_on() {
    let server = TestServer::new().await;
    let binding = Binding::new("one");
    let handoff = hand_off(&server, &binding).await;

    let asked = json!({ "handoff": handoff, "verifier": binding.verifier });
    let tokens = server.post("/relay/token", &asked).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text);
    let tokens = tokens.json();
    assert_eq!(tokens["realm_id"], SUE);
    let role = server.role(text(&tokens, "access_token"), SUE).await;
    assert_eq!(role.json()["data"]["user"]["role"]["type"], "ADMIN");

    let asked = json!({ "grant": tokens["grant"], "verifier": binding.verifier });
    let renewed = server.post("/relay/refresh", &asked).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text);
    let renewed = renewed.json();

    let asked = json!({ "grant": renewed["grant"], "verifier": binding.verifier });
    assert_eq!(server.post("/relay/revoke", &asked).await.status, 200);
    let dead = server.post("/relay/refresh", &asked).await;
    assert_eq!(dead.status, 400);
    assert_eq!(dead.json()["error"], "invalid_grant");
    assert_eq!(dead.json()["source"], "intuit");
    let role = server.role(text(&renewed, "access_token"), SUE).await;
    assert_eq!(role.status, 401);
}

#[tokio::test]
async fn the_relay_lives_on_the_firms_clock() {
    let server = TestServer::new().await;
    let binding = Binding::new("late");
    let handoff = hand_off(&server, &binding).await;
    server.advance(601).await;
    let asked = json!({ "handoff": handoff, "verifier": binding.verifier });
    let late = server.post("/relay/token", &asked).await;
    assert_eq!(late.status, 400);
    assert_eq!(late.json()["error"], "invalid_handoff");
}

#[tokio::test]
async fn a_stolen_hand_off_is_useless_without_the_verifier() {
    let server = TestServer::new().await;
    let handoff = hand_off(&server, &Binding::new("mine")).await;
    let asked = json!({ "handoff": handoff, "verifier": Binding::new("theirs").verifier });
    let refused = server.post("/relay/token", &asked).await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["source"], "relay");
}

#[tokio::test]
async fn a_development_build_gets_its_own_sign_ins() {
    let server = TestServer::with(practice::Config {
        app_scheme: "counterfoil-dev".to_owned(),
        ..practice::Config::default()
    })
    .await;
    let mut query = server.request();
    query.insert("redirect_uri", server.at("/relay/callback"));
    query.insert("state", Binding::new("one").state);
    query.insert("practice_as", MARIA.to_owned());
    query.insert("practice_realm", SUE.to_owned());
    let to_relay = server.authorize(&query).await;
    let to_app = server.send(server.http.get(to_relay.location())).await;
    let link = to_app.location();
    assert!(
        link.as_str()
            .starts_with("counterfoil-dev://oauth/callback?handoff=")
    );
}
