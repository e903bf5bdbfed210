//! The set-up pages, walked without a script.

use serde_json::{Value, json};

use super::server::{TestServer, assert_keys, id_of, wire_time};

async fn link(server: &TestServer, user: &Value, more: Value) -> String {
    let session = server.auth_session(id_of(user), more).await.ok();
    session["authFlowUrl"].as_str().unwrap().to_owned()
}

/// The address in the tag that has `id`.
fn address(page: &str, id: &str, attribute: &str) -> String {
    let tag = page
        .split('<')
        .find(|tag| tag.contains(&format!("id=\"{id}\"")))
        .unwrap_or_else(|| panic!("no #{id} in {page}"));
    let start = format!("{attribute}=\"");
    let from = tag.find(&start).unwrap() + start.len();
    let value = &tag[from..];
    value[..value.find('"').unwrap()].replace("&amp;", "&")
}

#[tokio::test]
async fn opening_the_link_starts_and_finishing_it_completes_the_connection() {
    let server = TestServer::new().await;
    let user = server.end_user("Bill's <Butchers>").await;
    let not_set_up = (
        "INTEGRATION_CONNECTION_ERROR",
        "INTEGRATION_CONNECTION_NOT_SET_UP",
    );
    let check = server.health_check(id_of(&user)).await;
    check.error(409, not_set_up.0, not_set_up.1);
    let url = link(&server, &user, json!({})).await;

    let (status, page) = server.page(&url).await;
    assert_eq!(status, 200);
    assert!(page.contains("Bill&#39;s &lt;Butchers&gt;"));
    let started = server.retrieve(id_of(&user)).await;
    let connection = &started["integrationConnections"][0];
    assert_keys(
        connection,
        &[
            "id",
            "objectType",
            "createdAt",
            "integrationSlug",
            "lastRequestAt",
            "lastSuccessfulRequestAt",
        ],
    );
    assert!(id_of(connection).starts_with("int_conn_"));
    assert_eq!(connection["objectType"], "integration_connection");
    assert_eq!(connection["integrationSlug"], "quickbooks_desktop");
    assert_eq!(connection["lastRequestAt"], json!(null));
    assert_eq!(connection["lastSuccessfulRequestAt"], json!(null));
    wire_time(&connection["createdAt"]);
    let check = server.health_check(id_of(&user)).await;
    check.error(409, not_set_up.0, not_set_up.1);
    let still = server.retrieve(id_of(&user)).await;
    assert_eq!(still, started, "no request was sent to anybody");

    let done = server.press_finish(&url).await;
    assert_eq!(done.status(), 200);
    assert!(done.headers().get("refresh").is_none());
    let done = done.text().await.unwrap();
    assert!(done.contains("id=\"connected\"") && done.contains("You can close this page"));
    let finished = server.retrieve(id_of(&user)).await;
    let finished = &finished["integrationConnections"];
    assert_eq!(finished.as_array().unwrap().len(), 1);
    assert_eq!(finished[0]["id"], connection["id"]);
    let success = wire_time(&finished[0]["lastSuccessfulRequestAt"]);
    assert!(success >= wire_time(&connection["createdAt"]));
}

#[tokio::test]
async fn the_steps_lead_to_the_test_and_back() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    let url = link(&server, &user, json!({})).await;
    let (_, mut page) = server.page(&url).await;
    assert!(!page.contains("id=\"back\""));
    let mut titles = Vec::new();
    for step in 1..=5 {
        let at = page.find("<h1>").unwrap();
        titles.push(page[at + 4..page.find("</h1>").unwrap()].to_owned());
        assert!(page.contains(&format!("<li aria-current=\"step\">{step}. ")));
        assert!(!page.contains("<script") && !page.contains(" style="));
        assert!(page.contains("id=\"finish\""), "on every step");
        if step < 5 {
            let next = address(&page, "next", "href");
            let (status, shown) = server
                .page(&format!("{}{next}", server.practice.endpoints().origin))
                .await;
            assert_eq!(status, 200);
            assert!(shown.contains("id=\"back\""));
            page = shown;
        }
    }
    assert!(!page.contains("id=\"next\""));
    titles.dedup();
    assert_eq!(titles.len(), 5, "{titles:?}");
    for (step, said) in [
        ("1", "Single-user Mode"),
        (
            "3",
            "Yes, always; allow access even if QuickBooks is not running",
        ),
        ("4", "Auto-Run"),
        ("99", "Test the connection"),
        ("nonsense", "Get QuickBooks ready"),
    ] {
        let (_, page) = server.page(&format!("{url}&step={step}")).await;
        assert!(page.contains(said), "{step}");
        for short in ["QBD", "QBO"] {
            assert!(!page.contains(short));
        }
    }
}

#[tokio::test]
async fn the_connection_file_is_the_web_connectors_and_leads_nowhere() {
    let server = TestServer::new().await;
    let user = server.end_user("Fennel & Rye").await;
    let url = link(&server, &user, json!({})).await;
    let (_, page) = server.page(&format!("{url}&step=2")).await;
    let file = address(&page, "download", "href");
    let (status, file) = server
        .page(&format!("{}{file}", server.practice.endpoints().origin))
        .await;
    assert_eq!(status, 200);
    assert!(file.starts_with("<?xml version=\"1.0\"?>\n<QBWCXML>"));
    assert!(file.contains("Practice connection for Fennel &amp; Rye"));
}

#[tokio::test]
async fn a_finished_link_goes_on_to_the_redirect() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    let target = "counterfoil://connected?a=1&b=%22";
    let url = link(&server, &user, json!({ "redirectUrl": target })).await;
    server.page(&url).await;
    let done = server.press_finish(&url).await;
    assert_eq!(done.headers()["refresh"], format!("0;url={target}"));
    let page = done.text().await.unwrap();
    assert_eq!(address(&page, "continue", "href"), target);

    let (status, again) = server.page(&url).await;
    assert_eq!(status, 200);
    assert!(again.contains("id=\"connected\""), "it stays finished");
}

#[tokio::test]
async fn a_link_that_cannot_be_walked_says_why_and_changes_nothing() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    let url = link(&server, &user, json!({ "linkExpiryMins": 15 })).await;
    let origin = &server.practice.endpoints().origin;
    let key = &server.practice.endpoints().conductor.publishable_key;
    let without = url.split('?').next().unwrap();
    for (url, status, mark) in [
        (without.to_owned(), 403, "wrong-key"),
        (
            format!("{without}?key=pk_conductor_other"),
            403,
            "wrong-key",
        ),
        (format!("{origin}/qbd/demo?key={key}"), 404, "unknown"),
    ] {
        let (answered, page) = server.page(&url).await;
        assert_eq!(answered, status);
        assert!(page.contains(&format!("id=\"{mark}\"")), "{url}");
        assert_eq!(server.press_finish(&url).await.status(), status);
    }
    server.advance(15 * 60).await;
    let (status, page) = server.page(&url).await;
    assert_eq!(status, 410);
    assert!(page.contains("id=\"expired\""));
    assert_eq!(server.press_finish(&url).await.status(), 410);
    let user = server.retrieve(id_of(&user)).await;
    assert_eq!(user["integrationConnections"], json!([]));
}

#[tokio::test]
async fn deleting_the_end_user_ends_its_links() {
    let server = TestServer::new().await;
    let user = server.end_user("Acme Inc.").await;
    let url = link(&server, &user, json!({})).await;
    let path = format!("/v1/end-users/{}", id_of(&user));
    let deleted = server
        .request(reqwest::Method::DELETE, &path)
        .send()
        .await
        .unwrap();
    assert_eq!(deleted.status(), 200);
    let (status, page) = server.page(&url).await;
    assert_eq!(status, 404);
    assert!(page.contains("id=\"unknown\""));
}

#[tokio::test]
async fn an_open_link_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::with_folder(Some(folder.path().to_owned())).await;
    let user = server.end_user("Acme Inc.").await;
    let url = link(&server, &user, json!({})).await;
    server.page(&url).await;
    let started = server.retrieve(id_of(&user)).await;
    server.practice.stop().await;

    let server = TestServer::with_folder(Some(folder.path().to_owned())).await;
    assert_eq!(server.retrieve(id_of(&user)).await, started);
    // The same port is only asked for, not promised.
    let path = &url[url.find("/qbd/").unwrap()..];
    assert_eq!(server.press_finish(path).await.status(), 200);
    assert_eq!(server.health_check(id_of(&user)).await.status, 200);
}
