//! Live checks of keys and addresses before anything of them is kept.

use std::time::Duration;

use conductor::{Conductor, SecretKey};
use http_client::{HttpError, Settings};
use roster::untrusted_text;
use roster::view::{ProblemView, SetUpProblem};
use serde::Deserialize;
use url::Url;

use crate::settings::RelaySettings;
use crate::settings::address::{PLAIN_HTTP, is_private};

/// A live check of a key or address that takes longer has failed.
const CHECK: Duration = Duration::from_secs(20);

/// A relay's answer about itself has a few dozen bytes.
const LARGEST_HEALTH: usize = 64 * 1024;

/// Where what is checked comes from; a refusal says what to do about it there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A person typed or pasted it.
    Typed,
    /// It is in a firm file.
    FirmFile,
}

/// Refuses Conductor's two keys when each is in the other's field.
pub(crate) fn refuse_swapped(secret: &str, publishable: &str) -> Result<(), ProblemView> {
    // Older keys have other prefixes, so only a swap is refused.
    if secret.starts_with("pk_") || publishable.starts_with("sk_") {
        return Err(SetUpProblem::KeysSwapped.into());
    }
    Ok(())
}

/// Asks Conductor whether it takes this secret key.
pub(crate) async fn conductor_key(
    secret: &str,
    base_url: Option<&Url>,
    origin: Origin,
) -> Result<(), ProblemView> {
    let mut builder = Conductor::builder(SecretKey::new(secret)).timeout(CHECK);
    if let Some(base_url) = base_url {
        builder = builder.base_url(base_url.clone());
    }
    let checked = match builder.build() {
        Ok(conductor) => conductor.list_end_users().await.map(|_| ()),
        Err(error) => Err(error),
    };
    match checked {
        Ok(()) => Ok(()),
        Err(conductor::Error::Api(error)) if error.status == 401 => Err(match origin {
            Origin::Typed => SetUpProblem::SecretKeyRefused,
            Origin::FirmFile => SetUpProblem::FileKeyRefused,
        }
        .into()),
        Err(error) => {
            let problem = match &error {
                conductor::Error::Transport(_) => SetUpProblem::ConductorNotReached,
                _ => SetUpProblem::ConductorFailed,
            };
            Err(ProblemView::from(problem).with_detail(error))
        }
    }
}

/// Asks the relay at this address who runs it.
pub(crate) async fn relay(address: &str) -> Result<RelaySettings, ProblemView> {
    #[derive(Deserialize)]
    struct Health {
        operator: String,
    }
    let url = Url::parse(address)
        .ok()
        .filter(is_private)
        .ok_or(SetUpProblem::RelayAddress)?;
    let mut health = url.clone();
    health.set_path(&format!("{}/healthz", url.path().trim_end_matches('/')));
    let answered = async {
        let http = Settings::new(CHECK, PLAIN_HTTP).client_for([&health])?;
        http_client::ask_json::<Health>(http.get(health), LARGEST_HEALTH).await
    };
    match answered.await {
        Ok(health) => Ok(RelaySettings {
            url,
            operator: untrusted_text::sanitize(&health.operator, untrusted_text::NAME),
        }),
        Err(error) => {
            let host = url.host_str().unwrap_or_default().to_owned();
            let problem = match &error {
                HttpError::Transport(_) => SetUpProblem::RelayNotReached { host },
                _ => SetUpProblem::RelayFailed { host },
            };
            Err(ProblemView::from(problem).with_detail(error))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use axum::http::StatusCode;
    use axum::response::Redirect;
    use axum::routing::get;
    use axum::{Json, Router};
    use serde_json::json;
    use tokio::net::TcpListener;

    use super::*;

    #[test]
    fn swapped_keys_are_refused_and_old_ones_without_a_prefix_are_not() {
        assert!(refuse_swapped("pk_test_fake", "x").is_err());
        assert!(refuse_swapped("x", "sk_test_fake").is_err());
        assert!(refuse_swapped("old-key-fake", "older-key-fake").is_ok());
    }

    #[tokio::test]
    async fn a_key_is_called_refused_only_when_conductor_does_not_know_it() {
        let answer = async |status: u16, body: serde_json::Value, origin| {
            let status = StatusCode::from_u16(status).unwrap();
            let routes = Router::new().fallback(async move || (status, Json(body)));
            let base_url = Url::parse(&served(routes).await).unwrap();
            conductor_key("sk_test_fake", Some(&base_url), origin).await
        };
        let list = json!({ "objectType": "list", "url": "/v1/end-users", "data": [] });
        assert_eq!(answer(200, list, Origin::Typed).await.err(), None);
        let error =
            json!({ "error": { "type": "AUTHENTICATION_ERROR", "code": "API_KEY_INVALID" } });
        for (origin, problem) in [
            (Origin::Typed, SetUpProblem::SecretKeyRefused),
            (Origin::FirmFile, SetUpProblem::FileKeyRefused),
        ] {
            let refused = answer(401, error.clone(), origin).await.unwrap_err();
            assert_eq!(refused.problem, problem.into());
        }
        let failed = answer(404, error, Origin::Typed).await.unwrap_err();
        assert_eq!(failed.problem, SetUpProblem::ConductorFailed.into());
    }

    /// A server on loopback that answers as `routes` says.
    async fn served(routes: Router) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        format!("http://{address}/")
    }

    fn saying(operator: &str) -> Router {
        let answer = json!({ "operator": operator }).to_string();
        Router::new().route("/healthz", get(async move || answer))
    }

    #[tokio::test]
    async fn the_check_of_a_relay_follows_no_redirect() {
        let asked = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&asked);
        let elsewhere = served(Router::new().fallback(async move || {
            seen.store(true, Ordering::SeqCst);
            json!({ "operator": "Router" }).to_string()
        }))
        .await;
        let target = format!("{elsewhere}router/admin");
        let relay_at = served(
            Router::new().route("/healthz", get(async move || Redirect::temporary(&target))),
        )
        .await;
        let problem = relay(&relay_at).await.expect_err("a redirect is no answer");
        assert_eq!(problem.code(), "relayFailed");
        assert!(!asked.load(Ordering::SeqCst), "the other host was asked");
    }

    #[tokio::test]
    async fn the_check_of_a_relay_reads_no_endless_answer() {
        let address = served(saying(&"x".repeat(20_000_000))).await;
        let problem = relay(&address).await.expect_err("too long");
        let detail = problem.detail.unwrap();
        assert!(detail.contains("longer than"), "{detail}");
    }

    #[tokio::test]
    async fn what_a_relay_calls_its_operator_is_cleaned_before_it_is_kept() {
        let name = format!("Hale \u{202e}zitrO\u{200b}\u{7} & {}", "x".repeat(2_000));
        let found = relay(&served(saying(&name)).await).await.expect("answers");
        assert!(
            found.operator.starts_with("Hale zitrO & xxx"),
            "{}",
            found.operator
        );
        assert!(found.operator.chars().count() <= 201, "cut");
    }

    #[tokio::test]
    async fn a_relay_without_tls_is_refused_before_anything_is_sent() {
        for address in ["http://relay.example/", "ftp://relay.example/", "relay", ""] {
            let problem = relay(address).await.expect_err("no relay");
            assert_eq!(
                problem.problem,
                SetUpProblem::RelayAddress.into(),
                "{address}"
            );
        }
    }
}
