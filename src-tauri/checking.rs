//! Live checks of keys and addresses before anything of them is kept.

use std::time::Duration;

use conductor::{Conductor, SecretKey};
use roster::view::{ProblemCode, ProblemView};
use serde::Deserialize;
use url::{Host, Url};

use crate::settings::RelaySettings;

/// A live check of a key or address that takes longer has failed.
const CHECK: Duration = Duration::from_secs(20);

/// Where what is checked comes from; a refusal says what to do about it there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A person typed or pasted it.
    Typed,
    /// It stands in a firm file.
    FirmFile,
}

/// Refuses Conductor's two keys when each stands in the other's place.
pub(crate) fn refuse_swapped(secret: &str, publishable: &str) -> Result<(), ProblemView> {
    // Older keys have other prefixes, so only a swap is refused.
    if secret.starts_with("pk_") || publishable.starts_with("sk_") {
        return Err(wrong(
            "Conductor's two keys are swapped: the secret key begins with sk_, the publishable key with pk_.",
        ));
    }
    Ok(())
}

/// Asks Conductor whether it takes this secret key.
pub(crate) async fn conductor_key(
    secret: &str,
    base_url: Option<&Url>,
    origin: Origin,
) -> Result<(), ProblemView> {
    let mut config = conductor::Config::new(SecretKey::new(secret));
    config.timeout = CHECK;
    if let Some(base_url) = base_url {
        config.base_url = base_url.clone();
    }
    let checked = match Conductor::new(config) {
        Ok(conductor) => conductor.list_end_users().await.map(|_| ()),
        Err(error) => Err(error),
    };
    match checked {
        Ok(()) => Ok(()),
        Err(conductor::Error::Api(error)) if error.status == 401 => Err(ProblemView {
            code: ProblemCode::KeyRefused,
            message: match origin {
                Origin::Typed => {
                    "Conductor didn't accept the secret key. Copy it again from Conductor's dashboard."
                }
                Origin::FirmFile => {
                    "Conductor didn't accept the key in this firm file: it was turned off, or belongs to another project. Ask whoever made the file for a new one."
                }
            }
            .to_owned(),
            retryable: false,
        }),
        Err(error) => Err(ProblemView {
            code: ProblemCode::Unreachable,
            message: format!(
                "Conductor's keys couldn't be checked: {error}. Nothing was saved; try again."
            ),
            retryable: true,
        }),
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
        .ok_or_else(|| wrong("The relay's address must begin with https://"))?;
    let mut health = url.clone();
    health.set_path(&format!("{}/healthz", url.path().trim_end_matches('/')));
    let answered = async {
        let http = reqwest::Client::builder().timeout(CHECK).build()?;
        http.get(health)
            .send()
            .await?
            .error_for_status()?
            .json::<Health>()
            .await
    };
    match answered.await {
        Ok(health) => Ok(RelaySettings {
            url,
            operator: health.operator,
        }),
        Err(error) => Err(ProblemView {
            code: ProblemCode::Unreachable,
            message: format!(
                "The relay at {} didn't answer ({}). Check its address; nothing was saved.",
                url.host_str().unwrap_or_default(),
                error.without_url()
            ),
            retryable: true,
        }),
    }
}

/// A field of a form or a file is wrong; `message` says which.
pub(crate) fn wrong(message: &str) -> ProblemView {
    ProblemView {
        code: ProblemCode::Invalid,
        message: message.to_owned(),
        retryable: false,
    }
}

/// Whether nobody on the way can read what is sent there. A debug build takes loopback without TLS as well:
/// the tests join a firm whose relay is the practice server's.
fn is_private(url: &Url) -> bool {
    let on_this_computer = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    };
    url.scheme() == "https"
        || (cfg!(debug_assertions) && url.scheme() == "http" && on_this_computer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swapped_keys_are_refused_and_old_ones_without_a_prefix_are_not() {
        assert!(refuse_swapped("pk_test_fake", "x").is_err());
        assert!(refuse_swapped("x", "sk_test_fake").is_err());
        assert!(refuse_swapped("old-key-fake", "older-key-fake").is_ok());
    }

    #[tokio::test]
    async fn a_relay_without_tls_is_refused_before_anything_is_sent() {
        for address in ["http://relay.example/", "ftp://relay.example/", "relay", ""] {
            let problem = relay(address).await.expect_err("no relay");
            assert_eq!(problem.code, ProblemCode::Invalid, "{address}");
            assert!(problem.message.contains("https://"));
        }
    }
}
