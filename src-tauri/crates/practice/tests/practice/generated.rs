use serde_json::{Value, json};

use super::server::{TestServer, text};

#[tokio::test]
async fn a_firm_of_any_size_is_connected_without_a_sign_in() {
    let server = TestServer::new().await;
    let asked = json!({ "companies": 7, "endUsers": 12 });
    let reply = server.post("/practice/generate", &asked).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let added = reply.json();
    let companies = added["companies"].as_array().unwrap();
    assert_eq!(companies.len(), 7);
    let mut kinds = Vec::new();
    for company in companies {
        let tokens = server.refresh(text(company, "refreshToken")).await;
        assert_eq!(tokens.status, 200, "{}", tokens.text);
        let token = text(&tokens.json(), "access_token").to_owned();
        let role = server.role(&token, text(company, "realm")).await.json();
        let role = &role["data"]["user"]["role"];
        assert_eq!(role["status"], "ACTIVE");
        kinds.push((text(role, "type").to_owned(), role["hasPayroll"] == true));
    }
    assert_eq!(kinds.iter().filter(|(kind, _)| kind == "ADMIN").count(), 5);
    assert_eq!(kinds.iter().filter(|(_, payroll)| *payroll).count(), 4);

    let key = &server.practice.endpoints().conductor.secret_key;
    let request = server.http.get(server.at("/v1/end-users")).bearer_auth(key);
    let listed = server.send(request).await.json();
    let listed = listed["data"].as_array().unwrap();
    let ids = |list: &[Value], of: fn(&Value) -> &Value| -> Vec<String> {
        let ids = list.iter().map(|it| of(it).as_str().unwrap().to_owned());
        ids.collect()
    };
    let newest_first: Vec<String> = ids(listed, |user| &user["id"]);
    let mut added = ids(added["endUsers"].as_array().unwrap(), |id| id);
    added.reverse();
    assert_eq!(newest_first, added);
    let connection = |user: &Value| user["integrationConnections"][0].clone();
    let never = listed.iter().filter(|user| connection(user).is_null());
    assert_eq!(never.count(), 2);
    let worked = listed
        .iter()
        .filter(|user| connection(user)["lastSuccessfulRequestAt"].is_string());
    assert_eq!(worked.count(), 8);
}

#[tokio::test]
async fn what_was_generated_twice_is_there_twice_and_gone_after_starting_over() {
    let server = TestServer::new().await;
    let asked = json!({ "companies": 3 });
    let first = server.post("/practice/generate", &asked).await.json();
    let second = server.post("/practice/generate", &asked).await.json();
    for added in [&first, &second] {
        for company in added["companies"].as_array().unwrap() {
            let tokens = server.refresh(text(company, "refreshToken")).await;
            assert_eq!(tokens.status, 200, "{}", tokens.text);
        }
    }
    server.post("/practice/reset", &json!({})).await;
    let gone = text(&first["companies"][0], "refreshToken");
    assert_eq!(server.refresh(gone).await.status, 400);
}
