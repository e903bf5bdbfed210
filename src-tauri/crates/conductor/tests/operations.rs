//! What each operation sends, and what it makes of the documented answer.
#![expect(clippy::unwrap_used, reason = "tests")]

use conductor::{
    AuthSessionCreate, EndUserCreate, EndUserId, Error, IntegrationSlug, PublishableKey,
};
use serde_json::{Map, Value, json};
use support::{KEY, an_id, client_of, end_user};
use wiremock::matchers::{body_json, header, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

mod support;

async fn only_request(server: &MockServer) -> Request {
    let mut requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

async fn server_answering(verb: &str, at: &str, answer: &Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method(verb))
        .and(path(at))
        .and(header("authorization", format!("Bearer {KEY}").as_str()))
        .respond_with(ResponseTemplate::new(200).set_body_json(answer))
        .expect(1)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn creates_an_end_user() {
    let server = server_answering("POST", "/v1/end-users", &end_user()).await;
    let new = EndUserCreate {
        company_name: "Acme Inc.".to_owned(),
        source_id: "12345678-abcd".to_owned(),
        email: "alice@acme.com".to_owned(),
    };
    let created = client_of(&server).create_end_user(&new).await.unwrap();
    assert_eq!(serde_json::to_value(created).unwrap(), end_user());
    let request = only_request(&server).await;
    assert_eq!(request.headers["content-type"], "application/json");
    assert!(!request.headers.contains_key("conductor-end-user-id"));
    assert_eq!(
        request.body_json::<Value>().unwrap(),
        json!({
            "companyName": "Acme Inc.", "sourceId": "12345678-abcd", "email": "alice@acme.com",
        })
    );
}

#[tokio::test]
async fn lists_end_users() {
    let list = json!({"objectType": "list", "url": "/v1/end-users", "data": [end_user()]});
    let server = server_answering("GET", "/v1/end-users", &list).await;
    let listed = client_of(&server).list_end_users().await.unwrap();
    assert_eq!(serde_json::to_value(listed).unwrap(), list);
    let request = only_request(&server).await;
    assert_eq!(request.url.query(), None);
    assert!(request.body.is_empty());
    assert!(!request.headers.contains_key("content-type"));
}

#[tokio::test]
async fn retrieves_an_end_user() {
    let at = "/v1/end-users/end_usr_1234567abcdefg";
    let server = server_answering("GET", at, &end_user()).await;
    let found = client_of(&server)
        .retrieve_end_user(&an_id())
        .await
        .unwrap();
    assert_eq!(found.id, an_id());
}

#[tokio::test]
async fn deletes_an_end_user() {
    let at = "/v1/end-users/end_usr_1234567abcdefg";
    let answer = json!({"id": "end_usr_1234567abcdefg", "objectType": "end_user", "deleted": true});
    let server = server_answering("DELETE", at, &answer).await;
    let deleted = client_of(&server).delete_end_user(&an_id()).await.unwrap();
    assert_eq!(serde_json::to_value(deleted).unwrap(), answer);
    assert!(only_request(&server).await.body.is_empty());
}

#[tokio::test]
async fn passes_qbxml_through_as_it_is() {
    let at = "/v1/end-users/end_usr_1234567abcdefg/passthrough/quickbooks_desktop";
    let answer = json!({"InvoiceQueryRs": {"InvoiceRet": [1, null, {"TxnID": "1-2"}]}});
    let query = json!({"InvoiceQueryRq": {"MaxReturned": 1}});
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path(at))
        .and(body_json(&query))
        .respond_with(ResponseTemplate::new(200).set_body_json(&answer))
        .expect(1)
        .mount(&server)
        .await;
    let slug = IntegrationSlug::QuickbooksDesktop;
    let answered = client_of(&server)
        .passthrough(&an_id(), &slug, query.as_object().unwrap())
        .await
        .unwrap();
    assert_eq!(Value::Object(answered), answer);
}

#[tokio::test]
async fn creates_an_auth_session() {
    let answer = json!({
        "id": "auth_sess_1", "objectType": "auth_session", "createdAt": "2024-01-01T00:00:00.000Z",
        "endUserId": "end_usr_1234567abcdefg", "clientSecret": "auth_sess_client_secret_x",
        "authFlowUrl": "https://connect.example/qbd/auth_sess_client_secret_x?key=pk",
        "expiresAt": "2024-01-01T00:15:00.000Z", "redirectUrl": null,
    });
    let server = server_answering("POST", "/v1/auth-sessions", &answer).await;
    let mut new = AuthSessionCreate::new(PublishableKey::new("pk_conductor_test"), an_id());
    new.link_expiry_mins = Some(15);
    let session = client_of(&server).create_auth_session(&new).await.unwrap();
    assert_eq!(session.to_wire_json(), answer);
    assert_eq!(
        only_request(&server).await.body_json::<Value>().unwrap(),
        json!({
            "publishableKey": "pk_conductor_test", "endUserId": "end_usr_1234567abcdefg",
            "linkExpiryMins": 15,
        })
    );
}

#[tokio::test]
async fn checks_health_and_names_the_end_user_in_the_header() {
    let at = "/v1/quickbooks-desktop/health-check";
    let server = server_answering("GET", at, &json!({"duration": 1234.5, "status": "ok"})).await;
    let health = client_of(&server).health_check(&an_id()).await.unwrap();
    assert!((health.duration - 1234.5).abs() < f64::EPSILON);
    assert_eq!(health.status, "ok");
    let request = only_request(&server).await;
    assert_eq!(
        request.headers["conductor-end-user-id"],
        "end_usr_1234567abcdefg"
    );
    assert_eq!(request.url.query(), None);
}

#[tokio::test]
async fn an_odd_id_stays_one_segment_of_the_path() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(end_user()))
        .mount(&server)
        .await;
    let id = EndUserId::new("a/b?c=../%2e#é");
    client_of(&server).retrieve_end_user(&id).await.unwrap();
    let url = only_request(&server).await.url;
    assert_eq!(url.path(), "/v1/end-users/a%2Fb%3Fc%3D..%2F%252e%23%C3%A9");
    assert_eq!(url.query(), None);
}

#[tokio::test]
async fn ids_that_cannot_be_sent_are_refused_before_anything_is_sent() {
    let server = MockServer::start().await;
    let client = client_of(&server);
    let body = Map::from_iter([("HostQueryRq".to_owned(), json!({}))]);
    let desktop = IntegrationSlug::QuickbooksDesktop;
    for text in ["", "  ", ".", ".."] {
        let id = EndUserId::new(text);
        let session = AuthSessionCreate::new(PublishableKey::new("pk"), id.clone());
        let results = [
            client.retrieve_end_user(&id).await.err(),
            client.delete_end_user(&id).await.err(),
            client.health_check(&id).await.err(),
            client.create_auth_session(&session).await.err(),
            client.passthrough(&id, &desktop, &body).await.err(),
        ];
        for refused in results {
            assert!(
                matches!(refused, Some(Error::InvalidRequest(_))),
                "{text:?}"
            );
        }
    }
    let unsendable = client.health_check(&EndUserId::new("a\r\nx: y")).await;
    assert!(matches!(unsendable, Err(Error::InvalidRequest(_))));
    let nothing = client.passthrough(&an_id(), &desktop, &Map::new()).await;
    assert!(matches!(nothing, Err(Error::InvalidRequest(_))));
    let nowhere = IntegrationSlug::Other(String::new());
    let nowhere = client.passthrough(&an_id(), &nowhere, &body).await;
    assert!(matches!(nowhere, Err(Error::InvalidRequest(_))));
    assert!(server.received_requests().await.unwrap().is_empty());
}
