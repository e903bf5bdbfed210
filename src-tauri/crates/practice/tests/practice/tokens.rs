use serde_json::json;

use super::server::{Binding, DAY, LOCALHOST, MARIA, ROLES, SUE, TOM, TestServer, pairs, text};

#[tokio::test]
async fn a_code_gives_tokens_as_documented() {
    let server = TestServer::new().await;
    let code = server.code(MARIA, SUE, ROLES).await;
    let reply = server.exchange(&code).await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("content-type"),
        "application/json;charset=utf-8"
    );
    let tid = reply.header("intuit_tid");
    assert_eq!(tid.split('-').map(str::len).collect::<Vec<_>>(), [1, 8, 24]);
    let tokens = reply.json();
    assert_eq!(tokens["token_type"], "bearer");
    assert_eq!(tokens["expires_in"], 3600);
    assert_eq!(tokens["x_refresh_token_expires_in"], 8_726_400);
    assert!(tokens["id_token"].is_string());
    assert!(tokens.get("x_refresh_token_hard_expires_in").is_none());
    assert!(tokens.get("scope").is_none());
    assert!(tokens.get("realmId").is_none());
    assert_eq!(text(&tokens, "access_token").split('.').count(), 5);
    assert!(text(&tokens, "refresh_token").starts_with("RT1-"));
}

#[tokio::test]
async fn the_five_years_are_reported_only_on_request() {
    let server = TestServer::new().await;
    let tokens = server.connect(MARIA, SUE, ROLES).await;
    server.advance(10 * DAY).await;
    let endpoints = &server.practice.endpoints().intuit;
    let request = server
        .http
        .post(server.at("/oauth2/v1/tokens/bearer"))
        .header("x-include-refresh-token-hard-expires-in", "true")
        .form(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", text(&tokens, "refresh_token")),
            // The other advertised way to authenticate.
            ("client_id", &endpoints.client_id),
            ("client_secret", &endpoints.client_secret),
        ]);
    let answer = server.send(request).await.json();
    let hard = answer["x_refresh_token_hard_expires_in"].as_i64().unwrap();
    let expected = 157_680_000 - 10 * DAY;
    assert!((expected - 60..=expected).contains(&hard), "{hard}");
    assert!(answer.get("id_token").is_none());
}

#[tokio::test]
async fn a_code_works_once_and_a_second_use_ends_the_grant() {
    let server = TestServer::new().await;
    let code = server.code(MARIA, SUE, ROLES).await;
    let tokens = server.exchange(&code).await.json();
    let again = server.exchange(&code).await;
    assert_eq!(again.status, 400);
    assert_eq!(again.text, r#"{"error":"invalid_grant"}"#);
    let refreshed = server.refresh(text(&tokens, "refresh_token")).await;
    assert_eq!(refreshed.status, 400);
    assert_eq!(refreshed.json()["error"], "invalid_grant");
    assert_eq!(
        server.role(text(&tokens, "access_token"), SUE).await.status,
        401
    );
}

#[tokio::test]
async fn a_code_is_for_five_minutes_and_one_redirect_address() {
    let server = TestServer::new().await;
    let code = server.code(MARIA, SUE, ROLES).await;
    let elsewhere = server
        .token(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", "http://localhost:8765/other"),
        ])
        .await;
    assert_eq!(elsewhere.json()["error"], "invalid_grant");
    server.advance(301).await;
    assert_eq!(
        server.exchange(&code).await.json()["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn bad_requests_get_the_documented_errors() {
    let server = TestServer::new().await;
    for (form, status, error) in [
        (vec![], 400, "invalid_request"),
        (
            vec![("grant_type", "authorization_code")],
            400,
            "invalid_request",
        ),
        (
            vec![("grant_type", "refresh_token")],
            400,
            "invalid_request",
        ),
        (
            vec![("grant_type", "password")],
            400,
            "unsupported_grant_type",
        ),
        (
            vec![
                ("grant_type", "authorization_code"),
                ("code", "XAB1nothing"),
                ("redirect_uri", LOCALHOST),
            ],
            400,
            "invalid_grant",
        ),
    ] {
        let reply = server.token(&form).await;
        assert_eq!(reply.status, status, "{form:?}");
        assert_eq!(reply.json()["error"], error, "{form:?}");
    }
    let url = server.at("/oauth2/v1/tokens/bearer");
    let wrong = server.http.post(&url).basic_auth("me", Some("guess"));
    let wrong = server
        .send(wrong.form(&[("grant_type", "refresh_token")]))
        .await;
    assert_eq!(
        (wrong.status, wrong.text.as_str()),
        (401, r#"{"error":"invalid_client"}"#)
    );
    let broken = server.http.post(&url).header("authorization", "Basic %%%");
    assert_eq!(server.send(broken).await.status, 401);
    assert_eq!(server.send(server.http.get(&url)).await.status, 405);
}

#[tokio::test]
async fn a_refresh_token_rotates_after_a_day_and_the_old_one_dies() {
    let server = TestServer::new().await;
    let first = server.connect(MARIA, SUE, ROLES).await;
    let first = text(&first, "refresh_token").to_owned();
    server.advance(DAY - 60).await;
    let same = server.refresh(&first).await.json();
    assert_eq!(same["refresh_token"], first.as_str());
    server.advance(120).await;
    let answer = server.refresh(&first).await.json();
    let second = text(&answer, "refresh_token").to_owned();
    assert_ne!(second, first);
    assert_eq!(answer["x_refresh_token_expires_in"], 8_726_400);
    let old = server.refresh(&first).await;
    assert_eq!(old.status, 400);
    assert_eq!(
        old.json(),
        json!({
            "error": "invalid_grant",
            "error_description": "Incorrect or invalid refresh token",
        })
    );
    assert_eq!(server.refresh(&second).await.status, 200);
}

#[tokio::test]
async fn a_grant_ends_when_idle_too_long_and_an_access_token_after_an_hour() {
    let server = TestServer::new().await;
    let tokens = server.connect(MARIA, SUE, ROLES).await;
    server.advance(3_601).await;
    let late = server.role(text(&tokens, "access_token"), SUE).await;
    assert_eq!(late.status, 401);
    assert!(
        late.json()["detail"]
            .as_str()
            .unwrap()
            .starts_with("Token expired")
    );
    server.advance(101 * DAY).await;
    let dead = server.refresh(text(&tokens, "refresh_token")).await;
    assert_eq!(dead.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn one_grant_per_company_the_newest_wins() {
    let server = TestServer::new().await;
    let marias = server.connect(MARIA, SUE, ROLES).await;
    let toms = server.connect(TOM, SUE, ROLES).await;
    let replaced = server.refresh(text(&marias, "refresh_token")).await;
    assert_eq!(replaced.json()["error"], "invalid_grant");
    assert_eq!(
        server.refresh(text(&toms, "refresh_token")).await.status,
        200
    );
}

#[tokio::test]
async fn either_token_revokes_both() {
    let server = TestServer::new().await;
    for which in ["refresh_token", "access_token"] {
        let tokens = server.connect(MARIA, SUE, ROLES).await;
        let done = server.revoke(&json!({ "token": tokens[which] })).await;
        assert_eq!((done.status, done.text.as_str()), (200, ""), "{which}");
        let role = server.role(text(&tokens, "access_token"), SUE).await;
        assert_eq!(role.status, 401, "{which}");
        let refresh = server.refresh(text(&tokens, "refresh_token")).await;
        assert_eq!(refresh.status, 400, "{which}");
    }
    assert_eq!(server.revoke(&json!({})).await.status, 400);
    let stranger = server.http.post(server.at("/v2/oauth2/tokens/revoke"));
    let refused = server.send(stranger.json(&json!({ "token": "x" }))).await;
    assert_eq!(refused.status, 401);
}

#[tokio::test]
async fn revoking_takes_a_form_as_well() {
    let server = TestServer::new().await;
    let tokens = server.connect(MARIA, SUE, ROLES).await;
    let endpoints = &server.practice.endpoints().intuit;
    let request = server
        .http
        .post(server.at("/v2/oauth2/tokens/revoke"))
        .basic_auth(&endpoints.client_id, Some(&endpoints.client_secret))
        .form(&[("token", text(&tokens, "refresh_token"))]);
    assert_eq!(server.send(request).await.status, 200);
    let refresh = server.refresh(text(&tokens, "refresh_token")).await;
    assert_eq!(refresh.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn special_lives_are_in_the_first_answer_and_reconnecting_ends_them() {
    let server = TestServer::new().await;
    // Larkspur Dental Group: a first life of one day.
    let larkspur = "9130349878530921";
    let short = server.connect(MARIA, larkspur, ROLES).await;
    assert_eq!(short["x_refresh_token_expires_in"], DAY);
    server.advance(2 * DAY).await;
    let over = server.refresh(text(&short, "refresh_token")).await;
    assert_eq!(over.json()["error"], "invalid_grant");
    let usual = server.connect(MARIA, larkspur, ROLES).await;
    assert_eq!(usual["x_refresh_token_expires_in"], 8_726_400);
}

#[tokio::test]
async fn an_expiring_client_is_renewed_only_once_the_clock_has_caught_up() {
    let server = TestServer::with(practice::Config {
        start_before: std::time::Duration::from_secs(11 * 86_400),
        ..practice::Config::default()
    })
    .await;
    server.advance(2 * DAY).await;
    // Quill Street Press, connected nine days ago.
    let tokens = server.connect(MARIA, "9130349878530803", ROLES).await;
    server.advance(9 * DAY - 3 * 3_600).await;
    let checked = server.refresh(text(&tokens, "refresh_token")).await.json();
    let left = checked["x_refresh_token_expires_in"].as_i64().unwrap();
    assert!((12 * DAY..=12 * DAY + 3 * 3_600).contains(&left), "{left}");
    server.advance(3 * 3_600).await;
    let renewed = server.refresh(text(&checked, "refresh_token")).await.json();
    assert_eq!(renewed["x_refresh_token_expires_in"], 8_726_400);
}

#[tokio::test]
async fn scenarios_end_or_shorten_what_was_granted() {
    let server = TestServer::new().await;
    for (scenario, status) in [("revoked", 400), ("taken_over", 400), ("expired", 400)] {
        let tokens = server.connect(MARIA, SUE, ROLES).await;
        server.apply_scenario(SUE, scenario).await;
        let reply = server.refresh(text(&tokens, "refresh_token")).await;
        assert_eq!(reply.status, status, "{scenario}");
        assert_eq!(reply.json()["error"], "invalid_grant", "{scenario}");
    }
    let tokens = server.connect(MARIA, SUE, ROLES).await;
    server.apply_scenario(SUE, "expiring_hard").await;
    let renewed = server.refresh(text(&tokens, "refresh_token")).await.json();
    let left = renewed["x_refresh_token_expires_in"].as_i64().unwrap();
    assert!((45 * DAY - 60..=45 * DAY).contains(&left), "{left}");
}

#[tokio::test]
async fn a_test_may_ask_for_a_new_refresh_token_every_time() {
    let server = TestServer::new().await;
    let switches = json!({ "rotateAlways": true });
    server.post("/practice/switches", &switches).await;
    let tokens = server.connect(MARIA, SUE, ROLES).await;
    let first = text(&tokens, "refresh_token");
    let second = server.refresh(first).await.json();
    assert_ne!(second["refresh_token"], first);
    assert_eq!(server.refresh(first).await.status, 400);
}

#[tokio::test]
async fn a_test_may_ask_for_the_token_before_to_work_until_the_new_one_is_used() {
    let server = TestServer::new().await;
    let switches = json!({ "rotateAlways": true, "honoursPrevious": true });
    server.post("/practice/switches", &switches).await;
    let tokens = server.connect(MARIA, SUE, ROLES).await;
    let first = text(&tokens, "refresh_token");
    let lost = server.refresh(first).await.json();
    let second = server.refresh(first).await.json();
    assert_ne!(second["refresh_token"], lost["refresh_token"]);
    let lost = text(&lost, "refresh_token");
    assert_eq!(server.refresh(lost).await.status, 400, "nobody has it");

    let second = text(&second, "refresh_token");
    let third = server.refresh(second).await.json();
    assert_eq!(
        server.refresh(first).await.status,
        400,
        "the new one was used"
    );
    let third = text(&third, "refresh_token");
    let again = server.connect(MARIA, SUE, ROLES).await;
    let fourth = server.refresh(third).await.json();
    assert_eq!(
        server.refresh(text(&again, "refresh_token")).await.status,
        200
    );
    let fourth = text(&fourth, "refresh_token");
    assert_eq!(
        server.refresh(fourth).await.status,
        400,
        "a sign-in's was used"
    );
}

#[tokio::test]
async fn a_code_is_held_to_its_challenge_where_that_is_switched_on() {
    let binding = Binding::new("one");
    for (strict, challenge, verifier, status) in [
        (false, true, "another", 200),
        (false, false, "another", 200),
        (true, true, binding.verifier.as_str(), 200),
        (true, true, "another", 400),
        (true, true, "", 400),
        (true, false, binding.verifier.as_str(), 400),
        (true, false, "", 200),
    ] {
        let server = TestServer::new().await;
        let switches = json!({ "enforcesCodeChallenge": strict });
        server.post("/practice/switches", &switches).await;
        let mut query = server.request();
        query.insert("practice_as", MARIA.to_owned());
        query.insert("practice_realm", SUE.to_owned());
        if challenge {
            let (_, challenge) = binding.state.rsplit_once('.').unwrap();
            query.insert("code_challenge", challenge.to_owned());
            query.insert("code_challenge_method", "S256".to_owned());
        }
        let code = pairs(&server.authorize(&query).await.location())["code"].clone();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", LOCALHOST),
            ("code_verifier", verifier),
        ];
        let exchanged = server.token(&form);
        let case = format!("{strict} {challenge} {verifier}");
        assert_eq!(exchanged.await.status, status, "{case}");
    }
}
