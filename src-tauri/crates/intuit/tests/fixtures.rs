//! The client against the wire records in `tests/fixtures/intuit` at the top of the repository: every
//! documented answer of the calls it makes, every documented or observed error, and what gateways do.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../../../../tests/fixtures/records.rs"]
mod records;
mod support;

use std::collections::BTreeSet;
use std::time::Duration;

use intuit::{
    AuthorizationCode, Endpoints, Environment, Error, IdToken, Intuit, OAuth, RefreshToken, Tokens,
};
use records::Record;
use serde::Deserialize;
use serde_json::{Value, json};
use support::{CODE, REFRESH, access, intuit, oauth, realm};
use wiremock::MockServer;

/// What the client has to make of an answer: one of these, and how often it may ask.
#[derive(Deserialize)]
struct Expect {
    tries: usize,
    #[serde(flatten)]
    meaning: Meaning,
}

#[derive(Deserialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum Meaning {
    Role {
        role: Value,
        intuit_tid: Option<String>,
    },
    Tokens {
        tokens: Value,
    },
    Revoked {
        revoked: bool,
    },
    Person {
        person: Value,
    },
    Company {
        company: Value,
    },
    Keys {
        keys: Value,
    },
    Discovered {
        discovered: String,
    },
    GraphQl {
        graph_ql: GraphQl,
    },
    OAuth {
        oauth: Value,
    },
    Gateway {
        gateway: Value,
    },
    UnexpectedStatus {
        unexpected_status: Value,
    },
    Decode {
        decode: Undecoded,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GraphQl {
    status: u16,
    code: Option<String>,
    message: String,
    /// `notMember`, `scopeMissing`, or neither.
    meaning: Option<String>,
    inner_code: Option<String>,
    inner_message: Option<String>,
    classification: Option<String>,
    #[serde(default)]
    path: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Undecoded {
    /// A part of what the client says is wrong.
    reason: String,
}

const CALLS: [&str; 8] = [
    "queryUserRole",
    "userinfo",
    "companyName",
    "jwks",
    "discover",
    "exchangeCode",
    "refresh",
    "revoke",
];

#[tokio::test]
async fn every_record_is_asked_for_and_read_as_it_says() {
    let records = records::all::<Expect>("intuit");
    let server = MockServer::start().await;
    let (reads, writes) = (intuit(&server.uri(), 2), oauth(&server.uri()));
    for record in &records {
        record.serve_on(&server).await;
        let outcome = match record.call.as_str() {
            "discover" => discover(&server.uri(), record).await,
            _ => call(&reads, &writes, record).await,
        };
        record.check_asked(&server, record.expect.tries).await;
        match outcome {
            Ok(answer) => assert_eq!(answer, wanted(record), "{}", record.name),
            Err(error) => check_error(record, &error),
        }
    }
    records::print_counts("intuit", &records);
}

/// Deleting a record has to show here.
#[test]
fn every_call_and_documented_refusal_has_its_record() {
    let records = records::all::<Expect>("intuit");
    let is_answer = |record: &Record<Expect>| is_answer(&record.expect.meaning);
    for call in CALLS {
        let of_call = || records.iter().filter(|record| record.call == call);
        assert!(of_call().any(is_answer), "{call}");
        assert!(call == "jwks" || !of_call().all(is_answer), "{call}");
    }
    let mut seen = BTreeSet::new();
    for record in &records {
        seen.insert(match &record.expect.meaning {
            Meaning::GraphQl { graph_ql } => {
                format!(
                    "{} {}",
                    graph_ql.status,
                    graph_ql.code.as_deref().unwrap_or("-")
                )
            }
            Meaning::OAuth { oauth: said } => format!("{} {}", said["status"], text(said, "error")),
            Meaning::Gateway { gateway: said } => {
                format!("{} {}", said["status"], text(said, "code"))
            }
            Meaning::UnexpectedStatus { unexpected_status } => {
                format!("{} -", unexpected_status["status"])
            }
            _ => continue,
        });
    }
    for wanted in [
        "200 VAL-1002",
        "400 VAL-1002",
        "200 AHZ-0010",
        "400 VAL-0100",
        "200 VAL-0001",
        "400 INVALID_FIELD",
        "400 SYS-0001",
        "400 OTH-0001",
        "400 invalid_grant",
        "401 invalid_client",
        "400 invalid_request",
        "400 unsupported_grant_type",
        "400 unauthorized_client",
        "401 AuthenticationFailed",
        "403 AuthorizationFailed",
        "403 ResourceNotFound",
        "429 ThrottleExceeded",
        "401 3200",
        "403 3100",
        "429 3001",
        "400 610",
        "400 5020",
        "500 10000",
        "302 -",
        "405 -",
        "500 -",
        "502 -",
        "503 -",
        "504 -",
    ] {
        assert!(seen.contains(wanted), "{wanted} is not among {seen:?}");
    }
}

/// What the client made of the answer, in the words of the records.
async fn call(reads: &Intuit, writes: &OAuth, record: &Record<Expect>) -> Result<Value, Error> {
    Ok(match record.call.as_str() {
        "queryUserRole" => {
            let answer = reads.query_user_role(&access(), &realm()).await?;
            json!({ "role": answer.role, "intuitTid": answer.intuit_tid })
        }
        "userinfo" => {
            let person = reads.userinfo(&access()).await?;
            json!({
                "sub": person.sub, "email": person.email,
                "emailVerified": person.email_verified,
                "givenName": person.given_name, "familyName": person.family_name,
            })
        }
        "companyName" => json!(reads.company_name(&access(), &realm()).await?),
        "jwks" => {
            let keys = reads.jwks().await?.keys;
            keys.into_iter()
                .map(|key| json!([key.kty, key.kid]))
                .collect()
        }
        "exchangeCode" => tokens(
            &writes
                .exchange_code(&AuthorizationCode::new(CODE), None)
                .await?,
        ),
        "refresh" => tokens(&writes.refresh(&RefreshToken::new(REFRESH)).await?),
        "revoke" => {
            writes.revoke(&RefreshToken::new(REFRESH)).await?;
            json!(true)
        }
        other => panic!("{}: no call {other}", record.name),
    })
}

async fn discover(origin: &str, record: &Record<Expect>) -> Result<Value, Error> {
    let url = format!("{origin}/discovery").parse().unwrap();
    let built_in = Endpoints::built_in(environment(record));
    let found = Endpoints::discover(&url, &built_in, Duration::from_secs(5)).await?;
    // The document and the built-in addresses are two readings of the same facts.
    assert_eq!(found, built_in, "{}", record.name);
    Ok(json!(format!("{:?}", environment(record))))
}

fn is_answer(meaning: &Meaning) -> bool {
    !matches!(
        meaning,
        Meaning::GraphQl { .. }
            | Meaning::OAuth { .. }
            | Meaning::Gateway { .. }
            | Meaning::UnexpectedStatus { .. }
            | Meaning::Decode { .. }
    )
}

fn wanted(record: &Record<Expect>) -> Value {
    match &record.expect.meaning {
        Meaning::Role { role, intuit_tid } => json!({ "role": role, "intuitTid": intuit_tid }),
        Meaning::Tokens { tokens: value }
        | Meaning::Person { person: value }
        | Meaning::Keys { keys: value }
        | Meaning::Company { company: value } => value.clone(),
        Meaning::Revoked { revoked } => json!(revoked),
        Meaning::Discovered { discovered } => json!(discovered),
        _ => panic!("{}: an answer, but an error was expected", record.name),
    }
}

fn check_error(record: &Record<Expect>, error: &Error) {
    let name = &record.name;
    match (error, &record.expect.meaning) {
        (Error::GraphQl(said), Meaning::GraphQl { graph_ql: wanted }) => {
            assert_eq!(said.status, wanted.status, "{name}");
            assert_eq!(error.code(), wanted.code, "{name}");
            let meaning = wanted.meaning.as_deref();
            assert_eq!(
                error.is_not_member(),
                meaning == Some("notMember"),
                "{name}"
            );
            assert_eq!(
                error.is_scope_missing(),
                meaning == Some("scopeMissing"),
                "{name}"
            );
            assert_eq!(said.errors.len(), 1, "{name}");
            let first = &said.errors[0];
            assert_eq!(first.message, wanted.message, "{name}");
            assert_eq!(first.inner_code, wanted.inner_code, "{name}");
            assert_eq!(first.inner_message, wanted.inner_message, "{name}");
            assert_eq!(first.classification, wanted.classification, "{name}");
            assert_eq!(first.path, wanted.path, "{name}");
        }
        (Error::OAuth(said), Meaning::OAuth { oauth: wanted }) => {
            let read = json!({
                "status": said.status, "error": said.error.as_str(),
                "description": said.description,
            });
            assert_eq!(&read, wanted, "{name}");
            assert!(said.intuit_tid.is_some(), "{name}");
        }
        (
            Error::Gateway {
                status,
                code,
                detail,
                intuit_tid,
            },
            Meaning::Gateway { gateway: wanted },
        ) => {
            let read = json!({ "status": status, "code": code, "detail": detail });
            assert_eq!(&read, wanted, "{name}");
            assert!(intuit_tid.is_some(), "{name}");
        }
        (
            Error::UnexpectedStatus {
                status,
                intuit_tid,
                excerpt,
            },
            Meaning::UnexpectedStatus { unexpected_status },
        ) => {
            let read = json!({ "status": status, "excerpt": excerpt, "intuitTid": intuit_tid });
            assert_eq!(&read, unexpected_status, "{name}");
        }
        (Error::Decode { reason, .. }, Meaning::Decode { decode }) => {
            assert!(reason.contains(&decode.reason), "{name}: {reason}");
        }
        _ => panic!("{name}: {error:?}"),
    }
}

fn tokens(tokens: &Tokens) -> Value {
    json!({
        "accessToken": tokens.access_token.expose(),
        "expiresIn": tokens.expires_in.as_secs(),
        "refreshToken": tokens.refresh_token.expose(),
        "refreshExpiresIn": tokens.refresh_expires_in.map(|life| life.as_secs()),
        "refreshHardExpiresIn": tokens.refresh_hard_expires_in.map(|life| life.as_secs()),
        "idToken": tokens.id_token.as_ref().map(IdToken::expose),
        "intuitTid": tokens.intuit_tid,
    })
}

fn environment(record: &Record<Expect>) -> Environment {
    match &record.expect.meaning {
        Meaning::Discovered { discovered } if discovered == "Production" => Environment::Production,
        _ => Environment::Sandbox,
    }
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object[key].as_str().unwrap_or("-")
}
