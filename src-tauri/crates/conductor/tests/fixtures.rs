//! The client against the wire records in `tests/fixtures/conductor` at the top of the repository: every
//! documented answer of the operations it calls, every documented or observed error, and what gateways do.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../examples/shared/error_json.rs"]
mod error_json;
#[path = "../../../../tests/fixtures/records.rs"]
mod records;
mod support;

use std::collections::BTreeSet;

use conductor::{
    AuthSessionCreate, Conductor, EndUserCreate, EndUserId, Error, ErrorType, PublishableKey, codes,
};
use error_json::error_json;
use records::{Asked, Record, Standing};
use serde::Deserialize;
use serde_json::{Value, json};
use support::client_of;
use wiremock::MockServer;

/// What the client has to make of an answer: exactly one of the four, and how often it may ask.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Expect {
    /// The value, written back as JSON; `"as sent"` for the answer's own body.
    answer: Option<Value>,
    api: Option<Api>,
    unexpected_status: Option<Unexpected>,
    decode: Option<Undecoded>,
    tries: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Api {
    status: u16,
    r#type: String,
    code: String,
    integration_code: Option<String>,
    request_id: String,
    message: String,
    /// The one of the two messages that a person gets to see.
    shown: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Unexpected {
    status: u16,
    request_id: Option<String>,
    excerpt: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Undecoded {
    request_id: String,
    /// A part of what the client says is wrong.
    reason: String,
}

const CALLS: [&str; 7] = [
    "createEndUser",
    "listEndUsers",
    "retrieveEndUser",
    "deleteEndUser",
    "createAuthSession",
    "passthrough",
    "healthCheck",
];

#[tokio::test]
async fn every_record_is_asked_for_and_read_as_it_says() {
    let records = records::all::<Expect>("conductor");
    let server = MockServer::start().await;
    let client = client_of(&server);
    for record in &records {
        record.serve_on(&server).await;
        let outcome = call(&client, record).await;
        record.check_asked(&server, record.expect.tries).await;
        check(record, outcome);
    }
    records::print_counts("conductor", &records);
}

/// Deleting a record, or adding a code to the client, has to show here.
#[test]
fn every_operation_type_and_code_has_its_record() {
    let records = records::all::<Expect>("conductor");
    for call in CALLS {
        let of_call = |record: &&Record<Expect>| record.call == call;
        let answers = |record: &Record<Expect>| record.expect.answer.is_some();
        assert!(records.iter().filter(of_call).any(answers), "{call}");
        assert!(!records.iter().filter(of_call).all(answers), "{call}");
    }
    let errors = || {
        records
            .iter()
            .filter_map(|record| record.expect.api.as_ref())
    };
    let types: BTreeSet<&str> = errors().map(|api| api.r#type.as_str()).collect();
    for known in [
        ErrorType::IntegrationError,
        ErrorType::IntegrationConnectionError,
        ErrorType::InvalidRequestError,
        ErrorType::AuthenticationError,
        ErrorType::PermissionError,
        ErrorType::InternalError,
    ] {
        assert!(types.contains(known.as_str()), "{known:?}");
    }
    let seen: BTreeSet<&str> = errors().map(|api| api.code.as_str()).collect();
    for code in [
        codes::API_KEY_INVALID,
        codes::RESOURCE_MISSING,
        codes::INTEGRATION_CONNECTION_NOT_SET_UP,
        codes::INTEGRATION_CONNECTION_NOT_ACTIVE,
        codes::QBD_CONNECTION_ERROR,
        codes::QBD_REQUEST_ERROR,
        codes::QBD_REQUEST_TIMEOUT,
        "INTEGRATION_CONNECTION_MISSING",
    ] {
        assert!(seen.contains(code), "{code}");
    }
    let hresults = errors()
        .filter_map(|api| api.integration_code.as_deref())
        .filter(|code| code.starts_with("0x"))
        .collect::<BTreeSet<_>>();
    assert_eq!(hresults.len(), 14, "{hresults:?}");
}

/// The arguments are taken from what is to be sent, so that each is written down once.
async fn call(client: &Conductor, record: &Record<Expect>) -> Result<Value, Error> {
    let asked = &record.request;
    match record.call.as_str() {
        "createEndUser" => {
            let new = EndUserCreate::new(
                text(asked, "companyName"),
                text(asked, "sourceId"),
                text(asked, "email"),
            );
            client.create_end_user(&new).await.map(|it| json!(it))
        }
        "listEndUsers" => client.list_end_users().await.map(|it| json!(it)),
        "retrieveEndUser" => client
            .retrieve_end_user(&id(asked))
            .await
            .map(|it| json!(it)),
        "deleteEndUser" => client.delete_end_user(&id(asked)).await.map(|it| json!(it)),
        "createAuthSession" => {
            let body = asked.body.as_ref().unwrap();
            let key = PublishableKey::new(text(asked, "publishableKey"));
            let mut new = AuthSessionCreate::new(key, EndUserId::new(text(asked, "endUserId")));
            new.link_expiry_mins = body
                .get("linkExpiryMins")
                .map(|minutes| u32::try_from(minutes.as_u64().unwrap()).unwrap());
            new.redirect_url = body
                .get("redirectUrl")
                .map(|url| url.as_str().unwrap().parse().unwrap());
            let made = client.create_auth_session(&new).await;
            made.map(|session| session.to_wire_json())
        }
        "passthrough" => {
            let slug = asked.path.rsplit('/').next().unwrap().to_owned();
            let body = asked.body.as_ref().unwrap().as_object().unwrap();
            let answered = client.passthrough(&id(asked), &slug.into(), body).await;
            answered.map(Value::Object)
        }
        "healthCheck" => {
            let id = asked.headers["conductor-end-user-id"].clone().unwrap();
            let checked = client.health_check(&EndUserId::new(id)).await;
            checked.map(|it| json!(it))
        }
        other => panic!("{}: no call {other}", record.name),
    }
}

fn check(record: &Record<Expect>, outcome: Result<Value, Error>) {
    let name = &record.name;
    let expect = &record.expect;
    match (outcome, &expect.answer) {
        (Ok(value), Some(wanted)) if wanted == "as sent" => {
            assert_eq!(&value, record.answer_body(), "{name}");
        }
        (Ok(value), Some(wanted)) => assert_eq!(&value, wanted, "{name}"),
        (Ok(value), None) => panic!("{name}: an answer, {value}"),
        (Err(error), Some(_)) => panic!("{name}: {error:?}"),
        (Err(error), None) => {
            check_error(name, expect, &error);
            if expect.api.is_some() && record.standing != Standing::Hostile {
                assert_eq!(&error_json(&error), record.answer_body(), "{name}");
            }
        }
    }
}

fn check_error(name: &str, expect: &Expect, error: &Error) {
    match (
        error,
        &expect.api,
        &expect.unexpected_status,
        &expect.decode,
    ) {
        (Error::Api(said), Some(wanted), None, None) => {
            assert_eq!(said.status, wanted.status, "{name}");
            assert_eq!(said.error_type.as_str(), wanted.r#type, "{name}");
            assert_eq!(said.code, wanted.code, "{name}");
            assert_eq!(said.integration_code, wanted.integration_code, "{name}");
            assert_eq!(said.request_id.as_deref(), Some(wanted.request_id.as_str()));
            assert_eq!(said.message, wanted.message, "{name}");
            assert_eq!(said.shown_message(), wanted.shown, "{name}");
        }
        (_, None, Some(wanted), None) => assert_eq!(
            error,
            &Error::UnexpectedStatus {
                status: wanted.status,
                request_id: wanted.request_id.clone(),
                excerpt: wanted.excerpt.clone(),
            },
            "{name}"
        ),
        (Error::Decode { reason, .. }, None, None, Some(wanted)) => {
            assert_eq!(
                error.request_id(),
                Some(wanted.request_id.as_str()),
                "{name}"
            );
            assert!(reason.contains(&wanted.reason), "{name}: {reason}");
        }
        _ => panic!("{name}: {error:?}"),
    }
}

fn text(asked: &Asked, key: &str) -> String {
    asked.body.as_ref().unwrap()[key]
        .as_str()
        .unwrap()
        .to_owned()
}

fn id(asked: &Asked) -> EndUserId {
    EndUserId::new(asked.path.split('/').nth(3).unwrap())
}
