use serde_json::{Value, json};

use super::{AuthSession, AuthSessionCreate};
use crate::ids::{EndUserId, PublishableKey, WireTime};

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
