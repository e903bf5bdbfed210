//! Auth sessions: the links that set up a connection.

use jiff::SignedDuration;
use serde_json::json;

use super::server::{TestServer, assert_keys, id_of, wire_time};

#[tokio::test]
async fn a_link_has_eight_fields_and_half_an_hour() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    let session = server.auth_session(id_of(&user), json!({})).await.ok();
    assert_keys(
        &session,
        &[
            "id",
            "objectType",
            "createdAt",
            "endUserId",
            "clientSecret",
            "authFlowUrl",
            "expiresAt",
            "redirectUrl",
        ],
    );
    assert!(id_of(&session).starts_with("auth_sess_"));
    assert_eq!(session["objectType"], "auth_session");
    assert_eq!(session["endUserId"], user["id"]);
    assert_eq!(session["redirectUrl"], json!(null));
    let secret = session["clientSecret"].as_str().unwrap();
    assert!(secret.starts_with("auth_sess_client_secret_"));
    let endpoints = server.practice.endpoints();
    let key = &endpoints.conductor.publishable_key;
    let url = format!("{}/qbd/{secret}?key={key}", endpoints.origin);
    assert_eq!(session["authFlowUrl"], url);
    let life = wire_time(&session["expiresAt"]).duration_since(wire_time(&session["createdAt"]));
    assert_eq!(life, SignedDuration::from_mins(30));
    let user = server.retrieve(id_of(&user)).await;
    let untouched = "a link that nobody opened is no connection";
    assert_eq!(user["integrationConnections"], json!([]), "{untouched}");
}

#[tokio::test]
async fn a_link_lives_as_long_as_asked_within_the_limits() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    for (minutes, millis) in [
        (json!(15), 15 * 60_000),
        (json!(22.5), 1_350_000),
        (json!(10_080), 7 * 24 * 3_600_000),
    ] {
        let more = json!({ "linkExpiryMins": minutes });
        let session = server.auth_session(id_of(&user), more).await.ok();
        let life =
            wire_time(&session["expiresAt"]).duration_since(wire_time(&session["createdAt"]));
        assert_eq!(life, SignedDuration::from_millis(millis), "{minutes}");
    }
    for (minutes, complaint) in [
        (
            json!(14),
            r#"Too small: expected number to be >=15 at "linkExpiryMins""#,
        ),
        (
            json!(10_081),
            r#"Too big: expected number to be <=10080 at "linkExpiryMins""#,
        ),
        (
            json!("30"),
            r#"Invalid input: expected number, received string at "linkExpiryMins""#,
        ),
        (
            json!(null),
            r#"Invalid input: expected number, received null at "linkExpiryMins""#,
        ),
    ] {
        let more = json!({ "linkExpiryMins": minutes });
        let refused = server.auth_session(id_of(&user), more).await;
        assert_eq!(refused.invalid(), complaint);
    }
}

#[tokio::test]
async fn a_redirect_address_is_kept_as_given() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    for address in [
        "https://acme.example/done?state=1",
        "http://127.0.0.1:9/x",
        "counterfoil://connected",
    ] {
        let more = json!({ "redirectUrl": address });
        let session = server.auth_session(id_of(&user), more).await.ok();
        assert_eq!(session["redirectUrl"], address);
    }
    for address in ["not an address", "/done", "", "javascript:alert(1)"] {
        let more = json!({ "redirectUrl": address });
        let refused = server.auth_session(id_of(&user), more).await;
        assert_eq!(refused.invalid(), r#"Invalid URL at "redirectUrl""#);
    }
}

#[tokio::test]
async fn a_link_needs_the_publishable_key_and_nothing_unknown() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    let more = json!({ "publishableKey": "pk_conductor_test_not_a_real_key" });
    let error = server.auth_session(id_of(&user), more).await.error(
        401,
        "AUTHENTICATION_ERROR",
        "API_KEY_INVALID",
    );
    assert_eq!(
        error["message"],
        "Invalid API key provided: 'pk_conductor_..._key'"
    );
    let odd = server
        .auth_session(id_of(&user), json!({ "email": "a@acme.example" }))
        .await;
    assert_eq!(odd.invalid(), r#"Unrecognized key: "email""#);
    let empty = server.post("/v1/auth-sessions", json!({})).await.invalid();
    assert!(empty.contains("\"publishableKey\"") && empty.contains("\"endUserId\""));
}
