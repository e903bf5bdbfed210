use serde_json::{Value, json};

use super::{AuthSession, AuthSessionCreate, EndUser, IntegrationSlug};
use crate::ids::{EndUserId, PublishableKey, WireTime};

#[test]
fn an_end_user_reads_and_writes_every_field() {
    let wire = json!({
        "id": "end_usr_1234567abcdefg", "objectType": "end_user",
        "createdAt": "2024-01-01T12:34:56.789Z", "companyName": "Acme Inc.",
        "sourceId": "12345678", "email": "alice@acme.com",
        "integrationConnections": [{
            "id": "int_conn_1", "objectType": "integration_connection",
            "createdAt": "2024-01-02T12:34:56.789Z", "integrationSlug": "quickbooks_desktop",
            "lastRequestAt": "2024-01-03T12:34:56.789Z", "lastSuccessfulRequestAt": null,
        }],
    });
    let end_user: EndUser = serde_json::from_value(wire.clone()).unwrap();
    let connection = &end_user.integration_connections[0];
    assert_eq!(
        connection.integration_slug,
        IntegrationSlug::QuickbooksDesktop
    );
    assert_eq!(connection.last_successful_request_at, None);
    assert_eq!(serde_json::to_value(&end_user).unwrap(), wire);
}

#[test]
fn an_unknown_slug_and_unknown_keys_are_kept_from_harm() {
    let wire = json!({
        "id": "a", "objectType": "end_user", "createdAt": "now", "companyName": "", "sourceId": "",
        "email": "", "aNewField": {"x": 1},
        "integrationConnections": [{
            "id": "b", "objectType": "c", "createdAt": "d", "integrationSlug": "xero",
        }],
    });
    let end_user: EndUser = serde_json::from_value(wire).unwrap();
    let slug = &end_user.integration_connections[0].integration_slug;
    assert_eq!(slug, &IntegrationSlug::Other("xero".to_owned()));
    assert_eq!(end_user.created_at.timestamp(), None);
}

#[test]
fn what_is_not_given_is_not_sent() {
    let mut new = AuthSessionCreate::new(PublishableKey::new("pk"), EndUserId::new("end_usr_1"));
    let bare = json!({"publishableKey": "pk", "endUserId": "end_usr_1"});
    assert_eq!(serde_json::to_value(&new).unwrap(), bare);
    new.link_expiry_mins = Some(10_080);
    new.redirect_url = Some("https://a.example/done".parse().unwrap());
    let full = json!({
        "publishableKey": "pk", "endUserId": "end_usr_1", "linkExpiryMins": 10_080,
        "redirectUrl": "https://a.example/done",
    });
    assert_eq!(serde_json::to_value(&new).unwrap(), full);
}

#[test]
fn the_link_is_shown_only_on_request() {
    let wire = json!({
        "id": "auth_sess_1", "objectType": "auth_session", "createdAt": "2024-01-01T00:00:00.000Z",
        "endUserId": "end_usr_1", "clientSecret": "auth_sess_client_secret_x",
        "authFlowUrl": "https://connect.example/qbd/auth_sess_client_secret_x?key=pk",
        "expiresAt": "2024-01-01T00:30:00.000Z", "redirectUrl": Value::Null,
    });
    let session: AuthSession = serde_json::from_value(wire.clone()).unwrap();
    let debug = format!("{session:?}");
    assert!(!debug.contains("client_secret_x"), "{debug}");
    assert_eq!(session.to_wire_json(), wire);
}

#[test]
fn times_are_read_in_any_offset_and_without_one() {
    let noon = "2024-01-01T12:00:00Z".parse::<jiff::Timestamp>().unwrap();
    for text in [
        "2024-01-01T12:00:00Z",
        "2024-01-01T12:00:00.000Z",
        "2024-01-01T12:00:00+00:00",
        "2024-01-01T07:00:00-05:00",
        "2024-01-01T12:00:00",
        "2024-01-01 12:00:00",
    ] {
        assert_eq!(WireTime::new(text).timestamp(), Some(noon), "{text}");
    }
    for text in ["", "null", "2024-13-01T12:00:00Z", "12:00"] {
        assert_eq!(WireTime::new(text).timestamp(), None, "{text}");
    }
}
