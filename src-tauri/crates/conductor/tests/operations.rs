//! Ids that are no ids. What each operation sends and reads is in `fixtures.rs`.

use conductor::{AuthSessionCreate, EndUserId, Error, IntegrationSlug, PublishableKey};
use serde_json::{Map, json};
use support::{an_id, client_of, end_user};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

mod support;

#[tokio::test]
async fn an_odd_id_stays_one_segment_of_the_path() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(end_user()))
        .mount(&server)
        .await;
    let id = EndUserId::new("a/b?c=../%2e#é");
    client_of(&server).retrieve_end_user(&id).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    let url = &requests[0].url;
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
