use super::server::{SUE, TestServer};

#[tokio::test]
async fn open_in_quickbooks_names_the_company_and_says_it_is_practice() {
    let server = TestServer::new().await;
    let path = format!("/app/login?pagereq=homepage&deeplinkcompanyid={SUE}");
    let reply = server.get(&path).await;
    assert_eq!(reply.status, 200);
    assert!(reply.text.contains("<h1>Sue&#39;s Bakery LLC</h1>"));
    assert!(reply.text.contains(SUE));
    assert!(reply.text.contains("This is practice"));
    let policy = reply.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
}

#[tokio::test]
async fn a_company_that_is_not_there_has_a_page_of_its_own() {
    let server = TestServer::new().await;
    for (query, says) in [
        ("deeplinkcompanyid=1234", "has the number"),
        ("deeplinkcompanyid=%3Cscript%3E", "&lt;script&gt;"),
        ("pagereq=homepage", "does not say which company"),
        ("", "does not say which company"),
    ] {
        let reply = server.get(&format!("/app/login?{query}")).await;
        assert_eq!(reply.status, 404, "{query}");
        assert!(reply.text.contains("id=\"unknown-company\""), "{query}");
        assert!(reply.text.contains(says), "{query}: {}", reply.text);
        assert!(!reply.text.contains("<script>"), "{query}");
    }
}
