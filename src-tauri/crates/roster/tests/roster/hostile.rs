//! Hostile answers: links that lead elsewhere, one client's state with another's hand-off, and names and
//! messages with markup and steering characters in them.

use roster::Arrival;
use roster::client::{ClientDraft, QuickBooks};
use roster::view::{
    AttemptStage, ConnectProblem, LinkDelivery, Problem, Service, ServiceProblem, State,
};
use serde_json::{Value, json};
use url::Url;
use wiremock::matchers::{any, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::harness::{MARIA, SUES, TestEnv, WREN, conductor_at, url};

fn parameter(link: &Url, name: &str) -> String {
    let found = link.query_pairs().find(|(key, _)| key == name);
    found.unwrap().1.into_owned()
}

#[tokio::test]
async fn a_link_with_the_state_of_one_client_and_the_hand_off_of_another_connects_neither() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let (wren, sues) = (
        app.add_online("Wren & Daughters"),
        app.add_online("Sue's Bakery"),
    );
    let page = app.begin(wren).await;
    let of_wren = env.approve(page, MARIA, WREN).await;
    let page = app.begin(sues).await;
    let of_sues = env.approve(page, MARIA, SUES).await;
    for (state_of, hand_off_of) in [(&of_wren, &of_sues), (&of_sues, &of_wren)] {
        let swapped = format!(
            "counterfoil://oauth/callback?state={}&handoff={}",
            parameter(state_of, "state"),
            parameter(hand_off_of, "handoff")
        );
        assert!(matches!(
            app.online().arrive(&swapped).await,
            Ok(Arrival::Taken(_))
        ));
        for id in [wren, sues] {
            assert_eq!(app.stage(id), AttemptStage::Waiting);
            assert_eq!(app.state(id), State::Waiting);
        }
    }
    assert_eq!(env.vault.entry("company/"), None, "no grant came of it");
    assert_eq!(
        env.count("POST", "/oauth2/v1/tokens/bearer").await,
        0,
        "Intuit was not asked"
    );

    for (id, link) in [(wren, &of_wren), (sues, &of_sues)] {
        assert_eq!(
            app.online().arrive(link.as_str()).await,
            Ok(Arrival::Taken(id))
        );
        assert_eq!(app.stage(id), AttemptStage::Confirm);
    }
}

#[tokio::test]
async fn a_flood_of_links_is_nobodys_business_and_the_real_one_still_works() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let link = env.approve(page, MARIA, WREN).await;
    let before = env.everything();
    let told = env.heard().len();
    for n in 0..2_000 {
        let state = format!("v1.{n:022}.{n:043}");
        let hand_off = "A".repeat(n % 600 + 1);
        let forged = format!("counterfoil://oauth/callback?state={state}&handoff={hand_off}");
        assert_eq!(app.online().arrive(&forged).await, Ok(Arrival::Unknown));
    }
    assert_eq!(env.everything(), before);
    assert_eq!(env.heard().len(), told, "the window hears nothing of them");
    assert_eq!(env.count("POST", "/relay/token").await, 0);
    assert!(app.banners().is_empty());
    assert_eq!(
        app.online().arrive(link.as_str()).await,
        Ok(Arrival::Taken(id))
    );
    assert_eq!(app.stage(id), AttemptStage::Confirm);
}

/// A Conductor whose auth links lead to `flow`.
async fn conductor_with(flow: &str) -> MockServer {
    let server = MockServer::start().await;
    let end_user = json!({
        "id": "end_usr_1", "objectType": "end_user", "createdAt": "2025-01-01T00:00:00.000Z",
        "companyName": "Acme Plumbing", "sourceId": "x", "email": "", "integrationConnections": [],
    });
    Mock::given(method("POST"))
        .and(path("/end-users"))
        .respond_with(ResponseTemplate::new(200).set_body_json(end_user))
        .mount(&server)
        .await;
    let nobody = json!({ "objectType": "list", "url": "/v1/end-users", "data": [] });
    Mock::given(method("GET"))
        .and(path("/end-users"))
        .respond_with(ResponseTemplate::new(200).set_body_json(nobody))
        .mount(&server)
        .await;
    let session = json!({
        "id": "auth_sess_1", "objectType": "auth_session", "createdAt": "2025-01-01T00:00:00.000Z",
        "endUserId": "end_usr_1", "clientSecret": "auth_sess_client_secret_x", "authFlowUrl": flow,
        "expiresAt": "2099-01-01T00:30:00.000Z", "redirectUrl": Value::Null,
    });
    Mock::given(method("POST"))
        .and(path("/auth-sessions"))
        .respond_with(ResponseTemplate::new(200).set_body_json(session))
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn an_auth_link_that_leads_elsewhere_is_not_opened_copied_mailed_or_kept() {
    for (flow, host) in [
        (
            "https://connect.conductor.is.evil.example/qbd/x?key=pk",
            "connect.conductor.is.evil.example",
        ),
        (
            "https://connect.conductor.is@www.evil.example/qbd/x",
            "www.evil.example",
        ),
        ("mailto:thief@evil.example?body=x", "mailto"),
        ("file:///etc/passwd", "file"),
        ("javascript:alert(1)", "javascript"),
    ] {
        let env = TestEnv::new().await;
        let conductor = conductor_with(flow).await;
        let side = conductor_at(
            url(&conductor.uri()),
            "sk_conductor_test_not_a_real_key",
            "pk_conductor_x",
        );
        let app = env.app_with(|parts| parts.conductor = Some(side)).await;
        let id = app.add_desktop("Acme Plumbing");
        for delivery in [
            LinkDelivery::Opened,
            LinkDelivery::Copied,
            LinkDelivery::Mailed,
        ] {
            let refused = app
                .desktop()
                .connect_desktop(id, 60, delivery)
                .await
                .unwrap_err()
                .view();
            let problem = ConnectProblem::ForeignAddress {
                service: Service::Conductor,
                host: host.to_owned(),
            };
            assert_eq!(refused.problem, problem.into());
        }
        assert!(app.shell.opened().is_empty() && app.shell.copied().is_empty());
        assert_eq!(env.vault.entry("link/"), None);
        assert!(app.attempt(id).is_none());
    }
}

#[tokio::test]
async fn a_sign_in_page_elsewhere_is_not_opened_and_its_address_not_copied() {
    let env = TestEnv::new().await;
    let mut side = env.intuit_side().await;
    side.endpoints.authorization = url("https://appcenter.intuit.com.evil.example/connect/oauth2");
    let app = env.app_with(|parts| parts.intuit = Some(side)).await;
    let id = app.add_online("Wren & Daughters");
    let sheet = app.online().connect_online(id).await.unwrap();
    let problem = sheet.error().unwrap();
    let host = "appcenter.intuit.com.evil.example";
    let foreign = ConnectProblem::ForeignAddress {
        service: Service::Intuit,
        host: host.to_owned(),
    };
    assert_eq!(problem.problem, foreign.clone().into());
    let refused = app
        .deliver_link(id, LinkDelivery::Copied)
        .await
        .unwrap_err();
    assert_eq!(refused.view().problem, foreign.into());
    assert!(app.shell.opened().is_empty() && app.shell.copied().is_empty());
}

#[tokio::test]
async fn a_message_with_markup_and_links_is_one_line_of_text_with_an_end() {
    let env = TestEnv::new().await;
    let conductor = MockServer::start().await;
    let hostile = format!(
        "<a href=\"https://evil.example\">Click\u{202e} here</a>\r\n<script>alert(1)</script>{}",
        "A".repeat(10_000)
    );
    let envelope = json!({ "error": {
        "message": hostile, "userFacingMessage": hostile, "type": "INVALID_REQUEST_ERROR",
        "code": "B".repeat(10_000), "httpStatusCode": 400, "requestId": "C".repeat(10_000),
    }});
    Mock::given(any())
        .respond_with(ResponseTemplate::new(400).set_body_json(envelope))
        .mount(&conductor)
        .await;
    let side = conductor_at(
        url(&conductor.uri()),
        "sk_conductor_test_not_a_real_key",
        "pk_conductor_x",
    );
    let app = env.app_with(|parts| parts.conductor = Some(side)).await;
    let id = app.add_desktop("Acme Plumbing");
    let said = app
        .desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap_err();
    let Problem::Service(ServiceProblem::Answered { words: said }) = said.view().problem else {
        panic!("{said}");
    };
    assert!(
        said.starts_with(
            "<a href=\"https://evil.example\">Click here</a> <script>alert(1)</script>AAA"
        ),
        "{said}"
    );
    assert_eq!(said.chars().count(), 1_001, "and a mark where it was cut");
    assert!(said.ends_with('…'));
}

#[tokio::test]
async fn a_client_is_not_named_with_characters_that_turn_its_neighbours_around() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let draft = |name: &str| ClientDraft::new(name, QuickBooks::Online);
    let row = app
        .add_client(draft(
            "Acme \u{202e}gnp.exe\u{feff} <script>alert(1)</script>",
        ))
        .unwrap();
    assert_eq!(row.name, "Acme gnp.exe <script>alert(1)</script>");
    for refused in ["\u{202e}\u{200b}", "two\nlines", &"long ".repeat(2_000)] {
        app.add_client(draft(refused)).unwrap_err();
    }
}
