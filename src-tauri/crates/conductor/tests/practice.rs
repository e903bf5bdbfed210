//! All seven operations against the practice service, which is written from the documentation by
//! other hands and shares no code with this crate.

#![expect(clippy::unwrap_used, reason = "tests")]

use conductor::{
    AuthSession, AuthSessionCreate, EndUserCreate, EndUserId, Error, ErrorType, IntegrationSlug,
    TransportKind, codes,
};
use serde_json::json;
use stage::{Stage, client};

mod stage;

fn minutes(session: &AuthSession) -> i64 {
    let from = session.created_at.timestamp().unwrap();
    let to = session.expires_at.timestamp().unwrap();
    to.duration_since(from).as_mins()
}

#[tokio::test]
async fn a_client_is_created_connected_used_and_deleted() {
    let stage = Stage::set().await;
    let conductor = &stage.conductor;
    assert_eq!(conductor.list_end_users().await.unwrap().data, []);

    let acme = stage.acme().await;
    assert_eq!(acme.object_type, "end_user");
    assert_eq!(acme.company_name, "Acme Inc.");
    assert_eq!(acme.source_id, "12345678");
    assert_eq!(acme.email, "alice@acme.com");
    assert!(acme.created_at.timestamp().is_some());
    assert_eq!(acme.integration_connections, []);
    let listed = conductor.list_end_users().await.unwrap();
    assert_eq!(listed.object_type, "list");
    assert_eq!(listed.url, "/v1/end-users");
    assert_eq!(listed.data, std::slice::from_ref(&acme));
    assert_eq!(conductor.retrieve_end_user(&acme.id).await.unwrap(), acme);

    let session = conductor
        .create_auth_session(&stage.session_for(&acme.id))
        .await
        .unwrap();
    assert_eq!(session.end_user_id, acme.id);
    assert_eq!(minutes(&session), 30);
    assert_eq!(session.redirect_url, None);
    assert!(
        session
            .auth_flow_url
            .expose()
            .contains(session.client_secret.expose())
    );

    stage.apply_scenario(&acme.id, "start_flow").await;
    let begun = conductor.retrieve_end_user(&acme.id).await.unwrap();
    let connection = &begun.integration_connections[0];
    assert_eq!(connection.object_type, "integration_connection");
    assert_eq!(
        connection.integration_slug,
        IntegrationSlug::QuickbooksDesktop
    );
    assert_eq!(connection.last_request_at, None);
    assert_eq!(connection.last_successful_request_at, None);

    stage.apply_scenario(&acme.id, "complete_flow").await;
    let health = conductor.health_check(&acme.id).await.unwrap();
    assert_eq!(health.status, "ok");
    assert!(health.duration > 0.0);
    let connected = conductor.retrieve_end_user(&acme.id).await.unwrap();
    let connection = &connected.integration_connections[0];
    let worked = connection.last_successful_request_at.as_ref().unwrap();
    assert!(worked.timestamp().is_some());

    let query = json!({"CompanyQueryRq": {}});
    let slug = IntegrationSlug::QuickbooksDesktop;
    let answer = conductor
        .passthrough(&acme.id, &slug, query.as_object().unwrap())
        .await
        .unwrap();
    assert!(answer["CompanyQueryRs"].is_object(), "{answer:?}");

    let deleted = conductor.delete_end_user(&acme.id).await.unwrap();
    assert_eq!(deleted.id, acme.id);
    assert_eq!(deleted.object_type, "end_user");
    assert!(deleted.deleted);
    let gone = conductor.retrieve_end_user(&acme.id).await.unwrap_err();
    assert_eq!(gone.code(), Some(codes::RESOURCE_MISSING));
    stage.practice.stop().await;
}

#[tokio::test]
async fn the_life_and_redirect_of_a_link_are_the_callers() {
    let stage = Stage::set().await;
    let acme = stage.acme().await;
    let mut new = stage.session_for(&acme.id);
    new.redirect_url = Some("https://haleortiz.example/done".parse().unwrap());
    for mins in [
        *AuthSessionCreate::LINK_EXPIRY_MINS.start(),
        *AuthSessionCreate::LINK_EXPIRY_MINS.end(),
    ] {
        new.link_expiry_mins = Some(mins);
        let session = stage.conductor.create_auth_session(&new).await.unwrap();
        assert_eq!(minutes(&session), i64::from(mins));
        let redirect = session.redirect_url.as_deref();
        assert_eq!(redirect, Some("https://haleortiz.example/done"));
    }
    for mins in [14, 10_081] {
        new.link_expiry_mins = Some(mins);
        let refused = stage.conductor.create_auth_session(&new).await.unwrap_err();
        let error = refused.api().unwrap();
        assert_eq!(error.error_type, ErrorType::InvalidRequestError);
        assert!(
            error.shown_message().contains("linkExpiryMins"),
            "{error:?}"
        );
    }
    stage.practice.stop().await;
}

#[tokio::test]
async fn refusals_arrive_with_all_their_fields() {
    let stage = Stage::set().await;
    let acme = stage.acme().await;

    let stranger = client(&stage.practice, "sk_conductor_test_not_a_real_key");
    let error = stranger.list_end_users().await.unwrap_err();
    assert_eq!(error.code(), Some(codes::API_KEY_INVALID));
    let api = error.api().unwrap();
    assert_eq!(api.status, 401);
    assert_eq!(api.error_type, ErrorType::AuthenticationError);
    assert!(api.request_id.as_deref().unwrap().starts_with("req_"));
    assert_eq!(api.integration_code, None);
    assert!(!api.message.contains("not_a_real_key"));

    let error = stage.conductor.health_check(&acme.id).await.unwrap_err();
    assert_eq!(error.code(), Some(codes::INTEGRATION_CONNECTION_NOT_SET_UP));

    let nobody = EndUserId::new("end_usr_no/body?");
    let error = stage.conductor.delete_end_user(&nobody).await.unwrap_err();
    assert_eq!(error.code(), Some(codes::RESOURCE_MISSING));

    stage.apply_scenario(&acme.id, "complete_flow").await;
    stage.apply_scenario(&acme.id, "wrong_file").await;
    let error = stage.conductor.health_check(&acme.id).await.unwrap_err();
    assert_eq!(error.code(), Some(codes::QBD_CONNECTION_ERROR));
    let api = error.api().unwrap();
    assert_eq!(api.status, 502);
    assert!(api.integration_code.as_deref().unwrap().starts_with("0x"));
    assert_eq!(api.shown_message(), api.user_facing_message);

    stage.apply_scenario(&acme.id, "wc_offline").await;
    let error = stage.conductor.health_check(&acme.id).await.unwrap_err();
    assert_eq!(error.code(), Some(codes::INTEGRATION_CONNECTION_NOT_ACTIVE));
    stage.practice.stop().await;
}

#[tokio::test]
async fn a_read_outlives_two_failures_and_reports_the_third() {
    let stage = Stage::set().await;
    let acme = stage.acme().await;
    for kind in ["status", "cut_body", "drop", "refused"] {
        stage.fault(kind, 2).await;
        let listed = stage.conductor.list_end_users().await;
        assert_eq!(listed.unwrap().data, std::slice::from_ref(&acme), "{kind}");
        stage.fault(kind, 3).await;
        let failed = stage.conductor.list_end_users().await;
        assert!(
            matches!(failed, Err(Error::Api(_) | Error::Transport { .. })),
            "{kind}: {failed:?}"
        );
    }
    stage.fault("wrong_json", 1).await;
    let failed = stage.conductor.list_end_users().await;
    assert!(matches!(failed, Err(Error::Decode { .. })), "{failed:?}");
    stage.practice.stop().await;
}

/// The reason why writes are not retried: the end-user exists although its answer was lost.
#[tokio::test]
async fn a_lost_answer_to_a_create_leaves_one_end_user() {
    let stage = Stage::set().await;
    let new = EndUserCreate::new("Acme Inc.", "12345678", "");
    stage.fault("cut_body", 1).await;
    let lost = stage.conductor.create_end_user(&new).await.unwrap_err();
    assert!(
        matches!(&lost, Error::Transport(error) if error.kind() == TransportKind::Cut),
        "{lost:?}"
    );
    let listed = stage.conductor.list_end_users().await.unwrap();
    assert_eq!(listed.data.len(), 1);
    assert_eq!(listed.data[0].source_id, "12345678");
    stage.practice.stop().await;
}
