//! The relay program's settings, from environment variables.

use std::net::SocketAddr;

use intuit::{ClientId, ClientSecret, Environment};
use relay::{KeyRing, KeyRingError};
use url::Url;

/// What the variables say.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) client_id: ClientId,
    pub(crate) client_secret: ClientSecret,
    pub(crate) environment: Environment,
    /// A discovery document other than the environment's own.
    pub(crate) discovery: Option<Url>,
    /// The registered redirect address: the public address and `/callback`.
    pub(crate) redirect_uri: Url,
    pub(crate) keys: KeyRing,
    pub(crate) operator: String,
    pub(crate) listen: SocketAddr,
}

/// Which variable is wrong. Never quotes a value: two of them are secrets.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SettingsError {
    #[error("{0} is not set. {1}")]
    Missing(&'static str, &'static str),
    #[error("{0} is not usable: {1}")]
    Unusable(&'static str, &'static str),
    #[error("RELAY_KEYS is not usable: {0}. `relay --generate-key` prints a new one.")]
    Keys(#[from] KeyRingError),
}

impl Settings {
    /// Reads the variables through `variable`, so that a test needs no real ones.
    pub(crate) fn read(
        variable: impl Fn(&'static str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let optional = |name| variable(name).filter(|value| !value.trim().is_empty());
        let required = |name, hint| optional(name).ok_or(SettingsError::Missing(name, hint));

        let environment = match required(
            "INTUIT_ENVIRONMENT",
            "Say production or sandbox, as the app's keys are.",
        )?
        .trim()
        {
            "production" => Environment::Production,
            "sandbox" => Environment::Sandbox,
            _ => {
                return Err(SettingsError::Unusable(
                    "INTUIT_ENVIRONMENT",
                    "say production or sandbox",
                ));
            }
        };
        let discovery = match optional("INTUIT_DISCOVERY_URL") {
            Some(text) => Some(Url::parse(text.trim()).map_err(|_| {
                SettingsError::Unusable("INTUIT_DISCOVERY_URL", "it is not an address")
            })?),
            None => None,
        };
        let keys = required(
            "RELAY_KEYS",
            "Give one or more keys of 32 bytes in base64, separated by commas, the sealing key \
             first. `relay --generate-key` prints one.",
        )?;
        let keys: Vec<&str> = keys.split(',').collect();
        let listen = optional("RELAY_LISTEN").unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        Ok(Self {
            client_id: ClientId::new(
                required("INTUIT_CLIENT_ID", "It is on the app's page at Intuit.")?.trim(),
            ),
            client_secret: ClientSecret::new(
                required("INTUIT_CLIENT_SECRET", "It is on the app's page at Intuit.")?.trim(),
            ),
            environment,
            discovery,
            redirect_uri: redirect_uri(&required(
                "RELAY_PUBLIC_URL",
                "Give the https address this relay is reached at; Intuit has to know it with \
                 /callback at its end.",
            )?)?,
            keys: KeyRing::from_base64(&keys)?,
            operator: required(
                "RELAY_OPERATOR",
                "Say who runs this relay; its health page shows it.",
            )?,
            listen: listen.trim().parse().map_err(|_| {
                SettingsError::Unusable(
                    "RELAY_LISTEN",
                    "give an address and a port, such as 127.0.0.1:8080",
                )
            })?,
        })
    }
}

/// `https://relay.example` and `https://relay.example/` both become `…/callback`.
fn redirect_uri(public: &str) -> Result<Url, SettingsError> {
    let unusable = |why| SettingsError::Unusable("RELAY_PUBLIC_URL", why);
    let mut url = Url::parse(public.trim()).map_err(|_| unusable("it is not an address"))?;
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if url.scheme() != "https" && !(url.scheme() == "http" && local) {
        return Err(unusable("Intuit sends people to https addresses only"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(unusable("Intuit does not accept anything after the path"));
    }
    url.path_segments_mut()
        .map_err(|()| unusable("it cannot have a path"))?
        .pop_if_empty()
        .push("callback");
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    fn with(change: &'static str, to: Option<&'static str>) -> Result<Settings, SettingsError> {
        Settings::read(|name| {
            if name == change {
                return to.map(ToOwned::to_owned);
            }
            match name {
                "INTUIT_CLIENT_ID" => Some("an-id"),
                "INTUIT_CLIENT_SECRET" => Some("not-a-real-secret"),
                "INTUIT_ENVIRONMENT" => Some("production"),
                "RELAY_PUBLIC_URL" => Some("https://relay.example/intuit/"),
                "RELAY_KEYS" => Some(KEY),
                "RELAY_OPERATOR" => Some("Hale & Ortiz LLP"),
                _ => None,
            }
            .map(ToOwned::to_owned)
        })
    }

    #[test]
    fn a_complete_environment_is_read() {
        let settings = with("", None).unwrap();
        assert_eq!(
            settings.redirect_uri.as_str(),
            "https://relay.example/intuit/callback"
        );
        assert_eq!(settings.environment, Environment::Production);
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(settings.discovery, None);
        assert!(!format!("{settings:?}").contains("not-a-real-secret"));
    }

    #[test]
    fn every_missing_variable_is_named() {
        for name in [
            "INTUIT_CLIENT_ID",
            "INTUIT_CLIENT_SECRET",
            "INTUIT_ENVIRONMENT",
            "RELAY_PUBLIC_URL",
            "RELAY_KEYS",
            "RELAY_OPERATOR",
        ] {
            for nothing in [None, Some("  ")] {
                let error = with(name, nothing).unwrap_err().to_string();
                assert!(
                    error.starts_with(&format!("{name} is not set. ")),
                    "{error}"
                );
            }
        }
    }

    #[test]
    fn unusable_values_are_named_and_not_quoted() {
        for (name, value) in [
            ("INTUIT_ENVIRONMENT", "live"),
            ("INTUIT_DISCOVERY_URL", "nowhere"),
            ("RELAY_PUBLIC_URL", "http://relay.example"),
            ("RELAY_PUBLIC_URL", "https://relay.example?x=1"),
            ("RELAY_PUBLIC_URL", "relay.example"),
            ("RELAY_KEYS", "c2hvcnQ="),
            ("RELAY_LISTEN", "8080"),
        ] {
            let error = with(name, Some(value)).unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("{name} is not usable: ")),
                "{error}"
            );
            assert!(!error.contains(&format!(" {value}")), "{error}");
        }
    }
}
