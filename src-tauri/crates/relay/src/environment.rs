//! The relay program's settings, from environment variables.
//!
//! Long because its tests are here too.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::str::FromStr;

use axum::http::HeaderName;
use intuit::{ClientId, ClientSecret, Environment};
use relay::{Denied, KeyRing, KeyRingError, Limits, NotADenyList, Rules};
use url::{Host, Url};

use crate::key_file::Reach;

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
    /// The app's scheme: Counterfoil's, unless that of development builds is named.
    pub(crate) app_scheme: String,
    pub(crate) listen: SocketAddr,
    pub(crate) limits: Limits,
    pub(crate) rules: Rules,
    /// Where the list of computers that were turned off is read again.
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "it is read again on SIGHUP, which Unix alone has")
    )]
    pub(crate) denied_file: Option<String>,
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
    #[error("{0}_FILE is not usable: the file it names cannot be read.")]
    File(&'static str),
    #[error(
        "{0}_FILE is not usable: others on this computer can write into the file it names. `chmod 600` it, and look at what is in it."
    )]
    Writable(&'static str),
    #[error("the list that RELAY_DENIED_COMPUTERS_FILE names is not usable: {0}.")]
    Denied(#[from] NotADenyList),
    #[error("{0} and {0}_FILE are both set. Keep one of them.")]
    Both(&'static str),
}

/// Where settings come from, so that a test needs no real ones.
pub(crate) trait Source {
    /// The variable's value.
    fn variable(&self, name: &str) -> Option<String>;
    /// The text of a file.
    fn file(&self, path: &str) -> Option<String>;
    /// What others may do with a file.
    fn reach(&self, path: &str) -> Reach;
    /// Warns the operator of something that does not stop the relay.
    fn warn(&self, sentence: &str);
}

/// The environment of this process.
pub(crate) struct Process;

impl Source for Process {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn file(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(path).ok()
    }

    #[cfg(unix)]
    fn reach(&self, path: &str) -> Reach {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::metadata(path).map_or(Reach::Own, |file| Reach::of_mode(file.permissions().mode()))
    }

    #[cfg(not(unix))]
    fn reach(&self, _path: &str) -> Reach {
        Reach::Own
    }

    fn warn(&self, sentence: &str) {
        eprintln!("{sentence}");
    }
}

impl Settings {
    pub(crate) fn read(source: &impl Source) -> Result<Self, SettingsError> {
        let read = Reading(source);
        Ok(Self {
            environment: environment(&read.required(
                "INTUIT_ENVIRONMENT",
                "Say production or sandbox, as the app's keys are.",
            )?)?,
            client_id: ClientId::new(
                read.required("INTUIT_CLIENT_ID", "It is on the app's page at Intuit.")?,
            ),
            client_secret: ClientSecret::new(
                read.secret("INTUIT_CLIENT_SECRET", "It is on the app's page at Intuit.")?,
            ),
            discovery: read.parsed("INTUIT_DISCOVERY_URL", "it is not an address")?,
            redirect_uri: redirect_uri(&read.required(
                "RELAY_PUBLIC_URL",
                "Give the https address this relay is reached at; Intuit has to know it with \
                 /callback at its end.",
            )?)?,
            keys: Self::keys(source)?,
            operator: read.required(
                "RELAY_OPERATOR",
                "Say who runs this relay; its health page shows it.",
            )?,
            app_scheme: app_scheme(&read)?,
            listen: read
                .parsed(
                    "RELAY_LISTEN",
                    "give an address and a port, such as 127.0.0.1:8080",
                )?
                .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            limits: limits(&read)?,
            rules: rules(&read)?,
            denied_file: read.optional(DENIED_FILE),
        })
    }

    /// The key ring alone.
    pub(crate) fn keys(source: &impl Source) -> Result<KeyRing, SettingsError> {
        let text = Reading(source).secret(
            "RELAY_KEYS",
            "Give one or more keys of 32 bytes in base64, separated by commas, the sealing key \
             first. `relay --generate-key` prints one.",
        )?;
        // Separated by commas or, in a file, by lines.
        let keys: Vec<&str> = text.split([',', '\n']).map(str::trim).collect();
        Ok(KeyRing::from_base64(&keys)?)
    }
}

const DENIED_FILE: &str = "RELAY_DENIED_COMPUTERS_FILE";

fn rules(read: &Reading<'_, impl Source>) -> Result<Rules, SettingsError> {
    let rules = Rules {
        require_nonce: yes(read, "RELAY_REQUIRE_NONCE")?,
        require_computer: yes(read, "RELAY_REQUIRE_COMPUTER")?,
        ..Rules::default()
    };
    if let Some(path) = read.optional(DENIED_FILE) {
        read_denied(read.0, &path, &rules.denied)?;
    }
    Ok(rules)
}

fn yes(read: &Reading<'_, impl Source>, name: &'static str) -> Result<bool, SettingsError> {
    match read.optional(name).as_deref() {
        None | Some("no") => Ok(false),
        Some("yes") => Ok(true),
        Some(_) => Err(SettingsError::Unusable(
            name,
            "say yes or no, or leave it out",
        )),
    }
}

/// Reads which computers were turned off into `denied`; returns how many. With an error the list stays as it was.
pub(crate) fn read_denied(
    source: &impl Source,
    path: &str,
    denied: &Denied,
) -> Result<usize, SettingsError> {
    const NAME: &str = "RELAY_DENIED_COMPUTERS";
    if source.reach(path) == Reach::Write {
        return Err(SettingsError::Writable(NAME));
    }
    let text = source.file(path).ok_or(SettingsError::File(NAME))?;
    Ok(denied.replace(&text)?)
}

struct Reading<'a, S>(&'a S);

impl<S: Source> Reading<'_, S> {
    fn optional(&self, name: &str) -> Option<String> {
        let value = self.0.variable(name)?.trim().to_owned();
        (!value.is_empty()).then_some(value)
    }

    fn required(&self, name: &'static str, hint: &'static str) -> Result<String, SettingsError> {
        self.optional(name)
            .ok_or(SettingsError::Missing(name, hint))
    }

    /// From the variable, or from the file that `<name>_FILE` names: a variable is inherited by
    /// every child and shown by many tools.
    fn secret(&self, name: &'static str, hint: &'static str) -> Result<String, SettingsError> {
        let file = self.optional(&format!("{name}_FILE"));
        match (self.optional(name), file) {
            (Some(_), Some(_)) => Err(SettingsError::Both(name)),
            (Some(value), None) => Ok(value),
            (None, Some(path)) => {
                match self.0.reach(&path) {
                    Reach::Own => {}
                    Reach::Read => self.0.warn(&format!(
                        "Everybody on this computer can read the file that {name}_FILE names. `chmod 600` it."
                    )),
                    Reach::Write => return Err(SettingsError::Writable(name)),
                }
                let text = self.0.file(&path).ok_or(SettingsError::File(name))?;
                let text = text.trim();
                if text.is_empty() {
                    return Err(SettingsError::Missing(name, hint));
                }
                Ok(text.to_owned())
            }
            (None, None) => Err(SettingsError::Missing(name, hint)),
        }
    }

    fn parsed<T: FromStr>(
        &self,
        name: &'static str,
        why: &'static str,
    ) -> Result<Option<T>, SettingsError> {
        self.optional(name)
            .map(|text| text.parse().map_err(|_| SettingsError::Unusable(name, why)))
            .transpose()
    }
}

fn environment(text: &str) -> Result<Environment, SettingsError> {
    match text {
        "production" => Ok(Environment::Production),
        "sandbox" => Ok(Environment::Sandbox),
        _ => Err(SettingsError::Unusable(
            "INTUIT_ENVIRONMENT",
            "say production or sandbox",
        )),
    }
}

fn limits<S: Source>(read: &Reading<'_, S>) -> Result<Limits, SettingsError> {
    const WHOLE: &str = "give a whole number above zero";
    let number = |name| read.parsed::<NonZeroU32>(name, WHOLE);
    let normal = Limits::default();
    let connections = number("RELAY_CONNECTIONS")?
        .map(|most| usize::try_from(most.get()).unwrap_or(normal.connections));
    Ok(Limits {
        per_minute: number("RELAY_RATE_PER_MINUTE")?.unwrap_or(normal.per_minute),
        burst: number("RELAY_RATE_BURST")?.unwrap_or(normal.burst),
        connections: connections.unwrap_or(normal.connections),
        address_header: read.parsed::<HeaderName>(
            "RELAY_ADDRESS_HEADER",
            "give the name of the header in which your proxy names the client",
        )?,
        ..normal
    })
}

/// One relay, one scheme: a sign-in begun in the one app must not end in the other.
fn app_scheme(read: &Reading<'_, impl Source>) -> Result<String, SettingsError> {
    match read.optional("RELAY_APP_SCHEME").as_deref() {
        None | Some("counterfoil") => Ok("counterfoil".to_owned()),
        Some("counterfoil-dev") => Ok("counterfoil-dev".to_owned()),
        Some(_) => Err(SettingsError::Unusable(
            "RELAY_APP_SCHEME",
            "say counterfoil or counterfoil-dev, or leave it out",
        )),
    }
}

/// `https://relay.example` and `https://relay.example/` both become `…/callback`.
fn redirect_uri(public: &str) -> Result<Url, SettingsError> {
    let unusable = |why| SettingsError::Unusable("RELAY_PUBLIC_URL", why);
    let mut url = Url::parse(public).map_err(|_| unusable("it is not an address"))?;
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if url.scheme() != "https" && !(url.scheme() == "http" && local) {
        return Err(unusable("Intuit sends people to https addresses only"));
    }
    if !local && !matches!(url.host(), Some(Host::Domain(_))) {
        return Err(unusable("Intuit wants a name, not a number, for the host"));
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

    const KEY: &str = "wM0h6bSmP4mQWJ0o5mK6QJ7c1h2Wv0m3Zr8yq5b9T1E=";
    const OTHER: &str = "Rk3x8uYd0VbWq7nLZp2sA5tJ9cEo6GhMi1fKwB4yNvQ=";

    struct Made(&'static str, Option<&'static str>);

    impl Source for Made {
        fn variable(&self, name: &str) -> Option<String> {
            if name == self.0 {
                return self.1.map(ToOwned::to_owned);
            }
            // A `_FILE` variable takes the place of the one beside it.
            if self.0 == format!("{name}_FILE") {
                return None;
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
        }

        fn file(&self, path: &str) -> Option<String> {
            match path {
                "/run/keys" => Some(format!("{OTHER}\n{KEY}\n")),
                "/run/empty" => Some("\n".to_owned()),
                _ => None,
            }
        }

        fn reach(&self, _path: &str) -> Reach {
            Reach::Own
        }

        fn warn(&self, sentence: &str) {
            panic!("{sentence}");
        }
    }

    fn with(change: &'static str, to: Option<&'static str>) -> Result<Settings, SettingsError> {
        Settings::read(&Made(change, to))
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
        assert_eq!(settings.limits.address_header, None);
        let shown = format!("{settings:?}");
        assert!(!shown.contains("not-a-real-secret") && !shown.contains(KEY));
    }

    #[test]
    fn secrets_may_come_from_files() {
        let settings = with("RELAY_KEYS_FILE", Some("/run/keys")).unwrap();
        assert_eq!(settings.keys.to_base64(), [OTHER, KEY]);
        for (name, path, sentence) in [
            (
                "RELAY_KEYS_FILE",
                "/run/gone",
                "RELAY_KEYS_FILE is not usable: the file it names cannot be read.",
            ),
            ("RELAY_KEYS_FILE", "/run/empty", "RELAY_KEYS is not set. "),
            (
                "INTUIT_CLIENT_SECRET_FILE",
                "/run/gone",
                "INTUIT_CLIENT_SECRET_FILE is not usable: ",
            ),
        ] {
            let error = with(name, Some(path)).unwrap_err().to_string();
            assert!(error.starts_with(sentence), "{error}");
        }
    }

    #[test]
    fn the_limits_can_be_set() {
        let settings = with("RELAY_ADDRESS_HEADER", Some("X-Real-IP")).unwrap();
        assert_eq!(settings.limits.address_header.unwrap(), "x-real-ip");
        let settings = with("RELAY_RATE_PER_MINUTE", Some("30")).unwrap();
        assert_eq!(settings.limits.per_minute.get(), 30);
        let settings = with("RELAY_CONNECTIONS", Some("12")).unwrap();
        assert_eq!(settings.limits.connections, 12);
    }

    #[test]
    fn what_is_refused_beyond_the_usual_can_be_set() {
        let usual = with("", None).unwrap().rules;
        assert!(!usual.require_nonce && !usual.require_computer);
        let rules = with("RELAY_REQUIRE_NONCE", Some("yes")).unwrap().rules;
        assert!(rules.require_nonce && !rules.require_computer);
        let rules = with("RELAY_REQUIRE_COMPUTER", Some("yes")).unwrap().rules;
        assert!(rules.require_computer && !rules.require_nonce);
        let rules = with("RELAY_REQUIRE_COMPUTER", Some("no")).unwrap().rules;
        assert!(!rules.require_computer);
    }

    #[test]
    fn sign_ins_end_in_peoples_app_unless_engineers_is_named() {
        assert_eq!(with("", None).unwrap().app_scheme, "counterfoil");
        let settings = with("RELAY_APP_SCHEME", Some("counterfoil-dev")).unwrap();
        assert_eq!(settings.app_scheme, "counterfoil-dev");
    }

    #[test]
    fn on_this_computer_an_engineers_relay_needs_no_certificate() {
        let settings = with("RELAY_PUBLIC_URL", Some("http://localhost:8080")).unwrap();
        let expected = "http://localhost:8080/callback";
        assert_eq!(settings.redirect_uri.as_str(), expected);
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
            ("RELAY_PUBLIC_URL", "https://192.0.2.1"),
            ("RELAY_PUBLIC_URL", "relay.example"),
            ("RELAY_PUBLIC_URL", "ftp://localhost"),
            ("RELAY_KEYS", "c2hvcnQ="),
            ("RELAY_KEYS", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            ("RELAY_KEYS", "Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZSBub3c="),
            ("RELAY_LISTEN", "8080"),
            ("RELAY_RATE_PER_MINUTE", "0"),
            ("RELAY_RATE_BURST", "-1"),
            ("RELAY_CONNECTIONS", "many"),
            ("RELAY_ADDRESS_HEADER", "X Forwarded For"),
            ("RELAY_APP_SCHEME", "https"),
            ("RELAY_REQUIRE_NONCE", "maybe"),
            ("RELAY_REQUIRE_COMPUTER", "1"),
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
