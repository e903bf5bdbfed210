use super::server::{ACCOUNTING, CEDAR, LOCALHOST, MARIA, PRIYA, SUE, TOM, TestServer, pairs};

#[tokio::test]
async fn the_answer_carries_code_state_and_company() {
    let server = TestServer::new().await;
    let mut query = server.request();
    query.insert("state", "a b&c=d".to_owned());
    query.insert("practice_as", MARIA.to_owned());
    query.insert("practice_realm", SUE.to_owned());
    let reply = server.authorize(&query).await;
    assert_eq!(reply.status, 302);
    assert!(reply.text.is_empty());
    let to = reply.location();
    assert!(to.as_str().starts_with(LOCALHOST));
    let order: Vec<_> = to
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(order, ["code", "state", "realmId"]);
    assert_eq!(pairs(&to)["state"], "a b&c=d");
    assert_eq!(pairs(&to)["realmId"], SUE);
    assert_eq!(pairs(&to)["code"].len(), 50);
}

#[tokio::test]
async fn signing_in_only_needs_no_company() {
    let server = TestServer::new().await;
    let mut query = server.request();
    query.insert("scope", "openid email".to_owned());
    query.insert("practice_as", MARIA.to_owned());
    let to = server.authorize(&query).await.location();
    assert!(!pairs(&to).contains_key("realmId"));
}

#[tokio::test]
async fn a_person_walks_the_pages() {
    let server = TestServer::new().await;
    let first = server.authorize(&server.request()).await;
    assert_eq!(first.status, 200);
    assert!(first.text.contains("no password needed"));
    assert!(
        first
            .text
            .contains(&format!("name=\"person\" value=\"{MARIA}\""))
    );
    let policy = first.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"));

    let post = |more: &'static [(&'static str, &'static str)]| {
        let mut form: Vec<(&str, String)> = server.request().into_iter().collect();
        form.extend(
            more.iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        let url = server.at("/connect/oauth2");
        let origin = server.practice.endpoints().origin.clone();
        server.http.post(url).header("origin", origin).form(&form)
    };
    let chooser = server.send(post(&[("person", MARIA)])).await;
    assert!(
        chooser
            .text
            .contains(&format!("name=\"realm\" value=\"{SUE}\""))
    );
    assert!(chooser.text.contains("Sue&#39;s Bakery LLC"));
    assert!(chooser.text.contains("Wren &amp; Daughters"));

    let consent = server
        .send(post(&[("person", MARIA), ("realm", SUE)]))
        .await;
    assert!(consent.text.contains("id=\"approve\""));
    assert!(consent.text.contains("see what your role is"));

    let approved = [("person", MARIA), ("realm", SUE), ("decision", "approve")];
    let done = server.send(post(Box::leak(Box::new(approved)))).await;
    assert_eq!(done.status, 302);
    assert_eq!(pairs(&done.location())["realmId"], SUE);

    let declined = server.send(post(&[("decision", "decline")])).await;
    assert_eq!(declined.status, 302);
    let said = pairs(&declined.location());
    assert_eq!(said["error"], "access_denied");
    assert_eq!(said["state"], "state-1");
}

#[tokio::test]
async fn a_bad_request_gets_a_page_and_never_a_redirect() {
    let server = TestServer::new().await;
    for (field, value, says) in [
        ("client_id", "someone-else", "client_id"),
        (
            "redirect_uri",
            "http://localhost:8765/callback/",
            "redirect_uri",
        ),
        (
            "redirect_uri",
            "http://localhost:8766/callback",
            "redirect_uri",
        ),
        ("redirect_uri", "https://attacker.example/", "redirect_uri"),
        ("state", "", "state"),
        ("scope", " ", "scope"),
        ("response_type", "token", "response_type"),
    ] {
        let mut query = server.request();
        query.insert(field, value.to_owned());
        query.insert("practice_as", MARIA.to_owned());
        query.insert("practice_realm", SUE.to_owned());
        let reply = server.authorize(&query).await;
        assert_eq!(reply.status, 200, "{field}={value}");
        assert!(!reply.headers.contains_key("location"), "{field}={value}");
        assert!(reply.text.contains(says), "{field}={value}: {}", reply.text);
        query.remove(field);
        let missing = server.authorize(&query).await;
        assert!(!missing.headers.contains_key("location"), "without {field}");
    }
}

#[tokio::test]
async fn an_unknown_scope_is_reported_to_the_app() {
    let server = TestServer::new().await;
    let mut query = server.request();
    query.insert("scope", "openid com.intuit.everything".to_owned());
    let said = pairs(&server.authorize(&query).await.location());
    assert_eq!(said["error"], "invalid_scope");
    assert_eq!(said["state"], "state-1");
}

#[tokio::test]
async fn nobody_connects_a_company_they_are_not_in() {
    let server = TestServer::new().await;
    for (person, realm) in [
        (PRIYA, SUE),
        ("stranger@haleortiz.example", SUE),
        (MARIA, "9130000000000000"),
    ] {
        let mut query = server.request();
        query.insert("practice_as", person.to_owned());
        query.insert("practice_realm", realm.to_owned());
        let reply = server.authorize(&query).await;
        assert_eq!(reply.status, 400, "{person} at {realm}");
    }
}

#[tokio::test]
async fn only_an_admin_allows_the_accounting_scope() {
    let server = TestServer::new().await;
    let mut query = server.request();
    query.insert("scope", ACCOUNTING.to_owned());
    query.insert("practice_realm", CEDAR.to_owned());
    query.insert("practice_as", TOM.to_owned());
    assert_eq!(server.authorize(&query).await.status, 400);
    query.insert("practice_as", MARIA.to_owned());
    assert_eq!(server.authorize(&query).await.status, 302);
}
