use serde_json::json;

use super::house::{Binding, DAY, House, LOCALHOST, MARIA, ROLES, SUE, TOM, pairs, text};

#[tokio::test]
async fn a_code_gives_tokens_as_documented() {
    let house = House::new().await;
    let code = house.code(MARIA, SUE, ROLES).await;
    let reply = house.exchange(&code).await;
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
async fn the_five_years_are_told_only_when_asked_for() {
    let house = House::new().await;
    let tokens = house.connect(MARIA, SUE, ROLES).await;
    house.advance(10 * DAY).await;
    let ready = &house.practice.ready().intuit;
    let request = house
        .http
        .post(house.at("/oauth2/v1/tokens/bearer"))
        .header("x-include-refresh-token-hard-expires-in", "true")
        .form(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", text(&tokens, "refresh_token")),
            // The other advertised way to authenticate.
            ("client_id", &ready.client_id),
            ("client_secret", &ready.client_secret),
        ]);
    let answer = house.send(request).await.json();
    let hard = answer["x_refresh_token_hard_expires_in"].as_i64().unwrap();
    let expected = 157_680_000 - 10 * DAY;
    assert!((expected - 60..=expected).contains(&hard), "{hard}");
    assert!(answer.get("id_token").is_none());
}

#[tokio::test]
async fn a_code_works_once_and_a_second_use_ends_the_grant() {
    let house = House::new().await;
    let code = house.code(MARIA, SUE, ROLES).await;
    let tokens = house.exchange(&code).await.json();
    let again = house.exchange(&code).await;
    assert_eq!(again.status, 400);
    assert_eq!(again.text, r#"{"error":"invalid_grant"}"#);
    let refreshed = house.refresh(text(&tokens, "refresh_token")).await;
    assert_eq!(refreshed.status, 400);
    assert_eq!(refreshed.json()["error"], "invalid_grant");
    assert_eq!(
        house.role(text(&tokens, "access_token"), SUE).await.status,
        401
    );
}

#[tokio::test]
async fn a_code_is_for_five_minutes_and_one_redirect_address() {
    let house = House::new().await;
    let code = house.code(MARIA, SUE, ROLES).await;
    let elsewhere = house
        .token(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", "http://localhost:8765/other"),
        ])
        .await;
    assert_eq!(elsewhere.json()["error"], "invalid_grant");
    house.advance(301).await;
    assert_eq!(house.exchange(&code).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn bad_requests_get_the_documented_errors() {
    let house = House::new().await;
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
        let reply = house.token(&form).await;
        assert_eq!(reply.status, status, "{form:?}");
        assert_eq!(reply.json()["error"], error, "{form:?}");
    }
    let url = house.at("/oauth2/v1/tokens/bearer");
    let wrong = house.http.post(&url).basic_auth("me", Some("guess"));
    let wrong = house
        .send(wrong.form(&[("grant_type", "refresh_token")]))
        .await;
    assert_eq!(
        (wrong.status, wrong.text.as_str()),
        (401, r#"{"error":"invalid_client"}"#)
    );
    let broken = house.http.post(&url).header("authorization", "Basic %%%");
    assert_eq!(house.send(broken).await.status, 401);
    assert_eq!(house.send(house.http.get(&url)).await.status, 405);
}

#[tokio::test]
async fn a_refresh_token_rotates_after_a_day_and_the_old_one_dies() {
    let house = House::new().await;
    let first = house.connect(MARIA, SUE, ROLES).await;
    let first = text(&first, "refresh_token").to_owned();
    house.advance(DAY - 60).await;
    let same = house.refresh(&first).await.json();
    assert_eq!(same["refresh_token"], first.as_str());
    house.advance(120).await;
    let answer = house.refresh(&first).await.json();
    let second = text(&answer, "refresh_token").to_owned();
    assert_ne!(second, first);
    assert_eq!(answer["x_refresh_token_expires_in"], 8_726_400);
    let old = house.refresh(&first).await;
    assert_eq!(old.status, 400);
    assert_eq!(
        old.json(),
        json!({
            "error": "invalid_grant",
            "error_description": "Incorrect or invalid refresh token",
        })
    );
    assert_eq!(house.refresh(&second).await.status, 200);
}

#[tokio::test]
async fn a_grant_ends_when_idle_too_long_and_an_access_token_after_an_hour() {
    let house = House::new().await;
    let tokens = house.connect(MARIA, SUE, ROLES).await;
    house.advance(3_601).await;
    let late = house.role(text(&tokens, "access_token"), SUE).await;
    assert_eq!(late.status, 401);
    assert!(
        late.json()["detail"]
            .as_str()
            .unwrap()
            .starts_with("Token expired")
    );
    house.advance(101 * DAY).await;
    let dead = house.refresh(text(&tokens, "refresh_token")).await;
    assert_eq!(dead.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn one_grant_per_company_the_newest_wins() {
    let house = House::new().await;
    let marias = house.connect(MARIA, SUE, ROLES).await;
    let toms = house.connect(TOM, SUE, ROLES).await;
    let replaced = house.refresh(text(&marias, "refresh_token")).await;
    assert_eq!(replaced.json()["error"], "invalid_grant");
    assert_eq!(
        house.refresh(text(&toms, "refresh_token")).await.status,
        200
    );
}

#[tokio::test]
async fn either_token_revokes_both() {
    let house = House::new().await;
    for which in ["refresh_token", "access_token"] {
        let tokens = house.connect(MARIA, SUE, ROLES).await;
        let done = house.revoke(&json!({ "token": tokens[which] })).await;
        assert_eq!((done.status, done.text.as_str()), (200, ""), "{which}");
        let role = house.role(text(&tokens, "access_token"), SUE).await;
        assert_eq!(role.status, 401, "{which}");
        let refresh = house.refresh(text(&tokens, "refresh_token")).await;
        assert_eq!(refresh.status, 400, "{which}");
    }
    assert_eq!(house.revoke(&json!({})).await.status, 400);
    let stranger = house.http.post(house.at("/v2/oauth2/tokens/revoke"));
    let refused = house.send(stranger.json(&json!({ "token": "x" }))).await;
    assert_eq!(refused.status, 401);
}

#[tokio::test]
async fn revoking_takes_a_form_as_well() {
    let house = House::new().await;
    let tokens = house.connect(MARIA, SUE, ROLES).await;
    let ready = &house.practice.ready().intuit;
    let request = house
        .http
        .post(house.at("/v2/oauth2/tokens/revoke"))
        .basic_auth(&ready.client_id, Some(&ready.client_secret))
        .form(&[("token", text(&tokens, "refresh_token"))]);
    assert_eq!(house.send(request).await.status, 200);
    let refresh = house.refresh(text(&tokens, "refresh_token")).await;
    assert_eq!(refresh.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn special_lives_are_in_the_first_answer_and_reconnecting_ends_them() {
    let house = House::new().await;
    // Larkspur Dental Group: a first life of one day.
    let larkspur = "9130349878530921";
    let short = house.connect(MARIA, larkspur, ROLES).await;
    assert_eq!(short["x_refresh_token_expires_in"], DAY);
    house.advance(2 * DAY).await;
    let over = house.refresh(text(&short, "refresh_token")).await;
    assert_eq!(over.json()["error"], "invalid_grant");
    let usual = house.connect(MARIA, larkspur, ROLES).await;
    assert_eq!(usual["x_refresh_token_expires_in"], 8_726_400);
}

#[tokio::test]
async fn an_expiring_client_is_renewed_only_once_the_clock_has_caught_up() {
    let house = House::with(practice::Config {
        start_before: std::time::Duration::from_secs(11 * 86_400),
        ..practice::Config::default()
    })
    .await;
    house.advance(2 * DAY).await;
    // Quill Street Press, connected nine days ago.
    let tokens = house.connect(MARIA, "9130349878530803", ROLES).await;
    house.advance(9 * DAY - 3 * 3_600).await;
    let checked = house.refresh(text(&tokens, "refresh_token")).await.json();
    let left = checked["x_refresh_token_expires_in"].as_i64().unwrap();
    assert!((12 * DAY..=12 * DAY + 3 * 3_600).contains(&left), "{left}");
    house.advance(3 * 3_600).await;
    let renewed = house.refresh(text(&checked, "refresh_token")).await.json();
    assert_eq!(renewed["x_refresh_token_expires_in"], 8_726_400);
}

#[tokio::test]
async fn fates_end_or_shorten_what_was_granted() {
    let house = House::new().await;
    for (fate, status) in [("revoked", 400), ("taken_over", 400), ("expired", 400)] {
        let tokens = house.connect(MARIA, SUE, ROLES).await;
        house.fate(SUE, fate).await;
        let reply = house.refresh(text(&tokens, "refresh_token")).await;
        assert_eq!(reply.status, status, "{fate}");
        assert_eq!(reply.json()["error"], "invalid_grant", "{fate}");
    }
    let tokens = house.connect(MARIA, SUE, ROLES).await;
    house.fate(SUE, "expiring_hard").await;
    let renewed = house.refresh(text(&tokens, "refresh_token")).await.json();
    let left = renewed["x_refresh_token_expires_in"].as_i64().unwrap();
    assert!((45 * DAY - 60..=45 * DAY).contains(&left), "{left}");
}

#[tokio::test]
async fn a_test_may_ask_for_a_new_refresh_token_every_time() {
    let house = House::new().await;
    let switches = json!({ "rotateAlways": true });
    house.post("/practice/switches", &switches).await;
    let tokens = house.connect(MARIA, SUE, ROLES).await;
    let first = text(&tokens, "refresh_token");
    let second = house.refresh(first).await.json();
    assert_ne!(second["refresh_token"], first);
    assert_eq!(house.refresh(first).await.status, 400);
}

#[tokio::test]
async fn a_test_may_ask_for_the_token_before_to_work_until_the_new_one_is_used() {
    let house = House::new().await;
    let switches = json!({ "rotateAlways": true, "honoursPrevious": true });
    house.post("/practice/switches", &switches).await;
    let tokens = house.connect(MARIA, SUE, ROLES).await;
    let first = text(&tokens, "refresh_token");
    let lost = house.refresh(first).await.json();
    let second = house.refresh(first).await.json();
    assert_ne!(second["refresh_token"], lost["refresh_token"]);
    let lost = text(&lost, "refresh_token");
    assert_eq!(house.refresh(lost).await.status, 400, "nobody has it");

    let second = text(&second, "refresh_token");
    let third = house.refresh(second).await.json();
    assert_eq!(
        house.refresh(first).await.status,
        400,
        "the new one was used"
    );
    let third = text(&third, "refresh_token");
    let again = house.connect(MARIA, SUE, ROLES).await;
    let fourth = house.refresh(third).await.json();
    assert_eq!(
        house.refresh(text(&again, "refresh_token")).await.status,
        200
    );
    let fourth = text(&fourth, "refresh_token");
    assert_eq!(
        house.refresh(fourth).await.status,
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
        let house = House::new().await;
        let switches = json!({ "enforcesCodeChallenge": strict });
        house.post("/practice/switches", &switches).await;
        let mut query = house.request();
        query.insert("practice_as", MARIA.to_owned());
        query.insert("practice_realm", SUE.to_owned());
        if challenge {
            let (_, challenge) = binding.state.rsplit_once('.').unwrap();
            query.insert("code_challenge", challenge.to_owned());
            query.insert("code_challenge_method", "S256".to_owned());
        }
        let code = pairs(&house.authorize(&query).await.location())["code"].clone();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", LOCALHOST),
            ("code_verifier", verifier),
        ];
        let exchanged = house.token(&form);
        let case = format!("{strict} {challenge} {verifier}");
        assert_eq!(exchanged.await.status, status, "{case}");
    }
}
